"""What an analysis finds in a policy, and what it does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from postloan.analysis.analysis import analyse
from postloan.analysis.report import PolicyFinding
from postloan.errors import InvalidPolicy, InvalidValue
from postloan.money import Money
from postloan.policy.decisions.outcomes import PolicyOn
from postloan.policy.loading import load_editions, policy_ids
from postloan.policy.policy import Policy
from postloan.rules import diagrams
from postloan.rules.cells import Domain
from postloan.rules.evaluate import Truth, Value
from postloan.rules.tree import Node
from tests.policies import policy, text_of

COMPARED = "it depends on conditions that compare facts with one another"
THREE = (
    "outstanding < principal and principal < collateral_value and collateral_value < outstanding"
)
LTV = "[conventions]\ncurrency = 'CNY'\n"
LARGE = "its conditions have too many combinations"


def floor(id: str, when: str, at_least: str = "substandard", more: str = "") -> str:
    return f"[[floor]]\nid = '{id}'\nwhen = '''{when}'''\nat_least = '{at_least}'\n{more}\n"


def signal(id: str, when: str, more: str = "") -> str:
    return f"[[signal]]\nid = '{id}'\nwhen = '''{when}'''\n{more}\n"


def visit(id: str, when: str, more: str = "once_per = 'month'") -> str:
    return f"[[inspection]]\nid = '{id}'\nkind = 'visit'\nwhen = '''{when}'''\n{more}\n"


def found(*bodies: str, head: str = "", kinds: Sequence[str] = ()) -> list[str]:
    """Return what is found but that levels are unused, as "kind rule other"."""
    made = policy("\n".join(bodies), head=head)
    return [brief(finding) for finding in analyse(made).findings if counts(finding, kinds)]


def counts(finding: PolicyFinding, kinds: Sequence[str]) -> bool:
    return finding.kind in kinds if kinds else finding.kind != "unused_level"


def brief(finding: PolicyFinding) -> str:
    open_ = "?" if finding.certainty == "not decided" else ""
    return " ".join((finding.kind + open_, *finding.rules, *filter(None, [finding.fact])))


# ------------------------------------------------------------------ rules that never or always hold


@pytest.mark.parametrize(
    "rule, expected",
    [
        (floor("a", "days_past_due > 90 and days_past_due < 30"), ["never_holds a"]),
        (floor("a", "false"), ["never_holds a"]),
        (floor("a", "days_past_due < 0"), ["never_holds a"]),
        (floor("a", "days_past_due > 90"), []),
        (floor("a", "days_past_due >= 0"), ["always_holds a"]),
        (floor("a", "lawsuit or not lawsuit"), ["always_holds a"]),
        (floor("a", "true"), []),
        (signal("a", "loss_share > 1"), ["never_holds a"]),
        (signal("a", "loss_share <= 1"), ["always_holds a"]),
        (signal("a", "known(loss_share) or not known(loss_share)"), ["always_holds a"]),
        (signal("a", "known(loss_share) and not known(loss_share)"), ["never_holds a"]),
        (signal("a", "not known(loss_share)"), []),
        ("[[signal]]\nid = 'a'", []),
        (visit("a", "lawsuit and not lawsuit"), ["never_holds a"]),
    ],
)
def test_a_rule_that_holds_of_no_loan_or_of_every_loan_is_found(
    rule: str, expected: list[str]
) -> None:
    assert found(rule) == expected


LATE = floor("late", "days_past_due > 90")


@pytest.mark.parametrize(
    "when, expected",
    [
        ("tier == normal and days_past_due > 90", ["never_holds a"]),
        ("tier == normal and days_past_due > 89", []),
        ("tier == doubtful", ["never_holds a"]),
        ("tier == doubtful or tier <= substandard", ["always_holds a"]),
        ("tier == substandard or days_past_due <= 90", ["always_holds a"]),
        ("tier_fell", []),
        ("tier_fell and days_past_due < 0", ["never_holds a"]),
        ("tier == doubtful and known(days_past_due)", []),
        ("tier == doubtful and known(days_past_due) and days_past_due < 0", ["never_holds a"]),
    ],
)
def test_a_rule_that_reads_the_tier_is_held_against_the_tiers_that_the_policy_gives(
    when: str, expected: list[str]
) -> None:
    assert found(LATE, visit("a", when)) == expected


def test_a_rule_that_holds_only_outside_the_scope_says_so() -> None:
    made = policy(floor("a", "product == 'card'"), head="applies_to = \"product != 'card'\"")
    (finding, *_) = analyse(made).findings
    assert finding.sentence == (
        "the floor a holds of no loan that the policy is for (product != 'card')"
    )


def test_a_rule_that_asks_what_is_known_is_held_against_loans_of_unknown_scope_too() -> None:
    asks = signal("a", "not known(product)")
    assert found(asks, head="applies_to = \"product == 'card'\"") == []


def test_a_rule_of_which_it_is_not_shown_that_it_ever_holds_does_not_blame_the_scope() -> None:
    made = policy(LTV + floor("a", f"{THREE} and not retail"), head="applies_to = 'retail'")
    assert analyse(made).findings[0].sentence == "the floor a holds of no loan"


def test_the_tiers_of_a_second_dimension_are_its_own() -> None:
    second = "[[dimension]]\nid = 'stage'\nscale = 'five-tier'\n"
    staged = floor("b", "days_past_due > 30", "loss", "dimension = 'stage'")
    visits = visit("a", "tier == loss", "dimension = 'stage'\nonce_per = 'month'")
    head = "scale = 'five-tier'"
    assert found(second, LATE, staged, visits, head=head) == []
    assert found(second, LATE, visits, head=head) == ["never_holds a"]


# ------------------------------------------------------------------ floors that decide nothing


@pytest.mark.parametrize(
    "other, expected",
    [
        (floor("b", "days_past_due > 120"), ["implied b late"]),
        (floor("b", "days_past_due > 120 and lawsuit", "normal"), ["implied b"]),
        (floor("b", "days_past_due > 60"), ["implied late b"]),
        (floor("b", "days_past_due > 60", "special_mention"), []),
        (floor("b", "days_past_due > 120", "doubtful"), []),
        (floor("b", "days_past_due >= 91"), ["duplicate b late"]),
        (floor("b", "days_past_due >= 91", more="unknown = 'report'"), ["implied b late"]),
        (floor("b", "days_past_due >= 91", more="hard = true"), ["implied late b"]),
        (floor("b", "days_past_due > 120", more="hard = true"), []),
        (floor("b", "days_past_due > 120", more="unknown = 'conservative'"), []),
        (floor("b", "true", "loss"), ["implied late b"]),
        (floor("b", "days_past_due > 120 and days_past_due < 30"), ["never_holds b"]),
        (floor("b", "days_past_due > 120 or lawsuit"), []),
        (floor("b", "days_past_due > 90 and (lawsuit or not lawsuit)"), ["implied b late"]),
        (
            floor("b", "days_past_due > 90 or loss_share > 0.5 and loss_share < 0.4"),
            ["implied late b"],  # where loss_share is not known, b may hold and late does not
        ),
        (floor("b", "lawsuit and credit_impaired"), []),
        (floor("b", "days_past_due > 120", "previous_tier"), []),
        (floor("b", "days_past_due > 30", "previous_tier"), []),
    ],
)
def test_a_floor_without_which_every_loan_is_decided_alike_is_found(
    other: str, expected: list[str]
) -> None:
    assert found(LATE, other, kinds=("implied", "duplicate", "never_holds")) == expected


def test_a_floor_is_held_against_others_where_the_scope_is_not_known_too() -> None:
    cards = floor("b", "days_past_due > 90 and product != 'card'")
    head = "applies_to = \"product != 'card'\""
    assert found(LATE, cards, head=head) == ["implied b late"]


def test_of_two_that_hold_alike_the_one_that_counts_out_of_prudence_may_go() -> None:
    signalled = "[[signal]]\nid = 's'\n"
    floors = [
        f"[[floor]]\nid = '{id}'\nsignal = 's'\nat_least = 'loss'\nunknown = '{mode}'\n"
        for id, mode in (("a", "report"), ("b", "conservative"))
    ]
    # a signal is on record or is not: neither floor is ever unknown
    assert found(signalled, *floors, kinds=("implied",)) == ["implied b a"]


def test_a_floor_that_is_implied_is_found_though_the_converse_is_not_decided() -> None:
    narrow = floor("a", f"outstanding > 5 and not ({THREE})")
    wide = floor("b", "outstanding > 5")
    assert found(LTV, narrow, wide, kinds=("implied",)) == ["implied a b", "implied? b a"]


def test_levels_that_are_not_written_out_are_held_against_each_other() -> None:
    base = "[[base]]\nid = 'base'\nrows = [{ when = 'true', tier = 'normal' }]"
    for levels, expected in (
        (("base + 2", "base + 1"), ["implied b a"]),
        (("base + 1", "base + 2"), []),
        (("previous_tier", "previous_tier"), ["implied b a"]),
        (("loss", "previous_tier"), ["implied b a"]),
        (("loss", "base + 1"), ["implied b a"]),
        (("previous_tier", "base + 1"), []),
    ):
        floors = zip("ab", (30, 60), levels, strict=True)
        texts = [floor(id, f"days_past_due > {days}", level) for id, days, level in floors]
        assert found(base, *texts, kinds=("implied",)) == expected


def test_a_floor_that_waits_for_a_signal_holds_where_that_is_raised_or_on_record() -> None:
    raised = signal("s", "days_past_due > 120") + "[[floor]]\nid = 'b'\nsignal = 's'\n"
    assert found(LATE, raised, "at_least = 'substandard'") == []
    told = "[[signal]]\nid = 's'\n[[floor]]\nid = 'b'\nsignal = 's'\nat_least = 'loss'\n"
    assert found(LATE, told) == []
    gone = signal("s", "lawsuit", "in_force = { until = 2020-01-01 }")
    gone += "[[floor]]\nid = 'b'\nsignal = 's'\nat_least = 'loss'\n"
    made = policy(LATE + gone)
    assert [brief(f) for f in analyse(made, date(2024, 1, 1)).standing] == ["never_holds b"]
    assert [brief(f) for f in analyse(made, date(2020, 1, 1)).standing] == []


@pytest.mark.parametrize(
    "rules, expected",
    [
        ((signal("a", "lawsuit"), signal("b", "not not lawsuit")), ["duplicate b a"]),
        ((signal("a", "lawsuit"), signal("b", "lawsuit", "severity = 'low'")), []),
        ((signal("a", "lawsuit"), signal("b", "income_fell")), []),
        (("[[signal]]\nid = 'a'", "[[signal]]\nid = 'b'"), []),
        ((visit("a", "lawsuit"), visit("b", "lawsuit")), ["duplicate b a"]),
        (
            (visit("a", "lawsuit and not lawsuit"), visit("b", "false")),
            ["never_holds a", "never_holds b"],
        ),
        ((visit("a", "lawsuit"), visit("b", "lawsuit", "once_per = 'week'")), []),
        (
            tuple(
                f"[[duty]]\nid = '{id}'\nkind = 'notice'\ndue = 'matures'\nrole = '{role}'"
                for id, role in (("a", "x"), ("b", "x"), ("c", "y"))
            ),
            ["duplicate b a"],
        ),
    ],
)
def test_rules_that_say_the_same_are_found(rules: tuple[str, ...], expected: list[str]) -> None:
    assert found(*rules) == expected


# ------------------------------------------------------------------ bases and what stays open

CUT = "[parameters]\ncut = { unit = 'days', value = 30 }\n"
ROWS = "[[base]]\nid = 'base'\nrows = [{}]\n"


def rows(*pairs: tuple[str, str]) -> str:
    return ROWS.format(", ".join(f"{{ when = '{when}', tier = '{tier}' }}" for when, tier in pairs))


@pytest.mark.parametrize(
    "second, expected",
    [
        ("days_past_due > cut", []),
        ("days_past_due > cut + 1", ["base_gap base"]),
        ("days_past_due >= cut", ["base_overlap base"]),
        ("days_past_due > cut + 1 or lawsuit", ["base_gap base", "base_overlap base"]),
        ("days_past_due < cut - 30", ["never_holds base", "base_gap base"]),
    ],
)
def test_gaps_overlaps_and_idle_rows_of_a_base_are_found_where_it_reads_parameters(
    second: str, expected: list[str]
) -> None:
    body = CUT + rows(("days_past_due <= cut", "normal"), (second, "loss"))
    assert found(body, kinds=("never_holds", "base_gap", "base_overlap")) == expected


def test_a_loan_shows_what_is_wrong_with_a_base() -> None:
    body = CUT + rows(
        ("days_past_due <= cut", "normal"), ("days_past_due > cut + 1 or lawsuit", "loss")
    )
    made = policy(body)
    gap, overlap = (f for f in analyse(made).findings if f.kind.startswith("base_"))
    assert gap.sentence == "no row of base holds of a loan with days_past_due 31 days"
    assert overlap.sentence == (
        "the rows normal and loss of base hold together of a loan with lawsuit true"
    )
    for finding, problem in ((gap, "no row of base holds"), (overlap, "two rows of base hold")):
        assert made.decide(finding.examples[0]).outcomes[0].problem == problem


def test_a_base_that_compares_facts_is_shown_wrong_by_a_loan_or_not_decided() -> None:
    half = "collateral_value <= outstanding * 0.5"
    gap = rows(("collateral_value > outstanding", "normal"), (half, "loss"))
    (finding,) = [f for f in analyse(policy(LTV + gap)).findings if f.kind == "base_gap"]
    assert finding.examples[0].keys() == {"collateral_value", "outstanding"}
    decision = policy(LTV + gap).decide(finding.examples[0])
    assert decision.outcomes[0].problem == "no row of base holds"
    whole = rows(
        ("collateral_value > outstanding", "normal"),
        ("outstanding >= collateral_value > outstanding * 0.5", "substandard"),
        (half, "loss"),
    )
    assert found(LTV, whole, kinds=("base_gap", "base_overlap")) == ["base_overlap? base"]


def test_a_row_that_can_perhaps_hold_is_not_decided() -> None:
    never = "outstanding < principal < collateral_value < outstanding"
    body = rows((f"not ({never})", "normal"), (never, "loss"))
    assert "never_holds? base" in found(LTV, body)


def test_a_base_with_too_many_rows_to_hold_against_each_other_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("postloan.analysis.bases._MOST_PAIRS", 0)
    body = rows(("days_past_due <= 3", "normal"), ("days_past_due > 3", "loss"))
    assert found(body) == ["base_overlap? base"]


def test_a_parameter_without_a_value_is_told_with_all_that_waits_for_it() -> None:
    blank = (
        "[parameters]\nlimit = { unit = 'days', required = true }\n"
        "worst = { unit = 'tier', required = true }\n"
    )
    base = rows(("days_past_due <= limit", "normal"), ("days_past_due > limit", "loss"))
    late = floor("late", "days_past_due > limit")
    other = floor("other", "lawsuit", "worst")
    made = policy(blank + base + late + other + signal("told", "days_past_due > limit"))
    findings = [f for f in analyse(made).findings if f.kind == "blank_parameter"]
    assert [(f.fact, f.rules) for f in findings] == [
        ("limit", ("base", "late", "told")),
        ("worst", ("other",)),
    ]
    assert not any(finding.stands for finding in findings)
    decision = made.decide(findings[0].examples[0])
    assert decision.at_least != decision.could_be
    given = made.with_parameters({"limit": 30, "worst": "loss"})
    assert [f.kind for f in analyse(given).findings if f.kind == "blank_parameter"] == []


def test_a_blank_parameter_of_a_mere_signal_leaves_no_tier_open() -> None:
    blank = "[parameters]\nlimit = { unit = 'days', required = true }\n"
    made = policy(blank + signal("told", "days_past_due > limit"))
    assert [finding.examples for finding in analyse(made).findings] == [(), ()]
    gap = "cut = { unit = 'days', value = 30 }\n" + rows(
        ("days_past_due < cut", "normal"), ("days_past_due > cut", "loss")
    )
    made = policy(blank + gap + signal("told", "days_past_due > limit"))
    shown = {finding.kind: len(finding.examples) for finding in analyse(made).findings}
    assert (shown["blank_parameter"], shown["base_gap"]) == (0, 1)


def test_a_loan_that_shows_an_open_tier_is_looked_for_and_not_always_found() -> None:
    blank = "[parameters]\nlimit = { unit = 'days', required = true }\n"
    late = floor("a", f"days_past_due > limit and {THREE}")
    made = policy(LTV + blank + late)
    examples = [f.examples for f in analyse(made).findings if f.kind == "blank_parameter"]
    assert examples == [()]


def test_an_inherited_base_is_asked_of_the_loans_of_its_own_policy(tmp_path: Path) -> None:
    cut = "product == 'card' and days_past_due {} cut"
    base = CUT + ROWS.format(
        f'{{ when = "{cut.format("<=")}", tier = "normal" }}, '
        f'{{ when = "{cut.format(">")}", tier = "loss" }}'
    )
    head = "applies_to = \"product == 'card'\""
    (tmp_path / "parent.toml").write_text(text_of(base, id="parent", head=head), encoding="utf-8")
    child = tmp_path / "child.toml"
    child.write_text(text_of(head="extends = ['parent']"), encoding="utf-8")
    for path in tmp_path.glob("*.toml"):
        assert analyse(Policy.from_path(path)).standing == ()


def test_levels_that_no_loan_can_get_are_told_and_are_no_fault() -> None:
    (finding,) = analyse(policy(LATE)).findings
    assert finding.sentence == ("no loan can get special_mention, doubtful, loss in classification")
    assert not finding.stands


# ------------------------------------------------------------------ facts that get worse


def test_a_fact_that_gets_worse_and_makes_the_tier_better_is_found_with_two_loans() -> None:
    made = policy(floor("odd", "40 <= days_past_due <= 41 and lawsuit", "doubtful"))
    (finding,) = analyse(made).standing
    assert (brief(finding), finding.line) == ("not_monotone odd days_past_due", 7)
    assert finding.sentence == (
        "a loan with lawsuit true, days_past_due 41 days is doubtful, "
        "and with days_past_due 42 days it is normal"
    )
    assert [made.decide(loan).tier for loan in finding.examples] == [
        made.scale["doubtful"],
        made.scale["normal"],
    ]


def test_a_fact_that_is_worse_when_lower_is_held_to_that() -> None:
    assert found(floor("odd", "periods_performing > 6")) == ["not_monotone odd periods_performing"]
    assert found(floor("good", "periods_performing < 6")) == []


def test_what_a_signal_on_record_does_is_not_asked() -> None:
    assert found("[[signal]]\nid = 's'\n[[floor]]\nid = 'b'\nsignal = 's'\nat_least = 'loss'") == []


# ------------------------------------------------------------------ comparisons, solvers, size

NARROW = floor("narrow", "outstanding < 0.5 * principal")
WIDE = floor("wide", "outstanding < 0.8 * principal")


def test_what_cells_cannot_tell_of_compared_facts_is_not_decided() -> None:
    assert found(LTV, floor("a", THREE), kinds=("never_holds",)) == ["never_holds? a"]
    assert found(LTV, floor("a", f"not ({THREE})"), kinds=("always_holds",)) == ["always_holds? a"]
    assert found(LTV, NARROW, WIDE, kinds=("implied",)) == ["implied? narrow wide"]
    assert found(LTV, WIDE, kinds=("never_holds", "always_holds")) == []
    open_ = analyse(policy(LTV + NARROW + WIDE)).findings[0]
    assert open_.sentence.endswith(f"is not decided: {COMPARED}")
    assert not open_.stands


class Oracle:
    """Answers every question with the same facts, and notes what it was asked."""

    def __init__(self, facts: Mapping[str, Value] | None) -> None:
        self.facts = facts
        self.asked: list[list[Truth]] = []

    def facts_where(
        self, wanted: Sequence[tuple[Node, Truth]], domain: Callable[[str], Domain]
    ) -> Mapping[str, Value] | None:
        assert domain("outstanding").minimum == 0
        self.asked.append([truth for _, truth in wanted])
        return self.facts

    def laxer(self, candidate: PolicyOn, than: PolicyOn) -> Mapping[str, Value] | None:
        raise NotImplementedError


def test_a_solver_decides_what_cells_do_not() -> None:
    none = Oracle(None)
    made = policy(LTV + floor("a", THREE))
    kinds = {(f.kind, f.certainty) for f in analyse(made, solver=none).findings if f.rules}
    assert kinds == {("never_holds", "proved")}
    assert none.asked
    some = Oracle({"outstanding": Decimal(1), "principal": None})
    body = LTV + NARROW + WIDE
    assert [f.kind for f in analyse(policy(body), solver=some).standing] == []
    implied = [f.rules for f in analyse(policy(body), solver=none).standing]
    assert implied == [("narrow", "wide")]


def test_a_solver_gives_the_loan_that_shows_a_gap() -> None:
    facts = {"outstanding": Decimal(1), "principal": Decimal(2), "collateral_value": None}
    body = LTV + rows(("false", "normal"), (f"not ({THREE})", "loss"))
    findings = analyse(policy(body), solver=Oracle(facts)).findings
    (gap,) = [finding for finding in findings if finding.kind == "base_gap"]
    assert gap.examples == (
        {
            "outstanding": Money(Decimal(1), "CNY"),
            "principal": Money(Decimal(2), "CNY"),
            "collateral_value": Money(Decimal(0), "CNY"),
        },
    )


def test_a_policy_with_too_many_combinations_is_not_decided_and_soon_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    body = LATE + signal("s", "lawsuit") + signal("t", "lawsuit") + visit("v", "tier == loss")
    body += signal("u", "days_past_due > limit") + floor("later", "days_past_due > 120")
    body += rows(("lawsuit", "normal"), ("not lawsuit", "loss"))
    made = policy("[parameters]\nlimit = { unit = 'days', required = true }\n" + body)
    monkeypatch.setattr(diagrams, "MOST_NODES", 0)
    findings = [f for f in analyse(made).findings if f.kind != "blank_parameter"]
    assert {finding.certainty for finding in findings} == {"not decided"}
    assert all(finding.sentence.endswith(LARGE) for finding in findings)
    assert {finding.kind for finding in findings} == {
        "never_holds", "always_holds", "implied", "duplicate", "base_gap", "base_overlap",
        "not_monotone", "unused_level",
    }  # fmt: skip


# ------------------------------------------------------------------ days, acceptance


def test_a_dated_policy_is_analysed_in_each_stretch_in_which_it_stays_the_same() -> None:
    body = (
        "[parameters.cut]\nunit = 'days'\nvalues = [\n"
        "{ from = 2024-01-01, until = 2024-12-31, value = 30 },\n"
        "{ from = 2026-01-01, value = 90 }]\n"
        + floor("a", "days_past_due > cut")
        + floor("b", "days_past_due > 60", more="in_force = { until = 2026-06-30 }")
    )
    made = policy(body, head="in_force = { from = 2024-03-01, until = 2026-12-31 }")
    analysis = analyse(made)
    assert analysis.days == (
        date(2024, 3, 1),
        date(2025, 1, 1),
        date(2026, 1, 1),
        date(2026, 7, 1),
    )
    assert [(brief(f), f.since) for f in analysis.findings if f.kind != "unused_level"] == [
        ("blank_parameter a cut", date(2025, 1, 1)),
        ("implied a b", date(2026, 1, 1)),
        ("implied b a", date(2024, 3, 1)),
    ]
    (implied,) = [f for f in analysis.standing if f.rules[0] == "b"]
    assert str(implied).endswith("holds wherever it does (from 2024-03-01)")
    (day,) = analyse(made, date(2026, 8, 1)).days
    assert day == date(2026, 8, 1)


def test_a_policy_open_at_the_beginning_is_analysed_before_its_first_change() -> None:
    made = policy(floor("a", "lawsuit", more="in_force = { from = 2025-01-01 }"))
    assert analyse(made).days == (date(2024, 12, 31), date(2025, 1, 1))
    assert analyse(policy(LATE), date(2025, 1, 1)).days == (None,)


def accepted(finding: str, about: str, key: str = "rule") -> str:
    return f"[[accepted]]\nfinding = '{finding}'\n{key} = '{about}'\nreason = 'so it stands'\n"


def test_a_finding_that_the_policy_accepts_does_not_stand() -> None:
    body = LATE + floor("b", "days_past_due > 120") + accepted("implied", "b")
    (finding, *_) = analyse(policy(body)).findings
    assert (finding.accepted, finding.stands) == ("so it stands", False)
    odd = floor("odd", "days_past_due == 3") + accepted("not_monotone", "days_past_due", "fact")
    assert analyse(policy(odd)).standing == ()


def test_an_acceptance_of_what_is_not_found_is_found() -> None:
    body = LATE + accepted("implied", "late")
    (stale,) = analyse(policy(body)).standing
    assert str(stale) == ("policy:12: stale_acceptance: implied of late is accepted, and not found")


def test_what_a_parent_accepts_is_accepted_below_it_and_never_stale_there(tmp_path: Path) -> None:
    parent = LATE + floor("b", "days_past_due > 120") + accepted("implied", "b")
    (tmp_path / "parent.toml").write_text(text_of(parent, id="parent"), encoding="utf-8")
    child = tmp_path / "child.toml"
    head = "extends = ['parent']"
    child.write_text(text_of(head=head), encoding="utf-8")
    made = Policy.from_path(child)
    assert analyse(made).standing == ()
    (implied,) = [f for f in analyse(made).findings if f.rules]
    assert (implied.source, implied.line) == ("parent@1", 12)
    replaced = floor("c", "days_past_due > 150", "doubtful", "replaces = 'b'\nreason = 'ours'")
    child.write_text(text_of(replaced, head=head), encoding="utf-8")
    assert analyse(Policy.from_path(child)).standing == ()


def test_an_acceptance_is_part_of_the_digest_and_is_checked_when_read() -> None:
    body = LATE + floor("b", "days_past_due > 120")
    assert policy(body).digest != policy(body + accepted("implied", "b")).digest
    wrong = accepted("implied", "nosuch") + accepted("not_monotone", "dayz", "fact")
    wrong += accepted("unused_level", "b") + accepted("implied", "b", "fact")
    with pytest.raises(InvalidPolicy) as error:
        policy(body + wrong)
    messages = [fault.message for fault in error.value.faults]
    assert messages[0].startswith("there is no rule 'nosuch'")
    assert messages[1].startswith("there is no fact 'dayz'")
    assert messages[2].startswith("finding must be one of never_holds, always_holds, implied")
    assert messages[3:] == [
        "rule is missing; it is a string",
        "there is no key 'fact' here; allowed: finding, reason, rule",
    ]


def test_what_is_no_policy_or_no_date_is_refused() -> None:
    with pytest.raises(InvalidValue, match="policy must be a Policy"):
        analyse("cn.credit-card")  # type: ignore[arg-type]
    with pytest.raises(InvalidValue, match="as_of must be a date"):
        analyse(policy(LATE), "today")  # type: ignore[arg-type]


@pytest.mark.parametrize("id", policy_ids())
def test_nothing_is_found_in_what_ships_that_it_does_not_accept(id: str) -> None:
    for made in load_editions(id).policies:
        analysis = analyse(made)
        assert [str(finding) for finding in analysis.standing] == []
        undecided = [f for f in analysis.findings if f.certainty == "not decided"]
        assert [str(finding) for finding in undecided] == []
