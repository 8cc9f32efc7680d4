"""Release in part: units that leave, and what stays against what is owed."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan.errors import InvalidValue
from postloan.money import Money
from postloan.security.releasing import Lot, release_of


def lot(units: int = 10, price: int | None = 100, percent: int | None = 50, id: str = "S1") -> Lot:
    return Lot(
        id=id,
        units=Decimal(units),
        price=None if price is None else Money(price, "CNY"),
        ratio=None if percent is None else Decimal(percent) / 100,
    )


def leaves(lots: list[Lot], outstanding: int, **leaving: int) -> bool:
    units = {id: Decimal(count) for id, count in leaving.items()}
    return release_of(lots, units, outstanding=Money(outstanding, "CNY")).sound


@pytest.mark.parametrize("price, percent", [(None, 50), (100, None)])
def test_of_nothing_owed_all_goes_and_of_anything_nothing_that_has_no_price_or_ratio(
    price: int | None, percent: int | None
) -> None:
    held = [lot(price=price, percent=percent)]
    assert leaves(held, 0, S1=10)
    assert not leaves(held, 1, S1=1)
    assert not leaves(held, 1)


some_lots = st.lists(
    st.builds(
        lot,
        st.integers(0, 20),
        st.none() | st.integers(0, 50),
        st.none() | st.integers(0, 100),
        st.sampled_from(["S1", "S2", "S3"]),
    ),
    max_size=3,
    unique_by=lambda one: one.id,
)


@given(some_lots, st.integers(0, 500), st.lists(st.integers(0, 20), min_size=3, max_size=3))
def test_it_is_sound_where_each_unit_that_stays_at_its_own_ratio_adds_up_to_what_is_owed(
    lots: list[Lot], owed: int, most: list[int]
) -> None:
    leaving = {one.id: min(Decimal(n), one.units) for one, n in zip(lots, most, strict=False)}
    cover = sum(
        (
            (one.units - leaving[one.id]) * one.price.amount * one.ratio
            for one in lots
            if one.price is not None and one.ratio is not None
        ),
        Decimal(0),
    )
    found = release_of(lots, leaving, outstanding=Money(owed, "CNY"))
    assert found.cover == Money(cover, "CNY")
    assert found.sound is (cover >= owed)
    assert {one.id: one.units for one in found.staying} == {
        one.id: one.units - leaving[one.id] for one in lots if one.units > leaving[one.id]
    }


@pytest.mark.parametrize(
    "make, says",
    [
        (lambda: leaves([lot()], 0, S1=11), "from 0 to 10, which are held"),
        (lambda: leaves([lot()], 0, S1=-1), "from 0 to 10"),
        (lambda: leaves([lot()], 0, S2=1), "of what is held: S1"),
        (lambda: leaves([], 0, S2=1), "of what is held: nothing"),
        (lambda: leaves([lot(), lot(5)], 0), "lots of different ids"),
        (lambda: lot(-1), "units"),
        (lambda: lot(price=-1), "price"),
        (lambda: lot(percent=101), "ratio"),
        (lambda: lot(id=""), "id"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(make: Callable[[], object], says: str) -> None:
    with pytest.raises(InvalidValue, match=says):
        make()
