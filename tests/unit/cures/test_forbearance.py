"""Forbearance: cure, probation and relapse, each with the day it may end."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan.cures.forbearance import Forbearance, ForbearancePhase, forbearance_of
from postloan.cures.ledger import Ledger
from postloan.cures.standing import PastTiers
from postloan.cures.terms import ForbearanceTerms
from postloan.dates import Period
from postloan.tiers import FIVE_TIER
from tests.unit.cures.histories import START, dues, even, ledgers, punctual

EU = ForbearanceTerms(
    cure=Period.parse("1 year"), probation=Period.parse("2 years"), relapse_after=30
)
QUARTERS = dues(date(2024, 3, 20), 20, 3)
GRANTED = date(2024, 4, 1)
CURED = (date(2025, 4, 1), "normal")


def past(*tiers: tuple[date, str]) -> PastTiers:
    stood = tuple((day, FIVE_TIER[tier]) for day, tier in tiers)
    return PastTiers(tiers=stood, bad=FIVE_TIER["substandard"])


BAD = (date(2024, 2, 1), "substandard")


def on(
    as_of: date,
    *tiers: tuple[date, str],
    measures: tuple[date, ...] = (GRANTED,),
    but: dict[int, int] | None = None,
) -> Forbearance:
    ledger = Ledger((even(QUARTERS),), punctual(QUARTERS, but=but), as_of=as_of)
    return forbearance_of(measures, ledger, EU, past=past(*tiers))


@pytest.mark.parametrize(
    "as_of, tiers, phase",
    [
        (date(2024, 3, 31), (BAD,), "none"),
        (date(2025, 3, 31), (BAD,), "cure"),
        (date(2026, 3, 31), (BAD,), "cure"),
        (date(2025, 4, 1), (BAD, CURED), "probation"),
        (date(2025, 12, 1), (BAD, (date(2024, 6, 1), "normal")), "probation"),
        (date(2024, 12, 1), (BAD, (date(2024, 6, 1), "normal")), "cure"),
        (date(2027, 3, 31), (BAD, CURED), "probation"),
        (date(2027, 4, 1), (BAD, CURED), "none"),
    ],
)
def test_a_year_of_cure_and_two_of_probation_follow_each_other(
    as_of: date, tiers: tuple[tuple[date, str], ...], phase: ForbearancePhase
) -> None:
    assert on(as_of, *tiers).phase == phase


def test_a_nonperforming_loan_is_forborne_for_three_years_at_the_least() -> None:
    """T-EU-1."""
    tiers = past((date(2019, 12, 31), "substandard"))
    ledger = Ledger((), (), as_of=date(2020, 6, 30))
    state = forbearance_of([date(2020, 3, 1)], ledger, EU, past=tiers)
    assert str(state) == (
        "in cure since 2020-03-01, performing not before 2021-03-01, "
        "forborne until 2023-03-01 at least"
    )
    cured = past((date(2019, 12, 31), "substandard"), (date(2021, 3, 1), "normal"))
    ledger = Ledger((), (), as_of=date(2021, 6, 30))
    state = forbearance_of([date(2020, 3, 1)], ledger, EU, past=cured)
    assert str(state) == "on probation since 2021-03-01, ends not before 2023-03-01"


def test_a_second_measure_on_a_loan_that_always_performed_asks_for_an_assessment_only() -> None:
    """T-EU-3."""
    second = date(2025, 10, 1)
    state = on(date(2025, 11, 1), measures=(GRANTED, second))
    assert str(state) == (
        "on probation since 2025-10-01, ends not before 2027-10-01; the debtor is to be assessed"
    )
    assert not on(date(2025, 9, 30), measures=(GRANTED,)).reassess


@pytest.mark.parametrize(
    "late, relapsed", [(30, None), (31, date(2025, 6, 20) + timedelta(days=31))]
)
def test_more_than_thirty_days_on_probation_is_a_relapse_after_nonperforming(
    late: int, relapsed: date | None
) -> None:
    state = on(date(2025, 8, 1), BAD, CURED, but={5: late + 1 if relapsed else late})
    assert state.relapsed_on == relapsed
    if relapsed:
        assert str(state).startswith(f"in cure since {relapsed}, relapsed on {relapsed}, ")
    performing = on(date(2025, 8, 1), but={5: late + 1 if relapsed else late})
    assert (performing.phase, performing.reassess) == ("probation", relapsed is not None)


def test_a_new_measure_on_probation_is_a_relapse_after_nonperforming() -> None:
    again = date(2025, 9, 1)
    state = on(date(2025, 10, 1), BAD, CURED, measures=(GRANTED, again))
    assert (state.phase, state.relapsed_on, state.since) == ("cure", again, again)


def test_a_new_measure_in_cure_counts_from_its_own_day() -> None:
    again = date(2024, 9, 1)
    assert on(date(2024, 10, 1), BAD, measures=(GRANTED, again)).performing_not_before == date(
        2025, 9, 1
    )


def test_a_loan_that_falls_on_probation_is_cured_from_the_day_it_fell() -> None:
    fell = (date(2024, 6, 30), "substandard")
    state = on(date(2024, 8, 1), fell)
    assert (state.phase, state.since, state.relapsed_on) == ("cure", fell[0], None)


def test_a_loan_in_arrears_leaves_neither_cure_nor_probation() -> None:
    unpaid = {4: 400}
    cured = (date(2025, 5, 1), "normal")
    assert on(date(2026, 1, 1), BAD, cured, but=unpaid).phase == "cure"
    assert on(date(2026, 6, 1), but={7: 300, 8: 300, 9: 300}).phase == "probation"


def test_one_not_in_forbearance_says_so() -> None:
    assert str(on(date(2024, 8, 1), measures=())) == "not in forbearance"


@given(ledgers(), st.integers(0, 700), st.booleans())
def test_missing_a_due_date_never_ends_forbearance_sooner(
    ledger: Ledger, after: int, bad: bool
) -> None:
    tiers = past(BAD) if bad else past()
    granted = START + timedelta(days=after)
    paid = on(ledger.as_of, *([BAD] if bad else []), measures=(granted,))
    found = forbearance_of([granted], ledger, EU, past=tiers)
    assert paid.phase == "none" or found.phase != "none"
