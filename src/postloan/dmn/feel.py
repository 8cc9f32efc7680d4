"""Values, ranges and comparisons in FEEL, the expression language of DMN."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final, TypeAlias

import attrs

from postloan.money import EXACT
from postloan.rules.cells import ANY_OTHER, Axis, Cell, Span, decimal_of
from postloan.rules.evaluate import Value
from postloan.rules.render import render
from postloan.rules.simplify import FLIPPED
from postloan.rules.tree import Arithmetic, Comparison, Literal, Name, Negative, Node
from postloan.tiers import Scale

__all__ = ["Unsayable", "comparison", "has_limits", "literal", "name", "unary_tests"]

_EQUAL: Final[Mapping[Comparison, str]] = {"==": "="}
_ONE: Final = Decimal(1)


class Unsayable(Exception):
    """What FEEL cannot say, or would say otherwise. It never leaves the room."""


def name(key: str) -> str:
    """Return the name of a fact's input, in letters, digits and underscores.

    >>> name("signal:misuse-2"), name("days_past_due")
    ('signal_misuse_2', 'days_past_due')
    """
    return re.sub(r"\W", "_", key, flags=re.ASCII)


def literal(value: Value) -> str:
    """Return a value as FEEL writes it.

    >>> literal(None), literal(True), literal("card"), literal(Decimal("0.50"))
    ('null', 'true', '"card"', '0.50')
    """
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            quoted = value.replace("\\", "\\\\").replace('"', '\\"')
            return f'"{quoted}"'
        case Decimal():
            return f"{value:f}"
        case _:
            return str(value)


def comparison(left: Node, operator: Comparison, right: Node) -> str:
    """Return a comparison of two quantities, as that of their difference with nothing.

    Engines know a difference for an expression that could take two names for one. What is
    divided stands multiplied on the other side, so that an engine has nothing to round.

    Raises:
        Unsayable: it takes the least or greatest of values that may be null.

    >>> from postloan.rules.parse import parse
    >>> def shown(text):
    ...     tree = parse(text)
    ...     ((operator, right),) = tree.rest
    ...     return comparison(tree.first, operator, right)
    >>> shown("0.5 <= 3"), shown("1 / 3 - 2 == 0")
    ('3 - 0.5 >= 0', '1 - (2 * 3) = 0')
    """
    if isinstance(left, Literal):
        left, operator, right = right, FLIPPED[operator], left
    difference, _ = _sum("-", _quantity(left), _quantity(right))
    return f"{difference} {_EQUAL.get(operator, operator)} 0"


_Quantity: TypeAlias = tuple[str, Decimal]
"""A number in FEEL, and by what it is still to be divided; that is positive."""


def _quantity(node: Node) -> _Quantity:
    match node:
        case Literal(value=value):
            return literal(value), _ONE
        case Name():
            return name(node.resolved.key), _ONE
        case Negative(operand=operand):
            text, divisor = _quantity(operand)
            return f"-{_bracketed(text)}", divisor
        case Arithmetic(operator="/", left=left, right=Literal(value=int() | Decimal() as value)):
            text, divisor = _quantity(left)
            return text, EXACT.multiply(divisor, Decimal(value))
        case Arithmetic(operator="*", left=left, right=right):
            (first, one), (second, other) = _quantity(left), _quantity(right)
            return f"{_bracketed(first)} * {_bracketed(second)}", EXACT.multiply(one, other)
        case Arithmetic(operator="+" | "-" as sign, left=left, right=right):
            return _sum(sign, _quantity(left), _quantity(right))
        case _:
            problem = f"a table knows nothing of {render(node)} where one value is null"
            raise Unsayable(f"{problem}; compare each by itself")


def _sum(sign: str, left: _Quantity, right: _Quantity) -> _Quantity:
    (first, one), (second, other) = left, right
    if second == "0":
        return left
    if one != other:
        first, second = _times(first, other), _times(second, one)
        one = EXACT.multiply(one, other)
    return f"{first} {sign} {_bracketed(second)}", one


def _times(text: str, factor: Decimal) -> str:
    return text if factor == 1 else f"{_bracketed(text)} * {literal(factor)}"


def _bracketed(text: str) -> str:
    return text if re.fullmatch(r"[\w.]+", text, re.ASCII) else f"({text})"


def unary_tests(axis: Axis, places: Iterable[int], scale: Scale | None) -> str:
    """Return the tests of one column that say that a fact lies in one of some cells.

    Args:
        axis: of the fact.
        places: its cells, by place; of numbers, such as have limits.
        scale: of a tier.
    """
    wanted = frozenset(places)
    cells = [axis.cells[place] for place in sorted(wanted)]
    known = [cell for cell in cells if cell.value is not None]
    left_out = [
        cell for n, cell in enumerate(axis.cells) if n not in wanted and cell.value is not None
    ]
    if not left_out:
        return "-" if len(known) < len(cells) else "not(null)"
    null = ["null"] if len(known) < len(cells) else []
    if any(ANY_OTHER in cell.points for cell in known):
        # a null is not a word either, and must be left out by name
        words = [literal(word) for cell in left_out for word in cell.points]
        return f"not({', '.join([*words, *([] if null else ['null'])])})"
    if axis.term is not None and axis.term.kind == "tier" and scale is not None:
        ranks = [point for cell in known for point in cell.points if isinstance(point, int)]
        return ", ".join([*null, *(literal(scale.tiers[rank].id) for rank in ranks)])
    if any(cell.span is None for cell in known):
        return ", ".join([*null, *(literal(word) for cell in known for word in cell.points)])
    spans = _runs(axis.cells, wanted)
    least = next(cell.span for cell in axis.cells if cell.span is not None)
    if null and spans[0].low == least.low:
        # what begins at the least value there is needs no lower end: engines read `null, <= 1`
        # where they do not read `null, [0..1]`
        spans[0] = attrs.evolve(spans[0], low=None)
    return ", ".join([*null, *map(_range, spans)])


def has_limits(axis: Axis, places: Iterable[int]) -> bool:
    """Return whether decimals say where some cells of numbers begin and end; a third is none."""
    spans = _runs(axis.cells, frozenset(places))
    ends = (end for span in spans for end in (span.low, span.high))
    return all(end is None or decimal_of(end) is not None for end in ends)


def _runs(cells: Sequence[Cell], wanted: frozenset[int]) -> list[Span]:
    """Return the spans of the cells wanted, neighbours joined."""
    runs: list[Span] = []
    last = -2
    for place, cell in enumerate(cells):
        if cell.span is None or place not in wanted:
            continue
        if place == last + 1:
            runs[-1] = attrs.evolve(runs[-1], high=cell.span.high, high_in=cell.span.high_in)
        else:
            runs.append(cell.span)
        last = place
    return runs


def _range(span: Span) -> str:
    low, high = (None if end is None else decimal_of(end) for end in (span.low, span.high))
    if low is None:
        return f"{'<=' if span.high_in else '<'} {literal(high)}"
    if high is None:
        return f"{'>=' if span.low_in else '>'} {literal(low)}"
    if low == high:
        return literal(low)
    ends = f"{literal(low)}..{literal(high)}"
    return f"{'[' if span.low_in else '('}{ends}{']' if span.high_in else ')'}"
