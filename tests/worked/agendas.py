"""What a policy asks of a loan file, and by when."""

from __future__ import annotations

from datetime import date

from postloan.model.file import LoanFile
from postloan.policy.policy import Policy
from postloan.reviews.pipeline import review

__all__ = ["open_dates"]


def open_dates(policy: Policy, file: LoanFile, as_of: date) -> dict[str, date | None]:
    """Return when each rule asks for what is not done: the first date, None where undated."""
    found: dict[str, date | None] = {}
    for item in review(file, policy, as_of=as_of).agenda:
        if item.certain and item.status != "done":
            found.setdefault(item.rule, item.due)
    return found
