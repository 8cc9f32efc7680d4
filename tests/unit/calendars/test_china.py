"""China's working days, held day by day against a second source, and worked cases."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import import_module

import pytest

from docs.china_days import TARGET, module_text
from postloan.calendars.china_days import DAYS_OFF, DAYS_WORKED
from postloan.calendars.shipped import CALENDARS

CHINA = CALENDARS["cn"]

WRONG_IN_CHINESECALENDAR = {date(2005, 12, 31): True}
"""Days on which the second source errs, and whether they are working days.

The notice of the State Council's General Office for 2006 (国办发明电〔2005〕35号, of 16 December
2005) moves the rest days of Saturday 31 December 2005 and Sunday 1 January 2006 to Monday 2 and
Tuesday 3 January 2006, and says that 31 December is worked. The second source has 3 January off
and not the day that was worked for it.
"""


def test_every_day_agrees_with_a_second_source_but_for_those_it_has_wrong() -> None:
    other = import_module("chinese_calendar")
    covered = [CHINA.first + timedelta(days=n) for n in range((CHINA.last - CHINA.first).days + 1)]
    differing = {
        day: CHINA.is_working_day(day)
        for day in covered
        if CHINA.is_working_day(day) != other.is_workday(day)
    }
    assert (covered[0], covered[-1]) == (date(2004, 1, 1), date(2026, 12, 31))
    assert differing == WRONG_IN_CHINESECALENDAR


def test_the_module_is_what_the_script_writes_from_its_source() -> None:
    pytest.importorskip("holidays")
    assert TARGET.read_text(encoding="utf-8") == module_text()


def test_every_year_between_the_first_and_the_last_is_stated() -> None:
    years = list(range(CHINA.first.year, CHINA.last.year + 1))
    assert list(DAYS_OFF) == list(DAYS_WORKED) == years


@pytest.mark.parametrize(
    "released, count, expected",
    [
        (date(2025, 9, 26), 5, date(2025, 10, 10)),
        (date(2025, 9, 26), 10, date(2025, 10, 16)),
    ],
)
def test_t_wd_1_payment_is_made_within_working_days_of_release(
    released: date, count: int, expected: date
) -> None:
    assert CHINA.add_working_days(released, count) == expected
    assert {CHINA.is_working_day(day) for day in (date(2025, 9, 28), date(2025, 10, 11))} == {True}


@pytest.mark.parametrize(
    "last_day, expected",
    [
        (date(2024, 6, 30), date(2024, 7, 1)),  # T-LIM-1: a Sunday
        (date(2026, 10, 1), date(2026, 10, 8)),  # T-LIM-4: the National Day holiday
        (date(2026, 10, 10), date(2026, 10, 10)),  # a Saturday that is worked
    ],
)
def test_a_last_day_that_is_a_rest_day_goes_to_the_day_after_the_rest(
    last_day: date, expected: date
) -> None:
    assert CHINA.roll(last_day, "following") == expected


def test_act_g_12_what_falls_on_a_sunday_is_settled_on_monday() -> None:
    assert CALENDARS["mon-fri"].roll(date(2020, 9, 20), "following") == date(2020, 9, 21)
