"""The JSON Schema of a loan file says what reading one demands of its structure."""

from __future__ import annotations

import json
from pathlib import Path as FilePath

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from postloan.model.file import LoanFile
from postloan.model.schema import loan_file_schema
from postloan.testing.files import loan_files
from tests.unit.model.documents import GOOD, SENSE, STRUCTURE, Path, changed

PUBLISHED = (
    FilePath(__file__).parents[3] / "docs" / "reference" / "schemas" / "loan-file-1.schema.json"
)
VALIDATOR = Draft202012Validator(loan_file_schema())


def test_the_published_schema_is_the_one_that_is_made() -> None:
    made = json.dumps(loan_file_schema(), ensure_ascii=False, indent=2) + "\n"
    assert PUBLISHED.read_text(encoding="utf-8") == made, f"write what is made to {PUBLISHED}"


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(loan_file_schema())


def test_the_schema_accepts_a_document() -> None:
    assert VALIDATOR.is_valid(GOOD)


@given(loan_files())
def test_the_schema_accepts_what_is_written(given: LoanFile) -> None:
    assert VALIDATOR.is_valid(json.loads(given.to_json()))


@pytest.mark.parametrize("where, value, path, problem", STRUCTURE)
def test_the_schema_refuses_a_fault_of_structure(
    where: Path,
    value: object,
    path: str,  # noqa: ARG001
    problem: str,  # noqa: ARG001
) -> None:
    assert not VALIDATOR.is_valid(changed(where, value))


@pytest.mark.parametrize("where, value, path, problem", SENSE)
def test_the_schema_leaves_to_the_reader_what_is_no_structure(
    where: Path,
    value: object,
    path: str,  # noqa: ARG001
    problem: str,  # noqa: ARG001
) -> None:
    assert VALIDATOR.is_valid(changed(where, value))
