"""Locks: times in which a tier may not be raised, whatever the loan shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal

import attrs

from postloan.cures.observation import Observation
from postloan.cures.standing import PastTiers
from postloan.dates import Period
from postloan.model.changes import Merger
from postloan.tiers import Tier

__all__ = ["Lock", "merger_locks", "observation_lock"]


@attrs.frozen(kw_only=True)
class Lock:
    """A time in which the tier may not be raised above the one that stood when it began."""

    because: Literal["merger", "restructuring"]
    """What it follows on."""
    since: date
    """Its first day."""
    ends_not_before: date
    """The first day on which the tier may be raised."""
    tier: Tier | None
    """The tier that stood at the end of its first day; None where none is known."""

    def __str__(self) -> str:
        at = self.tier or "an unknown tier"
        return f"locked at {at} since {self.since} ({self.because}), until {self.ends_not_before}"


def merger_locks(
    mergers: Iterable[Merger], lasts: Period, past: PastTiers, *, as_of: date
) -> Iterator[Lock]:
    """Yield the locks that mergers of the debtor put on its loans and that hold on `as_of`.

    Args:
        mergers: as known.
        lasts: how long a tier may not be raised, without working days.
        past: the tiers on record.
        as_of: the day.

    >>> (lock,) = merger_locks(
    ...     [Merger(on=date(2024, 1, 15))],
    ...     Period.parse("6 months"),
    ...     PastTiers(),
    ...     as_of=date(2024, 7, 14),
    ... )
    >>> print(lock)
    locked at an unknown tier since 2024-01-15 (merger), until 2024-07-15
    """
    for merger in mergers:
        until = lasts.after(merger.on)
        if merger.on <= as_of < until:
            yield Lock(
                because="merger",
                since=merger.on,
                ends_not_before=until,
                tier=past.on(merger.on),
            )


def observation_lock(observation: Observation, past: PastTiers) -> Lock | None:
    """Return the lock of an observation that runs, where its terms make it one."""
    start = observation.restarted_on or observation.since
    end = observation.ends_not_before
    if not (observation.terms.locks and observation.running) or start is None or end is None:
        return None
    return Lock(because="restructuring", since=start, ends_not_before=end, tier=past.on(start))
