"""Whole documents: good ones do what their examples say, bad ones tell all their faults at once.

A bad document begins with its faults as comments, each with line, column and path.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from postloan.errors import InvalidPolicy
from postloan.policy.examples import check_examples
from postloan.policy.policy import Policy

CASES = Path(__file__).parents[2] / "cases"
GOOD = sorted((CASES / "good").glob("*.toml"))
BAD = sorted((CASES / "bad").glob("*.toml"))


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_good_document_does_what_its_examples_say(path: Path) -> None:
    results = check_examples(Policy.from_path(path))
    assert results
    assert [str(result) for result in results if not result.passed] == []


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_document_tells_all_its_faults_in_their_order(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    expected = [
        line.removeprefix("#    ") for line in text.splitlines() if line.startswith("#    ")
    ]
    with pytest.raises(InvalidPolicy) as caught:
        Policy.from_text(text)
    assert "\n".join(map(str, caught.value.faults)).splitlines() == expected
    assert all(fault.line and fault.column for fault in caught.value.faults)
