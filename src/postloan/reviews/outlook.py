"""The outlook: when the tier next changes if nothing is paid and nothing new is recorded."""

from __future__ import annotations

from datetime import date, timedelta

import attrs

from postloan.calendars.dated import moved_by
from postloan.dates import Period
from postloan.errors import InvalidValue
from postloan.policy.decisions.findings import Finding
from postloan.reviews.deciding import Deciding, Rulebook, decide_file
from postloan.tiers import Tier

__all__ = ["HORIZON", "NextChange", "find_next_change"]

HORIZON = Period(count=2, unit="year")
"""How far ahead is looked unless the caller says otherwise."""


@attrs.frozen(kw_only=True)
class NextChange:
    """The next day on which the tier is another. Made by `Review.next_change`.

    >>> from postloan.tiers import FIVE_TIER
    >>> print(
    ...     NextChange(
    ...         on=date(2024, 12, 27),
    ...         was=FIVE_TIER["substandard"],
    ...         tier=FIVE_TIER["doubtful"],
    ...         because=(),
    ...     )
    ... )
    2024-12-27: substandard -> doubtful
    """

    on: date
    was: Tier | None
    """The tier until then; None is undetermined."""
    tier: Tier | None
    """The tier from then on; None is undetermined."""
    because: tuple[Finding, ...]
    """The floors or rows that hold then and give that tier; () where none does, as for the
    best tier."""

    def __str__(self) -> str:
        rules = ", ".join(finding.rule for finding in self.because)
        by = f" by {rules}" if rules else ""
        return f"{self.on}: {self.was or 'undetermined'} -> {self.tier or 'undetermined'}{by}"


def find_next_change(deciding: Deciding, policy: Rulebook, within: Period) -> NextChange | None:
    """Return the first day after the decision's on which its tier is another, or None.

    None, too, where the credit has ended: nothing of it is left to be classified.
    Every day up to the horizon, its last included, is decided anew on the same records, so
    nothing about the policy is presumed; what is known of the obligor's other claims stays as it
    is. Editions that come into force are followed; a policy that ends is not looked past.

    Raises:
        InvalidValue: the horizon counts working days, for which the policy has no calendar, or
            lies beyond the year 9999.
        UncoveredDay: the calendar does not reach so far.
    """
    calendar = deciding.policy.calendar
    if within.needs_calendar and calendar is None:
        allowed = "a period without working days, for the policy has no calendar"
        raise InvalidValue("next_change", "within", str(within), allowed)
    last = moved_by(within, deciding.as_of, calendar)
    if deciding.life.end is not None:
        return None
    was = deciding.decision.tier
    day = deciding.as_of
    while day < last:
        day += timedelta(days=1)
        later = decide_file(
            deciding.file, policy, as_of=day, outside_force="as_if", about=deciding.about
        )
        if deciding.in_force and not later.in_force:
            return None
        decision = later.decision
        if decision.tier != was:
            outcome = decision.outcomes[0]
            because = tuple(
                finding
                for finding in (*outcome.base, *outcome.floors)
                if finding.certain and finding.tier == decision.tier
            )
            return NextChange(on=day, was=was, tier=decision.tier, because=because)
    return None
