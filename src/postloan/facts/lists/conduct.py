"""Facts about the borrower's conduct and statements."""

from __future__ import annotations

from typing import Final

from postloan.facts.fact import Fact, FactValue
from postloan.facts.making import event, harm, ratio, share

__all__ = ["CONDUCT"]

CONDUCT: Final[tuple[Fact[FactValue], ...]] = (
    harm("funds_misappropriated", "挪用贷款", "Loan money was misappropriated."),
    harm(
        "use_of_funds_changed",
        "改变贷款用途",
        "The use of funds was changed without the lender's consent. A use that is on record as not "
        "agreed says so, until evidence of a day after it became known says what holds.",
        either=True,
    ),
    harm("production_stopped", "停产", "Production has stopped."),
    harm("production_half_stopped", "半停产", "Production has half stopped."),
    harm("contingent_advanced", "或有资产垫款", "A contingent item fell due and was advanced."),
    event(
        "major_event",
        "重大事项",
        "An investment, restructuring, debt dispute, "
        "accident or other event that may hurt the loan's safety.",
    ),
    harm("contact_lost", "失联", "The borrower cannot be reached."),
    harm("inspection_refused", "拒绝检查", "The borrower refuses inspection."),
    harm("false_material", "虚假材料", "False material was supplied."),
    event("legal_representative_changed", "法定代表人变更", "The legal representative changed."),
    harm("lawsuit", "涉诉", "The borrower is being sued."),
    harm("income_fell", "收入明显下降", "The borrower's income fell markedly."),
    share(
        "settlement_share",
        "结算占比",
        "This bank's share of the borrower's deposits and settlement.",
    ),
    share("credit_share", "信用占比", "This bank's share of the borrower's credit."),
    ratio("current_ratio", "流动比率", "Current assets over current liabilities."),
    ratio("quick_ratio", "速动比率", "Quick assets over current liabilities."),
    ratio("debt_to_assets", "资产负债率", "Total debt over total assets."),
    ratio("return_on_sales", "销售利润率", "Profit over sales; may be negative.", minimum=None),
    ratio("receivable_turnover", "应收账款周转率", "Sales over average receivables."),
    ratio("inventory_turnover", "存货周转率", "Cost of sales over average stock."),
    ratio(
        "interest_coverage",
        "利息保障倍数",
        "Earnings before interest and tax over interest; may be negative.",
        minimum=None,
    ),
)
