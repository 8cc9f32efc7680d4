"""The file of a loan: where it is, what is done with it, and what is kept of it."""

from __future__ import annotations

from datetime import date
from enum import Enum, auto

import attrs

from postloan.dates import checked_date
from postloan.model.checks import checked_code, checked_codes, checked_text
from postloan.workflow.procedures.shapes import Reasoned

__all__ = [
    "ApproveDestruction",
    "AskToBorrow",
    "CheckFile",
    "Claim",
    "Collect",
    "Destroy",
    "File",
    "FileFormally",
    "HandOut",
    "HandOver",
    "Kept",
    "ProposeDestruction",
    "Receive",
    "Refuse",
    "ReportReopened",
    "ReportSettled",
    "Spare",
    "TakeBack",
]


class File(Enum):
    """Where the file is."""

    COLLECTED = auto()
    OFFERED = auto()
    KEPT = auto()
    ASKED = auto()
    LENT = auto()
    DOOMED = auto()
    DESTROYED = auto()


class Claim(Enum):
    """Whether the loan is settled, and the file closed formally."""

    RUNNING = auto()
    SETTLED = auto()
    FILED = auto()


@attrs.frozen(kw_only=True)
class Collect:
    """Collect the file of a loan."""

    documents: tuple[str, ...]
    """Names of the originals."""

    def __attrs_post_init__(self) -> None:
        checked_codes("Collect", "documents", self.documents)


@attrs.frozen(kw_only=True)
class HandOver:
    """Hand the originals over, with a record."""


@attrs.frozen(kw_only=True)
class Receive:
    """Receive them, after checking them against the record."""

    documents: tuple[str, ...]
    """Names of those that there are."""

    def __attrs_post_init__(self) -> None:
        checked_codes("Receive", "documents", self.documents)


@attrs.frozen(kw_only=True)
class Refuse(Reasoned):
    """Refuse them: the record and the papers differ."""


@attrs.frozen(kw_only=True)
class AskToBorrow:
    """Ask for the file."""

    to: str
    """Id of who is to have it."""
    purpose: str
    """What for."""
    until: date
    """The day by which it comes back."""

    def __attrs_post_init__(self) -> None:
        checked_code("AskToBorrow", "to", self.to)
        checked_text("AskToBorrow", "purpose", self.purpose)
        checked_date("AskToBorrow", "until", self.until)


@attrs.frozen(kw_only=True)
class TakeBack:
    """Have a lent file back, complete."""


@attrs.frozen(kw_only=True)
class CheckFile:
    """Check the file where it is kept, as once a year."""


@attrs.frozen(kw_only=True)
class ReportSettled:
    """Report that the loan is settled."""

    keep_until: date | None
    """The last day on which the file is kept; None where no rule says, and it is kept."""


@attrs.frozen(kw_only=True)
class ReportReopened(Reasoned):
    """Report that the loan is not settled after all: a payment came back, a charge was late."""


@attrs.frozen(kw_only=True)
class FileFormally:
    """Close the file for good."""


@attrs.frozen(kw_only=True)
class ProposeDestruction(Reasoned):
    """Propose to destroy the file: its time is over."""


@attrs.frozen(kw_only=True)
class ApproveDestruction:
    """Approve that the file be destroyed."""


@attrs.frozen(kw_only=True)
class Spare(Reasoned):
    """Keep it all the same."""


@attrs.frozen(kw_only=True)
class HandOut:
    """Give the file out."""

    to: str
    """Id of who receives it."""


@attrs.frozen(kw_only=True)
class Destroy:
    """Destroy the file before witnesses, and record it."""


@attrs.frozen(kw_only=True)
class Kept:
    """What a case keeps."""

    documents: tuple[str, ...]
    lent_to: str = ""
    """Who has asked for it, or has it; empty where nobody."""
    until: date | None = None
    """When it comes back; None where it is not lent."""
    keep_until: date | None = None
    """The last day on which it is kept; None where none is stated."""
