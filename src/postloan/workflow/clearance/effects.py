"""What clearance asks the host to do."""

from __future__ import annotations

import attrs

from postloan.money import Money
from postloan.workflow.effects import RaiseSignal, SendNotice

__all__ = [
    "Deregister",
    "RaiseSignal",
    "ReleaseGuarantor",
    "RestoreEntry",
    "ReturnItem",
    "SendNotice",
    "TransferRefund",
]


@attrs.frozen(kw_only=True)
class Deregister:
    """Have the registration of an item cancelled at its registry."""

    item: str
    """Id of the item."""


@attrs.frozen(kw_only=True)
class RestoreEntry:
    """Enter an item in the register again: it is held still."""

    item: str
    """Id of the item."""


@attrs.frozen(kw_only=True)
class ReturnItem:
    """Give an item out of custody."""

    item: str
    """Id of the item."""

    to: str
    """Who receives it."""


@attrs.frozen(kw_only=True)
class TransferRefund:
    """Transfer what was overpaid to the borrower."""

    amount: Money
    """How much."""


@attrs.frozen(kw_only=True)
class ReleaseGuarantor:
    """Send a guarantor the discharge."""

    guarantor: str
    """Id of the guarantor."""
