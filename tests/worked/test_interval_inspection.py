"""The working days of a lending company with interval inspections: S14."""

from __future__ import annotations

from datetime import date
from typing import Final

import pytest

from postloan.model.records import InspectionRecord
from postloan.policy.loading import load_policy
from tests.worked.agendas import open_dates
from tests.worked.loans import loan, loan_file, says

POLICY: Final = load_policy("lender.interval-inspection").with_parameters(
    {"report_within": "3 working days"}
)


@pytest.mark.parametrize(
    "paid_out, due",
    [
        (date(2024, 1, 5), date(2024, 1, 26)),
        (date(2024, 2, 2), date(2024, 2, 28)),  # the Spring Festival, two Sundays worked for it
    ],
)
def test_the_first_inspection_is_due_within_fifteen_working_days(paid_out: date, due: date) -> None:
    file = loan_file(loan=loan(disbursed_on=paid_out), schedules=None)
    assert open_dates(POLICY, file, paid_out)["first-tracking"] == due


def test_its_form_is_due_within_two_working_days_of_it() -> None:
    inspected = (InspectionRecord(on=date(2024, 2, 8), kind="first_tracking"),)
    asked = open_dates(POLICY, loan_file(inspections=inspected), date(2024, 2, 8))
    assert asked == {"first-tracking-form-filed": date(2024, 2, 18)}


def test_what_the_ledger_lists_is_inspected_within_the_month() -> None:
    listed = (says("inspection_listed", True, date(2024, 6, 3), valid_for="27 days"),)
    asked = open_dates(POLICY, loan_file(evidence=listed), date(2024, 6, 3))
    assert asked["interval-inspection"] == date(2024, 6, 30)
    assert "interval-inspection" not in open_dates(POLICY, loan_file(), date(2024, 6, 3))


def test_the_report_of_an_interval_inspection_is_due_within_the_time_stated() -> None:
    inspected = (InspectionRecord(on=date(2024, 6, 7), kind="interval_inspection"),)
    asked = open_dates(POLICY, loan_file(inspections=inspected), date(2024, 6, 7))
    assert asked["post-loan-report"] == date(2024, 6, 13)  # the Dragon Boat Festival between
