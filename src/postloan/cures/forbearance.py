"""Forbearance in the EU: cure, probation, and relapse into non-performing.

FINREP Annex V Part 2, paragraphs 231, 256 and 260; Regulation (EU) No 575/2013, Art. 47a(6)
(secondary). Whether payments on probation were more than insignificant sums, and whether full
repayment is likely, is for people to say.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal

import attrs

from postloan.cures.ledger import Ledger
from postloan.cures.standing import PastTiers
from postloan.cures.terms import ForbearanceTerms

__all__ = ["Forbearance", "ForbearancePhase", "forbearance_of"]

ForbearancePhase = Literal["none", "cure", "probation"]
"""Not forborne; forborne and non-performing; forborne and performing."""


@attrs.frozen(kw_only=True)
class Forbearance:
    """Where a forborne loan stands at the end of a day. Made by `forbearance_of`."""

    as_of: date
    """The day at whose end it holds."""
    phase: ForbearancePhase
    """Whether it is being cured, or on probation."""
    since: date | None = None
    """The day from which the phase is counted; None where there is none."""
    performing_not_before: date | None = None
    """In cure: the first day on which it may leave non-performing."""
    ends_not_before: date | None = None
    """The first day on which it may leave forbearance; in cure, if it leaves non-performing on
    the first day it may."""
    was_nonperforming: bool = False
    """On probation: whether it came from non-performing, so that it can relapse."""
    relapsed_on: date | None = None
    """In cure: the day on which it became non-performing again by a relapse on probation; None
    where it did not."""
    reassess: bool = False
    """On probation and never non-performing: whether a further measure, or more days past due than
    probation allows, asks for an assessment of the debtor; nothing follows by itself."""

    def __str__(self) -> str:
        if self.phase == "none":
            return "not in forbearance"
        if self.phase == "cure":
            relapse = f", relapsed on {self.relapsed_on}" if self.relapsed_on else ""
            return (
                f"in cure since {self.since}{relapse}, performing not before "
                f"{self.performing_not_before}, forborne until {self.ends_not_before} at least"
            )
        check = "; the debtor is to be assessed" if self.reassess else ""
        return f"on probation since {self.since}, ends not before {self.ends_not_before}{check}"


def forbearance_of(
    measures: Iterable[date], ledger: Ledger, terms: ForbearanceTerms, *, past: PastTiers
) -> Forbearance:
    """Return where a loan stands in forbearance at the end of the ledger's day.

    Args:
        measures: the days on which forbearance was granted, in any order.
        ledger: the schedules and payments.
        terms: what is asked for.
        past: the tiers on record; they say when the loan was non-performing.

    Raises:
        Uncountable: the records contradict each other in what is unpaid.

    >>> from postloan.dates import Period
    >>> from postloan.tiers import FIVE_TIER
    >>> print(
    ...     forbearance_of(
    ...         [date(2020, 3, 1)],
    ...         Ledger((), (), as_of=date(2020, 6, 30)),
    ...         ForbearanceTerms(
    ...             cure=Period.parse("1 year"),
    ...             probation=Period.parse("2 years"),
    ...             relapse_after=30,
    ...         ),
    ...         past=PastTiers(
    ...             tiers=((date(2019, 12, 31), FIVE_TIER["substandard"]),),
    ...             bad=FIVE_TIER["substandard"],
    ...         ),
    ...     )
    ... )
    in cure since 2020-03-01, performing not before 2021-03-01, forborne until 2023-03-01 at least
    """
    walk = _Walk(ledger, terms, past)
    walk.follow(frozenset(day for day in measures if day <= ledger.as_of))
    return walk.state()


class _Walk:
    def __init__(self, ledger: Ledger, terms: ForbearanceTerms, past: PastTiers) -> None:
        self.ledger = ledger
        self.terms = terms
        self.past = past
        self.late = timedelta(days=terms.relapse_after + 1)
        self._leave()

    def _leave(self) -> None:
        self.phase: ForbearancePhase = "none"
        self.since = date.min
        self.was_nonperforming = False
        self.relapsed_on: date | None = None
        self.reassess = False

    def follow(self, measures: frozenset[date]) -> None:
        if not measures:
            return
        as_of = self.ledger.as_of
        late = (day + self.late for day in self.ledger.misses())
        recorded = (day for day, _ in self.past.tiers)
        days = {*measures, *recorded, *late, *self.ledger.turns(), as_of}
        falls = frozenset(self.past.falls())
        for day in sorted(day for day in days if min(measures) <= day <= as_of):
            self._advance_before(day)
            if day in falls and self.phase == "probation":
                self._nonperforming(day)
            if day in measures:
                self._granted(day)
            if self.phase == "probation" and self._is_late(day):
                self._troubled(day)
            self._advance(day)

    def _granted(self, day: date) -> None:
        if self.phase == "cure" or self.past.is_bad_on(day):
            self._nonperforming(day)
        elif self.phase == "none":
            self.phase, self.since = "probation", day
        else:
            self._troubled(day)
            self.since = day

    def _troubled(self, day: date) -> None:
        """Relapse on probation after non-performing; else have the debtor assessed."""
        if self.was_nonperforming:
            self._nonperforming(day)
        else:
            self.reassess = True

    def _nonperforming(self, day: date) -> None:
        self.relapsed_on = day if self.was_nonperforming else None
        self.phase, self.since, self.was_nonperforming = "cure", day, False

    def _is_late(self, day: date) -> bool:
        return self.ledger.is_behind(day, day - self.late)

    def _advance_before(self, day: date) -> None:
        """Go on where a phase may end between two days that are looked at."""
        while self.phase != "none" and (end := self._end()) < day and self._advance(end):
            pass

    def _advance(self, day: date) -> bool:
        """Leave the phase at the end of `day` if what it asks for is there by then."""
        if self.phase == "none" or day < self._end():
            return False
        if self.phase == "probation":
            if self._is_late(day):
                return False
            self._leave()
            return True
        if self.past.is_bad_on(day) or self.ledger.is_behind(day):
            return False
        self._leave()
        self.phase, self.since, self.was_nonperforming = "probation", day, True
        return True

    def _end(self) -> date:
        terms = self.terms
        return (terms.cure if self.phase == "cure" else terms.probation).after(self.since)

    def state(self) -> Forbearance:
        as_of = self.ledger.as_of
        if self.phase == "none":
            return Forbearance(as_of=as_of, phase="none")
        if self.phase == "cure":
            performing = self._end()
            return Forbearance(
                as_of=as_of,
                phase="cure",
                since=self.since,
                performing_not_before=performing,
                ends_not_before=self.terms.probation.after(performing),
                relapsed_on=self.relapsed_on,
            )
        return Forbearance(
            as_of=as_of,
            phase="probation",
            since=self.since,
            ends_not_before=self._end(),
            was_nonperforming=self.was_nonperforming,
            reassess=self.reassess,
        )
