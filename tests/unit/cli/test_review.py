"""`postloan review`: the summary, the rows it writes, and when it fails."""

from __future__ import annotations

import csv
import gzip
import json
from datetime import date

import pytest

from postloan.citation import Document
from postloan.facts.catalogue import CORE
from postloan.policy.loading import Editions, load_policy
from postloan.policy.policy import Policy
from tests.unit.cli.conftest import AS_OF, Shell
from tests.unit.cli.documents import LOANS, OWN, file_lines, loan_file

TABLE = ("--currency", "CNY", "--keep", "branch")

SUMMARY = """\
bank.own 2024 on 2024-06-30: loans.csv
Own measures 自有办法 (A bank, edition 2024)

4 loans

Tiers
  tier                     loans  share  could be worse
  normal           正常        1  25.0%               0
  special_mention  关注        0   0.0%               0
  substandard      次级        1  25.0%               0
  doubtful         可疑        0   0.0%               0
  loss             损失        0   0.0%               0
  undetermined     未确定      1  25.0%               1
  not applicable   不适用      1  25.0%               0

Signals
  severity  signal            raised  possible
  high      misappropriation       1         0
  low       sued                   0         1

Not known, by the number of loans it could move
  name           kind  loans  could move
  days_past_due  fact      1           1
  lawsuit        fact      1           0

Worst loans
  loan    tier          could be     days past due  by
  L-2     substandard   substandard             91  long-overdue, Art. 2
  贷款-3  undetermined  substandard                 no floor holds

By
  Own measures 自有办法 (A bank, edition 2024)
  The law (edition 2004)

Why, loan by loan:
  postloan explain loans.csv L-2 --policy own.toml --as-of 2024-06-30 --keep branch --currency CNY
"""


def test_a_table_is_summed_up(shell: Shell) -> None:
    ran = shell.review("loans.csv", *TABLE)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == SUMMARY


def test_a_table_of_tiers_says_where_the_policy_has_no_rule_of_them(shell: Shell) -> None:
    ran = shell.review("loans.csv", *TABLE, policy="cn.early-warning")
    assert "  the policy has no rule of tiers, so the best level says nothing" in ran.out
    assert "has no rule of tiers" not in SUMMARY


def test_loan_files_show_what_is_due(shell: Shell) -> None:
    ran = shell.review("files.jsonl", "--top", "2")
    assert ran.code == 0
    assert (
        """
What is due
  rule          role              late  in 30 days  undated  possible
  rectified     customer_manager     0           1        0         0
  visit.bad                          0           0        1         0
  visit.normal  customer_manager     2           0        0         0

Most urgent
  due               loan  rule
  2024-03-31  late  F-2   visit.normal
  2024-03-31  late  F-3   visit.normal
"""
        in ran.out
    )


def test_an_unknown_tier_makes_what_is_due_possible(shell: Shell) -> None:
    shell.write(
        "new.jsonl", loan_file("F-9").to_json().replace('"payments": []', '"payments": null')
    )
    ran = shell.review("new.jsonl", "--set", "visit_every=1 month", "--as-of", "2024-02-01")
    rows = [line.split() for line in ran.out.splitlines()]
    assert ["visit.bad", "0", "0", "0", "1"] in rows


def test_nothing_due_soon_says_so(shell: Shell) -> None:
    shell.write(
        "calm.toml", OWN.partition("[[inspection]]")[0] + "[[example]]\nid='x'\ngiven={}\nexpect={}"
    )
    ran = shell.review("files.jsonl", policy="calm.toml")
    assert "What is due\n  nothing\n" in ran.out


def test_what_is_due_later_or_is_undated_is_nothing_urgent(shell: Shell) -> None:
    assert "Most urgent" not in shell.review("files.jsonl", "--top", "0").out


@pytest.mark.parametrize(
    "name, content",
    [("none.csv", "loan_id,days_past_due\n"), ("none.jsonl", ""), ("blank.jsonl", "\n \n")],
)
def test_an_input_without_loans_is_no_fault(shell: Shell, name: str, content: str) -> None:
    shell.write(name, content)
    ran = shell.review(name)
    assert (ran.code, ran.err) == (0, "")
    assert "\n0 loans\n" in ran.out
    assert "  normal           正常        0      -               0\n" in ran.out
    assert "explain" not in ran.out


def test_one_loan_is_a_loan(shell: Shell) -> None:
    shell.write("one.csv", "loan_id,days_past_due\nL-1,0\n")
    ran = shell.review("one.csv")
    assert "\n1 loan\n" in ran.out
    assert "postloan explain one.csv L-1 --policy own.toml" in ran.out


def test_a_loan_that_could_be_worse_is_counted_in_its_tier(shell: Shell) -> None:
    shell.write(
        "one.csv",
        "loan_id,days_past_due,overdue_amount,funds_misappropriated\n"
        "L-1,91,,false\nL-2,91,5,false\n",
    )
    ran = shell.review("one.csv", "--currency", "CNY")
    rows = [line.split() for line in ran.out.splitlines()]
    assert ["substandard", "次级", "2", "100.0%", "1"] in rows


def test_loans_of_which_it_is_not_known_if_the_policy_applies_are_told(shell: Shell) -> None:
    shell.write("two.csv", "loan_id,days_past_due\nL-1,0\nL-2,5\n")
    scope = "bank.own applies only to product != 'card'; product is not known for "
    ran = shell.review("two.csv")
    assert f"\n{scope}2 loans, decided as if it did\n" in ran.out
    shell.write("one.csv", "loan_id,days_past_due,product\nL-1,0,\nL-2,5,card\n")
    ran = shell.review("one.csv")
    assert f"\n{scope}1 loan, decided as if it did\n" in ran.out


def test_truth_may_be_written_as_spreadsheets_do(shell: Shell) -> None:
    shell.write("more.csv", LOANS.replace("false", "FALSE").replace("true", "True"))
    assert shell.review("more.csv", *TABLE).out == SUMMARY.replace("loans.csv", "more.csv")


def test_one_loan_file_may_be_spread_over_lines(shell: Shell) -> None:
    text = json.dumps(json.loads(loan_file("F-2").to_json()), indent=2)
    shell.write("one.json", text)
    ran = shell.review("one.json")
    assert (ran.code, ran.err) == (0, "")
    assert "\n1 loan\n" in ran.out
    assert shell.explain("one.json", "F-2").code == 0


def test_loans_that_are_not_yet_disbursed_are_counted(shell: Shell) -> None:
    later = loan_file("F-4").to_json().replace('"2024-01-05"', '"2024-08-01"')
    later = later.replace('"2024-03-31"', '"2024-09-30"')
    shell.write("more.jsonl", f"{later}\n{file_lines()}")
    for out in ("out.csv", "out.jsonl"):
        ran = shell.review("more.jsonl", "--out", out, "--fail-on", "undetermined")
        assert (ran.code, ran.err) == (0, "")
        assert "\n4 loans\n" in ran.out
        rows = [line.split() for line in ran.out.splitlines()]
        assert ["not", "yet", "disbursed", "未发放", "1", "25.0%", "0"] in rows
    assert "not yet" not in shell.review("files.jsonl").out
    note = "not yet disbursed: disbursed on 2024-08-01"
    first, second, *_ = csv.DictReader((shell.folder / "out.csv").read_text("utf-8").splitlines())
    assert {name for name, cell in first.items() if cell} == {"loan_id", "note"}
    assert (first["note"], second["note"]) == (note, "")
    lines = (shell.folder / "out.jsonl").read_text("utf-8").splitlines()
    row, other = map(json.loads, lines[:2])
    assert row.keys() == other.keys()
    assert (row["note"], row["tier"], row["applies"], row["floors"]) == (note, None, None, [])
    assert other["note"] is None


def test_a_table_may_be_compressed_marked_and_ended_by_windows(shell: Shell) -> None:
    data = ("\ufeff" + LOANS.replace("\n", "\r\n")).encode()
    shell.write("loans.csv.gz", gzip.compress(data))
    assert shell.review("loans.csv.gz", *TABLE).out == SUMMARY.replace("loans.csv", "loans.csv.gz")


def test_loan_files_may_be_compressed(shell: Shell) -> None:
    shell.write("files.jsonl.gz", gzip.compress(file_lines().encode()))
    assert "\n3 loans\n" in shell.review("files.jsonl.gz").out


def test_standard_input_is_read(shell: Shell) -> None:
    shell.type_in(LOANS.encode())
    ran = shell.review("-", "--format", "csv", *TABLE)
    assert ran.out.startswith("bank.own 2024 on 2024-06-30: standard input\n")
    assert "postloan explain - L-2 " in ran.out
    assert ran.out.endswith(" --format csv\n")


def test_cells_may_have_space_quotes_and_blank_lines_around_them(shell: Shell) -> None:
    shell.write("spaced.csv", 'loan_id , days_past_due\n\n" L-1 ", 91\n"L,2",  \n')
    ran = shell.review("spaced.csv", "--out", "out.csv")
    assert ran.code == 0
    rows = list(csv.reader((shell.folder / "out.csv").read_text(encoding="utf-8").splitlines()))
    assert [row[:3] for row in rows[1:]] == [["L-1", "", "substandard"], ["L,2", "", ""]]


def test_a_signal_on_record_and_the_tier_of_another_dimension_have_columns(shell: Shell) -> None:
    shell.write(
        "more.csv",
        "loan_id,days_past_due,signal:misappropriation,stage.previous_tier,previous_tier\n"
        "L-1,0,true,loss,normal\n",
    )
    ran = shell.review("more.csv", "--out", "out.jsonl")
    assert ran.code == 0
    row = json.loads((shell.folder / "out.jsonl").read_text(encoding="utf-8"))
    assert (row["tier"], row["signals"]) == ("special_mention", ["misappropriation"])


def test_what_the_policy_decides_may_be_kept_as_it_was(shell: Shell) -> None:
    shell.write("more.csv", "loan_id,days_past_due,tier_fell\nL-1,0,who knows\n")
    ran = shell.review("more.csv", "--keep", "tier_fell", "--out", "out.csv")
    assert ran.code == 0
    assert "\nL-1,who knows,," in (shell.folder / "out.csv").read_text(encoding="utf-8")


def test_many_gaps_are_cut_short(shell: Shell) -> None:
    ratios = [name for name, fact in CORE.items() if fact.kind == "ratio"][:11]
    signals = "".join(f'[[signal]]\nid = "{r}"\nwhen = "{r} > 0.5"\n' for r in ratios)
    head, _, rest = OWN.partition("[[signal]]")
    shell.write("many.toml", f"{head}{signals}[[signal]]{rest}")
    shell.write("one.csv", "loan_id,days_past_due\nL-1,0\n")
    assert "\n  and 4 more\n" in shell.review("one.csv", policy="many.toml").out


# ------------------------------------------------------------------------------ --out


def test_the_rows_hold_what_is_kept_and_what_was_decided(shell: Shell) -> None:
    ran = shell.review("loans.csv", *TABLE, "--out", "out.csv")
    assert "\nwritten: out.csv\n" in ran.out
    assert (shell.folder / "out.csv").read_text(encoding="utf-8") == (
        "loan_id,branch,applies,tier,at_least,could_be,floors,signals,possible_signals,gaps\n"
        "L-1,上海,true,normal,normal,normal,,,,\n"
        "L-2,北京,true,substandard,substandard,substandard,long-overdue;overdue;diverted,"
        "misappropriation,,\n"
        "贷款-3,,true,,normal,substandard,,,sued,days_past_due;lawsuit\n"
        "L-4,广州,false,,,,,,,\n"
    )
    assert not [name for name in shell.names if name.endswith(".part")]


def test_the_rows_of_loan_files_hold_what_is_due_next(shell: Shell) -> None:
    shell.review("files.jsonl", "--out", "out.csv")
    rows = list(csv.DictReader((shell.folder / "out.csv").read_text("utf-8").splitlines()))
    assert [row["next_due"] for row in rows] == ["2024-11-30", "2024-03-31", "2024-03-31"]
    assert (rows[1]["next_due_rule"], rows[1]["next_due_status"]) == ("visit.normal", "late")


def test_a_loan_with_nothing_due_has_blank_cells(shell: Shell) -> None:
    shell.write(
        "calm.toml", OWN.partition("[[inspection]]")[0] + "[[example]]\nid='x'\ngiven={}\nexpect={}"
    )
    shell.review("files.jsonl", "--out", "out.csv", policy="calm.toml")
    rows = list(csv.DictReader((shell.folder / "out.csv").read_text("utf-8").splitlines()))
    assert {row["next_due"] for row in rows} == {""}


def test_a_line_of_json_carries_agenda_and_receipt(shell: Shell) -> None:
    shell.review("files.jsonl", "--out", "out.jsonl", "--known-on", "2024-05-01")
    lines = (shell.folder / "out.jsonl").read_text(encoding="utf-8").splitlines()
    row = json.loads(lines[1])
    assert (row["loan_id"], row["floors"]) == ("F-2", ["long-overdue", "overdue"])
    assert [item["due"] for item in row["agenda"]] == ["2024-03-31", "2024-11-30", None]
    assert row["receipt"]["known_on"] == "2024-05-01"
    assert row["receipt"]["policy"]["id"] == "bank.own"


def test_the_receipt_of_a_row_names_what_the_policy_extends(shell: Shell) -> None:
    shell.write("child.toml", OWN.replace('"bank.own"', '"bank.child"').partition("[conv")[0])
    head = 'format = "postloan.policy/1"\n[policy]\nid = "bank.child"\nedition = "1"\ntitle = "C"\n'
    shell.write("child.toml", head + 'extends = ["bank.own"]\n')
    ran = shell.review("loans.csv", *TABLE, "--out", "out.jsonl", policy="child.toml")
    assert ran.code == 0
    row = json.loads((shell.folder / "out.jsonl").read_text("utf-8").splitlines()[1])
    assert row["branch"] == "北京"
    receipt = row["receipt"]
    assert [parent["id"] for parent in receipt["parents"]] == ["bank.own"]
    assert ["visit_every", "not stated"] in receipt["parameters"]
    assert "agenda" not in row


def test_a_result_takes_the_place_of_an_older_one_only_when_complete(shell: Shell) -> None:
    shell.write("out.csv", "old")
    shell.write("bad.csv", LOANS + "L-5,card,-1,0,false,false,x\n")
    before = shell.names
    assert shell.review("bad.csv", *TABLE, "--out", "out.csv").code == 2
    assert (shell.folder / "out.csv").read_text(encoding="utf-8") == "old"
    assert shell.names == before
    assert shell.review("loans.csv", *TABLE, "--out", "out.csv").code == 0
    assert (shell.folder / "out.csv").read_text(encoding="utf-8") != "old"


# -------------------------------------------------------------------------- --fail-on


@pytest.mark.parametrize(
    "what, count",
    [
        ("undetermined", 1),
        ("gaps", 1),
        ("normal", 3),
        ("special_mention", 1),
        ("substandard", 1),
        ("doubtful", 0),
        ("could-be:normal", 3),
        ("could-be:substandard", 2),
        ("could-be:doubtful", 0),
        ("signal:high", 1),
        ("signal:low", 1),
    ],
)
def test_a_run_fails_on_what_it_is_told_to(shell: Shell, what: str, count: int) -> None:
    ran = shell.review("loans.csv", *TABLE, "--fail-on", what)
    assert ran.code == (1 if count else 0)
    assert f"\n--fail-on {what}: {count} matched\n" in ran.out
    assert ran.out.startswith(SUMMARY.partition("\nBy\n")[0])


def test_an_option_of_one_value_may_stand_before_the_input(shell: Shell) -> None:
    options = ("--policy", "own.toml", *AS_OF, "--currency", "CNY", "--keep", "branch")
    ran = shell("review", *options, "--fail-on", "substandard", "loans.csv")
    assert (ran.code, ran.err) == (1, "")


def test_a_run_fails_on_what_is_late(shell: Shell) -> None:
    ran = shell.review("files.jsonl", "--fail-on", "loss", "--fail-on", "late")
    assert ran.code == 1
    assert "--fail-on loss: 0 matched\n--fail-on late: 2 matched\n" in ran.out


# ---------------------------------------------------------------------- the policy's days

AS_IF = ("--outside-force", "as_if")


def test_a_policy_outside_its_days_is_refused(shell: Shell) -> None:
    ran = shell.review("loans.csv", *TABLE, "--as-of", "2019-12-31")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "--policy: bank.own edition 2024 comes into force on 2020-01-01 and is not yet in force "
        "on 2019-12-31; give --outside-force as_if to apply it all the same\n"
    )


def test_a_file_is_refused_outside_the_days_of_what_it_extends(shell: Shell) -> None:
    shell.write("one.csv", "loan_id,days_past_due\nL-1,91\n")
    shell.write(
        "child.toml",
        'format = "postloan.policy/1"\n[policy]\nid = "bank.child"\nedition = "1"\ntitle = "C"\n'
        'extends = ["cn.asset-classification"]\n',
    )
    before = ("--as-of", "2006-12-31")
    ran = shell.review("one.csv", *before, policy="child.toml")
    assert (ran.code, ran.out) == (2, "")
    assert "--policy: cn.asset-classification edition " in ran.err
    ran = shell.review("one.csv", *before, *AS_IF, policy="child.toml")
    assert "NOT IN FORCE on 2006-12-31 (cn.asset-classification 2023: 2023-07-01 to …): " in ran.out


def test_an_edition_that_ships_is_refused_before_its_days(shell: Shell) -> None:
    shell.write("one.csv", "loan_id,days_past_due\nL-1,0\n")
    for policy in ("cn.asset-classification", "cn.asset-classification@2023"):
        ran = shell.review("one.csv", "--as-of", "2006-12-31", policy=policy)
        assert ran.code == 2
        assert "give --outside-force as_if" in ran.err


def test_a_policy_applied_as_if_says_so_plainly(shell: Shell) -> None:
    for input in ("loans.csv", "files.jsonl"):
        options = TABLE if input == "loans.csv" else ()
        ran = shell.review(input, *options, *AS_IF, "--as-of", "2030-01-01", "--out", "o.jsonl")
        assert ran.code == 0
        days = "bank.own 2024: 2020-01-01 to 2029-12-31"
        note = f"NOT IN FORCE on 2030-01-01 ({days}): applied as if it were"
        assert ran.out.splitlines()[2] == note
        assert ran.out.rstrip().endswith("--outside-force as_if")
        row = json.loads((shell.folder / "o.jsonl").read_text("utf-8").splitlines()[0])
        assert row["receipt"]["in_force"] is False


def by_contract(first: date, last: date, edition: str) -> Policy:
    force = f"in_force = {{ from = {first}, until = {last} }}"
    text = OWN.replace("in_force = { from = 2020-01-01, until = 2029-12-31 }", force)
    text = text.replace('edition = "2024"', f'edition = "{edition}"')
    return Policy.from_text(
        text.replace("[documents", 'applies_by = "contract_date"\n[documents', 1)
    )


@pytest.fixture
def contracts(monkeypatch: pytest.MonkeyPatch, shell: Shell) -> None:
    """A policy of two editions, each for the contracts of its days, and three loans."""
    old = by_contract(date(2010, 1, 1), date(2019, 12, 31), "old")
    new = by_contract(date(2020, 1, 1), date(2029, 12, 31), "new")
    home = "postloan.cli.choosing"
    monkeypatch.setattr(f"{home}.load_policy", lambda *_, **__: new)
    monkeypatch.setattr(f"{home}.load_editions", lambda *_, **__: Editions((old, new)))
    signed = '"signed_on": "2019-06-01", "disbursed_on"'
    early = loan_file("F-1").to_json().replace('"disbursed_on"', signed)
    late = early.replace("2019-06-01", "2023-06-01").replace("F-1", "F-2")
    shell.write("signed.jsonl", f"{early}\n{late}\n")
    before = early.replace("2019-06-01", "2009-06-01").replace("F-1", "F-3")
    shell.write("before.jsonl", f"{late}\n{before}\n{loan_file('F-4').to_json()}\n")


@pytest.mark.usefixtures("contracts")
def test_the_date_of_its_contract_picks_each_loans_edition(shell: Shell) -> None:
    ran = shell.review("signed.jsonl", "--out", "o.jsonl", policy="bank.own")
    assert ran.out.startswith("bank.own edition by each loan's contract on 2024-06-30: ")
    rows = map(json.loads, (shell.folder / "o.jsonl").read_text("utf-8").splitlines())
    assert [row["receipt"]["policy"]["edition"] for row in rows] == ["old", "new"]


@pytest.mark.usefixtures("contracts")
def test_a_contract_outside_every_edition_is_a_problem_of_its_loan(shell: Shell) -> None:
    ran = shell.review("before.jsonl", policy="bank.own")
    assert ran.code == 2
    first, second = ran.err.splitlines()
    assert "line 2, loan F-3: bank.own edition old comes into force on 2010-01-01" in first
    assert "give --outside-force as_if" in first
    assert "line 3, loan F-4: Loan.signed_on must be stated" in second


@pytest.mark.usefixtures("contracts")
def test_contracts_outside_the_policys_days_are_counted(shell: Shell) -> None:
    lines = (shell.folder / "before.jsonl").read_text("utf-8").splitlines()
    shell.write("two.jsonl", "\n".join(lines[:2]))
    ran = shell.review("two.jsonl", *AS_IF, policy="bank.own@new")
    assert "\nNOT IN FORCE for 1 of the contracts: applied as if it were\n" in ran.out


# ------------------------------------------------------------------------------ --set


def test_a_parameter_that_is_set_counts(shell: Shell) -> None:
    settings = ("--set", "limit=100", "--set", "visit_every=3 months", "--set", "large=2500")
    ran = shell.review("loans.csv", *TABLE, *settings, "--out", "o.jsonl")
    assert ran.code == 0
    rows = [json.loads(line) for line in (shell.folder / "o.jsonl").read_text("utf-8").splitlines()]
    assert rows[1]["tier"] == "special_mention"
    parameters = dict(rows[1]["receipt"]["parameters"])
    assert (parameters["large"], parameters["visit_every"]) == ("2500 CNY", "3 months")
    assert "--set limit=100 --set 'visit_every=3 months' --set large=2500" in ran.out


# -------------------------------------------------------------------------- the documents


def test_only_a_loan_that_is_among_the_worst_is_looked_at_closely(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = (91, *range(1, 90))
    shell.write("many.csv", "loan_id,days_past_due\n" + "".join(f"L-{d},{d}\n" for d in days))
    calls = iter(("the only one",))
    monkeypatch.setattr("postloan.cli.summary._by", lambda _: next(calls))
    ran = shell.review("many.csv", "--top", "1")
    assert (ran.code, ran.out.count("the only one")) == (0, 1)


def test_one_document_alone_is_named_once(shell: Shell) -> None:
    shell.write("one.toml", OWN.replace('{ document = "law", article = "Art. 2" }', '"Art. 2"'))
    ran = shell.review("loans.csv", *TABLE, policy="one.toml")
    assert ran.out.count("Own measures") == 1
    assert "\nBy\n" not in ran.out


def test_every_document_that_is_cited_is_named_once(shell: Shell) -> None:
    ran = shell.review("loans.csv", *TABLE)
    assert ran.out.count(str(Document(title="The law", edition="2004"))) == 1
    assert (
        load_policy("cn.asset-classification").id
        in shell("review", "files.jsonl", "--policy", "cn.asset-classification", *AS_OF).out
    )
