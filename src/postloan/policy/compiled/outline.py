"""The rules of a policy over its leaves: the comparisons of which they are made, numbered.

A leaf is a comparison, or a fact that is true or false. The truths of all leaves say what each
rule says, so that two integers keep a decision's reasons, and no facts are needed to tell them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import attrs

from postloan.errors import UnknownName
from postloan.policy.judging.answer import DUE, RESULTS, Answer
from postloan.rules.evaluate import Bounded, Truth, evaluate
from postloan.rules.explain import deciding
from postloan.rules.tree import Node

__all__ = ["Leaf", "Outline", "Trace", "leaf_key"]


def leaf_key(number: int) -> str:
    """Return the name under which formulas know a leaf."""
    return f"leaf_{number}"


@attrs.frozen(kw_only=True)
class Leaf:
    """One thing that is true, false or unknown by itself."""

    text: str
    """The comparison, as in `days_past_due > 90`; `signal:ID` is the signal on record."""
    tree: Node | None = None
    """Its tree; None where it is no comparison."""
    signal: int | None = None
    """Position of the signal that is on record, or not."""
    level: str | None = None
    """The fact or parameter at whose tier a floor stands: true where it is known, else unknown."""
    task: int | None = None
    """Position of an inspection or duty rule that reads the outcome: it stands as one leaf,
    because it is tried on every tier that may come out."""

    def truth(self, values: Mapping[str, Bounded], answer: Answer) -> Truth:
        """Return its truth by the walk.

        Args:
            values: facts, parameters and signals on record, as conditions read them.
            answer: what the policy answers about them.
        """
        if self.tree is not None:
            return evaluate(self.tree, values)
        if self.signal is not None:
            return values[self.text] is True
        if self.level is not None:
            return None if values.get(self.level) is None else True
        due, perhaps = answer[DUE:RESULTS]
        bit = 1 << (self.task or 0)
        return None if (perhaps or 0) & bit else bool((due or 0) & bit)


@attrs.frozen(eq=False)
class Trace:
    """The truth of every rule and of every leaf. Made by `Decision.trace` and `Outline.replay`.

    `Policy.outline` has their names. A rule has the truth that it has by itself, whether the
    policy applies or not; one that is not in force is False.
    """

    outline: Outline
    rules: tuple[Truth, ...]
    """In the order of `Outline.rules`; None is unknown."""
    leaves: tuple[Truth, ...]
    """In the order of `Outline.leaves`; None is unknown."""

    @property
    def masks(self) -> tuple[int, int]:
        """The leaves as two integers: which are true, and which are known.

        Bit n is that of leaf n. `Outline.replay` makes the trace from them again.
        """
        true, known = 0, 0
        for position, truth in enumerate(self.leaves):
            if truth is not None:
                known |= 1 << position
                true |= truth << position
        return true, known

    def truth(self, rule: str) -> Truth:
        """Return the truth of a rule by its id; raises `UnknownName`."""
        return self.rules[self.outline.position(rule)]

    def because(self, rule: str) -> tuple[tuple[str, Truth], ...]:
        """Return the comparisons that made a rule what it is, each with its truth.

        Raises:
            UnknownName: the policy has no such rule.
        """
        formula = self.outline.formulas[self.outline.position(rule)]
        values = dict(zip(self.outline.keys, self.leaves, strict=True))
        texts = dict(zip(self.outline.keys, self.outline.texts, strict=True))
        found = deciding(formula, values)
        return tuple((texts.get(r.comparison, r.comparison), r.truth) for r in found)


@attrs.frozen(eq=False, repr=False)
class Outline:
    """The leaves of a policy and its rules over them. Made by `Policy.outline`."""

    leaves: tuple[Leaf, ...]
    """Every leaf once, in the order in which they first stand in the scope, the base rows, the
    floors, the signals, the inspections and the duties."""
    rules: tuple[str, ...]
    """The ids of the rules in that order; `applies_to` is the scope, `ID[n]` row n of a base."""
    formulas: tuple[Node, ...]
    """For each rule, how it follows from the leaves."""

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The names under which formulas know the leaves."""
        return tuple(map(leaf_key, range(len(self.leaves))))

    @property
    def texts(self) -> tuple[str, ...]:
        """The text of each leaf."""
        return tuple(leaf.text for leaf in self.leaves)

    def position(self, rule: str) -> int:
        """Return where a rule stands; raises `UnknownName`."""
        if rule not in self.rules:
            raise UnknownName("rule", rule, self.rules)
        return self.rules.index(rule)

    def replay(self, true: int, known: int) -> Trace:
        """Return the trace of a decision from its masks, without facts.

        Args:
            true: the leaves that are true; bit n is that of leaf n.
            known: the leaves that are known.
        """
        leaves = tuple(
            bool(true >> n & 1) if known >> n & 1 else None for n in range(len(self.leaves))
        )
        return Trace(self, self.truths(leaves), leaves)

    def truths(self, leaves: tuple[Truth, ...]) -> tuple[Truth, ...]:
        """Return the truth of every rule from the truths of all leaves."""
        values = dict(zip(self.keys, leaves, strict=True))
        return tuple(evaluate(formula, values) for formula in self.formulas)
