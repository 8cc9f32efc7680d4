"""T-CARD: the exact table for cards, on loan files."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from postloan.policy.loading import load_policy
from postloan.reviews.pipeline import review
from tests.worked.loans import loan, loan_file

POLICY = load_policy("cn.credit-card")
CARD = loan_file(loan=loan(product="card", retail=True, matures_on=None))


@pytest.mark.parametrize(
    "days, expected",
    [
        (0, "normal"),
        (1, "special_mention"),
        (90, "special_mention"),
        (91, "substandard"),
        (120, "substandard"),
        (121, "doubtful"),
        (180, "doubtful"),
        (181, "loss"),
    ],
)
def test_t_card_a_card_is_classified_by_its_days_past_due(days: int, expected: str) -> None:
    result = review(CARD, POLICY, as_of=date(2024, 3, 31) + timedelta(days))
    assert (result.facts["days_past_due"], str(result.tier)) == (days, expected)
    assert result.could_be == result.tier


def test_t_card_the_policy_is_not_for_other_loans() -> None:
    result = review(loan_file(), POLICY, as_of=date(2024, 6, 30))
    assert (result.applies, result.tier) == (False, None)
