"""Loan files: a JSON text is refused as `InvalidDocument`, or written alike and reviewed."""

from __future__ import annotations

from datetime import date
from typing import Final

from postloan.errors import InvalidDocument, InvalidFact, InvalidValue, UnknownFact
from postloan.model.file import LoanFile
from postloan.policy.loading import load_policy
from postloan.reviews.pipeline import review

__all__ = ["LONGEST", "try_one"]

LONGEST: Final = 1 << 14
"""Bytes that an input may have."""

DAY: Final = date(2024, 6, 30)
POLICY: Final = load_policy("bank.branch-measures")


def try_one(data: bytes) -> None:
    """Read `data` as a loan file; raises whatever may not escape."""
    text = data.decode("utf-8", "surrogateescape")
    try:
        file = LoanFile.from_json(text)
    except InvalidDocument as error:
        assert str(error), "a refusal has words"
        return
    assert LoanFile.from_json(file.to_json()) == file, "what is written reads back"
    try:
        found = review(file, POLICY, as_of=DAY, outside_force="as_if")
    except (InvalidFact, InvalidValue, UnknownFact):
        return
    assert found.explain(), "a review has words"
