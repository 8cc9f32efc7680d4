"""How long arrears have lasted over the days before: in a row above limits, and in total."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain, pairwise
from typing import TypeAlias

import attrs

from postloan.arrears.counting import DayCounting
from postloan.arrears.dues import unpaid_parts
from postloan.arrears.running import Uncountable
from postloan.errors import CurrencyMismatch, InvalidValue
from postloan.model.adjustments import Reversal, Waiver
from postloan.model.checks import checked_instance, checked_share
from postloan.model.file import LoanFile
from postloan.model.records import version_in_force
from postloan.model.schedule import Payment, Schedule
from postloan.money import EXACT, Money

__all__ = ["Materiality", "Spells", "spells_of", "spells_of_obligor"]

_DAY = timedelta(days=1)
_ZERO = Decimal(0)

_Records: TypeAlias = tuple[
    tuple[Schedule, ...] | None,
    tuple[Payment, ...] | None,
    tuple[Reversal, ...],
    tuple[Waiver, ...],
]
"""What one loan's balances are worked out from."""
_Balance: TypeAlias = tuple[Decimal, Decimal, frozenset[date]]
"""What is past due of one loan, all that is unpaid, and the due dates that are past due."""


@attrs.frozen(kw_only=True)
class Materiality:
    """Two limits that arrears must both exceed to be material (EU 2018/171).

    Raises:
        InvalidValue: an amount is negative, or the share is not from 0 to 1.
        CurrencyMismatch: the two amounts are in different currencies.

    >>> eu = Materiality(
    ...     amount=Money(500, "EUR"), retail_amount=Money(100, "EUR"), share=Decimal("0.01")
    ... )
    >>> print(eu.for_retail(True).amount, eu.for_retail(None))
    100 EUR None
    """

    amount: Money
    """The absolute limit: arrears of more than this are above it."""
    share: Decimal
    """The relative limit: arrears of more than this share of all that is unpaid of the loan, or
    of the obligor's loans, what is not yet due included, are above it; from 0 to 1."""
    retail_amount: Money | None = None
    """The absolute limit for retail exposures; None where it is the same."""

    def __attrs_post_init__(self) -> None:
        if checked_instance("Materiality", "amount", self.amount, Money).amount < 0:
            raise InvalidValue("Materiality", "amount", self.amount, "zero or more")
        if self.retail_amount is not None:
            retail = checked_instance("Materiality", "retail_amount", self.retail_amount, Money)
            if retail < Money.zero(self.amount.currency):
                raise InvalidValue("Materiality", "retail_amount", retail, "zero or more")
        checked_share("Materiality", "share", self.share)

    def for_retail(self, retail: bool | None) -> Materiality | None:
        """Return the limits for retail exposures, or for others.

        Args:
            retail: whether they are retail; None is not known.

        Returns:
            Limits with one amount; None where they differ and it is not known which hold.
        """
        if self.retail_amount in (None, self.amount):
            return attrs.evolve(self, retail_amount=None)
        if retail is None:
            return None
        amount = self.retail_amount if retail else self.amount
        return attrs.evolve(self, amount=amount, retail_amount=None)


@attrs.frozen(kw_only=True)
class Spells:
    """How long arrears have lasted at the end of a day; None where the days are unknown."""

    cumulative_days: int | None
    """Days on which anything was past due, since disbursement and whether in a row or not."""
    missed_due_dates: int | None
    """Due dates, of each loan, that were past due at the end of some day since disbursement,
    whether what was due was paid later or not."""
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
    Spells(cumulative_days=91, missed_due_dates=1, material_days=91)
    """
    records = (schedules, payments, reversals, waivers)
    return _spells([records], as_of, counting, materiality)


def spells_of_obligor(
    files: Iterable[LoanFile],
    *,
    as_of: date,
    counting: DayCounting,
    materiality: Materiality,
    technical: Collection[str] = (),
) -> Spells:
    """Return how long an obligor's arrears have lasted, those of all its loans taken together.

    So the EU counts where exposures are not retail: all that is past due is held against the
    limits, and against all that is unpaid. Loans are counted in one way, or not together.

    Args:
        files: the obligor's loans, each as known (`LoanFile.as_known_on`), in any order.
        as_of: the day at whose end the days hold.
        counting: how days are counted; grace and pauses play no part.
        materiality: the limits for the obligor.
        technical: ids of the loans whose arrears have a technical cause: they are owed, but no
            material arrears of the obligor.

    Returns:
        The days, None where they are unknown of one of the loans.

    Raises:
        CurrencyMismatch: a loan is in another currency than the limits.
        InvalidValue: a record still names what it replaces, or two versions are of one day.

    >>> limits = Materiality(amount=Money(500, "EUR"), share=Decimal("0.01"))
    >>> counting = DayCounting(day_one="day_after_due")
    >>> spells_of_obligor((), as_of=date(2024, 6, 30), counting=counting, materiality=limits)
    Spells(cumulative_days=0, missed_due_dates=0, material_days=0)
    """
    files = tuple(files)
    loans = [(file.schedules, file.payments, file.reversals, file.waivers) for file in files]
    exempt = {place for place, file in enumerate(files) if file.loan.id in technical}
    return _spells(loans, as_of, counting, materiality, exempt)


def _spells(
    loans: Iterable[_Records],
    as_of: date,
    counting: DayCounting,
    materiality: Materiality | None,
    exempt: Collection[int] = (),
) -> Spells:
    """Return the spells of loans together; arrears of those at `exempt` places are not material."""
    changes: dict[date, dict[int, _Balance]] = {as_of + _DAY: {}}
    try:
        for place, records in enumerate(loans):
            for day, balance in _balances(records, as_of, counting, materiality):
                changes.setdefault(day, {})[place] = balance
    except Uncountable:
        return Spells(cumulative_days=None, missed_due_dates=None, material_days=None)
    cumulative = in_a_row = 0
    missed: set[tuple[int, date]] = set()
    balances: dict[int, _Balance] = {}
    for day, following in pairwise(sorted(changes)):
        balances |= changes[day]
        missed.update(
            (place, due_on) for place, (_, _, dues) in changes[day].items() for due_on in dues
        )
        overdue = _total(late for late, _, _ in balances.values())
        unpaid = _total(all_of_it for _, all_of_it, _ in balances.values())
        days = (following - day).days
        cumulative += days if overdue else 0
        counts = _total(late for place, (late, _, _) in balances.items() if place not in exempt)
        material = materiality is not None and _exceeds(materiality, counts, unpaid)
        in_a_row = in_a_row + days if material else 0
    return Spells(
        cumulative_days=cumulative,
        missed_due_dates=len(missed),
        material_days=None if materiality is None else in_a_row,
    )


def _balances(
    records: _Records, as_of: date, counting: DayCounting, materiality: Materiality | None
) -> Iterator[tuple[date, _Balance]]:
    """Yield what is past due and unpaid of a loan from the end of each day on which it changes."""
    schedules, payments, reversals, waivers = records
    if not schedules or payments is None:
        raise Uncountable("the schedule or the payments are not stated")
    for day in {*_turns(schedules, payments, reversals, waivers, as_of)}:
        schedule = version_in_force("schedules", schedules, day)
        if schedule is None:
            continue
        if materiality is not None and materiality.amount.currency != schedule.currency:
            stated = materiality.amount.currency
            raise CurrencyMismatch(schedule.currency, stated, "the materiality limits")
        overdue = unpaid = _ZERO
        late = set()
        last_due = counting.last_due(day)
        unpaid_then = unpaid_parts(
            schedule, payments, reversals, waivers, day, order=counting.allocation
        )
        for due_on, *parts, _ in unpaid_then:
            amount = _total(parts)
            unpaid = EXACT.add(unpaid, amount)
            if due_on <= last_due:
                overdue = EXACT.add(overdue, amount)
                late.add(due_on)
        yield day, (overdue, unpaid, frozenset(late))


def _turns(
    schedules: Iterable[Schedule],
    payments: Iterable[Payment],
    reversals: Iterable[Reversal],
    waivers: Iterable[Waiver],
    as_of: date,
) -> Iterator[date]:
    """Yield every day up to `as_of` on which arrears can change, and perhaps others."""
    records = chain(schedules, payments, reversals, waivers)
    more = (schedule.turns for schedule in schedules)
    for day in chain((record.on for record in records), *more):
        if day <= as_of:
            yield day
            if day < as_of:
                yield day + _DAY


def _total(parts: Iterable[Decimal]) -> Decimal:
    total = _ZERO
    for part in parts:
        total = EXACT.add(total, part)
    return total


def _exceeds(limits: Materiality, overdue: Decimal, unpaid: Decimal) -> bool:
    return overdue > limits.amount.amount and overdue > EXACT.multiply(limits.share, unpaid)
