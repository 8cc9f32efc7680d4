"""The end of a credit: since when nothing of it is owed, by a record or by what was paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Final

import attrs

from postloan.arrears.counting import PARTS
from postloan.arrears.dues import UnpaidPart, unpaid_parts
from postloan.arrears.running import Uncountable
from postloan.dates import checked_date
from postloan.model.adjustments import Waiver
from postloan.model.checks import checked_instance
from postloan.model.claims import maturity
from postloan.model.ends import CreditEnd, EndKind
from postloan.model.file import LoanFile
from postloan.model.records import version_in_force
from postloan.model.schedule import Schedule
from postloan.money import EXACT, Money

__all__ = ["end_kind", "end_of", "ends_of", "without_rest"]

_ZERO: Final = Decimal(0)


def end_of(file: LoanFile, *, as_of: date, known_on: date | None = None) -> CreditEnd | None:
    """Return the end of a credit that stands at the end of a day; None where it lives.

    It has ended where a `CreditEnd` says so, and where its records show that all is paid: the
    loan has a maturity and no limit up to which more may be drawn, the schedule repays all that
    was lent and paid out, and nothing of it is unpaid, what is not yet due included. Where
    schedule or payments are not stated only a record can say it: what nobody shows has not
    happened.

    Args:
        file: the loan and its records.
        as_of: the day; records that hold from after it do not count.
        known_on: read only what was known on this day; None reads everything on file.

    Raises:
        InvalidValue: an argument of another type.

    Source: Civil Code Art. 557 (ends of obligations) and 545 (assignment).

    >>> from postloan.model.loan import Loan
    >>> from postloan.model.parties import Borrower
    >>> from postloan.model.schedule import Instalment, Payment
    >>> def cny(amount: int) -> Money:
    ...     return Money(amount, "CNY")
    >>> lent, due = date(2024, 1, 5), date(2024, 12, 31)
    >>> last = Instalment(due_on=due, principal=cny(100_000), interest=cny(5_000))
    >>> file = LoanFile(
    ...     loan=Loan(
    ...         id="L-001",
    ...         borrower=Borrower(id="B-001", kind="corporate"),
    ...         product="working_capital",
    ...         principal=cny(100_000),
    ...         disbursed_on=lent,
    ...         matures_on=due,
    ...     ),
    ...     schedules=(Schedule(on=lent, instalments=(last,)),),
    ...     payments=(Payment(on=date(2024, 6, 28), amount=cny(105_000)),),
    ... )
    >>> print(end_of(file, as_of=date(2024, 6, 27)))
    None
    >>> end = end_of(file, as_of=date(2024, 6, 30))
    >>> end.kind, str(end.on)
    ('settled', '2024-06-28')
    """
    checked_instance("end_of", "file", file, LoanFile)
    checked_date("end_of", "as_of", as_of)
    ends = ends_of(file.as_known_on(known_on), as_of)
    return ends[-1] if ends and ends[-1].reopened_on is None else None


def ends_of(file: LoanFile, as_of: date) -> tuple[CreditEnd, ...]:
    """Return every end of a credit up to a day, oldest first; only the last may still stand.

    The file is as known. Days in a row on which the credit has ended are one end, of the kind
    that holds last.
    """
    credited = _credits(file)
    totals = {version.on: _total(version) for version in file.schedules or ()}
    covered, total = _ZERO, Decimal("Infinity")
    found: list[CreditEnd] = []
    standing: CreditEnd | None = None
    for day in sorted({day for day in _turns(file) if day <= as_of}):
        covered = EXACT.add(covered, credited[day])
        total = totals.get(day, total)
        # no look at what covers what where the sum alone cannot do
        kind = end_kind(file, day) if file.ends or covered >= total else None
        if kind is not None:
            standing = CreditEnd(on=day if standing is None else standing.on, kind=kind)
        elif standing is not None:
            found.append(attrs.evolve(standing, reopened_on=day))
            standing = None
    return tuple(found) if standing is None else (*found, standing)


def end_kind(file: LoanFile, day: date) -> EndKind | None:
    """Return how a credit has ended by a day, by a file as known; None where it lives."""
    recorded = _recorded(file, day)
    if recorded:
        return recorded[-1].kind
    return "settled" if _is_paid(file, day) else None


def without_rest(file: LoanFile, as_of: date) -> LoanFile:
    """Return the file as if what is unpaid when a credit ended by a record were waived.

    A schedule may still list it after an early repayment or a sale, though it is owed to the
    lender no longer. The file itself where the credit lives, where nothing is left, or where
    that cannot be counted.
    """
    recorded = _recorded(file, as_of)
    schedule = version_in_force("schedules", file.schedules or (), as_of) if recorded else None
    if schedule is None:
        return file
    on = recorded[0].on
    sums = dict.fromkeys(PARTS, _ZERO)
    try:
        for _, *unpaid, _ in _unpaid(file, schedule, on):
            for part, amount in zip(PARTS, unpaid, strict=True):
                sums[part] = EXACT.add(sums[part], amount)
    except Uncountable:
        return file
    if not any(sums.values()):
        return file
    fees, interest, principal = (Money(sums[part], schedule.currency) for part in PARTS)
    rest = Waiver(on=on, fees=fees, interest=interest, principal=principal)
    return attrs.evolve(file, waivers=(*file.waivers, rest))


def _recorded(file: LoanFile, day: date) -> list[CreditEnd]:
    """Return the records of ends that stand on a day, oldest first.

    A payment that is taken back on the very day of an end may have been what ended it; what is
    drawn or restated on that day came before.
    """
    if not file.ends:
        return []
    lives = [record.on for record in chain(file.drawdowns, file.schedules or ())]
    alive = max((on for on in lives if on <= day), default=date.min)
    back = max((record.on for record in file.reversals if record.on <= day), default=date.min)
    stands = [end for end in file.ends if end.stands_on(day) and end.on >= alive and end.on > back]
    return sorted(stands, key=lambda end: end.on)


def _is_paid(file: LoanFile, day: date) -> bool:
    """Return whether the records show on a day that all is paid, and no more can be drawn."""
    schedule = version_in_force("schedules", file.schedules or (), day)
    if schedule is None or maturity(file.loan, file.extensions, day) is None:
        return False
    terms = version_in_force("terms", file.terms, day)
    if terms is not None and terms.limit is not None:
        return False
    drawn = _sum(drawdown.amount for drawdown in file.drawdowns if drawdown.on <= day)
    repaid = _sum(instalment.principal for instalment in schedule.instalments)
    if repaid < max(file.loan.principal.amount, drawn):
        return False
    try:
        return next(_unpaid(file, schedule, day), None) is None
    except Uncountable:
        return False


def _unpaid(file: LoanFile, schedule: Schedule, day: date) -> Iterator[UnpaidPart]:
    if file.payments is None:
        raise Uncountable("the payments are not stated")
    return unpaid_parts(schedule, file.payments, file.reversals, file.waivers, day, order=PARTS)


def _turns(file: LoanFile) -> Iterator[date]:
    """Yield the days on which a credit can end or live again."""
    for record in chain(
        file.schedules or (),
        file.payments or (),
        file.reversals,
        file.waivers,
        file.drawdowns,
        file.terms,
        file.extensions,
        file.ends,
    ):
        yield record.on
    for end in file.ends:
        if end.reopened_on is not None:
            yield end.reopened_on


def _credits(file: LoanFile) -> Mapping[date, Decimal]:
    """Return by how much more can be covered from each day on."""
    found: defaultdict[date, Decimal] = defaultdict(Decimal)
    for payment in file.payments or ():
        found[payment.on] = EXACT.add(found[payment.on], payment.amount.amount)
    for waiver in file.waivers:
        found[waiver.on] = EXACT.add(found[waiver.on], _sum(waiver.parts.values()))
    for reversal in file.reversals:
        found[reversal.on] = EXACT.subtract(found[reversal.on], reversal.amount.amount)
    return found


def _total(schedule: Schedule) -> Decimal:
    return _sum(getattr(each, part) for each in schedule.instalments for part in PARTS)


def _sum(amounts: Iterable[Money]) -> Decimal:
    total = _ZERO
    for money in amounts:
        total = EXACT.add(total, money.amount)
    return total
