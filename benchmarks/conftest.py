"""`compare`: the one way in which anything is timed here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import attrs
import pytest

from benchmarks.measure import Case, Compare, Timed, as_ever, missed, rounds_of

__all__ = ["compare"]


class Benchmark(Protocol):
    """What is used of pytest-benchmark's fixture."""

    extra_info: dict[str, object]
    enabled: bool

    def pedantic(self, target: Callable[[], object], *, rounds: int) -> object:
        """Call `target` so many times."""
        ...


@pytest.fixture
def compare(benchmark: Benchmark, pytestconfig: pytest.Config) -> Compare:
    """Time cases in turns. One round of pytest-benchmark's is one turn of all of them.

    What each took goes into its report, as `extra_info`. A missed bar is a failure.
    """

    def run(unit: str, *cases: Case) -> None:
        turns = rounds_of(cases)
        next(turns)
        taken: list[dict[str, float]] = []
        with as_ever():
            benchmark.pedantic(
                lambda: taken.append(dict(next(turns))),
                rounds=pytestconfig.getoption("benchmark_min_rounds"),
            )
        found = [
            Timed(case.name, case.of, case.bar, [turn[case.name] for turn in taken])
            for case in cases
        ]
        benchmark.extra_info["unit"] = unit
        benchmark.extra_info["cases"] = [attrs.asdict(one) for one in found]
        if benchmark.enabled and (over := missed(found)):
            pytest.fail(", ".join(over), pytrace=False)

    return run
