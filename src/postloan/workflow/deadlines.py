"""Deadlines of a case: since when, until when, and whether they were kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TypeVar

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
        ended: the day on which it was done, or overtaken; None while it runs.
        missing: why there is no due day; empty where there is one.
    """

    deadline: str
    says: str
    since: date
    due: date | None
    ended: date | None
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

    Args:
        workflow: the definition that the case is under.
        case: the case as it is.
        calendar: says which days are working days; None where no period counts them.
    """
    dated = None if calendar is None else DatedCalendar.of(calendar)
    return tuple(run for one in workflow.deadlines for run in _runs(one, case, dated))


def _runs(
    deadline: Deadline[D], case: Case[D], calendar: DatedCalendar | None
) -> Iterator[DeadlineRun]:
    started: Event[object] | None = None
    for event in case.events:
        if event.transition in deadline.starts:
            started = event
        elif started is not None and event.transition in deadline.ends:
            yield _run(deadline, case.data, calendar, started, event.on)
            started = None
    if started is not None:
        yield _run(deadline, case.data, calendar, started, None)


def _run(
    deadline: Deadline[D],
    data: D,
    calendar: DatedCalendar | None,
    started: Event[object],
    ended: date | None,
) -> DeadlineRun:
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
        deadline=deadline.id, says=deadline.says, since=since, due=due, ended=ended, missing=missing
    )
