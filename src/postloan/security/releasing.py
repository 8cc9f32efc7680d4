"""Release of collateral in part: what stays has to cover what is owed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

import attrs

from postloan.errors import InvalidValue
from postloan.model.checks import checked_code, checked_instance, checked_share
from postloan.money import EXACT, Money, checked_decimal
from postloan.security.cover import cover_of, shortfall_of

__all__ = ["Lot", "Release", "release_of"]


@attrs.frozen(kw_only=True)
class Lot:
    """So many units of one security, such as shares, bonds or ounces of gold.

    Raises:
        InvalidValue: of any of its fields.

    >>> print(Lot(id="S1", units=Decimal(8000), price=Money(250, "CNY")).value)
    2000000 CNY
    """

    id: str
    """The lender's id of the security."""
    units: Decimal
    """How many are held, at least 0."""
    price: Money | None = None
    """What one unit is worth, at least 0; None where no price is at hand."""
    ratio: Decimal | None = None
    """The share of the value that may be lent against, 0 to 1: one less the haircut; None where
    not stated."""

    def __attrs_post_init__(self) -> None:
        checked_code("Lot", "id", self.id)
        if checked_decimal("Lot", "units", self.units) < 0:
            raise InvalidValue("Lot", "units", self.units, "at least 0")
        if (
            self.price is not None
            and checked_instance("Lot", "price", self.price, Money).amount < 0
        ):
            raise InvalidValue("Lot", "price", self.price, "at least 0")
        if self.ratio is not None:
            checked_share("Lot", "ratio", self.ratio)

    @property
    def value(self) -> Money | None:
        """What all units are worth; None where no price is at hand."""
        return None if self.price is None else self.price * self.units


@attrs.frozen(kw_only=True)
class Release:
    """What a release would leave. Made by `release_of`."""

    staying: tuple[Lot, ...]
    """The lots that stay, in the order they were given; none has no units."""
    cover: Money
    """How much may be lent against what stays."""
    shortfall: Money
    """How much of what is owed it would not cover, at least 0."""

    @property
    def sound(self) -> bool:
        """Whether what stays covers what is owed. Of nothing owed everything may go."""
        return not self.shortfall


def release_of(
    lots: Iterable[Lot], leaving: Mapping[str, Decimal], *, outstanding: Money
) -> Release:
    """Return what it leaves to release some units.

    Args:
        lots: what is held.
        leaving: how many units leave, by the id of their lot; others stay whole.
        outstanding: what is owed.

    Raises:
        InvalidValue: two lots have one id, or more is to leave than is held.
        CurrencyMismatch: a price is in another currency.

    >>> held = [Lot(id="S1", units=Decimal(10), price=Money(100, "CNY"), ratio=Decimal("0.5"))]
    >>> release_of(held, {"S1": Decimal(4)}, outstanding=Money(300, "CNY")).sound
    True
    >>> print(release_of(held, {"S1": Decimal(5)}, outstanding=Money(300, "CNY")).shortfall)
    50.0 CNY
    """
    held: dict[str, Lot] = {}
    for lot in lots:
        if lot.id in held:
            raise InvalidValue("release_of", "lots", lot.id, "lots of different ids")
        held[lot.id] = lot
    for id, units in leaving.items():
        if id not in held:
            allowed = f"of what is held: {', '.join(held) or 'nothing'}"
            raise InvalidValue("release_of", "leaving", id, allowed)
        if not 0 <= checked_decimal("release_of", f"leaving[{id}]", units) <= held[id].units:
            allowed = f"from 0 to {held[id].units:f}, which are held"
            raise InvalidValue("release_of", f"leaving[{id}]", units, allowed)
    after = (
        attrs.evolve(lot, units=EXACT.subtract(lot.units, leaving.get(lot.id, Decimal(0))))
        for lot in held.values()
    )
    staying = tuple(lot for lot in after if lot.units)
    return Release(
        staying=staying,
        cover=cover_of(staying, outstanding.currency),
        shortfall=shortfall_of(outstanding, staying),
    )
