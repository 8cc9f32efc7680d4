"""The arrears of a loan on a day: how long, how much, since when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

import attrs

from postloan.arrears.counting import DayCounting
from postloan.arrears.dues import UnpaidPart, stated_records, unpaid_parts
from postloan.arrears.running import Uncountable
from postloan.errors import CountingMismatch, InvalidValue
from postloan.intervals import Interval
from postloan.model.adjustments import Pause, Reversal, Waiver
from postloan.model.schedule import Payment, Schedule
from postloan.money import EXACT, Money

__all__ = ["Arrears", "OpenInstalment", "arrears_of", "open_instalments"]

_ZERO = Decimal(0)
_DAY_AFTER_DUE: Final = DayCounting(day_one="day_after_due")


@attrs.frozen(kw_only=True)
class Arrears:
    """What is overdue at the end of a day. Either every figure is known, or none is."""

    as_of: date
    """The day at whose end the figures hold."""
    counting: DayCounting
    """How the days were counted."""
    days_past_due: int | None
    """Days since the oldest due date of which anything is unpaid, by the contract; 0 where
    nothing is past due, None where unknown."""
    delinquent_days: int | None
    """The same less grace and paused days, where the counting leaves them out."""
    interest_days_past_due: int | None
    """Days since the oldest due date of which interest is unpaid; 0 where no interest is past
    due, None where unknown."""
    interest_delinquent_days: int | None
    """The same less grace and paused days, where the counting leaves them out."""
    overdue_amount: Money | None
    """Principal, interest and fees past due and unpaid; None where unknown."""
    overdue_principal: Money | None
    """The principal in it; None where unknown."""
    overdue_interest: Money | None
    """The interest in it; None where unknown."""
    overdue_fees: Money | None
    """The fees in it; None where unknown."""
    periods_missed: int | None
    """How many instalments are past due and not paid in full, those of one day and drawdown being
    one; None where unknown."""
    since: date | None
    """Due date of the oldest instalment past due and not paid in full, or the day on which what
    had paid it was taken back; None where nothing is past due, or where that is unknown."""
    next_due_on: date | None
    """The next date on which something falls due that is not paid yet; None where nothing does,
    or where that is unknown."""
    unknown: str = ""
    """Why the figures are unknown; empty where they are known."""

    def longer_than(self, other: Arrears) -> bool | None:
        """Return whether this has more delinquent days than `other`; None where one is unknown.

        Raises:
            CountingMismatch: the two were counted differently.
        """
        if self.counting != other.counting:
            raise CountingMismatch(self.counting, other.counting)
        if self.delinquent_days is None or other.delinquent_days is None:
            return None
        return self.delinquent_days > other.delinquent_days


@attrs.frozen(kw_only=True)
class OpenInstalment:
    """What is unpaid of an instalment at the end of a day, and for how long."""

    index: int
    """Its place among the instalments of the schedule in force, from 0."""
    drawdown: str | None
    """Code of the drawdown it repays; None where it repays the loan as one."""
    due_on: date
    """When it fell or falls due; for what was taken back after that, the day it was."""
    principal: Money
    interest: Money
    fees: Money
    days_past_due: int
    """Days since it fell due, by the contract; 0 where it has not."""
    delinquent_days: int
    """The same less the grace of instalments and paused days, where the counting leaves them
    out."""

    @property
    def amount(self) -> Money:
        """All that is unpaid of it."""
        return self.fees + self.interest + self.principal


def arrears_of(
    schedules: tuple[Schedule, ...] | None,
    payments: tuple[Payment, ...] | None,
    *,
    as_of: date,
    counting: DayCounting = _DAY_AFTER_DUE,
    reversals: tuple[Reversal, ...] = (),
    waivers: tuple[Waiver, ...] = (),
    pauses: tuple[Pause, ...] = (),
) -> Arrears:
    """Return the arrears at the end of the day `as_of`.

    The records are as known (`LoanFile.as_known_on`), in any order; those that hold from after
    `as_of` do not count. How days are counted, and what covers what, is told in
    docs/explanation/how-days-are-counted.md.

    Args:
        schedules: the versions; None where not stated. The last with `on` up to `as_of` is in
            force, its instalments past included.
        payments: every payment since disbursement; None where not stated.
        as_of: the day; what is paid on it counts.
        counting: how days are counted.
        reversals: payments taken back.
        waivers: what was forgiven.
        pauses: days agreed not to count; the counting says whether they do.

    Raises:
        InvalidValue: `as_of` is no date, a record still names what it replaces, or two versions
            are of one day.
        CurrencyMismatch: a record is in another currency than the schedule.

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
    try:
        schedule, made = stated_records(schedules, payments, as_of)
        parts = unpaid_parts(schedule, made, reversals, waivers, as_of, order=counting.allocation)
        return _figures(schedule, parts, as_of, counting, pauses)
    except Uncountable as error:
        return _unknown(as_of, counting, str(error))


def open_instalments(
    schedules: tuple[Schedule, ...] | None,
    payments: tuple[Payment, ...] | None,
    *,
    as_of: date,
    counting: DayCounting = _DAY_AFTER_DUE,
    reversals: tuple[Reversal, ...] = (),
    waivers: tuple[Waiver, ...] = (),
    pauses: tuple[Pause, ...] = (),
) -> tuple[OpenInstalment, ...] | None:
    """Return what is unpaid of each instalment, by due date; None where that is unknown.

    What is not yet due is included, what is owed from a later day is not; together they are what
    is outstanding. Takes, and raises, what `arrears_of` does.

    >>> from postloan.model.schedule import Instalment
    >>> due = Instalment(due_on=date(2024, 3, 31), principal=Money(Decimal("100"), "CNY"))
    >>> schedule = Schedule(on=date(2024, 1, 5), instalments=(due,))
    >>> paid = Payment(on=date(2024, 3, 29), amount=Money(Decimal("40"), "CNY"))
    >>> (left,) = open_instalments((schedule,), (paid,), as_of=date(2024, 4, 10))
    >>> str(left.amount), left.days_past_due
    ('60 CNY', 10)
    """
    try:
        schedule, made = stated_records(schedules, payments, as_of)
        parts = list(
            unpaid_parts(schedule, made, reversals, waivers, as_of, order=counting.allocation)
        )
    except Uncountable:
        return None
    intervals = _intervals(pauses)
    grace = counting.instalment_grace_days

    def money(amount: Decimal) -> Money:
        return Money(amount, schedule.currency)

    return tuple(
        OpenInstalment(
            index=index,
            drawdown=schedule.instalments[index].drawdown,
            due_on=due_on,
            principal=money(principal),
            interest=money(interest),
            fees=money(fees),
            days_past_due=counting.days_past_due(due_on, as_of),
            delinquent_days=counting.delinquent_days(due_on, as_of, intervals, grace=grace),
        )
        for due_on, fees, interest, principal, index in parts
    )


def _intervals(pauses: tuple[Pause, ...]) -> list[Interval]:
    for index, pause in enumerate(pauses):
        if pause.replaces is not None:
            allowed = "None: apply the corrections with LoanFile.as_known_on first"
            raise InvalidValue("arrears_of", f"pauses[{index}].replaces", pause.replaces, allowed)
    return [pause.interval for pause in pauses]


def _unknown(as_of: date, counting: DayCounting, reason: str) -> Arrears:
    return Arrears(
        as_of=as_of,
        counting=counting,
        days_past_due=None,
        delinquent_days=None,
        interest_days_past_due=None,
        interest_delinquent_days=None,
        overdue_amount=None,
        overdue_principal=None,
        overdue_interest=None,
        overdue_fees=None,
        periods_missed=None,
        since=None,
        next_due_on=None,
        unknown=reason,
    )


def _figures(
    schedule: Schedule,
    parts: Iterator[UnpaidPart],
    as_of: date,
    counting: DayCounting,
    pauses: tuple[Pause, ...],
) -> Arrears:
    add = EXACT.add
    overdue_fees = overdue_interest = overdue_principal = _ZERO
    since = interest_since = next_due_on = None
    missed: set[int] = set()
    last_due = counting.last_due(as_of)
    for due_on, fees, interest, principal, index in parts:
        if due_on > last_due:
            next_due_on = due_on
            break
        missed.add(index)
        if since is None:
            since = due_on
        if fees:
            overdue_fees = add(overdue_fees, fees)
        if interest:
            interest_since = interest_since or due_on
            overdue_interest = add(overdue_interest, interest)
        overdue_principal = add(overdue_principal, principal)
    intervals = _intervals(pauses)
    periods = len(missed)
    if not schedule.owed_at_once:
        due = [schedule.instalments[index] for index in missed]
        periods = len({(instalment.due_on, instalment.drawdown) for instalment in due})
    currency = schedule.currency
    days = interest_days = (0, 0)
    if since is not None:
        days = _days(since, as_of, counting, intervals)
    if interest_since is not None:
        shared = interest_since == since
        interest_days = days if shared else _days(interest_since, as_of, counting, intervals)
    return Arrears(
        as_of=as_of,
        counting=counting,
        days_past_due=days[0],
        delinquent_days=days[1],
        interest_days_past_due=interest_days[0],
        interest_delinquent_days=interest_days[1],
        overdue_amount=Money(add(add(overdue_principal, overdue_interest), overdue_fees), currency),
        overdue_principal=Money(overdue_principal, currency),
        overdue_interest=Money(overdue_interest, currency),
        overdue_fees=Money(overdue_fees, currency),
        periods_missed=periods,
        since=since,
        next_due_on=next_due_on,
    )


def _days(
    since: date, as_of: date, counting: DayCounting, pauses: list[Interval]
) -> tuple[int, int]:
    """Return the days by the contract, and those less what the counting leaves out."""
    return counting.days_past_due(since, as_of), counting.delinquent_days(since, as_of, pauses)
