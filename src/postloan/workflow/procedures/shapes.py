"""What procedures share: acts that give a reason, a second pair of eyes, and who must differ."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Generic, TypeVar

import attrs

from postloan.citation import Citation
from postloan.model.checks import checked_text
from postloan.workflow.table import AnyTransition, Effects, Invariant, Separation, Transition
from postloan.workflow.values import Actor, Case, Command, Event, Reason, State

__all__ = [
    "Approve",
    "Choice",
    "Reasoned",
    "SendBack",
    "already_past",
    "four_eyes",
    "is_person",
    "nobody_twice",
    "second_look",
]

A = TypeVar("A")
D = TypeVar("D")


@attrs.frozen(kw_only=True)
class Reasoned:
    """An act that says why, in words."""

    reason: str
    """Why; not empty."""

    def __attrs_post_init__(self) -> None:
        checked_text(type(self).__name__, "reason", self.reason)


@attrs.frozen(kw_only=True)
class Approve:
    """Agree, as the second pair of eyes."""


@attrs.frozen(kw_only=True)
class SendBack(Reasoned):
    """Disagree, as the second pair of eyes."""


def second_look(
    *,
    says: str,
    at: tuple[State, ...],
    to: tuple[State, ...],
    back: tuple[State, ...],
    roles: tuple[str, ...],
    guards: tuple[Callable[[Case[D]], Iterable[Reason]], ...] = (),
    people: tuple[Callable[[Case[D], Actor], Iterable[Reason]], ...] = (),
    changes: Callable[[D, Event[object]], D] | None = None,
    returned: Callable[[D, Event[object]], D] | None = None,
    effects: Effects[D, object] | None = None,
    cite: Citation | None = None,
) -> tuple[AnyTransition[D], AnyTransition[D]]:
    """Return the rows by which somebody else approves, or sends back with the reason.

    Args:
        says: what approving is, in a sentence.
        at: where it waits for them.
        to: where approving leads.
        back: where sending back leads.
        roles: who may; the same for both.
        guards: what speaks against approving.
        people: what speaks against this actor.
        changes: gives the data after approving.
        returned: gives the data after sending back.
        effects: what the host does once it is approved.
        cite: the article that says so.
    """
    approve = Transition(
        id="approve",
        says=says,
        act=Approve,
        at=at,
        to=to,
        roles=roles,
        guards=guards,
        people=people,
        changes=changes,
        effects=effects,
        cite=cite,
    )
    send_back = Transition(
        id="send_back",
        says="It is sent back, with the reason.",
        act=SendBack,
        at=at,
        to=back,
        roles=roles,
        changes=returned,
        cite=cite,
    )
    return approve, send_back


def four_eyes(*duties: tuple[str, ...], says: str, cite: Citation | None = None) -> Separation:
    """Return that nobody holds duties of two of the groups in one case."""
    return Separation(id="four_eyes", says=says, duties=duties, cite=cite)


def nobody_twice(
    separation: Separation, offices: Callable[[D], Mapping[str, str]] | None = None
) -> Invariant[D]:
    """Return the invariant that a separation is kept, read off the log alone."""

    def holds(case: Case[D], _: Event[object]) -> bool:
        held: dict[str, set[int | None]] = {}
        for event in case.events:
            group = separation.group_of((event.transition, event.role))
            held.setdefault(event.by, set()).add(group)
        for office, who in (offices(case.data) if offices else {}).items():
            held.setdefault(who, set()).add(separation.group_of((office,)))
        return all(len(groups - {None}) <= 1 for groups in held.values())

    return Invariant(
        id="nobody_twice",
        says=f"{separation.says[0].upper()}{separation.says[1:]}.",
        holds=holds,
        roles=tuple(name for group in separation.duties for name in group),
        cite=separation.cite,
    )


@attrs.frozen(kw_only=True)
class Choice(Generic[D, A]):
    """What an act picks one of: where there is none it cannot be done, and no other can be picked.

    Attributes:
        code: code of the reasons.
        what: what all of them are, as in `held`.
        these: gives their ids from the data.
        picked: gives the id that the act picks.
    """

    code: str
    what: str
    these: Callable[[D], Collection[str]]
    picked: Callable[[A], str]

    def some(self, case: Case[D]) -> Iterator[Reason]:
        """Yield that there is none; a guard."""
        if not self.these(case.data):
            yield Reason(code=self.code, says=f"none is {self.what}")

    def among(self, case: Case[D], command: Command[A]) -> Iterator[Reason]:
        """Yield that another was picked, and which there are; a check."""
        these, one = self.these(case.data), self.picked(command.act)
        if these and one not in these:
            says = f"{one} is not {self.what}, but {' and '.join(sorted(these))}"
            yield Reason(code=self.code, says=says)


def already_past(day: date, command: Command[A]) -> Iterator[Reason]:
    """Yield the reason against a day that lies before the command's own; nothing speaks for it."""
    if day < command.on:
        says = f"{day} is past; the day has to be {command.on} or later"
        yield Reason(code="date", says=says)


def is_person(who: Callable[[D], str]) -> Callable[[Case[D], Actor], Iterator[Reason]]:
    """Return that only the person may whom the data name."""

    def against(case: Case[D], actor: Actor) -> Iterator[Reason]:
        person = who(case.data)
        if actor.id != person:
            yield Reason(code="person", says=f"this is for {person}, not for {actor.id}")

    return against
