"""Partial evaluation: what is left of a condition once some of what it reads is known."""

from __future__ import annotations

from collections.abc import Mapping

from postloan.rules.evaluate import Value, evaluate
from postloan.rules.tree import And, Literal, Node, Not, Or, names_in

__all__ = ["settle"]


def settle(node: Node, values: Mapping[str, Value]) -> Node:
    """Return a condition that says the same where the facts in `values` have those values.

    Args:
        node: a tree that `check` has passed.
        values: facts and parameters by key, none of them unknown.

    >>> settle(Or((Literal(True), Literal(False))), {})
    Literal(value=True)
    """
    match node:
        case Not(operand=operand):
            left = settle(operand, values)
            return Literal(not left.value) if isinstance(left, Literal) else Not(left)
        case And(operands=operands):
            return _joined(And, operands, values, absorbing=False)
        case Or(operands=operands):
            return _joined(Or, operands, values, absorbing=True)
        case _:
            keys = {n.resolved.key for n in names_in(node) if n.resolved.role != "level"}
            return Literal(evaluate(node, values) is True) if keys <= values.keys() else node


def _joined(
    kind: type[And | Or],
    operands: tuple[Node, ...],
    values: Mapping[str, Value],
    *,
    absorbing: bool,
) -> Node:
    """Return what is left of a conjunction, which False absorbs, or a disjunction, which True."""
    left = [settle(operand, values) for operand in operands]
    if Literal(absorbing) in left:
        return Literal(absorbing)
    open_ = tuple(operand for operand in left if not isinstance(operand, Literal))
    return Literal(not absorbing) if not open_ else open_[0] if len(open_) == 1 else kind(open_)
