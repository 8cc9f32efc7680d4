"""Cases, commands, events and effects as JSON: versioned, exact, or refused with the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final, Generic, TypeVar, get_type_hints

import attrs

from postloan.errors import InvalidDocument, InvalidEvent, InvalidWorkflow
from postloan.model.codec import Format, read_document, write_document
from postloan.model.plans import Plan, RecordPlan, one_of, or_none, tuple_of
from postloan.workflow.history import redecide
from postloan.workflow.values import Case, Command, Event, Migrated
from postloan.workflow.workflow import Workflow

__all__ = ["CASE", "COMMAND", "EFFECT", "EVENT", "Documents"]

D = TypeVar("D")
T = TypeVar("T")

CASE: Final = Format(name="postloan.case", major=1)
"""A case: its log, from which it is made again."""
COMMAND: Final = Format(name="postloan.command", major=1)
"""What somebody wants done."""
EVENT: Final = Format(name="postloan.event", major=1)
"""One event, as a host stores it."""
EFFECT: Final = Format(name="postloan.effect", major=1)
"""What the host has still to do, as it stands in an outbox."""


@attrs.frozen(kw_only=True)
class Sheet(Generic[T]):
    """What stands in a document: something of a procedure, with the edition that it is under."""

    workflow: str
    content: T


class Documents(Generic[D]):
    """How a procedure's cases, commands, events and effects stand in JSON.

    What is read back is equal to what was written. A case is its log, and is read by deciding all
    of it again: a document that was tampered with is refused, with the reason. What was written
    under the editions that `workflow` comes from is read too; a host that still runs cases of one
    writes what becomes of them by `Documents` of that definition.

    Raises:
        InvalidWorkflow: acts or effects of two editions have one name and are not the same class.
    """

    def __init__(self, workflow: Workflow[D]) -> None:
        self.workflow = workflow
        editions = tuple(workflow.editions.values())
        acts = _each_once(workflow, (act for one in editions for act in one.acts))
        effects = _each_once(workflow, (effect for one in editions for effect in one.effects))
        event = _plan(Event, act=or_none(one_of((*acts, Migrated))))
        command = _plan(Command, act=one_of(acts))
        self._case = _plan(Sheet[tuple[Event[object], ...]], content=tuple_of(event))
        self._command = _plan(Sheet[Command[object]], content=command)
        self._event = _plan(Sheet[Event[object]], content=event)
        self._effect = _plan(Sheet[object], content=one_of(effects))

    def write_case(self, case: Case[D]) -> str:
        """Return a case as a document on one line."""
        sheet = Sheet(workflow=f"{case.workflow}/{case.edition}", content=case.events)
        return write_document(sheet, self._case, CASE)

    def read_case(self, text: str) -> Case[D]:
        """Return the case that a document holds, every act of its log decided again.

        Raises:
            InvalidDocument: with the path of the first fault, or of the first event that cannot
                have happened.
        """
        sheet = read_document(text, self._case, CASE)
        try:
            return redecide(self._definition(sheet.workflow), sheet.content)
        except InvalidEvent as error:
            place = min(error.version, len(sheet.content)) - 1
            at = f"[{place}]" if sheet.content else ""
            raise InvalidDocument(f"$.content{at}", error.problem) from error

    def write_command(self, command: Command[object]) -> str:
        """Return a command as a document on one line."""
        return write_document(self._sheet(command), self._command, COMMAND)

    def read_command(self, text: str) -> Command[object]:
        """Return the command that a document holds; whether it is admitted is not asked here.

        Raises:
            InvalidDocument: with the path of the first fault.
        """
        return self._content(read_document(text, self._command, COMMAND))

    def write_event(self, event: Event[object]) -> str:
        """Return an event as a document on one line."""
        return write_document(self._sheet(event), self._event, EVENT)

    def read_event(self, text: str) -> Event[object]:
        """Return the event that a document holds; `fold` and `redecide` say whether it can follow.

        Raises:
            InvalidDocument: with the path of the first fault.
        """
        return self._content(read_document(text, self._event, EVENT))

    def read_log(self, texts: Iterable[str]) -> Case[D]:
        """Return the case that its events give as a host stored them, oldest first.

        They are folded under the edition of the last of them, and not decided again.

        Raises:
            InvalidDocument: with the path of the first fault.
            InvalidEvent: there is none, or one that cannot follow those before it.
        """
        sheets = [read_document(text, self._event, EVENT) for text in texts]
        definition = self._definition(sheets[-1].workflow) if sheets else self.workflow
        return definition.fold(sheet.content for sheet in sheets)

    def write_effect(self, effect: object) -> str:
        """Return an effect as a document on one line."""
        return write_document(self._sheet(effect), self._effect, EFFECT)

    def read_effect(self, text: str) -> object:
        """Return the effect that a document holds.

        Raises:
            InvalidDocument: with the path of the first fault.
        """
        return self._content(read_document(text, self._effect, EFFECT))

    def schema(self, kind: Format) -> dict[str, object]:
        """Return the JSON Schema (draft 2020-12) of `CASE`, `COMMAND`, `EVENT` or `EFFECT`."""
        describe = {
            CASE.name: self._case.described,
            COMMAND.name: self._command.described,
            EVENT.name: self._event.described,
            EFFECT.name: self._effect.described,
        }
        definitions: dict[str, object] = {}
        sheet = describe[kind.name](definitions, format={"const": str(kind)})
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": str(kind),
            **sheet,
            "$defs": dict(sorted(definitions.items())),
        }

    def _sheet(self, content: T) -> Sheet[T]:
        return Sheet(workflow=str(self.workflow), content=content)

    def _content(self, sheet: Sheet[T]) -> T:
        self._definition(sheet.workflow)
        return sheet.content

    def _definition(self, named: str) -> Workflow[D]:
        for definition in self.workflow.editions.values():
            if str(definition) == named:
                return definition
        known = " or ".join(map(str, self.workflow.editions.values()))
        raise InvalidDocument("$.workflow", f"must be {known}; got {named!r}")


def _each_once(workflow: Workflow[D], classes: Iterable[type[object]]) -> tuple[type[object], ...]:
    """Return classes without repetition; a document tells each by its name."""
    every = tuple(dict.fromkeys(classes))
    twice = [name for name, many in Counter(one.__name__ for one in every).items() if many > 1]
    if twice:
        faults = tuple(f"two classes are called {name}: no document could tell" for name in twice)
        raise InvalidWorkflow(workflow.id, faults)
    return every


def _plan(cls: type[T], **plans: Plan) -> RecordPlan[T]:
    """Return the plan of a class, some of whose fields only the procedure can type."""
    bare = getattr(cls, "__origin__", cls)
    return RecordPlan(bare, {**get_type_hints(bare), **plans})
