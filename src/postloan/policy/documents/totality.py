"""Whether exactly one row of a base table holds, whatever the facts are."""

from __future__ import annotations

from postloan.facts.catalogue import Catalogue
from postloan.policy.clauses.kinds import Base
from postloan.rules.cells import ANY_OTHER, Domain
from postloan.rules.diagrams import Diagram
from postloan.rules.evaluate import Truth, Value
from postloan.rules.space import Space
from postloan.rules.steps import Steps, TooLarge
from postloan.rules.tree import names_in
from postloan.tiers import Scale

__all__ = ["base_fault"]


def base_fault(base: Base, catalogue: Catalogue, scale: Scale, steps: Steps) -> str:
    """Return what is wrong with the rows of `base`, or an empty string.

    Args:
        base: the table.
        catalogue: what the facts that it reads can be.
        scale: of its tiers.
        steps: how far it is looked at.

    Returns:
        A sentence that names facts for which no row holds, or more than one. Empty also where
        it is not decided here: where rows read parameters or compare facts with one another, and
        where there are too many combinations.
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

    try:
        space = Space([row.when.tree for row in base.rows], domain, unknown=False, steps=steps)
        count: Diagram[int] = space.forest.constant(0)
        rows = [space.diagram(row.when.tree) for row in base.rows]
        for holds in rows:
            count = space.forest.merged(_counted, count, holds)
    except TooLarge:
        return ""
    way = count.cheapest(lambda found: found != 1, lambda _axis, cell: cell)
    if way is None or any(space.axes[axis].term is None for axis, _ in way):
        return ""
    cells = [(space.axes[axis].key, space.axes[axis].cells[cell]) for axis, cell in way]
    facts = ", ".join(f"{key} = {_shown(cell.value)}" for key, cell in cells)
    when = f" when {facts}" if facts else ", whatever the facts"
    at = _cells(space, way)
    both = [str(row.tier) for row, holds in zip(base.rows, rows, strict=True) if holds.at(at)][:2]
    return f"rows for {' and '.join(both)} hold together{when}" if both else f"no row holds{when}"


def _counted(count: int, truth: Truth) -> int:
    """Return how many rows hold with one more, two standing for more."""
    return min(2, count + (truth is True))


def _cells(space: Space, way: tuple[tuple[int, int], ...]) -> list[int]:
    asked = dict(way)
    return [asked.get(axis, 0) for axis in range(len(space.axes))]


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "any other" if value == ANY_OTHER else str(value)
