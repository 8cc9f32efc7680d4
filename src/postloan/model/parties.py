"""Parties: who owes the loan, and who answers for it."""

from __future__ import annotations

from typing import Literal, get_args

import attrs

from postloan.model.checks import checked_choice, checked_code, checked_text

__all__ = ["BORROWER_KINDS", "Borrower", "BorrowerKind", "Guarantor"]

BorrowerKind = Literal["corporate", "small_micro", "sole_trader", "individual"]
"""What a borrower is: a company, a small or micro enterprise, a sole trader, a person."""
BORROWER_KINDS: tuple[BorrowerKind, ...] = get_args(BorrowerKind)


@attrs.frozen(kw_only=True)
class Borrower:
    """Who owes the loan: the obligor.

    >>> Borrower(id="B-001", kind="corporate").group is None
    True
    """

    id: str
    """The lender's id of the borrower; loans of one obligor carry the same."""
    kind: BorrowerKind
    """One of `BORROWER_KINDS`."""
    group: str | None = None
    """Id of the group of connected customers; None where none is stated."""
    name: str | None = None
    """Name for people to read; None where not stated."""

    def __attrs_post_init__(self) -> None:
        checked_code("Borrower", "id", self.id)
        checked_choice("Borrower", "kind", self.kind, BORROWER_KINDS)
        if self.group is not None:
            checked_code("Borrower", "group", self.group)
        if self.name is not None:
            checked_text("Borrower", "name", self.name)


@attrs.frozen(kw_only=True)
class Guarantor:
    """Who answers for another's debt.

    >>> Guarantor(id="P-7").kind is None
    True
    """

    id: str
    """The lender's id of the guarantor, the same in every loan."""
    kind: BorrowerKind | None = None
    """One of `BORROWER_KINDS`; None where not stated."""
    group: str | None = None
    """Id of the group of connected customers; None where none is stated."""
    name: str | None = None
    """Name for people to read; None where not stated."""

    def __attrs_post_init__(self) -> None:
        checked_code("Guarantor", "id", self.id)
        if self.kind is not None:
            checked_choice("Guarantor", "kind", self.kind, BORROWER_KINDS)
        if self.group is not None:
            checked_code("Guarantor", "group", self.group)
        if self.name is not None:
            checked_text("Guarantor", "name", self.name)
