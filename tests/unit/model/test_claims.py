"""Acts, obstacles, judgments and extensions: what they say and what they refuse."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from postloan.errors import InvalidValue
from postloan.model.claims import PROCEDURES, Demand, Extension, Judgment, Obstacle, maturity
from postloan.model.file import LoanFile
from postloan.model.records import Record
from tests.worked.loans import loan, loan_file

DAY = date(2024, 3, 1)
EARLIER = date(2024, 2, 29)

GOOD: dict[type[Record], dict[str, Any]] = {
    Demand: {"kind": "suit"},
    Obstacle: {"kind": "no_heir"},
    Judgment: {},
    Extension: {"until": date(2025, 6, 30)},
}


@pytest.mark.parametrize(
    "kind, given, field, allowed",
    [
        (Demand, {"kind": "shout"}, "kind", "one of demand, message"),
        (Demand, {"ended_on": "2024-04-01"}, "ended_on", "a date"),
        (Demand, {"ended_on": EARLIER}, "ended_on", "not before on, 2024-03-01"),
        (Demand, {"kind": "demand", "ended_on": DAY}, "ended_on", "a demand is no procedure"),
        (Demand, {"debtor": ""}, "debtor", "printable text"),
        (Obstacle, {"kind": "flu"}, "kind", "one of force_majeure"),
        (Obstacle, {"until": EARLIER}, "until", "not before on, 2024-03-01"),
        (Judgment, {"perform_by": 2024}, "perform_by", "a date"),
        (Judgment, {"perform_by": EARLIER}, "perform_by", "not before on, 2024-03-01"),
        (Extension, {"until": None}, "until", "a date"),
        (Extension, {"consents": ["P-7", ""]}, "consents[1]", "printable text"),
        (Extension, {"consents": ["P-7", "P-7"]}, "consents[1]", "named once"),
        (Extension, {"consents": "P-7"}, "consents", "a tuple of str"),
    ],
)
def test_a_claim_record_refuses_what_it_cannot_be(
    kind: type[Record], given: dict[str, Any], field: str, allowed: str
) -> None:
    with pytest.raises(InvalidValue) as refused:
        kind(on=DAY, **{**GOOD[kind], **given})
    assert (refused.value.owner, refused.value.field) == (kind.__name__, field)
    assert allowed in refused.value.allowed


@pytest.mark.parametrize("kind", sorted(PROCEDURES))
def test_a_procedure_counts_from_its_end(kind: Any) -> None:  # noqa: ANN401
    assert Demand(on=DAY, kind=kind).again_from(date(2030, 1, 1)) is None
    ended = Demand(on=DAY, kind=kind, ended_on=date(2024, 5, 6))
    assert ended.again_from(date(2024, 5, 5)) is None
    assert ended.again_from(date(2024, 5, 6)) == date(2024, 5, 6)


def test_another_act_counts_from_its_day() -> None:
    assert Demand(on=DAY, kind="message").again_from(DAY) == DAY


def test_the_maturity_is_that_of_the_last_extension_agreed() -> None:
    first = Extension(on=date(2024, 12, 1), until=date(2025, 6, 30))
    second = Extension(on=date(2025, 6, 1), until=date(2025, 9, 30))
    agreed = [second, first]
    assert maturity(loan(), agreed, date(2024, 11, 30)) == date(2024, 12, 31)
    assert maturity(loan(), agreed, date(2025, 5, 31)) == date(2025, 6, 30)
    assert maturity(loan(), agreed, date(2025, 6, 1)) == date(2025, 9, 30)
    assert maturity(loan(matures_on=None), (), DAY) is None


@pytest.mark.parametrize(
    "matures, until, allowed",
    [
        (date(2024, 12, 31), date(2024, 12, 31), "after the loan's maturity on 2024-12-31"),
        (None, date(2024, 1, 4), "not before the disbursement on 2024-01-05"),
    ],
)
def test_a_file_refuses_an_extension_that_extends_nothing(
    matures: date | None, until: date, allowed: str
) -> None:
    with pytest.raises(InvalidValue) as refused:
        loan_file(loan=loan(matures_on=matures), extensions=(Extension(on=DAY, until=until),))
    assert refused.value.field == "extensions[0].until"
    assert allowed in refused.value.allowed


def test_a_file_without_them_reads_as_before() -> None:
    assert LoanFile.from_json(loan_file().to_json()).demands == ()
