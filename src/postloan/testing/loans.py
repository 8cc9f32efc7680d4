"""Hypothesis strategies for loans: their parties, their terms, and what changes them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from postloan.dates import DAY_COUNTS
from postloan.model.changes import RESTRUCTURING_KINDS, Merger, Restructuring
from postloan.model.loan import PAYMENT_MODES, SECURITY_KINDS, Loan
from postloan.model.parties import BORROWER_KINDS, Borrower
from postloan.model.terms import ROUNDING_MODES, Rounding, Terms
from postloan.testing.values import codes, days, money, once, texts

__all__ = [
    "borrowers",
    "loans",
    "mergers",
    "restructurings",
    "terms",
]


@once
def borrowers() -> st.SearchStrategy[Borrower]:
    """Generate borrowers of every kind; shrinks to a company without group or name."""
    return st.builds(
        Borrower,
        id=codes(),
        kind=st.sampled_from(BORROWER_KINDS),
        group=st.none() | codes(),
        name=st.none() | texts(),
    )


@once
def loans(*, currency: str = "CNY") -> st.SearchStrategy[Loan]:
    """Generate loans in one currency; shrinks to a loan of 1 of which nothing else is stated."""

    def loan(
        disbursed_on: date,
        signed_before: int | None,
        term: int | None,
        **more: Any,  # noqa: ANN401 -- fields as they are
    ) -> Loan:
        signed_on = None if signed_before is None else disbursed_on - timedelta(signed_before)
        matures_on = None if term is None else disbursed_on + timedelta(term)
        return Loan(disbursed_on=disbursed_on, signed_on=signed_on, matures_on=matures_on, **more)

    return st.builds(
        loan,
        id=codes(),
        borrower=borrowers(),
        product=codes(),
        principal=money(currency=currency, min_value=1),
        disbursed_on=days(max_value=date(2025, 12, 31)),
        signed_before=st.none() | st.integers(0, 365),
        term=st.none() | st.integers(1, 3650),
        retail=st.none() | st.booleans(),
        payment_mode=st.none() | st.sampled_from(PAYMENT_MODES),
        purpose=st.none() | texts(),
        security_kind=st.none() | st.sampled_from(SECURITY_KINDS),
        industry=st.none() | codes(),
        region=st.none() | codes(),
        on_balance_sheet=st.none() | st.booleans(),
        syndicated_share=st.none()
        | st.integers(1, 1000).map(lambda thousandths: Decimal(thousandths) / 1000),
    )


@once
def terms(*, currency: str = "CNY") -> st.SearchStrategy[Terms]:
    """Generate terms of a contract, any of them left open; shrinks to a rate of 0 alone."""
    shares = st.integers(0, 1000).map(lambda thousandths: Decimal(thousandths) / 1000)
    roundings = st.builds(Rounding, places=st.integers(0, 4), mode=st.sampled_from(ROUNDING_MODES))
    return st.builds(
        Terms,
        on=days(),
        known_on=days(),
        rate=shares,
        overdue_margin=st.none() | shares,
        misuse_margin=st.none() | shares,
        compound=st.none() | st.booleans(),
        day_count=st.none() | st.sampled_from(DAY_COUNTS),
        rounding=st.none() | roundings,
        limit=st.none() | money(currency=currency, min_value=1),
        officer=st.none() | codes(),
    )


@once
def restructurings() -> st.SearchStrategy[Restructuring]:
    """Generate restructurings, in difficulty or not; shrinks to one whose due date is unstated."""

    def change(on: date, wait: int | None, **more: Any) -> Restructuring:  # noqa: ANN401
        first = None if wait is None else on + timedelta(days=wait)
        return Restructuring(on=on, first_due_on=first, **more)

    return st.builds(
        change,
        on=days(),
        known_on=days(),
        kind=st.sampled_from(RESTRUCTURING_KINDS),
        difficulty=st.sampled_from((True, False, None)),
        wait=st.none() | st.integers(0, 400),
    )


@once
def mergers() -> st.SearchStrategy[Merger]:
    """Generate mergers of the debtor."""
    return st.builds(Merger, on=days(), known_on=days(), party=st.none() | codes())
