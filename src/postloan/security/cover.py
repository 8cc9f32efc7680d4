"""What collateral covers: each item at its own ratio, and nothing where no value is known."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Final, Literal, Protocol, get_args

import attrs

from postloan.errors import InvalidValue
from postloan.model.checks import checked_choice, checked_code, checked_instance, checked_share
from postloan.money import Money

__all__ = [
    "PLEDGED_KINDS",
    "Pledged",
    "PledgedKind",
    "Securing",
    "cover_of",
    "headroom_of",
    "shortfall_of",
    "worth_of",
]

PledgedKind = Literal["mortgage", "pledge", "margin", "warrant", "supervised"]
"""Mortgage 抵押, pledge 质押, margin 保证金, a title paper 权证, a thing kept under supervision."""
PLEDGED_KINDS: Final[tuple[PledgedKind, ...]] = get_args(PledgedKind)


@attrs.frozen(kw_only=True, cache_hash=True)
class Pledged:
    """One thing that secures a loan.

    Attributes:
        id: the lender's id of it.
        kind: one of `PLEDGED_KINDS`.
        value: what it is worth, at least 0; None where no valuation is at hand.
        ratio: the share of its value that may be lent against, 0 to 1; None where not stated.

    Raises:
        InvalidValue: of any of these.
    """

    id: str
    kind: PledgedKind
    value: Money | None = None
    ratio: Decimal | None = None

    def __attrs_post_init__(self) -> None:
        checked_code("Pledged", "id", self.id)
        checked_choice("Pledged", "kind", self.kind, PLEDGED_KINDS)
        if self.value is not None and checked_instance("Pledged", "value", self.value, Money) < (
            Money.zero(self.value.currency)
        ):
            raise InvalidValue("Pledged", "value", self.value, "at least 0")
        if self.ratio is not None:
            checked_share("Pledged", "ratio", self.ratio)


class Securing(Protocol):
    """What secures a loan, and can be counted: a `Pledged`, a `Lot`, or a class of one's own."""

    @property
    def value(self) -> Money | None:
        """What it is worth; None where not known."""

    @property
    def ratio(self) -> Decimal | None:
        """The share of its value that may be lent against, 0 to 1; None where not stated."""


def worth_of(securing: Iterable[Securing], currency: str) -> Money:
    """Return what all of `securing` is worth; what has no value counts nothing.

    Raises:
        CurrencyMismatch: a value is in another currency.

    >>> gold = Pledged(id="S1", kind="pledge", value=Money(2000, "CNY"))
    >>> print(worth_of([gold, Pledged(id="S2", kind="pledge")], "CNY"))
    2000 CNY
    """
    return Money.total((one.value for one in securing if one.value is not None), currency)


def cover_of(securing: Iterable[Securing], currency: str) -> Money:
    """Return how much may be lent against all of `securing`, each at its own ratio.

    What has no value or no ratio covers nothing: missing papers never stand for money.

    Raises:
        CurrencyMismatch: a value is in another currency.

    >>> half = Pledged(id="S1", kind="pledge", value=Money(2000, "CNY"), ratio=Decimal("0.5"))
    >>> print(cover_of([half, Pledged(id="S2", kind="pledge")], "CNY"))
    1000.0 CNY
    """
    known = ((one.value, one.ratio) for one in securing)
    return Money.total((v * r for v, r in known if v is not None and r is not None), currency)


def shortfall_of(outstanding: Money, securing: Iterable[Securing]) -> Money:
    """Return how much of `outstanding` the collateral does not cover, at least 0.

    Raises:
        CurrencyMismatch: a value is in another currency.

    >>> print(shortfall_of(Money(1500, "CNY"), [Pledged(id="S1", kind="mortgage")]))
    1500 CNY
    """
    left = outstanding - cover_of(securing, outstanding.currency)
    return max(left, Money.zero(outstanding.currency))


def headroom_of(outstanding: Money, securing: Iterable[Securing]) -> Money:
    """Return how much more than `outstanding` the collateral would cover, at least 0.

    What may be drawn is this or what is left of the limit, whichever is less.

    Raises:
        CurrencyMismatch: a value is in another currency.

    >>> half = Pledged(id="S1", kind="pledge", value=Money(2000, "CNY"), ratio=Decimal("0.5"))
    >>> print(headroom_of(Money(700, "CNY"), [half]))
    300.0 CNY
    """
    more = cover_of(securing, outstanding.currency) - outstanding
    return max(more, Money.zero(outstanding.currency))
