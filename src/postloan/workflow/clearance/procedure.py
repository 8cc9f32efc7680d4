"""Clearance 结清 as a procedure: from the last payment to the filed archive.

The credit department writes what secured the loan off its register and gives notice; accounting
and custody verify, each for itself; only then is anything released, refunded and discharged.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

import attrs

from postloan.calendars.dated import Calendar
from postloan.money import Money
from postloan.security.cover import Pledged
from postloan.workflow.clearance import acts, effects
from postloan.workflow.clearance.laws import COMPLETIONS, DEADLINES, INVARIANTS, SEPARATIONS
from postloan.workflow.clearance.rows import (
    ARCHIVING,
    OPENING,
    PREPARING,
    RELEASING,
    SETTLING,
    VERIFYING,
)
from postloan.workflow.clearance.settlement import Obligations, Settlement
from postloan.workflow.clearance.sources import CLEARING
from postloan.workflow.clearance.states import (
    Accounting,
    Custody,
    Giving,
    Notice,
    Partial,
    Phase,
    Register,
)
from postloan.workflow.deadlines import deadlines_of
from postloan.workflow.values import Case
from postloan.workflow.workflow import Workflow

__all__ = ["CLEARANCE", "delay_compensation"]

_MET: Final = Obligations.met("CNY")
EXAMPLES: Final = (
    acts.Open(
        currency="CNY",
        officer="credit-1",
        pledged=(
            Pledged(id="M1", kind="mortgage", value=Money(100, "CNY"), ratio=Decimal(1)),
            Pledged(id="P2", kind="pledge", value=Money(50, "CNY"), ratio=Decimal(1)),
        ),
        guarantors=("G1",),
        letters=("L1",),
    ),
    acts.StateOwed(obligations=attrs.evolve(_MET, principal=Money(120, "CNY"))),
    acts.StateOwed(obligations=_MET, cause="statement"),
    acts.StateOwed(obligations=Obligations.met("CNY", overpaid=Money(5, "CNY"))),
    acts.Settle(repaid_on=date(2026, 3, 2)),
    acts.RequestPartial(items=("P2",)),
    acts.GrantPartial(to="the borrower"),
    acts.DeclinePartial(reason="not now"),
    acts.Abandon(reason="goes to recovery"),
    acts.WriteOffEntry(item="M1"),
    acts.WriteOffEntry(item="P2"),
    acts.IssueNotice(),
    acts.Undo(reason="found too soon"),
    acts.VerifyAccounting(),
    acts.VerifyCustody(),
    acts.ObjectAccounting(reason="a fee is open"),
    acts.ObjectCustody(reason="another item lies here"),
    acts.Release(item="M1", to="the borrower"),
    acts.Release(item="P2", to="the borrower"),
    acts.Refund(amount=Money(5, "CNY")),
    acts.Discharge(guarantor="G1"),
    acts.RecoverLetter(letter="L1"),
    acts.ReportLost(item="M1"),
    acts.ReplacePapers(item="M1"),
    acts.HandOver(),
    acts.File(),
    acts.Close(),
)

CLEARANCE: Final[Workflow[Settlement]] = Workflow(
    id="clearance",
    edition=1,
    title="Clearance",
    title_zh="结清",
    regions=(Phase, Register, Notice, Accounting, Custody, Giving, Partial),
    roles={
        "credit": "the credit department, which prepares",
        "accounting": "the accounting department, which verifies the settlement and refunds",
        "custody": "the custody department, which verifies the items and hands them out",
        "archive": "the keeper of the files",
        "ledger": "the system that knows what is owed",
    },
    opening=OPENING,
    transitions=(*SETTLING, *PREPARING, *VERIFYING, *RELEASING, *ARCHIVING),
    completions=COMPLETIONS,
    ends=(Phase.CLOSED, Phase.ABANDONED),
    separations=SEPARATIONS,
    offices=lambda data: {"officer": data.officer},
    deadlines=DEADLINES,
    invariants=INVARIANTS,
    effects=(
        effects.SendNotice,
        effects.Deregister,
        effects.RestoreEntry,
        effects.ReturnItem,
        effects.TransferRefund,
        effects.ReleaseGuarantor,
        effects.RaiseSignal,
    ),
    examples=EXAMPLES,
    cite=CLEARING,
)
"""The clearance of a loan, cited row by row."""


def delay_compensation(
    case: Case[Settlement], *, on: date, calendar: Calendar | None = None
) -> Money | None:
    """Return what the lender owes for not returning everything in time, up to a day.

    A claim that had not ended after all, as where a payment came back, is not returned late.

    Args:
        case: a case of `CLEARANCE`.
        on: the day up to which delay counts where it lasts.
        calendar: says which days are working days; None where the terms count none.

    Returns:
        The amount; None where the terms of the case state none, or no time, or no calendar tells
        until when.

    Source: Release of Movable and Immovable Property Documents (RBI, 2023).
    """
    terms = case.data.terms
    if terms.compensation_per_day is None:
        return None
    runs = deadlines_of(CLEARANCE, case, calendar)
    late = [run.days_late(on) for run in runs if run.deadline == "return" and not run.lapsed]
    known = [days for days in late if days is not None]
    return terms.compensation_per_day * sum(known) if len(known) == len(late) else None
