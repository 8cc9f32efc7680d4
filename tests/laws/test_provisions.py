"""What provisions keep to, whatever the loan: ranges hold what comes out, and parts add up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postloan.facts.fact import FactValue
from postloan.money import Money
from postloan.policy.decisions.decision import Decision
from postloan.policy.decisions.provisioning import Provision
from postloan.policy.loading import load_editions, load_policy
from postloan.policy.policy import Policy
from postloan.testing import facts_of
from postloan.tiers import FIVE_TIER
from tests.policies import policy

MIXED: Final = policy(
    """
    [conventions]
    money_places = 1
    money_rounding = "half_even"
    [parameters.share]
    unit = "ratio"
    required = true
    least = 0.1
    most = 0.9
    [[floor]]
    id = "late"
    when = "days_past_due > 90"
    at_least = "substandard"
    [[floor]]
    id = "impaired"
    when = "credit_impaired and loss_share > 0.5"
    at_least = "loss"
    [[provision]]
    id = "bad"
    when = "tier >= substandard"
    kind = "specific"
    of = "max(outstanding - collateral_value, 0)"
    rate = { least = 0.2, usual = 0.25, most = 0.3 }
    [[provision]]
    id = "shop"
    when = "retail or tier == normal"
    kind = "general"
    of = "min(outstanding, principal * 2) - 10 * overdue_amount"
    rate = "share"
    [[provision]]
    id = "expected"
    kind = "special"
    of = "outstanding"
    rate = "loss_share"
    """
)
"""A policy with unknowns in conditions, amounts, rates and tiers."""
POLICIES: Final = (MIXED, *load_editions("cn.provisions").policies)
BY_HAND: Final = {
    "2002": ("0", "0.02", "0.25", "0.5", "1"),
    "2012": ("0.015", "0.03", "0.3", "0.6", "1"),
}
"""The usual rate of each tier, best first."""


def within(inner: Provision, outer: Provision) -> bool:
    """Return whether all that one range holds is in the other."""
    low = outer.least is None or (inner.least is not None and outer.least <= inner.least)
    high = outer.most is None or (inner.most is not None and inner.most <= outer.most)
    return low and high


def set_aside(decision: Decision) -> Provision:
    assert decision.provision is not None
    return decision.provision


def completed(
    draw: st.DrawFn, of: Policy, decision: Decision
) -> tuple[dict[str, FactValue | None], dict[str, object]]:
    """Return the facts of a decision, and the parameters it lacks, with every blank filled in."""
    drawn = draw(facts_of(of, unknown=False))
    facts = {k: drawn.get(k) if v is None else v for k, v in decision.facts.items()}
    blank = [id for id, value in decision.parameters.items() if value is None]
    ends = {id: of.contents.parameters[id] for id in blank}
    share = st.sampled_from((Decimal(0), Decimal("0.37"), Decimal(1)))
    filled = {
        id: each.least + draw(share) * (each.most - each.least)
        for id, each in ends.items()
        if each.least is not None and each.most is not None
    }
    return facts, dict(filled)


@settings(max_examples=60)
@given(data=st.data())
def test_a_range_holds_what_every_completion_of_the_unknown_sets_aside(
    data: st.DataObject,
) -> None:
    of = data.draw(st.sampled_from(POLICIES))
    partial = of.decide(data.draw(facts_of(of)))
    facts, parameters = data.draw(st.composite(completed)(of, partial))
    whole = of.with_parameters(parameters).decide(facts)
    assert within(set_aside(whole), set_aside(partial))


@settings(max_examples=60)
@given(data=st.data())
def test_what_is_known_less_never_narrows_a_range(data: st.DataObject) -> None:
    of = data.draw(st.sampled_from(POLICIES))
    known = of.decide(data.draw(facts_of(of)))
    key = data.draw(st.sampled_from(of.contents.reads))
    less = of.decide({**known.facts, key: None})
    assert within(set_aside(known), set_aside(less))


@settings(max_examples=60)
@given(data=st.data())
def test_the_parts_add_up_to_what_is_stated_and_the_range_holds_it(data: st.DataObject) -> None:
    of = data.draw(st.sampled_from(POLICIES))
    found = set_aside(of.decide(data.draw(facts_of(of))))
    stated = [part.stated for part in found.parts]
    assert (found.stated is None) is (None in stated or found.least is found.most is None)
    if found.stated is not None:
        amounts = [amount for amount in stated if amount is not None]
        assert Money.total(amounts, found.stated.currency) == found.stated
        assert found.least is None or found.least <= found.stated
        assert found.most is None or found.stated <= found.most


@settings(max_examples=30)
@given(data=st.data(), edition=st.sampled_from(sorted(BY_HAND)))
def test_what_is_stated_is_the_rate_of_the_tier_worked_out_by_hand(
    data: st.DataObject, edition: str
) -> None:
    pack = load_policy("cn.provisions", edition=edition)
    decision = pack.decide(data.draw(facts_of(pack, unknown=False)))
    outstanding = decision.facts["outstanding"]
    assert isinstance(outstanding, Money)
    assert decision.tier is not None
    by_hand = outstanding.amount * Decimal(BY_HAND[edition][decision.tier.rank])
    stated = set_aside(decision).stated
    assert stated is not None
    assert stated.amount == by_hand


@pytest.mark.parametrize("edition", ["2002", "2011", "2012", "2018"])
def test_a_worse_tier_is_never_set_aside_less_for(edition: str) -> None:
    pack = load_policy("cn.provisions", edition=edition)
    found = {}
    for days in (0, 1, 91, 271, 361):
        given_facts = {
            "days_past_due": days,
            "credit_impaired": False,
            "retail": True,
            "previous_tier": "normal",
        }
        decision = pack.decide({**given_facts, "outstanding": Money(100, "CNY")})
        assert decision.tier is not None
        found[decision.tier] = set_aside(decision)
    assert list(found) == list(FIVE_TIER)
    for better, worse in zip(FIVE_TIER, list(FIVE_TIER)[1:], strict=False):
        for end in ("least", "stated", "most"):
            assert getattr(found[better], end) <= getattr(found[worse], end)


@given(security=st.sampled_from(("credit", "mortgage")), cover=st.integers(0, 120))
def test_an_older_bad_loan_is_never_set_aside_less_for(security: str, cover: int) -> None:
    norms = load_policy("in.iracp")
    last = Money(0, "INR")
    for age, doubtful, lost in ((1, 0, 0), (13, 1, 0), (25, 13, 0), (60, 37, 0), (60, 37, 1)):
        decision = norms.decide(
            {
                "product": "term_loan",
                "days_past_due": 91,
                "months_nonperforming": age,
                "months_doubtful": doubtful,
                "identified_as_loss": bool(lost),
                "security_kind": security,
                "realisable_share": 1,
                "collateral_coverage": 1,
                "collateral_value": Money(cover if security == "mortgage" else 0, "INR"),
                "outstanding": Money(100, "INR"),
            },
            date(2024, 6, 30),
        )
        stated = set_aside(decision).stated
        assert stated is not None
        assert stated >= last
        last = stated
    assert last == Money(100, "INR")
