"""Laws of one loan under a policy: how a generated one breaks them, empty where it does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import SimpleNamespace

from postloan.policy.decisions.decision import Decision
from postloan.policy.decisions.findings import Finding, Outcome
from postloan.rules.evaluate import Truth
from postloan.testing.trials import Case
from postloan.tiers import Tier

__all__ = [
    "counts_other_than_the_worst",
    "differs_by_the_way_in",
    "differs_from_its_replay",
    "differs_from_silence",
    "is_not_decided",
    "lacks_a_reason",
    "leaves_its_bounds",
    "rising",
    "stands_outside",
]


def is_not_decided(case: Case) -> str:
    """Tell of a loan without tier and without a gap that says why."""
    decision = case.decision
    for outcome in decision.outcomes:
        if {outcome.at_least is None, outcome.could_be is None} != {decision.applies is False}:
            return f"{_span(outcome)}, where applies is {decision.applies}"
    explained = decision.applies is False or any(gap.essential for gap in decision.gaps)
    return "" if decision.tier or explained else "it has no tier, and no gap says why"


def stands_outside(case: Case) -> str:
    """Tell of a tier better than what is certain, or worse than what is possible."""
    for outcome in case.decision.outcomes:
        if not rising(outcome.at_least, outcome.tier, outcome.could_be):
            return f"{_span(outcome)}, and decided is {outcome.tier}"
    return ""


def leaves_its_bounds(case: Case) -> str:
    """Tell of a loan that, once all is known, is outside of what was said before."""
    before = case.decision
    assumed = {name: before.facts[name] for name in before.assumed}
    unrecorded = {signal.key: False for signal in before.contents.signals}
    given = {key: value for key, value in case.facts.items() if value is not None}
    learnt = {**case.known, **assumed, **unrecorded, **given}
    after = case.trial.decide(learnt)
    if before.applies not in (None, after.applies):
        return f"applies is {before.applies}, and {after.applies} with {learnt}"
    for old, new in zip(before.outcomes, after.outcomes, strict=True):
        within = rising(old.at_least, new.at_least, new.could_be, old.could_be)
        if not (within or new.problem):
            return f"{_span(old)} becomes {_span(new)} with {learnt}"
    return ""


def counts_other_than_the_worst(case: Case) -> str:
    """Tell of a certain tier that is not the worst of those that floors and base give."""
    decision = case.decision
    for outcome in decision.outcomes:
        best = decision.contents.dimension(outcome.dimension).scale.best
        floors = [floor.tier for floor in outcome.floors]
        given = (*floors, *(row.tier for row in outcome.base), best)
        certain = outcome.at_least
        if certain and (certain < max(floors, default=best) or certain not in given):
            return f"{_span(outcome)}, and its rules give {', '.join(map(str, given))}"
    return ""


def differs_by_the_way_in(case: Case) -> str:
    """Tell of a decision that depends on how the facts were handed over."""
    policy, as_of, facts = case.trial.policy, case.trial.as_of, case.facts
    decision, columns = case.decision, tuple(facts)
    (row,) = policy.decide_many(
        [tuple(facts.values())], as_of, columns=columns, outside_force="as_if"
    )
    (one,) = policy.decide_many([facts], as_of, outside_force="as_if")
    pairs = [
        ("by the walk over the rules", _walked(decision), _said(decision)),
        ("as a row of a table", _said(row), _said(decision)),
        ("as one of many", _said(one), _said(decision)),
    ]
    named = {key: value for key, value in facts.items() if key.isidentifier()}
    if named:
        loan = case.trial.decide(SimpleNamespace(**named))
        pairs.append(("as attributes", _said(loan), _said(case.trial.decide(named))))
    for way, said, by_name in pairs:
        if said != by_name:
            return f"by name it is {by_name}; {way} it is {said}"
    return ""


def differs_from_its_replay(case: Case) -> str:
    """Tell of a trace that, read back from its masks, says another thing."""
    trace, outline = case.decision.trace, case.trial.policy.outline(case.trial.as_of)
    replayed = outline.replay(*trace.masks)
    same = (replayed.rules, replayed.leaves) == (trace.rules, trace.leaves)
    return "" if same else f"its masks {trace.masks} are read back as {replayed.masks}"


def lacks_a_reason(case: Case) -> str:
    """Tell of a rule that speaks without the comparisons that make it, or without its citation."""
    contents = case.trial.policy.contents
    cited = {rule.id: rule.cite for rule in (*contents.bases, *contents.floors)}
    for finding in _findings(case.decision.outcomes):
        if not finding.because:
            return f"{finding.rule} gives {finding.tier}, and no comparison says why"
        if finding.citation != cited[finding.rule]:
            return f"{finding.rule} cites {finding.citation}, and not {cited[finding.rule]}"
    return ""


def differs_from_silence(case: Case) -> str:
    """Tell of a loan for which an absent fact is not what it means that nobody recorded it."""
    absent = _said(case.decision)
    stated = _said(case.trial.decide({**case.trial.policy.contents.silences, **case.facts}))
    return "" if absent == stated else f"it is {absent}; with what silence means stated, {stated}"


def rising(*tiers: Tier | None) -> bool:
    """Return whether no tier is better than one before it; None is passed over."""
    known = [tier for tier in tiers if tier is not None]
    return sorted(known) == known


def _findings(outcomes: Iterable[Outcome]) -> Iterator[Finding]:
    for outcome in outcomes:
        yield from (*outcome.floors, *outcome.possible_floors, *outcome.base)


def _said(decision: Decision) -> str:
    """Return what the compiled policy answered."""
    return _answer(decision.applies, decision, decision.raised, decision.possible)


def _walked(decision: Decision) -> str:
    """Return the same from what is made with its reasons, by the walk over the rules."""
    raised = [signal.rule for signal in decision.signals if signal.certain]
    possible = [signal.rule for signal in decision.signals if signal.possible]
    return _answer(decision.applies, decision.outcomes[0], raised, possible)


def _answer(
    applies: Truth, tiers: Decision | Outcome, raised: Iterable[str], possible: Iterable[str]
) -> str:
    if applies is False:
        return "not the policy's"
    signals = f"{', '.join(sorted(raised)) or 'no signal'} raised"
    more = f"{', '.join(sorted(possible)) or 'none'} possible"
    return f"{tiers.tier} ({tiers.at_least} to {tiers.could_be}), {signals}, {more}"


def _span(outcome: Outcome) -> str:
    return f"{outcome.dimension} is {outcome.at_least} to {outcome.could_be}"
