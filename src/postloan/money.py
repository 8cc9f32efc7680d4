"""Money: an exact amount in one currency."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import (
    ROUND_05UP,
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Clamped,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
)
from typing import Final, cast

import attrs

from postloan.errors import CurrencyMismatch, InvalidValue

__all__ = ["DIGITS", "EXACT", "ROUNDED", "Money", "checked_decimal", "share_of"]

DIGITS: Final = 40
"""The most digits a number may carry before its point, and the most after it."""

EXACT: Final = Context(
    prec=4000,
    Emin=-9999,
    Emax=9999,
    traps=[Inexact, InvalidOperation, DivisionByZero, Overflow, Clamped],
)
"""Arithmetic of our own that never rounds: it raises where a result would not be exact."""

ROUNDED: Final = Context(prec=28, rounding=ROUND_HALF_EVEN)
"""Arithmetic of our own for shares and ratios: what does not come out is rounded half to even at 28
digits, whatever the caller's decimal context."""

_ROUNDING: Final = Context(prec=2 * DIGITS + 1, traps=[InvalidOperation])
_ROUNDINGS: Final = (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    ROUND_05UP,
)


def checked_decimal(owner: str, field: str, value: object) -> Decimal:
    """Return `value` as a finite Decimal within bounds, from a Decimal or an int.

    Raises:
        InvalidValue: a float, a boolean, anything else, NaN, infinity, or more than
            `DIGITS` digits before or after the point.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        # one that is far too long is not made a Decimal first: that takes its time
        number = Decimal(value) if value.bit_length() <= 4 * DIGITS else None
    elif isinstance(value, Decimal) and value.is_finite():
        number = value
    else:
        raise InvalidValue(owner, field, value, "a finite Decimal or an int (never a float)")
    if number is None or not _is_within_bounds(number):
        raise InvalidValue(
            owner, field, value, f"a number of at most {DIGITS} digits on each side of the point"
        )
    return number


def _is_within_bounds(number: Decimal) -> bool:
    exponent = cast("int", number.as_tuple().exponent)
    return exponent >= -DIGITS and number.adjusted() < DIGITS


def _currency(_money: Money, _attribute: attrs.Attribute[str], value: object) -> None:
    if not (isinstance(value, str) and len(value) == 3 and value.isascii() and value.isalpha()):  # noqa: PLR2004
        raise InvalidValue("Money", "currency", value, 'three capital letters such as "CNY"')
    if not value.isupper():
        raise InvalidValue(
            "Money", "currency", value, f'three capital letters such as "{value.upper()}"'
        )


def _exact_amount(value: object) -> Decimal:
    return checked_decimal("Money", "amount", value)


@attrs.frozen(repr=False)
class Money:
    """An exact amount of money.

    Sums and comparisons demand one currency; nothing is ever rounded unless `rounded` is
    called with the rounding named.

    Raises:
        InvalidValue: `amount` is a float, NaN or too long, or `currency` is no code.
        CurrencyMismatch: two currencies meet.

    >>> from decimal import Decimal
    >>> Money(Decimal("1500.00"), "CNY") + Money(Decimal("0.50"), "CNY")
    Money(Decimal('1500.50'), 'CNY')
    >>> print(Money(25000, "CNY"))
    25000 CNY
    """

    amount: Decimal = attrs.field(converter=_exact_amount)
    """In major units (yuan, not fen); may be negative."""
    currency: str = attrs.field(validator=_currency)
    """ISO 4217 code."""

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Return nothing, in `currency`."""
        return cls(Decimal(0), currency)

    @classmethod
    def total(cls, amounts: Iterable[Money], currency: str) -> Money:
        """Return the sum of `amounts`, each of which must be in `currency`."""
        total = Decimal(0)
        for money in amounts:
            if money.currency != currency:
                raise CurrencyMismatch(currency, money.currency, "a total")
            total = EXACT.add(total, money.amount)
        return cls(total, currency)

    def rounded(self, places: int, rounding: str) -> Money:
        """Return the amount at `places` decimals, by one of `decimal`'s named roundings.

        Raises:
            InvalidValue: `places` is not from 0 to 40, or there is no such rounding.

        >>> from decimal import ROUND_HALF_UP
        >>> Money(Decimal("0.125"), "CNY").rounded(2, ROUND_HALF_UP).amount
        Decimal('0.13')
        """
        if type(places) is not int or not 0 <= places <= DIGITS:
            raise InvalidValue("Money.rounded", "places", places, f"an int from 0 to {DIGITS}")
        if rounding not in _ROUNDINGS:
            raise InvalidValue(
                "Money.rounded", "rounding", rounding, f"one of {', '.join(_ROUNDINGS)}"
            )
        step = Decimal((0, (1,), -places))
        return Money(self.amount.quantize(step, rounding, _ROUNDING), self.currency)

    def _same(self, other: object) -> Decimal:
        if not isinstance(other, Money):
            message = f"Money compares and adds with Money only, not {type(other).__name__}"
            raise TypeError(message)
        if other.currency != self.currency:
            raise CurrencyMismatch(self.currency, other.currency)
        return other.amount

    def __add__(self, other: Money) -> Money:
        return Money(EXACT.add(self.amount, self._same(other)), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(EXACT.subtract(self.amount, self._same(other)), self.currency)

    def __neg__(self) -> Money:
        return Money(self.amount.copy_negate(), self.currency)

    def __mul__(self, factor: Decimal | int) -> Money:
        return Money(
            EXACT.multiply(self.amount, checked_decimal("Money", "factor", factor)), self.currency
        )

    __rmul__ = __mul__

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.amount <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.amount > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.amount >= self._same(other)

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}"

    def __repr__(self) -> str:
        return f"Money({self.amount!r}, {self.currency!r})"


_NO_DECIMALS: Final = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THREE_DECIMALS: Final = "BHD IQD JOD KWD LYD OMR TND"
_PLACES: Final = {
    **dict.fromkeys(_NO_DECIMALS.split(), 0),
    **dict.fromkeys(_THREE_DECIMALS.split(), 3),
}
"""Decimals of the smallest unit where they are not two (ISO 4217)."""


def share_of(amount: Decimal, number: int, currency: str) -> Decimal:
    """Return one of so many equal shares, to the currency's smallest unit, half to even.

    >>> share_of(Decimal(175), 3, "CNY"), share_of(Decimal(175), 3, "JPY")
    (Decimal('58.33'), Decimal('58'))
    """
    step = Decimal((0, (1,), -_PLACES.get(currency, 2)))
    return _ROUNDING.divide(amount, Decimal(number)).quantize(step, ROUND_HALF_EVEN, _ROUNDING)
