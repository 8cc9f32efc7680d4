"""`--obligors`: the loans of each borrower are looked at together."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from postloan.model.file import LoanFile
from postloan.model.parties import Borrower
from postloan.model.records import EvidenceValue
from tests.obligor_files import claim
from tests.policies import text_of
from tests.unit.cli.conftest import Ran, Shell

BAD: Mapping[str, EvidenceValue] = {"credit_impaired": True}
GOOD: Mapping[str, EvidenceValue] = {
    "credit_impaired": False,
    "obligor_nonperforming_elsewhere": False,
    "obligor_overdue_90_share_all_banks": 0,
}
OTHER = Borrower(id="B-2", kind="corporate")
FILES = (
    claim("1", 500, BAD),
    claim("2", 500, GOOD),
    claim("3", 1, GOOD, disbursed_on=date(2024, 7, 1)),
    claim("4", 500, GOOD, borrower=OTHER),
)
CN = ("--policy", "cn.asset-classification", "--as-of", "2024-06-30")


def run(shell: Shell, command: str, files: tuple[LoanFile, ...], *arguments: str) -> Ran:
    text = "".join(f"{file.to_json()}\n" for file in files)
    (shell.folder / "claims.jsonl").write_text(text, "utf-8")
    return shell(command, "claims.jsonl", *arguments)


def test_one_bad_loan_acts_on_the_borrowers_others_only_where_asked(shell: Shell) -> None:
    for flags, tier in (((), "normal"), (("--obligors",), "substandard")):
        ran = run(shell, "review", FILES, *CN, *flags, "--out", "out.jsonl")
        assert (ran.code, ran.err) == (0, "")
        lines = (shell.folder / "out.jsonl").read_text("utf-8").splitlines()
        rows = {row["loan_id"]: row for row in map(json.loads, lines)}
        assert rows["2"]["tier"] == tier
        assert rows["3"]["note"].startswith("not yet disbursed")
        assert rows["4"]["tier"] == "normal"
    assert "--obligors" in ran.out.splitlines()[-1]
    cross = rows["2"]["infections"][0]
    assert (cross["rule"], cross["by"], cross["value"]) == ("cross-default", ["1"], "0.5")


def test_an_explanation_says_which_claims_act_on_the_loan(shell: Shell) -> None:
    ran = run(shell, "explain", FILES, "2", *CN, "--obligors")
    acting = "substandard by cross-default: obligor_nonperforming_share is 0.5, by 1"
    assert f"Other claims on the borrower act on it:\n- {acting}\n" in ran.out
    assert "act on it" not in run(shell, "explain", FILES, "4", *CN, "--obligors").out


def test_borrowers_out_of_order_are_a_problem(shell: Shell) -> None:
    ran = run(shell, "review", FILES[::-1], *CN, "--obligors")
    assert ran.code == 2
    problem = "line 2: borrower 'B-1' stands after 'B-2'; sort the files by their borrowers' ids"
    assert problem in ran.err


def test_a_borrower_that_cannot_be_looked_at_is_a_problem(shell: Shell) -> None:
    mixed = (claim("1", 1, BAD), claim("2", 1, GOOD, currency="USD"))
    for command, loan in (("review", ()), ("explain", ("2",))):
        ran = run(shell, command, mixed, *loan, *CN, "--obligors")
        assert ran.code == 2
        assert "line 1, borrower B-1: CNY and USD cannot be mixed" in ran.err


def test_a_table_of_facts_has_no_borrowers(shell: Shell) -> None:
    ran = shell.review("loans.csv", "--currency", "CNY", "--keep", "branch", "--obligors")
    assert (ran.code, "does not say who the borrowers are" in ran.err) == (2, True)


def test_a_policy_is_shown_with_how_it_counts_claims(shell: Shell) -> None:
    rest = """
[obligor]
nonperforming = "substandard"
amount = "principal"
among.obligor_overdue_90_share = "on_balance_sheet"
left_out.obligor_nonperforming_share = "in_merger_lock"
"""
    shown = shell("policies", "show", shell.write("counting.toml", text_of(rest))).out
    lines = [" ".join(line.split()) for line in shown.splitlines()]
    for line in (
        "non-performing substandard or worse",
        "claims weighed by principal",
        "obligor_overdue_90_share among on_balance_sheet",
        "obligor_nonperforming_share leaves out in_merger_lock",
    ):
        assert line in lines
