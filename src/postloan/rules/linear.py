"""Where a comparison of one fact with constants changes."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from postloan.rules.tree import Arithmetic, Literal, Name, Negative, Node

__all__ = ["cut_of"]

_Line: TypeAlias = tuple[Fraction, Fraction]
"""Slope and constant, so that the quantity is `slope * fact + constant`."""


class _Unstated(Exception):
    """A parameter has no value, so that the comparison is never known."""


def cut_of(left: Node, right: Node) -> tuple[Fraction, ...] | None:
    """Return the values of the one fact at which `left` and `right` are equal.

    Args:
        left: a checked quantity.
        right: another; the two read one fact between them, and no parameter that has a value.

    Returns:
        At most one value; () where the comparison never changes. None where it is not linear in
        the fact.
    """
    try:
        first, second = _line(left), _line(right)
    except _Unstated:
        return ()
    if first is None or second is None:
        return None
    slope = first[0] - second[0]
    return ((second[1] - first[1]) / slope,) if slope else ()


def _line(node: Node) -> _Line | None:
    match node:
        case Literal(value=int() | Decimal() as value):
            return Fraction(0), Fraction(value)
        case Name(term=term) if term is not None and term.role == "fact":
            return Fraction(1), Fraction(0)
        case Name():
            raise _Unstated
        case Negative(operand=operand):
            line = _line(operand)
            return None if line is None else (-line[0], -line[1])
        case Arithmetic(left=left, right=right):
            first, second = _line(left), _line(right)
            return None if first is None or second is None else _joined(node, first, second)
        case _:
            return None


def _joined(node: Arithmetic, first: _Line, second: _Line) -> _Line | None:
    match node.operator:
        case "+":
            return first[0] + second[0], first[1] + second[1]
        case "-":
            return first[0] - second[0], first[1] - second[1]
        case "*" if first[0] and second[0]:
            return None
        case "*":
            line, factor = (first, second[1]) if first[0] else (second, first[1])
            return line[0] * factor, line[1] * factor
        case _:
            return first[0] / second[1], first[1] / second[1]
