"""A policy: its dates and parameters, its hash, and what it refuses."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan.dates import Period
from postloan.errors import (
    InvalidPolicy,
    InvalidValue,
    PolicyNoLongerInForce,
    PolicyNotYetInForce,
    UnknownParameter,
)
from postloan.money import Money
from postloan.policy.clauses.kinds import Force
from postloan.policy.documents.table import MAX_FAULTS
from postloan.policy.policy import Policy
from postloan.tiers import FIVE_TIER, Scale
from tests.policies import policy, text_of

DATED = """
[parameters.limit]
unit = "days"
cite = "Art. 9"
values = [
  { from = 2023-07-01, value = 90, cite = "Art. 10" },
  { from = 2024-01-01, until = 2024-12-31, value = 60 },
]
[[floor]]
id = "late"
when = "days_past_due > limit"
at_least = "loss"
"""


@pytest.mark.parametrize(
    "day, tier, could_be",
    [
        (date(2023, 6, 30), "normal", "loss"),
        (date(2023, 7, 1), "normal", "normal"),
        (date(2023, 12, 31), "normal", "normal"),
        (date(2024, 1, 1), "loss", "loss"),
        (date(2024, 12, 31), "loss", "loss"),
        (date(2025, 1, 1), "normal", "loss"),
    ],
)
def test_a_dated_parameter_has_the_value_of_the_day(day: date, tier: str, could_be: str) -> None:
    decision = policy(DATED).decide({"days_past_due": 61}, day)
    assert (str(decision.tier), str(decision.could_be)) == (tier, could_be)


def test_a_parameter_without_a_value_that_day_says_so() -> None:
    (gap,) = policy(DATED).decide({"days_past_due": 61}, date(2025, 1, 1)).gaps
    assert gap.reason == "has no value on 2025-01-01; set limit"
    assert policy(DATED).contents.parameters["limit"].on(None) is None


def test_a_parameter_that_the_source_leaves_blank_makes_its_rules_unknown() -> None:
    body = DATED[: DATED.index("values")] + "required = true\n" + DATED[DATED.index("[[floor]]") :]
    decision = policy(body).decide({"days_past_due": 61})
    assert (str(decision.tier), str(decision.could_be)) == ("normal", "loss")
    (gap,) = decision.gaps
    assert (gap.name, gap.kind, gap.reason) == (
        "limit",
        "parameter",
        "not stated in Art. 9; set limit",
    )
    supplied = policy(body, parameters={"limit": 60})
    assert str(supplied.decide({"days_past_due": 61}).tier) == "loss"
    assert supplied.parameters_on(None) == {"limit": 60}


def test_a_date_is_needed_only_where_something_is_dated() -> None:
    assert policy().decide({}).as_of is None
    dated_rule = (
        "[[floor]]\nid = 'a'\nwhen = 'true'\nat_least = 'loss'\nin_force = { from = 2026-01-01 }"
    )
    for body in (DATED, dated_rule):
        with pytest.raises(
            InvalidValue, match="a date: test has dated parameters or rules"
        ) as caught:
            policy(body).decide({})
        assert caught.value.field == "as_of"
    assert policy(head="in_force = { from = 2026-01-01 }").decide({}).tier is not None
    with pytest.raises(InvalidValue, match="without time"):
        policy(DATED).decide({}, "2024-01-01")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "day, tier",
    [(date(2025, 12, 31), "normal"), (date(2026, 1, 1), "loss"), (date(2026, 7, 1), "normal")],
)
def test_a_rule_counts_on_its_own_days_only(day: date, tier: str) -> None:
    overlay = (
        "[[floor]]\nid = 'a'\nwhen = 'true'\nat_least = 'loss'\n"
        "in_force = { from = 2026-01-01, until = 2026-06-30 }"
    )
    assert str(policy(overlay).decide({}, day).tier) == tier


def test_outside_its_days_a_policy_is_refused_unless_as_if() -> None:
    dated = policy(head="in_force = { from = 2026-01-01, until = 2026-12-31 }")
    with pytest.raises(PolicyNotYetInForce) as early:
        dated.decide({}, date(2025, 12, 31))
    assert (early.value.since, early.value.until) == (date(2026, 1, 1), date(2026, 12, 31))
    with pytest.raises(PolicyNoLongerInForce):
        dated.decide({}, date(2027, 1, 1))
    assert dated.decide({}, date(2027, 1, 1), outside_force="as_if").tier is not None
    assert dated.decide({}, date(2026, 12, 31)).as_of == date(2026, 12, 31)


@pytest.mark.parametrize(
    "force, text",
    [
        (Force(), "always"),
        (Force(since=date(2026, 1, 1)), "2026-01-01 to …"),
        (Force(until=date(2026, 1, 1)), "… to 2026-01-01"),
    ],
)
def test_days_in_force_are_written_with_open_ends(force: Force, text: str) -> None:
    assert str(force) == text


# ------------------------------------------------------------------------------- the parameters

EVERY_UNIT = "[conventions]\ncurrency = 'CNY'\n[parameters]\n" + "".join(
    f"{unit} = {{ unit = '{unit}', required = true }}\n"
    for unit in ("period", "bool", "count", "days", "ratio", "money", "code")
)
EVERY_UNIT += "level = { unit = 'tier', required = true }\n"
TEN = Scale("ten", ["a", "b"])


@pytest.mark.parametrize(
    "name, given_value, kept",
    [
        ("period", "3 months", Period(count=3, unit="month")),
        ("period", Period(count=3, unit="month"), Period(count=3, unit="month")),
        ("bool", False, False),
        ("count", 0, 0),
        ("ratio", 1, Decimal(1)),
        ("money", Decimal("0.5"), Money(Decimal("0.5"), "CNY")),
        ("money", Money(Decimal(5), "CNY"), Money(Decimal(5), "CNY")),
        ("code", "card", "card"),
        ("level", "loss", FIVE_TIER["loss"]),
        ("level", FIVE_TIER["loss"], FIVE_TIER["loss"]),
    ],
)
def test_a_parameter_is_supplied_in_its_unit(name: str, given_value: object, kept: object) -> None:
    assert policy(EVERY_UNIT, parameters={name: given_value}).supplied == {name: kept}


@pytest.mark.parametrize(
    "name, value, allowed",
    [
        ("period", 3, "a period such as"),
        ("period", "3", "a count and a unit"),
        ("bool", 1, "true or false"),
        ("days", 1.0, "an integer from 0"),
        ("days", 10**9 + 1, "an integer from 0 to 1000000000"),
        ("count", True, "an integer from 0"),
        ("ratio", 0.5, "never a float"),
        ("money", Money(Decimal(5), "USD"), "in CNY, as the policy counts"),
        ("money", "5", "a finite Decimal"),
        ("code", "", "a word"),
        ("level", "lost", "one of normal"),
        ("level", TEN["a"], "one of normal"),
    ],
)
def test_a_parameter_of_another_unit_is_refused(name: str, value: object, allowed: str) -> None:
    with pytest.raises(InvalidValue, match=allowed) as caught:
        policy(EVERY_UNIT, parameters={name: value})
    assert (caught.value.owner, caught.value.field) == ("parameters", name)


def test_a_parameter_that_is_not_there_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownParameter, match="parameter of test 'perod'; did you mean period"):
        policy(EVERY_UNIT, parameters={"perod": "3 months"})


def test_supplying_again_goes_before_what_was_supplied() -> None:
    first = policy(DATED, parameters={"limit": 5})
    second = first.with_parameters({"limit": 6})
    assert (first.supplied["limit"], second.supplied["limit"]) == (5, 6)
    assert second.with_parameters(None) == second != first
    assert hash(second.with_parameters({"limit": 5})) == hash(first)


def test_a_period_is_no_word_of_conditions() -> None:
    with pytest.raises(InvalidPolicy, match="there is no fact, parameter or level 'every'"):
        policy(
            "[parameters]\nevery = { unit = 'period', required = true }\n"
            "[[floor]]\nid = 'a'\nwhen = 'every > 3'\nat_least = 'loss'"
        )


# -------------------------------------------------------------------------------------- the hash

FIRST, LAST, THEN = 'id = "late"', 'at_least = "loss"', "between"
WHOLE = text_of(DATED + "[parameters.share]\nunit = 'ratio'\nvalue = 0.50\n")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", " # 注\n\n"),
        lambda text: text.replace("=", "   =\t"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("0.50", "0.5"),
        lambda text: text.replace(FIRST, THEN).replace(LAST, FIRST).replace(THEN, LAST),
        lambda text: text.replace("'ratio'", '"ratio"'),
    ],
    ids=range(6),
)
def test_the_hash_is_of_what_is_said_and_not_how(change: Callable[[str], str]) -> None:
    other = Policy.from_text(change(WHOLE))
    assert change(WHOLE) != WHOLE
    assert other.digest == Policy.from_text(WHOLE).digest
    assert other == Policy.from_text(WHOLE)


@pytest.mark.parametrize(
    "old, new",
    [
        ("0.50", "0.51"),
        ("90", "91"),
        ("2023-07-01", "2023-07-02"),
        ("late", "tardy"),
        ("Art. 9", "Art. 8"),
    ],
)
def test_the_hash_changes_with_what_is_said(old: str, new: str) -> None:
    assert Policy.from_text(WHOLE.replace(old, new)).digest != Policy.from_text(WHOLE).digest


def test_the_hash_changes_with_the_parents(tmp_path: Path) -> None:
    (tmp_path / "child.toml").write_text(text_of(head='extends = ["p"]'), encoding="utf-8")
    digests = set()
    for days in (90, 91, 90):
        body = DATED.replace("90", str(days))
        (tmp_path / "p.toml").write_text(text_of(body, id="p"), encoding="utf-8")
        digests.add(Policy.from_path(tmp_path / "child.toml").digest)
    assert len(digests) == 2


@given(st.decimals(0, 10**30, places=30), st.decimals(0, 10**30, places=30))
def test_two_numbers_have_one_hash_only_where_they_are_equal(one: Decimal, other: Decimal) -> None:
    digests = {
        policy(f"[parameters.x]\nunit = 'number'\nvalue = {number:f}").digest
        for number in (one, other)
    }
    assert len(digests) == len({one, other})


# -------------------------------------------------------------------------------------- the face


def test_a_policy_tells_what_it_is() -> None:
    own = policy(DATED, head="in_force = { from = 2023-01-01 }")
    assert (own.id, own.edition, own.document.title) == ("test", "1", "Test")
    assert (own.scale, str(own.in_force)) == (FIVE_TIER, "2023-01-01 to …")
    assert repr(own) == "<Policy test 1>"
    assert copy.copy(own) == own


def test_text_that_would_run_as_code_runs_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    for code in (
        "print(1)",
        "__import__('os')",
        "(lambda: print(1))()",
        "{print(1)}",
        "f'{print(1)}'",
    ):
        with pytest.raises(InvalidPolicy):
            policy(f'[[floor]]\nid = "a"\nwhen = """{code}"""\nat_least = "loss"')
    assert capsys.readouterr().out == ""


def test_the_number_of_faults_told_is_bounded() -> None:
    body = "".join(
        f"[[floor]]\nid = 'f{n}'\nwhen = 'x{n}'\nat_least = 'loss'\n" for n in range(500)
    )
    with pytest.raises(InvalidPolicy) as caught:
        policy(body)
    assert len(caught.value.faults) == MAX_FAULTS + 1
    assert "no more than 100 faults" in caught.value.faults[-1].message


@pytest.mark.parametrize(
    "body",
    [
        "[[not_encoded]]\nid = 'x'\nreason = 'y'\n" * 2001,
        "[[base]]\nid = 'x'\nrows = [" + "{ when = 'true', tier = 'loss' },\n" * 2000 + "]",
        "[parameters]\n" + "".join(f"p{n} = {{ unit = 'days', value = 1 }}\n" for n in range(2001)),
    ],
    ids=["tables", "rows", "parameters"],
)
def test_the_size_of_a_policy_is_bounded(body: str) -> None:
    with pytest.raises(InvalidPolicy, match="at most 2000 rules and rows, not 200"):
        policy(body)


def test_a_million_rows_are_refused() -> None:
    rows = "{ when = 'true', tier = 'loss' },\n" * 1_000_000
    with pytest.raises(InvalidPolicy, match="at most 500000 characters"):
        policy(f"[[base]]\nid = 'x'\nrows = [{rows}]")


def test_a_document_without_a_policy_table_tells_its_other_faults() -> None:
    with pytest.raises(InvalidPolicy) as caught:
        Policy.from_text("policy = 3\n")
    assert [fault.message for fault in caught.value.faults] == ["format is missing; it is a string"]
