"""What it costs to look at a condition, so that the cheapest operand is looked at first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from postloan.rules.tree import Arithmetic, Call, Compare, Member, Node, children, is_decimal

__all__ = ["cheapest_first"]

_MEMBER: Final = 3
_DECIMAL: Final = 4
_PRODUCT: Final = 12
"""In comparisons of two whole numbers."""


def cheapest_first(operands: Sequence[Node]) -> list[Node]:
    """Return the operands of `and` or `or` in the order that costs least.

    The order has no say in what comes out: no operand can fail, nor change anything.
    """
    return sorted(operands, key=_cost)


def _cost(node: Node) -> int:
    below = sum(map(_cost, children(node)))
    match node:
        case Compare(first=first, rest=rest):
            dear = any(map(is_decimal, (first, *(right for _, right in rest))))
            return below + (_DECIMAL if dear else 1)
        case Member():
            return below + _MEMBER
        case Arithmetic() | Call():
            return below + _PRODUCT
        case _:
            return below
