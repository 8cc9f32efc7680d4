"""Where a clearance stands: how far it is, and what runs beside that."""

from __future__ import annotations

from enum import Enum, auto
from typing import Final

__all__ = ["BACK", "Accounting", "Custody", "Giving", "Notice", "Partial", "Phase", "Register"]


class Phase(Enum):
    """How far the clearance is."""

    SETTLING = auto()
    PREPARING = auto()
    VERIFYING = auto()
    RELEASING = auto()
    ARCHIVING = auto()
    FILING = auto()
    FILED = auto()
    CLOSED = auto()
    RECOURSE = auto()
    ABANDONED = auto()


Register = Enum("Register", ["STANDING", "WRITTEN_OFF"])
"""Whether all that is held is written off the register."""


class Notice(Enum):
    """Whether the notice of transfer-out is issued."""

    UNISSUED = auto()
    ISSUED = auto()


Accounting = Enum("Accounting", ["AWAITED", "VERIFIED"])
"""Whether the accounting department has verified."""


class Custody(Enum):
    """Whether the custody department has verified."""

    AWAITED = auto()
    VERIFIED = auto()


Giving = Enum("Giving", ["NONE", "BEGUN"])
"""Whether anything was given up: an item, a refund, a guarantor, a letter."""


class Partial(Enum):
    """Whether a release is asked for while the loan runs."""

    NONE = auto()
    ASKED = auto()


BACK: Final = (Register.STANDING, Notice.UNISSUED, Accounting.AWAITED, Custody.AWAITED)
"""Where preparing and verifying begin again."""
