"""Inspections and duties in Python source.

A rule that reads the outcome is tried on every tier that may come out: it applies where it holds
on all of them. For each tier only what is then left of such rules is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

import attrs

from postloan.facts.catalogue import (
    CLASSIFIED_BEFORE,
    PREVIOUS_TIER,
    PREVIOUS_TIER_FELL,
    TIER,
    TIER_FELL,
)
from postloan.policy.clauses.kinds import Dimension, Rule
from postloan.policy.compiled.source import FELL, TRIED, Source
from postloan.rules.condition import Condition
from postloan.rules.settle import settle
from postloan.rules.tree import Literal

__all__ = ["write_outcome_tasks", "write_plain_tasks"]


@attrs.frozen
class _Task:
    """An inspection or duty rule: its bit, and what is to be looked at."""

    bit: int
    rule: Rule
    conditions: tuple[Condition, ...]

    def settled(self, key: str, rank: int) -> _Task:
        """Return what is left of it where the tier is known."""
        trees = [settle(condition.tree, {key: rank}) for condition in self.conditions]
        if Literal(False) in trees:
            trees = [Literal(False)]
        left = tuple(Condition.of(tree, "") for tree in trees if tree != Literal(True))
        return attrs.evolve(self, conditions=left)

    @property
    def is_ruled_out(self) -> bool:
        return any(condition.tree == Literal(False) for condition in self.conditions)


def _tasks(source: Source) -> list[_Task]:
    """Return the rules in force; their bits count inspections first, then duties."""
    rules = (*source.contents.inspections, *source.contents.duties)
    return [_Task(1 << n, rule, rule.conditions) for n, rule in source.rules(rules)]


def write_plain_tasks(source: Source) -> None:
    """Write the rules that do not read the outcome; their bits stand in `due` and `perhaps`."""
    source.line("due = perhaps = 0")
    _write(source, (t for t in _tasks(source) if not t.rule.reads_outcome), "due", "perhaps")


def write_outcome_tasks(source: Source, dimension: Dimension) -> None:
    """Write the rules that read what comes out in `dimension`: a tier between `low` and `high`."""
    tasks = [
        task
        for task in _tasks(source)
        if task.rule.reads_outcome and task.rule.dimension == dimension.id
    ]
    if not tasks:
        return
    if not source.leaves_open(dimension):
        source.line(f"{TRIED} = low")
        _write_levels(source, dimension, tasks, "due")
        return
    source.line(f"always, ever, {TRIED} = {sum(task.bit for task in tasks)}, 0, low")
    source.open("while True:")
    source.line("here = maybe = 0")
    _write_levels(source, dimension, tasks, "here")
    source.line("always &= here")
    source.line("ever |= here | maybe")
    source.block(f"if {TRIED} == high:", "break")
    source.line(f"{TRIED} += 1")
    source.close()
    source.line("due |= always")
    source.line("perhaps |= ever & ~always")


def _write_levels(source: Source, dimension: Dimension, tasks: Sequence[_Task], holds: str) -> None:
    """Write what is asked on the tier that is tried; neighbours that ask the same are one."""
    prefix = source.contents.prefix(dimension)
    levels = [[t.settled(prefix + TIER.name, tier.rank) for t in tasks] for tier in dimension.scale]
    groups = [(len(list(same)), left) for left, same in groupby(levels)]
    below = 0
    for number, (count, left) in enumerate(groups):
        below += count
        test = "True" if len(groups) == 1 else f"{TRIED} < {below}"
        last = number > 0 and number == len(groups) - 1
        source.open("else:" if last else f"{'elif' if number else 'if'} {test}:")
        if any(
            prefix + TIER_FELL.name in condition.facts for t in left for condition in t.conditions
        ):
            _write_fell(source, prefix)
        certain = sum(task.bit for task in left if not task.conditions)
        source.line(f"{holds} |= {certain}" if certain else "pass")
        _write(source, (t for t in left if t.conditions and not t.is_ruled_out), holds, "maybe")
        source.close()


def _write_fell(source: Source, prefix: str) -> None:
    """Write whether the tier that is tried is a fall."""
    variables = source.emitter.variables
    was = variables.get(prefix + CLASSIFIED_BEFORE.name, "True")
    before = variables.get(prefix + PREVIOUS_TIER.name, "None")
    fell = variables.get(prefix + PREVIOUS_TIER_FELL.name, "False")
    worse = f"{fell} if {TRIED} == {before} else {TRIED} > {before}"
    if not source.known:
        worse = f"None if {before} is None else {worse}"
    source.line(f"{FELL} = {was} is not False and ({worse})")


def _write(source: Source, tasks: Iterable[_Task], holds: str, may: str) -> None:
    for task in tasks:
        source.names(task.rule)
        source.branches(
            source.rails(task.conditions),
            source.unknown(*task.conditions),
            [f"{holds} |= {task.bit}"],
            [f"{may} |= {task.bit}"],
        )
