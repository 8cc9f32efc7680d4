"""Fuzzes each target for the minutes that the caller chooses: `python dev.py fuzz --help`.

What a target has seen stays in `build/fuzz/`, so that the next run goes on from there. An input
that finds a fault ends its target; it is kept in `build/fuzz/TARGET/found/`.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from hashlib import sha256
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from fuzz.seeds import CASES, ROOT, TARGETS, cases, dictionary, seeds

__all__ = ["main"]

WORK: Final = ROOT / "build" / "fuzz"
SECONDS_FOR_ONE: Final = 10
"""An input that takes longer is a fault."""
MEGABYTES: Final = 2048
"""A process that takes more is a fault."""

_UNITS: Final = re.compile(r"^stat::number_of_executed_units:\s*(\d+)", re.MULTILINE)
_LAST_LINES: Final = 30


def main(arguments: Sequence[str]) -> int:
    """Return 0 where nothing was found, 1 where something was, 2 where nothing could be run."""
    parser = argparse.ArgumentParser(prog="python dev.py fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(TARGETS)}")
    parser.add_argument("--minutes", type=_minutes, default=1.0, help="per target (default: 1)")
    options = parser.parse_args(arguments)
    unknown = [target for target in options.targets if target not in TARGETS]
    if unknown:
        parser.error(f"there is no target {unknown[0]!r}; there are {', '.join(TARGETS)}")
    if find_spec("atheris") is None:
        print(
            "Fuzzing needs atheris, which is published for Linux on x86-64; it is not installed "
            "here. The inputs kept in tests/cases/fuzz are replayed by `python dev.py test`.",
            file=sys.stderr,
        )
        return 2
    seconds = max(1, round(60 * options.minutes))
    sound = [search(target, seconds) for target in options.targets or TARGETS]
    return 0 if all(sound) else 1


def _minutes(text: str) -> float:
    minutes = float(text)
    if not 0 < minutes <= 60 * 24:
        raise argparse.ArgumentTypeError("minutes are more than 0 and at most a day's 1440")
    return minutes


def search(target: str, seconds: int) -> bool:
    """Fuzz one target and say in a line how it went; return whether nothing was found."""
    folder = WORK / target
    found = folder / "found"
    for place in (folder / "corpus", found):
        place.mkdir(parents=True, exist_ok=True)
    before = set(found.iterdir())
    words = folder / "words.txt"
    words.write_text(dictionary(target), encoding="utf-8")
    log = folder / "log.txt"
    flags = [
        f"-max_total_time={seconds}",
        f"-max_len={import_module(f'fuzz.fuzz_{target}').LONGEST}",
        f"-timeout={SECONDS_FOR_ONE}",
        f"-rss_limit_mb={MEGABYTES}",
        f"-dict={words}",
        f"-artifact_prefix={found}/",
        "-print_final_stats=1",
        str(folder / "corpus"),
        str(planted(target, folder / "seeds")),
    ]
    print(f"{target}: {seconds} s ...", flush=True)
    with log.open("wb") as output:
        code = subprocess.call(
            [sys.executable, "-m", "fuzz.engine", target, *flags],
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    said = log.read_text(encoding="utf-8", errors="replace")
    units = _UNITS.search(said)
    executed = f"{int(units[1]):,}" if units else "an unknown number of"
    if code == 0:
        print(f"{target}: {executed} inputs, no fault", flush=True)
        return True
    print("\n".join(f"  {line}" for line in said.splitlines()[-_LAST_LINES:]))
    kept = ", ".join(str(path.relative_to(ROOT)) for path in sorted({*found.iterdir()} - before))
    print(
        f"{target}: A FAULT after {executed} inputs; {kept or 'no input was kept'}. Repair it, and "
        f"keep the input in {(CASES / target).relative_to(ROOT)}.",
        flush=True,
    )
    return False


def planted(target: str, folder: Path) -> Path:
    """Return a folder that holds the seeds of a target and the inputs kept for it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for data in (*seeds(target), *(path.read_bytes() for path in cases(target))):
        (folder / sha256(data).hexdigest()[:16]).write_bytes(data)
    return folder


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
