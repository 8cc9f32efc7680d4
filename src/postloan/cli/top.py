"""The few greatest of many, without keeping the many."""

from __future__ import annotations

import heapq
from typing import Generic, TypeVar

__all__ = ["Top"]

T = TypeVar("T")


class Top(Generic[T]):
    """Keeps the entries with the greatest keys; of equal ones those that came first.

    >>> top = Top[str](2)
    >>> for name, days in (("a", 1), ("b", 9), ("c", 9), ("d", 9)):
    ...     top.add((days,), name)
    >>> top.entries()
    ['b', 'c']
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._seen = 0
        self._heap: list[tuple[tuple[int, ...], int, T]] = []

    def takes(self, key: tuple[int, ...]) -> bool:
        """Return whether an entry with this key would be kept now."""
        if len(self._heap) < self._size:
            return True
        return bool(self._heap) and key > self._heap[0][0]

    def add(self, key: tuple[int, ...], entry: T) -> None:
        """Keep `entry` if it is among the greatest so far."""
        self._seen += 1
        if len(self._heap) < self._size:
            heapq.heappush(self._heap, (key, -self._seen, entry))
        elif self.takes(key):
            heapq.heapreplace(self._heap, (key, -self._seen, entry))

    def entries(self) -> list[T]:
        """Return what is kept, the greatest first."""
        return [entry for _, _, entry in sorted(self._heap, key=lambda e: e[:2], reverse=True)]
