"""Intervals of days: what they hold, whether two share a day, how much of a window they take."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan.errors import InvalidValue
from postloan.intervals import BOUNDS, Bounds, Interval, days_taken

START = date(2024, 1, 1)


def aug(first: int, last: int, bounds: Bounds) -> Interval:
    return Interval(start=date(2024, 8, first), end=date(2024, 8, last), bounds=bounds)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    start = START + timedelta(days=draw(st.integers(0, 30)))
    end = start + timedelta(days=draw(st.integers(0, 30)))
    return Interval(start=start, end=end, bounds=draw(st.sampled_from(BOUNDS)))


def members(interval: Interval) -> set[date]:
    days = (START + timedelta(days=count) for count in range(100))
    return {day for day in days if day in interval}


@pytest.mark.parametrize(
    "given, field, allowed",
    [
        ({"start": "2024-08-20"}, "start", "a date"),
        ({"end": None}, "end", "a date"),
        ({"end": date(2024, 8, 19)}, "end", "not before the start, 2024-08-20"),
        ({"bounds": "open"}, "bounds", "one of half_open, closed"),
    ],
)
def test_an_interval_refuses_what_holds_no_days(
    given: dict[str, Any], field: str, allowed: str
) -> None:
    good: dict[str, Any] = {"start": date(2024, 8, 20), "end": date(2024, 8, 25)}
    with pytest.raises(InvalidValue) as refused:
        Interval(**{**good, "bounds": "closed", **given})
    assert (refused.value.owner, refused.value.field) == ("Interval", field)
    assert allowed in refused.value.allowed


def test_the_bounds_of_an_interval_are_stated_on_purpose() -> None:
    with pytest.raises(TypeError, match="bounds"):
        Interval(start=date(2024, 8, 20), end=date(2024, 8, 25))  # type: ignore[call-arg]


def test_an_end_that_two_share_is_a_day_of_both_only_where_they_are_closed() -> None:
    assert aug(20, 25, "closed").overlaps(aug(25, 30, "closed"))
    assert aug(20, 25, "closed").overlaps(aug(25, 30, "half_open"))
    assert not aug(20, 25, "half_open").overlaps(aug(25, 30, "closed"))


@given(intervals(), intervals())
def test_two_overlap_where_a_day_is_in_both_whichever_is_asked(
    one: Interval, other: Interval
) -> None:
    shared = bool(members(one) & members(other))
    assert one.overlaps(other) == other.overlaps(one) == shared


@given(intervals())
def test_the_length_of_an_interval_is_the_number_of_its_days(one: Interval) -> None:
    assert len(one) == len(members(one))


@given(st.lists(intervals(), max_size=4), intervals())
def test_each_day_of_a_window_is_taken_once(taken: list[Interval], window: Interval) -> None:
    days = set[date]().union(*map(members, taken))
    assert days_taken(taken, window) == len(days & members(window))
