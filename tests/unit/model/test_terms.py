"""Terms of the contract: what they take, what they refuse, and how they round."""

from __future__ import annotations

import decimal
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan.errors import InvalidValue
from postloan.model.file import LoanFile
from postloan.model.loan import Loan
from postloan.model.parties import Borrower
from postloan.model.terms import ROUNDING_MODES, Rounding, RoundingMode, Terms
from postloan.money import Money
from postloan.testing.values import amounts

DAY = date(2024, 1, 5)
CENTS = Rounding(places=2, mode="half_up")


@pytest.mark.parametrize("field", ["rate", "overdue_margin", "misuse_margin"])
@pytest.mark.parametrize("value", [Decimal("-0.01"), Decimal("4.9"), 0.06, "6%"])
def test_a_rate_or_margin_is_a_share(field: str, value: Any) -> None:  # noqa: ANN401
    with pytest.raises(InvalidValue, match=rf"Terms\.{field} must be") as refused:
        Terms(on=DAY, **{field: value})
    assert refused.value.field == field


@pytest.mark.parametrize(
    "field, value, allowed",
    [
        ("compound", 1, "True or False"),
        ("day_count", "30/360", "one of act/360, act/365, 30e/360"),
        ("rounding", 2, "a Rounding"),
        ("limit", Money(0, "CNY"), "more than zero"),
        ("limit", 5, "a Money"),
        ("officer", " x", "printable text"),
        ("rate", None, "given, or another term"),
    ],
)
def test_terms_refuse_what_they_cannot_be(field: str, value: Any, allowed: str) -> None:  # noqa: ANN401
    with pytest.raises(InvalidValue, match=allowed) as refused:
        Terms(on=DAY, **{field: value})
    assert (refused.value.owner, refused.value.field) == ("Terms", field)


@pytest.mark.parametrize(
    "given, field",
    [
        ({"places": -1, "mode": "down"}, "places"),
        ({"places": 41, "mode": "down"}, "places"),
        ({"places": True, "mode": "down"}, "places"),
        ({"places": 2, "mode": "ROUND_HALF_UP"}, "mode"),
    ],
)
def test_a_rounding_names_places_and_mode(given: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        Rounding(**given)
    assert (refused.value.owner, refused.value.field) == ("Rounding", field)


NAMES: dict[RoundingMode, str] = {
    "half_up": decimal.ROUND_HALF_UP,
    "half_even": decimal.ROUND_HALF_EVEN,
    "down": decimal.ROUND_DOWN,
    "up": decimal.ROUND_UP,
}


@given(amounts(places=5), st.integers(0, 4), st.sampled_from(ROUNDING_MODES))
def test_amounts_are_rounded_as_the_decimal_module_rounds_them(
    amount: Decimal, places: int, mode: RoundingMode
) -> None:
    found = Rounding(places=places, mode=mode).rounded(Fraction(amount))
    assert str(found) == str(amount.quantize(Decimal(1).scaleb(-places), NAMES[mode]))


def file(*terms: Terms) -> LoanFile:
    loan = Loan(
        id="L-1",
        borrower=Borrower(id="B-1", kind="corporate"),
        product="term",
        principal=Money(100000, "CNY"),
        disbursed_on=DAY,
        matures_on=None,
    )
    return LoanFile(loan=loan, schedules=None, payments=None, terms=terms)


def test_terms_are_read_back_as_they_were_written() -> None:
    stated = Terms(
        on=date(2023, 12, 20),
        rate=Decimal("0.0490"),
        overdue_margin=Decimal("0.5"),
        compound=False,
        day_count="act/360",
        rounding=CENTS,
        limit=Money(200000, "CNY"),
        officer="O-7",
    )
    text = file(stated).to_json()
    assert '"rounding": {"places": 2, "mode": "half_up"}' in text
    assert LoanFile.from_json(text).terms == (stated,)


def test_terms_that_state_nothing_take_back_those_they_replace() -> None:
    wrong = Terms(on=DAY, id="T-1", rate=Decimal("0.06"))
    taken_back = Terms(on=DAY, replaces="T-1")
    assert file(wrong, taken_back).as_known_on(None).terms == ()


def test_two_terms_of_one_day_are_refused_unless_one_corrects_the_other() -> None:
    first = Terms(on=DAY, id="T-1", rate=Decimal("0.06"))
    with pytest.raises(InvalidValue, match=r"terms\[1\]\.on .*terms\[0\]\.on, or a correction"):
        file(first, Terms(on=DAY, rate=Decimal("0.05")))
    corrected = Terms(on=DAY, replaces="T-1", rate=Decimal("0.05"))
    assert len(file(first, corrected).terms) == 2


def test_a_limit_is_in_the_currency_of_the_loan() -> None:
    with pytest.raises(InvalidValue, match=r"terms\[0\]\.limit must be in CNY"):
        file(Terms(on=DAY, limit=Money(1, "USD")))
