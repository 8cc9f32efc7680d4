"""What an import costs, in a fresh process, beside that of attrs on which the library stands."""

from __future__ import annotations

import subprocess
import sys
from typing import Final

from benchmarks.measure import Case, Compare

ATTRS: Final = "import attrs"


def _import(statement: str) -> Case:
    code = f"from time import process_time as now\nstart = now()\n{statement}\nprint(now() - start)"

    def seconds() -> float:
        return float(subprocess.check_output([sys.executable, "-c", code]))

    return Case(statement, seconds, of="" if statement == ATTRS else ATTRS)


def test_imports(compare: Compare) -> None:
    """Importing the package alone is next to nothing; using it takes what is used."""
    compare(
        "one import",
        _import(ATTRS),
        _import("import postloan"),
        _import("from postloan import Policy"),
        _import("from postloan import load_policy, review"),
    )
