"""Deadlines that come again in each period of the calendar: "each quarter by the 20th".

A deadline belongs to the period it lies in. The day is counted in the month that the recurrence
names, the first unless stated; a month that is too short ends it on its last day.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Final, cast

import attrs

from postloan.dates import CALENDAR_UNITS, MONTHS_IN, CalendarUnit, add_months, calendar_period
from postloan.errors import InvalidValue

__all__ = ["Recurrence"]

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WEEKDAYS: Final = (
    *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
)
_LAST: Final = "its last day"
_TEXT = re.compile(
    rf"each (?P<unit>week|month|quarter|half-year|year) by (?:(?P<last>{_LAST})"
    rf"|(?P<weekday>{'|'.join(_WEEKDAYS)})"
    r"|the (?P<ordinal>(?P<nth>[1-9][0-9]?)(?:st|nd|rd|th))(?: of month (?P<month>[1-6]))?"
    rf"|(?P<day>[1-9][0-9]?) (?P<name>{'|'.join(_MONTHS)}))"
)
_FORMS: Final = (
    '"each week by Friday", "each month by the 5th", "each quarter by the 20th", '
    '"each half-year by the 10th of month 2", "each year by 31 January" or '
    '"each month by its last day"'
)


@attrs.frozen(kw_only=True)
class Recurrence:
    """One deadline in each period of the calendar.

    Attributes:
        unit: the period, one of `CALENDAR_UNITS`.
        day: of the month, 1 to 31, the last day of a month that is too short; of a week, 1 for
            Monday to 7 for Sunday.
        month: of the period, from 1; 1 for weeks and months.

    Raises:
        InvalidValue: of any of these.

    >>> by_the_20th = Recurrence.parse("each quarter by the 20th")
    >>> by_the_20th.deadline(date(2024, 6, 30)), by_the_20th.deadline(date(2024, 6, 30), 1)
    (datetime.date(2024, 4, 20), datetime.date(2024, 7, 20))
    >>> Recurrence.parse("each month by the 30th").deadline(date(2024, 2, 1))
    datetime.date(2024, 2, 29)
    """

    unit: CalendarUnit
    day: int
    month: int = 1

    def __attrs_post_init__(self) -> None:
        if self.unit not in CALENDAR_UNITS:
            allowed = f"one of {', '.join(CALENDAR_UNITS)}"
            raise InvalidValue("Recurrence", "unit", self.unit, allowed)
        months = MONTHS_IN.get(self.unit, 1)
        if type(self.month) is not int or not 1 <= self.month <= months:
            allowed = "1" if months == 1 else f"an int from 1 to {months}"
            raise InvalidValue("Recurrence", "month", self.month, allowed)
        days = self._days
        if type(self.day) is not int or not 1 <= self.day <= days:
            raise InvalidValue("Recurrence", "day", self.day, f"an int from 1 to {days}")

    @classmethod
    def parse(cls, text: str) -> Recurrence:
        """Return the recurrence that `text` states.

        Raises:
            InvalidValue: `text` has another form, or states a day that there is not.

        >>> print(Recurrence.parse("each year by 31 December"))
        each year by its last day
        """
        match = _TEXT.fullmatch(text)
        found = _read(match) if match else None
        if found is None:
            raise InvalidValue("Recurrence", "text", text, _FORMS)
        return found

    @classmethod
    def by_last_day(cls, unit: CalendarUnit) -> Recurrence:
        """Return the recurrence whose deadline is the last day of each period."""
        return cls(unit=unit, day=7 if unit == "week" else 31, month=MONTHS_IN.get(unit, 1))

    def deadline(self, on: date, offset: int = 0) -> date:
        """Return the deadline in the period that contains `on`, or in one `offset` away.

        Raises:
            InvalidValue: the period does not lie within the years 1 to 9999.
        """
        first, _ = calendar_period(self.unit, on, offset)
        if self.unit == "week":
            return first + timedelta(days=self.day - 1)
        month = add_months(first, self.month - 1)
        return month.replace(day=min(self.day, monthrange(month.year, month.month)[1]))

    def __str__(self) -> str:
        unit = f"each {self.unit.replace('_', '-')} by"
        if self == Recurrence.by_last_day(self.unit):
            return f"{unit} {_LAST}"
        if self.unit == "week":
            return f"{unit} {_WEEKDAYS[self.day - 1]}"
        if self.unit == "year":
            return f"{unit} {self.day} {_MONTHS[self.month - 1]}"
        month = "" if self.month == 1 else f" of month {self.month}"
        return f"{unit} the {_ordinal(self.day)}{month}"

    @property
    def _days(self) -> int:
        """How many days its month, or a week, may have; months of a year have names."""
        if self.unit == "week":
            return 7
        return monthrange(2000, self.month)[1] if self.unit == "year" else 31


def _read(match: re.Match[str]) -> Recurrence | None:
    unit = cast("CalendarUnit", match["unit"].replace("-", "_"))
    if match["last"]:
        return Recurrence.by_last_day(unit)
    if match["weekday"]:
        day, month, fits = _WEEKDAYS.index(match["weekday"]) + 1, 1, unit == "week"
    elif match["name"]:
        day, month, fits = int(match["day"]), _MONTHS.index(match["name"]) + 1, unit == "year"
    else:
        day, month = int(match["nth"]), int(match["month"] or 1)
        fits = unit not in ("week", "year") and match["ordinal"] == _ordinal(day)
    return Recurrence(unit=unit, day=day, month=month) if fits else None


def _ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number in (11, 12, 13) else ending}"
