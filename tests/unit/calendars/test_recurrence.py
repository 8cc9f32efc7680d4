"""Deadlines that come again in each period of the calendar."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from dateutil.rrule import MONTHLY, rrule
from hypothesis import given
from hypothesis import strategies as st

from postloan.calendars.recurrence import Recurrence
from postloan.dates import CALENDAR_UNITS, CalendarUnit, calendar_period
from postloan.errors import InvalidValue

days = st.dates(date(2000, 1, 1), date(2060, 12, 31))
LENGTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


@st.composite
def recurrences(draw: st.DrawFn) -> Recurrence:
    """Generate recurrences of every kind; shrinks to the Monday of each week."""
    unit: CalendarUnit = draw(st.sampled_from(CALENDAR_UNITS))
    month = draw(st.integers(1, LENGTHS.get(unit, 1)))
    last = 7 if unit == "week" else 28 if (unit, month) == ("year", 2) else 30
    return Recurrence(unit=unit, day=draw(st.integers(1, last)), month=month)


@given(recurrences() | st.sampled_from(CALENDAR_UNITS).map(Recurrence.by_last_day))
def test_what_is_written_and_read_again_is_the_same(recurrence: Recurrence) -> None:
    assert Recurrence.parse(str(recurrence)) == recurrence


@given(recurrences(), days, st.integers(-50, 50))
def test_a_deadline_lies_in_the_period_it_belongs_to(
    recurrence: Recurrence, on: date, offset: int
) -> None:
    first, last = calendar_period(recurrence.unit, on, offset)
    assert first <= recurrence.deadline(on, offset) <= last
    assert recurrence.deadline(on, offset) == recurrence.deadline(first)


@given(recurrences().filter(lambda r: r.unit != "week"), days)
def test_a_month_that_is_too_short_ends_it_on_its_last_day(
    recurrence: Recurrence, on: date
) -> None:
    first, _ = calendar_period(recurrence.unit, on)
    month = first + relativedelta(months=recurrence.month - 1)
    assert recurrence.deadline(on) == month + relativedelta(day=recurrence.day)


@given(st.integers(1, 28), st.sampled_from(["month", "quarter"]), days)
def test_deadlines_follow_one_another_as_dateutil_has_them(
    day: int, unit: CalendarUnit, on: date
) -> None:
    recurrence = Recurrence(unit=unit, day=day)
    first, _ = calendar_period(unit, on)
    begin = date(first.year, first.month, 1)
    found = rrule(MONTHLY, dtstart=begin, interval=LENGTHS[unit], bymonthday=day, count=8)
    assert [d.date() for d in found] == [recurrence.deadline(on, k) for k in range(8)]


def test_the_last_day_of_each_period_is_its_end() -> None:
    for unit in CALENDAR_UNITS:
        for step in range(400):
            on = date(2024, 1, 1) + timedelta(days=step)
            assert Recurrence.by_last_day(unit).deadline(on) == calendar_period(unit, on)[1]


@pytest.mark.parametrize(
    "text, first",
    [
        ("each week by Friday", date(2024, 5, 10)),
        ("each month by the 5th", date(2024, 5, 5)),
        ("each month by the 31st", date(2024, 5, 31)),
        ("each quarter by the 20th", date(2024, 4, 20)),
        ("each quarter by the 21st of month 3", date(2024, 6, 21)),
        ("each half-year by the 31st of month 2", date(2024, 2, 29)),
        ("each year by 31 January", date(2024, 1, 31)),
        ("each year by 29 February", date(2024, 2, 29)),
        ("each year by its last day", date(2024, 12, 31)),
    ],
)
def test_a_text_states_a_deadline(text: str, first: date) -> None:
    assert Recurrence.parse(text).deadline(date(2024, 5, 8)) == first


@pytest.mark.parametrize(
    "text",
    [
        "",
        "each fortnight by Friday",
        "each month by Friday",
        "each week by the 5th",
        "each year by the 5th",
        "each month by 5 May",
        "each month by the 3th",
        "each month by the 11st",
        "each month by the 0th",
        "each quarter by the 20th of month 7",
        "Each month by the 5th",
        "each month by the 5th ",
    ],
)
def test_a_recurrence_has_a_few_forms(text: str) -> None:
    with pytest.raises(InvalidValue, match='text must be "each week by Friday"'):
        Recurrence.parse(text)


@pytest.mark.parametrize(
    "fields, message",
    [
        ({"unit": "day"}, "unit must be one of week, month"),
        ({"day": 0}, "day must be an int from 1 to 31"),
        ({"day": True}, "day must be an int from 1 to 31"),
        ({"day": 32}, "day must be an int from 1 to 31"),
        ({"unit": "week", "day": 8}, "day must be an int from 1 to 7"),
        ({"unit": "year", "month": 2, "day": 30}, "day must be an int from 1 to 29"),
        ({"unit": "year", "month": 4, "day": 31}, "day must be an int from 1 to 30"),
        ({"unit": "month", "month": 2}, "month must be 1;"),
        ({"unit": "quarter", "month": 4}, "month must be an int from 1 to 3"),
        ({"unit": "quarter", "month": "2"}, "month must be an int from 1 to 3"),
    ],
)
def test_a_day_that_there_is_not_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        Recurrence(**{"unit": "month", "day": 1, **fields})
    with pytest.raises(InvalidValue, match="an int from 1 to 31"):
        Recurrence.parse("each month by the 32nd")
