"""Facts that warn: what banks' own rules watch in a borrower, a guarantor and a security."""

from __future__ import annotations

from typing import Final

from postloan.facts.fact import Fact, FactValue
from postloan.facts.making import event, measured

__all__ = ["SIGNS"]

SIGNS: Final[tuple[Fact[FactValue], ...]] = (
    event("collateral_volatile", "押品价格波动较大", "The price of the collateral is volatile."),
    measured("joint_borrowers", "共同借款", "Whether several borrowers owe the loan together."),
)
