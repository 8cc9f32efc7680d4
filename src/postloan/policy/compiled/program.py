"""A policy as one Python function, compiled once for each set of rules in force."""

from __future__ import annotations

import linecache
from collections.abc import Callable, Hashable
from datetime import date
from functools import cached_property
from typing import Final, TypeAlias, TypeVar, cast
from zlib import crc32

import attrs

from postloan.policy.clauses.contents import Contents
from postloan.policy.compiled.emission import answer_source
from postloan.policy.compiled.outline import Outline
from postloan.policy.compiled.outlining import outline_of
from postloan.policy.compiled.source import SourceTooLong
from postloan.policy.compiled.tracing import trace_source
from postloan.policy.judging.answer import Answer, walked
from postloan.rules.evaluate import Bounded, Truth, Value

__all__ = [
    "Answering",
    "BoundedRow",
    "Program",
    "Row",
    "Tracing",
    "Truths",
    "compiled",
    "kept",
    "program_of",
]

Row: TypeAlias = tuple[Value, ...]
"""Facts in the order of `Contents.reads`, or parameters in that of `Contents.figures`."""
BoundedRow: TypeAlias = tuple[Bounded, ...]
"""The same, numbers that are not known standing in it as `Between`."""
Answering: TypeAlias = Callable[[Row, Row, int], Answer]
"""Takes facts, parameters, and a bit for each signal on record."""

Truths: TypeAlias = tuple[Truth, ...]
Tracing: TypeAlias = Callable[[Row, Row, int], tuple[Truths, Truths]]
"""Takes the same."""

MAX_KEPT: Final = 64
"""Functions compiled from one policy that are kept."""

T = TypeVar("T")


@attrs.frozen(eq=False)
class Program:
    """What a policy says while the same rules are in force; compiled when first asked."""

    contents: Contents
    day: date | None
    """One of the days on which they are; None is a day on which all are."""
    standing: frozenset[str]
    """Ids of the rules in force."""

    @cached_property
    def source(self) -> str:
        """The text that answers; empty where the policy is too large, and is walked."""
        return self._answering[0]

    @cached_property
    def answer(self) -> Answering:
        """Takes the facts, the parameters, and a bit for each signal on record."""
        source, names = self._answering
        if not source:
            return self.walk
        return cast("Answering", compiled(source, names)["answer"])

    def walk(self, row: BoundedRow, figures: Row, recorded: int) -> Answer:
        """Return the same as `answer`, by the walk; numbers may be known within bounds only."""
        return walked(self.contents, self._values(row, figures, recorded), self.day)

    @cached_property
    def _answering(self) -> tuple[str, dict[str, object]]:
        try:
            return answer_source(self.contents, self.standing)
        except SourceTooLong:
            return "", {}

    @cached_property
    def outline(self) -> Outline:
        """The rules over their leaves."""
        return outline_of(self.contents, self.standing)

    @cached_property
    def trace(self) -> Tracing:
        """Takes the same as `answer`; returns the truths of the rules, the values of the leaves."""
        try:
            source, names = trace_source(self.contents, self.outline)
        except SourceTooLong:
            return self.walk_trace
        return cast("Tracing", compiled(source, {**names, "answer": self.answer})["trace"])

    def walk_trace(self, row: BoundedRow, figures: Row, recorded: int) -> tuple[Truths, Truths]:
        """Return the same as `trace`, by the walk; numbers may be known within bounds only."""
        values = self._values(row, figures, recorded)
        answer = self.walk(row, figures, recorded)
        leaves = tuple(leaf.truth(values, answer) for leaf in self.outline.leaves)
        return self.outline.truths(leaves), leaves

    def _values(self, row: BoundedRow, figures: Row, recorded: int) -> dict[str, Bounded]:
        contents = self.contents
        values: dict[str, Bounded] = dict(zip(contents.reads, row, strict=True))
        values |= zip(contents.figures, figures, strict=True)
        signals = enumerate(contents.signals)
        return values | {rule.key: bool(recorded >> n & 1) for n, rule in signals}


def program_of(contents: Contents, day: date | None) -> Program:
    """Return the program of `contents` on `day`; None is a day on which all rules are in force."""
    dated = frozenset(
        rule.id for rule in contents.dated_rules if day is None or rule.in_force.covers(day)
    )
    always = (rule.id for rule in contents.rules() if not rule.in_force.dated)
    return kept(contents, dated, lambda: Program(contents, day, dated.union(always)))


def kept(contents: Contents, key: Hashable, make: Callable[[], T]) -> T:
    """Return what was compiled from a policy under `key`, compiling it where it is not kept."""
    found = contents.compiled.get(key)
    if found is None:
        if len(contents.compiled) >= MAX_KEPT:
            contents.compiled.clear()
        found = contents.compiled[key] = make()
    return cast("T", found)


def compiled(source: str, names: dict[str, object]) -> dict[str, object]:
    """Return `names` with the functions of `source` added; a traceback through one shows it."""
    name = f"<postloan policy {crc32(source.encode()):08x}>"
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    exec(compile(source, name, "exec"), names)  # noqa: S102 -- source of our own
    return names
