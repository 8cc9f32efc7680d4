"""Inspection 现场检查: assigned, made, put on a form, countersigned, re-checked by another.

The lender's own staff inspect, a colleague from elsewhere does (a cross inspection), or a third
party collects the material and staff decide on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import attrs

from postloan.dates import Period
from postloan.workflow.effects import RaiseSignal, SendNotice
from postloan.workflow.procedures.cases.inspection import (
    Agree,
    Assign,
    Cancel,
    Collect,
    Countersign,
    Differ,
    Inspect,
    Inspected,
    Inspection,
    Recheck,
    RejectMaterial,
    ReturnForm,
    SignForm,
)
from postloan.workflow.procedures.shapes import (
    Approve,
    SendBack,
    four_eyes,
    is_person,
    nobody_twice,
    second_look,
)
from postloan.workflow.procedures.sources import BRANCH, DIFFERENTIATED, INTERVAL, read
from postloan.workflow.table import Deadline, Invariant, Opening, Transition
from postloan.workflow.values import Case, Command, Event, Reason
from postloan.workflow.workflow import Workflow

__all__ = [
    "FORM_WITHIN",
    "INSPECTION",
    "Agree",
    "Assign",
    "Cancel",
    "Collect",
    "Countersign",
    "Differ",
    "Inspect",
    "Inspected",
    "Inspection",
    "Recheck",
    "RejectMaterial",
    "ReturnForm",
    "SignForm",
]

SIGNED: Final = read(BRANCH, "Art. 30")
FORMED: Final = read(INTERVAL, "Art. 8")
LEDGER: Final = read(INTERVAL, "Art. 7")
OUTSOURCED: Final = read(DIFFERENTIATED, "Part 2, third")
CHECKED: Final = read(DIFFERENTIATED, "Part 3, second")

FORM_WITHIN: Final = Period(count=2, unit="working day")
"""How long after the inspection the form may take (a lending company's rules, Art. 8)."""


def _begun(event: Event[Assign]) -> Inspected:
    act = event.act
    return Inspected(mode=act.mode, manager=act.manager, inspector=act.inspector, due=act.due)


def _by_another(command: Command[Assign]) -> Iterator[Reason]:
    if command.by.id in (command.act.manager, command.act.inspector):
        says = f"{command.by.id} assigns, and can neither manage the loan nor inspect"
        yield Reason(code="separation", says=says)


def _outsourced(case: Case[Inspected]) -> Iterator[Reason]:
    if case.data.mode != "outsourced":
        yield Reason(code="mode", says=f"the inspection is {case.data.mode}, not outsourced")


def _collected(case: Case[Inspected]) -> Iterator[Reason]:
    if case.data.mode == "outsourced" and not case.data.material:
        yield Reason(code="material", says="the third party has handed no material in")


def _without(data: Inspected, _: Event[object]) -> Inspected:
    return attrs.evolve(data, material="")


def _tell(case: Case[Inspected], _: Event[Assign]) -> Iterator[object]:
    yield SendNotice(to="inspector", says=f"inspect by {case.data.due or 'no stated day'}")


def _signal(_: Case[Inspected], event: Event[SignForm]) -> Iterator[object]:
    if event.act.adverse:
        yield RaiseSignal(signal="inspection", says=event.act.finding)


def _people(data: Inspected) -> Mapping[str, str]:
    return {"manager": data.manager, "inspector": data.inspector}


def _inspector(data: Inspected) -> str:
    return data.inspector


_MINE: Final = is_person(_inspector)
SEPARATION: Final = four_eyes(
    ("inspector", "manager"),
    ("outsourcer",),
    ("department_head",),
    ("responsible_executive",),
    ("post_loan",),
    says="who inspects or manages the loan, who countersigns and who checks again are different "
    "people",
    cite=CHECKED,
)


def _by_the_inspector(case: Case[Inspected], event: Event[object]) -> bool:
    return event.transition not in ("inspect", "sign_form") or event.by == case.data.inspector


def _on_material(case: Case[Inspected], _: Event[object]) -> bool:
    unseen = case.data.mode == "outsourced" and not case.data.material
    return not (unseen and case.is_in(*_MADE))


_MADE: Final = (
    Inspection.INSPECTED,
    Inspection.SIGNED,
    Inspection.HEADED,
    Inspection.COUNTERSIGNED,
)
_OPEN: Final = (Inspection.ASSIGNED, Inspection.COLLECTED, *_MADE[:3])

INSPECTION: Final[Workflow[Inspected]] = Workflow(
    id="inspection",
    edition=1,
    title="Inspection",
    title_zh="现场检查",
    regions=(Inspection, Recheck),
    roles={
        "post_loan": "the post-loan post, which keeps the ledger, assigns and checks again",
        "inspector": "inspects and signs the form",
        "outsourcer": "the third party that collects material",
        "department_head": "countersigns first",
        "responsible_executive": "countersigns last",
    },
    opening=Opening(
        id="assign",
        says="An inspection is assigned.",
        act=Assign,
        roles=("post_loan",),
        begins=_begun,
        checks=(_by_another,),
        effects=_tell,
        cite=LEDGER,
    ),
    transitions=(
        Transition(
            id="collect",
            says="A third party hands in what it collected.",
            act=Collect,
            at=(Inspection.ASSIGNED,),
            to=(Inspection.COLLECTED,),
            roles=("outsourcer",),
            guards=(_outsourced,),
            changes=lambda data, event: attrs.evolve(data, material=event.act.material),
            cite=OUTSOURCED,
        ),
        Transition(
            id="reject_material",
            says="It is refused, and collected again.",
            act=RejectMaterial,
            at=(Inspection.COLLECTED,),
            to=(Inspection.ASSIGNED,),
            roles=("inspector",),
            people=(_MINE,),
            changes=_without,
            cite=OUTSOURCED,
        ),
        Transition(
            id="inspect",
            says="It is inspected, on the spot or on the material.",
            act=Inspect,
            at=(Inspection.ASSIGNED, Inspection.COLLECTED),
            to=(Inspection.INSPECTED,),
            roles=("inspector",),
            guards=(_collected,),
            people=(_MINE,),
            cite=LEDGER,
        ),
        Transition(
            id="sign_form",
            says="The form is filled in and signed.",
            act=SignForm,
            at=(Inspection.INSPECTED,),
            to=(Inspection.SIGNED,),
            roles=("inspector",),
            people=(_MINE,),
            effects=_signal,
            cite=SIGNED,
        ),
        *second_look(
            says="The head of the department countersigns.",
            at=(Inspection.SIGNED,),
            to=(Inspection.HEADED,),
            back=(Inspection.INSPECTED,),
            roles=("department_head",),
            cite=SIGNED,
        ),
        Transition(
            id="countersign",
            says="The responsible executive countersigns.",
            act=Countersign,
            at=(Inspection.HEADED,),
            to=(Inspection.COUNTERSIGNED,),
            roles=("responsible_executive",),
            cite=SIGNED,
        ),
        Transition(
            id="return_form",
            says="The responsible executive returns it, with the reason: it is signed anew.",
            act=ReturnForm,
            at=(Inspection.HEADED,),
            to=(Inspection.INSPECTED,),
            roles=("responsible_executive",),
            cite=SIGNED,
        ),
        Transition(
            id="agree",
            says="Checked again, it comes to the same.",
            act=Agree,
            at=(Inspection.COUNTERSIGNED, Recheck.NONE, Recheck.DIFFERED),
            to=(Recheck.AGREED,),
            roles=("post_loan",),
            cite=CHECKED,
        ),
        Transition(
            id="differ",
            says="Checked again, it comes to something else: it is made again.",
            act=Differ,
            at=(Inspection.COUNTERSIGNED, Recheck.NONE, Recheck.DIFFERED),
            to=(Inspection.ASSIGNED, Recheck.DIFFERED),
            roles=("post_loan",),
            changes=_without,
            cite=CHECKED,
        ),
        Transition(
            id="cancel",
            says="It is cancelled, with the reason.",
            act=Cancel,
            at=_OPEN,
            to=(Inspection.CANCELLED,),
            roles=("post_loan",),
        ),
    ),
    ends=(Inspection.COUNTERSIGNED, Inspection.CANCELLED),
    separations=(SEPARATION,),
    offices=_people,
    deadlines=(
        Deadline(
            id="visit",
            says="It is inspected.",
            starts=("assign",),
            ends=("inspect",),
            lapses=("cancel",),
            within=lambda data: data.due,
            cite=LEDGER,
        ),
        Deadline(
            id="form",
            says="The form is signed.",
            starts=("inspect",),
            ends=("sign_form",),
            lapses=("cancel",),
            within=FORM_WITHIN,
            cite=FORMED,
        ),
    ),
    invariants=(
        Invariant(
            id="signed_by_the_inspector",
            says="Whoever was assigned inspects and signs.",
            holds=_by_the_inspector,
            cite=SIGNED,
        ),
        Invariant(
            id="decided_on_material",
            says="Where a third party collects, staff decide on what it handed in.",
            holds=_on_material,
            cite=OUTSOURCED,
        ),
        nobody_twice(SEPARATION, _people),
    ),
    effects=(SendNotice, RaiseSignal),
    examples=(
        Assign(mode="own", manager="inspector-1", inspector="inspector-1"),
        Assign(mode="cross", manager="everyone", inspector="inspector-1"),
        Assign(mode="outsourced", manager="li", inspector="inspector-1"),
        Collect(material="ten photographs"),
        RejectMaterial(reason="another shop"),
        Inspect(),
        SignForm(finding="the works stand still", adverse=True),
        Approve(),
        SendBack(reason="no stock was counted"),
        Countersign(),
        ReturnForm(reason="the stock is not valued"),
        Agree(),
        Differ(reason="the works are sold"),
        Cancel(reason="repaid"),
    ),
    cite=LEDGER,
)
"""An inspection of a loan, cited row by row."""
