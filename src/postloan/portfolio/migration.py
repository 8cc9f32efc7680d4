"""Migration matrices: how many loans moved from which tier to which between two dates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Final

import attrs

from postloan.between import Between
from postloan.errors import InvalidValue
from postloan.money import ROUNDED
from postloan.tiers import Scale, Tier

__all__ = ["MigrationMatrix", "rank_of"]

_UNDETERMINED: Final = "undetermined"


@attrs.frozen(kw_only=True)
class MigrationMatrix:
    """Counts of loans by the tier they came from and the tier they came to. Made by `of`.

    Raises:
        InvalidValue: `counts` is no square of the scale's tiers and undetermined, or one of them is
            no whole number of at least 0.

    >>> from postloan.tiers import FIVE_TIER
    >>> normal, loss = FIVE_TIER["normal"], FIVE_TIER["loss"]
    >>> matrix = MigrationMatrix.of([(normal, normal), (normal, loss)], FIVE_TIER)
    >>> matrix.count(normal, loss), matrix.share(normal, loss), matrix.worse, matrix.better
    (1, Decimal('0.5'), 1, 0)
    """

    scale: Scale
    """The scale of all its tiers."""
    counts: tuple[tuple[int, ...], ...]
    """Row: the tier before; column: the tier after; the last of each is undetermined."""

    def __attrs_post_init__(self) -> None:
        size = len(self.scale) + 1
        if {len(self.counts), *map(len, self.counts)} != {size}:
            allowed = f"a square of {size}: the tiers of {self.scale.id}, and undetermined"
            raise InvalidValue("MigrationMatrix", "counts", self.counts, allowed)
        for row in self.counts:
            if any(type(count) is not int or count < 0 for count in row):
                raise InvalidValue("MigrationMatrix", "counts", row, "whole numbers of at least 0")

    @classmethod
    def of(cls, moves: Iterable[tuple[Tier | None, Tier | None]], scale: Scale) -> MigrationMatrix:
        """Return the matrix of `moves`, each a tier before and after; None is undetermined.

        Raises:
            InvalidValue: a tier of another scale.
        """
        found = Counter((rank_of(before, scale), rank_of(after, scale)) for before, after in moves)
        size = range(len(scale) + 1)
        return cls(
            scale=scale, counts=tuple(tuple(found[row, column] for column in size) for row in size)
        )

    def count(self, before: Tier | None, after: Tier | None) -> int:
        """Return how many loans moved from `before` to `after`; None is undetermined.

        Raises:
            InvalidValue: a tier of another scale.
        """
        return self.counts[rank_of(before, self.scale)][rank_of(after, self.scale)]

    def share(self, before: Tier | None, after: Tier | None) -> Decimal | None:
        """Return the share of those in `before` that moved to `after`; None where none was.

        A fraction of one, rounded half to even at 28 digits.

        Raises:
            InvalidValue: a tier of another scale.
        """
        total = sum(self.counts[rank_of(before, self.scale)])
        return _share(self.count(before, after), total) if total else None

    def improved(self, *tiers: Tier) -> Decimal | Between | None:
        """Return which share of the loans in `tiers` moved to a better tier than each had.

        Undetermined tiers make it lie between two shares: what it would be with every tier that
        they may have. None where no loan is known to have been in `tiers`.

        Raises:
            InvalidValue: a tier of another scale.

        >>> from postloan import load_policy
        >>> buckets = load_policy("lender.retail-buckets").scale
        >>> m0, m1, m2, *_ = buckets
        >>> moves = [(m1, m0), (m1, m0), (m1, m2), (m2, m1)]
        >>> matrix = MigrationMatrix.of(moves, buckets)
        >>> round(matrix.improved(m1), 3), matrix.improved(m1, m2)
        (Decimal('0.667'), Decimal('0.75'))
        >>> print(MigrationMatrix.of([*moves, (m1, None)], buckets).improved(m1))
        0.5 to 0.75
        """
        return self._moved(tiers, lambda before, after: after < before)

    def worsened(self, *tiers: Tier) -> Decimal | Between | None:
        """Return which share of the loans in `tiers` rolled to a worse tier (向下迁徙率).

        Ranges, None and errors as of `improved`.
        """
        return self._moved(tiers, lambda before, after: after > before)

    def _moved(
        self, tiers: Iterable[Tier], moved: Callable[[int, int], bool]
    ) -> Decimal | Between | None:
        rows = sorted({rank_of(tier, self.scale) for tier in tiers})
        known = {
            (row, rank): count for row in rows for rank, count in enumerate(self.counts[row][:-1])
        }
        unknown = sum(self.counts[row][-1] for row in rows)
        total = sum(known.values()) + unknown
        if not total:
            return None
        sure = sum(count for pair, count in known.items() if moved(*pair))
        # those of which the tier before is not known may have been in `tiers`, or not
        *known_after, unknown_after = self.counts[-1]
        may = may_not = unknown_after
        for rank, count in enumerate(known_after):
            ways = {moved(row, rank) for row in rows}
            may += count if True in ways else 0
            may_not += count if False in ways else 0
        low, high = _share(sure, total + may_not), _share(sure + unknown + may, total + may)
        return low if low == high else Between(low=low, high=high)

    @property
    def worse(self) -> int:
        """How many moved to a worse tier; those with an undetermined one are left out."""
        return sum(sum(row[rank + 1 : -1]) for rank, row in enumerate(self.counts[:-1]))

    @property
    def better(self) -> int:
        """How many moved to a better tier; those with an undetermined one are left out."""
        return sum(sum(row[:rank]) for rank, row in enumerate(self.counts[:-1]))

    def table(self) -> tuple[tuple[str, ...], ...]:
        """Return rows of text: counts, with the share of the row in per cent.

        A row and a column for undetermined loans stand only where there are any.
        """
        names = [*(tier.id for tier in self.scale), _UNDETERMINED]
        undetermined = any(self.counts[-1]) or any(row[-1] for row in self.counts)
        shown = range(len(names) if undetermined else len(self.scale))
        rows = [("from \\ to", *(names[column] for column in shown), "all")]
        for row in shown:
            total = sum(self.counts[row])
            cells = (self._cell(self.counts[row][column], total) for column in shown)
            rows.append((names[row], *cells, str(total)))
        return tuple(rows)

    @staticmethod
    def _cell(count: int, total: int) -> str:
        if not count:
            return "-"
        percent = _share(count * 100, total).quantize(Decimal("0.1"), context=ROUNDED)
        return f"{count} ({percent}%)"


def rank_of(tier: Tier | None, scale: Scale) -> int:
    """Return the place of a tier in a matrix of `scale`; an undetermined one, None, is last."""
    if tier is None:
        return len(scale)
    if tier not in scale.tiers:
        raise InvalidValue("MigrationMatrix", "tier", tier, f"a tier of {scale.id}")
    return tier.rank


def _share(part: int, total: int) -> Decimal:
    return ROUNDED.divide(Decimal(part), Decimal(total))
