"""Periods as the Civil Code counts them.

They run by the calendar, the day they start on is not counted, a month ends on the
corresponding day or the month's last, and a last day that is a rest day goes to the day after
the rest (Civil Code Art. 200-204).
"""

from __future__ import annotations

from datetime import date

import attrs

from postloan.calendars.dated import DatedCalendar
from postloan.dates import Period
from postloan.errors import InvalidValue, UncoveredDay

__all__ = ["Ending", "ending", "moved_off_rest"]

_NO_CALENDAR = "no calendar is given"


@attrs.frozen(kw_only=True)
class Ending:
    """The last day of a period.

    >>> print(Ending(day=date(2024, 7, 1), counted=date(2024, 6, 30)))
    2024-07-01, moved from 2024-06-30, a rest day
    """

    day: date
    """The last day, moved off a rest day."""
    counted: date
    """The last day as counted, before it was moved."""
    unmoved: str = ""
    """Why it is not known whether `counted` is a rest day, so that `day` may be too early by
    the length of a rest; empty where it is known."""

    def __str__(self) -> str:
        if self.unmoved:
            return f"{self.day} (not moved off rest days: {self.unmoved})"
        if self.day != self.counted:
            return f"{self.day}, moved from {self.counted}, a rest day"
        return str(self.day)


def ending(since: date, length: Period, calendar: DatedCalendar | None) -> Ending:
    """Return the last day of a period.

    Args:
        since: the day it starts on, which is not counted.
        length: without working days.
        calendar: which days are working days; where it is None or does not cover the last day,
            that day is not moved, with the reason.

    >>> from postloan.calendars.shipped import CALENDARS
    >>> three_years = Period.parse("3 years")
    >>> print(ending(date(2021, 6, 30), three_years, CALENDARS["cn"]))
    2024-07-01, moved from 2024-06-30, a rest day
    >>> print(ending(date(2024, 6, 30), three_years, CALENDARS["cn"]).unmoved)
    the calendar cn covers 2004-01-01 to 2026-12-31, not 2027-06-30
    """
    try:
        return moved_off_rest(length.after(since), calendar)
    except InvalidValue:
        return Ending(day=date.max, counted=date.max, unmoved="it ends after the year 9999")


def moved_off_rest(day: date, calendar: DatedCalendar | None) -> Ending:
    """Return the ending of a period that is counted to end on `day`."""
    if calendar is None:
        return Ending(day=day, counted=day, unmoved=_NO_CALENDAR)
    try:
        return Ending(day=calendar.roll(day, "following"), counted=day)
    except UncoveredDay as error:
        return Ending(day=day, counted=day, unmoved=str(error))
