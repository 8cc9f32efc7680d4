"""Income recognition and asset classification in India, from loan files."""

from __future__ import annotations

from datetime import date
from typing import Final

import attrs
import pytest

from postloan.model.file import LoanFile
from postloan.model.records import TierRecord
from postloan.model.schedule import Payment
from postloan.money import Money
from postloan.policy.loading import load_policy
from postloan.policy.policy import Policy
from postloan.portfolio.obligors import review_obligor
from postloan.reviews.pipeline import review
from tests.obligor_files import claim, due
from tests.policies import text_of
from tests.worked.loans import says

INDIA: Final = load_policy("in.iracp")


def rupees(amount: int) -> Money:
    return Money(amount, "INR")


def late(due_on: date, *, id: str = "1", product: str = "term_loan") -> LoanFile:
    file = claim(
        id, dues=due(due_on, currency="INR"), currency="INR", disbursed_on=date(2020, 1, 6)
    )
    return attrs.evolve(file, loan=attrs.evolve(file.loan, product=product))


@pytest.mark.parametrize(
    "as_of, tier",
    [
        (date(2021, 3, 30), "standard"),
        (date(2021, 3, 31), "sma_0"),
        (date(2021, 4, 30), "sma_1"),
        (date(2021, 5, 30), "sma_2"),
        (date(2021, 6, 28), "sma_2"),
        (date(2021, 6, 29), "substandard"),
    ],
)
def test_t_in_1_the_dates_that_the_reserve_bank_published(as_of: date, tier: str) -> None:
    assert str(review(late(date(2021, 3, 31)), INDIA, as_of=as_of).at_least) == tier


def test_t_in_4_a_day_is_29_or_30_by_the_convention_which_is_always_stated() -> None:
    exclusive = Policy.from_text(
        text_of(
            'title = "Counts from the day after"\nextends = ["in.iracp@2021"]\n'
            '[conventions]\nday_one = "day_after_due"'
        ).replace('title = "Test"\n', "")
    )
    file = late(date(2021, 2, 1))
    counts = [
        review(file, policy, as_of=date(2021, 3, 2)).facts["days_past_due"]
        for policy in (exclusive, INDIA)
    ]
    assert counts == [29, 30]


def test_payments_clear_the_oldest_dues_first() -> None:
    file = claim(
        "1",
        dues=due(date(2024, 3, 31), date(2024, 4, 30), currency="INR"),
        currency="INR",
        payments=(Payment(on=date(2024, 5, 2), amount=rupees(100)),),
    )
    assert review(file, INDIA, as_of=date(2024, 5, 29)).facts["days_past_due"] == 30


@pytest.mark.parametrize("second_paid, tier", [(False, "substandard"), (True, "standard")])
def test_t_x_10_both_facilities_stay_non_performing_until_all_arrears_are_paid(
    second_paid: bool, tier: str
) -> None:
    record = TierRecord(on=date(2024, 6, 30), tier="npa", scale="sma-npa")
    paid = (Payment(on=date(2024, 7, 15), amount=rupees(100)),)
    files = [
        attrs.evolve(
            late(date(2024, 3, 1), id=id), tiers=(record,), payments=paid if is_paid else ()
        )
        for id, is_paid in (("A", True), ("B", second_paid))
    ]
    found = review_obligor(files, INDIA, as_of=date(2024, 7, 31))
    assert [str(loan.at_least) for loan in found.reviews] == [tier, tier]


SEASONS: Final = """
[conventions.crop_seasons]
short_crop_loan = [
    { from = 2023-11-01, until = 2024-04-15 },
    { from = 2024-06-15, until = 2024-10-31 },
    { from = 2024-11-01, until = 2025-04-15 },
]
"""
OURS: Final = Policy.from_text(text_of(SEASONS, head='extends = ["in.iracp@2021"]'))


@pytest.mark.parametrize(
    "as_of, tier",
    [
        (date(2025, 4, 14), "standard"),
        (date(2025, 4, 15), "substandard"),
    ],
)
def test_a_short_crop_is_overdue_for_two_seasons_once_both_are_over(as_of: date, tier: str) -> None:
    file = late(date(2024, 5, 31), product="short_crop_loan")
    assert str(review(file, OURS, as_of=as_of).at_least) == tier


@pytest.mark.parametrize(
    "policy, product, due_on, seasons, reason",
    [
        (OURS, "short_crop_loan", date(2024, 7, 31), 0, ""),
        (INDIA, "short_crop_loan", date(2024, 5, 31), None, "no crop_seasons of"),
        (OURS, "long_crop_loan", date(2024, 5, 31), None, "no crop_seasons of"),
        (OURS, "short_crop_loan", date(2023, 5, 31), None, "are stated from"),
    ],
)
def test_seasons_come_from_the_lenders_layer_or_are_not_known(
    policy: Policy, product: str, due_on: date, seasons: int | None, reason: str
) -> None:
    facts = review(late(due_on, product=product), policy, as_of=date(2024, 6, 30)).facts
    assert facts["crop_seasons_overdue"] == seasons
    assert reason in facts.reason("crop_seasons_overdue")


def test_without_payments_no_season_is_counted() -> None:
    file = attrs.evolve(late(date(2024, 5, 31), product="short_crop_loan"), payments=None)
    reason = review(file, OURS, as_of=date(2024, 6, 30)).facts.reason("crop_seasons_overdue")
    assert reason == "the payments are not stated"


@pytest.mark.parametrize("days, tier", [(89, "sma_2"), (90, "substandard")])
def test_cash_credit_is_out_of_order_after_90_days_over_its_limit(days: int, tier: str) -> None:
    on = date(2024, 6, 30)
    file = attrs.evolve(late(date(2030, 1, 1), product="cash_credit"), evidence=(
        says("days_over_limit", days, on),
        says("days_without_credit", 0, on),
        says("credits_below_interest", False, on),
    ))  # fmt: skip
    assert str(review(file, INDIA, as_of=on).at_least) == tier
