"""Signals and their rectification: verified, demanded, and new business held back until cured."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

import attrs

from postloan.workflow.effects import HoldBack, LiftHold, SendNotice
from postloan.workflow.procedures.cases.rectification import (
    BeginRecovery,
    Business,
    Demand,
    Dismiss,
    Escalate,
    Handled,
    Handling,
    Raise,
    Recover,
    ShowCured,
    Verify,
)
from postloan.workflow.procedures.shapes import (
    Approve,
    SendBack,
    already_past,
    four_eyes,
    nobody_twice,
    second_look,
)
from postloan.workflow.procedures.sources import ARCHIVES, BRANCH, DIFFERENTIATED, read
from postloan.workflow.table import Completion, Deadline, Invariant, Opening, Transition
from postloan.workflow.values import Case, Command, Event, Reason
from postloan.workflow.workflow import Workflow

__all__ = [
    "RECTIFICATION",
    "BeginRecovery",
    "Business",
    "Demand",
    "Dismiss",
    "Escalate",
    "Handled",
    "Handling",
    "Raise",
    "Recover",
    "ShowCured",
    "Verify",
]

CURED_FIRST: Final = read(DIFFERENTIATED, "Part 5, second")
SUPERVISED: Final = read(BRANCH, "Art. 7")
HANDLED: Final = read(ARCHIVES, "Art. 2")


def _begun(event: Event[Raise]) -> Handled:
    act = event.act
    return Handled(signal=act.signal, says=act.says, severity=act.severity)


def _ahead(_: Case[Handled], command: Command[Demand]) -> Iterator[Reason]:
    return already_past(command.act.by, command)


def _missed(case: Case[Handled], command: Command[Escalate]) -> Iterator[Reason]:
    by = case.data.by
    if by is None or command.on <= by:
        yield Reason(code="date", says=f"there is time until {by}")


def _hold(case: Case[Handled], _: Event[object]) -> Iterator[object]:
    yield HoldBack(what="new_business", says=case.data.says)
    yield HoldBack(what="drawdown", says=case.data.says)


def _urge(case: Case[Handled], event: Event[Demand]) -> Iterator[object]:
    yield SendNotice(to="customer_manager", says=f"{event.act.measures}, by {event.act.by}")
    yield from _hold(case, event)


def _lift(_: Case[Handled], __: Event[object]) -> Iterator[object]:
    yield LiftHold(what="new_business")
    yield LiftHold(what="drawdown")


def _lift_if_held(case: Case[Handled], event: Event[Dismiss]) -> Iterator[object]:
    if case.data.severity == "high":
        yield from _lift(case, event)


def _escalate(case: Case[Handled], _: Event[object]) -> Iterator[object]:
    yield SendNotice(to="department_head", says=f"not cured by {case.data.by}: {case.data.says}")


def _recover(_: Case[Handled], event: Event[Recover]) -> Iterator[object]:
    yield BeginRecovery(says=event.act.reason)


SEPARATION: Final = four_eyes(
    ("customer_manager",),
    ("risk_manager",),
    ("department_head",),
    says="who urges the borrower, who supervises and who decides are different people",
    cite=SUPERVISED,
)


def _restricted(case: Case[Handled], _: Event[object]) -> bool:
    demanded = case.is_in(Handling.DEMANDED, Handling.SHOWN, Handling.ESCALATED, Handling.RECOVERY)
    return case.is_in(Business.RESTRICTED) or not demanded


def _open_in_the_end(case: Case[Handled], _: Event[object]) -> bool:
    return case.is_in(Business.OPEN) or not case.is_in(Handling.CURED, Handling.DISMISSED)


_DAY: Final = date(2026, 3, 2)

RECTIFICATION: Final[Workflow[Handled]] = Workflow(
    id="rectification",
    edition=1,
    title="Signals and rectification",
    title_zh="预警处置与整改",
    regions=(Handling, Business),
    roles={
        "customer_manager": "takes signals up, and urges the borrower",
        "risk_manager": "verifies, demands and supervises the rectification",
        "department_head": "decides what follows where it is not cured",
    },
    opening=Opening(
        id="raise_signal",
        says="A signal is taken up.",
        act=Raise,
        roles=("customer_manager",),
        begins=_begun,
        cite=HANDLED,
    ),
    transitions=(
        Transition(
            id="verify",
            says="It is verified on the spot.",
            act=Verify,
            at=(Handling.RAISED,),
            to=(Handling.VERIFIED,),
            roles=("risk_manager",),
            cite=HANDLED,
        ),
        Transition(
            id="dismiss",
            says="It is found to be none: nothing is held back any longer.",
            act=Dismiss,
            at=(Handling.RAISED, Handling.VERIFIED),
            to=(Handling.DISMISSED, Business.OPEN),
            roles=("risk_manager",),
            effects=_lift_if_held,
            cite=HANDLED,
        ),
        Transition(
            id="demand",
            says="Rectification is demanded by a day; business is held back until it is cured.",
            act=Demand,
            at=(Handling.VERIFIED, Handling.ESCALATED),
            to=(Handling.DEMANDED, Business.RESTRICTED),
            roles=("risk_manager",),
            checks=(_ahead,),
            changes=lambda data, event: attrs.evolve(data, by=event.act.by),
            effects=_urge,
            cite=CURED_FIRST,
        ),
        Transition(
            id="show_cured",
            says="It is cured, and by what.",
            act=ShowCured,
            at=(Handling.DEMANDED, Handling.ESCALATED),
            to=(Handling.SHOWN,),
            roles=("customer_manager",),
            cite=CURED_FIRST,
        ),
        *second_look(
            says="It is cured: business goes on.",
            at=(Handling.SHOWN,),
            to=(Handling.CURED, Business.OPEN),
            back=(Handling.DEMANDED,),
            roles=("risk_manager",),
            effects=_lift,
            cite=CURED_FIRST,
        ),
        Transition(
            id="escalate",
            says="The day has passed: the head of the department decides.",
            act=Escalate,
            at=(Handling.DEMANDED,),
            to=(Handling.ESCALATED,),
            roles=("risk_manager",),
            checks=(_missed,),
            effects=_escalate,
            cite=SUPERVISED,
        ),
        Transition(
            id="recover",
            says="The loan goes to recovery.",
            act=Recover,
            at=(Handling.ESCALATED,),
            to=(Handling.RECOVERY,),
            roles=("department_head",),
            effects=_recover,
            cite=HANDLED,
        ),
    ),
    completions=(
        Completion(
            id="restrict",
            says="The signal is grave: business is held back at once.",
            at=(Handling.RAISED, Business.OPEN),
            to=(Business.RESTRICTED,),
            when=lambda data: data.severity == "high",
            effects=_hold,
            cite=CURED_FIRST,
        ),
    ),
    ends=(Handling.CURED, Handling.DISMISSED, Handling.RECOVERY),
    separations=(SEPARATION,),
    deadlines=(
        Deadline(
            id="rectification",
            says="It is cured.",
            starts=("demand",),
            ends=("approve",),
            lapses=("recover",),
            within=lambda data: data.by,
            cite=CURED_FIRST,
        ),
    ),
    invariants=(
        Invariant(
            id="restricted_until_cured",
            says="From the demand until the cure, new business is held back.",
            holds=_restricted,
            cite=CURED_FIRST,
        ),
        Invariant(
            id="cured_is_open",
            says="Nothing is held back once it is cured, or found to be none.",
            holds=_open_in_the_end,
            cite=CURED_FIRST,
        ),
        nobody_twice(SEPARATION),
    ),
    effects=(SendNotice, HoldBack, LiftHold, BeginRecovery),
    examples=(
        Raise(signal="large-transfer", says="a large transfer", severity="low"),
        Raise(signal="lawsuit", says="a lawsuit", severity="high"),
        Verify(reason="seen in the register"),
        Dismiss(reason="another firm of that name"),
        Demand(measures="add security", by=_DAY),
        ShowCured(reason="a mortgage was added"),
        Approve(),
        SendBack(reason="it is not registered"),
        Escalate(),
        Recover(reason="no security to be had"),
    ),
    days=(_DAY, _DAY + timedelta(days=1)),
    cite=CURED_FIRST,
)
"""How a signal is handled until it is cured, cited row by row."""
