"""A policy on a finer scale, mapped down, says what the same policy says on the five tiers."""

from __future__ import annotations

import attrs
from hypothesis import given
from hypothesis import strategies as st

from postloan.facts.catalogue import CORE
from postloan.facts.fact import FactValue
from postloan.policy.decisions.decision import Decision
from postloan.policy.documents.build import build
from postloan.policy.policy import Policy
from postloan.rules.evaluate import evaluate
from postloan.scales import SCALES
from postloan.testing.drafts import Draft, drafts, facts
from postloan.tiers import FIVE_TIER, Scale, Tier
from tests.policies import text_of

FINER = tuple(scale for scale in SCALES.values() if scale.coarser == FIVE_TIER)
TWO_STEPS = """
[[scale]]
id = "pairs"
maps_to = "ten-level-a"
levels = [{}]
""".format(
    ", ".join(
        f'{{ id = "l{2 * tier.rank + half}", tier = "{tier}" }}'
        for tier in SCALES["ten-level-a"]
        for half in (0, 1)
    )
)

Given = dict[str, FactValue | None]


def extending(parent: Policy, scale: str, body: str = "") -> Policy:
    """Return a policy that takes all over from `parent`, on a scale."""
    text = text_of(body, head=f"extends = ['parent']\nscale = '{scale}'", id="child")
    return Policy(build(text, "child", CORE, lambda _: parent.contents))


def everywhere(draft: Draft) -> Draft:
    return attrs.evolve(draft, applies_to="true")


def down(tier: Tier | None, scale: Scale) -> Tier | None:
    return None if tier is None else scale.coarse(tier)


def told(decision: Decision, scale: Scale) -> list[object]:
    """Return what a decision says, mapped down to the five tiers."""
    outcome = decision.outcomes[0]
    findings = (*outcome.floors, *outcome.possible_floors, *outcome.base)
    return [
        scale.coarse(outcome.at_least) if outcome.at_least else None,
        scale.coarse(outcome.could_be) if outcome.could_be else None,
        {(finding.rule, scale.coarse(finding.tier), finding.certain) for finding in findings},
        {gap.name for gap in decision.gaps if gap.kind == "base"},
    ]


def check_same(coarse: Decision, fine: Decision) -> None:
    scale = fine.contents.main.scale
    assert told(fine, scale) == told(coarse, FIVE_TIER)
    if fine.tier is None and coarse.tier is not None:
        # two levels of one tier may be open where the tier itself is not
        assert fine.at_least != fine.could_be
        assert coarse.at_least == coarse.could_be
    else:
        assert down(fine.tier, scale) == coarse.tier


@st.composite
def moments(draw: st.DrawFn, scale: Scale) -> tuple[Given, Given]:
    """Generate facts on the five tiers, and the same with a level of `scale` for each tier."""
    coarse = draw(facts())
    fine = {
        name: draw(st.sampled_from(scale.sublevels(value))) if isinstance(value, Tier) else value
        for name, value in coarse.items()
    }
    return coarse, fine


@given(drafts().map(everywhere), st.sampled_from(FINER), st.data())
def test_what_is_inherited_on_a_finer_scale_keeps_its_meaning(
    draft: Draft, scale: Scale, data: st.DataObject
) -> None:
    coarse, fine = data.draw(moments(scale))
    parent = draft.policy()
    check_same(parent.decide(coarse), extending(parent, scale.id).decide(fine))


@given(drafts().map(everywhere), st.data())
def test_what_is_inherited_two_steps_down_keeps_its_meaning(
    draft: Draft, data: st.DataObject
) -> None:
    between = extending(draft.policy(), "ten-level-a")
    child = extending(between, "pairs", TWO_STEPS)
    direct = extending(draft.policy(), "pairs", TWO_STEPS)
    coarse, fine = data.draw(moments(child.scale))
    check_same(draft.policy().decide(coarse), child.decide(fine))
    one, other = child.decide(fine), direct.decide(fine)
    assert (one.tier, one.at_least, one.could_be) == (other.tier, other.at_least, other.could_be)


@given(drafts().map(everywhere), st.sampled_from(FINER), st.data())
def test_the_coarser_names_mean_in_a_finer_policy_what_they_mean_in_a_coarser(
    draft: Draft, scale: Scale, data: st.DataObject
) -> None:
    floors = tuple(floor for floor in draft.floors if "base" not in floor.at_least)
    draft = attrs.evolve(draft, floors=floors)
    coarse, fine = data.draw(moments(scale))
    own = attrs.evolve(draft, scale=scale.id).policy()
    check_same(draft.policy().decide(coarse), own.decide(fine))


@given(drafts().map(everywhere), st.sampled_from(FINER), st.data())
def test_conditions_on_a_coarser_scale_are_compiled_as_they_are_evaluated(
    draft: Draft, scale: Scale, data: st.DataObject
) -> None:
    _, fine = data.draw(moments(scale))
    decision = extending(draft.policy(), scale.id).decide(fine)
    values = decision.facts.plain
    for floor in decision.contents.floors:
        for condition in floor.conditions:
            assert condition.holds(values) is evaluate(condition.tree, values)
