"""The register of requirements: every row is somewhere, and every pointer leads there."""

from __future__ import annotations

from typing import Final

import pytest

from docs.coverage import Document, Row, faults, page, register, shipped
from postloan.policy.policy import Policy

ROWS: Final = 299
"""How many rows there are: none goes missing unseen."""


def test_no_row_is_missing_and_none_points_nowhere() -> None:
    policies = shipped()
    documents = register(policies)
    assert list(faults(documents, policies)) == []
    assert sum(len(document.rows) for document in documents) == ROWS


POLICY: Final = Policy.from_text(
    """
format = "postloan.policy/1"

[policy]
id = "bank.covering"
edition = "1"
title = "A policy that names the rows it carries out"

[parameters.limit]
unit = "days"
value = 90
covers = ["R-1"]

[[floor]]
id = "late"
when = "days_past_due > limit"
at_least = "substandard"
covers = ["R-1", "R-2"]

[[role]]
id = "manager"
covers = ["R-2"]

[[not_encoded]]
id = "R-3"
reason = "a procedure"

[[not_encoded]]
id = "R-4-later"
covers = ["R-4"]
reason = "deferred: no fact yet"

[[example]]
id = "ninety-one"
given = { days_past_due = 91 }
expect = { tier = "substandard" }
source = "circular of 2001, R-2"
"""
).contents


def of(*ids: str, open: int = 0, shown: tuple[str, ...] = ("POLICY#example",)) -> Document:
    rows = tuple(Row(id=id, what="", article="", shown=shown) for id in ids)
    return Document(title="D", source="S", open=open, rows=rows)


EVERY: Final = of("R-1", "R-2", "R-3", "R-4")


def test_what_fits_has_no_faults() -> None:
    assert list(faults([EVERY], [POLICY])) == []


@pytest.mark.parametrize(
    "documents, expected",
    [
        ([EVERY, of("R-2")], "the row R-2 stands 2 times in the register"),
        ([of("R-2", "R-3", "R-4")], "bank.covering@1#limit names R-1, which is no row"),
        ([of("R-1", "R-2", "R-4")], "bank.covering@1#R-3 names R-3, which is no row"),
        ([of("R-1", "R-2", "R-3")], "bank.covering@1#R-4-later names R-4, which is no row"),
        ([of("R-1", "R-3", "R-4")], "bank.covering@1#ninety-one names R-2, which is no row"),
        ([EVERY, of("X-1", shown=("unit/gone.py::test_x",))], "unit/gone.py::test_x, which is no"),
        ([EVERY, of("X-1", shown=("test_docs.py::test_x",))], "test_docs.py::test_x, which is no"),
        ([EVERY, of("X-1", shown=())], "states open = 0, and 1 rows are open (X-1)"),
        ([EVERY, of("X-1", open=1)], "states open = 1, and 0 rows are open ()"),
    ],
)
def test_what_does_not_fit_is_told(documents: list[Document], expected: str) -> None:
    assert any(expected in fault for fault in faults(documents, [POLICY]))


@pytest.mark.parametrize(
    "encoded, shown, reasons, open",
    [
        ((), (), (), True),
        ((), (), ("deferred: needs records",), True),
        ((), (), ("deferred: needs records", "a procedure"), False),
        (("p@1#rule",), (), ("deferred: the rest",), False),
        ((), ("unit/x.py::test_x",), (), False),
    ],
)
def test_a_row_is_open_until_it_is_found_or_a_reason_stands(
    encoded: tuple[str, ...], shown: tuple[str, ...], reasons: tuple[str, ...], open: bool
) -> None:
    row = Row(id="R-1", what="", article="", encoded=encoded, shown=shown, reasons=reasons)
    assert row.open is open


def test_the_page_shows_where_a_row_is_and_by_what_it_is_shown() -> None:
    lines = {line.split(" | ")[0]: line for line in page() if line.startswith("| ")}
    assert "| cn.asset-classification@2023: `over-90-days` |" in lines["| CN23-11-1"]
    assert "| not encoded: judgement of a person" in lines["| CN23-06"]
    assert "worked/test_credit_card.py: `test_t_card_" in lines["| T-CARD"]
    assert "; cn.credit-card@2011: `paid-by-due-date`, " in lines["| T-CARD"]
