"""A region in a person's words: each fact that matters, with its values in its unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, Inexact
from fractions import Fraction
from functools import reduce
from itertools import groupby
from typing import Final, cast

from postloan.analysis.clean import NO_CURRENCY
from postloan.analysis.ground import NOT_RECORDED, Ground
from postloan.analysis.regions import Box
from postloan.money import EXACT
from postloan.policy.decisions.wording import value_words
from postloan.rules.cells import ANY_OTHER, UNKNOWN, Axis, Cell, Span
from postloan.rules.evaluate import Value
from postloan.rules.space import AGAINST
from postloan.rules.vocabulary import Term

__all__ = ["box_words", "joined"]

_SIGNS: Final[Mapping[frozenset[Value], str]] = {
    frozenset((-1,)): "<",
    frozenset((0,)): "==",
    frozenset((1,)): ">",
    frozenset((-1, 0)): "<=",
    frozenset((0, 1)): ">=",
    frozenset((-1, 1)): "!=",
}


def joined(words: Sequence[str], conjunction: str) -> str:
    """Return words with commas, and a conjunction before the last.

    >>> joined(["a", "b", "c"], "or")
    'a, b or c'
    """
    return f" {conjunction} ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def box_words(ground: Ground, box: Box) -> Iterator[str]:
    """Yield a phrase for each axis that a box restricts, as in `days_past_due 61-90`.

    Facts that are false are put together at the end.
    """
    false = []
    for place in sorted(box):
        axis = ground.axes[place]
        cells = [axis.cells[cell] for cell in sorted(box[place])]
        if axis.term is not None and cells == [Cell((False,))]:
            false.append(axis.key)
        else:
            yield _comparison(axis, cells) if axis.term is None else _fact(ground, axis, cells)
    if false:
        yield f"{joined(false, 'and')} false"


def _comparison(axis: Axis, cells: Sequence[Cell]) -> str:
    """Return how facts compare, as a condition is written."""
    points = frozenset(point for cell in cells for point in cell.points)
    if AGAINST in axis.key:
        left, _, right = axis.key.partition(AGAINST)
        return f"{left} {_SIGNS[points]} {right}"
    words = {True: axis.key, False: f"not ({axis.key})", None: f"({axis.key}) not known"}
    return joined([words[point] for point in words if point in points], "or")


def _fact(ground: Ground, axis: Axis, cells: Sequence[Cell]) -> str:
    """Return what a fact is in some of its cells."""
    known = [cell for cell in axis.cells if cell not in (UNKNOWN, NOT_RECORDED)]
    held = [cell for cell in known if cell in cells]
    words = ["known"] if held == known else list(_values(ground, axis, known, held))
    words += [
        word
        for cell, word in ((UNKNOWN, "not known"), (NOT_RECORDED, "not recorded"))
        if cell in cells
    ]
    return f"{axis.key} {joined(words, 'or')}"


def _values(
    ground: Ground, axis: Axis, known: Sequence[Cell], held: Sequence[Cell]
) -> Iterator[str]:
    """Yield the values of a fact in its cells `held`, neighbours together."""
    if known[0].span is not None:
        for together, run in groupby(known, held.__contains__):
            if together:
                yield _span(ground, axis, reduce(Cell.joined, run), known)
        return
    points = [point for cell in held for point in cell.points]
    if ANY_OTHER in points:
        points = [point for cell in known if cell not in held for point in cell.points]
        yield f"other than {joined([value_words(point) for point in points], 'or')}"
    else:
        yield from map(value_words, points)


def _span(ground: Ground, axis: Axis, cell: Cell, known: Sequence[Cell]) -> str:
    """Return the numbers or levels of a run of cells; an end of all there is goes unsaid."""
    span = cast("Span", cell.span)
    starts, ends = (cell.points[n] == known[n].points[n] for n in (0, -1))
    kind = cast("Term", axis.term).kind
    if kind == "tier":
        levels = ground.pair.on[0].dimension.scale.tiers
        low, high = (levels[int(cast("Fraction", end))] for end in (span.low, span.high))
        if low == high:
            return str(low)
        return f"{high} or better" if starts else f"{low} or worse" if ends else f"{low} to {high}"
    words = _numbers(span, starts=starts, ends=ends)
    stated = kind == "money" and ground.pair.currency != NO_CURRENCY
    return f"{words} {ground.pair.currency}" if stated else words


def _numbers(span: Span, *, starts: bool, ends: bool) -> str:
    """Return an interval; one that starts or ends where all numbers do has no end there."""
    low = "" if starts or span.low is None else _number(span.low)
    high = "" if ends or span.high is None else _number(span.high)
    if span.low == span.high and span.low is not None:
        return _number(span.low)
    if low and high and span.low_in and span.high_in and not low.startswith("-"):
        return f"{low}\N{EN DASH}{high}"
    return " and ".join(
        f"{word} {end}"
        for word, end in (
            ("from" if span.low_in else "above", low),
            ("up to" if span.high_in else "below", high),
        )
        if end
    )


def _number(end: Fraction) -> str:
    """Return a number as a decimal, or as a fraction where there is none."""
    try:
        return f"{EXACT.divide(Decimal(end.numerator), Decimal(end.denominator)):f}"
    except Inexact:
        return str(end)
