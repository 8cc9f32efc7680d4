"""A condition as comparisons of two operands below `and`, `or` and `not`, and nothing else.

Chains are taken apart, lists of numbers become alternatives, and `max` and `min` at the top of
a side become alternatives too, so that one fact at a time is compared wherever that is possible.
The meaning stays what `evaluate` says, unknown values included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

import attrs

from postloan.rules.evaluate import Value
from postloan.rules.tree import (
    And,
    Call,
    Compare,
    Comparison,
    Literal,
    Member,
    Name,
    Node,
    Not,
    Or,
    children,
    names_in,
    with_names,
)
from postloan.units import NUMERIC

__all__ = ["FLIPPED", "PLAIN", "leaves", "simplified", "stated"]

FLIPPED: Final[Mapping[Comparison, Comparison]] = {
    "<": ">",
    "<=": ">=",
    "==": "==",
    "!=": "!=",
    ">=": "<=",
    ">": "<",
}
"""The comparison that holds when the two sides change places."""

PLAIN: Final[Mapping[Comparison, tuple[Comparison, bool]]] = {
    "<": ("<", True),
    ">=": ("<", False),
    "==": ("==", True),
    "!=": ("==", False),
    ">": (">", True),
    "<=": (">", False),
}
"""Each comparison as one of three, and whether it holds where that one does."""

_BEYOND: Final[Mapping[str, tuple[Comparison, Comparison]]] = {
    "max": (">", ">="),
    "min": ("<", "<="),
}
_WITHIN: Final[Mapping[str, tuple[Comparison, Comparison]]] = {
    "max": ("<=", "<"),
    "min": (">=", ">"),
}


def simplified(tree: Node) -> Node:
    """Return a checked condition in which every comparison has two operands.

    >>> from postloan.rules.parse import parse
    >>> from postloan.rules.render import render
    >>> render(simplified(parse("0 < max(a, b) <= 90")))
    '(0 < a or 0 < b) and (a <= 90 and b <= 90)'
    """
    match tree:
        case And(operands=operands):
            return And(tuple(map(simplified, operands)))
        case Or(operands=operands):
            return Or(tuple(map(simplified, operands)))
        case Not(operand=operand):
            return Not(simplified(operand))
        case Compare():
            return _joined(And, [_pair(*pair) for pair in tree.pairs()])
        case Member(operand=operand, choices=choices, negated=negated) if _spread(tree):
            listed = _joined(Or, [_pair(operand, "==", choice) for choice in choices])
            return Not(listed) if negated else listed
        case _:
            return tree


def stated(tree: Node, parameters: Mapping[str, Value]) -> Node:
    """Return a checked tree with the values of parameters in place of their names.

    A parameter without a value stays as it is: it is never known.
    """

    def value_of(name: Name) -> Node:
        term = name.resolved
        value = parameters.get(term.key) if term.role == "parameter" else None
        if value is None:
            return name
        if term.kind != "tier":
            return Literal(value)
        rank = term.mapped[int(value)] if term.mapped else int(value)
        level = attrs.evolve(
            term, key=f"{term.key} = {rank}", role="level", rank=rank, mapped=(), coarser=()
        )
        return attrs.evolve(name, term=level)

    return with_names(tree, value_of)


def leaves(tree: Node) -> Iterator[Node]:
    """Yield what stands below `and`, `or` and `not`, left to right."""
    if isinstance(tree, And | Or | Not):
        for child in children(tree):
            yield from leaves(child)
    else:
        yield tree


def _spread(node: Member) -> bool:
    """Return whether a list is taken apart: one of numbers, and one that names facts."""
    numeric = not isinstance(node.operand, Name) or node.operand.resolved.kind in NUMERIC
    return numeric or any(
        name.resolved.role == "fact" for choice in node.choices for name in names_in(choice)
    )


def _pair(left: Node, operator: Comparison, right: Node) -> Node:
    if isinstance(left, Call):
        return _extreme(left, operator, lambda side, op: _pair(side, op, right))
    if isinstance(right, Call):
        return _extreme(right, FLIPPED[operator], lambda side, op: _pair(left, FLIPPED[op], side))
    return Compare(left, ((operator, right),))


def _extreme(
    call: Call, operator: Comparison, compared: Callable[[Node, Comparison], Node]
) -> Node:
    """Return `call operator other`, spread over the arguments of `min` or `max`."""
    word = call.function

    def each(join: type[And | Or], op: Comparison) -> Node:
        return _joined(join, [compared(argument, op) for argument in call.arguments])

    if operator in _BEYOND[word]:
        return each(Or, operator)
    if operator in _WITHIN[word]:
        return each(And, operator)
    equal = And((each(Or, "=="), each(And, _WITHIN[word][0])))
    return equal if operator == "==" else Not(equal)


def _joined(join: type[And | Or], nodes: list[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else join(tuple(nodes))
