"""The facts of a decision: checked, silence resolved once, currencies kept apart."""

from __future__ import annotations

from decimal import Decimal

import pytest

from postloan.errors import CurrencyMismatch, InvalidFact, UnknownFact
from postloan.facts.catalogue import CORE, DAYS_PAST_DUE
from postloan.facts.fact import Fact
from postloan.money import Money
from postloan.policy.judging.given import plain
from postloan.policy.policy import Policy
from postloan.tiers import FIVE_TIER
from tests.policies import policy, text_of

BODY = """
[conventions]
currency = "CNY"
[codes]
product = ["card", "loan"]
[assumptions]
contact_lost = "unknown"
[[dimension]]
id = "watch"
scale = "five-tier"
[[floor]]
id = "a"
when = "days_past_due > 90 or outstanding > 100 or contact_lost or lawsuit or product == 'card'"
at_least = "loss"
[[signal]]
id = "suit"
when = "previous_tier >= loss"
"""
HEAD = "scale = 'five-tier'"


def cny(amount: int) -> Money:
    return Money(Decimal(amount), "CNY")


def test_facts_are_those_given_and_those_the_policy_reads() -> None:
    facts = policy(BODY, head=HEAD).decide({"days_past_due": 91, "retail": True}).facts
    assert "days_past_due" in facts
    assert "lawsuit" in facts
    assert "region" not in facts
    assert len(facts) == len(list(facts)) == 7
    assert facts == {
        "days_past_due": 91,
        "retail": True,
        "outstanding": None,
        "contact_lost": None,
        "lawsuit": False,
        "product": None,
        "previous_tier": None,
    }
    assert repr(facts).startswith("Facts({'days_past_due': 91, ")


def test_silence_means_what_the_catalogue_and_the_policy_say() -> None:
    decision = policy(BODY, head=HEAD).decide({})
    assert decision.assumed == decision.facts.assumed == ("lawsuit",)
    assert decision.facts["lawsuit"] is False
    assert decision.facts["contact_lost"] is None
    assert decision.facts["debt_evasion"] is False
    assert decision.facts["region"] is None


def test_a_present_none_is_unknown_and_not_silence() -> None:
    decision = policy(BODY, head=HEAD).decide({"lawsuit": None})
    assert decision.assumed == ()
    assert decision.facts["lawsuit"] is None


def test_a_fact_can_be_asked_for_by_its_typed_key() -> None:
    facts = policy(BODY, head=HEAD).decide({"days_past_due": 91}).facts
    days: int | None = facts.get(DAYS_PAST_DUE)
    assert days == facts.get("days_past_due") == 91
    assert facts.get("product", "none") == "none"
    assert facts.get("days_past_due", 0) == 91
    with pytest.raises(UnknownFact, match="did you mean days_past_due"):
        facts.get("days_pastdue")


@pytest.mark.parametrize(
    "name",
    ["dayz_past_due", "watch.days_past_due", "classification.previous_tier", "x.y", "signal:x"],
)
def test_a_name_that_is_no_fact_is_refused(name: str) -> None:
    with pytest.raises(UnknownFact):
        policy(BODY, head=HEAD).decide({name: True})


@pytest.mark.parametrize(
    "name, value, allowed",
    [
        ("days_past_due", 91.0, "days as an int"),
        ("days_past_due", -1, "at least 0"),
        ("days_past_due", True, "days as an int"),
        ("loss_share", Decimal("NaN"), "a ratio"),
        ("loss_share", 0.5, "never a float"),
        ("outstanding", Decimal(5), "Money, with its currency"),
        ("lawsuit", 1, "true or false"),
        ("product", "car", "one of card, loan"),
        ("borrower_kind", "firm", "one of corporate"),
        ("previous_tier", "bad", "one of normal"),
        ("tier", "loss", "what the policy decides"),
        ("watch.tier", None, "what the policy decides"),
        ("signal:suit", 1, "true or false"),
    ],
)
def test_a_fact_of_the_wrong_type_or_range_is_an_error(
    name: str, value: object, allowed: str
) -> None:
    with pytest.raises(InvalidFact, match=allowed):
        policy(BODY, head=HEAD).decide({name: value})


def test_a_tier_may_be_given_by_its_id() -> None:
    facts = (
        policy(BODY, head=HEAD).decide({"previous_tier": "loss", "watch.lock_tier": "loss"}).facts
    )
    assert facts["previous_tier"] == facts["watch.lock_tier"] == FIVE_TIER["loss"]


def test_an_amount_in_another_currency_is_unknown_and_says_why() -> None:
    decision = policy(BODY, head=HEAD).decide(
        {"outstanding": Money(Decimal(500), "USD"), "principal": cny(1)}
    )
    assert decision.facts["outstanding"] is None
    assert decision.facts["principal"] == cny(1)
    (gap,) = (gap for gap in decision.gaps if gap.name == "outstanding")
    assert gap.reason == "in USD; the policy counts in CNY"


def test_amounts_in_two_currencies_do_not_mix_where_the_policy_states_none() -> None:
    both = policy("[[floor]]\nid = 'a'\nwhen = 'outstanding > principal'\nat_least = 'loss'")
    assert str(both.decide({"outstanding": cny(2), "principal": cny(1)}).tier) == "loss"
    with pytest.raises(
        CurrencyMismatch, match="CNY and USD cannot be mixed in the facts, at princ"
    ):
        both.decide({"outstanding": cny(2), "principal": Money(Decimal(1), "USD")})


def test_a_catalogue_may_be_extended_by_a_fact_of_one_s_own() -> None:
    score = Fact[int](name="score", kind="count", meaning="A score.")
    text = text_of("[[floor]]\nid = 'a'\nwhen = 'score < 5'\nat_least = 'loss'")
    own = Policy.from_text(text, catalogue=CORE.extended((score,)))
    assert str(own.decide({"score": 4}).tier) == "loss"
    assert own.decide({"score": 4}).facts.get(score) == 4


def test_only_plain_values_stand_in_conditions() -> None:
    assert plain(cny(5)) == 5
    assert plain(FIVE_TIER["loss"]) == 4
    assert plain("card") == "card"
    assert plain(object()) is None
