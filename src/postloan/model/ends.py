"""Ends: how and when a credit ends, as the lender records it."""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

import attrs

from postloan.dates import checked_date
from postloan.errors import InvalidValue
from postloan.model.checks import checked_choice
from postloan.model.records import Record

__all__ = ["END_KINDS", "CreditEnd", "EndKind"]

EndKind = Literal["settled", "transferred", "lapsed"]
"""Settled (结清): all that was owed is paid, set off or forgiven (Civil Code 557). Transferred
(转让): the claim is another's (Civil Code 545). Lapsed (失效): what the lender stood ready for,
such as a letter of guarantee, expired and was not called on. A write-off (核销) is none of them:
the claim lives on, see `WriteOff`."""
END_KINDS: tuple[EndKind, ...] = get_args(EndKind)


@attrs.frozen(kw_only=True)
class CreditEnd(Record):
    """A credit ends on the day `on`: nothing of it is owed to the lender any more.

    A payment taken back, money paid out or a schedule restated on a later day says that something
    is, and takes its word away from that day on; `reopened_on` says so where nothing else does.

    >>> end = CreditEnd(on=date(2024, 6, 30), kind="settled", reopened_on=date(2024, 7, 9))
    >>> [end.stands_on(date(2024, 7, day)) for day in (8, 9)]
    [True, False]
    """

    kind: EndKind
    """One of `END_KINDS`."""
    reopened_on: date | None = None
    """The first day on which the credit lives again, after `on`; None while it does not. In an
    end that replaces another it may be `on` itself: that one then never was."""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        checked_choice("CreditEnd", "kind", self.kind, END_KINDS)
        reopened = self.reopened_on
        if reopened is None:
            return
        checked_date("CreditEnd", "reopened_on", reopened)
        if reopened < self.on or (self.void and self.replaces is None):
            raise InvalidValue("CreditEnd", "reopened_on", reopened, f"after on, {self.on}")

    @property
    def void(self) -> bool:
        """Whether it stands on no day, and so only takes back the end it replaces."""
        return self.reopened_on == self.on

    def __str__(self) -> str:
        return f"{self.kind} on {self.on}"

    def stands_on(self, day: date) -> bool:
        """Return whether the credit has ended by `day`, and not been reopened by then."""
        return self.on <= day and (self.reopened_on is None or day < self.reopened_on)
