"""Terms: what the contract says of interest, and the other terms that may change with time."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Literal, get_args

import attrs

from postloan.dates import DAY_COUNTS, DayCount
from postloan.errors import InvalidValue
from postloan.model.checks import checked_choice, checked_code, checked_flag, checked_instance
from postloan.model.records import Record
from postloan.money import DIGITS, Money, checked_decimal

__all__ = ["ROUNDING_MODES", "Rounding", "RoundingMode", "Terms"]

RoundingMode = Literal["half_up", "half_even", "down", "up"]
"""To the nearest, halves up (四舍五入) or to the even digit; or `down`, cut off (截位); or `up`."""
ROUNDING_MODES: tuple[RoundingMode, ...] = get_args(RoundingMode)


@attrs.frozen(kw_only=True)
class Rounding:
    """How the contract rounds an amount of interest.

    >>> to_the_cent = Rounding(places=2, mode="half_up")
    >>> to_the_cent.rounded(Fraction(1, 8)), Rounding(places=2, mode="down").rounded(Fraction(1, 8))
    (Decimal('0.13'), Decimal('0.12'))
    """

    places: int
    """Decimals that are kept, from 0 to 40; 2 are cents."""
    mode: RoundingMode
    """One of `ROUNDING_MODES`."""

    def __attrs_post_init__(self) -> None:
        if type(self.places) is not int or not 0 <= self.places <= DIGITS:
            raise InvalidValue("Rounding", "places", self.places, f"an int from 0 to {DIGITS}")
        checked_choice("Rounding", "mode", self.mode, ROUNDING_MODES)

    def rounded(self, amount: Fraction) -> Decimal:
        """Return an amount of zero or more, rounded once from its exact value."""
        whole, rest = divmod(amount.numerator * 10**self.places, amount.denominator)
        beyond_half = 2 * rest - amount.denominator
        up = {
            "half_up": beyond_half >= 0,
            "half_even": beyond_half > 0 or (beyond_half == 0 and whole % 2 == 1),
            "down": False,
            "up": rest > 0,
        }
        return Decimal(whole + up[self.mode]).scaleb(-self.places)


def _share(field: str, value: Decimal | int | None) -> Decimal | None:
    if value is None:
        return None
    share = checked_decimal("Terms", field, value)
    if not 0 <= share <= 1:
        raise InvalidValue("Terms", field, value, "a share from 0 to 1 (0.06 is 6 %)")
    return share


def _rate(value: Decimal | int | None) -> Decimal | None:
    return _share("rate", value)


def _overdue_margin(value: Decimal | int | None) -> Decimal | None:
    return _share("overdue_margin", value)


def _misuse_margin(value: Decimal | int | None) -> Decimal | None:
    return _share("misuse_margin", value)


@attrs.frozen(kw_only=True)
class Terms(Record):
    """Terms of the contract that hold from the day `on`, until others do.

    Each record states them anew and completely; None is not stated, and what depends on it is
    then unknown, never guessed.

    >>> from datetime import date
    >>> terms = Terms(on=date(2024, 1, 5), rate=Decimal("0.06"), overdue_margin=Decimal("0.5"))
    >>> terms.misuse_margin is None
    True
    """

    rate: Decimal | None = attrs.field(default=None, converter=_rate)
    """Interest of a year, as a share of what is owed, from 0 to 1; None where not stated."""
    overdue_margin: Decimal | None = attrs.field(default=None, converter=_overdue_margin)
    """What is added to the rate for what is overdue, as a share of the rate, from 0 to 1.
    In China 0.3 to 0.5 for loans from 2004 on (PBC [2003] 251 s.3). None where not stated."""
    misuse_margin: Decimal | None = attrs.field(default=None, converter=_misuse_margin)
    """The same for money used against the contract; in China 0.5 to 1. None where not stated."""
    compound: bool | None = None
    """Whether interest that is overdue bears penalty interest too; None where not stated."""
    day_count: DayCount | None = None
    """How days make a year, one of `DAY_COUNTS`; None where not stated."""
    rounding: Rounding | None = None
    """How penalty interest is rounded; None where not stated."""
    limit: Money | None = None
    """Up to how much may be drawn, more than zero; None where not stated."""
    officer: str | None = None
    """Id of the person who is responsible for the loan; None where not stated."""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if self.compound is not None:
            checked_flag("Terms", "compound", self.compound)
        if self.day_count is not None:
            checked_choice("Terms", "day_count", self.day_count, DAY_COUNTS)
        if self.rounding is not None:
            checked_instance("Terms", "rounding", self.rounding, Rounding)
        if self.limit is not None and not checked_instance("Terms", "limit", self.limit, Money) > (
            Money.zero(self.limit.currency)
        ):
            raise InvalidValue("Terms", "limit", self.limit, "more than zero")
        if self.officer is not None:
            checked_code("Terms", "officer", self.officer)
        if self.void and self.replaces is None:
            allowed = "given, or another term (none only in one that replaces another)"
            raise InvalidValue("Terms", "rate", self.rate, allowed)

    @property
    def void(self) -> bool:
        """Whether it states no term, and so only takes back the record it replaces."""
        stated = (self.rate, self.overdue_margin, self.misuse_margin, self.compound)
        return {*stated, self.day_count, self.rounding, self.limit, self.officer} == {None}
