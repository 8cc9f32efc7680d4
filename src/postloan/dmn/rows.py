"""A policy as the rows of a decision table in which the first that matches decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import attrs

from postloan.dmn.clauses import (
    FALSE,
    MOST_CLAUSES,
    NOT_FALSE,
    TOO_MANY,
    TRUE,
    Clause,
    Columns,
    both,
    covers,
    either,
)
from postloan.dmn.feel import Unsayable
from postloan.errors import NotExportable
from postloan.policy.clauses.kinds import Base, FactLevel, FixedLevel, Floor, NotchLevel, Rule
from postloan.policy.decisions.outcomes import PolicyOn
from postloan.policy.judging.judge import active, notched
from postloan.rules.cells import UNKNOWN
from postloan.rules.condition import Condition
from postloan.rules.evaluate import Truth
from postloan.tiers import Tier

__all__ = ["Row", "rows_of"]


@attrs.frozen
class Row:
    """One row: what it tests, and what it gives."""

    clause: Clause
    tier: Tier | None
    """None says that the policy does not apply."""
    rule: Rule | None = None
    """The rule that it states; None where no rule decides."""
    certain: bool = True
    """Whether its rule holds, and not only counts because it may."""


def rows_of(policy: PolicyOn, columns: Columns) -> list[Row]:
    """Return the rows for a policy: outside its scope, then from the worst tier to the best.

    A row asks that the essential facts are known, unless it gives the worst tier for certain;
    a rule that counts though it is unknown has rows for null. So a null never gives a better
    tier than the policy does.

    Raises:
        NotExportable: naming the rule that a table cannot state.
    """
    writer = _Writer(policy, columns)
    with writer.stating("the table"):
        return writer.rows()


@attrs.frozen
class _Writer:
    policy: PolicyOn
    columns: Columns

    def rows(self) -> list[Row]:
        found = [*self._outside(), *sorted(self._inside(), key=_worst_first)]
        known = self._known()
        worst = self.policy.dimension.scale.worst
        rows: list[Row] = []
        for row in found:
            stands = row.tier is None or (row.tier == worst and row.certain)
            for clause in [row.clause] if stands else both([row.clause], known):
                if not any(covers(earlier.clause, clause) for earlier in rows):
                    rows.append(attrs.evolve(row, clause=clause))
            if len(rows) > MOST_CLAUSES:
                raise Unsayable(TOO_MANY)
        return rows

    @contextmanager
    def stating(self, rule: str) -> Iterator[None]:
        """Name the rule, or what else it is, of which a table cannot say everything."""
        try:
            yield
        except Unsayable as error:
            raise NotExportable(self.policy.contents.origin, rule, str(error)) from None

    def _outside(self) -> Iterator[Row]:
        scope = self.policy.contents.applies_to
        if scope is not None:
            yield from (Row(clause, None) for clause in self._said("applies_to", [scope], FALSE))

    def _inside(self) -> Iterator[Row]:
        starts = [*self._starts()]
        yield from starts
        for floor in self.policy.floors:
            mode = floor.unknown or self.policy.contents.unknown
            for wanted in (TRUE, NOT_FALSE) if mode == "conservative" else (TRUE,):
                clauses = self._floor(floor, wanted)
                for row in self._levels(floor, starts, certain=wanted == TRUE):
                    yield from (
                        attrs.evolve(row, clause=clause) for clause in both(clauses, [row.clause])
                    )

    def _starts(self) -> Iterator[Row]:
        """Yield where the bases start; the best tier where none applies."""
        best = self.policy.dimension.scale.best
        for base, scope in self._bases():
            if base is None:
                yield from (Row(clause, best) for clause in scope)
                continue
            for row in base.rows:
                holds = self._said(base.id, [row.when], TRUE)
                yield from (Row(clause, row.tier, base) for clause in both(scope, holds))

    def _bases(self) -> Iterator[tuple[Base | None, list[Clause]]]:
        """Yield each base, None last, with the clauses by which it is the one that counts.

        All that it reads is then known.
        """
        before: list[Clause] = [{}]
        for base in self.policy.bases:
            known = [self._all_known(base.reads())]
            yield base, both(before, known, self._said(base.id, base.conditions, TRUE))
            before = both(before, self._said(base.id, base.conditions, FALSE))
        yield None, before

    def _known(self) -> list[Clause]:
        """Return the clauses that say that what is essential is known."""
        essential = [self._all_known(self.policy.contents.essential)]
        return either(*(both(scope, essential) for _, scope in self._bases()))

    def _all_known(self, keys: Iterable[str]) -> Clause:
        axes = {self.columns.space.place(key) for key in keys}
        return {place: self._known_cells(place) for place in axes}

    def _known_cells(self, place: int) -> frozenset[int]:
        cells = enumerate(self.columns.space.axes[place].cells)
        return frozenset(n for n, cell in cells if cell != UNKNOWN)

    def _floor(self, floor: Floor, wanted: frozenset[Truth]) -> list[Clause]:
        clauses = self._said(floor.id, floor.conditions, wanted)
        if floor.signal is None:
            return clauses
        signal = self.policy.contents.signal(floor.signal)
        if not any(active((signal,), self.policy.day)):
            return []
        place = self.columns.space.place(signal.key)
        recorded: Clause = {place: frozenset((self.columns.space.axes[place].cell(value=True),))}
        found = [] if signal.when is None else self._said(signal.id, signal.conditions, wanted)
        return both(clauses, [recorded, *found])

    def _levels(self, floor: Floor, starts: Iterable[Row], *, certain: bool) -> Iterator[Row]:
        """Yield the tiers that a floor gives, each with the clause by which it does."""
        scale, level = self.policy.dimension.scale, floor.level
        if isinstance(level, FixedLevel):
            yield Row({}, level.tier, floor, certain)
        elif isinstance(level, NotchLevel):
            yield from (
                Row(start.clause, notched(start.tier, level, scale), floor, certain)
                for start in starts
                if start.tier is not None
            )
        elif level.key in self.policy.parameters:
            rank = self.policy.parameters[level.key]
            if isinstance(rank, int):
                yield Row({}, scale.tiers[rank], floor, certain)
            elif not certain:
                yield Row({}, scale.worst, floor, certain)
        else:
            yield from self._ranks(floor, level, certain=certain)

    def _ranks(self, floor: Floor, level: FactLevel, *, certain: bool) -> Iterator[Row]:
        scale, place = self.policy.dimension.scale, self.columns.space.place(level.key)
        for n, cell in enumerate(self.columns.space.axes[place].cells):
            if isinstance(cell.value, int):
                yield Row({place: frozenset((n,))}, scale.tiers[cell.value], floor, certain)
            elif not certain:
                yield Row({place: frozenset((n,))}, scale.worst, floor, certain)

    def _said(
        self, rule: str, conditions: Iterable[Condition], wanted: frozenset[Truth]
    ) -> list[Clause]:
        """Return the clauses of conditions that all are to hold."""
        trees = [self.policy.tree(condition) for condition in conditions]
        with self.stating(rule):
            parts = [self.columns.clauses(tree, wanted) for tree in trees]
            return both(*parts) if True in wanted else either(*parts)


def _worst_first(row: Row) -> tuple[int, bool]:
    return -(row.tier.rank if row.tier else 0), not row.certain
