"""Every procedure that ships, against a clerk who reads its table and nothing of the engine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from postloan.workflow.documents import Documents
from postloan.workflow.exploring import actors_of
from postloan.workflow.history import redecide, timeline
from postloan.workflow.shipped import WORKFLOWS
from postloan.workflow.table import Completion, Transition
from postloan.workflow.values import Actor, Case, Command, Moved, Reason, State
from postloan.workflow.workflow import Workflow

Row = Transition[object, object]
Doing = tuple[object, Actor, date]
OTHERS: Final = [one for one in WORKFLOWS.values() if one.id != "clearance"]
"""Clearance has a model of its own."""


class Clerk:
    """Where a case stands and who did what, on a sheet of paper."""

    def __init__(self, workflow: Workflow[object]) -> None:
        self.workflow = workflow
        self.stands = {region: next(iter(region)) for region in workflow.regions}
        self.did: list[tuple[str, set[str]]] = []

    def is_at(self, at: tuple[State, ...]) -> bool:
        named = {type(state) for state in at}
        return all(self.stands[region] in at for region in named)

    def row_of(self, case: Case[object], act: object, by: Actor) -> Row | None:
        asked = Command(case="C-1", act=act, by=by, on=date.max, expected_version=0)
        rows = [row for row in self.workflow.transitions if row.act is type(act)]
        found = [row for row in rows if isinstance(row, Transition) and self.is_at(row.at)]
        return next((row for row in found if not row.takes or row.takes(case, asked)), None)

    def duties(self, row: Row, by: Actor) -> set[str]:
        return {row.id, next(role for role in row.roles if role in by.roles)}

    def may(self, case: Case[object], act: object, by: Actor) -> Row | None:
        """Return the row that `by` may take, whatever the data say."""
        row = self.row_of(case, act, by)
        if row is None or not set(row.roles) & set(by.roles):
            return None
        offices = self.workflow.offices(case.data) if self.workflow.offices else {}
        held = [names for who, names in self.did if who == by.id]
        held += [{office} for office, who in offices.items() if who == by.id]
        for separation in self.workflow.separations:
            of = {name: n for n, group in enumerate(separation.duties) for name in group}
            mine = {of[name] for name in self.duties(row, by) if name in of}
            if mine and {of[name] for names in held for name in names if name in of} - mine:
                return None
        return row

    def against(self, case: Case[object], row: Row, command: Command[object]) -> list[Reason]:
        told = self.lasting(case, row, command.by)
        return told + [reason for check in row.checks for reason in check(case, command)]

    def lasting(self, case: Case[object], row: Row, by: Actor) -> list[Reason]:
        """Return what speaks against it whatever the particulars."""
        told = [reason for guard in row.guards for reason in guard(case)]
        return told + [reason for person in row.people for reason in person(case, by)]

    def goes(self, row: Row | Completion[object]) -> None:
        self.stands |= {type(state): state for state in row.to}

    def follows(self, case: Case[object]) -> None:
        """Follow what comes by itself; the data are those of the end."""
        for event in case.events:
            if event.version > len(self.did) and event.act is None:
                done = next(c for c in self.workflow.completions if c.id == event.transition)
                assert self.is_at(done.at)
                self.goes(done)
                self.did.append((event.by, {event.transition, event.role}))


class Procedure(RuleBasedStateMachine):
    workflow: Workflow[object]

    def __init__(self) -> None:
        super().__init__()
        workflow = self.workflow
        self.actors = actors_of(workflow)
        self.days = workflow.days or (date(2026, 3, 2),)
        opens = workflow.opening
        self.acts = [act for act in workflow.examples if type(act) is not opens.act]
        self.openings = [act for act in workflow.examples if type(act) is opens.act]
        self.clerk = Clerk(workflow)
        self.documents = Documents(workflow)
        self.case: Case[object] | None = None

    def command(self, act: object, by: Actor, on: date) -> Command[object]:
        version = 0 if self.case is None else self.case.version
        return Command(case="C-1", act=act, by=by, on=on, expected_version=version)

    @rule(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        if self.case is None:
            act = data.draw(st.sampled_from(self.openings))
            role = self.workflow.opening.roles[0]
            by = next(actor for actor in self.actors if actor.roles == (role,))
            answer = self.workflow.decide(None, self.command(act, by, self.days[0]))
            assert isinstance(answer, Moved)
            self.case = answer.case
            self.clerk.did.append((by.id, {self.workflow.opening.id, role}))
            self.clerk.follows(self.case)

    @rule(data=st.data())
    def anything(self, data: st.DataObject) -> None:
        if self.case is not None:
            act = data.draw(st.sampled_from(self.acts))
            self.attempt(act, data.draw(st.sampled_from(self.actors)), self.days[-1])

    @rule(data=st.data())
    def something_possible(self, data: st.DataObject) -> None:
        if self.case is not None and (possible := list(self.possible(self.case))):
            self.attempt(*data.draw(st.sampled_from(possible)))

    def possible(self, case: Case[object]) -> Iterator[Doing]:
        for act in self.acts:
            for by in self.actors:
                for on in self.days:
                    row = self.clerk.may(case, act, by)
                    if row and not self.clerk.against(case, row, self.command(act, by, on)):
                        yield act, by, on

    def attempt(self, act: object, by: Actor, on: date) -> None:
        assert self.case is not None
        command = self.command(act, by, on)
        row = self.clerk.may(self.case, act, by)
        told = [] if row is None else self.clerk.against(self.case, row, command)
        backwards = on < self.case.events[-1].on
        permitted = {one.act: bool(one) for one in self.workflow.allowed(self.case, by)}
        guarded = row is not None and bool(self.clerk.lasting(self.case, row, by))
        assert permitted[type(act)] is (row is not None and not guarded)
        assert self.documents.read_command(self.documents.write_command(command)) == command
        answer = self.workflow.decide(self.case, command)
        assert isinstance(answer, Moved) is (row is not None and not told and not backwards)
        if isinstance(answer, Moved):
            assert row is not None
            self.case = answer.case
            self.clerk.did.append((by.id, self.clerk.duties(row, by)))
            self.clerk.goes(row)
            self.clerk.follows(self.case)
            for effect in answer.effects:
                written = self.documents.write_effect(effect)
                assert self.documents.read_effect(written) == effect
            for event in answer.events:
                assert all(one.holds(self.case, event) for one in self.workflow.invariants)

    @invariant()
    def case_and_sheet_stand_alike(self) -> None:
        if self.case is not None:
            assert self.case.state == tuple(self.clerk.stands.values())

    def teardown(self) -> None:
        if self.case is not None:
            documents = self.documents
            text = documents.write_case(self.case)
            assert documents.read_case(text) == self.case
            log = [documents.write_event(event) for event in self.case.events]
            assert documents.read_log(log) == self.case
            assert redecide(self.workflow, self.case.events) == self.case
            assert len(timeline(self.workflow, self.case).splitlines()) == self.case.version + 1


@pytest.mark.parametrize("workflow", OTHERS, ids=str)
def test_a_procedure_does_what_its_table_says(workflow: Workflow[object]) -> None:
    machine = type(workflow.id, (Procedure,), {"workflow": workflow})
    few = settings(max_examples=30, stateful_step_count=20, deadline=None)
    run_state_machine_as_test(machine, settings=few)
