"""The worked examples of the Chinese classification measures, on loan files."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from postloan.policy.loading import load_policy
from postloan.reviews.pipeline import review
from tests.worked.loans import loan_file, says, schedule

POLICY = load_policy("cn.asset-classification")
DUE = date(2024, 3, 31)


def test_t_cn_1_the_tier_falls_on_the_days_the_measures_name() -> None:
    file = loan_file(evidence=(says("credit_impaired", False, DUE),))
    falls = []
    change = review(file, POLICY, as_of=DUE).next_change()
    while change is not None:
        falls.append((change.on, str(change.was), str(change.tier)))
        change = review(file, POLICY, as_of=change.on).next_change()
    assert falls == [
        (date(2024, 4, 1), "normal", "special_mention"),
        (date(2024, 6, 30), "special_mention", "substandard"),
        (date(2024, 12, 27), "substandard", "doubtful"),
        (date(2025, 3, 27), "doubtful", "loss"),
    ]


@pytest.mark.parametrize(
    "as_of, expected",
    [
        (date(2024, 3, 31), "normal"),
        (date(2024, 6, 29), "special_mention"),
        (date(2024, 12, 26), "substandard"),
        (date(2025, 3, 26), "doubtful"),
    ],
)
def test_t_cn_1_the_day_before_a_fall_still_has_the_better_tier(as_of: date, expected: str) -> None:
    assert str(review(loan_file(), POLICY, as_of=as_of).tier) == expected


@pytest.mark.parametrize(
    "as_of, days, expected",
    [(date(2024, 4, 7), 7, "normal"), (date(2024, 4, 8), 8, "special_mention")],
)
def test_t_cn_2_a_technical_cause_exempts_for_seven_days(
    as_of: date, days: int, expected: str
) -> None:
    file = loan_file(evidence=(says("technical_overdue", True, date(2024, 4, 1)),))
    result = review(file, POLICY, as_of=as_of)
    assert result.facts["days_past_due"] == days
    assert str(result.tier) == expected


def test_t_cn_2_without_the_cause_the_first_day_counts() -> None:
    assert str(review(loan_file(), POLICY, as_of=date(2024, 4, 1)).tier) == "special_mention"


@pytest.mark.parametrize(
    "share, expected",
    [
        ("0.4999", "substandard"),
        ("0.5", "doubtful"),
        ("0.8999", "doubtful"),
        ("0.9", "loss"),
    ],
)
def test_t_ecl_the_expected_loss_share_includes_its_bounds(share: str, expected: str) -> None:
    found = date(2024, 2, 1)
    file = loan_file(
        schedules=(schedule(),),
        evidence=(
            says("credit_impaired", True, found),
            says("loss_share", Decimal(share), found),
        ),
    )
    result = review(file, POLICY, as_of=found)
    assert (result.facts["days_past_due"], str(result.tier)) == (0, expected)
    assert result.at_least == result.could_be
