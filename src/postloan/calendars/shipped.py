"""The calendars that ship, by the id under which a policy names them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from postloan.calendars.china_days import DAYS_OFF, DAYS_WORKED, SOURCE
from postloan.calendars.dated import DatedCalendar

__all__ = ["CALENDARS"]


def _days(years: Mapping[int, str]) -> Iterator[date]:
    """Yield the days of texts such as "01-01 01-22..01-28", by year."""
    for year, text in years.items():
        for run in text.split():
            first, _, last = run.partition("..")
            day, end = (date.fromisoformat(f"{year}-{short}") for short in (first, last or first))
            while day <= end:
                yield day
                day += timedelta(days=1)


CALENDARS: Final[Mapping[str, DatedCalendar]] = MappingProxyType(
    {
        calendar.id: calendar
        for calendar in (
            DatedCalendar(
                id="cn",
                first=date(min(DAYS_OFF), 1, 1),
                last=date(max(DAYS_OFF), 12, 31),
                off=_days(DAYS_OFF),
                worked=_days(DAYS_WORKED),
                source=SOURCE,
            ),
            DatedCalendar(id="mon-fri", first=date.min, last=date.max),
        )
    }
)
"""The calendars that ship, by id.

`cn`: working days of mainland China (工作日), with weekend days that are worked in exchange.
`mon-fri`: every Monday to Friday, whatever the holidays.

>>> CALENDARS["cn"].is_working_day(date(2026, 10, 10))
True
"""
