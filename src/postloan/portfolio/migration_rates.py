"""Migration rates: which share of the loans of each tier comes to which in one period."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import attrs

from postloan.errors import InvalidValue
from postloan.model.checks import checked_instance, checked_share
from postloan.money import EXACT, checked_decimal
from postloan.portfolio.migration import MigrationMatrix, rank_of
from postloan.tiers import Scale, Tier

__all__ = ["MigrationRates"]

_OWNER: Final = "MigrationRates"
_NONE, _ALL = Decimal(0), Decimal(1)


def _shares(value: Sequence[Sequence[Decimal | int]]) -> tuple[tuple[Decimal, ...], ...]:
    return tuple(
        tuple(checked_decimal(_OWNER, f"rows[{place}]", share) for share in row)
        for place, row in enumerate(value)
    )


@attrs.frozen(kw_only=True)
class MigrationRates:
    """Shares of the loans of each tier that come to each in one period, such as a year.

    What is expected, published or estimated; a `MigrationMatrix` is what was counted.

    Raises:
        InvalidValue: `rows` is no square of the scale's size, a share is not from 0 to 1, a row
            does not sum to 1, or `within` is not from 0 to 1.

    >>> from postloan.tiers import Scale
    >>> scale = Scale("two", ["good", "bad"])
    >>> shares = [[Decimal("0.75"), Decimal("0.25")], [Decimal(0), Decimal("0.9")]]
    >>> MigrationRates(scale=scale, rows=shares)
    Traceback (most recent call last):
    ...
    postloan.errors.InvalidValue: MigrationRates.rows[1] must be shares that sum to 1 (bad: 0.9);...
    """

    scale: Scale
    """The scale of its tiers."""
    rows: tuple[tuple[Decimal, ...], ...] = attrs.field(converter=_shares)
    """Row: the tier before; column: the tier after. Each is a fraction of one."""
    within: Decimal = attrs.field(default=_NONE)
    """How far the sum of a row may be from 1, as in rates published with few digits; 0 is exact."""

    def __attrs_post_init__(self) -> None:
        checked_instance(_OWNER, "scale", self.scale, Scale)
        checked_share(_OWNER, "within", self.within)
        size = len(self.scale)
        if {len(self.rows), *map(len, self.rows)} != {size}:
            allowed = f"a square: the {size} tiers of {self.scale.id} each way"
            raise InvalidValue(_OWNER, "rows", self.rows, allowed)
        for place, (tier, row) in enumerate(zip(self.scale, self.rows, strict=True)):
            if not all(_NONE <= share <= _ALL for share in row):
                raise InvalidValue(_OWNER, f"rows[{place}]", row, f"from 0 to 1 each ({tier})")
            total = _NONE
            for share in row:
                total = EXACT.add(total, share)
            if abs(EXACT.subtract(total, _ALL)) > self.within:
                allowed = f"shares that sum to 1 ({tier}: {total})"
                raise InvalidValue(_OWNER, f"rows[{place}]", row, allowed)

    def share(self, before: Tier, after: Tier) -> Decimal:
        """Return the share of the loans in `before` that come to `after`.

        Raises:
            InvalidValue: a tier of another scale.
        """
        return self.rows[rank_of(before, self.scale)][rank_of(after, self.scale)]

    def expected(self, counted: MigrationMatrix, before: Tier, after: Tier) -> Decimal:
        """Return how many loans these rates let expect in `after`, of those counted in `before`.

        Loans that came to no determined tier are left out of those counted.

        Raises:
            InvalidValue: a tier of another scale.

        >>> from postloan.tiers import FIVE_TIER
        >>> normal, loss = FIVE_TIER["normal"], FIVE_TIER["loss"]
        >>> stays = [[int(row == column) for column in range(5)] for row in range(5)]
        >>> counted = MigrationMatrix.of([(normal, normal), (normal, loss)], FIVE_TIER)
        >>> MigrationRates(scale=FIVE_TIER, rows=stays).expected(counted, normal, normal)
        Decimal('2')
        """
        loans = sum(counted.count(before, tier) for tier in self.scale)
        return EXACT.multiply(Decimal(loans), self.share(before, after))
