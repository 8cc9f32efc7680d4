"""A loan due on a day, with records, and its clocks by the calendar of mainland China."""

from __future__ import annotations

from datetime import date
from typing import Any

from postloan.calendars.shipped import CALENDARS
from postloan.clocks.reading import Clocks, clocks_of
from postloan.model.claims import ActKind, Demand
from postloan.model.file import LoanFile
from postloan.model.loan import Loan
from postloan.model.parties import Borrower, Guarantor
from postloan.model.security import Collateral, Guarantee, GuarantorAct
from postloan.money import Money

CN = CALENDARS["cn"]
SIGNED = date(2015, 1, 5)


def due_on(matures_on: date | None, **records: Any) -> LoanFile:  # noqa: ANN401
    """Return a loan that is due in one on a day."""
    loan = Loan(
        id="L-001",
        borrower=Borrower(id="B-001", kind="corporate"),
        product="working_capital",
        principal=Money(100_000, "CNY"),
        disbursed_on=SIGNED,
        matures_on=matures_on,
    )
    return LoanFile(**{"loan": loan, "schedules": (), "payments": (), **records})


def demand(on: date, kind: ActKind = "demand", ended_on: date | None = None) -> Demand:
    return Demand(on=on, kind=kind, ended_on=ended_on)


def called(
    on: date, kind: ActKind = "demand", guarantee: str = "G-1", ended_on: date | None = None
) -> GuarantorAct:
    return GuarantorAct(on=on, kind=kind, guarantee=guarantee, ended_on=ended_on)


def guarantee(**stated: Any) -> Guarantee:  # noqa: ANN401
    """Return a joint guarantee of today's law, of which no period is agreed."""
    fields = {
        "on": date(2023, 1, 3),
        "security": "G-1",
        "guarantor": Guarantor(id="P-7"),
        "kind": "joint",
        "period": "none",
    }
    return Guarantee(**{**fields, **stated})


def collateral(**stated: Any) -> Collateral:  # noqa: ANN401
    return Collateral(**{"on": SIGNED, "security": "C-1", "kind": "mortgage", **stated})


def read(file: LoanFile, as_of: date) -> Clocks:
    return clocks_of(file, as_of=as_of, calendar=CN)
