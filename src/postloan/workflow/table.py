"""The rows of a procedure's table: what may be done, what follows by itself, and what must hold."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import Generic, TypeAlias, TypeVar

import attrs

from postloan.citation import Citation
from postloan.dates import Period
from postloan.workflow.values import Actor, Case, Command, Event, Reason, State

__all__ = [
    "AnyOpening",
    "AnyTransition",
    "Completion",
    "Deadline",
    "Effects",
    "Invariant",
    "Opening",
    "Separation",
    "Table",
    "Transition",
]

A = TypeVar("A")
D = TypeVar("D")

Effects: TypeAlias = Callable[[Case[D], Event[A]], Iterable[object]]
"""Gives what the host has to do, from the case as it is after the event."""


@attrs.frozen(kw_only=True)
class AnyOpening(Generic[D]):
    """An `Opening`, whatever class its act is of."""

    id: str
    says: str
    act: type[object]
    roles: tuple[str, ...] = ()
    cite: Citation | None = None


@attrs.frozen(kw_only=True)
class AnyTransition(Generic[D]):
    """A `Transition`, whatever class its act is of."""

    id: str
    says: str
    act: type[object]
    at: tuple[State, ...]
    to: tuple[State, ...] = ()
    roles: tuple[str, ...] = ()
    cite: Citation | None = None


@attrs.frozen(kw_only=True)
class Opening(AnyOpening[D], Generic[D, A]):
    """How a case begins: each region at its first state.

    Attributes:
        id: names it in events.
        says: what it is, in a sentence.
        act: the class of the act.
        begins: gives the data of the case.
        roles: who may; any of them is enough; nobody is asked for a role where it is empty.
        checks: each gives its reasons against a command; all are asked.
        effects: what the host has to do.
        cite: the article that says so; None where none does.
    """

    act: type[A]
    begins: Callable[[Event[A]], D]
    checks: tuple[Callable[[Command[A]], Iterable[Reason]], ...] = ()
    effects: Effects[D, A] | None = None


@attrs.frozen(kw_only=True)
class Transition(AnyTransition[D], Generic[D, A]):
    """A row of the table: who may do what, at which states, and what comes of it.

    Attributes:
        id: names it in events, separations and deadlines.
        says: what it is, in a sentence.
        act: the class of the act.
        at: the states at which it may be done. States of one region are alternatives; every
            region that is named has to agree; a region that is not named may stand anywhere.
        to: the states that it leads to, at most one of a region; other regions stay.
        roles: who may; any of them is enough; nobody is asked for a role where it is empty.
        takes: whether a command takes this row, where another row of the same act that stands
            below it may begin there too; None where the states alone decide.
        guards: each gives its reasons against doing it to this case at all; all are asked.
        people: each gives its reasons against this actor, whatever the roles; all are asked.
        checks: each gives its reasons against this very command; all are asked.
        changes: gives the data after the event; None leaves them.
        effects: what the host has to do.
        cite: the article that says so; None where none does.
    """

    act: type[A]
    takes: Callable[[Case[D], Command[A]], bool] | None = None
    guards: tuple[Callable[[Case[D]], Iterable[Reason]], ...] = ()
    people: tuple[Callable[[Case[D], Actor], Iterable[Reason]], ...] = ()
    checks: tuple[Callable[[Case[D], Command[A]], Iterable[Reason]], ...] = ()
    changes: Callable[[D, Event[A]], D] | None = None
    effects: Effects[D, A] | None = None


@attrs.frozen(kw_only=True)
class Completion(Generic[D]):
    """What follows by itself as soon as its states and its condition hold: a join, for one.

    Attributes:
        id: names it in events, separations and deadlines.
        says: what it is, in a sentence.
        at: as for a transition.
        to: as for a transition.
        when: whether the data allow it; None where the states alone decide.
        changes: gives the data after it; None leaves them.
        effects: what the host has to do.
        cite: the article that says so; None where none does.
    """

    id: str
    says: str
    at: tuple[State, ...]
    to: tuple[State, ...]
    when: Callable[[D], bool] | None = None
    changes: Callable[[D], D] | None = None
    effects: Effects[D, object] | None = None
    cite: Citation | None = None


@attrs.frozen(kw_only=True)
class Separation:
    """Duties that nobody may hold two of in one case, from its opening to its end.

    Attributes:
        id: names it.
        says: the rule, in a sentence.
        duties: groups of names. A name is a transition, a role, or an office that the data give to
            a person. Who holds one of a group may hold others of it, and none of another group.
        cite: the article that says so; None where none does.
    """

    id: str
    says: str
    duties: tuple[tuple[str, ...], ...]
    cite: Citation | None = None

    def group_of(self, names: Collection[str]) -> int | None:
        """Return which group of duties one of `names` is in, from 0; None for no group."""
        for index, group in enumerate(self.duties):
            if any(name in group for name in names):
                return index
        return None

    def others(self, names: Collection[str]) -> frozenset[str]:
        """Return what whoever holds one of `names` must not hold; empty where none is a duty.

        >>> pair = Separation(id="pair", says="", duties=(("make",), ("check", "approve")))
        >>> sorted(pair.others(["make"])), sorted(pair.others(["read"]))
        (['approve', 'check'], [])
        """
        mine = self.group_of(names)
        groups = () if mine is None else (*self.duties[:mine], *self.duties[mine + 1 :])
        return frozenset(name for group in groups for name in group)


@attrs.frozen(kw_only=True)
class Deadline(Generic[D]):
    """A time within which something has to be done once something else has happened.

    Attributes:
        id: names it.
        says: what is due, in a sentence.
        starts: ids of the transitions and completions that start the clock, or start it again.
        ends: ids of those by which it is done.
        lapses: ids of those after which it need not be done any more.
        within: the time allowed; or what gives it from the data: a period, the very day, or None
            where this case has no such deadline.
        once: whether the data after one of `ends` say that it is done; None where that alone does.
        since: gives from the starting event the day that the time is counted from; None for the
            day of that event.
        cite: the article that says so; None where none does.
    """

    id: str
    says: str
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    within: Period | Callable[[D], Period | date | None]
    lapses: tuple[str, ...] = ()
    once: Callable[[D], bool] | None = None
    since: Callable[[Event[object]], date] | None = None
    cite: Citation | None = None


@attrs.frozen(kw_only=True)
class Invariant(Generic[D]):
    """What holds after every event that there can be; `explore` proves it.

    Attributes:
        id: names it.
        says: what holds, in a sentence.
        holds: whether it does, of an event, and of the case after it and all that followed by
            itself. It may speak of the state, the data, and who acted in `roles`; the rest of the
            past is forgotten in exploring.
        roles: the roles whose holders it speaks of.
        cite: the article that says so; None where none does.
    """

    id: str
    says: str
    holds: Callable[[Case[D], Event[object]], bool]
    roles: tuple[str, ...] = ()
    cite: Citation | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Table(Generic[D]):
    """All that a procedure states.

    Attributes:
        id: names the procedure.
        edition: number of the definition, from 1; a new one wherever an old log reads otherwise.
        title: what people call it.
        regions: enumerations whose members are the states; a case stands in one of each, at
            first in the first.
        opening: how a case begins.
        transitions: what may be done.
        completions: what follows by itself, in the order in which it is looked for.
        roles: each role, with what it is.
        ends: states at which a case is over.
        separations: duties that have to be different people's.
        offices: gives from the data who holds which office, for the separations.
        deadlines: what is due once something has happened.
        invariants: what holds after every event.
        effects: classes of what it may ask the host to do.
        examples: acts with which every row can be reached, for `explore`.
        days: days on which it tries them; empty where any one day will do.
        title_zh: the title in Chinese; empty where there is none.
        cite: the document that demands it; None where none does.
    """

    id: str
    edition: int
    title: str
    regions: tuple[type[State], ...]
    opening: AnyOpening[D]
    transitions: tuple[AnyTransition[D], ...]
    completions: tuple[Completion[D], ...] = ()
    roles: Mapping[str, str] = attrs.field(factory=dict)
    ends: tuple[State, ...]
    separations: tuple[Separation, ...] = ()
    offices: Callable[[D], Mapping[str, str]] | None = None
    deadlines: tuple[Deadline[D], ...] = ()
    invariants: tuple[Invariant[D], ...] = ()
    effects: tuple[type[object], ...] = ()
    examples: tuple[object, ...] = ()
    days: tuple[date, ...] = ()
    title_zh: str = ""
    cite: Citation | None = None

    def __str__(self) -> str:
        return f"{self.id}/{self.edition}"

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self}>"

    @property
    def ids(self) -> tuple[str, ...]:
        """The id of every row: of the opening, the transitions, the completions."""
        transitions = tuple(one.id for one in self.transitions)
        return (self.opening.id, *transitions, *(one.id for one in self.completions))

    @property
    def acts(self) -> tuple[type[object], ...]:
        """The classes of what can be done, the opening first, each once."""
        return tuple(dict.fromkeys((self.opening.act, *(one.act for one in self.transitions))))
