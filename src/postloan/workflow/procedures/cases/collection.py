"""A collection: how far it is, what is done to it, and what it keeps."""

from __future__ import annotations

from datetime import date
from enum import Enum, auto
from typing import Literal, get_args

import attrs

from postloan.dates import checked_date
from postloan.errors import InvalidValue
from postloan.model.checks import checked_choice, checked_codes, checked_text
from postloan.workflow.procedures.shapes import Reasoned

__all__ = [
    "WAYS",
    "Collected",
    "Collection",
    "Contact",
    "Dial",
    "DialContact",
    "FileSuit",
    "MarkLost",
    "Open",
    "Proposal",
    "Propose",
    "ReportPaid",
    "Visit",
    "Way",
    "WriteOff",
]

Way = Literal["litigation", "write_off"]
"""What follows where calls and visits bring nothing."""
WAYS: tuple[Way, ...] = get_args(Way)


class Collection(Enum):
    """How far it is."""

    CALLING = auto()
    RECOVERY = auto()
    LITIGATION = auto()
    WRITTEN_OFF = auto()
    PAID = auto()


class Contact(Enum):
    """Whether the borrower can be found."""

    KEPT = auto()
    LOST = auto()
    VISITED = auto()


class Proposal(Enum):
    """Whether litigation or a write-off waits for approval."""

    NONE = auto()
    MADE = auto()


@attrs.frozen(kw_only=True)
class Open:
    """Begin to collect."""

    missed: date
    """The day on which a payment was missed, T."""
    contacts: tuple[str, ...] = ()
    """Ids of those who may be called beside the borrower."""
    dials_per_day: int | None = None
    """How often the borrower is called on a day; None where the policy does not say."""
    lost_after: int | None = None
    """Days without contact after which the borrower counts as lost; None where it does not say."""

    def __attrs_post_init__(self) -> None:
        checked_date("Open", "missed", self.missed)
        checked_codes("Open", "contacts", self.contacts)
        for field in ("dials_per_day", "lost_after"):
            number = getattr(self, field)
            if number is not None and (type(number) is not int or number < 1):
                raise InvalidValue("Open", field, number, "an int, at least 1, or None")


@attrs.frozen(kw_only=True)
class Dial:
    """Call the borrower."""

    reached: bool
    """Whether they answered."""


@attrs.frozen(kw_only=True)
class DialContact:
    """Call somebody else."""

    contact: str
    """Id of whom."""
    reached: bool
    """Whether the borrower was reached through them."""


@attrs.frozen(kw_only=True)
class MarkLost:
    """Mark the borrower as lost 失联."""


@attrs.frozen(kw_only=True)
class Visit:
    """Visit the borrower, at home or at work."""

    found: bool
    """Whether they were found."""
    finding: str
    """What was found."""

    def __attrs_post_init__(self) -> None:
        checked_text("Visit", "finding", self.finding)


@attrs.frozen(kw_only=True)
class Propose(Reasoned):
    """Propose to go to court, or to write off."""

    way: Way
    """Which."""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        checked_choice("Propose", "way", self.way, WAYS)


@attrs.frozen(kw_only=True)
class ReportPaid:
    """Report that nothing is overdue any more, at any time."""


@attrs.frozen(kw_only=True)
class FileSuit:
    """Bring the claim before a court."""


@attrs.frozen(kw_only=True)
class WriteOff:
    """Write the claim off in the books; it is owed still, and nothing is released."""


@attrs.frozen(kw_only=True)
class Collected:
    """What a case keeps."""

    opened: date
    missed: date
    contacts: tuple[str, ...]
    dials_per_day: int | None
    lost_after: int | None
    reached: date
    """The last day of contact; the day of the missed payment where there was none."""
    dialled: date | None = None
    """The last day on which the borrower was called."""
    dials: int = 0
    """How often on that day; not counted where the policy states no number."""
    way: Way | None = None
    """What is proposed, or was approved."""
