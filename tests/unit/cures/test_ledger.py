"""The ledger: whether a loan was behind at the end of each day, as the arrears of that day say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings

from postloan.arrears.counting import DayCounting
from postloan.arrears.figures import arrears_of
from postloan.arrears.running import Uncountable
from postloan.cures.ledger import Ledger
from postloan.model.adjustments import Reversal
from postloan.model.file import LoanFile
from postloan.testing import loan_files
from tests.worked.loans import cny, due, paid, schedule

FIRST, SECOND = date(2024, 3, 31), date(2024, 6, 30)
BOTH = (schedule(due(FIRST), due(SECOND)),)
AS_OF = date(2024, 12, 31)
ON_DUE_DATE = DayCounting(day_one="due_date")


@settings(max_examples=30)
@given(loan_files())
def test_a_loan_is_behind_when_its_arrears_counted_from_the_due_date_say_so(
    drawn: LoanFile,
) -> None:
    file = drawn.as_known_on(None)
    as_of = file.loan.disbursed_on + timedelta(days=2000)
    ledger = Ledger(
        file.schedules or (), file.payments or (), file.reversals, file.waivers, as_of=as_of
    )
    for day in (as_of, *(turn for turn in ledger.turns()[-3:] if turn >= file.loan.disbursed_on)):
        arrears = arrears_of(
            file.schedules or (),
            file.payments or (),
            as_of=day,
            counting=ON_DUE_DATE,
            reversals=file.reversals,
            waivers=file.waivers,
        )
        if not arrears.unknown:
            assert ledger.is_behind(day) == bool(arrears.days_past_due)


@settings(max_examples=30)
@given(loan_files())
def test_nothing_turns_between_the_days_on_which_it_can(drawn: LoanFile) -> None:
    file = drawn.as_known_on(None)
    ledger = Ledger(file.schedules or (), file.payments or (), as_of=date(2029, 12, 31))
    turns = ledger.turns()
    for day in turns[:4]:
        if (day_before := day - timedelta(days=1)) not in turns and day != turns[0]:
            last = max(turn for turn in turns if turn < day)
            try:
                assert ledger.is_behind(day_before) == ledger.is_behind(last)
            except Uncountable:
                return


def test_a_due_date_is_met_by_the_end_of_the_day_and_not_after() -> None:
    met = Ledger(BOTH, (paid(FIRST, "26500"),), as_of=AS_OF)
    late = Ledger(BOTH, (paid(FIRST + timedelta(days=1), "26500"),), as_of=AS_OF)
    assert (met.misses(), late.misses()) == ((SECOND,), (FIRST, SECOND))


def test_what_is_due_later_may_be_asked_about_too() -> None:
    ledger = Ledger(BOTH, (paid(FIRST, "26500"),), as_of=AS_OF)
    assert not ledger.is_behind(AS_OF, FIRST)
    assert ledger.is_behind(AS_OF, SECOND)


def test_what_is_taken_back_falls_due_and_is_missed_that_day() -> None:
    back = Reversal(on=date(2024, 4, 20), amount=cny("26500"))
    ledger = Ledger(BOTH, (paid(FIRST, "26500"),), (back,), as_of=date(2024, 5, 1))
    assert ledger.misses() == (back.on,)


def test_due_dates_are_those_of_the_version_in_force_on_them() -> None:
    moved = schedule(due(FIRST), due(date(2024, 9, 30)), on=date(2024, 5, 1))
    ledger = Ledger((moved, *BOTH), (), as_of=AS_OF)
    assert ledger.due_days == (FIRST, date(2024, 9, 30))
    assert ledger.next_due(FIRST) == date(2024, 9, 30)
    assert ledger.next_due(date(2024, 9, 30)) is None


def test_before_the_first_version_nothing_is_behind() -> None:
    assert not Ledger(BOTH, (), as_of=AS_OF).is_behind(date(2023, 1, 1))


@pytest.mark.parametrize("drawdown", ["B"])
def test_records_that_contradict_each_other_are_not_glossed_over(drawdown: str) -> None:
    stray = paid(FIRST, "10")
    stray = type(stray)(on=stray.on, amount=stray.amount, drawdown=drawdown)
    with pytest.raises(Uncountable, match="the drawdown 'B'"):
        Ledger(BOTH, (stray,), as_of=AS_OF).misses()
