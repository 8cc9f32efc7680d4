"""From cells to a loan: values of its facts, those that are compared with one another included."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import islice
from math import ceil, floor
from typing import Final

import attrs

from postloan.analysis.clean import best_first
from postloan.money import EXACT
from postloan.policy.decisions.outcomes import PolicyOn
from postloan.rules.cells import Domain
from postloan.rules.evaluate import Value
from postloan.rules.linear import cuts_of
from postloan.rules.simplify import leaves, simplified
from postloan.rules.space import Space
from postloan.rules.tree import Compare, Node, facts_in
from postloan.units import DECIMAL, NUMERIC

__all__ = ["Concrete"]

_MOST_TRIES: Final = 200
"""Loans that are tried before it is said that none was found."""
_DIGITS: Final = 6
"""Decimals of a value at which two sides are nearly equal."""


@attrs.frozen(eq=False)
class Concrete:
    """Finds loans in the cells of a space. That none is found proves nothing."""

    space: Space
    on: PolicyOn

    def loan(
        self,
        way: Sequence[tuple[int, int]],
        trees: Iterable[Node],
        wanted: Callable[[Mapping[str, Value]], bool],
    ) -> Mapping[str, Value] | None:
        """Return facts that are wanted, clean where nothing else is asked.

        Args:
            way: cells in which they may lie.
            trees: conditions, of which some may compare facts with one another.
            wanted: whether facts will do.

        Returns:
            A loan; None where none was found.
        """
        axes = self.space.axes
        choices = {
            axes[place].key: self._values(axes[place].key, axes[place].cells[cell].points)
            for place, cell in way
            if axes[place].term is not None
        }
        start = {**self.clean, **{key: values[0] for key, values in choices.items()}}
        leaf = (leaf for tree in trees for leaf in leaves(simplified(tree)))
        several = (one for one in leaf if isinstance(one, Compare) and len(facts_in(one)) > 1)
        tries = self._tries(start, tuple(dict.fromkeys(several)), choices)
        return next((facts for facts in islice(tries, _MOST_TRIES) if wanted(facts)), None)

    @cached_property
    def clean(self) -> Mapping[str, Value]:
        """The facts of a loan with which nothing is wrong."""
        return {key: values[0] for key, values in self._every.items()}

    @cached_property
    def _every(self) -> Mapping[str, Sequence[Value]]:
        """Values of each fact that may be tried wherever it lies, the cleanest first."""
        return {
            axis.key: self._values(axis.key, (v for cell in axis.cells for v in cell.points))
            for axis in self.space.axes
            if axis.term is not None
        }

    def _values(self, key: str, points: Iterable[Value]) -> Sequence[Value]:
        return best_first(self.on, key, points) or [None]

    def _tries(
        self,
        facts: Mapping[str, Value],
        compared: Sequence[Compare],
        choices: Mapping[str, Sequence[Value]],
    ) -> Iterator[Mapping[str, Value]]:
        """Yield facts as they are, those that are compared changed in turn."""
        keys = sorted({key for leaf in compared for key in facts_in(leaf)} & set(facts))

        def changed(facts: Mapping[str, Value], keys: list[str]) -> Iterator[Mapping[str, Value]]:
            if not keys:
                yield facts
                return
            key, *rest = keys
            near = self._balancing(key, facts, compared)
            for value in dict.fromkeys((*choices.get(key, ()), *self._every[key], *near)):
                yield from changed({**facts, key: value}, rest)

        return changed(facts, keys)

    def _balancing(
        self, key: str, facts: Mapping[str, Value], compared: Sequence[Compare]
    ) -> Iterator[Value]:
        """Yield values of a fact near which a comparison turns, all others being as they are."""
        term, domain = self.on.term(key), self.on.domain(key)
        if term.kind not in NUMERIC:
            return
        whole = term.kind not in DECIMAL
        for leaf in compared:
            if key not in facts_in(leaf):
                continue
            for cut in sorted(cuts_of(leaf.first, leaf.rest[0][1], key, facts) or ()):
                near = _around(cut, domain, whole=whole)
                yield from (int(number) if whole else number for number in near)


def _around(cut: Fraction, domain: Domain, *, whole: bool) -> Iterator[Decimal]:
    """Yield numbers at, just below and above a cut, and halfway to the ends of the domain."""
    digits = 0 if whole else _DIGITS
    unit = 10**digits
    least, most = domain.minimum, domain.maximum
    ends = [Fraction(end) for end in (least, most) if end is not None]
    for number in (cut, cut - 1, cut + 1, *((cut + end) / 2 for end in ends)):
        for scaled in (floor(number * unit), ceil(number * unit)):
            if (least is None or scaled >= least * unit) and (
                most is None or scaled <= most * unit
            ):
                yield EXACT.scaleb(Decimal(scaled), -digits)
