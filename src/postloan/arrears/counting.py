"""How days past due are counted: the conventions in which lenders and regulators differ."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal, get_args

import attrs

from postloan.dates import DAY_ONE, DayOne, days_past
from postloan.errors import InvalidValue
from postloan.intervals import Interval, days_taken

__all__ = ["PARTS", "PAUSE_COUNTING", "DayCounting", "Part", "PauseCounting", "checked_order"]

_DAY = timedelta(days=1)

PauseCounting = Literal["counted", "left_out_from_due_date", "left_out_to_run_day"]
"""Whether paused days count as days past due.

An amount that is `n` days past due has been so for the `n` days from its due date on, or for the
`n` days up to the run day: two windows, a day apart where the day after the due date is day one.
The paused days of the one or the other are left out.
"""
PAUSE_COUNTING: tuple[PauseCounting, ...] = get_args(PauseCounting)

Part = Literal["fees", "interest", "principal"]
"""A part of an instalment."""
PARTS: tuple[Part, ...] = get_args(Part)
"""The parts in the order of Civil Code 561: costs, interest, principal."""


def checked_order(owner: str, field: str, value: tuple[Part, ...]) -> tuple[Part, ...]:
    """Return `value` if it names each part of an instalment once."""
    if type(value) is not tuple or sorted(map(str, value)) != sorted(PARTS):
        raise InvalidValue(owner, field, value, f"a tuple of {', '.join(PARTS)}, in any order")
    return value


@attrs.frozen(kw_only=True)
class DayCounting:
    """How a policy counts the days past due. Two that differ give numbers not to be compared.

    Raises:
        InvalidValue: a field has another value than its type and meaning allow.

    >>> rbi = DayCounting(day_one="due_date")
    >>> rbi.days_past_due(date(2021, 3, 31), date(2021, 6, 29))
    91
    """

    day_one: DayOne
    """The first day that counts as past due."""
    grace_days: int = 0
    """Days past due that are not counted as delinquent, for the loan; 0 or more."""
    instalment_grace_days: int = 0
    """The same where instalments are looked at one by one; 0 or more."""
    pauses: PauseCounting = "counted"
    """Whether paused days count as delinquent."""
    allocation: tuple[Part, ...] = PARTS
    """In which order payments cover the parts of an instalment. It moves what is unpaid of
    interest, and for how long; how long anything is unpaid, and how much, it does not."""

    def __attrs_post_init__(self) -> None:
        if self.day_one not in DAY_ONE:
            allowed = f"one of {', '.join(DAY_ONE)}"
            raise InvalidValue("DayCounting", "day_one", self.day_one, allowed)
        if self.pauses not in PAUSE_COUNTING:
            allowed = f"one of {', '.join(PAUSE_COUNTING)}"
            raise InvalidValue("DayCounting", "pauses", self.pauses, allowed)
        for field in ("grace_days", "instalment_grace_days"):
            days = getattr(self, field)
            if type(days) is not int or days < 0:
                raise InvalidValue("DayCounting", field, days, "an int of 0 or more")
        checked_order("DayCounting", "allocation", self.allocation)

    def last_due(self, as_of: date) -> date:
        """Return the last due date that is past due at the end of `as_of`, if unpaid."""
        return as_of if self.day_one == "due_date" else as_of - _DAY

    def first_day(self, due_on: date) -> date:
        """Return the first day that counts as past due."""
        return due_on if self.day_one == "due_date" else due_on + _DAY

    def days_past_due(self, due_on: date, as_of: date) -> int:
        """Return the days past due by the contract: neither grace nor pauses are left out."""
        return days_past(due_on, as_of, self.day_one)

    def delinquent_days(
        self,
        due_on: date,
        as_of: date,
        pauses: Iterable[Interval] = (),
        *,
        grace: int | None = None,
    ) -> int:
        """Return the days past due less the grace and the paused days; 0 at least.

        Args:
            due_on: the due date.
            as_of: the day at whose end the count holds.
            pauses: in any order; a day in two of them is left out once.
            grace: days of grace; None for those of the loan.

        >>> counting = DayCounting(
        ...     day_one="day_after_due", grace_days=3, pauses="left_out_from_due_date"
        ... )
        >>> pause = Interval(start=date(2023, 10, 6), end=date(2023, 10, 30), bounds="half_open")
        >>> due_on, as_of = date(2023, 10, 1), date(2023, 10, 31)
        >>> counting.days_past_due(due_on, as_of), counting.delinquent_days(due_on, as_of, [pause])
        (30, 3)
        """
        days = self.days_past_due(due_on, as_of)
        left_out = self.grace_days if grace is None else grace
        if self.pauses != "counted" and days:
            start = due_on
            if self.pauses == "left_out_to_run_day":
                start = as_of - timedelta(days=days - 1)
            end = start + timedelta(days=days - 1)
            window = Interval(start=start, end=end, bounds="closed")
            left_out += days_taken(pauses, window)
        return max(days - left_out, 0)
