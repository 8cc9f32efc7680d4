"""The ground on which two policies are compared: their verdicts, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

import attrs

from postloan.analysis.pair import Pair
from postloan.policy.clauses.contents import Contents
from postloan.policy.decisions.outcomes import Verdict, space_of, verdicts
from postloan.rules.cells import ANY_OTHER, UNKNOWN, Axis, Cell, unnamed
from postloan.rules.diagrams import Diagram, Forest, disjunction
from postloan.rules.evaluate import Truth, Value
from postloan.rules.space import Space

__all__ = ["NOT_RECORDED", "Ground", "both_verdicts", "ground_of"]

NOT_RECORDED: Final = Cell(("\N{EMPTY SET}",))
"""The cell of a fact that nobody recorded, where the two policies take silence differently."""

_SORT: Final = 10
"""What it costs a loan to be of another sort than a clean one; a cell further costs 1."""
_OFF: Final = 1000
"""What it costs not to be clean."""
_OPEN: Final = 1500
"""What it costs not to be known, or not recorded."""


@attrs.frozen(kw_only=True, eq=False)
class Ground:
    """Two policies over one space."""

    pair: Pair
    space: Space
    axes: tuple[Axis, ...]
    """Those of the space; where silence differs, with a last cell for what nobody recorded."""
    forest: Forest
    unknown: bool
    """Whether facts may be unknown, or not be recorded."""
    silent: frozenset[int]
    """Axes of facts whose silence the two take differently."""
    verdicts: tuple[Diagram[Verdict], Diagram[Verdict]]
    """What each says, on the scale that is compared."""
    clean: Mapping[str, Value]
    """Facts of a loan with which nothing is wrong."""
    clean_cells: tuple[int, ...]

    def cells(self, values: Mapping[str, Value]) -> tuple[int, ...]:
        """Return the cells in which facts lie; one that is absent is not recorded."""
        # how it compares with other facts counts only for the policy that takes it as none
        taken = {self.axes[place].key: False for place in self.silent}
        return tuple(
            len(self.axes[place].cells) - 1
            if place in self.silent and self.axes[place].key not in values
            else cell
            for place, cell in enumerate(self.space.cells({**taken, **values}))
        )

    def cost(self, axis: int, cell: int) -> int:
        """Return how far a cell is from a clean loan."""
        clean = self.clean_cells[axis]
        if cell == clean:
            return 0
        term = self.axes[axis].term
        if self.axes[axis].cells[cell] in (UNKNOWN, NOT_RECORDED):
            return _OPEN
        if term is None or term.kind in ("enum", "code"):
            return _SORT
        return _OFF + abs(cell - clean)

    def nearest(self, axis: int, cells: frozenset[int]) -> Value:
        """Return the value in some cells of a fact that is nearest to a clean loan."""
        cell = min(cells, key=lambda cell: (self.cost(axis, cell), cell))
        clean = self.clean[self.axes[axis].key]
        if cell == self.clean_cells[axis]:
            return clean
        points = self.axes[axis].cells[cell].points
        return min(points, key=lambda point: _apart(point, clean))

    def filled(self, diagram: Diagram[Truth]) -> Diagram[Truth]:
        """Return where a diagram holds for some way to fill in what is not known."""

        def change(axis: int, below: tuple[Diagram[Truth], ...]) -> Sequence[Diagram[Truth]]:
            cells = self.axes[axis].cells
            open_ = [cell in (UNKNOWN, NOT_RECORDED) for cell in cells]
            some: Diagram[Truth] = self.forest.constant(False)
            for one, skipped in zip(below, open_, strict=True):
                some = some if skipped else disjunction(some, one)
            free = self.axes[axis].term is None
            return [
                some if free or skipped else one for one, skipped in zip(below, open_, strict=True)
            ]

        return self.forest.rebuilt(diagram, change)


def ground_of(pair: Pair, *, unknown: bool) -> Ground:
    """Return the ground of two policies.

    Args:
        pair: the policies.
        unknown: whether facts may be unknown, or not be recorded.

    Raises:
        TooLarge: it would be too large to look at.
    """
    space = space_of(pair.on, unknown=unknown)
    first, second = (space.forest.mapped(pair.common, verdicts(space, on)) for on in pair.on)
    clean = {key: _clean(axis) for axis in space.axes for key in axis.facts if axis.term}
    silent = _silent(pair, space) if unknown else {}
    axes, forest = space.axes, space.forest
    if silent:
        axes = tuple(
            attrs.evolve(axis, cells=(*axis.cells, NOT_RECORDED)) if place in silent else axis
            for place, axis in enumerate(axes)
        )
        forest = Forest([len(axis.cells) for axis in axes])
        first, second = (
            _with_silence(forest, diagram, {place: cells[n] for place, cells in silent.items()})
            for n, diagram in enumerate((first, second))
        )
    return Ground(
        pair=pair,
        space=space,
        axes=axes,
        forest=forest,
        unknown=unknown,
        silent=frozenset(silent),
        verdicts=(first, second),
        clean=clean,
        clean_cells=space.cells(clean),
    )


def both_verdicts(first: Verdict, second: Verdict) -> tuple[Verdict, Verdict]:
    """Return two verdicts side by side, to merge their diagrams."""
    return first, second


def _silent(pair: Pair, space: Space) -> dict[int, tuple[int, ...]]:
    """Return, for each axis of a fact whose silence they take differently, the cells taken."""
    found = {}
    for place, axis in enumerate(space.axes):
        if axis.term is not None:
            silences = [_silence(on.contents, axis.key) for on in pair.on]
            if silences[0] != silences[1]:
                found[place] = tuple(map(axis.cell, silences))
    return found


def _silence(contents: Contents, key: str) -> Value:
    if key not in contents.catalogue:  # a signal
        return None
    silence = contents.silence(contents.catalogue[key])
    return silence if isinstance(silence, bool) else None


def _with_silence(
    forest: Forest, diagram: Diagram[Verdict], silent: Mapping[int, int]
) -> Diagram[Verdict]:
    """Return a diagram over axes to which the cell of what is not recorded has been added."""

    def change(axis: int, below: tuple[Diagram[Verdict], ...]) -> Sequence[Diagram[Verdict]]:
        return (*below, below[silent[axis]]) if axis in silent else below

    return forest.rebuilt(diagram, change)


def _clean(axis: Axis) -> Value:
    """Return the value of a fact with which nothing is wrong: false, nothing, the best tier."""
    points = [point for cell in axis.cells for point in cell.points if point is not None]
    if ANY_OTHER in points:
        return unnamed("other", points)
    return min(points, key=lambda point: _apart(point, 0))


def _apart(point: Value, clean: Value) -> Decimal:
    """Return how far apart two values are; words are as near as any."""
    if isinstance(point, int | Decimal) and isinstance(clean, int | Decimal):
        return abs(Decimal(point) - Decimal(clean))
    return Decimal(0)
