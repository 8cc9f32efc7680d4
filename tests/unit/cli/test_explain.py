"""`postloan explain`: one loan in a person's words."""

from __future__ import annotations

from tests.policies import text_of
from tests.unit.cli.conftest import Shell
from tests.unit.cli.documents import LOANS, file_lines

TABLE = ("--currency", "CNY", "--keep", "branch")


def test_a_row_is_explained_with_its_citations_and_receipt(shell: Shell) -> None:
    ran = shell.explain("loans.csv", "L-2", *TABLE)
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0] == "L-2 on 2024-06-30"
    assert lines[1] == "substandard (under bank.own 2024)"
    assert "  The law (edition 2004), Art. 2" in lines
    assert "Receipt" in lines
    assert "parameter: limit = 90" in lines


def test_a_loan_file_is_explained_with_its_agenda_and_next_change(shell: Shell) -> None:
    ran = shell.explain("files.jsonl", "F-2", "--set", "limit=100", "--known-on", "2024-06-01")
    assert ran.code == 0
    assert "\nAgenda:\n" in ran.out
    change = "2024-07-10: special_mention -> substandard by long-overdue"
    assert f"\nNext change, if nothing is paid or recorded: {change}\n" in ran.out
    assert "as of: 2024-06-30, on what was known on 2024-06-01" in ran.out
    assert "parameter: limit = 100 (supplied)" in ran.out


def test_a_tier_that_does_not_change_says_so(shell: Shell) -> None:
    ran = shell.explain("files.jsonl", "F-2")
    assert "\nNext change, if nothing is paid or recorded: none in 2 years\n" in ran.out


def test_what_if_lists_every_change_of_one_fact(shell: Shell) -> None:
    ran = shell.explain("loans.csv", "L-2", *TABLE, "--what-if")
    assert ran.code == 0
    lines = ran.out.splitlines()
    start = lines.index("What if, classification: the nearest first, all else as it is")
    assert lines[start - 1 :] == [
        "",
        "What if, classification: the nearest first, all else as it is",
        "- special_mention by overdue, diverted if days_past_due were at most 90 days",
        "- doubtful by large-overdue if overdue_amount were more than 1000000 CNY",
        "- not applicable if product were card",
        "",
        "What if, stage: the nearest first, all else as it is",
        "- normal if days_past_due were at most 30 days",
        "- not applicable if product were card",
    ]


def test_what_if_asks_nothing_of_a_loan_that_is_not_yet_disbursed(shell: Shell) -> None:
    ran = shell.explain("files.jsonl", "F-2", "--as-of", "2024-01-04", "--what-if")
    assert ran.out == "F-2 on 2024-01-04\nnot yet disbursed: disbursed on 2024-01-05\n"


def test_what_if_says_what_is_not_decided_and_where_nothing_is_found(shell: Shell) -> None:
    condition = "loan_to_value * loan_to_value > 0.5"
    shell.write(
        "square.toml",
        text_of(f"[[floor]]\nid = 'a'\nwhen = '{condition}'\nat_least = 'loss'", id="square"),
    )
    shell.write("one.csv", "loan_id,loan_to_value\nL-1,0.5\n")
    ran = shell.explain("one.csv", "L-1", "--policy", "square.toml", "--what-if")
    assert ran.out.splitlines()[-2:] == [
        "- nothing that would change it was found",
        "- not decided for loan_to_value: a condition multiplies it by itself or is too large",
    ]


def test_a_policy_applied_as_if_says_so(shell: Shell) -> None:
    ran = shell.explain(
        "loans.csv", "L-2", *TABLE, "--outside-force", "as_if", "--as-of", "2030-01-01"
    )
    assert ran.code == 0
    assert ran.out.startswith("NOT IN FORCE on 2030-01-01 (bank.own 2024: 2020-01-01 to ")


def test_standard_input_is_read(shell: Shell) -> None:
    shell.type_in(LOANS.encode())
    ran = shell.explain("-", "贷款-3", *TABLE, "--format", "csv")
    assert ran.out.startswith("贷款-3 on 2024-06-30\nundetermined, ")


def test_an_unknown_loan_is_told_with_the_nearest(shell: Shell) -> None:
    ran = shell.explain("loans.csv", "L-22", *TABLE)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "loans.csv: there is no loan 'L-22'; did you mean L-2?\n"
    ran = shell.explain("loans.csv", "zzz", *TABLE)
    assert ran.err == "loans.csv: there is no loan 'zzz'; there are L-1, L-2, L-4, 贷款-3\n"


def test_what_cannot_be_read_before_the_loan_is_told(shell: Shell) -> None:
    shell.write("bad.csv", "loan_id,days_past_due\nL-1,x\nL-2,5\n")
    for loan in ("L-2", "L-3"):
        ran = shell.explain("bad.csv", loan)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith("bad.csv: line 2, days_past_due: must be a whole number")


def test_a_loan_that_cannot_be_reviewed_is_told(shell: Shell) -> None:
    lines = file_lines().replace('"lawsuit"', '"law_suit"')
    shell.write("bad.jsonl", lines)
    ran = shell.explain("bad.jsonl", "F-2")
    assert ran.code == 2
    assert ran.err.startswith("bad.jsonl: line 2, loan F-2: there is no fact 'law_suit'")


def test_a_loan_that_is_not_yet_disbursed_is_told(shell: Shell) -> None:
    ran = shell.explain("files.jsonl", "F-2", "--as-of", "2024-01-04")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "F-2 on 2024-01-04\nnot yet disbursed: disbursed on 2024-01-05\n"
