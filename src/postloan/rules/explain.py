"""Why a condition has the truth it has: the comparisons that decided, with what they read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from postloan.rules.evaluate import Bounded, Truth, evaluate, is_known, opposite
from postloan.rules.render import render
from postloan.rules.tree import And, Node, Not, Or, names_in

__all__ = ["Reading", "deciding", "missing"]


@attrs.frozen(kw_only=True)
class Reading:
    """One comparison as it was read."""

    comparison: str
    """Its text, as in `days_past_due > 90`."""
    truth: Truth
    """Whether it held; None for unknown."""
    reads: tuple[tuple[str, Bounded], ...]
    """The facts and parameters it read, each with its value as conditions see it."""


def deciding(node: Node, values: Mapping[str, Bounded]) -> tuple[Reading, ...]:
    """Return the comparisons that made `node` what it is for `values`, left to right.

    Of a conjunction that holds, all; of one that fails, those that failed; of one that is
    unknown, those that are unknown. Of a disjunction the same, the other way round.
    """
    return tuple(_deciding(node, values, evaluate(node, values)))


def missing(node: Node, values: Mapping[str, Bounded]) -> tuple[str, ...]:
    """Return the keys whose being unknown leaves `node` unknown; none where it is known."""
    unknown = (r for r in deciding(node, values) if r.truth is None)
    keys = (key for reading in unknown for key, value in reading.reads if not is_known(value))
    return tuple(dict.fromkeys(keys))


def _deciding(node: Node, values: Mapping[str, Bounded], truth: Truth) -> Iterator[Reading]:
    match node:
        case Not(operand=operand):
            yield from _deciding(operand, values, opposite(truth))
        case And(operands=operands) | Or(operands=operands):
            for operand in operands:
                if evaluate(operand, values) is truth:
                    yield from _deciding(operand, values, truth)
        case _:
            yield Reading(comparison=render(node), truth=truth, reads=_reads(node, values))


def _reads(node: Node, values: Mapping[str, Bounded]) -> tuple[tuple[str, Bounded], ...]:
    keys = (
        name.term.key
        for name in names_in(node)
        if name.term is not None and name.term.role != "level"
    )
    return tuple((key, values.get(key)) for key in dict.fromkeys(keys))
