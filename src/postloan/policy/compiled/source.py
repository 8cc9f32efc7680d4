"""The lines of a function that is compiled from a policy, under way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeVar

import attrs

from postloan.facts.catalogue import PREVIOUS_TIER, TIER, TIER_FELL
from postloan.policy.clauses.contents import Contents
from postloan.policy.clauses.kinds import Base, Dimension, Rule
from postloan.policy.clauses.provisions import ProvisionRule
from postloan.rules.condition import Condition
from postloan.rules.emit import Emitter, Rails, all_of
from postloan.rules.tree import Literal, Member, nodes_in

__all__ = ["FELL", "MAX_SOURCE", "TRIED", "Source", "SourceTooLong", "variables_of"]

R = TypeVar("R", bound=Rule)

MAX_SOURCE: Final = 500_000
"""Characters of source that are compiled at most."""
TRIED = "tried"
"""The local variable of the tier that is tried."""
FELL = "fell"
"""The local variable of whether that tier is a fall."""


class SourceTooLong(Exception):
    """A policy is too large to be compiled; caught where it is."""


def variables_of(contents: Contents) -> Mapping[str, str]:
    """Return the local variable in which each fact and parameter of a policy stands."""
    names = {key: f"f{n}_{_word(key)}" for n, key in enumerate(contents.reads)}
    names |= {key: f"p{n}_{_word(key)}" for n, key in enumerate(contents.figures)}
    for dimension in contents.dimensions:
        prefix = contents.prefix(dimension)
        names |= {prefix + TIER.name: TRIED, prefix + TIER_FELL.name: FELL}
    return names


def _word(key: str) -> str:
    """Return a key as a part of an identifier, where Python reads it as it is written."""
    return key.replace(".", "_") if key.replace(".", "_").isidentifier() and key.isascii() else ""


@attrs.define
class Source:
    """Lines of Python over the facts and parameters of a policy."""

    contents: Contents
    standing: Collection[str]
    """Ids of the rules in force."""
    known: bool = attrs.field(default=False, init=False)
    """Whether the lines under way stand where no fact and no parameter is unknown."""
    emitter: Emitter = attrs.field(init=False)
    _lines: list[str] = attrs.field(factory=list, init=False)
    _size: int = attrs.field(default=0, init=False)
    _depth: int = attrs.field(default=0, init=False)

    def __attrs_post_init__(self) -> None:
        self.emitter = Emitter(
            variables_of(self.contents),
            known=self._tried(),
            never_negative=self.contents.never_negative,
        )

    @property
    def text(self) -> str:
        """What is written so far."""
        return "\n".join(self._lines) + "\n"

    def rules(self, rules: Sequence[R]) -> Iterator[tuple[int, R]]:
        """Yield the rules in force, each with its position among `rules`."""
        return ((n, rule) for n, rule in enumerate(rules) if rule.id in self.standing)

    def base(self, dimension: Dimension) -> Base | None:
        """Return the base in force of a dimension, or None."""
        bases = self.rules(self.contents.bases)
        return next((base for _, base in bases if base.dimension == dimension.id), None)

    def leaves_open(self, dimension: Dimension) -> bool:
        """Return whether more than one tier may come out in a dimension.

        Where all is known, only a base of which no row holds, or two, leaves it open.
        """
        return not self.known or self.base(dimension) is not None

    # -- lines

    def line(self, text: str) -> None:
        """Write a line.

        Raises:
            SourceTooLong: there are more than `MAX_SOURCE` characters.
        """
        self._lines.append("    " * self._depth + text)
        self._size += len(text)
        if self._size > MAX_SOURCE:
            raise SourceTooLong(MAX_SOURCE)

    def block(self, head: str, *lines: str) -> None:
        """Write a line that ends in a colon, and what stands below it."""
        self.open(head)
        for line in lines:
            self.line(line)
        self.close()

    def open(self, head: str) -> None:
        """Write a line that ends in a colon; what follows stands below it until `close`."""
        self.line(head)
        self._depth += 1

    def close(self) -> None:
        """End what `open` began."""
        self._depth -= 1

    def signature(self, name: str, *more: str) -> None:
        """Begin the function `name(row, figures, …)`, which names what it reads.

        `row` has the facts in the order of `Contents.reads`, `figures` the parameters in that of
        `Contents.figures`.
        """
        self.line(f"# {self.contents.origin!r}")
        self.open(f"def {name}({', '.join(('row', 'figures', *more))}):")
        for keys, row in ((self.contents.reads, "row"), (self.contents.figures, "figures")):
            if keys:
                self.line(f"{', '.join(map(self.variable, keys))}, = {row}")

    def names(self, rule: Rule) -> None:
        """Write which rule the next lines come from, so that a traceback shows it."""
        kind = type(rule).__name__.removesuffix("Rule").lower()
        self.line(f"# {kind} {rule.id!r}" + (f", line {rule.line}" if rule.line else ""))

    def branches(self, rails: Rails, unknown: str, then: Sequence[str], may: Sequence[str]) -> None:
        """Write what is done where something holds, and what where it is unknown.

        Args:
            rails: when it holds, and when it does not.
            unknown: a cheap test that is true wherever it may be unknown; empty where it is
                never.
            then: the lines for where it holds.
            may: the lines for where it is unknown.
        """
        holds, fails = rails
        self.block(f"if {holds}:", *then)
        if unknown:
            self.block(f"elif ({unknown}) and not {fails}:", *may)

    # -- conditions

    def twice(self, write: Callable[[], None]) -> None:
        """Write the end of a function for where something is unknown, then for where nothing is.

        What is written asks nothing after unknowns the second time: one question at the start
        costs less than one at every comparison.
        """
        beside = self.contents.beside
        every = (*self.contents.reads, *self.contents.figures)
        unknown = self.missing(key for key in every if key not in beside)
        if any(p + PREVIOUS_TIER.name not in self.contents.reads for p in self.contents.falls):
            unknown = "True"  # the catalogue has no past, so that nobody can tell a fall
        if unknown:
            self.open(f"if {unknown}:")
            write()
            self.close()
        self.known = True
        self.emitter.known = self.emitter.variables
        self._share()
        write()

    def _share(self) -> None:
        """Write the choices among words that more than one rule in force asks for."""
        asked = Counter(
            node
            for _, rule in self.rules(tuple(self.contents.rules()))
            if not isinstance(rule, ProvisionRule)
            for condition in rule.conditions
            for node in dict.fromkeys(nodes_in(condition.tree))
            if isinstance(node, Member) and all(isinstance(c, Literal) for c in node.choices)
        )
        shared = [node for node, times in asked.items() if times > 1]
        for n, node in enumerate(shared):
            self.line(f"shared_{n} = {self.emitter.rails(node)[0]}")
        self.emitter.shared = {node: f"shared_{n}" for n, node in enumerate(shared)}

    def _tried(self) -> frozenset[str]:
        prefixes = map(self.contents.prefix, self.contents.dimensions)
        return frozenset(prefix + TIER.name for prefix in prefixes)

    def variable(self, key: str) -> str:
        """Return the local variable of a fact or parameter."""
        return self.emitter.variables[key]

    def rails(self, conditions: Iterable[Condition]) -> Rails:
        """Return when all the conditions hold, and when one of them does not."""
        return all_of([self.emitter.rails(condition.tree) for condition in conditions])

    def unknown(self, *conditions: Condition) -> str:
        """Return the test that is true wherever the conditions may be unknown; empty for never."""
        return self.missing(key for c in conditions for key in (*c.facts, *c.parameters))

    def missing(self, keys: Iterable[str]) -> str:
        """Return the test whether one of the facts and parameters is not known; empty for never."""
        variables = [self.variable(key) for key in keys if key not in self.emitter.known]
        return " or ".join(f"{variable} is None" for variable in dict.fromkeys(variables))
