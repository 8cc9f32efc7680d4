"""Intervals of days: which days they hold, whether two share one, how many of a window they take.

Whether the end belongs to it is stated in every interval and never assumed: systems disagree,
and a day too many or too few moves a loan to another tier.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal, get_args

import attrs

from postloan.dates import checked_date
from postloan.errors import InvalidValue

__all__ = ["BOUNDS", "Bounds", "Interval", "days_taken"]

Bounds = Literal["half_open", "closed"]
"""Whether the end belongs to an interval: in `closed` it does, in `half_open` it does not."""
BOUNDS: tuple[Bounds, ...] = get_args(Bounds)


@attrs.frozen(kw_only=True)
class Interval:
    """The days from `start` to `end`.

    Attributes:
        start: its first day.
        end: its last day where `closed`, the day after that where `half_open`.
        bounds: one of `BOUNDS`.

    Raises:
        InvalidValue: it ends before it begins, or `bounds` is none.

    >>> march = Interval(start=date(2024, 3, 1), end=date(2024, 4, 1), bounds="half_open")
    >>> len(march), date(2024, 4, 1) in march
    (31, False)
    """

    start: date
    end: date
    bounds: Bounds

    def __attrs_post_init__(self) -> None:
        checked_date("Interval", "start", self.start)
        if self.bounds not in BOUNDS:
            raise InvalidValue("Interval", "bounds", self.bounds, f"one of {', '.join(BOUNDS)}")
        if checked_date("Interval", "end", self.end) < self.start:
            raise InvalidValue("Interval", "end", self.end, f"not before the start, {self.start}")

    @property
    def first(self) -> int:
        """Ordinal of its first day, as `date.toordinal` counts."""
        return self.start.toordinal()

    @property
    def stop(self) -> int:
        """Ordinal of the day after its last; that of its first where it holds no day."""
        return self.end.toordinal() + (self.bounds == "closed")

    def __len__(self) -> int:
        return self.stop - self.first

    def __contains__(self, day: date) -> bool:
        return self.first <= day.toordinal() < self.stop

    def overlaps(self, other: Interval) -> bool:
        """Return whether a day is in both; an end that both share is one only if both hold it.

        >>> def closed(first: int, last: int) -> Interval:
        ...     return Interval(
        ...         start=date(2024, 8, first), end=date(2024, 8, last), bounds="closed"
        ...     )
        >>> closed(20, 25).overlaps(closed(25, 30)), closed(20, 25).overlaps(closed(26, 30))
        (True, False)
        """
        return max(self.first, other.first) < min(self.stop, other.stop)


def days_taken(intervals: Iterable[Interval], window: Interval) -> int:
    """Return how many days of `window` are in one of `intervals`, each day counted once."""
    taken, reached, stop = 0, window.first, window.stop
    for first, end in sorted((interval.first, interval.stop) for interval in intervals):
        begin, finish = max(first, reached), min(end, stop)
        if begin < finish:
            taken += finish - begin
            reached = finish
    return taken
