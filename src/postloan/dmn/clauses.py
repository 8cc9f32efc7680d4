"""A condition as alternatives of cells: what one row of a decision table can test.

A row tests each column by itself, and a loan matches where every test does. A column is a fact,
or a comparison of quantities, which is then true, false or null.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Final, TypeAlias, cast

import attrs

from postloan.dmn.feel import Unsayable, comparison, has_limits
from postloan.rules.evaluate import Truth, evaluate, matches
from postloan.rules.simplify import PLAIN, simplified
from postloan.rules.space import Space
from postloan.rules.tree import And, Compare, Comparison, Name, Node, Not, Or, names_in
from postloan.units import NUMERIC

__all__ = [
    "FALSE",
    "MOST_CLAUSES",
    "NOT_FALSE",
    "TOO_MANY",
    "TRUE",
    "TRUTHS",
    "Clause",
    "Columns",
    "Relation",
    "both",
    "covers",
    "either",
]

TRUE: Final[frozenset[Truth]] = frozenset((True,))
FALSE: Final[frozenset[Truth]] = frozenset((False,))
NOT_FALSE: Final[frozenset[Truth]] = frozenset((True, None))
_OPPOSITE: Final[Mapping[Truth, Truth]] = {True: False, False: True, None: None}

MOST_CLAUSES: Final = 1000
"""Alternatives of one condition, after which nobody could read the table."""
TOO_MANY: Final = f"it takes more than {MOST_CLAUSES} rows"
_MOST_TRIED: Final = 20 * MOST_CLAUSES

Clause: TypeAlias = Mapping[int, frozenset[int]]
"""The cells that each tested column may be in. A column that is not tested is not there."""

TRUTHS: Final[tuple[Truth, ...]] = (False, True, None)
"""The cells of a column that compares facts."""


@attrs.frozen
class Relation:
    """A comparison of quantities that has a column of its own."""

    place: int
    """Its column."""
    leaf: Compare
    """In two operands; `<`, `==` or `>`."""

    @property
    def text(self) -> str:
        """The comparison in FEEL."""
        ((operator, right),) = self.leaf.rest
        return comparison(self.leaf.first, operator, right)

    @property
    def facts(self) -> tuple[str, ...]:
        """The keys of the facts that it reads, in their order."""
        return tuple(dict.fromkeys(name.resolved.key for name in names_in(self.leaf)))


@attrs.define
class Columns:
    """The columns of a table: an axis of the space each, then the comparisons of quantities."""

    space: Space
    relations: dict[str, Relation] = attrs.field(factory=dict)
    """By what they say in FEEL."""

    def clauses(self, tree: Node, wanted: frozenset[Truth]) -> list[Clause]:
        """Return alternatives that together say that a condition has one of the truths wanted.

        Raises:
            Unsayable: a comparison is none of FEEL's, or there are too many alternatives.
        """
        return self._clauses(simplified(tree), wanted)

    def _clauses(self, tree: Node, wanted: frozenset[Truth]) -> list[Clause]:
        match tree:
            case Not(operand=operand):
                return self._clauses(operand, frozenset(_OPPOSITE[truth] for truth in wanted))
            case And(operands=operands):
                parts = [self._clauses(operand, wanted) for operand in operands]
                return both(*parts) if True in wanted else either(*parts)
            case Or(operands=operands):
                parts = [self._clauses(operand, wanted) for operand in operands]
                return either(*parts) if True in wanted else both(*parts)
            case _:
                return self._leaf(tree, wanted)

    def _leaf(self, leaf: Node, wanted: frozenset[Truth]) -> list[Clause]:
        placed = self.space.asked(leaf)
        if placed is None:
            return [{}] if evaluate(leaf, {}) in wanted else []
        place, truths = placed
        axis = self.space.axes[place]
        cells = [n for n, truth in enumerate(truths) if truth in wanted]
        if axis.term is not None and has_limits(axis, cells):
            return _one(place, cells, of=len(axis.cells))
        return self._relation(cast("Compare", leaf), wanted)

    def _relation(self, leaf: Compare, wanted: frozenset[Truth]) -> list[Clause]:
        left, ((operator, right),) = leaf.first, leaf.rest
        if isinstance(left, Name) and left.resolved.kind not in NUMERIC:
            return self._listed(left, operator, cast("Name", right), wanted)
        plain, holds = PLAIN[operator]
        place = len(self.space.axes) + len(self.relations)
        found = Relation(place, Compare(left, ((plain, right),)))
        relation = self.relations.setdefault(found.text, found)
        if not holds:
            wanted = frozenset(_OPPOSITE[truth] for truth in wanted)
        cells = [n for n, truth in enumerate(TRUTHS) if truth in wanted]
        return _one(relation.place, cells, of=len(TRUTHS))

    def _listed(
        self, left: Name, operator: Comparison, right: Name, wanted: frozenset[Truth]
    ) -> list[Clause]:
        """Return alternatives for two facts that are no quantities, value by value.

        FEEL would compare tiers by the alphabet.
        """
        places = [self.space.place(side.resolved.key) for side in (left, right)]
        axes = [self.space.axes[place] for place in places]
        found: list[Clause] = []
        for first, cell in enumerate(axes[0].cells):
            values = {left.resolved.key: cell.value}
            seconds = frozenset(
                second
                for second, other in enumerate(axes[1].cells)
                if matches(left, operator, right, {**values, right.resolved.key: other.value})
                in wanted
            )
            if seconds:
                found.append({places[0]: frozenset((first,)), places[1]: seconds})
        return found


def both(*parts: Sequence[Clause]) -> list[Clause]:
    """Return alternatives that say all of what each of `parts` says.

    Raises:
        Unsayable: there would be too many.
    """
    found: list[Clause] = [{}]
    for part in parts:
        if len(found) * len(part) > _MOST_TRIED:
            raise Unsayable(TOO_MANY)
        joined = (_joined(first, second) for first, second in product(found, part))
        found = _distinct(clause for clause in joined if clause is not None)
    return found


def either(*parts: Sequence[Clause]) -> list[Clause]:
    """Return alternatives that say what any of `parts` says."""
    return [clause for part in parts for clause in part]


def covers(wide: Clause, narrow: Clause) -> bool:
    """Return whether every loan in `narrow` is in `wide`."""
    return all(place in narrow and narrow[place] <= cells for place, cells in wide.items())


def _distinct(clauses: Iterable[Clause]) -> list[Clause]:
    """Return clauses without those that another covers, in their order."""
    found: list[Clause] = []
    for clause in clauses:
        if not any(covers(wide, clause) for wide in found):
            found = [narrow for narrow in found if not covers(clause, narrow)]
            found.append(clause)
        if len(found) > MOST_CLAUSES:
            raise Unsayable(TOO_MANY)
    return found


def _joined(first: Clause, second: Clause) -> Clause | None:
    """Return what is in both clauses; None for nothing."""
    found = dict(first)
    for place, cells in second.items():
        found[place] = found.get(place, cells) & cells
        if not found[place]:
            return None
    return found


def _one(place: int, cells: Sequence[int], *, of: int) -> list[Clause]:
    """Return the clauses that say that one column is in some of its cells."""
    if len(cells) == of:
        return [{}]
    return [{place: frozenset(cells)}] if cells else []
