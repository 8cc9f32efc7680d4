"""What is wrong with the definition of a procedure, all of it, before there is any case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import TypeVar, cast

import attrs

from postloan.workflow.table import (
    AnyOpening,
    AnyTransition,
    Completion,
    Separation,
    Table,
    Transition,
)
from postloan.workflow.values import State

__all__ = ["faults_of"]

D = TypeVar("D")


def faults_of(table: Table[D]) -> Iterator[str]:
    """Yield a sentence for each fault of a definition."""
    opening, transitions = table.opening, table.transitions
    rows: tuple[AnyTransition[D] | Completion[D], ...] = (*transitions, *table.completions)
    ids = table.ids
    yield from (f"two rows have the id {id}" for id, many in Counter(ids).items() if many > 1)
    yield from (f"{id!r} is no id: it is for Python's names" for id in ids if not id.isidentifier())
    if "migrated" in ids:
        yield "no row may have the id migrated: it is of the event that changes the edition"
    if type(table.edition) is not int or table.edition < 1:
        yield f"the edition is a number from 1, not {table.edition!r}"
    yield from _states(table, rows)
    begin_or_go: tuple[AnyOpening[D] | AnyTransition[D], ...] = (opening, *transitions)
    for one in begin_or_go:
        if not attrs.has(one.act):
            yield f"{one.id}: the act {one.act.__name__} is no class of attrs"
        for role in one.roles:
            if role not in table.roles:
                yield f"{one.id}: there is no role {role}"
    if any(one.act is opening.act for one in transitions):
        yield f"{opening.act.__name__} opens a case and can do nothing else"
    yield from _same_act(cast("tuple[Transition[D, object], ...]", transitions))
    yield from _names(table, ids)


def _states(table: Table[D], rows: Iterable[AnyTransition[D] | Completion[D]]) -> Iterator[str]:
    for region in table.regions:
        if not list(region):
            yield f"the region {region.__name__} has no state"
    said = {row.id: (*row.at, *row.to) for row in rows} | {"ends": table.ends}
    for id, states in said.items():
        for state in states:
            if type(state) not in table.regions:
                yield f"{id}: {state} is in none of the regions"
    for row in rows:
        regions = Counter(type(state).__name__ for state in row.to)
        for region_name, many in regions.items():
            if many > 1:
                yield f"{row.id} leads to two states of {region_name}"


def _same_act(transitions: tuple[Transition[D, object], ...]) -> Iterator[str]:
    for one, other in combinations(transitions, 2):
        if one.act is not other.act:
            continue
        if set(one.roles) != set(other.roles):
            yield f"{one.id} and {other.id} are the same act, of different roles"
        if one.takes is None and _may_meet(one.at, other.at):
            yield f"{one.id} and {other.id} are the same act, and a case can be where both begin"


def _may_meet(one: tuple[State, ...], other: tuple[State, ...]) -> bool:
    regions = {type(state) for state in one} & {type(state) for state in other}
    return all({state for state in one if type(state) is region} & set(other) for region in regions)


def _names(table: Table[D], ids: tuple[str, ...]) -> Iterator[str]:
    for separation in table.separations:
        names = Counter(name for group in separation.duties for name in group)
        for name, many in names.items():
            if many > 1:
                yield f"separation {separation.id}: {name} is in two groups"
            if table.offices is None and name not in ids and name not in table.roles:
                yield f"separation {separation.id}: {name} is no row, role or office"
        yield from _torn(table, separation)
    for deadline in table.deadlines:
        for id in (*deadline.starts, *deadline.ends, *deadline.lapses):
            if id not in ids:
                yield f"deadline {deadline.id}: there is no row {id}"


def _torn(table: Table[D], separation: Separation) -> Iterator[str]:
    """Yield each row that nobody could take: by itself and by its role it is two duties."""
    rows: tuple[AnyOpening[D] | AnyTransition[D], ...] = (table.opening, *table.transitions)
    for row in rows:
        for role in row.roles:
            groups = {separation.group_of([row.id]), separation.group_of([role])} - {None}
            if len(groups) > 1:
                yield f"separation {separation.id}: {row.id} by {role} is two duties"
