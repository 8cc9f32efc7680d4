"""A payment under review: where it stands, what is done to it, what it asks for and keeps."""

from __future__ import annotations

from enum import Enum, auto
from typing import Literal, get_args

import attrs

from postloan.dates import Period
from postloan.errors import InvalidValue
from postloan.model.checks import checked_choice, checked_code
from postloan.money import Money
from postloan.policy.clauses.staff import MayAct
from postloan.workflow.procedures.shapes import Reasoned

__all__ = [
    "MODES",
    "Amend",
    "Attempt",
    "Credit",
    "ExecuteTransfer",
    "Funds",
    "Mode",
    "Payment",
    "Request",
    "Review",
    "StopTransfer",
    "Transfer",
    "Withdraw",
]

Mode = Literal["entrusted", "self_directed"]
"""Who pays the payee: the lender, or the borrower."""
MODES: tuple[Mode, ...] = get_args(Mode)


class Review(Enum):
    """How far the review is."""

    AWAITED = auto()
    APPROVED = auto()
    RETURNED = auto()
    PAID = auto()
    WITHDRAWN = auto()


class Funds(Enum):
    """Where the money is: with the lender, or on the borrower's account."""

    UNDRAWN = auto()
    CREDITED = auto()


class Transfer(Enum):
    """Whether a transfer was stopped since the last review or payment."""

    FREE = auto()
    STOPPED = auto()


def _transferable(owner: str, payee: str, amount: Money) -> None:
    checked_code(owner, "payee", payee)
    if amount <= Money.zero(amount.currency):
        raise InvalidValue(owner, "amount", amount, "more than 0")


@attrs.frozen(kw_only=True)
class Request:
    """Ask for a payment out of the loan."""

    mode: Mode
    """Who pays the payee."""
    payee: str
    """Who is to be paid, as the transaction documents have it."""
    amount: Money
    """How much."""
    reviewers: MayAct
    """Who may review so much, as `Policy.who_may("payment_review", ...)` answers."""
    pay_within: Period | None = None
    """How long the money may stay on the account; None where no rule says."""

    def __attrs_post_init__(self) -> None:
        checked_choice("Request", "mode", self.mode, MODES)
        _transferable("Request", self.payee, self.amount)


@attrs.frozen(kw_only=True)
class Amend:
    """Ask again, with what was wrong mended."""

    payee: str
    """Who is to be paid."""
    amount: Money
    """How much."""
    reviewers: MayAct
    """Who may review so much."""

    def __attrs_post_init__(self) -> None:
        _transferable("Amend", self.payee, self.amount)


@attrs.frozen(kw_only=True)
class Credit:
    """Credit the loan to the borrower's account."""


@attrs.frozen(kw_only=True)
class Attempt:
    """Try to transfer the money, reviewed or not, as the account's bank sees it."""

    payee: str
    """Whom to."""
    amount: Money
    """How much."""


@attrs.frozen(kw_only=True)
class Withdraw(Reasoned):
    """Give the payment up."""


@attrs.frozen(kw_only=True)
class StopTransfer:
    """Do not execute a transfer."""

    payee: str
    """Whom it was to."""
    amount: Money
    """How much."""


@attrs.frozen(kw_only=True)
class ExecuteTransfer:
    """Execute a transfer that was reviewed."""

    payee: str
    """Whom to."""
    amount: Money
    """How much."""


@attrs.frozen(kw_only=True)
class Payment:
    """What a case keeps."""

    mode: Mode
    payee: str
    amount: Money
    reviewers: MayAct
    pay_within: Period | None
    reviewed_as: str = ""
    """The post in which it was approved; empty where it is not."""
