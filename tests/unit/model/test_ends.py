"""Ends of a credit: what they take, on which days they stand, and that a file keeps them."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest

from postloan.errors import InvalidValue
from postloan.model.ends import CreditEnd
from postloan.model.file import LoanFile
from tests.worked.loans import DISBURSED, loan_file

END = CreditEnd(on=date(2024, 6, 30), kind="settled", id="E")
AGAIN = date(2024, 7, 9)


@pytest.mark.parametrize(
    "changed, field, allowed",
    [
        ({"kind": "written_off"}, "kind", "one of settled, transferred, lapsed"),
        ({"reopened_on": "2024-07-09"}, "reopened_on", "a date"),
        ({"reopened_on": date(2024, 6, 29)}, "reopened_on", "after on, 2024-06-30"),
        ({"reopened_on": END.on}, "reopened_on", "after on, 2024-06-30"),
    ],
)
def test_an_end_that_cannot_be_is_refused(
    changed: dict[str, Any], field: str, allowed: str
) -> None:
    with pytest.raises(InvalidValue, match=allowed) as caught:
        attrs.evolve(END, **changed)
    assert (caught.value.owner, caught.value.field) == ("CreditEnd", field)


def test_an_end_before_the_loan_was_paid_out_is_refused() -> None:
    with pytest.raises(InvalidValue, match=f"not before the disbursement on {DISBURSED}") as caught:
        loan_file(ends=(attrs.evolve(END, on=date(2024, 1, 4)),))
    assert caught.value.field == "ends[0].on"


def test_an_end_that_never_was_is_taken_back_by_a_correction() -> None:
    never = CreditEnd(on=END.on, known_on=AGAIN, kind="settled", reopened_on=END.on, replaces="E")
    file = loan_file(ends=(END, never))
    assert file.as_known_on(date(2024, 7, 8)).ends == (END,)
    assert file.as_known_on(AGAIN).ends == ()


def test_it_is_told_in_a_few_words() -> None:
    assert str(END) == "settled on 2024-06-30"


def test_a_file_with_an_end_is_read_back_as_it_was_written() -> None:
    file = loan_file(ends=(attrs.evolve(END, kind="transferred", reopened_on=AGAIN),))
    assert '"ends": [{"on": "2024-06-30", "id": "E", "kind": "transferred"' in file.to_json()
    assert LoanFile.from_json(file.to_json()) == file
