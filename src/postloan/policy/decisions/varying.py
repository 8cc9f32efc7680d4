"""A decision's facts, varied: where other values give another answer.

A fact's values are cut where some condition of the policy changes while all other facts stand
still; one value of each cell is decided by the walk, and speaks for the whole cell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import chain
from typing import NamedTuple, TypeAlias

import attrs

from postloan.policy.clauses.kinds import Base, Floor, NotchLevel, Rule
from postloan.policy.decisions.outcomes import PolicyOn
from postloan.policy.decisions.ranges import Present
from postloan.policy.decisions.whatif import Alternative
from postloan.policy.judging.judge import Judged, judge
from postloan.rules.alone import Sides, cells_alone, comparisons_in
from postloan.rules.cells import Cell, Span, merged
from postloan.rules.evaluate import Value
from postloan.tiers import Tier

__all__ = ["Answer", "Nearness", "Region", "Varying"]


class Answer(NamedTuple):
    """What a policy says, as far as a change is told from none."""

    applies: bool
    """False where it certainly does not apply."""
    tier: Tier | None


Region: TypeAlias = tuple[tuple[Cell, ...], Answer]
"""A cell of each fact that is varied, and what is said there."""
Nearness: TypeAlias = tuple[Fraction, int]
"""How far the facts have to go, each by 1 at most; then how far the tier moves."""


@attrs.frozen(kw_only=True, eq=False)
class Varying:
    """The facts of a decision, to be varied."""

    policy: PolicyOn
    values: Mapping[str, Value]
    """Facts and parameters as conditions read them; None, or absent, is unknown."""
    currency: str
    """Currency of the amounts; empty where none is stated."""

    @cached_property
    def now(self) -> Answer:
        """What the policy says of the facts as they are."""
        return self.answer(self.values)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Every fact on which the tier depends, in the order of the rules."""
        policy, scope = self.policy, self.policy.contents.applies_to
        reads = (sorted(self.reads(rule)) for rule in (*policy.bases, *policy.floors))
        beside = (*(scope.facts if scope else ()), *sorted(policy.contents.essential))
        return tuple(dict.fromkeys(chain(*reads, beside)))

    def reads(self, rule: Rule) -> frozenset[str]:
        """Return the facts by which a floor or base comes to what it gives."""
        contents, keys = self.policy.contents, rule.reads()
        if isinstance(rule, Floor) and rule.signal is not None:
            signal = contents.signal(rule.signal)
            keys |= signal.reads() | {signal.key}
        if isinstance(rule, Floor) and isinstance(rule.level, NotchLevel):
            keys = keys.union(*(base.reads() for base in self.policy.bases))
        return keys - set(contents.parameters)

    def judged(self, values: Mapping[str, Value]) -> Judged | None:
        """Return what the rules say of some facts; None where the policy does not apply."""
        policy, scope = self.policy, self.policy.contents.applies_to
        if scope is not None and scope.holds(values) is False:
            return None
        return judge(policy.contents, values, policy.day, policy.dimension)

    def answer(self, values: Mapping[str, Value]) -> Answer:
        """Return what the policy says of some facts."""
        judged = self.judged(values)
        return Answer(False, None) if judged is None else Answer(True, judged.tier)

    @cached_property
    def cells(self) -> Mapping[str, list[Cell] | None]:
        """The cells of each fact, all others being as they are; None where not decided."""
        return {key: self._cells(key, self.values) for key in self.keys}

    def regions(self, keys: Sequence[str], values: Mapping[str, Value]) -> tuple[Region, ...]:
        """Return what is said for every value of some facts, all others having `values`.

        Neighbouring cells that give the same are one. Of a fact that is compared with a later
        one only some values are looked at. A fact that is not decided gives nothing.
        """
        key, rest = keys[0], keys[1:]
        told: dict[Value, tuple[Region, ...]] = {}

        def tell(cell: Cell) -> tuple[Region, ...]:
            given = {**values, key: cell.value}
            told[cell.value] = self.regions(rest, given) if rest else (((), self.answer(given)),)
            return told[cell.value]

        cells = (self.cells[key] if values is self.values else self._cells(key, values)) or []
        if self._compared(key, rest):
            cells = [point for cell in cells for point in _points(cell)]
            for point in cells:
                tell(point)
        else:
            cells = merged(cells, map(tell, cells))
        return tuple(
            ((cell, *below), answer) for cell in cells for below, answer in told[cell.value]
        )

    def stays(self, keys: Sequence[str], region: Region) -> bool:
        """Return whether a fact may stay as it is in a region."""
        return any(
            self._present(key).holds(cell, self.cells[key] or ())
            for key, cell in zip(keys, region[0], strict=True)
        )

    def near(self, keys: Sequence[str], region: Region) -> tuple[Nearness, Alternative]:
        """Return how near a region is, and the region in the terms of the facts."""
        (cells, answer), now = region, self.now.tier
        pairs = [(self._present(key), cell) for key, cell in zip(keys, cells, strict=True)]
        nearest = {fact.term.key: fact.nearest(cell) for fact, cell in pairs}
        floors, base = self.bearing({**self.values, **nearest})
        moved = abs(answer.tier.rank - now.rank) if answer.tier and now else 0
        alternative = Alternative(
            tier=answer.tier,
            applies=answer.applies,
            facts=tuple(fact.range(cell, self.cells[fact.term.key] or ()) for fact, cell in pairs),
            rules=floors or base,
        )
        return (sum((fact.distance(cell) for fact, cell in pairs), Fraction(0)), moved), alternative

    def bearing(self, values: Mapping[str, Value]) -> tuple[tuple[Floor, ...], tuple[Base, ...]]:
        """Return the floors that stand at the tier, and the base where it gives it too."""
        judged = self.judged(values)
        if judged is None or judged.tier is None:
            return (), ()
        tier, base, mode = judged.tier, judged.base, self.policy.contents.unknown
        prudent = [at for at in judged.possible if (at[0].unknown or mode) == "conservative"]
        standing = (*judged.holding, *(prudent if tier != judged.at_least else ()))
        floors = tuple(floor for floor, level in standing if level == tier)
        start = min((row.tier for row, _ in judged.rows), default=None)
        if base is None or start != tier or not base.holds(values):
            return floors, ()
        return floors, (base,)

    def _present(self, key: str) -> Present:
        policy, value = self.policy, self.values.get(key)
        term = policy.term(key)
        scales = [dimension.scale for dimension in policy.contents.dimensions]
        return Present(
            term=term,
            domain=policy.domain(key),
            # a signal of which nothing is known is not on record
            value=value is True if key.startswith("signal:") else value,
            scale=next((scale for scale in scales if scale.id == term.scale), None),
            currency=self.currency,
        )

    def _cells(self, key: str, values: Mapping[str, Value]) -> list[Cell] | None:
        comparisons = (sides for sides, facts in self._comparisons if key in facts)
        return cells_alone(comparisons, self.policy.term(key), self.policy.domain(key), values)

    def _compared(self, key: str, others: Sequence[str]) -> bool:
        """Return whether a comparison reads a fact and one of some others."""
        read = (facts for _, facts in self._comparisons if key in facts)
        return any(not facts.isdisjoint(others) for facts in read)

    @cached_property
    def _comparisons(self) -> tuple[tuple[Sides, frozenset[str]], ...]:
        """Every comparison on which the tier depends, with the facts it reads."""
        contents = self.policy.contents
        conditions = [
            *([contents.applies_to] if contents.applies_to else ()),
            *(scope for base in self.policy.bases for scope in base.conditions),
            *(row.when for base in self.policy.bases for row in base.rows),
            *(when for floor in self.policy.floors for when in contents.conditions_of(floor)),
        ]
        return tuple(comparisons_in(condition.tree for condition in conditions))


def _points(cell: Cell) -> tuple[Cell, ...]:
    """Return values of a cell as cells of their own; words are such already."""
    if cell.span is None:
        return (cell,)
    numbers = [point for point in cell.points if isinstance(point, int | Decimal)]
    return tuple(Cell((point,), Span(Fraction(point), Fraction(point))) for point in numbers)
