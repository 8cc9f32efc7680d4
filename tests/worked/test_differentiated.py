"""Four eyes, outsourced collection of material, and problems that hold back business: S20."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Final

import pytest

from postloan.model.parties import Borrower
from postloan.model.records import DutyRecord, InspectionRecord, SignalRecord
from postloan.policy.loading import load_policy
from postloan.reviews.pipeline import review
from tests.worked.agendas import open_dates
from tests.worked.loans import loan, loan_file, says, tier

POLICY: Final = load_policy("bank.differentiated").with_parameters(
    {
        "visit_every": "1 quarter",
        "watched_visit_every": "1 month",
        "collection_of_material_every": "1 month",
        "judge_within": "10 days",
        "recheck_within": "5 days",
        "rectify_within": "1 month",
    }
)
PERFORMS: Final = says("credit_impaired", False, date(2024, 1, 5))
VISIT: Final = InspectionRecord(on=date(2024, 2, 1), kind="on_site", by="officer-1")


@pytest.mark.parametrize("by, status", [("officer-1", "due"), ("officer-2", "done")])
def test_nobody_checks_an_inspection_of_their_own(by: str, status: str) -> None:
    checked = (DutyRecord(on=date(2024, 2, 3), duty="inspection-rechecked", by=by),)
    file = loan_file(evidence=(PERFORMS,), inspections=(VISIT,), duties=checked)
    agenda = review(file, POLICY, as_of=date(2024, 2, 4)).agenda
    item = next(item for item in agenda if item.rule == "inspection-rechecked")
    assert (item.due, item.status) == (date(2024, 2, 6), status)


def test_what_a_third_party_collects_the_bank_s_own_staff_judge() -> None:
    shop = loan(borrower=Borrower(id="B-002", kind="small_micro"))
    collected = InspectionRecord(on=date(2024, 2, 1), kind="material", by="outsourcer-1")
    file = loan_file(loan=shop, evidence=(PERFORMS,), inspections=(collected,))
    asked = open_dates(POLICY, file, date(2024, 2, 2))
    assert (asked["material-judged"], asked["material"]) == (date(2024, 2, 11), date(2024, 3, 1))


def test_a_problem_holds_back_new_business_until_it_is_cured() -> None:
    problem = SignalRecord(on=date(2024, 2, 1), signal="problem-found", cleared_on=date(2024, 3, 1))
    file = loan_file(evidence=(PERFORMS,), signals=(problem,))
    (raised,) = review(file, POLICY, as_of=date(2024, 2, 29)).signals
    assert raised.respond == ("urge_rectification", "hold_drawdown", "restrict_new_business")
    assert open_dates(POLICY, file, date(2024, 2, 1))["problem-rectified"] == date(2024, 3, 1)
    assert review(file, POLICY, as_of=date(2024, 3, 1)).signals == ()


def test_the_agenda_counts_what_of_the_process_is_done_and_what_is_late() -> None:
    checked = (DutyRecord(on=date(2024, 2, 3), duty="inspection-rechecked", by="officer-2"),)
    fell = (tier("special_mention", date(2024, 4, 1)),)
    file = loan_file(evidence=(PERFORMS,), inspections=(VISIT,), duties=checked, tiers=fell)
    agenda = review(file, POLICY, as_of=date(2024, 4, 2)).agenda
    counted = Counter((item.role, item.status) for item in agenda)
    assert counted["account_manager", "late"] == 1
    assert counted["post_loan_officer", "done"] == 1
