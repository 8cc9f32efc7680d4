"""Guarantees: values, bounds, and sums that are kept to the last decimal."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan.calendars.dated import DatedCalendar
from postloan.calendars.shipped import CALENDARS
from postloan.dates import Period
from postloan.errors import InvalidValue
from postloan.money import Money
from postloan.security.cover import Pledged
from postloan.security.guarantees import (
    CreditEvent,
    DemandedShares,
    Hold,
    Protection,
    called_holds,
    exercise_of,
    standing_holds,
    unmet_shares,
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
    found = exercise_of(guarantee(), default(on), {"L": cny(100)}, currency="CNY")
    assert (found is not None) is covered


def test_another_event_calls_nothing() -> None:
    delay = CreditEvent(on=FIRST, loan="L", performance="delay")
    assert exercise_of(guarantee(), delay, {"L": cny(100)}, currency="CNY") is None


def test_an_exposure_that_is_not_given_is_no_zero() -> None:
    with pytest.raises(InvalidValue, match="given for L"):
        exercise_of(guarantee(), default(FIRST), {}, currency="CNY")


@pytest.mark.parametrize(
    "make, field",
    [
        (lambda: guarantee("1.1"), "coverage"),
        (lambda: guarantee(ends=date(2019, 1, 1)), "ends"),
        (lambda: Hold(id="", own=True, amount=cny(1)), "id"),
        (lambda: Hold(id="G", own=True, amount=cny(-1)), "amount"),
        (lambda: DemandedShares(total=Decimal(0), own=Decimal(-1), external=Decimal(0)), "own"),
    ],
    ids=["coverage", "ends", "id", "amount", "share"],
)
def test_what_makes_no_sense_is_refused_by_name(make: Callable[[], object], field: str) -> None:
    with pytest.raises(InvalidValue, match=field):
        make()


def test_what_pays_out_of_collateral_pays_what_is_known_to_be_there() -> None:
    def called(*values: int | None) -> Money:
        backed_by = [
            Pledged(id="C", kind="pledge", value=None if value is None else cny(value))
            for value in values
        ]
        found = exercise_of(
            attrs.evolve(guarantee(), limit=cny(80)),
            default(FIRST),
            {"L": cny(100)},
            currency="CNY",
            backed_by=backed_by,
        )
        assert found is not None
        return found.amount

    assert [called(), called(None), called(30, 40), called(30, None), called(300)] == [
        cny(cents) for cents in (0, 0, 70, 30, 80)
    ]


def test_a_settlement_in_working_days_is_counted_by_the_calendar() -> None:
    def settled(text: str, calendar: DatedCalendar | None) -> date:
        found = exercise_of(
            guarantee(),
            default(date(2020, 9, 20)),
            {"L": cny(100)},
            currency="CNY",
            settles=Period.parse(text),
            calendar=calendar,
        )
        assert found is not None
        return found.settled

    weekdays = CALENDARS["mon-fri"]
    assert settled("5 days", weekdays) == date(2020, 9, 25)
    assert settled("6 days", weekdays) == date(2020, 9, 28)
    assert settled("6 working days", weekdays) == date(2020, 9, 28)
    with pytest.raises(InvalidValue, match="without a calendar"):
        settled("6 working days", None)


@pytest.mark.parametrize(
    "principal, repaid, places, field",
    [(0, 0, 2, "principal"), (9, -1, 2, "repaid"), (9, 10, 2, "repaid"), (9, 1, 0, "places")],
)
def test_repayments_that_make_no_sense_are_refused_by_name(
    principal: int, repaid: int, places: int, field: str
) -> None:
    with pytest.raises(InvalidValue, match=field):
        standing_holds(
            [Hold(id="G", own=True, amount=cny(5))],
            principal=cny(principal),
            repaid=cny(repaid),
            places=places,
        )


def test_less_than_nothing_is_not_outstanding() -> None:
    with pytest.raises(InvalidValue, match="outstanding"):
        called_holds([], outstanding=cny(-1), places=2)


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


shares = st.integers(0, 120).map(lambda percent: Decimal(percent) / 100)
demands = st.builds(DemandedShares, total=shares, own=shares, external=shares)


@given(
    some_holds,
    st.builds(DemandedShares, total=shares, own=shares, external=shares),
    st.integers(1, 99),
)
def test_a_share_is_met_from_just_its_amount_on(
    holds: list[Hold], demanded: DemandedShares, units: int
) -> None:
    given_by = {own: sum(h.amount.amount for h in holds if h.own is own) for own in (True, False)}
    held = {"own": given_by[True], "external": given_by[False], "total": sum(given_by.values())}
    found = unmet_shares(demanded, holds, cny(100 * units))
    assert set(found) == {
        name for name, amount in held.items() if amount < units * getattr(demanded, name)
    }


def total(holds: Iterable[Hold]) -> Money:
    return Money.total((hold.amount for hold in holds), "CNY")


@given(some_holds, st.integers(0, 10**8))
def test_what_is_taken_is_what_is_outstanding_or_all_that_is_held(
    holds: list[Hold], cents: int
) -> None:
    taken = called_holds(holds, outstanding=cny(cents), places=2)
    assert Money.total(taken, "CNY") == min(total(holds), cny(cents))
    assert all(cny(0) <= now <= hold.amount for now, hold in zip(taken, holds, strict=True))


@given(some_holds, st.integers(0, 10**6))
def test_others_are_freed_before_the_borrower_and_never_of_more_than_they_gave(
    holds: list[Hold], cents: int
) -> None:
    standing = standing_holds(holds, principal=cny(10**6), repaid=cny(cents), places=2)
    assert all(now.amount <= hold.amount for now, hold in zip(standing, holds, strict=True))
    own, others = (
        total(h for h in holds if h.own is own).amount
        - total(h for h in standing if h.own is own).amount
        for own in (True, False)
    )
    assert not own or not total(h for h in standing if not h.own)
    due = total(holds).amount * cents / 10**6
    assert abs(own + others - due) <= Decimal("0.01")


@given(some_holds, st.lists(st.integers(0, 10**5), max_size=4))
def test_the_steps_of_repayment_do_not_matter(holds: list[Hold], steps: list[int]) -> None:
    """Step by step, as of what was held before each: the others first, then the borrower."""
    principal, guaranteed = 10**6, Fraction(total(holds).amount)
    left = [Fraction(hold.amount.amount) for hold in holds]
    for step in steps:
        due = guaranteed * step / principal
        for own in (False, True):
            group = [place for place, hold in enumerate(holds) if hold.own is own]
            held = sum((left[place] for place in group), Fraction(0))
            now = min(due, held)
            for place in group:
                left[place] -= left[place] * now / held if held else 0
            due -= now
    standing = standing_holds(holds, principal=cny(principal), repaid=cny(sum(steps)), places=2)
    for found, expected in zip(standing, left, strict=True):
        assert abs(Fraction(found.amount.amount) - expected) <= Fraction(1, 100)
