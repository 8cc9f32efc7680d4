"""Schedules and payments: what falls due, and what was paid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Literal, get_args

import attrs

from postloan.dates import checked_date
from postloan.errors import InvalidValue
from postloan.model.checks import checked_choice, checked_code, checked_instance, checked_tuple
from postloan.model.records import MoneyRecord, Record
from postloan.money import Money

__all__ = ["PAID_AHEAD", "Instalment", "PaidAhead", "Payment", "Schedule"]

PaidAhead = Literal["next", "last", "each"]
"""Which instalments to come are covered by what is paid ahead: the `next` ones, so that the debtor
pays nothing for a while; the `last` ones first, so that the loan ends sooner; or `each` in equal
shares, so that every instalment becomes less."""
PAID_AHEAD: tuple[PaidAhead, ...] = get_args(PaidAhead)


def _nothing(instalment: Instalment) -> Money:
    principal = checked_instance("Instalment", "principal", instalment.principal, Money)
    return Money.zero(principal.currency)


@attrs.frozen(kw_only=True)
class Instalment:
    """What falls due on one day.

    >>> from decimal import Decimal
    >>> Instalment(due_on=date(2024, 3, 31), principal=Money(Decimal("25000"), "CNY")).interest
    Money(Decimal('0'), 'CNY')
    """

    due_on: date
    """The last day to pay without being late."""
    principal: Money
    """Principal due, zero or more."""
    interest: Money = attrs.field(default=attrs.Factory(_nothing, takes_self=True))
    """Interest due, zero or more, in the same currency; zero unless stated."""
    fees: Money = attrs.field(default=attrs.Factory(_nothing, takes_self=True))
    """Fees and costs due, zero or more, in the same currency; zero unless stated.
    Principal, interest and fees are not all zero."""
    drawdown: str | None = None
    """Code of the drawdown that it repays; None where it repays the loan as one."""
    owed_from: date | None = None
    """The first day on which it is owed, as of a fee that is charged or a part that is paid out
    later; None where since the schedule is in force. What was paid before that day stays where it
    went, and only what was overpaid covers it."""

    def __attrs_post_init__(self) -> None:
        checked_date("Instalment", "due_on", self.due_on)
        if self.owed_from is not None:
            owed_from = checked_date("Instalment", "owed_from", self.owed_from)
            if owed_from > self.due_on:
                allowed = f"not after due_on, {self.due_on}"
                raise InvalidValue("Instalment", "owed_from", owed_from, allowed)
        principal = checked_instance("Instalment", "principal", self.principal, Money)
        interest = checked_instance("Instalment", "interest", self.interest, Money)
        fees = checked_instance("Instalment", "fees", self.fees, Money)
        for field, part in (("interest", interest), ("fees", fees), ("principal", principal)):
            if part.currency != principal.currency:
                allowed = f"in {principal.currency}, as the principal"
                raise InvalidValue("Instalment", field, part, allowed)
            if part.amount < 0:
                raise InvalidValue("Instalment", field, part, "zero or more")
        if not (principal.amount or interest.amount or fees.amount):
            allowed = "more than zero, or interest or fees"
            raise InvalidValue("Instalment", "principal", principal, allowed)
        if self.drawdown is not None:
            checked_code("Instalment", "drawdown", self.drawdown)


def _instalments(value: Sequence[Instalment]) -> tuple[Instalment, ...]:
    return checked_tuple("Schedule", "instalments", value, Instalment)


@attrs.frozen(kw_only=True)
class Schedule(Record):
    """One version of the loan's instalments, agreed on the day `on`.

    Each version restates the loan completely, the instalments already past included. The
    version in force on a day is the one with the last `on` up to that day, and everything paid
    since disbursement counts against it. So an extension is a new version that moves the due
    dates, not a list of the instalments still to come.
    """

    instalments: tuple[Instalment, ...] = attrs.field(converter=_instalments)
    """At least one, in one currency, each due later than the one before it; those of different
    drawdowns, or owed from different days, may be due on one day."""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if not self.instalments:
            raise InvalidValue("Schedule", "instalments", (), "at least one instalment")
        first = self.instalments[0]
        before = date.min
        on_that_day: set[tuple[str | None, date | None]] = set()
        for index, instalment in enumerate(self.instalments):
            field = f"instalments[{index}]"
            if instalment.due_on != before:
                on_that_day.clear()
            told_apart = instalment.drawdown, instalment.owed_from
            if instalment.due_on < before or told_apart in on_that_day:
                allowed = f"due after {before}, the date of the one before it"
                raise InvalidValue("Schedule", f"{field}.due_on", instalment.due_on, allowed)
            on_that_day.add(told_apart)
            before = instalment.due_on
            if instalment.principal.currency != first.principal.currency:
                allowed = f"in {first.principal.currency}, as the first instalment"
                raise InvalidValue("Schedule", f"{field}.principal", instalment.principal, allowed)

    @property
    def currency(self) -> str:
        """ISO 4217 code of every amount in it."""
        return self.instalments[0].principal.currency

    @cached_property
    def owed_at_once(self) -> bool:
        """Whether no instalment says that it is owed from a later day."""
        return all(instalment.owed_from is None for instalment in self.instalments)

    @property
    def turns(self) -> set[date]:
        """The days on which what is owed, or what is due, becomes more by it."""
        days = (day for i in self.instalments for day in (i.owed_from, i.due_on))
        return {day for day in days if day is not None}


@attrs.frozen(kw_only=True)
class Payment(MoneyRecord):
    """An amount received on the day `on`, towards whatever is due by the loan's terms.

    A payment that bounced, or was never made, is replaced by one of zero:

    >>> from decimal import Decimal
    >>> bounced = Payment(
    ...     on=date(2024, 4, 1),
    ...     known_on=date(2024, 4, 9),
    ...     replaces="P-1",
    ...     amount=Money(Decimal("0"), "CNY"),
    ... )
    """

    drawdown: str | None = None
    """Code of the drawdown whose instalments alone it pays; None where it pays the oldest due."""
    ahead: PaidAhead = "next"
    """Where that of it goes which is more than is due on its day, as the parties agreed."""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        checked_choice("Payment", "ahead", self.ahead, PAID_AHEAD)
        if self.drawdown is not None:
            checked_code("Payment", "drawdown", self.drawdown)
