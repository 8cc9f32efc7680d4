"""Every clock of a loan, read from its file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import attrs

from postloan.calendars.dated import DatedCalendar
from postloan.clocks.claims import enforcement_clock, limitation_clock
from postloan.clocks.clock import Clock
from postloan.clocks.guarantees import guarantee_clock
from postloan.clocks.law import MORTGAGE, MORTGAGE_JUDGED
from postloan.dates import checked_date
from postloan.model.checks import checked_instance
from postloan.model.file import LoanFile
from postloan.model.security import Collateral, held_on

__all__ = ["Clocks", "clocks_of"]


@attrs.frozen(kw_only=True)
class Clocks:
    """The clocks of one loan on a day. Iterating gives them all."""

    limitation: Clock
    """The claim's limitation; stopped once there is a judgment."""
    enforcement: Clock | None
    """The time to apply for enforcement; None without a judgment."""
    guarantees: tuple[Clock, ...]
    """One for each guarantee held."""
    mortgages: tuple[Clock, ...]
    """One for each mortgage and registered pledge held. What was handed over, and a margin
    deposit, has none: it is kept until it is released."""

    def __iter__(self) -> Iterator[Clock]:
        yield self.limitation
        if self.enforcement is not None:
            yield self.enforcement
        yield from self.guarantees
        yield from self.mortgages


def clocks_of(
    file: LoanFile,
    *,
    as_of: date,
    calendar: DatedCalendar | None = None,
    known_on: date | None = None,
) -> Clocks:
    """Return the clocks that run against the lender, under the law of mainland China.

    Args:
        file: the loan and its records.
        as_of: the day; records of later days are not read.
        calendar: which days are working days, to move a last day off rest days. Where it is None
            or does not reach so far, the last day is not moved, and `Ending.unmoved` says why.
        known_on: read only what was known on this day; None reads everything on file.

    Raises:
        InvalidValue: an argument of another type.

    Source: Civil Code Art. 188-204, 419 and 692-695, Civil Procedure Law Art. 250, and the
    interpretations that each clock cites.

    >>> from postloan import CALENDARS, Borrower, Demand, Loan, Money
    >>> loan = Loan(
    ...     id="L-001",
    ...     borrower=Borrower(id="B-001", kind="corporate"),
    ...     product="working_capital",
    ...     principal=Money(100000, "CNY"),
    ...     disbursed_on=date(2020, 7, 1),
    ...     matures_on=date(2021, 6, 30),
    ... )
    >>> file = LoanFile(loan=loan, schedules=(), payments=())
    >>> print(clocks_of(file, as_of=date(2024, 6, 1), calendar=CALENDARS["cn"]).limitation)
    limitation: 30 days left, last day 2024-07-01, moved from 2024-06-30, a rest day
    >>> asked = attrs.evolve(file, demands=(Demand(on=date(2023, 5, 4), kind="demand"),))
    >>> print(clocks_of(asked, as_of=date(2024, 6, 1), calendar=CALENDARS["cn"]).limitation)
    limitation: 704 days left, last day 2026-05-06, moved from 2026-05-04, a rest day
    """
    checked_instance("clocks_of", "file", file, LoanFile)
    checked_date("clocks_of", "as_of", as_of)
    if calendar is not None:
        checked_instance("clocks_of", "calendar", calendar, DatedCalendar)
    known = file.as_known_on(known_on)
    limitation = limitation_clock(known, as_of, calendar)
    enforcement = enforcement_clock(known, as_of, calendar)
    guarantees = (
        guarantee_clock(known, versions, as_of, calendar)
        for versions in held_on(known.guarantees, as_of)
    )
    claim = limitation if enforcement is None else enforcement
    held = (versions[-1] for versions in held_on(known.collateral, as_of))
    return Clocks(
        limitation=limitation,
        enforcement=enforcement,
        guarantees=tuple(guarantees),
        mortgages=tuple(_mortgage(c, claim) for c in held if not _kept(c)),
    )


def _kept(collateral: Collateral) -> bool:
    """Return whether it is kept whatever becomes of the claim's limitation."""
    if collateral.kind == "pledge":
        return collateral.effected_by == "delivery"
    return collateral.kind == "margin"


def _mortgage(collateral: Collateral, claim: Clock) -> Clock:
    """Return the clock of a mortgage or registered pledge: that of the claim it secures."""
    clock = attrs.evolve(
        claim,
        kind="mortgage",
        subject=collateral.security,
        cites=(MORTGAGE, MORTGAGE_JUDGED, *claim.cites),
    )
    if collateral.kind == "mortgage" or collateral.effected_by is not None:
        return clock
    return attrs.evolve(
        clock,
        since=None,
        ends=None,
        moves=(),
        alive_by=(),
        stopped="",
        unknown="it is not stated what makes the pledge effective",
    )
