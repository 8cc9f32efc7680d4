"""Tree to text: the canonical spelling, with no more parentheses than the tree needs."""

from __future__ import annotations

from decimal import Decimal
from typing import assert_never

from postloan.rules.tree import (
    And,
    Arithmetic,
    Call,
    Compare,
    Literal,
    Member,
    Name,
    Negative,
    Node,
    Not,
    Or,
)

__all__ = ["render"]

_OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _FACTOR, _ATOM = range(8)


def render(node: Node) -> str:
    """Return the text of `node`; `parse` reads it back to an equal tree.

    >>> from postloan.rules.parse import parse
    >>> render(parse("not(a>1 and (b or c))"))
    'not (a > 1 and (b or c))'
    """
    return _spelled(node)[0]


def _within(node: Node, least: int) -> str:
    text, binding = _spelled(node)
    return text if binding >= least else f"({text})"


def _spelled(node: Node) -> tuple[str, int]:
    match node:
        case Literal() | Name() | Call():
            return _atom(node), _ATOM
        case Not(operand=operand):
            return f"not {_within(operand, _NOT)}", _NOT
        case And(operands=operands):
            return " and ".join(_within(operand, _NOT) for operand in operands), _AND
        case Or(operands=operands):
            return " or ".join(_within(operand, _AND) for operand in operands), _OR
        case Compare(first=first, rest=rest):
            parts = [_within(first, _SUM)]
            parts += [f"{operator} {_within(operand, _SUM)}" for operator, operand in rest]
            return " ".join(parts), _COMPARE
        case Member(operand=operand, choices=choices, negated=negated):
            inside = ", ".join(_within(choice, _FACTOR) for choice in choices)
            comma = "," if len(choices) == 1 else ""
            word = "not in" if negated else "in"
            return f"{_within(operand, _SUM)} {word} ({inside}{comma})", _COMPARE
        case Arithmetic(operator=operator, left=left, right=right):
            binding = _SUM if operator in ("+", "-") else _PRODUCT
            text = f"{_within(left, binding)} {operator} {_within(right, binding + 1)}"
            return text, binding
        case Negative(operand=operand):
            return f"-{_within(operand, _FACTOR)}", _FACTOR
        case _:
            assert_never(node)


def _atom(node: Literal | Name | Call) -> str:
    match node:
        case Literal(value=value):
            return _literal(value)
        case Name(id=id):
            return id
        case Call(function=function, arguments=arguments):
            return f"{function}({', '.join(_within(a, _OR) for a in arguments)})"
        case _:
            assert_never(node)


def _literal(value: bool | int | Decimal | str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"'{value}'" if '"' in value else f'"{value}"'
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
