"""Rules that hold of no loan, and rules that hold of every loan."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import TypeAlias

import attrs

from postloan.analysis.examined import Examined, allows, blanks, called
from postloan.analysis.loans import KNOWN, POSSIBLE, Loans, Witness, guarded
from postloan.analysis.report import PolicyFinding
from postloan.errors import NotDecided
from postloan.facts.catalogue import TIER
from postloan.policy.clauses.kinds import Rule
from postloan.policy.decisions.outcomes import Verdict
from postloan.rules.diagrams import Diagram, conjunction, disjunction
from postloan.rules.evaluate import Truth
from postloan.rules.tree import Literal, Node, asks_known

__all__ = ["holding"]

_Ask: TypeAlias = Callable[[Node, Collection[Truth]], Witness | None]
"""Gives a loan that the policy is for and of which a condition has one of some truths."""


def holding(examined: Examined) -> Iterator[PolicyFinding]:
    """Yield what is found about when each rule holds; of bases, see `base_faults`.

    A rule that waits for a parameter without a value is left out, and so is one that is stated
    without a condition, or with `true`.
    """
    for rule in (*examined.on.floors, *examined.others):
        tree = examined.condition(rule)
        if tree != Literal(True) and not blanks(tree):
            yield from _of(examined, rule, tree)


def _of(examined: Examined, rule: Rule, tree: Node) -> Iterator[PolicyFinding]:
    what = called(rule)
    ask = _asking(examined, rule, tree)
    try:
        if ask(tree, KNOWN) is None:
            yield examined.finding("never_holds", f"{what} {_never(examined, rule, tree)}", [rule])
            return
    except NotDecided as error:
        yield examined.finding("never_holds", f"{what} ever holds", [rule], reason=error.reason)
    if rule.when is None:
        return
    try:
        if ask(tree, (False, None)) is None:
            sentence = f"{what} holds of every loan that the policy is for"
            yield examined.finding("always_holds", sentence, [rule])
    except NotDecided as error:
        yield examined.finding("always_holds", f"{what} always holds", [rule], reason=error.reason)


def _never(examined: Examined, rule: Rule, tree: Node) -> str:
    """Return the rest of the sentence that a rule never holds, with the reason as far as told."""
    if rule.reads_outcome:
        return "holds of no loan with a tier that the policy gives it"
    scope = examined.on.contents.applies_to
    try:
        outside = examined.loans([tree], unknown=True).where((tree, KNOWN)) is not None
    except NotDecided:
        outside = False
    if outside and scope is not None:
        return f"holds of no loan that the policy is for ({scope.text})"
    return "holds of no loan"


def _asking(examined: Examined, rule: Rule, tree: Node) -> _Ask:
    found = examined.verdict if rule.reads_outcome and not asks_known(tree) else None
    if found is not None:
        loans, verdict = found
        return lambda tree, truths: loans.some(
            guarded(lambda: _with_tier(examined, loans, verdict, loans.mask((tree, truths))))
        )
    # what is known matters to a rule that asks for it; of all others, known facts say it all
    asks = asks_known(tree)
    separate = examined.loans([tree], unknown=asks)
    scope = POSSIBLE if asks else KNOWN

    def ask(tree: Node, truths: Collection[Truth]) -> Witness | None:
        wanted = [truth for truth in truths if asks or truth is not None]
        return separate.where((examined.scope, scope), (tree, wanted))

    return ask


def _with_tier(
    examined: Examined, loans: Loans, verdict: Diagram[Verdict], mask: Diagram[Truth]
) -> Diagram[Truth]:
    """Return where a diagram is true with a tier that the policy gives there."""
    forest = loans.space.forest
    main = examined.on.contents.main == examined.on.dimension
    key = TIER.name if main else f"{examined.on.dimension.id}.{TIER.name}"
    places = [n for n, axis in enumerate(loans.space.axes) if axis.facts == (key,)]
    found: Diagram[Truth] = forest.constant(False)
    for tier in examined.on.dimension.scale:
        gives = forest.mapped(_Gives(tier.rank), verdict)
        fixed = mask
        for place in places:
            fixed = forest.fixed(mask, place, loans.space.axes[place].cell(tier.rank))
        found = disjunction(found, conjunction(gives, fixed))
    return found


@attrs.frozen
class _Gives:
    """Says of a verdict whether it leaves room for the tier of a rank."""

    rank: int

    def __call__(self, verdict: Verdict) -> Truth:
        return allows(verdict, self.rank)
