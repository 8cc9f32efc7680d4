"""Dates: adding months, periods, calendar periods, and how days past due are counted.

Conventions are stated, never assumed: a month is added with the day clamped to the month's
end, and the k-th of a series is *anchor + k · step*, so 31 January gives 29 February and then
31 March. Working days need a calendar: `postloan.calendars` counts them.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import MAXYEAR, MINYEAR, date, timedelta
from types import MappingProxyType
from typing import Final, Literal, cast, get_args

import attrs

from postloan.errors import InvalidValue

__all__ = [
    "CALENDAR_UNITS",
    "DAY_COUNTS",
    "DAY_ONE",
    "MONTHS_IN",
    "PERIOD_UNITS",
    "CalendarUnit",
    "DayCount",
    "DayOne",
    "Period",
    "PeriodUnit",
    "add_months",
    "calendar_period",
    "checked_date",
    "days_past",
    "interest_days",
]

DayOne = Literal["day_after_due", "due_date"]
"""Which day an unpaid amount counts as its first day past due.

`day_after_due`: days = date − due date (China, IFRS 9). `due_date`: days = date − due date + 1,
an unpaid amount being overdue at the day-end of its due date (India, RBI IRACP).
"""
DAY_ONE: tuple[DayOne, ...] = get_args(DayOne)

DayCount = Literal["act/360", "act/365", "30e/360"]
"""How days make a year of interest: the days of the calendar, or months of 30 days each, over a
year of so many days."""
DAY_COUNTS: tuple[DayCount, ...] = get_args(DayCount)

CalendarUnit = Literal["week", "month", "quarter", "half_year", "year"]
"""A period of the calendar: weeks start on Monday, the others with their first month."""
CALENDAR_UNITS: tuple[CalendarUnit, ...] = get_args(CalendarUnit)

PeriodUnit = Literal["day", "working day", "week", "month", "quarter", "year"]
PERIOD_UNITS: tuple[PeriodUnit, ...] = get_args(PeriodUnit)

MONTHS_IN: Final[Mapping[str, int]] = MappingProxyType(
    {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
)
"""How many months a period of the calendar has; weeks are not among them."""
_DAYS_IN = {"day": 1, "week": 7}
_PERIOD = re.compile(r"([0-9]{1,5}) (working day|day|week|month|quarter|year)s?")
_FORMS = 'a count and a unit such as "3 months", "10 days" or "15 working days"'


def checked_date(owner: str, field: str, value: object) -> date:
    """Return `value` if it is a plain date; a datetime is refused, its time would be lost."""
    if type(value) is not date:
        raise InvalidValue(owner, field, value, "a date (without time)")
    return value


def add_months(start: date, months: int) -> date:
    """Return `start` moved by `months`, the day clamped to the end of the month.

    Raises:
        InvalidValue: the result lies outside the years 1 to 9999.

    >>> add_months(date(2024, 1, 31), 1), add_months(date(2024, 8, 31), -6)
    (datetime.date(2024, 2, 29), datetime.date(2024, 2, 29))
    """
    year, month0 = divmod(start.year * 12 + start.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        raise InvalidValue("add_months", "months", months, "within the years 1 to 9999")
    day = start.day
    if day > 28:  # noqa: PLR2004 -- every month has 28 days
        day = min(day, monthrange(year, month0 + 1)[1])
    return date(year, month0 + 1, day)


def days_past(due: date, as_of: date, day_one: DayOne) -> int:
    """Return how many days past due an amount unpaid since `due` is at the end of `as_of`.

    Never negative. See `DayOne` for the two ways to count.

    >>> days_past(date(2024, 3, 31), date(2024, 6, 30), "day_after_due")
    91
    >>> days_past(date(2021, 3, 31), date(2021, 4, 30), "due_date")
    31
    """
    days = (as_of - due).days + (day_one == "due_date")
    return max(days, 0)


def interest_days(start: date, end: date, day_count: DayCount) -> tuple[int, int]:
    """Return the days of interest from `start` to `end`, one of the two counted, and of a year.

    >>> interest_days(date(2024, 1, 31), date(2024, 3, 1), "act/360")
    (30, 360)
    >>> interest_days(date(2024, 1, 31), date(2024, 3, 1), "30e/360")
    (31, 360)
    """
    if day_count == "30e/360":
        months = (end.year - start.year) * 12 + end.month - start.month
        return months * 30 + min(end.day, 30) - min(start.day, 30), 360
    return (end - start).days, 360 if day_count == "act/360" else 365


def calendar_period(unit: CalendarUnit, on: date, offset: int = 0) -> tuple[date, date]:
    """Return the first and last day of the `unit` that contains `on`, or of one `offset` away.

    Raises:
        InvalidValue: the period does not lie within the years 1 to 9999.

    >>> calendar_period("quarter", date(2024, 5, 6))
    (datetime.date(2024, 4, 1), datetime.date(2024, 6, 30))
    """
    if unit == "week":
        try:
            first = on - timedelta(days=on.weekday()) + timedelta(weeks=offset)
            return first, first + timedelta(days=6)
        except OverflowError:
            allowed = "within the years 1 to 9999"
            raise InvalidValue("calendar_period", "offset", offset, allowed) from None
    length = MONTHS_IN[unit]
    first_month = (on.month - 1) // length * length + 1
    first = add_months(date(on.year, first_month, 1), offset * length)
    if (first.year, first.month + length) == (MAXYEAR, 13):
        return first, date.max
    return first, add_months(first, length) - timedelta(days=1)


@attrs.frozen(kw_only=True)
class Period:
    """A length of time as rules state it: "3 months", "15 working days".

    Attributes:
        count: how many units, at least 0.
        unit: one of `PERIOD_UNITS`.

    >>> Period.parse("3 months").after(date(2023, 11, 30))
    datetime.date(2024, 2, 29)
    """

    count: int
    unit: PeriodUnit

    def __attrs_post_init__(self) -> None:
        if type(self.count) is not int or not 0 <= self.count <= 99_999:  # noqa: PLR2004
            raise InvalidValue("Period", "count", self.count, "an int from 0 to 99999")
        if self.unit not in PERIOD_UNITS:
            raise InvalidValue("Period", "unit", self.unit, f"one of {', '.join(PERIOD_UNITS)}")

    @classmethod
    def parse(cls, text: str) -> Period:
        """Return the period that `text` names.

        Raises:
            InvalidValue: `text` has another form.
        """
        match = _PERIOD.fullmatch(text)
        if match is None:
            raise InvalidValue("Period", "text", text, _FORMS)
        return cls(count=int(match[1]), unit=cast("PeriodUnit", match[2]))

    @property
    def needs_calendar(self) -> bool:
        """Whether only a working-day calendar can say where the period ends."""
        return self.unit == "working day"

    def after(self, start: date, times: int = 1) -> date:
        """Return `start` moved by `times` this period; a negative `times` goes back.

        Raises:
            InvalidValue: the period counts working days, or the result leaves the calendar.
        """
        if self.needs_calendar:
            raise InvalidValue("Period", "unit", self.unit, "countable without a calendar")
        count = self.count * times
        if self.unit in _DAYS_IN:
            try:
                return start + timedelta(days=count * _DAYS_IN[self.unit])
            except OverflowError:
                raise InvalidValue(
                    "Period", "count", self.count, "within the years 1 to 9999"
                ) from None
        return add_months(start, count * MONTHS_IN[self.unit])

    def before(self, end: date) -> date:
        """Return `end` moved back by this period.

        >>> Period.parse("1 month").before(date(2024, 3, 31))
        datetime.date(2024, 2, 29)
        """
        return self.after(end, -1)

    def __str__(self) -> str:
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"
