"""Conditions about a loan of which z3 chooses the facts: what `evaluate` would say of it.

A truth has two rails, so that unknown is neither. A number is an interval whose ends may be
missing, as in the evaluator; all arithmetic is exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from operator import eq, ge, gt, le, lt, ne
from typing import Final, NamedTuple, assert_never, cast

import z3

from postloan.rules.evaluate import Truth, Value
from postloan.rules.tree import (
    And,
    Arithmetic,
    Call,
    Compare,
    Comparison,
    Literal,
    Member,
    Name,
    Negative,
    Node,
    Not,
    Operator,
    Or,
    is_numeric,
)
from postloan.smt.loan import AnyLoan

__all__ = ["Conditions", "Rails"]


class Rails(NamedTuple):
    """A truth: never both; neither is unknown."""

    holds: z3.BoolRef
    fails: z3.BoolRef

    def be(self, truth: Truth) -> z3.BoolRef:
        """Return that it is `truth`."""
        if truth is None:
            return z3.And(z3.Not(self.holds), z3.Not(self.fails))
        return self.holds if truth else self.fails

    def negated(self) -> Rails:
        """Return what `not` makes of it."""
        return Rails(self.fails, self.holds)


class _Range(NamedTuple):
    """Numbers from `low` to `high`, an end counting where it is said to be there."""

    low: z3.ArithRef
    high: z3.ArithRef
    has_low: z3.BoolRef
    has_high: z3.BoolRef
    constant: Fraction | None = None
    """What it is, of a number that is written out."""

    @property
    def point(self) -> z3.BoolRef:
        """That it is one number."""
        return z3.And(self.has_low, self.has_high, self.low == self.high)

    def negated(self) -> _Range:
        constant = None if self.constant is None else -self.constant
        return _Range(-self.high, -self.low, self.has_high, self.has_low, constant)


class Conditions:
    """Reads conditions as z3 states them.

    Args:
        loan: whose facts they ask about.
        parameters: values by key; None, or one that is absent, is never known.
    """

    def __init__(self, loan: AnyLoan, parameters: Mapping[str, Value]) -> None:
        self.loan = loan
        self.parameters = parameters

    def truth(self, node: Node) -> Rails:
        """Return whether a checked condition holds."""
        match node:
            case And(operands=operands):
                return self.all(map(self.truth, operands))
            case Or(operands=operands):
                return self.any(map(self.truth, operands))
            case Not(operand=operand):
                return self.truth(operand).negated()
            case Compare():
                return self.all(self._compared(*pair) for pair in node.pairs())
            case Member(operand=operand, choices=choices, negated=negated):
                listed = self.any(self._compared(operand, "==", choice) for choice in choices)
                return listed.negated() if negated else listed
            case Call(arguments=(Name() as name,)):
                known = self._plain(name)[1]
                return Rails(known, z3.Not(known))
            case Name() | Literal():
                value, known = self._plain(node)
                return Rails(z3.And(known, value), z3.And(known, z3.Not(value)))
            case Arithmetic() | Negative() | Call():  # pragma: no cover -- check refuses them here
                message = f"not a condition: {node}"
                raise TypeError(message)
            case _:
                assert_never(node)

    def all(self, truths: Iterable[Rails]) -> Rails:
        """Return what `and` makes of truths; of none, true."""
        every = [Rails(self.loan.true, self.loan.false), *truths]
        return Rails(z3.And([t.holds for t in every]), z3.Or([t.fails for t in every]))

    def any(self, truths: Iterable[Rails]) -> Rails:
        """Return what `or` makes of truths; of none, false."""
        return self.all(truth.negated() for truth in truths).negated()

    def _compared(self, left: Node, operator: Comparison, right: Node) -> Rails:
        if is_numeric(left):
            return _COMPARED[operator](self._range(left), self._range(right))
        (first, first_known), (second, second_known) = self._plain(left), self._plain(right)
        known = z3.And(first_known, second_known)
        holds = _HOLDS[operator](first, second)
        return Rails(z3.And(known, holds), z3.And(known, z3.Not(holds)))

    def _plain(self, node: Node) -> tuple[z3.ExprRef, z3.BoolRef]:
        """Return the value of a name or literal, and whether it is known."""
        if isinstance(node, Literal):
            return self.loan.value(node.value), self.loan.true
        term = cast("Name", node).resolved
        if term.role == "level":
            return self.loan.value(term.rank), self.loan.true
        if term.role == "fact":
            fact = self.loan.fact(term)
            value, known = fact.value, fact.known
        else:
            stated = self.parameters.get(term.key)
            known = self.loan.false if stated is None else self.loan.true
            nothing = False if term.kind == "bool" else 0
            value = self.loan.value(nothing if stated is None else stated)
        return (self.loan.at(value, term.mapped) if term.mapped else value), known

    def _range(self, node: Node) -> _Range:
        match node:
            case Literal(value=int() | Decimal() as number):
                return self._number(Fraction(number))
            case Name():
                stated = self.parameters.get(node.resolved.key)
                if isinstance(stated, int | Decimal):
                    return self._number(Fraction(stated))
                value, known = self._plain(node)
                return _Range(value, value, known, known)
            case Negative(operand=operand):
                return self._range(operand).negated()
            case Arithmetic(operator=operator, left=left, right=right):
                return self._joined(operator, self._range(left), self._range(right))
            case Call(function=function, arguments=arguments):
                every = [self._range(argument) for argument in arguments]
                if function == "max":
                    return reduce(_greater_of, every)
                return reduce(_greater_of, [one.negated() for one in every]).negated()
            case _:  # pragma: no cover -- check refuses a condition here
                message = f"not a value: {node}"
                raise TypeError(message)

    def _number(self, number: Fraction) -> _Range:
        value, true = self.loan.value(number), self.loan.true
        return _Range(value, value, true, true, number)

    def _joined(self, operator: Operator, left: _Range, right: _Range) -> _Range:
        match operator:
            case "+":
                return _sum(left, right)
            case "-":
                return _sum(left, right.negated())
            case "/":  # check lets only a written-out number divide
                return self._scaled(left, 1 / cast("Fraction", right.constant))
            case _:
                if right.constant is not None:
                    return self._scaled(left, right.constant)
                if left.constant is not None:
                    return self._scaled(right, left.constant)
                return _product(left, right)

    def _scaled(self, range_: _Range, factor: Fraction) -> _Range:
        """Return a range times a number, which keeps what is linear linear."""
        if factor == 0:
            nothing, known = self.loan.value(0), range_.point
            return _Range(nothing, nothing, known, known)
        if factor < 0:
            return self._scaled(range_.negated(), -factor)
        by = self.loan.value(factor)
        constant = None if range_.constant is None else range_.constant * factor
        return _Range(range_.low * by, range_.high * by, range_.has_low, range_.has_high, constant)


def _sum(left: _Range, right: _Range) -> _Range:
    return _Range(
        left.low + right.low,
        left.high + right.high,
        z3.And(left.has_low, right.has_low),
        z3.And(left.has_high, right.has_high),
    )


def _product(left: _Range, right: _Range) -> _Range:
    """Return the product: known of a range and a number, unknown of two ranges."""
    low = z3.If(
        right.point,
        z3.If(right.low > 0, left.low * right.low, left.high * right.low),
        z3.If(left.low > 0, right.low * left.low, right.high * left.low),
    )
    high = z3.If(
        right.point,
        z3.If(right.low > 0, left.high * right.low, left.low * right.low),
        z3.If(left.low > 0, right.high * left.low, right.low * left.low),
    )
    (has_low, has_high), (other_low, other_high) = _ends(left, right), _ends(right, left)
    return _Range(low, high, z3.Or(has_low, other_low), z3.Or(has_high, other_high))


def _ends(range_: _Range, factor: _Range) -> tuple[z3.BoolRef, z3.BoolRef]:
    """Return whether `range_ * factor` has each end on account of `factor` being a number."""

    def end(above: z3.BoolRef, below: z3.BoolRef) -> z3.BoolRef:
        found = z3.If(factor.low > 0, above, z3.If(factor.low < 0, below, range_.point))
        return z3.And(factor.point, found)

    return end(range_.has_low, range_.has_high), end(range_.has_high, range_.has_low)


def _greater_of(left: _Range, right: _Range) -> _Range:
    low, high = (
        z3.If(first >= second, first, second)
        for first, second in ((left.low, right.low), (left.high, right.high))
    )
    return _Range(
        z3.If(left.has_low, z3.If(right.has_low, low, left.low), right.low),
        high,
        z3.Or(left.has_low, right.has_low),
        z3.And(left.has_high, right.has_high),
    )


def _greater(left: _Range, right: _Range) -> Rails:
    return Rails(
        z3.And(left.has_low, right.has_high, left.low > right.high),
        z3.And(left.has_high, right.has_low, left.high <= right.low),
    )


def _equal(left: _Range, right: _Range) -> Rails:
    above, below = _greater(left, right), _greater(right, left)
    return Rails(z3.And(above.fails, below.fails), z3.Or(above.holds, below.holds))


_COMPARED: Final[Mapping[Comparison, Callable[[_Range, _Range], Rails]]] = {
    ">": _greater,
    "<": lambda left, right: _greater(right, left),
    ">=": lambda left, right: _greater(right, left).negated(),
    "<=": lambda left, right: _greater(left, right).negated(),
    "==": _equal,
    "!=": lambda left, right: _equal(left, right).negated(),
}

_HOLDS: Final[Mapping[Comparison, Callable[[z3.ExprRef, z3.ExprRef], z3.BoolRef]]] = {
    ">": gt,
    "<": lt,
    ">=": ge,
    "<=": le,
    "==": eq,
    "!=": ne,
}
