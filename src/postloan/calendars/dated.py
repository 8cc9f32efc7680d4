"""Working-day calendars: dated data, never a rule that is carried on into years without a notice.

A calendar covers the days from its first to its last. What asks for another day is an error with
the calendar's name and bounds: in China nobody knows next year's working days before the notice.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date
from typing import Final, Literal, Protocol, get_args, runtime_checkable

import attrs

from postloan.dates import Period, checked_date
from postloan.errors import InvalidValue, UncoveredDay

__all__ = ["ROLLS", "Calendar", "DatedCalendar", "Roll", "moved_by"]

Roll = Literal["none", "following", "modified_following", "preceding"]
"""Where a day goes that is no working day: it stays, goes to the next working day, to the next
unless that lies in another month and else back, or back to the last one before."""
ROLLS: Final[tuple[Roll, ...]] = get_args(Roll)

_SATURDAY: Final = 5


@runtime_checkable
class Calendar(Protocol):
    """What a host's own calendar has to answer; `DatedCalendar.of` makes it countable."""

    @property
    def id(self) -> str:
        """The name by which a policy states it in `[conventions]`."""
        ...

    @property
    def first(self) -> date:
        """The first day it can speak of."""
        ...

    @property
    def last(self) -> date:
        """The last day it can speak of."""
        ...

    def is_working_day(self, day: date, /) -> bool:
        """Return whether `day`, from `first` to `last`, is a working day."""
        ...


def _id(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise InvalidValue("DatedCalendar", "id", value, "text, not empty")
    return value


def _in_order(days: Iterable[date]) -> tuple[date, ...]:
    return tuple(sorted({checked_date("DatedCalendar", "off and worked", day) for day in days}))


@attrs.frozen(kw_only=True, repr=False)
class DatedCalendar:
    """Monday to Friday, but for the days that are off or worked, within the days it covers.

    Counting looks nothing up day by day, so that years cost no more than weeks.

    Attributes:
        id: the name by which a policy states it in `[conventions]`.
        first: the first day covered.
        last: the last day covered; there is no answer beyond it.
        off: rest days that would be working days; Saturdays and Sundays may stand among them.
        worked: Saturdays and Sundays that are working days; weekdays may stand among them.
        source: where the days are written down; empty where that is not stated.

    Raises:
        InvalidValue: of any of these: `last` before `first`, a day outside them, a day that is
            both off and worked.

    >>> labour_day = DatedCalendar(
    ...     id="bank.branch",
    ...     first=date(2026, 1, 1),
    ...     last=date(2026, 12, 31),
    ...     off=[date(2026, 5, 1), date(2026, 5, 4)],
    ...     worked=[date(2026, 5, 9)],
    ... )
    >>> labour_day.add_working_days(date(2026, 4, 30), 5)
    datetime.date(2026, 5, 9)
    """

    id: str = attrs.field(converter=_id)
    first: date
    last: date
    off: tuple[date, ...] = attrs.field(default=(), converter=_in_order)
    worked: tuple[date, ...] = attrs.field(default=(), converter=_in_order)
    source: str = ""
    _weekdays_off: tuple[int, ...] = attrs.field(init=False, eq=False)
    _weekends_worked: tuple[int, ...] = attrs.field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        if checked_date("DatedCalendar", "last", self.last) < checked_date(
            "DatedCalendar", "first", self.first
        ):
            raise InvalidValue("DatedCalendar", "last", self.last, f"on or after {self.first}")
        for field, days in (("off", self.off), ("worked", self.worked)):
            if days and not self.first <= days[0] <= days[-1] <= self.last:
                outside = days[0] if days[0] < self.first else days[-1]
                allowed = f"within {self.first} to {self.last}"
                raise InvalidValue("DatedCalendar", field, outside, allowed)
        if both := set(self.off).intersection(self.worked):
            raise InvalidValue("DatedCalendar", "worked", min(both), "a day that is not off")
        weekdays = (day.toordinal() for day in self.off if day.weekday() < _SATURDAY)
        weekends = (day.toordinal() for day in self.worked if day.weekday() >= _SATURDAY)
        object.__setattr__(self, "_weekdays_off", tuple(weekdays))
        object.__setattr__(self, "_weekends_worked", tuple(weekends))

    @classmethod
    def of(cls, calendar: Calendar) -> DatedCalendar:
        """Return a host's calendar as dated data; each day it covers is asked about once.

        Raises:
            InvalidValue: it lacks what `Calendar` asks for.

        >>> class EveryDay:
        ...     id, first, last = "shop", date(2026, 1, 1), date(2026, 12, 31)
        ...
        ...     def is_working_day(self, day):
        ...         return True
        >>> DatedCalendar.of(EveryDay()).add_working_days(date(2026, 1, 1), 31)
        datetime.date(2026, 2, 1)
        """
        given: object = calendar
        if isinstance(given, DatedCalendar):
            return given
        if not isinstance(given, Calendar):
            allowed = "a Calendar: it has id, first, last and is_working_day"
            raise InvalidValue("DatedCalendar", "calendar", given, allowed)
        found = cls(id=calendar.id, first=calendar.first, last=calendar.last)
        covered = range(found.first.toordinal(), found.last.toordinal() + 1)
        days = [date.fromordinal(ordinal) for ordinal in covered]
        working = [day for day in days if calendar.is_working_day(day)]
        return attrs.evolve(found, off=set(days).difference(working), worked=working)

    def is_working_day(self, day: date) -> bool:
        """Return whether `day` is a working day.

        Raises:
            UncoveredDay: the calendar does not cover it.
        """
        ordinal = self._covered(day)
        return self._count(ordinal) > self._count(ordinal - 1)

    def add_working_days(self, start: date, count: int) -> date:
        """Return the working day that is `count` working days after `start`.

        The day of the start is not counted, be it a working day or not: 1 gives the next
        working day, -1 the last one before. 0 is `start` itself, which no calendar is asked for.

        Raises:
            UncoveredDay: `start` or a day up to the one asked for is not covered.

        >>> from postloan import CALENDARS
        >>> CALENDARS["cn"].add_working_days(date(2025, 9, 26), 5)
        datetime.date(2025, 10, 10)
        """
        if count == 0:
            return start
        ordinal = self._covered(start)
        place = self._count(ordinal) + count if count > 0 else self._count(ordinal - 1) + count + 1
        first, last = self.first.toordinal(), self.last.toordinal()
        if not self._count(first - 1) < place <= self._count(last):
            length = Period(count=abs(count), unit="working day")
            asked = f"{length} {'after' if count > 0 else 'before'} {start}"
            raise UncoveredDay(self.id, start, self.first, self.last, asked)
        days = range(first, last + 1)
        return date.fromordinal(days[bisect_left(days, place, key=self._count)])

    def working_days_between(self, start: date, end: date) -> int:
        """Return how many working days lie after `start`, up to and including `end`.

        Negative where `end` is the earlier one: as many as lie after `end` up to `start`.

        Raises:
            UncoveredDay: one of them is not covered.

        >>> from postloan import CALENDARS
        >>> CALENDARS["cn"].working_days_between(date(2025, 9, 26), date(2025, 10, 10))
        5
        """
        return self._count(self._covered(end)) - self._count(self._covered(start))

    def roll(self, day: date, convention: Roll) -> date:
        """Return `day`, or where `convention` puts it if it is no working day.

        Raises:
            UncoveredDay: `day` or the day it goes to is not covered; never under "none".

        >>> from postloan import CALENDARS
        >>> CALENDARS["cn"].roll(date(2026, 10, 1), "following")
        datetime.date(2026, 10, 8)
        """
        if convention == "none" or self.is_working_day(day):
            return day
        if convention == "preceding":
            return self.add_working_days(day, -1)
        following = self.add_working_days(day, 1)
        if convention == "modified_following" and following.month != day.month:
            return self.add_working_days(day, -1)
        return following

    @property
    def digest(self) -> str:
        """SHA-256 over the days it covers, those off and those worked."""
        import hashlib

        days = (self.first, self.last, *self._weekdays_off, "worked", *self._weekends_worked)
        return hashlib.sha256(" ".join(map(str, days)).encode()).hexdigest()

    def __repr__(self) -> str:
        return f"<DatedCalendar {self}>"

    def __str__(self) -> str:
        return f"{self.id} {self.first} to {self.last}"

    def _covered(self, day: date) -> int:
        if not self.first <= checked_date("DatedCalendar", "day", day) <= self.last:
            raise UncoveredDay(self.id, day, self.first, self.last)
        return day.toordinal()

    def _count(self, ordinal: int) -> int:
        """Return how many working days there are up to a day, from Monday 1 January 1 on."""
        weeks, days = divmod(ordinal, 7)
        off, worked = (
            bisect_right(self._weekdays_off, ordinal),
            bisect_right(self._weekends_worked, ordinal),
        )
        return weeks * 5 + min(days, 5) - off + worked


def moved_by(period: Period, start: date, calendar: DatedCalendar | None) -> date:
    """Return `start` moved by `period`, its working days counted by `calendar`.

    Args:
        period: of any unit; the calendar is asked for working days only.
        start: the day that is not counted.
        calendar: None where there is none.

    Raises:
        InvalidValue: the period counts working days and there is no calendar, or the result
            lies outside the years 1 to 9999.
        UncoveredDay: the calendar does not reach so far.

    >>> from postloan import CALENDARS
    >>> moved_by(Period.parse("5 working days"), date(2025, 9, 26), CALENDARS["cn"])
    datetime.date(2025, 10, 10)
    """
    if period.needs_calendar and calendar is not None:
        return calendar.add_working_days(start, period.count)
    return period.after(start)
