"""T-IN-1 and T-IN-3: special mention accounts in India, by both conventions met there.

The buckets are early-warning signals on days past due; a non-performing asset is a floor.
"""

from __future__ import annotations

from datetime import date

import pytest

from postloan.policy.policy import Policy
from postloan.reviews.pipeline import review
from tests.worked.loans import due, loan, loan_file, schedule

POLICY = """
format = "postloan.policy/1"

[policy]
id = "in.example"
edition = "2021"
title = "Special mention accounts"

[conventions]
day_one = "DAY_ONE"

[[signal]]
id = "sma-0"
when = "1 <= days_past_due <= 30"

[[signal]]
id = "sma-1"
when = "30 < days_past_due <= 60"

[[signal]]
id = "sma-2"
when = "60 < days_past_due <= 90"

[[floor]]
id = "npa"
when = "days_past_due > 90"
at_least = "substandard"
"""
RBI = Policy.from_text(POLICY.replace("DAY_ONE", "due_date"))
DUE_DATE_IS_DAY_ZERO = Policy.from_text(POLICY.replace("DAY_ONE", "day_after_due"))


def bucket(policy: Policy, due_on: date, as_of: date) -> str:
    file = loan_file(
        loan=loan(disbursed_on=date(2020, 4, 1), matures_on=None),
        schedules=(schedule(due(due_on), on=date(2020, 4, 1)),),
    )
    result = review(file, policy, as_of=as_of)
    raised = [signal.rule for signal in result.signals if signal.certain]
    return "npa" if result.floors else "".join(raised)


@pytest.mark.parametrize(
    "as_of, expected",
    [
        (date(2021, 3, 30), ""),
        (date(2021, 3, 31), "sma-0"),
        (date(2021, 4, 29), "sma-0"),
        (date(2021, 4, 30), "sma-1"),
        (date(2021, 5, 29), "sma-1"),
        (date(2021, 5, 30), "sma-2"),
        (date(2021, 6, 28), "sma-2"),
        (date(2021, 6, 29), "npa"),
    ],
)
def test_t_in_1_the_due_date_itself_is_day_one(as_of: date, expected: str) -> None:
    assert bucket(RBI, date(2021, 3, 31), as_of) == expected


@pytest.mark.parametrize(
    "as_of, expected",
    [
        (date(2021, 10, 5), ""),
        (date(2021, 10, 6), "sma-0"),
        (date(2021, 11, 4), "sma-0"),
        (date(2021, 12, 4), "sma-1"),
        (date(2022, 1, 3), "sma-2"),
        (date(2022, 1, 4), "npa"),
    ],
)
def test_t_in_3_a_lender_may_count_the_due_date_as_day_zero(as_of: date, expected: str) -> None:
    assert bucket(DUE_DATE_IS_DAY_ZERO, date(2021, 10, 5), as_of) == expected


@pytest.mark.parametrize(
    "as_of, expected",
    [(date(2021, 11, 4), "sma-1"), (date(2021, 12, 4), "sma-2"), (date(2022, 1, 3), "npa")],
)
def test_t_in_3_the_regulator_counts_the_same_days_one_higher(as_of: date, expected: str) -> None:
    assert bucket(RBI, date(2021, 10, 5), as_of) == expected
