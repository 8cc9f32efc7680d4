"""A signal that is handled: how far it is, what is done about it, and what it keeps."""

from __future__ import annotations

from datetime import date
from enum import Enum, auto

import attrs

from postloan.dates import checked_date
from postloan.model.checks import checked_choice, checked_code, checked_text
from postloan.policy.clauses.kinds import SEVERITIES, Severity
from postloan.workflow.procedures.shapes import Reasoned

__all__ = [
    "BeginRecovery",
    "Business",
    "Demand",
    "Dismiss",
    "Escalate",
    "Handled",
    "Handling",
    "Raise",
    "Recover",
    "ShowCured",
    "Verify",
]


class Handling(Enum):
    """How far the handling of the signal is."""

    RAISED = auto()
    VERIFIED = auto()
    DEMANDED = auto()
    SHOWN = auto()
    ESCALATED = auto()
    CURED = auto()
    DISMISSED = auto()
    RECOVERY = auto()


class Business(Enum):
    """Whether new business with the borrower is held back."""

    OPEN = auto()
    RESTRICTED = auto()


@attrs.frozen(kw_only=True)
class Raise:
    """Take a signal up."""

    signal: str
    """Its id, as the policy names it."""
    says: str
    """What was seen."""
    severity: Severity
    """How grave it is; new business is held back at once where it is high."""

    def __attrs_post_init__(self) -> None:
        checked_code("Raise", "signal", self.signal)
        checked_text("Raise", "says", self.says)
        checked_choice("Raise", "severity", self.severity, SEVERITIES)


@attrs.frozen(kw_only=True)
class Verify(Reasoned):
    """Find on the spot that the signal is right."""


@attrs.frozen(kw_only=True)
class Dismiss(Reasoned):
    """Find that it is not."""


@attrs.frozen(kw_only=True)
class Demand:
    """Demand that it be rectified by a day; after it was missed, by another day."""

    measures: str
    """What is to be done."""
    by: date
    """The last day."""

    def __attrs_post_init__(self) -> None:
        checked_text("Demand", "measures", self.measures)
        checked_date("Demand", "by", self.by)


@attrs.frozen(kw_only=True)
class ShowCured(Reasoned):
    """Show that it is cured, and by what."""


@attrs.frozen(kw_only=True)
class Escalate:
    """Bring it before the head of the department: the day has passed."""


@attrs.frozen(kw_only=True)
class Recover(Reasoned):
    """Hand the loan over to recovery."""


@attrs.frozen(kw_only=True)
class BeginRecovery:
    """Begin to recover the loan."""

    says: str
    """Why."""


@attrs.frozen(kw_only=True)
class Handled:
    """What a case keeps."""

    signal: str
    says: str
    severity: Severity
    by: date | None = None
    """The last day to rectify; None until it is demanded."""
