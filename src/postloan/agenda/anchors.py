"""The dates in a loan's life that obligations are counted from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Final, Literal

import attrs

from postloan.arrears.ending import ends_of
from postloan.calendars.dated import DatedCalendar
from postloan.clocks.clock import ClockKind
from postloan.clocks.reading import Clocks, clocks_of
from postloan.dates import CalendarUnit, Period, calendar_period
from postloan.facts.history import PastTier, tier_history
from postloan.model.claims import maturity
from postloan.model.ends import CreditEnd
from postloan.model.file import LoanFile
from postloan.model.records import version_in_force
from postloan.policy.clauses.timing import Anchor
from postloan.policy.decisions.decision import Decision
from postloan.tiers import Tier

__all__ = ["Found", "Life"]

_ENDS: Final[dict[str, CalendarUnit]] = {
    "month_end": "month",
    "quarter_end": "quarter",
    "year_end": "year",
}
_CLOCKS: Final[dict[str, tuple[ClockKind, ...]]] = {
    "limitation_ends": ("limitation",),
    "enforcement_ends": ("enforcement",),
    "guarantee_ends": ("guarantee_period", "guarantee_limitation"),
    "mortgage_ends": ("mortgage",),
}


@attrs.frozen(kw_only=True)
class Found:
    """The days an anchor stands for, or why they are not known.

    No day and no problem: what it is counted from has not happened.
    """

    days: tuple[date, ...] = ()
    """In order; several where each asks for its own, as instalments and ends of periods do."""
    recorded: bool = True
    """False where it was found only now, and nobody has recorded it."""
    event: bool = False
    """Whether it is something that happened, to which nothing done before can answer."""
    series: bool = False
    """Whether it comes again and again on days known ahead."""
    problem: str = ""
    """Why the days are not known; empty where they are."""


@attrs.frozen(kw_only=True)
class Life:
    """One loan's records and its decision on a day, as the agenda sees them."""

    file: LoanFile
    """Records as known, those of later days left out."""
    decision: Decision
    as_of: date
    """The day, on which what is due is not yet late."""
    calendar: DatedCalendar | None
    """Which days are working days; None where no calendar is at hand."""

    @cached_property
    def periods(self) -> Mapping[str, Period]:
        """The values of the policy's period parameters."""
        given = self.decision.parameters.items()
        return {name: value for name, value in given if isinstance(value, Period)}

    @cached_property
    def clocks(self) -> Clocks:
        """Until when claim and security can be enforced."""
        return clocks_of(self.file, as_of=self.as_of, calendar=self.calendar)

    @cached_property
    def ends(self) -> tuple[CreditEnd, ...]:
        """Every end of the credit up to the day, oldest first; only the last may still stand."""
        return ends_of(self.file, self.as_of)

    def ended_on(self, day: date) -> bool:
        """Return whether the credit had ended on a day."""
        return any(end.stands_on(day) for end in self.ends)

    @property
    def end(self) -> CreditEnd | None:
        """The end of the credit that stands; None where it lives."""
        return self.ends[-1] if self.ended_on(self.as_of) else None

    @property
    def alive_since(self) -> date:
        """The day on which the credit was last reopened; the disbursement where it never was."""
        reopened = (end.reopened_on for end in self.ends if end.reopened_on is not None)
        return max(reopened, default=self.file.loan.disbursed_on)

    def blank(self, parameter: str) -> str:
        """Return the sentence to show for a parameter without a value."""
        return self.decision.contents.parameters[parameter].blank(self.as_of)

    def past_tiers(self, dimension: str, before: date) -> tuple[PastTier, ...]:
        """Return the tiers of `dimension` on record before a day, oldest first."""
        scale = self.decision.contents.dimension(dimension).scale
        return tier_history(self.file.tiers, dimension=dimension, scale=scale, before=before)

    def find(self, anchor: Anchor, *, since: date, dimension: str, tier: Tier | None) -> Found:
        """Return the days of `anchor`.

        Args:
            anchor: what is counted from.
            since: the first day on which the rule can have asked for anything; of what comes
                again and again, earlier days are left out.
            dimension: of which `tier_changed` speaks.
            tier: that the loan has now, or is taken to have; None is not known.
        """
        match anchor.kind:
            case "disbursed":
                return Found(days=(self.file.loan.disbursed_on,))
            case "matures":
                matures = maturity(self.file.loan, self.file.extensions, self.as_of)
                return Found(days=(matures,)) if matures else _none("the maturity is not stated")
            case "ended" | "merged":
                return Found(days=self._happened(anchor.kind), event=True)
            case "instalment_due":
                return self._instalments(since)
            case "inspected":
                return self._inspected(anchor.name, since)
            case "evidence":
                return self._evidence(anchor.name)
            case "signal":
                return self._signal(anchor.name)
            case "tier_changed":
                return self._tier_changed(dimension, tier)
            case "limitation_ends" | "enforcement_ends" | "guarantee_ends" | "mortgage_ends":
                return self._clock_ends(_CLOCKS[anchor.kind])
            case kind:
                return self._period_ends(_ENDS[kind], since)

    def _happened(self, what: Literal["ended", "merged"]) -> tuple[date, ...]:
        if what == "merged":
            return tuple(sorted({record.on for record in self.file.mergers}))
        return () if self.end is None else (self.end.on,)

    def _instalments(self, since: date) -> Found:
        version = version_in_force("schedules", self.file.schedules or (), self.as_of)
        if version is None:
            return _none("no schedule is in force")
        due = (instalment.due_on for instalment in version.instalments)
        return Found(days=tuple(day for day in due if day >= since), series=True)

    def _inspected(self, kind: str, since: date) -> Found:
        days = {record.on for record in self.file.inspections if record.kind == kind}
        return Found(days=tuple(sorted(day for day in days if day >= since)), event=True)

    def _evidence(self, fact: str) -> Found:
        days = [r.on for r in self.file.evidence if r.fact == fact and r.value is not None]
        return Found(days=tuple(sorted(days)[-1:]), event=True)

    def _signal(self, id: str) -> Found:
        records = [r for r in self.file.signals if r.signal == id and r.active_on(self.as_of)]
        if records:
            return Found(days=tuple(sorted({record.on for record in records})), event=True)
        if any(signal.rule == id for signal in self.decision.signals):
            return Found(days=(self.as_of,), recorded=False, event=True)
        return Found(event=True)

    def _tier_changed(self, dimension: str, tier: Tier | None) -> Found:
        past = self.past_tiers(dimension, self.as_of)
        if not past:
            return _none("no tier is on record before")
        if tier is not None and tier == past[-1].tier:
            run = past[-1]
            for day in reversed(past):
                if day.tier != tier:
                    break
                run = day
            return Found(days=(run.on,), event=True)
        today = self.past_tiers(dimension, self.as_of + timedelta(days=1))[-1]
        recorded = today.on == self.as_of and today.tier == tier
        return Found(days=(self.as_of,), recorded=recorded, event=True)

    def _clock_ends(self, kinds: tuple[ClockKind, ...]) -> Found:
        """Return the last days of clocks; none of those on which no time runs."""
        clocks = [clock for clock in self.clocks if clock.kind in kinds]
        for clock in clocks:
            if clock.unknown:
                return _none(str(clock))
        return Found(days=tuple(sorted({clock.last_day for clock in clocks if clock.last_day})))

    def _period_ends(self, unit: CalendarUnit, since: date) -> Found:
        ends = []
        end = calendar_period(unit, since)[1]
        last = calendar_period(unit, self.as_of, 1)[1]
        while end <= last:
            ends.append(end)
            end = calendar_period(unit, end, 1)[1]
        return Found(days=tuple(ends), series=True)


def _none(problem: str) -> Found:
    return Found(problem=problem)
