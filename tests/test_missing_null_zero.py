"""What a lost fact does: every cell of the page's tables is run, here and under other engines.

A cell is a tier, `undetermined`, or in code style the class of the error raised. Where the group
`engines` is not installed, the columns of the other engines are skipped.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

import pytest

from postloan.policy.policy import Policy
from tests.engines import ENGINES, FACT, GUARDED, Decide, Engine
from tests.test_docs import read

ROOT: Final = Path(__file__).parent.parent
PAGE: Final = ROOT / "docs" / "explanation" / "missing-null-zero.md"
MISSPELT: Final = "days_pastdue"

GIVEN: Final[Mapping[str, Mapping[str, object]]] = {
    "`400`": {FACT: 400},
    "`0`": {FACT: 0},
    "nothing": {},
    "null": {FACT: None},
    "the fact misspelt, `days_pastdue`": {MISSPELT: 400},
    '`"400"`': {FACT: "400"},
    '`"n/a"`': {FACT: "n/a"},
    '`""`': {FACT: ""},
    "`true`": {FACT: True},
    "not a number": {FACT: math.nan},
    "`400`, the rule misspelt": {FACT: 400},
}
"""By the first cell of a row, what the rule is given."""
RIGHT: Final = {
    given: "normal" if facts.get(FACT) == 0 else "loss" for given, facts in GIVEN.items()
}

BLOCKS, PROSE = read(PAGE.read_text(encoding="utf-8"))
POLICY: Final = next(block.text for block in BLOCKS if block.file)


def five_lines(name: str) -> Decide:
    """The page's own policy, on the fact of this name."""
    policy = Policy.from_text(POLICY.replace(FACT, name))
    return lambda facts: str(policy.decide(facts).tier or "undetermined")


OURS: Final = {"postloan": Engine("postloan", five_lines)}


def tables() -> list[list[list[str]]]:
    """Return the cells of the page's tables: of each row, heading first, without the rule."""
    found: list[list[list[str]]] = []
    before = 0
    for number, line in PROSE:
        if line.startswith("|"):
            if number != before + 1:
                found.append([])
            before = number
            found[-1].append([cell.strip() for cell in line.strip("|").split("|")])
    return [[head, *rows] for head, _, *rows in found]


PLAIN, WRITTEN, GUARDS = tables()


def cells(table: list[list[str]], engines: Mapping[str, Engine]) -> list[tuple[str, str, str]]:
    """Return engine, first cell and cell of each cell in the columns of `engines`."""
    head, *rows = table
    return [
        (name, row[0], cell)
        for row in rows
        for name, cell in zip(head, row, strict=True)
        if name in engines
    ]


def outcome(engine: Engine, given: str) -> str:
    """Return what a cell has to say: the tier, or the class of what is raised, in code style."""
    if engine.package != "postloan":
        try:
            version(engine.package)
        except PackageNotFoundError:
            pytest.skip(f"{engine.package} is not installed")
    try:
        decide = engine.make(MISSPELT if given.endswith("the rule misspelt") else FACT)
        tier = decide(GIVEN[given])
    except Exception as error:  # noqa: BLE001 -- which one is the question
        return f"`{type(error).__name__}`"
    return tier if tier in (RIGHT[given], "undetermined") else f"**{tier}**"


@pytest.mark.parametrize("engine, given, cell", cells(PLAIN, OURS))
def test_here_a_lost_fact_is_a_gap_or_an_error(engine: str, given: str, cell: str) -> None:
    assert outcome(OURS[engine], given) == cell
    assert "**" not in cell


@pytest.mark.parametrize("engine, given, cell", cells(PLAIN, ENGINES))
def test_an_engine_does_what_the_page_says(engine: str, given: str, cell: str) -> None:
    assert outcome(ENGINES[engine], given) == cell


@pytest.mark.parametrize("engine, given, cell", cells(GUARDS, GUARDED))
def test_a_guarded_engine_does_what_the_page_says(engine: str, given: str, cell: str) -> None:
    assert outcome(GUARDED[engine], given) == cell


def test_the_tables_show_every_engine_on_everything_that_is_given() -> None:
    assert PLAIN[0][1:] == [*ENGINES, *OURS]
    assert GUARDS[0][1:] == [*GUARDED]
    for _, *rows in (PLAIN, GUARDS):
        assert [row[0] for row in rows] == [*GIVEN]


def test_the_versions_of_the_page_are_those_that_are_installed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    pins = dict(pin.split("==") for pin in project["dependency-groups"]["engines"])
    shown = {row[0]: (re.sub("`", "", row[1]), row[2]) for row in WRITTEN[1:]}
    assert shown == {name: (e.package, pins[e.package]) for name, e in ENGINES.items()}
    assert {e.package for e in GUARDED.values()} <= set(pins)
