"""Why an act may not be done, whatever the procedure: version, day, state, role, separation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from postloan.workflow.rows import Row
from postloan.workflow.values import Actor, Case, Command, Reason, State

__all__ = ["elsewhere", "named", "not_theirs", "open_already", "stale", "unopened"]

D = TypeVar("D")


def named(states: Iterable[State]) -> str:
    """Return the names of states with their regions, for people to read.

    >>> from enum import Enum
    >>> Colour = Enum("Colour", ["DARK_RED"])
    >>> named([Colour.DARK_RED])
    'colour dark red'
    """
    both = (f"{type(state).__name__} {state.name}" for state in states)
    return ", ".join(both).lower().replace("_", " ")


def stale(case: Case[D] | None, command: Command[object]) -> list[Reason]:
    """Return why a command was made for another case, for this as it was, or for a day gone."""
    version = 0 if case is None else case.version
    reasons = []
    if command.expected_version != version:
        says = f"the case is at version {version}; the command expects {command.expected_version}"
        reasons.append(Reason(code="version", says=says))
    if case is None:
        return reasons
    if command.case != case.id:
        reasons.append(Reason(code="case", says=f"this is case {case.id}, not {command.case}"))
    last = case.events[-1].on
    if command.on < last:
        says = f"{command.on} is before {last}, the day of the case's last event"
        reasons.append(Reason(code="date", says=says))
    return reasons


def open_already(case: Case[D]) -> Reason:
    """Return that a case cannot be opened a second time."""
    first = case.events[0]
    return Reason(code="state", says=f"{case.id} was opened by {first.by} on {first.on}")


def unopened(command: Command[object], opens: type[object]) -> Reason:
    """Return that there is no case yet, and what opens one."""
    return Reason(code="state", says=f"there is no case {command.case}; {opens.__name__} opens one")


def elsewhere(place: tuple[State, ...], rows: Iterable[Row[D]], instead: str) -> Reason:
    """Return that an act is done at other states; `instead` is what can be done at this one."""
    where = "; or ".join(
        " and ".join(" or ".join(named([state]) for state in states) for _, states in row.at)
        for row in rows
    )
    says = f"this is done at {where}; the case is at {named(place)}: {instead}"
    return Reason(code="state", says=says)


def not_theirs(
    case: Case[D] | None,
    row: Row[D],
    actor: Actor,
    offices: Callable[[D], Mapping[str, str]] | None,
) -> list[Reason]:
    """Return why a row is not for `actor`: no role for it, or what they did before in the case."""
    reasons = []
    role = row.role_of(actor)
    if role is None:
        is_in = ", ".join(actor.roles) or "in no role"
        says = f"{row.id} is for {' or '.join(row.roles)}; {actor.id} is {is_in}"
        reasons.append(Reason(code="role", says=says))
        role = row.roles[0]
    if case is None:
        return reasons
    for separation, others in row.apart[role]:
        for event in case.events:
            if event.by == actor.id and (event.transition in others or event.role in others):
                held = event.transition
                break
        else:
            if offices is None:
                continue
            holders = offices(case.data).items()
            held = next((o for o, who in holders if who == actor.id and o in others), "")
        if held:
            says = f"{actor.id} has had {held} in this case: {separation.says}"
            reasons.append(Reason(code="separation", says=says))
    return reasons
