"""Deadlines of a case: since when, until when, and whether they were kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Generic, TypeVar

import attrs

from postloan.calendars.dated import Calendar, DatedCalendar
from postloan.dates import Period
from postloan.errors import UncoveredDay
from postloan.workflow.table import Deadline
from postloan.workflow.values import Case, Event
from postloan.workflow.workflow import Workflow

__all__ = ["DeadlineRun", "deadlines_of"]

D = TypeVar("D")


@attrs.frozen(kw_only=True)
class DeadlineRun:
    """One run of a deadline.

    Attributes:
        deadline: its id.
        says: what is due.
        since: the day that the time is counted from.
        due: the last day; None where no calendar says which, and `missing` says why.
        ended: the day on which it was done or lapsed; None while it runs.
        lapsed: whether it ended without being done: overtaken, or set anew.
        missing: why there is no due day; empty where there is one.
    """

    deadline: str
    says: str
    since: date
    due: date | None
    ended: date | None
    lapsed: bool = False
    missing: str = ""

    def days_late(self, on: date) -> int | None:
        """Return how many days after its due day it ended, or still runs `on` a day.

        At least 0; None where the due day is unknown.
        """
        if self.due is None:
            return None
        return max(0, ((self.ended or on) - self.due).days)


def deadlines_of(
    workflow: Workflow[D], case: Case[D], calendar: Calendar | None = None
) -> tuple[DeadlineRun, ...]:
    """Return every run of every deadline of a case, in the order of the definition.

    A run that has ended is told as it stood when it ended: a later day that was set, or a file
    that came back, does not change what was late.

    Args:
        workflow: the definition that the case is under, or one that comes from it.
        case: the case as it is.
        calendar: says which days are working days; None where no period counts them.

    Raises:
        InvalidValue: the case is under no edition of this procedure.
        InvalidEvent: the case's log is not one of this procedure.
    """
    dated = None if calendar is None else DatedCalendar.of(calendar)
    definition = workflow.edition_of(case)
    told = tuple(_told(definition, case))
    return tuple(run for one in definition.deadlines for run in _runs(one.id, told, dated))


@attrs.frozen
class _Step(Generic[D]):
    """An event, the deadlines of the edition that it happened under, and the data around it."""

    event: Event[object]
    deadlines: dict[str, Deadline[D]]
    before: D
    after: D


def _told(workflow: Workflow[D], case: Case[D]) -> Iterator[_Step[D]]:
    passed: Case[D] | None = None
    for definition, event in workflow.under(case.events):
        after = definition.evolve(passed, event)
        before = after if passed is None else passed
        deadlines = {one.id: one for one in definition.deadlines}
        yield _Step(event, deadlines, before.data, after.data)
        passed = after


def _runs(
    id: str, told: tuple[_Step[D], ...], calendar: DatedCalendar | None
) -> Iterator[DeadlineRun]:
    started: Event[object] | None = None
    at_once = False
    for step in told:
        deadline = step.deadlines.get(id)
        if deadline is None:  # an edition before did not ask for it
            continue
        row = step.event.transition
        at_once = at_once and step.event.act is None
        starts = row in deadline.starts
        done = row in deadline.ends and (deadline.once is None or deadline.once(step.after))
        if started is not None and (done or starts or row in deadline.lapses):
            run = _run(deadline, step.before, calendar, started)
            if done or not at_once:  # what lapses with the command that started it never ran
                yield attrs.evolve(run, ended=step.event.on, lapsed=not done)
            started = None
        if starts:
            started, at_once = step.event, True
    if started is not None:
        yield _run(told[-1].deadlines[id], told[-1].after, calendar, started)


def _run(
    deadline: Deadline[D], data: D, calendar: DatedCalendar | None, started: Event[object]
) -> DeadlineRun:
    """Return a run that goes on, as the data have it."""
    since = started.on if deadline.since is None else deadline.since(started)
    within = deadline.within(data) if callable(deadline.within) else deadline.within
    due: date | None = None
    missing = ""
    if within is None:
        missing = f"the case states no time for {deadline.id}"
    elif not isinstance(within, Period):
        due = within
    elif not within.needs_calendar:
        due = within.after(since)
    elif calendar is None:
        missing = f"no calendar counts {within}"
    else:
        try:
            due = calendar.add_working_days(since, within.count)
        except UncoveredDay as error:
            missing = str(error)
    return DeadlineRun(
        deadline=deadline.id, says=deadline.says, since=since, due=due, ended=None, missing=missing
    )
