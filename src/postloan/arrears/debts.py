"""Several debts of one debtor to one creditor: which of them a payment covers (Civil Code 560)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Literal, TypeAlias

import attrs

from postloan.arrears.counting import PARTS, Part, checked_order
from postloan.dates import checked_date
from postloan.errors import CurrencyMismatch, InvalidValue
from postloan.model.checks import checked_code, checked_instance, checked_share, checked_tuple
from postloan.money import DIGITS, EXACT, Money, checked_decimal

__all__ = ["Criterion", "Debt", "DebtAllocation", "DebtCover", "cover_debts"]

Criterion = Literal["only", "named", "due", "security", "burden", "age", "pro rata"]
"""What told a debt apart from the last of the others: the debtor named it, it is due, it is less
secured, it weighs more, it fell due earlier. Nothing did where it is covered pro rata."""

_Key: TypeAlias = Callable[["Debt"], int | bool | Decimal | date]


@attrs.frozen(kw_only=True)
class Debt:
    """What is owed of one of several debts. Nothing here has a default: the order depends on it.

    Raises:
        InvalidValue: a field has another value than its type and meaning allow.
        CurrencyMismatch: the parts are in two currencies.
    """

    id: str
    """The lender's id, such as that of the loan."""
    due_on: date
    """When it fell or falls due."""
    fees: Money
    """Costs owed, zero or more."""
    interest: Money
    """Interest owed, zero or more."""
    principal: Money
    """Principal owed, zero or more."""
    secured_share: Decimal
    """How much of it security covers, from 0 to 1."""
    burden: Decimal
    """What it costs the debtor in a year, as a share of it; zero or more. The heavier is covered
    first."""

    def __attrs_post_init__(self) -> None:
        checked_code("Debt", "id", self.id)
        checked_date("Debt", "due_on", self.due_on)
        for part in PARTS:
            money = checked_instance("Debt", part, getattr(self, part), Money)
            if money.amount < 0:
                raise InvalidValue("Debt", part, money, "zero or more")
            if money.currency != self.fees.currency:
                raise CurrencyMismatch(self.fees.currency, money.currency, f"Debt.{part}")
        checked_share("Debt", "secured_share", self.secured_share)
        if checked_decimal("Debt", "burden", self.burden) < 0:
            raise InvalidValue("Debt", "burden", self.burden, "zero or more")

    @property
    def amount(self) -> Money:
        """All that is owed of it."""
        return self.fees + self.interest + self.principal


@attrs.frozen(kw_only=True)
class DebtCover:
    """What a payment covers of one debt, and why the debt has its place."""

    debt: Debt
    place: int
    """From 1; debts that are covered pro rata share one."""
    criterion: Criterion
    """What gives it its place."""
    fees: Money
    interest: Money
    principal: Money

    @property
    def amount(self) -> Money:
        """All that is covered of it."""
        return self.fees + self.interest + self.principal


@attrs.frozen(kw_only=True)
class DebtAllocation:
    """What a payment covers of several debts."""

    covers: tuple[DebtCover, ...]
    """Every debt, in the order in which they are covered; of the last ones perhaps nothing."""
    overpaid: Money
    """What was paid beyond all debts."""


def cover_debts(
    debts: Sequence[Debt],
    paid: Money,
    *,
    on: date,
    places: int,
    named: Sequence[str] = (),
    order: tuple[Part, ...] = PARTS,
) -> DebtAllocation:
    """Return what a payment covers of several debts of one debtor to one creditor.

    First the debts that the debtor names when paying; then those that are due; of these the
    least secured; of these the heaviest; of these the one that fell due first; of these each in
    proportion to what is owed (Civil Code 560). Those not yet due follow in the same order.
    Within a debt costs come before interest and interest before principal (561). Parties may
    have agreed otherwise: then `order`, or the debts named, say so.

    Args:
        debts: each with an id of its own.
        paid: the payment, zero or more.
        on: the day of it; what falls due on it is due.
        places: decimals of the smallest unit in which a payment is shared out, 2 for cents;
            no amount has more. What does not divide goes, a unit each, to those whose share was
            cut the most, and of these to the first.
        named: ids of the debts that the debtor names, the first to be covered first.
        order: in which the parts of a debt are covered.

    Raises:
        InvalidValue: an id stands or is named twice, or is named and not there; `paid` is
            negative, or an amount has more decimals than `places`.
        CurrencyMismatch: a debt is in another currency than `paid`.

    >>> def cny(amount: int) -> Money:
    ...     return Money(amount, "CNY")
    >>> old, new = (
    ...     Debt(
    ...         id=id,
    ...         due_on=date(2024, month, 1),
    ...         fees=cny(0),
    ...         interest=cny(5),
    ...         principal=cny(100),
    ...         secured_share=Decimal(secured),
    ...         burden=Decimal("0.06"),
    ...     )
    ...     for id, month, secured in (("L-1", 3, 1), ("L-2", 4, 0))
    ... )
    >>> found = cover_debts((old, new), cny(110), on=date(2024, 5, 1), places=2)
    >>> [(cover.debt.id, cover.criterion, str(cover.amount)) for cover in found.covers]
    [('L-2', 'security', '105.00 CNY'), ('L-1', 'security', '5.00 CNY')]
    """
    checked_order("cover_debts", "order", order)
    checked_date("cover_debts", "on", on)
    if type(places) is not int or not 0 <= places <= DIGITS:
        raise InvalidValue("cover_debts", "places", places, f"an int from 0 to {DIGITS}")
    debts = checked_tuple("cover_debts", "debts", debts, Debt)
    _check(debts, paid, named)
    left = _units("paid", paid, places)
    covers: list[DebtCover] = []

    def money(units: int) -> Money:
        return Money(Decimal(units).scaleb(-places, EXACT), paid.currency)

    rank: dict[str, int] = {id: position for position, id in enumerate(named)}
    criteria: tuple[tuple[Criterion, _Key], ...] = (
        ("named", lambda debt: rank.get(debt.id, len(rank))),
        ("due", lambda debt: debt.due_on > on),
        ("security", lambda debt: debt.secured_share),
        ("burden", lambda debt: debt.burden.copy_negate()),
        ("age", lambda debt: debt.due_on),
    )
    for place, (group, criterion) in enumerate(_placed(debts, criteria, "only"), 1):
        owed = [
            {part: _units(f"{debt.id}.{part}", getattr(debt, part), places) for part in order}
            for debt in group
        ]
        shares = _shares(left, [sum(parts.values()) for parts in owed])
        left -= sum(shares)
        covers += [
            DebtCover(debt=debt, place=place, criterion=criterion, **_parts(parts, share, money))
            for debt, parts, share in zip(group, owed, shares, strict=True)
        ]
    return DebtAllocation(covers=tuple(covers), overpaid=money(left))


def _check(debts: Sequence[Debt], paid: Money, named: Sequence[str]) -> None:
    if checked_instance("cover_debts", "paid", paid, Money).amount < 0:
        raise InvalidValue("cover_debts", "paid", paid, "zero or more")
    ids: set[str] = set()
    for index, debt in enumerate(debts):
        if debt.id in ids:
            raise InvalidValue("cover_debts", f"debts[{index}].id", debt.id, "unique")
        if debt.fees.currency != paid.currency:
            raise CurrencyMismatch(paid.currency, debt.fees.currency, f"debts[{index}]")
        ids.add(debt.id)
    for index, id in enumerate(named):
        if id not in ids or id in named[:index]:
            allowed = "the id of one of the debts, named once"
            raise InvalidValue("cover_debts", f"named[{index}]", id, allowed)


def _placed(
    debts: tuple[Debt, ...],
    criteria: tuple[tuple[Criterion, _Key], ...],
    told_by: Criterion,
) -> Iterator[tuple[tuple[Debt, ...], Criterion]]:
    """Yield the debts by place, with the criterion that told them apart from others."""
    if len(debts) == 1 or not criteria:
        yield debts, told_by if len(debts) == 1 else "pro rata"
        return
    (criterion, key), *rest = criteria
    groups = [tuple(group) for _, group in groupby(sorted(debts, key=key), key)]
    for group in groups:
        yield from _placed(group, tuple(rest), criterion if len(groups) > 1 else told_by)


def _shares(left: int, owed: list[int]) -> list[int]:
    """Return how much of `left` each gets: all that is owed, or as much in proportion."""
    total = sum(owed)
    if left >= total:
        return owed
    shares = [left * units // total for units in owed]
    cut_most = sorted(range(len(owed)), key=lambda index: -(left * owed[index] % total))
    for index in cut_most[: left - sum(shares)]:
        shares[index] += 1
    return shares


def _parts(owed: dict[Part, int], share: int, money: Callable[[int], Money]) -> dict[str, Money]:
    """Return what a share covers of each part, the parts being in their order."""
    covered: dict[str, Money] = {}
    for part, units in owed.items():
        covered[part] = money(min(units, share))
        share = max(share - units, 0)
    return covered


def _units(field: str, money: Money, places: int) -> int:
    units = money.amount.scaleb(places, EXACT)
    if units != units.to_integral_value():
        raise InvalidValue("cover_debts", field, money, f"of at most {places} decimals")
    return int(units)
