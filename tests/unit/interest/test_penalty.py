"""Penalty interest: worked figures, what splits a line, what is unknown, and its laws."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from postloan.arrears.figures import open_instalments
from postloan.dates import DAY_COUNTS, DayCount
from postloan.errors import CurrencyMismatch, InvalidValue
from postloan.interest.accrual import penalty_interest_of
from postloan.interest.penalty import Misuse, PenaltyInterest
from postloan.model.adjustments import Reversal, Waiver
from postloan.model.schedule import Instalment, Payment, Schedule
from postloan.model.terms import Rounding, Terms
from postloan.money import Money
from postloan.testing.values import days
from tests.unit.arrears.histories import START, histories

SIGNED = date(2024, 1, 5)


def cny(amount: str) -> Money:
    return Money(Decimal(amount), "CNY")


def apr(day: int) -> date:
    return date(2024, 4, day)


def terms(on: date = SIGNED, **more: Any) -> Terms:  # noqa: ANN401
    stated: dict[str, Any] = {
        "rate": Decimal("0.06"),
        "overdue_margin": Decimal("0.5"),
        "misuse_margin": Decimal(1),
        "compound": True,
        "day_count": "act/360",
        "rounding": Rounding(places=2, mode="half_up"),
    }
    return Terms(on=on, **stated | more)


def owed(principal: str, interest: str = "0", due_on: date = date(2024, 4, 1)) -> tuple[Schedule]:
    instalment = Instalment(due_on=due_on, principal=cny(principal), interest=cny(interest))
    return (Schedule(on=SIGNED, instalments=(instalment,)),)


def accrued(
    schedules: tuple[Schedule, ...],
    *agreed: Terms,
    as_of: date = date(2024, 5, 1),
    payments: tuple[Payment, ...] = (),
    **more: Any,  # noqa: ANN401
) -> PenaltyInterest:
    return penalty_interest_of(schedules, payments, agreed or (terms(),), as_of=as_of, **more)


def exact(found: PenaltyInterest) -> Fraction:
    assert found.exact is not None
    return found.exact


def lines(found: PenaltyInterest) -> list[str]:
    return [str(line) for line in found.lines or ()]


# ------------------------------------------------------------------------- worked figures


@pytest.mark.parametrize("day_count, amount", [("act/360", "750.00"), ("act/365", "739.73")])
def test_t_pi_1_thirty_days_late_at_half_as_much_again(day_count: DayCount, amount: str) -> None:
    found = accrued(owed("100000"), terms(day_count=day_count))
    assert found.amount == cny(amount)


@pytest.mark.parametrize("mode, amount", [("down", "0.43"), ("half_up", "0.44")])
def test_t_pi_3_the_page_that_prints_43_cents_cuts_off_what_is_nearer_44(
    mode: Any,  # noqa: ANN401
    amount: str,
) -> None:
    agreed = terms(
        rate=Decimal("0.049"),
        overdue_margin=Decimal("0.3"),
        day_count="act/365",
        rounding=Rounding(places=2, mode=mode),
    )
    found = accrued(owed("2500"), agreed, as_of=apr(2))
    assert lines(found) == [
        "2024-04-01 to 2024-04-02: 2500 CNY x 0.0637 x 1/365 = 0.4363 (principal, overdue)"
    ]
    assert found.amount == cny(amount)


def test_overdue_interest_bears_compound_interest_where_the_terms_say_so() -> None:
    assert accrued(owed("100000", "2000")).amount == cny("765.00")
    assert accrued(owed("100000", "2000"), terms(compound=False)).amount == cny("750.00")


# ------------------------------------------------------------------------ what splits a line


def test_a_line_ends_where_the_amount_or_the_rate_changes() -> None:
    found = accrued(
        owed("100000"),
        terms(),
        terms(apr(21), rate=Decimal("0.05")),
        payments=(Payment(on=apr(11), amount=cny("40000")),),
    )
    assert lines(found) == [
        "2024-04-01 to 2024-04-11: 100000 CNY x 0.090 x 10/360 = 250.0000 (principal, overdue)",
        "2024-04-11 to 2024-04-21: 60000 CNY x 0.090 x 10/360 = 150.0000 (principal, overdue)",
        "2024-04-21 to 2024-05-01: 60000 CNY x 0.075 x 10/360 = 125.0000 (principal, overdue)",
    ]
    assert found.amount == cny("525.00")


def test_terms_stated_anew_without_a_change_split_nothing() -> None:
    assert len(accrued(owed("100000"), terms(), terms(apr(21))).lines or ()) == 1


def test_the_sum_is_rounded_once() -> None:
    agreed = [terms(apr(day), rate=Decimal(f"0.000{day}"), day_count="act/365") for day in (1, 2)]
    found = accrued(owed("1000"), *agreed, as_of=apr(3))
    assert [float(line.interest) < 0.005 for line in found.lines or ()] == [True, True]
    assert (found.exact, found.amount) == (Fraction(9, 7300), cny("0.00"))


def test_what_is_taken_back_bears_interest_from_that_day() -> None:
    found = accrued(
        owed("100000"),
        payments=(Payment(on=apr(1), amount=cny("100000")),),
        reversals=(Reversal(on=apr(21), amount=cny("100000")),),
    )
    assert [(line.start, line.days) for line in found.lines or ()] == [(apr(21), 10)]


def test_what_is_forgiven_bears_none_from_that_day() -> None:
    forgiven = (Waiver(on=apr(11), principal=cny("100000")),)
    assert accrued(owed("100000"), waivers=forgiven).amount == cny("250.00")


def test_the_days_before_an_extension_are_judged_by_the_schedule_then_in_force() -> None:
    (first,) = owed("100000")
    (second,) = owed("100000", due_on=date(2024, 10, 1))
    extended = (first, attrs.evolve(second, on=apr(11)))
    assert accrued(extended).amount == cny("250.00")


def test_days_before_the_first_schedule_bear_nothing() -> None:
    (late,) = owed("100000")
    assert accrued((attrs.evolve(late, on=apr(21)),)).amount == cny("250.00")


# ---------------------------------------------------------------------------------- misuse

TO_COME = owed("100000", due_on=date(2024, 12, 1))


def test_what_is_misused_before_it_is_due_bears_the_margin_beside_the_interest_agreed() -> None:
    found = accrued(TO_COME, misuses=(Misuse(on=apr(1), until=apr(11), amount=cny("40000")),))
    assert lines(found) == [
        "2024-04-01 to 2024-04-11: 40000 CNY x 0.06 x 10/360 = 66.6667 (principal, misuse)"
    ]


@pytest.mark.parametrize("misused, amount", [("100000", "1000.00"), ("40000", "850.00")])
def test_what_is_overdue_and_misused_bears_the_heavier_margin_alone(
    misused: str, amount: str
) -> None:
    found = accrued(owed("100000"), misuses=(Misuse(on=SIGNED, amount=cny(misused)),))
    due = [line for line in found.lines or () if line.cause != "misuse"]
    assert sum(line.interest for line in due) == Decimal(amount)


def test_no_more_is_misused_than_is_owed() -> None:
    twice = tuple(Misuse(on=apr(21), amount=cny("90000")) for _ in range(2))
    found = accrued(TO_COME, misuses=twice)
    assert [line.base for line in found.lines or ()] == [cny("100000")]


@pytest.mark.parametrize(
    "given, field",
    [
        ({"on": "2024-04-01"}, "on"),
        ({"until": apr(1)}, "until"),
        ({"until": 7}, "until"),
        ({"amount": cny("0")}, "amount"),
        ({"amount": 5}, "amount"),
    ],
)
def test_a_misuse_refuses_what_it_cannot_be(given: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        Misuse(**{"on": apr(1), "amount": cny("1"), **given})
    assert (refused.value.owner, refused.value.field) == ("Misuse", field)


def test_a_misuse_in_another_currency_is_refused() -> None:
    with pytest.raises(CurrencyMismatch, match=r"CNY and USD .*misuses\[0\]\.amount"):
        accrued(TO_COME, misuses=(Misuse(on=apr(1), amount=Money(1, "USD")),))


# ------------------------------------------------------------------------- what is unknown


@pytest.mark.parametrize(
    "term", ["rate", "overdue_margin", "misuse_margin", "compound", "day_count", "rounding"]
)
def test_a_term_that_is_needed_and_not_stated_is_named(term: str) -> None:
    misuses = (Misuse(on=SIGNED, amount=cny("10")),)
    unstated: dict[str, Any] = {term: None}
    found = accrued(owed("100", "1"), terms(**unstated), misuses=misuses)
    assert found.unknown == f"the terms of 2024-01-05 do not state {term}"
    assert (found.lines, found.amount, found.exact) == (None, None, None)


def test_terms_that_begin_too_late_leave_it_unknown() -> None:
    found = accrued(owed("100"), terms(apr(2)))
    assert found.unknown == "no terms are in force on 2024-04-01"


def test_without_anything_overdue_no_term_is_needed() -> None:
    found = penalty_interest_of(TO_COME, (), (), as_of=apr(1))
    assert (found.amount, found.lines) == (cny("0"), ())


def test_without_a_schedule_it_is_unknown() -> None:
    assert penalty_interest_of(None, (), (), as_of=apr(1)).unknown == "the schedule is not stated"


# ------------------------------------------------------------------------------- the laws

AGREED = terms(START)
SHARES = st.integers(0, 100).map(lambda hundredths: Decimal(hundredths) / 100)
COUNTS = st.sampled_from(DAY_COUNTS)


@given(histories(), days(max_value=date(2020, 12, 31)), st.integers(0, 200))
def test_day_by_day_it_is_what_is_open_and_due_times_the_rate(
    history: dict[str, Any], first: date, count: int
) -> None:
    """An oracle that knows nothing of turns and lines: each day of a stretch by itself."""

    def until(day: date) -> PenaltyInterest:
        return penalty_interest_of(**history, terms=(AGREED,), as_of=day)

    end = first + timedelta(days=count)
    assume(not until(end).unknown)
    total = Decimal(0)
    for day in (first + timedelta(days=number) for number in range(count)):
        for left in open_instalments(**history, as_of=day) or ():
            if left.due_on <= day:
                total += left.principal.amount + left.interest.amount
    assert exact(until(end)) - exact(until(first)) == Fraction(total) * Fraction("0.09") / 360


@given(histories(), days(), days(), COUNTS)
def test_what_accrues_over_two_stretches_is_their_sum_before_rounding(
    history: dict[str, Any], one: date, other: date, day_count: DayCount
) -> None:
    first, last = sorted((one, other))
    agreed = (attrs.evolve(AGREED, day_count=day_count),)
    whole = penalty_interest_of(**history, terms=agreed, as_of=last)
    assume(not whole.unknown)
    before = penalty_interest_of(**history, terms=agreed, as_of=first)
    after = sum(
        (
            attrs.evolve(line, start=max(line.start, first)).interest
            for line in whole.lines or ()
            if line.end > first
        ),
        Fraction(0),
    )
    assert exact(before) + after == exact(whole)


@given(histories(), days(), SHARES, SHARES, st.integers(1, 10_000))
def test_misuse_never_adds_to_the_overdue_margin_more_than_the_heavier_one(
    history: dict[str, Any], as_of: date, overdue: Decimal, misuse: Decimal, amount: int
) -> None:
    agreed = (attrs.evolve(AGREED, overdue_margin=overdue, misuse_margin=misuse),)
    misuses = (Misuse(on=START, amount=Money(amount, "CNY")),)
    found = penalty_interest_of(**history, terms=agreed, as_of=as_of, misuses=misuses)
    assume(not found.unknown)
    heavier = Decimal("0.06") * (1 + max(overdue, misuse))
    assert all(line.rate <= heavier for line in found.lines or ())
    without = penalty_interest_of(**history, terms=agreed, as_of=as_of)
    assert exact(found) >= exact(without)
    for line in found.lines or ():
        if line.cause == "overdue and misuse":
            assert line.rate == heavier
