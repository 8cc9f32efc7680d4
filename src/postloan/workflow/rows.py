"""The table as the engine reads it: states by the place of their region, and duties by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Generic, TypeAlias, TypeVar

import attrs

from postloan.workflow.table import Completion, Opening, Separation, Transition
from postloan.workflow.values import Actor, Case, Command, Event, Reason, State

__all__ = ["Place", "Regions", "Row", "completion_row", "opening_row", "transition_row"]

D = TypeVar("D")

Regions: TypeAlias = tuple[type[State], ...]
Place: TypeAlias = tuple[State, ...]
"""Where a case stands: a state of each region, in their order."""


@attrs.frozen(kw_only=True)
class Row(Generic[D]):
    """A row of the table, made ready to be looked up."""

    id: str
    act: type[object] | None = None
    at: tuple[tuple[int, tuple[State, ...]], ...] = ()
    to: tuple[tuple[int, State], ...] = ()
    roles: tuple[str, ...] = ()
    apart: Mapping[str, tuple[tuple[Separation, frozenset[str]], ...]] = attrs.field(factory=dict)
    """By the role that is acted in: the separations that concern it, each with the duties that
    whoever acts must not hold."""
    takes: Callable[[Case[D], Command[object]], bool] | None = None
    guards: tuple[Callable[[Case[D]], Iterable[Reason]], ...] = ()
    people: tuple[Callable[[Case[D], Actor], Iterable[Reason]], ...] = ()
    checks: tuple[Callable[[Case[D], Command[object]], Iterable[Reason]], ...] = ()
    when: Callable[[D], bool] | None = None
    changes: Callable[[D, Event[object]], D] | None = None
    effects: Callable[[Case[D], Event[object]], Iterable[object]] | None = None

    def stands(self, place: Place) -> bool:
        """Return whether this row begins at `place`."""
        for index, states in self.at:  # noqa: SIM110 -- a generator would cost as much again
            if place[index] not in states:
                return False
        return True

    def follows(self, case: Case[D]) -> bool:
        """Return whether this completion is due."""
        return self.stands(case.state) and (self.when is None or self.when(case.data))

    def role_of(self, actor: Actor) -> str | None:
        """Return the role that `actor` acts in; empty if none is asked for, None if none fits."""
        for role in self.roles:
            if role in actor.roles:
                return role
        return None if self.roles else ""

    def after(self, case: Case[D], event: Event[object]) -> Case[D]:
        """Return the case after `event`, which took this row."""
        state = case.state
        if self.to:
            states = list(state)
            for index, to in self.to:
                states[index] = to
            state = tuple(states)
        data = case.data if self.changes is None else self.changes(case.data, event)
        return Case(
            workflow=case.workflow,
            edition=case.edition,
            id=case.id,
            state=state,
            data=data,
            events=(*case.events, event),
        )


def opening_row(opening: Opening[D, object], separations: Iterable[Separation]) -> Row[D]:
    """Return the opening as the engine reads it; its checks, which know no case, stay with it."""
    return Row(
        id=opening.id,
        act=opening.act,
        roles=opening.roles,
        apart=_apart(opening.id, opening.roles, tuple(separations)),
        effects=opening.effects,
    )


def transition_row(
    transition: Transition[D, object], regions: Regions, separations: Iterable[Separation]
) -> Row[D]:
    """Return a transition as the engine reads it."""
    return Row(
        id=transition.id,
        act=transition.act,
        at=_at(transition.at, regions),
        to=_to(transition.to, regions),
        roles=transition.roles,
        apart=_apart(transition.id, transition.roles, tuple(separations)),
        takes=transition.takes,
        guards=transition.guards,
        people=transition.people,
        checks=transition.checks,
        changes=transition.changes,
        effects=transition.effects,
    )


def completion_row(completion: Completion[D], regions: Regions) -> Row[D]:
    """Return a completion as the engine reads it."""
    changes = completion.changes
    return Row(
        id=completion.id,
        at=_at(completion.at, regions),
        to=_to(completion.to, regions),
        when=completion.when,
        changes=None if changes is None else lambda data, _: changes(data),
        effects=completion.effects,
    )


def _at(states: Place, regions: Regions) -> tuple[tuple[int, Place], ...]:
    by_region = (tuple(state for state in states if type(state) is region) for region in regions)
    return tuple((index, few) for index, few in enumerate(by_region) if few)


def _to(states: Place, regions: Regions) -> tuple[tuple[int, State], ...]:
    return tuple((regions.index(type(state)), state) for state in states)


def _apart(
    id: str, roles: tuple[str, ...], separations: tuple[Separation, ...]
) -> Mapping[str, tuple[tuple[Separation, frozenset[str]], ...]]:
    return {
        role: tuple(
            (separation, others)
            for separation in separations
            if (others := separation.others({id, role}))
        )
        for role in roles or ("",)
    }
