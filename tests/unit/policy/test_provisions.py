"""Provisions: how much is set aside, for which tier, and the range that is left."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from postloan.errors import InvalidValue
from postloan.money import Money
from postloan.policy.decisions.decision import Decision
from postloan.policy.examples import check_examples
from postloan.policy.loading import load_policy
from postloan.policy.policy import Policy
from postloan.reviews.pipeline import review
from tests.policies import policy
from tests.worked.loans import loan_file

FLOORS = """
[[floor]]
id = "late"
when = "days_past_due > 90"
at_least = "substandard"
[[floor]]
id = "bankrupt"
when = "credit_impaired"
at_least = "loss"
"""
SHARE = """
[[provision]]
id = "{}"
when = "{}"
kind = "specific"
of = "{}"
rate = {}
"""
RANGE = "{ least = 0.2, usual = 0.25, most = 0.3 }"
BY_TIER = (
    FLOORS
    + SHARE.format("bad", "tier == substandard", "outstanding", RANGE)
    + SHARE.format("lost", "tier == loss", "outstanding", 1)
)

LARGE = """
[[provision]]
id = "large"
kind = "general"
level = "portfolio"
when = "total_loans > collateral_value"
of = "total_loans"
rate = 0.1
"""

SIX = """
format = "postloan.policy/1"
[policy]
id = "x"
edition = "1"
title = "x"
scale = "six"
extends = ["cn.provisions@2002"]
[[scale]]
id = "six"
maps_to = "five-tier"
levels = [
    { id = "good", tier = "normal" },
    { id = "watch", tier = "special_mention" },
    { id = "weak_1", tier = "substandard" },
    { id = "weak_2", tier = "substandard" },
    { id = "poor", tier = "doubtful" },
    { id = "gone", tier = "loss" },
]
"""


def cny(amount: str) -> Money:
    return Money(Decimal(amount), "CNY")


def ends(decision: Decision) -> tuple[str, str, str]:
    found = decision.provision
    assert found is not None
    return written(found.least), written(found.stated), written(found.most)


def written(amount: Money | None) -> str:
    return "unknown" if amount is None else f"{amount.amount.normalize():f}"


def late(body: str, **facts: object) -> Decision:
    return policy(body).decide({"days_past_due": 91, "credit_impaired": False, **facts})


def test_the_rate_of_the_tier_is_set_aside_and_the_lender_may_move_it_within_its_range() -> None:
    found = late(BY_TIER, outstanding=cny("40"))
    assert ends(found) == ("8", "10", "12")
    assert found.provision is not None
    [part] = found.provision.parts
    assert (part.rule, part.certain, part.base, part.rate) == (
        "bad",
        True,
        cny("40"),
        Decimal("0.25"),
    )
    assert str(part) == "bad: 10.00 CNY, from 8.0 CNY to 12.0 CNY"


def test_what_the_tier_may_come_to_widens_the_range_and_leaves_what_is_stated() -> None:
    found = policy(BY_TIER).decide({"days_past_due": 91, "outstanding": cny("40")})
    assert (str(found.tier), str(found.could_be)) == ("substandard", "loss")
    assert ends(found) == ("0", "10", "40")
    assert found.provision is not None
    assert [(part.rule, part.certain) for part in found.provision.parts] == [
        ("bad", False),
        ("lost", False),
    ]


def test_an_undetermined_tier_states_nothing_unless_every_tier_states_the_same() -> None:
    head = 'essential = ["days_past_due"]'
    assert ends(policy(BY_TIER, head=head).decide({"outstanding": cny("40")})) == (
        "0",
        "unknown",
        "40",
    )
    always = FLOORS + SHARE.format("all", "true", "outstanding", 0.01)
    assert ends(policy(always, head=head).decide({"outstanding": cny("40")})) == (
        "0.4",
        "0.4",
        "0.4",
    )


def test_a_condition_that_is_unknown_makes_its_part_possible() -> None:
    body = SHARE.format("shop", "retail", "outstanding", 0.1) + SHARE.format(
        "all", "true", "outstanding", 0.01
    )
    found = policy(body).decide({"outstanding": cny("100")})
    assert ends(found) == ("1", "unknown", "11")
    assert found.provision is not None
    assert [part.certain for part in found.provision.parts] == [False, True]
    assert ends(policy(body).decide({"outstanding": cny("100"), "retail": False}))[1] == "1"


def test_what_is_unknown_is_bounded_by_what_its_fact_can_be() -> None:
    body = SHARE.format("open", "true", "max(outstanding - collateral_value, 0)", 0.5)
    assert ends(policy(body).decide({"outstanding": cny("100")})) == ("0", "unknown", "50")
    loss = SHARE.format("loss", "true", "outstanding", '"loss_share"')
    assert ends(policy(loss).decide({"outstanding": cny("100")})) == ("0", "unknown", "100")
    known = {"outstanding": cny("100"), "loss_share": Decimal("0.5")}
    assert ends(policy(loss).decide(known)) == ("50", "50", "50")


def test_an_end_that_nothing_bounds_is_not_known() -> None:
    body = SHARE.format("all", "true", "outstanding", 0.5)
    found = policy(body).decide({"outstanding": None, "principal": cny("1")})
    assert ends(found) == ("0", "unknown", "unknown")
    assert str(found.provision) == "not known, from 0.0 CNY to an amount not known"


def test_an_amount_below_nothing_goes_to_the_least_at_the_highest_rate() -> None:
    less = SHARE.format("less", "true", "outstanding - collateral_value", RANGE)
    facts = {"outstanding": cny("0"), "collateral_value": cny("100")}
    assert ends(policy(less).decide(facts)) == ("-30", "-25", "-20")
    maybe = SHARE.format("less", "retail", "outstanding - collateral_value", RANGE)
    assert ends(policy(maybe).decide(facts)) == ("-30", "unknown", "0")


def test_without_any_amount_nothing_can_be_said_in_any_currency() -> None:
    assert ends(late(BY_TIER)) == ("unknown", "unknown", "unknown")
    stated = BY_TIER + '\n[conventions]\ncurrency = "CNY"\n'
    assert ends(late(stated))[0] == "0"


def test_amounts_are_rounded_only_where_the_policy_says_so_and_the_parts_still_add_up() -> None:
    two = SHARE.format("one", "true", "outstanding", 0.5) + SHARE.format(
        "two", "true", "outstanding", 0.5
    )
    given = {"outstanding": cny("0.01")}
    assert ends(policy(two).decide(given)) == ("0.01", "0.01", "0.01")
    rounded = two + '\n[conventions]\nmoney_places = 2\nmoney_rounding = "half_up"\n'
    assert ends(policy(rounded).decide(given)) == ("0.02", "0.02", "0.02")


def test_a_parameter_within_a_range_bounds_what_is_set_aside_until_it_is_set() -> None:
    body = (
        '[parameters.share]\nunit = "ratio"\nrequired = true\nleast = 0.1\nmost = 0.2\n'
        + SHARE.format("all", "true", "outstanding", '"share"')
    )
    given = {"outstanding": cny("100")}
    blank = policy(body).decide(given)
    assert ends(blank) == ("10", "unknown", "20")
    assert [(gap.name, gap.kind, gap.rules) for gap in blank.gaps] == [
        ("share", "parameter", ("all",))
    ]
    share = Decimal("0.15")
    assert ends(policy(body, parameters={"share": share}).decide(given))[1] == "15"
    with pytest.raises(InvalidValue, match=r"share.*from 0\.1 to 0\.2"):
        policy(body, parameters={"share": Decimal("0.21")})


def test_a_range_of_a_parameter_may_be_open_on_one_side() -> None:
    parameter = '[parameters.share]\nunit = "ratio"\nrequired = true\n'
    with pytest.raises(InvalidValue, match="of at least 1"):
        policy(parameter + "least = 1", parameters={"share": 0})
    with pytest.raises(InvalidValue, match="of at most 1"):
        policy(parameter + "most = 1", parameters={"share": 2})


def test_facts_that_move_only_a_provision_come_after_those_that_move_a_tier() -> None:
    found = policy(BY_TIER).decide({"days_past_due": 91})
    assert [(gap.name, gap.rules) for gap in found.gaps] == [
        ("credit_impaired", ("bankrupt",)),
        ("outstanding", ("bad", "lost")),
    ]


def test_a_condition_of_a_provision_waits_for_its_facts_too() -> None:
    body = SHARE.format("shop", "retail", "outstanding", 0.1)
    found = policy(body).decide({"outstanding": cny("1")})
    assert [(gap.name, gap.rules) for gap in found.gaps] == [("retail", ("shop",))]


def test_a_provision_that_is_not_asked_waits_for_nothing() -> None:
    body = SHARE.format("shop", "retail", "outstanding", 0.1)
    assert policy(body).decide({"retail": False}).gaps == ()
    dated = policy(body + "in_force = { until = 2020-12-31 }\n")
    for day, names in ((date(2020, 12, 31), ["outstanding"]), (date(2021, 1, 1), [])):
        assert [gap.name for gap in dated.decide({"retail": True}, day).gaps] == names


def test_a_policy_without_such_a_rule_or_for_other_loans_says_nothing() -> None:
    assert policy(FLOORS).decide({}).provision is None
    other = policy(BY_TIER + LARGE, head="applies_to = \"product == 'card'\"")
    given = {"outstanding": cny("1"), "total_loans": cny("2"), "collateral_value": cny("1")}
    assert other.decide({**given, "product": "card"}).reserves != ()
    found = other.decide({**given, "product": "leasing"})
    assert found.provision is None
    assert found.reserves == ()


def test_a_dimension_sets_aside_by_its_own_tier() -> None:
    body = '[[dimension]]\nid = "watch"\nscale = "five-tier"\n' + FLOORS.replace(
        'at_least = "loss"', 'at_least = "loss"\ndimension = "watch"'
    )
    watch = SHARE.format("lost", "tier == loss", "outstanding", 1) + 'dimension = "watch"\n'
    main = SHARE.format("bad", "tier == substandard", "outstanding", 0.25)
    facts = {"days_past_due": 91, "credit_impaired": True, "outstanding": cny("100")}
    both = policy(body + main + watch, head='scale = "five-tier"')
    assert ends(both.decide(facts)) == ("125", "125", "125")


def test_a_provision_counts_on_its_days_only() -> None:
    body = SHARE.format("old", "true", "outstanding", 0.1) + "in_force = { until = 2020-12-31 }\n"
    dated, given = policy(body), {"outstanding": cny("100")}
    for day, amount in ((date(2020, 12, 31), "10"), (date(2021, 1, 1), "0")):
        assert ends(dated.decide(given, day))[1] == amount


def test_a_rule_without_a_citation_is_told_without_one() -> None:
    told = policy(SHARE.format("old", "true", "outstanding", 0.1)).decide({"outstanding": cny("9")})
    assert "- 0.9 CNY by old" in told.explain()
    assert "[" not in told.explain().partition("by old")[2].partition("\n-")[0]


def test_rules_of_a_portfolio_are_requirements_side_by_side() -> None:
    given = {"total_loans": cny("1000"), "nonperforming_loans": cny("20")}
    two = load_policy("cn.provisions", edition="2011").decide(given)
    assert [(part.rule, str(part.stated)) for part in two.reserves] == [
        ("general-reserve", "10.00 CNY"),
        ("loan-loss-reserve", "30.0 CNY"),
    ]
    assert "Of the portfolio as a whole:" in two.explain()


def test_a_loan_is_explained_without_the_rules_of_a_portfolio_and_waits_for_none_of_its_facts() -> (
    None
):
    found = load_policy("cn.provisions", edition="2011").decide(
        {
            "days_past_due": 91,
            "credit_impaired": False,
            "retail": True,
            "previous_tier": "normal",
            "outstanding": cny("40"),
        }
    )
    text = found.explain()
    assert "Provision: 10.00 CNY, from 8.00 CNY to 12.00 CNY" in text
    assert "by specific-substandard (specific): 0.25 (from 0.20 to 0.30) of outstanding" in text
    assert "Art. 5 [recalled-med]" in text
    assert "portfolio" not in text
    assert found.gaps == ()


def test_a_portfolio_rule_that_does_not_apply_asks_for_nothing() -> None:
    given = {"total_loans": cny("10"), "collateral_value": cny("10")}
    assert policy(LARGE).decide(given).reserves == ()
    assert policy(LARGE).decide({**given, "collateral_value": None}).reserves[0].certain is False


def test_a_portfolio_rule_asks_on_its_days_only() -> None:
    dated = policy(LARGE + "in_force = { until = 2020-12-31 }\n")
    given = {"total_loans": cny("10"), "collateral_value": cny("1")}
    asked = [dated.decide(given, date(2020, 12, 31) + timedelta(days=n)).reserves for n in (0, 1)]
    assert [len(parts) for parts in asked] == [1, 0]


def test_a_review_sets_aside_what_its_decision_does() -> None:
    body = SHARE.format("all", "true", "principal", 0.01)
    found = review(loan_file(), policy(body), as_of=date(2024, 6, 30))
    assert found.provision is not None
    assert found.provision.stated == loan_file().loan.principal * Decimal("0.01")


def test_a_layer_replaces_and_inherits_provisions() -> None:
    head = 'extends = ["cn.provisions@2002"]'
    stricter = (
        SHARE.format("ours", "tier == substandard", "outstanding", 0.4)
        + 'replaces = "specific-substandard"\nreason = "we set aside more"\n'
    )
    facts = {
        "days_past_due": 91,
        "credit_impaired": False,
        "retail": True,
        "previous_tier": "normal",
        "outstanding": cny("100"),
    }
    assert ends(policy(stricter, head=head).decide(facts))[1] == "40"
    assert ends(policy(head=head).decide(facts))[1] == "25"


def test_a_layer_does_not_move_the_range_of_a_parameter() -> None:
    own = "[parameters.coverage]\nvalue = 1.3\n"
    head = 'extends = ["cn.provisions@2018"]'
    found = policy(own, head=head).contents.parameters["coverage"]
    assert (found.least, found.most) == (Decimal("1.2"), Decimal("1.5"))
    with pytest.raises(ValueError, match=r"its range stands in cn.provisions"):
        policy(own + "least = 1", head=head)


def test_an_inherited_provision_reads_tiers_as_they_were_written() -> None:
    finer = Policy.from_text(SIX)
    facts = {
        "days_past_due": 91,
        "credit_impaired": False,
        "retail": True,
        "previous_tier": "normal",
        "outstanding": cny("100"),
    }
    assert ends(finer.decide(facts))[1] == "25"


def test_the_worked_example_adds_up_to_thirty_two() -> None:
    guideline = load_policy("cn.provisions", edition="2002")
    assert all(result.passed for result in check_examples(guideline))
    loans = ((30, "100"), (91, "40"), (271, "20"), (361, "10"))
    found = [
        guideline.decide(
            {
                "days_past_due": days,
                "credit_impaired": False,
                "retail": True,
                "previous_tier": "normal",
                "outstanding": cny(amount),
            }
        ).provision
        for days, amount in loans
    ]
    sums = [
        Money.total((getattr(f, name) for f in found), "CNY").amount
        for name in ("least", "stated", "most")
    ]
    assert sums == [28, 32, 36]
