"""Return visits and files: S13 and S19."""

from __future__ import annotations

from datetime import date
from typing import Final

from postloan.model.ends import CreditEnd
from postloan.model.records import InspectionRecord, SignalRecord
from postloan.policy.loading import load_policy
from tests.worked.agendas import open_dates
from tests.worked.loans import loan_file, says

POLICY: Final = load_policy("bank.archives-and-care").with_parameters(
    {
        "file_within": "10 days",
        "archive_within": "10 days",
        "notice_before": "5 days",
        "hand_over_within": "7 days",
    }
)
VISITED: Final = (InspectionRecord(on=date(2024, 1, 20), kind="return_visit"),)


def test_every_customer_is_visited_three_months_after_the_last_visit() -> None:
    asked = open_dates(POLICY, loan_file(inspections=VISITED), date(2024, 4, 1))
    assert asked["care.every-customer"] == date(2024, 4, 20)
    assert "care.key-and-good" not in asked


def test_key_and_good_customers_are_visited_in_each_quarter_of_the_calendar() -> None:
    for fact in ("key_customer", "good_customer"):
        counted = (says(fact, True, date(2024, 1, 5)),)
        file = loan_file(inspections=VISITED, evidence=counted)
        assert "care.key-and-good" not in open_dates(POLICY, file, date(2024, 3, 31))
        assert open_dates(POLICY, file, date(2024, 4, 1))["care.key-and-good"] == date(2024, 6, 30)


def test_the_originals_are_handed_over_after_payout_and_the_file_archived_after_settlement() -> (
    None
):
    settled = (CreditEnd(on=date(2024, 12, 30), kind="settled"),)
    before = open_dates(POLICY, loan_file(ends=settled), date(2024, 12, 29))
    assert before["file-handed-over"] == date(2024, 1, 15)
    assert "file-archived" not in before
    after = open_dates(POLICY, loan_file(ends=settled), date(2024, 12, 31))
    assert after == {"file-archived": date(2025, 1, 9)}


def test_the_notice_of_an_instalment_is_sent_before_it_falls_due() -> None:
    assert open_dates(POLICY, loan_file(), date(2024, 3, 1))["notice"] == date(2024, 3, 26)


def test_the_responsibility_is_handed_over_formally_once_another_officer_takes_over() -> None:
    changes = (SignalRecord(on=date(2024, 3, 1), signal="responsibility-changes"),)
    asked = open_dates(POLICY, loan_file(signals=changes), date(2024, 3, 1))
    assert asked["responsibility-handed-over"] == date(2024, 3, 8)
    assert "responsibility-handed-over" not in open_dates(POLICY, loan_file(), date(2024, 3, 1))
