"""What is due and what covers it: the parts of a schedule that are unpaid on a day.

Payments clear the oldest due first, and within an instalment its parts in the order of the
counting. Where all is owed at once, and nothing is on record but payments to the whole loan that go
ahead to the next instalments, all of them are one sum and one pass answers. Otherwise the records
take effect one after the other, by their days.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import TypeAlias, TypeVar

from postloan.arrears.counting import PARTS, Part
from postloan.arrears.running import Credit, Running, Uncountable
from postloan.dates import checked_date
from postloan.errors import CurrencyMismatch, InvalidValue
from postloan.model.adjustments import Reversal, Waiver
from postloan.model.records import version_in_force
from postloan.model.schedule import Payment, Schedule
from postloan.money import EXACT

__all__ = ["UnpaidPart", "credits_up_to", "is_one_sum", "stated_records", "unpaid_parts"]

_ZERO = Decimal(0)

UnpaidPart: TypeAlias = tuple[date, Decimal, Decimal, Decimal, int]
"""Due date, what is unpaid of fees, interest and principal, and the index of the instalment."""

R = TypeVar("R", bound=Payment | Reversal | Waiver)


def stated_records(
    schedules: tuple[Schedule, ...] | None, payments: tuple[Payment, ...] | None, as_of: date
) -> tuple[Schedule, tuple[Payment, ...]]:
    """Return the version in force and the payments.

    Raises:
        Uncountable: there is no such version, or one of the two is not stated.
        InvalidValue: `as_of` is no date, or two versions are of one day.
    """
    checked_date("arrears_of", "as_of", as_of)
    if not schedules:
        raise Uncountable(
            "the schedule is not stated" if schedules is None else "there is no schedule"
        )
    schedule = version_in_force("schedules", schedules, as_of)
    if schedule is None:
        raise Uncountable(f"no schedule is in force on {as_of}")
    if payments is None:
        raise Uncountable("the payments are not stated")
    return schedule, payments


def unpaid_parts(
    schedule: Schedule,
    payments: tuple[Payment, ...],
    reversals: tuple[Reversal, ...],
    waivers: tuple[Waiver, ...],
    as_of: date,
    *,
    order: tuple[Part, ...],
) -> Iterator[UnpaidPart]:
    """Yield what is unpaid at the end of `as_of`, by due date: what is owed, due or not.

    Payments cover the parts of an instalment in the `order`.

    Raises:
        Uncountable: more is taken back than was paid, or a payment is to a drawdown that the
            schedule does not have.
        InvalidValue: a record still names what it replaces.
        CurrencyMismatch: a record is in another currency than the schedule.
    """
    paid, others = credits_up_to(as_of, schedule.currency, payments, reversals, waivers)
    if others or not is_one_sum((schedule,), paid):
        return _left_of(Running(schedule, (*paid, *others), order, as_of))
    return _by_the_sum(schedule, paid, order)


def is_one_sum(schedules: Iterable[Schedule], payments: Iterable[Payment]) -> bool:
    """Return whether the sum of the payments says what they cover, so that their days do not."""
    return all(schedule.owed_at_once for schedule in schedules) and not any(
        [paid.drawdown is not None or paid.ahead != "next" for paid in payments]  # noqa: C419 -- faster
    )


def credits_up_to(
    as_of: date,
    currency: str,
    payments: tuple[Payment, ...],
    reversals: tuple[Reversal, ...],
    waivers: tuple[Waiver, ...],
) -> tuple[list[Payment], list[Credit]]:
    """Return the payments, and the other records, that hold on `as_of`.

    Raises:
        InvalidValue: a record still names what it replaces.
        CurrencyMismatch: a record is in another currency than `currency`.
    """
    paid = _up_to(as_of, "payments", payments, currency)
    others: list[Credit] = []
    if reversals or waivers:
        others += _up_to(as_of, "reversals", reversals, currency)
        others += _up_to(as_of, "waivers", waivers, currency)
    return paid, others


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


def _by_the_sum(
    schedule: Schedule, payments: Iterable[Payment], order: tuple[Part, ...]
) -> Iterator[UnpaidPart]:
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
            unpaid = {"fees": fees, "interest": interest, "principal": principal}
            for part in order:
                covers = min(unpaid[part], left)
                unpaid[part] = subtract(unpaid[part], covers)
                left = subtract(left, covers)
            fees, interest, principal = unpaid.values()
        yield instalment.due_on, fees, interest, principal, index


def _left_of(running: Running) -> Iterator[UnpaidPart]:
    for due in running.dues:
        fees, interest, principal = (due.unpaid[part] for part in PARTS)
        if fees or interest or principal:
            yield due.due_on, fees, interest, principal, due.index
