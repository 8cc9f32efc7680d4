"""Bad input: exit code 2, sentences that name the place, nothing half written, no traceback."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
from typing import Any, Final

import pytest

from postloan.cli import results, sources
from tests.unit.cli.conftest import AS_OF, Ran, Shell
from tests.unit.cli.documents import LOANS, OWN, loan_file


def refused(shell: Shell, run: Callable[[], Ran]) -> str:
    """Return what a run says that has to be refused and to leave nothing behind."""
    before = shell.names
    ran = run()
    assert (ran.code, ran.out) == (2, "")
    assert "Traceback" not in ran.err
    assert shell.names == before
    return ran.err


# ---------------------------------------------------------------------------- tables

TABLE: Final = ("--currency", "CNY", "--keep", "branch")
HEADER: Final = "loan_id,days_past_due\n"

TABLES: Final[tuple[tuple[str | bytes, str], ...]] = (
    # the file, what is said of it
    (b"", "it is empty; the first line names the columns, one of them loan_id"),
    ("loan_id,days_pastdue\n", "'days_pastdue' is no fact; did you mean days_past_due"),
    ("loan_id;retail\nL-1;true\n", "cells are separated by commas; this looks like semicolons"),
    ('"loan_id";"retail"\n', "separated by commas; this looks like semicolons"),
    ("loan_id\tretail,x\tregion\n", "cells are separated by commas; this looks like tabs"),
    ("loan_id,逾期天数\n", "the column '逾期天数' is no fact; did you mean days_past_due?"),
    ("loan_id,branch\n", "the column 'branch' is no fact; pass it through with --keep"),
    ("loan_id,signal:mis\n", "the column 'signal:mis' is no fact"),
    ("loan_id,stage.retail\n", "the column 'stage.retail' is no fact"),
    ("loan_id,tier\n", "the column tier is what the policy decides; leave it out"),
    ("days_past_due\n3\n", "the header has no column loan_id"),
    ("loan_id,retail,retail\n", "the column 'retail' stands twice in the header"),
    ("loan_id,,retail\n", "column 2 has no name in the header"),
    ("loan_id,overdue_amount\n", "overdue_amount holds amounts; give --currency, such as CNY"),
    (HEADER + ",5\n", "line 2 has no loan_id"),
    (HEADER + "a\tb,5\n", "line 2, loan_id: must be printable text"),
    (HEADER + "L-1,5\nL-2,5\n\nL-1,6\n", "line 5: loan_id 'L-1' stands in line 2 already"),
    (HEADER + "L-1,-5\n", "line 2, days_past_due: must be a value of at least 0; got '-5'"),
    (HEADER + "L-1,5.0\n", "line 2, days_past_due: must be a whole number of days such as 91"),
    (HEADER + "L-1,NaN\n", "days_past_due: must be a whole number of days such as 91; got 'NaN'"),
    (HEADER + "L-1,1e999\n", "must be a whole number of days such as 91; got '1e999'"),
    (HEADER + f"L-1,{'9' * 13}\n", "line 2, days_past_due: must be days as an int of at least 0"),
    (HEADER + f"L-1,{'9' * 9999}\n", "must be a whole number of days such as 91; got '9999"),
    (HEADER + "L-1,\uff15\n", "must be a whole number of days such as 91; got '\uff15'"),
    ("loan_id,loss_share\nL-1,50%\n", "line 2, loss_share: must be a plain number such as 0.35"),
    ("loan_id,loss_share\nL-1,inf\n", "line 2, loss_share: must be a plain number"),
    ("loan_id,loss_share\nL-1,1.5\n", "line 2, loss_share: must be a value from 0 to 1"),
    ("loan_id,retail\nL-1,tRUE\n", "line 2, retail: must be true or false; got 'tRUE'"),
    ("loan_id,retail\nL-1,yes\n", "line 2, retail: must be true or false; got 'yes'"),
    ("loan_id,region\nL-1,east\n", "fact region must be one of south, north; got 'east'"),
    ("loan_id,region\nL-1,a\x07b\n", "line 2, region: must be a word that can be printed"),
    ("loan_id,borrower_kind\nL-1,firm\n", "line 2, borrower_kind: must be one of corporate, "),
    ("loan_id,previous_tier\nL-1,bad\n", "line 2, previous_tier: must be one of normal, "),
    ("loan_id,signal:sued\nL-1,\n", "line 2, signal:sued: must be true or false; got a blank"),
    (HEADER + "L-1\n", "line 2 has 1 cell, the header has 2"),
    (HEADER + "L-1,5,6\n", "line 2 has 3 cells, the header has 2"),
    (HEADER + 'L-1,5\n"L-2,5\n', "line 3 is no record of a table: unexpected end of data"),
    (HEADER + '"L"-1,5\n', "line 2 is no record of a table: ',' expected after '\"'"),
    (HEADER + 'L-1,"5\n\n"\nL-2,x\n', "line 5, days_past_due: must be a whole number"),
    (HEADER + "L-1,5\rL-2,6\n", "line 2 is no record of a table: new-line character seen"),
    (HEADER + "L-\0,5\n", "line 2 holds a NUL byte; this is no text"),
    (HEADER.encode() + "贷款,5\n".encode("gb18030"), "line 2 is not UTF-8 from its byte 1 on"),
    (HEADER.encode("utf-16"), "line 1 is not UTF-8"),
)


@pytest.mark.parametrize("content, expected", TABLES, ids=[text for _, text in TABLES])
def test_a_table_that_cannot_be_read_is_refused(
    shell: Shell, content: str | bytes, expected: str
) -> None:
    shell.write("bad.csv", content)
    said = refused(shell, lambda: shell.review("bad.csv", "--out", "out.csv"))
    assert said.startswith("bad.csv: ")
    assert expected in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("amount", ["NaN", "inf", "1e999", "1,000", "12 CNY", "1e5", "0x10", "."])
def test_an_amount_is_a_plain_number(shell: Shell, amount: str) -> None:
    shell.write("bad.csv", f'loan_id,overdue_amount\nL-1,"{amount}"\n')
    said = refused(shell, lambda: shell.review("bad.csv", "--currency", "CNY"))
    assert f"line 2, overdue_amount: must be a plain number such as 1500.00; got {amount!r}" in said


def test_every_fault_of_every_row_is_told(shell: Shell) -> None:
    shell.write("bad.csv", "loan_id,days_past_due,retail\nL-1,-1,yes\n,x,true\nL-3,1\n")
    said = refused(shell, lambda: shell.review("bad.csv")).splitlines()
    places = [line.removeprefix("bad.csv: ").partition(":")[0] for line in said]
    assert places == [
        "line 2, days_past_due",
        "line 2, retail",
        "line 3 has no loan_id",
        "line 3, days_past_due",
        "line 4 has 2 cells, the header has 3",
    ]


def test_after_twenty_problems_the_rest_is_and_more(shell: Shell) -> None:
    rows = "".join(f"L-{number},x\n" for number in range(2000))
    shell.write("bad.csv", HEADER + rows)
    said = refused(shell, lambda: shell.review("bad.csv")).splitlines()
    assert len(said) == 21
    assert said[0].startswith("bad.csv: line 2, ")
    assert said[-1] == "and more"


def test_the_twentieth_problem_may_be_the_one_that_ends_the_reading(shell: Shell) -> None:
    rows = "".join(f"L-{number},x\n" for number in range(20))
    shell.write("bad.csv", HEADER + rows + "\0")
    said = refused(shell, lambda: shell.review("bad.csv")).splitlines()
    assert said[-1] == "and more"


def test_a_line_without_end_is_refused(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MAX_LINE", 20)
    shell.write("bad.csv", "x" * 21)
    assert "line 1 has more than 20 bytes" in refused(shell, lambda: shell.review("bad.csv"))


@pytest.mark.parametrize("cut", [slice(5, None), slice(None, -12), slice(None, 25)])
def test_a_damaged_compressed_file_is_refused(shell: Shell, cut: slice) -> None:
    shell.write("bad.csv.gz", gzip.compress(LOANS.encode(), mtime=0)[cut])
    said = refused(shell, lambda: shell.review("bad.csv.gz", *TABLE))
    assert " cannot be read: " in said


def test_a_kept_column_has_to_be_there(shell: Shell) -> None:
    said = refused(shell, lambda: shell.review("loans.csv", "--keep", "brunch"))
    assert "there is no column 'brunch' to keep; did you mean branch?" in said


# ------------------------------------------------------------------------- loan files


def document(**changes: Any) -> dict[str, Any]:  # noqa: ANN401
    return {**json.loads(loan_file("F-1").to_json()), **changes}


def without(key: str) -> str:
    return json.dumps({name: value for name, value in document().items() if name != key})


FILES: Final = (
    # the line, what is said of it
    ("{", "line 2, $: is no JSON at column 2: "),
    ("[]", "line 2, $: must be an object; got []"),
    ('{"format": 1, "format": 1}', "line 2, $: holds the key 'format' twice"),
    ("[" * 100_000, "line 2, $: is nested too deeply"),
    (json.dumps(document(payment=[])), "line 2, $: has a key 'payment' that LoanFile does not"),
    (without("payments"), "line 2, $.payments: is missing"),
    (json.dumps(document(payments=[1.5])), "line 2, $.payments[0]: must be"),
    (loan_file("F-0").to_json(), "line 2: loan_id 'F-0' stands in line 1 already"),
    (
        loan_file("F-1").to_json().replace('"lawsuit"', '"law_suit"'),
        "line 2, loan F-1: there is no fact 'law_suit'; did you mean lawsuit?",
    ),
)


@pytest.mark.parametrize("line, expected", FILES, ids=[text for _, text in FILES])
def test_a_line_that_is_no_loan_file_is_refused(shell: Shell, line: str, expected: str) -> None:
    shell.write("bad.jsonl", f"{loan_file('F-0').to_json()}\n{line}\n")
    said = refused(shell, lambda: shell.review("bad.jsonl", "--out", "out.jsonl"))
    assert said.startswith("bad.jsonl: ")
    assert expected in said


def test_a_document_that_goes_on_after_its_line_is_told(shell: Shell) -> None:
    shell.write("bad.jsonl", json.dumps(document(), indent=2))
    said = refused(shell, lambda: shell.review("bad.jsonl"))
    assert said.startswith("bad.jsonl: line 1, $: is no JSON at column 2: ")
    assert said.endswith("; a .jsonl file holds one document a line, a .json file one\n")
    assert said.count("\n") == 1


def test_a_file_of_one_document_names_the_line_of_its_fault(shell: Shell) -> None:
    text = json.dumps(document(), indent=2)
    shell.write("bad.json", text.replace('"format":', '"format"'))
    said = refused(shell, lambda: shell.review("bad.json"))
    assert said.startswith("bad.json: $: is no JSON at line 2, column ")
    shell.write("bad.json", f"{text}\n{text}\n")
    said = refused(shell, lambda: shell.review("bad.json"))
    assert said.endswith("; a file of one document a line is named .jsonl\n")


def test_a_document_without_end_is_refused(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MAX_LINE", 20)
    shell.write("bad.json", "{\n" * 11)
    said = refused(shell, lambda: shell.review("bad.json"))
    assert said == "bad.json: it has more than 20 characters\n"


# --------------------------------------------------------------------------- policies


def changed(old: str, new: str) -> str:
    assert old in OWN
    return OWN.replace(old, new, 1)


POLICIES: Final = (
    # the policy, what is said of it
    (changed("days_past_due > 0", "days_pastdue > 0"), "did you mean days_past_due"),
    (changed('id = "long-overdue"', 'id = "overdue"'), "two rules are called 'overdue'"),
    (changed('at_least = "doubtful"', 'at_least = "dubious"'), "'dubious' is not a level"),
    (
        changed("days_past_due > 0", "(" * 10_000 + "retail" + ")" * 10_000),
        "at most 4000 characters",
    ),
    (
        changed("in_force = { fr", "in_forse = { fr"),
        "there is no key 'in_forse' here; did you mean in_force?",
    ),
    (changed("[documents.law]", "[documents.law"), "own.toml:"),
)


@pytest.mark.parametrize("text, expected", POLICIES, ids=[said for _, said in POLICIES])
def test_a_policy_with_a_fault_names_its_line(shell: Shell, text: str, expected: str) -> None:
    shell.write("own.toml", text)
    for run in (
        lambda: shell.review("loans.csv", "--out", "out.csv"),
        lambda: shell.explain("loans.csv", "L-1"),
        lambda: shell("policies", "show", "own.toml"),
    ):
        said = refused(shell, run)
        place = said.partition(" ")[0].split(":")
        assert place[0] == "own.toml"
        assert int(place[1]) > 0
        assert expected in said


def test_a_policy_file_with_very_many_faults_tells_twenty(shell: Shell) -> None:
    rules = "".join(f'[[signal]]\nid = "s{n}"\nwhen = "nothing > {n}"\n' for n in range(50))
    head = 'format = "postloan.policy/1"\n[policy]\nid = "x"\nedition = "1"\ntitle = "X"\n'
    shell.write("own.toml", head + rules)
    said = refused(shell, lambda: shell.review("loans.csv")).splitlines()
    assert sum(line.startswith("own.toml:") for line in said) == 20
    assert said[-1] == "and more"


def test_policies_that_extend_each_other_in_a_circle_are_refused(shell: Shell) -> None:
    for name, other in (("one", "two"), ("two", "one")):
        shell.write(
            f"{name}.toml",
            f'format = "postloan.policy/1"\n[policy]\nid = "bank.{name}"\nedition = "1"\n'
            f'title = "{name}"\nextends = ["bank.{other}"]\n',
        )
    said = refused(shell, lambda: shell.review("loans.csv", policy="one.toml"))
    assert "circle (one.toml -> two.toml -> one.toml)" in said


def test_an_unknown_policy_is_told_with_the_nearest(shell: Shell) -> None:
    said = refused(shell, lambda: shell.review("loans.csv", policy="cn.asset-clasification"))
    assert said == (
        "postloan: there is no policy 'cn.asset-clasification'; "
        "did you mean cn.asset-classification or us.classification?\n"
    )
    said = refused(shell, lambda: shell.review("loans.csv", policy="cn.asset-classification@1999"))
    assert "has no edition '1999'" in said


@pytest.mark.parametrize("name", ["nosuch.toml", "folder/nosuch"])
def test_a_policy_file_that_is_not_there_is_told(shell: Shell, name: str) -> None:
    said = refused(shell, lambda: shell.review("loans.csv", policy=name))
    assert said == f"{name}: No such file or directory\n"


# ---------------------------------------------------------------------------- options

OPTIONS: Final = (
    # the options, what is said of them
    (("--set", "visit_evry=1 month"), "there is no parameter of bank.own 'visit_evry'; did you"),
    (("--set", "visit_every=often"), '--set: visit_every must be a count and a unit such as "3 mo'),
    (
        ("--set", "limit=ninety", "--set", "large=lots"),
        "--set: limit must be a whole number of days",
    ),
    (("--set", "limit=-1"), "--set: limit must be an integer from 0 to "),
    (("--set", "large=1e9"), "--set: large must be a plain number such as 1500.00; got '1e9'"),
    (("--set", "limit"), "--set: 'limit' is not written NAME=VALUE"),
    (("--set", "=3"), "--set: '=3' is not written NAME=VALUE"),
    (("--set", "limit=1", "--set", "limit=2"), "--set: limit is given twice"),
    (("--fail-on", "substandart"), "'substandart' is nothing to fail on; did you mean substandard"),
    (("--fail-on", "could-be:bad"), "--fail-on: 'could-be:bad' is nothing to fail on; "),
    (("--fail-on", "signal:huge"), "--fail-on: 'signal:huge' is nothing to fail on; "),
    (
        ("--fail-on", "zzz"),
        "'zzz' is nothing to fail on; there are undetermined, late, gaps, normal",
    ),
    (("--fail-on", "late"), "--fail-on: late: a table of facts has no dates; loan files have"),
    (("--known-on", "2024-01-01"), "--known-on: a table of facts does not say when"),
    (("--keep", "tier"), "--keep: tier is a column of the result already; rename it"),
    (("--keep", "loan_id"), "--keep: loan_id is a column of the result already; rename it"),
    (("--keep", "branch", "--keep", "branch"), "--keep: 'branch' is named twice"),
    (("--out", "out.txt"), "out.txt: the name of a result must end in .csv or .jsonl"),
    (("--out", "nosuch/out.csv"), "nosuch/out.csv: cannot be written: No such file or directory"),
    (("--out", "x\0.csv"), "x\0.csv: cannot be written: "),
    (
        ("--as-of", "2024-02-30"),
        "'2024-02-30' is no date of the calendar, written such as 2024-06-30",
    ),
    (("--as-of", "20240630"), "'20240630' is no date of the calendar, written such as 2024-06-30"),
    (("--currency", "yuan"), "'yuan' is no currency: three capital letters such as CNY"),
    (("--top", "-1"), "argument --top: "),
    (("--top", "ten"), "'ten' is no number from 0 to 999999"),
    (("--outside-force", "never"), "invalid choice: 'never'"),
    (("--polcy", "x"), "unrecognized arguments: --polcy x"),
)


@pytest.mark.parametrize("options, expected", OPTIONS, ids=[text for _, text in OPTIONS])
def test_an_option_that_does_not_fit_is_refused(
    shell: Shell, options: tuple[str, ...], expected: str
) -> None:
    assert expected in refused(shell, lambda: shell.review("loans.csv", *options))


def test_every_setting_that_does_not_fit_is_told(shell: Shell) -> None:
    said = refused(shell, lambda: shell.review("loans.csv", "--set", "limit=x", "--set", "large=y"))
    assert [line.split()[1] for line in said.splitlines()] == ["limit", "large"]


@pytest.mark.parametrize(
    "unit, text, expected",
    [
        ("bool", "yes", "must be true or false"),
        ("tier", "bad", "must be one of normal, "),
        ("code", "a\x07", "must be a word that can be printed"),
        ("ratio", "50%", "must be a plain number such as 0.35"),
    ],
)
def test_a_setting_is_read_by_its_unit(shell: Shell, unit: str, text: str, expected: str) -> None:
    shell.write(
        "own.toml",
        'format = "postloan.policy/1"\n[policy]\nid = "x"\nedition = "1"\ntitle = "X"\n'
        f'[parameters.figure]\nunit = "{unit}"\nrequired = true\n',
    )
    said = refused(shell, lambda: shell.review("loans.csv", "--set", f"figure={text}"))
    assert expected in said


def test_columns_are_kept_of_tables_only(shell: Shell) -> None:
    said = refused(shell, lambda: shell.review("files.jsonl", "--keep", "branch"))
    assert said == "--keep: loan files have no columns to keep\n"


@pytest.mark.parametrize(
    "input, expected",
    [
        ("nosuch.csv", "nosuch.csv: cannot be opened: No such file or directory"),
        ("x\0.csv", "x\0.csv: cannot be opened: "),
        (".csv", ".csv: cannot be opened: "),
        ("loans.xlsx", "loans.xlsx: its name must end in .csv, .jsonl or .json, each also with "),
        ("-", "standard input: say what it is with --format csv, jsonl or json"),
    ],
)
def test_an_input_that_cannot_be_opened_is_refused(shell: Shell, input: str, expected: str) -> None:
    assert expected in refused(shell, lambda: shell.review(input, "--out", "out.csv"))


@pytest.mark.parametrize("out", ["loans.csv", "./loans.csv", "link.csv"])
def test_the_input_is_not_replaced_by_the_result(shell: Shell, out: str) -> None:
    (shell.folder / "link.csv").symlink_to("loans.csv")
    said = refused(shell, lambda: shell.review("loans.csv", *TABLE, "--out", out))
    assert said == f"{out}: is the file of INPUT; give --out another name\n"
    assert (shell.folder / "loans.csv").read_text("utf-8") == LOANS


def test_the_policy_is_not_replaced_by_the_result(shell: Shell) -> None:
    shell.write("own.csv", OWN)
    said = refused(
        shell, lambda: shell.review("loans.csv", *TABLE, "--out", "own.csv", policy="./own.csv")
    )
    assert said == "own.csv: is the file of --policy; give --out another name\n"
    assert (shell.folder / "own.csv").read_text("utf-8") == OWN


def test_loan_files_say_their_currency_themselves(shell: Shell) -> None:
    said = refused(shell, lambda: shell.review("files.jsonl", "--currency", "CNY"))
    assert said == "--currency: loan files say it of every amount; leave it out\n"
    settings = ("--set", "large=5", "--currency", "CNY")
    assert shell.review("files.jsonl", *settings).code == 0


def test_a_folder_is_no_place_for_a_result(shell: Shell) -> None:
    (shell.folder / "out.csv").mkdir()
    said = refused(shell, lambda: shell.review("loans.csv", "--out", "out.csv"))
    assert said == "out.csv: cannot be written: it is a folder\n"


def test_a_full_disk_leaves_nothing_behind(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(results, "_csv", lambda *_: full)
    said = refused(
        shell,
        lambda: shell.review("loans.csv", *TABLE, "--out", "out.csv"),
    )
    assert said == "out.csv: cannot be written: No space left on device\n"


def test_a_file_that_cannot_be_read_midway_is_told(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Failing(io.BytesIO):
        def readline(self, _: int | None = None) -> bytes:
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(sources, "_open", lambda _: Failing())
    said = refused(shell, lambda: shell.review("loans.csv"))
    assert said == "loans.csv: line 1 cannot be read: Input/output error\n"


@pytest.mark.parametrize(
    "arguments, expected",
    [
        ((), "the following arguments are required: COMMAND"),
        (("policies",), "the following arguments are required: ACTION"),
        (("reviw", "x"), "invalid choice: 'reviw'"),
        (("review", "loans.csv", *AS_OF), "the following arguments are required: --policy"),
        (("review", "loans.csv", "--policy", "x"), "arguments are required: --as-of"),
        (("policies", "check"), "policies check: name a policy, or give --all"),
        (("policies", "show", "nosuch"), "postloan: there is no policy 'nosuch'"),
    ],
)
def test_arguments_that_are_missing_or_wrong_are_told(
    shell: Shell, arguments: tuple[str, ...], expected: str
) -> None:
    assert expected in refused(shell, lambda: shell(*arguments))
