"""The migration ratios of the Chinese supervisor: which share of the money got worse in a period.

Source: Core Indicators for Risk Supervision of Commercial Banks (trial)
商业银行风险监管核心指标(试行), CBRC [2005] 89, on migration.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import TypeAlias

import attrs

from postloan.errors import CurrencyMismatch, InvalidValue
from postloan.money import ROUNDED, Money
from postloan.tiers import FIVE_TIER, Tier

__all__ = ["LoanMove", "MigrationRatios"]

_NORMAL, _SPECIAL_MENTION, _SUBSTANDARD, _DOUBTFUL, _LOSS = FIVE_TIER

_Moved: TypeAlias = Callable[[Tier], bool]


@attrs.frozen(kw_only=True)
class LoanMove:
    """One loan over a period.

    Raises:
        InvalidValue: a tier that is not of the five, or a decrease below nothing or above the
            opening amount.
        CurrencyMismatch: two currencies.
    """

    before: Tier
    """Its tier at the beginning, of the five."""
    after: Tier | None
    """Its tier at the end; None is not determined, and does not matter of a loan that is gone."""
    opening: Money
    """Its amount at the beginning."""
    decrease: Money
    """What of that was collected, disposed of or written off in the period."""

    def __attrs_post_init__(self) -> None:
        for field, tier in (("before", self.before), ("after", self.after)):
            if tier is not None and tier not in FIVE_TIER.tiers:
                raise InvalidValue("LoanMove", field, tier, f"a tier of {FIVE_TIER.id}")
        if not Money.zero(self.opening.currency) <= self.decrease <= self.opening:
            allowed = f"from 0 to the opening amount, {self.opening}"
            raise InvalidValue("LoanMove", "decrease", self.decrease, allowed)

    @property
    def left(self) -> Money:
        """What is left at the end of the amount at the beginning."""
        return self.opening - self.decrease


@attrs.frozen(kw_only=True)
class MigrationRatios:
    """Shares of one, rounded half to even at 28 digits. Made by `of`.

    Each is None where nothing is left to divide by, or where it is not known whether some of it
    moved.

    >>> def move(before: Tier, after: Tier, opening: int, decrease: int = 0) -> LoanMove:
    ...     amounts = Money(opening, "CNY"), Money(decrease, "CNY")
    ...     return LoanMove(before=before, after=after, opening=amounts[0], decrease=amounts[1])
    >>> normal, watched, bad, *_ = FIVE_TIER
    >>> ratios = MigrationRatios.of(
    ...     [
    ...         move(normal, normal, 860, 50),
    ...         move(normal, watched, 30),
    ...         move(normal, bad, 10),
    ...         move(watched, watched, 66, 10),
    ...         move(watched, bad, 14),
    ...     ]
    ... )
    >>> round(ratios.normal, 6), ratios.special_mention, round(ratios.normal_loans, 6)
    (Decimal('0.047059'), Decimal('0.2'), Decimal('0.026087'))
    """

    normal_loans: Decimal | None
    """Normal and special mention at the beginning, non-performing at the end (正常贷款迁徙率)."""
    normal: Decimal | None
    """Normal at the beginning, any worse at the end (正常类贷款迁徙率)."""
    special_mention: Decimal | None
    """Special mention at the beginning, non-performing at the end (关注类贷款迁徙率)."""
    substandard: Decimal | None
    """Substandard at the beginning, doubtful or loss at the end (次级类贷款迁徙率)."""
    doubtful: Decimal | None
    """Doubtful at the beginning, loss at the end (可疑类贷款迁徙率)."""

    @classmethod
    def of(cls, moves: Iterable[LoanMove]) -> MigrationRatios:
        """Return the ratios of loans that were there at the beginning, in one currency.

        Raises:
            CurrencyMismatch: amounts in two currencies.
        """
        found = tuple(moves)
        for move in found:
            if move.opening.currency != found[0].opening.currency:
                raise CurrencyMismatch(found[0].opening.currency, move.opening.currency, "ratios")
        return cls(
            normal_loans=_ratio(
                found, (_NORMAL, _SPECIAL_MENTION), lambda tier: tier >= _SUBSTANDARD
            ),
            normal=_ratio(found, (_NORMAL,), lambda tier: tier > _NORMAL),
            special_mention=_ratio(found, (_SPECIAL_MENTION,), lambda tier: tier >= _SUBSTANDARD),
            substandard=_ratio(found, (_SUBSTANDARD,), lambda tier: tier >= _DOUBTFUL),
            doubtful=_ratio(found, (_DOUBTFUL,), lambda tier: tier == _LOSS),
        )


def _ratio(moves: Sequence[LoanMove], begun: tuple[Tier, ...], moved: _Moved) -> Decimal | None:
    """Return what moved over what is left, of the loans that began in some tiers."""
    stock = [move for move in moves if move.before in begun and move.left]
    if not stock or any(move.after is None for move in stock):
        return None
    currency = stock[0].opening.currency
    worse = (move.left for move in stock if move.after is not None and moved(move.after))
    parts = Money.total(worse, currency), Money.total((move.left for move in stock), currency)
    return ROUNDED.divide(parts[0].amount, parts[1].amount)
