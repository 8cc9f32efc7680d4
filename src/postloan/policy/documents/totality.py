"""Whether exactly one row of a base table holds, whatever the facts are."""

from __future__ import annotations

import attrs

from postloan.facts.catalogue import Catalogue
from postloan.policy.clauses.kinds import Base
from postloan.rules.cells import ANY_OTHER, Domain
from postloan.rules.diagrams import Diagram, TooLarge
from postloan.rules.evaluate import Truth, Value
from postloan.rules.space import Space
from postloan.rules.tree import names_in
from postloan.tiers import Scale

__all__ = ["base_fault"]


def base_fault(base: Base, catalogue: Catalogue, scale: Scale) -> str:
    """Return what is wrong with the rows of `base`, or an empty string.

    Returns:
        A sentence that names facts for which no row holds, or more than one. Empty also where
        it is not decided here: where rows read parameters or compare facts with one another.
    """
    terms = {n.resolved.key: n.resolved for row in base.rows for n in names_in(row.when.tree)}
    if any(term.role == "parameter" for term in terms.values()):
        return ""

    def domain(key: str) -> Domain:
        fact = catalogue[key.rpartition(".")[2]]
        return Domain(
            minimum=fact.minimum,
            maximum=fact.maximum,
            words=terms[key].values,
            levels=len(scale.tiers),
        )

    space = Space([row.when.tree for row in base.rows], domain, unknown=False)
    holding: Diagram[tuple[int, ...]] = space.forest.constant(())
    try:
        for place, row in enumerate(base.rows):
            holds = space.diagram(row.when.tree)
            holding = space.forest.merged(_Counted(place), holding, holds)
    except TooLarge:
        return ""
    way = holding.cheapest(lambda places: len(places) != 1, lambda _axis, cell: cell)
    if way is None or any(space.axes[axis].term is None for axis, _ in way):
        return ""
    cells = [(space.axes[axis].key, space.axes[axis].cells[cell]) for axis, cell in way]
    facts = ", ".join(f"{key} = {_shown(cell.value)}" for key, cell in cells)
    when = f" when {facts}" if facts else ", whatever the facts"
    both = [str(base.rows[place].tier) for place in holding.at(_cells(space, way))]
    return f"rows for {' and '.join(both)} hold together{when}" if both else f"no row holds{when}"


@attrs.frozen
class _Counted:
    """One more row: the places of those that hold, of which two are enough."""

    place: int

    def __call__(self, holding: tuple[int, ...], truth: Truth) -> tuple[int, ...]:
        return (*holding, self.place)[:2] if truth else holding


def _cells(space: Space, way: tuple[tuple[int, int], ...]) -> list[int]:
    asked = dict(way)
    return [asked.get(axis, 0) for axis in range(len(space.axes))]


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "any other" if value == ANY_OTHER else str(value)
