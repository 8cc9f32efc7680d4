"""The claim's own clocks: limitation, and the time to apply for enforcement after a judgment."""

from __future__ import annotations

from datetime import date
from typing import Final

from postloan.calendars.dated import DatedCalendar
from postloan.clocks.clock import Clock
from postloan.clocks.counting import ending
from postloan.clocks.due import last_due
from postloan.clocks.law import (
    COUNTED,
    INTERRUPTED,
    JUDGED,
    LAST_INSTALMENT,
    SUSPENDED,
    THREE_YEARS,
    TWO_YEARS_BEFORE_2017,
)
from postloan.clocks.running import run
from postloan.dates import Period
from postloan.model.claims import Judgment
from postloan.model.file import LoanFile

__all__ = ["ALIVE_BY", "claim_years", "enforcement_clock", "limitation_clock"]

_TWO_YEARS: Final = Period(count=2, unit="year")
_THREE_YEARS: Final = Period(count=3, unit="year")
_LONG_STOP: Final = Period(count=20, unit="year")
_THREE_YEARS_SINCE: Final = date(2015, 10, 1)
"""Two years from this day were not over when three years came into force, on 1 October 2017."""

ALIVE_BY: Final = (
    "a demand that the debtor signs or receives",
    "the debtor's agreement, as in a part payment, a plan or a request for deferral",
    "a suit, an arbitration or an act equal to them",
)
_ENFORCED_BY: Final = ("an application for enforcement", *ALIVE_BY[:2])


def claim_years(since: date) -> Period:
    """Return the limitation of a claim that runs from `since`: three years, or formerly two."""
    return _THREE_YEARS if since >= _THREE_YEARS_SINCE else _TWO_YEARS


def judgment_on(file: LoanFile, as_of: date) -> Judgment | None:
    """Return the last judgment in effect on a day; None where there is none."""
    given = [judgment for judgment in file.judgments if judgment.on <= as_of]
    return max(given, key=lambda j: (j.on, j.perform_by or j.on), default=None)


def limitation_clock(file: LoanFile, as_of: date, calendar: DatedCalendar | None) -> Clock:
    """Return the limitation of the claim, from the last due date, with its long stop."""
    cites = [THREE_YEARS, LAST_INSTALMENT, INTERRUPTED, SUSPENDED, COUNTED]
    if (judgment := judgment_on(file, as_of)) is not None:
        stopped = f"the judgment of {judgment.on} is enforced within a period of its own"
        return Clock(kind="limitation", as_of=as_of, stopped=stopped, cites=(JUDGED,))
    due = last_due(file, as_of)
    if due is None:
        unknown = "neither a schedule nor a maturity is stated"
        return Clock(kind="limitation", as_of=as_of, unknown=unknown, cites=tuple(cites))
    ran = run(
        due,
        length=claim_years,
        acts=file.demands,
        obstacles=file.obstacles,
        as_of=as_of,
        calendar=calendar,
    )
    if due < _THREE_YEARS_SINCE:
        cites.append(TWO_YEARS_BEFORE_2017)
    ends = ran.ends
    if ends is not None:
        ends = min(ends, ending(due, _LONG_STOP, calendar), key=lambda e: e.counted)
    return Clock(
        kind="limitation",
        as_of=as_of,
        since=None if ran.stopped else ran.since,
        ends=ends,
        moves=ran.moves,
        alive_by=ALIVE_BY if ends is not None and as_of <= ends.day else (),
        stopped=ran.stopped,
        cites=tuple(cites),
    )


def enforcement_clock(file: LoanFile, as_of: date, calendar: DatedCalendar | None) -> Clock | None:
    """Return the time to apply for enforcement; None where there is no judgment."""
    judgment = judgment_on(file, as_of)
    if judgment is None:
        return None
    ran = run(
        judgment.perform_by or judgment.on,
        length=lambda _: _TWO_YEARS,
        acts=[demand for demand in file.demands if demand.on >= judgment.on],
        obstacles=file.obstacles,
        as_of=as_of,
        calendar=calendar,
    )
    return Clock(
        kind="enforcement",
        as_of=as_of,
        since=None if ran.stopped else ran.since,
        ends=ran.ends,
        moves=ran.moves,
        alive_by=_ENFORCED_BY if ran.ends is not None and as_of <= ran.ends.day else (),
        stopped=ran.stopped,
        cites=(JUDGED, INTERRUPTED, SUSPENDED, COUNTED),
    )
