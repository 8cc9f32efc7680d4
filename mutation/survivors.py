"""Mutants that no test notices: those a run has found, and those that are reasoned."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

__all__ = ["REASONED", "Survivor", "judged", "reasoned", "table"]

REASONED: Final = Path(__file__).parent.parent / "tests" / "mutants.toml"


class Survivor(NamedTuple):
    """One change to a function, each side with single spaces between its words."""

    function: str
    """Its module below `postloan`, the class where there is one, and its name."""
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.function}\n  - {self.before}\n  + {self.after}"


def reasoned() -> dict[Survivor, str]:
    """Return the mutants that may survive, each with the reason."""
    groups = tomllib.loads(REASONED.read_text(encoding="utf-8"))["equivalent"]
    return {Survivor(**change): group["reason"] for group in groups for change in group["changes"]}


def judged(
    found: Iterable[Survivor], allowed: Iterable[Survivor], modules: Collection[str]
) -> Iterator[str]:
    """Yield what is wrong: survivors without a reason, and reasons without a survivor.

    Args:
        found: the survivors of a run.
        allowed: those that have a reason.
        modules: those that were run, as they stand below `postloan`; only theirs can be missed.
    """
    seen, known = set(found), set(allowed)
    for survivor in sorted(seen - known):
        yield f"survives: {survivor}"
    run = tuple(f"{module}." for module in modules)
    for survivor in sorted(known - seen):
        if survivor.function.startswith(run):
            yield f"is listed and does not survive: {survivor}"


def table() -> str:
    """Return the reasons as a table for a page, each with the functions it holds in."""
    places: dict[str, Counter[str]] = {}
    for survivor, reason in reasoned().items():
        places.setdefault(reason, Counter())[survivor.function] += 1
    rows = ["| why no test can notice | where |", "|---|---|"]
    for reason, functions in places.items():
        where = (
            f"`{name}`{f' ({times})' if times > 1 else ''}" for name, times in functions.items()
        )
        rows.append(f"| {reason} | {', '.join(where)} |")
    return "\n".join(rows)
