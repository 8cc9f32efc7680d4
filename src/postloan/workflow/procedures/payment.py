"""Payment review 支付审核: loan money goes out only as somebody with the authority has reviewed it.

Entrusted payment 受托支付 is reviewed before the loan is credited, and goes on to the payee.
Self-directed payment 自主支付 is credited first, and is reviewed before the borrower pays it out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs

from postloan.citation import Citation
from postloan.dates import Period
from postloan.money import Money
from postloan.policy.clauses.staff import MayAct
from postloan.workflow.effects import RaiseSignal, SendNotice
from postloan.workflow.procedures.cases.payment import (
    Amend,
    Attempt,
    Credit,
    ExecuteTransfer,
    Funds,
    Payment,
    Request,
    Review,
    StopTransfer,
    Transfer,
    Withdraw,
)
from postloan.workflow.procedures.shapes import (
    Approve,
    SendBack,
    four_eyes,
    nobody_twice,
    second_look,
)
from postloan.workflow.procedures.sources import BRANCH, FIXED_ASSETS, read
from postloan.workflow.table import Deadline, Invariant, Opening, Transition
from postloan.workflow.values import Actor, Case, Command, Event, Reason
from postloan.workflow.workflow import Workflow

__all__ = [
    "PAYMENT_REVIEW",
    "PAY_WITHIN",
    "Amend",
    "Attempt",
    "Credit",
    "ExecuteTransfer",
    "Funds",
    "Payment",
    "Request",
    "Review",
    "StopTransfer",
    "Transfer",
    "Withdraw",
]

REVIEWED: Final = read(BRANCH, "Art. 17")
GRADED: Final = read(BRANCH, "Art. 18")
STOPPED: Final = read(BRANCH, "Art. 19")
RELEASED: Final = Citation(document=FIXED_ASSETS, article="on payment", grade="recalled-med")
PAY_WITHIN: Final = Period(count=5, unit="working day")
"""How long the money may stay after the loan is released, in principle (NFRA Order [2024] 1)."""

GRADES: Final = ("responsible_executive", "department_head", "risk_manager")
"""Who reviews, the highest first: whoever has several of the posts acts in the highest."""


def _begun(event: Event[Request]) -> Payment:
    act = event.act
    return Payment(
        mode=act.mode,
        payee=act.payee,
        amount=act.amount,
        reviewers=act.reviewers,
        pay_within=act.pay_within,
    )


def _amended(data: Payment, event: Event[Amend]) -> Payment:
    act = event.act
    return attrs.evolve(data, payee=act.payee, amount=act.amount, reviewers=act.reviewers)


def _approved(data: Payment, event: Event[object]) -> Payment:
    return attrs.evolve(data, reviewed_as=event.role)


def _reviewed_first(case: Case[Payment]) -> Iterator[Reason]:
    if case.data.mode == "entrusted" and not case.is_in(Review.APPROVED):
        yield Reason(code="unreviewed", says="an entrusted payment is reviewed before the credit")


def _credited_first(case: Case[Payment]) -> Iterator[Reason]:
    if case.data.mode == "self_directed" and not case.is_in(Funds.CREDITED):
        yield Reason(code="uncredited", says="a self-directed payment is reviewed after the credit")


def _within_authority(case: Case[Payment], actor: Actor) -> Iterator[Reason]:
    post = next((grade for grade in GRADES if grade in actor.roles), "")
    may, amount = case.data.reviewers, case.data.amount
    if not post or post in may.roles:
        return
    if post in may.possible:
        unset = f"; not set: {', '.join(may.unset)}" if may.unset else ""
        says = f"whether {post} may review {amount} is not known{unset}"
    else:
        says = f"{amount} is for {' or '.join(may.roles) or 'nobody known'}, not for {post}"
    yield Reason(code="authority", says=says)


def _as_reviewed(case: Case[Payment], command: Command[Attempt]) -> bool:
    return _agrees(case.data, command.act)


def _agrees(data: Payment, act: Attempt) -> bool:
    return (act.payee, act.amount) == (data.payee, data.amount)


def _stop(case: Case[Payment], event: Event[Attempt]) -> Iterator[object]:
    act = event.act
    reviewed = case.is_in(Review.APPROVED) and _agrees(case.data, act)
    why = "was reviewed, but the loan is not credited" if reviewed else "was not reviewed"
    says = f"{act.amount} to {act.payee} {why}"
    yield StopTransfer(payee=act.payee, amount=act.amount)
    yield SendNotice(to="risk_manager", says=says)
    if not reviewed:
        yield RaiseSignal(signal="unreviewed-transfer", says=says)


def _execute(_: Case[Payment], event: Event[Attempt]) -> Iterator[object]:
    yield ExecuteTransfer(payee=event.act.payee, amount=event.act.amount)


def _ask(_: Case[Payment], __: Event[object]) -> Iterator[object]:
    yield SendNotice(to="risk_manager", says="review the transaction documents")


SEPARATION: Final = four_eyes(
    ("customer_manager",),
    GRADES,
    ("accounting",),
    says="who asks, who reviews and who pays are different people",
    cite=REVIEWED,
)


def _reviewed(case: Case[Payment], event: Event[object]) -> bool:
    data, act = case.data, event.act
    if event.transition != "pay":
        return True
    return data.reviewed_as in data.reviewers.roles and act == Attempt(
        payee=data.payee, amount=data.amount
    )


def _entrusted_late(case: Case[Payment], event: Event[object]) -> bool:
    entrusted = event.transition == "credit" and case.data.mode == "entrusted"
    return not entrusted or case.is_in(Review.APPROVED)


_TEN: Final = Money(10, "CNY")
_SMALL: Final = MayAct(GRADES[1:], (), ())
_LARGE: Final = MayAct(GRADES[:1], GRADES[1:2], ("department_head_limit",))

PAYMENT_REVIEW: Final[Workflow[Payment]] = Workflow(
    id="payment_review",
    edition=1,
    title="Payment review",
    title_zh="支付审核",
    regions=(Review, Funds, Transfer),
    roles={
        "customer_manager": "asks for the payment, with the transaction documents",
        "risk_manager": "reviews, up to a limit",
        "department_head": "reviews, up to a higher limit",
        "responsible_executive": "reviews, up to the highest limit",
        "accounting": "credits the loan and executes the payment",
    },
    opening=Opening(
        id="request",
        says="A payment is asked for.",
        act=Request,
        roles=("customer_manager",),
        begins=_begun,
        effects=_ask,
        cite=REVIEWED,
    ),
    transitions=(
        *second_look(
            says="The documents agree with the contract; the amount is within the authority.",
            at=(Review.AWAITED,),
            to=(Review.APPROVED, Transfer.FREE),
            back=(Review.RETURNED,),
            roles=GRADES,
            guards=(_credited_first,),
            people=(_within_authority,),
            changes=_approved,
            cite=GRADED,
        ),
        Transition(
            id="amend",
            says="What was wrong is mended, and it is asked for again.",
            act=Amend,
            at=(Review.RETURNED,),
            to=(Review.AWAITED,),
            roles=("customer_manager",),
            changes=_amended,
            effects=_ask,
        ),
        Transition(
            id="credit",
            says="The loan is credited: entrusted after the review, self-directed before it.",
            act=Credit,
            at=(Review.AWAITED, Review.APPROVED, Funds.UNDRAWN),
            to=(Funds.CREDITED,),
            roles=("accounting",),
            guards=(_reviewed_first,),
            cite=REVIEWED,
        ),
        Transition(
            id="pay",
            says="What was reviewed is paid.",
            act=Attempt,
            at=(Review.APPROVED, Funds.CREDITED),
            to=(Review.PAID, Transfer.FREE),
            roles=("accounting",),
            takes=_as_reviewed,
            effects=_execute,
            cite=REVIEWED,
        ),
        Transition(
            id="stop",
            says="Any other transfer is not executed, and the risk manager is told at once.",
            act=Attempt,
            at=(),
            to=(Transfer.STOPPED,),
            roles=("accounting",),
            effects=_stop,
            cite=STOPPED,
        ),
        Transition(
            id="withdraw",
            says="The payment is given up.",
            act=Withdraw,
            at=(Review.AWAITED, Review.RETURNED, Review.APPROVED),
            to=(Review.WITHDRAWN,),
            roles=("customer_manager",),
        ),
    ),
    ends=(Review.PAID, Review.WITHDRAWN),
    separations=(SEPARATION,),
    deadlines=(
        Deadline(
            id="payment",
            says="What was credited is paid out.",
            starts=("credit",),
            ends=("pay",),
            lapses=("withdraw",),
            within=lambda data: data.pay_within,
            cite=RELEASED,
        ),
    ),
    invariants=(
        Invariant(
            id="paid_as_reviewed",
            says="Nothing is paid that nobody with the authority has reviewed.",
            holds=_reviewed,
            cite=GRADED,
        ),
        Invariant(
            id="entrusted_is_reviewed_first",
            says="An entrusted payment is reviewed before the loan is credited.",
            holds=_entrusted_late,
            cite=REVIEWED,
        ),
        nobody_twice(SEPARATION),
    ),
    effects=(SendNotice, RaiseSignal, StopTransfer, ExecuteTransfer),
    examples=(
        Request(mode="entrusted", payee="Mill", amount=_TEN, reviewers=_SMALL),
        Request(mode="self_directed", payee="Mill", amount=_TEN, reviewers=_LARGE),
        Amend(payee="Mill", amount=_TEN, reviewers=_LARGE),
        Credit(),
        Attempt(payee="Mill", amount=_TEN),
        Attempt(payee="Casino", amount=_TEN),
        Approve(),
        SendBack(reason="another payee"),
        Withdraw(reason="no longer needed"),
    ),
    cite=REVIEWED,
)
"""The review of a payment out of a loan, cited row by row."""
