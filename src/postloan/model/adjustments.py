"""Adjustments: what changes the count of days or what is owed, and what was done with the money."""

from __future__ import annotations

from datetime import date

import attrs

from postloan.dates import checked_date
from postloan.errors import InvalidValue
from postloan.intervals import BOUNDS, Bounds, Interval
from postloan.model.checks import (
    checked_choice,
    checked_code,
    checked_flag,
    checked_instance,
    checked_text,
)
from postloan.model.records import MoneyRecord, Record
from postloan.money import Money

__all__ = ["Drawdown", "Pause", "Reversal", "UseOfFunds", "Waiver", "WriteOff"]


@attrs.frozen(kw_only=True)
class Pause(Record):
    """Days that are agreed or ordered not to count as days past due, as in a moratorium.

    What is owed stays owed, and what was past due stays past due. How a policy counts paused
    days is one of its conventions. To end a pause early, or move it, is to correct it:

    >>> pause = Pause(on=date(2023, 10, 15), until=date(2023, 10, 30), bounds="half_open", id="P")
    >>> resumed = pause.ended(date(2023, 10, 25), known_on=date(2023, 10, 25))
    >>> resumed.until, resumed.replaces
    (datetime.date(2023, 10, 25), 'P')
    """

    until: date
    """Its last day where `closed`, the day after that where `half_open`. In a pause that
    replaces another it may hold no day: that one then never was."""
    bounds: Bounds
    """Whether `until` belongs to it."""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        checked_date("Pause", "until", self.until)
        checked_choice("Pause", "bounds", self.bounds, BOUNDS)
        if self.until < self.on or (self.void and self.replaces is None):
            allowed = f"a day that leaves it at least one day from {self.on}"
            raise InvalidValue("Pause", "until", self.until, allowed)

    @property
    def interval(self) -> Interval:
        """Its days."""
        return Interval(start=self.on, end=self.until, bounds=self.bounds)

    @property
    def void(self) -> bool:
        """Whether it holds no day, and so only takes back the pause it replaces."""
        return self.until == self.on and self.bounds == "half_open"

    def ended(self, until: date, *, known_on: date, id: str | None = None) -> Pause:
        """Return the record that ends this one earlier, on the day `until`.

        Args:
            until: as the field, within the pause.
            known_on: the day the lender came to know of it.
            id: of the record returned.

        Raises:
            InvalidValue: the pause has no id, or `until` is not within it.
        """
        if self.id is None:
            raise InvalidValue("Pause", "id", self.id, "given, so that it can be replaced")
        if not self.on <= checked_date("Pause", "until", until) < self.until:
            allowed = f"from {self.on} to the day before {self.until}"
            raise InvalidValue("Pause", "until", until, allowed)
        return Pause(
            on=self.on,
            until=until,
            bounds=self.bounds,
            known_on=known_on,
            id=id,
            replaces=self.id,
        )


@attrs.frozen(kw_only=True)
class Reversal(MoneyRecord):
    """What was paid is taken back on the day `on`, as in a chargeback.

    It was paid in its time: what it covered is owed again, and falls due when it is taken back,
    or on its own due date if that is later. A payment that never was is replaced by one of zero.
    """

    payment: str | None = None
    """Id of the payment, which says where it is taken back: from a drawdown, or from the loan as
    one. None where not stated."""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if self.payment is not None:
            checked_code("Reversal", "payment", self.payment)


@attrs.frozen(kw_only=True)
class Waiver(Record):
    """What the lender forgives on the day `on`: it is owed no longer.

    Each part goes to the oldest unpaid of its kind, what is not yet due last.

    >>> from decimal import Decimal
    >>> Waiver(on=date(2024, 4, 1), interest=Money(Decimal("120"), "CNY")).principal is None
    True
    """

    principal: Money | None = None
    """Principal forgiven; None is none."""
    interest: Money | None = None
    """Interest forgiven; None is none."""
    fees: Money | None = None
    """Fees forgiven; None is none."""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        parts = self.parts
        for field, part in parts.items():
            checked_instance("Waiver", field, part, Money)
            if part.amount < 0:
                raise InvalidValue("Waiver", field, part, "zero or more")
            if part.currency != self.currency:
                raise InvalidValue("Waiver", field, part, f"in {self.currency}, as the others")
        if not any(parts.values()) and (self.replaces is None or not parts):
            allowed = "more than zero, or interest or fees (zero only in one that replaces another)"
            raise InvalidValue("Waiver", "principal", self.principal, allowed)

    @property
    def parts(self) -> dict[str, Money]:
        """What is stated of principal, interest and fees, by name."""
        parts = {"principal": self.principal, "interest": self.interest, "fees": self.fees}
        return {name: part for name, part in parts.items() if part is not None}

    @property
    def currency(self) -> str:
        """ISO 4217 code of every amount in it."""
        return next(iter(self.parts.values())).currency

    @property
    def void(self) -> bool:
        """Whether it is zero, and so only takes back the waiver it replaces."""
        return not any(self.parts.values())


@attrs.frozen(kw_only=True)
class WriteOff(MoneyRecord):
    """The lender writes an amount off its books on the day `on`.

    That is accounting: the debt stands, and days and amounts past due are as before. What is
    forgiven is a `Waiver`.
    """


@attrs.frozen(kw_only=True)
class Drawdown(MoneyRecord):
    """A part of the loan is paid out on the day `on`.

    Instalments and payments that name it belong together and age apart from the others.
    """

    drawdown: str
    """The code by which instalments and payments name it."""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        checked_code("Drawdown", "drawdown", self.drawdown)


@attrs.frozen(kw_only=True)
class UseOfFunds(MoneyRecord):
    """What a part of the loan's money was spent on, on the day `on`: one item of its tracking.

    >>> from decimal import Decimal
    >>> paid = UseOfFunds(
    ...     on=date(2024, 1, 9), amount=Money(Decimal("30000"), "CNY"), payee="mill", agreed=True
    ... )
    >>> paid.agreed
    True
    """

    payee: str | None = None
    """Who was paid, for people to read; None where not stated."""
    purpose: str | None = None
    """What for, for people to read; None where not stated."""
    agreed: bool | None = None
    """Whether that is what the contract says; None where nobody has compared it."""
    drawdown: str | None = None
    """The drawdown it was paid from; None where not stated."""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        for field in ("payee", "purpose"):
            if (text := getattr(self, field)) is not None:
                checked_text("UseOfFunds", field, text)
        if self.agreed is not None:
            checked_flag("UseOfFunds", "agreed", self.agreed)
        if self.drawdown is not None:
            checked_code("UseOfFunds", "drawdown", self.drawdown)
