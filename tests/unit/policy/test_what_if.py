"""What would change an outcome: the nearest first, in words, and where nothing is found."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from textwrap import dedent

import pytest

from postloan.between import Between
from postloan.errors import UnknownName
from postloan.money import Money
from postloan.policy.decisions.decision import Decision
from postloan.policy.decisions.ranges import FactRange
from postloan.policy.loading import load_policy
from postloan.tiers import FIVE_TIER
from tests.policies import policy

SECTION = "What would change it:"
TOGETHER = "- no fact alone would make it better; "


def floor(id: str, when: str, at_least: str, rest: str = "") -> str:
    return f"[[floor]]\nid = \"{id}\"\nwhen = '''{when}'''\nat_least = \"{at_least}\"\n{rest}\n"


def changes(decision: Decision) -> list[str]:
    return str(decision.what_if()).splitlines()


def section(decision: Decision) -> list[str]:
    lines = decision.explain().splitlines()
    return lines[lines.index(SECTION) + 1 :] if SECTION in lines else []


def days(**ends: object) -> FactRange:
    return FactRange(fact="days_past_due", known=True, unit="days", **ends)  # type: ignore[arg-type]


def tiers(low: str | None, high: str | None) -> FactRange:
    return FactRange(
        fact="previous_tier",
        known=True,
        low=None if low is None else FIVE_TIER[low],
        high=None if high is None else FIVE_TIER[high],
    )


@pytest.mark.parametrize(
    "values, words",
    [
        (days(low=1, high=90), "from 1 to 90 days"),
        (days(low=1, high=1), "1 day"),
        (days(high=1), "at most 1 day"),
        (days(low=361), "at least 361 days"),
        (days(low=Decimal("0.50"), low_in=False), "more than 0.50 days"),
        (days(high=Fraction(1, 3), high_in=False), "less than 1/3 days"),
        (days(low=1, high=2, low_in=False), "more than 1 and at most 2 days"),
        (days(low=1, high=2, high_in=False), "at least 1 and less than 2 days"),
        (days(), "anything"),
        (FactRange(fact="x", known=True, choices=(False,)), "false"),
        (FactRange(fact="x", known=True, choices=("a", "b", "c")), "a, b or c"),
        (FactRange(fact="x", known=True, excluded=("a", "b")), "anything but a or b"),
        (tiers("doubtful", None), "doubtful or worse"),
        (tiers(None, "doubtful"), "doubtful or better"),
        (tiers("loss", "loss"), "loss"),
        (tiers("substandard", "doubtful"), "from substandard to doubtful"),
    ],
)
def test_a_range_is_told_in_words(values: FactRange, words: str) -> None:
    assert str(values) == words


def test_a_range_holds_amounts_and_tiers_as_it_holds_numbers() -> None:
    assert days(high=5).holds(Money(Decimal(5), "CNY"))
    assert tiers("doubtful", None).holds(FIVE_TIER["loss"])
    assert not tiers("doubtful", None).holds(FIVE_TIER["normal"])


CNY = '[conventions]\ncurrency = "CNY"\n'


def cny(amount: int) -> Money:
    return Money(Decimal(amount), "CNY")


LATE = floor("late", "days_past_due > 90", "substandard", 'cite = "Art. 2"')


def test_the_nearest_better_and_worse_are_told_with_the_citation_of_what_is_new() -> None:
    body = LATE + floor("later", "days_past_due > 360", "loss", 'cite = "Art. 3"')
    decision = policy(body).decide({"days_past_due": 91})
    assert section(decision) == [
        "- normal if days_past_due were at most 90 days",
        "- loss by later if days_past_due were at least 361 days",
        "  same document, Art. 3",
    ]
    found = decision.runner_up
    assert found is not None
    assert (str(found), found.certain) == ("later: loss", False)
    assert [reason.comparison for reason in found.because] == ["days_past_due > 360"]


def test_a_number_that_is_nearer_in_proportion_goes_before_one_that_is_farther() -> None:
    body = floor("a", "days_past_due > 90", "loss") + floor("b", "term_months > 12", "doubtful")
    decision = policy(body).decide({"days_past_due": 80, "term_months": 3})
    assert changes(decision) == [
        "loss by a if days_past_due were at least 91 days",
        "doubtful by b if term_months were at least 13 months",
    ]


def test_what_is_not_known_is_near_to_each_of_its_values() -> None:
    body = floor("a", "loss_share >= 0.5", "loss", 'unknown = "conservative"')
    decision = policy(body + LATE).decide({"days_past_due": 90, "loss_share": None})
    assert section(decision)[:1] == ["- normal if loss_share were known to be less than 0.5"]
    assert decision.runner_up is None


def test_a_number_known_within_bounds_is_taken_as_not_known() -> None:
    bounds = Between(low=30, high=120)
    unknown, bounded = (policy(LATE).decide({"days_past_due": v}) for v in (None, bounds))
    assert changes(bounded) == changes(unknown)


def test_where_an_essential_fact_is_not_known_it_is_told_what_each_value_would_give() -> None:
    decision = policy(LATE, head='essential = ["days_past_due"]').decide({})
    told = "normal if at most 90 days; substandard if at least 91 days"
    assert section(decision)[0] == f"- days_past_due, once known: {told}"


def test_an_essential_fact_of_which_every_value_will_do_has_only_to_be_known() -> None:
    body = floor("a", "lawsuit and retail", "loss")
    decision = policy(body, head='essential = ["contact_lost"]').decide(
        {"contact_lost": None, "lawsuit": True, "retail": None}
    )
    assert changes(decision)[:3] == [
        "normal if retail were known to be false",
        "loss by a if retail were known to be true",
        "normal if contact_lost were known",
    ]


def test_a_base_without_an_answer_tells_nothing_in_the_section() -> None:
    rows = """
    [[base]]
    id = "b"
    rows = [
      { when = "days_past_due < interest_days_past_due", tier = "normal" },
      { when = "days_past_due > 90", tier = "loss" },
    ]
    """
    decision = policy(rows).decide({"days_past_due": 5, "interest_days_past_due": 5})
    assert section(decision) == []
    assert changes(decision) == [
        "normal by b if interest_days_past_due were at least 6 days",
        "normal by b if days_past_due were at most 4 days",
        "loss by b if days_past_due were at least 91 days",
    ]


def test_a_loan_that_the_policy_is_not_for_is_told_what_would_make_it_one() -> None:
    cards = load_policy("cn.credit-card")
    decision = cards.decide({"product": "boat", "days_past_due": 91})
    assert changes(decision) == ["substandard by overdue-days if product were card"]
    assert decision.runner_up is None
    card = cards.decide({"product": "card", "days_past_due": 91})
    assert "not applicable if product were anything but card" in changes(card)
    assert str(card.runner_up) == "overdue-days: doubtful"
    assert card.runner_up is not None
    assert [reason.comparison for reason in card.runner_up.because] == [
        "121 <= days_past_due <= 180"
    ]


def test_words_that_give_the_same_are_told_together() -> None:
    body = floor("a", "borrower_kind in ('corporate', 'small_micro') and product != 'card'", "loss")
    decision = policy(body).decide({"borrower_kind": "individual", "product": "boat"})
    assert changes(decision) == ["loss by a if borrower_kind were corporate or small_micro"]
    decision = policy(body).decide({"borrower_kind": "corporate", "product": "card"})
    assert changes(decision) == ["loss by a if product were anything but card"]


def test_facts_together_are_told_where_none_alone_would_do() -> None:
    body = LATE + floor("impaired", "credit_impaired", "substandard")
    decision = policy(body).decide({"days_past_due": 91, "credit_impaired": True})
    assert section(decision) == [
        TOGETHER + "normal if credit_impaired were false and days_past_due were at most 90 days",
    ]
    both = policy(floor("both", "credit_impaired and loss_share >= 0.5", "loss", 'cite = "5"'))
    decision = both.decide({"credit_impaired": False, "loss_share": Decimal("0.25")})
    assert section(decision) == [
        TOGETHER.replace("better", "worse")
        + "loss by both if credit_impaired were true and loss_share were at least 0.5",
        "  Test (edition 1), 5",
    ]
    found = decision.runner_up
    assert found is not None
    assert [reason.comparison for reason in found.because] == [
        "credit_impaired",
        "loss_share >= 0.5",
    ]


def test_facts_that_are_compared_with_one_another_are_told_by_single_values() -> None:
    body = (
        floor("short", "outstanding > collateral_value", "loss")
        + floor("large", "outstanding > 3", "loss")
        + floor("small", "collateral_value < 5", "loss")
    )
    decision = policy(CNY + body).decide({"outstanding": cny(6), "collateral_value": cny(4)})
    assert section(decision) == [
        TOGETHER + "normal if collateral_value were 5 CNY and outstanding were at most 3 CNY",
    ]


def test_words_that_are_compared_with_one_another_are_told_one_by_one() -> None:
    body = floor("alike", "lawsuit == retail", "loss")
    body += floor("late", "(lawsuit or retail) and days_past_due > 90", "loss")
    decision = policy(body).decide({"lawsuit": True, "retail": True, "days_past_due": 91})
    assert section(decision) == [
        TOGETHER + "normal if lawsuit were false and days_past_due were at most 90 days",
    ]


def test_a_threshold_that_is_no_decimal_is_told_as_a_fraction() -> None:
    body = floor("third", "outstanding * 3 > principal", "loss")
    decision = policy(CNY + body).decide({"outstanding": cny(500), "principal": cny(100)})
    assert changes(decision) == [
        "normal if outstanding were less than 100/3 CNY",
        "normal if principal were at least 1500 CNY",
    ]


def test_a_floor_that_always_holds_leaves_nothing_better_to_be_found() -> None:
    decision = policy(floor("a", "true", "doubtful")).decide({})
    assert section(decision) == ["- nothing was found that would make it better"]


def test_the_search_for_facts_together_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("postloan.policy.decisions.changes._MOST_WALKS", 3)
    body = LATE + floor("impaired", "credit_impaired", "substandard")
    decision = policy(body).decide({"days_past_due": 91, "credit_impaired": True})
    assert section(decision) == ["- nothing was found that would make it better"]


def test_a_fact_that_is_multiplied_by_itself_is_not_decided() -> None:
    body = floor("a", "loan_to_value * loan_to_value > 0.5", "loss") + floor("b", "lawsuit", "loss")
    what_if = policy(body).decide({"loan_to_value": Decimal(1)}).what_if()
    assert what_if.undecided == ("loan_to_value",)
    assert what_if.of("loan_to_value") == ()


def test_a_fact_in_a_condition_that_is_too_large_is_not_decided() -> None:
    every = ", ".join(f"days_past_due + {number}" for number in range(70))
    what_if = policy(floor("a", f"max({every}) > 90", "loss")).decide({}).what_if()
    assert what_if.undecided == ("days_past_due",)


@pytest.mark.parametrize(
    "when, told",
    [
        ("max(days_past_due - 5, 3) * 2 > 90", "at least 51 days"),
        ("-min(days_past_due, 70) < -60", "at least 61 days"),
        ("days_past_due / 3 >= 30.1", "at least 91 days"),
        ("days_past_due in (30, 31)", "from 30 to 31 days"),
        ("days_past_due - interest_days_past_due > 7", "at least 18 days"),
    ],
)
def test_a_threshold_within_arithmetic_is_found(when: str, told: str) -> None:
    decision = policy(floor("a", when, "loss")).decide(
        {"days_past_due": 0, "interest_days_past_due": 10}
    )
    assert [str(found.facts[0]) for found in decision.what_if().of("days_past_due")] == [told]


SIGNALS = """
[[signal]]
id = "told"
[[signal]]
id = "seen"
when = "lawsuit"
[[floor]]
id = "a"
signal = "told"
at_least = "loss"
[[floor]]
id = "b"
signal = "seen"
at_least = "doubtful"
"""


def test_a_signal_on_record_is_varied_as_the_facts_are() -> None:
    decision = policy(SIGNALS).decide({"lawsuit": False})
    assert changes(decision) == [
        "doubtful by b if lawsuit were true",
        "doubtful by b if signal:seen were true",
        "loss by a if signal:told were true",
    ]
    decision = policy(SIGNALS).decide({"signal:told": True})
    assert changes(decision) == ["normal if signal:told were false"]
    only = policy(SIGNALS.partition('[[floor]]\nid = "b"')[0]).decide({})
    assert only.runner_up is not None
    assert only.runner_up.because == ()


def test_the_tier_at_which_a_floor_stands_is_varied_too() -> None:
    rows = """
    [[base]]
    id = "retail-or-not"
    rows = [
      { when = "not retail", tier = "normal" },
      { when = "retail", tier = "special_mention" },
    ]
    """
    notch = floor("notch", "contact_lost", "base + 1")
    made = policy(floor("as-before", "lawsuit", "previous_tier") + notch + dedent(rows))
    facts = {"previous_tier": "doubtful", "retail": True, "contact_lost": True}
    assert changes(made.decide({**facts, "lawsuit": True})) == [
        "substandard by as-before, notch if previous_tier were substandard or better",
        "loss by as-before if previous_tier were loss",
        "substandard by notch if lawsuit were false",
    ]
    assert section(made.decide({**facts, "lawsuit": False})) == [
        "- special_mention by notch if retail were false",
        "- doubtful by as-before if lawsuit were true",
    ]


def test_a_base_and_a_floor_at_one_tier_both_have_to_give_way() -> None:
    rows = """
    [[base]]
    id = "retail-or-not"
    rows = [
      { when = "not retail", tier = "normal" },
      { when = "retail", tier = "doubtful" },
    ]
    """
    made = policy(floor("sued", "lawsuit", "doubtful") + dedent(rows))
    assert section(made.decide({"lawsuit": True, "retail": True})) == [
        TOGETHER + "normal by retail-or-not if retail were false and lawsuit were false",
    ]


def test_each_dimension_is_told_by_its_id() -> None:
    dimensions = """
    [[dimension]]
    id = "main"
    scale = "five-tier"
    [[dimension]]
    id = "stage"
    scale = "ifrs-stages"
    """
    staged = "dimension = 'stage'"
    body = LATE + floor("stage-2", "days_past_due > 30", "stage_2", staged)
    body += floor("as-before", "lawsuit", "previous_tier", staged)
    decision = policy(body + dedent(dimensions)).decide(
        {"days_past_due": 31, "lawsuit": True, "stage.previous_tier": "stage_1"}
    )
    assert decision.what_if("main") == decision.what_if()
    assert str(decision.what_if("stage")).splitlines() == [
        "stage_1 by as-before if days_past_due were at most 30 days",
        "stage_3 by as-before if stage.previous_tier were stage_3",
    ]
    with pytest.raises(UnknownName, match="no_such"):
        decision.what_if("no_such")
