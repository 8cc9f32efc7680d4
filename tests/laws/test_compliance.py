"""A bank's year under its measures: every obligation is kept or not, none invented and none lost.

The reviews of the single days are the oracle: an agenda says what is due on a day, from a day's
facts alone, without looking at any day but its own for what fell due.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import attrs
import pytest

from postloan.model.file import LoanFile
from postloan.model.records import DutyRecord, InspectionRecord
from postloan.portfolio.compliance import Fulfilment, Tally
from postloan.portfolio.keeping import compliance_of
from postloan.reviews.pipeline import review
from tests.bank_life import FIRST, LAST, MEASURES, bank

SEEDS: Final = pytest.mark.parametrize("seed", range(1, 5))
RULES: Final = {
    rule.id: rule for rule in (*MEASURES.contents.inspections, *MEASURES.contents.duties)
}


def year_of(file: LoanFile, *, since: date = FIRST) -> tuple[Fulfilment, ...]:
    found = compliance_of([file], MEASURES, since=since, until=LAST)
    assert found.possible == ()
    return tuple(each for each in found.fulfilments if each.level != "portfolio")


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
    in_time = {v for v in visits if FIRST <= v + timedelta(days=10) <= LAST}
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


def test_a_year_of_a_thousand_loans_has_each_obligation_once_and_in_one_state() -> None:
    whole = compliance_of(bank(1000, seed=5), MEASURES, since=FIRST, until=LAST)
    assert whole.possible == ()
    of_loans = [each for each in whole.fulfilments if each.loan]
    once = {(each.loan, each.rule, each.due, each.anchor_on) for each in of_loans}
    assert len(once) == len(of_loans) > 1000
    assert whole.tally == Tally.of(whole.fulfilments)
    states = {each.kept for each in whole.fulfilments}
    assert states >= {"in_time", "late", "missed"}
    for each in whole.fulfilments:
        late = each.due is not None and each.done_on is not None and each.done_on > each.due
        assert (each.kept == "late") is late
        assert each.kept != "in_time" or (each.done_on is not None and not late)
