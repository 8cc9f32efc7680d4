"""The house keeps its floors: which file may import which, and who may touch the outside.

Read from the sources with `ast`; an import under `TYPE_CHECKING` or inside a function is an
import like any other. Each check answers with its faults, as `path:line: sentence`, and is
shown below to find the fault it is there for.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Final

import pytest

import postloan

# ------------------------------------------------------------------------------ the table

FLOORS: Final[Mapping[int, tuple[str, ...]]] = {
    8: ("__init__", "smt", "testing", "cli"),
    7: ("portfolio", "workflow"),
    6: ("reviews",),
    5: ("analysis", "dmn", "agenda"),
    4: ("policy",),
    3: ("rules",),
    2: ("arrears", "interest", "clocks", "cures", "facts", "security"),
    1: ("model",),
    0: (
        "errors",
        "money",
        "between",
        "dates",
        "intervals",
        "calendars",
        "tiers",
        "scales",
        "citation",
        "units",
        "version",
    ),
}
"""The rooms of each floor. A file imports from floors below, from rooms further left in its
own row, and, without a circle, from its own room."""

WITHIN: Final[Mapping[str, tuple[str, ...]]] = {
    "policy": ("clauses", "documents", "judging", "compiled", "decisions"),
}
"""The rooms within a large room, left to right; its own files stand to their right."""

FACES: Final = frozenset({"cli"})
"""Rooms that stand between the library and the world: they may import anything installed,
and touch files, clock and environment. All others are the core."""

LOADERS: Final = frozenset({"postloan.policy.plugins", "postloan.policy.reading"})
"""The modules of the core that may read files: of installed distributions, and a user's own."""

INSTALLED: Final = frozenset({"attrs", "dateutil"})
"""What the core imports besides the standard library."""

EXTRAS: Final[Mapping[str, str]] = {"z3": "smt", "hypothesis": "testing"}
"""What one room alone imports, and nobody else, a face included: packages of the extras."""

FILES: Final = frozenset(
    {
        "fileinput",
        "glob",
        "importlib.metadata",
        "importlib.resources",
        "io",
        "open",
        "os",
        "pathlib",
        "shutil",
        "tempfile",
    }
)
WORLD: Final = frozenset(
    {
        "asyncio",
        "datetime.date.today",
        "datetime.datetime.now",
        "datetime.datetime.today",
        "datetime.datetime.utcnow",
        "getpass",
        "http",
        "input",
        "locale",
        "platform",
        "random",
        "secrets",
        "select",
        "signal",
        "socket",
        "subprocess",
        "sys.argv",
        "sys.stderr",
        "sys.stdin",
        "sys.stdout",
        "time",
        "urllib",
        "uuid",
    }
)
"""Modules and names that touch the outside; a module's name stands for all that is in it."""

HEAVY: Final = frozenset(
    {
        "argparse",
        "asyncio",
        "attr",
        "csv",
        "dateutil",
        "decimal",
        "difflib",
        "email",
        "hypothesis",
        "importlib.metadata",
        "importlib.resources",
        "inspect",
        "json",
        "logging",
        "pathlib",
        "subprocess",
        "tempfile",
        "tomllib",
        "unicodedata",
        "urllib",
        "z3",
    }
)
"""What `import postloan` must not load."""


# ---------------------------------------------------------------------------- the sources


@dataclass(frozen=True)
class Module:
    name: str
    path: str
    tree: ast.Module

    @property
    def room(self) -> str:
        return room_of(self.name)

    @property
    def package(self) -> str:
        return self.name if self.path.endswith("__init__.py") else self.name.rpartition(".")[0]


House = Mapping[str, Module]


def house(sources: Mapping[str, str]) -> House:
    """Return the modules by name, from sources by path ("postloan/rules/parse.py")."""
    found = {}
    for path, source in sorted(sources.items()):
        name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        found[name] = Module(name, path, ast.parse(source, path))
    return found


def room_of(name: str) -> str:
    parts = name.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def place_of(room: str) -> tuple[int, int] | None:
    """Return floor and place in the row, from the left; None for a room of no floor."""
    for floor, rooms in FLOORS.items():
        if room in rooms:
            return floor, rooms.index(room)
    return None


def place_within(name: str) -> int:
    """Return how far right a module stands in its room; 0 where the room has no order."""
    _, room, *inner = [*name.split("."), "", ""]
    order = WITHIN.get(room, ())
    return order.index(inner[0]) if inner[0] in order else len(order)


def is_ours(target: str) -> bool:
    return target.partition(".")[0] == "postloan"


def imports(module: Module, modules: House) -> Iterator[tuple[int, str]]:
    """Yield line and full name of all that a module imports, relative imports resolved.

    Of our own modules it names the module; of others also what is taken from it.
    """
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = base_of(node, module)
            for alias in node.names:
                full = f"{base}.{alias.name}"
                yield node.lineno, base if is_ours(base) and full not in modules else full


def base_of(node: ast.ImportFrom, module: Module) -> str:
    if node.level == 0:
        return node.module or ""
    parts = module.package.split(".")
    return ".".join([*parts[: len(parts) - node.level + 1], *filter(None, [node.module])])


def names_used(module: Module) -> Iterator[tuple[int, str]]:
    """Yield line and full name where an imported or built-in name is used, with its attributes.

    After `from datetime import date as day`, `day.today` is `datetime.date.today`.
    """
    meaning = {}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                name = alias.asname or alias.name.partition(".")[0]
                meaning[name] = alias.name if alias.asname else name
        elif isinstance(node, ast.ImportFrom):
            base = base_of(node, module)
            meaning |= {alias.asname or alias.name: f"{base}.{alias.name}" for alias in node.names}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
            root, *attributes = ast.unparse(node).split(".")
            if root in meaning or hasattr(builtins, root):
                yield node.lineno, ".".join([meaning.get(root, root), *attributes])


# ----------------------------------------------------------------------------- the checks


def rooms_without_a_floor(modules: House) -> list[str]:
    return [
        f"{module.path}:1: the room {module.room} stands on no floor"
        for module in modules.values()
        if place_of(module.room) is None
    ]


def arrows_up(modules: House) -> list[str]:
    faults = []
    for module in modules.values():
        for line, target in imports(module, modules):
            if not is_ours(target):
                continue
            here, there = place_of(module.room), place_of(room_of(target))
            if f"{module.name}.".startswith(f"{target}."):
                why = "the package it stands in"
            elif there is None:
                why = "a room that stands on no floor"
            elif here is None:
                continue
            elif there[0] > here[0]:
                why = "from a floor above"
            elif (*there, place_within(target)) > (*here, place_within(module.name)):
                why = "from a room further right"
            else:
                continue
            faults.append(f"{module.path}:{line}: {module.name} imports {target}, {why}")
    return faults


def circles(modules: House) -> list[str]:
    arrows = {
        module.name: {target for _, target in imports(module, modules) if target in modules}
        for module in modules.values()
    }
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        return [f"{modules[circle[0]].path}:1: a circle: {' -> '.join(reversed(circle))}"]
    return []


def modules_named_like(public: frozenset[str], modules: House) -> list[str]:
    return [
        f"{module.path}:1: a module has the name of the public {module.name.rpartition('.')[2]}"
        for module in modules.values()
        if module.name.rpartition(".")[2] in public
    ]


def strangers(modules: House) -> list[str]:
    known = sys.stdlib_module_names | INSTALLED | {"postloan"}

    def may(room: str, package: str) -> bool:
        return package in known or EXTRAS.get(package, room if room in FACES else None) == room

    return [
        f"{module.path}:{line}: {module.room} imports {target}"
        for module in modules.values()
        for line, target in imports(module, modules)
        if not may(module.room, target.partition(".")[0])
    ]


def outside_touched(modules: House) -> list[str]:
    faults = []
    for module in modules.values():
        if module.room in FACES:
            continue
        closed = WORLD if module.name in LOADERS else WORLD | FILES
        touched = {*imports(module, modules), *names_used(module)}
        faults += [
            f"{module.path}:{line}: {module.name} touches the outside: {name}"
            for line, name in sorted(touched)
            if any(f"{name}.".startswith(f"{outside}.") for outside in closed)
        ]
    return faults


# ------------------------------------------------------------------------------ the house

Check = Callable[[House], list[str]]


def no_public_name(modules: House) -> list[str]:
    values = {name: getattr(postloan, name) for name in postloan.__all__}
    public = frozenset(name for name, value in values.items() if not inspect.ismodule(value))
    return modules_named_like(public, modules)


@pytest.fixture(scope="module")
def our_house() -> House:
    src = Path(__file__).parent.parent / "src"
    return house(
        {
            path.relative_to(src).as_posix(): path.read_text(encoding="utf-8")
            for path in src.rglob("*.py")
        }
    )


@pytest.mark.parametrize(
    "check",
    [rooms_without_a_floor, arrows_up, circles, no_public_name, strangers, outside_touched],
    ids=lambda check: check.__name__,
)
def test_the_house_keeps_its_rules(check: Check, our_house: House) -> None:
    assert "postloan" in our_house
    assert check(our_house) == []


def test_importing_the_package_loads_nothing_heavy_and_none_of_its_modules() -> None:
    script = (
        "import sys; before = set(sys.modules)\n"
        "import postloan; print(*sorted(set(sys.modules) - before))"
    )
    shown = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, encoding="utf-8"
    )
    loaded = set(shown.stdout.split())
    assert "postloan" in loaded
    assert {name for name in loaded if name in HEAVY or name.startswith("postloan.")} == set()


# ----------------------------------------------------- each check finds what it is there for

SOUND = {
    "postloan/__init__.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n import attrs",
    "postloan/errors.py": "import datetime\nfrom datetime import date, time\ndate(2026, 1, 1)",
    "postloan/dates.py": "from .errors import InvalidValue\nfrom dateutil import relativedelta",
    "postloan/facts/__init__.py": "from postloan.facts import catalogue",
    "postloan/facts/catalogue.py": "import postloan.arrears, attrs\nfrom . import derive",
    "postloan/facts/derive.py": "from ..dates import add_months",
    "postloan/arrears.py": "from postloan import dates\nfor signal in (): signal.time()",
    "postloan/policy/__init__.py": "",
    "postloan/policy/reading.py": "import importlib.resources\nwith open('x') as file: ...",
    "postloan/smt/__init__.py": "import z3",
    "postloan/cli/__init__.py": "import os, rich, postloan.policy.reading\nprint(os.environ)",
}


@pytest.mark.parametrize(
    "check", [rooms_without_a_floor, arrows_up, circles, strangers, outside_touched]
)
def test_a_sound_house_has_no_faults(check: Check) -> None:
    assert check(house(SOUND)) == []


FAULTS: Final[tuple[tuple[Check, str, str, str], ...]] = (
    (rooms_without_a_floor, "postloan/attic/old.py", "", "the room attic stands on no floor"),
    (rooms_without_a_floor, "postloan/utils.py", "", "the room utils stands on no floor"),
    (arrows_up, "postloan/dates.py", "import postloan.facts", "from a floor above"),
    (arrows_up, "postloan/dates.py", "from postloan.facts import derive", "postloan.facts.derive"),
    (arrows_up, "postloan/facts/x.py", "from ..policy import library", "from a floor above"),
    (arrows_up, "postloan/facts/x.py", "from .. import policy", "from a floor above"),
    (arrows_up, "postloan/errors.py", "from .dates import Period", "from a room further right"),
    (arrows_up, "postloan/dates.py", "def f():\n import postloan.cli", "dates.py:2: "),
    (arrows_up, "postloan/__init__.py", "from postloan.cli import main", "a room further right"),
    (arrows_up, "postloan/policy/judging/x.py", "from ..compiled import y", "further right"),
    (arrows_up, "postloan/policy/compiled/x.py", "from postloan.policy import reading", "right"),
    (
        arrows_up,
        "postloan/dates.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n from .facts import Facts",
        "dates.py:3: postloan.dates imports postloan.facts, from a floor above",
    ),
    (arrows_up, "postloan/dates.py", "import postloan.attic", "a room that stands on no floor"),
    (arrows_up, "postloan/dates.py", "import postloan", "the package it stands in"),
    (arrows_up, "postloan/facts/x.py", "from postloan import review", "the package it stands in"),
    (arrows_up, "postloan/facts/x.py", "from postloan.facts import Fact", "it stands in"),
    (arrows_up, "postloan/facts/x.py", "from . import Fact", "the package it stands in"),
    (arrows_up, "postloan/facts/a/b.py", "from .. import Fact", "the package it stands in"),
    (arrows_up, "postloan/cli/main.py", "from postloan import *", "the package it stands in"),
    (circles, "postloan/facts/derive.py", "from . import catalogue", "a circle: postloan.facts."),
    (strangers, "postloan/errors.py", "import polars.lazy", "errors imports polars.lazy"),
    (strangers, "postloan/cli/main.py", "import z3", "cli imports z3"),
    (strangers, "postloan/cli/main.py", "import hypothesis", "cli imports hypothesis"),
    (strangers, "postloan/smt/x.py", "import yaml", "smt imports yaml"),
    (strangers, "postloan/facts/x.py", "from yaml import load", "facts imports yaml.load"),
    (outside_touched, "postloan/errors.py", "import os.path", "touches the outside: os.path"),
    (outside_touched, "postloan/errors.py", "from importlib import resources", "resources"),
    (outside_touched, "postloan/errors.py", "from pathlib import Path", "pathlib.Path"),
    (outside_touched, "postloan/errors.py", "import time", "touches the outside: time"),
    (outside_touched, "postloan/errors.py", "open('x')", "touches the outside: open"),
    (outside_touched, "postloan/policy/clauses/kinds.py", "import io", "touches the outside: io"),
    (outside_touched, "postloan/policy/reading.py", "import urllib.request", "urllib.request"),
    (outside_touched, "postloan/errors.py", "import sys\nsys.stdin.read()", "errors.py:2: "),
    (
        outside_touched,
        "postloan/policy/reading.py",
        "import datetime as dt\ndt.datetime.now(tz)",
        "reading.py:2: postloan.policy.reading touches the outside: datetime.datetime.now",
    ),
    (
        outside_touched,
        "postloan/errors.py",
        "import attrs\nfrom datetime import date as day\nx = attrs.field(factory=day.today)",
        "errors.py:3: postloan.errors touches the outside: datetime.date.today",
    ),
)


@pytest.mark.parametrize("check, path, source, expected", FAULTS)
def test_a_fault_is_found(check: Check, path: str, source: str, expected: str) -> None:
    faults = check(house(SOUND | {path: source}))
    assert any(expected in fault for fault in faults), faults
    assert all(fault.startswith("postloan/") for fault in faults)


def test_a_module_named_like_a_public_function_is_found() -> None:
    found = modules_named_like(frozenset({"derive"}), house(SOUND))
    assert found == ["postloan/facts/derive.py:1: a module has the name of the public derive"]
