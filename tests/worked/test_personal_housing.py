"""The dates of personal housing loans: S04, and T-INSP-1."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

import pytest

from postloan.model.file import LoanFile
from postloan.model.parties import Borrower
from postloan.model.records import InspectionRecord, SignalRecord
from postloan.policy.loading import load_policy
from postloan.reviews.pipeline import review
from tests.worked.agendas import open_dates
from tests.worked.loans import DISBURSED, loan, loan_file, paid, says, schedule, tier

POLICY: Final = load_policy("bank.personal-housing").with_parameters(
    {
        "hand_over_within": "2 working days",
        "default_handled_within": "10 days",
        "sample_every": "6 months",
        "near_loan_to_value": Decimal("0.9"),
    }
)
PERFORMS: Final = says("credit_impaired", False, date(2024, 1, 5))


def home(paid_out: date = DISBURSED, **records: object) -> LoanFile:
    """Return the file of a loan for a home, 26,500 of it due on 31 March 2024."""
    terms = loan(
        borrower=Borrower(id="B-001", kind="individual"), retail=True, disbursed_on=paid_out
    )
    return loan_file(
        loan=terms, evidence=(PERFORMS,), schedules=(schedule(on=paid_out),), **records
    )


@pytest.mark.parametrize(
    "paid_out, handed_over, by",
    [
        (date(2024, 1, 5), date(2024, 1, 9), date(2024, 1, 12)),
        (date(2024, 2, 5), date(2024, 2, 7), date(2024, 2, 18)),
    ],
)
def test_the_borrower_is_contacted_within_five_working_days_of_payout(
    paid_out: date, handed_over: date, by: date
) -> None:
    asked = open_dates(POLICY, home(paid_out), paid_out)
    assert (asked["hand-over"], asked["first-contact"]) == (handed_over, by)


def modes(file: LoanFile) -> dict[str, str | None]:
    agenda = review(file, POLICY, as_of=date(2024, 4, 1)).agenda
    return {item.rule: item.mode for item in agenda if item.certain and item.mode}


def test_a_normal_loan_is_inspected_by_sample_and_one_that_is_late_in_full() -> None:
    assert modes(home(payments=(paid(date(2024, 3, 30), "26500"),))) == {
        "inspection.sample": "sampling"
    }
    assert modes(home()) == {"inspection.monthly": "full"}


def visits(*days: date) -> tuple[InspectionRecord, ...]:
    return tuple(InspectionRecord(on=day, kind="inspection") for day in days)


def test_t_insp_1_a_doubtful_loan_is_inspected_twice_in_a_month() -> None:
    # due 31 March 2024: 271 days late on 27 December
    since = (tier("doubtful", date(2024, 12, 27)),)
    before = visits(date(2024, 12, 28), date(2024, 12, 30))
    for done, left in [((), True), ((2,), True), ((2, 3), False)]:
        made = visits(*(date(2025, 1, day) for day in done))
        file = home(tiers=since, inspections=before + made)
        asked = open_dates(POLICY, file, date(2025, 1, 10))
        assert (asked.get("inspection.twice-a-month") == date(2025, 1, 31)) is left


def test_t_insp_1_a_loss_loan_is_inspected_once_in_twelve_months() -> None:
    since = (tier("doubtful", date(2024, 12, 27)), tier("loss", date(2025, 3, 27)))
    file = home(tiers=since, inspections=visits(date(2025, 3, 28)))
    asked = open_dates(POLICY, file, date(2025, 6, 30))
    assert asked["inspection.loss"] == date(2026, 3, 28)
    assert "inspection.twice-a-month" not in asked


def test_a_special_mention_loan_is_inspected_each_month() -> None:
    since = (tier("special_mention", date(2024, 4, 1)),)
    file = home(tiers=since, inspections=visits(date(2024, 4, 2)))
    assert "inspection.monthly" not in open_dates(POLICY, file, date(2024, 4, 20))
    assert open_dates(POLICY, file, date(2024, 5, 20))["inspection.monthly"] == date(2024, 5, 31)


def test_a_sudden_problem_is_inspected_on_the_day_whatever_the_tier() -> None:
    sudden = (SignalRecord(on=date(2024, 2, 20), signal="sudden-problem"),)
    file = home(signals=sudden)
    assert open_dates(POLICY, file, date(2024, 2, 20))["inspection.at-once"] == date(2024, 2, 20)


def test_a_loan_in_default_goes_through_its_steps_within_the_time_stated() -> None:
    late = (SignalRecord(on=date(2024, 4, 1), signal="not-paid-as-agreed"),)
    asked = open_dates(POLICY, home(signals=late), date(2024, 4, 2))
    assert asked["default-handled"] == date(2024, 4, 11)
