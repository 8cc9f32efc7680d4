"""Small and micro enterprises: review before payout, visits, plans, rectification: S16."""

from __future__ import annotations

from datetime import date
from typing import Final

from postloan.model.parties import Borrower
from postloan.model.records import InspectionRecord, SignalRecord
from postloan.policy.loading import load_policy
from tests.worked.agendas import open_dates
from tests.worked.loans import loan, loan_file

POLICY: Final = load_policy("bank.small-micro").with_parameters(
    {
        "use_check_within": "15 days",
        "visit_every": "1 quarter",
        "remind_before": "5 days",
        "report_within": "1 day",
        "plan_within": "10 days",
        "centre_check_every": "6 months",
        "rectify_within": "1 month",
    }
)
SHOP: Final = loan(borrower=Borrower(id="B-002", kind="small_micro"))


def test_every_action_that_the_measures_ask_for_has_its_date() -> None:
    found = (
        SignalRecord(on=date(2024, 4, 1), signal="payment-overdue"),
        SignalRecord(on=date(2024, 4, 2), signal="risk-found"),
        SignalRecord(on=date(2024, 4, 3), signal="defect-found"),
    )
    visited = (InspectionRecord(on=date(2024, 2, 1), kind="on_site"),)
    file = loan_file(loan=SHOP, signals=found, inspections=visited)
    assert open_dates(POLICY, file, date(2024, 4, 4)) == {
        "reviewed-before-use": date(2024, 1, 5),
        "supervised-after-use": date(2024, 1, 20),
        "reminder": date(2024, 3, 26),
        "risk-reported": date(2024, 4, 3),
        "disposal-plan": date(2024, 4, 11),
        "visit": date(2024, 5, 1),
        "rectified": date(2024, 5, 3),
        "centre-check": date(2024, 7, 5),
    }
