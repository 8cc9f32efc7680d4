"""What restructurings, mergers, payments and past tiers say about raising a tier."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Final, TypeAlias

import attrs

from postloan.arrears.figures import Arrears, arrears_of
from postloan.arrears.running import Uncountable
from postloan.calendars.dated import DatedCalendar
from postloan.cures.forbearance import Forbearance, forbearance_of
from postloan.cures.ledger import Ledger
from postloan.cures.locks import Lock, merger_locks, observation_lock
from postloan.cures.observation import Observation, observation_of
from postloan.cures.performance import Performance, performance_of
from postloan.cures.reage import ReAge, re_age_of
from postloan.cures.standing import PastTiers
from postloan.cures.terms import CureTerms
from postloan.facts.catalogue import Catalogue
from postloan.facts.evidence import evidence_facts
from postloan.facts.fact import FactValue
from postloan.facts.history import PastTier
from postloan.model.file import LoanFile
from postloan.tiers import Scale, Tier

__all__ = ["CureState", "Cures", "cures_of", "findings_in", "lock_tiers", "past_tiers"]

CureState: TypeAlias = Observation | Forbearance | Lock | Performance | ReAge
"""Where a loan stands on the way to a better tier, in one regard."""

_PERFORMANCE: Final = ("months_performing", "periods_performing")
_Found: TypeAlias = Iterator[tuple[str, FactValue | None, str]]


@attrs.frozen(kw_only=True)
class Findings:
    """What was found about the debtor's difficulty."""

    solved: Callable[[date, date], bool | None]
    """Whether it was found solved, by what was found from one day to another; None where nothing
    was."""
    found_on: tuple[date, ...]
    """The days on which something was found."""


@attrs.frozen(kw_only=True)
class Cures:
    """The facts about an upgrade, and the states that they stand for."""

    facts: tuple[tuple[str, FactValue | None, str], ...]
    """Key and value of each, and why it is None."""
    states: tuple[CureState, ...]
    """What holds on the day; () where nothing does."""


def cures_of(
    file: LoanFile,
    *,
    arrears: Arrears | None,
    uncounted: str,
    as_of: date,
    terms: CureTerms,
    past: PastTiers,
    findings: Findings,
    reads: Container[str],
) -> Cures:
    """Return the facts about an upgrade on `as_of`; what nobody recorded is left out.

    Args:
        file: the loan file, as known.
        arrears: of the day; None where the policy does not say how to count.
        uncounted: the reason for that.
        as_of: the day; records that hold from later days are not read.
        terms: what the policy asks for.
        past: the tiers on record.
        findings: what was found about the debtor's difficulty.
        reads: facts that are asked for; how long the loan has performed takes a look at every
            earlier due date, and is worked out only where it is among them.
    """
    standing = arrears or arrears_of(
        file.schedules,
        file.payments,
        as_of=as_of,
        reversals=file.reversals,
        waivers=file.waivers,
    )
    reading = _Reading(file, standing, terms, past, findings)
    unknown = arrears.unknown if arrears else uncounted
    overdue = arrears.overdue_amount if arrears else None
    facts = [("arrears_cleared", None if overdue is None else not overdue.amount, unknown)]
    parts = [reading.restructured, reading.locked, reading.forborne, reading.re_aged]
    if any(key in reads for key in _PERFORMANCE):
        parts.append(reading.performing)
    return Cures(
        facts=(*facts, *(fact for part in parts for fact in part())),
        states=tuple(reading.states),
    )


class _Reading:
    """Reads the records once for all parts, and keeps the states that hold."""

    def __init__(
        self,
        file: LoanFile,
        standing: Arrears,
        terms: CureTerms,
        past: PastTiers,
        findings: Findings,
    ) -> None:
        self.file = file
        self.as_of = standing.as_of
        self.order = standing.counting.allocation
        self.missing = standing.unknown
        """Why what was due and paid cannot be told; empty where it can."""
        self.terms = terms
        self.past = past
        self.findings = findings
        self.states: list[CureState] = []
        self.locks: list[Lock] = []
        self.changes = [r for r in file.restructurings if r.on <= self.as_of]

    @cached_property
    def ledger(self) -> Ledger:
        file = self.file
        return Ledger(
            file.schedules or (),
            file.payments or (),
            file.reversals,
            file.waivers,
            as_of=self.as_of,
            order=self.order,
        )

    def restructured(self) -> _Found:
        if not self.changes:
            return
        stated = [r.difficulty for r in self.changes]
        some = True if True in stated else None if None in stated else False
        unstated = "" if some is not None else "whether there was difficulty is not stated"
        yield "restructured", some, unstated
        observation, reason = self._observation()
        if observation is None:
            yield "in_observation", None, reason
            yield "restructured_again", None, reason
            return
        if observation.running is not False:
            self.states.append(observation)
        running, again = observation.running, observation.again
        yield "in_observation", running, "" if running is not None else observation.reason
        unfound = "whether the difficulty was solved by then is not recorded"
        yield "restructured_again", again, "" if again is not None else unfound
        lock = observation_lock(observation, self.past)
        if lock is not None:
            self.locks.append(lock)

    def _observation(self) -> tuple[Observation | None, str]:
        terms = self.terms.observation
        if terms is None:
            return None, "the policy states no observation in [conventions]"
        if terms.needs_ledger and self.missing:
            return None, self.missing
        try:
            found = observation_of(
                self.changes,
                self.ledger,
                terms,
                past=self.past,
                solved=self.findings.solved,
                found_on=self.findings.found_on,
            )
        except Uncountable as error:
            return None, str(error)
        return found, ""

    def locked(self) -> _Found:
        if self.file.mergers:
            lasts = self.terms.merger_lock
            if lasts is None:
                yield "in_merger_lock", None, "the policy states no merger_lock in [conventions]"
            else:
                found = [*merger_locks(self.file.mergers, lasts, self.past, as_of=self.as_of)]
                self.locks += found
                yield "in_merger_lock", bool(found), ""
        self.states += self.locks

    def forborne(self) -> _Found:
        terms = self.terms.forbearance
        if terms is None or not self.changes:
            return
        keys = ("in_cure", "in_probation", "relapsed", "forbearance_to_reassess")
        granted = [r.on for r in self.changes if r.difficulty]
        reason = self.missing
        if None in [r.difficulty for r in self.changes]:
            reason = "whether there was difficulty is not stated"
        try:
            state = forbearance_of(granted, self.ledger, terms, past=self.past)
        except Uncountable as error:
            reason = str(error)
        if reason:
            yield from ((key, None, reason) for key in keys)
            return
        if state.phase != "none":
            self.states.append(state)
        held = (
            state.phase == "cure",
            state.phase == "probation",
            state.relapsed_on is not None,
            state.reassess,
        )
        yield from ((key, value, "") for key, value in zip(keys, held, strict=True))

    def re_aged(self) -> _Found:
        terms = self.terms.re_age
        if terms is None:
            return
        done = (r.on for r in self.changes if r.kind == "re_age")
        state = re_age_of(done, terms, opened_on=self.file.loan.disbursed_on, as_of=self.as_of)
        if state.done_on:
            self.states.append(state)
        yield "re_age_barred", state.barred, ""

    def performing(self) -> _Found:
        reason = self.missing
        try:
            found = performance_of(self.ledger, start=self.file.loan.disbursed_on)
        except Uncountable as error:
            reason = str(error)
        if reason:
            yield from ((key, None, reason) for key in _PERFORMANCE)
            return
        if self.past.is_bad_on(self.as_of):
            self.states.append(found)
        yield "months_performing", found.months, ""
        yield "periods_performing", found.periods, ""


def past_tiers(past: Iterable[PastTier], nonperforming: Tier | None) -> PastTiers:
    """Return the tiers on record of one dimension as cures read them."""
    return PastTiers(tiers=tuple((day.on, day.tier) for day in past), bad=nonperforming)


def lock_tiers(pasts: Mapping[str, tuple[PastTier, ...]], states: Iterable[CureState]) -> _Found:
    """Yield in each dimension the worst tier that stood on the day on which a lock began."""
    days = [state.since for state in states if isinstance(state, Lock)]
    if not days:
        return
    for position, (dimension, past) in enumerate(pasts.items()):
        tiers = past_tiers(past, None)
        stood = [tier for day in days if (tier := tiers.on(day)) is not None]
        key = f"{dimension}.lock_tier" if position else "lock_tier"
        if len(stood) == len(days):
            yield key, max(stood), ""
        else:
            yield key, None, "no tier is on record for the day on which a lock began"


def findings_in(
    file: LoanFile,
    scales: Mapping[str, Scale],
    catalogue: Catalogue,
    calendar: DatedCalendar | None,
) -> Findings:
    """Return what the file's evidence says of the debtor's difficulty, on any day."""
    records = [record for record in file.evidence if record.fact == "difficulty_solved"]

    def solved(since: date, by: date) -> bool | None:
        found = evidence_facts(
            (record for record in records if record.on >= since),
            as_of=by,
            scales=scales,
            catalogue=catalogue,
            currency=file.loan.currency,
            calendar=calendar,
        )
        return next((value is True for _, value, _ in found if value is not None), None)

    return Findings(solved=solved, found_on=tuple(record.on for record in records))
