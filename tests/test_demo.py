"""The demo tells the truth about its data, and the data are what their README says."""

from __future__ import annotations

import csv
import gzip
import re
import runpy
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from examples.demo import demo, prepare
from postloan import FIVE_TIER, LoanFile, load_policy, review

DATA = demo.DATA
SCRIPT = Path(demo.__file__)
TIER_OF_MONTHS_LATE = {
    0: "normal",
    1: "special_mention",
    2: "special_mention",
    3: "special_mention",
    4: "substandard",
    5: "doubtful",
    6: "doubtful",
    7: "loss",
    8: "loss",
}
PUBLISHED = """\
ID,LIMIT_BAL,PAY_0,PAY_2,PAY_3,PAY_4,PAY_5,PAY_6,\
BILL_AMT1,BILL_AMT2,BILL_AMT3,BILL_AMT4,BILL_AMT5,BILL_AMT6,PAY_AMT1
1,20000,4,3,2,-2,-1,0,3913,3102,689,0,-159,1.00E+05,0
"""


def rows_of(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def cards_of(*late: tuple[int, ...]) -> list[demo.Card]:
    return [demo.Card(f"c{n}", months, (100 * n,) * 6) for n, months in enumerate(late)]


def corporate_loan() -> LoanFile:
    return LoanFile.from_json(demo.LOAN.read_text(encoding="utf-8"))


# The data


def test_preparing_keeps_months_late_and_bills_with_the_oldest_month_first(tmp_path: Path) -> None:
    table = tmp_path / "published.csv"
    table.write_text(PUBLISHED, encoding="utf-8")
    assert prepare.main([str(table)], tmp_path) == 0
    (client,) = rows_of(tmp_path / prepare.CARDS)
    assert list(client.values()) == [
        *("1", "0", "0", "0", "2", "3", "4"),
        *("100000", "-159", "0", "689", "3102", "3913"),
    ]
    assert list(client) == list(rows_of(DATA / prepare.CARDS)[0])
    (facts,) = rows_of(tmp_path / prepare.FACTS)
    assert facts == {"loan_id": "1", "product": "card", "days_past_due": "120"}


def test_preparing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    made: list[dict[str, bytes]] = []
    for name in ("published.csv.gz", "other.csv.gz"):
        folder = tmp_path / name.partition(".")[0]
        folder.mkdir()
        table = tmp_path / name
        table.write_bytes(gzip.compress(PUBLISHED.encode(), mtime=len(made)))
        assert prepare.main([str(table)], folder) == 0
        made.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert made[0] == made[1]
    assert set(made[0]) == {prepare.CARDS, prepare.FACTS}


def test_preparing_refuses_part_of_a_dollar() -> None:
    with pytest.raises(ValueError, match=r"not a whole amount: 0\.5"):
        prepare.whole("0.5")


def test_preparing_without_a_table_says_how_it_is_called(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert prepare.main([]) == 2
    assert "usage: python examples/demo/prepare.py" in capsys.readouterr().err


def test_the_facts_for_the_command_line_are_those_of_september() -> None:
    facts = rows_of(DATA / prepare.FACTS)
    assert [(row["loan_id"], row["product"], row["days_past_due"]) for row in facts] == [
        (card.id, "card", str(30 * card.late[-1])) for card in demo.read_cards(demo.CARDS)
    ]


def test_the_shipped_gzip_files_hold_no_name_and_no_time() -> None:
    for name in (prepare.CARDS, prepare.FACTS):
        head = (DATA / name).read_bytes()[:8]
        assert head[3:8] == bytes(5), name


def test_the_loan_file_on_one_line_is_the_same_file() -> None:
    text = demo.LOAN.with_suffix(".jsonl").read_text(encoding="utf-8")
    assert text == corporate_loan().to_json() + "\n"


def test_the_tiers_on_record_in_the_loan_file_are_those_that_the_policy_gives() -> None:
    file = corporate_loan()
    policy = load_policy("bank.branch-measures", parameters=demo.PARAMETERS)
    recorded = {record.on: record.tier for record in file.tiers}
    assert {on: str(review(file, policy, as_of=on).tier) for on in recorded} == recorded
    assert set(demo.REVIEW_DAYS) <= set(recorded)


# The cards


def test_each_month_is_told_the_tier_of_the_month_before() -> None:
    cards = cards_of((0, 2, 4, 5, 7, 0), (0, 0, 0, 0, 0, 0))
    months = demo.review_months(cards, load_policy("cn.credit-card"))
    assert [str(month.decisions[0].tier) for month in months] == [
        *("normal", "special_mention", "substandard", "doubtful", "loss", "normal")
    ]
    assert months[0].decisions[0].facts["classified_before"] is False
    for was, now in pairwise(months):
        for before, after in zip(was.decisions, now.decisions, strict=True):
            assert demo.previous_tier(after) == before.tier
            assert after.facts["classified_before"] is True


def test_equal_facts_share_a_decision_and_it_is_the_one_they_would_get_alone() -> None:
    cards = demo.read_cards(demo.CARDS)[:500]
    policy = load_policy("cn.credit-card")
    together = demo.review_month(cards, policy, 5, None)
    assert len({id(decision) for decision in together.decisions}) < 10
    for card, decision in zip(cards, together.decisions, strict=True):
        (alone,) = demo.review_month([card], policy, 5, None).decisions
        assert alone.explain() == decision.explain()


def test_the_matrix_counts_who_got_worse_and_who_better() -> None:
    cards = cards_of((0,) * 5 + (2,), (2,) * 5 + (0,), (4,) * 5 + (8,), (0,) * 6)
    policy = load_policy("cn.credit-card")
    last = demo.review_months(cards, policy)[-1]
    matrix = demo.migration(last, policy)
    assert (matrix.worse, matrix.better) == (2, 1)
    assert matrix.count(FIVE_TIER["substandard"], FIVE_TIER["loss"]) == 1


def test_the_worst_cards_stand_by_tier_and_then_by_bill() -> None:
    cards = cards_of((0,) * 6, (8,) * 6, (5,) * 6, (7,) * 6)
    month = demo.review_months(cards, load_policy("cn.credit-card"))[-1]
    lines = list(demo.worst_cards(cards, month))
    assert [line.split()[0] for line in lines[3:7]] == ["c3", "c1", "c2", "c0"]
    assert lines[7].startswith("Why card c3: loss")
    assert "days_past_due > 180 (days_past_due is 210 days)" in lines[7]
    assert "Art. 92" in lines[7]


# The loan


def test_the_loan_report_tells_the_story() -> None:
    text = "\n".join(demo.loan_report(corporate_loan()))
    days = dict(re.findall(r"^(\d{4}-\d\d-\d\d)  (\w+) ", text, flags=re.MULTILINE))
    assert days == {
        "2024-03-31": "normal",
        "2024-07-31": "special_mention",
        "2024-09-30": "special_mention",
        "2024-12-31": "substandard",
        "2025-06-30": "doubtful",
    }
    for told in (
        "10 days past due with 2,037,816.67 CNY",
        "9 days late, covered",
        "loss_share: nobody recorded it; could make it loss",
        "visit.doubtful has no date: not stated in Art. 27; set doubtful_visit_every",
        "parameter: doubtful_visit_every = 15 days (supplied)",
        "2025-09-16: doubtful -> loss by over-360-days",
        "(high), Art. 23: report_to_responsible_executive, suspend_drawdown, rectify",
    ):
        assert told in text


def test_a_file_without_schedule_has_no_known_arrears_and_no_tier() -> None:
    whole = corporate_loan()
    file = LoanFile(loan=whole.loan, schedules=None, payments=None)
    policy = load_policy("bank.branch-measures")
    lines = list(demo.day_report(review(file, policy, as_of=demo.REVIEW_DAYS[0])))
    assert lines[0].startswith("2024-03-31  undetermined, arrears not known; ")
    assert lines[-1] == "  done: nothing"


# Text


def test_east_asian_characters_take_two_columns() -> None:
    assert demo.columns("loss 损失") == 9
    assert list(demo.table([("损失", "1"), ("loss", "20")], right=(1,))) == ["损失   1", "loss  20"]


def test_a_text_is_cut_between_characters_and_keeps_to_its_columns() -> None:
    assert demo.cut("normal", 6) == "normal"
    assert demo.cut("at once, late", 9) == "at once…"
    assert demo.cut("逾期九十天", 6) == "逾期…"


def test_progress_shows_on_a_terminal_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    demo.progress("reviewing")
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    demo.progress("reviewing")
    assert capsys.readouterr().err.strip() == "reviewing"


# The whole


def test_an_interruption_ends_the_demo_without_a_trace(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(gzip, "open", interrupt)
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(SCRIPT), run_name="__main__")
    assert ended.value.code == 130
    assert capsys.readouterr() == ("", "")


def test_the_demo_prints_what_the_data_say() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "utf8", str(SCRIPT)],
        cwd=SCRIPT.parents[2],
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert len(lines) <= 200
    late = [int(row["late_2005-09"]) for row in rows_of(demo.CARDS)]
    counts = Counter(TIER_OF_MONTHS_LATE[months] for months in late)
    september = next(line for line in lines if line.startswith("2005-09-30 "))
    figures = [int(n) for n in re.findall(r" (\d+)(?= |$)", september)]
    assert figures == [*(counts[tier.id] for tier in FIVE_TIER), late.count(1)]
    assert sum(counts.values()) == 30_000
    assert any('outside_force="as_if"' in line for line in lines)
    assert lines[-2].endswith("--policy bank.branch-measures --as-of 2024-09-30")
    assert lines[-1].endswith("policies show cn.credit-card")
