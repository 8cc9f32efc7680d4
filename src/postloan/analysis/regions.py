"""Regions: where something holds, as a few boxes that a person can read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from postloan.rules.diagrams import Diagram, conjunction, negation
from postloan.rules.evaluate import Truth

__all__ = ["Box", "boxed", "cover", "without"]

Box: TypeAlias = Mapping[int, frozenset[int]]
"""Cells by axis; an axis that is not named may have any."""


def cover(
    target: Diagram[Truth], cost: Callable[[int, int], int], most: int
) -> tuple[list[Box], int]:
    """Return boxes that lie in `target` and together make it up, the cheapest first.

    Each is as wide as it can be without leaving `target`, so that what does not matter is not
    in it; two may overlap.

    Args:
        target: where it holds.
        cost: of a cell, from the places of its axis and of itself; not negative.
        most: how many boxes to return.

    Returns:
        The boxes, and into how many separate parts the rest falls that they leave out.
    """
    boxes: list[Box] = []
    rest = target
    while len(boxes) < most and (way := rest.cheapest(bool, cost)) is not None:
        cheap_first = sorted(way, key=lambda asked: cost(*asked))
        boxes.append(_widened(target, {axis: frozenset((cell,)) for axis, cell in cheap_first}))
        rest = without(rest, boxes[-1])
    return boxes, _parts(rest)


def boxed(diagram: Diagram[Truth], box: Box) -> bool:
    """Return whether `diagram` holds everywhere in `box`."""
    forest = diagram.forest
    seen = {diagram.node}
    waiting = [diagram.node]
    while waiting:
        node = waiting.pop()
        if node < 0 and forest.value(node) is not True:
            return False
        cells = box.get(forest.axis(node))
        for cell, below in enumerate(forest.below(node)):
            if (cells is None or cell in cells) and below not in seen:
                seen.add(below)
                waiting.append(below)
    return True


def without(diagram: Diagram[Truth], box: Box) -> Diagram[Truth]:
    """Return `diagram` where it is not in `box`."""
    forest = diagram.forest
    inside: Diagram[Truth] = forest.constant(True)
    for axis, cells in box.items():
        side: list[Truth] = [cell in cells for cell in range(forest.sizes[axis])]
        inside = conjunction(inside, forest.choice(axis, side))
    return conjunction(diagram, negation(inside))


def _widened(target: Diagram[Truth], box: Box) -> Box:
    """Return a box around `box` that cannot be wider within `target`, axis after axis."""
    wide = dict(box)
    for axis in box:
        cells = wide.pop(axis)
        if boxed(target, wide):
            continue
        for cell in range(target.forest.sizes[axis]):
            if boxed(target, {**wide, axis: frozenset((cell,))}):
                cells |= {cell}
        wide[axis] = cells
    return wide


def _parts(diagram: Diagram[Truth]) -> int:
    """Return how many ways through a diagram lead to where it holds."""
    forest = diagram.forest
    ways: dict[int, int] = {}
    for node in sorted(diagram.nodes(), key=forest.axis, reverse=True):
        if node < 0:
            ways[node] = int(forest.value(node) is True)
        else:
            ways[node] = sum(ways[below] for below in dict.fromkeys(forest.below(node)))
    return ways[diagram.node]
