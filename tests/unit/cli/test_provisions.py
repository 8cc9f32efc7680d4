"""Provisions on the command line: summed up, written row by row, explained, shown, compared."""

from __future__ import annotations

import csv
import json
from typing import Final

from tests.unit.cli.conftest import Shell
from tests.unit.cli.documents import loan_file

LOANS: Final = """\
loan_id,days_past_due,credit_impaired,retail,previous_tier,product,outstanding
L-1,0,false,true,normal,loan,1000000
L-2,91,false,true,normal,loan,5000.5
L-3,91,false,true,normal,loan,
L-4,91,false,true,normal,card,7
"""
SCOPED: Final = """\
format = "postloan.policy/1"
[policy]
id = "bank.provisions"
edition = "1"
title = "Ours"
applies_to = "product == 'loan'"
extends = ["cn.provisions@2002"]
[conventions]
money_places = 2
money_rounding = "half_up"
"""
ON: Final = ("--currency", "CNY")


def shell_with_loans(shell: Shell) -> Shell:
    shell.write("ours.toml", SCOPED)
    shell.write("loans.csv", LOANS)
    return shell


def test_a_portfolio_is_summed_up_and_what_is_not_known_is_counted(shell: Shell) -> None:
    ran = shell_with_loans(shell).review("loans.csv", *ON, policy="ours.toml")
    assert (ran.code, ran.err) == (0, "")
    assert (
        """
Provisions
             loans     least    stated      most
  CNY            2  1,000.10  1,250.13  1,500.15
  not known      1
"""
        in ran.out
    )


def test_a_policy_that_sets_nothing_aside_has_no_such_lines(shell: Shell) -> None:
    ran = shell.review("loans.csv", *ON, "--keep", "branch", "--out", "out.csv")
    assert ran.code == 0
    assert "Provisions" not in ran.out
    assert "provision" not in (shell.folder / "out.csv").read_text("utf-8")


def test_where_nothing_is_known_no_currency_is_named(shell: Shell) -> None:
    shell_with_loans(shell).write(
        "none.csv", LOANS.splitlines()[0] + "\nL-3,91,false,true,normal,loan,\n"
    )
    ran = shell.review("none.csv", *ON, policy="ours.toml")
    assert "\n  not known      1\n" in ran.out
    assert "  CNY" not in ran.out


def test_rows_have_the_range_and_what_is_stated(shell: Shell) -> None:
    shell_with_loans(shell).review("loans.csv", *ON, "--out", "out.csv", policy="ours.toml")
    with (shell.folder / "out.csv").open(encoding="utf-8", newline="") as stream:
        rows = {row["loan_id"]: row for row in csv.DictReader(stream)}
    columns = ("provision_least", "provision", "provision_most")
    assert [rows["L-2"][name] for name in columns] == ["1000.10 CNY", "1250.13 CNY", "1500.15 CNY"]
    assert {rows[loan][name] for loan in ("L-3", "L-4") for name in columns} == {""}


def test_documents_have_the_parts_too(shell: Shell) -> None:
    shell_with_loans(shell).review("loans.csv", *ON, "--out", "out.jsonl", policy="ours.toml")
    lines = (shell.folder / "out.jsonl").read_text("utf-8").splitlines()
    found = {row["loan_id"]: row["provision"] for row in map(json.loads, lines)}
    assert found["L-2"] == {
        "least": "1000.10 CNY",
        "stated": "1250.13 CNY",
        "most": "1500.15 CNY",
        "parts": [
            {
                "rule": "specific-substandard",
                "kind": "specific",
                "certain": True,
                "base": "5000.5 CNY",
                "rate": "0.25",
                "least": "1000.10 CNY",
                "stated": "1250.13 CNY",
                "most": "1500.15 CNY",
            }
        ],
    }
    assert found["L-3"]["stated"] is None
    assert found["L-3"]["parts"][0]["base"] is None
    assert found["L-4"] is None


def test_a_loan_not_yet_disbursed_has_none(shell: Shell) -> None:
    shell_with_loans(shell).write("files.jsonl", loan_file("F-1").to_json())
    for out in ("out.csv", "out.jsonl"):
        ran = shell(
            "review", "files.jsonl", "--policy", "ours.toml", "--as-of", "2023-07-02", "--out", out
        )
        assert (ran.code, ran.err) == (0, "")
    [row] = map(json.loads, (shell.folder / "out.jsonl").read_text("utf-8").splitlines())
    assert row["provision"] is None
    with (shell.folder / "out.csv").open(encoding="utf-8", newline="") as stream:
        [cells] = csv.DictReader(stream)
    assert cells["provision"] == ""
    assert cells["note"].startswith("not yet disbursed")


def test_an_explanation_says_what_is_set_aside_and_by_which_rule(shell: Shell) -> None:
    ran = shell_with_loans(shell).explain("loans.csv", "L-2", *ON, policy="ours.toml")
    assert (
        "Provision: 1250.13 CNY, from 1000.10 CNY to 1500.15 CNY\n"
        "- 1250.13 CNY, from 1000.10 CNY to 1500.15 CNY by specific-substandard (specific): "
        "0.25 (from 0.20 to 0.30) of outstanding (5000.5 CNY)\n"
        "  Guideline on Loan Loss Reserves of Banks"
    ) in ran.out


def test_a_policy_is_shown_with_its_provisions_rounding_and_ranges(shell: Shell) -> None:
    shell_with_loans(shell)
    out = shell("policies", "show", "ours.toml").out
    assert "rounded half up at 2 decimals" in out
    assert "specific for the loan: 0.25 (from 0.20 to 0.30) of outstanding" in out
    assert (
        "coverage (ratio from 1.2 to 1.5): REQUIRED"
        in shell("policies", "show", "cn.provisions").out
    )


def test_a_comparison_tells_which_provisions_changed(shell: Shell) -> None:
    shell.write("one.toml", PLAIN.format(rate=0.02))
    shell.write("two.toml", PLAIN.format(rate=0.03))
    out = shell("policies", "diff", "one.toml", "two.toml").out
    assert "provision all, rate: 0.02 → 0.03" in out


def test_a_provision_that_holds_of_no_loan_or_twice_is_found(shell: Shell) -> None:
    more = (
        '[[provision]]\nid = "never"\nkind = "general"\nof = "outstanding"\nrate = 1\n'
        'when = "days_past_due < 0"\n'
        '[[provision]]\nid = "again"\nkind = "general"\nwhen = "retail"\n'
        'of = "outstanding"\nrate = 0.02\n'
    )
    shell.write("odd.toml", PLAIN.format(rate=0.02) + more)
    ran = shell("policies", "check", "odd.toml")
    assert ran.code == 1
    assert "never_holds: the provision never holds of no loan" in ran.out
    assert "the provision again says the same as all" in ran.out


PLAIN: Final = """\
format = "postloan.policy/1"
[policy]
id = "plain"
edition = "1"
title = "Plain"
[[provision]]
id = "all"
kind = "general"
when = "retail"
of = "outstanding"
rate = {rate}
"""
