"""Facts that warn: what banks' own rules watch in a borrower, a guarantor and a security."""

from __future__ import annotations

from typing import Final

from postloan.facts.fact import Fact, FactValue
from postloan.facts.making import days, event, measured, ratio

__all__ = ["SIGNS"]

SIGNS: Final[tuple[Fact[FactValue], ...]] = (
    event("collateral_volatile", "押品价格波动较大", "The price of the collateral is volatile."),
    measured("joint_borrowers", "共同借款", "Whether several borrowers owe the loan together."),
    ratio(
        "borrower_share_of_capital",
        "单一借款人贷款占资本余额比例",
        "What is lent to this borrower over the lender's capital.",
    ),
    event(
        "security_taken_over",
        "行使担保物权取得不动产或股权",
        "Real estate or shares were acquired by enforcing a mortgage or a pledge.",
    ),
    days(
        "days_unreached",
        "连续未接通天数",
        "Days in a row on which neither the borrower nor a contact could be reached.",
    ),
    # which customers are cared for, and which loans are listed
    event("key_customer", "重点客户", "The lender counts the borrower among its key customers."),
    event(
        "good_customer",
        "优良客户",
        "The borrower paid principal and interest of all its loans here on time for a year.",
    ),
    event(
        "inspection_listed",
        "列入检查台账",
        "The ledger of required inspections lists the loan for this month.",
    ),
)
