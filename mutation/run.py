"""Changes the library here and there, and asks whether a test notices: `python dev.py mutate`.

Works on a copy in a temporary folder. What survives is either reasoned in `tests/mutants.toml`
or a fault: of the tests, most often.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from mutation.survivors import Survivor, judged, reasoned

__all__ = ["main"]

ROOT: Final = Path(__file__).parent.parent
SECONDS_BETWEEN: Final = 20
"""Two lines of progress are so far apart."""

_COPIED: Final = ("src", "tests", "mutation")
_LAST_LINES: Final = 40
_STATE: Final = re.compile(r"(\d+/\d+)  🎉.*?🙁 (\d+)")


def main(arguments: Sequence[str]) -> int:
    """Return 0 where each survivor is reasoned, 1 where one is not, 2 where nothing could run."""
    parser = argparse.ArgumentParser(prog="python dev.py mutate", description=__doc__)
    parser.add_argument(
        "files", nargs="*", metavar="FILE", help="of src (default: those of [tool.mutmut])"
    )
    files = parser.parse_args(arguments).files
    for file in files:
        if not (file.startswith("src/") and file.endswith(".py") and (ROOT / file).is_file()):
            parser.error(f"there is no file of the library {file!r}; name one as src/.../x.py")
    if find_spec("mutmut") is None or sys.platform == "win32":
        print("Mutation testing needs mutmut, which runs on Linux and macOS.", file=sys.stderr)
        return 2
    with TemporaryDirectory(prefix="postloan-mutate-") as folder:
        found = attempted(Path(folder), [*files, *tests_of(files)])
    if found is None:
        return 2
    ends, survivors, modules = found
    faults = list(judged(survivors, reasoned(), modules))
    for fault in faults:
        print(fault)
    print(", ".join(f"{count} {end}" for end, count in ends.items()), end="; ")
    print(f"{len(faults)} to look into" if faults else "each survivor is reasoned")
    return 1 if faults else 0


def tests_of(files: Sequence[str]) -> list[str]:
    """Return the unit tests that stand where the files do, or nearest above, in order."""
    found = (_beside(Path(file).relative_to("src/postloan")) for file in files)
    return list(dict.fromkeys(path.as_posix() for path in found if path))


def _beside(file: Path) -> Path | None:
    tests = Path("tests/unit")
    rooms = (tests / room for room in file.parents if room.name)
    near = (tests / f"test_{file.name}",) if file.parent == Path() else rooms
    return next((path for path in near if (ROOT / path).exists()), None)


def attempted(
    folder: Path, paths: Sequence[str]
) -> tuple[dict[str, int], list[Survivor], list[str]] | None:
    """Return how the mutants ended, those that survived, and the modules they stand in."""
    for name in _COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy2(ROOT / "pyproject.toml", folder)
    log, report = folder / "log.txt", folder / "report.json"
    with log.open("wb") as output:
        engine = subprocess.Popen(
            [sys.executable, "-m", "mutation.engine", str(report), *paths],
            cwd=folder,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            code = watched(engine, log)
        finally:  # its workers too, when this is interrupted
            with suppress(ProcessLookupError):
                os.killpg(engine.pid, signal.SIGKILL)
    if code or not report.exists():
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
        print("\n".join(lines[-_LAST_LINES:]), file=sys.stderr)
        return None
    said = json.loads(report.read_text(encoding="utf-8"))
    return said["ends"], [Survivor(**mutant) for mutant in said["survivors"]], said["modules"]


def watched(engine: subprocess.Popen[bytes], log: Path) -> int:
    """Say from time to time how far the engine is, and return its exit code."""
    said = ""
    while True:
        try:
            return engine.wait(SECONDS_BETWEEN)
        except subprocess.TimeoutExpired:
            states = _STATE.findall(log.read_text(encoding="utf-8", errors="replace"))
            done, survive = states[-1] if states else ("preparing", "0")
            if done != said:
                print(f"{done}, {survive} survive", flush=True)
            said = done


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the copy is removed then too
    sys.exit(main(sys.argv[1:]))
