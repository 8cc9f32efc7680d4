"""What policies ask for before a tier may be raised: the terms in which regimes differ."""

from __future__ import annotations

from typing import Literal, get_args

import attrs

from postloan.dates import Period
from postloan.errors import InvalidValue
from postloan.model.checks import checked_flag, checked_instance
from postloan.tiers import Tier

__all__ = [
    "OBSERVATION_BEGINS",
    "PERIODS_READING",
    "CureTerms",
    "ForbearanceTerms",
    "ObservationBegins",
    "ObservationTerms",
    "PeriodsReading",
    "ReAgeTerms",
]

ObservationBegins = Literal["first_new_due", "restructured", "nonperforming"]
"""From when an observation is counted: the first due date agreed after the change, the day of the
change, or the day on which the loan is restructured and non-performing, whichever comes last."""
OBSERVATION_BEGINS: tuple[ObservationBegins, ...] = get_args(ObservationBegins)

PeriodsReading = Literal["due_dates", "full_periods"]
"""What "spans two repayment periods" means where an observation begins on a due date: that two due
dates lie in it, the first one included, or that two whole periods follow that date."""
PERIODS_READING: tuple[PeriodsReading, ...] = get_args(PeriodsReading)


def _check_length(owner: str, field: str, value: object) -> None:
    period = checked_instance(owner, field, value, Period)
    if period.needs_calendar or not period.count:
        raise InvalidValue(owner, field, str(period), "a period above zero without working days")


@attrs.frozen(kw_only=True)
class ObservationTerms:
    """How long a restructured loan is observed, and what starts the time again.

    Raises:
        InvalidValue: a field has another value than its type and meaning allow.

    >>> measures_2023 = ObservationTerms(
    ...     begins="first_new_due",
    ...     lasts=Period.parse("1 year"),
    ...     periods=2,
    ...     reading="due_dates",
    ...     restarts=True,
    ...     until_solved=True,
    ... )
    """

    begins: ObservationBegins
    """From when it is counted."""
    lasts: Period
    """The shortest time it lasts; without working days."""
    periods: int = 0
    """How many repayment periods it spans at the least; 0 or more."""
    reading: PeriodsReading | None = None
    """How these are counted; None only where `periods` is 0."""
    restarts: bool = False
    """Whether a miss, or a fall to a non-performing tier or a worse one, starts it again, and
    arrears keep it from ending."""
    until_solved: bool = False
    """Whether it ends only once the debtor's difficulty is found solved, and starts again where
    it is found not to be."""
    locks: bool = False
    """Whether the tier may not be raised while it runs."""

    def __attrs_post_init__(self) -> None:
        owner = "ObservationTerms"
        if self.begins not in OBSERVATION_BEGINS:
            allowed = f"one of {', '.join(OBSERVATION_BEGINS)}"
            raise InvalidValue(owner, "begins", self.begins, allowed)
        _check_length(owner, "lasts", self.lasts)
        if type(self.periods) is not int or self.periods < 0:
            raise InvalidValue(owner, "periods", self.periods, "an int of 0 or more")
        if self.reading not in (PERIODS_READING if self.periods else (*PERIODS_READING, None)):
            allowed = f"one of {', '.join(PERIODS_READING)}; None only where periods is 0"
            raise InvalidValue(owner, "reading", self.reading, allowed)
        for field in ("restarts", "until_solved", "locks"):
            checked_flag(owner, field, getattr(self, field))

    @property
    def needs_ledger(self) -> bool:
        """Whether it takes the schedule and payments to tell where an observation stands."""
        return bool(self.restarts or self.periods or self.begins == "first_new_due")


@attrs.frozen(kw_only=True)
class ForbearanceTerms:
    """How long forborne loans are cured and on probation, as the EU rules have it.

    Raises:
        InvalidValue: a field has another value than its type and meaning allow.

    >>> eu = ForbearanceTerms(
    ...     cure=Period.parse("1 year"), probation=Period.parse("2 years"), relapse_after=30
    ... )
    """

    cure: Period
    """The shortest time a forborne non-performing loan stays non-performing."""
    probation: Period
    """The shortest time a loan stays forborne while it performs."""
    relapse_after: int
    """More days past due than this on probation make a cured loan non-performing again, and keep
    any from leaving it; counted from the day after the due date; 0 or more."""

    def __attrs_post_init__(self) -> None:
        owner = "ForbearanceTerms"
        _check_length(owner, "cure", self.cure)
        _check_length(owner, "probation", self.probation)
        if type(self.relapse_after) is not int or self.relapse_after < 0:
            raise InvalidValue(owner, "relapse_after", self.relapse_after, "an int of 0 or more")


@attrs.frozen(kw_only=True)
class ReAgeTerms:
    """How often an open-end account may be re-aged, as the US retail policy has it.

    Raises:
        InvalidValue: a field is no int of at least 0, or of at least 1 where a number is allowed.

    >>> ffiec_2000 = ReAgeTerms(months_on_book=9, in_12_months=1, in_5_years=2)
    """

    months_on_book: int
    """Whole months since the account was opened, below which it may not be re-aged; 0 or more."""
    in_12_months: int
    """How many times in twelve months; 1 or more."""
    in_5_years: int
    """How many times in five years; 1 or more."""

    def __attrs_post_init__(self) -> None:
        for field, least in (("months_on_book", 0), ("in_12_months", 1), ("in_5_years", 1)):
            count = getattr(self, field)
            if type(count) is not int or count < least:
                raise InvalidValue("ReAgeTerms", field, count, f"an int of {least} or more")


@attrs.frozen(kw_only=True)
class CureTerms:
    """All that a policy asks for before a tier may be raised; None is not stated."""

    observation: ObservationTerms | None = None
    """How restructured loans are observed."""
    merger_lock: Period | None = None
    """How long after a merger of the debtor its tiers may not be raised; without working days."""
    forbearance: ForbearanceTerms | None = None
    """How forborne loans are cured and on probation."""
    re_age: ReAgeTerms | None = None
    """How often an account may be re-aged."""
    nonperforming: Tier | None = None
    """The best of the non-performing tiers; None where the scale does not say which they are."""
