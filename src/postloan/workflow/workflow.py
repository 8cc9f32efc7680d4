"""A procedure as a value: `decide` answers a command, `evolve` follows an event, `fold` a log."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import NoneType
from typing import Final, Generic, TypeVar, cast

import attrs

from postloan.errors import InvalidEvent, InvalidValue, InvalidWorkflow
from postloan.workflow.blockers import elsewhere, named, not_theirs, open_already, stale, unopened
from postloan.workflow.faults import faults_of
from postloan.workflow.rows import Row, completion_row, opening_row, transition_row
from postloan.workflow.table import Opening, Table, Transition
from postloan.workflow.values import (
    Actor,
    Case,
    Command,
    Event,
    Migrated,
    Moved,
    Permission,
    Reason,
    Refused,
    State,
)

__all__ = ["MIGRATED", "Migration", "Workflow"]

D = TypeVar("D")

MIGRATED: Final = "migrated"
"""What stands for the row of an event that brings a case to another edition."""
_MOST_AT_ONCE: Final = 100


@attrs.frozen(kw_only=True)
class Migration(Generic[D]):
    """How a running case comes over from the edition before.

    Attributes:
        source: the definition that it was under.
        state: gives, from where it stood in the regions of `source`, where it stands now; None
            where a case that stands there cannot come over.
        data: gives the new data from the old ones; None where they stay.
    """

    source: Workflow[D]
    state: Callable[[tuple[State, ...]], tuple[State, ...] | None]
    data: Callable[[D], D] | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Workflow(Table[D]):
    """A procedure: a table of what may be done to a case, and the answers it gives.

    It holds no case, reads no clock and does nothing itself: the host stores the events, and does
    what the effects say. Its fields are those of `Table`; the definition is checked as a whole
    when it is made.

    Attributes:
        succeeds: how a case comes over from the edition before; None where there was none.

    Raises:
        InvalidWorkflow: with all that is wrong with the definition.
    """

    succeeds: Migration[D] | None = None
    _first: tuple[State, ...] = attrs.field(init=False)
    _begin: Row[D] = attrs.field(init=False)
    _rows: Mapping[type[object], tuple[Row[D], ...]] = attrs.field(init=False)
    _following: tuple[Row[D], ...] = attrs.field(init=False)
    _by_id: Mapping[str, Row[D]] = attrs.field(init=False)
    _said: dict[tuple[str, tuple[State, ...]], Reason] = attrs.field(init=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        faults = tuple(faults_of(self))
        if faults:
            raise InvalidWorkflow(self.id, faults)
        rows: dict[type[object], tuple[Row[D], ...]] = {}
        for transition in cast("tuple[Transition[D, object], ...]", self.transitions):
            row = transition_row(transition, self.regions, self.separations)
            rows[transition.act] = (*rows.get(transition.act, ()), row)
        following = tuple(completion_row(one, self.regions) for one in self.completions)
        flat = (*(row for of_act in rows.values() for row in of_act), *following)
        begin = opening_row(cast("Opening[D, object]", self.opening), self.separations)
        compiled = {
            "_first": tuple(next(iter(region)) for region in self.regions),
            "_begin": begin,
            "_rows": rows,
            "_following": following,
            "_by_id": {row.id: row for row in flat},
        }
        for name, value in compiled.items():
            object.__setattr__(self, name, value)

    @property
    def editions(self) -> Mapping[int, Workflow[D]]:
        """This definition and all that it comes from, by the number of their edition."""
        before = {} if self.succeeds is None else self.succeeds.source.editions
        return {self.edition: self, **before}

    def edition_of(self, case: Case[D]) -> Workflow[D]:
        """Return the definition that a case is under: this one, or one that it comes from.

        Raises:
            InvalidValue: it is under none of them.
        """
        definition = self.editions.get(case.edition) if case.workflow == self.id else None
        if definition is None:
            known = " or ".join(map(str, self.editions.values()))
            raise InvalidValue("Workflow", "case", f"{case.workflow}/{case.edition}", known)
        return definition

    # ------------------------------------------------------------------------- deciding

    def decide(self, case: Case[D] | None, command: Command[object]) -> Moved[D] | Refused:
        """Return what comes of a command, or every reason why nothing does.

        Args:
            case: the case as it is; None where the command is to open it.
            command: what somebody wants done.

        Raises:
            InvalidValue: the act is none of this procedure, or the case is not under it.
        """
        act, opens = type(command.act), self._begin.act
        if act not in self._rows and act is not opens:
            allowed = f"one of {', '.join(one.__name__ for one in self.acts)}"
            raise InvalidValue("Command", "act", command.act, allowed)
        reasons = stale(case, command)
        row = self._begin
        if case is not None:
            self._own(case)
            found = self._taken(case, command)
            if found is None:
                reasons += self._nowhere(case, act, command.by)
            else:
                row = found
                reasons += self._against(case, row, command.by)
                for check in row.checks:
                    reasons += check(case, command)
        elif act is opens:
            reasons += not_theirs(None, row, command.by, None)
            for check_opening in cast("Opening[D, object]", self.opening).checks:
                reasons += check_opening(command)
        else:
            reasons.append(unopened(command, self.acts[0]))
        if reasons:
            return Refused(command=command, reasons=tuple(reasons))
        event = Event(
            case=command.case,
            version=command.expected_version + 1,
            transition=row.id,
            on=command.on,
            by=command.by.id,
            role=row.role_of(command.by) or "",
            act=command.act,
        )
        after = self._begun(event) if case is None else row.after(case, event)
        return self._followed(after, row, event)

    def allowed(self, case: Case[D], actor: Actor) -> tuple[Permission, ...]:
        """Return for each act whether `actor` may do it now, or every reason against it.

        What only the particulars of a command could tell is left open: the checks.

        Raises:
            InvalidValue: the case is not under this procedure.
        """
        self._own(case)
        permissions = []
        for act, rows in self._rows.items():
            told = [self._against(case, row, actor) for row in rows if row.stands(case.state)]
            blockers = min(told, key=len) if told else self._nowhere(case, act, actor)
            permissions.append(Permission(act=act, blockers=tuple(blockers)))
        return tuple(permissions)

    def _taken(self, case: Case[D], command: Command[object]) -> Row[D] | None:
        """Return the row that a command takes where the case stands; None where it takes none."""
        for row in self._rows.get(type(command.act), ()):
            if row.stands(case.state) and (row.takes is None or row.takes(case, command)):
                return row
        return None

    def _against(self, case: Case[D], row: Row[D], actor: Actor) -> list[Reason]:
        """Return what speaks against taking a row, whatever the particulars."""
        reasons = not_theirs(case, row, actor, self.offices)
        for guard in row.guards:
            reasons += guard(case)
        for person in row.people:
            reasons += person(case, actor)
        return reasons

    def _nowhere(self, case: Case[D], act: type[object], actor: Actor) -> list[Reason]:
        """Return that an act is not done where the case stands, and what else is against it."""
        rows = self._rows.get(act)
        if rows is None:
            return [open_already(case)]
        against = not_theirs(case, rows[0], actor, self.offices)
        return [self._elsewhere(case.state, rows), *against]

    def possible(self, state: tuple[State, ...]) -> frozenset[type[object]]:
        """Return the acts that can be done where a case stands, by whomever."""
        return frozenset(
            act for act, rows in self._rows.items() if any(row.stands(state) for row in rows)
        )

    def _elsewhere(self, state: tuple[State, ...], rows: tuple[Row[D], ...]) -> Reason:
        """Return that an act is done at other states, in words that are kept for the next time."""
        key = (rows[0].id, state)
        if key not in self._said:
            every = (row for of_act in self._rows.values() for row in of_act)
            here = ", ".join(row.id for row in every if row.stands(state))
            self._said[key] = elsewhere(state, rows, here or "nothing can be done")
        return self._said[key]

    def _followed(self, case: Case[D], row: Row[D], event: Event[object]) -> Moved[D]:
        """Return the answer to an event, with all that follows from it by itself."""
        effects = () if row.effects is None else tuple(row.effects(case, event))
        events: tuple[Event[object], ...] = (event,)
        while True:
            for following in self._following:
                if following.follows(case):
                    break
            else:
                return Moved(case=case, events=events, effects=effects)
            if len(events) > _MOST_AT_ONCE:
                raise InvalidWorkflow(self.id, (f"{following.id} follows from itself for ever",))
            event = Event(
                case=event.case,
                version=event.version + 1,
                transition=following.id,
                on=event.on,
                by=event.by,
                role=event.role,
                act=None,
            )
            case = following.after(case, event)
            events += (event,)
            if following.effects is not None:
                effects += tuple(following.effects(case, event))

    # ------------------------------------------------------------------------ following

    def evolve(self, case: Case[D] | None, event: Event[object]) -> Case[D]:
        """Return the case after an event that was stored; nothing is decided again.

        Args:
            case: the case before it; None for the event that opened it.
            event: what happened.

        Raises:
            InvalidEvent: it cannot have happened then, by its version, its id or the state.
            InvalidValue: the case is not under this procedure.
        """
        version = 1 if case is None else case.version + 1
        if event.version != version:
            raise InvalidEvent(event.case, version, f"has the version {event.version}")
        if case is not None and event.case != case.id:
            raise InvalidEvent(event.case, event.version, f"stands in the log of {case.id}")
        if case is not None and type(event.act) is Migrated:
            return self._migrated(case, event, event.act)
        row = self._begin if case is None else self._by_id.get(event.transition)
        if (
            row is None
            or event.transition != row.id
            or type(event.act) is not (row.act or NoneType)
        ):
            act = type(event.act).__name__
            problem = f"is {event.transition} with {act}, which {self} does not know there"
            raise InvalidEvent(event.case, event.version, problem)
        if case is None:
            return self._begun(event)
        self._own(case)
        if not row.stands(case.state):
            problem = f"is {row.id}, which cannot be at {named(case.state)}"
            raise InvalidEvent(event.case, event.version, problem)
        return row.after(case, event)

    def fold(self, events: Iterable[Event[object]]) -> Case[D]:
        """Return the case that a log gives, oldest event first, whatever editions it went through.

        Raises:
            InvalidEvent: there is none, or one that cannot follow those before it.
        """
        case: Case[D] | None = None
        for definition, event in self.under(tuple(events)):
            case = definition.evolve(case, event)
        return cast("Case[D]", case)

    def under(
        self, events: tuple[Event[object], ...]
    ) -> Iterator[tuple[Workflow[D], Event[object]]]:
        """Yield each event of a log with the edition of the definition that it happened under.

        An event that brings the case to an edition is that edition's.

        Raises:
            InvalidEvent: there is none, or one brings the case where it cannot come from.
        """
        if not events:
            raise InvalidEvent("", 1, "is missing: a log has at least its opening")
        definitions = self.editions
        acts = (event.act for event in events)
        edition = next((act.source for act in acts if isinstance(act, Migrated)), self.edition)
        for version, event in enumerate(events, 1):
            if event.version != version:
                raise InvalidEvent(event.case, version, f"has the version {event.version}")
            if isinstance(event.act, Migrated):
                edition = event.act.target
            if edition not in definitions:
                problem = f"is under edition {edition}, which {self} does not come from"
                raise InvalidEvent(event.case, version, problem)
            yield definitions[edition], event

    def _begun(self, event: Event[object]) -> Case[D]:
        return Case(
            workflow=self.id,
            edition=self.edition,
            id=event.case,
            state=self._first,
            data=cast("Opening[D, object]", self.opening).begins(event),
            events=(event,),
        )

    def _migrated(self, case: Case[D], event: Event[object], act: Migrated) -> Case[D]:
        before = self.succeeds
        from_to = (case.workflow, event.transition, act.source, act.target)
        right = from_to == (self.id, MIGRATED, case.edition, self.edition)
        if before is None or not right:
            problem = f"brings {case.workflow}/{case.edition} to {self}, which does not succeed it"
            raise InvalidEvent(event.case, event.version, problem)
        state = before.state(case.state)
        if state is None:
            problem = f"brings to {self} a case at {named(case.state)}, which has no place there"
            raise InvalidEvent(event.case, event.version, problem)
        return attrs.evolve(
            case,
            edition=self.edition,
            state=state,
            data=case.data if before.data is None else before.data(case.data),
            events=(*case.events, event),
        )

    def _own(self, case: Case[D]) -> None:
        if case.edition != self.edition or case.workflow != self.id:
            raise InvalidValue("Workflow", "case", f"{case.workflow}/{case.edition}", str(self))
