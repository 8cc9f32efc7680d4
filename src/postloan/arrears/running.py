"""Records that take effect one after the other: what each of them covers of which due."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import chain, groupby
from typing import Final, TypeAlias

import attrs

from postloan.arrears.counting import Part
from postloan.model.adjustments import Reversal, Waiver
from postloan.model.schedule import PAID_AHEAD, Payment, Schedule
from postloan.money import EXACT, share_of

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
    """The dues of a schedule that are owed on a day, through the records that change them.

    No payment looks at a due again that an earlier one has covered, so that payments cost no
    more than their number and that of the instalments. A waiver looks at every due, and so does
    the next payment after a reversal or after a day from which more is owed.

    Attributes:
        effects: what each record did, in the order in which they took effect.
    """

    def __init__(
        self,
        schedule: Schedule,
        records: Iterable[Credit],
        order: tuple[Part, ...],
        as_of: date,
    ) -> None:
        self.effects: list[Effect] = []
        self._currency = schedule.currency
        self._order = order
        self._covers: list[_Cover] = []
        self._lanes: dict[str | None, _Lane] = {None: _Lane()}
        later: dict[date, list[Due]] = {}
        for index, instalment in enumerate(schedule.instalments):
            unpaid = {part: getattr(instalment, part).amount for part in order}
            due = Due(instalment.due_on, index, instalment.drawdown, unpaid)
            self._lanes.setdefault(due.drawdown, _Lane())
            if instalment.owed_from is None:
                self._add(due)
            elif instalment.owed_from <= as_of:
                later.setdefault(instalment.owed_from, []).append(due)
        records = sorted(records, key=_turn)
        self._payments = {record.id: record for record in records if isinstance(record, Payment)}
        added = sorted(later.items(), reverse=True)
        for record in records:
            while added and added[-1][0] <= record.on:
                self._owe(*added.pop())
            if isinstance(record, Payment):
                self._pay(record, record.amount.amount, record.on)
            elif isinstance(record, Waiver):
                self._waive(record)
            else:
                self._take_back(record)
        while added:
            self._owe(*added.pop())

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

    def _owe(self, on: date, dues: Iterable[Due]) -> None:
        """Add what is owed from that day on; what was overpaid until then covers it."""
        for due in dues:
            self._add(due)
        self._look_again()
        overpaid = [cover for cover in self._covers if cover.due is None]
        self._covers = [cover for cover in self._covers if cover.due is not None]
        for cover in overpaid:
            self._pay(cover.payment, cover.amount, on)

    def _look_again(self) -> None:
        for lane in self._lanes.values():
            lane.start = 0

    def _pay(self, payment: Payment, amount: Decimal, on: date) -> None:
        """Cover the oldest dues, and with what is more than due on the day those to come."""
        lane = self._lanes.get(payment.drawdown)
        if lane is None:
            message = f"a payment of {payment.on} is to the drawdown {payment.drawdown!r}"
            raise Uncountable(f"{message}, of which the schedule has no instalment")
        left, dues = amount, lane.dues
        next_first = payment.ahead == "next"
        while left and lane.start < len(dues) and (next_first or dues[lane.start].due_on <= on):
            left = self._cover(payment, (dues[lane.start],), left)
            if left:
                lane.start += 1
        if left and not next_first:
            to_come = [[*due] for _, due in groupby(_open(dues[lane.start :]), _due_on)]
            if payment.ahead == "last":
                left = self._cover(payment, chain(*reversed(to_come)), left)
            else:
                left = self._share(payment, to_come, left)
        if left:
            self._covers.append(_Cover(payment, None, self._order[-1], left))

    def _share(self, payment: Payment, to_come: list[list[Due]], left: Decimal) -> Decimal:
        """Cover what falls due on each day in equal shares, and return what all of it leaves.

        The last day gets what does not divide. What is more than a day could take is shared among
        the others.
        """
        while left and to_come:
            share = share_of(left, len(to_come), self._currency)
            handed_out, left = left, _ZERO
            for dues in to_come:
                given = handed_out if dues is to_come[-1] else min(share, handed_out)
                handed_out = EXACT.subtract(handed_out, given)
                left = EXACT.add(left, self._cover(payment, dues, given))
            to_come = [dues for dues in to_come if any(_open(dues))]
        return left

    def _cover(self, payment: Payment, dues: Iterable[Due], left: Decimal) -> Decimal:
        """Cover the parts of each due in their order, and return what all of them leave."""
        for due in dues:
            for part in self._order:
                if covers := min(due.unpaid[part], left):
                    due.unpaid[part] = EXACT.subtract(due.unpaid[part], covers)
                    left = EXACT.subtract(left, covers)
                    self._covers.append(_Cover(payment, due, part, covers))
                    self.effects.append((payment, due, part, covers))
        return left

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
        self._look_again()

    def _renew(self, due: Due, part: Part, amount: Decimal, on: date) -> None:
        if due.due_on < on:
            at = bisect_left(self.dues, (on, due.index), key=_place)
            if at == len(self.dues) or self.dues[at].place != (on, due.index):
                self._add(Due(on, due.index, due.drawdown, dict.fromkeys(self._order, _ZERO)))
            due = self.dues[at]
        due.unpaid[part] = EXACT.add(due.unpaid[part], amount)


def _turn(credit: Credit) -> tuple[date, int, str, int, Decimal]:
    """Return when a record takes its turn; of those that share it any order gives the same."""
    if isinstance(credit, Waiver):
        return credit.on, 0, "", 0, _ZERO
    if isinstance(credit, Payment):
        to = 1 if credit.drawdown is not None else 2
        shared = credit.amount.amount if credit.ahead == "each" else _ZERO
        return credit.on, to, credit.drawdown or "", PAID_AHEAD.index(credit.ahead), shared
    return credit.on, 3 if credit.payment is not None else 4, "", 0, _ZERO


def _place(due: Due) -> tuple[date, int]:
    return due.place


def _due_on(due: Due) -> date:
    return due.due_on


def _open(dues: Iterable[Due]) -> Iterator[Due]:
    return (due for due in dues if any(due.unpaid.values()))
