"""A review of loan files, beside the decision on facts that somebody else has worked out."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Final

from benchmarks.answers import BENCH
from benchmarks.files import DAY, file_of
from benchmarks.measure import Case, Compare, one_by_one
from benchmarks.rows import facts_of, rows
from postloan import LoanFile, Review, review

PORTFOLIO: Final = rows(100)
FACTS: Final = "Policy.decide on its facts"
FILES: Final = "review"


def _reviewed(use: Callable[[Review], object]) -> Callable[[LoanFile], object]:
    return lambda file: use(review(file, BENCH, as_of=DAY))


def test_portfolio(compare: Compare) -> None:
    """A day's portfolio: a hundred loans of five years, three of them gone."""
    facts = [facts_of(row) for row in PORTFOLIO]
    files = [file_of(row, f"L-{number}") for number, row in enumerate(PORTFOLIO)]
    texts = [file.to_json() for file in files]
    healthy = [file for file, row in zip(files, PORTFOLIO, strict=True) if not row.days_past_due]
    agenda: Callable[[Review], object] = attrgetter("agenda")
    compare(
        "one loan",
        Case(FACTS, one_by_one(BENCH.decide, facts)),
        Case(FILES, one_by_one(_reviewed(bool), files), of=FACTS),
        Case(
            "review of one healthy loan", one_by_one(_reviewed(bool), healthy[:1] * 100), of=FACTS
        ),
        Case("review with its agenda", one_by_one(_reviewed(agenda), files), of=FACTS),
        Case("review with its explanation", one_by_one(_reviewed(Review.explain), files), of=FACTS),
        Case("reading the file from JSON", one_by_one(LoanFile.from_json, texts), of=FACTS),
    )
