"""Small loan files of one obligor, and policies that count its claims together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from postloan.model.file import LoanFile
from postloan.model.loan import Loan
from postloan.model.parties import Borrower
from postloan.model.records import Evidence, EvidenceValue
from postloan.model.schedule import Instalment, Payment, Schedule
from postloan.money import Money

__all__ = ["AS_OF", "FIRST", "claim", "due"]

FIRST = date(2024, 1, 5)
AS_OF = date(2024, 6, 30)


def claim(
    id: str,
    outstanding: int | str | None = None,
    facts: Mapping[str, EvidenceValue] | None = None,
    *,
    borrower: Borrower | None = None,
    retail: bool | None = False,
    currency: str = "CNY",
    on_balance_sheet: bool | None = None,
    disbursed_on: date = FIRST,
    dues: tuple[Instalment, ...] = (),
    payments: tuple[Payment, ...] = (),
) -> LoanFile:
    """Return a file on which nothing is overdue unless `dues` say so."""
    stated = dict(facts or {})
    if outstanding is not None:
        stated["outstanding"] = Money(Decimal(outstanding), currency)
    return LoanFile(
        loan=Loan(
            id=id,
            borrower=borrower or Borrower(id="B-1", kind="corporate"),
            product="working_capital",
            principal=Money(10_000, currency),
            disbursed_on=disbursed_on,
            matures_on=None,
            retail=retail,
            on_balance_sheet=on_balance_sheet,
        ),
        schedules=(
            Schedule(on=disbursed_on, instalments=dues or due(date(2030, 1, 1), currency=currency)),
        ),
        payments=payments,
        evidence=tuple(
            Evidence(on=disbursed_on, fact=fact, value=value) for fact, value in stated.items()
        ),
    )


def due(*days: date, amount: int = 100, currency: str = "CNY") -> tuple[Instalment, ...]:
    """Return instalments of one amount."""
    return tuple(Instalment(due_on=day, principal=Money(amount, currency)) for day in days)
