"""Facts of a portfolio as a whole: its sums, and how its loans moved in a period.

They are never of one loan. `LoanBook` gives the sums and `MigrationMatrix` the rates.
"""

from __future__ import annotations

from typing import Final

from postloan.facts.fact import Fact, FactValue
from postloan.facts.making import event, money, share

__all__ = ["PORTFOLIO"]

PORTFOLIO: Final[tuple[Fact[FactValue], ...]] = (
    money(
        "total_loans",
        "各项贷款余额",
        "Outstanding of all loans of the portfolio; not of one loan.",
    ),
    money(
        "nonperforming_loans",
        "不良贷款余额",
        "Outstanding of the loans of the portfolio that are non-performing.",
    ),
    money(
        "risk_assets",
        "风险资产余额",
        "All assets of the lender that bear risk, at the end of the period.",
    ),
    event(
        "of_portfolio",
        "针对组合",
        "What is decided on is a portfolio over a period, and not a loan.",
    ),
    share(
        "m1_conversion_rate",
        "M1转化率",
        "Share of the loans in bucket M1 at the beginning of the period that stand in a better one "
        "at its end.",
        worse="lower",
    ),
    share(
        "m2_m3_conversion_rate",
        "M2、M3转化率",
        "The same of the loans in M2 and M3.",
        worse="lower",
    ),
    share(
        "roll_rate_within_m3",
        "M3以内向下迁徙率",
        "Share of the loans in the buckets up to M3 that the lender watches that stand in a worse "
        "one at the end of the period.",
        worse="higher",
    ),
)
