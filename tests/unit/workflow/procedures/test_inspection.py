"""Inspection: the one who was assigned signs, others countersign and check again."""

from __future__ import annotations

from datetime import date
from typing import Final

import pytest

from postloan.calendars.shipped import CALENDARS
from postloan.errors import InvalidValue
from postloan.workflow.deadlines import deadlines_of
from postloan.workflow.effects import RaiseSignal
from postloan.workflow.procedures.inspection import (
    INSPECTION,
    Agree,
    Assign,
    Collect,
    Countersign,
    Differ,
    Inspect,
    Inspection,
    Recheck,
    RejectMaterial,
    ReturnForm,
    SignForm,
)
from postloan.workflow.procedures.shapes import Approve
from tests.unit.workflow.playing import codes, played

FRIDAY: Final = date(2026, 3, 6)
LI: Final = "inspector:li"
OWN: Final = (Assign(mode="own", manager="li", inspector="li", due=FRIDAY), "post_loan")
THIRD: Final = (Assign(mode="outsourced", manager="wu", inspector="li"), "post_loan")
SIGNED: Final = [OWN, (Inspect(), LI), (SignForm(finding="in order"), LI)]
DONE: Final = [*SIGNED, (Approve(), "department_head"), (Countersign(), "responsible_executive")]


def test_the_form_is_due_two_working_days_after_the_inspection() -> None:
    case = played(INSPECTION, [OWN, (Inspect(), LI, FRIDAY)]).case
    visit, form = deadlines_of(INSPECTION, case, CALENDARS["cn"])
    assert (visit.due, visit.ended) == (FRIDAY, FRIDAY)
    assert form.due == date(2026, 3, 10)


def test_whoever_was_assigned_inspects_and_nobody_countersigns_own_work() -> None:
    case = played(INSPECTION, [OWN]).case
    assert codes(INSPECTION, case, Inspect(), "inspector:wu") == ["person"]
    case = played(INSPECTION, SIGNED).case
    assert codes(INSPECTION, case, Approve(), "department_head:li") == ["separation"]
    assert codes(INSPECTION, case, Countersign(), "responsible_executive") == ["state"]


def test_the_executive_too_may_return_the_form() -> None:
    back = (ReturnForm(reason="no value is stated"), "responsible_executive")
    case = played(INSPECTION, [*DONE[:-1], back, *DONE[2:]]).case
    assert case.is_in(Inspection.COUNTERSIGNED)


def test_a_loans_manager_neither_crosses_nor_countersigns_nor_assigns() -> None:
    cross = Assign(mode="cross", manager="wu", inspector="li")
    assert codes(INSPECTION, None, cross, "post_loan:wu") == ["separation"]
    steps = [(cross, "post_loan"), (Inspect(), LI), (SignForm(finding="in order"), LI)]
    case = played(INSPECTION, steps).case
    assert codes(INSPECTION, case, Approve(), "department_head:wu") == ["separation"]


def test_staff_decide_on_what_a_third_party_hands_in() -> None:
    case = played(INSPECTION, [THIRD]).case
    assert codes(INSPECTION, case, Inspect(), LI) == ["material"]
    steps = [
        (Collect(material="photographs"), "outsourcer"),
        (RejectMaterial(reason="another shop"), LI),
        (Collect(material="better ones"), "outsourcer"),
        (Inspect(), LI),
    ]
    assert played(INSPECTION, steps, case).case.data.material == "better ones"
    own = played(INSPECTION, [OWN]).case
    assert codes(INSPECTION, own, Collect(material="photographs"), "outsourcer") == ["mode"]


def test_an_adverse_finding_is_a_signal() -> None:
    adverse = SignForm(finding="the works stand still", adverse=True)
    signed = played(INSPECTION, [OWN, (Inspect(), LI), (adverse, LI)])
    assert signed.effects == (RaiseSignal(signal="inspection", says="the works stand still"),)


def test_a_check_that_differs_has_the_inspection_made_again() -> None:
    again = played(INSPECTION, [*DONE, (Differ(reason="sold"), "post_loan")]).case
    assert again.is_in(Recheck.DIFFERED)
    twice = [*DONE[1:], (Agree(), "post_loan")]
    assert played(INSPECTION, twice, again).case.is_in(Recheck.AGREED)


def test_an_assignment_says_who_inspects_as_its_mode_does() -> None:
    with pytest.raises(InvalidValue, match="inspector"):
        Assign(mode="cross", manager="li", inspector="li")
    with pytest.raises(InvalidValue, match="inspector"):
        Assign(mode="own", manager="wu", inspector="li")
