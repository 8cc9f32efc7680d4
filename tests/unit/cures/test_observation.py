"""Observation: when it begins, starts again and ends, against a walk over every day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan.cures.ledger import Ledger
from postloan.cures.observation import Observation, observation_of
from postloan.cures.standing import PastTiers
from postloan.cures.terms import ObservationTerms
from postloan.dates import Period
from postloan.model.changes import Restructuring
from postloan.tiers import FIVE_TIER
from tests.unit.cures.histories import START, dues, even, every_day, ledgers, punctual

MEASURES = ObservationTerms(
    begins="first_new_due",
    lasts=Period.parse("1 year"),
    periods=2,
    reading="due_dates",
    restarts=True,
    until_solved=True,
)
PLAIN = attrs.evolve(MEASURES, until_solved=False)
CHANGE = Restructuring(
    on=date(2024, 1, 10), kind="extension", difficulty=True, first_due_on=date(2024, 3, 20)
)
QUARTERS = dues(date(2024, 3, 20), 12, 3)
YEARS = dues(date(2024, 12, 20), 5, 12)
BAD = FIVE_TIER["substandard"]


def on(
    as_of: date,
    *,
    changes: tuple[Restructuring, ...] = (CHANGE,),
    terms: ObservationTerms = MEASURES,
    days: tuple[date, ...] = QUARTERS,
    but: dict[int, int] | None = None,
    solved: bool | None = True,
    **more: Any,  # noqa: ANN401
) -> Observation:
    ledger = Ledger((even(days),), punctual(days, but=but), as_of=as_of)
    return observation_of(changes, ledger, terms, solved=lambda _since, _by: solved, **more)


def tiers(*past: tuple[date, str]) -> PastTiers:
    return PastTiers(tiers=tuple((day, FIVE_TIER[tier]) for day, tier in past), bad=BAD)


# ----------------------------------------------------------------- cases of T-R-1, T-R-3, T-R-4


def test_it_counts_from_the_first_new_due_date_and_ends_a_year_later_at_the_earliest() -> None:
    state = on(date(2024, 7, 1))
    assert str(state) == (
        "in observation since 2024-01-10, counted from 2024-03-20, ends not before 2025-03-20"
    )
    assert on(date(2025, 3, 19)).running
    assert on(date(2025, 3, 20)).running is False
    assert str(on(date(2025, 3, 20))) == "no observation"


@pytest.mark.parametrize(
    "reading, ends", [("due_dates", date(2025, 12, 20)), ("full_periods", date(2026, 12, 20))]
)
def test_a_year_is_not_enough_where_two_periods_take_longer(reading: Any, ends: date) -> None:  # noqa: ANN401
    change = attrs.evolve(CHANGE, first_due_on=YEARS[0])
    terms = attrs.evolve(MEASURES, reading=reading)
    state = on(date(2025, 1, 31), changes=(change,), terms=terms, days=YEARS)
    assert state.ends_not_before == ends


def test_a_miss_starts_it_again_from_the_due_date_that_was_missed() -> None:
    state = on(date(2024, 10, 10), but={2: 30})
    assert str(state) == (
        "observation restarted on 2024-09-20 (what was due was not paid), "
        "ends not before 2025-09-20"
    )


def test_the_missed_due_date_is_not_one_of_the_periods_that_follow_it() -> None:
    change = attrs.evolve(CHANGE, first_due_on=YEARS[0])
    state = on(date(2026, 1, 31), changes=(change,), days=YEARS, but={1: 5})
    assert state.ends_not_before == YEARS[3]


@pytest.mark.parametrize(
    "but, solved, again",
    [({1: 30}, None, True), ({}, False, True), ({}, True, False), ({}, None, None)],
)
def test_restructured_again_takes_a_miss_or_a_difficulty_not_solved(
    but: dict[int, int],
    solved: bool | None,
    again: bool | None,
) -> None:
    second = Restructuring(on=date(2024, 8, 1), kind="rate_cut", difficulty=True)
    state = on(date(2024, 8, 15), changes=(second, CHANGE), but=but, solved=solved)
    assert state.again is again
    assert (state.restarted_on, state.counted_from) == (second.on, date(2024, 9, 20))
    assert state.ends_not_before == date(2025, 9, 20)


# --------------------------------------------------------------------------- what ends it


def test_a_difficulty_found_not_solved_at_the_end_starts_it_again() -> None:
    state = on(date(2025, 6, 1), solved=False)
    assert (state.restarted_on, state.restarted_because) == (date(2025, 3, 20), "unsolved")
    assert state.ends_not_before == date(2026, 3, 20)


def test_one_that_stays_unsolved_starts_again_and_again_on_whatever_days_its_ends_fall() -> None:
    terms = attrs.evolve(MEASURES, lasts=Period.parse("100 days"), periods=0)
    state = on(date(2025, 2, 1), terms=terms, solved=False)
    assert state.restarted_on == date(2024, 3, 20) + timedelta(days=300)
    assert state.ends_not_before == date(2024, 3, 20) + timedelta(days=400)


def test_where_nobody_says_whether_it_is_solved_its_end_is_not_known() -> None:
    state = on(date(2025, 6, 1), solved=None)
    assert state.running is None
    assert str(state) == (
        "observation not known: its time was over on 2025-03-20; whether the difficulty is "
        "solved is not recorded"
    )
    assert on(date(2025, 6, 1), solved=None, terms=PLAIN).running is False


def test_what_is_found_after_its_time_ends_it_on_that_day() -> None:
    found = date(2025, 5, 1)
    ledger = Ledger((even(QUARTERS),), punctual(QUARTERS), as_of=date(2025, 6, 1))
    state = observation_of(
        [CHANGE], ledger, MEASURES, solved=lambda _since, by: by >= found or None, found_on=[found]
    )
    assert state.running is False


def test_it_does_not_end_while_something_is_unpaid() -> None:
    last = QUARTERS[:1]
    kept = on(date(2025, 6, 1), days=last, but={0: 600})
    assert str(kept) == (
        "observation restarted on 2024-03-20 (what was due was not paid), "
        "ends not before 2025-03-20; something is unpaid"
    )
    assert on(last[0] + timedelta(days=600), days=last, but={0: 600}).running is False


def test_a_due_date_that_ends_it_must_itself_be_met() -> None:
    assert on(QUARTERS[4], but={4: 1}).restarted_on == QUARTERS[4]


# ------------------------------------------------------------------ tiers, and what is unknown


def test_a_fall_to_a_bad_tier_starts_it_again() -> None:
    past = tiers((date(2023, 12, 31), "normal"), (date(2024, 6, 30), "substandard"))
    state = on(date(2024, 8, 1), past=past)
    assert (state.restarted_on, state.restarted_because) == (date(2024, 6, 30), "fell")


def test_before_its_time_counts_nothing_starts_it_again() -> None:
    past = tiers((date(2023, 12, 31), "normal"), (date(2024, 2, 1), "substandard"))
    state = on(date(2024, 2, 10), past=past)
    assert (state.restarted_on, state.ends_not_before) == (None, date(2025, 3, 20))


@pytest.mark.parametrize(
    "day, since", [(date(2024, 5, 31), None), (date(2024, 6, 30), date(2024, 1, 10))]
)
def test_one_that_begins_with_a_bad_tier_waits_for_it(day: date, since: date | None) -> None:
    terms = attrs.evolve(PLAIN, begins="nonperforming", periods=0)
    past = tiers((date(2024, 6, 30), "substandard"))
    state = on(day, terms=terms, past=past)
    assert state.since == since
    assert state.counted_from == (day if since else None)


def test_a_fall_starts_nothing_again_where_the_terms_do_not_say_so() -> None:
    terms = attrs.evolve(MEASURES, restarts=False)
    past = tiers((date(2024, 6, 30), "substandard"))
    assert on(date(2024, 8, 1), terms=terms, past=past).restarted_on is None


def test_without_difficulty_there_is_none_and_where_that_is_not_stated_it_is_not_known() -> None:
    without = attrs.evolve(CHANGE, difficulty=False)
    assert on(date(2024, 6, 1), changes=(without,)).running is False
    unstated = attrs.evolve(CHANGE, difficulty=None)
    state = on(date(2024, 6, 1), changes=(unstated,))
    assert (state.running, state.again) == (None, None)
    assert "difficulty at the restructuring of 2024-01-10 is not stated" in str(state)
    assert on(date(2026, 6, 1), changes=(unstated,)).running is False
    assert on(date(2024, 6, 1), changes=(unstated, CHANGE)).running


def test_where_no_new_due_date_is_known_no_end_is() -> None:
    change = attrs.evolve(CHANGE, first_due_on=None)
    state = on(date(2024, 6, 1), changes=(change,), days=(date(2024, 1, 8),))
    assert (state.running, state.counted_from, state.ends_not_before) == (True, None, None)
    assert str(state) == "in observation since 2024-01-10"


def test_a_lock_counts_from_the_day_itself_whatever_is_paid() -> None:
    """The six months of the guideline of 2007 (T-R-9)."""
    terms = ObservationTerms(begins="restructured", lasts=Period.parse("6 months"), locks=True)
    change = Restructuring(on=date(2010, 1, 15), kind="other", difficulty=True)
    for as_of, running in ((date(2010, 7, 14), True), (date(2010, 7, 15), False)):
        state = observation_of([change], Ledger((), (), as_of=as_of), terms)
        assert state.running is running


# --------------------------------------------------------------------------------- laws


def walked(changes: tuple[Restructuring, ...], ledger: Ledger, terms: ObservationTerms) -> Any:  # noqa: ANN401
    """Return whether it runs and since when it counts, from a walk over every day."""
    start: date | None = None
    missed = False
    misses = ledger.misses()
    for day in every_day(START, ledger.as_of):
        for change in changes:
            if change.on == day:
                start, missed = change.first_due_on or day, False
        if start is None:
            continue
        if day in misses and day >= start:
            start, missed = day, True
        later = [d for d in ledger.due_days if d > start or (d == start and not missed)]
        span = later[: terms.periods][-1:]
        if day >= max(terms.lasts.after(start), *span, date.min) and not ledger.is_behind(day):
            start = None
    return start


@given(ledgers(), st.sampled_from(QUARTERS[:8]), st.booleans())
def test_it_is_what_a_walk_over_every_day_finds(ledger: Ledger, second: date, again: bool) -> None:
    changes: tuple[Restructuring, ...] = (CHANGE,)
    if again:
        more = Restructuring(on=second, kind="grace", difficulty=True, first_due_on=second)
        changes = (CHANGE, more)
    state = observation_of(changes, ledger, PLAIN)
    assert (state.running, state.counted_from) == (
        (start := walked(changes, ledger, PLAIN)) is not None,
        start,
    ) or ledger.as_of < CHANGE.on


@given(st.integers(0, 7), st.integers(1, 200), st.integers(0, 1100))
def test_a_miss_never_shortens_it_and_paying_never_lengthens_it(
    number: int, late: int, days: int
) -> None:
    as_of = START + timedelta(days=days)
    paid, missed = on(as_of, terms=PLAIN), on(as_of, terms=PLAIN, but={number: late})
    assert not paid.running or missed.running
    if paid.running and paid.ends_not_before and missed.ends_not_before:
        assert missed.ends_not_before >= paid.ends_not_before


@given(
    ledgers(),
    st.permutations((CHANGE, attrs.evolve(CHANGE, on=date(2024, 9, 1), first_due_on=None))),
)
def test_the_order_of_records_does_not_matter(ledger: Ledger, changes: list[Restructuring]) -> None:
    assert observation_of(changes, ledger, MEASURES) == observation_of(
        changes[::-1], ledger, MEASURES
    )
