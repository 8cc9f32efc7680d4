"""What collateral covers: each item at its own ratio, nothing where no value is known."""

from __future__ import annotations

from decimal import Decimal

import pytest

from postloan.errors import CurrencyMismatch, InvalidValue
from postloan.money import Money
from postloan.security.cover import Pledged, cover, shortfall


def pledged(value: str | None, ratio: str | None, currency: str = "CNY") -> Pledged:
    return Pledged(
        id="S",
        kind="pledge",
        value=None if value is None else Money(Decimal(value), currency),
        ratio=None if ratio is None else Decimal(ratio),
    )


def test_each_item_counts_at_its_own_ratio() -> None:
    both = [pledged("1000", "0.8"), pledged("1000", "0.2")]
    assert cover(both, "CNY") == Money(Decimal("1000.0"), "CNY")
    assert not shortfall(Money(1000, "CNY"), both)


@pytest.mark.parametrize("item", [pledged(None, "1"), pledged("1000", None)])
def test_what_is_not_known_covers_nothing(item: Pledged) -> None:
    assert shortfall(Money(10, "CNY"), [item]) == Money(10, "CNY")


def test_more_cover_than_debt_is_no_shortfall() -> None:
    assert shortfall(Money(10, "CNY"), [pledged("1000", "1")]) == Money(0, "CNY")


@pytest.mark.parametrize(
    "value, ratio, field", [("-1", "1", "value"), ("1", "1.01", "ratio"), ("1", "-0.1", "ratio")]
)
def test_values_and_ratios_are_held_to_their_ranges(value: str, ratio: str, field: str) -> None:
    with pytest.raises(InvalidValue, match=field):
        pledged(value, ratio)


def test_currencies_are_not_mixed() -> None:
    with pytest.raises(CurrencyMismatch):
        cover([pledged("1", "1", "USD")], "CNY")
