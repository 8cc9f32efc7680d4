"""A class on its way: how far it is, what is done to it, and what it keeps."""

from __future__ import annotations

from datetime import date
from enum import Enum, auto

import attrs

from postloan.errors import InvalidValue
from postloan.model.checks import checked_codes
from postloan.workflow.procedures.shapes import Reasoned

__all__ = [
    "ApproveTier",
    "Confirm",
    "Judged",
    "Propose",
    "ProposeAgain",
    "RecordTier",
    "Stage",
    "StateRules",
    "Withdraw",
]


class Stage(Enum):
    """How far the class is."""

    PROPOSED = auto()
    CONFIRMED = auto()
    APPROVED = auto()
    RETURNED = auto()
    WITHDRAWN = auto()


@attrs.frozen(kw_only=True)
class Propose:
    """Give a loan its first class."""

    tiers: tuple[str, ...]
    """Ids of the tiers, best first, at least one."""
    decided: str
    """The tier that the rules give."""
    tier: str
    """The tier that is proposed."""
    floor: str | None = None
    """The best tier that the rules leave open to judgement; None where they leave all."""
    reason: str = ""
    """Why, where it is better than `decided`; empty where it is not."""
    due: date | None = None
    """The day by which it is to be approved; None where no rule says."""

    def __attrs_post_init__(self) -> None:
        checked_codes("Propose", "tiers", self.tiers)
        for field in ("decided", "tier", "floor"):
            tier = getattr(self, field)
            if tier is not None and tier not in self.tiers:
                raise InvalidValue("Propose", field, tier, f"one of {', '.join(self.tiers)}")


@attrs.frozen(kw_only=True)
class ProposeAgain:
    """Give another first class, after it came back."""

    tier: str
    """The tier."""
    reason: str = ""
    """Why, where it is better than the rules give; empty where it is not."""


@attrs.frozen(kw_only=True)
class Confirm:
    """Confirm a class, the one that was proposed or another."""

    tier: str
    """The tier."""
    reason: str = ""
    """Why, where it is better than the one proposed; empty where it is not."""


@attrs.frozen(kw_only=True)
class ApproveTier:
    """Approve a class, the one that was confirmed or another."""

    tier: str
    """The tier."""
    reason: str = ""
    """Why, where it is better than the one confirmed; empty where it is not."""


@attrs.frozen(kw_only=True)
class StateRules:
    """State what the rules give now: the facts have changed."""

    decided: str
    """The tier that the rules give."""
    floor: str | None
    """The best tier that they leave open to judgement; None where they leave all."""


@attrs.frozen(kw_only=True)
class Withdraw(Reasoned):
    """End the case without a class: the loan has ended, or another review has begun."""


@attrs.frozen(kw_only=True)
class RecordTier:
    """Put a tier on record for the loan."""

    tier: str
    """The tier."""
    reason: str
    """Why it is better than the step before had it; empty where it is not."""


@attrs.frozen(kw_only=True)
class Judged:
    """What a case keeps."""

    tiers: tuple[str, ...]
    decided: str
    floor: str | None
    tier: str
    """The tier as the last step has it."""
    reason: str
    """Why it may be better than the rules give; empty where nobody said so since they did."""
    due: date | None
