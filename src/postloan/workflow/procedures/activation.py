"""Activation of a policy: proposed by one, checked by another, and in force from its first day.

A case is the line of one policy. Each proposal names the content that was in force when it was
made; where another has come into force since, it has lost the race and activates nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

import attrs

from postloan.workflow.procedures.cases.activation import (
    DIGEST_DIGITS,
    Activate,
    ApproveContent,
    Decline,
    Line,
    Policies,
    Proposal,
    Propose,
    PutInForce,
    Register,
    Retire,
)
from postloan.workflow.procedures.shapes import Choice, already_past
from postloan.workflow.table import Invariant, Opening, Transition
from postloan.workflow.values import Case, Command, Event, Reason
from postloan.workflow.workflow import Workflow

__all__ = [
    "ACTIVATION",
    "Activate",
    "ApproveContent",
    "Decline",
    "Line",
    "Policies",
    "Proposal",
    "Propose",
    "PutInForce",
    "Register",
    "Retire",
]


def _new(case: Case[Policies], command: Command[Propose]) -> Iterator[Reason]:
    data, act = case.data, command.act
    known = data.named(act.content)
    if act.content == data.content:
        yield Reason(code="content", says="this content is in force already")
    elif known and known.base == data.content:
        yield Reason(code="content", says=f"{known.maker} has proposed this content already")
    yield from already_past(act.effective, command)


_PROPOSED: Final = Choice[Policies, ApproveContent | Decline | Activate](
    code="content",
    what="proposed",
    these=lambda data: [one.content for one in data.proposals],
    picked=lambda act: act.content,
)


def _by_another(
    case: Case[Policies], command: Command[ApproveContent] | Command[Decline]
) -> Iterator[Reason]:
    found = case.data.named(command.act.content)
    if found is not None and found.maker == command.by.id:
        yield Reason(code="separation", says=f"{found.maker} made it, and cannot check it")


def _still_ahead(case: Case[Policies], command: Command[ApproveContent]) -> Iterator[Reason]:
    found = case.data.named(command.act.content)
    if found is None:
        return
    if found.checker:
        yield Reason(code="content", says=f"{found.checker} has approved it already")
    if found.effective < command.on:
        says = f"it was to be in force from {found.effective}, which is before {command.on}; "
        says += "once declined it can be proposed again"
        yield Reason(code="date", says=says)
    yield from _race(case.data, found)


def _race(data: Policies, found: Proposal) -> Iterator[Reason]:
    if found.base != data.content:
        says = "another edition has come into force since it was proposed; propose it again"
        yield Reason(code="race", says=says)


def _ready(case: Case[Policies], command: Command[Activate]) -> Iterator[Reason]:
    found = case.data.named(command.act.content)
    if found is None:
        return
    if not found.checker:
        yield Reason(code="unchecked", says="nobody has approved it")
    if command.on < found.effective:
        yield Reason(code="date", says=f"it is in force from {found.effective} on")
    yield from _race(case.data, found)


def _proposed(data: Policies, event: Event[Propose]) -> Policies:
    act = event.act
    new = Proposal(
        edition=act.edition,
        content=act.content,
        effective=act.effective,
        base=data.content,
        maker=event.by,
    )
    every = (*data.without(new.content), new)
    return attrs.evolve(data, proposals=tuple(sorted(every, key=lambda one: one.content)))


def _approved(data: Policies, event: Event[ApproveContent]) -> Policies:
    proposals = tuple(
        attrs.evolve(one, checker=event.by) if one.content == event.act.content else one
        for one in data.proposals
    )
    return attrs.evolve(data, proposals=proposals)


def _declined(data: Policies, event: Event[Decline]) -> Policies:
    return attrs.evolve(data, proposals=data.without(event.act.content))


def _activated(data: Policies, event: Event[Activate]) -> Policies:
    return attrs.evolve(
        data,
        proposals=data.without(event.act.content),
        in_force=data.named(event.act.content),
        replaced=data.content,
    )


def _put_in_force(case: Case[Policies], event: Event[Activate]) -> Iterator[object]:
    yield PutInForce(policy=case.data.policy, content=event.act.content)


def _two_people(case: Case[Policies], _: Event[object]) -> bool:
    now = case.data.in_force
    return now is None or now.checker not in ("", now.maker)


def _no_lost_race(case: Case[Policies], _: Event[object]) -> bool:
    now = case.data.in_force
    return now is None or now.base == case.data.replaced


def _not_early(case: Case[Policies], event: Event[object]) -> bool:
    now = case.data.in_force
    return now is None or now.effective <= event.on


_DAY: Final = date(2026, 3, 2)
_A: Final = "a" * DIGEST_DIGITS
_B: Final = "b" * DIGEST_DIGITS

ACTIVATION: Final[Workflow[Policies]] = Workflow(
    id="activation",
    edition=1,
    title="Activation of a policy",
    title_zh="政策启用",
    regions=(Line,),
    roles={
        "maker": "proposes editions",
        "checker": "reads and approves them; never their own",
        "operator": "puts them into force",
    },
    opening=Opening(
        id="register",
        says="The line of a policy is opened.",
        act=Register,
        roles=("maker",),
        begins=lambda event: Policies(policy=event.act.policy),
    ),
    transitions=(
        Transition(
            id="propose",
            says="An edition is proposed, by the hash of its content and its first day.",
            act=Propose,
            at=(Line.OPEN,),
            roles=("maker",),
            checks=(_new,),
            changes=_proposed,
        ),
        Transition(
            id="approve_content",
            says="Somebody else approves the very content, before its first day is over.",
            act=ApproveContent,
            at=(Line.OPEN,),
            roles=("checker",),
            guards=(_PROPOSED.some,),
            checks=(_PROPOSED.among, _by_another, _still_ahead),
            changes=_approved,
        ),
        Transition(
            id="decline",
            says="Somebody else declines it.",
            act=Decline,
            at=(Line.OPEN,),
            roles=("checker",),
            guards=(_PROPOSED.some,),
            checks=(_PROPOSED.among, _by_another),
            changes=_declined,
        ),
        Transition(
            id="activate",
            says="It comes into force: approved, its day come, nothing else in force since.",
            act=Activate,
            at=(Line.OPEN,),
            roles=("operator",),
            guards=(_PROPOSED.some,),
            checks=(_PROPOSED.among, _ready),
            changes=_activated,
            effects=_put_in_force,
        ),
        Transition(
            id="retire",
            says="The line ends.",
            act=Retire,
            at=(Line.OPEN,),
            to=(Line.RETIRED,),
            roles=("operator",),
        ),
    ),
    ends=(Line.RETIRED,),
    invariants=(
        Invariant(
            id="two_people",
            says="Nothing is in force that nobody but its maker has approved.",
            holds=_two_people,
        ),
        Invariant(
            id="no_lost_race",
            says="What comes into force replaces what it was proposed to replace.",
            holds=_no_lost_race,
        ),
        Invariant(
            id="not_early",
            says="Nothing is in force before its first day.",
            holds=_not_early,
        ),
    ),
    effects=(PutInForce,),
    examples=(
        Register(policy="bank.house"),
        Propose(edition="2026-1", content=_A, effective=_DAY),
        Propose(edition="2026-2", content=_B, effective=_DAY + timedelta(days=1)),
        ApproveContent(content=_A),
        ApproveContent(content=_B),
        Decline(content=_A, reason="a floor is missing"),
        Activate(content=_A),
        Activate(content=_B),
        Retire(reason="the bank has another"),
    ),
    days=(_DAY, _DAY + timedelta(days=1)),
)
"""How editions of one policy come into force, row by row."""
