"""Collection: who is called, how often, when a borrower counts as lost, and what follows."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import attrs
import pytest

from postloan.errors import InvalidValue
from postloan.workflow.deadlines import deadlines_of
from postloan.workflow.effects import RaiseSignal
from postloan.workflow.procedures.collection import (
    COLLECTION,
    Collection,
    Dial,
    DialContact,
    FileSuit,
    MarkLost,
    Open,
    Propose,
    ReportPaid,
    Visit,
    WriteOff,
)
from postloan.workflow.procedures.shapes import Approve, SendBack
from tests.unit.workflow.playing import DAY, codes, played

T3: Final = DAY + timedelta(days=3)
T4: Final = DAY + timedelta(days=4)
OPEN: Final = Open(missed=DAY, contacts=("wife",), dials_per_day=2, lost_after=4)
SILENT: Final = (Dial(reached=False), "collector")
SUE: Final = Propose(way="litigation", reason="no answer")


def test_the_borrower_is_called_so_often_a_day_and_every_day() -> None:
    case = played(COLLECTION, [(OPEN, "ledger"), SILENT, SILENT]).case
    assert codes(COLLECTION, case, *SILENT) == ["dials"]
    assert codes(COLLECTION, case, *SILENT, T3) == []
    *called, run = deadlines_of(COLLECTION, case)
    assert [one.ended for one in called] == [DAY, DAY]
    assert run.due == DAY + timedelta(days=1)


def test_a_day_without_a_call_is_told_after_the_next_call_too() -> None:
    case = played(COLLECTION, [(OPEN, "ledger"), SILENT, (*SILENT, T3)]).case
    _, missed, _ = deadlines_of(COLLECTION, case)
    assert (missed.ended, missed.days_late(T4)) == (T3, 2)


def test_after_the_first_month_no_call_is_due_each_day() -> None:
    late = DAY + timedelta(days=30)
    case = played(COLLECTION, [(OPEN, "ledger"), (*SILENT, late)]).case
    *_, run = deadlines_of(COLLECTION, case)
    assert run.due is None


def test_collection_that_begins_after_the_first_month_asks_for_no_daily_call() -> None:
    case = played(COLLECTION, [(OPEN, "ledger", DAY + timedelta(days=30))]).case
    (run,) = deadlines_of(COLLECTION, case)
    assert run.due is None


def test_nobody_is_lost_up_to_t_plus_3_however_short_the_silence_allowed() -> None:
    case = played(COLLECTION, [(attrs.evolve(OPEN, lost_after=1), "ledger")]).case
    assert codes(COLLECTION, case, MarkLost(), "collector", T3) == ["date"]
    assert codes(COLLECTION, case, MarkLost(), "collector", T4) == []


def test_without_a_number_of_calls_none_is_made_up() -> None:
    unlimited = attrs.evolve(OPEN, dials_per_day=None)
    case = played(COLLECTION, [(unlimited, "ledger"), *[SILENT] * 5]).case
    assert case.data.dials == 0


def test_contacts_are_called_only_after_t_plus_3() -> None:
    case = played(COLLECTION, [(OPEN, "ledger")]).case
    call = DialContact(contact="wife", reached=False)
    assert codes(COLLECTION, case, call, "collector", T3) == ["date"]
    assert codes(COLLECTION, case, call, "collector", T4) == []
    other = DialContact(contact="neighbour", reached=False)
    assert codes(COLLECTION, case, other, "collector", T4) == ["contact"]


@pytest.mark.parametrize(
    "contact",
    [
        (Dial(reached=True), "collector", T4),
        (DialContact(contact="wife", reached=True), "collector", T4),
    ],
)
def test_a_borrower_is_lost_after_so_many_days_without_contact(
    contact: tuple[object, str, object],
) -> None:
    case = played(COLLECTION, [(OPEN, "ledger"), SILENT]).case
    assert codes(COLLECTION, case, MarkLost(), "collector", T3) == ["date"]
    lost = played(COLLECTION, [(MarkLost(), "collector", T4)], case)
    assert lost.effects == (
        RaiseSignal(signal="lost-contact", says="the borrower cannot be reached"),
    )
    reached = played(COLLECTION, [contact], case).case  # type: ignore[list-item]
    assert codes(COLLECTION, reached, MarkLost(), "collector", T4) == ["date"]


def test_who_is_lost_is_not_known_where_the_policy_does_not_say() -> None:
    unstated = attrs.evolve(OPEN, lost_after=None)
    case = played(COLLECTION, [(unstated, "ledger")]).case
    assert codes(COLLECTION, case, MarkLost(), "collector", T4) == ["parameter"]


def test_a_lost_borrower_is_visited_before_recovery_is_proposed() -> None:
    lost = played(COLLECTION, [(OPEN, "ledger"), (MarkLost(), "collector", T4)]).case
    assert codes(COLLECTION, lost, SUE, "collector", T4) == ["state"]
    for found in (True, False):
        visit = (Visit(found=found, finding="at home"), "visitor", T4)
        case = played(COLLECTION, [visit], lost).case
        assert case.data.reached == (T4 if found else DAY)
        assert codes(COLLECTION, case, SUE, "collector", T4) == []


def test_litigation_and_write_off_are_approved_by_somebody_else() -> None:
    asked = played(COLLECTION, [(OPEN, "ledger"), (SUE, "collector:li")]).case
    assert codes(COLLECTION, asked, Approve(), "approver:li") == ["separation"]
    back = played(COLLECTION, [(SendBack(reason="visit first"), "approver")], asked).case
    assert back.data.way is None
    sued = played(COLLECTION, [(Approve(), "approver")], asked)
    assert sued.effects == (FileSuit(),)
    off = Propose(way="write_off", reason="nothing to be had")
    written = played(COLLECTION, [(off, "collector"), (Approve(), "approver")], sued.case)
    assert written.effects == (WriteOff(),)
    paid = played(COLLECTION, [(ReportPaid(), "ledger")], written.case)
    assert paid.case.is_in(Collection.PAID)


def test_a_day_ahead_and_a_number_below_one_are_refused() -> None:
    assert codes(COLLECTION, None, attrs.evolve(OPEN, missed=T3), "ledger") == ["date"]
    with pytest.raises(InvalidValue, match="dials_per_day"):
        attrs.evolve(OPEN, dials_per_day=0)
    with pytest.raises(InvalidValue, match="litigation, write_off"):
        Propose(way="threats", reason="no answer")  # type: ignore[arg-type]
