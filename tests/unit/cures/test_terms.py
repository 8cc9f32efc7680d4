"""The terms of cures refuse what they cannot mean, and re-aging is limited as they say."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan.cures.locks import merger_locks, observation_lock
from postloan.cures.observation import Observation
from postloan.cures.reage import re_age_of
from postloan.cures.standing import PastTiers
from postloan.cures.terms import ForbearanceTerms, ObservationTerms, ReAgeTerms
from postloan.dates import Period, add_months
from postloan.errors import InvalidValue
from postloan.model.changes import Merger
from postloan.tiers import FIVE_TIER

YEAR = Period.parse("1 year")
OBSERVATION = ObservationTerms(
    begins="restructured", lasts=YEAR, periods=2, reading="due_dates", locks=True
)
FORBEARANCE = ForbearanceTerms(cure=YEAR, probation=YEAR, relapse_after=30)
FFIEC = ReAgeTerms(months_on_book=9, in_12_months=1, in_5_years=2)


@pytest.mark.parametrize(
    "terms, changed, allowed",
    [
        (OBSERVATION, {"begins": "soon"}, "one of first_new_due"),
        (OBSERVATION, {"lasts": Period.parse("5 working days")}, "without working days"),
        (OBSERVATION, {"lasts": Period.parse("0 days")}, "above zero"),
        (OBSERVATION, {"lasts": "1 year"}, "a Period"),
        (OBSERVATION, {"periods": -1}, "an int of 0 or more"),
        (OBSERVATION, {"periods": True}, "an int of 0 or more"),
        (OBSERVATION, {"reading": None}, "one of due_dates, full_periods"),
        (OBSERVATION, {"restarts": 1}, "True or False"),
        (FORBEARANCE, {"relapse_after": -1}, "an int of 0 or more"),
        (FORBEARANCE, {"probation": Period.parse("0 days")}, "above zero"),
        (FFIEC, {"in_5_years": 0}, "an int of 1 or more"),
        (FFIEC, {"months_on_book": "9"}, "an int of 0 or more"),
    ],
)
def test_terms_that_cannot_be_are_refused(
    terms: Any,  # noqa: ANN401
    changed: dict[str, Any],
    allowed: str,
) -> None:
    with pytest.raises(InvalidValue, match=allowed) as caught:
        attrs.evolve(terms, **changed)
    assert caught.value.field in changed


@given(
    st.lists(st.integers(0, 3000), max_size=6),
    st.integers(0, 3000),
)
def test_re_aging_is_barred_exactly_where_one_more_would_be_too_many(
    after: list[int], now: int
) -> None:
    opened = date(2018, 1, 31)
    days = [opened + timedelta(days=count) for count in after]
    as_of = opened + timedelta(days=now)
    found = re_age_of(days, FFIEC, opened_on=opened, as_of=as_of)

    def within(months: int) -> int:
        return sum(day <= as_of < add_months(day, months) for day in days)

    too_young = as_of < add_months(opened, 9)
    assert found.barred == (too_young or within(12) >= 1 or within(60) >= 2)


def test_an_account_never_re_aged_says_so() -> None:
    state = re_age_of([], FFIEC, opened_on=date(2024, 1, 5), as_of=date(2024, 2, 1))
    assert str(state) == "re-aged never; not again before 2024-10-05"


PAST = PastTiers(tiers=((date(2023, 12, 31), FIVE_TIER["loss"]), (date(2024, 2, 1), None)))


def test_a_merger_locks_the_tier_of_its_day_for_its_months() -> None:
    days = (date(2024, 1, 14), date(2024, 1, 15), date(2024, 7, 14), date(2024, 7, 15))
    merger = Merger(on=date(2024, 1, 15))
    six = Period.parse("6 months")
    locks = [list(merger_locks([merger], six, PAST, as_of=day)) for day in days]
    assert [len(found) for found in locks] == [0, 1, 1, 0]
    assert str(locks[1][0]) == "locked at loss since 2024-01-15 (merger), until 2024-07-15"


def test_an_observation_locks_where_its_terms_say_so_while_it_runs() -> None:
    day = date(2024, 3, 1)
    state = Observation(
        as_of=day,
        terms=OBSERVATION,
        running=True,
        since=day,
        counted_from=day,
        ends_not_before=date(2025, 3, 1),
    )
    lock = observation_lock(state, PAST)
    assert lock is not None
    assert (lock.since, lock.tier) == (day, None)
    again = attrs.evolve(state, restarted_on=date(2024, 6, 1), restarted_because="restructured")
    assert observation_lock(again, PAST) == attrs.evolve(lock, since=date(2024, 6, 1))
    for changed in (
        {"terms": attrs.evolve(OBSERVATION, locks=False)},
        {"running": None},
        {"ends_not_before": None},
    ):
        assert observation_lock(attrs.evolve(state, **changed), PAST) is None


def test_a_bad_tier_with_none_known_before_is_a_fall_and_an_unknown_one_is_passed_over() -> None:
    days = [date(2024, month, 1) for month in range(1, 7)]
    levels = ["substandard", None, "loss", "loss", "substandard", "normal"]
    stood = tuple(
        (day, FIVE_TIER[level] if level else None) for day, level in zip(days, levels, strict=True)
    )
    past = PastTiers(tiers=stood, bad=FIVE_TIER["substandard"])
    assert list(past.falls()) == [days[0], days[2]]
    assert not attrs.evolve(past, bad=None).is_bad_on(days[0])
