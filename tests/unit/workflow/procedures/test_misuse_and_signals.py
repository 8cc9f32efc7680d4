"""Misuse and signals: held back at once, let go only by the cure that somebody else accepts."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import pytest

from postloan.errors import InvalidValue
from postloan.money import Money
from postloan.workflow.deadlines import deadlines_of
from postloan.workflow.effects import HoldBack, LiftHold, RaiseSignal, SendNotice
from postloan.workflow.procedures import misappropriation as misuse
from postloan.workflow.procedures import rectification as signals
from postloan.workflow.procedures.misappropriation import MISAPPROPRIATION
from postloan.workflow.procedures.rectification import RECTIFICATION
from postloan.workflow.procedures.shapes import Approve, SendBack
from tests.unit.workflow.playing import DAY, codes, played

LATER: Final = DAY + timedelta(days=30)
AFTER: Final = LATER + timedelta(days=1)
REPORTED: Final = (misuse.Report(use="shares", amount=Money(9, "CNY")), "customer_manager")
ORDERED: Final = [REPORTED, (misuse.Order(by=LATER), "responsible_executive")]
LAWSUIT: Final = signals.Raise(signal="lawsuit", says="a lawsuit", severity="high")
DEMANDED: Final = [
    (LAWSUIT, "customer_manager"),
    (signals.Verify(reason="in the register"), "risk_manager"),
    (signals.Demand(measures="add security", by=LATER), "risk_manager"),
]


def test_misuse_suspends_drawdown_at_once_and_tells_the_executive() -> None:
    hold, tell, signal = played(MISAPPROPRIATION, [REPORTED]).effects
    assert hold == HoldBack(what="drawdown", says="used for shares")
    assert tell == SendNotice(to="responsible_executive", says="used for shares")
    assert isinstance(signal, RaiseSignal)


def test_drawdown_goes_on_once_somebody_else_finds_it_rectified() -> None:
    steps = [
        *ORDERED,
        (misuse.ShowRectified(reason="paid back"), "customer_manager"),
        (SendBack(reason="half"), "risk_manager"),
        (misuse.ShowRectified(reason="all of it"), "customer_manager"),
        (Approve(), "risk_manager"),
    ]
    done = played(MISAPPROPRIATION, steps)
    assert done.effects == (LiftHold(what="drawdown"),)
    (run,) = deadlines_of(MISAPPROPRIATION, done.case)
    assert (run.due, run.days_late(AFTER)) == (LATER, 0)


def test_another_day_to_rectify_leaves_what_was_late_on_the_first() -> None:
    again = (misuse.Order(by=AFTER + timedelta(days=9)), "responsible_executive", AFTER)
    first, second = deadlines_of(MISAPPROPRIATION, played(MISAPPROPRIATION, [*ORDERED, again]).case)
    assert (first.due, first.lapsed, first.days_late(AFTER)) == (LATER, True, 1)
    assert (second.since, second.due) == (AFTER, AFTER + timedelta(days=9))


def test_a_loan_is_called_only_once_the_day_has_passed() -> None:
    case = played(MISAPPROPRIATION, ORDERED).case
    called = misuse.CallLoan(reason="nothing was done")
    assert codes(MISAPPROPRIATION, case, called, "responsible_executive", LATER) == ["date"]
    done = played(MISAPPROPRIATION, [(called, "responsible_executive", AFTER)], case)
    assert done.effects == (misuse.DemandRepayment(says="nothing was done"),)
    assert not codes(MISAPPROPRIATION, case, misuse.Order(by=AFTER), "responsible_executive", LATER)
    order = misuse.Order(by=DAY)
    assert codes(MISAPPROPRIATION, case, order, "responsible_executive", LATER) == ["date"]


def test_a_grave_signal_holds_business_back_at_once_and_a_false_alarm_lets_it_go() -> None:
    raised = played(RECTIFICATION, DEMANDED[:1])
    assert [one.what for one in raised.effects if isinstance(one, HoldBack)] == [
        "new_business",
        "drawdown",
    ]
    dismissed = (signals.Dismiss(reason="a namesake"), "risk_manager")
    assert played(RECTIFICATION, [dismissed], raised.case).effects == (
        LiftHold(what="new_business"),
        LiftHold(what="drawdown"),
    )
    light = signals.Raise(signal="late", says="a late report", severity="low")
    assert played(RECTIFICATION, [(light, "customer_manager")]).effects == ()
    assert played(RECTIFICATION, [(light, "customer_manager"), dismissed]).effects == ()


def test_what_is_not_cured_by_its_day_is_decided_by_the_head() -> None:
    case = played(RECTIFICATION, DEMANDED).case
    assert codes(RECTIFICATION, case, signals.Escalate(), "risk_manager", LATER) == ["date"]
    up = played(RECTIFICATION, [(signals.Escalate(), "risk_manager", AFTER)], case)
    recover = signals.Recover(reason="no security")
    assert codes(RECTIFICATION, up.case, recover, "customer_manager", AFTER) == [
        "role",
        "separation",
    ]
    gone = played(RECTIFICATION, [(recover, "department_head", AFTER)], up.case)
    assert gone.effects == (signals.BeginRecovery(says="no security"),)
    demand = signals.Demand(measures="pay", by=DAY)
    assert codes(RECTIFICATION, up.case, demand, "risk_manager", AFTER) == ["date"]


def test_business_goes_on_once_the_cure_is_accepted() -> None:
    shown = (signals.ShowCured(reason="a mortgage"), "customer_manager")
    done = played(RECTIFICATION, [*DEMANDED, shown, (Approve(), "risk_manager")])
    assert LiftHold(what="new_business") in done.effects
    (run,) = deadlines_of(RECTIFICATION, done.case)
    assert run.due == LATER


def test_a_reason_and_a_text_are_not_empty() -> None:
    with pytest.raises(InvalidValue, match=r"Dismiss\.reason"):
        signals.Dismiss(reason="")
    with pytest.raises(InvalidValue, match=r"Report\.use"):
        misuse.Report(use="")
    with pytest.raises(InvalidValue, match=r"Raise\.severity"):
        signals.Raise(signal="x", says="y", severity="dire")  # type: ignore[arg-type]
