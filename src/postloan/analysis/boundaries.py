"""Facts at and around a policy's own thresholds: where a fault shows, if there is one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import islice, product
from typing import Final

from postloan.analysis.clean import typed
from postloan.analysis.loans import guarded
from postloan.facts.fact import FactValue
from postloan.money import EXACT
from postloan.policy.decisions.outcomes import PolicyOn, Verdict, space_of, verdicts
from postloan.policy.policy import Policy
from postloan.rules.cells import Cell
from postloan.rules.diagrams import Diagram
from postloan.rules.evaluate import Value
from postloan.rules.space import Space

__all__ = ["boundary_facts"]

_STEPS: Final = (1, 1000)
"""Into a cell, to find numbers that compare as they have to."""
_MOST_TRIED: Final = 1000


def boundary_facts(
    policy: Policy, as_of: date | None = None, *, unknown: bool = True
) -> Iterator[dict[str, FactValue | None]]:
    """Yield sets of facts that between them take every turn that the tier can take.

    For every question that the policy's decision comes down to, and every cell of its answer,
    there is a set of facts at each end of that cell. Facts of the main dimension only. A turn
    that asks how facts compare with one another is left out where no such facts are found.

    Args:
        policy: with its parameters.
        as_of: the day; needed only where a parameter or a rule of the policy is dated.
        unknown: whether facts may be unknown; where not, every fact is known.

    Raises:
        InvalidValue: `as_of` is needed and missing, or is no date.
        NotDecided: its conditions have too many combinations.

    >>> from postloan import load_policy
    >>> found = boundary_facts(load_policy("cn.credit-card"), unknown=False)
    >>> sorted({facts["days_past_due"] for facts in found if facts["product"] == "card"})[:5]
    [0, 1, 2, 89, 90]
    """
    on = PolicyOn.of(policy.standing_on(as_of))
    space = guarded(lambda: space_of([on], unknown=unknown))
    seen = set()
    for way, place, point in _turns(space, guarded(lambda: verdicts(space, on))):
        facts = _facts(space, way, place, point)
        if facts is None:
            continue
        given = typed(on, facts)
        mark = tuple(given.items())
        if mark not in seen:
            seen.add(mark)
            yield given


def _turns(
    space: Space, diagram: Diagram[Verdict]
) -> Iterator[tuple[Mapping[int, int], int, Value]]:
    """Yield, for each edge of a diagram, a way that ends with it, its axis, and each point."""
    forest = diagram.forest
    if diagram.node < 0:  # the same for every loan: any will do
        yield {}, -1, None
        return
    lead: dict[int, dict[int, int]] = {diagram.node: {}}
    for node in sorted(diagram.nodes(), key=forest.axis):
        place = forest.axis(node)
        for cell, below in enumerate(forest.below(node)):
            way = {**lead[node], place: cell}
            lead.setdefault(below, way)
            for point in space.axes[place].cells[cell].points:
                yield way, place, point


def _facts(
    space: Space, way: Mapping[int, int], place: int, point: Value
) -> dict[str, Value] | None:
    """Return facts that lie in the cells of a way, the last at a point; None where none are found.

    The others lie in the first cell of their axis.
    """
    facts: dict[str, Value] = {}
    compared: dict[str, Sequence[Value]] = {}
    asked = {key for n in way if space.axes[n].term is None for key in space.axes[n].facts}
    for n, axis in enumerate(space.axes):
        if axis.term is None:
            continue
        facts[axis.key] = point if n == place else axis.cells[way.get(n, 0)].value
        if axis.key in asked and n != place:
            may_be = axis.cells if n not in way else (axis.cells[way[n]],)
            compared[axis.key] = [value for cell in may_be for value in _values(cell)]
    for values in islice(product(*compared.values()), _MOST_TRIED):
        tried = {**facts, **dict(zip(compared, values, strict=True))}
        places = space.cells(tried)
        if all(places[n] == cell for n, cell in way.items()):
            return tried
    return None


def _values(cell: Cell) -> Iterator[Value]:
    """Yield the points of a cell, and numbers within it."""
    yield from cell.points
    first = cell.points[0]
    if cell.span is not None and isinstance(first, int | Decimal):
        for step in _STEPS:
            value = first + step if isinstance(first, int) else EXACT.add(first, Decimal(step))
            if cell.span.holds(Fraction(value)):
                yield value
