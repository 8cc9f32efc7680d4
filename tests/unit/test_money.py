"""Money: exact, in one currency, rounded only by name."""

from __future__ import annotations

import pickle
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal, getcontext, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan.errors import CurrencyMismatch, InvalidValue
from postloan.money import DIGITS, Money, checked_decimal

LONGEST = Decimal("9" * DIGITS + "." + "9" * DIGITS)

amounts = st.decimals(-(10**12), 10**12, places=2) | st.integers(-(10**12), 10**12)


def cny(amount: Decimal | int | str) -> Money:
    return Money(Decimal(amount), "CNY")


@given(amounts, amounts)
def test_sums_are_exact(left: Decimal, right: Decimal) -> None:
    assert Fraction((cny(left) + cny(right)).amount) == Fraction(left) + Fraction(right)
    assert cny(left) + cny(right) - cny(right) == cny(left)
    assert -cny(left) + cny(left) == Money.zero("CNY")


@given(amounts, amounts)
def test_amounts_are_ordered_as_numbers_are(left: Decimal, right: Decimal) -> None:
    assert (cny(left) < cny(right)) == (left < right)
    assert (cny(left) <= cny(right)) == (left <= right)
    assert (cny(left) > cny(right)) == (left > right)
    assert (cny(left) >= cny(right)) == (left >= right)
    assert bool(cny(left)) == bool(left)


@given(st.lists(amounts))
def test_a_total_is_the_sum(every: list[Decimal]) -> None:
    total = Money.total([cny(amount) for amount in every], "CNY")
    assert Fraction(total.amount) == sum(map(Fraction, every))


def test_a_factor_is_a_number() -> None:
    assert cny("10.5") * 3 == 3 * cny("10.5") == cny("31.5")
    with pytest.raises(InvalidValue, match="never a float"):
        cny(1) * 0.5  # type: ignore[operator]
    with pytest.raises(InvalidValue, match="at most 40 digits"):
        cny(LONGEST) * LONGEST


def test_the_host_s_own_arithmetic_does_not_matter() -> None:
    with localcontext() as context:
        context.prec = 2
        assert cny("1234.56") + cny("0.44") == cny("1235")
        assert cny("1234.565").rounded(2, ROUND_HALF_UP) == cny("1234.57")
    assert getcontext().prec == 28


@pytest.mark.parametrize(
    "amount, places, rounding, expected",
    [
        ("0.125", 2, ROUND_HALF_UP, "0.13"),
        ("-0.125", 2, ROUND_DOWN, "-0.12"),
        (LONGEST, 0, ROUND_DOWN, "9" * 40),
        ("7", 2, ROUND_UP, "7.00"),
    ],
)
def test_rounding_is_named(
    amount: Decimal | str, places: int, rounding: str, expected: str
) -> None:
    assert str(cny(amount).rounded(places, rounding).amount) == expected


def test_a_rounding_that_does_not_exist_is_refused() -> None:
    with pytest.raises(InvalidValue, match="an int from 0 to 40"):
        cny(1).rounded(-1, ROUND_UP)
    with pytest.raises(InvalidValue, match="one of ROUND_CEILING"):
        cny(1).rounded(2, "up")
    with pytest.raises(InvalidValue, match="at most 40 digits"):
        cny(LONGEST).rounded(0, ROUND_UP)


def test_two_currencies_never_meet() -> None:
    yuan, dollar = cny(1), Money(Decimal(1), "USD")
    assert yuan != dollar
    for meet in (yuan.__add__, yuan.__sub__, yuan.__lt__, yuan.__le__, yuan.__gt__, yuan.__ge__):
        with pytest.raises(CurrencyMismatch) as caught:
            meet(dollar)
        assert (caught.value.left, caught.value.right) == ("CNY", "USD")
    with pytest.raises(CurrencyMismatch, match="in a total"):
        Money.total([dollar], "CNY")
    with pytest.raises(TypeError, match="with Money only, not int"):
        _ = yuan < 1  # type: ignore[operator]


@pytest.mark.parametrize(
    "value", [1.5, True, "1", None, Decimal("NaN"), Decimal("sNaN"), Decimal("-Infinity")]
)
def test_what_is_no_exact_number_is_refused(value: object) -> None:
    with pytest.raises(InvalidValue, match="a finite Decimal or an int"):
        checked_decimal("x", "y", value)


@pytest.mark.parametrize(
    "value, shown",
    [
        (10**40, "10000000000000000000000000000000000000000"),
        (10**100_000, "an int of 332193 bits"),
        (Decimal("1E40"), "Decimal('1E+40')"),
        (Decimal("0E999"), "Decimal('0E+999')"),
        (Decimal("1E-41"), "Decimal('1E-41')"),
        (Decimal("1E999999"), "Decimal('1E+999999')"),
    ],
    ids=range(6),
)
def test_a_number_with_too_many_digits_is_refused_and_shown(value: object, shown: str) -> None:
    with pytest.raises(InvalidValue, match="at most 40 digits on each side") as caught:
        checked_decimal("x", "y", value)
    assert caught.value.value == shown


def test_the_bounds_themselves_are_allowed() -> None:
    assert checked_decimal("x", "y", 10**40 - 1) == 10**40 - 1
    assert checked_decimal("x", "y", LONGEST) == LONGEST
    assert checked_decimal("x", "y", Decimal("1E+39")) == 10**39


@pytest.mark.parametrize("currency", ["cny", "RMBY", "C1Y", "人民币", None, ""])
def test_a_currency_is_three_capital_letters(currency: str) -> None:
    with pytest.raises(InvalidValue, match="three capital letters"):
        Money(Decimal(1), currency)


def test_it_is_written_with_its_currency() -> None:
    assert str(cny("1E+3")) == "1000 CNY"
    assert repr(cny("1.50")) == "Money(Decimal('1.50'), 'CNY')"
    assert pickle.loads(pickle.dumps(cny(1))) == cny("1.0")  # noqa: S301 -- our own
    assert hash(cny(1)) == hash(cny("1.0"))
