"""The JSON Schema of a loan file, made from the same plans that read and write it."""

from __future__ import annotations

from postloan.model.codec import LOAN_FILE
from postloan.model.file import LoanFile
from postloan.model.plans import record_plan

__all__ = ["loan_file_schema"]


def loan_file_schema() -> dict[str, object]:
    """Return the JSON Schema (draft 2020-12) of the documents that `LoanFile.to_json` writes.

    It states the structure: keys, types and how values are spelt. What one value says about
    another, such as dates in order or one currency, only reading the document checks.

    >>> loan_file_schema()["required"]
    ['format', 'loan', 'schedules', 'payments']
    """
    definitions: dict[str, object] = {}
    file = record_plan(LoanFile).described(definitions, format={"const": str(LOAN_FILE)})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": str(LOAN_FILE),
        **file,
        "$defs": dict(sorted(definitions.items())),
    }
