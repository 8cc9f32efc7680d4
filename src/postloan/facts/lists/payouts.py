"""Facts about how loan money is paid out and what for."""

from __future__ import annotations

from typing import Final

from postloan.facts.fact import Fact, FactValue
from postloan.facts.making import money, share

__all__ = ["PAYOUTS"]

PAYOUTS: Final[tuple[Fact[FactValue], ...]] = (
    money("funds_on_account", "结算账户资金", "Money on the borrower's settlement account."),
    share("margin_share", "保证金比例", "Margin over the face of a bill or guarantee."),
)
