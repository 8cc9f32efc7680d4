"""What is due and what covers it: the parts of a schedule that are unpaid on a day.

Payments clear the oldest due first, within an instalment fees before interest before principal.
Where nothing but payments to the whole loan is on record, all of them are one sum and one pass
answers. Otherwise the records take effect one after the other, by their days.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import TypeAlias, TypeVar

import attrs

from postloan.errors import CurrencyMismatch, InvalidValue
from postloan.model.adjustments import Reversal, Waiver
from postloan.model.schedule import Payment, Schedule
from postloan.money import EXACT

__all__ = ["Uncountable", "UnpaidPart", "unpaid_parts"]

_ZERO = Decimal(0)
_PARTS = ("fees", "interest", "principal")
"""In the order in which payments cover them."""

UnpaidPart: TypeAlias = tuple[date, Decimal, Decimal, Decimal, int]
"""Due date, what is unpaid of fees, interest and principal, and the index of the instalment."""

_Credit: TypeAlias = Payment | Reversal | Waiver
R = TypeVar("R", bound=Payment | Reversal | Waiver)


class Uncountable(Exception):
    """The records contradict each other in what is unpaid; the message says how."""


def unpaid_parts(
    schedule: Schedule,
    payments: tuple[Payment, ...],
    reversals: tuple[Reversal, ...],
    waivers: tuple[Waiver, ...],
    as_of: date,
) -> Iterator[UnpaidPart]:
    """Yield what is unpaid at the end of `as_of`, by due date, what is not yet due included.

    Raises:
        Uncountable: more is taken back than was paid, or a payment is to a drawdown that the
            schedule does not have.
        InvalidValue: a record still names what it replaces.
        CurrencyMismatch: a record is in another currency than the schedule.
    """
    currency = schedule.currency
    paid = _up_to(as_of, "payments", payments, currency)
    others: list[_Credit] = []
    if reversals or waivers:
        others += _up_to(as_of, "reversals", reversals, currency)
        others += _up_to(as_of, "waivers", waivers, currency)
    if others or any([payment.drawdown is not None for payment in paid]):  # noqa: C419 -- faster
        return _one_by_one(schedule, (*paid, *others))
    return _by_the_sum(schedule, paid)


def _up_to(as_of: date, kind: str, records: tuple[R, ...], currency: str) -> list[R]:
    found: list[R] = []
    for index, record in enumerate(records):
        if record.replaces is not None:
            allowed = "None: apply the corrections with LoanFile.as_known_on first"
            field = f"{kind}[{index}].replaces"
            raise InvalidValue("arrears_of", field, record.replaces, allowed)
        if record.on <= as_of:
            stated = record.currency if isinstance(record, Waiver) else record.amount.currency
            if stated != currency:
                part = next(iter(record.parts)) if isinstance(record, Waiver) else "amount"
                raise CurrencyMismatch(currency, stated, f"{kind}[{index}].{part}")
            found.append(record)
    return found


def _by_the_sum(schedule: Schedule, payments: Iterable[Payment]) -> Iterator[UnpaidPart]:
    add, subtract = EXACT.add, EXACT.subtract
    left = _ZERO
    for payment in payments:
        left = add(left, payment.amount.amount)
    for index, instalment in enumerate(schedule.instalments):
        fees = instalment.fees.amount
        interest = instalment.interest.amount
        principal = instalment.principal.amount
        if left:
            due = add(interest, principal)
            if fees:
                due = add(due, fees)
            if left >= due:
                left = subtract(left, due)
                continue
            if left >= fees:
                left = subtract(left, fees)
                fees = _ZERO
                if left >= interest:
                    principal = subtract(principal, subtract(left, interest))
                    interest = _ZERO
                else:
                    interest = subtract(interest, left)
            else:
                fees = subtract(fees, left)
            left = _ZERO
        yield instalment.due_on, fees, interest, principal, index


# ------------------------------------------------------------------- records one after the other


@attrs.define
class _Due:
    """An instalment, or what was taken back of one."""

    due_on: date
    index: int
    drawdown: str | None
    unpaid: dict[str, Decimal]
    covered: dict[str, Decimal] = attrs.Factory(lambda: dict.fromkeys(_PARTS, _ZERO))
    """What payments have covered, by part."""


def _one_by_one(schedule: Schedule, credits: Iterable[_Credit]) -> Iterator[UnpaidPart]:
    dues = [
        _Due(i.due_on, index, i.drawdown, {part: getattr(i, part).amount for part in _PARTS})
        for index, i in enumerate(schedule.instalments)
    ]
    surplus = _ZERO
    for credit in sorted(credits, key=_turn):
        if isinstance(credit, Payment):
            surplus = EXACT.add(surplus, _pay(dues, credit))
        elif isinstance(credit, Waiver):
            for part, forgiven in credit.parts.items():
                _waive(dues, part, forgiven.amount)
        else:
            amount = credit.amount.amount
            from_surplus = min(surplus, amount)
            surplus = EXACT.subtract(surplus, from_surplus)
            _take_back(dues, credit.on, EXACT.subtract(amount, from_surplus))
    for due in dues:
        fees, interest, principal = (due.unpaid[part] for part in _PARTS)
        if fees or interest or principal:
            yield due.due_on, fees, interest, principal, due.index


def _turn(credit: _Credit) -> tuple[date, int]:
    """Return when a record takes its turn; of those that share it any order gives the same."""
    if isinstance(credit, Waiver):
        return credit.on, 0
    if isinstance(credit, Payment):
        return credit.on, 1 if credit.drawdown is not None else 2
    return credit.on, 3


def _pay(dues: Iterable[_Due], payment: Payment) -> Decimal:
    """Cover the oldest dues and return what is left over."""
    left = payment.amount.amount
    known = payment.drawdown is None
    for due in dues:
        if payment.drawdown in (None, due.drawdown):
            known = True
            for part in _PARTS:
                covers = min(due.unpaid[part], left)
                due.unpaid[part] = EXACT.subtract(due.unpaid[part], covers)
                due.covered[part] = EXACT.add(due.covered[part], covers)
                left = EXACT.subtract(left, covers)
    if not known:
        message = f"a payment of {payment.on} is to the drawdown {payment.drawdown!r}"
        raise Uncountable(f"{message}, of which the schedule has no instalment")
    return left


def _waive(dues: Iterable[_Due], part: str, left: Decimal) -> None:
    for due in dues:
        forgiven = min(due.unpaid[part], left)
        due.unpaid[part] = EXACT.subtract(due.unpaid[part], forgiven)
        left = EXACT.subtract(left, forgiven)


def _take_back(dues: list[_Due], on: date, left: Decimal) -> None:
    """Make due again what was covered last, on its own date where that is still to come."""
    for due in dues[::-1]:
        again = dict.fromkeys(_PARTS, _ZERO)
        for part in _PARTS[::-1]:
            taken = min(due.covered[part], left)
            due.covered[part] = EXACT.subtract(due.covered[part], taken)
            again[part] = taken
            left = EXACT.subtract(left, taken)
        if due.due_on >= on:
            due.unpaid = {part: EXACT.add(due.unpaid[part], again[part]) for part in _PARTS}
        elif any(again.values()):
            insort(dues, _Due(on, due.index, due.drawdown, again), key=_due_on)
    if left:
        raise Uncountable(f"on {on} more is taken back than was paid")


def _due_on(due: _Due) -> date:
    return due.due_on
