"""What a condition means: the reference evaluator. Every other reader agrees with this one.

Three-valued (Kleene) logic over plain values: bool, int, Decimal, str, a tier as its rank, None
for unknown, and `Between` for a number known within bounds. Numbers are intervals of exact
fractions, so an unknown operand of `max` still bounds the result from below; division multiplies
the other side instead, so nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Final, TypeAlias, assert_never, cast

from postloan.between import Between
from postloan.money import EXACT
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

__all__ = [
    "Bounded",
    "Ends",
    "Truth",
    "Value",
    "bounds",
    "evaluate",
    "is_known",
    "matches",
    "opposite",
]

Value: TypeAlias = bool | int | Decimal | str | None
"""A value as conditions read it; None is unknown."""
Bounded: TypeAlias = Value | Between
"""The same, or the bounds of a number that is not known."""
Truth: TypeAlias = bool | None
"""True, False, or None for unknown."""

Ends: TypeAlias = tuple[Decimal | None, Decimal | None]
"""The least and the most that a number can be; None is open."""

_Fraction: TypeAlias = tuple[Decimal, Decimal]
_Bounds: TypeAlias = tuple[_Fraction | None, _Fraction | None]

_ONE: Final = Decimal(1)
_UNKNOWN: Final[_Bounds] = (None, None)
_ANYWHERE: Final[Mapping[str, Ends]] = {}


def evaluate(node: Node, values: Mapping[str, Bounded]) -> Truth:
    """Return whether the checked condition `node` holds for `values`.

    Args:
        node: a tree that `check` has passed.
        values: facts and parameters by key; a key that is absent or None is unknown.

    Returns:
        True, False, or None where the unknown values decide.
    """
    match node:
        case And(operands=operands):
            return _all(evaluate(operand, values) for operand in operands)
        case Or(operands=operands):
            return opposite(_all(opposite(evaluate(operand, values)) for operand in operands))
        case Not(operand=operand):
            return opposite(evaluate(operand, values))
        case Compare():
            return _all(matches(left, op, right, values) for left, op, right in node.pairs())
        case Member(operand=operand, choices=choices, negated=negated):
            differs = _all(matches(operand, "!=", choice, values) for choice in choices)
            return differs if negated else opposite(differs)
        case Call(arguments=(Name() as name,)):
            return is_known(values.get(name.resolved.key))
        case Name() | Literal():
            return cast("Truth", _plain(node, values))
        case Arithmetic() | Negative() | Call():  # pragma: no cover -- check refuses them here
            message = f"not a condition: {node}"
            raise TypeError(message)
        case _:
            assert_never(node)


def is_known(value: Bounded) -> bool:
    """Return whether a value is one, and not only bounds of one."""
    return value is not None and not isinstance(value, Between)


def matches(left: Node, operator: Comparison, right: Node, values: Mapping[str, Bounded]) -> Truth:
    """Return whether one comparison of two operands holds."""
    if is_numeric(left):
        return _COMPARE[operator](_bounds(left, values), _bounds(right, values))
    first, second = _plain(left, values), _plain(right, values)
    if first is None or second is None:
        return None
    if operator == "==":
        return first == second
    if operator == "!=":
        return first != second
    ranks = (cast("int", first), cast("int", second))
    points = tuple(((Decimal(rank), _ONE), (Decimal(rank), _ONE)) for rank in ranks)
    return _COMPARE[operator](*points)


def bounds(node: Node, values: Mapping[str, Bounded], within: Mapping[str, Ends]) -> Ends:
    """Return the least and the most that a checked quantity can be; both where it is known.

    Args:
        node: a tree that `check_quantity` has passed: it divides by nothing.
        values: facts and parameters by key; a key that is absent or None is unknown.
        within: the ends of what is unknown, by key; a key that is absent is open.
    """
    low, high = _bounds(node, values, within)
    return low and low[0], high and high[0]


def _all(truths: Iterable[Truth]) -> Truth:
    result: Truth = True
    for truth in truths:
        if truth is False:
            return False
        if truth is None:
            result = None
    return result


def opposite(truth: Truth) -> Truth:
    """Return the truth of the opposite; unknown stays unknown."""
    return None if truth is None else not truth


def _plain(node: Node, values: Mapping[str, Bounded]) -> Bounded:
    if isinstance(node, Literal):
        return node.value
    term = cast("Name", node).resolved
    if term.role == "level":
        return term.rank
    value = values.get(term.key)
    return term.mapped[value] if term.mapped and isinstance(value, int) else value


def _bounds(
    node: Node, values: Mapping[str, Bounded], within: Mapping[str, Ends] = _ANYWHERE
) -> _Bounds:
    match node:
        case Literal() | Name():
            value = _plain(node, values)
            if value is None:
                ends = within.get(cast("Name", node).resolved.key, _UNKNOWN)
                low, high = ((end, _ONE) if isinstance(end, Decimal) else None for end in ends)
                return low, high
            if isinstance(value, Between):
                return (Decimal(value.low), _ONE), (Decimal(value.high), _ONE)
            point = (Decimal(cast("int | Decimal", value)), _ONE)
            return point, point
        case Negative(operand=operand):
            low, high = _bounds(operand, values, within)
            return _negated(high), _negated(low)
        case Arithmetic(operator=operator, left=left, right=right):
            return _ARITHMETIC[operator](
                _bounds(left, values, within), _bounds(right, values, within)
            )
        case Call(function=function, arguments=arguments):
            every = [_bounds(argument, values, within) for argument in arguments]
            if function == "max":
                return _greatest(every)
            low, high = _greatest([(_negated(high), _negated(low)) for low, high in every])
            return _negated(high), _negated(low)
        case _:  # pragma: no cover -- check refuses a condition here
            message = f"not a value: {node}"
            raise TypeError(message)


def _greatest(every: list[_Bounds]) -> _Bounds:
    lows = [low for low, _ in every if low is not None]
    highs = [high for _, high in every if high is not None]
    return (
        _extreme(lows) if lows else None,
        _extreme(highs) if len(highs) == len(every) else None,
    )


def _extreme(fractions: list[_Fraction]) -> _Fraction:
    best = fractions[0]
    for fraction in fractions[1:]:
        if _order(fraction, best) > 0:
            best = fraction
    return best


def _order(left: _Fraction, right: _Fraction) -> Decimal:
    return EXACT.compare(EXACT.multiply(left[0], right[1]), EXACT.multiply(right[0], left[1]))


def _negated(fraction: _Fraction | None) -> _Fraction | None:
    return None if fraction is None else (fraction[0].copy_negate(), fraction[1])


def _plus(left: _Bounds, right: _Bounds) -> _Bounds:
    return _sum(left[0], right[0]), _sum(left[1], right[1])


def _sum(left: _Fraction | None, right: _Fraction | None) -> _Fraction | None:
    if left is None or right is None:
        return None
    cross = EXACT.add(EXACT.multiply(left[0], right[1]), EXACT.multiply(right[0], left[1]))
    return cross, EXACT.multiply(left[1], right[1])


def _minus(left: _Bounds, right: _Bounds) -> _Bounds:
    return _plus(left, (_negated(right[1]), _negated(right[0])))


def _times(left: _Bounds, right: _Bounds) -> _Bounds:
    for (low, high), (factor, same) in ((left, right), (right, left)):
        if factor is None or same is None or _order(factor, same):
            continue
        least, most = _multiplied(low, factor), _multiplied(high, factor)
        if factor[0] < 0:
            return most, least
        # nothing times what is not known is not known
        if factor[0] or (low is not None and high is not None and not _order(low, high)):
            return least, most
    return _UNKNOWN


def _multiplied(left: _Fraction | None, right: _Fraction) -> _Fraction | None:
    if left is None:
        return None
    return EXACT.multiply(left[0], right[0]), EXACT.multiply(left[1], right[1])


def _over(left: _Bounds, right: _Bounds) -> _Bounds:
    # check lets only a written-out number other than 0 divide, and it is never negative
    divisor = cast("_Fraction", right[0])
    return _times(left, ((_ONE, divisor[0]), (_ONE, divisor[0])))


def _greater(left: _Bounds, right: _Bounds) -> Truth:
    if left[0] is not None and right[1] is not None and _order(left[0], right[1]) > 0:
        return True
    if left[1] is not None and right[0] is not None and _order(left[1], right[0]) <= 0:
        return False
    return None


def _equal(left: _Bounds, right: _Bounds) -> Truth:
    if _greater(left, right) or _greater(right, left):
        return False
    apart = _greater(left, right) is None or _greater(right, left) is None
    return None if apart else True


_ARITHMETIC: Final[dict[Operator, Callable[[_Bounds, _Bounds], _Bounds]]] = {
    "+": _plus,
    "-": _minus,
    "*": _times,
    "/": _over,
}

_COMPARE: Final[dict[Comparison, Callable[[_Bounds, _Bounds], Truth]]] = {
    ">": _greater,
    "<": lambda left, right: _greater(right, left),
    ">=": lambda left, right: opposite(_greater(right, left)),
    "<=": lambda left, right: opposite(_greater(left, right)),
    "==": _equal,
    "!=": lambda left, right: opposite(_equal(left, right)),
}
