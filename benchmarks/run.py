"""Runs the benchmarks and prints their tables: `python dev.py bench --help`.

A bar that is missed ends in exit code 1. What a run measured stays in `build/bench.json`, as
pytest-benchmark writes it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import pytest

from benchmarks.report import MARKED, SURROUNDINGS, comparisons, filled_in, surroundings

__all__ = ["TOPICS", "main"]

ROOT: Final = Path(__file__).parent.parent
REPORT: Final = ROOT / "build" / "bench.json"
PAGE: Final = ROOT / "docs" / "explanation" / "performance.md"
TOPICS: Final = {
    path.stem.removeprefix("bench_"): path for path in sorted(Path(__file__).parent.glob("bench_*"))
}
"""The module of each topic."""


def main(arguments: Sequence[str]) -> int:
    """Return 0 where every bar is met, 1 where one is missed or something failed."""
    parser = argparse.ArgumentParser(prog="python dev.py bench", description=__doc__)
    parser.add_argument("topics", nargs="*", metavar="TOPIC", help=f"of {', '.join(TOPICS)}")
    parser.add_argument("--rounds", type=_rounds, default=15, help="of each (default: 15)")
    parser.add_argument("--write", action="store_true", help="write the tables into the docs")
    options = parser.parse_args(arguments)
    unknown = [topic for topic in options.topics if topic not in TOPICS]
    if unknown:
        parser.error(f"there is no topic {unknown[0]!r}; there are {', '.join(TOPICS)}")
    if options.write and options.topics:
        parser.error("--write takes no topics: what the page shows is of one run")
    failed = measure(options.topics or TOPICS, options.rounds)
    if not REPORT.exists():
        return 1
    found = list(comparisons(REPORT))
    for comparison in found:
        print(f"\n{comparison.name}\n\n{comparison.table()}", end="")
    print(f"\n{surroundings()}", end="")
    if options.write:
        tables = {comparison.name: comparison.table() for comparison in found}
        write({**tables, SURROUNDINGS: surroundings()})
    return 1 if failed else 0


def _rounds(text: str) -> int:
    rounds = int(text)
    if rounds < 1:
        raise argparse.ArgumentTypeError("there is at least one round")
    return rounds


def measure(topics: Iterable[str], rounds: int) -> bool:
    """Run the topics, and return whether anything failed."""
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.unlink(missing_ok=True)
    flags = [
        f"--benchmark-min-rounds={rounds}",
        f"--benchmark-json={REPORT}",
        "--benchmark-quiet",
        "--no-header",
        "--quiet",
    ]
    return pytest.main([*(str(TOPICS[topic]) for topic in topics), *flags]) != pytest.ExitCode.OK


def write(tables: Mapping[str, str]) -> None:
    """Write the tables into the page, missed bars and all."""
    page = PAGE.read_text(encoding="utf-8")
    if lacking := [name for _, name, _ in MARKED.findall(page) if name not in tables]:
        sys.exit(f"The page stays as it was; this was not measured: {', '.join(lacking)}.")
    PAGE.write_text(filled_in(page, tables), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
