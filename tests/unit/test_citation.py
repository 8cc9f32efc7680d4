"""Citations: where a rule comes from, and how well it is known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan.citation import GRADES, Citation, Document, Grade, weakest


@given(st.lists(st.sampled_from(GRADES), min_size=1))
def test_the_weakest_grade_is_shown(grades: list[Grade]) -> None:
    assert weakest(grades) == GRADES[max(map(GRADES.index, grades))]


def test_no_grade_is_the_weakest_of_none() -> None:
    assert weakest([]) is None


@pytest.mark.parametrize(
    "document, text",
    [
        (Document(title="Measures"), "Measures"),
        (Document(title="Measures", title_zh="办法"), "Measures 办法"),
        (
            Document(title="Measures", issuer="CBIRC", number="No. 1", edition="2023"),
            "Measures (CBIRC, No. 1, edition 2023)",
        ),
    ],
)
def test_a_document_is_written_with_what_is_stated(document: Document, text: str) -> None:
    assert str(document) == text
    assert str(Citation(document=document, article="Art. 3")) == f"{text}, Art. 3"
    assert str(Citation(document=document, article="Art. 3", grade="read")).endswith("3 [read]")
