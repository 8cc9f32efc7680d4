"""Facts about security and the time limits of rights."""

from __future__ import annotations

from typing import Final

from postloan.facts.fact import Fact, FactValue
from postloan.facts.making import days, event, left, measured, money, ratio

__all__ = ["SECURITY"]

SECURITY: Final[tuple[Fact[FactValue], ...]] = (
    money(
        "collateral_value",
        "押品价值",
        "Value of all collateral held, as last assessed.",
        either=True,
        worse="lower",
    ),
    ratio(
        "loan_to_value",
        "抵押率",
        "Outstanding over collateral value.",
        either=True,
        worse="higher",
    ),
    ratio(
        "collateral_coverage",
        "押品覆盖率",
        "Collateral value over outstanding.",
        either=True,
        worse="lower",
    ),
    days(
        "days_since_valuation",
        "距上次评估天数",
        "Days since the collateral was last valued; of several, the longest.",
        either=True,
        worse="higher",
    ),
    left(
        "guarantee_days_left",
        "保证期间剩余天数",
        "Days until the first guarantee is lost: until its period ends, or once it was called "
        "in time its limitation; negative after.",
        either=True,
    ),
    left(
        "limitation_days_left",
        "诉讼时效剩余天数",
        "Days until the limitation period ends; negative after.",
        either=True,
    ),
    event("judged", "已取得执行依据", "There is a judgment to enforce.", derived=True),
    left(
        "enforcement_days_left",
        "申请执行时效剩余天数",
        "Days left to apply for enforcement of the judgment; negative after.",
        derived=True,
    ),
    left(
        "mortgage_days_left",
        "抵押权行使期限剩余天数",
        "Days left to enforce mortgages and registered pledges; negative after.",
        derived=True,
    ),
    measured(
        "mortgage_registered",
        "抵押已登记",
        "Whether the mortgage is registered; of several, whether all are.",
        either=True,
    ),
    days(
        "collateral_days_short",
        "押品合同早于贷款到期天数",
        "Days by which a collateral contract ends before the loan is due, of several the longest; "
        "0 where none does.",
        either=True,
        worse="higher",
    ),
)
