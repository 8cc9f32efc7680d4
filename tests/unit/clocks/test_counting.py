"""Periods end as Articles 200 to 204 of the Civil Code say."""

from __future__ import annotations

from datetime import date

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from postloan.clocks.counting import ending, moved_off_rest
from postloan.dates import Period
from postloan.testing.values import days
from tests.unit.clocks.files import CN


@pytest.mark.parametrize(
    "since, length, day, counted",
    [
        (date(2021, 6, 30), "3 years", date(2024, 7, 1), date(2024, 6, 30)),
        (date(2023, 10, 1), "3 years", date(2026, 10, 8), date(2026, 10, 1)),
        (date(2024, 8, 31), "6 months", date(2025, 2, 28), date(2025, 2, 28)),
        (date(2024, 2, 29), "1 year", date(2025, 2, 28), date(2025, 2, 28)),
        (date(2025, 9, 18), "10 days", date(2025, 9, 28), date(2025, 9, 28)),
    ],
)
def test_a_last_day_that_is_a_rest_day_goes_to_the_next_working_day(
    since: date, length: str, day: date, counted: date
) -> None:
    found = ending(since, Period.parse(length), CN)
    assert (found.day, found.counted, found.unmoved) == (day, counted, "")
    assert str(found) == f"{day}" + (f", moved from {counted}, a rest day" * (day != counted))


@given(days(), st.integers(0, 40))
def test_months_are_counted_as_dateutil_counts_them(since: date, months: int) -> None:
    found = ending(since, Period(count=months, unit="month"), None)
    assert found.counted == since + relativedelta(months=months)


def test_beyond_the_calendar_the_day_is_not_moved_and_the_reason_is_given() -> None:
    sunday = date(2027, 6, 27)
    beyond = moved_off_rest(sunday, CN)
    assert beyond.day == beyond.counted == sunday
    assert beyond.unmoved == "the calendar cn covers 2004-01-01 to 2026-12-31, not 2027-06-27"
    assert str(beyond) == f"2027-06-27 (not moved off rest days: {beyond.unmoved})"


def test_without_a_calendar_the_day_is_not_moved_either() -> None:
    assert moved_off_rest(date(2024, 6, 30), None).unmoved == "no calendar is given"


def test_a_period_that_leaves_the_calendar_ends_with_it() -> None:
    found = ending(date(9998, 1, 1), Period.parse("3 years"), CN)
    assert (found.day, found.unmoved) == (date.max, "it ends after the year 9999")
