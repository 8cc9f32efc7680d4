"""Classification: lower freely, higher with a reason, never above the floor, by three people."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import attrs
import pytest

from postloan.errors import InvalidValue
from postloan.workflow.deadlines import deadlines_of
from postloan.workflow.effects import SendNotice
from postloan.workflow.procedures.classification import (
    CLASSIFICATION,
    ApproveTier,
    Confirm,
    Propose,
    ProposeAgain,
    RecordTier,
    StateRules,
)
from postloan.workflow.procedures.shapes import SendBack
from tests.unit.workflow.playing import codes, played

TIERS: Final = ("normal", "special_mention", "substandard", "doubtful", "loss")
PROPOSED: Final = Propose(
    tiers=TIERS,
    decided="special_mention",
    tier="special_mention",
    floor="special_mention",
    due=date(2026, 3, 31),
)
FREE: Final = attrs.evolve(PROPOSED, floor=None)


def test_three_people_give_one_class() -> None:
    steps = [
        (PROPOSED, "first"),
        (Confirm(tier="substandard"), "confirming"),
        (ApproveTier(tier="special_mention", reason="paid today"), "approving"),
    ]
    done = played(CLASSIFICATION, steps)
    assert done.effects == (RecordTier(tier="special_mention", reason="paid today"),)
    (run,) = deadlines_of(CLASSIFICATION, done.case)
    assert run.due == date(2026, 3, 31)


@pytest.mark.parametrize("tier, against", [("loss", []), ("normal", ["reason"])])
def test_a_step_goes_lower_freely_and_higher_only_with_a_reason(
    tier: str, against: list[str]
) -> None:
    case = played(CLASSIFICATION, [(FREE, "first")]).case
    assert codes(CLASSIFICATION, case, Confirm(tier=tier), "confirming") == against
    assert not codes(CLASSIFICATION, case, Confirm(tier=tier, reason="paid"), "confirming")


def test_nobody_goes_above_the_floor_whatever_the_reason() -> None:
    case = played(CLASSIFICATION, [(PROPOSED, "first")]).case
    above = Confirm(tier="normal", reason="paid")
    assert codes(CLASSIFICATION, case, above, "confirming") == ["floor"]
    opening = attrs.evolve(PROPOSED, tier="normal")
    assert codes(CLASSIFICATION, None, opening, "first") == ["floor", "reason"]


def test_a_floor_that_comes_while_it_is_decided_sends_it_back() -> None:
    steps = [(FREE, "first"), (StateRules(decided="doubtful", floor="doubtful"), "ledger")]
    back = played(CLASSIFICATION, steps)
    assert [event.transition for event in back.events] == ["state_rules", "overtaken"]
    assert isinstance(back.effects[0], SendNotice)
    again = ProposeAgain(tier="special_mention")
    assert codes(CLASSIFICATION, back.case, again, "first") == ["floor", "reason"]
    assert codes(CLASSIFICATION, back.case, ProposeAgain(tier="loss"), "first") == []


def test_facts_that_got_worse_ask_for_a_reason_anew_without_any_floor() -> None:
    worse = (StateRules(decided="substandard", floor=None), "ledger")
    back = played(CLASSIFICATION, [(FREE, "first"), worse])
    assert [event.transition for event in back.events] == ["state_rules", "overtaken"]
    reasoned = attrs.evolve(FREE, tier="normal", reason="paid since")
    better = (StateRules(decided="special_mention", floor=None), "ledger")
    kept = played(CLASSIFICATION, [(reasoned, "first"), better])
    assert [event.transition for event in kept.events] == ["state_rules"]


def test_it_is_sent_back_with_the_reason() -> None:
    steps = [(FREE, "first"), (SendBack(reason="no accounts"), "confirming")]
    case = played(CLASSIFICATION, steps).case
    assert codes(CLASSIFICATION, case, ProposeAgain(tier="normal"), "first") == ["reason"]


def test_a_tier_of_another_scale_is_refused() -> None:
    case = played(CLASSIFICATION, [(FREE, "first")]).case
    assert codes(CLASSIFICATION, case, Confirm(tier="SM-3"), "confirming") == ["tier"]
    stated = StateRules(decided="SM-3", floor=None)
    assert codes(CLASSIFICATION, case, stated, "ledger") == ["tier"]
    for field in ("decided", "tier", "floor"):
        wrong: dict[str, Any] = {field: "SM-3"}
        with pytest.raises(InvalidValue, match=f"Propose.{field}"):
            attrs.evolve(PROPOSED, **wrong)
