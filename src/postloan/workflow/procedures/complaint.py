"""Complaints 投诉: taken up, looked into by somebody who is not concerned, answered in time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum, auto
from typing import Final

import attrs

from postloan.dates import Period
from postloan.model.checks import checked_code, checked_text
from postloan.workflow.procedures.shapes import (
    Approve,
    Reasoned,
    SendBack,
    four_eyes,
    nobody_twice,
    second_look,
)
from postloan.workflow.procedures.sources import UNSECURED, read
from postloan.workflow.table import Deadline, Invariant, Opening, Separation, Transition
from postloan.workflow.values import Case, Command, Event, Reason
from postloan.workflow.workflow import Migration, Workflow

__all__ = ["COMPLAINT"]

IN_TIME: Final = read(UNSECURED, "Part 2(3) 6")


class Complaint(Enum):
    """How far it is."""

    LODGED = auto()
    DRAFTED = auto()
    ANSWERED = auto()
    DISPUTED = auto()
    CLOSED = auto()
    WITHDRAWN = auto()


@attrs.frozen(kw_only=True)
class Lodge:
    """Take a complaint up."""

    says: str
    """What it is about."""
    about: str = ""
    """Id of the person complained of; empty where it is of none."""
    answer_within: Period | None = None
    """How long the answer may take; None where no rule says."""

    def __attrs_post_init__(self) -> None:
        checked_text("Lodge", "says", self.says)
        if self.about:
            checked_code("Lodge", "about", self.about)


@attrs.frozen(kw_only=True)
class Draft:
    """Look into it, and draft the answer."""

    answer: str
    """The answer."""
    upheld: bool
    """Whether the complaint is right."""
    remedy: str = ""
    """What is put right; empty where nothing is."""

    def __attrs_post_init__(self) -> None:
        checked_text("Draft", "answer", self.answer)


@attrs.frozen(kw_only=True)
class Close:
    """Close it: the answer was taken, or nobody has replied."""


@attrs.frozen(kw_only=True)
class Dispute(Reasoned):
    """Record that the answer is not taken."""


@attrs.frozen(kw_only=True)
class Uphold(Reasoned):
    """Review the answer, and stay with it."""


@attrs.frozen(kw_only=True)
class Reopen(Reasoned):
    """Review the answer, and have it looked into again."""


@attrs.frozen(kw_only=True)
class Withdraw(Reasoned):
    """Record that the complaint is taken back."""


@attrs.frozen(kw_only=True)
class SendAnswer:
    """Send an answer."""

    says: str
    """The answer."""
    remedy: str
    """What is put right; empty where nothing is."""


@attrs.frozen(kw_only=True)
class Complained:
    """What a case keeps."""

    about: str
    answer_within: Period | None
    answer: str = ""
    """The answer, drafted or sent; empty where there is none."""
    remedy: str = ""


def _begun(event: Event[Lodge]) -> Complained:
    return Complained(about=event.act.about, answer_within=event.act.answer_within)


def _drafted(data: Complained, event: Event[Draft]) -> Complained:
    return attrs.evolve(data, answer=event.act.answer, remedy=event.act.remedy)


def _unanswered(data: Complained, _: Event[object]) -> Complained:
    return attrs.evolve(data, answer="", remedy="")


def _send(case: Case[Complained], _: Event[object]) -> Iterator[object]:
    yield SendAnswer(says=case.data.answer, remedy=case.data.remedy)


def _final(_: Case[Complained], event: Event[Uphold]) -> Iterator[object]:
    yield SendAnswer(says=event.act.reason, remedy="")


def _concerned(data: Complained) -> Mapping[str, str]:
    return {"complained_of": data.about} if data.about else {}


SEPARATION: Final = four_eyes(
    ("complained_of",),
    ("handler",),
    ("head",),
    ("reviewer",),
    says="who is complained of, who looks into it, who approves the answer and who reviews it are "
    "different people",
)


APART: Final = Separation(
    id="apart",
    says="who is complained of neither takes the complaint up nor records what was replied",
    duties=(("complained_of",), ("reception",)),
)


def _by_another(command: Command[Lodge]) -> Iterator[Reason]:
    if command.by.id == command.act.about:
        says = f"{command.by.id} is complained of: {APART.says}"
        yield Reason(code="separation", says=says)


def _answered(case: Case[Complained], _: Event[object]) -> bool:
    waits = case.is_in(Complaint.LODGED, Complaint.WITHDRAWN)
    return waits or bool(case.data.answer)


_LODGE: Final = Opening(
    id="lodge",
    says="A complaint is taken up.",
    act=Lodge,
    roles=("reception",),
    begins=_begun,
    cite=IN_TIME,
)

_FIRST: Final[Workflow[Complained]] = Workflow(
    id="complaint",
    edition=1,
    title="Complaint",
    title_zh="投诉处理",
    regions=(Complaint,),
    roles={
        "reception": "takes complaints up, and what people reply",
        "handler": "looks into them",
        "head": "approves the answer",
        "reviewer": "reviews an answer that is not taken",
    },
    opening=_LODGE,
    transitions=(
        Transition(
            id="draft",
            says="It is looked into, and an answer is drafted.",
            act=Draft,
            at=(Complaint.LODGED,),
            to=(Complaint.DRAFTED,),
            roles=("handler",),
            changes=_drafted,
            cite=IN_TIME,
        ),
        *second_look(
            says="The answer is approved and sent.",
            at=(Complaint.DRAFTED,),
            to=(Complaint.ANSWERED,),
            back=(Complaint.LODGED,),
            roles=("head",),
            returned=_unanswered,
            effects=_send,
            cite=IN_TIME,
        ),
        Transition(
            id="close",
            says="The answer was taken, or nobody has replied.",
            act=Close,
            at=(Complaint.ANSWERED,),
            to=(Complaint.CLOSED,),
            roles=("reception",),
        ),
        Transition(
            id="dispute",
            says="The answer is not taken: somebody else reviews it.",
            act=Dispute,
            at=(Complaint.ANSWERED,),
            to=(Complaint.DISPUTED,),
            roles=("reception",),
        ),
        Transition(
            id="uphold",
            says="The answer stands, and is final.",
            act=Uphold,
            at=(Complaint.DISPUTED,),
            to=(Complaint.CLOSED,),
            roles=("reviewer",),
            effects=_final,
        ),
        Transition(
            id="reopen",
            says="It is looked into again.",
            act=Reopen,
            at=(Complaint.DISPUTED,),
            to=(Complaint.LODGED,),
            roles=("reviewer",),
            changes=_unanswered,
        ),
        Transition(
            id="withdraw",
            says="It is taken back.",
            act=Withdraw,
            at=(Complaint.LODGED, Complaint.DRAFTED, Complaint.ANSWERED, Complaint.DISPUTED),
            to=(Complaint.WITHDRAWN,),
            roles=("reception",),
        ),
    ),
    ends=(Complaint.CLOSED, Complaint.WITHDRAWN),
    separations=(SEPARATION,),
    offices=_concerned,
    deadlines=(
        Deadline(
            id="answer",
            says="It is answered.",
            starts=("lodge", "reopen"),
            ends=("approve",),
            lapses=("withdraw",),
            within=lambda data: data.answer_within,
            cite=IN_TIME,
        ),
    ),
    invariants=(
        Invariant(
            id="closed_with_an_answer",
            says="Nothing is closed that was not answered.",
            holds=_answered,
            cite=IN_TIME,
        ),
        nobody_twice(SEPARATION, _concerned),
    ),
    effects=(SendAnswer,),
    examples=(
        Lodge(says="called at night"),
        Lodge(says="called at night", about="everyone"),
        Draft(answer="we regret it", upheld=True, remedy="no calls after eight"),
        Approve(),
        SendBack(reason="say when"),
        Close(),
        Dispute(reason="called again"),
        Uphold(reason="no such call is on record"),
        Reopen(reason="the record was not asked for"),
        Withdraw(reason="settled"),
    ),
    cite=IN_TIME,
)

COMPLAINT: Final[Workflow[Complained]] = attrs.evolve(
    _FIRST,
    edition=2,
    opening=attrs.evolve(_LODGE, checks=(_by_another,)),
    separations=(SEPARATION, APART),
    invariants=(
        *_FIRST.invariants,
        attrs.evolve(nobody_twice(APART, _concerned), id="nobody_receives_their_own"),
    ),
    succeeds=Migration(source=_FIRST, state=lambda place: place),
)
"""A complaint, from its receipt to its answer, cited row by row."""
