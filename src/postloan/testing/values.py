"""Hypothesis strategies for plain values: days, codes, texts, amounts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Final, TypeVar, cast

from hypothesis import strategies as st

from postloan.money import Money

__all__ = ["FIRST_DAY", "LAST_DAY", "amounts", "codes", "days", "money", "once", "texts"]

FIRST_DAY: Final = date(2020, 1, 1)
LAST_DAY: Final = date(2029, 12, 31)

F = TypeVar("F", bound=Callable[..., object])


def once(strategy: F) -> F:
    """Make a strategy once for each set of options: making one costs more than drawing from it."""
    return cast("F", cache(strategy))


@once
def days(*, min_value: date = FIRST_DAY, max_value: date = LAST_DAY) -> st.SearchStrategy[date]:
    """Generate days of the decade in which everything here happens; shrinks to the first."""
    return st.integers(0, (max_value - min_value).days).map(
        lambda count: min_value + timedelta(days=count)
    )


@once
def codes() -> st.SearchStrategy[str]:
    """Generate ids and codes, some of them Chinese; shrinks to `0`."""
    return st.text("0123456789-ABxyz_贷款", min_size=1, max_size=8)


@once
def texts() -> st.SearchStrategy[str]:
    """Generate free text of any characters that UTF-8 can hold, line ends included."""
    return st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


@once
def amounts(
    *, min_value: int = 0, max_value: int = 10_000, places: int = 2
) -> st.SearchStrategy[Decimal]:
    """Generate decimals of up to `places` places, written with any exponent that shows them.

    Shrinks to `min_value` without a point.
    """

    def scaled(place: int) -> st.SearchStrategy[Decimal]:
        step = 10**place
        return st.integers(min_value * step, max_value * step).map(
            lambda count: Decimal(count).scaleb(-place)
        )

    return st.one_of([scaled(place) for place in range(places + 1)])


@once
def money(
    *, currency: str = "CNY", min_value: int = 0, max_value: int = 10_000
) -> st.SearchStrategy[Money]:
    """Generate money in one currency; shrinks to `min_value`."""
    return amounts(min_value=min_value, max_value=max_value).map(
        lambda amount: Money(amount, currency)
    )
