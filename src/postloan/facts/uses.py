"""What the records of the use of funds say: how much is tracked, and how much went elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_DOWN, Context, Decimal
from typing import Final

from postloan.facts.fact import FactValue
from postloan.model.file import LoanFile
from postloan.money import Money

__all__ = ["USE_FACTS", "use_facts"]

_TRACKED: Final = "use_tracked_share"
_OFF_PURPOSE: Final = "off_purpose_amount"
_CHANGED: Final = "use_of_funds_changed"
USE_FACTS: Final = (_TRACKED, _OFF_PURPOSE, _CHANGED)
"""Facts that records of the use of funds give."""

_ROUNDING_DOWN: Final = Context(prec=28, rounding=ROUND_DOWN)
"""Of our own, and down: what is not all tracked is never rounded to all."""


def use_facts(file: LoanFile, as_of: date) -> Iterator[tuple[str, FactValue | None, str]]:
    """Yield the facts that are known where a use of funds is on file: key, value, why it is None.

    A use counts as tracked once somebody said whether it was as agreed. What is paid out are the
    drawdowns up to the day, or the principal where the loan has none. A use that was not agreed
    changes the use of funds until somebody has looked again: what is paid back stays on record.
    """
    uses = [use for use in file.uses_of_funds if use.on <= as_of]
    if not uses:
        return
    currency = file.loan.currency
    zero = Money(Decimal(0), currency)
    tracked = sum((use.amount for use in uses if use.agreed is not None), zero)
    paid_out = file.loan.principal
    if file.drawdowns:
        paid_out = sum((d.amount for d in file.drawdowns if d.on <= as_of), zero)
    if tracked > paid_out:
        yield _TRACKED, None, f"{tracked} are on record as used, {paid_out} as paid out"
    elif paid_out:
        share = _ROUNDING_DOWN.divide(tracked.amount, paid_out.amount)
        yield _TRACKED, share, ""
    off_purpose = [use for use in uses if use.agreed is False]
    yield _OFF_PURPOSE, sum((use.amount for use in off_purpose), zero), ""
    found = max((max(use.on, use.known_on) for use in off_purpose), default=None)
    if found is not None and not _looked_again(file, found, as_of):
        yield _CHANGED, True, ""


def _looked_again(file: LoanFile, found: date, as_of: date) -> bool:
    """Return whether evidence says what holds after the last misuse was found, cured or not."""
    return any(e.fact == _CHANGED and found < e.on <= as_of for e in file.evidence)
