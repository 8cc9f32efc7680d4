"""Guarantees: what is called when a debtor defaults, and what repayment sets free.

Nothing here frees a guarantor because a loan was written off: that is an act of the lender's books.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final, Literal

import attrs

from postloan.calendars.dated import DatedCalendar, moved_by
from postloan.dates import Period
from postloan.errors import InvalidValue
from postloan.model.checks import checked_code, checked_share
from postloan.money import Money, checked_decimal
from postloan.security.cover import Securing, worth_of

__all__ = [
    "CreditEvent",
    "DemandedShares",
    "Exercise",
    "Hold",
    "Protection",
    "Unmet",
    "called_holds",
    "exercise_of",
    "standing_holds",
    "unmet_shares",
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
        limit: the most that it answers for, whatever is owed; None for no limit.

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
        checked_share("Protection", "coverage", self.coverage)
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


def exercise_of(
    protection: Protection,
    event: CreditEvent,
    exposures: Mapping[str, Money],
    *,
    currency: str,
    backed_by: Iterable[Securing] | None = None,
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
        backed_by: the collateral out of which alone it is paid, at what it is worth on that day;
            what has no known value pays nothing. None where a guarantor answers with everything.
        settles: how long after the event it is paid; None for the same day.
        calendar: counts working days of `settles`, and rolls the day of payment to the next
            working day; None leaves it.

    Raises:
        InvalidValue: the exposure of a covered loan is not given, or `settles` counts working days
            without a calendar.
        CurrencyMismatch: an amount is in another currency.

    >>> promise = Protection(
    ...     loans=("L",),
    ...     performances=("default",),
    ...     coverage=Decimal("0.7"),
    ...     begins=date(2020, 1, 2),
    ...     ends=date(2020, 12, 31),
    ... )
    >>> default = CreditEvent(on=date(2020, 9, 20), loan="L", performance="default")
    >>> print(exercise_of(promise, default, {"L": Money(100, "CNY")}, currency="CNY").amount)
    70.0 CNY
    """
    covered = event.loan in protection.loans and event.performance in protection.performances
    if not covered or not protection.begins <= event.on <= protection.ends:
        return None
    for loan in protection.loans:
        if loan not in exposures:
            raise InvalidValue("exercise_of", "exposures", tuple(exposures), f"given for {loan}")
    total = Money.total((exposures[loan] for loan in protection.loans), currency)
    exposure = total * protection.coverage
    caps = [] if protection.limit is None else [protection.limit]
    if backed_by is not None:
        caps.append(worth_of(backed_by, currency))
    settled = event.on if settles is None else moved_by(settles, event.on, calendar)
    return Exercise(
        on=event.on,
        exposure=exposure,
        amount=min([exposure, *caps]),
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
class DemandedShares:
    """How much of a loan has to be guaranteed, as shares of its principal; 0 asks for nothing.

    Attributes:
        total: by all together.
        own: by the borrower.
        external: by others.

    Raises:
        InvalidValue: one of them is less than 0. More than 1 is more than the whole loan.
    """

    total: Decimal
    own: Decimal
    external: Decimal

    def __attrs_post_init__(self) -> None:
        for field in ("total", "own", "external"):
            share = getattr(self, field)
            if checked_decimal("DemandedShares", field, share) < 0:
                raise InvalidValue("DemandedShares", field, share, "at least 0")


def unmet_shares(
    demanded: DemandedShares, holds: Sequence[Hold], principal: Money
) -> tuple[Unmet, ...]:
    """Return which demanded shares the holds do not reach; empty where all are met.

    Whether a guarantor may be let go is the same question of the holds without it.

    Raises:
        CurrencyMismatch: a hold is in another currency than the principal.

    >>> half = DemandedShares(total=Decimal("0.5"), own=Decimal(0), external=Decimal(0))
    >>> unmet_shares(half, [Hold(id="self", own=True, amount=Money(40, "CNY"))], Money(100, "CNY"))
    ('total',)
    """
    own = Money.total((hold.amount for hold in holds if hold.own), principal.currency)
    external = Money.total((hold.amount for hold in holds if not hold.own), principal.currency)
    found: tuple[tuple[Unmet, Money, Decimal], ...] = (
        ("own", own, demanded.own),
        ("external", external, demanded.external),
        ("total", own + external, demanded.total),
    )
    return tuple(name for name, held, share in found if held < principal * share)


_OTHERS_FIRST: Final = (False, True)


def standing_holds(
    holds: Sequence[Hold], *, principal: Money, repaid: Money, places: int
) -> tuple[Hold, ...]:
    """Return what is still held after repayments of principal.

    As large a part of all that was held is set free as was repaid of the principal: first what
    others gave, each in the share of what it gave, then the borrower's own. It depends on what is
    repaid altogether, and not on the steps: a repayment that is taken back binds again.

    Args:
        holds: what was held when the loan began.
        principal: the loan's principal when it began, more than 0.
        repaid: the principal repaid altogether, from 0 to `principal`.
        places: decimals to which amounts are held; what is free altogether is rounded half up.

    Raises:
        InvalidValue: of `principal` or `repaid`, or `places` are too few for a hold.
        CurrencyMismatch: an amount is in another currency.

    >>> hold = Hold(id="G", own=False, amount=Money(50, "CNY"))
    >>> half, whole = Money(50, "CNY"), Money(100, "CNY")
    >>> [str(one.amount) for one in standing_holds([hold], principal=whole, repaid=half, places=2)]
    ['25.00 CNY']
    """
    nothing = Money.zero(principal.currency)
    if principal <= nothing:
        raise InvalidValue("standing_holds", "principal", principal, "more than 0")
    if not nothing <= repaid <= principal:
        raise InvalidValue("standing_holds", "repaid", repaid, f"from 0 to {principal}")
    _check_places("standing_holds", places, [hold.amount for hold in holds])
    guaranteed = Money.total((hold.amount for hold in holds), principal.currency)
    due = Fraction(repaid.amount) * Fraction(guaranteed.amount) / Fraction(principal.amount)
    standing = list(holds)
    for own in _OTHERS_FIRST:
        group = [place for place, hold in enumerate(holds) if hold.own is own]
        given = [holds[place].amount for place in group]
        now = min(due, _sum(given))
        for place, free in zip(group, _split(now, given, places), strict=True):
            standing[place] = attrs.evolve(holds[place], amount=holds[place].amount - free)
        due -= now
    return tuple(standing)


def called_holds(holds: Sequence[Hold], *, outstanding: Money, places: int) -> tuple[Money, ...]:
    """Return how much is taken of each hold when the loan is called.

    What is outstanding and no more, shared by what is held of each; what is left becomes free.

    Args:
        holds: what is held.
        outstanding: the principal that is outstanding, at least 0.
        places: decimals to which amounts are held; the sum is exact.

    Raises:
        InvalidValue: `outstanding` is less than 0, or `places` are too few for an amount.

    >>> hold = Hold(id="G", own=False, amount=Money(50, "CNY"))
    >>> called_holds([hold], outstanding=Money(30, "CNY"), places=0)
    (Money(Decimal('30'), 'CNY'),)
    """
    if outstanding < Money.zero(outstanding.currency):
        raise InvalidValue("called_holds", "outstanding", outstanding, "at least 0")
    held = [hold.amount for hold in holds]
    _check_places("called_holds", places, [outstanding, *held])
    return _split(min(Fraction(outstanding.amount), _sum(held)), held, places)


def _check_places(owner: str, places: int, amounts: Iterable[Money]) -> None:
    for amount in amounts:
        if amount.rounded(places, ROUND_HALF_UP) != amount:
            raise InvalidValue(owner, "places", places, f"enough for {amount}")


def _sum(amounts: Sequence[Money]) -> Fraction:
    return sum((Fraction(amount.amount) for amount in amounts), Fraction(0))


def _split(total: Fraction, held: Sequence[Money], places: int) -> tuple[Money, ...]:
    """Share `total` by what is held; roundings are carried on, so that the sum is kept."""
    available = _sum(held)
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
