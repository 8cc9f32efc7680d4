"""Making the outline of a policy: each rule as a formula over numbered leaves."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator

import attrs

from postloan.policy.clauses.contents import Contents
from postloan.policy.clauses.kinds import Floor, Rule, SignalRule
from postloan.policy.compiled.outline import Leaf, Outline, leaf_key
from postloan.policy.judging.judge import level_key
from postloan.rules.condition import Condition
from postloan.rules.render import render
from postloan.rules.tree import And, Literal, Name, Node, Not, Or, names_in
from postloan.rules.vocabulary import Term

__all__ = ["outline_of"]


def outline_of(contents: Contents, standing: Collection[str]) -> Outline:
    """Return the outline of a policy; a rule whose id is not in `standing` never holds."""
    outlining = _Outlining(contents, standing)
    formulas = {
        id: formula if rule is None or rule.id in standing else Literal(False)
        for id, rule, formula in outlining.formulas()
    }
    return Outline(tuple(outlining.leaves), tuple(formulas), tuple(formulas.values()))


@attrs.define
class _Outlining:
    contents: Contents
    standing: Collection[str]
    leaves: list[Leaf] = attrs.field(factory=list, init=False)
    _names: dict[Hashable, Name] = attrs.field(factory=dict, init=False)

    def formulas(self) -> Iterator[tuple[str, Rule | None, Node]]:
        """Yield each rule, with the id under which it is told, as a formula."""
        contents = self.contents
        if contents.applies_to is not None:
            yield "applies_to", None, self._all([contents.applies_to])
        for base in contents.bases:
            for n, row in enumerate(base.rows):
                yield f"{base.id}[{n}]", base, self._all([*base.conditions, row.when])
        for floor in contents.floors:
            yield floor.id, floor, self._floor(floor)
        for n, signal in enumerate(contents.signals):
            yield signal.id, signal, self._signal(n, signal)
        for n, rule in enumerate((*contents.inspections, *contents.duties)):
            if rule.reads_outcome:
                text = render(_joined([condition.tree for condition in rule.conditions]))
                yield rule.id, rule, self._leaf(rule.id, Leaf(text=text, task=n))
            else:
                yield rule.id, rule, self._all(rule.conditions)

    def _floor(self, floor: Floor) -> Node:
        parts = [self._all(floor.conditions)] if floor.conditions else []
        if floor.signal is not None:
            signal = self.contents.signal(floor.signal)
            raised = self._signal(self.contents.signals.index(signal), signal)
            parts.append(raised if signal.id in self.standing else Literal(False))
        level = level_key(floor)
        if level is not None:
            parts.append(self._leaf(("level", level), Leaf(text=level, level=level)))
        return _joined(parts)

    def _signal(self, n: int, signal: SignalRule) -> Node:
        recorded = self._leaf(signal.key, Leaf(text=signal.key, signal=n))
        if signal.when is None:
            return recorded
        return Or((recorded, self._all(signal.conditions)))

    def _all(self, conditions: Iterable[Condition]) -> Node:
        return _joined([self._formula(condition.tree) for condition in conditions])

    def _formula(self, tree: Node) -> Node:
        """Return a tree in which each comparison is replaced by the name of its leaf."""
        match tree:
            case And(operands=operands):
                return And(tuple(map(self._formula, operands)))
            case Or(operands=operands):
                return Or(tuple(map(self._formula, operands)))
            case Not(operand=operand):
                return Not(self._formula(operand))
            case Literal():
                return tree
            case _:
                # trees are equal whatever their names stand for, which a scope may change
                key = (tree, tuple(name.resolved for name in names_in(tree)))
                return self._leaf(key, Leaf(text=render(tree), tree=tree))

    def _leaf(self, key: Hashable, leaf: Leaf) -> Name:
        if key not in self._names:
            id = leaf_key(len(self.leaves))
            self._names[key] = Name(id, term=Term(key=id, role="fact", kind="bool"))
            self.leaves.append(leaf)
        return self._names[key]


def _joined(parts: list[Node]) -> Node:
    return And(tuple(parts)) if len(parts) > 1 else parts[0] if parts else Literal(True)
