"""Whether exactly one row of a base table holds, whatever the facts are.

Each fact is tried at every constant it is compared with, next to it on both sides, and beyond;
between those points no comparison changes. That is complete for tables that compare facts with
constants; others, and very large ones, are not decided here.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise, product
from math import ceil, floor, prod
from typing import Final

import attrs

from postloan.facts.catalogue import Catalogue
from postloan.money import EXACT
from postloan.policy.kinds import Base, BaseRow
from postloan.rules.evaluate import Value
from postloan.rules.tree import Compare, Literal, Member, Name, Negative, Node, children
from postloan.rules.vocabulary import Term
from postloan.tiers import Scale

__all__ = ["base_fault"]

_MOST_WORK: Final = 4_000_000
"""Cells times characters of conditions: what is tried takes a second or two at most."""
_ANY_OTHER: Final = "\N{REPLACEMENT CHARACTER}"
_HALF: Final = Decimal("0.5")


def base_fault(base: Base, catalogue: Catalogue, scale: Scale) -> str:
    """Return what is wrong with the rows of `base`, or an empty string.

    Returns:
        A sentence that names facts for which no row holds, or more than one. Empty also where
        it is not decided here.
    """
    meetings: dict[str, _Meeting] = {}
    if not all(_collect(row.when.tree, meetings) for row in base.rows):
        return ""
    choices = {key: _points(meeting, catalogue, scale) for key, meeting in meetings.items()}
    work = prod(map(len, choices.values())) * sum(len(row.when.text) for row in base.rows)
    if work > _MOST_WORK:
        return ""
    for cell in product(*choices.values()):
        if fault := _fault_at(dict(zip(choices, cell, strict=True)), base.rows):
            return fault
    return ""


def _fault_at(values: dict[str, Value], rows: Iterable[BaseRow]) -> str:
    holding = [str(row.tier) for row in rows if row.when.holds(values)]
    if len(holding) == 1:
        return ""
    facts = ", ".join(f"{key} = {_shown(value)}" for key, value in values.items())
    when = f" when {facts}" if facts else ", whatever the facts"
    return (
        f"rows for {' and '.join(holding)} hold together{when}"
        if holding
        else f"no row holds{when}"
    )


@attrs.frozen
class _Meeting:
    """A fact, and the constants that it is compared with."""

    term: Term
    constants: set[Value]


def _collect(node: Node, meetings: dict[str, _Meeting]) -> bool:
    """Gather the constants each fact meets; False where the table is not decided here."""
    match node:
        case Compare():
            return all(_meet(left, right, meetings) for left, _, right in node.pairs())
        case Member(operand=operand, choices=choices):
            return all(_meet(operand, choice, meetings) for choice in choices)
        case Name():
            return _note(node, None, meetings)
        case _:
            return all(_collect(child, meetings) for child in children(node))


def _meet(left: Node, right: Node, meetings: dict[str, _Meeting]) -> bool:
    for name, other in ((left, right), (right, left)):
        constant = _constant(other)
        if isinstance(name, Name) and constant is not None:
            return _note(name, constant, meetings)
    return False


def _note(name: Name, constant: Value, meetings: dict[str, _Meeting]) -> bool:
    if name.term is None or name.term.role != "fact":
        return False
    meetings.setdefault(name.term.key, _Meeting(name.term, set())).constants.add(constant)
    return True


def _constant(node: Node) -> Value:
    match node:
        case Literal(value=value):
            return value
        case Negative(operand=Literal(value=int() | Decimal() as value)):
            return -value if isinstance(value, int) else value.copy_negate()
        case Name(term=term) if term is not None and term.role == "level":
            return term.rank
        case _:
            return None


def _points(meeting: _Meeting, catalogue: Catalogue, scale: Scale) -> list[Value]:
    """Return values between which no comparison of the fact changes."""
    term = meeting.term
    match term.kind:
        case "bool":
            return [False, True]
        case "enum" | "code":
            return [*(term.values or (*sorted(map(str, meeting.constants)), _ANY_OTHER))]
        case "tier":
            return [tier.rank for tier in scale]
        case _:
            fact = catalogue[term.key.rpartition(".")[2]]
            ends = {end for end in (fact.minimum, fact.maximum) if end is not None}
            numbers = {
                Decimal(n) for n in (*meeting.constants, *ends) if isinstance(n, int | Decimal)
            }
            spread = _between if term.kind in ("ratio", "money") else _whole
            return [
                point
                for point in spread(sorted(numbers))
                if (fact.minimum is None or point >= fact.minimum)
                and (fact.maximum is None or point <= fact.maximum)
            ]


def _whole(numbers: list[Decimal]) -> list[int]:
    """Return the integers at and next to each number."""
    return sorted({near for n in numbers for near in (ceil(n) - 1, floor(n), floor(n) + 1)})


def _between(numbers: list[Decimal]) -> list[Decimal]:
    """Return each number, one between each two, and one beyond either end."""
    middles = [EXACT.multiply(EXACT.add(a, b), _HALF) for a, b in pairwise(numbers)]
    beyond = [EXACT.subtract(numbers[0], 1), EXACT.add(numbers[-1], 1)]
    return sorted([*numbers, *middles, *beyond])


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "any other" if value == _ANY_OTHER else str(value)
