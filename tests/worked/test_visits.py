"""T-INSP-2: where the source is silent, the answer says so, and no frequency is guessed."""

from __future__ import annotations

from datetime import date

import pytest

from postloan.agenda.item import AgendaItem
from postloan.model.records import InspectionRecord
from postloan.policy.loading import load_policy
from postloan.reviews.pipeline import review
from tests.worked.loans import loan_file, says, tier

POLICY = load_policy("bank.branch-measures")
PERFORMS = says("credit_impaired", False, date(2024, 4, 1))


def visit(as_of: date, **parameters: str) -> AgendaItem:
    file = loan_file(
        evidence=(PERFORMS,),
        inspections=(InspectionRecord(on=date(2024, 12, 27), kind="on_site"),),
        tiers=(tier("substandard", date(2024, 6, 30)), tier("doubtful", date(2024, 12, 27))),
    )
    result = review(file, POLICY.with_parameters(parameters), as_of=as_of)
    return next(item for item in result.agenda if item.rule == "visit.doubtful")


@pytest.mark.parametrize(
    "as_of, level", [(date(2025, 1, 10), "doubtful"), (date(2025, 4, 10), "loss")]
)
def test_t_insp_2_the_frequency_for_a_doubtful_or_loss_loan_is_not_stated(
    as_of: date, level: str
) -> None:
    file = loan_file(evidence=(PERFORMS,))
    assert str(review(file, POLICY, as_of=as_of).tier) == level
    found = visit(as_of)
    assert (found.certain, found.due, found.status) == (True, None, "undated")
    assert found.reason == "not stated in Art. 27; set doubtful_visit_every"


def test_t_insp_2_a_stated_frequency_gives_the_date() -> None:
    found = visit(date(2025, 1, 10), doubtful_visit_every="1 month")
    assert (found.due, found.status) == (date(2025, 1, 27), "due")
    assert "every 1 month (doubtful_visit_every)" in found.reason
