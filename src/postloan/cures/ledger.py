"""Whether a loan was behind at the end of a day, for each day up to one.

By the contract: neither grace nor a pause makes good what was not paid on its due date.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import accumulate, chain

from postloan.arrears.counting import PARTS, Part
from postloan.arrears.dues import is_one_sum, unpaid_parts
from postloan.model.adjustments import Reversal, Waiver
from postloan.model.records import version_in_force
from postloan.model.schedule import Instalment, Payment, Schedule
from postloan.money import EXACT

__all__ = ["Ledger"]

_ZERO = Decimal(0)


class _Running:
    """Amounts by day, and what they come to by the end of any day."""

    def __init__(self, amounts: Iterable[tuple[date, Decimal]]) -> None:
        ordered = sorted(amounts)
        self._days = [day for day, _ in ordered]
        self._sums = list(accumulate((amount for _, amount in ordered), EXACT.add, initial=_ZERO))

    def by(self, day: date) -> Decimal:
        return self._sums[bisect_right(self._days, day)]


class Ledger:
    """The schedules, payments and what changed them, read for the day `as_of` and those before.

    The records are as known (`LoanFile.as_known_on`), in any order. Where the payments are one sum
    (`is_one_sum`) and nothing else is on record, one pass over them answers for every day.

    >>> from postloan.money import Money
    >>> due = Instalment(due_on=date(2024, 3, 31), principal=Money(100, "CNY"))
    >>> schedule = Schedule(on=date(2024, 1, 5), instalments=(due,))
    >>> ledger = Ledger((schedule,), (), as_of=date(2024, 6, 30))
    >>> ledger.is_behind(date(2024, 3, 30)), ledger.is_behind(date(2024, 3, 31))
    (False, True)
    """

    def __init__(
        self,
        schedules: tuple[Schedule, ...],
        payments: tuple[Payment, ...],
        reversals: tuple[Reversal, ...] = (),
        waivers: tuple[Waiver, ...] = (),
        *,
        as_of: date,
        order: tuple[Part, ...] = PARTS,
    ) -> None:
        self.as_of = as_of
        self._order = order
        self._schedules = tuple(sorted((s for s in schedules if s.on <= as_of), key=_on))
        self._payments = payments
        self._reversals = reversals
        self._waivers = waivers
        self._paid: _Running | None = None
        if not (reversals or waivers) and is_one_sum(self._schedules, payments):
            self._paid = _Running((p.on, p.amount.amount) for p in payments)
        self._dues = {
            s.on: _Running((i.due_on, _amount(i)) for i in s.instalments) for s in self._schedules
        }
        ends = chain((s.on for s in self._schedules[1:]), [date.max])
        dues = {
            i.due_on
            for s, end in zip(self._schedules, ends)  # noqa: B905 -- none has no end
            for i in s.instalments
            if s.on <= i.due_on < end
        }
        self.due_days: tuple[date, ...] = tuple(sorted(dues))
        """The days on which something falls due by the version in force on them, or, after
        `as_of`, by the one in force then."""

    def is_behind(self, day: date, due_by: date | None = None) -> bool:
        """Return whether what was due by `due_by`, or `day` itself, is unpaid at the end of `day`.

        False before the first version of the schedule.

        Raises:
            Uncountable: the records contradict each other in what is unpaid.
        """
        schedule = version_in_force("schedules", self._schedules, day)
        if schedule is None:
            return False
        due_by = due_by or day
        if self._paid is not None:
            return self._dues[schedule.on].by(due_by) > self._paid.by(day)
        records = (self._payments, self._reversals, self._waivers)
        parts = unpaid_parts(schedule, *records, day, order=self._order)
        first = next(iter(parts), None)
        return first is not None and first[0] <= due_by

    def misses(self) -> tuple[date, ...]:
        """Return the due dates up to `as_of` at whose end something due by then is unpaid.

        What was taken back falls due on that day.
        """
        taken_back = (reversal.on for reversal in self._reversals)
        days = {day for day in chain(self.due_days, taken_back) if day <= self.as_of}
        return tuple(day for day in sorted(days) if self.is_behind(day))

    def turns(self) -> tuple[date, ...]:
        """Return every day up to `as_of` on which the answer of `is_behind` can change."""
        records = chain(self._schedules, self._payments, self._reversals, self._waivers)
        days = chain(self.due_days, (record.on for record in records))
        return tuple(sorted({day for day in days if day <= self.as_of}))

    def next_due(self, after: date) -> date | None:
        """Return the first day after `after` on which something falls due; None where none is."""
        position = bisect_right(self.due_days, after)
        return self.due_days[position] if position < len(self.due_days) else None


def _on(schedule: Schedule) -> date:
    return schedule.on


def _amount(instalment: Instalment) -> Decimal:
    amount = EXACT.add(instalment.interest.amount, instalment.principal.amount)
    fees = instalment.fees.amount
    return EXACT.add(amount, fees) if fees else amount
