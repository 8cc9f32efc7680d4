"""Records that take effect one after the other: what each of them covers of which due."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final, TypeAlias

import attrs

from postloan.arrears.counting import Part
from postloan.model.adjustments import Reversal, Waiver
from postloan.model.schedule import Payment, Schedule
from postloan.money import EXACT

__all__ = ["Credit", "Due", "Effect", "Running", "Uncountable"]

_ZERO: Final = Decimal(0)

Credit: TypeAlias = Payment | Reversal | Waiver
"""What changes how much is unpaid."""


class Uncountable(Exception):
    """The records contradict each other in what is unpaid; the message says how."""


@attrs.define(eq=False)
class Due:
    """An instalment, or what was taken back of one."""

    due_on: date
    index: int
    drawdown: str | None
    unpaid: dict[Part, Decimal]

    @property
    def place(self) -> tuple[date, int]:
        """Where it stands among the dues."""
        return self.due_on, self.index


Effect: TypeAlias = tuple[Credit, Due, Part, Decimal]
"""So much of a part of a due is covered by the record, or, below zero, taken back by it."""


@attrs.define
class _Cover:
    """What a payment covers; of no due where there was none left."""

    payment: Payment
    due: Due | None
    part: Part
    amount: Decimal


@attrs.define
class _Lane:
    """The dues that payments of one kind may cover, and how far those have come."""

    dues: list[Due] = attrs.Factory(list)
    start: int = 0
    """Nothing is unpaid of the dues before this one."""


class Running:
    """The dues of a schedule, through the records that change them.

    No payment looks at a due again that an earlier one has covered, so that payments cost no
    more than their number and that of the instalments. A waiver looks at every due, and after
    a reversal the next payment does.

    Attributes:
        effects: what each record did, in the order in which they took effect.
    """

    def __init__(
        self, schedule: Schedule, records: Iterable[Credit], order: tuple[Part, ...]
    ) -> None:
        self.effects: list[Effect] = []
        self._order = order
        self._covers: list[_Cover] = []
        self._lanes: dict[str | None, _Lane] = {None: _Lane()}
        for index, instalment in enumerate(schedule.instalments):
            unpaid = {part: getattr(instalment, part).amount for part in order}
            self._add(Due(instalment.due_on, index, instalment.drawdown, unpaid))
        records = sorted(records, key=_turn)
        self._payments = {record.id: record for record in records if isinstance(record, Payment)}
        for record in records:
            if isinstance(record, Payment):
                self._pay(record)
            elif isinstance(record, Waiver):
                self._waive(record)
            else:
                self._take_back(record)

    @property
    def dues(self) -> list[Due]:
        """The dues by their dates, those of which nothing is unpaid included."""
        return self._lanes[None].dues

    @property
    def surplus(self) -> Decimal:
        """What was paid beyond everything that is to come."""
        total = _ZERO
        for cover in self._covers:
            if cover.due is None:
                total = EXACT.add(total, cover.amount)
        return total

    def _add(self, due: Due) -> None:
        for drawdown in (None,) if due.drawdown is None else (None, due.drawdown):
            dues = self._lanes.setdefault(drawdown, _Lane()).dues
            dues.insert(bisect_left(dues, due.place, key=_place), due)

    def _pay(self, payment: Payment) -> None:
        """Cover the oldest dues."""
        lane = self._lanes.get(payment.drawdown)
        if lane is None:
            message = f"a payment of {payment.on} is to the drawdown {payment.drawdown!r}"
            raise Uncountable(f"{message}, of which the schedule has no instalment")
        left = payment.amount.amount
        while left and lane.start < len(lane.dues):
            due = lane.dues[lane.start]
            for part in self._order:
                if covers := min(due.unpaid[part], left):
                    due.unpaid[part] = EXACT.subtract(due.unpaid[part], covers)
                    left = EXACT.subtract(left, covers)
                    self._covers.append(_Cover(payment, due, part, covers))
                    self.effects.append((payment, due, part, covers))
            if left:
                lane.start += 1
        if left:
            self._covers.append(_Cover(payment, None, self._order[-1], left))

    def _waive(self, waiver: Waiver) -> None:
        for part in self._order:
            stated = getattr(waiver, part)
            left = _ZERO if stated is None else stated.amount
            for due in self.dues if left else ():
                if forgiven := min(due.unpaid[part], left):
                    due.unpaid[part] = EXACT.subtract(due.unpaid[part], forgiven)
                    left = EXACT.subtract(left, forgiven)
                    self.effects.append((waiver, due, part, forgiven))

    def _take_back(self, reversal: Reversal) -> None:
        """Make due again what was covered last, on its own date where that is still to come.

        Of a payment that is named, what was covered last from where it went: a drawdown, or
        the loan as one.
        """
        left = reversal.amount.amount
        named = self._payments.get(reversal.payment) if reversal.payment is not None else None
        last_first = self._covers[::-1]
        if named is not None:
            last_first.sort(key=lambda cover: cover.payment.drawdown != named.drawdown)
        for cover in last_first:
            if not left:
                break
            taken = min(cover.amount, left)
            cover.amount = EXACT.subtract(cover.amount, taken)
            left = EXACT.subtract(left, taken)
            if cover.due is not None:
                self._renew(cover.due, cover.part, taken, reversal.on)
                self.effects.append((reversal, cover.due, cover.part, taken.copy_negate()))
        if left:
            raise Uncountable(f"on {reversal.on} more is taken back than was paid")
        self._covers = [cover for cover in self._covers if cover.amount]
        for lane in self._lanes.values():
            lane.start = 0

    def _renew(self, due: Due, part: Part, amount: Decimal, on: date) -> None:
        if due.due_on < on:
            at = bisect_left(self.dues, (on, due.index), key=_place)
            if at == len(self.dues) or self.dues[at].place != (on, due.index):
                self._add(Due(on, due.index, due.drawdown, dict.fromkeys(self._order, _ZERO)))
            due = self.dues[at]
        due.unpaid[part] = EXACT.add(due.unpaid[part], amount)


def _turn(credit: Credit) -> tuple[date, int, str]:
    """Return when a record takes its turn; of those that share it any order gives the same."""
    if isinstance(credit, Waiver):
        return credit.on, 0, ""
    if isinstance(credit, Payment):
        return credit.on, 1 if credit.drawdown is not None else 2, credit.drawdown or ""
    return credit.on, 3 if credit.payment is not None else 4, ""


def _place(due: Due) -> tuple[date, int]:
    return due.place
