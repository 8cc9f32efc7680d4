"""Nothing is late by a rule that did not yet ask."""

from __future__ import annotations

from datetime import date

import pytest

from postloan.model.adjustments import Pause, Reversal
from postloan.model.file import LoanFile
from tests.unit.agenda.agendas import agenda, one, visit_rule, visited
from tests.worked.loans import cny, due, loan_file, paid, says, schedule, tier

TODAY = date(2024, 6, 20)
FILED = date(2024, 2, 10)


def late_since(when: str, file: LoanFile | None = None, as_of: date = TODAY) -> date | None:
    """Return the end of the first week that a weekly rule asked for, nothing ever done."""
    return one(visit_rule('once_per = "week"', when=when), as_of, file).due


def test_a_rule_without_a_condition_asks_from_the_disbursement_on() -> None:
    assert late_since("") == late_since("borrower_kind == 'corporate'") == date(2024, 1, 7)


@pytest.mark.parametrize(
    "when, expected",
    [
        ("days_past_due > 0", date(2024, 4, 7)),
        ("days_past_due > 30", date(2024, 5, 5)),
        ("overdue_amount > 0 and days_past_due > 79", date(2024, 6, 23)),
        ("days_to_maturity <= 200", date(2024, 6, 16)),
        ("days_past_due > 30 or principal > 0", date(2024, 1, 7)),
    ],
)
def test_a_condition_on_days_asks_from_the_day_it_held(when: str, expected: date) -> None:
    assert late_since(when) == expected


def test_arrears_that_were_paid_in_between_begin_anew() -> None:
    file = loan_file(
        schedules=(schedule(due(date(2024, 2, 20)), due(date(2024, 5, 20))),),
        payments=(paid(date(2024, 4, 1), "26500"),),
    )
    assert late_since("days_past_due > 0", file) == date(2024, 5, 26)


def test_a_part_paid_today_leaves_the_rest_asking_since_it_was_due() -> None:
    file = loan_file(payments=(paid(TODAY, "1"),))
    assert late_since("days_past_due > 0", file) == date(2024, 4, 7)


def test_what_was_taken_back_asks_from_the_day_after_it_was() -> None:
    file = loan_file(
        payments=(paid(date(2024, 3, 31), "26500"),),
        reversals=(Reversal(on=date(2024, 5, 15), amount=cny(100)),),
    )
    assert late_since("days_past_due > 0", file) == date(2024, 5, 19)


@pytest.mark.parametrize(
    "when, until, expected",
    [
        ("paused", date(2024, 7, 1), date(2024, 5, 5)),
        ("not paused", date(2024, 5, 11), date(2024, 5, 12)),
    ],
)
def test_a_pause_asks_from_its_first_day_or_from_the_day_after_its_last(
    when: str, until: date, expected: date
) -> None:
    pause = Pause(on=date(2024, 5, 1), until=until, bounds="half_open")
    assert late_since(when, loan_file(pauses=(pause,))) == expected


def test_evidence_asks_from_its_day_on_through_what_confirms_it() -> None:
    file = loan_file(
        evidence=(says("lawsuit", True, FILED), says("lawsuit", True, date(2024, 5, 1)))
    )
    assert late_since("lawsuit", file) == date(2024, 2, 11)


def test_what_expired_in_between_was_not_certain() -> None:
    file = loan_file(
        evidence=(
            says("lawsuit", True, FILED, valid_for="1 month"),
            says("lawsuit", True, date(2024, 5, 1)),
        )
    )
    assert late_since("lawsuit", file) == date(2024, 5, 5)


def test_what_may_have_expired_was_not_certain_either() -> None:
    file = loan_file(
        evidence=(
            says("lawsuit", True, FILED, valid_for="9 working days"),
            says("lawsuit", True, date(2024, 5, 1)),
        )
    )
    assert late_since("lawsuit", file) == date(2024, 5, 5)


def test_a_possible_rule_counts_the_days_on_which_it_was_possible() -> None:
    file = loan_file(evidence=(says("credit_impaired", False, FILED, valid_for="1 month"),))
    assert late_since("credit_impaired", file) == date(2024, 3, 17)


def test_a_rule_for_a_tier_asks_since_the_tier_is_on_record() -> None:
    sued = says("lawsuit", True, FILED)
    fell = loan_file(
        evidence=(sued,),
        tiers=(tier("normal", date(2024, 1, 31)), tier("substandard", date(2024, 4, 30))),
    )
    assert late_since("tier >= substandard", fell) == date(2024, 5, 5)
    unrecorded = loan_file(evidence=(sued,))
    assert late_since("tier >= substandard", unrecorded) == date(2024, 6, 23)


def test_moving_between_tiers_that_all_ask_does_not_begin_anew() -> None:
    file = loan_file(
        evidence=(says("lawsuit", True, FILED),),
        tiers=(tier("doubtful", date(2024, 3, 31)), tier("substandard", date(2024, 5, 31))),
    )
    assert late_since("tier >= substandard", file) == date(2024, 3, 31)


def test_a_loan_without_a_tier_counts_as_having_the_best() -> None:
    assert late_since("tier == normal") == date(2024, 1, 7)


def test_a_possible_tier_nobody_recorded_asks_from_today() -> None:
    unsure = loan_file(evidence=(says("contact_lost", None, date(2024, 6, 1)),))
    assert late_since("tier == doubtful", unsure) == date(2024, 6, 23)


def test_on_the_day_of_disbursement_it_asks_since_that_day() -> None:
    assert late_since("days_past_due == 0", as_of=date(2024, 1, 5)) == date(2024, 1, 7)


def test_days_before_it_was_last_done_do_not_matter() -> None:
    file = loan_file(inspections=visited(date(2024, 5, 15)))
    assert late_since("days_past_due > 0", file) == date(2024, 5, 26)


def test_no_rule_asks_before_it_is_in_force() -> None:
    rule = visit_rule('once_per = "week"\nin_force = { from = 2024-06-01 }')
    assert one(rule, TODAY).due == date(2024, 6, 2)
    assert agenda(rule, date(2024, 5, 31)) == ()


def test_a_rule_of_another_dimension_goes_by_the_tiers_of_that_one() -> None:
    rule = """
[[dimension]]
id = "watch"
scale = "five-tier"

[[floor]]
id = "watched"
dimension = "watch"
when = "income_fell"
at_least = "doubtful"

[[inspection]]
id = "visit"
dimension = "watch"
kind = "on_site"
when = "tier >= doubtful"
within = "1 week"
after = "tier_changed"

[[inspection]]
id = "call"
dimension = "watch"
kind = "phone"
when = "tier >= doubtful"
once_per = "month"
"""
    file = loan_file(
        evidence=(says("income_fell", True, FILED),),
        tiers=(
            tier("normal", date(2024, 3, 31), dimension="watch"),
            tier("doubtful", date(2024, 4, 30), dimension="watch"),
            tier("loss", date(2024, 1, 31)),
        ),
    )
    call, visit = agenda(rule, TODAY, file)
    assert (call.due, visit.due) == (date(2024, 4, 30), date(2024, 5, 7))
