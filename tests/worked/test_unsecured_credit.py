"""Unsecured credit loans: what stands without a figure is dated once it is stated: S15."""

from __future__ import annotations

from datetime import date
from typing import Final

from postloan.model.ends import CreditEnd
from postloan.model.records import SignalRecord
from postloan.policy.loading import load_policy
from tests.worked.agendas import open_dates
from tests.worked.loans import loan, loan_file

POLICY: Final = load_policy("bank.unsecured-credit").with_parameters(
    {"answer_within": "5 days", "remind_before": "3 days", "use_check_within": "1 month"}
)
CREDIT: Final = loan(security_kind="credit")


def test_reminders_use_and_complaints_have_their_dates() -> None:
    complained = (SignalRecord(on=date(2024, 3, 4), signal="complaint"),)
    asked = open_dates(POLICY, loan_file(loan=CREDIT, signals=complained), date(2024, 3, 4))
    assert asked == {
        "complaint-answered": date(2024, 3, 9),
        "reminder": date(2024, 3, 28),
        "use-check": date(2024, 2, 5),
        "regular-check": None,
    }


def test_a_complaint_is_answered_though_the_loan_is_repaid() -> None:
    complained = (SignalRecord(on=date(2024, 3, 4), signal="complaint"),)
    settled = (CreditEnd(on=date(2024, 3, 5), kind="settled"),)
    file = loan_file(loan=CREDIT, signals=complained, ends=settled)
    assert open_dates(POLICY, file, settled[0].on) == {"complaint-answered": date(2024, 3, 9)}


def test_of_a_secured_loan_it_asks_nothing() -> None:
    secured = loan_file(loan=loan(security_kind="mortgage"))
    assert open_dates(POLICY, secured, date(2024, 3, 4)) == {}
