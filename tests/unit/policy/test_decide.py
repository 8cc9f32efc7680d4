"""What a policy decides: bases, floors, signals, dimensions, scope, and what is not known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from postloan.errors import InvalidPolicy, UnknownName
from postloan.facts.fact import FactValue
from postloan.money import Money
from postloan.policy.decisions.decision import Decision
from postloan.policy.decisions.findings import Gap
from postloan.policy.decisions.wording import value_words
from postloan.policy.policy import Policy
from postloan.tiers import FIVE_TIER
from tests.policies import policy

TABLE = """
[[base]]
id = "days"
rows = [
  { when = "days_past_due <= 30", tier = "normal" },
  { when = "30 < days_past_due <= 90", tier = "special_mention" },
  { when = "days_past_due > 90", tier = "substandard" },
]
"""
SUED = '[[floor]]\nid = "sued"\nwhen = "{}"\nat_least = "{}"\n{}\n'


def sued(when: str = "lawsuit", at_least: str = "doubtful", more: str = "") -> str:
    return SUED.format(when, at_least, more)


def tiers(decision: Decision) -> tuple[str, str, str]:
    """Return the tiers of the main dimension, which the walk over the rules finds as well."""
    walked = decision.outcomes[0]
    found = (decision.tier, decision.at_least, decision.could_be)
    assert (walked.tier, walked.at_least, walked.could_be) == found
    return str(decision.tier), str(decision.at_least), str(decision.could_be)


def gap(decision: Decision, name: str) -> Gap:
    (found,) = (gap for gap in decision.gaps if gap.name == name)
    return found


# ------------------------------------------------------------------------------------ the base


def test_a_base_gives_the_tier_of_the_row_that_holds() -> None:
    decision = policy(TABLE).decide({"days_past_due": 31})
    assert tiers(decision) == ("special_mention",) * 3
    (row,) = decision.outcomes[0].base
    assert (row.rule, str(row.tier), row.certain) == ("days", "special_mention", True)
    assert [reason.comparison for reason in row.because] == ["30 < days_past_due <= 90"]


def test_without_a_base_every_loan_starts_at_the_best_level() -> None:
    assert tiers(policy().decide({})) == ("normal",) * 3


def test_an_unknown_base_reaches_from_its_best_to_its_worst_candidate() -> None:
    decision = policy(TABLE).decide({})
    assert tiers(decision) == ("None", "normal", "substandard")
    assert gap(decision, "days_past_due").essential
    assert str(gap(decision, "days_past_due").worst) == "substandard"


UNPROVEN = """
[[base]]
id = "unproven"
rows = [
  { when = "days_past_due < interest_days_past_due", tier = "normal" },
  { when = "days_past_due > 90", tier = "loss" },
]
"""


def test_no_row_that_holds_leaves_the_tier_undetermined() -> None:
    decision = policy(UNPROVEN + sued()).decide(
        {"days_past_due": 5, "interest_days_past_due": 5, "lawsuit": True}
    )
    assert tiers(decision) == ("None", "doubtful", "loss")
    assert decision.outcomes[0].problem == "no row of unproven holds"
    found = gap(decision, "unproven")
    assert (found.kind, found.essential, found.moves_tier) == ("base", True, True)
    assert "undetermined, no row of unproven holds" in decision.explain()


def test_two_rows_that_hold_leave_the_tier_undetermined() -> None:
    decision = policy(UNPROVEN).decide({"days_past_due": 91, "interest_days_past_due": 92})
    assert tiers(decision) == ("None", "normal", "loss")
    assert decision.outcomes[0].problem == "two rows of unproven hold"


@pytest.mark.parametrize(
    "rows, fault",
    [
        (["days_past_due < 5", "days_past_due > 5"], "no row holds when days_past_due = 5"),
        (["days_past_due <= 5", "days_past_due >= 5"], "hold together when days_past_due = 5"),
        (["0 < days_past_due <= 5", "days_past_due > 5"], "no row holds when days_past_due = 0"),
        (["days_past_due < 5.5", "days_past_due > 6"], "no row holds when days_past_due = 6"),
        (["loss_share > 0.5", "loss_share == 0.5"], "no row holds when loss_share = 0"),
        (["loss_share <= 0.5", "0.6 <= loss_share"], "no row holds when loss_share = 0.51"),
        (["-3 < days_to_maturity", "days_to_maturity <= -5"], "days_to_maturity = -4"),
        (["lawsuit", "credit_impaired"], "when lawsuit = false, credit_impaired = false"),
        (["previous_tier > doubtful", "previous_tier < doubtful"], "previous_tier = 3"),
        (
            ["borrower_kind in ('corporate', 'small_micro')", "borrower_kind == 'individual'"],
            "no row holds when borrower_kind = sole_trader",
        ),
        (["product == 'card'", "product == 'car'"], "no row holds when product = any other"),
        (["true", "true"], "hold together, whatever the facts"),
        (["days_past_due + 1 < 5"], "no row holds when days_past_due = 4"),
        (["max(days_past_due, 1) * 2 < 5"], "no row holds when days_past_due = 3"),
        ([f"days_past_due not in ({', '.join(map(str, range(140)))})"] * 12, "days_past_due = 0"),
    ],
)
def test_a_gap_or_overlap_that_can_be_proved_is_refused(rows: list[str], fault: str) -> None:
    with pytest.raises(InvalidPolicy) as caught:
        table(rows)
    (found,) = caught.value.faults
    assert fault in found.message


@pytest.mark.parametrize(
    "rows",
    [
        ["days_past_due < 5.5", "days_past_due >= 6"],
        ["days_past_due >= 0", "days_past_due < 0"],
        ["loss_share == 0.5 or loss_share > 0.5", "loss_share < 0.5"],
        ["lawsuit and credit_impaired", "not lawsuit or not credit_impaired"],
        ["lawsuit == true", "lawsuit != true"],
        ["known_code == 'a'", "known_code == 'b'"],
        ["outstanding > 10", "outstanding <= 10"],
        ["previous_tier in (normal, loss)", "previous_tier not in (normal, loss)"],
    ],
)
def test_a_table_that_is_whole_is_accepted(rows: list[str]) -> None:
    table([row.replace("known_code", "region") for row in rows])


@pytest.mark.parametrize(
    "rows",
    [
        ["days_past_due < interest_days_past_due"],
        ["days_past_due < limit"],
        ["loan_to_value * loan_to_value < 2"],
        ["flag"],
    ],
)
def test_what_cannot_be_proved_here_is_left_to_the_decision(rows: list[str]) -> None:
    table(rows)


def test_a_table_too_large_to_be_proved_is_left_to_the_decision(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("postloan.rules.diagrams.MOST_NODES", 2)
    table(["lawsuit", "contact_lost and credit_impaired"])


@pytest.mark.parametrize(
    "row, gap",
    [("days_past_due == {}", "days_past_due = 200"), ("product == 'p{}'", "product = any other")],
)
def test_a_long_table_is_proved_in_some_steps_for_each_row_and_cell(
    row: str, gap: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("postloan.rules.steps.MOST_STEPS", 4 * 200 * 200)
    with pytest.raises(InvalidPolicy, match=f"no row holds when {gap}"):
        table([row.format(n) for n in range(200)])


def test_all_tables_of_a_policy_share_the_steps_in_which_they_are_proved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gap = (
        "[[base]]\nid = '{0}'\ndimension = '{0}'\nrows = [{{ when = 'lawsuit', tier = 'loss' }}]\n"
    )
    head = "".join(f"[[dimension]]\nid = '{id}'\nscale = 'five-tier'\n" for id in "abcd")
    monkeypatch.setattr("postloan.rules.steps.MOST_STEPS", 300)
    with pytest.raises(InvalidPolicy) as caught:
        policy(head + "".join(map(gap.format, "abcd")))
    assert 0 < len(caught.value.faults) < len("abcd")


def table(rows: list[str]) -> Policy:
    written = ", ".join(f"{{ when = \"{row}\", tier = 'normal' }}" for row in rows)
    return policy(
        f"[[base]]\nid = 'x'\nrows = [{written}]\n[conventions]\ncurrency = 'CNY'\n"
        "[codes]\nregion = ['a', 'b']\n"
        "[parameters]\nlimit = { unit = 'days', value = 5 }\nflag = { unit = 'bool', value = true }"
    )


# ----------------------------------------------------------------------------------- the floors


def test_the_worst_floor_wins_and_all_that_hold_are_told_worst_first() -> None:
    decision = policy(
        sued() + '[[floor]]\nid = "lost"\nwhen = "contact_lost"\nat_least = "loss"\nhard = true'
    ).decide({"lawsuit": True, "contact_lost": True})
    assert [(f.rule, str(f.tier), f.hard) for f in decision.floors] == [
        ("lost", "loss", True),
        ("sued", "doubtful", False),
    ]
    assert str(decision.floors[1]) == "sued: doubtful"
    assert decision.possible_floors == ()


def test_an_unknown_floor_moves_could_be_only() -> None:
    decision = policy(sued("credit_impaired")).decide({})
    assert tiers(decision) == ("normal", "normal", "doubtful")
    (floor,) = decision.possible_floors
    assert (floor.rule, floor.certain, str(floor.tier)) == ("sued", False, "doubtful")
    assert floor.because[0].read == (("credit_impaired", None),)


@pytest.mark.parametrize(
    "head, more, tier",
    [
        ("", "", "normal"),
        ("unknown = 'conservative'", "", "doubtful"),
        ("", "unknown = 'conservative'", "doubtful"),
        ("unknown = 'conservative'", "unknown = 'report'", "normal"),
    ],
)
def test_a_prudent_floor_raises_the_tier_while_unknown(head: str, more: str, tier: str) -> None:
    decision = policy(sued("credit_impaired", more=more), head=head).decide({})
    assert tiers(decision) == (tier, "normal", "doubtful")


def test_an_essential_fact_that_is_unknown_leaves_no_tier() -> None:
    prudent = policy(sued("credit_impaired"), head="essential = ['days_past_due']")
    decision = prudent.decide({})
    assert tiers(decision) == ("None", "normal", "doubtful")
    assert gap(decision, "days_past_due").rules == ()
    assert "days_past_due: nobody recorded it (essential)" in decision.explain()
    assert tiers(prudent.decide({"days_past_due": 0})) == ("normal", "normal", "doubtful")
    assert tiers(prudent.decide({"credit_impaired": True})) == ("doubtful",) * 3


@pytest.mark.parametrize(
    "days, expected",
    [
        (0, ("special_mention",) * 3),
        (31, ("substandard",) * 3),
        (None, ("None", "special_mention", "doubtful")),
    ],
)
def test_a_notch_counts_from_the_base_known_or_not(
    days: int | None, expected: tuple[str, str, str]
) -> None:
    decision = policy(TABLE + sued(at_least="base + 1")).decide(
        {"days_past_due": days, "lawsuit": True}
    )
    assert tiers(decision) == expected


def test_a_notch_is_clamped_to_the_scale() -> None:
    assert tiers(policy(sued(at_least="base + 99")).decide({"lawsuit": True})) == ("loss",) * 3


@pytest.mark.parametrize(
    "facts, expected",
    [
        ({"lawsuit": True, "previous_tier": "doubtful"}, ("doubtful",) * 3),
        ({"lawsuit": True}, ("normal", "normal", "loss")),
        ({"lawsuit": None, "previous_tier": "doubtful"}, ("normal", "normal", "doubtful")),
        ({"lawsuit": False}, ("normal",) * 3),
    ],
)
def test_a_floor_may_stand_at_the_tier_that_a_fact_names(
    facts: Mapping[str, object], expected: tuple[str, str, str]
) -> None:
    decision = policy(sued(at_least="previous_tier")).decide(facts)
    assert tiers(decision) == expected
    found = (*decision.floors, *decision.possible_floors)
    assert all("previous_tier" in {r.comparison for r in floor.because} for floor in found)
    if "previous_tier" not in facts and found:
        assert str(gap(decision, "previous_tier").worst) == "loss"


def test_a_floor_may_stand_at_the_tier_of_a_parameter() -> None:
    body = "[parameters]\nlevel = { unit = 'tier', required = true }\n" + sued(at_least="level")
    assert tiers(policy(body).decide({"lawsuit": True})) == ("normal", "normal", "loss")
    supplied = policy(body, parameters={"level": "substandard"})
    decision = supplied.decide({"lawsuit": True})
    assert tiers(decision) == ("substandard",) * 3
    assert "level is substandard" in decision.explain()


@pytest.mark.parametrize("at_least", ["loss", "previous_tier", "base + 2"])
def test_a_level_is_written_as_the_policy_states_it(at_least: str) -> None:
    (floor,) = policy(sued(at_least=at_least)).contents.floors
    assert str(floor.level) == at_least


# ---------------------------------------------------------------------------------- the signals

SUIT = '[[signal]]\nid = "suit"\nwhen = "lawsuit and credit_impaired"\nseverity = "{}"\n{}\n'
WAITS = '[[floor]]\nid = "waits"\nsignal = "suit"\nat_least = "doubtful"\n{}\n'


def test_a_signal_feeds_a_floor_by_its_condition_or_on_record() -> None:
    both = policy(SUIT.format("high", "respond = ['call']") + WAITS.format(""))
    certain = both.decide({"lawsuit": True, "credit_impaired": True})
    assert tiers(certain) == ("doubtful",) * 3
    assert [r.comparison for r in certain.floors[0].because] == ["lawsuit", "credit_impaired"]
    recorded = both.decide({"credit_impaired": False, "signal:suit": True})
    assert tiers(recorded) == ("doubtful",) * 3
    assert recorded.floors[0].because[0].read == (("signal:suit", True),)
    assert "signal suit (high) is raised: it is on record" in recorded.explain()
    assert recorded.signals[0].respond == ("call",)
    unknown = both.decide({"lawsuit": True})
    assert tiers(unknown) == ("normal", "normal", "doubtful")
    assert gap(unknown, "credit_impaired").rules == ("waits", "suit")
    assert tiers(both.decide({"signal:suit": False})) == ("normal",) * 3
    assert both.contents.has_signal("suit")
    assert not both.contents.has_signal("waits")


def test_signals_stand_the_certain_and_severe_first() -> None:
    body = "".join(
        f'[[signal]]\nid = "{id}"\nwhen = "{when}"\nseverity = "{severity}"\n'
        for id, when, severity in (
            ("mild", "lawsuit", "low"),
            ("open", "credit_impaired", "high"),
            ("plain", "lawsuit", "medium"),
            ("silent", "false", "high"),
        )
    )
    found = policy(body + '[[signal]]\nid = "by-hand"').decide({"lawsuit": True}).signals
    assert [str(signal) for signal in found] == ["plain", "mild", "open (possible)"]
    assert [signal.possible for signal in found] == [False, False, True]


def test_a_signal_that_is_not_in_force_raises_no_floor() -> None:
    dated = SUIT.format("high", "in_force = { until = 2025-12-31 }") + WAITS.format("")
    facts = {"lawsuit": True, "credit_impaired": True}
    assert tiers(policy(dated).decide(facts, date(2025, 12, 31))) == ("doubtful",) * 3
    ended = policy(dated).decide(facts | {"signal:suit": True}, date(2026, 1, 1))
    assert tiers(ended) == ("normal",) * 3
    assert ended.signals == ()


# ------------------------------------------------------------------------------------ the scope


def test_outside_its_scope_a_policy_says_nothing() -> None:
    cards = policy(sued() + TABLE, head="applies_to = \"product == 'card'\"")
    decision = cards.decide({"product": "loan", "lawsuit": True, "days_past_due": 91})
    assert (decision.applies, decision.tier, decision.at_least) == (False, None, None)
    assert (decision.signals, decision.gaps, decision.inspections) == ((), (), ())
    assert decision.explain() == 'test 1 does not apply: not product == "card" (product is loan)'
    assert repr(decision) == "<Decision undetermined under test>"
    (values,) = decision.tier_values("classification")
    assert "tier" not in values


def test_where_the_scope_is_unknown_it_is_decided_as_if_it_applied() -> None:
    cards = policy(sued(), head="applies_to = \"product == 'card'\"")
    decision = cards.decide({"lawsuit": True})
    assert (decision.applies, str(decision.tier)) == (None, "doubtful")
    assert gap(decision, "product").rules == ("applies_to",)
    assert decision.applies_because()[0].read == (("product", None),)
    assert policy().decide({}).applies_because() == ()


# ------------------------------------------------------------------------------- the dimensions

TWO = """
[[dimension]]
id = "watch"
scale = "five-tier"
[[floor]]
id = "main"
when = "lawsuit"
at_least = "previous_tier"
[[floor]]
id = "second"
dimension = "watch"
when = "lawsuit and not classified_before"
at_least = "previous_tier"
[[inspection]]
id = "visit"
dimension = "watch"
kind = "visit"
when = "tier_fell and tier >= doubtful"
once_per = "month"
"""


def test_each_dimension_has_its_own_tier_and_its_own_past() -> None:
    both = policy(TWO, head="scale = 'five-tier'")
    decision = both.decide(
        {
            "lawsuit": True,
            "previous_tier": "substandard",
            "watch.previous_tier": "loss",
            "watch.classified_before": False,
        }
    )
    assert [str(outcome.tier) for outcome in decision.outcomes] == ["substandard", "loss"]
    assert decision.outcome("watch").floors[0].rule == "second"
    assert decision.floors[0].rule == "main"
    assert "watch: loss" in decision.explain()
    with pytest.raises(UnknownName, match="did you mean watch"):
        decision.outcome("watches")


def test_a_dimensional_rule_waits_for_its_own_past() -> None:
    decision = policy(TWO, head="scale = 'five-tier'").decide(
        {"lawsuit": True, "previous_tier": "loss", "watch.classified_before": False}
    )
    assert decision.outcome("watch").tier == decision.contents.main.scale.best
    assert str(decision.outcome("watch").could_be) == "loss"
    assert [found.name for found in decision.gaps] == ["watch.previous_tier"]


# ---------------------------------------------------------------------- inspections and duties

VISIT = '[[inspection]]\nid = "visit"\nkind = "visit"\nwhen = "{}"\nonce_per = "month"\n'


@pytest.mark.parametrize(
    "when, facts, certain",
    [
        ("tier >= doubtful", {"credit_impaired": True}, True),
        ("tier >= doubtful", {}, False),
        ("tier == substandard", {}, False),
        ("tier == loss", {}, None),
        ("tier_fell", {"credit_impaired": True, "previous_tier": "normal"}, True),
        ("tier_fell", {"credit_impaired": True, "previous_tier": "doubtful"}, None),
        (
            "tier_fell",
            {"credit_impaired": True, "previous_tier": "doubtful", "previous_tier_fell": True},
            True,
        ),
        (
            "tier_fell",
            {"credit_impaired": True, "previous_tier": "doubtful", "previous_tier_fell": None},
            False,
        ),
        ("tier_fell", {"credit_impaired": True}, False),
        ("tier_fell", {"credit_impaired": True, "classified_before": False}, None),
        ("true", {}, True),
    ],
)
def test_an_inspection_is_asked_over_every_tier_that_may_come_out(
    when: str, facts: Mapping[str, object], certain: bool | None
) -> None:
    decision = policy(sued("credit_impaired") + VISIT.format(when)).decide(facts)
    found = [(applied.rule, applied.certain) for applied in decision.inspections]
    assert found == ([] if certain is None else [("visit", certain)])
    assert all(bool(applied.because) == applied.certain for applied in decision.inspections)


def test_what_a_fall_waits_for_is_the_past() -> None:
    decision = policy(VISIT.format("tier_fell")).decide({})
    assert [(found.name, found.rules) for found in decision.gaps] == [("previous_tier", ("visit",))]


def test_the_reason_of_a_visit_names_the_tier() -> None:
    decision = policy(sued() + VISIT.format("tier >= doubtful and tier_fell")).decide(
        {"lawsuit": True, "previous_tier": "normal"}
    )
    read = dict(pair for reason in decision.inspections[0].because for pair in reason.read)
    assert read == {"tier": decision.tier, "tier_fell": True}


def test_a_duty_may_read_a_parameter() -> None:
    duty = '[[duty]]\nid = "d"\nkind = "d"\nwhen = "days_past_due > limit"\ndue = "matures"\n'
    both = policy("[parameters]\nlimit = { unit = 'days', required = true }\n" + duty)
    decision = both.decide({"days_past_due": 3})
    assert gap(decision, "limit").kind == "parameter"
    assert str(gap(decision, "limit")) == "limit: not stated; set limit"
    certain = both.with_parameters({"limit": 1}).decide({"days_past_due": 3})
    assert certain.duties[0].because[0].read == (("days_past_due", 3), ("limit", 1))


# ------------------------------------------------------------------------------------- the words


def test_a_decision_explains_itself() -> None:
    body = """
    [parameters]
    limit = { unit = "days", value = 90 }
    [[floor]]
    id = "late"
    when = "days_past_due > limit or loss_share > 0.5"
    at_least = "substandard"
    cite = "Art. 11(1)"
    [[floor]]
    id = "impaired"
    when = "credit_impaired"
    at_least = "loss"
    unknown = "conservative"
    [[signal]]
    id = "sued"
    when = "lawsuit == false"
    cite = "Art. 2"
    [[signal]]
    id = "open"
    when = "retail"
    """
    decision = policy(body).decide({"days_past_due": 91, "loss_share": Decimal("0.40")})
    assert decision.explain().splitlines() == [
        "loss out of prudence, certain is substandard (under test 1)",
        "- substandard by late: days_past_due > limit (days_past_due is 91 days, limit is 90)",
        "  Test (edition 1), Art. 11(1)",
        "What would change it:",
        "- substandard by late if credit_impaired were known to be false",
        "- signal sued (medium) is raised: lawsuit == false (lawsuit is false)",
        "  same document, Art. 2",
        "- signal open (medium) is possible: retail is not known",
        "Not known, by what is at stake:",
        "- credit_impaired: nobody recorded it; could make it loss (impaired)",
        "- retail: nobody recorded it (open)",
        "Nobody recorded, taken as none: lawsuit",
    ]
    assert repr(decision) == "<Decision loss under test>"


@pytest.mark.parametrize(
    "value, unit, words",
    [
        (1, "days", "1 day"),
        (2, "months", "2 months"),
        (3, "count", "3"),
        (Decimal("1E+3"), "ratio", "1000"),
        (Money(Decimal("0.50"), "CNY"), "money", "0.50 CNY"),
        (False, "bool", "false"),
        (None, "days", "not known"),
        (FIVE_TIER["loss"], "tier", "loss"),
    ],
)
def test_a_value_is_written_in_its_unit(value: FactValue | None, unit: str, words: str) -> None:
    assert value_words(value, unit) == words


def test_a_decision_without_floors_says_so() -> None:
    lines = policy(sued()).decide({"lawsuit": False, "days_past_due": 1}).explain().splitlines()
    assert lines == [
        "normal (under test 1)",
        "- no floor holds",
        "What would change it:",
        "- doubtful by sued if lawsuit were true",
    ]
    assert "normal, could be doubtful" in policy(sued("retail")).decide({}).explain()


def test_a_policy_without_any_rule_of_tiers_says_that_its_best_level_says_nothing() -> None:
    lines = policy('[[signal]]\nid = "sued"\nwhen = "lawsuit"').decide({}).explain().splitlines()
    assert lines[1] == (
        "- the policy has no rule of tiers, so the best level says nothing of the loan"
    )
