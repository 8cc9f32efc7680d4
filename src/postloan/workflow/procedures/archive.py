"""Archive 信贷档案: files handed over, kept, lent, returned, filed for good and destroyed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

import attrs

from postloan.dates import Period
from postloan.workflow.clearance.sources import FILING
from postloan.workflow.effects import SendNotice
from postloan.workflow.procedures.cases.archive import (
    ApproveDestruction,
    AskToBorrow,
    CheckFile,
    Claim,
    Collect,
    Destroy,
    File,
    FileFormally,
    HandOut,
    HandOver,
    Kept,
    ProposeDestruction,
    Receive,
    Refuse,
    ReportReopened,
    ReportSettled,
    Spare,
    TakeBack,
)
from postloan.workflow.procedures.shapes import (
    Approve,
    SendBack,
    already_past,
    four_eyes,
    nobody_twice,
    second_look,
)
from postloan.workflow.procedures.sources import ARCHIVES, read
from postloan.workflow.table import Completion, Deadline, Invariant, Opening, Transition
from postloan.workflow.values import Case, Command, Event, Reason
from postloan.workflow.workflow import Workflow

__all__ = [
    "ARCHIVE",
    "CHECKED_WITHIN",
    "ApproveDestruction",
    "AskToBorrow",
    "CheckFile",
    "Claim",
    "Collect",
    "Destroy",
    "File",
    "FileFormally",
    "HandOut",
    "HandOver",
    "Kept",
    "ProposeDestruction",
    "Receive",
    "Refuse",
    "ReportReopened",
    "ReportSettled",
    "Spare",
    "TakeBack",
]

KEPT: Final = read(ARCHIVES, "Art. 5")
CHECKED: Final = read(ARCHIVES, "Art. 10")

CHECKED_WITHIN: Final = Period(count=1, unit="year")
"""How long after one check of the archive the next is due (a lender's rules, Art. 10)."""


def _complete(case: Case[Kept], command: Command[Receive]) -> Iterator[Reason]:
    listed, found = set(case.data.documents), set(command.act.documents)
    if missing := sorted(listed - found):
        yield Reason(code="documents", says=f"missing: {', '.join(missing)}")
    if unlisted := sorted(found - listed):
        yield Reason(code="documents", says=f"not on the record: {', '.join(unlisted)}")


def _ahead(_: Case[Kept], command: Command[AskToBorrow]) -> Iterator[Reason]:
    return already_past(command.act.until, command)


def _time_over(case: Case[Kept], command: Command[object]) -> Iterator[Reason]:
    last = case.data.keep_until
    if last is None:
        yield Reason(code="retention", says="how long the file is kept is not stated")
    elif command.on <= last:
        yield Reason(code="retention", says=f"the file is kept until {last}")


def _asked(data: Kept, event: Event[AskToBorrow]) -> Kept:
    return attrs.evolve(data, lent_to=event.act.to, until=event.act.until)


def _back(data: Kept, _: Event[object]) -> Kept:
    return attrs.evolve(data, lent_to="", until=None)


def _lend(case: Case[Kept], _: Event[object]) -> Iterator[object]:
    yield HandOut(to=case.data.lent_to)


def _ask_to_file(_: Case[Kept], __: Event[ReportSettled]) -> Iterator[object]:
    yield SendNotice(to="archivist", says="the loan is settled; file it")


def _destroy(_: Case[Kept], __: Event[object]) -> Iterator[object]:
    yield Destroy()


SEPARATION: Final = four_eyes(
    ("credit",),
    ("archivist",),
    ("head",),
    says="who manages the loan, who keeps its file and who approves are different people",
    cite=KEPT,
)


def _destroyed_in_time(case: Case[Kept], event: Event[object]) -> bool:
    last = case.data.keep_until
    in_time = case.is_in(Claim.FILED) and last is not None and event.on > last
    return in_time or not case.is_in(File.DESTROYED)


def _known_where(case: Case[Kept], _: Event[object]) -> bool:
    return bool(case.data.lent_to) == case.is_in(File.ASKED, File.LENT)


_THERE: Final = tuple(place for place in File if place is not File.DESTROYED)
_DAY: Final = date(2026, 3, 2)

ARCHIVE: Final[Workflow[Kept]] = Workflow(
    id="archive",
    edition=1,
    title="Archive",
    title_zh="信贷档案管理",
    regions=(File, Claim),
    roles={
        "credit": "the credit department, which hands over and borrows",
        "archivist": "keeps the files",
        "head": "approves lending and destruction",
        "ledger": "the system that knows when the loan is settled",
    },
    opening=Opening(
        id="collect",
        says="The file of a loan is collected.",
        act=Collect,
        roles=("credit",),
        begins=lambda event: Kept(documents=event.act.documents),
        cite=KEPT,
    ),
    transitions=(
        Transition(
            id="hand_over",
            says="The originals are handed over, with a record.",
            act=HandOver,
            at=(File.COLLECTED,),
            to=(File.OFFERED,),
            roles=("credit",),
            cite=FILING,
        ),
        Transition(
            id="receive",
            says="They are received, all that the record lists and nothing else.",
            act=Receive,
            at=(File.OFFERED,),
            to=(File.KEPT,),
            roles=("archivist",),
            checks=(_complete,),
            cite=FILING,
        ),
        Transition(
            id="refuse",
            says="Record and papers differ: they go back.",
            act=Refuse,
            at=(File.OFFERED,),
            to=(File.COLLECTED,),
            roles=("archivist",),
            cite=FILING,
        ),
        Transition(
            id="ask_to_borrow",
            says="Somebody asks for the file.",
            act=AskToBorrow,
            at=(File.KEPT,),
            to=(File.ASKED,),
            roles=("credit",),
            checks=(_ahead,),
            changes=_asked,
            cite=KEPT,
        ),
        *second_look(
            says="It is lent.",
            at=(File.ASKED,),
            to=(File.LENT,),
            back=(File.KEPT,),
            roles=("head",),
            returned=_back,
            effects=_lend,
            cite=KEPT,
        ),
        Transition(
            id="take_back",
            says="It is back.",
            act=TakeBack,
            at=(File.LENT,),
            to=(File.KEPT,),
            roles=("archivist",),
            changes=_back,
            cite=KEPT,
        ),
        Transition(
            id="check_file",
            says="It is checked, as once a year.",
            act=CheckFile,
            at=(File.KEPT,),
            roles=("archivist",),
            cite=KEPT,
        ),
        Transition(
            id="report_settled",
            says="The loan is settled; the archivist is told.",
            act=ReportSettled,
            at=(Claim.RUNNING,),
            to=(Claim.SETTLED,),
            roles=("ledger",),
            changes=lambda data, event: attrs.evolve(data, keep_until=event.act.keep_until),
            effects=_ask_to_file,
            cite=FILING,
        ),
        Transition(
            id="report_reopened",
            says="The loan is not settled after all: its time to be kept has not begun.",
            act=ReportReopened,
            at=(Claim.SETTLED, Claim.FILED, *_THERE),
            to=(Claim.RUNNING,),
            roles=("ledger",),
            changes=lambda data, _: attrs.evolve(data, keep_until=None),
        ),
        Transition(
            id="file_formally",
            says="The file is closed for good.",
            act=FileFormally,
            at=(File.KEPT, Claim.SETTLED),
            to=(Claim.FILED,),
            roles=("archivist",),
            cite=FILING,
        ),
        Transition(
            id="propose_destruction",
            says="Its time is over: its destruction is proposed.",
            act=ProposeDestruction,
            at=(File.KEPT, Claim.FILED),
            to=(File.DOOMED,),
            roles=("archivist",),
            checks=(_time_over,),
            cite=KEPT,
        ),
        Transition(
            id="approve_destruction",
            says="It is destroyed.",
            act=ApproveDestruction,
            at=(File.DOOMED,),
            to=(File.DESTROYED,),
            roles=("head",),
            effects=_destroy,
            cite=KEPT,
        ),
        Transition(
            id="spare",
            says="It is kept all the same.",
            act=Spare,
            at=(File.DOOMED,),
            to=(File.KEPT,),
            roles=("head",),
            cite=KEPT,
        ),
    ),
    completions=(
        Completion(
            id="spared",
            says="The file of a loan that runs again is not destroyed.",
            at=(File.DOOMED, Claim.RUNNING),
            to=(File.KEPT,),
        ),
    ),
    ends=(Claim.FILED, File.DESTROYED),
    separations=(SEPARATION,),
    deadlines=(
        Deadline(
            id="check",
            says="The file is checked again.",
            starts=("receive", "check_file"),
            ends=("check_file",),
            lapses=("approve_destruction",),
            within=CHECKED_WITHIN,
            cite=CHECKED,
        ),
        Deadline(
            id="return",
            says="It comes back.",
            starts=("approve",),
            ends=("take_back",),
            within=lambda data: data.until,
            cite=KEPT,
        ),
    ),
    invariants=(
        Invariant(
            id="destroyed_in_time",
            says="Nothing is destroyed before it is filed and its time is over.",
            holds=_destroyed_in_time,
            cite=KEPT,
        ),
        Invariant(
            id="known_where",
            says="A file that is out is with somebody who is named.",
            holds=_known_where,
            cite=KEPT,
        ),
        nobody_twice(SEPARATION),
    ),
    effects=(SendNotice, HandOut, Destroy),
    examples=(
        Collect(documents=("contract", "report")),
        HandOver(),
        Receive(documents=("contract", "report")),
        Refuse(reason="a page is missing"),
        AskToBorrow(to="li", purpose="a lawsuit", until=_DAY),
        Approve(),
        SendBack(reason="a copy will do"),
        TakeBack(),
        CheckFile(),
        ReportSettled(keep_until=_DAY),
        ReportReopened(reason="a payment came back"),
        FileFormally(),
        ProposeDestruction(reason="its time is over"),
        ApproveDestruction(),
        Spare(reason="the borrower sues"),
    ),
    days=(_DAY, _DAY + timedelta(days=1)),
    cite=KEPT,
)
"""The file of a loan, cited row by row."""
