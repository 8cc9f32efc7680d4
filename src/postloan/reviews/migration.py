"""Migration: how the tier moved against the one on record before."""

from __future__ import annotations

from typing import Literal

import attrs

from postloan.facts.catalogue import CLASSIFIED_BEFORE, PREVIOUS_TIER
from postloan.policy.decisions.decision import Decision
from postloan.tiers import Tier

__all__ = ["Direction", "Migration", "migration_of"]

Direction = Literal["first", "unchanged", "downgrade", "upgrade", "undetermined", "unstated"]
"""`first`: no tier was on record; `undetermined`: one of the two is not known; `unstated`: the
policy has no rule of tiers, so that its best level is no upgrade."""


@attrs.frozen(kw_only=True)
class Migration:
    """From which tier to which, in one dimension. Made by `review`.

    >>> from postloan.tiers import FIVE_TIER
    >>> moved = Migration(
    ...     dimension="classification",
    ...     previous=FIVE_TIER["normal"],
    ...     current=FIVE_TIER["substandard"],
    ...     direction="downgrade",
    ... )
    >>> print(moved, moved.levels)
    downgrade from normal to substandard 2
    """

    dimension: str
    """Id of the dimension."""
    previous: Tier | None
    """The last tier on record before; None where there is none, or it is not known."""
    current: Tier | None
    """The tier of this review; None is undetermined."""
    direction: Direction
    """Which way it went, or why that cannot be said."""

    @property
    def levels(self) -> int:
        """How many levels down; negative is up, 0 where nothing moved or it is not known."""
        if self.previous is None or self.current is None or self.direction == "unstated":
            return 0
        return self.current.rank - self.previous.rank

    def __str__(self) -> str:
        if self.direction in ("downgrade", "upgrade"):
            return f"{self.direction} from {self.previous} to {self.current}"
        if self.direction == "first":
            return f"first classification: {self.current or 'undetermined'}"
        if self.direction == "unstated":
            return "none: the policy has no rule of tiers"
        if self.direction == "unchanged":
            return f"unchanged: {self.current}"
        known = [("was", self.previous), ("now", self.current)]
        words = [f"{when} {tier}" for when, tier in known if tier is not None]
        return ": ".join(("undetermined", *words))


def migration_of(decision: Decision) -> Migration:
    """Return how the tier of the main dimension moved."""
    current = decision.tier
    before = decision.facts[PREVIOUS_TIER.name]
    previous = before if isinstance(before, Tier) else None
    direction: Direction
    if not decision.contents.states_tiers(decision.contents.main.id):
        direction = "unstated"
    elif decision.facts[CLASSIFIED_BEFORE.name] is False:
        previous, direction = None, "first"
    elif previous is None or current is None:
        direction = "undetermined"
    elif current == previous:
        direction = "unchanged"
    else:
        direction = "downgrade" if current > previous else "upgrade"
    return Migration(
        dimension=decision.contents.main.id,
        previous=previous,
        current=current,
        direction=direction,
    )
