"""Working-day calendars: counting, rolling, and the end of what they know."""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

import attrs
import pytest
from dateutil.rrule import DAILY, FR, MO, rrule, weekday
from hypothesis import given
from hypothesis import strategies as st

from postloan.calendars.dated import ROLLS, DatedCalendar, Roll
from postloan.calendars.shipped import CALENDARS
from postloan.errors import InvalidValue, UncoveredDay

DAY = timedelta(days=1)
WEEKDAYS = CALENDARS["mon-fri"]
YEAR = DatedCalendar(id="year", first=date(2024, 1, 1), last=date(2024, 12, 31))

calendars = st.sampled_from([CALENDARS["cn"], WEEKDAYS])
covered = st.dates(date(2010, 1, 1), date(2020, 12, 31))
"""Days from which three years of counting stay within what every calendar covers."""
counts = st.integers(-700, 700)


def walked(calendar: DatedCalendar, start: date, count: int) -> date:
    """Return the day that counting on fingers comes to: the definition."""
    step, day, left = (DAY if count > 0 else -DAY), start, abs(count)
    while left:
        day += step
        left -= calendar.is_working_day(day)
    return day


# ------------------------------------------------------------------------------- counting


@given(calendars, covered, counts)
def test_counting_is_walking_from_day_to_day(
    calendar: DatedCalendar, start: date, count: int
) -> None:
    assert calendar.add_working_days(start, count) == walked(calendar, start, count)


@given(covered, st.integers(1, 700))
def test_without_holidays_it_counts_as_dateutil_does(start: date, count: int) -> None:
    weekdays: Iterable[weekday] = (weekday(n) for n in range(MO.weekday, FR.weekday + 1))
    begin = datetime(start.year, start.month, start.day) + DAY  # noqa: DTZ001 -- days only
    rule = rrule(DAILY, dtstart=begin, byweekday=tuple(weekdays))
    (day,) = islice(rule, count - 1, count)
    assert WEEKDAYS.add_working_days(start, count) == day.date()


@given(calendars, covered, counts)
def test_from_a_working_day_there_and_back_is_the_same_day(
    calendar: DatedCalendar, day: date, count: int
) -> None:
    start = calendar.roll(day, "following")
    assert calendar.add_working_days(calendar.add_working_days(start, count), -count) == start


@given(calendars, covered, counts, counts)
def test_steps_in_one_direction_add_up(
    calendar: DatedCalendar, start: date, one: int, other: int
) -> None:
    one, other = (abs(one), abs(other)) if one > 0 else (-abs(one), -abs(other))
    halfway = calendar.add_working_days(start, one)
    assert calendar.add_working_days(halfway, other) == calendar.add_working_days(
        start, one + other
    )


@given(calendars, covered, counts)
def test_a_later_start_never_ends_earlier(calendar: DatedCalendar, day: date, count: int) -> None:
    end, next_end = (calendar.add_working_days(d, count) for d in (day, day + DAY))
    assert end <= next_end


@given(calendars, covered, st.integers(0, 700))
def test_between_the_start_and_the_day_counted_to_lie_as_many(
    calendar: DatedCalendar, start: date, count: int
) -> None:
    end = calendar.add_working_days(start, count)
    assert calendar.working_days_between(start, end) == count
    assert calendar.working_days_between(end, start) == -count


@given(calendars, covered, covered, covered)
def test_what_lies_between_adds_up(
    calendar: DatedCalendar, one: date, two: date, three: date
) -> None:
    between = calendar.working_days_between
    assert between(one, two) + between(two, three) == between(one, three)


def test_the_day_of_the_start_is_not_counted_and_nothing_counted_moves_nothing() -> None:
    friday, saturday = date(2024, 1, 5), date(2024, 1, 6)
    assert WEEKDAYS.add_working_days(friday, 1) == date(2024, 1, 8)
    assert WEEKDAYS.add_working_days(saturday, 1) == date(2024, 1, 8)
    assert WEEKDAYS.add_working_days(saturday, -1) == friday
    assert WEEKDAYS.add_working_days(saturday, 0) == saturday
    assert YEAR.add_working_days(date(1999, 1, 1), 0) == date(1999, 1, 1)


# -------------------------------------------------------------------------------- rolling


@given(calendars, covered, st.sampled_from(ROLLS))
def test_a_roll_ends_on_a_working_day_and_leaves_one_where_it_is(
    calendar: DatedCalendar, day: date, roll: Roll
) -> None:
    rolled = calendar.roll(day, roll)
    if roll == "none" or calendar.is_working_day(day):
        assert rolled == day
    else:
        assert calendar.is_working_day(rolled)
        assert calendar.roll(rolled, roll) == rolled


@given(calendars, covered)
def test_following_and_preceding_are_the_nearest_and_modified_stays_in_the_month(
    calendar: DatedCalendar, day: date
) -> None:
    following, preceding = calendar.roll(day, "following"), calendar.roll(day, "preceding")
    assert preceding <= day <= following
    assert calendar.working_days_between(preceding, following) == (preceding != following)
    modified = calendar.roll(day, "modified_following")
    assert modified == (following if following.month == day.month else preceding)


# ------------------------------------------------------------------------- what it covers


@pytest.mark.parametrize(
    "count, asked",
    [(1, "1 working day after"), (-1, "1 working day before"), (9, "9 working days")],
)
def test_counting_past_what_is_covered_is_an_error_that_says_what_is(
    count: int, asked: str
) -> None:
    start = YEAR.last if count > 0 else YEAR.first
    with pytest.raises(UncoveredDay, match=rf"^the calendar year covers .*, not {asked}") as caught:
        YEAR.add_working_days(start, count)
    error = caught.value
    assert (error.calendar, error.day, error.first, error.last) == (
        "year",
        start,
        YEAR.first,
        YEAR.last,
    )


@pytest.mark.parametrize("day", [YEAR.first - DAY, YEAR.last + DAY])
def test_a_day_that_is_not_covered_is_never_guessed(day: date) -> None:
    asks: tuple[Any, ...] = (
        YEAR.is_working_day,
        lambda day: YEAR.add_working_days(day, 1),
        lambda day: YEAR.working_days_between(day, YEAR.first),
        lambda day: YEAR.working_days_between(YEAR.first, day),
        lambda day: YEAR.roll(day, "following"),
    )
    for ask in asks:
        with pytest.raises(UncoveredDay, match=f"covers 2024-01-01 to 2024-12-31, not {day}"):
            ask(day)
    assert YEAR.roll(day, "none") == day


@given(st.integers(0, 3), st.integers(0, 3))
def test_every_covered_day_can_be_reached_and_none_beyond(before: int, after: int) -> None:
    working = [
        day for day in (YEAR.first + step * DAY for step in range(366)) if YEAR.is_working_day(day)
    ]
    assert YEAR.add_working_days(working[after], -after) == working[0]
    assert YEAR.add_working_days(working[-1 - before], before) == working[-1]
    with pytest.raises(UncoveredDay):
        YEAR.add_working_days(working[-1 - before], before + 1)
    with pytest.raises(UncoveredDay):
        YEAR.add_working_days(working[after], -after - 1)


def test_a_datetime_is_refused() -> None:
    with pytest.raises(InvalidValue, match="a date"):
        WEEKDAYS.is_working_day(datetime(2024, 1, 5))  # noqa: DTZ001 -- that is the point


# -------------------------------------------------------------------------- a host's own


def test_the_order_of_the_days_and_weekends_off_change_nothing() -> None:
    days = [date(2024, 5, 2), date(2024, 5, 1), date(2024, 5, 4), date(2024, 5, 1)]
    given = attrs.evolve(YEAR, off=days, worked=[date(2024, 5, 3), date(2024, 5, 11)])
    assert given.off == (date(2024, 5, 1), date(2024, 5, 2), date(2024, 5, 4))
    plain = attrs.evolve(YEAR, off=days[:2], worked=[date(2024, 5, 11)])
    assert given.digest == plain.digest != YEAR.digest
    assert given.add_working_days(date(2024, 4, 30), 1) == date(2024, 5, 3)


@pytest.mark.parametrize(
    "change, message",
    [
        ({"id": ""}, "id must be text"),
        ({"id": 7}, "id must be text"),
        ({"last": date(2023, 12, 31)}, "last must be on or after 2024-01-01"),
        ({"first": "2024"}, "first must be a date"),
        ({"off": [date(2025, 1, 1)]}, r"off must be within 2024-01-01 to 2024-12-31.*2025"),
        ({"worked": [date(2023, 1, 1)]}, r"worked must be within.*2023"),
        ({"off": ["2024-01-01"]}, "must be a date"),
        (
            {"off": [date(2024, 5, 1)], "worked": [date(2024, 5, 1)]},
            "worked must be a day that is not off; got datetime.date\\(2024, 5, 1\\)",
        ),
    ],
)
def test_a_calendar_that_contradicts_itself_is_refused(
    change: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidValue, match=message):
        attrs.evolve(YEAR, **change)


@attrs.frozen
class FridaysOff:
    """A host's calendar: Friday and Saturday are the weekend."""

    id: str = "gulf"
    first: date = date(2024, 1, 1)
    last: date = date(2024, 12, 31)

    def is_working_day(self, day: date) -> bool:
        return day.weekday() not in (4, 5)


def test_a_hosts_own_calendar_answers_as_it_does_itself() -> None:
    own = FridaysOff()
    dated = DatedCalendar.of(own)
    assert (dated.id, dated.first, dated.last) == (own.id, own.first, own.last)
    for step in range(366):
        day = own.first + step * DAY
        assert dated.is_working_day(day) == own.is_working_day(day)
    assert dated.add_working_days(date(2024, 1, 4), 1) == date(2024, 1, 7)
    assert DatedCalendar.of(dated) is dated


def test_what_is_no_calendar_is_refused() -> None:
    with pytest.raises(InvalidValue, match="a Calendar: it has id, first, last"):
        DatedCalendar.of("cn")  # type: ignore[arg-type]


def test_a_calendar_is_printed_in_short_and_goes_to_another_process() -> None:
    china = CALENDARS["cn"]
    assert repr(china) == "<DatedCalendar cn 2004-01-01 to 2026-12-31>"
    sent: DatedCalendar = pickle.loads(pickle.dumps(china))  # noqa: S301 -- our own bytes
    assert (sent, sent.digest, hash(sent)) == (china, china.digest, hash(china))
    assert sent.add_working_days(date(2025, 9, 26), 5) == date(2025, 10, 10)
