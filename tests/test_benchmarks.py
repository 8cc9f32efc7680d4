"""What is measured is the same work: one policy, the same loans, the same answers everywhere.

Where the group `bench` is not installed, what needs it is skipped.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from itertools import count, islice
from pathlib import Path
from random import Random
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import (
    bench_arrears,
    bench_decisions,
    bench_imports,
    bench_loading,
    bench_reviews,
    bench_workflows,
    desk,
    hand,
)
from benchmarks.answers import BENCH, Answer, found_by, of_decision, of_found
from benchmarks.engines import ENGINES
from benchmarks.files import DAY, OF_PAYMENTS, file_of
from benchmarks.measure import Case, Timed, missed, ratio, rounds_of, timed
from benchmarks.report import MARKED, SURROUNDINGS, Comparison, filled_in
from benchmarks.rows import COLUMNS, NULLABLE, facts_of, positional, rows, wire, with_nulls
from benchmarks.run import PAGE, TOPICS, main
from postloan import CORE, review
from postloan.dates import add_months
from postloan.testing.values import days

LOANS: Final = rows(2000)
BY_HAND: Final = [of_found(hand.by_attribute(loan)) for loan in LOANS]
FEW: Final = 200


def installed(package: str) -> None:
    try:
        version(package)
    except PackageNotFoundError:
        pytest.skip(f"{package} is not installed")


# -------------------------------------------------------------------------- the same answers


def test_by_hand_means_the_same_on_a_mapping_and_on_a_tuple() -> None:
    facts = [facts_of(loan) for loan in LOANS]
    assert [of_found(hand.by_name(found)) for found in facts] == BY_HAND
    assert [of_found(hand.by_position(positional(found))) for found in facts] == BY_HAND


def test_by_hand_is_what_the_policy_decides() -> None:
    assert [of_decision(BENCH.decide(facts_of(loan))) for loan in LOANS] == BY_HAND


def test_by_hand_is_what_the_compiled_policy_answers() -> None:
    answer = BENCH.standing_on(None).answering
    assert BENCH.contents.reads == COLUMNS
    plain = [positional(facts_of(loan)) for loan in LOANS]
    assert [of_found(found_by(answer(row, (), 0))) for row in plain] == BY_HAND


@pytest.mark.parametrize("name", ENGINES)
def test_every_engine_gives_the_same_answers(name: str) -> None:
    installed(ENGINES[name].package)
    decide = ENGINES[name].make()
    assert [decide(wire(loan)) for loan in LOANS[:FEW]] == BY_HAND[:FEW]


def test_every_rule_has_loans_that_it_holds_for() -> None:
    met = {answer.floor for answer in BY_HAND}
    met |= {rule for answer in BY_HAND for rule in (*answer.signals, *answer.inspections)}
    assert met == {"", *(rule.id for rule in BENCH.contents.rules())}


def test_what_is_not_decided_is_no_answer() -> None:
    with pytest.raises(ValueError, match="not decided"):
        of_decision(BENCH.decide({"days_past_due": 0}))
    unknown = (0, *[None] * (len(COLUMNS) - 1))
    with pytest.raises(ValueError, match="not decided"):
        found_by(BENCH.standing_on(None).answering(unknown, (), 0))


def test_a_loan_file_makes_the_very_same_facts() -> None:
    for number, loan in enumerate(LOANS[:FEW]):
        found = review(file_of(loan, f"L-{number}"), BENCH, as_of=DAY)
        facts = {name: found.facts[name] for name in COLUMNS}
        told = {name: value for name, value in facts_of(loan).items() if name not in OF_PAYMENTS}
        assert {name: facts[name] for name in told} == told
        assert of_decision(found.decision) == of_found(hand.by_name(facts))


@pytest.mark.parametrize("paid", [0, 1, 20, 36])
def test_a_loop_by_hand_counts_the_same_days_and_amount(paid: int) -> None:
    loan = bench_arrears.loan(36, paid)
    found = bench_arrears.figures(loan)
    assert found.overdue_amount is not None
    counted = found.days_past_due, found.overdue_amount.amount, found.since
    assert counted == bench_arrears.figures_by_hand(loan)


@given(days(), st.integers(-240, 240))
def test_a_month_is_added_by_hand_as_it_is_here(start: date, months: int) -> None:
    assert bench_arrears.month_by_hand(start, months) == add_months(start, months)


# --------------------------------------------------------------------------- what is measured


def test_the_policy_is_as_large_as_a_bank_s_own() -> None:
    contents = BENCH.contents
    sizes = len(contents.floors), len(contents.signals), len(contents.inspections), len(COLUMNS)
    assert sizes == (15, 12, 9, 25)
    kinds = {"bool", "code", "count", "days", "enum", "money", "months", "ratio", "tier"}
    assert {CORE[name].kind for name in COLUMNS} == kinds


def test_the_loans_are_the_same_in_every_run_and_mostly_healthy() -> None:
    assert rows(50) == LOANS[:50] != rows(50, seed=2)
    assert 0.87 < sum(not loan.days_past_due for loan in LOANS) / len(LOANS) < 0.90
    assert sum(answer == Answer(0, "", (), answer.inspections) for answer in BY_HAND) > 1000


def test_a_tenth_of_what_may_be_unknown_is() -> None:
    random = Random(1)  # noqa: S311 -- no secrets
    spotted = [with_nulls(facts_of(loan), random) for loan in LOANS]
    unknown = [name for facts in spotted for name, value in facts.items() if value is None]
    assert set(unknown) == set(NULLABLE)
    assert 0.09 < len(unknown) / len(NULLABLE) / len(LOANS) < 0.11


# ------------------------------------------------------------------------------ the figures


def steady(name: str, *, of: str = "", bar: float | None = None, seconds: float = 1) -> Timed:
    return Timed(name, of, bar, [seconds] * 4)


def test_each_case_is_the_first_of_its_round_in_turn() -> None:
    order = count()
    cases = [Case(name, lambda: float(next(order))) for name in "abc"]
    turns = [min(turn, key=turn.__getitem__) for turn in islice(rounds_of(cases), 4)]
    assert turns == ["a", "b", "c", "a"]


def test_a_ratio_is_of_the_same_round() -> None:
    base = Timed("base", "", None, [1, 10, 1, 1, 1])
    case = Timed("case", "base", 2, [2, 20, 3, 1, 2])
    found = ratio(case, [base, case])
    assert (found.low, found.middle, found.high) == (2, 2, 2)


def test_a_missed_bar_is_told_and_a_met_one_is_not() -> None:
    cases = [
        steady("base"),
        steady("fast", of="base", bar=2, seconds=2),
        steady("slow", of="base", bar=2, seconds=2.25),
        steady("no bar", of="base", seconds=9),
    ]
    assert missed(cases) == ["slow takes 2.25 times as long as base; the bar is 2"]


def test_a_sample_is_of_one_unit() -> None:
    done: list[int] = []
    whole = timed(lambda: done.append(1))()
    assert done == [1]
    assert 0 < whole < 1


def test_a_table_reads_as_it_stands() -> None:
    cases = (
        steady("base", seconds=1.5e-6),
        steady("case", of="base", bar=2, seconds=0.15),
        steady("swift", of="base", seconds=7e-10),
    )
    assert Comparison("one-loan", "one loan", cases).table().splitlines() == [
        "| one loan | takes   | times   | middle half        | as long as | bar       |",
        "| -------- | ------- | ------- | ------------------ | ---------- | --------- |",
        "| base     | 1.50 µs |         |                    |            |           |",
        "| case     | 150 ms  | 100,000 | 100,000 to 100,000 | base       | 2, missed |",
        "| swift    | 0.70 ns | 0.00    | 0.00 to 0.00       | base       |           |",
    ]


def test_a_step_of_every_machine_ends_where_the_others_do() -> None:
    installed("transitions")
    for make in (desk.flat, desk.parallel):
        machine, model = make()
        assert desk.run(machine, model) == "archived"
        assert [(step, who) for _, step, who in model.history] == list(desk.STEPS)
    ended = desk.worked(desk.opened())
    assert ended.state[0].name == "ARCHIVED"
    assert [(event.transition, event.by) for event in ended.events[1:]] == list(desk.STEPS)


# ------------------------------------------------------------------------------ the page


def test_a_page_is_filled_in_between_its_marks_only() -> None:
    page = "before\n<!-- measured: x -->\n\nold\n\n<!-- end -->\nafter\n"
    filled = filled_in(page, {"x": "new\n"})
    assert filled == page.replace("old", "new")
    with pytest.raises(KeyError, match="x"):
        filled_in(page, {"y": ""})


def test_the_page_shows_every_comparison() -> None:
    modules = (
        bench_arrears,
        bench_decisions,
        bench_imports,
        bench_loading,
        bench_reviews,
        bench_workflows,
    )
    assert {module.__name__.rpartition("bench_")[2] for module in modules} == set(TOPICS)
    tests = [name for module in modules for name in vars(module) if name.startswith("test_")]
    names = {name.removeprefix("test_").replace("_", "-") for name in tests}
    places = MARKED.findall(PAGE.read_text(encoding="utf-8"))
    assert {name for _, name, _ in places} == {*names, SURROUNDINGS}


def test_the_page_was_measured_with_the_pinned_engines() -> None:
    root = Path(__file__).parent.parent
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    page = re.sub(r"\s+", " ", PAGE.read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    pins = [pin.replace("==", " ") for pin in (*groups["engines"], *groups["machines"])]
    assert [pin for pin in pins if pin not in page] == []


# ------------------------------------------------------------------------------ the command


@pytest.mark.parametrize(
    "arguments, complaint",
    [
        (
            ["tset"],
            f"there is no topic 'tset'; there are {', '.join(sorted(TOPICS))}",
        ),
        (["imports", "--write"], "--write takes no topics"),
        (["--rounds", "0"], "there is at least one round"),
    ],
)
def test_a_run_that_makes_no_sense_is_refused(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert complaint in capsys.readouterr().err


def test_a_run_prints_its_table() -> None:
    installed("pytest-benchmark")
    command = [sys.executable, "-m", "benchmarks.run", "loading", "--rounds", "1"]
    root = Path(__file__).parent.parent
    alone = {name: value for name, value in os.environ.items() if "PYTEST" not in name}
    run = subprocess.run(
        command, cwd=root, env=alone, capture_output=True, text=True, check=False
    )  # a benchmark that finds itself in a parallel run of tests measures nothing
    assert run.returncode == 0, run.stdout + run.stderr
    assert "| one policy " in run.stdout
    assert "Measured with " in run.stdout
