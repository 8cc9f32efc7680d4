"""The post-loan meeting 贷后管理例会: what it resolves is carried out, verified and reported."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

import attrs

from postloan.workflow.effects import SendNotice
from postloan.workflow.procedures.cases.meeting import (
    Adjourn,
    Convene,
    Drop,
    Execute,
    Meeting,
    Reject,
    Report,
    Resolutions,
    Resolve,
    Verify,
)
from postloan.workflow.procedures.shapes import Choice, already_past, four_eyes, nobody_twice
from postloan.workflow.procedures.sources import BRANCH, read
from postloan.workflow.table import Completion, Deadline, Invariant, Opening, Transition
from postloan.workflow.values import Actor, Case, Command, Event, Reason
from postloan.workflow.workflow import Workflow

__all__ = [
    "MEETING",
    "Adjourn",
    "Convene",
    "Drop",
    "Execute",
    "Meeting",
    "Reject",
    "Report",
    "Resolutions",
    "Resolve",
    "Verify",
]

HELD: Final = read(BRANCH, "Art. 35")


def _new(case: Case[Resolutions], command: Command[Resolve]) -> Iterator[Reason]:
    act = command.act
    if any(one.id == act.id for one in case.data.made):
        yield Reason(code="resolution", says=f"there is a resolution {act.id} already")
    yield from already_past(act.by, command)


def _has_one(case: Case[Resolutions], actor: Actor) -> Iterator[Reason]:
    data = case.data
    waiting = {one.owner for one in data.made if one.id not in data.executed | data.verified}
    if actor.id not in waiting:
        others = f"; {', '.join(sorted(waiting))} has" if waiting else ""
        yield Reason(code="person", says=f"{actor.id} has nothing to carry out{others}")


def _own(case: Case[Resolutions], command: Command[Execute]) -> Iterator[Reason]:
    data, id = case.data, command.act.id
    owner = next((one.owner for one in data.made if one.id == id), None)
    if owner is None:
        yield Reason(code="resolution", says=f"there is no resolution {id}")
    elif owner != command.by.id:
        yield Reason(code="person", says=f"{id} is for {owner}, not for {command.by.id}")
    if id in data.executed | data.verified:
        yield Reason(code="resolution", says=f"{id} is reported as carried out already")


_REPORTED: Final = Choice[Resolutions, Verify | Reject](
    code="resolution",
    what="reported as carried out",
    these=lambda data: data.executed,
    picked=lambda act: act.id,
)
_STANDING: Final = Choice[Resolutions, Drop](
    code="resolution",
    what="open",
    these=lambda data: {one.id for one in data.made} - data.verified,
    picked=lambda act: act.id,
)


def _made(data: Resolutions, event: Event[Resolve]) -> Resolutions:
    return attrs.evolve(data, made=(*data.made, event.act))


def _executed(data: Resolutions, event: Event[Execute]) -> Resolutions:
    return attrs.evolve(data, executed=data.executed | {event.act.id})


def _verified(data: Resolutions, event: Event[Verify]) -> Resolutions:
    done = frozenset({event.act.id})
    return attrs.evolve(data, executed=data.executed - done, verified=data.verified | done)


def _rejected(data: Resolutions, event: Event[Reject]) -> Resolutions:
    return attrs.evolve(data, executed=data.executed - {event.act.id})


def _dropped(data: Resolutions, event: Event[Drop]) -> Resolutions:
    made = tuple(one for one in data.made if one.id != event.act.id)
    return attrs.evolve(data, made=made, executed=data.executed - {event.act.id})


def _all_verified(data: Resolutions) -> bool:
    return len(data.verified) == len(data.made)


def _tell_owners(case: Case[Resolutions], _: Event[Adjourn]) -> Iterator[object]:
    for one in case.data.made:
        says = f"{one.owner}: {one.says}, by {one.by}"
        yield SendNotice(to="customer_manager", says=says)


SEPARATION: Final = four_eyes(
    ("customer_manager",),
    ("risk_manager",),
    ("president",),
    says="who carries out, who verifies and who presides are different people",
    cite=HELD,
)


def _by_owner(case: Case[Resolutions], event: Event[object]) -> bool:
    act = event.act
    owners = {one.id: one.owner for one in case.data.made}
    return not isinstance(act, Execute) or owners.get(act.id) == event.by


def _none_forgotten(case: Case[Resolutions], _: Event[object]) -> bool:
    done = case.is_in(Meeting.VERIFIED, Meeting.REPORTED)
    return not done or case.data.verified == {one.id for one in case.data.made}


_DAY: Final = date(2026, 3, 2)

MEETING: Final[Workflow[Resolutions]] = Workflow(
    id="meeting",
    edition=1,
    title="Post-loan meeting",
    title_zh="贷后管理例会",
    regions=(Meeting,),
    roles={
        "president": "presides and signs the minutes",
        "customer_manager": "carries resolutions out",
        "risk_manager": "verifies and reports",
    },
    opening=Opening(
        id="convene",
        says="The meeting opens.",
        act=Convene,
        roles=("president",),
        begins=lambda _: Resolutions(),
        cite=HELD,
    ),
    transitions=(
        Transition(
            id="resolve",
            says="It resolves something, with who does it and by when.",
            act=Resolve,
            at=(Meeting.SITTING,),
            roles=("president",),
            checks=(_new,),
            changes=_made,
            cite=HELD,
        ),
        Transition(
            id="adjourn",
            says="The minutes are signed; whoever has something to do is told.",
            act=Adjourn,
            at=(Meeting.SITTING,),
            to=(Meeting.EXECUTING,),
            roles=("president",),
            effects=_tell_owners,
            cite=HELD,
        ),
        Transition(
            id="execute",
            says="A resolution is carried out, and by what.",
            act=Execute,
            at=(Meeting.EXECUTING,),
            roles=("customer_manager",),
            people=(_has_one,),
            checks=(_own,),
            changes=_executed,
            cite=HELD,
        ),
        Transition(
            id="verify",
            says="It is verified.",
            act=Verify,
            at=(Meeting.EXECUTING,),
            roles=("risk_manager",),
            guards=(_REPORTED.some,),
            checks=(_REPORTED.among,),
            changes=_verified,
            cite=HELD,
        ),
        Transition(
            id="reject",
            says="It is not carried out as resolved.",
            act=Reject,
            at=(Meeting.EXECUTING,),
            roles=("risk_manager",),
            guards=(_REPORTED.some,),
            checks=(_REPORTED.among,),
            changes=_rejected,
            cite=HELD,
        ),
        Transition(
            id="drop",
            says="A resolution is taken back, with the reason.",
            act=Drop,
            at=(Meeting.EXECUTING,),
            roles=("president",),
            checks=(_STANDING.among,),
            changes=_dropped,
        ),
        Transition(
            id="report",
            says="What came of the resolutions is reported.",
            act=Report,
            at=(Meeting.VERIFIED,),
            to=(Meeting.REPORTED,),
            roles=("risk_manager",),
            cite=HELD,
        ),
    ),
    completions=(
        Completion(
            id="all_verified",
            says="Every resolution is verified.",
            at=(Meeting.EXECUTING,),
            to=(Meeting.VERIFIED,),
            when=_all_verified,
            cite=HELD,
        ),
    ),
    ends=(Meeting.REPORTED,),
    separations=(SEPARATION,),
    deadlines=(
        Deadline(
            id="resolution",
            says="The next resolution is carried out and verified.",
            starts=("adjourn", "verify", "drop"),
            ends=("verify",),
            lapses=("drop", "all_verified"),
            within=lambda data: data.due,
            cite=HELD,
        ),
    ),
    invariants=(
        Invariant(
            id="by_its_owner",
            says="A resolution is carried out by the one it names.",
            holds=_by_owner,
            cite=HELD,
        ),
        Invariant(
            id="none_forgotten",
            says="Nothing is reported before every resolution is verified.",
            holds=_none_forgotten,
            cite=HELD,
        ),
        nobody_twice(SEPARATION),
    ),
    effects=(SendNotice,),
    examples=(
        Convene(agenda=("overdue loans",), participants=("chen", "li")),
        Resolve(id="R1", says="add security", owner="customer_manager-1", by=_DAY),
        Resolve(id="R2", says="visit the works", owner="everyone", by=_DAY),
        Adjourn(),
        Execute(id="R1", reason="registered today"),
        Execute(id="R2", reason="seen today"),
        Verify(id="R1"),
        Verify(id="R2"),
        Reject(id="R1", reason="not registered"),
        Drop(id="R2", reason="the works are sold"),
        Report(reason="all done"),
    ),
    cite=HELD,
)
"""A post-loan meeting and what comes of it, cited row by row."""
