"""Crop seasons that have passed since a due date."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan.arrears.running import Uncountable
from postloan.arrears.seasons import CropSeasons
from postloan.errors import InvalidValue
from postloan.intervals import Interval


def closed(start: date, end: date) -> Interval:
    return Interval(start=start, end=end, bounds="closed")


RABI, KHARIF = (
    closed(date(2023, 11, 1), date(2024, 4, 15)),
    closed(date(2024, 6, 15), date(2024, 10, 31)),
)
NEXT = closed(date(2024, 11, 1), date(2025, 4, 15))
SEASONS = CropSeasons(product="short_crop_loan", seasons=(RABI, KHARIF, NEXT))
DAYS = st.dates(RABI.start, NEXT.end)


@pytest.mark.parametrize(
    "since, as_of, found",
    [
        (date(2023, 11, 1), date(2024, 4, 14), 0),
        (date(2023, 11, 1), date(2024, 4, 15), 1),
        (date(2023, 11, 2), date(2024, 4, 15), 0),
        (date(2023, 11, 2), date(2024, 10, 31), 1),
        (date(2024, 6, 15), date(2025, 4, 15), 2),
    ],
)
def test_a_season_counts_once_its_first_and_last_day_are_past_due(
    since: date, as_of: date, found: int
) -> None:
    assert SEASONS.passed(since, as_of=as_of) == found


@given(DAYS, DAYS)
def test_a_later_day_never_lowers_the_count_nor_a_later_due_date_raises_it(
    one: date, other: date
) -> None:
    early, late = sorted((one, other))
    assert SEASONS.passed(early, as_of=early) <= SEASONS.passed(early, as_of=late)
    assert SEASONS.passed(late, as_of=NEXT.end) <= SEASONS.passed(early, as_of=NEXT.end)


@pytest.mark.parametrize(
    "since, as_of",
    [
        (RABI.start - timedelta(days=1), KHARIF.end),
        (RABI.start, NEXT.end + timedelta(days=1)),
    ],
)
def test_seasons_that_are_not_stated_are_never_guessed(since: date, as_of: date) -> None:
    with pytest.raises(Uncountable, match="stated from 2023-11-01 to 2025-04-15"):
        SEASONS.passed(since, as_of=as_of)


@pytest.mark.parametrize(
    "seasons",
    [
        (),
        (KHARIF, RABI),
        (RABI, RABI),
        (Interval(start=RABI.start, end=RABI.end, bounds="half_open"),),
    ],
)
def test_seasons_that_overlap_or_are_none_are_refused(seasons: Any) -> None:  # noqa: ANN401
    with pytest.raises(InvalidValue) as refused:
        CropSeasons(product="short_crop_loan", seasons=seasons)
    assert refused.value.field == "seasons"
