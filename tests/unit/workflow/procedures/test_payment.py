"""Payment review: nothing goes out that nobody with the authority has reviewed."""

from __future__ import annotations

from datetime import date
from typing import Final

import pytest

from postloan.calendars.shipped import CALENDARS
from postloan.errors import InvalidValue
from postloan.money import Money
from postloan.policy.clauses.staff import MayAct
from postloan.policy.library import Library
from postloan.policy.loading import load_policy
from postloan.workflow.deadlines import deadlines_of
from postloan.workflow.effects import RaiseSignal, SendNotice
from postloan.workflow.procedures.payment import (
    PAY_WITHIN,
    PAYMENT_REVIEW,
    Amend,
    Attempt,
    Credit,
    ExecuteTransfer,
    Request,
    StopTransfer,
)
from postloan.workflow.procedures.shapes import Approve, SendBack
from tests.unit.workflow.playing import DAY, actor, codes, played, step

TEN: Final = Money(10, "CNY")
RISK: Final = MayAct(("risk_manager",), (), ())
PAY: Final = Attempt(payee="Mill", amount=TEN)


def request(mode: str, reviewers: MayAct = RISK) -> tuple[Request, str]:
    act = Request(
        mode=mode,  # type: ignore[arg-type]
        payee="Mill",
        amount=TEN,
        reviewers=reviewers,
        pay_within=PAY_WITHIN,
    )
    return act, "customer_manager"


def test_an_entrusted_payment_is_reviewed_before_the_loan_is_credited() -> None:
    asked = played(PAYMENT_REVIEW, [request("entrusted")]).case
    assert codes(PAYMENT_REVIEW, asked, Credit(), "accounting") == ["unreviewed"]
    paid = played(
        PAYMENT_REVIEW,
        [(Approve(), "risk_manager"), (Credit(), "accounting"), (PAY, "accounting")],
        asked,
    )
    assert paid.effects == (ExecuteTransfer(payee="Mill", amount=TEN),)


def test_a_self_directed_payment_is_reviewed_after_the_credit_and_before_it_goes_out() -> None:
    asked = played(PAYMENT_REVIEW, [request("self_directed")]).case
    assert codes(PAYMENT_REVIEW, asked, Approve(), "risk_manager") == ["uncredited"]
    credited = played(PAYMENT_REVIEW, [(Credit(), "accounting")], asked).case
    stopped = played(PAYMENT_REVIEW, [(PAY, "accounting")], credited)
    assert [type(one) for one in stopped.effects] == [StopTransfer, SendNotice, RaiseSignal]
    paid = played(PAYMENT_REVIEW, [(Approve(), "risk_manager"), (PAY, "accounting")], stopped.case)
    assert paid.effects == (ExecuteTransfer(payee="Mill", amount=TEN),)


def test_only_what_was_reviewed_is_paid() -> None:
    steps = [request("entrusted"), (Approve(), "risk_manager"), (Credit(), "accounting")]
    ready = played(PAYMENT_REVIEW, steps).case
    other = Attempt(payee="Casino", amount=TEN)
    stopped = played(PAYMENT_REVIEW, [(other, "accounting")], ready)
    says = "10 CNY to Casino was not reviewed"
    assert stopped.effects == (
        StopTransfer(payee="Casino", amount=TEN),
        SendNotice(to="risk_manager", says=says),
        RaiseSignal(signal="unreviewed-transfer", says=says),
    )
    paid = played(PAYMENT_REVIEW, [(PAY, "accounting")], stopped.case)
    assert paid.effects == (ExecuteTransfer(payee="Mill", amount=TEN),)


def test_what_was_reviewed_does_not_go_out_before_the_credit() -> None:
    steps = [request("entrusted"), (Approve(), "risk_manager"), (PAY, "accounting")]
    _, told = played(PAYMENT_REVIEW, steps).effects
    assert told == SendNotice(
        to="risk_manager", says="10 CNY to Mill was reviewed, but the loan is not credited"
    )


def test_a_review_is_good_for_one_payment() -> None:
    steps = [
        request("entrusted"),
        (Approve(), "risk_manager"),
        (Credit(), "accounting"),
        (PAY, "accounting"),
        (PAY, "accounting"),
    ]
    assert StopTransfer(payee="Mill", amount=TEN) in played(PAYMENT_REVIEW, steps).effects


def test_a_returned_request_is_amended_and_reviewed_again() -> None:
    amended = Amend(payee="Mine", amount=TEN, reviewers=RISK)
    steps = [
        request("entrusted"),
        (SendBack(reason="the contract names Mine"), "risk_manager"),
        (amended, "customer_manager"),
    ]
    assert played(PAYMENT_REVIEW, steps).case.data.payee == "Mine"


def test_the_authority_is_what_the_policy_says_with_its_limits_set() -> None:
    policy = load_policy("bank.branch-measures", library=Library.shipped()).with_parameters(
        {
            "risk_manager_limit": Money(5, "CNY"),
            "department_head_limit": Money(50, "CNY"),
            "executive_limit": Money(500, "CNY"),
        }
    )
    may = policy.who_may("payment_review", TEN)
    asked = played(PAYMENT_REVIEW, [request("entrusted", may)]).case
    assert codes(PAYMENT_REVIEW, asked, Approve(), "risk_manager") == ["authority"]
    assert codes(PAYMENT_REVIEW, asked, Approve(), "department_head") == []
    assert codes(PAYMENT_REVIEW, asked, Approve(), "risk_manager+department_head:li") == []


def test_a_limit_that_nobody_has_set_lets_nobody_review_and_is_named() -> None:
    may = load_policy("bank.branch-measures", library=Library.shipped()).who_may(
        "payment_review", TEN
    )
    asked = played(PAYMENT_REVIEW, [request("entrusted", may)]).case
    says = str(step(PAYMENT_REVIEW, asked, Approve(), "risk_manager"))
    assert says.startswith("whether risk_manager may review 10 CNY is not known; ")
    assert "risk_manager_limit" in says
    doubtful = MayAct((), ("risk_manager",), ())
    asked = played(PAYMENT_REVIEW, [request("entrusted", doubtful)]).case
    says = str(step(PAYMENT_REVIEW, asked, Approve(), "risk_manager"))
    assert says == "whether risk_manager may review 10 CNY is not known"
    assert codes(PAYMENT_REVIEW, asked, Approve(), "accounting") == ["role"]


def test_nobody_reviews_what_they_asked_for() -> None:
    asked = played(PAYMENT_REVIEW, [(request("entrusted")[0], "customer_manager:li")]).case
    assert codes(PAYMENT_REVIEW, asked, Approve(), "risk_manager:li") == ["separation"]


def test_the_money_stays_on_the_account_no_longer_than_allowed() -> None:
    steps = [request("self_directed"), (Credit(), "accounting")]
    case = played(PAYMENT_REVIEW, steps).case
    (run,) = deadlines_of(PAYMENT_REVIEW, case, CALENDARS["cn"])
    assert (run.since, run.due) == (DAY, date(2026, 3, 9))


def test_a_payment_of_nothing_or_to_nobody_is_refused_when_amended_too() -> None:
    with pytest.raises(InvalidValue, match=r"Amend\.amount must be more than 0"):
        Amend(payee="Mill", amount=Money(0, "CNY"), reviewers=RISK)
    with pytest.raises(InvalidValue, match=r"Amend\.payee"):
        Amend(payee="", amount=TEN, reviewers=RISK)


def test_whoever_lacks_the_authority_sees_so_before_they_try() -> None:
    asked = played(PAYMENT_REVIEW, [request("entrusted")]).case
    head = PAYMENT_REVIEW.allowed(asked, actor("department_head"))
    (approve,) = (one for one in head if one.act is Approve)
    assert [reason.code for reason in approve.blockers] == ["authority"]


def test_another_mode_is_refused() -> None:
    with pytest.raises(InvalidValue, match="entrusted, self_directed"):
        request("cash")
