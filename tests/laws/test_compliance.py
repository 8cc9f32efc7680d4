"""A bank's year under its measures: every obligation is kept or not, none invented and none lost.

The reviews of the single days are the oracle: an agenda says what is due on a day, from a day's
facts alone, without looking at any day but its own for what fell due.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Final

import attrs
import pytest

from postloan.arrears.ending import end_of, ends_of
from postloan.model.ends import END_KINDS, CreditEnd
from postloan.model.file import LoanFile
from postloan.model.records import DutyRecord, InspectionRecord
from postloan.portfolio.compliance import Fulfilment, Tally
from postloan.portfolio.keeping import compliance_of
from postloan.reviews.pipeline import review
from tests.bank_life import FIRST, LAST, MEASURES, bank

SEEDS: Final = pytest.mark.parametrize("seed", range(1, 5))
MIDYEAR: Final = date(2024, 6, 30)
RULES: Final = {
    rule.id: rule for rule in (*MEASURES.contents.inspections, *MEASURES.contents.duties)
}


def year_of(file: LoanFile, *, since: date = FIRST) -> tuple[Fulfilment, ...]:
    found = compliance_of([file], MEASURES, since=since, until=LAST)
    assert found.possible == ()
    return tuple(each for each in found.fulfilments if each.level != "portfolio")


def lives(file: LoanFile, *days: date) -> bool:
    """Return whether the credit lives on each of the days."""
    return all(end_of(file, as_of=day) is None for day in days)


def tier_is_as_recorded(file: LoanFile, day: date) -> bool:
    """Return whether the tier of a day is the one that was on record on it."""
    tiers = [record.tier for record in file.tiers if record.on <= day]
    return str(review(file, MEASURES, as_of=day).at_least) == (tiers or ["normal"])[-1]


@SEEDS
def test_none_is_lost_what_an_agenda_calls_late_or_due_today_is_there(seed: int) -> None:
    (file,) = bank(1, seed=seed)
    days = [FIRST + timedelta(days=ahead) for ahead in range(seed, 366, 61)]
    for day in (day for day in days if day >= file.loan.disbursed_on):
        if tier_is_as_recorded(file, day):
            check_nothing_is_lost(file, day)


def check_nothing_is_lost(file: LoanFile, day: date) -> None:
    kept = compliance_of([file], MEASURES, since=date(2020, 1, 1), until=day).fulfilments
    left = {(each.rule, each.due) for each in kept if each.kept in ("missed", "open")}
    for item in review(file, MEASURES, as_of=day).agenda:
        if item.certain and item.due and item.due <= day and item.status != "done":
            if item.anchor_recorded:
                assert (item.rule, item.due) in left
            else:  # found by this review; here it counts from the day that it was true
                assert item.rule in {rule for rule, _ in left}


def kept_up(file: LoanFile, fell: Fulfilment, others: tuple[Fulfilment, ...]) -> LoanFile:
    """Return the file with all that its rule asked for before it done on its day."""
    before = [each for each in others if each.rule == fell.rule and each.due < fell.due]  # type: ignore[operator]
    rule = RULES[fell.rule]
    if fell.obligation == "duty":
        past = [r for r in file.duties if r.duty != rule.id]
        done = [DutyRecord(on=each.due, duty=rule.id, due=each.due) for each in before]  # type: ignore[arg-type]
        return attrs.evolve(file, duties=(*past, *done))
    past_visits = [r for r in file.inspections if r.kind != rule.kind]
    made = [InspectionRecord(on=each.due, kind=rule.kind) for each in before]  # type: ignore[arg-type]
    return attrs.evolve(file, inspections=(*past_visits, *made))


@SEEDS
def test_none_is_invented_on_the_day_that_one_is_due_an_agenda_has_it(seed: int) -> None:
    (file,) = bank(1, seed=seed)
    life = year_of(file, since=file.loan.disbursed_on)
    periodic = [e for e in life if e.due and e.anchor_on is None]
    for fell in periodic[seed::9]:
        assert fell.due is not None
        if tier_is_as_recorded(file, fell.due):
            agenda = review(kept_up(file, fell, life), MEASURES, as_of=fell.due).agenda
            assert fell.due in [item.due for item in agenda if item.rule == fell.rule]


@SEEDS
def test_an_obligation_counted_from_a_day_stands_once_and_on_a_day_that_is_counted_from(
    seed: int,
) -> None:
    (file,) = bank(1, seed=seed)
    year = year_of(file)
    assert len({(each.rule, each.due, each.anchor_on) for each in year}) == len(year)
    visits = {record.on for record in file.inspections if record.kind == "on_site"}
    reports = [each for each in year if each.rule == "periodic-report"]
    reported = {v: v + timedelta(days=10) for v in visits}
    in_time = {v for v, due in reported.items() if FIRST <= due <= LAST and lives(file, v, due)}
    assert {each.anchor_on for each in reports} == in_time


@SEEDS
def test_of_a_bank_each_is_in_time_late_missed_open_or_without_date_and_loans_add_up(
    seed: int,
) -> None:
    files = list(bank(4, seed=seed))
    whole = compliance_of(files, MEASURES, since=FIRST, until=LAST)
    alone = [each for file in files for each in year_of(file)]
    of_loans = [each for each in whole.fulfilments if each.loan]
    assert sorted(of_loans, key=repr) == sorted(alone, key=repr)
    assert whole.tally == Tally.of(whole.fulfilments)
    assert whole.tally.total == len(whole.fulfilments)
    for each in of_loans:
        done = each.done_on is not None
        assert done is (each.kept in ("in_time", "late"))
        assert each.kept != "missed" or (each.due is not None and each.due < LAST)
    halves = [
        compliance_of(files, MEASURES, since=since, until=until, as_of=LAST)
        for since, until in ((FIRST, date(2024, 6, 30)), (date(2024, 7, 1), LAST))
    ]
    dated = [each for half in halves for each in half.fulfilments if each.due]
    assert sorted(dated, key=repr) == sorted((e for e in whole.fulfilments if e.due), key=repr)


@SEEDS
def test_none_is_lost_where_a_credit_was_reopened(seed: int) -> None:
    reopened = (file for file in bank(40, seed=seed) if file.reversals)
    file, back = next((f, end.reopened_on) for f in reopened for end in ends_of(f, LAST))
    assert back is not None
    days = [back + timedelta(days=ahead) for ahead in (0, 1, 7, 14, 28)]
    for day in (day for day in days if tier_is_as_recorded(file, day)):
        check_nothing_is_lost(file, day)


@SEEDS
def test_after_an_end_nothing_falls_due_but_what_waits_for_it_and_before_nothing_is_another(
    seed: int,
) -> None:
    (living,) = bank(1, seed=seed)
    random = Random(seed)  # noqa: S311 nothing is secret
    day = max(living.loan.disbursed_on, FIRST + timedelta(days=random.randrange(366)))
    end = CreditEnd(on=day, kind=random.choice(END_KINDS))
    ended = attrs.evolve(living, ends=(end,), reversals=(), tiers=())
    living = attrs.evolve(living, reversals=(), tiers=(), ends=())
    for each in (found := year_of(ended)):
        assert each.due is None or each.due < day or RULES[each.rule].may_ask(ended=True)
    before = [each for each in year_of(living) if each.due and each.due < day]
    assert [each for each in found if each.due and each.due < day] == before
    days = [FIRST + timedelta(days=ahead) for ahead in range(seed, 366, 73)]
    for looked in (looked for looked in days if looked >= living.loan.disbursed_on):
        agenda = review(ended, MEASURES, as_of=looked).agenda
        if looked < day:
            assert agenda == review(living, MEASURES, as_of=looked).agenda
        else:
            assert all(RULES[item.rule].may_ask(ended=True) for item in agenda)


def test_a_year_of_a_thousand_loans_has_each_obligation_once_and_in_one_state() -> None:
    files = list(bank(1000, seed=5))
    whole = compliance_of(files, MEASURES, since=FIRST, until=LAST)
    assert whole.possible == ()
    of_loans = [each for each in whole.fulfilments if each.loan]
    once = {(each.loan, each.rule, each.due, each.anchor_on) for each in of_loans}
    assert len(once) == len(of_loans) > 1000
    assert whole.tally == Tally.of(whole.fulfilments)
    assert len([file for file in files if end_of(file, as_of=MIDYEAR) is not None]) > 100
    states = {each.kept for each in whole.fulfilments}
    assert states >= {"in_time", "late", "missed"}
    for each in whole.fulfilments:
        late = each.due is not None and each.done_on is not None and each.done_on > each.due
        assert (each.kept == "late") is late
        assert each.kept != "in_time" or (each.done_on is not None and not late)
