"""What a policy leaves open: parameters without a value, and levels that no loan can get."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from postloan.analysis.examined import Examined, allows, blanks
from postloan.analysis.loans import TOO_LARGE, guarded
from postloan.analysis.report import PolicyFinding
from postloan.errors import NotDecided
from postloan.facts.fact import FactValue
from postloan.policy.clauses.kinds import Base, FactLevel, Floor, Rule
from postloan.policy.decisions.outcomes import Verdict

__all__ = ["blank_parameters", "unused_levels"]


def blank_parameters(examined: Examined) -> Iterator[PolicyFinding]:
    """Yield each parameter without a value for which a rule waits, so that it is never known."""
    contents = examined.on.contents
    waiting: dict[str, list[Rule]] = {}
    for rule in examined.rules:
        for key in sorted(_waits_for(examined, rule)):
            waiting.setdefault(key, []).append(rule)
    examples = _open(examined) if waiting else []
    for key, rules in waiting.items():
        names = ", ".join(rule.id for rule in rules)
        why = contents.parameters[key].blank(examined.on.day)
        sentence = f"{key} {why}; without it {names} cannot be known"
        yield examined.finding("blank_parameter", sentence, rules, fact=key, examples=examples)


def _waits_for(examined: Examined, rule: Rule) -> frozenset[str]:
    found = blanks(examined.condition(rule))
    if isinstance(rule, Base):
        found = found.union(*(blanks(examined.on.tree(row.when)) for row in rule.rows))
    if isinstance(rule, Floor) and isinstance(rule.level, FactLevel):
        key = rule.level.key
        if key in examined.on.parameters and examined.on.parameters[key] is None:
            found |= {key}
    return found


def unused_levels(examined: Examined) -> Iterator[PolicyFinding]:
    """Yield, in one finding, the levels that no loan whose facts are known can get."""
    if examined.verdict is None:
        sentence = "every level can be got"
        yield examined.finding("unused_level", sentence, reason=TOO_LARGE)
        return
    said = examined.verdict[1].values()
    unused = [
        str(tier)
        for tier in examined.on.dimension.scale
        if not any(allows(verdict, tier.rank) for verdict in said)
    ]
    if unused:
        sentence = f"no loan can get {', '.join(unused)} in {examined.on.dimension.id}"
        yield examined.finding("unused_level", sentence)


def _open(examined: Examined) -> list[Mapping[str, FactValue | None]]:
    """Return a loan whose facts are all known and whose tier is open for lack of a parameter."""
    if examined.verdict is None:
        return []
    loans, verdict = examined.verdict
    try:
        loan = loans.some(guarded(lambda: loans.space.forest.mapped(_is_open, verdict)))
    except NotDecided:
        return []
    return [] if loan is None else [examined.facts(loan)]


def _is_open(verdict: Verdict) -> bool:
    return not verdict.problem and verdict.at_least != verdict.could_be
