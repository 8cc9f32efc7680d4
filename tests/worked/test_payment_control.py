"""The three loan measures: which edition governs, by when to pay out, how far to extend."""

from __future__ import annotations

from datetime import date
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan.clocks.extending import LoanFamily, extension_limits
from postloan.model.claims import Extension
from postloan.policy.loading import load_editions, load_policy
from postloan.reviews.pipeline import review
from tests.worked.loans import cny, loan, loan_file, says

EDITIONS: Final = load_editions("cn.payment-control")
RELEASED: Final = date(2025, 9, 26)
FACTS: Final[dict[LoanFamily, dict[str, object]]] = {
    "fixed_asset": {"product": "fixed_assets", "borrower_kind": "corporate"},
    "working_capital": {"product": "working_capital", "borrower_kind": "small_micro"},
    "personal": {"product": "consumer", "borrower_kind": "individual"},
}


@pytest.mark.parametrize(
    "signed, edition",
    [
        (date(2010, 2, 11), "2009"),
        (date(2010, 2, 12), "2010"),
        (date(2024, 6, 30), "2010"),
        (date(2024, 7, 1), "2024"),
    ],
)
def test_a_contract_keeps_the_measures_of_the_day_on_which_it_was_signed(
    signed: date, edition: str
) -> None:
    lent = loan(signed_on=signed, disbursed_on=RELEASED, matures_on=None)
    assert EDITIONS.for_loan(lent, date(2025, 12, 31)).edition == edition


@pytest.mark.parametrize("delayed, due", [(False, date(2025, 10, 10)), (True, date(2025, 10, 16))])
def test_t_wd_1_entrusted_payment_is_made_within_working_days_of_release(
    delayed: bool, due: date
) -> None:
    file = loan_file(
        loan=loan(
            signed_on=RELEASED, disbursed_on=RELEASED, matures_on=None, payment_mode="entrusted"
        ),
        schedules=(),
        evidence=(says("payout_delayed_by_borrower", delayed, RELEASED),),
    )
    agenda = review(file, EDITIONS, as_of=RELEASED).agenda
    assert [item.due for item in agenda if item.kind == "payout"] == [due]


@pytest.mark.parametrize(
    "until, expected", [(date(2026, 12, 31), "within"), (date(2027, 1, 1), "beyond")]
)
def test_an_extension_on_record_is_held_to_the_term_of_the_contract(
    until: date, expected: str
) -> None:
    file = loan_file(
        loan=loan(
            signed_on=date(2024, 12, 31),
            disbursed_on=date(2024, 12, 31),
            matures_on=date(2025, 12, 31),
        ),
        schedules=(),
        extensions=(Extension(on=RELEASED, until=until),),
        evidence=(says("single_payment", cny(1), RELEASED),),
    )
    outcomes = review(file, EDITIONS, as_of=RELEASED).decision.outcomes
    assert {o.dimension: str(o.tier) for o in outcomes}["extension"] == expected


@given(
    family=st.sampled_from(tuple(FACTS)),
    signed=st.sampled_from([date(2010, 2, 12), date(2024, 6, 30), date(2024, 7, 1)]),
    term=st.integers(1, 130),
    by=st.integers(0, 130),
    maximum=st.integers(1, 240),
)
def test_an_extension_is_beyond_the_rules_where_it_is_beyond_the_limit_that_governs(
    family: LoanFamily, signed: date, term: int, by: int, maximum: int
) -> None:
    limit = extension_limits(
        family=family,
        term_months=term,
        signed_on=signed,
        product_maximum=maximum if family == "personal" else None,
    ).governing
    assert limit is not None
    assert limit.months is not None
    edition = load_policy("cn.payment-control", as_of=signed)
    decision = edition.decide(
        FACTS[family]
        | {
            "extended": True,
            "term_months": term,
            "extension_months": by,
            "product_maximum_months": maximum,
        },
        signed,
    )
    assert (str(decision.outcome("extension").could_be) == "beyond") == (by > limit.months)
