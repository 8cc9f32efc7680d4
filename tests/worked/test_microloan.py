"""The dates of a microloan company: S05."""

from __future__ import annotations

from datetime import date
from typing import Final

import pytest

from postloan.model.records import InspectionRecord, SignalRecord
from postloan.policy.loading import load_policy
from tests.worked.agendas import open_dates
from tests.worked.loans import cny, loan, loan_file, says, tier

POLICY: Final = load_policy("lender.microloan").with_parameters(
    {"raised_check_every": "10 days", "limitation_warning": 90, "notice_every": "30 days"}
)
PERFORMS: Final = says("credit_impaired", False, date(2024, 1, 5))
FIRST: Final = InspectionRecord(on=date(2024, 1, 20), kind="first_tracking")


@pytest.mark.parametrize(
    "matures, asked",
    [
        (date(2024, 2, 5), {}),
        (date(2024, 2, 6), {"first-tracking": date(2024, 2, 5), "routine": date(2024, 3, 31)}),
    ],
)
def test_a_loan_for_more_than_a_month_is_inspected_within_a_month_and_then_each_quarter(
    matures: date, asked: dict[str, date]
) -> None:
    file = loan_file(loan=loan(matures_on=matures), evidence=(PERFORMS,))
    dates = open_dates(POLICY, file, date(2024, 1, 5))
    assert {r: d for r, d in dates.items() if r in ("first-tracking", "routine")} == asked


def test_a_loan_that_fell_or_of_which_was_warned_is_inspected_more_often() -> None:
    quarterly = loan_file(evidence=(PERFORMS,), inspections=(FIRST,))
    assert not {"tracking.tier-fell", "tracking.warning"} & set(
        open_dates(POLICY, quarterly, date(2024, 3, 1))
    )
    file = loan_file(
        evidence=(PERFORMS,),
        tiers=(tier("normal", date(2024, 1, 31)), tier("special_mention", date(2024, 4, 1))),
        signals=(SignalRecord(on=date(2024, 4, 3), signal="warning"),),
        inspections=(FIRST, InspectionRecord(on=date(2024, 3, 20), kind="routine")),
    )
    asked = open_dates(POLICY, file, date(2024, 4, 5))
    assert asked["tracking.tier-fell"] == date(2024, 4, 11)
    assert asked["tracking.warning"] == date(2024, 4, 13)


def test_who_is_late_gets_notices_as_often_as_stated() -> None:
    late = SignalRecord(on=date(2024, 4, 1), signal="payment-overdue")
    asked = open_dates(POLICY, loan_file(evidence=(PERFORMS,), signals=(late,)), date(2024, 4, 10))
    assert asked["overdue-notice"] == date(2024, 5, 1)


def test_the_credit_department_classifies_first_and_risk_control_determines() -> None:
    assert POLICY.who_may("initial_classification", cny(1)).roles == ("credit_officer",)
    assert POLICY.who_may("classification_determination", cny(1)).roles == ("risk_controller",)
