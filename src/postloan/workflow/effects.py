"""What more than one procedure asks the host to do."""

from __future__ import annotations

from typing import Literal

import attrs

__all__ = ["Held", "HoldBack", "LiftHold", "RaiseSignal", "SendNotice"]

Held = Literal["drawdown", "new_business"]
"""What can be held back from a borrower."""


@attrs.frozen(kw_only=True)
class SendNotice:
    """Tell a department or a post what it has to do."""

    to: str
    """Role that is told."""

    says: str
    """What for."""


@attrs.frozen(kw_only=True)
class RaiseSignal:
    """Record an early-warning signal for the loan."""

    signal: str
    """Its id."""

    says: str
    """What happened."""


@attrs.frozen(kw_only=True)
class HoldBack:
    """Hold something back from the borrower from now on."""

    what: Held
    """What."""

    says: str
    """Why."""


@attrs.frozen(kw_only=True)
class LiftHold:
    """Hold it back no longer."""

    what: Held
    """What."""
