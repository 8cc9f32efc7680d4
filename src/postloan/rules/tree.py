"""The syntax tree of a condition. Spans and resolved terms take no part in equality."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Literal as OneOf
from typing import TypeAlias, assert_never

import attrs

from postloan.rules.vocabulary import Term
from postloan.units import DECIMAL, NUMERIC

__all__ = [
    "And",
    "Arithmetic",
    "Call",
    "Compare",
    "Comparison",
    "Function",
    "Literal",
    "Member",
    "Name",
    "Negative",
    "Node",
    "Not",
    "Operator",
    "Or",
    "Span",
    "asks_known",
    "children",
    "facts_in",
    "is_decimal",
    "is_numeric",
    "names_in",
    "nodes_in",
    "with_names",
    "with_terms",
]

Span: TypeAlias = tuple[int, int]
"""First character and the one after the last."""

Comparison: TypeAlias = OneOf["<", "<=", "==", "!=", ">=", ">"]
Operator: TypeAlias = OneOf["+", "-", "*", "/"]
Function: TypeAlias = OneOf["min", "max", "known"]

_span: Span = attrs.field(default=(0, 0), eq=False, repr=False, kw_only=True)


def _apart(value: bool | int | Decimal | str) -> tuple[bool, bool | int | Decimal | str]:
    """Return what tells literals apart; for Python, `true` equals 1."""
    return isinstance(value, bool), value


@attrs.frozen
class Literal:
    """A number, a string, true or false."""

    value: bool | int | Decimal | str = attrs.field(eq=_apart)
    span: Span = _span


@attrs.frozen
class Name:
    """A fact, a parameter or a level; `term` is None until the tree is checked."""

    id: str
    span: Span = _span
    term: Term | None = attrs.field(default=None, eq=False, repr=False, kw_only=True)

    @property
    def resolved(self) -> Term:
        """What the name stands for; raises `TypeError` where the tree is not checked."""
        if self.term is None:
            raise TypeError(f"the name {self.id} has not been checked")
        return self.term


@attrs.frozen
class Not:
    """`not operand`."""

    operand: Node
    span: Span = _span


@attrs.frozen
class And:
    """All of at least two operands."""

    operands: tuple[Node, ...]
    span: Span = _span


@attrs.frozen
class Or:
    """Any of at least two operands."""

    operands: tuple[Node, ...]
    span: Span = _span


@attrs.frozen
class Compare:
    """`first op operand op operand …`, every neighbouring pair being compared, as in Python."""

    first: Node
    rest: tuple[tuple[Comparison, Node], ...]
    span: Span = _span

    def pairs(self) -> Iterator[tuple[Node, Comparison, Node]]:
        """Yield each comparison of two neighbours."""
        left = self.first
        for operator, right in self.rest:
            yield left, operator, right
            left = right


@attrs.frozen
class Member:
    """`operand in (choice, …)`, or `not in`."""

    operand: Node
    choices: tuple[Node, ...]
    negated: bool = False
    span: Span = _span


@attrs.frozen
class Arithmetic:
    """`left op right`."""

    operator: Operator
    left: Node
    right: Node
    span: Span = _span


@attrs.frozen
class Negative:
    """`-operand`."""

    operand: Node
    span: Span = _span


@attrs.frozen
class Call:
    """`min(…)`, `max(…)` or `known(fact)`."""

    function: Function
    arguments: tuple[Node, ...]
    span: Span = _span


Node: TypeAlias = Literal | Name | Not | And | Or | Compare | Member | Arithmetic | Negative | Call


def children(node: Node) -> tuple[Node, ...]:
    """Return the nodes right below `node`, left to right."""
    match node:
        case And(operands=nodes) | Or(operands=nodes) | Call(arguments=nodes):
            return nodes
        case Not(operand=operand) | Negative(operand=operand):
            return (operand,)
        case Compare(first=first, rest=rest):
            return (first, *(operand for _, operand in rest))
        case Member(operand=operand, choices=choices):
            return (operand, *choices)
        case Arithmetic(left=left, right=right):
            return (left, right)
        case _:
            return ()


def nodes_in(node: Node) -> Iterator[Node]:
    """Yield `node` and every node below it, left to right, as often as it stands there."""
    yield node
    for child in children(node):
        yield from nodes_in(child)


def names_in(node: Node) -> Iterator[Name]:
    """Yield every name below `node`, left to right, as often as it stands there."""
    return (found for found in nodes_in(node) if isinstance(found, Name))


def facts_in(node: Node) -> frozenset[str]:
    """Return the keys of the facts that a checked tree reads."""
    return frozenset(n.resolved.key for n in names_in(node) if n.resolved.role == "fact")


def is_numeric(node: Node) -> bool:
    """Return whether a value in a checked tree is a number."""
    match node:
        case Name():
            return node.resolved.kind in NUMERIC
        case Literal(value=value):
            return not isinstance(value, bool | str)
        case _:
            return True


def is_decimal(node: Node) -> bool:
    """Return whether a checked tree is a name whose value is a decimal, not a whole number."""
    return isinstance(node, Name) and node.resolved.kind in DECIMAL


def asks_known(node: Node) -> bool:
    """Return whether `known(…)` stands in a tree."""
    if isinstance(node, Call) and node.function == "known":
        return True
    return any(map(asks_known, children(node)))


def with_terms(node: Node, change: Callable[[Term], Term]) -> Node:
    """Return a checked tree in which `change` has replaced the term of every name."""
    return with_names(node, lambda name: attrs.evolve(name, term=change(name.resolved)))


def with_names(node: Node, change: Callable[[Name], Node]) -> Node:
    """Return a tree in which `change` has replaced every name."""

    def changed(inner: Node) -> Node:
        return with_names(inner, change)

    match node:
        case Name():
            return change(node)
        case Literal():
            return node
        case Not(operand=operand) | Negative(operand=operand):
            return attrs.evolve(node, operand=changed(operand))
        case And(operands=operands) | Or(operands=operands):
            return attrs.evolve(node, operands=tuple(map(changed, operands)))
        case Call(arguments=arguments):
            return attrs.evolve(node, arguments=tuple(map(changed, arguments)))
        case Compare(first=first, rest=rest):
            after = tuple((operator, changed(operand)) for operator, operand in rest)
            return attrs.evolve(node, first=changed(first), rest=after)
        case Member(operand=operand, choices=choices):
            return attrs.evolve(
                node, operand=changed(operand), choices=tuple(map(changed, choices))
            )
        case Arithmetic(left=left, right=right):
            return attrs.evolve(node, left=changed(left), right=changed(right))
        case _:
            assert_never(node)
