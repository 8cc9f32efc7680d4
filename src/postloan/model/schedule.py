"""Schedules and payments: what falls due, and what was paid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import attrs

from postloan.dates import checked_date
from postloan.errors import InvalidValue
from postloan.model.checks import checked_instance, checked_tuple
from postloan.model.records import Record
from postloan.money import Money

__all__ = ["Instalment", "Payment", "Schedule", "schedule_in_force"]


def _no_interest(instalment: Instalment) -> Money:
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
    interest: Money = attrs.field(default=attrs.Factory(_no_interest, takes_self=True))
    """Interest and charges due, zero or more, in the same currency; zero unless stated.
    Principal and interest are not both zero."""

    def __attrs_post_init__(self) -> None:
        checked_date("Instalment", "due_on", self.due_on)
        principal = checked_instance("Instalment", "principal", self.principal, Money)
        interest = checked_instance("Instalment", "interest", self.interest, Money)
        if interest.currency != principal.currency:
            allowed = f"in {principal.currency}, as the principal"
            raise InvalidValue("Instalment", "interest", interest, allowed)
        if interest.amount < 0:
            raise InvalidValue("Instalment", "interest", interest, "zero or more")
        if principal.amount < 0:
            raise InvalidValue("Instalment", "principal", principal, "zero or more")
        if not (principal.amount or interest.amount):
            raise InvalidValue("Instalment", "principal", principal, "more than zero, or interest")


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
    """At least one, in one currency, each due later than the one before it."""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if not self.instalments:
            raise InvalidValue("Schedule", "instalments", (), "at least one instalment")
        first = self.instalments[0]
        before = date.min
        for index, instalment in enumerate(self.instalments):
            field = f"instalments[{index}]"
            if instalment.due_on <= before and index:
                allowed = f"due after {before}, the date of the one before it"
                raise InvalidValue("Schedule", f"{field}.due_on", instalment.due_on, allowed)
            before = instalment.due_on
            if instalment.principal.currency != first.principal.currency:
                allowed = f"in {first.principal.currency}, as the first instalment"
                raise InvalidValue("Schedule", f"{field}.principal", instalment.principal, allowed)

    @property
    def currency(self) -> str:
        """ISO 4217 code of every amount in it."""
        return self.instalments[0].principal.currency


@attrs.frozen(kw_only=True)
class Payment(Record):
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

    amount: Money
    """More than zero; or zero in a payment that replaces another, which then never was."""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        amount = checked_instance("Payment", "amount", self.amount, Money).amount
        if amount < 0 or (not amount and self.replaces is None):
            allowed = "more than zero (zero only in one that replaces another)"
            raise InvalidValue("Payment", "amount", self.amount, allowed)


def schedule_in_force(schedules: Iterable[Schedule], on: date) -> Schedule | None:
    """Return the version in force on the day `on`; None where the first comes later.

    `schedules` are as known (`LoanFile.as_known_on`): none replaces another of them.

    Raises:
        InvalidValue: one still names what it replaces, or two are of one day.
    """
    latest: Schedule | None = None
    for index, schedule in enumerate(schedules):
        if schedule.replaces is not None:
            field = f"schedules[{index}].replaces"
            allowed = "None: apply the corrections with LoanFile.as_known_on first"
            raise InvalidValue("schedule_in_force", field, schedule.replaces, allowed)
        if schedule.on > on:
            continue
        if latest is not None and schedule.on == latest.on:
            allowed = "a day of its own among the versions"
            field = f"schedules[{index}].on"
            raise InvalidValue("schedule_in_force", field, schedule.on, allowed)
        if latest is None or schedule.on > latest.on:
            latest = schedule
    return latest
