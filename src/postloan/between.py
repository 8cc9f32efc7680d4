"""A number that is not known, though it is known between which two it lies."""

from __future__ import annotations

from decimal import Decimal

import attrs

from postloan.errors import InvalidValue
from postloan.money import checked_decimal

__all__ = ["Between"]


@attrs.frozen(kw_only=True)
class Between:
    """A number that lies between two others, both included.

    Given in place of a fact it says more than None: a rule that holds for every number in
    between holds, one that holds for none does not, and any other is unknown.

    Raises:
        InvalidValue: an end is no finite Decimal or int, or `high` is less than `low`.

    >>> from postloan import Policy
    >>> policy = Policy.from_text('''
    ... format = "postloan.policy/1"
    ... [policy]
    ... id = "bank.late"
    ... edition = "2026"
    ... title = "Late"
    ... [[floor]]
    ... id = "late"
    ... when = "days_past_due > 0"
    ... at_least = "special_mention"
    ... [[floor]]
    ... id = "long-late"
    ... when = "days_past_due > 90"
    ... at_least = "substandard"
    ... ''')
    >>> decision = policy.decide({"days_past_due": Between(low=30, high=120)})
    >>> print(decision.at_least, decision.could_be)
    special_mention substandard
    """

    low: Decimal | int
    """The least that it can be, in the unit of the fact."""
    high: Decimal | int
    """The most that it can be, in the unit of the fact; not less than `low`."""

    def __attrs_post_init__(self) -> None:
        low = checked_decimal("Between", "low", self.low)
        if checked_decimal("Between", "high", self.high) < low:
            raise InvalidValue("Between", "high", self.high, f"not less than low, {self.low}")

    def __str__(self) -> str:
        return f"{Decimal(self.low):f} to {Decimal(self.high):f}"
