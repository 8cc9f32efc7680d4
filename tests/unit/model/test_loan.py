"""Loans and borrowers: what they take, and what they refuse."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import attrs
import pytest

from postloan.errors import InvalidValue
from postloan.model.loan import Loan
from postloan.model.parties import Borrower
from postloan.money import Money

BORROWER: dict[str, Any] = {"id": "B-001", "kind": "corporate"}
LOAN: dict[str, Any] = {
    "id": "L-001",
    "borrower": Borrower(**BORROWER),
    "product": "working_capital",
    "principal": Money(Decimal("100000.00"), "CNY"),
    "disbursed_on": date(2024, 1, 5),
    "matures_on": date(2024, 12, 31),
}


def test_a_loan_states_nothing_that_was_not_stated() -> None:
    loan = Loan(**LOAN)
    optional = [field.name for field in attrs.fields(Loan) if field.default is None]
    assert len(optional) == 9
    assert all(getattr(loan, name) is None for name in optional)


def test_the_currency_of_a_loan_is_that_of_its_principal() -> None:
    assert Loan(**LOAN).currency == "CNY"


def test_a_share_may_be_given_as_a_whole_number() -> None:
    assert Loan(**LOAN, syndicated_share=1).syndicated_share == Decimal(1)


def test_every_option_can_be_stated() -> None:
    options: dict[str, Any] = {
        "retail": False,
        "signed_on": date(2024, 1, 5),
        "payment_mode": "entrusted",
        "purpose": "购买原材料\n(steel)",
        "security_kind": "mortgage",
        "industry": "C33",
        "region": "浙江",
        "on_balance_sheet": True,
        "syndicated_share": Decimal("0.25"),
    }
    loan = Loan(**LOAN, **options)
    assert {name: getattr(loan, name) for name in options} == options


def test_revolving_credit_has_no_maturity() -> None:
    assert Loan(**{**LOAN, "matures_on": None}).matures_on is None


@pytest.mark.parametrize(
    "field, value, allowed",
    [
        ("id", "", "printable text"),
        ("id", " L-001", "no space around it"),
        ("id", "L\n001", "printable text"),
        ("id", 1, "printable text"),
        ("borrower", "B-001", "a Borrower"),
        ("product", None, "printable text"),
        ("principal", Decimal(1), "a Money"),
        ("principal", Money(0, "CNY"), "more than zero"),
        ("principal", Money(Decimal(-1), "CNY"), "more than zero"),
        ("disbursed_on", "2024-01-05", "a date"),
        ("disbursed_on", datetime(2024, 1, 5), "without time"),  # noqa: DTZ001
        ("matures_on", "2024-12-31", "a date"),
        ("matures_on", date(2024, 1, 5), "after disbursed_on, 2024-01-05"),
        ("signed_on", 2024, "a date"),
        ("signed_on", date(2024, 1, 6), "not after disbursed_on, 2024-01-05"),
        ("retail", 1, "True or False"),
        ("on_balance_sheet", "yes", "True or False"),
        ("payment_mode", "cash", "one of entrusted, self_directed"),
        ("security_kind", [], "one of credit, guarantee, mortgage, pledge"),
        ("industry", "", "printable text"),
        ("region", 33, "printable text"),
        ("purpose", "", "None where not stated"),
        ("purpose", "\ud800", "text"),
        ("syndicated_share", Decimal(0), "more than 0 and at most 1"),
        ("syndicated_share", Decimal("1.01"), "more than 0 and at most 1"),
        ("syndicated_share", 0.5, "never a float"),
    ],
)
def test_a_loan_refuses_what_it_cannot_be(field: str, value: object, allowed: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        Loan(**{**LOAN, field: value})
    assert (refused.value.owner, refused.value.field) == ("Loan", field)
    assert allowed in refused.value.allowed


@pytest.mark.parametrize(
    "field, value, allowed",
    [
        ("id", "", "printable text"),
        ("kind", "company", "one of corporate, small_micro, sole_trader, individual"),
        ("group", "", "printable text"),
        ("name", "", "None where not stated"),
    ],
)
def test_a_borrower_refuses_what_it_cannot_be(field: str, value: object, allowed: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        Borrower(**{**BORROWER, field: value})
    assert (refused.value.owner, refused.value.field) == ("Borrower", field)
    assert allowed in refused.value.allowed


def test_a_borrower_may_have_a_group_and_a_name() -> None:
    borrower = Borrower(**BORROWER, group="G-7", name="示例有限公司")
    assert (borrower.group, borrower.name) == ("G-7", "示例有限公司")
