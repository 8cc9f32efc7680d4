"""What a run of mutation testing says, and that the list of what no test can notice is true."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from mutation import run
from mutation.survivors import Survivor, judged, reasoned, table

ROOT: Final = Path(__file__).parent.parent
PAGE: Final = ROOT / "docs" / "explanation" / "testing.md"
PROJECT: Final = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONFIG: Final = PROJECT["tool"]["mutmut"]

ONE: Final = Survivor("rules.parse._Parser.factor", "self.depth -= 1", "self.depth = 1")
OTHER: Final = Survivor("rules.parse.parse", "start = 1", "start = 2")


def source_of(function: str) -> str:
    """Return the source of a function of the library, its words one space apart."""
    file, names = ROOT / "src" / "postloan", function.split(".")
    while file.is_dir():
        file /= names.pop(0)
        file = file if file.is_dir() else file.with_suffix(".py")
    text = file.read_text(encoding="utf-8")
    body: Sequence[ast.stmt] = ast.parse(text).body
    for part in names:
        (found,) = (
            node
            for node in body
            if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name == part
        )
        body = found.body
    return " ".join((ast.get_source_segment(text, found) or "").split())


def test_a_listed_change_is_to_what_stands_in_the_source() -> None:
    assert [s for s in reasoned() if s.before not in source_of(s.function)] == []


def test_the_page_shows_every_reason_for_which_a_change_is_listed() -> None:
    assert table() in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "key", ["only_mutate", "do_not_mutate", "pytest_add_cli_args_test_selection"]
)
def test_the_files_that_are_configured_are_there(key: str) -> None:
    assert [pattern for pattern in CONFIG[key] if not list(ROOT.glob(pattern))] == []


def test_a_survivor_without_a_reason_and_a_reason_without_a_survivor_are_faults() -> None:
    assert list(judged([ONE], [ONE], ["rules.parse"])) == []
    assert list(judged([ONE], [], ["rules.parse"])) == [
        "survives: rules.parse._Parser.factor\n  - self.depth -= 1\n  + self.depth = 1"
    ]
    (fault,) = judged([ONE], [ONE, OTHER], ["rules.parse"])
    assert fault.startswith("is listed and does not survive: rules.parse.parse\n")
    assert list(judged([], [ONE, OTHER], ["rules.pars", "rules.check"])) == []


def test_the_tests_of_a_file_are_those_that_stand_as_it_does() -> None:
    files = ["src/postloan/facts/fact.py", "src/postloan/facts/derive.py", "src/postloan/dates.py"]
    assert run.tests_of(files) == ["tests/unit/facts", "tests/unit/test_dates.py"]
    assert run.tests_of(["src/postloan/units.py"]) == []
    assert run.tests_of(["src/postloan/policy/judging/judge.py"]) == ["tests/unit/policy"]


@pytest.mark.parametrize("file", ["judge.py", "src/postloan/nowhere.py", "tests/conftest.py"])
def test_a_file_that_is_not_the_library_s_is_refused(
    file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        run.main([file])
    assert f"there is no file of the library '{file}'" in capsys.readouterr().err


def test_where_mutmut_is_not_installed_a_sentence_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "find_spec", lambda _: None)
    assert run.main([]) == 2
    assert capsys.readouterr().err.startswith("Mutation testing needs mutmut")


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Put a script in the place of the engine; it gets the report's path and the files."""
    script: list[str] = []
    popen = subprocess.Popen

    def started(command: list[str], **options: object) -> object:
        return popen([sys.executable, "-c", script[0], *command[3:]], **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "Popen", started)
    monkeypatch.setattr(run, "find_spec", lambda _: "found")
    monkeypatch.setattr(run, "SECONDS_BETWEEN", 0.2)
    return script


REPORT: Final = """
import json, sys, time
print("1/2  🎉 1 🫥 0  ⏰ 0  🤔 0  🙁 7  🔇 0", flush=True)
time.sleep(0.5)
open(sys.argv[1], "w").write(json.dumps({
    "ends": {"killed": 8, "survived": 1}, "modules": [], "survivors": [
        {"function": "dates.f", "before": "a", "after": sys.argv[2]}]}))
"""


def test_a_run_tells_how_far_it_is_and_each_survivor_without_a_reason(
    engine: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    engine.append(REPORT)
    assert run.main(["src/postloan/dates.py"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "1/2, 7 survive",
        "survives: dates.f",
        "  - a",
        "  + src/postloan/dates.py",
        "8 killed, 1 survived; 1 to look into",
    ]


def test_a_run_that_breaks_shows_its_last_lines_and_leaves_nothing(
    engine: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    engine.append(
        "import os; print(*range(50), sep='\\n'); print(os.listdir()); raise SystemExit(3)"
    )
    assert run.main([]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 40
    assert lines[-2] == "49"
    assert all(name in lines[-1] for name in ("src", "tests", "mutation", "pyproject.toml"))
    assert list(tmp_path.iterdir()) == []
