"""Facts about the end of the credit."""

from __future__ import annotations

from typing import Final

from postloan.facts.fact import Fact, FactValue
from postloan.facts.making import event

__all__ = ["ENDS"]

ENDS: Final[tuple[Fact[FactValue], ...]] = (
    event(
        "ended",
        "债权已终止",
        "Nothing of the credit is owed to the lender any more: settled, transferred or lapsed.",
        derived=True,
    ),
    event(
        "settled",
        "已结清",
        "Ended because all that was owed is paid, set off or forgiven.",
        derived=True,
    ),
    event("transferred", "已转让", "Ended because the claim is another's.", derived=True),
)
