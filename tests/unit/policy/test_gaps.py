"""What is not known and matters: to which fact an inspection's wait is traced."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from postloan.policy.decisions.decision import Decision
from postloan.reviews.pipeline import review
from postloan.rules.condition import Condition
from postloan.rules.evaluate import Truth, Value
from tests.policies import policy
from tests.worked.loans import loan_file, tier

VISIT = '[[inspection]]\nid = "visit"\nkind = "visit"\nwhen = "{}"\nonce_per = "month"\n'
FALLEN = VISIT.format("tier_fell")


def waits(decision: Decision) -> list[tuple[str, tuple[str, ...], str]]:
    return [(gap.name, gap.rules, gap.reason) for gap in decision.gaps]


@pytest.mark.parametrize(
    "facts, name",
    [
        ({}, "previous_tier"),
        ({"previous_tier": None, "previous_tier_fell": None}, "previous_tier"),
        ({"previous_tier": "normal", "previous_tier_fell": None}, "previous_tier_fell"),
    ],
)
def test_a_fall_waits_for_what_of_the_past_is_not_known(
    facts: Mapping[str, object], name: str
) -> None:
    assert waits(policy(FALLEN).decide(facts)) == [(name, ("visit",), "nobody recorded it")]


@pytest.mark.parametrize(
    "facts",
    [
        {"previous_tier": "loss"},
        {"previous_tier": "normal"},
        {"previous_tier": "normal", "previous_tier_fell": True},
        {"previous_tier": "loss", "previous_tier_fell": None},
        {"classified_before": False},
    ],
)
def test_a_fall_that_is_known_waits_for_nothing(facts: Mapping[str, object]) -> None:
    assert waits(policy(FALLEN).decide(facts)) == []


def test_the_gap_says_why_the_records_do_not_tell_the_last_fall() -> None:
    tiers = (
        tier("A1", date(2024, 1, 31), scale="own"),
        tier("normal", date(2024, 3, 31)),
    )
    result = review(loan_file(tiers=tiers), policy(FALLEN), as_of=date(2024, 6, 30))
    assert waits(result.decision) == [
        ("previous_tier_fell", ("visit",), "on record as A1 of own, not five-tier")
    ]


@pytest.mark.parametrize("when, times", [("lawsuit", 1), ("lawsuit or tier == loss", 5)])
def test_a_rule_is_asked_once_for_each_tier_only_where_it_reads_the_tier(
    when: str, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    floor = '[[floor]]\nid = "impaired"\nwhen = "credit_impaired"\nat_least = "loss"\n'
    decision = policy(floor + VISIT.format(when)).decide({"lawsuit": None})
    condition = decision.contents.inspections[0].when
    asked = 0

    def counted(self: Condition, values: Mapping[str, Value]) -> Truth:
        nonlocal asked
        asked += self == condition
        return holds(self, values)

    assert decision.inspections  # found before the calls are counted
    holds = Condition.holds
    monkeypatch.setattr(Condition, "holds", counted)
    assert [gap.name for gap in decision.gaps] == ["credit_impaired", "lawsuit"]
    assert asked == times


def test_a_fall_in_another_dimension_waits_for_what_of_its_own_past_is_not_known() -> None:
    own = "[[dimension]]\nid = 'watch'\nscale = 'five-tier'\n" + FALLEN + "dimension = 'watch'\n"
    decision = policy(own, head="scale = 'five-tier'").decide({"previous_tier": "loss"})
    assert [gap.name for gap in decision.gaps] == ["watch.previous_tier"]
    facts = {"watch.previous_tier": "normal", "watch.previous_tier_fell": None}
    decision = policy(own, head="scale = 'five-tier'").decide(facts)
    assert [gap.name for gap in decision.gaps] == ["watch.previous_tier_fell"]


def floor(when: str, at_least: str) -> str:
    id = when.replace("_", "-").replace(" ", "-")
    return f"[[floor]]\nid = '{id}'\nwhen = '{when}'\nat_least = '{at_least}'\n"


def test_gaps_stand_the_essential_first_then_by_the_tier_at_stake_then_by_name() -> None:
    body = (
        floor("retail", "special_mention")
        + floor("credit_impaired", "loss")
        + floor("syndicated", "loss")
        + VISIT.format("contact_lost")
    )
    decision = policy(body, head="essential = ['days_past_due']").decide({"contact_lost": None})
    assert [(gap.name, gap.kind, str(gap.worst), gap.essential) for gap in decision.gaps] == [
        ("days_past_due", "fact", "None", True),
        ("credit_impaired", "fact", "loss", False),
        ("syndicated", "fact", "loss", False),
        ("retail", "fact", "special_mention", False),
        ("contact_lost", "fact", "None", False),
    ]


def test_a_gap_is_as_grave_as_the_worst_floor_that_waits_for_it() -> None:
    body = floor("retail", "loss") + floor("retail and credit_impaired", "special_mention")
    decision = policy(body).decide({"credit_impaired": True})
    assert [(gap.name, str(gap.worst)) for gap in decision.gaps] == [("retail", "loss")]


@pytest.mark.parametrize(
    "at_least, moves", [("special_mention", False), ("substandard", False), ("loss", True)]
)
def test_a_floor_no_worse_than_what_is_certain_moves_nothing(at_least: str, moves: bool) -> None:
    body = floor("lawsuit", "substandard") + floor("retail", at_least)
    decision = policy(body).decide({"lawsuit": True})
    assert [(gap.name, gap.moves_tier) for gap in decision.gaps] == [("retail", moves)]


def test_a_tier_that_is_known_is_no_gap_of_the_floor_that_stands_at_it() -> None:
    decision = policy(floor("retail", "previous_tier")).decide({"previous_tier": "loss"})
    assert [gap.name for gap in decision.gaps] == ["retail"]


def test_a_base_without_an_answer_says_why() -> None:
    body = (
        "[[base]]\nid = 'days'\n"
        "rows = [{ when = 'days_past_due < interest_days_past_due', tier = 'loss' }]"
    )
    decision = policy(body).decide({"days_past_due": 1, "interest_days_past_due": 0})
    assert waits(decision) == [("days", ("days",), "no row of days holds")]
