"""When an obligation is next due, and whether the records show it done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final, assert_never

import attrs

from postloan.agenda.anchors import Found
from postloan.agenda.asked import Asked, Done, DueDate
from postloan.agenda.counting import Counting, NoDate
from postloan.agenda.item import Status
from postloan.dates import Period, calendar_period
from postloan.policy.clauses.timing import Anchor, Due, Every, Length, OncePer, Timing, Within

__all__ = [
    "AT_ONCE",
    "Instance",
    "NextDue",
    "following",
    "instances_of",
    "met_by_records",
    "next_due",
]

AT_ONCE: Final = Length(period=Period(count=0, unit="day"))


@attrs.frozen(kw_only=True)
class NextDue:
    """A due date of a rule for one loan."""

    status: Status
    due: date | None = None
    rolled_from: date | None = None
    """The rest day that the due date was rolled from; None where it was not."""
    anchor_on: date | None = None
    anchor_recorded: bool = True
    done_on: date | None = None
    more_late: int = 0
    """How many later ones are late as well."""
    problem: str = ""
    """Why there is no date; empty where there is one."""


def next_due(timing: Timing, asked: Asked) -> tuple[NextDue, ...]:
    """Return when `timing` next falls due.

    One date for most rules. Where each of several days asks for its own, as instalments, ends
    of periods and events do: the oldest that is late, and the next that is to come. None where
    what it is counted from has not happened.
    """
    try:
        match timing:
            case OncePer():
                return (_once_per(timing, asked),)
            case Every():
                return _every(timing, asked)
            case Within(length=length, after=anchor):
                return _counted(anchor, length, asked, within=True)
            case Due(length=length, anchor=anchor, before=before):
                return _counted(anchor, length or AT_ONCE, asked, before=before)
            case _:
                assert_never(timing)
    except NoDate as why:
        return (NextDue(status="undated", problem=str(why)),)


def _open(due: date, asked: Asked) -> Status:
    return "late" if due < asked.life.as_of else "due"


# -- once in each period of the calendar


def _once_per(timing: OncePer, asked: Asked) -> NextDue:
    """Return the deadline of the first period in which it was not done often enough.

    A period counts if the rule asked on a day up to its deadline. Doing it in a later period
    makes up for the earlier ones; what is done twice on a day counts once.
    """
    recurrence = timing.recurrence
    start, end = calendar_period(recurrence.unit, asked.since)
    if asked.done:
        start, end = max((start, end), calendar_period(recurrence.unit, asked.done[-1].on))
    days = sorted({done.on for done in asked.done if start <= done.on <= end})
    enough = len(days) >= timing.times
    done_on = days[timing.times - 1] if enough and end >= asked.life.as_of else None
    stated = recurrence.deadline(start)
    if done_on is None and (enough or stated < asked.since):
        stated = recurrence.deadline(start, 1)
    due = attrs.evolve(asked, since=min(asked.since, stated)).due_date(stated)
    return NextDue(
        status="done" if done_on else _open(due.day, asked),
        due=due.day,
        rolled_from=due.rolled_from,
        done_on=done_on,
    )


# -- rolling


def _every(timing: Every, asked: Asked) -> tuple[NextDue, ...]:
    """Return a length after the last time, or after the anchor where that is later."""
    life = asked.life
    found = attrs.evolve(asked, since=life.file.loan.disbursed_on).find(timing.after)
    if not found.days and not found.problem:
        return ()
    period = asked.counting.period(timing.length)
    if not period.count:
        raise NoDate(f"every {period} has no end")
    anchor = [day for day in found.days if day <= life.as_of][-1:] or [*found.days[:1]]
    starts = anchor + [done.on for done in asked.done[-1:]]
    if not starts:
        raise NoDate(found.problem)
    start = max(starts)
    due = asked.due_date(following(start, period, anchor, asked.counting))
    return (
        NextDue(
            status=_open(due.day, asked),
            due=due.day,
            rolled_from=due.rolled_from,
            anchor_on=start,
            anchor_recorded=found.recorded or start not in anchor,
        ),
    )


def following(start: date, period: Period, anchor: Sequence[date], counting: Counting) -> date:
    """Return the date after `start`.

    The date after the k-th of a series is *anchor + (k + 1) · period*: a series from the 31st
    goes on from the end of February to the 31st of March. Working days do not clamp.
    """
    times = 1
    for first in anchor if not period.needs_calendar else ():
        while (day := counting.moved(first, period, times)) < start:
            times += 1
        if day == start:
            return counting.moved(first, period, times + 1)
    return counting.moved(start, period)


# -- counted from days


@attrs.frozen(kw_only=True)
class Instance:
    """One obligation, counted from one day."""

    day: date
    due: DueDate | None
    """None where the length has no value, or cannot be counted."""
    problem: str
    """Why there is no due date; empty where there is one."""
    opens: date
    """The first day on which it can be done."""
    closes: date | None
    """The last day on which it can be done; None is never too late."""

    def next_due(self, status: Status) -> NextDue:
        """Return it as a due date of its rule."""
        return NextDue(
            status=status,
            due=None if self.due is None else self.due.day,
            rolled_from=None if self.due is None else self.due.rolled_from,
            anchor_on=self.day,
            problem=self.problem,
        )

    def met_by(self, done: Done) -> bool:
        """Return whether a record can be of this one: it names its due date, or none."""
        if done.due is not None and self.due is not None:
            return done.due in (self.due.day, self.due.rolled_from, self.due.stated)
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
        raise NoDate(found.problem)
    instances = tuple(instances_of(found, length, asked, before=before, within=within))
    done_by = met_by_records(instances, asked)
    today = asked.life.as_of
    unmet = [
        instance
        for instance, done in zip(instances, done_by, strict=True)
        if done is None and (instance.closes is None or instance.closes >= today)
    ]
    late = [i for i in unmet if i.due is not None and i.due.day < today]
    ahead = [instance for instance in unmet if instance not in late]
    result = [
        attrs.evolve(
            instance.next_due(
                "undated" if instance.due is None else _open(instance.due.day, asked)
            ),
            anchor_recorded=found.recorded,
            more_late=len(late) - 1 if instance in late else 0,
        )
        for instance in (*late[:1], *ahead[:1])
    ]
    met = [(i, done) for i, done in zip(instances, done_by, strict=True) if done is not None]
    for instance, done in met[-1:] if not unmet else ():
        result.append(attrs.evolve(instance.next_due("done"), done_on=done.on, problem=""))
    return tuple(result)


def instances_of(
    found: Found, length: Length, asked: Asked, *, before: bool, within: bool
) -> Iterator[Instance]:
    """Yield the obligations that the days of an anchor make.

    What answers to an event, or has to be done within a length after a day, is done on that day
    or later. Else it may be done ahead: one of a series once the day before it is past, and
    another at any time. A visit, which is made for many reasons, is ahead by no more than the
    length, and counts for a day on which it is due from that day on.
    """
    counting = asked.counting
    before_it: date | None = None
    for day in found.days:
        opens = asked.since if before_it is None else before_it + timedelta(days=1)
        due, problem = None, ""
        try:
            period = counting.period(length)
            due = asked.due_date(counting.moved(day, period, -1 if before else 1))
            opens = min(opens, due.day)
        except NoDate as why:
            problem = str(why)
        if found.event or within:
            opens = day
        elif asked.visits and not found.series:
            opens = counting.moved(due.day, period, -1) if before and due else day
        closes = day if before and day != found.days[-1] else None
        yield Instance(day=day, due=due, problem=problem, opens=opens, closes=closes)
        before_it = day


def met_by_records(instances: Sequence[Instance], asked: Asked) -> list[Done | None]:
    """Return the record by which each obligation was done; None where it was not.

    A record meets the due date that it names, else the oldest that is open; a visit meets all
    that are.
    """
    met: list[Done | None] = [None] * len(instances)
    for done in sorted(asked.done, key=lambda done: (done.due is None, done.on)):
        for index, instance in enumerate(instances):
            if met[index] is None and instance.met_by(done):
                met[index] = done
                if not asked.visits:
                    break
    return met
