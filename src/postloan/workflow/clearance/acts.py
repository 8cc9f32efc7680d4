"""What can be done in clearance, each act with its particulars."""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

import attrs

from postloan.dates import checked_date
from postloan.errors import InvalidValue
from postloan.model.checks import (
    checked_choice,
    checked_code,
    checked_codes,
    checked_text,
    checked_tuple,
)
from postloan.money import Money
from postloan.security.cover import Pledged
from postloan.workflow.clearance.settlement import Obligations, Terms
from postloan.workflow.procedures.shapes import Reasoned

__all__ = [
    "CAUSES",
    "Abandon",
    "Cause",
    "Close",
    "DeclinePartial",
    "Discharge",
    "File",
    "GrantPartial",
    "HandOver",
    "IssueNotice",
    "ObjectAccounting",
    "ObjectCustody",
    "Open",
    "RecoverLetter",
    "Refund",
    "Release",
    "ReplacePapers",
    "ReportLost",
    "RequestPartial",
    "Settle",
    "StateOwed",
    "Undo",
    "VerifyAccounting",
    "VerifyCustody",
    "WriteOffEntry",
]

Cause = Literal["statement", "payment_reversed", "late_charge", "loan_reopened", "undone"]
"""Why the ledger states what is owed."""
CAUSES: tuple[Cause, ...] = get_args(Cause)


@attrs.frozen(kw_only=True)
class Open:
    """Open the clearance of a loan.

    Attributes:
        currency: the loan's, as in `CNY`.
        officer: id of the credit officer who answers for the loan.
        pledged: all that secures it, each id once.
        guarantors: ids of its guarantors.
        letters: ids of the letters of guarantee issued under it, whose originals are out.
        terms: how long it may take.
    """

    currency: str
    officer: str
    pledged: tuple[Pledged, ...] = ()
    guarantors: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    terms: Terms = Terms()  # noqa: RUF009 -- a value that never changes

    def __attrs_post_init__(self) -> None:
        Money.zero(self.currency)
        checked_code("Open", "officer", self.officer)
        ids = {
            "pledged": tuple(
                one.id for one in checked_tuple("Open", "pledged", self.pledged, Pledged)
            ),
            "guarantors": self.guarantors,
            "letters": self.letters,
        }
        for field, found in ids.items():
            if len(set(found)) < len(found):
                raise InvalidValue("Open", field, found, "of different ids")
        for one in self.pledged:
            if one.value is not None and one.value.currency != self.currency:
                raise InvalidValue("Open", "pledged", one.value, f"of values in {self.currency}")


@attrs.frozen(kw_only=True)
class StateOwed:
    """State what is owed, from the ledger; the same for a payment that came back."""

    obligations: Obligations
    """All of it."""
    cause: Cause = "statement"
    """Why it is stated."""

    def __attrs_post_init__(self) -> None:
        checked_choice("StateOwed", "cause", self.cause, CAUSES)


@attrs.frozen(kw_only=True)
class Settle:
    """Find that all obligations are met."""

    repaid_on: date
    """The day on which the claim ended; deadlines are counted from it."""

    def __attrs_post_init__(self) -> None:
        checked_date("Settle", "repaid_on", self.repaid_on)


@attrs.frozen(kw_only=True)
class WriteOffEntry:
    """Write an item off the register of mortgages, pledges and warrants 抵(质)押物及权证登记簿."""

    item: str
    """Id of the item."""


@attrs.frozen(kw_only=True)
class IssueNotice:
    """Fill in the notice of transfer-out of collateral, for accounting and custody."""


@attrs.frozen(kw_only=True)
class VerifyAccounting:
    """Find, as the accounting department, that the settlement is correct."""


@attrs.frozen(kw_only=True)
class VerifyCustody:
    """Find, as the custody department, that what is to be released is what is held."""


@attrs.frozen(kw_only=True)
class ObjectAccounting(Reasoned):
    """Send it back, as the accounting department."""


@attrs.frozen(kw_only=True)
class ObjectCustody(Reasoned):
    """Send it back, as the custody department."""


@attrs.frozen(kw_only=True)
class Release:
    """Hand an item back to whoever is entitled to it."""

    item: str
    """Id of the item."""

    to: str
    """Who received it."""

    def __attrs_post_init__(self) -> None:
        checked_text("Release", "to", self.to)


@attrs.frozen(kw_only=True)
class Refund:
    """Pay back what was paid too much."""

    amount: Money
    """All that was overpaid."""


@attrs.frozen(kw_only=True)
class Discharge:
    """Tell a guarantor that the guarantee has ended."""

    guarantor: str
    """Id of the guarantor."""


@attrs.frozen(kw_only=True)
class RecoverLetter:
    """Take back the original of a letter of guarantee."""

    letter: str
    """Id of the letter."""


@attrs.frozen(kw_only=True)
class ReportLost:
    """Report that the papers of an item cannot be found."""

    item: str
    """Id of the item."""


@attrs.frozen(kw_only=True)
class ReplacePapers:
    """Report that lost papers were found or replaced, at the cost of the lender."""

    item: str
    """Id of the item."""


@attrs.frozen(kw_only=True)
class RequestPartial:
    """Ask for the release of some items while the loan still runs."""

    items: tuple[str, ...]
    """Ids of the items, at least one, each once."""

    def __attrs_post_init__(self) -> None:
        if not checked_codes("RequestPartial", "items", self.items):
            raise InvalidValue("RequestPartial", "items", self.items, "at least one")


@attrs.frozen(kw_only=True)
class GrantPartial:
    """Release what was asked for; what stays still covers all that is owed."""

    to: str
    """Who received it."""

    def __attrs_post_init__(self) -> None:
        checked_text("GrantPartial", "to", self.to)


@attrs.frozen(kw_only=True)
class DeclinePartial(Reasoned):
    """Keep what was asked for."""


@attrs.frozen(kw_only=True)
class HandOver:
    """Hand the originals of the file over to the archive."""


@attrs.frozen(kw_only=True)
class File:
    """File them formally."""


@attrs.frozen(kw_only=True)
class Close:
    """Close the case."""


@attrs.frozen(kw_only=True)
class Undo(Reasoned):
    """Take the finding back that all is paid, as long as nothing was given up."""


@attrs.frozen(kw_only=True)
class Abandon(Reasoned):
    """End the case without clearance: the loan goes on, or goes to recovery."""
