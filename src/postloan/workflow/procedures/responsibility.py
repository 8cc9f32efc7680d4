"""Hand-over of responsibility 责任移交: from who leaves to who takes over, witnessed, then met."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum, auto
from typing import Final

import attrs

from postloan.dates import Period, checked_date
from postloan.errors import InvalidValue
from postloan.model.checks import checked_code, checked_codes
from postloan.workflow.procedures.shapes import (
    Approve,
    Reasoned,
    SendBack,
    four_eyes,
    is_person,
    nobody_twice,
    second_look,
)
from postloan.workflow.procedures.sources import ARCHIVES, HOUSING, RETAIL, read
from postloan.workflow.table import Deadline, Invariant, Opening, Transition
from postloan.workflow.values import Case, Command, Event, Reason
from postloan.workflow.workflow import Workflow

__all__ = ["CONTACT_WITHIN", "RESPONSIBILITY"]

FOLLOWS: Final = read(RETAIL, "Part 1(1)")
FORMAL: Final = read(ARCHIVES, "Art. 2")
CONTACTED: Final = read(HOUSING, "Art. 3")

CONTACT_WITHIN: Final = Period(count=5, unit="working day")
"""How soon after the hand-over the borrower is contacted (housing loans, Art. 3)."""


class HandOver(Enum):
    """How far the hand-over is."""

    LISTED = auto()
    GIVEN = auto()
    TAKEN = auto()
    DONE = auto()
    MET = auto()
    CANCELLED = auto()


@attrs.frozen(kw_only=True)
class Arrange:
    """Arrange the hand-over of loans."""

    loans: tuple[str, ...]
    """Ids of the loans, at least one."""
    giver: str
    """Id of who answers for them now."""
    taker: str
    """Id of who is to answer for them."""
    by: date | None = None
    """The day by which it is done, as the giver's last; None where none is set."""

    def __attrs_post_init__(self) -> None:
        if not checked_codes("Arrange", "loans", self.loans):
            raise InvalidValue("Arrange", "loans", self.loans, "at least one")
        checked_code("Arrange", "giver", self.giver)
        if checked_code("Arrange", "taker", self.taker) == self.giver:
            raise InvalidValue("Arrange", "taker", self.taker, "somebody else than the giver")
        if self.by is not None:
            checked_date("Arrange", "by", self.by)


@attrs.frozen(kw_only=True)
class Give:
    """Give the loans over, with what is open on each."""

    open_points: tuple[str, ...] = ()
    """What is open: warnings, promises, conditions."""


@attrs.frozen(kw_only=True)
class Take:
    """Take them over: the list is what was found."""


@attrs.frozen(kw_only=True)
class Object(Reasoned):
    """Object: something is missing, or is not as stated."""


@attrs.frozen(kw_only=True)
class Meet:
    """Make the first contact with the borrowers after the hand-over."""


@attrs.frozen(kw_only=True)
class Cancel(Reasoned):
    """Call the hand-over off."""


@attrs.frozen(kw_only=True)
class Reassign:
    """Put another name on a loan."""

    loan: str
    """Id of the loan."""
    to: str
    """Id of who answers for it from now on."""


@attrs.frozen(kw_only=True)
class HandedOver:
    """What a case keeps."""

    loans: tuple[str, ...]
    giver: str
    taker: str
    by: date | None
    answers: str
    """Id of who answers for the loans."""


def _begun(event: Event[Arrange]) -> HandedOver:
    act = event.act
    return HandedOver(
        loans=act.loans, giver=act.giver, taker=act.taker, by=act.by, answers=act.giver
    )


def _giver(data: HandedOver) -> str:
    return data.giver


def _taker(data: HandedOver) -> str:
    return data.taker


def _people(data: HandedOver) -> Mapping[str, str]:
    return {"giver": data.giver, "taker": data.taker}


def _by_another(command: Command[Arrange]) -> Iterator[Reason]:
    if command.by.id in (command.act.giver, command.act.taker):
        says = f"{command.by.id} witnesses the hand-over, and can neither give nor take"
        yield Reason(code="separation", says=says)


def _passed(data: HandedOver, _: Event[object]) -> HandedOver:
    return attrs.evolve(data, answers=data.taker)


def _reassign(case: Case[HandedOver], _: Event[object]) -> Iterator[object]:
    for loan in case.data.loans:
        yield Reassign(loan=loan, to=case.data.taker)


SEPARATION: Final = four_eyes(
    ("giver",),
    ("taker",),
    ("witness",),
    says="who gives, who takes and who witnesses are different people",
    cite=FORMAL,
)


def _somebody_answers(case: Case[HandedOver], _: Event[object]) -> bool:
    data = case.data
    return data.answers == (data.taker if case.is_in(HandOver.DONE, HandOver.MET) else data.giver)


def _in_person(case: Case[HandedOver], event: Event[object]) -> bool:
    who = {"give": case.data.giver, "take": case.data.taker}
    return event.by == who.get(event.transition, event.by)


_MANAGERS: Final = ("customer_manager",)
_ON_THE_WAY: Final = (HandOver.LISTED, HandOver.GIVEN, HandOver.TAKEN)

RESPONSIBILITY: Final[Workflow[HandedOver]] = Workflow(
    id="responsibility",
    edition=1,
    title="Hand-over of responsibility",
    title_zh="责任移交",
    regions=(HandOver,),
    roles={
        "witness": "arranges the hand-over, witnesses it and signs last",
        "customer_manager": "gives loans over, or takes them",
    },
    opening=Opening(
        id="arrange",
        says="The hand-over is arranged.",
        act=Arrange,
        roles=("witness",),
        begins=_begun,
        checks=(_by_another,),
        cite=FOLLOWS,
    ),
    transitions=(
        Transition(
            id="give",
            says="The giver signs the list, with what is open.",
            act=Give,
            at=(HandOver.LISTED,),
            to=(HandOver.GIVEN,),
            roles=_MANAGERS,
            people=(is_person(_giver),),
            cite=FORMAL,
        ),
        Transition(
            id="take",
            says="The taker signs it.",
            act=Take,
            at=(HandOver.GIVEN,),
            to=(HandOver.TAKEN,),
            roles=_MANAGERS,
            people=(is_person(_taker),),
            cite=FORMAL,
        ),
        Transition(
            id="object",
            says="The taker objects: the list is made again.",
            act=Object,
            at=(HandOver.GIVEN,),
            to=(HandOver.LISTED,),
            roles=_MANAGERS,
            people=(is_person(_taker),),
            cite=FORMAL,
        ),
        *second_look(
            says="The witness signs: from now on the taker answers.",
            at=(HandOver.TAKEN,),
            to=(HandOver.DONE,),
            back=(HandOver.LISTED,),
            roles=("witness",),
            changes=_passed,
            effects=_reassign,
            cite=FORMAL,
        ),
        Transition(
            id="meet",
            says="The taker contacts the borrowers.",
            act=Meet,
            at=(HandOver.DONE,),
            to=(HandOver.MET,),
            roles=_MANAGERS,
            people=(is_person(_taker),),
            cite=CONTACTED,
        ),
        Transition(
            id="cancel",
            says="It is called off: the giver goes on answering.",
            act=Cancel,
            at=_ON_THE_WAY,
            to=(HandOver.CANCELLED,),
            roles=("witness",),
        ),
    ),
    ends=(HandOver.MET, HandOver.CANCELLED),
    separations=(SEPARATION,),
    offices=_people,
    deadlines=(
        Deadline(
            id="hand_over",
            says="Responsibility has passed.",
            starts=("arrange",),
            ends=("approve",),
            lapses=("cancel",),
            within=lambda data: data.by,
            cite=FOLLOWS,
        ),
        Deadline(
            id="first_contact",
            says="The borrowers are contacted.",
            starts=("approve",),
            ends=("meet",),
            within=CONTACT_WITHIN,
            cite=CONTACTED,
        ),
    ),
    invariants=(
        Invariant(
            id="somebody_answers",
            says="The giver answers until the witness has signed, and the taker from then on.",
            holds=_somebody_answers,
            cite=FOLLOWS,
        ),
        Invariant(
            id="in_person",
            says="Giver and taker sign for themselves.",
            holds=_in_person,
            cite=FORMAL,
        ),
        nobody_twice(SEPARATION, _people),
    ),
    effects=(Reassign,),
    examples=(
        Arrange(loans=("L-1", "L-2"), giver="customer_manager-1", taker="everyone"),
        Arrange(loans=("L-1",), giver="everyone", taker="customer_manager-1"),
        Give(open_points=("a warning",)),
        Take(),
        Object(reason="a loan is missing"),
        Approve(),
        SendBack(reason="the list is not dated"),
        Meet(),
        Cancel(reason="the giver stays"),
    ),
    cite=FORMAL,
)
"""The hand-over of responsibility for loans, cited row by row."""
