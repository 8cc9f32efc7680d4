"""Activation: two people, the very content, its first day, and no race that was lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import pytest

from postloan.errors import InvalidValue
from postloan.policy.library import Library
from postloan.policy.loading import load_policy
from postloan.workflow.procedures.activation import (
    ACTIVATION,
    Activate,
    ApproveContent,
    Decline,
    Propose,
    PutInForce,
    Register,
)
from tests.unit.workflow.playing import DAY, codes, played, step

LATER: Final = DAY + timedelta(days=1)
AFTER: Final = DAY + timedelta(days=2)
HOUSE: Final = load_policy("bank.branch-measures", library=Library.shipped()).digest
OTHER: Final = "0" * 64
REGISTERED: Final = (Register(policy="bank.house"), "maker")
PROPOSED: Final = [
    REGISTERED,
    (Propose(edition="1", content=HOUSE, effective=LATER), "maker:li"),
    (Propose(edition="2", content=OTHER, effective=LATER), "maker:wu"),
]
APPROVED: Final = [
    *PROPOSED,
    (ApproveContent(content=HOUSE), "checker"),
    (ApproveContent(content=OTHER), "checker"),
]


def test_nobody_approves_or_declines_what_they_made() -> None:
    case = played(ACTIVATION, PROPOSED).case
    for act in (ApproveContent(content=HOUSE), Decline(content=HOUSE, reason="wrong")):
        assert codes(ACTIVATION, case, act, "checker:li") == ["separation"]
        assert codes(ACTIVATION, case, act, "checker:wu") == []


def test_the_very_content_that_was_approved_comes_into_force_on_its_day() -> None:
    case = played(ACTIVATION, APPROVED).case
    assert codes(ACTIVATION, case, Activate(content="f" * 64), "operator") == ["content"]
    assert codes(ACTIVATION, case, Activate(content=HOUSE), "operator") == ["date"]
    done = played(ACTIVATION, [(Activate(content=HOUSE), "operator", LATER)], case)
    assert done.effects == (PutInForce(policy="bank.house", content=HOUSE),)


def test_what_nobody_has_approved_does_not() -> None:
    case = played(ACTIVATION, PROPOSED).case
    assert codes(ACTIVATION, case, Activate(content=HOUSE), "operator", LATER) == ["unchecked"]


def test_a_proposal_that_lost_the_race_activates_nothing_until_it_is_proposed_again() -> None:
    won = played(ACTIVATION, [*APPROVED, (Activate(content=HOUSE), "operator", LATER)]).case
    lost = step(ACTIVATION, won, Activate(content=OTHER), "operator", LATER)
    assert str(lost) == (
        "another edition has come into force since it was proposed; propose it again"
    )
    stale = ApproveContent(content=OTHER)
    assert codes(ACTIVATION, won, stale, "checker", LATER) == ["content", "race"]
    again = [
        (Propose(edition="2", content=OTHER, effective=AFTER), "maker:wu", LATER),
        (ApproveContent(content=OTHER), "checker", LATER),
        (Activate(content=OTHER), "operator", AFTER),
    ]
    assert played(ACTIVATION, again, won).case.data.replaced == HOUSE


def test_of_two_activations_at_once_the_version_lets_one_through() -> None:
    case = played(ACTIVATION, APPROVED).case
    won = played(ACTIVATION, [(Activate(content=HOUSE), "operator", LATER)], case).case
    assert won.version == case.version + 1
    assert codes(ACTIVATION, won, Activate(content=HOUSE), "operator", LATER) == ["content"]


def test_a_first_day_that_has_passed_is_approved_no_more() -> None:
    case = played(ACTIVATION, PROPOSED).case
    assert codes(ACTIVATION, case, ApproveContent(content=HOUSE), "checker", AFTER) == ["date"]
    late = Propose(edition="3", content="1" * 64, effective=DAY)
    assert codes(ACTIVATION, case, late, "maker", LATER) == ["date"]


def test_what_is_proposed_or_in_force_already_is_not_proposed_again() -> None:
    act = Propose(edition="1", content=HOUSE, effective=LATER)
    case = played(ACTIVATION, PROPOSED).case
    assert codes(ACTIVATION, case, act, "maker") == ["content"]
    won = played(ACTIVATION, [*APPROVED, (Activate(content=HOUSE), "operator", LATER)]).case
    assert codes(ACTIVATION, won, act, "maker", LATER) == ["content"]
    unknown = ApproveContent(content="f" * 64)
    assert codes(ACTIVATION, won, unknown, "checker", LATER) == ["content"]


@pytest.mark.parametrize("content", ["", "0" * 63, "G" * 64, "A" * 64])
def test_a_content_is_a_hash(content: str) -> None:
    with pytest.raises(InvalidValue, match="64 small hexadecimal digits"):
        Propose(edition="1", content=content, effective=DAY)
