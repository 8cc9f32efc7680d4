"""Restructurings and mergers: what they take, and that a file keeps them as they are."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest

from postloan.errors import InvalidValue
from postloan.model.changes import Merger, Restructuring
from postloan.model.file import LoanFile
from tests.worked.loans import DISBURSED, loan_file

CHANGE = Restructuring(on=date(2024, 5, 10), kind="extension", difficulty=True)


@pytest.mark.parametrize(
    "changed, field, allowed",
    [
        ({"kind": "haircut"}, "kind", "one of extension"),
        ({"difficulty": 1}, "difficulty", "True or False"),
        ({"first_due_on": date(2024, 5, 9)}, "first_due_on", "not before on, 2024-05-10"),
        ({"first_due_on": "2024-06-01"}, "first_due_on", "a date"),
    ],
)
def test_a_restructuring_that_cannot_be_is_refused(
    changed: dict[str, Any], field: str, allowed: str
) -> None:
    with pytest.raises(InvalidValue, match=allowed) as caught:
        attrs.evolve(CHANGE, **changed)
    assert (caught.value.owner, caught.value.field) == ("Restructuring", field)


def test_the_first_due_date_may_be_the_day_itself() -> None:
    assert attrs.evolve(CHANGE, first_due_on=CHANGE.on).first_due_on == CHANGE.on


def test_a_party_to_a_merger_has_a_code() -> None:
    with pytest.raises(InvalidValue, match="printable text"):
        Merger(on=CHANGE.on, party="")


def test_a_restructuring_before_the_loan_was_paid_out_is_refused() -> None:
    early = attrs.evolve(CHANGE, on=date(2024, 1, 4))
    with pytest.raises(InvalidValue, match=f"not before the disbursement on {DISBURSED}"):
        loan_file(restructurings=(early,))


def test_a_file_with_both_is_read_back_as_it_was_written() -> None:
    file = loan_file(
        restructurings=(attrs.evolve(CHANGE, first_due_on=date(2024, 6, 30)),),
        mergers=(Merger(on=date(2024, 3, 1), party="B-002"),),
    )
    assert LoanFile.from_json(file.to_json()) == file


def test_a_correction_takes_the_place_of_what_it_corrects_once_it_is_known() -> None:
    first = attrs.evolve(CHANGE, id="R")
    known_on = date(2024, 8, 1)
    corrected = attrs.evolve(CHANGE, difficulty=False, known_on=known_on, replaces="R")
    file = loan_file(restructurings=(first, corrected))
    assert file.as_known_on(date(2024, 7, 31)).restructurings == (first,)
    (stands,) = file.as_known_on(known_on).restructurings
    assert stands.difficulty is False
