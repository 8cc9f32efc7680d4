"""What a developer runs, with the standard library alone: `python dev.py --help`.

Keeps a virtual environment in `.venv` beside this file and installs into it what a command
needs, again only when `pyproject.toml`, the Python or the place has changed. The syntax
stays that of Python 3.6, so that a Python that is too old gets as far as the sentence below
(and an even older one shows it, as the line that it cannot read).
"""

import sys

if sys.version_info < (3, 11):
    sys.exit(f"postloan needs Python 3.11 or newer; this is {sys.version.split()[0]}.")

import hashlib
import importlib.util
import json
import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed.json"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LEFTOVERS = (
    ".venv",
    ".coverage",
    ".hypothesis",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    "build",
    "dist",
)

HELP = """\
usage: python dev.py COMMAND [ARGUMENT ...]

  demo      show what the library does, on real loans
  test      run the tests; arguments go to pytest
  lint      check style and formatting (ruff)
  types     check types (mypy), and the public face as users' checkers see it (basedpyright)
  docs      run every example of the documentation; arguments go to pytest
  check     lint, types, and the tests with every branch covered: what a change must pass
  fuzz      throw hostile conditions, policies and loan files at the library (atheris, Linux)
  bench     measure speed against hand-written ifs and other engines, in one run
  mutate    change the rules and the decision, and ask whether a test notices (mutmut)
  postgres  start a PostgreSQL for examples/embedding, installed if need be, until interrupted
  fix       repair style and formatting where that can be done automatically
  generate  write the pages of the reference that are made from the library
  clean     remove the virtual environment, caches and built files

examples:
  python dev.py demo
  python dev.py test tests/test_docs.py -k README
  python dev.py test --hypothesis-profile=search
  python dev.py fuzz --minutes 5 policies
  python dev.py bench decisions
  python dev.py mutate src/postloan/policy/judging/judge.py
  python dev.py check
"""


class Step(NamedTuple):
    """One tool to run: its name in the summary, and what follows `python -m`."""

    name: str
    arguments: list[str]


class Command(NamedTuple):
    """The steps of a command, the dependency groups they need, and who gets the arguments."""

    steps: list[Step]
    groups: frozenset[str] = frozenset()
    passes_arguments: bool = False


LINT = [
    Step("style", ["ruff", "check"]),
    Step("format", ["ruff", "format", "--check"]),
]
TYPES = [
    Step("types", ["mypy"]),
    Step("face", ["basedpyright"]),
    Step("face complete", ["basedpyright", "--verifytypes", "postloan", "--ignoreexternal"]),
]
PYTEST = ["pytest", "--numprocesses=auto", "--dist=worksteal"]
TESTS = [
    Step("old data", ["coverage", "erase"]),
    Step("tests", ["coverage", "run", "-m", *PYTEST, "--hypothesis-profile=thorough"]),
    Step("combined", ["coverage", "combine", "--quiet"]),
    Step("coverage", ["coverage", "report"]),
]
FIX = [
    Step("style", ["ruff", "check", "--fix"]),
    Step("format", ["ruff", "format"]),
]
DOCS = [Step("docs", [*PYTEST, "tests/test_docs.py"])]

COMMANDS = {
    "demo": Command([], passes_arguments=True),
    "test": Command([Step("tests", PYTEST)], frozenset(["test"]), passes_arguments=True),
    "lint": Command(LINT, frozenset(["lint"])),
    "types": Command(TYPES, frozenset(["types"])),
    "docs": Command(DOCS, frozenset(["test"]), passes_arguments=True),
    "check": Command(
        LINT + TYPES + TESTS, frozenset(["lint", "types", "bench", "dmn", "calendars", "embedding"])
    ),
    "fuzz": Command([Step("fuzz", ["fuzz.run"])], frozenset(["fuzz"]), passes_arguments=True),
    "bench": Command(
        [Step("bench", ["benchmarks.run"])], frozenset(["bench"]), passes_arguments=True
    ),
    "mutate": Command(
        [Step("mutate", ["mutation.run"])], frozenset(["mutate"]), passes_arguments=True
    ),
    "postgres": Command([]),
    "fix": Command(FIX, frozenset(["lint"])),
    "generate": Command([Step("pages", ["docs.generate"])], frozenset(["test"])),
    "clean": Command([]),
}


def main(arguments: list[str]) -> int:
    """Run one command and return the exit code: 0 done, 1 failed, 2 not understood."""
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(HELP, end="")
        return 0 if arguments else 2
    name, rest = arguments[0], arguments[1:]
    if name not in COMMANDS:
        print(f"Unknown command {name!r}: use one of {', '.join(COMMANDS)}.", file=sys.stderr)
        return 2
    command = COMMANDS[name]
    if rest and not command.passes_arguments:
        print(f"The command {name} takes no arguments, and got: {' '.join(rest)}.", file=sys.stderr)
        return 2
    if name == "clean":
        return clean()
    if name == "postgres":  # in this process: a child would be killed while it still stops it
        from examples.embedding import postgres

        return postgres.main()
    prepare(command.groups)
    if name == "demo":
        return call([str(ROOT / "examples" / "demo" / "demo.py"), *rest])
    if len(command.steps) == 1:
        return call(["-m", *command.steps[0].arguments, *rest])
    return run_all(command.steps)


def run_all(steps: Iterable[Step]) -> int:
    """Run every step, also after one has failed, then say in a line each how it went."""
    summary = []
    failed = False
    for step in steps:
        print(f"\n== {step.name}: {' '.join(step.arguments)}", flush=True)
        start = time.perf_counter()
        code = call(["-m", *step.arguments])
        seconds = time.perf_counter() - start
        failed = failed or code != 0
        summary.append(f"{step.name:14} {'FAILED' if code else 'ok':6} {seconds:6.1f} s")
    print("\n" + "\n".join(summary), flush=True)
    return 1 if failed else 0


def call(arguments: list[str]) -> int:
    """Run the environment's Python in the project's folder; the output is the developer's."""
    path = os.pathsep.join([str(PYTHON.parent), os.environ.get("PATH", os.defpath)])
    environment = dict(os.environ, PATH=path, VIRTUAL_ENV=str(VENV), PYTHONUTF8="1")
    return subprocess.call([str(PYTHON), *arguments], cwd=str(ROOT), env=environment)


def prepare(groups: frozenset[str]) -> None:
    """Make the environment hold the project and `groups`; do nothing where it does already."""
    place = digest(str(ROOT), sys.version, sys.base_prefix)
    project = digest((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    stamp = read_stamp()
    held = frozenset(stamp.get("groups", "").split())
    if stamp.get("place") != place or not PYTHON.exists():
        make_environment()
        held = frozenset()
    elif stamp.get("project") != project:
        held = frozenset()
    elif groups <= held:
        return
    print("Installing what this command needs into .venv ...", file=sys.stderr)
    if groups:
        pip(["pip>=25.1"])  # the first that knows dependency groups
    pip(["--editable", "."] + [f"--group={group}" for group in sorted(groups)])
    stamp = {"place": place, "project": project, "groups": " ".join(sorted(groups | held))}
    STAMP.write_text(json.dumps(stamp), encoding="utf-8")


def make_environment() -> None:
    """Make an empty virtual environment, or end with a sentence that says what is missing."""
    missing = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if missing:
        sys.exit(
            f"This Python cannot make virtual environments: its module {missing[0]} is missing. "
            "On Debian or Ubuntu, `apt install python3-venv` brings it."
        )
    print("Making .venv ...", file=sys.stderr)
    run_quietly("Making .venv failed.", [sys.executable, "-m", "venv", "--clear", str(VENV)])


def pip(arguments: list[str]) -> None:
    """Install with the environment's pip, or end with what it said last."""
    install = [str(PYTHON), "-m", "pip", "--no-input", "--disable-pip-version-check", "install"]
    trouble = "Installing into .venv failed; can the package index be reached?"
    run_quietly(trouble, [*install, "--quiet", *arguments])


def run_quietly(trouble: str, command: list[str]) -> None:
    """Run a command of the set-up; when it fails, say so and show it with its last lines."""
    done = subprocess.run(
        command,
        cwd=str(ROOT),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        last = "\n".join(f"  {line}" for line in done.stdout.strip().splitlines()[-20:])
        sys.exit(f"{trouble} This was run:\n  {shlex.join(command)}\nand it ended with:\n{last}")


def read_stamp() -> dict[str, str]:
    """Return what the last complete set-up noted; nothing when there was none."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def digest(*texts: str) -> str:
    """Return one hash for several texts."""
    return hashlib.sha256("\0".join(texts).encode("utf-8")).hexdigest()


def clean() -> int:
    """Remove what can be made again."""
    for path in [*(ROOT / name for name in LEFTOVERS), *ROOT.glob(".coverage.*")]:
        if path.is_dir():
            shutil.rmtree(str(path))
        elif path.exists():
            path.unlink()
    for path in list(ROOT.rglob("__pycache__")):
        shutil.rmtree(str(path))
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        sys.exit(f"dev.py cannot go on: {error}")
