"""The clock of a guarantee: its period, and once it was called in time, its own limitation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

import attrs

from postloan.calendars.dated import DatedCalendar
from postloan.citation import Citation
from postloan.clocks.claims import ALIVE_BY, claim_years
from postloan.clocks.clock import Clock
from postloan.clocks.counting import Ending, ending
from postloan.clocks.due import guaranteed_due
from postloan.clocks.law import (
    COUNTED,
    GUARANTEE_LIMITATION,
    INTERRUPTED,
    MAXIMUM_AMOUNT,
    PERIOD_FIXED,
    PERIOD_USED,
    REQUESTS,
    SUITS,
    UNCLEAR,
    UNCLEAR_BEFORE_2021,
    UNCONSENTED,
)
from postloan.clocks.running import run
from postloan.dates import Period
from postloan.model.claims import ClaimAct
from postloan.model.file import LoanFile
from postloan.model.security import Guarantee

__all__ = ["guarantee_clock"]

_SIX_MONTHS: Final = Period(count=6, unit="month")
_TWO_YEARS: Final = Period(count=2, unit="year")
_CIVIL_CODE: Final = date(2021, 1, 1)
_CALLED_BY: Final = {
    "general": "a suit or arbitration against the debtor",
    "joint": "a request to the guarantor",
}


def guarantee_clock(
    file: LoanFile, versions: Sequence[Guarantee], as_of: date, calendar: DatedCalendar | None
) -> Clock:
    """Return the clock of a guarantee that is held.

    Args:
        file: with the schedule, the extensions and the acts.
        versions: of the guarantee, oldest first.
        as_of: the day; later records are not read.
        calendar: which days are working days; None where none is given.
    """
    guarantee = versions[-1]
    clock = Clock(
        kind="guarantee_period",
        subject=guarantee.security,
        as_of=as_of,
        cites=(PERIOD_FIXED, PERIOD_USED, UNCONSENTED, COUNTED),
    )
    due, unknown = _starts(file, versions, as_of)
    if due is None or guarantee.period is None:
        return attrs.evolve(
            clock, unknown=unknown or "it is not stated whether a guarantee period is agreed"
        )
    ends, cites = _period(guarantee, versions[0].on, due, calendar)
    clock = attrs.evolve(clock, since=due, ends=ends, cites=(*clock.cites, *cites))
    acts = [act for act in file.guarantor_acts if act.guarantee == guarantee.security]
    if guarantee.kind == "joint":
        called = _first(acts, REQUESTS, due, ends.day, as_of)
        since = called
    else:
        called = _first(file.demands, SUITS, due, ends.day, as_of)
        since = guarantee.liable_since
        if since is not None and since > as_of:
            since = None
    if called is None:
        in_time = as_of <= ends.day
        return attrs.evolve(clock, alive_by=(_CALLED_BY[guarantee.kind],) if in_time else ())
    return _called(clock, since, acts, calendar)


def _starts(file: LoanFile, versions: Sequence[Guarantee], as_of: date) -> tuple[date | None, str]:
    """Return the day from which the period is counted, or why it is not known."""
    maximum = versions[-1].maximum
    if maximum is None:
        due = guaranteed_due(file, versions, as_of)
        return due, "" if due else "neither a schedule nor a maturity is stated"
    if maximum.fixed_on is None or maximum.fixed_on > as_of:
        return None, "the debts up to its maximum amount are not fixed"
    if maximum.last_due_on is None:
        return None, "the last due date of the debts up to its maximum amount is not stated"
    return max(maximum.fixed_on, maximum.last_due_on), ""


def _period(
    guarantee: Guarantee, given_on: date, due: date, calendar: DatedCalendar | None
) -> tuple[Ending, tuple[Citation, ...]]:
    """Return how a guarantee period ends that is counted from `due`, and the rules beside."""
    cites = (MAXIMUM_AMOUNT,) if guarantee.maximum else ()
    if guarantee.period == "unclear":
        if given_on < _CIVIL_CODE:
            return ending(due, _TWO_YEARS, calendar), (*cites, UNCLEAR_BEFORE_2021)
        return ending(due, _SIX_MONTHS, calendar), (*cites, UNCLEAR)
    if guarantee.until is not None and guarantee.until > due:
        return Ending(day=guarantee.until, counted=guarantee.until), cites
    if guarantee.length is not None and guarantee.length.count:
        return ending(due, guarantee.length, calendar), cites
    return ending(due, _SIX_MONTHS, calendar), cites


def _first(
    acts: Iterable[ClaimAct], kinds: frozenset[str], due: date, last: date, as_of: date
) -> date | None:
    """Return the day of the first act of `kinds` within the period; None where there is none."""
    days = (act.on for act in acts if act.kind in kinds and due < act.on <= min(last, as_of))
    return min(days, default=None)


def _called(
    period: Clock, since: date | None, acts: Sequence[ClaimAct], calendar: DatedCalendar | None
) -> Clock:
    """Return the limitation of a guarantee that was called within its period."""
    clock = attrs.evolve(
        period,
        kind="guarantee_limitation",
        since=None,
        ends=None,
        cites=(GUARANTEE_LIMITATION, INTERRUPTED, COUNTED),
    )
    if since is None:
        stopped = "the guarantor may refuse until enforcement against the debtor has failed"
        return attrs.evolve(clock, stopped=stopped)
    ran = run(
        since,
        length=claim_years,
        acts=[act for act in acts if act.on >= since],
        obstacles=(),
        as_of=period.as_of,
        calendar=calendar,
    )
    in_time = ran.ends is not None and period.as_of <= ran.ends.day
    return attrs.evolve(
        clock,
        since=None if ran.stopped else ran.since,
        ends=ran.ends,
        moves=ran.moves,
        alive_by=tuple(way.replace("debtor", "guarantor") for way in ALIVE_BY) if in_time else (),
        stopped=ran.stopped,
    )
