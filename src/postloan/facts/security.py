"""Facts about security and time left: what clocks, collateral and valuations on record give."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from datetime import date
from decimal import Context, Decimal, DivisionByZero, InvalidOperation
from typing import Final, TypeAlias

from postloan.calendars.dated import DatedCalendar
from postloan.clocks.clock import Clock, soonest
from postloan.clocks.reading import clocks_of
from postloan.facts.fact import FactValue
from postloan.model.claims import maturity
from postloan.model.file import LoanFile
from postloan.model.records import Record
from postloan.model.security import Collateral, Valuation, held_on
from postloan.money import DIGITS, Money

__all__ = ["CLOCK_FACTS", "SECURITY_FACTS", "clock_facts", "security_facts"]

CLOCK_FACTS: Final = (
    "limitation_days_left",
    "enforcement_days_left",
    "guarantee_days_left",
    "mortgage_days_left",
)
"""Facts that clocks give, which are worked out only where they are read."""
SECURITY_FACTS: Final = (
    *CLOCK_FACTS,
    "extended",
    "judged",
    "collateral_value",
    "loan_to_value",
    "collateral_coverage",
    "days_since_valuation",
    "mortgage_registered",
    "collateral_days_short",
)
"""Facts that records of claims and security give."""

_DIVISION: Final = Context(prec=DIGITS, traps=[InvalidOperation, DivisionByZero])
_Found: TypeAlias = Iterator[tuple[str, FactValue | None, str]]


def clock_facts(
    file: LoanFile,
    *,
    as_of: date,
    calendar: DatedCalendar | None,
    reads: Container[str],
    asserted: Container[str],
) -> _Found:
    """Yield the days left that are asked for: name, value, and why it is None.

    Args:
        file: as known (see `LoanFile.as_known_on`).
        as_of: the day; records that hold from later days are not read.
        calendar: which days are working days; None where none is given.
        reads: the facts that are asked for.
        asserted: the facts for which there is evidence. It stands for the limitation of a claim
            on which no act, obstacle or judgment is on record.
    """
    if not any(key in reads for key in CLOCK_FACTS):
        return
    clocks = clocks_of(file, as_of=as_of, calendar=calendar)
    claims = (file.demands, file.obstacles, file.judgments)
    if "limitation_days_left" not in asserted or any(_any_by(kind, as_of) for kind in claims):
        yield _days_left("limitation_days_left", (clocks.limitation,))
    if clocks.enforcement is not None:
        yield _days_left("enforcement_days_left", (clocks.enforcement,))
    if _any_by(file.guarantees, as_of):
        yield _days_left("guarantee_days_left", clocks.guarantees)
    if _any_by(file.collateral, as_of):
        yield _days_left("mortgage_days_left", clocks.mortgages)


def _any_by(records: Sequence[Record], as_of: date) -> bool:
    return bool(records) and any(record.on <= as_of for record in records)


def _days_left(key: str, clocks: Sequence[Clock]) -> tuple[str, FactValue | None, str]:
    first = soonest(clocks)
    if first is None:
        return key, None, "none is held whose time runs"
    return key, first.days_left, "" if first.ends else str(first)


def security_facts(file: LoanFile, *, as_of: date, outstanding: FactValue | None) -> _Found:
    """Yield what extensions, judgments, collateral and valuations give.

    Args:
        file: as known (see `LoanFile.as_known_on`).
        as_of: the day; records that hold from later days are not read.
        outstanding: principal not yet repaid; None where it is not known.
    """
    yield "judged", _any_by(file.judgments, as_of), ""
    if _any_by(file.extensions, as_of):
        yield "extended", True, ""
    if not _any_by(file.collateral, as_of):
        return
    held = [versions[-1] for versions in held_on(file.collateral, as_of)]
    if mortgages := [collateral for collateral in held if collateral.kind == "mortgage"]:
        yield "mortgage_registered", *_registered(mortgages)
    yield "collateral_days_short", *_days_short(held, maturity(file.loan, file.extensions, as_of))
    if _any_by(file.valuations, as_of):
        yield from _value_facts(file, held, as_of, outstanding)


def _registered(mortgages: Sequence[Collateral]) -> tuple[bool | None, str]:
    """Return whether all are registered: False if one is not, None if that is not stated."""
    if any(mortgage.registered is False for mortgage in mortgages):
        return False, ""
    for mortgage in mortgages:
        if mortgage.registered is None:
            return None, f"it is not stated whether {mortgage.security} is registered"
    return True, ""


def _days_short(held: Sequence[Collateral], matures: date | None) -> tuple[int | None, str]:
    """Return by how many days the contract that ends first ends before the loan is due."""
    unstated = [collateral.security for collateral in held if collateral.until is None]
    ends = [collateral.until for collateral in held if collateral.until is not None]
    if unstated:
        return None, f"it is not stated when the contract of {unstated[0]} ends"
    if not ends:
        return None, "no collateral is held"
    if matures is None:
        return None, "it is not stated when the loan is due"
    return max((matures - min(ends)).days, 0), ""


def _value_facts(
    file: LoanFile, held: Sequence[Collateral], as_of: date, outstanding: FactValue | None
) -> _Found:
    last: dict[str, Valuation] = {}
    for valuation in sorted(file.valuations, key=lambda v: (v.on, v.known_on)):
        if valuation.on <= as_of:
            last[valuation.collateral] = valuation
    unvalued = [collateral.security for collateral in held if collateral.security not in last]
    valued = [last[collateral.security] for collateral in held if collateral.security in last]
    unknown = f"{unvalued[0]} was never valued" if unvalued else ""
    oldest = min((valuation.on for valuation in valued), default=None)
    if unvalued or oldest is None:
        yield "days_since_valuation", None, unknown or "no collateral is held"
    else:
        yield "days_since_valuation", (as_of - oldest).days, ""
    currency = file.loan.currency
    foreign = [valuation for valuation in valued if valuation.value.currency != currency]
    if foreign and not unknown:
        valuation = foreign[0]
        unknown = f"{valuation.collateral} is valued in {valuation.value.currency}"
        unknown += f"; the loan is in {currency}"
    value = None if unknown else sum((v.value for v in valued), Money.zero(currency))
    yield "collateral_value", value, unknown
    if isinstance(outstanding, Money):
        worth = None if value is None else value.amount
        yield "loan_to_value", *_ratio(outstanding.amount, worth, unknown)
        yield "collateral_coverage", *_ratio(worth, outstanding.amount, unknown)


def _ratio(
    above: Decimal | None, below: Decimal | None, unknown: str
) -> tuple[Decimal | None, str]:
    """Return a quotient, to `DIGITS` digits; None over zero."""
    if above is None or below is None:
        return None, unknown
    if not below:
        return None, "it would be divided by zero"
    return _DIVISION.divide(above, below), ""
