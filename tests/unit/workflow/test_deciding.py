"""What a command comes to: moved, or refused with every reason; and who may do what."""

from __future__ import annotations

from datetime import date
from enum import Enum

import attrs
import pytest

from postloan.errors import InvalidValue, InvalidWorkflow
from postloan.workflow.table import AnyTransition, Completion, Opening, Separation
from postloan.workflow.values import Actor, Case, Command, Moved, Refused
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
    Tell,
    checked,
    do,
    payout,
)

FIRST = do(None, Ask(amount=5), OFFICER)


def refused(case: Case[Asked] | None, act: object, by: Actor) -> dict[str, str]:
    version = 0 if case is None else case.version
    command = Command(case="P-1", act=act, by=by, on=DAY, expected_version=version)
    answer = PAYOUT.decide(case, command)
    assert isinstance(answer, Refused)
    return {reason.code: str(reason) for reason in answer.reasons}


def test_a_case_opens_at_the_first_state_of_each_region() -> None:
    assert FIRST.state == (Phase.CHECKING, Ledger.AWAITED, Contract.AWAITED)
    assert (FIRST.version, FIRST.data.amount) == (1, 5)


@pytest.mark.parametrize("ledger_first", [True, False])
def test_a_join_waits_for_both_whichever_comes_first(ledger_first: bool) -> None:
    steps: list[tuple[object, Actor]] = [(Agree(), BOOKS), (Compare(), LAW)]
    one, two = steps if ledger_first else reversed(steps)
    half = do(FIRST, *one)
    assert half.is_in(Phase.CHECKING)
    both = do(half, *two)
    assert both.is_in(Phase.CHECKED)
    assert [event.transition for event in both.events][-1] == "checked"


def test_what_follows_by_itself_is_an_event_of_its_own_with_its_effects() -> None:
    half = do(FIRST, Agree(), BOOKS)
    command = Command(case="P-1", act=Compare(), by=LAW, on=DAY, expected_version=2)
    moved = PAYOUT.decide(half, command)
    assert isinstance(moved, Moved)
    assert [(one.version, one.act) for one in moved.events] == [(3, Compare()), (4, None)]
    assert moved.effects == (Tell(whom="officer"),)


def test_effects_are_told_and_not_done() -> None:
    moved = PAYOUT.decide(
        None, Command(case="P-1", act=Ask(amount=5), by=OFFICER, on=DAY, expected_version=0)
    )
    assert isinstance(moved, Moved)
    assert moved.effects == (Tell(whom="books"), Tell(whom="law"))


def test_every_reason_is_given_at_once() -> None:
    other = Actor(id="wang", roles=("law",))
    command = Command(case="P-2", act=Agree(), by=other, on=date(2026, 3, 1), expected_version=1)
    answer = PAYOUT.decide(checked(), command)
    assert isinstance(answer, Refused)
    assert {reason.code for reason in answer.reasons} == {
        "version",
        "case",
        "date",
        "state",
        "role",
        "separation",
    }


def test_a_refusal_says_where_the_case_is_and_what_can_be_done_there() -> None:
    assert refused(checked(), Agree(), BOOKS) == {
        "state": "this is done at phase checking and ledger awaited; the case is at phase checked, "
        "ledger agreed, contract agreed: pay, check_again"
    }


def test_where_nothing_can_be_done_the_refusal_says_so() -> None:
    bare = attrs.evolve(PAYOUT, transitions=PAYOUT.transitions[:2], deadlines=())
    command = Command(case="P-1", act=Agree(), by=BOOKS, on=DAY, expected_version=4)
    assert str(bare.decide(checked(), command)).endswith(": nothing can be done")


def test_guards_and_checks_of_the_procedure_are_all_asked() -> None:
    frozen = attrs.evolve(checked(), data=Asked(amount=5, officer="chen", open=False))
    assert refused(frozen, Pay(amount=6), OFFICER) == {
        "frozen": "payments are frozen",
        "amount": "5 was asked for",
    }


def test_an_opening_is_checked_too() -> None:
    command = Command(case="P-1", act=Ask(amount=0), by=LAW, on=DAY, expected_version=3)
    answer = PAYOUT.decide(None, command)
    assert isinstance(answer, Refused)
    assert {reason.code for reason in answer.reasons} == {"amount", "role", "version"}


def test_a_refusal_changes_nothing_and_reads_as_a_sentence() -> None:
    command = Command(case="P-1", act=Agree(), by=LAW, on=DAY, expected_version=1)
    answer = PAYOUT.decide(FIRST, command)
    assert isinstance(answer, Refused)
    assert answer.command is command
    assert str(answer) == "agree is for books; zhao is law"


def test_an_actor_without_a_role_is_told_so() -> None:
    nobody = Actor(id="sun", roles=())
    assert refused(FIRST, Agree(), nobody) == {"role": "agree is for books; sun is in no role"}


@pytest.mark.parametrize(
    "act, by, why",
    [
        (Agree(), Actor(id="wang", roles=("books",)), "wang has had ask"),
        (Compare(), OFFICER, "wang has had ask"),
        (Agree(), Actor(id="chen", roles=("books",)), "chen has had chief"),
    ],
    ids=["by identity", "in the role they asked in", "by an office that the data give"],
)
def test_nobody_holds_two_duties_that_are_apart(act: object, by: Actor, why: str) -> None:
    assert refused(FIRST, act, by)["separation"].startswith(why)


def test_separations_need_no_offices() -> None:
    bare = attrs.evolve(
        PAYOUT,
        offices=None,
        separations=(Separation(id="eyes", says="two people", duties=(("ask",), ("agree",))),),
    )
    case = do(None, Ask(amount=5), OFFICER, workflow=bare)
    assert do(case, Agree(), BOOKS, workflow=bare).is_in(Ledger.AGREED)


def test_parallel_branches_are_kept_apart_as_well() -> None:
    both = Actor(id="li", roles=("books", "law"))
    assert "separation" in refused(do(FIRST, Agree(), both), Compare(), both)
    assert "separation" in refused(do(FIRST, Compare(), both), Agree(), both)


def test_the_past_counts_after_the_case_went_back() -> None:
    again = do(checked(), Reopen(why="an error"), OFFICER)
    assert "separation" in refused(again, Compare(), Actor(id="li", roles=("law",)))
    assert do(again, Compare(), LAW).is_in(Contract.AGREED)


def test_a_duty_may_be_done_again_by_whoever_did_it() -> None:
    again = do(checked(), Reopen(why="an error"), OFFICER)
    assert do(again, Agree(), BOOKS).is_in(Ledger.AGREED)


def test_any_role_of_several_is_enough_and_is_recorded() -> None:
    officer = Actor(id="qian", roles=("officer",))
    assert do(FIRST, Compare(), officer).events[-1].role == "officer"


def test_allowed_answers_each_act_without_doing_it() -> None:
    answers = {one.act: one for one in PAYOUT.allowed(FIRST, BOOKS)}
    assert {act.__name__ for act, one in answers.items() if one} == {"Agree"}
    assert [reason.code for reason in answers[Compare].blockers] == ["role"]
    assert {reason.code for reason in answers[Pay].blockers} == {"state", "role"}


def test_allowed_asks_the_guards_and_not_the_particulars() -> None:
    frozen = attrs.evolve(checked(), data=Asked(amount=5, officer="chen", open=False))
    blockers = {one.act: one.blockers for one in PAYOUT.allowed(frozen, OFFICER)}
    assert [reason.code for reason in blockers[Pay]] == ["frozen"]


def test_an_act_of_another_procedure_is_misuse() -> None:
    for case in (FIRST, None):
        with pytest.raises(InvalidValue, match=r"Command\.act must be one of Ask, Agree, Compare"):
            refused(case, Tell(whom="books"), BOOKS)


def test_a_case_is_opened_once_and_before_anything_else() -> None:
    again = Command(case="P-1", act=Ask(amount=5), by=OFFICER, on=DAY, expected_version=0)
    answer = PAYOUT.decide(FIRST, again)
    assert isinstance(answer, Refused)
    assert [reason.code for reason in answer.reasons] == ["version", "state"]
    assert answer.reasons[1].says == f"P-1 was opened by {OFFICER.id} on {DAY}"
    assert refused(None, Agree(), BOOKS) == {"state": "there is no case P-1; Ask opens one"}


def test_a_case_of_another_procedure_or_edition_is_misuse() -> None:
    for strange in (attrs.evolve(FIRST, workflow="inspection"), attrs.evolve(FIRST, edition=2)):
        with pytest.raises(InvalidValue, match="case must be payout/1"):
            PAYOUT.allowed(strange, BOOKS)


def test_a_command_is_checked_at_birth() -> None:
    good = {"case": "P-1", "act": Agree(), "by": BOOKS, "on": DAY, "expected_version": 0}
    for field, value in {"case": "", "by": "li", "on": "2026", "expected_version": -1}.items():
        with pytest.raises(InvalidValue, match=field):
            Command(**(good | {field: value}))  # type: ignore[arg-type]
    with pytest.raises(InvalidValue, match="roles"):
        Actor(id="li", roles=("",))


def test_what_follows_from_itself_for_ever_is_an_error_and_no_loop() -> None:
    rows: tuple[Completion[Asked], ...] = (
        Completion(id="on", says="", at=(Phase.CHECKING,), to=(Phase.CHECKED,)),
        Completion(id="back", says="", at=(Phase.CHECKED,), to=(Phase.CHECKING,)),
    )
    circle = attrs.evolve(PAYOUT, completions=rows, deadlines=())
    with pytest.raises(InvalidWorkflow, match="follows from itself for ever"):
        do(None, Ask(amount=5), OFFICER, workflow=circle)


class Empty(Enum):
    pass


class Other(Enum):
    LOST = 1


class Plain:
    pass


def test_all_the_faults_of_a_definition_are_told_at_once() -> None:
    opening = Opening(id="bad id", says="", act=Ask, begins=lambda _: FIRST.data, roles=("king",))
    agree = PAYOUT.transitions[0]
    rows: tuple[AnyTransition[Asked], ...] = (
        agree,
        attrs.evolve(agree, id="agree", at=(Phase.PAID, Phase.CHECKING), roles=()),
        attrs.evolve(agree, id="migrated", act=Plain, to=(Ledger.AGREED, Ledger.AWAITED)),
        attrs.evolve(agree, id="ask_again", act=Ask, at=(Other.LOST, Ledger.AWAITED)),
    )
    pair = Separation(id="pair", says="", duties=(("agree",), ("books", "nobody", "agree")))
    torn = Separation(id="torn", says="", duties=(("agree",), ("books",)))
    with pytest.raises(InvalidWorkflow) as caught:
        attrs.evolve(
            PAYOUT,
            edition=0,
            regions=(Phase, Ledger, Contract, Empty),
            opening=opening,
            transitions=rows,
            separations=(pair, torn),
            offices=None,
            deadlines=PAYOUT.deadlines,
        )
    assert set(caught.value.faults) == {
        "two rows have the id agree",
        "'bad id' is no id: it is for Python's names",
        "no row may have the id migrated: it is of the event that changes the edition",
        "the edition is a number from 1, not 0",
        "the region Empty has no state",
        "ask_again: Other.LOST is in none of the regions",
        "migrated leads to two states of Ledger",
        "migrated: the act Plain is no class of attrs",
        "bad id: there is no role king",
        "Ask opens a case and can do nothing else",
        "agree and agree are the same act, of different roles",
        "agree and agree are the same act, and a case can be where both begin",
        "separation pair: agree is in two groups",
        "separation pair: agree by books is two duties",
        "separation torn: agree by books is two duties",
        "separation pair: nobody is no row, role or office",
        "deadline pay: there is no row pay",
        "deadline pay: there is no row check_again",
    }


def test_one_act_may_be_several_rows_where_no_case_can_be_at_two_of_them() -> None:
    rows = {row.id for row in payout().transitions if row.act is Reopen}
    assert rows == {"check_again", "freeze"}
    case = do(do(checked(), Pay(amount=5), OFFICER), Reopen(why="fraud"), LAW)
    assert not case.data.open
