"""Hand-over, meeting and complaint: whoever is concerned acts in person, and judges nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import attrs
import pytest

from postloan.calendars.shipped import CALENDARS
from postloan.dates import Period
from postloan.errors import InvalidValue
from postloan.workflow.deadlines import deadlines_of
from postloan.workflow.effects import SendNotice
from postloan.workflow.history import migrate
from postloan.workflow.procedures import complaint, meeting, responsibility
from postloan.workflow.procedures.complaint import COMPLAINT
from postloan.workflow.procedures.meeting import MEETING
from postloan.workflow.procedures.responsibility import RESPONSIBILITY
from postloan.workflow.procedures.shapes import Approve, SendBack
from postloan.workflow.values import Moved
from tests.unit.workflow.playing import DAY, actor, codes, played, step

LATER: Final = DAY + timedelta(days=7)
ARRANGE: Final = responsibility.Arrange(loans=("L-1", "L-2"), giver="li", taker="wu", by=LATER)
LI: Final = "customer_manager:li"
WU: Final = "customer_manager:wu"
TAKEN: Final = [
    (ARRANGE, "witness"),
    (responsibility.Give(), LI),
    (responsibility.Take(), WU),
]


def test_the_giver_answers_until_the_witness_has_signed() -> None:
    case = played(RESPONSIBILITY, TAKEN).case
    assert case.data.answers == "li"
    done = played(RESPONSIBILITY, [(Approve(), "witness")], case)
    assert done.case.data.answers == "wu"
    assert done.effects == tuple(
        responsibility.Reassign(loan=loan, to="wu") for loan in ("L-1", "L-2")
    )
    hand_over, contact = deadlines_of(RESPONSIBILITY, done.case, CALENDARS["cn"])
    assert (hand_over.due, contact.due) == (LATER, date(2026, 3, 9))


def test_giver_and_taker_sign_for_themselves_and_witness_nothing() -> None:
    case = played(RESPONSIBILITY, TAKEN[:1]).case
    assert codes(RESPONSIBILITY, case, responsibility.Give(), WU) == ["person"]
    assert codes(RESPONSIBILITY, None, ARRANGE, "witness:li") == ["separation"]
    case = played(RESPONSIBILITY, TAKEN).case
    assert codes(RESPONSIBILITY, case, Approve(), "witness:wu") == ["separation"]


def test_a_taker_who_objects_has_the_list_made_again() -> None:
    steps = [*TAKEN[:2], (responsibility.Object(reason="L-2 is missing"), WU)]
    case = played(RESPONSIBILITY, steps).case
    assert codes(RESPONSIBILITY, case, responsibility.Give(open_points=("L-2",)), LI) == []


def test_a_hand_over_to_oneself_or_of_nothing_is_refused() -> None:
    with pytest.raises(InvalidValue, match="taker"):
        attrs.evolve(ARRANGE, taker="li")
    with pytest.raises(InvalidValue, match="loans"):
        attrs.evolve(ARRANGE, loans=())


# ------------------------------------------------------------------------------------ meeting

ADD: Final = meeting.Resolve(id="R1", says="add security", owner="li", by=LATER)
VISIT: Final = meeting.Resolve(id="R2", says="visit", owner="wu", by=DAY)
ADJOURNED: Final = [
    (meeting.Convene(agenda=("overdue loans",), participants=("chen",)), "president"),
    (ADD, "president"),
    (VISIT, "president"),
    (meeting.Adjourn(), "president"),
]


def test_a_resolution_is_carried_out_by_its_owner_and_verified_by_risk() -> None:
    met = played(MEETING, ADJOURNED)
    assert [one.says for one in met.effects if isinstance(one, SendNotice)] == [
        f"li: add security, by {LATER}",
        f"wu: visit, by {DAY}",
    ]
    done = meeting.Execute(id="R1", reason="registered")
    assert codes(MEETING, met.case, done, WU) == ["person"]
    assert codes(MEETING, met.case, meeting.Verify(id="R1"), "risk_manager") == ["resolution"]
    case = played(MEETING, [(done, LI)], met.case).case
    assert codes(MEETING, case, done, LI) == ["person", "resolution"]
    assert "li has nothing to carry out; wu has" in str(step(MEETING, case, done, LI))
    rejected = (meeting.Reject(id="R1", reason="not registered"), "risk_manager")
    assert codes(MEETING, played(MEETING, [rejected], case).case, done, LI) == []


def test_the_next_deadline_is_that_of_the_earliest_resolution_that_is_open() -> None:
    case = played(MEETING, ADJOURNED).case
    assert [run.due for run in deadlines_of(MEETING, case)] == [DAY]
    steps = [
        (meeting.Execute(id="R2", reason="seen"), WU),
        (meeting.Verify(id="R2"), "risk_manager"),
    ]
    case = played(MEETING, steps, case).case
    kept, run = deadlines_of(MEETING, case)
    assert (kept.due, kept.lapsed, run.due, run.ended) == (DAY, False, LATER, None)
    ended = played(MEETING, [(meeting.Drop(id="R1", reason="repaid"), "president")], case).case
    assert [run.lapsed for run in deadlines_of(MEETING, ended)] == [False, True]
    assert codes(MEETING, ended, meeting.Report(reason="done"), "risk_manager") == []


def test_a_meeting_that_resolves_nothing_has_nothing_to_verify() -> None:
    case = played(MEETING, [ADJOURNED[0], ADJOURNED[3]]).case
    assert case.is_in(meeting.Meeting.VERIFIED)
    assert case.data.due is None


def test_what_is_no_resolution_is_refused() -> None:
    case = played(MEETING, ADJOURNED[:2]).case
    assert codes(MEETING, case, ADD, "president", LATER + timedelta(days=1)) == [
        "resolution",
        "date",
    ]
    case = played(MEETING, ADJOURNED).case
    missing = meeting.Execute(id="R9", reason="done")
    assert codes(MEETING, case, missing, LI) == ["resolution"]
    drop = meeting.Drop(id="R9", reason="none")
    assert codes(MEETING, case, drop, "president") == ["resolution"]
    with pytest.raises(InvalidValue, match="agenda"):
        meeting.Convene(agenda=(), participants=("chen",))
    with pytest.raises(InvalidValue, match="participants"):
        meeting.Convene(agenda=("loans",), participants=())


# ---------------------------------------------------------------------------------- complaint

LODGED: Final = complaint.Lodge(
    says="called at night", about="li", answer_within=Period(count=15, unit="day")
)
DRAFT: Final = complaint.Draft(answer="we regret it", upheld=True, remedy="no calls after eight")


def test_whoever_is_complained_of_neither_looks_into_it_nor_answers() -> None:
    case = played(COMPLAINT, [(LODGED, "reception")]).case
    assert codes(COMPLAINT, case, DRAFT, "handler:li") == ["separation"]
    drafted = played(COMPLAINT, [(DRAFT, "handler")], case).case
    assert codes(COMPLAINT, drafted, Approve(), "head:li") == ["separation"]
    answered = played(COMPLAINT, [(Approve(), "head")], drafted)
    assert answered.effects == (
        complaint.SendAnswer(says="we regret it", remedy="no calls after eight"),
    )
    (run,) = deadlines_of(COMPLAINT, answered.case)
    assert run.due == DAY + timedelta(days=15)


def test_whoever_is_complained_of_neither_takes_it_up_nor_records_the_reply() -> None:
    assert codes(COMPLAINT, None, LODGED, "reception:li") == ["separation"]
    case = played(COMPLAINT, [(LODGED, "reception")]).case
    withdraw = complaint.Withdraw(reason="settled")
    assert codes(COMPLAINT, case, withdraw, "reception:li") == ["separation"]


def test_a_complaint_of_the_first_edition_comes_over_where_it_stands() -> None:
    first = COMPLAINT.editions[1]
    mine = played(first, [(LODGED, "reception:li")]).case
    moved = migrate(mine, COMPLAINT, by=actor("it"), on=DAY)
    assert isinstance(moved, Moved)
    withdraw = complaint.Withdraw(reason="settled")
    assert codes(COMPLAINT, moved.case, withdraw, "reception:li") == ["separation"]
    assert codes(COMPLAINT, moved.case, DRAFT, "handler") == []


def test_a_disputed_answer_is_reviewed_by_somebody_else() -> None:
    steps = [
        (LODGED, "reception"),
        (DRAFT, "handler"),
        (SendBack(reason="say when"), "head"),
        (DRAFT, "handler"),
        (Approve(), "head:sun"),
        (complaint.Dispute(reason="called again"), "reception"),
    ]
    case = played(COMPLAINT, steps).case
    upheld = complaint.Uphold(reason="no such call is on record")
    assert codes(COMPLAINT, case, upheld, "reviewer:sun") == ["separation"]
    done = played(COMPLAINT, [(upheld, "reviewer")], case)
    assert done.effects == (complaint.SendAnswer(says="no such call is on record", remedy=""),)
    again = played(COMPLAINT, [(complaint.Reopen(reason="ask"), "reviewer")], case).case
    assert again.data.answer == ""


def test_a_complaint_says_something() -> None:
    with pytest.raises(InvalidValue, match="says"):
        complaint.Lodge(says="")
