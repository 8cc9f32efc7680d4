"""The examples that are distributions, built and installed as their users would."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

EXAMPLES: Final = Path(__file__).parent.parent / "examples"
NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


def run(arguments: Sequence[object], folder: Path, variables: Mapping[str, str] = NOTHING) -> str:
    """Run a command that succeeds, and return what it prints."""
    done = subprocess.run(
        [str(argument) for argument in arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": "", **variables},
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def installed(example: Path, folder: Path) -> Path:
    """Return the Python of an environment in `folder` in which an example is installed.

    The environment is fresh but for this one's packages, which it sees: what is built and
    installed is the example alone.
    """
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], example)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "venv", symlinks=os.name != "nt")
    base = {"base": str(folder / "venv"), "platbase": str(folder / "venv")}
    paths = sysconfig.get_paths("venv", vars=base)
    ours = repr(sysconfig.get_path("purelib"))
    Path(paths["purelib"], "ours.pth").write_text(f"import site; site.addsitedir({ours})\n")
    python = Path(paths["scripts"], "python")
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet"]
    run([*pip, "--no-deps", "--no-index", wheel], folder)
    return python
