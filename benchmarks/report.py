"""From a run to its tables: on the terminal, and on the page between its marks."""

from __future__ import annotations

import json
import platform
import re
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from os import cpu_count
from pathlib import Path
from typing import Final

import attrs

from benchmarks.engines import ENGINES
from benchmarks.measure import Timed, ratio

__all__ = ["MARKED", "VERSIONS", "Comparison", "comparisons", "filled_in", "surroundings"]

MARKED: Final = re.compile(r"(<!-- measured: ([\w-]+) -->\n).*?(<!-- end -->\n)", re.DOTALL)
"""A place on the page, with its name."""
SURROUNDINGS: Final = "surroundings"
"""The name of the place that says where it was measured."""
VERSIONS: Final = (
    "postloan",
    "attrs",
    *sorted({*(engine.package for engine in ENGINES.values()), "transitions"}),
)
"""The packages whose versions are stated."""

_UNITS: Final = ((1, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))


@attrs.frozen
class Comparison:
    """Cases that were timed in turns."""

    name: str
    unit: str
    """What one unit is, such as "one loan"."""
    cases: tuple[Timed, ...]

    def table(self) -> str:
        """Return it as a Markdown table that can be read as it stands."""
        head = (self.unit, "takes", "times", "middle half", "as long as", "bar")
        rows = [head, *map(self._row, self.cases)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        rows.insert(1, tuple("-" * width for width in widths))
        return "".join(f"| {' | '.join(map(str.ljust, row, widths))} |\n" for row in rows)

    def _row(self, case: Timed) -> tuple[str, ...]:
        if not case.of:
            return case.name, _seconds(case.middle), "", "", "", ""
        times = ratio(case, self.cases)
        bar = "" if case.bar is None else f"{case.bar:g}"
        if case.bar is not None and times.middle > case.bar:
            bar += ", missed"
        half = f"{_figure(times.low)} to {_figure(times.high)}"
        return case.name, _seconds(case.middle), _figure(times.middle), half, case.of, bar


def _figure(number: float) -> str:
    """Return three figures; more would be noise."""
    return f"{number:.2f}" if number < 10 else f"{number:.1f}" if number < 100 else f"{number:,.0f}"


def _seconds(seconds: float) -> str:
    size, unit = next((known for known in _UNITS if seconds >= known[0]), _UNITS[-1])
    return f"{_figure(seconds / size)} {unit}"


def comparisons(report: Path) -> Iterator[Comparison]:
    """Yield what a run of pytest-benchmark left in its report."""
    for found in json.loads(report.read_text(encoding="utf-8"))["benchmarks"]:
        name = found["name"].removeprefix("test_").replace("_", "-")
        cases = tuple(Timed(**case) for case in found["extra_info"]["cases"])
        yield Comparison(name, found["extra_info"]["unit"], cases)


def surroundings() -> str:
    """Return what the figures depend on, as a paragraph."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    machine = f"{platform.system()} on {platform.machine()}, {cpu_count()} processors"
    packages = ", ".join(f"{name} {version(name)}" for name in VERSIONS)
    return f"Measured with {python}, {machine}; {packages}.\n"


def filled_in(page: str, tables: Mapping[str, str]) -> str:
    """Return the page with each of its places filled in; raises `KeyError` for want of one."""
    return MARKED.sub(lambda place: f"{place[1]}\n{tables[place[2]]}\n{place[3]}", page)
