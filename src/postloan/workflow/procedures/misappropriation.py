"""Misappropriation 挤占挪用: reported, drawdown suspended, rectified by a deadline or called."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from enum import Enum, auto
from typing import Final

import attrs

from postloan.dates import checked_date
from postloan.model.checks import checked_text
from postloan.money import Money
from postloan.workflow.effects import HoldBack, LiftHold, RaiseSignal, SendNotice
from postloan.workflow.procedures.shapes import (
    Approve,
    Reasoned,
    SendBack,
    already_past,
    four_eyes,
    nobody_twice,
    second_look,
)
from postloan.workflow.procedures.sources import BRANCH, RETAIL, read
from postloan.workflow.table import Deadline, Invariant, Opening, Transition
from postloan.workflow.values import Case, Command, Event, Reason
from postloan.workflow.workflow import Workflow

__all__ = ["MISAPPROPRIATION"]

MISUSE: Final = read(BRANCH, "Art. 23")
SAMPLED: Final = read(RETAIL, "Part 1(2) 1")


class Misuse(Enum):
    """How far it is."""

    REPORTED = auto()
    ORDERED = auto()
    SHOWN = auto()
    RECTIFIED = auto()
    UNFOUNDED = auto()
    CALLED = auto()


class Drawdown(Enum):
    """Whether the borrower may draw."""

    SUSPENDED = auto()
    OPEN = auto()


@attrs.frozen(kw_only=True)
class Report:
    """Report that money of the loan went elsewhere than agreed."""

    use: str
    """What it was used for."""
    amount: Money | None = None
    """How much; None where it is not known yet."""

    def __attrs_post_init__(self) -> None:
        checked_text("Report", "use", self.use)


@attrs.frozen(kw_only=True)
class Order:
    """Order that it be rectified by a day; later, by another day."""

    by: date
    """The last day."""

    def __attrs_post_init__(self) -> None:
        checked_date("Order", "by", self.by)


@attrs.frozen(kw_only=True)
class ShowRectified(Reasoned):
    """Show that it is rectified, and by what."""


@attrs.frozen(kw_only=True)
class Dismiss(Reasoned):
    """Find that the money was used as agreed."""


@attrs.frozen(kw_only=True)
class CallLoan(Reasoned):
    """Call the loan: it was not rectified in time."""


@attrs.frozen(kw_only=True)
class DemandRepayment:
    """Demand the whole loan back."""

    says: str
    """Why."""


@attrs.frozen(kw_only=True)
class Misused:
    """What a case keeps."""

    use: str
    by: date | None = None
    """The last day to rectify; None until it is ordered."""


def _ahead(_: Case[Misused], command: Command[Order]) -> Iterator[Reason]:
    return already_past(command.act.by, command)


def _too_late(case: Case[Misused], command: Command[CallLoan]) -> Iterator[Reason]:
    by = case.data.by
    if by is None or command.on <= by:
        says = f"there is time to rectify until {by}" if by else "no time to rectify was set"
        yield Reason(code="date", says=says)


def _suspend(case: Case[Misused], _: Event[Report]) -> Iterator[object]:
    says = f"used for {case.data.use}"
    yield HoldBack(what="drawdown", says=says)
    yield SendNotice(to="responsible_executive", says=says)
    yield RaiseSignal(signal="misappropriation", says=says)


def _lift(_: Case[Misused], __: Event[object]) -> Iterator[object]:
    yield LiftHold(what="drawdown")


def _demand(_: Case[Misused], event: Event[CallLoan]) -> Iterator[object]:
    yield DemandRepayment(says=event.act.reason)


SEPARATION: Final = four_eyes(
    ("customer_manager",),
    ("risk_manager",),
    ("responsible_executive",),
    says="who reports and urges, who checks and who orders are different people",
    cite=MISUSE,
)


def _suspended(case: Case[Misused], _: Event[object]) -> bool:
    return case.is_in(Drawdown.OPEN) == case.is_in(Misuse.RECTIFIED, Misuse.UNFOUNDED)


_DAY: Final = date(2026, 3, 2)

MISAPPROPRIATION: Final[Workflow[Misused]] = Workflow(
    id="misappropriation",
    edition=1,
    title="Misappropriation",
    title_zh="挤占挪用信贷资金",
    regions=(Misuse, Drawdown),
    roles={
        "customer_manager": "reports, and urges the borrower",
        "risk_manager": "checks that it is rectified",
        "responsible_executive": "sets the day, and calls the loan",
    },
    opening=Opening(
        id="report",
        says="Misuse is reported; drawdown is suspended at once.",
        act=Report,
        roles=("customer_manager",),
        begins=lambda event: Misused(use=event.act.use),
        effects=_suspend,
        cite=MISUSE,
    ),
    transitions=(
        Transition(
            id="order",
            says="It is to be rectified by a day.",
            act=Order,
            at=(Misuse.REPORTED, Misuse.ORDERED),
            to=(Misuse.ORDERED,),
            roles=("responsible_executive",),
            checks=(_ahead,),
            changes=lambda data, event: attrs.evolve(data, by=event.act.by),
            cite=MISUSE,
        ),
        Transition(
            id="show_rectified",
            says="The borrower has rectified it, and by what.",
            act=ShowRectified,
            at=(Misuse.ORDERED,),
            to=(Misuse.SHOWN,),
            roles=("customer_manager",),
            cite=MISUSE,
        ),
        *second_look(
            says="It is rectified: drawdown goes on.",
            at=(Misuse.SHOWN,),
            to=(Misuse.RECTIFIED, Drawdown.OPEN),
            back=(Misuse.ORDERED,),
            roles=("risk_manager",),
            effects=_lift,
            cite=MISUSE,
        ),
        Transition(
            id="dismiss",
            says="The money was used as agreed: drawdown goes on.",
            act=Dismiss,
            at=(Misuse.REPORTED, Misuse.ORDERED),
            to=(Misuse.UNFOUNDED, Drawdown.OPEN),
            roles=("responsible_executive",),
            effects=_lift,
        ),
        Transition(
            id="call_loan",
            says="It was not rectified in time: the loan is called.",
            act=CallLoan,
            at=(Misuse.ORDERED,),
            to=(Misuse.CALLED,),
            roles=("responsible_executive",),
            checks=(_too_late,),
            effects=_demand,
            cite=SAMPLED,
        ),
    ),
    ends=(Misuse.RECTIFIED, Misuse.UNFOUNDED, Misuse.CALLED),
    separations=(SEPARATION,),
    deadlines=(
        Deadline(
            id="rectification",
            says="It is rectified.",
            starts=("order",),
            ends=("approve",),
            lapses=("dismiss", "call_loan"),
            within=lambda data: data.by,
            cite=MISUSE,
        ),
    ),
    invariants=(
        Invariant(
            id="suspended_until_rectified",
            says="Drawdown is suspended until it is rectified, or found to be no misuse.",
            holds=_suspended,
            cite=MISUSE,
        ),
        nobody_twice(SEPARATION),
    ),
    effects=(SendNotice, RaiseSignal, HoldBack, LiftHold, DemandRepayment),
    examples=(
        Report(use="shares"),
        Order(by=_DAY),
        ShowRectified(reason="paid back into the account"),
        Approve(),
        SendBack(reason="half of it is missing"),
        Dismiss(reason="the invoice was mixed up"),
        CallLoan(reason="not rectified"),
    ),
    days=(_DAY, _DAY + timedelta(days=1)),
    cite=MISUSE,
)
"""What follows on the misuse of loan money, cited row by row."""
