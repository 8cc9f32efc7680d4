"""Loan books: sums over a portfolio, and the ratios that reserves are held against."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import pytest

from postloan.errors import CurrencyMismatch, InvalidValue
from postloan.money import Money
from postloan.policy.decisions.decision import Decision
from postloan.policy.loading import load_policy
from postloan.portfolio.loan_book import LoanBook
from postloan.reviews.pipeline import review
from tests.policies import policy
from tests.worked.loans import loan_file

GUIDELINE: Final = load_policy("cn.provisions", edition="2002")
MEASURES: Final = load_policy("cn.provisions", edition="2011")


def cny(amount: int) -> Money:
    return Money(amount, "CNY")


def loan(days: int | None, outstanding: Money | None) -> Decision:
    known = {
        "credit_impaired": False,
        "retail": True,
        "previous_tier": "normal",
        "outstanding": outstanding,
    }
    return GUIDELINE.decide({"days_past_due": days, **known})


def book(*loans: tuple[int | None, Money | None]) -> LoanBook:
    return LoanBook.of((loan(days, amount) for days, amount in loans), currency="CNY")


def test_it_adds_up_loans_bad_loans_and_provisions() -> None:
    found = book((30, cny(100)), (91, cny(40)), (271, cny(20)), (361, cny(10)))
    assert found == LoanBook(
        total_loans=cny(170),
        nonperforming_loans=cny(70),
        provision_least=cny(28),
        provision=cny(32),
        provision_most=cny(36),
    )


def test_its_facts_are_what_the_rules_of_a_portfolio_ask_for() -> None:
    found = book((0, cny(980)), (91, cny(20)))
    reserves = {part.rule: part.stated for part in MEASURES.decide(found.facts()).reserves}
    assert reserves == {"general-reserve": cny(10), "loan-loss-reserve": cny(30)}


def test_a_portfolio_without_loans_has_nothing_and_no_ratios() -> None:
    empty = book()
    assert empty.total_loans == empty.nonperforming_loans == empty.provision == cny(0)
    assert empty.provision_to_loans(cny(1)) is None
    assert empty.coverage(cny(1)) is None


def test_ratios_are_a_reserve_over_loans_and_over_bad_loans() -> None:
    found = book((0, cny(97)), (91, cny(3)))
    assert found.provision_to_loans(cny(1)) == Decimal("0.01")
    assert found.coverage(cny(1)) == Decimal("0.3333333333333333333333333333")


def test_what_is_not_known_of_one_loan_is_not_known_of_all() -> None:
    no_amount = book((91, cny(1)), (91, None))
    assert no_amount.total_loans is no_amount.nonperforming_loans is no_amount.provision is None
    no_tier = book((0, cny(1)), (None, cny(2)))
    assert no_tier.total_loans == cny(3)
    assert no_tier.nonperforming_loans is None
    assert no_tier.coverage(cny(1)) is None
    performing = book((0, None))
    assert performing.nonperforming_loans == cny(0)


def test_a_loan_whose_policy_sets_nothing_aside_still_counts() -> None:
    plain = policy().decide({"outstanding": cny(5)})
    found = LoanBook.of([plain], currency="CNY")
    assert (found.total_loans, found.provision) == (cny(5), cny(0))


def test_reviews_are_added_up_as_decisions_are() -> None:
    file = loan_file()
    found = LoanBook.of([review(file, policy(), as_of=file.loan.disbursed_on)], currency="CNY")
    assert found.nonperforming_loans == cny(0)
    assert found.total_loans is None


@pytest.mark.parametrize(
    "scale, performing, bad",
    [("sma-npa", "sma_2", "npa"), ("npe", "performing", "non_performing")],
)
def test_each_scale_that_knows_bad_loans_says_where_they_begin(
    scale: str, performing: str, bad: str
) -> None:
    body = '[[floor]]\nid = "kept"\nwhen = "true"\nat_least = "previous_tier"\n'
    kept = policy(body, head=f'scale = "{scale}"')
    loans = (
        {"previous_tier": performing, "outstanding": cny(5)},
        {"previous_tier": bad, "outstanding": cny(2)},
    )
    found = LoanBook.of(map(kept.decide, loans), currency="CNY")
    assert (found.total_loans, found.nonperforming_loans) == (cny(7), cny(2))


def test_other_currencies_and_other_scales_are_refused() -> None:
    with pytest.raises(CurrencyMismatch):
        book((0, Money(1, "USD")))
    with pytest.raises(CurrencyMismatch):
        book((0, cny(1))).provision_to_loans(Money(1, "USD"))
    stages = policy(head='scale = "ifrs-stages"').decide({"outstanding": cny(1)})
    with pytest.raises(InvalidValue, match="five-tier"):
        LoanBook.of([stages], currency="CNY")
