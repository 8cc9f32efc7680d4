"""What holds of every policy, whatever its rules: floors only lower, knowing only narrows."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

import attrs
from hypothesis import given
from hypothesis import strategies as st

from postloan.facts.fact import FactValue
from postloan.policy.decisions.decision import Decision
from postloan.testing.drafts import Draft, Floor, drafts, facts, floors, known_facts
from postloan.tiers import Tier

Facts = Mapping[str, FactValue | None]


def span(decision: Decision) -> tuple[Tier, Tier]:
    """Return the tiers between which the truth lies; only where the policy applies."""
    assert decision.at_least is not None
    assert decision.could_be is not None
    return decision.at_least, decision.could_be


@given(drafts(), facts())
def test_certain_is_never_worse_than_decided_nor_that_than_possible(
    draft: Draft, some: Facts
) -> None:
    decision = draft.policy().decide(some)
    if decision.applies is False:
        assert (decision.tier, decision.at_least, decision.could_be) == (None, None, None)
        return
    at_least, could_be = span(decision)
    assert at_least <= (decision.tier or at_least) <= could_be
    if decision.tier is None:
        assert at_least != could_be or decision.outcomes[0].problem
        assert any(gap.essential for gap in decision.gaps)


@given(drafts(), floors(), facts())
def test_one_more_floor_never_improves_anything(draft: Draft, floor: Floor, some: Facts) -> None:
    before = draft.policy().decide(some)
    after = attrs.evolve(draft, floors=(*draft.floors, floor)).policy().decide(some)
    if before.applies is False:
        return
    assert all(new >= old for old, new in zip(span(before), span(after), strict=True))
    if before.tier is not None and after.tier is not None:
        assert after.tier >= before.tier


@given(drafts(), facts(), st.randoms())
def test_the_order_of_floors_does_not_matter(draft: Draft, some: Facts, random: Random) -> None:
    shuffled = list(draft.floors)
    random.shuffle(shuffled)
    before = draft.policy().decide(some)
    after = attrs.evolve(draft, floors=tuple(shuffled)).policy().decide(some)
    assert (after.tier, after.at_least, after.could_be) == (
        before.tier,
        before.at_least,
        before.could_be,
    )


@given(drafts(), facts(), known_facts())
def test_whatever_the_unknown_turns_out_to_be_stays_within(
    draft: Draft, some: dict[str, FactValue | None], rest: Facts
) -> None:
    policy = draft.policy()
    before = policy.decide(some)
    silent = {name: before.facts[name] for name in before.assumed}
    learnt = {**rest, **silent, **{k: v for k, v in some.items() if v is not None}}
    after = policy.decide(learnt)
    assert before.applies in (None, after.applies)
    if after.applies and not after.outcomes[0].problem:
        at_least, could_be = span(before)
        assert at_least <= span(after)[0] == after.tier == span(after)[1] <= could_be
        assert after.gaps == ()


@given(drafts(), facts())
def test_prudence_raises_the_tier_and_never_what_is_certain(draft: Draft, some: Facts) -> None:
    report = attrs.evolve(draft, unknown="report").policy().decide(some)
    prudent = attrs.evolve(draft, unknown="conservative").policy().decide(some)
    assert (prudent.at_least, prudent.could_be) == (report.at_least, report.could_be)
    assert (prudent.tier is None) == (report.tier is None)
    if prudent.tier is not None and report.tier is not None:
        assert prudent.tier >= report.tier


@given(drafts(), facts())
def test_every_gap_is_unknown_and_every_finding_has_its_reason(draft: Draft, some: Facts) -> None:
    decision = draft.policy().decide(some)
    outcome = decision.outcomes[0]
    assert all(gap.kind == "base" or decision.facts[gap.name] is None for gap in decision.gaps)
    assert all(
        finding.because for finding in (*outcome.floors, *outcome.possible_floors, *outcome.base)
    )
    moving = {gap.worst for gap in decision.gaps if gap.moves_tier}
    if outcome.at_least != outcome.could_be:
        assert outcome.could_be in moving
    assert decision.explain()
