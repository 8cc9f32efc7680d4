"""The dates and buckets of a retail lender: S10."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

import pytest

from postloan.model.loan import PaymentMode
from postloan.model.records import DutyRecord, SignalRecord
from postloan.policy.loading import load_policy
from postloan.portfolio.migration import MigrationMatrix
from postloan.reviews.pipeline import review
from tests.worked.agendas import open_dates
from tests.worked.loans import loan, loan_file, says

POLICY: Final = load_policy("lender.retail-buckets").with_parameters(
    {"no_contact_days": 3, "hand_over_within": "5 days"}
)


@pytest.mark.parametrize(
    "mode, rule, due",
    [
        ("entrusted", "first-call", date(2024, 1, 12)),
        ("self_directed", "first-call.self-paid", date(2024, 1, 8)),
    ],
)
def test_the_first_call_is_due_in_seven_days_and_in_three_where_the_borrower_pays_out(
    mode: PaymentMode, rule: str, due: date
) -> None:
    asked = open_dates(POLICY, loan_file(loan=loan(payment_mode=mode)), date(2024, 1, 5))
    assert asked == {rule: due}


@pytest.mark.parametrize(
    "as_of, bucket",
    [
        (date(2024, 3, 31), "m0"),
        (date(2024, 4, 1), "m1"),
        (date(2024, 4, 30), "m1"),
        (date(2024, 5, 1), "m2"),
        (date(2024, 5, 30), "m2"),
        (date(2024, 5, 31), "m3"),
        (date(2024, 6, 29), "m3"),
    ],
)
def test_a_bucket_has_thirty_days_from_the_day_after_the_due_date(as_of: date, bucket: str) -> None:
    assert str(review(loan_file(), POLICY, as_of=as_of).tier) == bucket


def test_within_m1_a_call_is_due_on_each_day() -> None:
    called = (DutyRecord(on=date(2024, 4, 9), duty="daily-call"),)
    asked = open_dates(POLICY, loan_file(duties=called), date(2024, 4, 9))
    assert asked["daily-call"] == date(2024, 4, 10)
    assert "daily-call" not in open_dates(POLICY, loan_file(duties=called), date(2024, 5, 1))


def test_who_is_not_reached_for_the_days_stated_is_visited_at_once() -> None:
    on = date(2024, 4, 4)
    reached = loan_file(evidence=(says("days_unreached", 2, on),))
    lost = loan_file(evidence=(says("days_unreached", 3, on),))
    assert "field-visit" not in open_dates(POLICY, reached, on)
    assert open_dates(POLICY, lost, on)["field-visit"] == on


def test_the_rates_of_a_month_are_held_to_the_lender_s_limits() -> None:
    limits = {"m1_conversion_least": Decimal("0.6"), "roll_rate_most": Decimal("0.3")}
    policy = POLICY.with_parameters(limits)
    m0, m1, m2, m3, *_ = policy.scale
    month = MigrationMatrix.of(
        [(m1, m0), (m1, m0), (m1, m2), (m2, m3), (m2, m1), (m0, m0)], policy.scale
    )
    conversion, rolled = month.improved(m1), month.worsened(m1, m2)
    rates = {"m1_conversion_rate": conversion, "roll_rate_within_m3": rolled}
    held = policy.decide({"of_portfolio": True, **rates})
    assert (conversion, rolled) == (Decimal(2) / 3, Decimal("0.4"))
    assert [signal.rule for signal in held.signals if signal.certain] == ["roll-rate-high"]


def test_rates_that_an_undetermined_loan_may_move_past_their_limits_are_possible() -> None:
    policy = POLICY.with_parameters({"m1_conversion_least": Decimal("0.6")})
    m0, m1, *_ = policy.scale
    month = MigrationMatrix.of([(m1, m0), (m1, m0), (m1, m1), (m1, None)], policy.scale)
    held = policy.decide({"of_portfolio": True, "m1_conversion_rate": month.improved(m1)})
    raised = {signal.rule: signal.certain for signal in held.signals}
    assert raised["m1-conversion-low"] is False
    assert not {"m1-conversion-low", "roll-rate-high"} & {
        signal.rule for signal in policy.decide({"days_past_due": 1}).signals
    }


def test_customers_of_a_representative_who_left_are_handed_over_within_the_time_stated() -> None:
    left = (SignalRecord(on=date(2024, 3, 1), signal="officer-left"),)
    asked = open_dates(POLICY, loan_file(signals=left), date(2024, 3, 1))
    assert asked["customer-handed-over"] == date(2024, 3, 6)
