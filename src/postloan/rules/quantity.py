"""A quantity: an amount or a share that is worked out, such as `outstanding - collateral_value`."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from postloan.rules.check import check_quantity
from postloan.rules.evaluate import Bounded, Ends, bounds, is_known
from postloan.rules.parse import parse
from postloan.rules.tree import Node, names_in
from postloan.rules.vocabulary import Vocabulary
from postloan.units import Kind

__all__ = ["Quantity"]


@attrs.frozen(kw_only=True)
class Quantity:
    """A quantity that has been read and checked. Made by `read`.

    Two are equal where their trees are, however they are spaced.
    """

    text: str = attrs.field(eq=False)
    """As its author wrote it."""
    tree: Node = attrs.field(repr=False)
    """The tree, every name resolved."""

    @classmethod
    def read(cls, text: str, vocabulary: Vocabulary, kind: Kind) -> Quantity:
        """Return the quantity of a kind that `text` states over `vocabulary`.

        Raises:
            InvalidCondition: it is not in the language, its units do not fit, it divides, or it
                is of another kind.
        """
        return cls(text=text, tree=check_quantity(parse(text), text, vocabulary, kind))

    @property
    def facts(self) -> tuple[str, ...]:
        """Keys of the facts it reads, in order of appearance."""
        return self._keys("fact")

    @property
    def parameters(self) -> tuple[str, ...]:
        """Keys of the parameters it reads, in order of appearance."""
        return self._keys("parameter")

    def _keys(self, role: str) -> tuple[str, ...]:
        terms = (name.resolved for name in names_in(self.tree))
        return tuple(dict.fromkeys(term.key for term in terms if term.role == role))

    def bounds(self, values: Mapping[str, Bounded], within: Mapping[str, Ends]) -> Ends:
        """Return the least and the most that it can be; None is open, two equal are its value.

        Args:
            values: facts and parameters by key; a key that is absent or None is unknown.
            within: the ends of what is unknown, by key; a key that is absent is open.
        """
        return bounds(self.tree, values, within)

    def missing(self, values: Mapping[str, Bounded]) -> tuple[str, ...]:
        """Return the facts and parameters that it reads and that are not known."""
        keys = (*self.facts, *self.parameters)
        return tuple(key for key in keys if not is_known(values.get(key)))

    def __str__(self) -> str:
        return self.text
