"""Logs of every released edition are read, decided again and end where they ended."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest

from postloan.workflow.blockers import named
from postloan.workflow.documents import Documents
from postloan.workflow.shipped import WORKFLOWS

CASES: Final = sorted((Path(__file__).parents[2] / "cases" / "workflow").glob("*.json"))
"""Each holds a case as it was written, and where it stood. A file is added, never changed."""


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_stored_log_gives_the_same_case_again(path: Path) -> None:
    stored = json.loads(path.read_text("utf-8"))
    workflow = stored["case"]["workflow"].partition("/")[0]
    documents = Documents(WORKFLOWS[workflow])
    case = documents.read_case(json.dumps(stored["case"]))
    assert named(case.state) == stored["stands"]
    assert json.loads(documents.write_case(case)) == stored["case"]


def test_every_edition_that_ships_has_its_logs() -> None:
    kept = {json.loads(path.read_text("utf-8"))["case"]["workflow"] for path in CASES}
    assert {str(workflow) for workflow in WORKFLOWS.values()} <= kept
