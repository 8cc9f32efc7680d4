"""Facts of a bad loan that provisions are worked out from."""

from __future__ import annotations

from typing import Final

from postloan.facts.fact import Fact, FactValue
from postloan.facts.making import harm, months, ratio

__all__ = ["RESERVES"]

RESERVES: Final[tuple[Fact[FactValue], ...]] = (
    months(
        "months_nonperforming",
        "不良持续月数",
        "Months since the loan became non-performing, a part of a month counting as one; "
        "0 where it is not.",
        worse="higher",
    ),
    months(
        "months_doubtful",
        "可疑持续月数",
        "Months since the loan became doubtful, a part of a month counting as one; "
        "0 where it is not.",
        worse="higher",
    ),
    harm(
        "identified_as_loss",
        "认定为损失",
        "Identified as a loss by the lender, its auditors or its supervisor.",
    ),
    ratio(
        "realisable_share",
        "押品可变现比例",
        "What the collateral would realise now, over the value last assessed.",
        worse="lower",
    ),
    ratio(
        "realisable_coverage",
        "押品可变现覆盖率",
        "What the collateral would realise now, over outstanding.",
        worse="lower",
    ),
)
