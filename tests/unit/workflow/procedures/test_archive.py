"""Archive: complete when received, known where it is, and destroyed only once its time is over."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from postloan.workflow.deadlines import deadlines_of
from postloan.workflow.procedures.archive import (
    ARCHIVE,
    ApproveDestruction,
    AskToBorrow,
    CheckFile,
    Collect,
    Destroy,
    File,
    FileFormally,
    HandOut,
    HandOver,
    ProposeDestruction,
    Receive,
    Refuse,
    ReportReopened,
    ReportSettled,
    Spare,
    TakeBack,
)
from postloan.workflow.procedures.shapes import Approve, SendBack
from tests.unit.workflow.playing import DAY, codes, played

BOTH: Final = ("contract", "report")
DAYS: Final = timedelta(days=1)
AFTER: Final = DAY + DAYS
KEPT: Final = [
    (Collect(documents=BOTH), "credit"),
    (HandOver(), "credit"),
    (Receive(documents=BOTH), "archivist"),
]
ASK: Final = (AskToBorrow(to="li", purpose="a lawsuit", until=AFTER), "credit")
FILED: Final = [
    *KEPT,
    (ReportSettled(keep_until=DAY), "ledger"),
    (FileFormally(), "archivist"),
]
DESTROY: Final = ProposeDestruction(reason="its time is over")


def test_a_file_is_received_as_the_record_has_it() -> None:
    case = played(ARCHIVE, KEPT[:2]).case
    wrong = Receive(documents=("contract", "letter"))
    assert codes(ARCHIVE, case, wrong, "archivist") == ["documents", "documents"]
    back = played(ARCHIVE, [(Refuse(reason="no report"), "archivist")], case).case
    assert codes(ARCHIVE, back, HandOver(), "credit") == []


def test_a_file_is_lent_to_somebody_named_until_a_day() -> None:
    lent = played(ARCHIVE, [*KEPT, ASK, (Approve(), "head")])
    assert lent.effects == (HandOut(to="li"),)
    check, back = deadlines_of(ARCHIVE, lent.case)
    assert (check.due, back.due) == (date(2027, 3, 2), AFTER)
    assert back.days_late(AFTER + timedelta(days=2)) == 2
    home = played(ARCHIVE, [(TakeBack(), "archivist")], lent.case).case
    assert home.data.lent_to == ""
    late = AskToBorrow(to="li", purpose="a lawsuit", until=DAY)
    assert codes(ARCHIVE, home, late, "credit", AFTER) == ["date"]


def test_a_file_that_is_not_lent_stays() -> None:
    case = played(ARCHIVE, [*KEPT, ASK, (SendBack(reason="a copy will do"), "head")]).case
    assert case.data.lent_to == ""


def test_a_file_is_checked_once_a_year() -> None:
    checked = played(ARCHIVE, [*KEPT, (CheckFile(), "archivist", AFTER)]).case
    first, second = deadlines_of(ARCHIVE, checked)
    assert (first.due, first.ended, first.lapsed) == (date(2027, 3, 2), AFTER, False)
    assert (second.due, second.ended) == (date(2027, 3, 3), None)


def test_a_file_that_came_back_late_stays_late() -> None:
    lent = played(ARCHIVE, [*KEPT, ASK, (Approve(), "head")]).case
    home = played(ARCHIVE, [(TakeBack(), "archivist", AFTER + 2 * DAYS)], lent).case
    _, back = deadlines_of(ARCHIVE, home)
    assert (back.due, back.days_late(AFTER + 9 * DAYS)) == (AFTER, 2)


def test_a_file_is_destroyed_only_once_filed_and_its_time_over_by_two_people() -> None:
    case = played(ARCHIVE, KEPT).case
    assert codes(ARCHIVE, case, DESTROY, "archivist") == ["state"]
    filed = played(ARCHIVE, FILED).case
    assert codes(ARCHIVE, filed, DESTROY, "archivist") == ["retention"]
    doomed = played(ARCHIVE, [(DESTROY, "archivist:li", AFTER)], filed).case
    assert codes(ARCHIVE, doomed, ApproveDestruction(), "head:li", AFTER) == ["separation"]
    gone = played(ARCHIVE, [(ApproveDestruction(), "head", AFTER)], doomed)
    assert gone.effects == (Destroy(),)
    spared = played(ARCHIVE, [(Spare(reason="a lawsuit"), "head", AFTER)], doomed).case
    assert codes(ARCHIVE, spared, CheckFile(), "archivist", AFTER) == []


def test_the_file_of_a_loan_that_runs_again_is_not_destroyed() -> None:
    doomed = played(ARCHIVE, [*FILED, (DESTROY, "archivist", AFTER)]).case
    again = (ReportReopened(reason="a payment came back"), "ledger", AFTER)
    case = played(ARCHIVE, [again], doomed).case
    assert codes(ARCHIVE, case, ApproveDestruction(), "head", AFTER) == ["state"]
    assert case.is_in(File.KEPT)
    assert case.data.keep_until is None


def test_a_file_whose_time_nobody_has_stated_is_kept() -> None:
    steps = [*KEPT, (ReportSettled(keep_until=None), "ledger"), (FileFormally(), "archivist")]
    case = played(ARCHIVE, steps).case
    assert codes(ARCHIVE, case, DESTROY, "archivist", AFTER) == ["retention"]
