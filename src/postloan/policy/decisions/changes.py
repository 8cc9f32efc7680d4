"""The search for what would change an outcome: one fact alone, and if need be a few together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations
from math import prod
from typing import Final

import attrs

from postloan.policy.clauses.kinds import FixedLevel, Floor
from postloan.policy.decisions.varying import Nearness, Varying
from postloan.policy.decisions.whatif import Alternative, WhatIf
from postloan.tiers import Tier

__all__ = ["find_what_if"]

_MOST_FACTS: Final = 3
"""How many facts are varied together."""
_MOST_WALKS: Final = 1000
"""Decisions after which the search for facts together gives up."""


def find_what_if(varying: Varying) -> WhatIf:
    """Return what would change the outcome of the facts of `varying`."""
    found = [
        varying.near((key,), region)
        for key in varying.keys
        for region in varying.regions((key,), varying.values)
        if region[1] != varying.now
    ]
    what_if = WhatIf(
        tier=varying.now.tier,
        alternatives=tuple(alternative for _, alternative in sorted(found, key=_nearness)),
        together=(),
        undecided=tuple(key for key in varying.keys if varying.cells[key] is None),
    )
    return attrs.evolve(what_if, together=tuple(_together(varying, what_if)))


def _together(varying: Varying, what_if: WhatIf) -> Iterator[Alternative]:
    """Yield what a few facts would do in a direction in which none leads alone."""
    tier = what_if.tier
    if tier is None:
        return
    if what_if.better is None:
        sets = _sets_that_lift(varying)
        yield from _nearest(varying, sets, lambda other: other < tier)
    if what_if.worse is None:
        sets = _sets_that_lower(varying, tier)
        yield from _nearest(varying, sets, lambda other: other > tier)


def _sets_that_lift(varying: Varying) -> Iterator[tuple[str, ...]]:
    """Yield sets of facts of which every rule that now stands at the tier reads one."""
    floors, base = varying.bearing(varying.values)
    bearing = [varying.reads(rule) for rule in (*floors, *base)]
    read = frozenset().union(*bearing)
    keys = [key for key in varying.keys if key in read]
    for size in range(2, _MOST_FACTS + 1):
        for some in combinations(keys, size):
            if not any(reads.isdisjoint(some) for reads in bearing):
                yield some


def _sets_that_lower(varying: Varying, tier: Tier) -> Iterator[tuple[str, ...]]:
    """Yield sets of facts by which a rule that gives a worse tier may come to hold."""
    policy = varying.policy
    floors = (floor for floor in policy.floors if not _at_most(floor, tier))
    each = [varying.reads(rule) for rule in (*policy.bases, *floors)]
    for size in range(2, _MOST_FACTS + 1):
        sets = (
            some
            for read in each
            for some in combinations([key for key in varying.keys if key in read], size)
        )
        yield from dict.fromkeys(sets)


def _at_most(floor: Floor, tier: Tier) -> bool:
    return isinstance(floor.level, FixedLevel) and floor.level.tier <= tier


def _nearest(
    varying: Varying, sets: Iterable[tuple[str, ...]], wanted: Callable[[Tier], bool]
) -> Iterator[Alternative]:
    """Yield the nearest region that is wanted of the smallest sets that have one."""
    walks, found = 0, list[tuple[Nearness, Alternative]]()
    for some in sets:
        if found and len(some) > len(found[0][1].facts):
            break
        sizes = {key: len(varying.cells[key] or ()) for key in some}
        walks += prod(sizes.values())
        if walks > _MOST_WALKS:
            break
        # the last one's ranges come out whole
        keys = sorted(some, key=lambda key: sizes[key])
        for region in varying.regions(keys, varying.values):
            tier = region[1].tier
            if tier is not None and wanted(tier) and not varying.stays(keys, region):
                found.append(varying.near(keys, region))
    if found:
        yield min(found, key=_nearness)[1]


def _nearness(found: tuple[Nearness, Alternative]) -> Nearness:
    return found[0]
