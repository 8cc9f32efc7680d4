"""Values of one fact, as a person states them: from here to there, or these words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeAlias, cast

import attrs

from postloan.facts.fact import FactValue
from postloan.money import Money
from postloan.rules.cells import ANY_OTHER, Cell, Domain, Span, decimal_of
from postloan.rules.evaluate import Value
from postloan.rules.vocabulary import Term
from postloan.tiers import Scale, Tier
from postloan.units import DECIMAL

__all__ = ["End", "FactRange", "Present"]

End: TypeAlias = int | Decimal | Fraction | Tier
"""An end of a range, in the fact's unit; a fraction only where no decimal is equal to it."""

_COUNTED: Final = ("days", "months")


@attrs.frozen(kw_only=True)
class FactRange:
    """Values of one fact: from `low` to `high`, or some words.

    >>> days = FactRange(fact="days_past_due", known=True, unit="days", low=1, high=90)
    >>> print(days)
    from 1 to 90 days
    >>> days.holds(90), days.holds(91)
    (True, False)
    """

    fact: str
    """Name of the fact, or `signal:ID` for whether a signal is on record."""
    known: bool
    """Whether the fact is known now."""
    unit: str = ""
    """What its numbers count: `days`, `months` or a currency; empty for everything else."""
    low: End | None = None
    """The least number or best tier; None is the least that the fact can be."""
    high: End | None = None
    """The greatest number or worst tier; None is the greatest that the fact can be."""
    low_in: bool = True
    """Whether `low` itself belongs to it."""
    high_in: bool = True
    """Whether `high` itself belongs to it."""
    choices: tuple[bool | str, ...] = ()
    """The words that will do, or true or false; () where there is no list of them."""
    excluded: tuple[str, ...] = ()
    """The words that will not do, where every other will."""

    def holds(self, value: FactValue) -> bool:
        """Return whether `value`, one that the fact can have, lies in it."""
        if isinstance(value, bool | str):
            return value in self.choices if self.choices else value not in self.excluded
        low = None if self.low is None else _number(self.low)
        high = None if self.high is None else _number(self.high)
        return Span(low, high, self.low_in, self.high_in).holds(_number(value))

    def __str__(self) -> str:
        if self.choices:
            return _either([_text(choice) for choice in self.choices])
        if self.excluded:
            return f"anything but {_either(self.excluded)}"
        last = self.low if self.high is None else self.high
        if last is None:
            return "anything"
        if isinstance(last, Tier):
            return self._levels()
        one = self.unit in _COUNTED and last == 1
        unit = f" {self.unit[:-1] if one else self.unit}" if self.unit else ""
        return f"{self._numbers()}{unit}"

    def _levels(self) -> str:
        if self.low is None:
            return f"{self.high} or better"
        if self.high is None:
            return f"{self.low} or worse"
        return f"{self.low}" if self.low == self.high else f"from {self.low} to {self.high}"

    def _numbers(self) -> str:
        low = None if self.low is None else _text(self.low)
        high = None if self.high is None else _text(self.high)
        if low is not None and low == high:
            return low
        if low is not None and high is not None and self.low_in and self.high_in:
            return f"from {low} to {high}"
        least = f"{'at least' if self.low_in else 'more than'} {low}"
        most = f"{'at most' if self.high_in else 'less than'} {high}"
        if low is None or high is None:
            return most if low is None else least
        return f"{least} and {most}"


@attrs.frozen(kw_only=True)
class Present:
    """A fact as it is now, against which other values of it are held."""

    term: Term
    domain: Domain
    value: Value
    """As conditions read it; None is unknown."""
    scale: Scale | None
    """Of a tier; None of anything else."""
    currency: str
    """Of an amount; empty where none is stated."""

    def holds(self, cell: Cell, cells: Iterable[Cell]) -> bool:
        """Return whether the present value lies in a cell, `cells` being all there are."""
        if cell.span is not None:
            return self.value is not None and cell.span.holds(_number(self.value))
        other = ANY_OTHER in cell.points and not any(self.value in one.points for one in cells)
        return self.value is not None and (other or self.value in cell.points)

    def nearest(self, cell: Cell) -> Value:
        """Return the value of a cell that is nearest to the present one, of those it names."""
        if cell.span is None or self.value is None:
            return cell.value
        here = _number(self.value)
        return min(cell.points, key=lambda point: abs(_number(point) - here))

    def distance(self, cell: Cell) -> Fraction:
        """Return how far the fact has to go, from 0 to 1.

        Of a number it is the way to the nearest end as a share of the greater of the two, of a
        tier as a share of the scale, of all else 1. From what is not known, nothing is far.
        """
        if self.value is None:
            return Fraction(0)
        if cell.span is None:
            return Fraction(1)
        here = _number(self.value)
        ends = (end for end in (cell.span.low, cell.span.high) if end is not None)
        gap, end = min((abs(end - here), end) for end in ends)
        if self.scale is not None:
            return gap / (self.domain.levels - 1)
        # an open end may be where the fact is
        return gap / max(abs(end), abs(here)) if gap else gap

    def range(self, cell: Cell, cells: Iterable[Cell]) -> FactRange:
        """Return a cell in the terms of the fact, `cells` being all there are."""
        found = FactRange(fact=self.term.key, known=self.value is not None, unit=self._unit)
        if cell.span is not None:
            low, high = self._ends(cell.span)
            return attrs.evolve(
                found, low=low, high=high, low_in=cell.span.low_in, high_in=cell.span.high_in
            )
        words = _words(cell)
        others = tuple(word for other in cells for word in _words(other) if word not in words)
        if ANY_OTHER not in words and others:
            return attrs.evolve(found, choices=words)
        return attrs.evolve(found, excluded=tuple(word for word in others if isinstance(word, str)))

    @property
    def _unit(self) -> str:
        if self.term.kind == "money":
            return self.currency
        return self.term.kind if self.term.kind in _COUNTED else ""

    def _ends(self, span: Span) -> tuple[End | None, End | None]:
        """Return the ends of a span, those left out beyond which the fact cannot be anyway."""
        low, high = span.low, span.high
        if low != high:
            best, worst = (0, self.domain.levels - 1) if self.scale else (None, None)
            low = None if low in (self.domain.minimum, best) and span.low_in else low
            high = None if high in (self.domain.maximum, worst) and span.high_in else high
        return self._end(low), self._end(high)

    def _end(self, end: Fraction | None) -> End | None:
        if end is None:
            return None
        if self.scale is not None:
            return self.scale.tiers[int(end)]
        if self.term.kind not in DECIMAL:
            return int(end)
        decimal = decimal_of(end)
        return end if decimal is None else decimal


def _number(value: Value | End | Money) -> Fraction:
    match value:
        case Money():
            return Fraction(value.amount)
        case Tier():
            return Fraction(value.rank)
        case _:
            return Fraction(cast("int | Decimal | Fraction", value))


def _text(value: End | bool | str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _words(cell: Cell) -> tuple[bool | str, ...]:
    return tuple(point for point in cell.points if isinstance(point, bool | str))


def _either(words: Sequence[str]) -> str:
    *before, last = words
    return f"{', '.join(before)} or {last}" if before else last
