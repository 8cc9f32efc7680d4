"""The order in which operands are looked at: what is cheap first."""

from __future__ import annotations

from typing import Final

from postloan.rules.cost import cheapest_first
from postloan.testing.conditions import checked

RISING: Final = (
    "lawsuit",
    "days_past_due > 90",
    "days_past_due > 90 and term_months > 12",
    "product in ('card', 'loan')",
    "outstanding > 5",
    "not (days_past_due > 90 and 5 < outstanding)",
    "days_past_due > 2 * interest_days_past_due",
    "max(days_past_due, interest_days_past_due) > 90 and term_months > 12",
    "outstanding > 0.5 * principal",
)


def test_a_longer_a_decimal_and_a_computed_comparison_each_cost_more() -> None:
    rising = [checked(text) for text in RISING]
    assert cheapest_first(rising[::-1]) == rising
