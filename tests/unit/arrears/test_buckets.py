"""Buckets of days: one place for each number of days, and what is unpaid in each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan.arrears.buckets import Bucket, Buckets
from postloan.arrears.figures import open_instalments
from postloan.errors import InvalidValue
from postloan.model.schedule import Instalment, Payment, Schedule
from postloan.money import Money

RANGES = st.lists(
    st.tuples(st.sampled_from("abcd"), st.integers(0, 8), st.none() | st.integers(0, 8)),
    min_size=1,
    max_size=3,
).filter(lambda ranges: all(last is None or first <= last for _, first, last in ranges))


@given(RANGES)
def test_they_are_taken_just_where_every_day_between_has_one_place(
    ranges: list[tuple[str, int, int | None]],
) -> None:
    horizon = 10
    made = [Bucket(id=id, first=first, last=last) for id, first, last in ranges]
    places = [
        [id for id, first, last in ranges if first <= day and (last is None or day <= last)]
        for day in range(horizon)
    ]
    taken = [day for day, names in enumerate(places) if names]
    sound = (
        len({id for id, *_ in ranges}) == len(ranges)
        and all(len(names) <= 1 for names in places)
        and taken == list(range(taken[0], taken[-1] + 1))
    )
    if sound:
        buckets = Buckets(buckets=made)
        found = [buckets.of(day) for day in range(horizon)]
        assert [bucket and bucket.id for bucket in found] == [
            names[0] if names else None for names in places
        ]
    else:
        with pytest.raises(InvalidValue, match="buckets"):
            Buckets(buckets=made)


@pytest.mark.parametrize(
    "make, field",
    [
        (lambda: Bucket(id="", first=0, last=1), "id"),
        (lambda: Bucket(id="a", first=-1, last=1), "first"),
        (lambda: Bucket(id="a", first=3, last=1), "last"),
        (lambda: Buckets(buckets=()), "at least one"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(make: Callable[[], object], field: str) -> None:
    with pytest.raises(InvalidValue, match=field):
        make()


def cny(amount: str) -> Money:
    return Money(Decimal(amount), "CNY")


def test_what_is_unpaid_stands_in_the_bucket_of_its_instalment() -> None:
    plan = Schedule(
        on=date(2024, 1, 1),
        instalments=tuple(
            Instalment(due_on=date(2024, month, 1), principal=cny("100")) for month in range(2, 8)
        ),
    )
    paid = Payment(on=date(2024, 2, 1), amount=cny("130"))
    opened = open_instalments((plan,), (paid,), as_of=date(2024, 5, 30))
    late, early = Bucket(id="61-90", first=61, last=90), Bucket(id="1-60", first=1, last=60)
    assert opened is not None
    assert Buckets(buckets=[late, early]).amounts(opened) == {
        "61-90": cny("70"),
        "1-60": cny("200"),
    }
