"""The plugin of `examples/plugin` is built, installed and run, as its users would.

The environment is fresh but for this one's packages, which it sees: what is built and installed
is the plugin alone.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Sequence
from pathlib import Path

import pytest

PLUGIN = Path(__file__).parent.parent / "examples" / "plugin"


def run(arguments: Sequence[object], folder: Path) -> str:
    done = subprocess.run(
        [str(argument) for argument in arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": ""},
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment in which the plugin is installed."""
    folder = tmp_path_factory.mktemp("plugin")
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], PLUGIN)
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


def test_it_is_listed_its_policy_is_sound_and_its_own_tests_pass(python: Path) -> None:
    postloan = [python, "-m", "postloan.cli"]
    listed = run([*postloan, "plugins"], python.parent)
    assert "harbour-postloan 1.0: ok\n  policy harbour.post-loan 2026\n  fact days_since" in listed
    checked = run([*postloan, "policies", "check", "harbour.post-loan"], python.parent)
    assert checked.endswith("1 policy: 0 faults, 3 examples, 0 failed, 0 findings\n")
    tested = run([python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"], PLUGIN)
    assert "6 passed" in tested
