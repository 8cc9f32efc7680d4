"""What is said of two policies holds of every loan that they are asked about."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from postloan.analysis.changes import difference
from postloan.analysis.ground import Ground, both_verdicts, ground_of
from postloan.analysis.pair import pair_of
from postloan.analysis.regions import cover
from postloan.analysis.strictness import is_laxer, no_laxer
from postloan.facts.fact import FactValue
from postloan.policy.decisions.outcomes import Verdict
from postloan.policy.judging.given import plain
from postloan.policy.policy import Policy
from postloan.rules.evaluate import Truth, Value
from postloan.testing.drafts import Draft, Floor, drafts, facts, floors, known_facts

Facts = Mapping[str, FactValue | None]


def verdicts(policies: tuple[Policy, Policy], some: Facts) -> tuple[Verdict, Verdict]:
    """Return what the walks over the rules say, on one scale."""
    one, other = (
        Verdict(d.applies, d.tier, d.at_least, d.could_be, bool(d.outcomes[0].problem))
        for d in (policy.decide(some) for policy in policies)
    )
    return one, other


def plain_facts(ground: Ground, some: Facts) -> dict[str, Value]:
    """Return the facts of the axes as conditions read them."""
    return {axis.key: plain(some[axis.key]) for axis in ground.axes if axis.term}


@given(drafts(), drafts(), known_facts())
def test_a_loan_is_decided_differently_exactly_where_a_region_says_so(
    first: Draft, second: Draft, some: Facts
) -> None:
    pair = pair_of(first.policy(), second.policy(), None)
    ground = ground_of(pair, unknown=False)
    both = ground.forest.merged(both_verdicts, *ground.verdicts)
    cells = ground.cells(plain_facts(ground, some))
    found = verdicts(pair.policies, some)
    assert both.at(cells) == found

    def is_found(verdicts: tuple[Verdict, Verdict]) -> Truth:
        return verdicts == found

    boxes, more = cover(ground.forest.mapped(is_found, both), ground.cost, 1_000)
    assert more == 0
    assert any(all(cells[axis] in box[axis] for axis in box) for box in boxes)


@given(drafts(), drafts())
@settings(max_examples=30)
def test_every_example_of_a_difference_is_decided_as_it_is_told(
    first: Draft, second: Draft
) -> None:
    policies = first.policy(), second.policy()
    found = difference(*policies)
    for change in (*(found.changes or ()), *(found.unknown_changes or ())):
        assert change.before != change.after
        for region in change.regions:
            if region.example is not None:
                assert verdicts(policies, region.example.facts) == (change.before, change.after)


@given(drafts(), drafts(), facts())
@settings(max_examples=50)
def test_what_is_said_to_be_no_laxer_or_no_different_is_so_for_any_loan(
    first: Draft, second: Draft, some: Facts
) -> None:
    policies = first.policy(), second.policy()
    one, other = verdicts(policies, some)
    strictness = no_laxer(policies[0], than=policies[1])
    if strictness.proved:
        assert not is_laxer(one, other)
    if strictness.counterexample is not None:
        assert is_laxer(*verdicts(policies, strictness.counterexample.facts))
    if one != other:
        assert not difference(*policies).same


@given(drafts(), st.lists(floors(), max_size=2))
@settings(max_examples=50)
def test_a_policy_with_more_floors_is_nowhere_laxer(draft: Draft, more: list[Floor]) -> None:
    stricter = attrs.evolve(draft, floors=(*draft.floors, *more))
    assert no_laxer(stricter.policy(), than=draft.policy()).answer != "counterexample"
