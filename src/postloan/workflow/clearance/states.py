"""Where a clearance stands: how far it is, and what runs beside that."""

from __future__ import annotations

from enum import Enum

__all__ = ["BACK", "Accounting", "Custody", "Giving", "Notice", "Partial", "Phase", "Register"]

Phase = Enum(
    "Phase",
    [
        "SETTLING",
        "PREPARING",
        "VERIFYING",
        "RELEASING",
        "ARCHIVING",
        "FILING",
        "FILED",
        "CLOSED",
        "RECOURSE",
        "ABANDONED",
    ],
)
"""How far the clearance is."""
Register = Enum("Register", ["STANDING", "WRITTEN_OFF"])
"""Whether all that is held is written off the register."""
Notice = Enum("Notice", ["UNISSUED", "ISSUED"])
"""Whether the notice of transfer-out is issued."""
Accounting = Enum("Accounting", ["AWAITED", "VERIFIED"])
"""Whether the accounting department has verified."""
Custody = Enum("Custody", ["AWAITED", "VERIFIED"])
"""Whether the custody department has verified."""
Giving = Enum("Giving", ["NONE", "BEGUN"])
"""Whether anything was given up: an item, a refund, a guarantor, a letter."""
Partial = Enum("Partial", ["NONE", "ASKED"])
"""Whether a release is asked for while the loan runs."""

BACK = (Register.STANDING, Notice.UNISSUED, Accounting.AWAITED, Custody.AWAITED)
"""Where preparing and verifying begin again."""
