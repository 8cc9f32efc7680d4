"""Times things against each other: in one process, in turns, so that a busy machine hits all.

Seconds are of the processor's time, which stands still while it is busy with other programs.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from statistics import median, quantiles
from time import process_time
from typing import Protocol, TypeVar

import attrs

__all__ = [
    "Case",
    "Compare",
    "Ratio",
    "Timed",
    "as_ever",
    "missed",
    "one_by_one",
    "ratio",
    "rounds_of",
    "timed",
]

T = TypeVar("T")


@attrs.frozen
class Case:
    """One thing to time."""

    name: str
    seconds: Callable[[], float]
    """Does it, and returns how long one unit of it took."""
    of: str = ""
    """The case that it is a multiple of; empty for one that others are measured against."""
    bar: float | None = None
    """The greatest multiple that is good enough; None where there is no bar."""


class Compare(Protocol):
    """Times cases in turns, and holds them against their bars."""

    def __call__(self, unit: str, *cases: Case) -> None:
        """Do so; `unit` is what one unit of the cases is, as a person would say it."""
        ...


@attrs.frozen
class Timed:
    """What was measured of a case."""

    name: str
    of: str
    bar: float | None
    seconds: Sequence[float]
    """Of each round, in order."""

    @property
    def middle(self) -> float:
        """The median."""
        return median(self.seconds)


@attrs.frozen
class Ratio:
    """How many times as long as another case, over all rounds."""

    middle: float
    """The median, which is held against the bar."""
    low: float
    """A quarter of the rounds lie below."""
    high: float
    """A quarter of the rounds lie above."""


def timed(act: Callable[[], object], *, units: int = 1) -> Callable[[], float]:
    """Return a sample of `act`, which does so many units at once."""

    def seconds() -> float:
        start = process_time()
        act()
        return (process_time() - start) / units

    return seconds


def one_by_one(act: Callable[[T], object], loans: Sequence[T]) -> Callable[[], float]:
    """Return a sample of `act` on each loan; a unit is one loan."""

    def all_of_them() -> None:
        for loan in loans:
            act(loan)

    return timed(all_of_them, units=len(loans))


def rounds_of(cases: Sequence[Case]) -> Iterator[Mapping[str, float]]:
    """Yield round after round the seconds of every case, a different one first each time."""
    turn = 0
    while True:
        first = turn % len(cases)
        yield {case.name: case.seconds() for case in (*cases[first:], *cases[:first])}
        turn += 1


def ratio(case: Timed, cases: Iterable[Timed]) -> Ratio:
    """Return how many times as long as the other a case takes, compared round by round."""
    other = next(other for other in cases if other.name == case.of)
    times = [one / two for one, two in zip(case.seconds, other.seconds, strict=True)]
    low, middle, high = quantiles(times, method="inclusive") if times[1:] else times * 3
    return Ratio(middle, low, high)


def missed(cases: Sequence[Timed]) -> list[str]:
    """Return a sentence for each bar that is missed."""
    return [
        f"{case.name} takes {times.middle:.2f} times as long as {case.of}; the bar is {case.bar:g}"
        for case in cases
        if case.bar is not None and (times := ratio(case, cases)).middle > case.bar
    ]


@contextmanager
def as_ever() -> Iterator[None]:
    """Collect garbage as a running program does, without what stands here from before."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
