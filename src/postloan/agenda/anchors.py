"""The dates in a loan's life that obligations are counted from."""

from __future__ import annotations

from datetime import date

import attrs

from postloan.dates import CalendarUnit, calendar_period
from postloan.facts.derive import tier_history
from postloan.model.file import LoanFile
from postloan.model.schedule import schedule_in_force
from postloan.policy.decision import Decision
from postloan.policy.timing import Anchor
from postloan.tiers import Tier

__all__ = ["Found", "Life"]

_ENDS: dict[str, CalendarUnit] = {
    "month_end": "month",
    "quarter_end": "quarter",
    "year_end": "year",
}


@attrs.frozen(kw_only=True)
class Found:
    """The days an anchor stands for, or why there are none."""

    days: tuple[date, ...] = ()
    """In order; one for most anchors, several for instalments and ends of periods."""
    recorded: bool = True
    """False where it was found only now."""
    problem: str = ""
    """Why there is none; empty where there are."""


@attrs.frozen
class Life:
    """One loan's records and its decision on a day, as anchors see them."""

    file: LoanFile
    """Records as known, those of later days left out."""
    decision: Decision
    as_of: date

    def find(self, anchor: Anchor, since: date) -> Found:
        """Return the days of `anchor`; ends of periods from the one that contains `since`."""
        match anchor.kind:
            case "disbursed":
                return Found(days=(self.file.loan.disbursed_on,))
            case "matures":
                return _known(self.file.loan.matures_on, "the maturity is not stated")
            case "instalment_due":
                return self._instalments()
            case "inspected":
                days = [r.on for r in self.file.inspections if r.kind == anchor.name]
                return _known(max(days, default=None), f"no {anchor.name} is on record")
            case "evidence":
                days = [r.on for r in self.file.evidence if r.fact == anchor.name]
                return _known(max(days, default=None), f"no evidence of {anchor.name} stands")
            case "signal":
                return self._signal(anchor.name)
            case "tier_changed":
                return self._tier_changed()
            case kind:
                return self._period_ends(_ENDS[kind], since)

    def _instalments(self) -> Found:
        version = schedule_in_force(self.file.schedules or (), self.as_of)
        if version is None:
            return Found(problem="no schedule is in force")
        return Found(days=tuple(instalment.due_on for instalment in version.instalments))

    def _signal(self, id: str) -> Found:
        days = [r.on for r in self.file.signals if r.signal == id and r.active_on(self.as_of)]
        if days:
            return Found(days=(min(days),))
        if any(signal.rule == id for signal in self.decision.signals):
            return Found(days=(self.as_of,), recorded=False)
        return Found(problem=f"the signal {id} is not raised")

    def _tier_changed(self) -> Found:
        main = self.decision.contents.main.id
        history = tier_history(self.file.tiers, dimension=main, before=self.as_of)
        if not history:
            return Found(problem="no tier is on record before")
        tier = self.decision.tier
        if tier is None or tier.id != history[-1].tier:
            return Found(days=(self.as_of,), recorded=self._recorded_today(tier))
        return Found(days=(self._run_start(tier.id),))

    def _recorded_today(self, tier: Tier | None) -> bool:
        return any(r.on == self.as_of and tier and r.tier == tier.id for r in self.file.tiers)

    def _run_start(self, tier: str) -> date:
        main = self.decision.contents.main.id
        start = self.as_of
        for record in reversed(tier_history(self.file.tiers, dimension=main, before=self.as_of)):
            if record.tier != tier:
                break
            start = record.on
        return start

    def tier_since(self) -> date:
        """Return the day since which the loan has its present tier, as far as is on record.

        A loan that has always had the best tier, or that has none yet, has it since it was
        disbursed; a tier that nobody has recorded yet is of today.
        """
        tier, disbursed = self.decision.tier, self.file.loan.disbursed_on
        if tier is None:
            return disbursed
        main = self.decision.contents.main
        if not tier_history(self.file.tiers, dimension=main.id, before=self.as_of):
            return disbursed if tier == main.scale.best else self.as_of
        return self._run_start(tier.id)

    def _period_ends(self, unit: CalendarUnit, since: date) -> Found:
        ends = []
        end = calendar_period(unit, min(since, self.as_of))[1]
        last = calendar_period(unit, self.as_of, 1)[1]
        while end <= last:
            ends.append(end)
            end = calendar_period(unit, end, 1)[1]
        return Found(days=tuple(ends))


def _known(day: date | None, problem: str) -> Found:
    return Found(problem=problem) if day is None else Found(days=(day,))
