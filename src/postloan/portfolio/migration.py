"""Migration matrices: how many loans moved from which tier to which between two dates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Decimal

import attrs

from postloan.errors import InvalidValue
from postloan.tiers import Scale, Tier

__all__ = ["MigrationMatrix"]

_UNDETERMINED = "undetermined"


@attrs.frozen(kw_only=True)
class MigrationMatrix:
    """Counts of loans by the tier they came from and the tier they came to.

    >>> from postloan.tiers import FIVE_TIER
    >>> normal, loss = FIVE_TIER["normal"], FIVE_TIER["loss"]
    >>> matrix = MigrationMatrix.of([(normal, normal), (normal, loss)], FIVE_TIER)
    >>> matrix.count(normal, loss), matrix.share(normal, loss)
    (1, Decimal('0.5'))
    """

    scale: Scale
    counts: tuple[tuple[int, ...], ...]
    """Row: the tier before; column: the tier after; the last of each is undetermined."""

    @classmethod
    def of(cls, moves: Iterable[tuple[Tier | None, Tier | None]], scale: Scale) -> MigrationMatrix:
        """Return the matrix of `moves`, each a tier before and after; None is undetermined.

        Raises:
            InvalidValue: a tier of another scale.
        """
        found: Counter[tuple[int, int]] = Counter()
        for move in moves:
            for tier in move:
                if tier is not None and tier.scale != scale.id:
                    raise InvalidValue("MigrationMatrix", "moves", tier, f"a tier of {scale.id}")
            before, after = (len(scale) if tier is None else tier.rank for tier in move)
            found[before, after] += 1
        size = range(len(scale) + 1)
        return cls(
            scale=scale, counts=tuple(tuple(found[row, column] for column in size) for row in size)
        )

    def count(self, before: Tier | None, after: Tier | None) -> int:
        """Return how many loans moved from `before` to `after`; None is undetermined."""
        return self.counts[self._rank(before)][self._rank(after)]

    def share(self, before: Tier | None, after: Tier | None) -> Decimal | None:
        """Return the share of those in `before` that moved to `after`; None where none was."""
        row = self.counts[self._rank(before)]
        return Decimal(row[self._rank(after)]) / sum(row) if sum(row) else None

    def _rank(self, tier: Tier | None) -> int:
        return len(self.scale) if tier is None else tier.rank

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
        percent = (Decimal(count) * 100 / total).quantize(Decimal("0.1"), ROUND_HALF_EVEN)
        return f"{count} ({percent}%)"
