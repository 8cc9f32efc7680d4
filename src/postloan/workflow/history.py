"""A case's log: decided again, brought to a new edition of the definition, told as a story."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar, cast

import attrs

from postloan.errors import InvalidEvent, InvalidValue
from postloan.workflow.blockers import named, stale
from postloan.workflow.values import Actor, Case, Command, Event, Migrated, Moved, Reason, Refused
from postloan.workflow.workflow import MIGRATED, Workflow

__all__ = ["migrate", "redecide", "timeline"]

D = TypeVar("D")


def redecide(workflow: Workflow[D], events: Iterable[Event[object]]) -> Case[D]:
    """Return the case that a log gives, with each of its acts decided again.

    `Workflow.fold` sees what cannot follow what stands before it. This also sees what would have
    been refused and what should have followed: it is for logs that come from outside.

    Raises:
        InvalidEvent: of any of these, the first.
    """
    events = tuple(events)
    case: Case[D] | None = None
    for definition, event in workflow.under(events):
        if case is not None and event.version <= case.version:
            continue  # it followed by itself from one before it
        try:
            answer = _again(definition, case, event)
        except InvalidValue as error:  # no name, an act that the procedure does not know
            raise InvalidEvent(event.case, event.version, f"is no command: {error}") from error
        if isinstance(answer, Refused):
            raise InvalidEvent(event.case, event.version, f"would be refused: {answer}")
        known = case.version if case is not None else 0
        if events[known : answer.case.version] != answer.events:
            told = ", ".join(one.transition for one in answer.events)
            problem = f"is not what would come of it: {told}"
            raise InvalidEvent(event.case, known + 1, problem)
        case = answer.case
    return cast("Case[D]", case)


def _again(
    definition: Workflow[D], case: Case[D] | None, event: Event[object]
) -> Moved[D] | Refused:
    if event.act is None:
        raise InvalidEvent(event.case, event.version, f"is {event.transition} before its time")
    command = Command(
        case=event.case,
        act=event.act,
        by=Actor(id=event.by, roles=(event.role,) if event.role else ()),
        on=event.on,
        expected_version=event.version - 1,
    )
    if case is None or not isinstance(event.act, Migrated):
        return definition.decide(case, command)
    if reasons := stale(case, command):
        return Refused(command=command, reasons=tuple(reasons))
    return Moved(case=definition.evolve(case, event), events=(event,), effects=())


def migrate(case: Case[D], workflow: Workflow[D], *, by: Actor, on: date) -> Moved[D] | Refused:
    """Return a running case under the next edition of its definition, or why it cannot come over.

    Nothing is lost: the log goes on, and says when the case came over.

    Args:
        case: the case, under the edition that `workflow` succeeds.
        workflow: the new edition.
        by: who brings it over.
        on: the day on which they do.

    Raises:
        InvalidValue: the case is under another edition, or of another procedure.
    """
    before = workflow.succeeds
    if before is None or (case.workflow, case.edition) != (workflow.id, before.source.edition):
        allowed = f"of the edition that {workflow} succeeds"
        raise InvalidValue("migrate", "case", f"{case.workflow}/{case.edition}", allowed)
    act = Migrated(source=case.edition, target=workflow.edition)
    command = Command(case=case.id, act=act, by=by, on=on, expected_version=case.version)
    reasons = stale(case, command)
    if before.state(case.state) is None:
        says = f"a case at {named(case.state)} has no place in {workflow}"
        reasons.append(Reason(code="state", says=says))
    if reasons:
        return Refused(command=command, reasons=tuple(reasons))
    event = Event(
        case=case.id,
        version=case.version + 1,
        transition=MIGRATED,
        on=on,
        by=by.id,
        role="",
        act=act,
    )
    return Moved(case=workflow.evolve(case, event), events=(event,), effects=())


def timeline(workflow: Workflow[D], case: Case[D]) -> str:
    """Return a case's log as people read it: a line for each event, and where it led.

    Raises:
        InvalidValue: the case is under no edition of this procedure.
        InvalidEvent: the case's log is not one of this procedure.
    """
    lines = [f"{workflow.title}: case {case.id}"]
    stood: tuple[object, ...] = ()
    passed: Case[D] | None = None
    for definition, event in workflow.edition_of(case).under(case.events):
        passed = definition.evolve(passed, event)
        reached = [state for state in passed.state if state not in stood]
        who = f" by {event.by}" + (f" ({event.role})" if event.role else "")
        led = f"  -> {named(reached)}" if reached else ""
        what = event.transition.replace("_", " ") + _particulars(event.act)
        lines.append(
            f"{event.version:3}  {event.on}  {what}{who if event.act is not None else ''}{led}"
        )
        stood = passed.state
    return "\n".join(lines)


def _particulars(act: object) -> str:
    """Return what an act says in plain words, which tells it from others of its kind."""
    cls = type(act)
    fields = attrs.fields(cls) if attrs.has(cls) else ()
    words = [_worded(one.name, getattr(act, one.name)) for one in fields]
    plain = [word for word in words if word]
    return f" [{', '.join(plain)}]" if plain else ""


def _worded(name: str, value: object) -> str:
    """Return a value as its class says it, or the name of what is true; empty for the rest."""
    if value is True:
        return name.replace("_", " ")
    return "" if type(value).__str__ is object.__str__ else str(value)
