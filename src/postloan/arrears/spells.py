"""How long arrears have lasted over the days before: in a row above limits, and in total."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain, pairwise

import attrs

from postloan.arrears.counting import DayCounting
from postloan.arrears.dues import Uncountable, unpaid_parts
from postloan.errors import CurrencyMismatch, InvalidValue
from postloan.model.adjustments import Reversal, Waiver
from postloan.model.checks import checked_instance
from postloan.model.schedule import Payment, Schedule, schedule_in_force
from postloan.money import EXACT, Money, checked_decimal

__all__ = ["Materiality", "Spells", "spells_of"]

_DAY = timedelta(days=1)
_ZERO = Decimal(0)


@attrs.frozen(kw_only=True)
class Materiality:
    """Two limits that arrears must both exceed to be material (EU 2018/171).

    Raises:
        InvalidValue: the amount is negative, or the share is not from 0 to 1.
    """

    amount: Money
    """The absolute limit: arrears of more than this are above it."""
    share: Decimal
    """The relative limit: arrears of more than this share of all that is unpaid of the loan,
    what is not yet due included, are above it; from 0 to 1."""

    def __attrs_post_init__(self) -> None:
        if checked_instance("Materiality", "amount", self.amount, Money).amount < 0:
            raise InvalidValue("Materiality", "amount", self.amount, "zero or more")
        if not 0 <= checked_decimal("Materiality", "share", self.share) <= 1:
            raise InvalidValue("Materiality", "share", self.share, "from 0 to 1")


@attrs.frozen(kw_only=True)
class Spells:
    """How long arrears have lasted at the end of a day; None where the days are unknown."""

    cumulative_days: int | None
    """Days on which anything was past due, since disbursement and whether in a row or not."""
    material_days: int | None
    """Days in a row, the last of them the day asked about, on which the arrears exceeded both
    limits; 0 where they do not, None where no limits are given too."""


def spells_of(
    schedules: tuple[Schedule, ...] | None,
    payments: tuple[Payment, ...] | None,
    *,
    as_of: date,
    counting: DayCounting,
    materiality: Materiality | None = None,
    reversals: tuple[Reversal, ...] = (),
    waivers: tuple[Waiver, ...] = (),
) -> Spells:
    """Return how long arrears have lasted at the end of `as_of`.

    Each day is judged by the version of the schedule then in force and what had been paid by
    its end. Only the days on which something changes are looked at. Takes, and raises, what
    `arrears_of` does; grace and pauses play no part.

    Raises:
        CurrencyMismatch: the limits are in another currency than the loan.

    >>> from postloan.model.schedule import Instalment
    >>> def eur(amount: str) -> Money:
    ...     return Money(Decimal(amount), "EUR")
    >>> instalment = Instalment(due_on=date(2024, 3, 31), principal=eur("9000"))
    >>> schedule = Schedule(on=date(2024, 1, 5), instalments=(instalment,))
    >>> spells_of(
    ...     (schedule,),
    ...     (),
    ...     as_of=date(2024, 6, 30),
    ...     counting=DayCounting(day_one="day_after_due"),
    ...     materiality=Materiality(amount=eur("100"), share=Decimal("0.01")),
    ... )
    Spells(cumulative_days=91, material_days=91)
    """
    if not schedules or payments is None:
        return Spells(cumulative_days=None, material_days=None)
    cumulative = in_a_row = 0
    turns = sorted({*_turns(schedules, payments, reversals, waivers, as_of), as_of + _DAY})
    try:
        for day, following in pairwise(turns):
            schedule = schedule_in_force(schedules, day)
            if schedule is None:
                continue
            overdue = unpaid = _ZERO
            last_due = counting.last_due(day)
            for due_on, *parts, _ in unpaid_parts(schedule, payments, reversals, waivers, day):
                amount = _total(parts)
                unpaid = EXACT.add(unpaid, amount)
                if due_on <= last_due:
                    overdue = EXACT.add(overdue, amount)
            days = (following - day).days
            cumulative += days if overdue else 0
            material = materiality is not None and _exceeds(
                materiality, overdue, unpaid, schedule.currency
            )
            in_a_row = in_a_row + days if material else 0
    except Uncountable:
        return Spells(cumulative_days=None, material_days=None)
    return Spells(
        cumulative_days=cumulative, material_days=None if materiality is None else in_a_row
    )


def _turns(
    schedules: Iterable[Schedule],
    payments: Iterable[Payment],
    reversals: Iterable[Reversal],
    waivers: Iterable[Waiver],
    as_of: date,
) -> Iterator[date]:
    """Yield every day up to `as_of` on which arrears can change, and perhaps others."""
    records = chain(schedules, payments, reversals, waivers)
    dues = (i.due_on for schedule in schedules for i in schedule.instalments)
    for day in chain((record.on for record in records), dues):
        if day <= as_of:
            yield day
            if day < as_of:
                yield day + _DAY


def _total(parts: Iterable[Decimal]) -> Decimal:
    total = _ZERO
    for part in parts:
        total = EXACT.add(total, part)
    return total


def _exceeds(limits: Materiality, overdue: Decimal, unpaid: Decimal, currency: str) -> bool:
    if limits.amount.currency != currency:
        raise CurrencyMismatch(currency, limits.amount.currency, "the materiality limits")
    return overdue > limits.amount.amount and overdue > EXACT.multiply(limits.share, unpaid)
