"""The tiers on record as cures read them: which stood on a day, and when it fell to a bad one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import attrs

from postloan.tiers import Tier

__all__ = ["PastTiers"]


@attrs.frozen(kw_only=True)
class PastTiers:
    """Tiers on record, one a day, oldest first.

    >>> from postloan.tiers import FIVE_TIER
    >>> past = PastTiers(
    ...     tiers=(
    ...         (date(2024, 3, 31), FIVE_TIER["normal"]),
    ...         (date(2024, 6, 30), FIVE_TIER["loss"]),
    ...     ),
    ...     bad=FIVE_TIER["substandard"],
    ... )
    >>> past.is_bad_on(date(2024, 6, 29)), past.is_bad_on(date(2024, 6, 30))
    (False, True)
    """

    tiers: tuple[tuple[date, Tier | None], ...] = ()
    """The day and the tier; None where the records of the day give none."""
    bad: Tier | None = None
    """The best of the non-performing tiers; None where the scale does not say which they are."""

    def on(self, day: date) -> Tier | None:
        """Return the tier that stood at the end of `day`; None where none is known."""
        return next((tier for on, tier in reversed(self.tiers) if on <= day), None)

    def is_bad_on(self, day: date) -> bool:
        """Return whether a non-performing tier stood at the end of `day`."""
        tier = self.on(day)
        return tier is not None and self.bad is not None and tier >= self.bad

    def falls(self) -> Iterator[date]:
        """Yield the days on which the tier fell to a non-performing one, or to a worse of them.

        A non-performing tier before which none is known is a fall.
        """
        before: Tier | None = None
        for day, tier in self.tiers:
            if tier is None:
                continue
            if self.is_bad_on(day) and (before is None or tier > before):
                yield day
            before = tier
