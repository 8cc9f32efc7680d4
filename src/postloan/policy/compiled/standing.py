"""How a policy stands on one day: its parameters, and its program."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property
from typing import TypeAlias, TypeVar, cast

import attrs

from postloan.policy.clauses.contents import Contents
from postloan.policy.clauses.parameters import ParameterValue
from postloan.policy.clauses.pickling import PicklesMappings
from postloan.policy.compiled.entry import Entry, entry_of
from postloan.policy.compiled.program import Answering, BoundedRow, Program, Row, Truths, program_of
from postloan.policy.judging.answer import Answer
from postloan.policy.judging.given import Facts, given_facts, plain
from postloan.rules.evaluate import Value

__all__ = ["Given", "Standing"]

T = TypeVar("T")

Given: TypeAlias = dict[str, object] | tuple[Entry, tuple[object, ...]]
"""Facts as they were given: by name, or the values in the columns of an entry."""


@attrs.frozen(eq=False, getstate_setstate=False)
class Standing(PicklesMappings):
    """A policy on a day; all decisions of that day share it."""

    contents: Contents
    as_of: date | None
    parameters: Mapping[str, ParameterValue | None]
    """Every parameter's value on that day; None where it has none."""

    @cached_property
    def plain_parameters(self) -> Mapping[str, Value]:
        """The parameters as conditions read them."""
        return {id: plain(value) for id, value in self.parameters.items()}

    @cached_property
    def figures(self) -> Row:
        """The parameters in the order in which the program takes them."""
        return tuple(map(self.plain_parameters.get, self.contents.figures))

    @cached_property
    def entry(self) -> Entry:
        """The way in for facts by name."""
        return entry_of(self.contents, self.contents.reads)

    @cached_property
    def program(self) -> Program:
        """What was compiled for the rules in force."""
        return program_of(self.contents, self.as_of)

    @cached_property
    def answering(self) -> Answering:
        """The function of the program that answers."""
        return self.program.answer

    def run_quickly(self, function: Callable[[Row, Row, int], T], given: Given) -> T | None:
        """Return what a function of the program makes of facts as they were given.

        None is that they are to be checked by `given_facts` first.
        """
        try:
            if isinstance(given, tuple):
                entry, values = given
            else:
                entry = self.entry
                whole = len(given) == len(entry.columns)
                named = given if whole else {**self.contents.silences, **given}
                if len(named) > len(entry.columns):
                    return None
                values = entry.by_name(named)
            return entry.enter(values, function, self.figures, 0)
        except (KeyError, ArithmeticError):  # another name; a number that is none, or too long
            return None

    def answer(self, facts: Facts) -> Answer:
        """Return the answer on facts that are checked."""
        if facts.bounded:
            return self.program.walk(*self._taken(facts))
        return self.answering(*cast("tuple[Row, Row, int]", self._taken(facts)))

    def trace(self, facts: Facts) -> tuple[Truths, Truths]:
        """Return the truths of the rules and of the leaves for facts that are checked."""
        if facts.bounded:
            return self.program.walk_trace(*self._taken(facts))
        return self.program.trace(*cast("tuple[Row, Row, int]", self._taken(facts)))

    def _taken(self, facts: Facts) -> tuple[BoundedRow, Row, int]:
        values, signals = facts.plain, enumerate(self.contents.signals)
        recorded = sum(1 << n for n, rule in signals if values.get(rule.key) is True)
        return tuple(map(values.get, self.contents.reads)), self.figures, recorded

    def facts(self, given: Given) -> Facts:
        """Return facts as they were given, checked.

        Raises:
            UnknownFact, InvalidFact, CurrencyMismatch, InvalidValue: see `given_facts`.
        """
        if isinstance(given, tuple):
            entry, values = given
            named = zip(entry.columns, values, strict=True)
            given = {key: value for key, value in named if key is not None}
        return given_facts(self.contents, given)
