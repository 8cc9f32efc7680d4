"""Collection 催收: calls to the borrower, then to contacts, lost contact, field visit, recovery."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

import attrs

from postloan.dates import Period
from postloan.workflow.effects import RaiseSignal
from postloan.workflow.procedures.cases.collection import (
    Collected,
    Collection,
    Contact,
    Dial,
    DialContact,
    FileSuit,
    MarkLost,
    Open,
    Proposal,
    Propose,
    ReportPaid,
    Visit,
    WriteOff,
)
from postloan.workflow.procedures.shapes import (
    Approve,
    SendBack,
    four_eyes,
    nobody_twice,
    second_look,
)
from postloan.workflow.procedures.sources import HOUSING, POST_LOAN, RETAIL, read
from postloan.workflow.table import Completion, Deadline, Invariant, Opening, Transition
from postloan.workflow.values import Case, Command, Event, Reason
from postloan.workflow.workflow import Workflow

__all__ = [
    "COLLECTION",
    "CONTACTS_AFTER",
    "Collected",
    "Collection",
    "Contact",
    "Dial",
    "DialContact",
    "FileSuit",
    "MarkLost",
    "Open",
    "Proposal",
    "Propose",
    "ReportPaid",
    "Visit",
    "WriteOff",
]

CALLS: Final = read(RETAIL, "Part 1(3) 1")
MEASURES: Final = read(RETAIL, "Part 1(1) 4 and 5")
STEPS: Final = read(HOUSING, "Art. 4")
DEBIT: Final = read(POST_LOAN, "Part 2(2)")

CONTACTS_AFTER: Final = 3
"""Days after the missed payment up to which only the borrower is called (T+3)."""
M1: Final = 30
"""Days of the first bucket, in which the borrower is called every day."""


def _begun(event: Event[Open]) -> Collected:
    act = event.act
    return Collected(
        opened=event.on,
        missed=act.missed,
        contacts=act.contacts,
        dials_per_day=act.dials_per_day,
        lost_after=act.lost_after,
        reached=act.missed,
    )


def _missed(command: Command[Open]) -> Iterator[Reason]:
    if command.on < command.act.missed:
        yield Reason(code="date", says=f"{command.act.missed} is after {command.on}")


def _not_too_often(case: Case[Collected], command: Command[Dial]) -> Iterator[Reason]:
    data = case.data
    if data.dialled == command.on and data.dials == data.dials_per_day:
        says = f"the borrower was called {data.dials} times on {command.on}, all that is allowed"
        yield Reason(code="dials", says=says)


def _contacts_now(case: Case[Collected], command: Command[DialContact]) -> Iterator[Reason]:
    data, contact = case.data, command.act.contact
    if contact not in data.contacts:
        yield Reason(code="contact", says=f"{contact} is none of the loan's contacts")
    only_borrower = data.missed + timedelta(days=CONTACTS_AFTER)
    if command.on <= only_borrower:
        says = f"up to {only_borrower} only the borrower is called"
        yield Reason(code="date", says=says)


def _out_of_reach(case: Case[Collected], command: Command[MarkLost]) -> Iterator[Reason]:
    data = case.data
    if data.lost_after is None:
        says = "the policy does not say after how many days without contact a borrower is lost"
        yield Reason(code="parameter", says=says)
        return
    silent = data.reached + timedelta(days=data.lost_after)
    first = max(silent, data.missed + timedelta(days=CONTACTS_AFTER + 1))
    if command.on < first:
        says = f"the last contact was on {data.reached}; the borrower is lost from {first} on"
        yield Reason(code="date", says=says)


def _daily(data: Collected) -> Period | None:
    """Return that the borrower is called each day in the first month, and after it no time."""
    first_month = (data.dialled or data.opened) - data.missed < timedelta(days=M1)
    return Period(count=1, unit="day") if first_month else None


def _dialled(data: Collected, event: Event[Dial]) -> Collected:
    before = data.dials if data.dialled == event.on else 0
    return attrs.evolve(
        data,
        dialled=event.on,
        dials=before + 1 if data.dials_per_day else 0,
        reached=event.on if event.act.reached else data.reached,
    )


def _contacted(data: Collected, event: Event[DialContact]) -> Collected:
    return attrs.evolve(data, reached=event.on) if event.act.reached else data


def _visited(data: Collected, event: Event[Visit]) -> Collected:
    return attrs.evolve(data, reached=event.on) if event.act.found else data


def _lost(_: Case[Collected], __: Event[MarkLost]) -> Iterator[object]:
    yield RaiseSignal(signal="lost-contact", says="the borrower cannot be reached")


def _go(case: Case[Collected], _: Event[object]) -> Iterator[object]:
    yield FileSuit() if case.data.way == "litigation" else WriteOff()


SEPARATION: Final = four_eyes(
    ("collector",),
    ("visitor",),
    ("approver",),
    says="who collects, who visits and who approves recovery are different people",
    cite=STEPS,
)


def _contacts_spared(case: Case[Collected], event: Event[object]) -> bool:
    spared = case.data.missed + timedelta(days=CONTACTS_AFTER)
    return event.transition != "dial_contact" or event.on > spared


def _not_harassed(case: Case[Collected], _: Event[object]) -> bool:
    return case.data.dials <= (case.data.dials_per_day or 0)


def _visited_before(case: Case[Collected], event: Event[object]) -> bool:
    return event.transition != "propose" or not case.is_in(Contact.LOST)


_T: Final = date(2026, 3, 2)
_OWED: Final = (Collection.CALLING, Collection.LITIGATION)

COLLECTION: Final[Workflow[Collected]] = Workflow(
    id="collection",
    edition=1,
    title="Collection",
    title_zh="催收",
    regions=(Collection, Contact, Proposal),
    roles={
        "collector": "calls, and proposes recovery",
        "visitor": "visits",
        "approver": "approves litigation and write-off",
        "ledger": "the system that knows what is owed",
    },
    opening=Opening(
        id="open",
        says="A payment was missed: collection begins.",
        act=Open,
        roles=("ledger",),
        begins=_begun,
        checks=(_missed,),
        cite=DEBIT,
    ),
    transitions=(
        Transition(
            id="dial",
            says="The borrower is called, so often a day as the policy says.",
            act=Dial,
            at=(Collection.CALLING, Contact.KEPT, Contact.VISITED),
            roles=("collector",),
            checks=(_not_too_often,),
            changes=_dialled,
            cite=CALLS,
        ),
        Transition(
            id="dial_contact",
            says="After T+3 the contacts are called too.",
            act=DialContact,
            at=(Collection.CALLING, Contact.KEPT, Contact.VISITED),
            roles=("collector",),
            checks=(_contacts_now,),
            changes=_contacted,
            cite=CALLS,
        ),
        Transition(
            id="mark_lost",
            says="There was no contact for so many days: the borrower is lost.",
            act=MarkLost,
            at=(Collection.CALLING, Contact.KEPT),
            to=(Contact.LOST,),
            roles=("collector",),
            checks=(_out_of_reach,),
            effects=_lost,
            cite=CALLS,
        ),
        Transition(
            id="visit",
            says="The borrower is visited.",
            act=Visit,
            at=(Collection.CALLING,),
            to=(Contact.VISITED,),
            roles=("visitor",),
            changes=_visited,
            cite=CALLS,
        ),
        Transition(
            id="propose",
            says="Litigation or a write-off is proposed; of a lost borrower after a visit.",
            act=Propose,
            at=(*_OWED, Contact.KEPT, Contact.VISITED, Proposal.NONE),
            to=(Proposal.MADE,),
            roles=("collector",),
            changes=lambda data, event: attrs.evolve(data, way=event.act.way),
            cite=STEPS,
        ),
        *second_look(
            says="It is approved.",
            at=(*_OWED, Proposal.MADE),
            to=(Collection.RECOVERY, Proposal.NONE),
            back=(Proposal.NONE,),
            roles=("approver",),
            returned=lambda data, _: attrs.evolve(data, way=None),
            effects=_go,
            cite=STEPS,
        ),
        Transition(
            id="report_paid",
            says="Nothing is overdue any more; also after a write-off.",
            act=ReportPaid,
            at=(*_OWED, Collection.WRITTEN_OFF),
            to=(Collection.PAID, Proposal.NONE),
            roles=("ledger",),
        ),
    ),
    completions=(
        Completion(
            id="sued",
            says="The claim goes to court.",
            at=(Collection.RECOVERY,),
            to=(Collection.LITIGATION,),
            when=lambda data: data.way == "litigation",
            cite=MEASURES,
        ),
        Completion(
            id="written_off",
            says="The claim is written off, and is owed still.",
            at=(Collection.RECOVERY,),
            to=(Collection.WRITTEN_OFF,),
            when=lambda data: data.way == "write_off",
            cite=MEASURES,
        ),
    ),
    ends=(Collection.WRITTEN_OFF, Collection.PAID),
    separations=(SEPARATION,),
    deadlines=(
        Deadline(
            id="call",
            says="The borrower is called every day of the first month, M1.",
            starts=("open", "dial"),
            ends=("dial",),
            lapses=("mark_lost", "approve", "report_paid"),
            within=_daily,
            cite=CALLS,
        ),
    ),
    invariants=(
        Invariant(
            id="contacts_are_spared",
            says="Up to T+3 nobody but the borrower is called.",
            holds=_contacts_spared,
            cite=CALLS,
        ),
        Invariant(
            id="not_called_too_often",
            says="The borrower is not called more often a day than the policy says.",
            holds=_not_harassed,
            cite=CALLS,
        ),
        Invariant(
            id="visited_before_recovery",
            says="A lost borrower is visited before recovery is proposed.",
            holds=_visited_before,
            cite=CALLS,
        ),
        nobody_twice(SEPARATION),
    ),
    effects=(RaiseSignal, FileSuit, WriteOff),
    examples=(
        Open(missed=_T, contacts=("wife",), dials_per_day=1, lost_after=4),
        Dial(reached=False),
        Dial(reached=True),
        DialContact(contact="wife", reached=True),
        MarkLost(),
        Visit(found=False, finding="moved away"),
        Propose(way="litigation", reason="no answer"),
        Propose(way="write_off", reason="nothing to be had"),
        Approve(),
        SendBack(reason="visit first"),
        ReportPaid(),
    ),
    days=(_T + timedelta(days=3), _T + timedelta(days=4)),
    cite=CALLS,
)
"""The collection of what is overdue, cited row by row."""
