"""The tier: the worst of the base and of every floor that holds, over plain values.

This walk over the rules is the definition of what a policy decides. It knows values and truths
only; `decision` turns what it finds into findings that a person can read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TypeVar, cast

import attrs

from postloan.facts.catalogue import (
    CLASSIFIED_BEFORE,
    PREVIOUS_TIER,
    PREVIOUS_TIER_FELL,
    TIER,
    TIER_FELL,
)
from postloan.policy.clauses.contents import Contents
from postloan.policy.clauses.kinds import (
    Base,
    BaseRow,
    Dimension,
    FactLevel,
    FixedLevel,
    Floor,
    NotchLevel,
    Rule,
    SignalRule,
)
from postloan.rules.evaluate import Bounded, Truth, is_known
from postloan.tiers import Scale, Tier

__all__ = ["Judged", "active", "judge", "level_key", "notched", "signal_truth", "tier_values"]

R = TypeVar("R", bound=Rule)


@attrs.frozen(kw_only=True)
class Judged:
    """What the rules say in one dimension."""

    dimension: Dimension
    tier: Tier | None
    at_least: Tier | None
    could_be: Tier | None
    holding: tuple[tuple[Floor, Tier], ...] = ()
    """Floors that hold, with the tier each gives."""
    possible: tuple[tuple[Floor, Tier], ...] = ()
    """Floors that are unknown, with the worst tier each can give."""
    base: Base | None = None
    """The base that applies or may apply."""
    rows: tuple[tuple[BaseRow, Truth], ...] = ()
    """Rows of the base that hold or may hold."""
    problem: str = ""
    """Why the base gives no answer; empty where it does."""


def active(rules: Iterable[R], day: date | None) -> Iterator[R]:
    """Yield the rules in force on `day`; None is a policy without dated rules."""
    return (rule for rule in rules if day is None or rule.in_force.covers(day))


def signal_truth(rule: SignalRule, values: Mapping[str, Bounded]) -> Truth:
    """Return whether a signal is raised: on record and not cleared, or its condition holds."""
    if values.get(rule.key) is True:
        return True
    return rule.holds(values) if rule.when is not None else False


def judge(
    contents: Contents, values: Mapping[str, Bounded], day: date | None, dimension: Dimension
) -> Judged:
    """Return the tier of `dimension` for `values`, and every floor that led to it."""
    scale = dimension.scale
    base, scope = _base(contents, values, day, dimension)
    rows, problem = _rows(base, scope, values)
    tiers = [row.tier for row, _ in rows]
    start = min(tiers, default=scale.best) if scope else scale.best
    end = max(tiers, default=scale.worst if problem else scale.best)
    at_least, could_be, raised = start, end, start
    holding, possible = [], []
    for floor in active(contents.floors, day):
        if floor.dimension != dimension.id:
            continue
        truth = _floor_truth(contents, floor, values, day)
        if truth is False:
            continue
        low, high, known = _levels(floor, values, scale, start, end)
        could_be = max(could_be, high)
        if truth and known:
            at_least = max(at_least, low)
            holding.append((floor, low))
            continue
        possible.append((floor, high))
        if (floor.unknown or contents.unknown) == "conservative":
            raised = max(raised, high)
    undetermined = bool(problem) or (
        at_least != could_be and _lacks_essential(contents, base, values)
    )
    return Judged(
        dimension=dimension,
        tier=None if undetermined else max(at_least, raised),
        at_least=at_least,
        could_be=could_be,
        holding=tuple(sorted(holding, key=_worst_first)),
        possible=tuple(sorted(possible, key=_worst_first)),
        base=base,
        rows=rows,
        problem=problem,
    )


def _worst_first(found: tuple[Floor, Tier]) -> int:
    return -found[1].rank


def _base(
    contents: Contents, values: Mapping[str, Bounded], day: date | None, dimension: Dimension
) -> tuple[Base | None, Truth]:
    """Return the base of a dimension, and whether it applies: an inherited one has a scope."""
    for base in active(contents.bases, day):
        if base.dimension == dimension.id and (scope := base.holds(values)) is not False:
            return base, scope
    return None, False


def _rows(
    base: Base | None, scope: Truth, values: Mapping[str, Bounded]
) -> tuple[tuple[tuple[BaseRow, Truth], ...], str]:
    if base is None:
        return (), ""
    truths = [(row, row.when.holds(values)) for row in base.rows]
    candidates = tuple(
        (row, truth if scope else None) for row, truth in truths if truth is not False
    )
    if not candidates:
        return (), f"no row of {base.id} holds"
    if sum(truth is True for _, truth in truths) > 1:
        return candidates, f"two rows of {base.id} hold"
    return candidates, ""


def _floor_truth(
    contents: Contents, floor: Floor, values: Mapping[str, Bounded], day: date | None
) -> Truth:
    holds = floor.holds(values)
    if floor.signal is None or holds is False:
        return holds
    signal = contents.signal(floor.signal)
    raised = signal_truth(signal, values) if any(active((signal,), day)) else False
    return raised if holds or raised is False else None


def level_key(floor: Floor) -> str | None:
    """Return the fact or parameter at whose tier a floor stands, or None."""
    return floor.level.key if isinstance(floor.level, FactLevel) else None


def tier_values(
    judged: Judged, values: Mapping[str, Bounded], main: Dimension
) -> Iterator[Mapping[str, Bounded]]:
    """Yield `values` with each tier that a dimension may turn out to have."""
    if judged.at_least is None or judged.could_be is None:
        yield values
        return
    prefix = "" if judged.dimension == main else f"{judged.dimension.id}."
    before = values.get(prefix + PREVIOUS_TIER.name)
    was = values.get(prefix + CLASSIFIED_BEFORE.name)
    fell = values.get(prefix + PREVIOUS_TIER_FELL.name, False)
    for tier in judged.dimension.scale.between(judged.at_least, judged.could_be):
        worse: Truth = None
        if was is False:
            worse = False
        elif isinstance(before, int):
            worse = cast("Truth", fell) if tier.rank == before else tier.rank > before
        yield {**values, prefix + TIER.name: tier.rank, prefix + TIER_FELL.name: worse}


def _levels(
    floor: Floor, values: Mapping[str, Bounded], scale: Scale, start: Tier, end: Tier
) -> tuple[Tier, Tier, bool]:
    """Return the best and worst tier that a floor gives, and whether its level is known."""
    level = floor.level
    if isinstance(level, FixedLevel):
        return level.tier, level.tier, True
    if isinstance(level, FactLevel):
        rank = values.get(level.key)
        if not isinstance(rank, int):
            return scale.best, scale.worst, False
        return scale.tiers[rank], scale.tiers[rank], True
    return notched(start, level, scale), notched(end, level, scale), True


def notched(tier: Tier, level: NotchLevel, scale: Scale) -> Tier:
    """Return the tier so many levels below `tier`, or the worst of the scale.

    Where the notches count in a coarser scale, it is the best level of the tier they lead to,
    and never better than `tier` itself.
    """
    if level.scale is None:
        return scale.tiers[min(tier.rank + level.notches, scale.worst.rank)]
    counted = level.scale
    rank = scale.coarse(tier, counted).rank + level.notches
    return max(tier, scale.lift(counted.tiers[min(rank, counted.worst.rank)]))


def _lacks_essential(contents: Contents, base: Base | None, values: Mapping[str, Bounded]) -> bool:
    keys = contents.essential | (base.reads() if base else frozenset())
    return any(not is_known(values.get(key)) for key in keys)
