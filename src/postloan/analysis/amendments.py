"""What was added, removed or changed in a policy's document, rule by rule.

A document says more than tiers: signals, inspections, duties, conventions. A condition that is
written differently is compared by what it means.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce
from itertools import chain
from typing import Final

import attrs

from postloan.analysis.pair import Pair
from postloan.citation import Citation
from postloan.policy.clauses.contents import Contents
from postloan.policy.clauses.kinds import BaseRow, Floor, Force, Rule
from postloan.policy.clauses.timing import Every
from postloan.policy.decisions.wording import value_words
from postloan.rules.diagrams import Diagram, conjunction
from postloan.rules.evaluate import Truth
from postloan.rules.space import Space
from postloan.rules.steps import TooLarge

__all__ = ["Amendment", "amendments_of"]

_ELSEWHERE: Final = frozenset(
    ("id", "origin", "line", "replaces", "reason", "title", "title_zh", "scopes", "when")
)
"""What of a rule says which one it is, speaks to its reader only, or is its condition."""


@attrs.frozen(kw_only=True)
class Amendment:
    """One thing in a document that was added, removed or changed."""

    part: str
    """What it is: `floor`, `signal`, `parameter`, `convention` and so on."""
    id: str
    """Which one."""
    field: str
    """What of a rule; empty where it is all of it."""
    before: str
    """What stood there, in short; empty where nothing did."""
    after: str
    """What stands there now; empty where nothing does."""
    same_meaning: bool = False
    """Whether it is a condition that is written differently and holds for the same loans."""

    def __str__(self) -> str:
        name = f"{self.part} {self.id}{f', {self.field}' if self.field else ''}"
        if not self.before or not self.after:
            return f"{name} {'added' if self.after else 'removed'}: {self.after or self.before}"
        alike = ", which means the same" if self.same_meaning else ""
        return f"{name}: {self.before} → {self.after}{alike}"


def amendments_of(pair: Pair) -> Iterator[Amendment]:
    """Yield what differs between the documents of two policies."""
    for part, says in (
        ("policy", _head),
        ("convention", _conventions),
        ("codes of", _codes),
        ("silence about", _silences),
    ):
        yield from _entries(part, *(says(policy.contents) for policy in pair.policies))
    yield from _entries("parameter", _parameters(pair, 0), _parameters(pair, 1))
    mains = [on.contents.main.id for on in pair.on]
    before, after = (list(on.contents.rules()) for on in pair.on)
    kept = {(type(rule), rule.id): rule for rule in after}
    for rule in before:
        other = kept.pop((type(rule), rule.id), None)
        if other is None:
            yield _whole(rule, before=_summary(rule, mains[0]))
        else:
            yield from _changes(pair, rule, other)
    yield from (_whole(rule, after=_summary(rule, mains[1])) for rule in kept.values())


def _whole(rule: Rule, before: str = "", after: str = "") -> Amendment:
    return Amendment(part=rule.part, id=rule.id, field="", before=before, after=after)


def _entries(part: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Amendment]:
    """Yield what differs between what two policies state by name."""
    for id in dict.fromkeys((*before, *after)):
        was, now = before.get(id, ""), after.get(id, "")
        if was != now:
            yield Amendment(part=part, id=id, field="", before=was, after=now)


def _head(contents: Contents) -> dict[str, str]:
    scope = contents.applies_to
    return {
        "in_force": str(contents.in_force),
        "applies_by": contents.applies_by,
        "reclassified_by": str(contents.reclassified_by or ""),
        "applies_to": "" if scope is None else scope.text,
        "unknown": contents.unknown,
        "essential": ", ".join(sorted(contents.essential)),
        **{f"dimension {d.id}": d.scale.id for d in contents.dimensions},
    }


def _conventions(contents: Contents) -> dict[str, str]:
    stated = attrs.asdict(contents.conventions)
    return {name: str(value) for name, value in stated.items() if value is not None}


def _codes(contents: Contents) -> dict[str, str]:
    return {fact: ", ".join(codes) for fact, codes in contents.codes.items()}


def _silences(contents: Contents) -> dict[str, str]:
    """Return the facts whose silence the policy turns into unknown."""
    return dict.fromkeys(sorted(contents.assumptions), "not known")


def _parameters(pair: Pair, place: int) -> dict[str, str]:
    """Return each parameter with its value on the day."""
    policy = pair.policies[place]
    return {
        id: value_words(value, policy.contents.parameters[id].unit)
        if value is not None
        else "no value"
        for id, value in policy.parameters_on(pair.as_of).items()
    }


def _changes(pair: Pair, before: Rule, after: Rule) -> Iterator[Amendment]:
    """Yield what differs between two rules of one kind and id."""
    part = before.part
    was, now = _condition(before), _condition(after)
    if before.conditions != after.conditions:
        yield Amendment(
            part=part,
            id=before.id,
            field="condition",
            before=was,
            after=now,
            same_meaning=_alike(pair, before, after),
        )
    said, says = dict(_said(before)), dict(_said(after))
    for field, text in said.items():
        if text != says[field]:
            yield Amendment(part=part, id=before.id, field=field, before=text, after=says[field])


def _summary(rule: Rule, main: str) -> str:
    """Return what a rule says, in short; its dimension where it is not the main one."""
    said = dict(_said(rule))
    cite = said.pop("cite")
    if rule.dimension == main:
        del said["dimension"]
    words = chain(
        [f"when {_condition(rule)}"] if rule.conditions else [],
        (f"{field} {text}" for field, text in said.items() if text),
    )
    return f"{', '.join(words)}{f' ({cite})' if cite else ''}"


def _condition(rule: Rule) -> str:
    return " and ".join(condition.text for condition in rule.conditions)


def _said(rule: Rule) -> Iterator[tuple[str, str]]:
    """Yield what a rule says beside its condition, field by field; empty where it says nothing."""
    for field in attrs.fields(type(rule)):
        if field.name not in _ELSEWHERE:
            name = "at_least" if isinstance(rule, Floor) and field.name == "level" else field.name
            yield name, _words(getattr(rule, field.name))


def _words(value: object) -> str:
    """Return the value of a field of a rule; empty where it is not stated."""
    match value:
        case None | False:
            return ""
        case True:
            return "true"
        case Citation():
            return value.article
        case Force():
            return str(value) if value.dated else ""
        case Every():
            return f"{value} after {value.after}"
        case BaseRow():
            return f"{value.tier} when {value.when.text}"
        case tuple():
            return "; ".join(map(_words, value))
        case _:
            return str(value)


def _alike(pair: Pair, before: Rule, after: Rule) -> bool:
    """Return whether the conditions of two rules hold for the same loans, known or not."""
    # a signal without a condition is not one that always holds
    if (before.when is None) != (after.when is None) or before.dimension != after.dimension:
        return False
    trees = [
        [on.tree(condition) for condition in rule.conditions]
        for on, rule in zip(pair.on, (before, after), strict=True)
    ]
    try:
        space = Space(chain(*trees), pair.on[0].domain)
        always: Diagram[Truth] = space.forest.constant(True)
        first, second = (reduce(conjunction, map(space.diagram, own), always) for own in trees)
    except TooLarge:
        return False
    return first == second
