"""Arrears of all of an obligor's loans, held against the limits of materiality together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from postloan.arrears.spells import spells_of_obligor
from postloan.errors import CurrencyMismatch
from postloan.reviews.deciding import ALONE, About, Derived

__all__ = ["about_material_days"]

_FACT: Final = "obligor_material_days_past_due"
_UNCOUNTED: Final = "the policy states no day_one, or no limits of materiality, in [conventions]"
_SEVERAL: Final = "its loans are counted under editions that differ in [conventions]"
_RETAIL: Final = "not known of all its loans whether they are retail"
_CAUSE: Final = "not known of all its loans whether their arrears have a technical cause"
_UNSTATED: Final = "the schedule or the payments of one of its loans are not known"


def about_material_days(loans: Sequence[Derived]) -> About:
    """Return the days in a row on which an obligor's arrears were material, where a rule asks.

    Retail loans are left out: they are judged one by one. Arrears with a technical cause are
    owed, but never material.

    Args:
        loans: the facts of every loan of an obligor.
    """
    if not any(_FACT in loan.policy.contents.reads for loan in loans):
        return ALONE
    days, unknown = _days(loans)
    return About(facts={_FACT: days}, reasons={} if days is not None else {_FACT: unknown})


def _days(loans: Sequence[Derived]) -> tuple[int | None, str]:
    first, *others = [loan.policy.contents.conventions for loan in loans]
    counting, materiality = first.counting, first.materiality
    if counting is None or materiality is None:
        return None, _UNCOUNTED
    if any((other.counting, other.materiality) != (counting, materiality) for other in others):
        return None, _SEVERAL
    counted = [loan for loan in loans if loan.file.loan.retail is not True]
    files = [loan.file for loan in counted]
    limits = materiality.for_retail(None if any(f.loan.retail is None for f in files) else False)
    if limits is None:
        return None, _RETAIL
    technical = {loan.file.loan.id: loan.facts()["technical_overdue"] for loan in counted}
    if None in technical.values():
        return None, _CAUSE
    try:
        spells = spells_of_obligor(
            files,
            as_of=loans[0].as_of,
            counting=counting,
            materiality=limits,
            technical=[id for id, is_technical in technical.items() if is_technical],
        )
    except CurrencyMismatch as error:
        return None, str(error)
    return spells.material_days, _UNSTATED
