"""A loan file to start from: lent on 5 January 2024, one instalment due on 31 March."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from postloan.dates import Period
from postloan.model.file import LoanFile
from postloan.model.loan import Loan
from postloan.model.parties import Borrower
from postloan.model.records import Evidence, EvidenceValue, TierRecord
from postloan.model.schedule import Instalment, Payment, Schedule
from postloan.money import Money

DISBURSED = date(2024, 1, 5)


def cny(amount: str | int) -> Money:
    return Money(Decimal(amount), "CNY")


def loan(**stated: object) -> Loan:
    """Return the loan, with fields changed."""
    fields: dict[str, Any] = {
        "id": "L-001",
        "borrower": Borrower(id="B-001", kind="corporate"),
        "product": "working_capital",
        "principal": cny(100_000),
        "disbursed_on": DISBURSED,
        "matures_on": date(2024, 12, 31),
    }
    return Loan(**(fields | stated))


def due(on: date, principal: str = "25000", interest: str = "1500") -> Instalment:
    return Instalment(due_on=on, principal=cny(principal), interest=cny(interest))


def schedule(*instalments: Instalment, on: date = DISBURSED) -> Schedule:
    return Schedule(on=on, instalments=instalments or (due(date(2024, 3, 31)),))


def paid(on: date, amount: str) -> Payment:
    return Payment(on=on, amount=cny(amount))


def says(
    fact: str,
    value: EvidenceValue,
    on: date,
    *,
    known_on: date | None = None,
    valid_for: str | None = None,
) -> Evidence:
    """Return evidence."""
    return Evidence(
        fact=fact,
        value=value,
        on=on,
        known_on=known_on or on,
        valid_for=Period.parse(valid_for) if valid_for else None,
    )


def tier(level: str, on: date, **stated: object) -> TierRecord:
    fields: dict[str, Any] = {"on": on, "tier": level, **stated}
    return TierRecord(**fields)


def loan_file(**records: object) -> LoanFile:
    """Return the file: nothing paid, nothing else on record, unless stated."""
    fields: dict[str, Any] = {"loan": loan(), "schedules": (schedule(),), "payments": ()}
    return LoanFile(**(fields | records))
