"""The dates of a lending company whose legal department leads: S02."""

from __future__ import annotations

from datetime import date
from typing import Final

import pytest

from postloan.model.ends import CreditEnd
from postloan.model.records import InspectionRecord, SignalRecord
from postloan.policy.clauses.timing import OncePer
from postloan.policy.loading import load_policy
from tests.worked.agendas import open_dates
from tests.worked.loans import loan, loan_file, says

POLICY: Final = load_policy("lender.legal-led").with_parameters(
    {"online_visit_every": "2 months", "raised_visit_every": "2 weeks"}
)
PAID_OUT: Final = date(2024, 1, 5)


def test_legal_reports_at_each_month_end() -> None:
    (report,) = (duty for duty in POLICY.contents.duties if duty.id == "month-end-report")
    assert (report.level, report.role) == ("portfolio", "legal_officer")
    assert isinstance(report.timing, OncePer)
    assert report.timing.recurrence.deadline(date(2024, 2, 5)) == date(2024, 2, 29)


@pytest.mark.parametrize(
    "product, rule, reminded",
    [
        ("working_capital", "reminder.long-term", date(2024, 3, 21)),
        ("bridge", "reminder.bridge", date(2024, 3, 26)),
    ],
)
def test_finance_reminds_ten_days_before_an_instalment_and_five_for_a_bridge(
    product: str, rule: str, reminded: date
) -> None:
    asked = open_dates(POLICY, loan_file(loan=loan(product=product)), date(2024, 3, 1))
    assert {r: day for r, day in asked.items() if r.startswith("reminder")} == {rule: reminded}


def test_what_is_repaid_early_is_passed_on_that_day_and_to_the_platform_at_maturity() -> None:
    repaid = (
        says("repaid_early", True, date(2024, 6, 3)),
        says("platform_funded", True, PAID_OUT),
    )
    asked = open_dates(POLICY, loan_file(evidence=repaid), date(2024, 6, 3))
    assert asked["early-repayment-passed-on"] == date(2024, 6, 3)
    assert asked["platform-recharged"] == date(2024, 12, 31)


def test_the_platform_is_paid_at_maturity_though_the_loan_itself_has_ended_before() -> None:
    repaid = (
        says("repaid_early", True, date(2024, 6, 3)),
        says("platform_funded", True, PAID_OUT),
    )
    settled = (CreditEnd(on=date(2024, 6, 3), kind="settled"),)
    asked = open_dates(POLICY, loan_file(evidence=repaid, ends=settled), date(2024, 6, 4))
    assert asked == {
        "early-repayment-passed-on": date(2024, 6, 3),
        "platform-recharged": date(2024, 12, 31),
    }


def test_a_long_term_project_is_visited_each_month_and_an_online_one_as_stated_too() -> None:
    visited = (InspectionRecord(on=date(2024, 2, 10), kind="on_site"),)
    online = (says("platform_funded", True, PAID_OUT),)
    file = loan_file(evidence=online, inspections=visited)
    asked = open_dates(POLICY, file, date(2024, 3, 1))
    assert (asked["visit.monthly"], asked["visit.online"]) == (date(2024, 3, 31), date(2024, 4, 10))


def test_once_the_risk_has_risen_the_borrower_is_visited_more_often() -> None:
    assert "visit.raised" not in open_dates(POLICY, loan_file(), date(2024, 3, 1))
    rose = (SignalRecord(on=date(2024, 3, 1), signal="risk-rose"),)
    visited = (InspectionRecord(on=date(2024, 3, 8), kind="return_visit", channel="phone"),)
    asked = open_dates(POLICY, loan_file(signals=rose, inspections=visited), date(2024, 3, 9))
    assert asked["visit.raised"] == date(2024, 3, 22)


def test_an_offline_project_gets_its_items_back_when_nothing_is_left_to_repay() -> None:
    offline = says("platform_funded", False, PAID_OUT)
    settled = CreditEnd(on=date(2024, 12, 31), kind="settled")
    file = loan_file(evidence=(offline,), ends=(settled,))
    before = open_dates(POLICY, file, date(2024, 12, 30))
    assert before["payout-supervised"] == PAID_OUT
    assert "items-returned" not in before
    after = open_dates(POLICY, file, date(2024, 12, 31))
    assert after == {"items-returned": date(2024, 12, 31)}
