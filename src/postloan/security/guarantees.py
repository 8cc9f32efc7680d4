"""Guarantees: what is called when a debtor defaults, and what repayment sets free.

Nothing here frees a guarantor because a loan was written off: that is an act of the lender's books.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

import attrs

from postloan.calendars.dated import DatedCalendar
from postloan.dates import Period
from postloan.errors import InvalidValue
from postloan.model.checks import checked_code
from postloan.money import Money, checked_decimal

__all__ = [
    "CreditEvent",
    "Exercise",
    "Hold",
    "Protection",
    "Shares",
    "Unmet",
    "exercise",
    "recovered",
    "released",
    "unmet",
]

Unmet = Literal["own", "external", "total"]
"""Which share of guarantees is too small: the borrower's own, that of others, or both together."""


@attrs.frozen(kw_only=True)
class Protection:
    """A promise to answer for loans, or collateral that is called like one.

    Attributes:
        loans: ids of the loans that it covers.
        performances: what has to happen to one of them, as in `default`.
        coverage: the share of their exposure that it answers for, 0 to 1.
        begins: the first day on which it can be called.
        ends: the last day on which it can be called.
        limit: the most that it answers for, such as what collateral is worth; None for no limit.

    Raises:
        InvalidValue: `coverage` is no such share, or it ends before it begins.
    """

    loans: tuple[str, ...]
    performances: tuple[str, ...]
    coverage: Decimal
    begins: date
    ends: date
    limit: Money | None = None

    def __attrs_post_init__(self) -> None:
        if not 0 <= checked_decimal("Protection", "coverage", self.coverage) <= 1:
            raise InvalidValue("Protection", "coverage", self.coverage, "from 0 to 1")
        if self.ends < self.begins:
            raise InvalidValue("Protection", "ends", self.ends, f"on or after {self.begins}")


@attrs.frozen(kw_only=True)
class CreditEvent:
    """What happened to a loan.

    Attributes:
        on: the day.
        loan: id of the loan.
        performance: what it is, as in `default`.
    """

    on: date
    loan: str
    performance: str


@attrs.frozen(kw_only=True)
class Exercise:
    """A guarantee that is called.

    Attributes:
        on: the day of the event.
        exposure: the covered share of all covered loans.
        amount: what is called: the exposure, up to the limit.
        settled: the day on which it is to be paid.
    """

    on: date
    exposure: Money
    amount: Money
    settled: date


def exercise(
    protection: Protection,
    event: CreditEvent,
    exposures: Mapping[str, Money],
    *,
    currency: str,
    settles: Period | None = None,
    calendar: DatedCalendar | None = None,
) -> Exercise | None:
    """Return what an event calls of a guarantee; None where it is not covered.

    One default calls the exposure of every loan that is covered, not of the one alone.

    Args:
        protection: the promise.
        event: what happened.
        exposures: what is owed on each covered loan on that day, as the contract counts it.
        currency: of all of it.
        settles: how long after the event it is paid; None for the same day.
        calendar: rolls that day to the next working day; None leaves it.

    Raises:
        InvalidValue: the exposure of a covered loan is not given.
        CurrencyMismatch: an exposure is in another currency.

    >>> promise = Protection(
    ...     loans=("L",),
    ...     performances=("default",),
    ...     coverage=Decimal("0.7"),
    ...     begins=date(2020, 1, 2),
    ...     ends=date(2020, 12, 31),
    ... )
    >>> default = CreditEvent(on=date(2020, 9, 20), loan="L", performance="default")
    >>> print(exercise(promise, default, {"L": Money(100, "CNY")}, currency="CNY").amount)
    70.0 CNY
    """
    covered = event.loan in protection.loans and event.performance in protection.performances
    if not covered or not protection.begins <= event.on <= protection.ends:
        return None
    for loan in protection.loans:
        if loan not in exposures:
            raise InvalidValue("exercise", "exposures", tuple(exposures), f"given for {loan}")
    total = Money.total((exposures[loan] for loan in protection.loans), currency)
    exposure = total * protection.coverage
    settled = event.on if settles is None else settles.after(event.on)
    return Exercise(
        on=event.on,
        exposure=exposure,
        amount=exposure if protection.limit is None else min(exposure, protection.limit),
        settled=settled if calendar is None else calendar.roll(settled, "following"),
    )


# --------------------------------------------------------------- money held for a guarantee


@attrs.frozen(kw_only=True)
class Hold:
    """Money that is held for a guarantee.

    Attributes:
        id: names whoever gave it.
        own: whether that is the borrower.
        amount: what is held still, at least 0.
    """

    id: str
    own: bool
    amount: Money

    def __attrs_post_init__(self) -> None:
        checked_code("Hold", "id", self.id)
        if self.amount < Money.zero(self.amount.currency):
            raise InvalidValue("Hold", "amount", self.amount, "at least 0")


@attrs.frozen(kw_only=True)
class Shares:
    """How much of a loan has to be guaranteed, as shares of its principal; 0 asks for nothing.

    Attributes:
        total: by all together.
        own: by the borrower.
        external: by others.
    """

    total: Decimal
    own: Decimal
    external: Decimal


def unmet(shares: Shares, holds: Sequence[Hold], principal: Money) -> tuple[Unmet, ...]:
    """Return which demanded shares the holds do not reach; empty where all are met.

    >>> half = Shares(total=Decimal("0.5"), own=Decimal(0), external=Decimal(0))
    >>> unmet(half, [Hold(id="self", own=True, amount=Money(40, "CNY"))], Money(100, "CNY"))
    ('total',)
    """
    own = Money.total((hold.amount for hold in holds if hold.own), principal.currency)
    external = Money.total((hold.amount for hold in holds if not hold.own), principal.currency)
    found: tuple[tuple[Unmet, Money, Decimal], ...] = (
        ("own", own, shares.own),
        ("external", external, shares.external),
        ("total", own + external, shares.total),
    )
    return tuple(name for name, held, share in found if held < principal * share)


_GROUPS: Final = (False, True)


def released(
    holds: Sequence[Hold], *, guaranteed: Money, principal: Money, repaid: Money, places: int
) -> tuple[Money, ...]:
    """Return how much of each hold a repayment of principal sets free.

    As much of what was guaranteed as was repaid of the principal: first what others gave, each in
    the share of what is held of theirs, then the borrower's own.

    Args:
        holds: what is held before the repayment.
        guaranteed: what was guaranteed when the loan began, by all together.
        principal: the loan's principal when it began, more than 0.
        repaid: the principal that is repaid now.
        places: decimals to which amounts are held; the sum is exact.

    Raises:
        InvalidValue: `principal` is not more than 0.

    >>> hold = Hold(id="G", own=False, amount=Money(50, "CNY"))
    >>> half, whole = Money(50, "CNY"), Money(100, "CNY")
    >>> released([hold], guaranteed=half, principal=whole, repaid=half, places=2)
    (Money(Decimal('25.00'), 'CNY'),)
    """
    if principal <= Money.zero(principal.currency):
        raise InvalidValue("released", "principal", principal, "more than 0")
    due = Fraction(repaid.amount) * Fraction(guaranteed.amount) / Fraction(principal.amount)
    free = dict.fromkeys(range(len(holds)), Money.zero(principal.currency))
    for own in _GROUPS:
        group = [index for index, hold in enumerate(holds) if hold.own is own]
        held = [holds[index].amount for index in group]
        available = sum((Fraction(amount.amount) for amount in held), Fraction(0))
        now = min(due, available)
        free.update(zip(group, _split(now, held, places), strict=True))
        due -= now
    return tuple(free.values())


def recovered(holds: Sequence[Hold], *, outstanding: Money, places: int) -> tuple[Money, ...]:
    """Return how much is taken of each hold when the loan is called.

    What is outstanding and no more, shared by what is held of each; what is left becomes free.

    Args:
        holds: what is held.
        outstanding: the principal that is outstanding.
        places: decimals to which amounts are held; the sum is exact.

    >>> hold = Hold(id="G", own=False, amount=Money(50, "CNY"))
    >>> recovered([hold], outstanding=Money(30, "CNY"), places=0)
    (Money(Decimal('30'), 'CNY'),)
    """
    held = [hold.amount for hold in holds]
    available = sum((Fraction(amount.amount) for amount in held), Fraction(0))
    return _split(min(Fraction(outstanding.amount), available), held, places)


def _split(total: Fraction, held: Sequence[Money], places: int) -> tuple[Money, ...]:
    """Share `total` by what is held; roundings are carried on, so that the sum is kept."""
    available = sum((Fraction(amount.amount) for amount in held), Fraction(0))
    shares = []
    passed, given = Fraction(0), Decimal(0)
    for amount in held:
        passed += Fraction(amount.amount)
        upto = _rounded(total * passed / available if available else Fraction(0), places)
        shares.append(Money(upto - given, amount.currency))
        given = upto
    return tuple(shares)


def _rounded(value: Fraction, places: int) -> Decimal:
    scaled = value * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole).scaleb(-places)
