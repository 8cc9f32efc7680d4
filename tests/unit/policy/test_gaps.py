"""What is not known and matters: to which fact an inspection's wait is traced."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from postloan.policy.decision import Decision
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
