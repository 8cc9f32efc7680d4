"""The loans of `rows` as loan files: records from which a review makes the very same facts.

Only how a loan has performed since its arrears were cleared is what its payments say: `rows` draws
it by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from benchmarks.rows import MONTH, MONTHS_LEFT, Row, facts_of
from postloan import (
    CORE,
    FIVE_TIER,
    Borrower,
    Evidence,
    InspectionRecord,
    Instalment,
    Loan,
    LoanFile,
    Money,
    Payment,
    Schedule,
    Tier,
    TierRecord,
)

__all__ = ["DAY", "OF_PAYMENTS", "file_of"]

DAY: Final = date(2024, 6, 30)
"""The day of the review."""

OF_PAYMENTS: Final = frozenset({"arrears_cleared", "months_performing"})
"""The facts that the payments decide, whatever the row says."""
_PAST: Final = 36
"""Instalments due by that day."""
_STEP: Final = timedelta(days=MONTH)
_INTEREST: Final = Decimal("0.01")
"""Of an instalment, where interest is to be in arrears too."""
_QUARTERS: Final = tuple(DAY - timedelta(days=91 * ago) for ago in range(4, 0, -1))


def file_of(row: Row, id: str) -> LoanFile:
    """Return a loan of five years, three of them gone, with all that was recorded about it."""
    oldest_unpaid = DAY - timedelta(days=row.days_past_due)
    paid = _PAST - row.periods_missed
    amount = Money(row.outstanding.amount / MONTHS_LEFT, row.outstanding.currency)
    interest = amount * (_INTEREST if row.interest_days_past_due else 0)
    first = oldest_unpaid - paid * _STEP
    instalments = tuple(
        Instalment(due_on=first + number * _STEP, principal=amount - interest, interest=interest)
        for number in range(_PAST + MONTHS_LEFT)
    )
    disbursed = first - _STEP
    loan = Loan(
        id=id,
        borrower=Borrower(id=f"of {id}", kind=row.borrower_kind),
        product=row.product,
        principal=amount * len(instalments),
        disbursed_on=disbursed,
        matures_on=instalments[-1].due_on,
        security_kind=row.security_kind,
    )
    return LoanFile(
        loan=loan,
        schedules=(Schedule(on=disbursed, instalments=instalments),),
        payments=tuple(Payment(on=due.due_on, amount=amount) for due in instalments[:paid]),
        evidence=tuple(_evidence(row)),
        inspections=tuple(InspectionRecord(on=day, kind="on_site") for day in _QUARTERS),
        tiers=tuple(_tiers(row)),
    )


def _evidence(row: Row) -> Iterator[Evidence]:
    on = DAY - timedelta(days=20)
    for name, value in facts_of(row).items():
        fact = CORE[name]
        if fact.source != "derived" and (value or fact.silence is None):
            assert not isinstance(value, Tier), "a tier comes from the records of tiers"
            yield Evidence(on=on, fact=name, value=value)


def _tiers(row: Row) -> Iterator[TierRecord]:
    if not row.classified_before:
        return
    better = FIVE_TIER.tiers[row.previous_tier.rank - row.previous_tier_fell]
    for day, tier in zip(_QUARTERS, (better, better, better, row.previous_tier), strict=True):
        yield TierRecord(on=day, tier=tier.id)
