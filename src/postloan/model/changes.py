"""Changes: what alters the contract or the debtor, and so holds a tier back for a time."""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

import attrs

from postloan.dates import checked_date
from postloan.errors import InvalidValue
from postloan.model.checks import checked_choice, checked_code, checked_flag
from postloan.model.records import Record

__all__ = ["RESTRUCTURING_KINDS", "Merger", "Restructuring", "RestructuringKind"]

RestructuringKind = Literal[
    "extension",
    "easier_instalments",
    "grace",
    "interest_capitalised",
    "rate_cut",
    "reduction",
    "collateral_released",
    "replacement",
    "refinancing",
    "re_age",
    "other",
]
"""How a contract is changed in the debtor's favour (Measures for Risk Classification of Financial
Assets, CBIRC [2023] 1, Arts. 17 and 19), or an open-end account re-aged (FFIEC 2000)."""
RESTRUCTURING_KINDS: tuple[RestructuringKind, ...] = get_args(RestructuringKind)


@attrs.frozen(kw_only=True)
class Restructuring(Record):
    """The contract is changed in the debtor's favour, or the debt refinanced, on the day `on`.

    The new due dates themselves are a new `Schedule`. A change without financial difficulty is no
    restructuring in the sense of the rules; it may be recorded all the same, and changes nothing.

    >>> change = Restructuring(on=date(2024, 1, 10), kind="extension", difficulty=True)
    >>> change.first_due_on is None
    True
    """

    kind: RestructuringKind
    """What was done."""
    difficulty: bool | None
    """Whether the debtor was in financial difficulty; None where not stated."""
    first_due_on: date | None = None
    """The first repayment date agreed after the change, not before `on`; None: the next due date
    of the schedule then in force."""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        checked_choice("Restructuring", "kind", self.kind, RESTRUCTURING_KINDS)
        if self.difficulty is not None:
            checked_flag("Restructuring", "difficulty", self.difficulty)
        first = self.first_due_on
        if first is not None and checked_date("Restructuring", "first_due_on", first) < self.on:
            raise InvalidValue("Restructuring", "first_due_on", first, f"not before on, {self.on}")


@attrs.frozen(kw_only=True)
class Merger(Record):
    """The debtor changes through a merger or an acquisition that takes effect on the day `on`."""

    party: str | None = None
    """Id of the other party; None where not stated."""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if self.party is not None:
            checked_code("Merger", "party", self.party)
