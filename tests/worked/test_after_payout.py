"""After payout: what is due once a person has seen something, and what the lender sets itself."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from postloan.model.ends import CreditEnd
from postloan.model.records import SignalRecord
from postloan.policy.loading import load_policy
from postloan.reviews.pipeline import review
from tests.worked.loans import loan, loan_file, says

SEEN = date(2024, 7, 15)


def test_an_adverse_change_asks_for_a_check_at_once() -> None:
    file = loan_file(
        loan=loan(product="fixed_assets"), signals=(SignalRecord(on=SEEN, signal="adverse-change"),)
    )
    agenda = review(file, load_policy("cn.fixed-asset-post-loan"), as_of=SEEN).agenda
    assert {item.rule: item.due for item in agenda}["check-after-adverse-change"] == SEEN


@pytest.mark.parametrize(
    "given, due", [({}, None), ({"project_check_every": "3 months"}, date(2024, 11, 1))]
)
def test_how_often_is_regularly_is_for_the_lender_to_say(
    given: dict[str, str], due: date | None
) -> None:
    policy = load_policy("cn.fixed-asset-post-loan", parameters=given)
    file = loan_file(loan=loan(product="fixed_assets", disbursed_on=date(2024, 8, 1)), schedules=())
    agenda = review(file, policy, as_of=date(2024, 9, 1)).agenda
    assert {item.rule: item.due for item in agenda}["regular-check"] == due


def test_what_was_taken_over_is_disposed_of_within_two_years() -> None:
    file = loan_file(evidence=(says("security_taken_over", True, date(2024, 2, 29)),))
    settled_by_it = attrs.evolve(file, ends=(CreditEnd(on=date(2024, 2, 29), kind="settled"),))
    for each in (file, settled_by_it):
        agenda = review(each, load_policy("cn.commercial-bank-law"), as_of=SEEN).agenda
        assert [item.due for item in agenda] == [date(2026, 2, 28)]
