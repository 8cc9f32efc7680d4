"""The policy as a good programmer writes it down: plain ifs that trust every value to be there.

This is what speed is measured against. It is written once, on an object's attributes; on a
mapping and on a tuple it is the same text with each read spelled as one does there.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final, TypeAlias, cast

from benchmarks.rows import COLUMNS, FactsByName, Row
from postloan.rules.evaluate import Value

__all__ = ["Found", "by_attribute", "by_name", "by_position"]

Found: TypeAlias = tuple[int, int, int, int]
"""Rank of the tier, number of the floor (-1 for none), signals and inspections as bits."""

FIRMS: Final = frozenset({"corporate", "small_micro"})
UNSECURED: Final = frozenset({"credit", "guarantee"})
SECURED: Final = frozenset({"mortgage", "pledge"})
MOST, HALF, TENTH = Decimal("0.9"), Decimal("0.5"), Decimal("0.1")
DEEP_DEBT, HIGH_DEBT = Decimal("0.8"), Decimal("0.75")
COVERED, WELL_COVERED, MARGIN = Decimal(1), Decimal("1.5"), Decimal("1.2")
MILLION: Final = Decimal(1_000_000)


def by_attribute(loan: Row) -> Found:  # noqa: C901, PLR0912, PLR0915 -- what rules grow to by hand
    """Return what the policy says about an object with amounts and tiers."""
    days_past_due = loan.days_past_due
    interest_days_past_due = loan.interest_days_past_due
    credit_impaired = loan.credit_impaired
    security_kind = loan.security_kind
    collateral_value = loan.collateral_value.amount
    outstanding = loan.outstanding.amount
    previous_tier = loan.previous_tier.rank
    borrower_kind = loan.borrower_kind
    debt_to_assets = loan.debt_to_assets
    interest_coverage = loan.interest_coverage
    overdue_amount = loan.overdue_amount.amount
    contact_lost = loan.contact_lost
    funds_misappropriated = loan.funds_misappropriated
    production_stopped = loan.production_stopped
    secured = security_kind in SECURED
    firm = borrower_kind in FIRMS

    if days_past_due > 360:
        tier, floor = 4, 0
    elif credit_impaired and loan.loss_share >= MOST:
        tier, floor = 4, 1
    elif loan.bankruptcy_liquidation and security_kind in UNSECURED:
        tier, floor = 4, 2
    elif days_past_due > 270:
        tier, floor = 3, 3
    elif credit_impaired and loan.loss_share >= HALF:
        tier, floor = 3, 4
    elif contact_lost and collateral_value < outstanding * HALF:
        tier, floor = 3, 5
    elif days_past_due > 90:
        tier, floor = 2, 6
    elif credit_impaired:
        tier, floor = 2, 7
    elif previous_tier >= 2 and not (loan.arrears_cleared and loan.months_performing >= 6):
        tier, floor = 2, 8
    elif days_past_due > 60 and collateral_value < outstanding:
        tier, floor = 2, 9
    elif days_past_due > 0 or interest_days_past_due > 0:
        tier, floor = 1, 10
    elif funds_misappropriated:
        tier, floor = 1, 11
    elif loan.extended and loan.product == "working_capital":
        tier, floor = 1, 12
    elif production_stopped and borrower_kind != "individual":
        tier, floor = 1, 13
    elif debt_to_assets > DEEP_DEBT and interest_coverage < COVERED:
        tier, floor = 1, 14
    else:
        tier, floor = 0, -1

    signals = 0
    if days_past_due > 0:
        signals |= 1
    if interest_days_past_due > 0:
        signals |= 2
    if loan.periods_missed >= 2:
        signals |= 4
    if overdue_amount > MILLION or overdue_amount > outstanding * TENTH:
        signals |= 8
    if funds_misappropriated:
        signals |= 16
    if production_stopped:
        signals |= 32
    if contact_lost:
        signals |= 64
    if loan.lawsuit:
        signals |= 128
    if firm and debt_to_assets > HIGH_DEBT:
        signals |= 256
    if firm and interest_coverage < WELL_COVERED:
        signals |= 512
    if secured and collateral_value < outstanding * MARGIN:
        signals |= 1024
    if secured and loan.days_since_valuation > 365:
        signals |= 2048

    if firm:
        inspections = 1 if tier == 0 else 2 if tier == 1 else 4 if tier == 2 else 8
    else:
        inspections = 16 if tier == 0 else 32
    if loan.classified_before and (
        tier > previous_tier or (tier == previous_tier and loan.previous_tier_fell)
    ):
        inspections |= 64
    if funds_misappropriated:
        inspections |= 128
    if secured:
        inspections |= 256
    return tier, floor, signals, inspections


_SOURCE: Final = inspect.getsource(by_attribute)
_READ: Final = re.compile(r"loan\.(\w+)")
_PLAIN_READ: Final = re.compile(r"loan\.(\w+?)(?:\.amount|\.rank)?\b")
_NO_CHANGE: Final = re.compile(r"^ +(\w+) = \1\n", re.MULTILINE)


def _function(source: str) -> object:
    names = dict(globals())
    exec(source, names)  # noqa: S102 -- the text above
    return names["by_attribute"]


def _positional(source: str) -> str:
    head, body = source.split('"""\n', 1)
    body = _NO_CHANGE.sub("", _PLAIN_READ.sub(r"\1", body))
    return f'{head}"""\n    {", ".join(COLUMNS)} = loan\n{body}'


by_name: Final = cast(
    "Callable[[FactsByName], Found]", _function(_READ.sub(r'loan["\1"]', _SOURCE))
)
"""The same about facts by name."""
by_position: Final = cast("Callable[[tuple[Value, ...]], Found]", _function(_positional(_SOURCE)))
"""The same about plain values in the order of `COLUMNS`."""
