"""Facts about how loan money is paid out and what for."""

from __future__ import annotations

from typing import Final

from postloan.facts.fact import Fact, FactValue
from postloan.facts.making import event, measured, money, share

__all__ = ["PAYOUTS"]

PAYOUTS: Final[tuple[Fact[FactValue], ...]] = (
    money("funds_on_account", "结算账户资金", "Money on the borrower's settlement account."),
    share("margin_share", "保证金比例", "Margin over the face of a bill or guarantee."),
    measured(
        "platform_funded", "线上项目", "Whether an online platform raises the money that is lent."
    ),
    event("repaid_early", "提前还款", "The loan was repaid before it fell due."),
)
