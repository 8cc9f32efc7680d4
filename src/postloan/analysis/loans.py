"""Whether there is a loan for which conditions have stated truths: found, proved not, or open."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import product
from typing import Final, TypeAlias, TypeVar

import attrs

from postloan.analysis.clean import cost_in
from postloan.analysis.concrete import Concrete
from postloan.analysis.solver import Solver
from postloan.errors import NotDecided
from postloan.policy.decisions.outcomes import PolicyOn
from postloan.rules.diagrams import Diagram, conjunction
from postloan.rules.evaluate import Truth, Value, evaluate
from postloan.rules.space import Space
from postloan.rules.steps import TooLarge
from postloan.rules.tree import Node

__all__ = ["COMPARES", "KNOWN", "POSSIBLE", "TOO_LARGE", "Loans", "Wanted", "Witness", "guarded"]

T = TypeVar("T")

Wanted: TypeAlias = tuple[Node, Collection[Truth]]
"""A condition, and the truths that it may have."""

KNOWN: Final[tuple[Truth, ...]] = (True,)
POSSIBLE: Final[tuple[Truth, ...]] = (True, None)
TOO_LARGE: Final = "its conditions have too many combinations"
COMPARES: Final = "it depends on conditions that compare facts with one another"

_QUESTION: Final = "whether there is such a loan"


@attrs.frozen
class Witness:
    """A loan that shows something."""

    values: Mapping[str, Value]
    """Its facts as conditions read them, by key; None is not known."""
    telling: tuple[str, ...]
    """The facts by which it differs from a clean loan."""


class Loans:
    """The loans that some conditions tell apart.

    Args:
        on: the policy.
        trees: the conditions that will be asked about.
        unknown: whether facts may be unknown.
        solver: is asked where cells do not decide.
        space: a space that was made for them already.
    """

    def __init__(
        self,
        on: PolicyOn,
        trees: Iterable[Node],
        *,
        unknown: bool = False,
        solver: Solver | None = None,
        space: Space | None = None,
    ) -> None:
        self._on = on
        self._trees = tuple(trees)
        self._unknown = unknown
        self._solver = solver
        self._made = space
        # by identity: two that are equal may read a name in two dimensions
        self._masks: dict[tuple[int, tuple[Truth, ...]], Diagram[Truth]] = {}

    @cached_property
    def space(self) -> Space:
        """Its space.

        Raises:
            NotDecided: it is too large.
        """
        return self._made or guarded(
            lambda: Space(self._trees, self._on.domain, unknown=self._unknown)
        )

    @cached_property
    def _concrete(self) -> Concrete:
        return Concrete(self.space, self._on)

    @cached_property
    def _cost(self) -> Callable[[int, int], int]:
        return cost_in(self.space, self._on)

    def excluded(self, *wanted: Wanted) -> bool:
        """Return whether cells alone prove that there is no such loan."""
        try:
            return True not in self.mask(*wanted).values()
        except NotDecided:
            return False

    def where(self, *wanted: Wanted) -> Witness | None:
        """Return a loan for which each condition has one of its truths; None: there is none.

        Raises:
            NotDecided: neither is shown.
        """

        def holds(facts: Mapping[str, Value]) -> bool:
            return all(evaluate(tree, facts) in truths for tree, truths in wanted)

        try:
            return self._found(self.mask(*wanted), [tree for tree, _ in wanted], holds)
        except NotDecided:
            if self._solver is None:
                raise
            return self._solved(self._solver, wanted)

    def mask(self, *wanted: Wanted) -> Diagram[Truth]:
        """Return where each condition has one of its truths, as true and false.

        Raises:
            NotDecided: there are too many cells.
        """
        return guarded(lambda: self._mask(wanted))

    def some(self, diagram: Diagram[Truth]) -> Witness | None:
        """Return a loan for which a diagram is true; None: there is none.

        Raises:
            NotDecided: neither is shown.
        """

        def holds(facts: Mapping[str, Value]) -> bool:
            return diagram.at(self.space.cells(facts)) is True

        return self._found(diagram, self._trees, holds)

    def _found(
        self,
        diagram: Diagram[Truth],
        trees: Iterable[Node],
        holds: Callable[[Mapping[str, Value]], bool],
    ) -> Witness | None:
        way = diagram.cheapest(lambda truth: truth is True, self._cost)
        if way is None:
            return None
        values = self._concrete.loan(way, trees, holds)
        if values is None:
            raise NotDecided(_QUESTION, COMPARES)
        return self._witness(values)

    def _witness(self, values: Mapping[str, Value]) -> Witness:
        clean = self._concrete.clean
        return Witness(values, tuple(key for key in values if values[key] != clean.get(key)))

    def _mask(self, wanted: Iterable[Wanted]) -> Diagram[Truth]:
        found: Diagram[Truth] = self.space.forest.constant(True)
        for tree, truths in wanted:
            key = id(tree), tuple(truths)
            if key not in self._masks:
                diagram = self.space.diagram(tree)
                self._masks[key] = self.space.forest.mapped(_Among(key[1]), diagram)
            found = conjunction(found, self._masks[key])
        return found

    def _solved(self, solver: Solver, wanted: Sequence[Wanted]) -> Witness | None:
        trees = [tree for tree, _ in wanted]
        for truths in product(*(truths for _, truths in wanted)):
            found = solver.facts_where(list(zip(trees, truths, strict=True)), self._on.domain)
            if found is not None:
                if self._unknown:
                    return self._witness(found)
                known = {key: value for key, value in found.items() if value is not None}
                return self._witness({**self._concrete.clean, **known})
        return None


@attrs.frozen
class _Among:
    """Says of a truth whether it is among some."""

    truths: tuple[Truth, ...]

    def __call__(self, truth: Truth) -> Truth:
        return truth in self.truths


def guarded(ask: Callable[[], T]) -> T:
    """Return what `ask` returns.

    Raises:
        NotDecided: what it builds becomes too large.
    """
    try:
        return ask()
    except TooLarge:
        raise NotDecided(_QUESTION, TOO_LARGE) from None
