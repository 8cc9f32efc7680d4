"""Limitation and enforcement: what starts them, what moves them, where they end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import get_args

import attrs
import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from postloan.clocks.claims import ALIVE_BY
from postloan.clocks.law import ACTS
from postloan.clocks.reading import clocks_of
from postloan.model.claims import (
    PROCEDURES,
    ActKind,
    Demand,
    Extension,
    Judgment,
    Obstacle,
    ObstacleKind,
)
from postloan.model.file import LoanFile
from postloan.testing.securities import demands, obstacles
from postloan.testing.values import FIRST_DAY, LAST_DAY, days
from tests.unit.clocks.files import demand, due_on, read
from tests.worked.loans import due, schedule

DUE = date(2021, 6, 30)


def last_day(file: LoanFile, as_of: date) -> date | None:
    return read(file, as_of).limitation.last_day


def test_nothing_done_the_claim_is_enforceable_for_three_years() -> None:
    """T-LIM-1: the last day is a Sunday."""
    clock = read(due_on(DUE), date(2024, 6, 1)).limitation
    assert clock.last_day == date(2024, 7, 1)
    assert (clock.days_left, clock.since, clock.moves) == (30, DUE, ())
    assert clock.alive_by == ALIVE_BY
    assert [str(cite.article) for cite in clock.cites[:2]] == ["Art. 188", "Art. 189"]


def test_a_last_day_on_national_day_goes_past_the_holidays() -> None:
    """T-LIM-4."""
    assert last_day(due_on(date(2023, 10, 1)), DUE + timedelta(days=900)) == date(2026, 10, 8)


@pytest.mark.parametrize("day, left", [(date(2024, 7, 1), 0), (date(2024, 7, 2), -1)])
def test_the_last_day_is_the_last_with_days_left(day: date, left: int) -> None:
    clock = read(due_on(DUE), day).limitation
    assert clock.days_left == left
    assert bool(clock.alive_by) is (left >= 0)


@pytest.mark.parametrize("kind", [kind for kind in get_args(ActKind) if kind not in PROCEDURES])
def test_each_act_starts_three_years_anew_from_its_day(kind: ActKind) -> None:
    clock = read(
        due_on(DUE, demands=(demand(date(2022, 8, 9), kind),)), date(2023, 1, 1)
    ).limitation
    assert clock.last_day == date(2025, 8, 11)  # the 9th is a Saturday
    (move,) = clock.moves
    assert (move.on, move.cite) == (date(2022, 8, 9), ACTS[kind])
    assert str(move) == f"{kind.replace('_', ' ')} of 2022-08-09, from 2022-08-09"


@pytest.mark.parametrize("kind", sorted(PROCEDURES))
def test_each_procedure_stops_the_clock_and_starts_it_anew_from_its_end(kind: ActKind) -> None:
    filed = demand(date(2022, 8, 9), kind, ended_on=date(2023, 3, 20))
    file = due_on(DUE, demands=(filed,))
    going_on = read(file, date(2023, 3, 19)).limitation
    assert (going_on.last_day, going_on.days_left, going_on.since) == (None, None, None)
    assert going_on.stopped.endswith("of 2022-08-09 is not on record as ended")
    over = read(file, date(2023, 3, 20)).limitation
    assert over.last_day == date(2026, 3, 20)


def test_an_act_on_the_last_day_is_in_time_and_one_after_it_is_not() -> None:
    on_it, after = demand(date(2024, 7, 1)), demand(date(2024, 7, 2))
    assert last_day(due_on(DUE, demands=(on_it,)), date(2024, 8, 1)) == date(2027, 7, 1)
    late = due_on(DUE, demands=(after, demand(date(2024, 9, 1))))
    assert last_day(late, date(2024, 10, 1)) == date(2024, 7, 1)


def test_an_act_before_the_debt_is_due_interrupts_nothing() -> None:
    early = read(due_on(DUE, demands=(demand(date(2021, 5, 1)),)), date(2022, 1, 1)).limitation
    assert (early.since, early.moves) == (DUE, ())


def test_an_act_counts_from_the_day_on_which_it_is_read() -> None:
    file = due_on(DUE, demands=(demand(date(2022, 8, 9)),))
    assert last_day(file, date(2022, 8, 8)) == date(2024, 7, 1)


def test_a_debt_in_instalments_runs_from_the_last_one() -> None:
    file = due_on(date(2020, 1, 1), schedules=(schedule(due(date(2019, 6, 30)), due(DUE)),))
    file = attrs.evolve(file, schedules=(attrs.evolve(file.schedules[0], on=date(2015, 1, 5)),))  # type: ignore[index]
    assert read(file, date(2022, 1, 1)).limitation.since == DUE


def test_an_extension_moves_the_start() -> None:
    file = due_on(DUE, extensions=(Extension(on=date(2021, 6, 1), until=date(2021, 12, 31)),))
    assert read(file, date(2021, 5, 31)).limitation.since == DUE
    assert read(file, date(2021, 6, 1)).limitation.since == date(2021, 12, 31)


def test_without_a_due_date_it_is_unknown_and_says_so() -> None:
    clock = read(due_on(None), date(2022, 1, 1)).limitation
    assert (clock.last_day, clock.days_left) == (None, None)
    assert clock.unknown == "neither a schedule nor a maturity is stated"
    assert str(clock) == f"limitation: {clock.unknown}"


def test_acts_do_not_carry_it_past_twenty_years() -> None:
    acts = tuple(demand(date(year, 6, 1)) for year in range(2007, 2027))
    file = attrs.evolve(due_on(date(2020, 1, 1)), demands=acts)
    late = attrs.evolve(
        file,
        loan=attrs.evolve(file.loan, disbursed_on=date(2005, 1, 1), matures_on=date(2006, 3, 31)),
    )
    assert last_day(late, date(2025, 7, 1)) == date(2026, 3, 31)


@pytest.mark.parametrize(
    "began, last",
    [(date(2015, 9, 30), date(2017, 9, 30)), (date(2015, 10, 1), date(2018, 10, 8))],
)
def test_two_years_that_were_over_before_october_2017_stay_over(began: date, last: date) -> None:
    clock = read(due_on(began), date(2017, 1, 1)).limitation
    assert clock.last_day == last
    assert (clock.cites[-1].article == "Art. 2-3") is (last.year == 2017)


# -- suspension

SIX_MONTHS_BEFORE = date(2023, 12, 30)  # six months before 30 June 2024, as it is counted


@pytest.mark.parametrize("kind", get_args(ObstacleKind))
def test_an_obstacle_in_the_last_six_months_leaves_six_months_after_it(kind: ObstacleKind) -> None:
    held = Obstacle(on=date(2023, 1, 1), kind=kind, until=date(2024, 3, 5))
    clock = read(due_on(DUE, obstacles=(held,)), date(2024, 4, 1)).limitation
    assert clock.last_day == date(2024, 9, 5)
    assert [move.on for move in clock.moves] == [date(2024, 3, 5)]


@pytest.mark.parametrize(
    "on, until, last",
    [
        (date(2023, 1, 1), date(2023, 12, 29), date(2024, 7, 1)),
        (date(2023, 1, 1), SIX_MONTHS_BEFORE, date(2024, 7, 1)),
        (date(2024, 7, 1), date(2024, 8, 1), date(2025, 2, 5)),
        (date(2024, 7, 2), date(2024, 8, 1), date(2024, 7, 1)),
    ],
)
def test_only_what_stands_within_them_counts(on: date, until: date, last: date) -> None:
    held = Obstacle(on=on, kind="no_heir", until=until)
    assert last_day(due_on(DUE, obstacles=(held,)), date(2025, 1, 1)) == last


def test_while_the_obstacle_lasts_within_them_no_period_ends() -> None:
    file = due_on(DUE, obstacles=(Obstacle(on=date(2023, 1, 1), kind="force_majeure"),))
    assert last_day(file, date(2023, 12, 29)) == date(2024, 7, 1)
    assert read(file, date(2024, 2, 1)).limitation.stopped == (
        "the force majeure since 2023-01-01 lasts"
    )


def test_an_act_that_only_the_suspension_left_in_time_counts() -> None:
    held = Obstacle(on=date(2024, 1, 10), kind="no_heir", until=date(2024, 3, 5))
    file = due_on(DUE, obstacles=(held,), demands=(demand(date(2024, 9, 5)),))
    clock = read(file, date(2024, 10, 1)).limitation
    assert clock.last_day == date(2027, 9, 5)
    assert [move.on for move in clock.moves] == [date(2024, 3, 5), date(2024, 9, 5)]


# -- enforcement

JUDGED = Judgment(on=date(2023, 5, 10), perform_by=date(2023, 6, 10))


def test_a_judgment_is_enforced_within_two_years_of_the_last_day_to_perform() -> None:
    clocks = read(due_on(DUE, judgments=(JUDGED,)), date(2024, 1, 1))
    assert clocks.enforcement is not None
    assert clocks.enforcement.last_day == date(2025, 6, 10)
    assert clocks.enforcement.alive_by[0] == "an application for enforcement"
    assert clocks.limitation.stopped == (
        "the judgment of 2023-05-10 is enforced within a period of its own"
    )


def test_a_judgment_without_such_a_day_counts_from_its_own() -> None:
    clocks = read(due_on(DUE, judgments=(Judgment(on=date(2023, 5, 10)),)), date(2025, 5, 13))
    assert clocks.enforcement is not None
    assert (clocks.enforcement.last_day, clocks.enforcement.alive_by) == (date(2025, 5, 12), ())


def test_before_the_judgment_there_is_no_period_of_enforcement() -> None:
    assert read(due_on(DUE, judgments=(JUDGED,)), date(2023, 5, 9)).enforcement is None


def test_an_application_stops_it_and_acts_before_the_judgment_do_not() -> None:
    acts = (
        demand(date(2022, 1, 1), "suit"),
        demand(date(2024, 1, 8), "enforcement", ended_on=date(2024, 11, 4)),
    )
    file = due_on(DUE, judgments=(JUDGED,), demands=acts)
    stopped = read(file, date(2024, 11, 3)).enforcement
    assert stopped is not None
    assert stopped.stopped == "the enforcement of 2024-01-08 is not on record as ended"
    assert (stopped.since, stopped.alive_by) == (None, ())
    over = read(file, date(2024, 11, 4)).enforcement
    assert over is not None
    assert over.last_day == date(2026, 11, 4)


# -- laws

AFTER_ALL = LAST_DAY + timedelta(days=1)


def lived_through(due_day: date, acts: list[Demand], as_of: date) -> date | None:
    """Return the last day as a clerk finds it who goes from day to day; None while one waits."""
    last = due_day + relativedelta(years=3)
    waiting: list[date] = []
    for day in (
        due_day.fromordinal(n) for n in range(FIRST_DAY.toordinal(), as_of.toordinal() + 1)
    ):
        in_time = bool(waiting) or day <= last
        for act in acts:
            if act.on == day and in_time and act.kind in PROCEDURES:
                waiting.append(act.ended_on or date.max)
            elif act.on == day and in_time:
                last = max(last, day + relativedelta(years=3))
        if day in waiting:
            last = max(last, day + relativedelta(years=3))
        waiting = [end for end in waiting if end > day]
    return None if waiting else last


@settings(max_examples=30, deadline=None)
@given(days(), st.lists(demands(), max_size=5), days())
def test_the_last_day_is_the_one_that_is_found_from_day_to_day(
    due_day: date, acts: list[Demand], as_of: date
) -> None:
    found = clocks_of(due_on(due_day, demands=acts), as_of=as_of).limitation
    assert found.last_day == lived_through(due_day, acts, as_of)


@settings(max_examples=60)
@given(
    days(max_value=date(2023, 12, 31)),
    st.lists(demands(), max_size=4),
    st.lists(obstacles(), max_size=2),
    demands(),
)
def test_an_act_never_shortens(
    due_day: date, acts: list[Demand], held: list[Obstacle], more: Demand
) -> None:
    over = [attrs.evolve(obstacle, until=obstacle.until or obstacle.on) for obstacle in held]
    file = due_on(due_day, demands=acts, obstacles=over)
    without = last_day(file, AFTER_ALL)
    with_it = last_day(attrs.evolve(file, demands=(more, *acts)), AFTER_ALL)
    assert with_it is None or (without is not None and with_it >= without)


@settings(max_examples=60)
@given(days(), days(), st.lists(demands(kinds=("demand", "message")), max_size=4))
def test_a_later_due_date_never_ends_sooner(one: date, other: date, acts: list[Demand]) -> None:
    first, second = sorted((one, other))
    sooner, later = (
        clocks_of(due_on(day, demands=acts), as_of=AFTER_ALL).limitation for day in (first, second)
    )
    assert sooner.last_day is not None
    assert later.last_day is not None
    assert later.last_day >= sooner.last_day


@settings(max_examples=40)
@given(st.lists(demands(), max_size=4), st.lists(obstacles(), max_size=3), days(), st.data())
def test_the_order_of_records_changes_nothing(
    acts: list[Demand], held: list[Obstacle], as_of: date, data: st.DataObject
) -> None:
    file = due_on(DUE, demands=acts, obstacles=held)
    mixed = attrs.evolve(
        file,
        demands=tuple(data.draw(st.permutations(acts))),
        obstacles=tuple(data.draw(st.permutations(held))),
    )
    assert last_day(mixed, as_of) == last_day(file, as_of)
