"""A log is the case: it folds, it is decided again, it comes over to a new edition, it is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import attrs
import pytest

from postloan.calendars.shipped import CALENDARS
from postloan.dates import Period
from postloan.errors import InvalidEvent, InvalidValue
from postloan.workflow.blockers import named
from postloan.workflow.deadlines import deadlines_of
from postloan.workflow.history import migrate, redecide, timeline
from postloan.workflow.values import Actor, Event, Migrated, Moved, Refused
from postloan.workflow.workflow import Migration, Workflow
from tests.unit.workflow.payout import (
    BOOKS,
    DAY,
    LAW,
    OFFICER,
    PAYOUT,
    Agree,
    Ask,
    Asked,
    Compare,
    Contract,
    Ledger,
    Pay,
    Phase,
    Reopen,
    checked,
    do,
    payout,
)

PAID = do(checked(), Pay(amount=5), OFFICER)
Log = tuple[Event[object], ...]


def test_the_log_folds_to_the_case() -> None:
    assert PAYOUT.fold(PAID.events) == PAID
    assert redecide(PAYOUT, PAID.events) == PAID


def test_one_event_follows_only_its_own_version() -> None:
    with pytest.raises(InvalidEvent, match="event 3 has the version 5"):
        PAYOUT.evolve(PAYOUT.fold(PAID.events[:2]), PAID.events[4])


def test_a_part_of_the_log_folds_to_the_case_as_it_was() -> None:
    assert PAYOUT.fold(PAID.events[:4]) == checked()


def changed(index: int, **fields: Any) -> Callable[[Log], Log]:  # noqa: ANN401
    def change(log: Log) -> Log:
        return (*log[:index], attrs.evolve(log[index], **fields), *log[index + 1 :])

    return change


@pytest.mark.parametrize(
    "tamper, problem",
    [
        (lambda _: (), "is missing"),
        (lambda log: log[1:], "event 1 has the version 2"),
        (lambda log: (*log[:2], *log[3:]), "event 3 has the version 4"),
        (changed(1, case="P-2"), "stands in the log of P-1"),
        (changed(1, transition="freeze"), "is freeze with Agree, which payout/1 does not know"),
        (changed(1, transition="sell"), "is sell with Agree, which payout/1 does not know"),
        (changed(1, act=None), "is agree with NoneType"),
        (changed(0, transition="agree"), "is agree with Ask"),
        (changed(1, transition="pay", act=Pay(amount=5)), "is pay, which cannot be at"),
        (changed(1, act=Migrated(source=1, target=2)), "under edition 2, which payout/1 does not"),
        (changed(1, act=Migrated(source=1, target=1)), "brings payout/1 to payout/1, which does"),
    ],
)
def test_a_log_that_cannot_have_happened_is_refused(
    tamper: Callable[[Log], Log], problem: str
) -> None:
    with pytest.raises(InvalidEvent, match=problem):
        PAYOUT.fold(tamper(PAID.events))


@pytest.mark.parametrize(
    "tamper, problem",
    [
        (changed(4, act=Pay(amount=9)), "event 5 would be refused: 5 was asked for"),
        (changed(1, by="wang"), "event 2 would be refused: wang has had ask"),
        (changed(2, on=date(2026, 1, 1)), "event 3 would be refused: 2026-01-01 is before"),
        (changed(3, by="wang"), "event 3 is not what would come of it: compare, checked"),
        (lambda log: log[:3], "event 3 is not what would come of it: compare, checked"),
        (changed(2, act=None, transition="checked"), "event 3 is checked before its time"),
        (changed(0, act=Agree(), transition="agree"), "would be refused: there is no case P-1"),
        (changed(0, act=Migrated(source=1, target=1)), "event 1 is no command: Command.act must"),
        (changed(1, by=""), "event 2 is no command: Actor.id must be"),
        (changed(4, act=Migrated(source=1, target=1)), "brings payout/1 to payout/1"),
    ],
)
def test_a_log_that_folds_may_still_not_be_one_that_was_admitted(
    tamper: Callable[[Log], Log], problem: str
) -> None:
    with pytest.raises(InvalidEvent, match=problem):
        redecide(PAYOUT, tamper(PAID.events))


# --------------------------------------------------------------------------- a new edition

CAME_OVER = Actor(id="it", roles=())


def second(source: Workflow[Asked] = PAYOUT) -> Workflow[Asked]:
    """Return an edition in which the contract need not be looked at again once it agreed."""

    def state(before: tuple[object, ...]) -> tuple[Phase, Ledger, Contract] | None:
        if Phase.PAID in before:
            return None
        return (Phase.CHECKING, Ledger.AWAITED, Contract.AWAITED)

    return attrs.evolve(
        payout(2),
        succeeds=Migration(
            source=source,
            state=state,
            data=lambda data: attrs.evolve(data, amount=data.amount + 1),
        ),
    )


def test_a_running_case_comes_over_and_its_log_goes_on() -> None:
    new = second()
    moved = migrate(checked(), new, by=CAME_OVER, on=DAY)
    assert isinstance(moved, Moved)
    case = do(moved.case, Agree(), BOOKS, workflow=new)
    assert (case.edition, case.data.amount, case.version) == (2, 6, 6)
    assert new.fold(case.events) == redecide(new, case.events) == case
    assert "migrated by it  -> phase checking" in timeline(new, case)


def test_a_case_without_a_place_in_the_new_edition_stays_where_it_is() -> None:
    answer = migrate(PAID, second(), by=CAME_OVER, on=DAY)
    assert isinstance(answer, Refused)
    assert "has no place in payout/2" in str(answer)
    forged = attrs.evolve(
        PAID.events[-1], version=6, transition="migrated", act=Migrated(source=1, target=2)
    )
    with pytest.raises(InvalidEvent, match="has no place there"):
        second().fold((*PAID.events, forged))
    with pytest.raises(InvalidEvent, match="has no place there"):
        redecide(second(), (*PAID.events, forged))
    renamed = attrs.evolve(forged, transition="pay")
    with pytest.raises(InvalidEvent, match="which does not succeed it"):
        second().fold((*PAID.events, renamed))


def test_a_case_comes_over_only_from_the_edition_before() -> None:
    for strange, to in ((checked(), PAYOUT), (attrs.evolve(checked(), edition=2), second())):
        with pytest.raises(InvalidValue, match=r"migrate\.case must be of the edition"):
            migrate(strange, to, by=CAME_OVER, on=DAY)


def test_data_that_mean_the_same_come_over_as_they_are() -> None:
    same = attrs.evolve(payout(2), succeeds=Migration(source=PAYOUT, state=lambda place: place))
    moved = migrate(checked(), same, by=CAME_OVER, on=DAY)
    assert isinstance(moved, Moved)
    assert (moved.case.data, moved.case.state) == (checked().data, checked().state)


# ------------------------------------------------------------------------------- deadlines


def test_a_deadline_in_working_days_is_counted_by_the_calendar_given() -> None:
    (clock,) = deadlines_of(PAYOUT, checked(), CALENDARS["mon-fri"])
    assert (clock.since, clock.due, clock.ended) == (DAY, date(2026, 3, 4), None)
    assert clock.days_late(date(2026, 3, 4)) == 0
    assert clock.days_late(date(2026, 3, 9)) == 5


def test_a_deadline_that_was_kept_or_overtaken_has_ended() -> None:
    back = do(checked(), Reopen(why="an error"), OFFICER, on=date(2026, 3, 3))
    (clock,) = deadlines_of(PAYOUT, back, CALENDARS["mon-fri"])
    assert (clock.ended, clock.lapsed) == (date(2026, 3, 3), True)
    assert clock.days_late(date(2027, 1, 1)) == 0


def test_a_clock_may_run_twice() -> None:
    again = do(checked(), Reopen(why="an error"), OFFICER)
    case = do(do(again, Agree(), BOOKS), Compare(), LAW, on=date(2026, 3, 5))
    runs = [(clock.since, clock.ended) for clock in deadlines_of(PAYOUT, case)]
    assert runs == [(DAY, DAY), (date(2026, 3, 5), None)]


def test_without_a_calendar_or_beyond_it_a_due_day_is_unknown() -> None:
    (clock,) = deadlines_of(PAYOUT, checked())
    assert (clock.due, clock.missing) == (None, "no calendar counts 2 working days")
    assert clock.days_late(DAY) is None
    late = do(None, Ask(amount=5), OFFICER, on=date(2099, 1, 1))
    (deadline,) = PAYOUT.deadlines
    early = attrs.evolve(deadline, starts=("ask",))
    workflow = attrs.evolve(PAYOUT, deadlines=(early,))
    (clock,) = deadlines_of(workflow, late, CALENDARS["cn"])
    assert "the calendar cn covers" in clock.missing


@pytest.mark.parametrize(
    "within, due",
    [
        (Period.parse("1 month"), date(2026, 4, 1)),
        (lambda _: date(2026, 5, 1), date(2026, 5, 1)),
        (lambda data: Period(count=data.amount, unit="day"), date(2026, 3, 6)),
        (lambda _: None, None),
    ],
)
def test_the_time_allowed_may_come_from_the_case(within: Period, due: date | None) -> None:
    (deadline,) = PAYOUT.deadlines
    one = attrs.evolve(deadline, within=within, since=lambda _: date(2026, 3, 1))
    (clock,) = deadlines_of(attrs.evolve(PAYOUT, deadlines=(one,)), checked())
    assert (clock.since, clock.due) == (date(2026, 3, 1), due)


def test_a_clock_that_an_edition_before_did_not_know_starts_with_the_new_one() -> None:
    (deadline,) = PAYOUT.deadlines
    new = attrs.evolve(second(attrs.evolve(PAYOUT, deadlines=())), deadlines=(deadline,))
    moved = migrate(checked(), new, by=CAME_OVER, on=DAY)
    assert isinstance(moved, Moved)
    assert deadlines_of(new, moved.case) == ()
    case = do(do(moved.case, Agree(), BOOKS, workflow=new), Compare(), LAW, workflow=new)
    assert [clock.lapsed for clock in deadlines_of(new, case)] == [False]


def test_a_case_of_an_edition_before_is_told_by_its_own_definition() -> None:
    new = attrs.evolve(second(), deadlines=())
    assert timeline(new, checked()) == timeline(PAYOUT, checked())
    assert deadlines_of(new, checked()) == deadlines_of(PAYOUT, checked())
    strange = attrs.evolve(checked(), edition=3)
    with pytest.raises(InvalidValue, match="payout/2 or payout/1; got 'payout/3'"):
        timeline(new, strange)


def test_no_case_comes_over_before_its_last_event() -> None:
    answer = migrate(checked(), second(), by=CAME_OVER, on=date(2026, 3, 1))
    assert isinstance(answer, Refused)
    assert [reason.code for reason in answer.reasons] == ["date"]
    moved = migrate(checked(), second(), by=CAME_OVER, on=DAY)
    assert isinstance(moved, Moved)
    early = attrs.evolve(moved.case.events[-1], on=date(2026, 3, 1))
    with pytest.raises(InvalidEvent, match="2026-03-01 is before 2026-03-02"):
        redecide(second(), (*checked().events, early))


def test_a_log_is_told_as_people_read_it() -> None:
    assert repr(PAYOUT) == "<Workflow payout/1>"
    assert timeline(PAYOUT, PAID).splitlines() == [
        "Payment out: case P-1",
        "  1  2026-03-02  ask by wang (officer)  -> " + named(PAYOUT.fold(PAID.events[:1]).state),
        "  2  2026-03-02  agree by li (books)  -> ledger agreed",
        "  3  2026-03-02  compare by zhao (law)  -> contract agreed",
        "  4  2026-03-02  checked  -> phase checked",
        "  5  2026-03-02  pay by wang (officer)  -> phase paid",
    ]


def test_what_led_nowhere_new_is_told_without_an_arrow() -> None:
    case = do(PAID, Reopen(why="fraud"), LAW)
    assert timeline(PAYOUT, case).splitlines()[-1] == "  6  2026-03-02  freeze [fraud] by zhao"
