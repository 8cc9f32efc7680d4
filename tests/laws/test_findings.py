"""What the analysis claims of every loan is so of every loan that is tried."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import attrs
from hypothesis import given
from hypothesis import strategies as st

from postloan.analysis.analysis import analyse
from postloan.analysis.monotonicity import monotone
from postloan.facts.catalogue import CORE
from postloan.facts.fact import DIRECTIONS, Direction, FactValue
from postloan.policy.decisions.decision import Decision
from postloan.policy.policy import Policy
from postloan.testing.conditions import FACTS, TERMS, values
from postloan.testing.drafts import Draft, drafts, facts, known_facts, typed
from postloan.tiers import Tier

Facts = Mapping[str, FactValue | None]

ORDERED = tuple(name for name in FACTS if TERMS[name].kind not in ("enum", "code"))


def proved(policy: Policy, kind: str) -> list[str]:
    """Return the rules about which something is proved."""
    found = analyse(policy).findings
    return [f.rules[0] for f in found if f.kind == kind and f.certainty == "proved"]


def said(decision: Decision) -> tuple[object, ...]:
    return decision.applies, decision.tier, decision.at_least, decision.could_be


@given(drafts(), known_facts())
def test_a_rule_that_never_holds_holds_of_no_loan_and_one_that_always_does_of_all(
    draft: Draft, some: Facts
) -> None:
    policy = draft.policy()
    decision = policy.decide(some)
    if decision.applies:
        certain = {finding.rule for finding in decision.floors}
        rows = {finding.rule for finding in decision.outcomes[0].base}
        assert not certain & set(proved(policy, "never_holds")) - rows
        assert certain >= set(proved(policy, "always_holds"))


@given(drafts(), facts())
def test_without_a_floor_that_is_implied_or_stated_twice_every_loan_is_decided_alike(
    draft: Draft, some: Facts
) -> None:
    policy = draft.policy()
    for id in {*proved(policy, "implied"), *proved(policy, "duplicate")}:
        place = int(id.removeprefix("floor-"))
        floors = draft.floors
        less = attrs.evolve(draft, floors=(*floors[:place], *floors[place + 1 :])).policy()
        assert said(less.decide(with_all(policy, some))) == said(policy.decide(some))


def with_all(policy: Policy, some: Facts) -> Facts:
    """Return facts with the silence of all that `policy` reads, which another may not read."""
    return {**policy.decide(some).facts}


@given(drafts(), known_facts())
def test_no_loan_gets_a_level_that_none_can_get(draft: Draft, some: Facts) -> None:
    policy = draft.policy()
    unused = [f.sentence for f in analyse(policy).findings if f.kind == "unused_level"]
    tier = policy.decide(some).tier
    assert not any(f" {tier}" in sentence.replace(",", "") + " " for sentence in unused if tier)


@given(drafts(), known_facts(), st.sampled_from(ORDERED), st.sampled_from(DIRECTIONS), st.data())
def test_where_a_policy_is_monotone_no_two_loans_show_the_contrary(
    draft: Draft, some: Facts, fact: str, worse: Direction, data: st.DataObject
) -> None:
    policy = draft.policy()
    found = monotone(policy, fact, worse=worse)
    if found.holds:
        other = data.draw(values(known=True))[fact]
        pair = sorted((some[fact], typed(fact, other)), key=number, reverse=worse == "lower")
        first, second = (policy.decide({**some, fact: value}) for value in pair)
        if first.tier is not None and second.tier is not None:
            assert first.tier <= second.tier
    elif found.holds is False:
        first, second = map(policy.decide, found.loans)
        assert (first.tier, second.tier) == found.tiers
        assert first.tier is not None
        assert second.tier is not None
        assert first.tier > second.tier
        one, two = (number(loan[fact]) for loan in found.loans)
        assert one < two if worse == "higher" else one > two


def number(value: FactValue | None) -> Decimal:
    """Return a number that orders values of one fact."""
    if isinstance(value, Tier):
        return Decimal(value.rank)
    amount = getattr(value, "amount", value)
    assert isinstance(amount, bool | int | Decimal)
    return Decimal(amount)


@given(drafts())
def test_what_gets_a_better_tier_is_shown_by_two_loans_that_differ_in_that_fact(
    draft: Draft,
) -> None:
    policy = draft.policy()
    for finding in analyse(policy).findings:
        if finding.kind == "not_monotone" and finding.certainty == "proved":
            first, second = finding.examples
            assert {key for key in first if first[key] != second[key]} == {finding.fact}
            tiers = [policy.decide(loan).tier for loan in (first, second)]
            assert tiers[0] is not None
            assert tiers[1] is not None
            assert tiers[0] > tiers[1]
            assert CORE[finding.fact].worse is not None
