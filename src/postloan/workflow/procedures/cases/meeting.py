"""A post-loan meeting: how far it is, what is done in it, and its resolutions."""

from __future__ import annotations

from datetime import date
from enum import Enum, auto

import attrs

from postloan.dates import checked_date
from postloan.errors import InvalidValue
from postloan.model.checks import checked_code, checked_codes, checked_text, checked_tuple
from postloan.workflow.procedures.shapes import Reasoned

__all__ = [
    "Adjourn",
    "Convene",
    "Drop",
    "Execute",
    "Meeting",
    "Reject",
    "Report",
    "Resolutions",
    "Resolve",
    "Verify",
]


class Meeting(Enum):
    """How far it is."""

    SITTING = auto()
    EXECUTING = auto()
    VERIFIED = auto()
    REPORTED = auto()


@attrs.frozen(kw_only=True)
class Convene:
    """Open the meeting."""

    agenda: tuple[str, ...]
    """What it is about, at least one item."""
    participants: tuple[str, ...]
    """Ids of who is there, at least one."""

    def __attrs_post_init__(self) -> None:
        if not checked_tuple("Convene", "agenda", self.agenda, str):
            raise InvalidValue("Convene", "agenda", self.agenda, "at least one item")
        if not checked_codes("Convene", "participants", self.participants):
            raise InvalidValue("Convene", "participants", self.participants, "at least one")


@attrs.frozen(kw_only=True)
class Resolve:
    """Put a resolution into the minutes."""

    id: str
    """Its id within the meeting."""
    says: str
    """What is to be done."""
    owner: str
    """Id of the customer manager who does it."""
    by: date
    """The last day."""

    def __attrs_post_init__(self) -> None:
        checked_code("Resolve", "id", self.id)
        checked_text("Resolve", "says", self.says)
        checked_code("Resolve", "owner", self.owner)
        checked_date("Resolve", "by", self.by)


@attrs.frozen(kw_only=True)
class Adjourn:
    """End the meeting and sign its minutes."""


@attrs.frozen(kw_only=True)
class Execute(Reasoned):
    """Report a resolution as carried out, and by what."""

    id: str
    """Id of the resolution."""


@attrs.frozen(kw_only=True)
class Verify:
    """Find that a resolution is carried out."""

    id: str
    """Id of the resolution."""


@attrs.frozen(kw_only=True)
class Reject(Reasoned):
    """Find that it is not."""

    id: str
    """Id of the resolution."""


@attrs.frozen(kw_only=True)
class Drop(Reasoned):
    """Take a resolution back."""

    id: str
    """Id of the resolution."""


@attrs.frozen(kw_only=True)
class Report(Reasoned):
    """Report to the president what came of the resolutions."""


@attrs.frozen(kw_only=True)
class Resolutions:
    """What a case keeps."""

    made: tuple[Resolve, ...] = ()
    """All resolutions, in the order of the minutes."""
    executed: frozenset[str] = frozenset()
    """Ids of those that are reported as carried out, and not verified yet."""
    verified: frozenset[str] = frozenset()
    """Ids of those that are verified."""

    @property
    def due(self) -> date | None:
        """The earliest day of what is not verified; None once everything is."""
        open_days = (one.by for one in self.made if one.id not in self.verified)
        return min(open_days, default=None)
