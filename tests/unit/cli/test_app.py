"""The command as a whole: help at once, quiet ends, and any terminal."""

from __future__ import annotations

import importlib
import io
import os
import subprocess
import sys
from typing import Final

import pytest

import postloan
from postloan.cli import app, sources
from tests.unit.cli.conftest import AS_OF, Shell

PARSERS: Final = (
    (),
    ("review",),
    ("explain",),
    ("policies",),
    ("policies", "list"),
    ("policies", "show"),
    ("policies", "check"),
)


@pytest.mark.parametrize("parser", PARSERS, ids=" ".join)
def test_every_help_text_ends_with_an_example(shell: Shell, parser: tuple[str, ...]) -> None:
    ran = shell(*parser, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert f"example:\n  postloan {' '.join(parser)}".strip() in ran.out


def test_the_version_is_told(shell: Shell) -> None:
    ran = shell("--version")
    assert (ran.code, ran.out) == (0, f"postloan {postloan.__version__}\n")


def test_help_loads_nothing_of_the_library_but_its_version() -> None:
    script = (
        "import sys; before = set(sys.modules)\n"
        "from postloan.cli import main; main(['review', '--help'])\n"
        "print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, encoding="utf-8"
    )
    loaded = set(done.stdout.splitlines()[-1].split())
    ours = {name for name in loaded if name.startswith("postloan")}
    assert ours == {
        "postloan",
        "postloan.cli",
        "postloan.cli.app",
        "postloan.cli.options",
        "postloan.version",
    }
    assert loaded & {"attr", "csv", "decimal", "json", "tomllib", "dateutil", "pathlib"} == set()


def test_the_module_runs_the_command() -> None:
    module = importlib.import_module("postloan.cli.__main__")
    assert module.main is app.main


def test_it_runs_as_a_module_and_in_an_encoding_that_cannot_write_everything(
    shell: Shell,
) -> None:
    command = [sys.executable, "-m", "postloan.cli", "review", "loans.csv", "--policy", "own.toml"]
    done = subprocess.run(
        [*command, *AS_OF, "--currency", "CNY", "--keep", "branch"],
        check=False,
        capture_output=True,
        cwd=shell.folder,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert rb"\u8d37\u6b3e-3" in done.stdout


def test_a_reader_that_leaves_is_no_fault_and_the_exit_code_still_tells(shell: Shell) -> None:
    script = (
        "import os, sys\n"
        "read, write = os.pipe()\n"
        "os.close(read)\n"
        "os.dup2(write, 1)\n"
        "from postloan.cli import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    command = [sys.executable, "-c", script, "review", "loans.csv", "--policy", "own.toml"]
    done = subprocess.run(
        [*command, *AS_OF, "--currency", "CNY", "--keep", "branch", "--fail-on", "substandard"],
        check=False,
        capture_output=True,
        cwd=shell.folder,
    )
    assert (done.returncode, done.stderr) == (1, b"")


class Left(io.StringIO):
    """Standard output of which the reader has left."""

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self.descriptor = descriptor

    def flush(self) -> None:
        raise BrokenPipeError

    def fileno(self) -> int:
        return self.descriptor


def test_what_the_reader_did_not_take_goes_nowhere(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (shell.folder / "stdout").open("wb") as stream:
        monkeypatch.setattr(sys, "stdout", Left(stream.fileno()))
        assert app.main(["policies", "show", "own.toml"]) == 0
        os.write(stream.fileno(), b"the rest")
    assert (shell.folder / "stdout").read_bytes() == b""


def test_standard_output_may_be_anything_that_can_be_written_to(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    assert shell("policies", "show", "own.toml").code == 0
    assert stream.getvalue().startswith("bank.own 2024")


def test_an_interruption_is_quiet_and_leaves_nothing_half_written(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        assert any(name.endswith(".part") for name in shell.names)
        raise KeyboardInterrupt

    before = shell.names
    monkeypatch.setattr("postloan.cli.loans.numbered_lines", interrupted)
    ran = shell.review("files.jsonl", "--out", "out.csv")
    assert (ran.code, ran.out, ran.err) == (130, "", "")
    assert shell.names == before


def test_a_fault_of_the_system_is_told_in_a_sentence(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(_: str) -> None:
        raise PermissionError(13, "Permission denied", "policies")

    monkeypatch.setattr("postloan.cli.showing.find_policy", failing)
    ran = shell("policies", "show", "own.toml")
    assert (ran.code, ran.out, ran.err) == (2, "", "postloan: policies: Permission denied\n")


@pytest.mark.usefixtures("shell")
@pytest.mark.parametrize(
    "program, found, expected",
    [
        ("postloan", None, "postloan"),
        (".venv/bin/postloan", None, ".venv/bin/postloan"),
        (".venv/bin/postloan", "elsewhere/postloan", ".venv/bin/postloan"),
        (".venv/bin/postloan", ".venv/bin/../bin/postloan", "postloan"),
        ("postloan/cli/__main__.py", None, "py -m postloan.cli"),
    ],
)
def test_hints_call_the_program_as_it_was_called(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    program: str,
    found: str | None,
    expected: str,
) -> None:
    monkeypatch.setattr("shutil.which", lambda _: found)
    monkeypatch.setattr(sys, "orig_argv", ["py", "-m", "postloan.cli"])
    review = ["review", "loans.csv", "--policy", "own.toml", *AS_OF, "--currency", "CNY"]
    monkeypatch.setattr(sys, "argv", [program, *review, "--keep", "branch"])
    assert app.main() == 0
    assert f"\n  {expected} explain loans.csv L-2 --policy " in capsys.readouterr().out
    monkeypatch.setattr(sys, "argv", [program, "review", "--nothing"])
    assert app.main() == 2
    assert capsys.readouterr().err.endswith(f"\nsee {expected} review --help\n")


def test_the_process_gives_its_own_arguments(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["postloan", "policies", "show", "own.toml"])
    assert app.main() == 0
    assert capsys.readouterr().out.startswith("bank.own 2024\n")
    assert sources.name_of("-") == "standard input"
    assert shell.names
