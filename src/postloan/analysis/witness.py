"""Witnesses: a loan with stated facts, decided by two policies, to show what cells only name.

Cells of facts always hold a loan. Those of a comparison of facts may not, so that values are
looked for; where none are found, nothing is claimed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import chain, islice
from math import floor
from typing import Final

import attrs

from postloan.analysis.ground import NOT_RECORDED, Ground
from postloan.analysis.regions import Box, without
from postloan.analysis.solver import Solver
from postloan.errors import NotDecided
from postloan.facts.fact import FactValue
from postloan.policy.decisions.decision import Decision
from postloan.policy.decisions.outcomes import Verdict
from postloan.rules.cells import ANY_OTHER
from postloan.rules.diagrams import Diagram
from postloan.rules.evaluate import Truth, Value
from postloan.rules.linear import cuts_of
from postloan.rules.simplify import leaves, simplified
from postloan.rules.tree import Compare, Node, names_in
from postloan.units import DECIMAL, NUMERIC

__all__ = ["Witness", "nearest_witness", "witness_in", "witness_with"]

_TRIES: Final = 500
"""Loans that are tried for one box, and the boxes that are tried are a tenth of it."""
_STEPS: Final = tuple(map(Decimal, ("0", "1", "-1", "0.01", "-0.01")))
"""How far from where two sides are equal a value is looked for."""
_ROUND: Final = tuple(map(Decimal, ("1", "100", "1000000")))


@attrs.frozen(kw_only=True, eq=False)
class Witness:
    """A loan that two policies were asked to decide."""

    facts: Mapping[str, FactValue | None]
    """Its facts, by name, as `Policy.decide` takes them: all that either policy reads for the
    tier. None is not known. Tiers are on the finer of the two scales."""
    named: tuple[str, ...]
    """The facts that are not as on a clean loan, with which nothing is wrong."""
    silent: tuple[str, ...]
    """The facts that nobody recorded, which the two policies take differently."""
    decisions: tuple[Decision, Decision]
    """What each policy decides of it."""
    verdicts: tuple[Verdict, Verdict]
    """The same in short, on the scale that is compared."""


def nearest_witness(
    ground: Ground,
    where: Diagram[Truth],
    confirmed: Callable[[tuple[Verdict, Verdict]], Truth],
    solver: Solver | None = None,
) -> Witness | None:
    """Return a loan where a diagram holds, as near to a clean one as may be.

    Args:
        ground: the two policies.
        where: where to look.
        confirmed: whether what the policies decide is what is looked for.
        solver: finds facts where none are found without it.

    Returns:
        None where no loan is found; only where `where` holds nowhere is there none for certain.
    """
    for _ in range(_TRIES // 10):
        way = where.cheapest(bool, ground.cost)
        if way is None:
            return None
        box = {axis: frozenset((cell,)) for axis, cell in way}
        found = witness_in(ground, box, confirmed, solver)
        if found is not None:
            return found
        where = without(where, box)
    return None


def witness_in(
    ground: Ground,
    box: Box,
    confirmed: Callable[[tuple[Verdict, Verdict]], Truth],
    solver: Solver | None = None,
) -> Witness | None:
    """Return a loan in a box, or None where none is found; see `nearest_witness`."""
    solved = () if solver is None else _solved(ground, box, solver)
    witnesses = (
        witness_with(ground, values, confirmed)
        for values in chain(islice(_loans(ground, box), _TRIES), solved)
        if _inside(ground.cells(values), box)
    )
    return next((found for found in witnesses if found is not None), None)


def _inside(cells: Sequence[int], box: Box) -> bool:
    return all(cells[axis] in allowed for axis, allowed in box.items())


def witness_with(
    ground: Ground,
    values: Mapping[str, Value],
    confirmed: Callable[[tuple[Verdict, Verdict]], Truth],
) -> Witness | None:
    """Return the loan with these facts, as conditions read them, if the policies confirm it."""
    pair = ground.pair
    decisions = pair.decided(values)
    verdicts = pair.verdict(decisions[0]), pair.verdict(decisions[1])
    witness = Witness(
        facts=pair.facts(values),
        named=tuple(key for key, value in values.items() if value != ground.clean.get(key)),
        silent=tuple(axis.key for axis in ground.axes if axis.term and axis.key not in values),
        decisions=decisions,
        verdicts=verdicts,
    )
    return witness if confirmed(verdicts) else None


def _loans(ground: Ground, box: Box) -> Iterator[dict[str, Value]]:
    """Yield facts that may lie in a box, clean ones first."""
    axes = ground.axes
    plain: dict[str, Value] = {}
    related = {key for axis in box if axes[axis].term is None for key in axes[axis].facts}
    for place, axis in enumerate(axes):
        if axis.term is None or axis.key in related:
            continue
        allowed = box.get(place, frozenset((ground.clean_cells[place],)))
        recorded = frozenset(cell for cell in allowed if axis.cells[cell] != NOT_RECORDED)
        if recorded:
            plain[axis.key] = ground.nearest(place, recorded)
    comparisons = list(dict.fromkeys(_comparisons(ground)))
    keys = [axis.key for axis in axes if axis.term and axis.key in related]
    yield from _assigned(ground, box, comparisons, keys, plain)


def _assigned(
    ground: Ground,
    box: Box,
    comparisons: list[Compare],
    keys: list[str],
    values: dict[str, Value],
) -> Iterator[dict[str, Value]]:
    """Yield `values` with values of the facts `keys` added, one fact after the other."""
    if not keys:
        yield values
        return
    key, *rest = keys
    place = ground.space.place(key)
    if place in ground.silent and len(ground.axes[place].cells) - 1 in box.get(place, ()):
        yield from _assigned(ground, box, comparisons, rest, values)
    for value in dict.fromkeys(_candidates(ground, box, comparisons, key, values)):
        yield from _assigned(ground, box, comparisons, rest, {**values, key: value})


def _candidates(
    ground: Ground, box: Box, comparisons: list[Compare], key: str, values: Mapping[str, Value]
) -> Iterator[Value]:
    """Yield values of a fact that may bring a loan into a box, given the facts before it."""
    place = ground.space.place(key)
    axis = ground.space.axes[place]
    allowed = box.get(place, frozenset(range(len(axis.cells))))
    for value in _ideas(ground, place, comparisons, values):
        try:
            if axis.cell(value) in allowed:
                yield value
        except ValueError:
            continue


def _ideas(
    ground: Ground, place: int, comparisons: list[Compare], values: Mapping[str, Value]
) -> Iterator[Value]:
    axis = ground.space.axes[place]
    yield ground.clean[axis.key]
    for cell in sorted(range(len(axis.cells)), key=lambda cell: ground.cost(place, cell)):
        yield from (point for point in axis.cells[cell].points if point != ANY_OTHER)
    if axis.term is None or axis.term.kind not in NUMERIC:
        return
    whole = axis.term.kind not in DECIMAL
    for cut in _cuts(axis.key, comparisons, values):
        near = Decimal(floor(cut * (1 if whole else 100))) / (1 if whole else 100)
        yield from (int(near + step) if whole else near + step for step in _STEPS)
    yield from (int(number) if whole else number for number in _ROUND)


def _cuts(key: str, comparisons: list[Compare], values: Mapping[str, Value]) -> Iterator[Fraction]:
    """Yield the values of a fact at which the two sides of some comparison are equal."""
    others = {name: value for name, value in values.items() if name != key}
    for comparison in comparisons:
        yield from cuts_of(comparison.first, comparison.rest[0][1], key, others) or ()


def _comparisons(ground: Ground) -> Iterator[Compare]:
    """Yield every comparison of numbers with one another that either policy makes."""
    for leaf in _leaves(ground):
        names = {name.resolved.key: name.resolved for name in names_in(leaf)}
        numeric = all(term.kind in NUMERIC for term in names.values())
        if isinstance(leaf, Compare) and numeric and len(names) > 1:
            yield leaf


def _leaves(ground: Ground) -> Iterator[Node]:
    for tree in ground.pair.trees():
        yield from leaves(simplified(tree))


def _solved(ground: Ground, box: Box, solver: Solver) -> Iterator[dict[str, Value]]:
    """Yield the facts that a solver finds for what conditions say in a box."""
    cells = {place: min(box[place]) for place in box}
    wanted: list[tuple[Node, Truth]] = []
    for leaf in _leaves(ground):
        diagram = ground.space.diagram(leaf)
        asked = {ground.space.forest.axis(node) for node in diagram.nodes() if node >= 0}
        if asked and all(
            place in cells and cells[place] < ground.space.forest.sizes[place] for place in asked
        ):
            wanted.append((leaf, diagram.at([cells.get(n, 0) for n in range(len(ground.axes))])))
    try:
        found = solver.facts_where(wanted, ground.pair.on[0].domain)
    except NotDecided:
        return
    if found is not None:
        known = {key: value for key, value in found.items() if value is not None or ground.unknown}
        yield {**ground.clean, **known}
