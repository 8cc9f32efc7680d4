"""How penalty interest accrues: from day to day, by the schedule and the terms then in force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import chain, pairwise
from typing import Final, Literal, TypeAlias, TypeVar

import attrs

from postloan.arrears.counting import PARTS, Part, checked_order
from postloan.arrears.dues import UnpaidPart, stated_records, unpaid_parts
from postloan.arrears.running import Uncountable
from postloan.errors import CurrencyMismatch
from postloan.interest.penalty import Misuse, PenaltyCause, PenaltyInterest, PenaltyLine
from postloan.model.adjustments import Reversal, Waiver
from postloan.model.records import version_in_force
from postloan.model.schedule import Payment, Schedule
from postloan.model.terms import Terms
from postloan.money import EXACT, Money

__all__ = ["penalty_interest_of"]

_ZERO: Final = Decimal(0)
_ONE: Final = Decimal(1)
T = TypeVar("T")

_Base: TypeAlias = tuple[PenaltyCause, Literal["principal", "interest"], Decimal]
"""Why an amount bears penalty interest, what it is of the loan, and how much."""


class _Unstated(Exception):
    """A term is needed and not stated; the message names it."""


def penalty_interest_of(
    schedules: tuple[Schedule, ...] | None,
    payments: tuple[Payment, ...] | None,
    terms: tuple[Terms, ...],
    *,
    as_of: date,
    misuses: tuple[Misuse, ...] = (),
    order: tuple[Part, ...] = PARTS,
    reversals: tuple[Reversal, ...] = (),
    waivers: tuple[Waiver, ...] = (),
) -> PenaltyInterest:
    """Return the penalty interest that has accrued from the first day overdue to `as_of`.

    Overdue principal bears the contract's rate and its overdue margin, from the due date until
    it is paid (Civil Code 676; PBC [2003] 251 s.3), and so does overdue interest where the
    terms say that it compounds. Penalty interest itself bears none. Principal that is misused
    and not yet due bears the misuse margin alone, beside the interest of the schedule. What is
    overdue and misused at once bears the heavier margin, never both (PBC [1999] 77 Art 25); as
    much of what is misused as can be is taken to be overdue.

    It is what accrued, whether or not it was charged or paid since. Each day is judged by the
    schedule and the terms then in force.

    Args:
        schedules: as `arrears_of` takes them.
        payments: as `arrears_of` takes them.
        terms: the versions, as known; none of one day.
        as_of: the day; what is paid on it bears no interest from it on.
        misuses: money used against the contract; those of one day add up.
        order: in which payments cover the parts of an instalment.
        reversals: payments taken back.
        waivers: what was forgiven.

    Raises:
        InvalidValue: a record still names what it replaces, two versions are of one day, or
            `as_of` is no date.
        CurrencyMismatch: a record or a misuse is in another currency than the schedule.

    >>> from postloan.model.schedule import Instalment
    >>> from postloan.model.terms import Rounding
    >>> due = Instalment(due_on=date(2024, 3, 31), principal=Money(100000, "CNY"))
    >>> found = penalty_interest_of(
    ...     (Schedule(on=date(2024, 1, 5), instalments=(due,)),),
    ...     (),
    ...     (
    ...         Terms(
    ...             on=date(2024, 1, 5),
    ...             rate=Decimal("0.06"),
    ...             overdue_margin=Decimal("0.5"),
    ...             day_count="act/360",
    ...             rounding=Rounding(places=2, mode="half_up"),
    ...         ),
    ...     ),
    ...     as_of=date(2024, 4, 30),
    ... )
    >>> print(found.amount)
    750.00 CNY
    >>> print(*found.lines or ())
    2024-03-31 to 2024-04-30: 100000 CNY x 0.090 x 30/360 = 750.0000 (principal, overdue)
    """
    checked_order("penalty_interest_of", "order", order)
    try:
        schedule, made = stated_records(schedules, payments, as_of)
        currency = schedule.currency
        for index, misuse in enumerate(misuses):
            if misuse.amount.currency != currency:
                where = f"misuses[{index}].amount"
                raise CurrencyMismatch(currency, misuse.amount.currency, where)
        versions = schedules or ()
        lines: list[PenaltyLine] = []
        turns = _turns(versions, (*made, *reversals, *waivers, *terms), misuses, as_of)
        for day, following in pairwise(turns):
            version = version_in_force("schedules", versions, day)
            if version is not None:
                unpaid = unpaid_parts(version, made, reversals, waivers, day, order=order)
                agreed = version_in_force("terms", terms, day)
                for base in _bases(unpaid, day, misuses):
                    lines += _line(base, agreed, day, following, currency)
        total = sum((line.interest for line in lines), Fraction(0))
        agreed = version_in_force("terms", terms, as_of)
        if not lines or agreed is None:
            amount = _ZERO
        else:
            amount = _given(agreed.rounding, "rounding", agreed).rounded(total)
        return PenaltyInterest(as_of=as_of, lines=_joined(lines), amount=Money(amount, currency))
    except (Uncountable, _Unstated) as error:
        return PenaltyInterest(as_of=as_of, lines=None, amount=None, unknown=str(error))


def _turns(
    schedules: tuple[Schedule, ...],
    records: Iterable[Payment | Reversal | Waiver | Terms],
    misuses: Iterable[Misuse],
    as_of: date,
) -> list[date]:
    """Return every day before `as_of` on which an amount or a rate can change, and `as_of`."""
    days = chain(
        (schedule.on for schedule in schedules),
        *(schedule.turns for schedule in schedules),
        (record.on for record in records),
        (day for misuse in misuses for day in (misuse.on, misuse.until) if day is not None),
    )
    return sorted({*(day for day in days if day < as_of), as_of})


def _bases(unpaid: Iterable[UnpaidPart], day: date, misuses: Iterable[Misuse]) -> Iterator[_Base]:
    """Yield what bears penalty interest from the end of the day on."""
    overdue = overdue_interest = to_come = _ZERO
    for due_on, _, interest, principal, _ in unpaid:
        if due_on <= day:
            overdue = EXACT.add(overdue, principal)
            overdue_interest = EXACT.add(overdue_interest, interest)
        else:
            to_come = EXACT.add(to_come, principal)
    misused = _ZERO
    for misuse in misuses:
        if misuse.on_day(day):
            misused = EXACT.add(misused, misuse.amount.amount)
    both = min(overdue, misused)
    found: tuple[_Base, ...] = (
        ("overdue", "principal", EXACT.subtract(overdue, both)),
        ("overdue and misuse", "principal", both),
        ("misuse", "principal", min(EXACT.subtract(misused, both), to_come)),
        ("overdue", "interest", overdue_interest),
    )
    return (base for base in found if base[-1])


def _line(
    bears: _Base, agreed: Terms | None, start: date, end: date, currency: str
) -> Iterator[PenaltyLine]:
    """Yield the line of what bears penalty interest; none for interest that does not compound."""
    cause, part, base = bears
    if agreed is None:
        raise _Unstated(f"no terms are in force on {start}")
    if part == "principal" or _given(agreed.compound, "compound", agreed):
        yield PenaltyLine(
            start=start,
            end=end,
            cause=cause,
            part=part,
            base=Money(base, currency),
            rate=_rate(agreed, cause),
            day_count=_given(agreed.day_count, "day_count", agreed),
        )


def _rate(agreed: Terms, cause: PenaltyCause) -> Decimal:
    """Return what an amount bears for a year, by the terms."""
    rate = _given(agreed.rate, "rate", agreed)
    if cause == "misuse":
        return EXACT.multiply(rate, _given(agreed.misuse_margin, "misuse_margin", agreed))
    margin = _given(agreed.overdue_margin, "overdue_margin", agreed)
    if cause == "overdue and misuse":
        margin = max(margin, _given(agreed.misuse_margin, "misuse_margin", agreed))
    return EXACT.multiply(rate, EXACT.add(_ONE, margin))


def _given(value: T | None, name: str, agreed: Terms) -> T:
    if value is None:
        raise _Unstated(f"the terms of {agreed.on} do not state {name}")
    return value


def _joined(lines: Iterable[PenaltyLine]) -> tuple[PenaltyLine, ...]:
    """Return the lines by start, those that continue each other as one."""
    joined: list[PenaltyLine] = []
    for line in sorted(lines, key=lambda line: (line.cause, line.part, line.start)):
        before = joined[-1] if joined else line
        if before.end == line.start and (
            attrs.evolve(line, start=before.start, end=before.end) == before
        ):
            joined[-1] = attrs.evolve(before, end=line.end)
        else:
            joined.append(line)
    return tuple(sorted(joined, key=lambda line: (line.start, line.part != "principal")))
