"""Exploring proves what holds, and shows what does not by the shortest way there."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from postloan.errors import InvalidValue
from postloan.workflow.exploring import actors_of, explore
from postloan.workflow.procedures.misappropriation import MISAPPROPRIATION
from postloan.workflow.table import Completion, Invariant
from postloan.workflow.values import Actor, Case
from tests.unit.workflow.payout import PAYOUT, Asked, Contract, Ledger, Phase

NO_REOPENING = attrs.evolve(
    PAYOUT, transitions=PAYOUT.transitions[:3], deadlines=(), examples=PAYOUT.examples[:4]
)


def test_a_sound_procedure_is_proved() -> None:
    found = explore(PAYOUT)
    assert found.sound
    assert found.proved == ("both", "effects", "order", "end")
    assert str(found).splitlines()[:2] == [
        f"payout/1: {found.states} states, {found.moves} moves",
        "proved: both",
    ]


def test_a_broken_invariant_is_shown_by_the_shortest_way_there() -> None:
    never = Invariant[Asked](
        id="never", says="Nothing is checked.", holds=lambda case, _: not case.is_in(Phase.CHECKED)
    )
    found = explore(attrs.evolve(NO_REOPENING, invariants=(never,)))
    (broken,) = found.broken
    assert not found.sound
    assert broken.invariant == "never"
    assert [line.split()[2:4] for line in broken.story.splitlines()[1:]] == [
        ["ask", "by"],
        ["agree", "by"],
        ["compare", "by"],
        ["checked", "->"],
    ]
    assert str(broken) in str(found)


def test_an_invariant_about_people_needs_no_separation_to_be_broken() -> None:
    def two_people(case: Case[Asked], _: object) -> bool:
        asked = {event.by for event in case.events if event.transition == "ask"}
        return not asked & {event.by for event in case.events if event.role == "books"}

    eyes = Invariant[Asked](
        id="eyes", says="Two people.", holds=two_people, roles=("officer", "books")
    )
    assert "eyes" in explore(attrs.evolve(PAYOUT, invariants=(eyes,))).proved
    loose = explore(attrs.evolve(PAYOUT, invariants=(eyes,), separations=()))
    assert [broken.invariant for broken in loose.broken] == ["eyes"]


def test_an_effect_that_is_not_declared_is_shown() -> None:
    (broken,) = explore(attrs.evolve(NO_REOPENING, effects=())).broken
    assert broken.invariant == "effects"
    assert broken.says.startswith("Tell is among")


def test_a_row_that_nothing_takes_is_dead() -> None:
    found = explore(PAYOUT, acts=PAYOUT.examples[:4])
    assert found.dead == ("check_again", "freeze")
    assert "dead: freeze" in str(found)


def test_a_case_that_cannot_end_is_shown() -> None:
    found = explore(NO_REOPENING, acts=NO_REOPENING.examples[:3])
    (broken,) = found.broken
    assert (broken.invariant, broken.says) == ("end", "Every case can end.")


def test_a_join_that_goes_by_the_order_is_shown() -> None:
    early = Completion[Asked](
        id="checked",
        says="",
        at=(Phase.CHECKING, Ledger.AGREED),
        to=(Phase.CHECKED,),
    )
    both = attrs.evolve(NO_REOPENING.completions[0], id="both_checked")
    found = explore(attrs.evolve(NO_REOPENING, completions=(early, both)))
    assert {broken.invariant for broken in found.broken} == {"order"}
    assert "may come in either order" in found.broken[0].says


def test_a_walk_that_stopped_proves_nothing() -> None:
    found = explore(PAYOUT, most=3)
    assert (found.complete, found.proved, found.sound) == (False, (), False)
    assert "nothing is proved" in str(found)


def test_people_are_told_apart_by_what_they_have_done() -> None:
    alone = explore(PAYOUT, [Actor(id="one", roles=("officer", "books", "law"))])
    assert "check_again" in alone.dead
    assert {actor.id for actor in actors_of(PAYOUT)} == {
        "officer-1",
        "books-1",
        "law-1",
        "everyone",
    }


def test_what_waits_for_a_later_day_is_reached_only_on_one() -> None:
    first, *_ = MISAPPROPRIATION.days
    assert explore(MISAPPROPRIATION, days=[first]).dead == ("call_loan",)
    assert explore(MISAPPROPRIATION).sound


def test_branches_of_one_day_come_in_either_order_on_others_too() -> None:
    assert "order" in explore(PAYOUT, days=(date(2026, 3, 2), date(2026, 3, 3))).proved


def test_exploring_needs_an_opening_and_a_limit() -> None:
    with pytest.raises(InvalidValue, match="at least one Ask"):
        explore(PAYOUT, acts=PAYOUT.examples[1:])
    with pytest.raises(InvalidValue, match="most"):
        explore(PAYOUT, most=0)


def test_regions_that_nobody_reaches_are_no_branches() -> None:
    lone = Completion[Asked](
        id="checked", says="", at=(Phase.CHECKING, Contract.AGREED), to=(Phase.CHECKED,)
    )
    found = explore(attrs.evolve(NO_REOPENING, completions=(lone,)))
    assert {broken.invariant for broken in found.broken} <= {"both", "order"}
