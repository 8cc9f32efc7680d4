"""One fact alone: its values, cut where some comparison changes while all others stand still."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import TypeAlias

from postloan.rules.cells import Cell, Domain, cells_of
from postloan.rules.evaluate import Value
from postloan.rules.linear import cuts_of
from postloan.rules.simplify import leaves
from postloan.rules.tree import Compare, Literal, Member, Node, names_in
from postloan.rules.vocabulary import Term
from postloan.units import NUMERIC

__all__ = ["Sides", "cells_alone", "comparisons_in"]

Sides: TypeAlias = tuple[Node, Node]
"""What is compared with what."""


def comparisons_in(trees: Iterable[Node]) -> Iterator[tuple[Sides, frozenset[str]]]:
    """Yield every comparison of two operands in checked conditions, with the facts it reads."""
    for tree in trees:
        for leaf in leaves(tree):
            for sides in _sides(leaf):
                names = (name.resolved for side in sides for name in names_in(side))
                yield sides, frozenset(term.key for term in names if term.role == "fact")


def cells_alone(
    comparisons: Iterable[Sides], term: Term, domain: Domain, values: Mapping[str, Value]
) -> list[Cell] | None:
    """Return the cells of one fact, each value in exactly one, for given values of the others.

    Comparisons of facts with one another are exact here: the others stand still.

    Args:
        comparisons: those that read the fact.
        term: what the fact is.
        domain: what it can be.
        values: of all other facts and of parameters; one that is absent or None is unknown.

    Returns:
        The cells, none for "unknown"; None where a comparison multiplies the fact by itself or
        is too large.
    """
    cuts: set[Fraction] = set()
    words: set[str] = set()
    for left, right in comparisons:
        if term.kind in NUMERIC:
            found = cuts_of(left, right, term.key, values)
            if found is None:
                return None
            cuts |= found
        else:
            words.update(_words((left, right)))
    return cells_of(term, domain, cuts, words)


def _sides(leaf: Node) -> Iterator[Sides]:
    if isinstance(leaf, Compare):
        yield from ((left, right) for left, _, right in leaf.pairs())
    elif isinstance(leaf, Member):
        yield from ((leaf.operand, choice) for choice in leaf.choices)


def _words(sides: Sides) -> Iterator[str]:
    for side in sides:
        if isinstance(side, Literal) and isinstance(side.value, str):
            yield side.value
