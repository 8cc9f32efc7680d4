"""Where a comparison changes as one fact does, all others standing still."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeAlias

from postloan.rules.evaluate import Value
from postloan.rules.tree import Arithmetic, Call, Literal, Name, Negative, Node

__all__ = ["cuts_of"]

_Line: TypeAlias = tuple[Fraction, Fraction]
"""Slope and constant, so that the quantity is `slope * fact + constant`."""
_Lines: TypeAlias = frozenset[_Line]
"""Everything that a quantity, or a bound of it, may be: several where it takes a least or a
greatest, none where it is never known."""

_MOST_LINES: Final = 64
_ZERO: Final[_Lines] = frozenset(((Fraction(0), Fraction(0)),))


class _Undecided(Exception):
    """The fact is multiplied by itself, or there are too many lines."""


def cuts_of(
    left: Node, right: Node, key: str, values: Mapping[str, Value]
) -> frozenset[Fraction] | None:
    """Return the values of one fact at which the comparison of two quantities may change.

    Between two neighbours among them `left` compares with `right` in one way.

    Args:
        left: a checked quantity.
        right: another.
        key: of the fact.
        values: of all other facts and of parameters; one that is absent or None is unknown.

    Returns:
        The values, perhaps some more; None where the fact is multiplied by itself or there are
        too many.
    """
    turns: set[Fraction] = set()
    try:
        first, second = (_lines(side, key, values, turns) for side in (left, right))
    except _Undecided:
        return None
    return frozenset(turns | _meetings(first, second))


def _lines(node: Node, key: str, values: Mapping[str, Value], turns: set[Fraction]) -> _Lines:
    match node:
        case Literal(value=int() | Decimal() as value):
            return frozenset(((Fraction(0), Fraction(value)),))
        case Name():
            if node.resolved.key == key:
                return frozenset(((Fraction(1), Fraction(0)),))
            found = values.get(node.resolved.key)
            if not isinstance(found, int | Decimal):
                return frozenset()
            return frozenset(((Fraction(0), Fraction(found)),))
        case Negative(operand=operand):
            return frozenset((-slope, -by) for slope, by in _lines(operand, key, values, turns))
        case Call(arguments=arguments):
            every = [_lines(argument, key, values, turns) for argument in arguments]
            return _few(frozenset().union(*every))
        case Arithmetic(operator=operator, left=left, right=right):
            first, second = (_lines(side, key, values, turns) for side in (left, right))
            if operator in ("*", "/"):
                # a bound of a product changes sides where the other factor changes its sign
                turns |= _meetings(first, _ZERO) | _meetings(second, _ZERO)
            return _few(frozenset(_joined(operator, a, b) for a in first for b in second))
        case _:  # pragma: no cover -- check refuses a condition here
            message = f"not a quantity: {node}"
            raise TypeError(message)


def _joined(operator: str, first: _Line, second: _Line) -> _Line:
    match operator:
        case "+":
            return first[0] + second[0], first[1] + second[1]
        case "-":
            return first[0] - second[0], first[1] - second[1]
        case "/":
            return first[0] / second[1], first[1] / second[1]
        case _ if first[0] and second[0]:
            raise _Undecided
        case _:
            return first[0] * second[1] + second[0] * first[1], first[1] * second[1]


def _meetings(first: _Lines, second: _Lines) -> set[Fraction]:
    """Return where a line of one meets a line of the other."""
    return {
        (other[1] - line[1]) / (line[0] - other[0])
        for line in first
        for other in second
        if line[0] != other[0]
    }


def _few(lines: _Lines) -> _Lines:
    if len(lines) > _MOST_LINES:
        raise _Undecided
    return lines
