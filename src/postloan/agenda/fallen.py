"""Every obligation of a rule that fell due for a loan, and the record that shows it done.

An agenda looks ahead from one day. This looks back over all of them: an obligation fell due where
the rule asked on the day it was due, whatever the rule asks today.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import assert_never

import attrs

from postloan.agenda.anchors import Found
from postloan.agenda.asked import Asked, Done, DueDate
from postloan.agenda.counting import Counting, NoDate
from postloan.agenda.due import AT_ONCE, following, instances_of, met_by_records
from postloan.agenda.shown import in_order
from postloan.agenda.stretches import Past, Stretch
from postloan.dates import calendar_period
from postloan.model.records import version_in_force
from postloan.policy.clauses.kinds import TimedRule
from postloan.policy.clauses.timing import Anchor, Due, Every, Length, OncePer, Within

__all__ = ["FallenDue", "fallen_due"]


@attrs.frozen(kw_only=True)
class FallenDue:
    """One obligation of a rule, with what was done for it."""

    stretch: Stretch
    """The days on which the rule asked for it, its due date among them."""
    due: DueDate | None = None
    """None where it has no date; `problem` says why."""
    anchor_on: date | None = None
    """The day it is counted from; None for periods of the calendar."""
    done: Done | None = None
    """The record by which it was done; None where there is none."""
    problem: str = ""
    """Why it has no date; empty where it has one."""

    def within(self, since: date, until: date) -> bool:
        """Return whether it was due in a period; without a date, whether it was asked for in it."""
        first, last = self.stretch.start, self.stretch.end
        if self.due is not None:
            first = last = self.due.day
        return since <= last and first <= until


def fallen_due(
    rule: TimedRule,
    past: Past,
    *,
    stretches: Iterable[Stretch],
    records: Iterable[Done],
    visits: bool,
) -> Iterator[FallenDue]:
    """Yield what fell due up to now, by stretches.

    An obligation is due on a day of its stretch. What is done again and again stands once for
    each time; of what is never done, one is open, for the next is counted from its being done.
    In a calendar, each period asks for its own. What has no date stands once for each stretch,
    where the credit was reopened once for both.

    Args:
        rule: what asks.
        past: the loan's records.
        stretches: when it asked.
        records: what was done for it.
        visits: whether one record does for all that is open, as a visit does.
    """
    conventions = past.life.decision.contents.conventions
    done = in_order(records)
    before = open_after = date.min
    undated: FallenDue | None = None
    for stretch in stretches:
        if not stretch.resumes:
            open_after = before
            if undated is not None:
                yield undated
            undated = None
        asked = Asked(
            life=past.life,
            counting=Counting(life=past.life, roll=rule.roll or conventions.roll or "none"),
            done=done,
            visits=visits,
            since=stretch.start,
            dimension=rule.dimension,
            tier=None,
        )
        try:
            yield from _In(
                past=past, stretch=stretch, before=before, open_after=open_after, asked=asked
            ).all_of(rule)
        except NoDate as why:
            asking = stretch if undated is None else attrs.evolve(undated.stretch, end=stretch.end)
            undated = FallenDue(stretch=asking, problem=str(why))
        before = stretch.end
    if undated is not None:
        yield undated


@attrs.frozen(kw_only=True)
class _In:
    """One stretch of days on which a rule asked."""

    past: Past
    stretch: Stretch
    before: date
    """The last day of the stretch before it."""
    open_after: date
    """What happened up to this day is no longer open: `before`, or where the credit was reopened,
    the last day before the stretch that its end broke off."""
    asked: Asked

    def all_of(self, rule: TimedRule) -> Iterator[FallenDue]:
        timing = rule.timing
        match timing:
            case OncePer():
                yield from self._once_per(timing)
            case Every():
                yield from self._every(timing)
            case Within(length=length, after=anchor):
                yield from self._counted(anchor, length, within=True)
            case Due(length=length, anchor=anchor, before=before):
                yield from self._counted(anchor, length or AT_ONCE, before=before)
            case _:
                assert_never(timing)

    def _once_per(self, timing: OncePer) -> Iterator[FallenDue]:
        """Yield the deadlines. A visit on a day to which one was rolled counts for one period."""
        recurrence, used, problem = timing.recurrence, set[date](), ""
        start, end = calendar_period(recurrence.unit, self.stretch.start)
        while start <= self.stretch.end:
            stated = recurrence.deadline(start)
            if self.stretch.start <= stated <= self.stretch.end:
                try:
                    due = self.asked.due_date(stated)
                except NoDate as why:
                    problem = problem or str(why)
                else:
                    made = self._made(timing.times, start, max(end, due.day), used)
                    used.update(done.on for done in made)
                    yield from self._fell(due, done=made[-1] if made else None)
            start, end = calendar_period(recurrence.unit, start, 1)
        if problem:
            raise NoDate(problem)

    def _made(self, times: int, start: date, end: date, used: Container[date]) -> list[Done]:
        """Return the records by which it was done so often in a period; none where it was not."""
        by_day = {done.on: done for done in self.asked.done if start <= done.on <= end}
        made = [done for day, done in by_day.items() if day not in used][:times]
        return made if len(made) == times else []

    def _every(self, timing: Every) -> Iterator[FallenDue]:
        """Yield the links of the chain: each counted from the last time, or from the anchor."""
        counting, life = self.asked.counting, self.past.life
        found = self._days(timing.after, since=life.file.loan.disbursed_on)
        period = counting.period(timing.length)
        if not period.count:
            raise NoDate(f"every {period} has no end")
        begun = [day for day in found.days if day <= self.stretch.start]
        anchor = begun[-1:] or [*found.days[:1]]
        made = {done.on: done for done in self.asked.done}
        starts = [*anchor, *(day for day in made if day <= self.stretch.start)]
        if not starts:
            return
        at = max(starts)
        while at <= self.stretch.end:
            due = self.asked.due_date(following(at, period, anchor, counting))
            done = next((day for day in made if day > at), None)
            restart = next((day for day in found.days if day > at), None)
            if restart is None or (done is not None and done <= restart):
                yield from self._fell(due, anchor_on=at, done=made[done] if done else None)
                if done is None:
                    return
                at = done
            else:
                if due.day < restart:
                    yield from self._fell(due, anchor_on=at)
                at, anchor = restart, [restart]

    def _counted(
        self, anchor: Anchor, length: Length, *, before: bool = False, within: bool = False
    ) -> Iterator[FallenDue]:
        found = self._days(anchor, since=self.stretch.start)
        instances = tuple(instances_of(found, length, self.asked, before=before, within=within))
        done_by = met_by_records(instances, self.asked)
        problem = ""
        for at, (instance, done) in enumerate(zip(instances, done_by, strict=True)):
            if instance.due is None:
                if instance.day <= self.stretch.end:
                    problem = problem or instance.problem
            elif anchor.kind == "evidence" and _renewed(found.days[at + 1 :], instance.due.day):
                continue
            elif (
                found.series
                or (found.event and instance.day > self.before)
                or instance.due.stated > self.before
            ):
                yield from self._fell(instance.due, anchor_on=instance.day, done=done)
        if problem:
            raise NoDate(problem)

    def _fell(
        self, due: DueDate, *, done: Done | None = None, anchor_on: date | None = None
    ) -> Iterator[FallenDue]:
        """Yield it if it was due while the rule asked."""
        if due.day <= self.stretch.end:
            yield FallenDue(stretch=self.stretch, due=due, anchor_on=anchor_on, done=done)

    def _days(self, anchor: Anchor, *, since: date) -> Found:
        """Return all days of an anchor that this stretch has to do with.

        An event belongs to the stretch in which it happens, or to the next; where its
        own was broken off by the end of the credit, also to the one in which that resumes.
        """
        life = self.past.life
        match anchor.kind:
            case "instalment_due":
                return Found(days=_instalments(self.past, since), series=True)
            case "evidence":
                records = life.file.evidence
                days = {r.on for r in records if r.fact == anchor.name and r.value is not None}
            case "ended":
                days = {end.on for end in life.ends}
            case "inspected" if self.stretch.resumes:
                days = {r.on for r in life.file.inspections if r.kind == anchor.name}
            case "signal":
                rule = life.decision.contents.signal(anchor.name)
                days = {r.on for r in life.file.signals if r.signal == rule.id}
                days.update(self.past.found_signals(rule))
            case "merged":
                days = {record.on for record in life.file.mergers}
            case "tier_changed":
                changes = _changes_of_tier(self.past, self.asked.dimension)
                standing = max((day for day in changes if day <= self.stretch.start), default=None)
                days = {day for day in changes if standing is None or day >= standing}
            case _:
                found = attrs.evolve(self.asked, since=since).find(anchor)
                if found.problem:
                    raise NoDate(found.problem)
                return found
        mine = sorted(day for day in days if self.open_after < day <= self.stretch.end)
        return Found(days=tuple(mine), event=True)


def _renewed(later: Sequence[date], due: date) -> bool:
    """Return whether newer evidence came before what was counted from the older was due."""
    return bool(later) and later[0] <= due


def _instalments(past: Past, since: date) -> tuple[date, ...]:
    """Return the due dates, each by the version of the schedule that was in force on it."""
    versions = past.life.file.schedules or ()
    if not versions:
        raise NoDate("no schedule is in force")
    days = {i.due_on for version in versions for i in version.instalments if i.due_on >= since}
    return tuple(sorted(day for day in days if _stands(past, day)))


def _stands(past: Past, due_on: date) -> bool:
    version = version_in_force("schedules", past.life.file.schedules or (), due_on)
    return version is not None and any(i.due_on == due_on for i in version.instalments)


def _changes_of_tier(past: Past, dimension: str) -> set[date]:
    """Return the days on which the tier on record became another, the first on record included."""
    history = past.life.past_tiers(dimension, past.life.as_of + timedelta(days=1))
    before = (None, *(day.tier for day in history))
    return {day.on for day, was in zip(history, before, strict=False) if day.tier != was}
