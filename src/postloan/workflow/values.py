"""What goes into a procedure and what comes out: actors, commands, cases, events, answers."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Generic, TypeAlias, TypeVar

import attrs

from postloan.dates import checked_date
from postloan.errors import InvalidValue
from postloan.model.checks import checked_code, checked_instance, checked_tuple

__all__ = [
    "Actor",
    "Case",
    "Command",
    "Event",
    "Migrated",
    "Moved",
    "Permission",
    "Reason",
    "Refused",
    "State",
]

A_co = TypeVar("A_co", covariant=True)
D = TypeVar("D")

State: TypeAlias = Enum
"""A state is a member of an enumeration, and the enumeration is the region that it belongs to."""


def _roles(value: tuple[str, ...]) -> tuple[str, ...]:
    roles = checked_tuple("Actor", "roles", value, str)
    return tuple(checked_code("Actor", "roles", role) for role in roles)


@attrs.frozen(kw_only=True)
class Actor:
    """A person or a system that acts. The host says who it is; nothing here authenticates.

    Attributes:
        id: one id for one person, whatever roles they act in.
        roles: the roles that the host grants them for this case.

    >>> Actor(id="li", roles=("credit",)).roles
    ('credit',)
    """

    id: str
    roles: tuple[str, ...] = attrs.field(converter=_roles)

    def __attrs_post_init__(self) -> None:
        checked_code("Actor", "id", self.id)


@attrs.frozen(kw_only=True)
class Command(Generic[A_co]):
    """What somebody wants done to a case.

    Attributes:
        case: id of the case.
        act: what is to be done, with its particulars.
        by: who wants it.
        on: the day on which it is done.
        expected_version: version of the case that its sender saw, at least 0; 0 opens a case.
    """

    case: str
    act: A_co
    by: Actor
    on: date
    expected_version: int

    def __attrs_post_init__(self) -> None:
        checked_code("Command", "case", self.case)
        checked_instance("Command", "by", self.by, Actor)
        checked_date("Command", "on", self.on)
        version: object = self.expected_version
        if type(version) is not int or version < 0:
            raise InvalidValue("Command", "expected_version", version, "an int, at least 0")


@attrs.frozen(kw_only=True)
class Event(Generic[A_co]):
    """What happened to a case: an act that was admitted, or what followed from one by itself.

    Attributes:
        case: id of the case.
        version: version that the case has with it, from 1, without a gap.
        transition: id of the transition or completion that was taken.
        on: the day on which it happened.
        by: id of who acted, or whose act it followed from.
        role: the role they acted in; empty where none is asked for.
        act: what was done; None where it followed by itself.
    """

    case: str
    version: int
    transition: str
    on: date
    by: str
    role: str
    act: A_co


@attrs.frozen(kw_only=True)
class Migrated:
    """The act by which a running case goes from one edition of its definition to the next.

    Attributes:
        source: the edition that it was under.
        target: the edition that it is under from now on.
    """

    source: int
    target: int


@attrs.frozen(kw_only=True)
class Case(Generic[D]):
    """One run of a procedure, with its whole history.

    Attributes:
        workflow: id of the procedure.
        edition: edition of the definition that it is under.
        id: id of the case.
        state: where it stands in each region, in the order of the definition.
        data: what the procedure keeps of it.
        events: all that happened, oldest first; folding them gives the case.
    """

    workflow: str
    edition: int
    id: str
    state: tuple[State, ...]
    data: D
    events: tuple[Event[object], ...]

    @property
    def version(self) -> int:
        """How many events it has: what a command has to expect."""
        return len(self.events)

    def is_in(self, *states: State) -> bool:
        """Return whether it stands in one of `states`."""
        return any(state in states for state in self.state)


@attrs.frozen(kw_only=True)
class Reason:
    """Why something is refused. `str` is the sentence.

    Attributes:
        code: what kind of reason: `case`, `version`, `date`, `state`, `role`, `separation`, or the
            code that the procedure gives its own.
        says: the sentence.
    """

    code: str
    says: str

    def __str__(self) -> str:
        return self.says


@attrs.frozen(kw_only=True)
class Moved(Generic[D]):
    """The answer to a command that is admitted.

    Attributes:
        case: the case after it.
        events: what the host stores, under the case's id and their versions.
        effects: what the host does next, in order; the library does none of it.
    """

    case: Case[D]
    events: tuple[Event[object], ...]
    effects: tuple[object, ...]


@attrs.frozen(kw_only=True)
class Refused:
    """The answer to a command that is not admitted: nothing has changed.

    Attributes:
        command: what was wanted.
        reasons: every reason against it, at least one.
    """

    command: Command[object]
    reasons: tuple[Reason, ...]

    def __str__(self) -> str:
        return "; ".join(map(str, self.reasons))


@attrs.frozen(kw_only=True)
class Permission:
    """Whether an actor may do something to a case now, as far as can be told without particulars.

    Attributes:
        act: the class of the act.
        blockers: every reason against it; empty where it may be done.
    """

    act: type[object]
    blockers: tuple[Reason, ...]

    def __bool__(self) -> bool:
        return not self.blockers
