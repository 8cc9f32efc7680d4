"""Decision diagrams: what a function of many cells gives, with what is equal stored once.

A diagram asks one axis after the other, always in the same order, and ends in a value. Two
diagrams of one forest that give the same everywhere are the same node, so that a question about
all combinations of cells, of which there may be billions, is a walk over some hundred nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Final, Generic, TypeVar, cast

import attrs

from postloan.rules.evaluate import Truth, opposite
from postloan.rules.steps import Steps, TooLarge

__all__ = ["MOST_NODES", "Diagram", "Forest", "conjunction", "disjunction", "negation"]

MOST_NODES: Final = 300_000
"""Nodes after which a forest gives up; some hundred bytes each."""
_NODE: Final = 50
"""Steps that it takes to make a node, beside one for each of its cells."""

T = TypeVar("T", bound=Hashable)
A = TypeVar("A", bound=Hashable)
B = TypeVar("B", bound=Hashable)
K = TypeVar("K")


class Forest:
    """Diagrams over the same axes.

    Args:
        sizes: how many cells each axis has.
        steps: how far its diagrams may go, which `TooLarge` ends; None is as far as one question.

    >>> forest = Forest([2, 3])
    >>> late = forest.choice(0, [False, True])
    >>> large = forest.choice(1, [False, False, True])
    >>> conjunction(late, large).at([1, 2])
    True
    """

    def __init__(self, sizes: Sequence[int], steps: Steps | None = None) -> None:
        self.sizes: tuple[int, ...] = tuple(sizes)
        self._steps = steps or Steps()
        self._nodes: list[tuple[int, tuple[int, ...]]] = []
        self._known: dict[tuple[int, tuple[int, ...]], int] = {}
        self._values: list[Hashable] = []
        self._ends: dict[tuple[type, Hashable], int] = {}
        self._merged: dict[object, dict[tuple[int, int], int]] = {}

    def constant(self, value: T) -> Diagram[T]:
        """Return the diagram that gives `value` everywhere."""
        return Diagram(self, self._end(value))

    def choice(self, axis: int, values: Sequence[T]) -> Diagram[T]:
        """Return the diagram that gives the value of each cell of one axis."""
        self._steps.take(_NODE + len(values))
        ends = {value: self._end(value) for value in dict.fromkeys(values)}
        return Diagram(self, self._node(axis, tuple(map(ends.__getitem__, values))))

    def axis(self, node: int) -> int:
        """Return the axis that a node asks; that of a value is the number of axes."""
        return len(self.sizes) if node < 0 else self._nodes[node][0]

    def below(self, node: int) -> tuple[int, ...]:
        """Return the node for each cell of the axis that `node` asks; () below a value."""
        return () if node < 0 else self._nodes[node][1]

    def value(self, node: int) -> Hashable:
        """Return the value at an end."""
        return self._values[~node]

    def _end(self, value: Hashable) -> int:
        key = (type(value), value)
        found = self._ends.get(key)
        if found is None:
            found = self._ends[key] = ~len(self._values)
            self._values.append(value)
        return found

    def _built(self, build: Callable[[K], int], root: K) -> Diagram[T]:
        """Return the diagram that is built from its root down, however deep it is."""
        try:
            return Diagram(self, build(root))
        except RecursionError:
            raise TooLarge from None

    def _node(self, axis: int, below: tuple[int, ...]) -> int:
        if below.count(below[0]) == len(below):
            return below[0]
        key = (axis, below)
        found = self._known.get(key)
        if found is None:
            if len(self._nodes) >= MOST_NODES:
                raise TooLarge
            found = self._known[key] = len(self._nodes)
            self._nodes.append(key)
        return found

    def merged(
        self,
        how: Callable[[A, B], T],
        left: Diagram[A],
        right: Diagram[B],
        settled: Callable[[int, int], int | None] = lambda _first, _second: None,
    ) -> Diagram[T]:
        """Return the diagram that gives `how(left, right)` everywhere.

        Args:
            how: what to do with two values. Answers are kept for the next call with the same.
            left: of this forest.
            right: of this forest.
            settled: the answer for two nodes that need no further look, or None.
        """
        done = self._merged.setdefault(how, {})

        def merge(both: tuple[int, int]) -> int:
            first, second = both
            found = settled(first, second)
            if found is None:
                found = done.get(both)
            if found is not None:
                return found
            if first < 0 and second < 0:
                found = self._end(how(cast("A", self.value(first)), cast("B", self.value(second))))
            else:
                axis = min(self.axis(first), self.axis(second))
                same = (first,) * self.sizes[axis], (second,) * self.sizes[axis]
                firsts = self.below(first) if self.axis(first) == axis else same[0]
                seconds = self.below(second) if self.axis(second) == axis else same[1]
                pairs = tuple(zip(firsts, seconds, strict=True))
                self._steps.take(_NODE + len(pairs))
                below = {}
                for pair in dict.fromkeys(pairs):
                    below[pair] = merge(pair)
                found = self._node(axis, tuple(map(below.__getitem__, pairs)))
            done[both] = found
            return found

        return self._built(merge, (left.node, right.node))

    def mapped(self, how: Callable[[A], T], diagram: Diagram[A]) -> Diagram[T]:
        """Return the diagram that gives `how` of what `diagram` gives."""
        done: dict[int, int] = {}

        def change(node: int) -> int:
            if node in done:
                return done[node]
            if node < 0:
                found = self._end(how(cast("A", self.value(node))))
            else:
                below = self.below(node)
                self._steps.take(_NODE + len(below))
                for other in dict.fromkeys(below):
                    change(other)
                found = self._node(self.axis(node), tuple(map(done.__getitem__, below)))
            done[node] = found
            return found

        return self._built(change, diagram.node)

    def rebuilt(
        self,
        diagram: Diagram[T],
        change: Callable[[int, tuple[Diagram[T], ...]], Sequence[Diagram[T]]],
    ) -> Diagram[T]:
        """Return a diagram built anew in this forest, from below.

        Args:
            diagram: of this forest, or of another with the same axes in the same order.
            change: gives what is to stand below a node, one a cell of this forest, from its axis
                and what stands below it so far.
        """
        done: dict[int, int] = {}

        def build(node: int) -> int:
            if node in done:
                return done[node]
            if node < 0:
                found = self._end(diagram.forest.value(node))
            else:
                axis, cells = diagram.forest.axis(node), diagram.forest.below(node)
                self._steps.take(_NODE + len(cells))
                for other in dict.fromkeys(cells):
                    build(other)
                below = change(axis, tuple(Diagram(self, done[cell]) for cell in cells))
                found = self._node(axis, tuple(b.node for b in below))
            done[node] = found
            return found

        return self._built(build, diagram.node)

    def fixed(self, diagram: Diagram[T], axis: int, cell: int) -> Diagram[T]:
        """Return what `diagram` gives where one axis is in one cell; it no longer asks that."""

        def change(asked: int, below: tuple[Diagram[T], ...]) -> Sequence[Diagram[T]]:
            return (below[cell],) * len(below) if asked == axis else below

        return self.rebuilt(diagram, change)


class Diagram(Generic[T]):
    """A function of the axes of its forest. Two that are equal give the same everywhere."""

    __slots__ = ("forest", "node")

    def __init__(self, forest: Forest, node: int) -> None:
        self.forest: Forest = forest
        self.node: int = node

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Diagram):
            return NotImplemented
        return self.forest is other.forest and self.node == other.node

    def __hash__(self) -> int:
        return hash(self.node)

    def at(self, cells: Sequence[int]) -> T:
        """Return the value at one cell of each axis."""
        node = self.node
        while node >= 0:
            node = self.forest.below(node)[cells[self.forest.axis(node)]]
        return cast("T", self.forest.value(node))

    def nodes(self) -> Iterator[int]:
        """Yield every node once, each before those below it where nothing else leads there."""
        seen = {self.node}
        waiting = [self.node]
        while waiting:
            node = waiting.pop()
            yield node
            for below in self.forest.below(node):
                if below not in seen:
                    seen.add(below)
                    waiting.append(below)

    def cheapest(
        self, wanted: Callable[[T], bool], cost: Callable[[int, int], int]
    ) -> tuple[tuple[int, int], ...] | None:
        """Return the cells of a cheapest way to a value that is wanted.

        Args:
            wanted: whether a value will do.
            cost: of a cell, from the places of its axis and of itself; not negative.

        Returns:
            An axis and a cell for each question on the way, from the top; None where no value
            is wanted.
        """
        forest = self.forest
        best: dict[int, tuple[int, int] | None] = {}
        # below before above: an axis is asked only after those before it
        for node in sorted(self.nodes(), key=forest.axis, reverse=True):
            if node < 0:
                best[node] = (0, 0) if wanted(cast("T", forest.value(node))) else None
                continue
            axis = forest.axis(node)
            ways = [
                (way[0] + cost(axis, cell), cell)
                for cell, below in enumerate(forest.below(node))
                if (way := best[below]) is not None
            ]
            best[node] = min(ways, default=None)
        asked: list[tuple[int, int]] = []
        node = self.node
        while (way := best[node]) is not None:
            if node < 0:
                return tuple(asked)
            asked.append((forest.axis(node), way[1]))
            node = forest.below(node)[way[1]]
        return None

    def values(self) -> frozenset[T]:
        """Return every value that it gives somewhere."""
        forest = self.forest
        return frozenset(cast("T", forest.value(node)) for node in self.nodes() if node < 0)


def conjunction(left: Diagram[Truth], right: Diagram[Truth]) -> Diagram[Truth]:
    """Return `left and right`, in three values."""
    return _joined(left, right, decisive=False)


def disjunction(left: Diagram[Truth], right: Diagram[Truth]) -> Diagram[Truth]:
    """Return `left or right`, in three values."""
    return _joined(left, right, decisive=True)


def negation(diagram: Diagram[Truth]) -> Diagram[Truth]:
    """Return `not diagram`, in three values."""
    return diagram.forest.mapped(opposite, diagram)


def _joined(left: Diagram[Truth], right: Diagram[Truth], *, decisive: bool) -> Diagram[Truth]:
    forest = left.forest
    ends = forest.constant(decisive).node, forest.constant(not decisive).node

    def settled(first: int, second: int) -> int | None:
        if first == ends[0] or second == ends[1]:
            return first
        return second if second == ends[0] or first == ends[1] else None

    return forest.merged(_Open(decisive), left, right, settled)


@attrs.frozen
class _Open:
    """What two values that settle nothing come to: neither is decisive, so both are unknown."""

    decisive: bool

    def __call__(self, _left: Truth, _right: Truth) -> Truth:
        return None
