"""The loan: what was agreed once and does not change with its records."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final, Literal, get_args

import attrs

from postloan.dates import checked_date
from postloan.errors import InvalidValue
from postloan.model.checks import (
    checked_choice,
    checked_code,
    checked_flag,
    checked_instance,
    checked_text,
)
from postloan.model.parties import Borrower
from postloan.money import Money, checked_decimal

__all__ = ["PAYMENT_MODES", "SECURITY_KINDS", "Loan", "PaymentMode", "SecurityKind"]

PaymentMode = Literal["entrusted", "self_directed"]
"""Who pays the proceeds out: the lender to the payee (受托支付), or the borrower (自主支付)."""
PAYMENT_MODES: tuple[PaymentMode, ...] = get_args(PaymentMode)

SecurityKind = Literal["credit", "guarantee", "mortgage", "pledge"]
"""What mainly secures a loan: nothing but credit, a guarantee, a mortgage, a pledge."""
SECURITY_KINDS: tuple[SecurityKind, ...] = get_args(SecurityKind)

_CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "payment_mode": PAYMENT_MODES,
    "security_kind": SECURITY_KINDS,
}


def _share(value: Decimal | int | None) -> Decimal | None:
    if value is None:
        return None
    share = checked_decimal("Loan", "syndicated_share", value)
    if not 0 < share <= 1:
        raise InvalidValue("Loan", "syndicated_share", value, "more than 0 and at most 1")
    return share


@attrs.frozen(kw_only=True)
class Loan:
    """One loan as agreed.

    >>> from postloan.model.parties import Borrower
    >>> loan = Loan(
    ...     id="L-001",
    ...     borrower=Borrower(id="B-001", kind="corporate"),
    ...     product="working_capital",
    ...     principal=Money(Decimal("100000"), "CNY"),
    ...     disbursed_on=date(2024, 1, 5),
    ...     matures_on=date(2024, 12, 31),
    ... )
    >>> loan.currency, loan.retail
    ('CNY', None)
    """

    id: str
    """The lender's id of the loan."""
    borrower: Borrower
    """Who owes it."""
    product: str
    """Code of the product; an open list, which a policy may close."""
    principal: Money
    """Amount lent, more than zero; its currency is the loan's."""
    disbursed_on: date
    """Day of the first disbursement."""
    matures_on: date | None
    """Last day of the term as agreed, after `disbursed_on`; None where not stated, as for
    revolving credit. Must be given, if only as None."""
    retail: bool | None = None
    """Whether it belongs to the retail book; None where not stated."""
    signed_on: date | None = None
    """Day of the contract, at the latest `disbursed_on`; None where not stated."""
    payment_mode: PaymentMode | None = None
    """One of `PAYMENT_MODES`; None where not stated."""
    purpose: str | None = None
    """Agreed use of the funds, for people to read; None where not stated."""
    security_kind: SecurityKind | None = None
    """One of `SECURITY_KINDS`, the main one; None where not stated."""
    industry: str | None = None
    """Code of the borrower's industry; None where not stated."""
    region: str | None = None
    """Code of the region; None where not stated."""
    on_balance_sheet: bool | None = None
    """Whether the lender carries it on its balance sheet; None where not stated."""
    syndicated_share: Decimal | None = attrs.field(default=None, converter=_share)
    """The lender's part of a syndicated loan, more than 0 and at most 1; 1 is not syndicated,
    None where not stated."""

    def __attrs_post_init__(self) -> None:
        checked_code("Loan", "id", self.id)
        checked_instance("Loan", "borrower", self.borrower, Borrower)
        checked_code("Loan", "product", self.product)
        if checked_instance("Loan", "principal", self.principal, Money).amount <= 0:
            raise InvalidValue("Loan", "principal", self.principal, "more than zero")
        self._check_dates()
        self._check_options()

    def _check_dates(self) -> None:
        disbursed = checked_date("Loan", "disbursed_on", self.disbursed_on)
        matures = self.matures_on
        if matures is not None and checked_date("Loan", "matures_on", matures) <= disbursed:
            raise InvalidValue("Loan", "matures_on", matures, f"after disbursed_on, {disbursed}")
        signed = self.signed_on
        if signed is not None and checked_date("Loan", "signed_on", signed) > disbursed:
            raise InvalidValue("Loan", "signed_on", signed, f"not after disbursed_on, {disbursed}")

    def _check_options(self) -> None:
        for field in ("retail", "on_balance_sheet"):
            if (flag := getattr(self, field)) is not None:
                checked_flag("Loan", field, flag)
        for field, choices in _CHOICES.items():
            if (choice := getattr(self, field)) is not None:
                checked_choice("Loan", field, choice, choices)
        for field in ("industry", "region"):
            if (code := getattr(self, field)) is not None:
                checked_code("Loan", field, code)
        if self.purpose is not None:
            checked_text("Loan", "purpose", self.purpose)

    @property
    def currency(self) -> str:
        """ISO 4217 code of the principal, and of every amount of the loan."""
        return self.principal.currency
