"""The core facts: the names that stand, and what silence about each means."""

from __future__ import annotations

import re

import pytest

from postloan.errors import InvalidValue, UnknownFact
from postloan.facts.catalogue import CORE, DAYS_PAST_DUE, Catalogue
from postloan.facts.fact import Fact

ARREARS = """
    days_past_due interest_days_past_due contractual_days_past_due cumulative_days_past_due
    material_days_past_due paused overdue_amount technical_overdue periods_missed
    days_to_maturity
"""
TERMS = """
    product retail borrower_kind security_kind term_months principal outstanding on_balance_sheet
    payment_mode syndicated industry region
"""
QUALITY = """
    credit_impaired loss_share external_rating_cut debt_evasion granted_unlawfully
    unable_to_repay bankruptcy_liquidation repaid_by_new_borrowing
"""
OBLIGOR = """
    obligor_nonperforming_share obligor_nonperforming_elsewhere
    obligor_overdue_90_share_all_banks obligor_has_impaired_asset obligor_has_nonperforming_asset
    obligor_overdue_90_share obligor_arrears_cleared obligor_group_nonperforming
    enhancement_accepted looked_through
"""
HISTORY = """
    previous_tier classified_before previous_tier_fell arrears_cleared months_performing
    periods_performing restructured difficulty_solved in_observation restructured_again in_cure
    in_probation relapsed in_merger_lock re_age_barred extended
"""
SECURITY = """
    collateral_value loan_to_value collateral_coverage days_since_valuation guarantee_days_left
    limitation_days_left judged enforcement_days_left mortgage_days_left mortgage_registered
    collateral_days_short
"""
CONDUCT = """
    funds_misappropriated use_of_funds_changed production_stopped production_half_stopped
    contingent_advanced major_event contact_lost inspection_refused false_material
    legal_representative_changed lawsuit income_fell settlement_share credit_share
"""
STATEMENTS = """
    current_ratio quick_ratio debt_to_assets return_on_sales receivable_turnover
    inventory_turnover interest_coverage
"""
GATES = "able_to_perform lock_tier underlying_tier"
OUTCOMES = "tier tier_fell"
ROOMS = (
    ARREARS, TERMS, QUALITY, OBLIGOR, HISTORY, SECURITY, CONDUCT, STATEMENTS, GATES, OUTCOMES
)  # fmt: skip

NONE_RECORDED = """
    technical_overdue external_rating_cut debt_evasion granted_unlawfully unable_to_repay
    bankruptcy_liquidation repaid_by_new_borrowing obligor_group_nonperforming
    enhancement_accepted looked_through previous_tier_fell restructured in_observation
    restructured_again in_cure in_probation relapsed in_merger_lock re_age_barred extended judged
    able_to_perform funds_misappropriated use_of_funds_changed production_stopped
    production_half_stopped contingent_advanced major_event contact_lost inspection_refused
    false_material legal_representative_changed lawsuit income_fell
"""


def test_the_names_that_stand_are_there() -> None:
    assert set(CORE) >= {name for room in ROOMS for name in room.split()}


def test_silence_about_conduct_and_events_is_none_recorded_about_all_else_unknown() -> None:
    listed = {name for room in ROOMS for name in room.split()}
    silent = {name for name in listed if CORE[name].silence is False}
    assert silent == set(NONE_RECORDED.split())


@pytest.mark.parametrize("name", list(CORE))
def test_each_fact_has_a_sentence_and_a_chinese_name(name: str) -> None:
    fact = CORE[name]
    assert re.fullmatch(r"[A-Z].*\.", fact.meaning)
    assert re.search("[\u4e00-\u9fff]", fact.name_zh)


def test_what_each_dimension_has_for_itself_are_its_tiers() -> None:
    assert {name for name, fact in CORE.items() if fact.dimensional} == {
        "previous_tier",
        "classified_before",
        "previous_tier_fell",
        "lock_tier",
        "tier",
        "tier_fell",
    }


def test_the_decision_gives_the_outcomes_and_nothing_else() -> None:
    outcomes = {name for name, fact in CORE.items() if fact.source == "outcome"}
    assert outcomes == set(OUTCOMES.split())


def test_chinese_names_are_not_given_twice() -> None:
    assert len({fact.name_zh for fact in CORE.values()}) == len(CORE)


def test_a_misspelt_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownFact) as caught:
        CORE["day_past_due"]
    assert caught.value.nearest[0] == "days_past_due"
    assert "day_past_due" not in CORE


def test_facts_of_ones_own_are_added_to_a_new_catalogue() -> None:
    score = Fact[int](name="score", kind="count", meaning="A score.")
    own = CORE.extended([score])
    assert own["score"] is score
    assert "score" not in CORE
    assert len(own) == len(CORE) + 1


def test_a_name_that_is_taken_is_refused() -> None:
    with pytest.raises(InvalidValue, match="one fact per name; got 'days_past_due'"):
        Catalogue([DAYS_PAST_DUE, DAYS_PAST_DUE])
