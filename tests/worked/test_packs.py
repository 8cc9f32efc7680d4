"""The policies that ship: their own examples hold, and no rule of a source is dropped."""

from __future__ import annotations

from typing import Final

import pytest

from postloan.policy.examples import check_examples
from postloan.policy.loading import load_policy, policy_ids

MEASURES: Final = load_policy("cn.asset-classification")
BRANCH: Final = load_policy("bank.branch-measures")

ENCODED: Final = {
    "Art. 7": ("cross-default", "substandard"),
    "Art. 10(1)": ("overdue", "special_mention"),
    "Art. 10(2)": ("use-of-funds-changed", "special_mention"),
    "Art. 10(3)": ("repaid-by-new-borrowing", "special_mention"),
    "Art. 10(4)": ("same-debtor-nonperforming", "special_mention"),
    "Art. 11(1)": ("over-90-days", "substandard"),
    "Art. 11(2)": ("credit-impaired", "substandard"),
    "Art. 11(3)": ("external-rating-cut", "substandard"),
    "Art. 11(4)": ("same-debtor-overdue", "substandard"),
    "Art. 12(1)": ("over-270-days", "doubtful"),
    "Art. 12(2)": ("debt-evasion", "doubtful"),
    "Art. 12(3)": ("impaired-loss-50", "doubtful"),
    "Art. 13(1)": ("over-360-days", "loss"),
    "Art. 13(2)": ("bankruptcy-liquidation", "loss"),
    "Art. 13(3)": ("impaired-loss-90", "loss"),
    "Art. 14(2)": ("upgrade-not-assessed", "substandard"),
    "Art. 14": ("upgrade-not-shown", "substandard"),
    "Art. 15": ("merger-lock", "lock_tier"),
    "Art. 16": ("look-through", "underlying_tier"),
    "Art. 21": ("in-observation", "special_mention"),
    "Art. 22": ("restructured-again", "substandard"),
}
"""The floors of the measures by article, each with its level."""

NOT_ENCODED: Final = """
    CN23-03 CN23-05 CN23-06 CN23-07a CN23-08 CN23-09 CN23-16-expected-loss CN23-17
    CN23-18 CN23-19 CN23-23 CN23-28 CN23-30 CN23-31-change
"""
BRANCH_NOT_ENCODED: Final = "S01-02 S01-21-syndicate"


@pytest.mark.parametrize("id", policy_ids())
def test_the_examples_of_a_policy_hold(id: str) -> None:
    policy = load_policy(id)
    assert policy.contents.examples
    assert [str(result) for result in check_examples(policy) if not result.passed] == []


@pytest.mark.parametrize("id", policy_ids())
def test_every_rule_cites_its_article_with_a_grade_and_has_a_chinese_title(id: str) -> None:
    for rule in load_policy(id).contents.rules():
        assert rule.cite is not None, rule.id
        assert rule.cite.grade is not None, rule.id
        assert rule.title, rule.id
        assert rule.title_zh, rule.id


def test_every_article_of_the_measures_is_a_floor_or_is_said_not_to_be() -> None:
    floors = {
        floor.cite.article: (floor.id, str(floor.level))
        for floor in MEASURES.contents.floors
        if floor.cite is not None
    }
    assert floors == ENCODED
    assert all(floor.hard for floor in MEASURES.contents.floors)
    assert [item.id for item in MEASURES.contents.not_encoded] == NOT_ENCODED.split()


def test_every_article_of_the_branch_measures_is_a_rule_or_is_said_not_to_be() -> None:
    own = [item for item in BRANCH.contents.not_encoded if item.id.startswith("S01")]
    assert [item.id for item in own] == BRANCH_NOT_ENCODED.split()


def test_what_the_branch_measures_leave_blank_is_asked_for() -> None:
    own = (p for p in BRANCH.contents.parameters.values() if p.origin == BRANCH.contents.origin)
    assert {parameter.id: parameter.blank() for parameter in own} == {
        "doubtful_visit_every": "not stated in Art. 27; set doubtful_visit_every",
        "individual_visit_every": "not stated in Art. 27; set individual_visit_every",
        "recover_original_within": (
            "not stated in Art. 6, collection 4; set recover_original_within"
        ),
        "department_check_every": "not stated in Art. 7(4); set department_check_every",
        "payments_reported_every": "not stated in Art. 20; set payments_reported_every",
        "rectify_within": "not stated in Art. 23; set rectify_within",
        "track_use_within": "not stated in Art. 20; set track_use_within",
        "report_within": "not stated in Art. 33; set report_within",
        "risk_visit_every": "not stated in Chapter 4, risk managers; set risk_visit_every",
        "risk_manager_limit": "not stated in Art. 18; set risk_manager_limit",
        "department_head_limit": "not stated in Art. 18; set department_head_limit",
        "executive_limit": "not stated in Art. 18; set executive_limit",
    }


def test_each_reason_for_a_visit_at_once_has_its_signal_and_its_visit() -> None:
    reasons = {s.id for s in BRANCH.contents.signals if s.cite and s.cite.article == "Art. 28"}
    visits = {
        str(visit.timing): visit.id
        for visit in BRANCH.contents.inspections
        if str(visit.timing).startswith("within 0 days after")
    }
    assert set(visits) == {"within 0 days after tier_changed"} | {
        f"within 0 days after signal:{reason}" for reason in reasons
    }
