"""Dates of the banks whose rules are short: S03, S06, S07, S08, S09 and S17."""

from __future__ import annotations

from datetime import date
from typing import Final

import pytest

from postloan.model.records import DutyRecord, Evidence, SignalRecord
from postloan.policy.loading import load_policy
from postloan.policy.policy import Policy
from postloan.reviews.pipeline import review
from tests.worked.agendas import open_dates
from tests.worked.loans import loan_file, paid, says, tier

POST: Final = load_policy("bank.post-loan-post").with_parameters({"plan_within": "10 days"})
GENERAL: Final = load_policy("bank.general").with_parameters(
    {"first_check_within": "1 month", "event_check_within": "3 days"}
)
RETAIL: Final = load_policy("bank.retail-credit").with_parameters(
    {"long_term": 12, "recheck_every": "6 months", "measures_within": "5 days", "repeatedly": 1}
)
BANK: Final = load_policy("bank.post-loan").with_parameters(
    {"record_within": "5 days", "collection_within": "2 days", "recovery_within": "1 month"}
)
PERFORMS: Final = says("credit_impaired", False, date(2024, 1, 5))
OVERDUE: Final = SignalRecord(on=date(2024, 4, 1), signal="payment-overdue")


def asked(
    policy: Policy, as_of: date, *evidence: Evidence, **records: object
) -> dict[str, date | None]:
    return open_dates(policy, loan_file(evidence=(PERFORMS, *evidence), **records), as_of)


@pytest.mark.parametrize("month, by", [(1, date(2024, 1, 31)), (2, date(2024, 2, 29))])
def test_the_post_follows_repayment_up_each_month(month: int, by: date) -> None:
    followed = tuple(
        DutyRecord(on=date(2024, earlier, 28), duty="repayment-follow-up")
        for earlier in range(1, month)
    )
    assert asked(POST, date(2024, month, 10), duties=followed)["repayment-follow-up"] == by


def test_the_post_contacts_who_is_late_at_once_and_plans_within_the_time_stated() -> None:
    dates = asked(POST, date(2024, 4, 1), signals=(OVERDUE,))
    assert dates["contact-when-late"] == date(2024, 4, 1)
    assert dates["disposal-plan"] == date(2024, 4, 11)
    assert "contact-when-late" not in asked(POST, date(2024, 3, 31))


def test_what_a_bank_does_not_state_has_no_date_until_it_is_set() -> None:
    assert asked(GENERAL, date(2024, 2, 1))["review"] is None
    assert asked(GENERAL, date(2024, 2, 1))["first-check"] == date(2024, 2, 5)


def test_the_validity_of_a_rating_is_evaluated_once_a_year() -> None:
    done = (DutyRecord(on=date(2024, 9, 30), duty="rating-validity"),)
    assert asked(GENERAL, date(2024, 10, 1))["rating-validity"] == date(2024, 12, 31)
    assert "rating-validity" not in asked(GENERAL, date(2024, 10, 1), duties=done)


def test_an_event_is_looked_at_when_it_comes_and_not_on_fixed_days_alone() -> None:
    event = says("major_event", True, date(2024, 2, 20))
    raised = SignalRecord(on=date(2024, 2, 20), signal="risk-event")
    dates = asked(GENERAL, date(2024, 2, 21), event, signals=(raised,))
    assert dates["review.event"] == date(2024, 2, 23)


def test_a_loan_of_many_years_is_checked_again_and_one_that_is_late_gets_its_measures() -> None:
    dates = asked(RETAIL, date(2024, 4, 1), signals=(OVERDUE,))
    assert dates["recheck"] == date(2024, 7, 5)
    assert dates["measures-by-grade"] == date(2024, 4, 6)


def test_who_was_late_is_interviewed_though_all_is_paid() -> None:
    made = (paid(date(2024, 4, 10), "26500"),)
    before, after = (
        review(loan_file(payments=made), RETAIL, as_of=day)
        for day in (date(2024, 3, 31), date(2024, 4, 10))
    )
    assert not before.signals
    assert [signal.rule for signal in after.signals] == ["late-again"]


def test_a_failed_debit_leads_to_collection_within_the_time_stated() -> None:
    failed = SignalRecord(on=date(2024, 3, 31), signal="debit-failed")
    assert "collection-after-debit" not in asked(BANK, date(2024, 3, 31))
    after = asked(BANK, date(2024, 4, 1), signals=(failed,))
    assert after["collection-after-debit"] == date(2024, 4, 2)


def test_who_is_late_is_told_called_and_charged_and_a_bad_loan_is_recovered() -> None:
    since = (tier("special_mention", date(2024, 4, 1)), tier("substandard", date(2024, 6, 30)))
    dates = asked(BANK, date(2024, 6, 30), signals=(OVERDUE,), tiers=since)
    assert dates["overdue-notice"] == dates["phone-collection"] == date(2024, 4, 3)
    assert dates["penalty-interest"] == date(2024, 4, 1)
    assert dates["recovery"] == date(2024, 7, 30)


def test_what_changes_of_the_borrower_is_recorded_within_the_time_stated() -> None:
    fell = says("income_fell", True, date(2024, 2, 20))
    changed = SignalRecord(on=date(2024, 2, 20), signal="data-changed")
    dates = asked(BANK, date(2024, 2, 21), fell, signals=(changed,))
    assert dates["change-recorded"] == date(2024, 2, 25)
