"""When an obligation is next due, and whether the records show it done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final, assert_never

import attrs

from postloan.agenda.anchors import Found, Life
from postloan.agenda.item import Status
from postloan.dates import Period, calendar_period
from postloan.errors import InvalidValue
from postloan.policy.timing import Anchor, Due, Every, Length, OncePer, Timing, Within
from postloan.tiers import Tier

__all__ = ["Asked", "Done", "NextDue", "anchor_of", "next_due"]

_AT_ONCE: Final = Length(period=Period(count=0, unit="day"))


@attrs.frozen(kw_only=True)
class Done:
    """One record of an obligation being done."""

    on: date
    due: date | None = None
    """The due date that the record says it meets; None where it says nothing."""


@attrs.frozen(kw_only=True)
class Asked:
    """What a rule asks of one loan, whatever its timing."""

    life: Life
    """The loan's records and its decision."""
    done: Sequence[Done]
    """What the records show was done for it, oldest first."""
    visits: bool
    """Whether one record does for all that is open, as a visit does; a notice does for one."""
    since: date
    """The first day on which the rule can have asked for it."""
    dimension: str
    """Of which the rule speaks."""
    tier: Tier | None
    """That the loan has in it, or is taken to have; None is not known."""

    def find(self, anchor: Anchor) -> Found:
        """Return the days of `anchor`."""
        return self.life.find(anchor, since=self.since, dimension=self.dimension, tier=self.tier)


@attrs.frozen(kw_only=True)
class NextDue:
    """A due date of a rule for one loan."""

    status: Status
    due: date | None = None
    anchor_on: date | None = None
    anchor_recorded: bool = True
    done_on: date | None = None
    more_late: int = 0
    """How many later ones are late as well."""
    problem: str = ""
    """Why there is no date; empty where there is one."""


def anchor_of(timing: Timing) -> Anchor | None:
    """Return what `timing` is counted from; None where it goes by periods of the calendar."""
    match timing:
        case OncePer():
            return None
        case Due(anchor=anchor):
            return anchor
        case Every(after=anchor) | Within(after=anchor):
            return anchor
        case _:
            assert_never(timing)


def next_due(timing: Timing, asked: Asked) -> tuple[NextDue, ...]:
    """Return when `timing` next falls due.

    One date for most rules. Where each of several days asks for its own, as instalments, ends
    of periods and events do: the oldest that is late, and the next that is to come. None where
    what it is counted from has not happened.
    """
    match timing:
        case OncePer():
            return (_once_per(timing, asked),)
        case Every():
            return _every(timing, asked)
        case Within(length=length, after=anchor):
            return _counted(anchor, length, asked, within=True)
        case Due(length=length, anchor=anchor, before=before):
            return _counted(anchor, length or _AT_ONCE, asked, before=before)
        case _:
            assert_never(timing)


def _period(length: Length, asked: Asked) -> tuple[Period | None, str]:
    """Return the period to count with, or why there is none."""
    period = length.resolved(asked.life.periods)
    if period is None:
        return None, asked.life.blank(length.parameter or "")
    if period.needs_calendar:
        return None, f"{period} cannot be counted: no working-day calendar ships yet"
    return period, ""


def _moved(day: date, period: Period, times: int = 1) -> date:
    """Return `day` moved by a countable period, but not out of the calendar."""
    try:
        return period.after(day, times)
    except InvalidValue:
        return date.max if times > 0 else date.min


def _open(due: date, asked: Asked) -> Status:
    return "late" if due < asked.life.as_of else "due"


def _undated(problem: str) -> tuple[NextDue, ...]:
    return (NextDue(status="undated", problem=problem),)


# -- once in each period of the calendar


def _once_per(timing: OncePer, asked: Asked) -> NextDue:
    """Return the end of the first period in which it was not done often enough.

    A period counts from its first day on which the rule asked. Doing it in a later period makes
    up for the earlier ones; what is done twice on a day counts once.
    """
    start, end = calendar_period(timing.unit, asked.since)
    if asked.done:
        start, end = max((start, end), calendar_period(timing.unit, asked.done[-1].on))
    days = sorted({done.on for done in asked.done if start <= done.on <= end})
    if len(days) >= timing.times:
        if end >= asked.life.as_of:
            return NextDue(status="done", due=end, done_on=days[-1])
        end = calendar_period(timing.unit, start, 1)[1]
    return NextDue(status=_open(end, asked), due=end)


# -- rolling


def _every(timing: Every, asked: Asked) -> tuple[NextDue, ...]:
    """Return a length after the last time, or after the anchor where that is later."""
    life = asked.life
    found = attrs.evolve(asked, since=life.file.loan.disbursed_on).find(timing.after)
    if not found.days and not found.problem:
        return ()
    period, problem = _period(timing.length, asked)
    anchor = [day for day in found.days if day <= life.as_of][-1:] or [*found.days[:1]]
    starts = anchor + [done.on for done in asked.done[-1:]]
    if period is not None and not period.count:
        problem = f"every {period} has no end"
    if problem or period is None or not starts:
        return _undated(problem or found.problem)
    start = max(starts)
    due = max(_following(start, period, anchor), asked.since)
    return (
        NextDue(
            status=_open(due, asked),
            due=due,
            anchor_on=start,
            anchor_recorded=found.recorded or start not in anchor,
        ),
    )


def _following(start: date, period: Period, anchor: Sequence[date]) -> date:
    """Return the date after `start`.

    The date after the k-th of a series is *anchor + (k + 1) · period*: a series from the 31st
    goes on from the end of February to the 31st of March.
    """
    times = 1
    for first in anchor:
        while (day := _moved(first, period, times)) < start:
            times += 1
        if day == start:
            return _moved(first, period, times + 1)
    return _moved(start, period)


# -- counted from days


@attrs.frozen(kw_only=True)
class _Instance:
    """One obligation, counted from one day."""

    day: date
    due: date | None
    """Not before the rule asked; None where the length has no value, or cannot be counted."""
    stated: date | None
    """The same, whenever the rule asked."""
    opens: date
    """The first day on which it can be done."""
    closes: date | None
    """The last day on which it can be done; None is never too late."""

    def met_by(self, done: Done) -> bool:
        """Return whether a record can be of this one: it names its due date, or none."""
        if done.due is not None and self.due is not None:
            return done.due in (self.due, self.stated)
        return self.opens <= done.on and (self.closes is None or done.on <= self.closes)


def _counted(
    anchor: Anchor, length: Length, asked: Asked, *, before: bool = False, within: bool = False
) -> tuple[NextDue, ...]:
    """Return the oldest that is late and the next to come, or the last that was done.

    What had to be done before a day that is past has lapsed, except for the last of such days:
    nobody can be reminded of an instalment in advance any more.
    """
    found = asked.find(anchor)
    if found.problem:
        return _undated(found.problem)
    period, problem = _period(length, asked)
    instances = tuple(_instances(found, period, asked, before=before, within=within))
    done_on = _met(instances, asked)
    today = asked.life.as_of
    unmet = [
        instance
        for instance, done in zip(instances, done_on, strict=True)
        if done is None and (instance.closes is None or instance.closes >= today)
    ]
    late = [instance for instance in unmet if instance.due is not None and instance.due < today]
    ahead = [instance for instance in unmet if instance not in late]
    result = [
        NextDue(
            status="undated" if instance.due is None else _open(instance.due, asked),
            due=instance.due,
            anchor_on=instance.day,
            anchor_recorded=found.recorded,
            more_late=len(late) - 1 if instance in late else 0,
            problem=problem,
        )
        for instance in (*late[:1], *ahead[:1])
    ]
    met = [(i, on) for i, on in zip(instances, done_on, strict=True) if on is not None]
    for instance, on in met[-1:] if not unmet else ():
        result.append(NextDue(status="done", due=instance.due, anchor_on=instance.day, done_on=on))
    return tuple(result)


def _instances(
    found: Found, period: Period | None, asked: Asked, *, before: bool, within: bool
) -> Iterator[_Instance]:
    """Yield the obligations that the days of an anchor make.

    What answers to an event, or has to be done within a length after a day, is done on that day
    or later. Else it may be done ahead: one of a series once the day before it is past, and
    another at any time. A visit, which is made for many reasons, is ahead by no more than the
    length, and counts for a day on which it is due from that day on.
    """
    before_it: date | None = None
    for day in found.days:
        opens = asked.since if before_it is None else before_it + timedelta(days=1)
        stated = due = None
        if period is not None:
            stated = _moved(day, period, -1 if before else 1)
            due = max(stated, asked.since)
            opens = min(opens, due)
        if found.event or within:
            opens = day
        elif asked.visits and not found.series:
            opens = _moved(due, period, -1) if before and period and due else day
        closes = day if before and day != found.days[-1] else None
        yield _Instance(day=day, due=due, stated=stated, opens=opens, closes=closes)
        before_it = day


def _met(instances: Sequence[_Instance], asked: Asked) -> list[date | None]:
    """Return when each obligation was done; None where it was not.

    A record meets the due date that it names, else the oldest that is open; a visit meets all
    that are.
    """
    met: list[date | None] = [None] * len(instances)
    for done in sorted(asked.done, key=lambda done: (done.due is None, done.on)):
        for index, instance in enumerate(instances):
            if met[index] is None and instance.met_by(done):
                met[index] = done.on
                if not asked.visits:
                    break
    return met
