"""Writes `src/postloan/calendars/china_days.py` from the package holidays, once a year.

python docs/china_days.py

It comes with the dependency group `calendars`. When a notice for a new year is out: raise the
version that is pinned there, and `LAST_YEAR` here; a test then holds every day against a second
source. That package states years without a notice as if no weekend were worked, so the years are
named here and never taken from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import Final

FIRST_YEAR: Final = 2004
LAST_YEAR: Final = 2026
SOURCE: Final = "notices of the State Council on each year's holidays, by PyPI holidays {version}"
TARGET: Final = Path(__file__).parent.parent / "src/postloan/calendars/china_days.py"

_HEAD = '''\
"""Days off and weekend days worked in mainland China, by year. Written by `docs/china_days.py`.

The State Council sets them in a notice for each year, published late in the year before and at
times changed later. Its New Year may move days of the December before.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

__all__ = ["DAYS_OFF", "DAYS_WORKED", "SOURCE"]

SOURCE: Final = "{source}"
"""Where the days are written down, and through which package they came here."""
'''
_OFF = '''
DAYS_OFF: Final[Mapping[int, str]] = MappingProxyType(
    {{
{years}
    }}
)
"""Runs of days off that begin and end on a weekday, by year, as month-day."""
'''
_WORKED = '''
DAYS_WORKED: Final[Mapping[int, str]] = MappingProxyType(
    {{
{years}
    }}
)
"""Saturdays and Sundays that are worked to make up for a day off (调休上班), by year."""
'''


def module_text() -> str:
    """Return the text of the module; needs the package holidays."""
    holidays = import_module("holidays")
    source = SOURCE.format(version=holidays.__version__)
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    known = holidays.country_holidays("CN", years=(*years, LAST_YEAR + 1))
    off = {day for day in known if day.weekday() < 5}  # noqa: PLR2004 -- Saturday
    worked = sorted(known.weekend_workdays)
    return (
        _HEAD.format(source=source)
        + _OFF.format(years=_lines((y, _runs(y, off, worked)) for y in years))
        + _WORKED.format(
            years=_lines((y, (_short(d) for d in worked if d.year == y)) for y in years)
        )
    )


def _lines(years: Iterable[tuple[int, Iterable[str]]]) -> str:
    return "\n".join(f'        {year}: "{" ".join(days)}",' for year, days in years)


def _runs(year: int, off: set[date], worked: Iterable[date]) -> Iterator[str]:
    """Yield the runs of days off of a year; weekends between two weekdays off are inside."""
    working = set(worked)
    days = sorted(day for day in off if day.year == year)
    while days:
        first = last = days.pop(0)
        while days and _rest_between(last, days[0], working):
            last = days.pop(0)
        yield _short(first) if first == last else f"{_short(first)}..{_short(last)}"


def _rest_between(start: date, end: date, working: set[date]) -> bool:
    between = [start + timedelta(days=step) for step in range(1, (end - start).days)]
    return all(day.weekday() >= 5 and day not in working for day in between)  # noqa: PLR2004


def _short(day: date) -> str:
    return f"{day:%m-%d}"


if __name__ == "__main__":
    TARGET.write_text(module_text(), encoding="utf-8")
