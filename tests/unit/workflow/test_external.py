"""Life cycles as other open systems' own tests assert them, each run as a table of this engine."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, Final

import attrs
import pytest

from postloan.money import Money
from postloan.workflow.clearance import acts
from postloan.workflow.clearance.states import Phase
from postloan.workflow.table import AnyTransition, Opening, Transition
from postloan.workflow.values import Actor, Case, Command, Moved, Reason, Refused
from postloan.workflow.workflow import Workflow
from tests.unit.workflow.test_clearance import (
    CLOSED,
    LEDGER,
    MET,
    PAID,
    RUNNING,
    SETTLE,
    SETTLED,
    after,
    moved,
    owing,
    refused,
)

EXTERNAL: Final = Path(__file__).parents[2] / "cases" / "external" / "procedures.json"
CASES: Final = {case["id"]: case for case in json.loads(EXTERNAL.read_text("utf-8"))["cases"]}
DAY: Final = date(2026, 3, 2)
ANYBODY: Final = Actor(id="li", roles=("risk_lead",))


@attrs.frozen(kw_only=True)
class Begin:
    """Begin a case."""


def machine(rows: Iterable[tuple[str, str, str]]) -> tuple[Workflow[None], type[Enum], Any]:
    """Return the workflow of (state, event, state), its states, and its acts by event."""
    rows = tuple(dict.fromkeys(rows))
    names = dict.fromkeys(name for row in rows for name in (row[0], row[2]))
    states = Enum("states", {name: name for name in names})  # type: ignore[misc]
    doing = {event: attrs.make_class(event, [], frozen=True) for _, event, _ in rows}
    transitions: list[AnyTransition[None]] = [
        Transition(
            id=f"{event}_{start}",
            says="",
            act=doing[event],
            at=(states(start),),
            to=(states(end),),
        )
        for start, event, end in rows
    ]
    workflow = Workflow(
        id="machine",
        edition=1,
        title="A life cycle",
        regions=(states,),
        opening=Opening(id="begin", says="", act=Begin, begins=lambda _: None),
        transitions=tuple(transitions),
        ends=(),
    )
    return workflow, states, doing


LOAN: Final = [
    tuple(row)
    for case in CASES.values()
    if case["kind"] == "state_transition" and isinstance(case["expect"], list)
    for row in case["expect"]
]
LIFE, STATES, DOING = machine(LOAN)


def at(workflow: Workflow[None], state: Enum) -> Case[None]:
    begin = Command(case="L", act=Begin(), by=ANYBODY, on=DAY, expected_version=0)
    opened = workflow.decide(None, begin)
    assert isinstance(opened, Moved)
    return attrs.evolve(opened.case, state=(state,))


def doing(workflow: Workflow[None], case: Case[None], act: object) -> Moved[None] | Refused:
    return workflow.decide(
        case, Command(case="L", act=act, by=ANYBODY, on=DAY, expected_version=case.version)
    )


@pytest.mark.parametrize("start, event, end", LOAN, ids=lambda name: name)
def test_a_loan_goes_where_others_say_it_goes(start: str, event: str, end: str) -> None:
    answer = doing(LIFE, at(LIFE, STATES(start)), DOING[event]())
    assert isinstance(answer, Moved)
    assert answer.case.state == (STATES(end),)


def test_nothing_else_moves_and_the_refusal_says_what_would() -> None:
    known = {(start, event) for start, event, _ in LOAN}
    for state in STATES:
        possible = {event for start, event in known if start == state.value}
        for event in DOING:
            if event not in possible:
                answer = doing(LIFE, at(LIFE, state), DOING[event]())
                assert isinstance(answer, Refused)
                said = str(answer)
                assert f"states {state.value.replace('_', ' ')}:" in said
                assert all(f"{one}_{state.value}" in said for one in possible)


@pytest.mark.parametrize("start, event", CASES["FIN-SM-03"]["given"]["attempts"])
def test_what_others_silently_ignore_is_refused(start: str, event: str) -> None:
    answer = doing(LIFE, at(LIFE, STATES(start)), DOING[event]())
    assert isinstance(answer, Refused)
    assert [reason.code for reason in answer.reasons] == ["state"]


CAUSES: Final[Mapping[str, acts.Cause]] = {
    "charge_added": "late_charge",
    "chargeback": "payment_reversed",
    "charge_payment": "late_charge",
    "adjust_transaction": "undone",
    "disburse": "loan_reopened",
}


@pytest.mark.parametrize("event", sorted({event for _, event, _ in CASES["FIN-SM-02"]["expect"]}))
def test_a_closed_loan_that_comes_back_to_life_is_noticed_by_its_clearance(event: str) -> None:
    stated = attrs.evolve(owing(principal=1), cause=CAUSES[event])
    before = moved(SETTLED, stated, LEDGER)
    later = moved(CLOSED, stated, LEDGER)
    assert [case.case.state[0].name for case in (before, later)] == ["SETTLING", "RECOURSE"]


RESIDUES: Final = [case for case in CASES.values() if case["kind"] == "closure_tolerance"]


@pytest.mark.parametrize("case", RESIDUES, ids=lambda case: case["id"])
def test_a_residue_within_the_tolerance_may_be_waived_and_is_owed_until_it_is(
    case: Mapping[str, Any],
) -> None:
    residue, tolerance = (
        Money(Decimal(case["given"][name]), "CNY") for name in ("residual", "tolerance")
    )
    left = attrs.evolve(MET, principal=residue)
    assert left.waivable(tolerance) is (case["expect"]["status"] == "closure_requested")
    owed = after(RUNNING, (acts.StateOwed(obligations=left), LEDGER))
    assert refused(owed, *SETTLE) == [f"principal of {residue} is owed"]
    assert after(owed, PAID, SETTLE).is_in(Phase.PREPARING)


# ------------------------------------------------------------------------------------ alerts

ALERTS: Final = CASES["COV-05"]
Alert = Enum("Alert", ["open", "acknowledged", "under_review", "resolved"])


@attrs.frozen(kw_only=True)
class Resolve:
    """Resolve an alert."""

    note: str = ""


@attrs.frozen(kw_only=True)
class Review:
    """Look into an alert."""


@attrs.frozen(kw_only=True)
class Acknowledge:
    """See an alert."""


def frozen_where_superseded(case: Case[bool]) -> Iterator[Reason]:
    if case.data:
        yield Reason(code="superseded", says="a newer alert has taken its place")


def with_note(_: Case[bool], command: Command[Resolve]) -> Iterator[Reason]:
    if not command.act.note:
        yield Reason(code="note", says="a note is needed")


ALERT: Final[Workflow[bool]] = Workflow(
    id="alert",
    edition=1,
    title="Alert",
    regions=(Alert,),
    roles={"analyst": "looks", "risk_lead": "leads", "admin": "administers"},
    opening=Opening(id="begin", says="", act=Begin, begins=lambda _: False),
    transitions=(
        Transition(
            id="acknowledge",
            says="",
            act=Acknowledge,
            at=(Alert.open,),
            to=(Alert.acknowledged,),
            guards=(frozen_where_superseded,),
        ),
        Transition(
            id="review",
            says="",
            act=Review,
            at=(Alert.acknowledged,),
            to=(Alert.under_review,),
            guards=(frozen_where_superseded,),
        ),
        Transition(
            id="resolve",
            says="",
            act=Resolve,
            at=(Alert.acknowledged, Alert.under_review),
            to=(Alert.resolved,),
            roles=("risk_lead", "admin"),
            guards=(frozen_where_superseded,),
            checks=(with_note,),
        ),
    ),
    ends=(Alert.resolved,),
)
TO: Final[Mapping[str, object]] = {
    "acknowledged": Acknowledge(),
    "under_review": Review(),
    "resolved": Resolve(note="seen to"),
}


def alert(state: str, act: object, by: Actor, *, superseded: bool = False) -> list[str]:
    """Return the codes of the reasons against it, or where it led."""
    begin = Command(case="A", act=Begin(), by=by, on=DAY, expected_version=0)
    opened = ALERT.decide(None, begin)
    assert isinstance(opened, Moved)
    case = attrs.evolve(opened.case, state=(Alert[state],), data=superseded)
    answer = ALERT.decide(case, Command(case="A", act=act, by=by, on=DAY, expected_version=1))
    if isinstance(answer, Moved):
        return [answer.case.state[0].name]
    return [reason.code for reason in answer.reasons]


def test_an_alert_goes_only_where_it_may() -> None:
    allowed = [tuple(pair) for pair in ALERTS["expect"]["allowed"]]
    for state in Alert:
        for end, act in TO.items():
            expected = [end] if (state.name, end) in allowed else ["state"]
            assert alert(state.name, act, ANYBODY) == expected
    for start, end in ALERTS["expect"]["forbidden"]:
        assert end not in TO or alert(start, TO[end], ANYBODY) == ["state"]


def test_resolving_needs_a_note_and_the_role_and_a_superseded_alert_is_frozen() -> None:
    analyst = Actor(id="wu", roles=("analyst",))
    assert alert("acknowledged", Resolve(), analyst, superseded=True) == [
        "role",
        "superseded",
        "note",
    ]
