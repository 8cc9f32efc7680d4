"""What collateral covers: each item at its own ratio, nothing where no value is known."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan.errors import CurrencyMismatch, InvalidValue
from postloan.money import Money
from postloan.security.cover import Pledged, cover_of, headroom_of, shortfall_of, worth_of


def pledged(value: str | None, ratio: str | None, currency: str = "CNY") -> Pledged:
    return Pledged(
        id="S",
        kind="pledge",
        value=None if value is None else Money(Decimal(value), currency),
        ratio=None if ratio is None else Decimal(ratio),
    )


def test_each_item_counts_at_its_own_ratio() -> None:
    both = [pledged("1000", "0.8"), pledged("1000", "0.2")]
    assert cover_of(both, "CNY") == Money(Decimal("1000.0"), "CNY")
    assert not shortfall_of(Money(1000, "CNY"), both)


@pytest.mark.parametrize("item", [pledged(None, "1"), pledged("1000", None)])
def test_what_is_not_known_covers_nothing(item: Pledged) -> None:
    assert shortfall_of(Money(10, "CNY"), [item]) == Money(10, "CNY")


def test_more_cover_than_debt_is_no_shortfall() -> None:
    assert shortfall_of(Money(10, "CNY"), [pledged("1000", "1")]) == Money(0, "CNY")


@pytest.mark.parametrize(
    "value, ratio, field", [("-1", "1", "value"), ("1", "1.01", "ratio"), ("1", "-0.1", "ratio")]
)
def test_values_and_ratios_are_held_to_their_ranges(value: str, ratio: str, field: str) -> None:
    with pytest.raises(InvalidValue, match=field):
        pledged(value, ratio)


def test_currencies_are_not_mixed() -> None:
    with pytest.raises(CurrencyMismatch):
        cover_of([pledged("1", "1", "USD")], "CNY")


@given(st.integers(0, 500), st.lists(st.tuples(st.integers(0, 300), st.integers(0, 100))))
def test_what_is_owed_and_more_is_what_is_covered_and_more(
    owed: int, items: list[tuple[int, int]]
) -> None:
    held = [pledged(str(value), str(Decimal(percent) / 100)) for value, percent in items]
    outstanding = Money(owed, "CNY")
    short, more = shortfall_of(outstanding, held), headroom_of(outstanding, held)
    assert outstanding + more == cover_of(held, "CNY") + short
    assert not (short and more)
    assert cover_of(held, "CNY") <= worth_of(held, "CNY")
