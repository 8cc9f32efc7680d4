"""What is asked of a credit that has ended, and of one that was reopened."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import attrs
import pytest

from postloan.model.adjustments import Reversal
from postloan.model.ends import CreditEnd
from postloan.model.file import LoanFile
from postloan.portfolio.keeping import compliance_of
from postloan.reviews.pipeline import review
from postloan.reviews.replaying import replay
from tests.unit.agenda.agendas import (
    agenda,
    done,
    duty_rule,
    one,
    policy,
    raised,
    visit_rule,
    visited,
)
from tests.worked.loans import cny, due, loan_file, paid, says, schedule

ENDED, REOPENED = date(2024, 6, 14), date(2024, 7, 10)
BEFORE, AFTER = date(2024, 6, 13), date(2024, 6, 15)
LATER: Final = date(2024, 8, 1)
SETTLED: Final = loan_file(ends=(CreditEnd(on=ENDED, kind="settled"),))
AGAIN: Final = loan_file(ends=(CreditEnd(on=ENDED, kind="settled", reopened_on=REOPENED),))

QUARTERLY: Final = visit_rule('once_per = "quarter"')
ROLLING: Final = visit_rule('every = "1 month"')
MONTHLY_REPORT: Final = duty_rule('due = "month_end + 5 days"')
AT_MATURITY: Final = duty_rule('due = "matures - 1 month"')
ARCHIVED: Final = duty_rule('due = "ended + 10 days"')


def fell(rules: str, file: LoanFile) -> list[str]:
    """Return what fell due in the year, and how it was kept."""
    found = compliance_of(
        [file],
        policy(rules),
        since=date(2024, 1, 1),
        until=date(2024, 12, 31),
        as_of=date(2025, 2, 1),
    ).fulfilments
    return [" ".join(str(part) for part in (each.due, each.kept)) for each in found]


# ----------------------------------------------------------------------------- the end


@pytest.mark.parametrize("rule", [QUARTERLY, ROLLING, MONTHLY_REPORT, AT_MATURITY])
def test_the_day_before_everything_is_asked_as_ever_and_from_the_day_on_nothing(rule: str) -> None:
    assert agenda(rule, BEFORE, SETTLED) == agenda(rule, BEFORE, loan_file()) != ()
    assert agenda(rule, ENDED, SETTLED) == agenda(rule, LATER, SETTLED) == ()


def test_looking_back_what_was_due_before_the_end_was_kept_or_missed_and_no_more_fell_due() -> None:
    assert fell(QUARTERLY, SETTLED) == ["2024-03-31 missed"]
    visits = visited(date(2024, 2, 1), date(2024, 3, 20))
    assert fell(ROLLING, attrs.evolve(SETTLED, inspections=visits)) == [
        "2024-02-05 in_time",
        "2024-03-01 late",
        "2024-04-20 missed",
    ]
    assert fell(AT_MATURITY, SETTLED) == []


def test_what_is_repaid_by_its_schedule_needs_no_record() -> None:
    plan = schedule(due(ENDED, "100000", "1500"))
    repaid = loan_file(schedules=(plan,), payments=(paid(ENDED, "101500"),))
    assert agenda(ROLLING, BEFORE, repaid) != ()
    assert agenda(ROLLING, ENDED, repaid) == ()
    back = attrs.evolve(repaid, reversals=(Reversal(on=REOPENED, amount=cny(1)),))
    assert agenda(ROLLING, date(2024, 7, 9), back) == ()
    assert one(ROLLING, REOPENED, back).due == REOPENED


# ----------------------------------------------------------------------------- what waits for it


def test_what_is_counted_from_the_end_is_asked_once_it_came_and_while_it_stands() -> None:
    assert agenda(ARCHIVED, BEFORE, SETTLED) == ()
    item = one(ARCHIVED, ENDED, SETTLED)
    assert (item.due, item.status, item.anchor_on) == (date(2024, 6, 24), "due", ENDED)
    assert item.reason == "10 days after ended, counted from 2024-06-14"
    filed = attrs.evolve(SETTLED, duties=done(date(2024, 6, 20)))
    assert one(ARCHIVED, LATER, filed).status == "done"
    assert agenda(ARCHIVED, REOPENED, AGAIN) == ()


def test_looking_back_it_fell_due_for_each_end_that_stood_until_then() -> None:
    assert fell(ARCHIVED, loan_file()) == []
    assert fell(ARCHIVED, SETTLED) == fell(ARCHIVED, AGAIN) == ["2024-06-24 missed"]
    late = duty_rule('due = "ended + 2 months"')
    assert fell(late, AGAIN) == []
    twice = attrs.evolve(AGAIN, ends=(*AGAIN.ends, CreditEnd(on=LATER, kind="transferred")))
    assert fell(late, twice) == ["2024-10-01 missed"]


def test_what_says_so_or_asks_how_it_ended_is_asked_after_the_end_too() -> None:
    anyway = visit_rule('every = "1 month"\nafter_end = true')
    assert one(anyway, LATER, SETTLED).due == date(2024, 2, 5)
    assert fell(anyway, SETTLED) == fell(anyway, loan_file())
    sold = duty_rule('once_per = "month"', when="ended and not settled")
    assert agenda(sold, LATER, SETTLED) == ()
    assert fell(sold, SETTLED) == []
    lapsed = loan_file(ends=(attrs.evolve(SETTLED.ends[0], kind="lapsed"),))
    assert one(sold, LATER, lapsed).due == date(2024, 6, 30)
    assert fell(sold, lapsed)[:2] == ["2024-06-30 missed", "2024-07-31 missed"]


# ----------------------------------------------------------------------------- reopened


@pytest.mark.parametrize(
    "rule, resumed, year",
    [
        pytest.param(
            QUARTERLY,
            date(2024, 9, 30),
            ["2024-03-31 missed", "2024-09-30 missed", "2024-12-31 missed"],
            id="a calendar goes on with its next deadline",
        ),
        pytest.param(
            ROLLING,
            REOPENED,
            ["2024-02-05 missed", "2024-07-10 missed"],
            id="what rolls is due as it resumes",
        ),
        pytest.param(
            duty_rule('due = "disbursed + 1 month"'),
            date(2024, 2, 5),
            ["2024-02-05 missed"],
            id="what was late is late again",
        ),
        pytest.param(
            duty_rule('due = "disbursed + 6 months"'),
            REOPENED,
            ["2024-07-10 missed"],
            id="what would have been due in between is due as it resumes",
        ),
        pytest.param(
            AT_MATURITY, date(2024, 11, 30), ["2024-11-30 missed"], id="what is to come comes"
        ),
    ],
)
def test_where_a_credit_is_reopened_what_it_asks_resumes(
    rule: str, resumed: date, year: list[str]
) -> None:
    assert agenda(rule, date(2024, 7, 9), AGAIN) == ()
    assert one(rule, LATER, AGAIN).due == resumed
    assert fell(rule, AGAIN) == year


@pytest.mark.parametrize(
    "event, records",
    [
        ("signal:rumour", {"signals": raised(date(2024, 6, 3), signal="rumour")}),
        ("evidence:lawsuit", {"evidence": (says("lawsuit", True, date(2024, 6, 3)),)}),
        ("inspected:on_site", {"inspections": visited(date(2024, 6, 3))}),
    ],
)
def test_what_answers_to_an_event_before_the_end_is_still_owed_when_it_is_reopened(
    event: str, records: dict[str, Any]
) -> None:
    file = attrs.evolve(AGAIN, **records)
    visit = '[[inspection]]\nid = "v"\nkind = "on_site"\nonce_per = "year"\n'
    for length, on in (
        ("5 days", date(2024, 6, 8)),
        ("20 days", REOPENED),
        ("2 months", date(2024, 8, 3)),
    ):
        rule = duty_rule(f'due = "{event} + {length}"') + visit
        asked = {item.rule: item.due for item in agenda(rule, LATER, file)}
        assert asked["duty"] == on
        assert [each for each in fell(rule, file) if "12-31" not in each] == [f"{on} missed"]


def test_what_has_no_date_stands_once_though_it_was_broken_off() -> None:
    undated = duty_rule('due = "disbursed + blank"')
    assert fell(undated, AGAIN) == ["None undated"]


# ----------------------------------------------------------------------------- the review


def test_a_review_shows_the_end_on_which_it_stands() -> None:
    rules = policy(ARCHIVED)
    living, ended = review(SETTLED, rules, as_of=BEFORE), review(SETTLED, rules, as_of=AFTER)
    assert living.end is None
    assert str(ended.end) == "settled on 2024-06-14"
    assert "Ended: settled on 2024-06-14\nAgenda:\n- 2024-06-24 due duty" in ended.explain()
    assert "Ended" not in living.explain()


def test_a_replay_comes_to_the_end_and_out_of_it_again() -> None:
    days = [BEFORE, AFTER, REOPENED]
    found = replay(AGAIN, policy(QUARTERLY), days)
    assert [each.end is not None for each in found.reviews] == [False, True, False]
    assert [len(each.agenda) for each in found.reviews] == [1, 0, 1]
