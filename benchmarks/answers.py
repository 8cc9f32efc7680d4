"""What a loan is found to be, in the ids of the policy, whoever found it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from benchmarks.hand import Found
from benchmarks.rows import POLICY
from postloan import Decision, Policy

__all__ = ["BENCH", "Answer", "found_by", "of_decision", "of_found"]

BENCH: Final = Policy.from_path(POLICY)
"""The policy that is measured."""


class Answer(NamedTuple):
    """What every engine has to say about a loan."""

    tier: int
    """Its rank, 0 the best."""
    floor: str
    """The first of the floors that hold at that tier; empty where none does."""
    signals: tuple[str, ...]
    """Ids of those raised, in the policy's order."""
    inspections: tuple[str, ...]
    """Ids of those that apply, in the policy's order."""


def of_decision(decision: Decision) -> Answer:
    """Return the answer that a decision gives; raises `ValueError` where any of it is open."""
    tier, contents = decision.tier, BENCH.contents
    certain = [found.certain for found in decision.signals]
    certain += [found.certain for found in decision.inspections]
    if tier is None or tier != decision.could_be or not all(certain):
        raise ValueError(f"not decided: {decision.explain()}")
    raised = {signal.rule for signal in decision.signals}
    asked = {applied.definition.id for applied in decision.inspections}
    return Answer(
        tier.rank,
        decision.floors[0].rule if decision.floors else "",
        tuple(rule.id for rule in contents.signals if rule.id in raised),
        tuple(rule.id for rule in contents.inspections if rule.id in asked),
    )


def of_found(found: Found) -> Answer:
    """Return the answer that numbers and bits stand for."""
    tier, floor, signals, inspections = found
    contents = BENCH.contents
    return Answer(
        tier,
        contents.floors[floor].id if floor >= 0 else "",
        tuple(contents.signals[bit].id for bit in _bits(signals)),
        tuple(contents.inspections[bit].id for bit in _bits(inspections)),
    )


def found_by(compiled: tuple[int | None, ...]) -> Found:
    """Return the same numbers and bits of what the compiled policy answers."""
    applies, raised, possible, asked, perhaps, tier, at_least, could_be, floor = compiled
    if not applies or possible or perhaps or tier is None or not tier == at_least == could_be:
        raise ValueError(f"not decided: {compiled}")
    return tier, -1 if floor is None else floor, raised or 0, asked or 0


def _bits(mask: int) -> Iterator[int]:
    return (bit for bit in range(mask.bit_length()) if mask >> bit & 1)
