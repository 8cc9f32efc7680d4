"""Facts about the terms of the loan."""

from __future__ import annotations

from typing import Final

from postloan.facts.fact import Fact, FactValue
from postloan.facts.making import code, enum, measured, money, months
from postloan.model.loan import PAYMENT_MODES, SECURITY_KINDS
from postloan.model.parties import BORROWER_KINDS

__all__ = ["TERMS"]

TERMS: Final[tuple[Fact[FactValue], ...]] = (
    code("product", "产品", "Product code, such as working_capital or card."),
    measured("retail", "零售", "Whether the loan is a retail exposure.", derived=True),
    enum(
        "borrower_kind",
        "借款人类型",
        "What kind of debtor the borrower is.",
        values=BORROWER_KINDS,
    ),
    enum(
        "security_kind",
        "担保方式",
        "The main security: none (credit), guarantee, mortgage or pledge.",
        values=SECURITY_KINDS,
    ),
    months(
        "term_months",
        "期限(月)",
        "Months from disbursement to maturity, a part of a month counting as one.",
        derived=True,
    ),
    money("principal", "贷款本金", "Principal paid out.", derived=True),
    money("outstanding", "贷款余额", "Principal not yet repaid."),
    measured("on_balance_sheet", "表内", "Whether the loan is on the balance sheet.", derived=True),
    enum("payment_mode", "支付方式", "Who pays the loan money out.", values=PAYMENT_MODES),
    measured("syndicated", "银团贷款", "Whether other lenders share the loan.", derived=True),
    code("industry", "行业", "Industry code of the borrower."),
    code("region", "地区", "Region code of the borrower."),
)
