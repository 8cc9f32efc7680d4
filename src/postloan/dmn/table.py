"""A policy as a decision table: its inputs, the columns that some row tests, and its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import attrs

from postloan.dmn.clauses import TRUTHS, Columns, Relation
from postloan.dmn.feel import literal, name, unary_tests
from postloan.dmn.rows import Row, rows_of
from postloan.errors import NotExportable
from postloan.policy.clauses.kinds import Base
from postloan.policy.decisions.outcomes import PolicyOn, space_of, verdicts
from postloan.rules.cells import Axis
from postloan.rules.simplify import leaves, simplified
from postloan.rules.space import Space
from postloan.rules.steps import TooLarge
from postloan.rules.tree import names_in
from postloan.units import NUMERIC

__all__ = ["Column", "Input", "Table", "columns_of", "table_of"]


@attrs.frozen
class Input:
    """A fact that the table reads."""

    key: str
    type: str
    """number, boolean or string."""

    @property
    def name(self) -> str:
        """What it is called in the table."""
        return name(self.key)


@attrs.frozen
class Column:
    """What rows test: an input, or a comparison of some."""

    name: str
    type: str
    reads: tuple[Input, ...]
    of: Axis | Relation


@attrs.frozen
class Table:
    """A policy as a decision table, in which the first row that matches decides."""

    policy: PolicyOn
    rows: Sequence[Row]
    columns: Mapping[int, Column]
    """Those that some row tests, by place."""

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The facts that it reads, in the order of its columns."""
        reads = (read for column in self.columns.values() for read in column.reads)
        return tuple(dict.fromkeys(reads))

    def tests(self, row: Row) -> Iterator[str]:
        """Yield what a row tests of each column, in FEEL."""
        for place, column in self.columns.items():
            cells = row.clause.get(place)
            if cells is None:
                yield "-"
            elif isinstance(column.of, Relation):
                yield ", ".join(literal(TRUTHS[cell]) for cell in sorted(cells))
            else:
                tier = column.of.term is not None and column.of.term.kind == "tier"
                scale = self.policy.scale_of(column.of.key) if tier else None
                yield unary_tests(column.of, cells, scale)


def table_of(policy: PolicyOn) -> Table:
    """Return a policy as a decision table.

    Raises:
        NotExportable: a rule says what a table cannot, the base is not proved to give exactly
            one row for every loan, or two inputs would have one name.
    """
    columns = columns_of(policy)
    rows = rows_of(policy, columns)
    tested = {place for row in rows for place in row.clause}
    table = Table(policy, rows, dict(_columns(policy, columns, tested)))
    for one, other in combinations(table.inputs, 2):
        if one.name == other.name:
            problem = f"{one.key} and {other.key} would both be called {one.name}"
            raise NotExportable(policy.contents.origin, "the table", problem)
    return table


def columns_of(policy: PolicyOn) -> Columns:
    """Return the columns in which a policy can be stated.

    Raises:
        NotExportable: the base is not proved to give exactly one row for every loan, or waits
            for a parameter.
    """
    for base in policy.bases:
        for parameter in _blank(policy, base):
            raise NotExportable(policy.contents.origin, base.id, f"{parameter} has no value")
    try:
        space = space_of([policy], apart=_listed(policy))
    except TooLarge:
        problem = "its conditions have too many combinations"
        raise NotExportable(policy.contents.origin, "the table", problem) from None
    if not _is_whole(space, policy):
        bases = " and ".join(base.id for base in policy.bases)
        problem = "it is not proved that exactly one row holds for every loan"
        raise NotExportable(policy.contents.origin, bases, problem)
    return Columns(space)


def _columns(policy: PolicyOn, columns: Columns, tested: set[int]) -> Iterator[tuple[int, Column]]:
    """Yield the columns that are tested, by place: the facts, then the comparisons."""
    for place, axis in enumerate(columns.space.axes):
        if place in tested:
            read = _input(policy, axis.key)
            yield place, Column(read.name, read.type, (read,), axis)
    found = (each for each in columns.relations.values() if each.place in tested)
    for number, relation in enumerate(found, 1):
        reads = tuple(_input(policy, key) for key in relation.facts)
        yield relation.place, Column(f"comparison_{number}", "boolean", reads, relation)


def _input(policy: PolicyOn, key: str) -> Input:
    kind = policy.term(key).kind
    return Input(key, "number" if kind in NUMERIC else "boolean" if kind == "bool" else "string")


def _blank(policy: PolicyOn, base: Base) -> Iterator[str]:
    """Yield the parameters without a value on which the answer of a base depends."""
    for tree in policy.trees(base):
        terms = (name.resolved for name in names_in(tree))
        yield from (term.key for term in terms if term.role == "parameter")


def _is_whole(space: Space, policy: PolicyOn) -> bool:
    """Return whether it is proved that the bases give an answer for every loan."""
    if not policy.bases:
        return True
    try:
        return not any(verdict.problem for verdict in verdicts(space, policy).values())
    except TooLarge:
        return False


def _listed(policy: PolicyOn) -> Iterator[str]:
    """Yield the keys of facts that are compared with one another value by value."""
    for tree in policy.every_tree():
        for leaf in leaves(simplified(tree)):
            terms = {name.resolved.key: name.resolved for name in names_in(leaf)}
            facts = [term for term in terms.values() if term.role == "fact"]
            if len(facts) > 1 and facts[0].kind not in NUMERIC:
                yield from (term.key for term in facts)
