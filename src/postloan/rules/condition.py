"""A condition: its text, its checked tree, and what it reads."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import attrs

from postloan.rules.check import check
from postloan.rules.compiler import Compiled, compile_condition
from postloan.rules.evaluate import Bounded, Truth
from postloan.rules.explain import Reading, deciding, missing
from postloan.rules.parse import parse
from postloan.rules.tree import Node, names_in
from postloan.rules.vocabulary import Term, Vocabulary

__all__ = ["Condition"]


@attrs.frozen(kw_only=True)
class Condition:
    """A condition that has been read and checked. Made by `read`.

    Two are equal where their trees are, however they are spaced.
    """

    text: str = attrs.field(eq=False)
    """As its author wrote it."""
    tree: Node = attrs.field(repr=False)
    """The tree, every name resolved."""
    facts: tuple[str, ...] = attrs.field(repr=False)
    """Keys of the facts it reads, in order of appearance."""
    parameters: tuple[str, ...] = attrs.field(repr=False)
    """Keys of the parameters it reads, in order of appearance."""

    @classmethod
    def read(cls, text: str, vocabulary: Vocabulary, *, known_allowed: bool = False) -> Condition:
        """Return the condition that `text` states over `vocabulary`.

        Raises:
            InvalidCondition: it is not in the language, or its units do not fit.
        """
        tree = check(parse(text), text, vocabulary, known_allowed=known_allowed)
        return cls.of(tree, text)

    @classmethod
    def of(cls, tree: Node, text: str) -> Condition:
        """Return the condition of a tree that is already checked."""
        terms = tuple(dict.fromkeys(name.term for name in names_in(tree) if name.term))
        return cls(
            text=text, tree=tree, facts=_keys(terms, "fact"), parameters=_keys(terms, "parameter")
        )

    def holds(self, values: Mapping[str, Bounded]) -> Truth:
        """Return True, False, or None for unknown."""
        return self._compiled(values)

    @cached_property
    def _compiled(self) -> Compiled:
        return compile_condition(self.tree, (*self.facts, *self.parameters))

    def because(self, values: Mapping[str, Bounded]) -> tuple[Reading, ...]:
        """Return the comparisons that decided."""
        return deciding(self.tree, values)

    def missing(self, values: Mapping[str, Bounded]) -> tuple[str, ...]:
        """Return the facts and parameters whose being unknown leaves it unknown."""
        return missing(self.tree, values)

    def __str__(self) -> str:
        return self.text


def _keys(terms: tuple[Term, ...], role: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(term.key for term in terms if term.role == role))
