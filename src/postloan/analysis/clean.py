"""A loan with which nothing is wrong, how far others are from it, and facts as people give them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final

from postloan.facts.fact import FactValue
from postloan.money import Money
from postloan.policy.decisions.outcomes import PolicyOn
from postloan.rules.cells import ANY_OTHER, UNKNOWN, Axis
from postloan.rules.evaluate import Value
from postloan.rules.space import Space

__all__ = ["NO_CURRENCY", "best_first", "cost_in", "typed"]

NO_CURRENCY: Final = "XXX"
"""What ISO 4217 writes where there is no currency: the policy states none."""

_OFF: Final = 1000
"""What it costs that a fact is off the value of a clean loan; beside it, how far."""
_NOT_KNOWN: Final = 10 * _OFF


def best_first(on: PolicyOn, key: str, values: Iterable[Value]) -> list[Value]:
    """Return known values of a fact, those nearest to a clean loan first."""
    return sorted((value for value in values if value is not None), key=_distance(on, key))


def _distance(on: PolicyOn, key: str) -> Callable[[Value], Fraction]:
    fact = None if key.startswith("signal:") else on.fact(key)
    worse = fact.worse if fact is not None else None
    clean = worse == "lower" and fact is not None and fact.silence is None

    def far(value: Value) -> Fraction:
        if isinstance(value, bool):
            return Fraction(value != clean)
        if not isinstance(value, int | Decimal):
            return Fraction(0)
        number = Fraction(value)
        return -number if worse == "lower" else abs(number)

    return far


def cost_in(space: Space, on: PolicyOn) -> Callable[[int, int], int]:
    """Return what each cell of a space costs, by the places of axis and cell: 0 is clean."""
    costs = [_costs(axis, on) for axis in space.axes]
    return lambda axis, cell: costs[axis][cell]


def _costs(axis: Axis, on: PolicyOn) -> list[int]:
    if axis.term is None:
        return [1] * len(axis.cells)
    far = _distance(on, axis.key)
    nearest = [None if cell == UNKNOWN else min(map(far, cell.points)) for cell in axis.cells]
    order = sorted({distance for distance in nearest if distance is not None})

    def cost(distance: Fraction | None) -> int:
        if distance is None:
            return _NOT_KNOWN
        place = order.index(distance)
        return _OFF + place if place else 0

    return [cost(distance) for distance in nearest]


def typed(
    on: PolicyOn, values: Mapping[str, Value], *, currency: str | None = None
) -> dict[str, FactValue | None]:
    """Return facts as `Policy.decide` takes them, from how conditions read them.

    Args:
        on: the policy, on whose scales tiers are given.
        values: facts by key; None is not known. Of a signal it is that none is on record.
        currency: of every amount; None is the policy's own.
    """
    stated = currency or on.contents.conventions.currency or NO_CURRENCY
    return {key: _typed(on, key, value, stated) for key, value in values.items()}


def _typed(on: PolicyOn, key: str, value: Value, currency: str) -> FactValue | None:
    if key.startswith("signal:"):
        return value is True
    if value == ANY_OTHER:
        return on.other_word
    kind = on.term(key).kind
    if kind == "money" and isinstance(value, int | Decimal):
        return Money(Decimal(value), currency)
    if kind == "tier" and isinstance(value, int):
        return on.scale_of(key).tiers[value]
    if kind == "ratio" and isinstance(value, int):
        return Decimal(value)
    return value
