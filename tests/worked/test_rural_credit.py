"""What a rural credit cooperative leaves to be stated, and what it asks once it is: S11."""

from __future__ import annotations

from datetime import date
from typing import Final

from postloan.model.records import InspectionRecord
from postloan.policy.loading import load_policy
from tests.worked.agendas import open_dates
from tests.worked.loans import loan_file

POLICY: Final = load_policy("coop.rural-credit")


def test_without_the_bank_s_own_figures_nothing_of_it_has_a_date() -> None:
    asked = open_dates(POLICY, loan_file(), date(2024, 3, 1))
    assert asked == {"check": None, "repayment-notice": None}


def test_with_them_a_loan_is_checked_and_its_notice_sent_before_maturity() -> None:
    policy = POLICY.with_parameters({"check_every": "1 month", "notice_before": "10 days"})
    checked = (InspectionRecord(on=date(2024, 2, 20), kind="loan_check"),)
    asked = open_dates(policy, loan_file(inspections=checked), date(2024, 3, 1))
    assert asked == {"check": date(2024, 3, 20), "repayment-notice": date(2024, 12, 21)}
