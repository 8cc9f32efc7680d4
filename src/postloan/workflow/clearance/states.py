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


class Register(Enum):
    """Whether all that is held is written off the register."""

    STANDING = auto()
    WRITTEN_OFF = auto()


class Notice(Enum):
    """Whether the notice of transfer-out is issued."""

    UNISSUED = auto()
    ISSUED = auto()


class Accounting(Enum):
    """Whether the accounting department has verified."""

    AWAITED = auto()
    VERIFIED = auto()


class Custody(Enum):
    """Whether the custody department has verified."""

    AWAITED = auto()
    VERIFIED = auto()


class Giving(Enum):
    """Whether anything was given up: an item, a refund, a guarantor, a letter."""

    NONE = auto()
    BEGUN = auto()


class Partial(Enum):
    """Whether a release is asked for while the loan runs."""

    NONE = auto()
    ASKED = auto()


BACK: Final = (Register.STANDING, Notice.UNISSUED, Accounting.AWAITED, Custody.AWAITED)
"""Where preparing and verifying begin again."""
