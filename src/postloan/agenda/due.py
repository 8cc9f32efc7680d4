"""When an obligation is next due, and whether the records show it done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import attrs

from postloan.agenda.anchors import Found, Life
from postloan.agenda.item import Status
from postloan.dates import Period, calendar_period
from postloan.policy.timing import Due, Every, Length, OncePer, Timing, Within

__all__ = ["Done", "NextDue", "next_due"]


@attrs.frozen(kw_only=True)
class Done:
    """One record of an obligation being done."""

    on: date
    due: date | None = None
    """The due date that the record says it meets; None where it says nothing."""


@attrs.frozen(kw_only=True)
class NextDue:
    """The next due date of a rule for one loan."""

    status: Status
    due: date | None = None
    anchor_on: date | None = None
    anchor_recorded: bool = True
    done_on: date | None = None
    problem: str = ""
    """Why there is no date; empty where there is one."""


@attrs.frozen(kw_only=True)
class _Asked:
    life: Life
    done: Sequence[Done]
    """Oldest first, none later than the day of the review."""
    since: date
    """The first day on which the rule can have asked for it."""
    periods: Mapping[str, Period]
    blanks: Mapping[str, str]
    """What to say of a period parameter without a value."""


def next_due(
    timing: Timing,
    life: Life,
    *,
    done: Sequence[Done],
    since: date,
    periods: Mapping[str, Period],
    blanks: Mapping[str, str],
) -> NextDue:
    """Return when `timing` next falls due.

    Args:
        timing: as the rule states it.
        life: the loan's records and its decision.
        done: what the records show was done for it.
        since: the first day on which the rule can have asked for it.
        periods: the values of period parameters.
        blanks: for each period parameter without a value, the sentence to show.
    """
    asked = _Asked(
        life=life,
        done=sorted((d for d in done if d.on <= life.as_of), key=lambda d: d.on),
        since=since,
        periods=periods,
        blanks=blanks,
    )
    match timing:
        case OncePer():
            return _once_per(timing, asked)
        case Every(length=length):
            found, period = _start(timing, asked), _period(length, asked)
            if isinstance(period, NextDue):
                return period
            return found if isinstance(found, NextDue) else _every(found, period, asked)
        case Within(length=length):
            found, period = _anchor(timing, asked), _period(length, asked)
            if isinstance(period, NextDue):
                return period
            return found if isinstance(found, NextDue) else _within(found, period, asked)
        case Due():
            return _due(timing, asked)


def _undated(problem: str) -> NextDue:
    return NextDue(status="undated", problem=problem)


def _period(length: Length, asked: _Asked) -> Period | NextDue:
    period = length.resolved(asked.periods)
    if period is None:
        return _undated(asked.blanks[length.parameter or ""])
    if period.needs_calendar:
        return _undated(f"{period} cannot be counted: no working-day calendar ships yet")
    return period


def _anchor(timing: Every | Within, asked: _Asked) -> Found | NextDue:
    found = asked.life.find(timing.after, asked.since)
    return _undated(found.problem) if found.problem else found


def _start(timing: Every, asked: _Asked) -> Found | NextDue:
    if asked.done:
        return Found(days=(asked.done[-1].on,))
    return _anchor(timing, asked)


def _open(due: date, asked: _Asked) -> Status:
    return "late" if due < asked.life.as_of else "due"


def _every(found: Found, period: Period, asked: _Asked) -> NextDue:
    start = found.days[-1]
    due = max(period.after(start), asked.since)
    return NextDue(
        status=_open(due, asked), due=due, anchor_on=start, anchor_recorded=found.recorded
    )


def _within(found: Found, period: Period, asked: _Asked) -> NextDue:
    start = found.days[-1]
    due = period.after(start)
    after = [done.on for done in asked.done if done.on >= start]
    return NextDue(
        status="done" if after else _open(due, asked),
        due=due,
        anchor_on=start,
        anchor_recorded=found.recorded,
        done_on=after[0] if after else None,
    )


def _once_per(timing: OncePer, asked: _Asked) -> NextDue:
    first = calendar_period(timing.unit, asked.since)
    if asked.done:
        first = max(first, calendar_period(timing.unit, asked.done[-1].on))
    start, end = first
    today = asked.life.as_of
    within = [done.on for done in asked.done if start <= done.on <= end]
    if len(within) >= timing.times:
        if end >= today:
            return NextDue(status="done", due=end, done_on=within[-1])
        end = calendar_period(timing.unit, start, 1)[1]
    return NextDue(status=_open(end, asked), due=end)


def _due(timing: Due, asked: _Asked) -> NextDue:
    found = asked.life.find(timing.anchor, asked.since)
    if found.problem:
        return _undated(found.problem)
    period = Period(count=0, unit="day")
    if timing.length is not None:
        resolved = _period(timing.length, asked)
        if isinstance(resolved, NextDue):
            return resolved
        period = resolved
    move = period.before if timing.before else period.after
    dues = [move(day) for day in found.days]
    met = _met(found.days, dues, asked.done, before=timing.before)
    for day, due in zip(found.days, dues, strict=True):
        if day not in met and max(day, due) >= asked.life.as_of:
            return _instance(day, due, found, asked)
    day, due = found.days[-1], dues[-1]
    if day in met:
        return NextDue(status="done", due=due, anchor_on=day, done_on=met[day])
    return _instance(day, due, found, asked)


def _instance(day: date, due: date, found: Found, asked: _Asked) -> NextDue:
    return NextDue(status=_open(due, asked), due=due, anchor_on=day, anchor_recorded=found.recorded)


def _met(
    days: Sequence[date], dues: Sequence[date], done: Sequence[Done], *, before: bool
) -> dict[date, date]:
    """Return the anchor days whose obligation was done, each with when.

    A record that names the due date meets that one. Another meets, of what is due before its
    anchor, the first anchor still ahead of it, else the last anchor behind it.
    """
    met: dict[date, date] = {}
    by_due = dict(zip(dues, days, strict=True))
    for record in done:
        if record.due is not None:
            day = by_due.get(record.due)
        elif before:
            day = next((day for day in days if day >= record.on), days[-1])
        else:
            day = next((day for day in reversed(days) if day <= record.on), None)
        if day is not None:
            met.setdefault(day, record.on)
    return met
