"""How days are counted: grace, pauses, and two countings that never compare."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan.arrears.counting import PAUSE_COUNTING, DayCounting
from postloan.arrears.figures import arrears_of
from postloan.dates import DAY_ONE
from postloan.errors import CountingMismatch, InvalidValue
from postloan.intervals import Interval
from tests.worked.loans import DISBURSED, loan_file

DUE, AS_OF = date(2023, 10, 16), date(2023, 10, 26)


@pytest.mark.parametrize(
    "given, field, allowed",
    [
        ({"day_one": "tomorrow"}, "day_one", "one of day_after_due, due_date"),
        ({"pauses": "ignored"}, "pauses", "one of counted, left_out_from_due_date"),
        ({"grace_days": -1}, "grace_days", "an int of 0 or more"),
        ({"grace_days": True}, "grace_days", "an int of 0 or more"),
        ({"instalment_grace_days": 1.5}, "instalment_grace_days", "an int of 0 or more"),
    ],
)
def test_a_counting_refuses_what_it_cannot_count_by(
    given: dict[str, Any], field: str, allowed: str
) -> None:
    with pytest.raises(InvalidValue) as refused:
        DayCounting(**{"day_one": "day_after_due", **given})
    assert (refused.value.owner, refused.value.field) == ("DayCounting", field)
    assert allowed in refused.value.allowed


@pytest.mark.parametrize(
    "pauses, expected",
    [
        # paused are 16 to 25 October, due on the 16th: on the 26th ten days past due
        ("counted", 10),
        ("left_out_from_due_date", 0),  # all of the ten days from the 16th to the 25th
        ("left_out_to_run_day", 1),  # nine of the ten days from the 17th to the 26th
    ],
)
def test_the_window_in_which_paused_days_are_left_out_is_the_policys(
    pauses: Any,  # noqa: ANN401
    expected: int,
) -> None:
    pause = Interval(start=DUE, end=date(2023, 10, 25), bounds="closed")
    counting = DayCounting(day_one="day_after_due", pauses=pauses)
    assert counting.delinquent_days(DUE, AS_OF, [pause]) == expected


def test_t_in_4_one_source_counts_the_same_days_in_two_ways() -> None:
    dues, day = date(2021, 2, 1), date(2021, 3, 2)
    assert DayCounting(day_one="day_after_due").days_past_due(dues, day) == 29
    assert DayCounting(day_one="due_date").days_past_due(dues, day) == 30


def test_days_of_two_countings_are_never_compared() -> None:
    file = loan_file()
    late = [
        arrears_of(
            file.schedules,
            file.payments,
            as_of=date(2024, 6, 30),
            counting=DayCounting(day_one=day_one),
        )
        for day_one in DAY_ONE
    ]
    with pytest.raises(CountingMismatch, match=r"day_after_due.*due_date"):
        late[0].longer_than(late[1])


def test_days_of_one_counting_are_compared_where_both_are_known() -> None:
    file = loan_file()
    sooner, later = (
        arrears_of(file.schedules, file.payments, as_of=day)
        for day in (date(2024, 5, 31), date(2024, 6, 30))
    )
    unknown = arrears_of(None, (), as_of=DISBURSED)
    assert later.longer_than(sooner)
    assert not sooner.longer_than(later)
    assert later.longer_than(unknown) is None


@st.composite
def paused(draw: st.DrawFn) -> Interval:
    start = date(2023, 9, 1) + timedelta(days=draw(st.integers(0, 90)))
    end = start + timedelta(days=draw(st.integers(0, 40)))
    return Interval(start=start, end=end, bounds=draw(st.sampled_from(("closed", "half_open"))))


COUNTINGS = st.builds(
    DayCounting,
    day_one=st.sampled_from(DAY_ONE),
    grace_days=st.integers(0, 10),
    pauses=st.sampled_from(PAUSE_COUNTING),
)


@given(COUNTINGS, st.lists(paused(), max_size=3), st.integers(0, 90))
def test_the_days_go_on_by_one_or_stand_still_and_never_fall(
    counting: DayCounting, pauses: list[Interval], days: int
) -> None:
    as_of = DUE + timedelta(days=days)
    now = counting.delinquent_days(DUE, as_of, pauses)
    then = counting.delinquent_days(DUE, as_of + timedelta(days=1), pauses)
    assert then - now in (0, 1)
    assert now <= counting.days_past_due(DUE, as_of)


@given(COUNTINGS, st.lists(paused(), max_size=3), st.integers(0, 30), st.integers(0, 90))
def test_what_is_older_is_never_delinquent_for_less(
    counting: DayCounting, pauses: list[Interval], older: int, days: int
) -> None:
    as_of = DUE + timedelta(days=days)
    before = DUE - timedelta(days=older)
    older_days = counting.delinquent_days(before, as_of, pauses)
    assert older_days >= counting.delinquent_days(DUE, as_of, pauses)


@given(COUNTINGS, st.lists(paused(), max_size=3), st.integers(0, 90))
def test_a_day_adds_to_the_count_unless_it_is_paused(
    counting: DayCounting, pauses: list[Interval], days: int
) -> None:
    as_of = DUE + timedelta(days=days)
    past = counting.days_past_due(DUE, as_of)
    from_due = [DUE + timedelta(days=k) for k in range(past)]
    to_run_day = [as_of - timedelta(days=k) for k in range(past)]
    window = to_run_day if counting.pauses == "left_out_to_run_day" else from_due
    left = [
        day
        for day in window
        if counting.pauses == "counted" or not any(day in pause for pause in pauses)
    ]
    expected = max(len(left) - counting.grace_days, 0)
    assert counting.delinquent_days(DUE, as_of, pauses) == expected
