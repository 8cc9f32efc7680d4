"""A shell in a folder of its own, with a policy and a portfolio to try commands on."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Final

import attrs
import pytest

from postloan.cli.app import main
from tests.unit.cli.documents import LOANS, OWN, file_lines

AS_OF: Final = ("--as-of", "2024-06-30")


@attrs.frozen
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str


class Shell:
    """Runs `postloan` in one folder."""

    def __init__(
        self, folder: Path, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch
    ) -> None:
        self.folder = folder
        self._capsys = capsys
        self._patch = patch

    def __call__(self, *arguments: str) -> Ran:
        code = main(arguments)
        out, err = self._capsys.readouterr()
        return Ran(code, out, err)

    def review(self, input: str, *more: str, policy: str = "own.toml") -> Ran:
        return self("review", input, "--policy", policy, *AS_OF, *more)

    def explain(self, input: str, loan: str, *more: str, policy: str = "own.toml") -> Ran:
        return self("explain", input, loan, "--policy", policy, *AS_OF, *more)

    def write(self, name: str, content: str | bytes) -> str:
        data = content.encode() if isinstance(content, str) else content
        (self.folder / name).write_bytes(data)
        return name

    def type_in(self, data: bytes) -> None:
        """Let standard input hold `data`."""
        self._patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))

    @property
    def names(self) -> set[str]:
        return {path.name for path in self.folder.iterdir()}


@pytest.fixture
def shell(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Shell:
    """A folder with the policy `own.toml`, the table `loans.csv` and the files `files.jsonl`."""
    monkeypatch.chdir(tmp_path)
    shell = Shell(tmp_path, capsys, monkeypatch)
    shell.write("own.toml", OWN)
    shell.write("loans.csv", LOANS)
    shell.write("files.jsonl", file_lines())
    return shell
