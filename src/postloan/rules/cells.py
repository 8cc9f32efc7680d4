"""Cells: the values of one fact, cut where some condition changes.

What lies between two cuts is one cell, and so is "not known". Every value of a cell gives every
condition the same truth, so that one value of each is all that has to be looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Final

import attrs

from postloan.money import EXACT
from postloan.rules.evaluate import Value
from postloan.rules.vocabulary import Term
from postloan.units import DECIMAL, NUMERIC

__all__ = [
    "ANY_OTHER",
    "UNKNOWN",
    "Axis",
    "Cell",
    "Domain",
    "Span",
    "cells_of",
    "decimal_of",
    "merged",
    "unnamed",
]

ANY_OTHER: Final = "\N{REPLACEMENT CHARACTER}"
"""Stands for every word of an open code that no condition names."""


@attrs.frozen(kw_only=True)
class Domain:
    """What a fact can be."""

    minimum: int | None = None
    """The least number; None is unbounded."""
    maximum: int | None = None
    """The greatest number; None is unbounded."""
    words: tuple[str, ...] = ()
    """The words of an enum, or of a code that is closed; () elsewhere."""
    levels: int = 0
    """Of a tier: how many levels its scale has."""


@attrs.frozen
class Span:
    """Numbers, or ranks of a scale, from one end to the other; None is unbounded."""

    low: Fraction | None
    high: Fraction | None
    low_in: bool = True
    """Whether `low` itself belongs to it."""
    high_in: bool = True
    """Whether `high` itself belongs to it."""

    def holds(self, number: Fraction) -> bool:
        """Return whether `number` lies in it."""
        above = self.low is None or self.low < number or (self.low_in and self.low == number)
        below = self.high is None or number < self.high or (self.high_in and self.high == number)
        return above and below


@attrs.frozen
class Cell:
    """Values of one axis that no condition tells apart."""

    points: tuple[Value, ...]
    """Some of its values, those at its ends among them; of words all. `(None,)` is unknown.

    On an axis that compares facts: -1, 0 and 1 for less, equal and greater, or true and false.
    """
    span: Span | None = None
    """The numbers it holds; None of anything else."""

    @property
    def value(self) -> Value:
        """The value that stands for all of it; None is unknown."""
        return self.points[0]

    def joined(self, other: Cell) -> Cell:
        """Return the cell that holds both, where `other` follows this one."""
        span = self.span
        if span is not None and other.span is not None:
            span = attrs.evolve(span, high=other.span.high, high_in=other.span.high_in)
        return Cell(self.points + other.points, span)


UNKNOWN: Final = Cell((None,))
"""The cell of what is not known."""


@attrs.frozen
class Axis:
    """One thing that conditions ask about."""

    key: str
    """The fact, or the comparison as it is written."""
    facts: tuple[str, ...]
    """The facts it speaks of; several where it compares them with one another."""
    cells: tuple[Cell, ...]
    """In order, the unknown last."""
    term: Term | None = None
    """What the fact is; None where it compares."""

    def cell(self, value: Value) -> int:
        """Return the place of the cell that a value of the fact falls into; raises `ValueError`."""
        for place, cell in enumerate(self.cells):
            if cell.span is None or not isinstance(value, int | Decimal):
                if value in cell.points:
                    return place
            elif cell.span.holds(Fraction(value)):
                return place
        others = (place for place, cell in enumerate(self.cells) if ANY_OTHER in cell.points)
        found = next(others, None)
        if found is None:
            raise ValueError(f"{self.key} cannot be {value}")
        return found


def cells_of(
    term: Term, domain: Domain, cuts: Iterable[Fraction], words: Iterable[str]
) -> list[Cell]:
    """Return the finest cells of a fact, each value in exactly one.

    Args:
        term: what the fact is.
        domain: what it can be.
        cuts: numbers at which some condition changes.
        words: words that some condition names.
    """
    if term.kind == "bool":
        return [Cell((False,)), Cell((True,))]
    if term.kind == "tier":
        return [
            Cell((rank,), Span(Fraction(rank), Fraction(rank))) for rank in range(domain.levels)
        ]
    if term.kind not in NUMERIC:
        return [Cell((word,)) for word in domain.words or (*sorted(words), ANY_OTHER)]
    spans = (_dense if term.kind in DECIMAL else _whole)(sorted(set(cuts)))
    return [
        Cell(_points(clipped, whole=term.kind not in DECIMAL), clipped)
        for span in spans
        if (clipped := _clipped(span, domain)) is not None
    ]


def unnamed(word: str, named: Collection[Value]) -> str:
    """Return a word that is not among those named, to stand for `ANY_OTHER`: this, or longer."""
    while word in named:
        word += "_"
    return word


def merged(cells: Iterable[Cell], marks: Iterable[Hashable]) -> list[Cell]:
    """Return `cells` with those joined whose marks are equal; numbers only if neighbours.

    Args:
        cells: in their order.
        marks: one of each cell; they are taken one by one.
    """
    found: list[Cell] = []
    places: dict[Hashable, int] = {}
    for cell, mark in zip(cells, marks, strict=True):
        place = places.get(mark)
        if place is None or (cell.span is not None and place != len(found) - 1):
            places[mark] = len(found)
            found.append(cell)
        else:
            found[place] = found[place].joined(cell)
    return found


def _whole(cuts: list[Fraction]) -> Iterator[Span]:
    """Yield integers from one change to the next."""
    starts = sorted({start for cut in cuts for start in (ceil(cut), floor(cut) + 1)})
    ends: list[Fraction | None] = [Fraction(start - 1) for start in starts]
    yield from map(Span, [None, *map(Fraction, starts)], [*ends, None])


def _dense(cuts: list[Fraction]) -> Iterator[Span]:
    """Yield each cut that a decimal can be, and what lies between."""
    below: Fraction | None = None
    for cut in cuts:
        yield Span(below, cut, low_in=False, high_in=False)
        if decimal_of(cut) is not None:
            yield Span(cut, cut)
        below = cut
    yield Span(below, None, low_in=False)


def _clipped(span: Span, domain: Domain) -> Span | None:
    """Return what of a span lies in the domain; None for nothing."""
    least, most = domain.minimum, domain.maximum
    if least is not None and (span.low is None or span.low < least):
        span = attrs.evolve(span, low=Fraction(least), low_in=True)
    if most is not None and (span.high is None or span.high > most):
        span = attrs.evolve(span, high=Fraction(most), high_in=True)
    if span.low is None or span.high is None or span.low < span.high:
        return span
    return span if span.low == span.high and span.low_in and span.high_in else None


def _points(span: Span, *, whole: bool) -> tuple[Value, ...]:
    """Return values of a span: its ends, or one inside."""
    ends = [
        end
        for end, belongs in ((span.low, span.low_in), (span.high, span.high_in))
        if end is not None and belongs
    ]
    numbers = [decimal_of(end) for end in dict.fromkeys(ends)] or [_between(span.low, span.high)]
    return tuple(int(number) if whole else number for number in numbers if number is not None)


def _between(low: Fraction | None, high: Fraction | None) -> Decimal:
    """Return the shortest decimal strictly between two numbers."""
    if low is None:
        return Decimal(0 if high is None else ceil(high) - 1)
    digits = 0
    while True:
        number = Fraction(floor(low * 10**digits) + 1, 10**digits)
        if high is None or number < high:
            return EXACT.scaleb(Decimal(int(number * 10**digits)), -digits)
        digits += 1


def decimal_of(number: Fraction) -> Decimal | None:
    """Return the decimal equal to a fraction, or None where there is none."""
    rest, digits = number.denominator, 0
    while rest % 10 == 0:
        rest //= 10
        digits += 1
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
            digits += 1
    if rest != 1:
        return None
    return EXACT.scaleb(Decimal(int(number * 10**digits)), -digits)
