"""Who paid what: which record covers which part of which instalment."""

from __future__ import annotations

from datetime import date

import attrs

from postloan.arrears.counting import PARTS, Part, checked_order
from postloan.arrears.dues import credits_up_to, stated_records
from postloan.arrears.running import Credit, Running, Uncountable
from postloan.model.adjustments import Reversal, Waiver
from postloan.model.schedule import Payment, Schedule
from postloan.money import Money

__all__ = ["Allocation", "AllocationLine", "allocation_of"]


@attrs.frozen(kw_only=True)
class AllocationLine:
    """So much of one part of one instalment is covered by one record, or taken back by it."""

    record: Credit
    """The payment or waiver that covers it, or the reversal that takes it back."""
    instalment: int
    """Place of the instalment in the schedule in force, from 0."""
    drawdown: str | None
    """Code of the drawdown that the instalment repays; None where it repays the loan as one."""
    due_on: date
    """When it fell or falls due; for what had been taken back before, the day it was."""
    part: Part
    """What of the instalment: its fees, interest or principal."""
    amount: Money
    """More than zero; less than zero where a reversal takes it back."""

    @property
    def ahead(self) -> bool:
        """Whether it was paid, forgiven or taken back before it fell due."""
        return self.record.on < self.due_on


@attrs.frozen(kw_only=True)
class Allocation:
    """Which record covers what at the end of a day. All of it is known, or nothing is."""

    as_of: date
    """The day at whose end it holds."""
    order: tuple[Part, ...]
    """In which order payments covered the parts of an instalment."""
    lines: tuple[AllocationLine, ...] | None
    """In the order in which the records took effect; None where unknown."""
    overpaid: Money | None
    """What was paid beyond everything that is due or to come; None where unknown."""
    unknown: str = ""
    """Why it is unknown; empty where it is known."""


def allocation_of(
    schedules: tuple[Schedule, ...] | None,
    payments: tuple[Payment, ...] | None,
    *,
    as_of: date,
    order: tuple[Part, ...] = PARTS,
    reversals: tuple[Reversal, ...] = (),
    waivers: tuple[Waiver, ...] = (),
) -> Allocation:
    """Return which payment covers which part of which instalment at the end of `as_of`.

    What is unpaid by it is what `open_instalments` gives. Payments cover the oldest due first,
    what is not yet due included, and within an instalment its parts in the `order`. Unless
    parties agree otherwise, that is the order of costs, interest, principal (Civil Code 561).

    Args:
        schedules: as `arrears_of` takes them.
        payments: as `arrears_of` takes them.
        as_of: the day; what is paid on it counts.
        order: each part of an instalment once, the first one to be covered first.
        reversals: payments taken back; what was covered last is taken back first.
        waivers: what was forgiven.

    Raises:
        InvalidValue: `order` leaves a part out; or as `arrears_of` does.
        CurrencyMismatch: a record is in another currency than the schedule.

    >>> from decimal import Decimal
    >>> from postloan.model.schedule import Instalment
    >>> def cny(amount: str) -> Money:
    ...     return Money(Decimal(amount), "CNY")
    >>> due = Instalment(due_on=date(2024, 3, 31), principal=cny("25000"), interest=cny("1500"))
    >>> schedule = Schedule(on=date(2024, 1, 5), instalments=(due,))
    >>> paid = Payment(on=date(2024, 3, 29), amount=cny("2000"))
    >>> found = allocation_of((schedule,), (paid,), as_of=date(2024, 3, 31))
    >>> [(line.part, str(line.amount)) for line in found.lines or ()]
    [('interest', '1500 CNY'), ('principal', '500 CNY')]
    """
    checked_order("allocation_of", "order", order)
    try:
        schedule, made = stated_records(schedules, payments, as_of)
        paid, others = credits_up_to(as_of, schedule.currency, made, reversals, waivers)
        running = Running(schedule, (*paid, *others), order, as_of)
    except Uncountable as error:
        return Allocation(as_of=as_of, order=order, lines=None, overpaid=None, unknown=str(error))
    lines = tuple(
        AllocationLine(
            record=record,
            instalment=due.index,
            drawdown=due.drawdown,
            due_on=due.due_on,
            part=part,
            amount=Money(amount, schedule.currency),
        )
        for record, due, part, amount in running.effects
    )
    overpaid = Money(running.surplus, schedule.currency)
    return Allocation(as_of=as_of, order=order, lines=lines, overpaid=overpaid)
