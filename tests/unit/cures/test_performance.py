"""Performance: since when, for how many months and periods, against a walk over every day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given

from postloan.cures.ledger import Ledger
from postloan.cures.performance import performance_of
from postloan.dates import add_months
from tests.unit.cures.histories import START, dues, even, every_day, ledgers, punctual

QUARTERS = dues(date(2024, 3, 31), 8, 3)


@given(ledgers())
def test_it_is_what_a_walk_over_every_day_finds(ledger: Ledger) -> None:
    as_of = ledger.as_of
    since: date | None = START
    for day in every_day(START, as_of):
        if ledger.is_behind(day):
            since = None
        elif since is None:
            since = day
    found = performance_of(ledger, start=START)
    assert found.since == since
    if since is None:
        assert (found.months, found.periods) == (0, 0)
    else:
        assert add_months(since, found.months) <= as_of < add_months(since, found.months + 1)
        assert found.periods == sum(since < day <= as_of for day in ledger.due_days)


@pytest.mark.parametrize(
    "as_of, months, periods",
    [
        (date(2024, 4, 19), 0, 0),
        (date(2024, 4, 20), 0, 0),
        (date(2024, 9, 30), 5, 2),
        (date(2024, 10, 19), 5, 2),
        (date(2024, 10, 20), 6, 2),
    ],
)
def test_months_and_periods_begin_when_the_arrears_are_cleared(
    as_of: date, months: int, periods: int
) -> None:
    ledger = Ledger((even(QUARTERS),), punctual(QUARTERS, but={0: 20}), as_of=as_of)
    found = performance_of(ledger, start=START)
    assert (found.months, found.periods) == (months, periods)


def test_a_due_date_on_which_arrears_are_cleared_is_not_a_period_since() -> None:
    half_years = dues(date(2024, 6, 30), 3, 6)
    paid = punctual(half_years, but={0: (half_years[1] - half_years[0]).days})
    found = performance_of(Ledger((even(half_years),), paid, as_of=half_years[1]), start=START)
    assert (found.since, found.periods) == (half_years[1], 0)
    assert str(found) == "performing since 2024-12-30: 0 months, 0 periods"


def test_what_is_unpaid_at_the_end_of_its_due_date_ends_it_that_day() -> None:
    ledger = Ledger((even(QUARTERS),), (), as_of=QUARTERS[0])
    found = performance_of(ledger, start=START)
    assert found.since is None
    assert str(found) == "not performing on 2024-03-31: something is unpaid"
    before = Ledger((even(QUARTERS),), (), as_of=QUARTERS[0] - timedelta(days=1))
    assert str(performance_of(before, start=START)) == (
        "performing since 2024-01-05: 2 months, 0 periods"
    )
