"""Values as conditions read them become facts as people give them."""

from __future__ import annotations

from decimal import Decimal

from postloan.analysis.clean import typed
from postloan.money import Money
from postloan.policy.decisions.outcomes import PolicyOn
from postloan.tiers import FIVE_TIER
from tests.policies import policy


def test_a_whole_ratio_is_a_decimal_an_amount_money_and_a_rank_a_tier() -> None:
    on = PolicyOn.of(policy().standing_on(None))
    values = {"loss_share": 1, "outstanding": 5, "previous_tier": 4, "days_past_due": 3}
    facts = typed(on, values, currency="CNY")
    assert facts == {
        "loss_share": Decimal(1),
        "outstanding": Money(5, "CNY"),
        "previous_tier": FIVE_TIER["loss"],
        "days_past_due": 3,
    }
    assert type(facts["loss_share"]) is Decimal
