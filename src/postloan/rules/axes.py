"""An axis while the comparisons that ask it are gathered: what they tell apart is its cells."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias, cast

import attrs

from postloan.rules.cells import ANY_OTHER, Cell, Domain, cells_of, merged
from postloan.rules.evaluate import Truth, Value
from postloan.rules.steps import Steps
from postloan.rules.vocabulary import Term

__all__ = ["Asked", "Draft", "Identity"]

Identity: TypeAlias = tuple[str, tuple[tuple[str, str], ...]]
"""A comparison: its text, and for each name the key and the scale that it is read on."""


@attrs.frozen
class Asked:
    """A comparison that asks one axis."""

    ask: Callable[[Value], Truth]
    cuts: frozenset[Fraction] | None = None
    """The numbers at which alone it changes; None where it may change anywhere."""
    words: frozenset[str] | None = None
    """The words that alone it tells from others; None where it may tell all apart."""

    def along(self, cells: Sequence[Cell]) -> Sequence[Truth]:
        """Return its truth in each cell, in order, without asking twice what is the same."""
        if self.words is not None:
            other, named = self.ask(ANY_OTHER), {word: self.ask(word) for word in self.words}
            return [named.get(cast("str", cell.value), other) for cell in cells]
        truths: list[Truth] = []
        for start, end in pairwise((*self._starts(cells), len(cells))):
            truths += [self.ask(cells[start].value)] * (end - start)
        return truths

    def _starts(self, cells: Sequence[Cell]) -> Iterable[int]:
        """Return the places from which on it may have another truth than before."""
        if self.cuts is None:
            return range(len(cells))
        starts = {0}
        for cut in self.cuts:
            # a cut may be a cell of its own, or lie between two
            at = bisect_left(cells, (False, cut), key=_reach)
            starts.update((at, at + 1, at + 2))
        return sorted(start for start in starts if start < len(cells))


@attrs.define
class Draft:
    """An axis while its comparisons are gathered."""

    facts: tuple[str, ...]
    term: Term | None = None
    outcomes: tuple[Value, ...] = ()
    """What a comparison of facts can come to."""
    read: Callable[[Mapping[str, Value]], Value] | None = None
    """How a comparison of facts comes out for their values."""
    follows: bool = False
    """Whether it is unknown exactly where one of its facts is."""
    cuts: set[Fraction] = attrs.field(factory=set)
    words: set[str] = attrs.field(factory=set)
    asked: dict[Identity, Asked] = attrs.field(factory=dict)

    def cells(
        self, key: str, domain: Callable[[str], Domain], steps: Steps, *, apart: bool
    ) -> list[Cell]:
        """Return the cells that its comparisons tell apart."""
        if self.term is None:
            cells = [Cell((outcome,)) for outcome in self.outcomes]
        else:
            cells = cells_of(self.term, domain(key), self.cuts, self.words)
        steps.take(len(cells) * (1 + len(self.asked)))
        if apart:
            return cells
        truths = [asked.along(cells) for asked in self.asked.values()]
        return merged(cells, zip(*truths, strict=True) if truths else [()] * len(cells))


def _reach(cell: Cell) -> tuple[bool, Fraction]:
    """Return how far up a cell of numbers goes, to be ordered by."""
    high = cell.span and cell.span.high
    return high is None, high or Fraction(0)
