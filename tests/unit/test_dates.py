"""Dates: months that clamp, periods of the calendar, days past due."""

from __future__ import annotations

from datetime import MAXYEAR, date, datetime, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from postloan.dates import (
    CALENDAR_UNITS,
    DAY_COUNTS,
    DAY_ONE,
    PERIOD_UNITS,
    CalendarUnit,
    DayCount,
    DayOne,
    Period,
    PeriodUnit,
    add_months,
    calendar_period,
    checked_date,
    days_past,
    interest_days,
)
from postloan.errors import InvalidValue

anydays = st.dates(date(1900, 1, 1), date(2999, 12, 31))
units = st.sampled_from(CALENDAR_UNITS)


@given(anydays, st.integers(-2000, 2000))
def test_months_are_added_as_dateutil_adds_them(start: date, months: int) -> None:
    assert add_months(start, months) == start + relativedelta(months=months)


@given(anydays, units, st.integers(-20, 20))
def test_calendar_periods_lie_side_by_side(on: date, unit: CalendarUnit, offset: int) -> None:
    first, last = calendar_period(unit, on)
    assert first <= on <= last
    assert calendar_period(unit, last) == (first, last)
    assert calendar_period(unit, on, 1)[0] == last + timedelta(days=1)
    assert calendar_period(unit, calendar_period(unit, on, offset)[0], -offset) == (first, last)


@pytest.mark.parametrize("unit", CALENDAR_UNITS[1:])
def test_the_last_period_of_the_calendar_ends_on_its_last_day(unit: CalendarUnit) -> None:
    assert calendar_period(unit, date.max)[1] == date.max


@pytest.mark.parametrize("unit", CALENDAR_UNITS)
def test_a_period_outside_the_calendar_is_refused(unit: CalendarUnit) -> None:
    with pytest.raises(InvalidValue, match="within the years 1 to 9999"):
        calendar_period(unit, date.max, 1)
    with pytest.raises(InvalidValue, match="within the years 1 to 9999"):
        calendar_period(unit, date.min, -1)


@pytest.mark.parametrize(
    "unit, first, last",
    [
        ("week", date(2024, 5, 6), date(2024, 5, 12)),
        ("month", date(2024, 5, 1), date(2024, 5, 31)),
        ("quarter", date(2024, 4, 1), date(2024, 6, 30)),
        ("half_year", date(2024, 1, 1), date(2024, 6, 30)),
        ("year", date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_weeks_begin_on_monday_and_the_others_with_their_first_month(
    unit: CalendarUnit, first: date, last: date
) -> None:
    assert calendar_period(unit, date(2024, 5, 8)) == (first, last)


@given(anydays, st.integers(0, 3000), st.sampled_from(DAY_ONE))
def test_days_past_due_grow_by_one_a_day(due: date, passed: int, day_one: DayOne) -> None:
    days = days_past(due, due + timedelta(days=passed), day_one)
    assert days == passed + (day_one == "due_date")
    assert days_past(due, due - timedelta(days=passed + 1), day_one) == 0


@given(st.integers(0, 99_999), st.sampled_from(PERIOD_UNITS))
def test_a_period_that_is_written_and_read_again_is_the_same(count: int, unit: PeriodUnit) -> None:
    period = Period(count=count, unit=unit)
    assert Period.parse(str(period)) == period
    assert period.needs_calendar == (unit == "working day")


@pytest.mark.parametrize(
    "text, end",
    [
        ("0 days", date(2024, 1, 31)),
        ("1 day", date(2024, 2, 1)),
        ("2 weeks", date(2024, 2, 14)),
        ("1 month", date(2024, 2, 29)),
        ("1 quarter", date(2024, 4, 30)),
        ("1 year", date(2025, 1, 31)),
    ],
)
def test_a_period_ends_where_its_unit_says(text: str, end: date) -> None:
    assert Period.parse(text).after(date(2024, 1, 31)) == end


def test_the_kth_of_a_series_is_counted_from_the_anchor() -> None:
    month, end_of_january = Period.parse("1 month"), date(2024, 1, 31)
    assert month.after(end_of_january, times=2) == date(2024, 3, 31)
    assert month.after(month.after(end_of_january)) == date(2024, 3, 29)


@pytest.mark.parametrize(
    "text", ["", "3", "3 moons", "-3 days", "3  days", "123456 days", "٣ days"]
)
def test_a_period_has_one_way_to_be_written(text: str) -> None:
    with pytest.raises(InvalidValue, match="a count and a unit such as"):
        Period.parse(text)


def test_a_period_is_checked_when_made() -> None:
    for count in (-1, 100_000, True, 1.5):
        with pytest.raises(InvalidValue, match="an int from 0 to 99999"):
            Period(count=count, unit="day")  # type: ignore[arg-type]
    with pytest.raises(InvalidValue, match="one of day, working day"):
        Period(count=1, unit="fortnight")  # type: ignore[arg-type]


def test_what_leaves_the_calendar_is_refused() -> None:
    last = date(MAXYEAR, 12, 31)
    for text in ("1 day", "1 week", "1 month", "1 year"):
        with pytest.raises(InvalidValue, match="within the years 1 to 9999"):
            Period.parse(text).after(last)
    with pytest.raises(InvalidValue, match="countable without a calendar"):
        Period.parse("1 working day").after(last)


def test_a_date_with_a_time_is_refused() -> None:
    assert checked_date("x", "y", date(2024, 1, 1)) == date(2024, 1, 1)
    for value in (datetime(2024, 1, 1), "2024-01-01", None):  # noqa: DTZ001
        with pytest.raises(InvalidValue, match="without time"):
            checked_date("x", "y", value)


@pytest.mark.parametrize(
    "start, end, act, thirty",
    [
        (date(2024, 1, 31), date(2024, 2, 29), 29, 29),
        (date(2024, 2, 29), date(2024, 3, 31), 31, 31),
        (date(2023, 12, 31), date(2024, 12, 31), 366, 360),
        (date(2024, 3, 30), date(2024, 3, 31), 1, 0),
    ],
)
def test_days_of_interest_are_those_of_the_calendar_or_of_months_of_30_days(
    start: date, end: date, act: int, thirty: int
) -> None:
    assert interest_days(start, end, "act/360") == (act, 360)
    assert interest_days(start, end, "act/365") == (act, 365)
    assert interest_days(start, end, "30e/360") == (thirty, 360)


@given(anydays, anydays, anydays, st.sampled_from(DAY_COUNTS))
def test_days_of_interest_of_adjacent_stretches_add_up(
    first: date, second: date, third: date, day_count: DayCount
) -> None:
    whole, _ = interest_days(first, third, day_count)
    before, _ = interest_days(first, second, day_count)
    after, _ = interest_days(second, third, day_count)
    assert before + after == whole
