"""A clock: until when a right can be enforced, what moved that day, and what keeps it alive."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal, get_args

import attrs

from postloan.citation import Citation
from postloan.clocks.counting import Ending

__all__ = ["CLOCK_KINDS", "Clock", "ClockKind", "Move", "soonest"]

ClockKind = Literal[
    "limitation", "enforcement", "guarantee_period", "guarantee_limitation", "mortgage"
]
"""What runs out: the claim's limitation 诉讼时效, the time to apply for enforcement 申请执行时效,
a guarantee period 保证期间, the limitation of a guarantee that was called in time, a mortgage or
registered pledge 抵押权行使期间."""
CLOCK_KINDS: tuple[ClockKind, ...] = get_args(ClockKind)


@attrs.frozen(kw_only=True)
class Move:
    """What moved the last day."""

    on: date
    """The day from which the period ran anew, or on which the obstacle was gone."""
    what: str
    """The kind of act or obstacle, with the day of its record."""
    cite: Citation
    """The rule."""

    def __str__(self) -> str:
        return f"{self.what}, from {self.on}"


@attrs.frozen(kw_only=True)
class Clock:
    """One clock as of a day, if nothing more is done.

    Where it has no last day, `stopped` or `unknown` says why: no period runs, or the records do
    not tell.
    """

    kind: ClockKind
    """One of `CLOCK_KINDS`."""
    subject: str = ""
    """Id of the guarantee or collateral; empty for the claim itself."""
    as_of: date
    """The day on which it was read; later records are not in it."""
    since: date | None = None
    """The day that the period running now is counted from, itself not counted; None where none
    runs."""
    ends: Ending | None = None
    """The last day, and how it was counted; None where there is none."""
    moves: tuple[Move, ...] = ()
    """What moved the last day so far, oldest first."""
    alive_by: tuple[str, ...] = ()
    """What would keep it alive; () where that is too late, or no period runs."""
    stopped: str = ""
    """Why no period runs; empty where one does."""
    unknown: str = ""
    """What the records lack; empty where they tell."""
    cites: tuple[Citation, ...] = ()
    """The rules it follows, the main one first."""

    @property
    def last_day(self) -> date | None:
        """The last day on which the right can be enforced; None where there is none."""
        return None if self.ends is None else self.ends.day

    @property
    def days_left(self) -> int | None:
        """Days from `as_of` to the last day: 0 on it, negative after; None where there is none."""
        return None if self.ends is None else (self.ends.day - self.as_of).days

    def __str__(self) -> str:
        name = self.kind.replace("_", " ") + (f" {self.subject}" if self.subject else "")
        if self.ends is None:
            return f"{name}: {self.unknown or self.stopped}"
        return f"{name}: {self.days_left} days left, last day {self.ends}"


def soonest(clocks: Iterable[Clock]) -> Clock | None:
    """Return the clock that ends first; None of none.

    One that is unknown goes first, as it may end before all others; one that is stopped goes
    last.
    """
    return min(clocks, key=_order, default=None)


def _order(clock: Clock) -> tuple[bool, date]:
    return not clock.unknown, clock.last_day or date.max
