"""Arrears: what is overdue on a day, and for how long, from a schedule and payments.

The one allocation so far is *oldest due first*: payments clear the oldest instalment first,
within an instalment interest before principal, and what is paid ahead counts towards later
instalments. So the days past due need no allocation of single payments: they run from the
first instalment that the sum of all payments does not cover.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import attrs

from postloan.dates import DAY_ONE, DayOne, checked_date, days_past
from postloan.errors import CurrencyMismatch, InvalidValue
from postloan.model.schedule import Payment, Schedule, schedule_in_force
from postloan.money import EXACT, Money

__all__ = ["Arrears", "arrears_of"]

_ZERO = Decimal(0)


@attrs.frozen(kw_only=True)
class Arrears:
    """What is overdue at the end of a day. Either every figure is known, or none is."""

    as_of: date
    """The day at whose end the figures hold."""
    day_one: DayOne
    """How the days were counted."""
    days_past_due: int | None
    """Days since the oldest instalment of which anything is unpaid; 0 where nothing is past
    due, None where unknown."""
    interest_days_past_due: int | None
    """Days since the oldest instalment of which interest is unpaid; 0 where no interest is past
    due, None where unknown."""
    overdue_amount: Money | None
    """Principal and interest past due and unpaid; None where unknown."""
    overdue_principal: Money | None
    """The principal in it; None where unknown."""
    overdue_interest: Money | None
    """The interest in it; None where unknown."""
    periods_missed: int | None
    """How many instalments are past due and not paid in full; None where unknown."""
    since: date | None
    """Due date of the oldest instalment past due and not paid in full; None where nothing is
    past due, or where that is unknown."""
    unknown: str = ""
    """Why the figures are unknown; empty where they are known."""


def arrears_of(
    schedules: tuple[Schedule, ...] | None,
    payments: tuple[Payment, ...] | None,
    *,
    as_of: date,
    day_one: DayOne = "day_after_due",
) -> Arrears:
    """Return the arrears at the end of the day `as_of`.

    Args:
        schedules: the versions as known (`LoanFile.as_known_on`), in any order; None where not
            stated. The last with `on` up to `as_of` is in force, its instalments past included.
        payments: every payment since disbursement as known, in any order; None where not
            stated. Those after `as_of` do not count.
        as_of: the day; what is paid on it counts.
        day_one: the first day that counts as past due.

    Raises:
        InvalidValue: `as_of` or `day_one` is none, a record still names what it replaces, or
            two versions are of one day.
        CurrencyMismatch: a payment is in another currency than the schedule.

    >>> from postloan.model.schedule import Instalment
    >>> def cny(amount: str) -> Money:
    ...     return Money(Decimal(amount), "CNY")
    >>> schedule = Schedule(
    ...     on=date(2024, 1, 5),
    ...     instalments=(
    ...         Instalment(due_on=date(2024, 3, 31), principal=cny("25000"), interest=cny("1500")),
    ...     ),
    ... )
    >>> paid = Payment(on=date(2024, 3, 29), amount=cny("1500"))
    >>> late = arrears_of((schedule,), (paid,), as_of=date(2024, 6, 30))
    >>> late.days_past_due, late.interest_days_past_due, str(late.overdue_amount)
    (91, 0, '25000 CNY')
    >>> arrears_of((), (), as_of=date(2024, 6, 30)).unknown
    'there is no schedule'
    """
    checked_date("arrears_of", "as_of", as_of)
    if day_one not in DAY_ONE:
        raise InvalidValue("arrears_of", "day_one", day_one, f"one of {', '.join(DAY_ONE)}")
    if schedules is None:
        return _unknown(as_of, day_one, "the schedule is not stated")
    if not schedules:
        return _unknown(as_of, day_one, "there is no schedule")
    schedule = schedule_in_force(schedules, as_of)
    if schedule is None:
        return _unknown(as_of, day_one, f"no schedule is in force on {as_of}")
    if payments is None:
        return _unknown(as_of, day_one, "the payments are not stated")
    return _known(schedule, _paid(payments, as_of, schedule.currency), as_of, day_one)


def _unknown(as_of: date, day_one: DayOne, reason: str) -> Arrears:
    return Arrears(
        as_of=as_of,
        day_one=day_one,
        days_past_due=None,
        interest_days_past_due=None,
        overdue_amount=None,
        overdue_principal=None,
        overdue_interest=None,
        periods_missed=None,
        since=None,
        unknown=reason,
    )


def _paid(payments: tuple[Payment, ...], as_of: date, currency: str) -> Decimal:
    paid = _ZERO
    for index, payment in enumerate(payments):
        if payment.replaces is not None:
            field = f"payments[{index}].replaces"
            allowed = "None: apply the corrections with LoanFile.as_known_on first"
            raise InvalidValue("arrears_of", field, payment.replaces, allowed)
        if payment.on <= as_of:
            amount = payment.amount
            if amount.currency != currency:
                raise CurrencyMismatch(currency, amount.currency, f"payments[{index}].amount")
            paid = EXACT.add(paid, amount.amount)
    return paid


def _known(schedule: Schedule, paid: Decimal, as_of: date, day_one: DayOne) -> Arrears:
    add, subtract = EXACT.add, EXACT.subtract
    due_today_counts = day_one == "due_date"
    overdue_principal = overdue_interest = _ZERO
    since: date | None = None
    interest_since: date | None = None
    missed = 0
    for instalment in schedule.instalments:
        due_on = instalment.due_on
        if due_on > as_of or (due_on == as_of and not due_today_counts):
            break
        interest = instalment.interest.amount
        principal = instalment.principal.amount
        if paid:
            due = add(interest, principal)
            if paid >= due:
                paid = subtract(paid, due)
                continue
            if paid >= interest:
                principal = subtract(due, paid)
                interest = _ZERO
            else:
                interest = subtract(interest, paid)
            paid = _ZERO
        missed += 1
        since = since or due_on
        if interest:
            interest_since = interest_since or due_on
        overdue_interest = add(overdue_interest, interest)
        overdue_principal = add(overdue_principal, principal)
    currency = schedule.currency
    return Arrears(
        as_of=as_of,
        day_one=day_one,
        days_past_due=0 if since is None else days_past(since, as_of, day_one),
        interest_days_past_due=(
            0 if interest_since is None else days_past(interest_since, as_of, day_one)
        ),
        overdue_amount=Money(add(overdue_principal, overdue_interest), currency),
        overdue_principal=Money(overdue_principal, currency),
        overdue_interest=Money(overdue_interest, currency),
        periods_missed=missed,
        since=since,
    )
