"""`dev.py` answers with a sentence where it cannot go on, and installs only when it must."""

from __future__ import annotations

import ast
import importlib.util
import runpy
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import dev

SOURCE = Path(dev.__file__)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[str]]:
    """Put the project into an empty folder, and note the commands instead of running them."""
    made: list[list[str]] = []

    def note(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        made.append(command)
        dev.PYTHON.parent.mkdir(parents=True, exist_ok=True)
        dev.PYTHON.touch()
        return subprocess.CompletedProcess(command, 0, stdout="")

    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(dev, "STAMP", tmp_path / ".venv" / "stamp")
    monkeypatch.setattr(dev, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(subprocess, "run", note)
    (tmp_path / "pyproject.toml").touch()
    return made


def prepared(calls: list[list[str]], *groups: str) -> list[str]:
    """Return the first words of each command that preparing for `groups` runs."""
    calls.clear()
    dev.prepare(frozenset(groups))
    return [command[-1] for command in calls]


def test_an_old_python_can_read_it_and_gets_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    ast.parse(SOURCE.read_text(encoding="utf-8"), feature_version=(3, 7))
    monkeypatch.setattr(sys, "version_info", (3, 8, 18))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer; this is"):
        runpy.run_path(str(SOURCE))


def test_an_unknown_command_is_told_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["tset"]) == 2
    known = (
        "demo, test, lint, types, docs, check, fuzz, bench, mutate, postgres, fix, generate, clean"
    )
    assert capsys.readouterr().err == f"Unknown command 'tset': use one of {known}.\n"


def test_arguments_for_a_command_that_takes_none_are_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert dev.main(["lint", "src"]) == 2
    assert "lint takes no arguments" in capsys.readouterr().err


def test_the_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert [name for name in dev.COMMANDS if f"\n  {name} " not in shown] == []


def test_a_python_without_ensurepip_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, calls: list[list[str]]
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(SystemExit, match="apt install python3-venv"):
        dev.prepare(frozenset())
    assert calls == []


def test_a_failing_installation_shows_its_command_and_last_lines() -> None:
    script = "print(*range(30), sep='\\n'); raise SystemExit(1)"
    with pytest.raises(SystemExit) as caught:
        dev.run_quietly("It failed.", [sys.executable, "-c", script])
    message = str(caught.value)
    assert message.startswith(f"It failed. This was run:\n  {shlex.join([sys.executable])} -c ")
    assert message.endswith("  28\n  29")
    assert "  9\n" not in message


def test_installs_only_what_is_not_there_yet(calls: list[list[str]]) -> None:
    assert prepared(calls) == [str(dev.VENV), "."]
    assert prepared(calls) == []
    assert prepared(calls, "test") == ["pip>=25.1", "--group=test"]
    assert prepared(calls, "lint") == ["pip>=25.1", "--group=lint"]
    assert prepared(calls, "test", "lint") == []
    assert prepared(calls) == []


def test_a_failed_installation_leaves_what_was_there(
    calls: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared(calls)
    with monkeypatch.context() as offline:
        offline.setattr(
            subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, 1, "")
        )
        with pytest.raises(SystemExit, match="can the package index be reached"):
            dev.prepare(frozenset(["test"]))
    assert prepared(calls) == []
    assert prepared(calls, "test") == ["pip>=25.1", "--group=test"]


def test_installs_again_when_the_project_has_changed(calls: list[list[str]]) -> None:
    prepared(calls, "test")
    (dev.ROOT / "pyproject.toml").write_text("changed", encoding="utf-8")
    assert prepared(calls) == ["."]
    assert prepared(calls, "test") == ["pip>=25.1", "--group=test"]


def test_makes_the_environment_again_for_another_python(
    calls: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared(calls)
    monkeypatch.setattr(sys, "version", "another")
    assert prepared(calls) == [str(dev.VENV), "."]
