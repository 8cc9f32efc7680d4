"""Progress: only where somebody watches, seldom, and not for what is short."""

from __future__ import annotations

import io
import sys

import pytest

from postloan.cli.progress import Progress, shown_progress
from postloan.cli.top import Top
from tests.unit.cli.conftest import Shell


class Clock:
    """Tells the seconds that it is given."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def run(seconds_a_loan: float, loans: int, *, terminal: bool) -> str:
    clock, stream = Clock(), io.StringIO()
    progress = Progress(stream, terminal=terminal, clock=clock)
    for _ in range(loans):
        clock.now += seconds_a_loan
        progress.step()
    progress.end()
    return stream.getvalue()


def test_a_short_run_tells_nothing() -> None:
    assert run(0.001, 1999, terminal=True) == ""
    assert run(0.001, 1999, terminal=False) == ""


def test_a_long_run_tells_a_few_times_a_second_and_cleans_up() -> None:
    told = run(0.125, 32, terminal=True)
    assert told.startswith("\rloans read: 16\rloans read: 20\r")
    assert told.endswith("\r")


def test_a_log_is_told_seldom_a_line_each() -> None:
    assert run(1.0, 12, terminal=False) == "loans read: 2\nloans read: 7\nloans read: 12\n"


def test_it_is_told_on_request_where_nobody_watches(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("postloan.cli.progress.PATIENCE", -1.0)
    assert shell.review("files.jsonl").err == ""
    assert shell.review("files.jsonl", "--progress").err == "loans read: 1\n"


def test_it_is_told_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(stream, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr("postloan.cli.progress.PATIENCE", -1.0)
    with shown_progress(always=False) as step:
        step()
    assert stream.getvalue().startswith("\rloans read: 1\r")


def test_the_top_of_nothing_is_nothing() -> None:
    top = Top[str](0)
    top.add((1,), "a")
    assert top.entries() == []
