"""Types and units: resolves every name and refuses what cannot be compared.

Each side of a comparison must have the same kind; a plain number takes the unit it meets.
Amounts of money meet plain numbers only where the policy states its currency, or the number
is 0. What passes can be evaluated without a type error, exactly, in bounded work.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final, NoReturn, assert_never, cast

import attrs

from postloan.errors import InvalidCondition, nearest
from postloan.money import DIGITS
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
    nodes_in,
)
from postloan.rules.vocabulary import Term, Vocabulary
from postloan.units import NUMERIC, Kind

__all__ = ["MAX_WIDTH", "check", "check_quantity"]

MAX_WIDTH: Final = 1600
"""Digits that an exact result may need on either side of its point."""

_DIMENSIONLESS: Final[tuple[Kind, ...]] = ("number", "count", "ratio")


def check(tree: Node, text: str, vocabulary: Vocabulary, *, known_allowed: bool = False) -> Node:
    """Return `tree` with every name resolved, or raise at the first thing that does not fit.

    Args:
        tree: what `parse(text)` gave.
        text: the condition itself, for the message.
        vocabulary: what the names may stand for.
        known_allowed: whether `known(x)` may stand here: it may not in floors and bases, which
            must not reward ignorance.

    Raises:
        InvalidCondition: an unknown name, a comparison of two units, a word that is not one of
            an enum's, a condition that is a quantity.
    """
    return _Checker(text, vocabulary, known_allowed=known_allowed).condition(tree)


def check_quantity(tree: Node, text: str, vocabulary: Vocabulary, kind: Kind) -> Node:
    """Return `tree`, which is no condition but a quantity, with every name resolved.

    Args:
        tree: what `parse(text)` gave.
        text: the quantity itself, for the message.
        vocabulary: what the names may stand for.
        kind: what it measures, such as money.

    Raises:
        InvalidCondition: an unknown name, units that do not go together, a condition, another
            kind, or a division, which seldom comes out exact.
    """
    checker = _Checker(text, vocabulary)
    value = checker.value(tree)
    for node in nodes_in(tree):
        if isinstance(node, Arithmetic) and node.operator == "/":
            checker.fail(node, "a quantity is not divided; multiply by a number such as 0.25")
    if value.kind != kind:
        checker.fail(tree, f"this is {_ARTICLES[value.kind]}; {_ARTICLES[kind]} is expected here")
    if value.width > MAX_WIDTH:
        checker.fail(tree, "this arithmetic is too long to be exact; shorten it")
    return value.node


@attrs.frozen
class _Value:
    """A checked operand: its tree, its kind, and how many digits it may need as a number."""

    node: Node
    kind: Kind
    width: int = 0
    words: tuple[str, ...] = ()
    scale: str = ""

    def on(self, scale: str) -> _Value | None:
        """Return the tier as it is read on `scale`, or None where it cannot be."""
        if self.scale == scale:
            return self
        name = cast("Name", self.node)
        term = name.resolved
        mapped = dict(term.coarser).get(scale)
        if mapped is None:
            return None
        if term.role == "level":
            term = attrs.evolve(term, scale=scale, coarser=(), rank=mapped[term.rank])
        else:
            term = attrs.evolve(term, scale=scale, coarser=(), mapped=mapped)
        return attrs.evolve(self, node=attrs.evolve(name, term=term), scale=scale)


class _Checker:
    def __init__(self, text: str, vocabulary: Vocabulary, *, known_allowed: bool = False) -> None:
        self.text = text
        self.vocabulary = vocabulary
        self.known_allowed = known_allowed

    def fail(self, node: Node, problem: str, meant: tuple[str, ...] = ()) -> NoReturn:
        raise InvalidCondition(self.text, *node.span, problem, meant)

    def condition(self, node: Node) -> Node:
        match node:
            case Not(operand=operand):
                return attrs.evolve(node, operand=self.condition(operand))
            case And(operands=operands) | Or(operands=operands):
                return attrs.evolve(node, operands=tuple(map(self.condition, operands)))
            case Compare():
                return self.compare(node)
            case Member():
                return self.member(node)
            case Call(function="known"):
                return self.known(node)
            case _:
                value = self.value(node)
                if value.kind != "bool":
                    self.fail(node, f"this is {_ARTICLES[value.kind]}, not a condition; compare it")
                return value.node

    def compare(self, node: Compare) -> Compare:
        values = [self.value(node.first), *(self.value(right) for _, right in node.rest)]
        values = self.on_one_scale(values, node)
        rest = []
        for position, (operator, right) in enumerate(node.rest):
            left_value, right_value = values[position], values[position + 1]
            self.comparable(left_value, right_value, right)
            if operator not in ("==", "!="):
                kind = left_value.kind
                if kind not in NUMERIC and kind != "tier":
                    self.fail(right, f'{_ARTICLES[kind]} has no order; use "==", "!=" or "in"')
            rest.append((operator, right_value.node))
        return attrs.evolve(node, first=values[0].node, rest=tuple(rest))

    def comparable(self, left: _Value, right: _Value, at: Node) -> None:
        if left.kind in NUMERIC and right.kind in NUMERIC:
            self.same_unit(left, right, at)
            if left.width + right.width > MAX_WIDTH:
                self.fail(at, "this arithmetic is too long to be exact; shorten it")
            return
        kinds = {left.kind, right.kind}
        if kinds <= {"enum", "code"}:
            self.same_words(left, right, at)
            return
        if left.kind != right.kind:
            self.fail(at, f"{_ARTICLES[left.kind]} cannot be compared with {_ARTICLES[right.kind]}")
        if left.scale != right.scale:
            self.fail(at, f"tiers of {left.scale} and of {right.scale} cannot be compared")

    def same_words(self, left: _Value, right: _Value, at: Node) -> None:
        for listed, other in ((left, right), (right, left)):
            if listed.words and isinstance(other.node, Literal):
                value = str(other.node.value)
                if value not in listed.words:
                    allowed = ", ".join(listed.words)
                    meant = nearest(value, listed.words)
                    self.fail(other.node, f"the value must be one of {allowed}", meant)
        if isinstance(left.node, Literal) or isinstance(right.node, Literal):
            return
        if not left.words or left.words != right.words:
            self.fail(at, "a word is compared with a string, not with another fact")

    def same_unit(self, left: _Value, right: _Value, at: Node) -> Kind:
        if left.kind == right.kind:
            return left.kind
        if "number" not in (left.kind, right.kind):
            self.fail(at, f"{_ARTICLES[left.kind]} and {_ARTICLES[right.kind]} do not go together")
        number, other = (left, right) if left.kind == "number" else (right, left)
        if other.kind == "money" and self.vocabulary.currency is None and not _zero(number.node):
            self.fail(
                number.node,
                "an amount of money needs a currency; state it as currency in [conventions]",
            )
        return other.kind

    def member(self, node: Member) -> Member:
        operand = self.value(node.operand)
        choices = []
        for choice in node.choices:
            if not isinstance(choice, Literal | Name | Negative):
                self.fail(choice, "a choice is a string, a number or a level")
            choices.append(self.value(choice))
        operand, *choices = self.on_one_scale([operand, *choices], node)
        for value, choice in zip(choices, node.choices, strict=True):
            self.comparable(operand, value, choice)
        nodes = tuple(value.node for value in choices)
        return attrs.evolve(node, operand=operand.node, choices=nodes)

    def on_one_scale(self, values: list[_Value], node: Node) -> list[_Value]:
        """Return tiers of a finer scale as read on the coarser one that they meet."""
        scales = {value.scale: None for value in values if value.kind == "tier"}
        for scale in scales:
            read = [value.on(scale) if value.kind == "tier" else value for value in values]
            found = [value for value in read if value is not None]
            if len(found) == len(values):
                return found
        related = any(
            other.on(scale)
            for scale in scales
            for other in values
            if other.scale not in ("", scale)
        )
        if related:
            message = (
                f"levels of {' and of '.join(scales)} stand in one comparison; "
                'write two, joined by "and" or "or"'
            )
            self.fail(node, message)
        return values

    def known(self, node: Call) -> Call:
        if not self.known_allowed:
            self.fail(
                node,
                "known() may stand in signals, inspections and duties only: a tier "
                "must not reward ignorance",
            )
        if len(node.arguments) != 1 or not isinstance(node.arguments[0], Name):
            self.fail(node, "known() asks about one fact, as in known(loan_to_value)")
        name = self.name(node.arguments[0])
        if cast("Term", cast("Name", name.node).term).role == "level":
            self.fail(node.arguments[0], "a level is always known; name a fact")
        return attrs.evolve(node, arguments=(name.node,))

    def value(self, node: Node) -> _Value:
        match node:
            case Literal(value=value):
                return _literal(node, value)
            case Name():
                return self.name(node)
            case Negative(operand=operand):
                number = self.number(operand)
                return attrs.evolve(number, node=attrs.evolve(node, operand=number.node))
            case Arithmetic():
                return self.arithmetic(node)
            case Call(function="min" | "max"):
                return self.extreme(node)
            case Not() | And() | Or() | Compare() | Member() | Call():
                return self.fail(node, "a value is expected here, not a condition")
            case _:
                assert_never(node)

    def number(self, node: Node) -> _Value:
        value = self.value(node)
        if value.kind not in NUMERIC:
            self.fail(node, f"a number is expected here, not {_ARTICLES[value.kind]}")
        return value

    def name(self, node: Name) -> _Value:
        term = self.vocabulary.term(node.id)
        if term is None:
            self.fail(
                node,
                f"there is no fact, parameter or level {node.id!r}",
                nearest(node.id, self.vocabulary.names()),
            )
        resolved = attrs.evolve(node, term=term)
        return _Value(resolved, term.kind, 2 * DIGITS, term.values, term.scale)

    def arithmetic(self, node: Arithmetic) -> _Value:
        left, right = self.number(node.left), self.number(node.right)
        if node.operator in ("+", "-"):
            kind = self.same_unit(left, right, node)
            width = left.width + right.width + 1
        elif node.operator == "*":
            kind = self.product(node, left, right)
            width = left.width + right.width
        else:
            if not isinstance(node.right, Literal):
                self.fail(
                    node.right,
                    "only a number that is written out may divide; multiply the other side instead",
                )
            if _zero(right.node):
                self.fail(node.right, "nothing can be divided by zero")
            kind, width = left.kind, left.width + right.width
        return _Value(attrs.evolve(node, left=left.node, right=right.node), kind, width)

    def product(self, node: Node, left: _Value, right: _Value) -> Kind:
        lesser, greater = sorted((left.kind, right.kind), key=_dimension)
        if _dimension(lesser) == len(_DIMENSIONLESS):
            self.fail(node, f"{_ARTICLES[left.kind]} times {_ARTICLES[right.kind]} is no quantity")
        return greater

    def extreme(self, node: Call) -> _Value:
        if len(node.arguments) < 2:  # noqa: PLR2004
            self.fail(node, f"{node.function}() takes at least two values")
        values = [self.number(argument) for argument in node.arguments]
        first, kind = values[0], values[0].kind
        for value in values[1:]:
            kind = self.same_unit(attrs.evolve(first, kind=kind), value, value.node)
        tree = attrs.evolve(node, arguments=tuple(value.node for value in values))
        return _Value(tree, kind, max(value.width for value in values))


def _literal(node: Literal, value: bool | int | Decimal | str) -> _Value:
    if isinstance(value, bool):
        return _Value(node, "bool")
    if isinstance(value, str):
        return _Value(node, "code")
    return _Value(node, "number", len(str(value)))


def _zero(node: Node) -> bool:
    return isinstance(node, Literal) and node.value == 0


def _dimension(kind: Kind) -> int:
    return _DIMENSIONLESS.index(kind) if kind in _DIMENSIONLESS else len(_DIMENSIONLESS)


_ARTICLES: Final[dict[Kind, str]] = {
    "bool": "true or false",
    "count": "a count",
    "days": "a number of days",
    "months": "a number of months",
    "ratio": "a ratio",
    "money": "an amount of money",
    "number": "a number",
    "enum": "a word",
    "code": "a word",
    "tier": "a tier",
}
