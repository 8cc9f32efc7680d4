"""Guarantees: values, bounds, and sums that are kept to the last decimal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan.errors import InvalidValue
from postloan.money import Money
from postloan.security.guarantees import (
    CreditEvent,
    Hold,
    Protection,
    exercise,
    recovered,
    released,
)

FIRST, LAST = date(2020, 1, 2), date(2020, 12, 31)


def guarantee(coverage: str = "1", ends: date = LAST) -> Protection:
    return Protection(
        loans=("L",),
        performances=("default",),
        coverage=Decimal(coverage),
        begins=FIRST,
        ends=ends,
    )


def default(on: date) -> CreditEvent:
    return CreditEvent(on=on, loan="L", performance="default")


def cny(cents: int) -> Money:
    return Money(Decimal(cents) / 100, "CNY")


@pytest.mark.parametrize(
    "on, covered",
    [(FIRST, True), (LAST, True), (date(2020, 1, 1), False), (date(2021, 1, 1), False)],
)
def test_the_first_and_the_last_day_are_covered(on: date, covered: bool) -> None:
    found = exercise(guarantee(), default(on), {"L": cny(100)}, currency="CNY")
    assert (found is not None) is covered


def test_another_event_calls_nothing() -> None:
    delay = CreditEvent(on=FIRST, loan="L", performance="delay")
    assert exercise(guarantee(), delay, {"L": cny(100)}, currency="CNY") is None


def test_an_exposure_that_is_not_given_is_no_zero() -> None:
    with pytest.raises(InvalidValue, match="given for L"):
        exercise(guarantee(), default(FIRST), {}, currency="CNY")


@pytest.mark.parametrize(
    "make, field",
    [
        (lambda: guarantee("1.1"), "coverage"),
        (lambda: guarantee(ends=date(2019, 1, 1)), "ends"),
        (lambda: Hold(id="", own=True, amount=cny(1)), "id"),
        (lambda: Hold(id="G", own=True, amount=cny(-1)), "amount"),
    ],
    ids=["coverage", "ends", "id", "amount"],
)
def test_what_makes_no_sense_is_refused_by_name(make: Callable[[], object], field: str) -> None:
    with pytest.raises(InvalidValue, match=field):
        make()


def test_a_loan_of_nothing_has_no_shares() -> None:
    with pytest.raises(InvalidValue, match="principal"):
        released([], guaranteed=cny(0), principal=cny(0), repaid=cny(0), places=2)


some_holds = st.lists(
    st.builds(
        lambda number, own, cents: Hold(id=f"G{number}", own=own, amount=cny(cents)),
        st.integers(0, 9),
        st.booleans(),
        st.integers(0, 10**8),
    ),
    min_size=1,
    max_size=4,
)


@given(some_holds, st.integers(0, 10**8))
def test_what_is_taken_is_what_is_outstanding_or_all_that_is_held(
    holds: list[Hold], cents: int
) -> None:
    taken = recovered(holds, outstanding=cny(cents), places=2)
    held = Money.total((hold.amount for hold in holds), "CNY")
    assert Money.total(taken, "CNY") == min(held, cny(cents))
    assert all(
        cny(0) <= now <= hold.amount + cny(1) for now, hold in zip(taken, holds, strict=True)
    )


@given(some_holds, st.integers(0, 10**6))
def test_others_are_freed_before_the_borrower_and_never_of_more_than_they_gave(
    holds: list[Hold], cents: int
) -> None:
    held = Money.total((hold.amount for hold in holds), "CNY")
    free = released(holds, guaranteed=held, principal=cny(10**6), repaid=cny(cents), places=2)
    assert all(now <= hold.amount + cny(1) for now, hold in zip(free, holds, strict=True))
    own = Money.total((n for n, h in zip(free, holds, strict=True) if h.own), "CNY")
    others = Money.total((n for n, h in zip(free, holds, strict=True) if not h.own), "CNY")
    given_by_others = Money.total((hold.amount for hold in holds if not hold.own), "CNY")
    assert not own or others == given_by_others
    due = (held.amount * Decimal(cents) / 10**6).quantize(Decimal("0.01"))
    assert abs((own + others).amount - due) <= Decimal("0.02")
