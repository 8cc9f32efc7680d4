"""Whether exactly one row of a base table holds, whatever the facts are.

Each fact is tried at every constant it is compared with, next to it on both sides, and beyond;
between those points no comparison changes. That is complete for tables that compare facts with
constants; others, and very large ones, are not decided here.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import product
from math import prod

from postloan.facts.catalogue import Catalogue
from postloan.policy.kinds import Base
from postloan.rules.evaluate import Value
from postloan.rules.tree import Compare, Literal, Member, Name, Negative, Node, children
from postloan.tiers import Scale

__all__ = ["base_fault"]

_MOST_CELLS = 20_000


def base_fault(base: Base, catalogue: Catalogue, scale: Scale) -> str:
    """Return what is wrong with the rows of `base`, or an empty string.

    Returns:
        A sentence that names facts for which no row holds, or more than one.
    """
    points: dict[str, set[Value]] = {}
    for row in base.rows:
        if row.when.parameters or not _collect(row.when.tree, points):
            return ""
    choices = {key: _spread(key, found, catalogue, scale) for key, found in points.items()}
    if not choices or prod(map(len, choices.values())) > _MOST_CELLS:
        return ""
    for cell in product(*choices.values()):
        values = dict(zip(choices, cell, strict=True))
        holding = [str(row.tier) for row in base.rows if row.when.holds(values)]
        if len(holding) != 1:
            facts = ", ".join(f"{key} = {_shown(value)}" for key, value in values.items())
            if holding:
                return f"rows for {' and '.join(holding)} hold together when {facts}"
            return f"no row holds when {facts}"
    return ""


def _collect(node: Node, points: dict[str, set[Value]]) -> bool:
    """Gather the constants each fact meets; False where the table is not decided here."""
    match node:
        case Compare():
            return all(_meet(left, right, points) for left, _, right in node.pairs())
        case Member(operand=operand, choices=choices):
            return all(_meet(operand, choice, points) for choice in choices)
        case Name(term=term) if term is not None:
            points.setdefault(term.key, set()).update((True, False))
            return True
        case _:
            return all(_collect(child, points) for child in children(node))


def _meet(left: Node, right: Node, points: dict[str, set[Value]]) -> bool:
    for name, constant in ((left, right), (right, left)):
        if isinstance(name, Name) and name.term is not None and name.term.role == "fact":
            value = _constant(constant)
            if value is not None:
                points.setdefault(name.term.key, set()).add(value)
                return True
    return False


def _constant(node: Node) -> Value:
    match node:
        case Literal(value=value):
            return value
        case Negative(operand=Literal(value=int() | Decimal() as value)):
            return -value
        case Name(term=term) if term is not None and term.role == "level":
            return term.rank
        case _:
            return None


def _spread(key: str, found: set[Value], catalogue: Catalogue, scale: Scale) -> list[Value]:
    fact = catalogue[key.rpartition(".")[2]]
    match fact.kind:
        case "bool":
            return [False, True]
        case "enum":
            return list(fact.values)
        case "code":
            return [*sorted(map(str, found)), "\N{REPLACEMENT CHARACTER}"]
        case "tier":
            return [tier.rank for tier in scale]
        case _:
            numbers = sorted(Decimal(value) for value in found if isinstance(value, int | Decimal))
            return [
                point if fact.kind in ("ratio", "money") else int(point)
                for point in _around(numbers, whole=fact.kind not in ("ratio", "money"))
                if (fact.minimum is None or point >= fact.minimum)
                and (fact.maximum is None or point <= fact.maximum)
            ]


def _around(numbers: list[Decimal], *, whole: bool) -> Iterator[Decimal]:
    yield numbers[0] - 1
    for number, following in zip(numbers, [*numbers[1:], numbers[-1] + 2], strict=True):
        if not whole or number == int(number):
            yield number
        between = (number + following) / 2
        if not whole:
            yield between
        elif (above := Decimal(int(number.to_integral_value("ROUND_FLOOR")) + 1)) < following:
            yield above


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "any other" if value == "\N{REPLACEMENT CHARACTER}" else str(value)
