"""Whether a loan that is worse in one fact never gets a better tier."""

from __future__ import annotations

from datetime import date

import pytest

from postloan.analysis.monotonicity import monotone
from postloan.errors import InvalidValue, UnknownFact, UnknownName
from postloan.policy.policy import Policy
from postloan.rules import diagrams
from tests.policies import policy

COMPARED = "it depends on conditions that compare facts with one another"
CNY = "[conventions]\ncurrency = 'CNY'\n"


def floor(when: str, at_least: str = "substandard", more: str = "") -> str:
    return f"[[floor]]\nid = 'a'\nwhen = '''{when}'''\nat_least = '{at_least}'\n{more}\n"


def odd() -> Policy:
    return policy(floor("40 <= days_past_due <= 41", "doubtful"))


@pytest.mark.parametrize(
    "when, fact, expected",
    [
        ("days_past_due > 90", "days_past_due", "days_past_due higher is never better: proved"),
        ("days_past_due < 90", "days_past_due", "days_past_due higher is never better: not so"),
        ("days_past_due > 90", "lawsuit", "lawsuit higher is never better: proved"),
        ("lawsuit", "lawsuit", "lawsuit higher is never better: proved"),
        ("not lawsuit", "lawsuit", "lawsuit higher is never better: not so"),
        ("not retail", "retail", "retail lower is never better: proved"),
        ("retail", "retail", "retail higher is never better: proved"),
        ("term_months == 7", "term_months", "term_months higher is never better: not so"),
        ("previous_tier >= loss", "previous_tier", "previous_tier higher is never better: proved"),
        ("loan_to_value > 0.7", "loan_to_value", "loan_to_value higher is never better: proved"),
        (
            "collateral_value < outstanding",
            "outstanding",
            f"outstanding higher is never better: not decided, {COMPARED}",
        ),
    ],
)
def test_the_direction_is_what_the_fact_means_or_the_one_that_is_so(
    when: str, fact: str, expected: str
) -> None:
    assert str(monotone(policy(CNY + floor(when)), fact)) == expected


def test_two_loans_that_differ_as_little_as_can_be_show_the_contrary() -> None:
    found = monotone(odd(), "days_past_due")
    assert found.holds is False
    assert found.loans == ({"days_past_due": 41}, {"days_past_due": 42})
    assert [str(tier) for tier in found.tiers] == ["doubtful", "normal"]
    lower = monotone(odd(), "days_past_due", worse="lower")
    assert lower.loans == ({"days_past_due": 40}, {"days_past_due": 39})


def test_loans_that_the_policy_is_not_for_are_held_against_none() -> None:
    made = policy(
        floor("days_past_due < 10", "loss"),
        head="applies_to = 'days_past_due < 5 or days_past_due > 20'",
    )
    found = monotone(made, "days_past_due")
    assert found.loans == ({"days_past_due": 4}, {"days_past_due": 21})
    only = policy(floor("lawsuit"), head="applies_to = 'days_past_due == 3'")
    assert monotone(only, "days_past_due").holds


def test_what_a_fact_compared_with_others_does_elsewhere_leaves_the_tier_alone() -> None:
    visit = (
        "[[inspection]]\nid = 'v'\nkind = 'v'\nonce_per = 'week'\n"
        "when = 'tier == loss and days_past_due > interest_days_past_due'\n"
    )
    made = policy(floor("days_past_due > 90", "loss") + visit)
    assert monotone(made, "days_past_due").holds


def test_a_loan_through_a_comparison_of_other_facts_is_found_or_not() -> None:
    beside = "outstanding < principal and 40 <= days_past_due <= 41"
    made = policy(CNY + floor(beside))
    first, second = monotone(made, "days_past_due").loans
    assert [str(made.decide(loan).tier) for loan in (first, second)] == ["substandard", "normal"]
    never = f"{beside} and principal < collateral_value and collateral_value < outstanding"
    made = policy(CNY + floor(never))
    assert monotone(made, "days_past_due").holds is None


def test_the_loans_are_clean_where_that_does_not_matter() -> None:
    good = "[[floor]]\nid = 'b'\nwhen = 'not arrears_cleared'\nat_least = 'special_mention'\n"
    made = policy(floor("40 <= days_past_due <= 41", "doubtful") + good)
    found = monotone(made, "days_past_due")
    assert found.loans[0] == {"days_past_due": 41, "arrears_cleared": True}
    assert found.telling == ("days_past_due",)


def test_a_loan_without_a_tier_is_held_against_none() -> None:
    made = policy(
        "[parameters]\ncut = { unit = 'days', value = 30 }\n[[base]]\nid = 'base'\nrows = ["
        "{ when = 'days_past_due < cut', tier = 'loss' },"
        "{ when = 'days_past_due > cut', tier = 'loss' }]\n"
    )
    assert made.decide({"days_past_due": 30}).tier is None
    assert monotone(made, "days_past_due").holds


def test_a_fact_whose_own_product_is_compared_is_not_decided() -> None:
    made = policy(floor("loss_share * loss_share > 0.5"))
    assert monotone(made, "loss_share").holds is None


def test_each_dimension_is_asked_by_itself() -> None:
    second = "[[dimension]]\nid = 'stage'\nscale = 'five-tier'\n"
    staged = floor("previous_tier == normal", "loss", "dimension = 'stage'")
    made = policy(second + staged, head="scale = 'five-tier'")
    assert monotone(made, "previous_tier").holds
    assert monotone(made, "stage.previous_tier", dimension="stage").holds is False


def test_a_word_that_no_condition_names_stands_for_all_of_them() -> None:
    made = policy(floor("product != 'card' and 40 <= days_past_due <= 41"))
    first, second = monotone(made, "days_past_due").loans
    assert first["product"] == "any_other"
    assert [str(made.decide(loan).tier) for loan in (first, second)] == ["substandard", "normal"]


def test_a_word_that_a_condition_names_stands_for_no_other() -> None:
    made = policy(floor("product not in ('card', 'any_other') and 40 <= days_past_due <= 41"))
    first, second = monotone(made, "days_past_due").loans
    assert [str(made.decide(loan).tier) for loan in (first, second)] == ["substandard", "normal"]


def test_too_many_combinations_are_not_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    made = odd()
    monkeypatch.setattr(diagrams, "MOST_NODES", 0)
    found = monotone(made, "days_past_due")
    assert (found.holds, found.reason) == (None, "its conditions have too many combinations")
    monkeypatch.setattr(diagrams, "MOST_NODES", 6)
    both = policy(floor("days_past_due == 40 or lawsuit and days_past_due in (3, 5, 7)"))
    assert monotone(both, "days_past_due").holds is None


def test_a_dated_policy_needs_the_day() -> None:
    made = policy(floor("lawsuit", more="in_force = { from = 2025-01-01 }"))
    assert monotone(made, "lawsuit", date(2025, 1, 1), worse="lower").holds is False
    assert monotone(made, "lawsuit", date(2024, 1, 1), worse="lower").holds
    with pytest.raises(InvalidValue, match="as_of must be a date: test has dated"):
        monotone(made, "lawsuit")


def test_what_cannot_be_asked_is_refused() -> None:
    made = odd()
    for name in ("product", "borrower_kind", "tier", "tier_fell"):
        with pytest.raises(InvalidValue, match="fact must be a number, a tier"):
            monotone(made, name)
    with pytest.raises(UnknownFact, match="did you mean days_past_due"):
        monotone(made, "days_pastdue")
    with pytest.raises(UnknownName, match="dimension"):
        monotone(made, "stage.previous_tier")
    with pytest.raises(UnknownName, match="dimension"):
        monotone(made, "lawsuit", dimension="stage")
    with pytest.raises(InvalidValue, match="worse must be one of higher, lower"):
        monotone(made, "lawsuit", worse="up")  # type: ignore[arg-type]
    with pytest.raises(InvalidValue, match="policy must be a Policy"):
        monotone("x", "lawsuit")  # type: ignore[arg-type]
