"""Conventions: how a policy says that days are counted, and what a review makes of it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from postloan.arrears.counting import DayCounting
from postloan.arrears.spells import Materiality
from postloan.errors import InvalidPolicy
from postloan.model.adjustments import Pause
from postloan.money import Money
from postloan.policy.policy import Policy
from postloan.reviews.pipeline import review
from postloan.reviews.result import Review
from tests.policies import policy as policy_of
from tests.worked.loans import loan_file, paid, tier

AS_OF = date(2024, 6, 30)
RULES = """
[[base]]
id = "by-days"
rows = [
  { when = "days_past_due > 90", tier = "substandard" },
  { when = "days_past_due <= 90 and days_past_due > 0", tier = "special_mention" },
  { when = "days_past_due <= 0", tier = "normal" },
]
"""


def policy(conventions: str, rules: str = RULES) -> Policy:
    return policy_of(f"[conventions]\n{conventions}\n{rules}")


def reviewed(conventions: str, rules: str = RULES, **records: Any) -> Review:  # noqa: ANN401
    return review(loan_file(**records), policy(conventions, rules), as_of=AS_OF)


def test_what_is_not_stated_is_counted_from_the_due_date_to_the_day() -> None:
    stated = policy('day_one = "day_after_due"').contents.conventions
    assert stated.counting == DayCounting(day_one="day_after_due")
    assert stated.materiality is None


def test_grace_pauses_and_limits_are_read() -> None:
    stated = policy(
        'day_one = "due_date"\ngrace_days = 3\ninstalment_grace_days = 1\ncurrency = "EUR"\n'
        'pauses = "left_out_to_run_day"\nmaterial_amount = 100\nmaterial_share = 0.01\n'
        'allocation = ["principal", "interest", "fees"]'
    ).contents.conventions
    assert stated.counting == DayCounting(
        day_one="due_date",
        grace_days=3,
        instalment_grace_days=1,
        pauses="left_out_to_run_day",
        allocation=("principal", "interest", "fees"),
    )
    assert stated.materiality == Materiality(amount=Money(100, "EUR"), share=Decimal("0.01"))


@pytest.mark.parametrize(
    "conventions, fault",
    [
        ("grace_days = -1", "grace_days must be an integer from 0 to"),
        ('pauses = "never"', "pauses must be one of counted, left_out_from_due_date"),
        ('material_amount = "100"', "material_amount must be a number of zero or more"),
        ("material_amount = -1", "material_amount must be a number of zero or more"),
        ("material_share = 1.5", "material_share must be a number from 0 to 1"),
        ('allocation = "oldest"', "allocation must be a list of strings"),
        ("allocation = []", "allocation must list each of fees, interest, principal once"),
        ("crop_seasons.rice = [{ from = 2024-06-15 }]", "from and until of a season must be dates"),
        (
            "crop_seasons.rice = [{ from = 2024-06-15, until = 2024-06-14 }]",
            "end must be not before the start, 2024-06-15",
        ),
        ("crop_seasons.rice = []", "seasons must be at least one season"),
        (
            (
                "crop_seasons.rice = [{ from = 2024-06-15, until = 2024-10-31 }, "
                "{ from = 2024-10-31, until = 2025-04-15 }]"
            ),
            "seasons must be after 2024-10-31, when the season before is over",
        ),
        ('allocation = ["fees", "fees"]', "allocation must list each of fees, interest, princ"),
    ],
)
def test_a_convention_that_cannot_be_is_a_fault(conventions: str, fault: str) -> None:
    with pytest.raises(InvalidPolicy, match=fault):
        policy(conventions)


@pytest.mark.parametrize(
    "more, days, found",
    [
        ("", 91, "substandard"),
        ("grace_days = 1", 90, "special_mention"),
        ('pauses = "counted"', 91, "substandard"),
        ('pauses = "left_out_from_due_date"', 81, "special_mention"),
    ],
)
def test_a_tier_follows_the_days_as_the_policy_counts_them(
    more: str, days: int, found: str
) -> None:
    pause = Pause(on=date(2024, 5, 1), until=date(2024, 5, 11), bounds="half_open")
    result = reviewed(f'day_one = "day_after_due"\n{more}', pauses=(pause,))
    assert str(result.tier) == found
    assert result.arrears is not None
    assert (result.arrears.delinquent_days, result.arrears.days_past_due) == (days, 91)


FROZEN = """
[[floor]]
id = "no-rise-while-paused"
when = "paused"
at_least = "previous_tier"
"""


@pytest.mark.parametrize("until, found", [(date(2024, 6, 30), "substandard"), (AS_OF, "normal")])
def test_a_rule_freezes_the_tier_for_as_long_as_a_pause_lasts(until: date, found: str) -> None:
    bounds: Any = "closed" if found == "substandard" else "half_open"
    result = reviewed(
        'day_one = "day_after_due"',
        RULES + FROZEN,
        payments=(paid(date(2024, 4, 2), "100000"),),
        tiers=(tier("substandard", date(2024, 4, 1)),),
        pauses=(Pause(on=date(2024, 6, 1), until=until, bounds=bounds),),
    )
    assert str(result.tier) == found


LIMITS = 'currency = "CNY"\nmaterial_amount = 100\nmaterial_share = 0.01'
MATERIAL = """
[[base]]
id = "by-material-days"
rows = [
  { when = "material_days_past_due > 90", tier = "substandard" },
  { when = "material_days_past_due <= 90", tier = "normal" },
]
"""


@pytest.mark.parametrize(
    "conventions, found, gap",
    [
        ('currency = "CNY"\nmaterial_amount = 500\nmaterial_share = 0.01', "substandard", ""),
        ('currency = "CNY"\nmaterial_amount = 26_500\nmaterial_share = 0.01', "normal", ""),
        ("", "None", "states no material_amount and material_share"),
        (
            (
                'currency = "CNY"\nmaterial_amount = 500\nmaterial_amount_retail = 100\n'
                "material_share = 0.01"
            ),
            "None",
            "whether the loan is retail is not stated",
        ),
        (
            'currency = "EUR"\nmaterial_amount = 500\nmaterial_share = 0.01',
            "None",
            "CNY and EUR cannot be mixed",
        ),
    ],
)
def test_material_days_are_counted_by_the_limits_of_the_policy(
    conventions: str, found: str, gap: str
) -> None:
    result = reviewed(f'day_one = "day_after_due"\n{conventions}', MATERIAL)
    assert str(result.tier) == found
    assert gap in " ".join(str(gap) for gap in result.gaps)


@pytest.mark.parametrize("conventions, records", [("", {}), ("x", {"payments": None})])
def test_without_a_count_there_are_no_material_days(
    conventions: str, records: dict[str, Any]
) -> None:
    stated = 'day_one = "day_after_due"' if conventions else ""
    assert reviewed(stated, MATERIAL, **records).tier is None


@pytest.mark.parametrize(
    "conventions, condition, first",
    [
        ('day_one = "day_after_due"', "days_past_due > 90", date(2024, 6, 30)),
        ('day_one = "due_date"', "days_past_due > 90", date(2024, 6, 29)),
        ('day_one = "day_after_due"', "days_past_due >= 90", date(2024, 6, 29)),
        ('day_one = "day_after_due"', "days_past_due > 30", date(2024, 5, 1)),
        (
            f'day_one = "day_after_due"\n{LIMITS}',
            "material_days_past_due > 90",
            date(2024, 6, 30),
        ),
        ('day_one = "day_after_due"\ngrace_days = 3', "days_past_due > 90", date(2024, 7, 3)),
    ],
)
def test_t_cmp_one_loan_under_several_policies(
    conventions: str, condition: str, first: date
) -> None:
    floor = f'[[floor]]\nid = "late"\nwhen = "{condition}"\nat_least = "substandard"'
    stated = policy(conventions, floor)
    tiers = [
        str(review(loan_file(), stated, as_of=day).tier)
        for day in (first - timedelta(days=1), first)
    ]
    assert tiers == ["normal", "substandard"]
