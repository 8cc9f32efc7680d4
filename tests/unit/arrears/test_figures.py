"""Arrears: the published day counts, what other systems answer, and the laws of paying."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan.arrears.counting import DayCounting
from postloan.arrears.figures import Arrears, arrears_of
from postloan.dates import DAY_ONE, DayOne
from postloan.errors import CurrencyMismatch, InvalidValue
from postloan.model.schedule import Instalment, Payment, Schedule
from postloan.money import Money
from postloan.testing.payments import payments, schedules
from postloan.testing.values import days

START: Final = date(2020, 1, 1)


def cny(amount: str | int) -> Money:
    return Money(Decimal(amount), "CNY")


def due(on: date, principal: str = "100", interest: str = "0") -> Instalment:
    return Instalment(due_on=on, principal=cny(principal), interest=cny(interest))


def schedule(*instalments: Instalment, on: date = START) -> Schedule:
    return Schedule(on=on, instalments=instalments)


def paid(on: date, amount: str) -> Payment:
    return Payment(on=on, amount=cny(amount))


# --------------------------------------------------------------------- published day counts


@pytest.mark.parametrize(
    "as_of, expected",
    [
        (date(2024, 3, 31), 0),
        (date(2024, 4, 1), 1),
        (date(2024, 6, 29), 90),
        (date(2024, 6, 30), 91),
        (date(2024, 12, 27), 271),
        (date(2025, 3, 27), 361),
    ],
)
def test_t_cn_1_the_day_after_the_due_date_is_day_one(as_of: date, expected: int) -> None:
    late = arrears_of((schedule(due(date(2024, 3, 31))),), (), as_of=as_of)
    assert late.days_past_due == expected


@pytest.mark.parametrize(
    "as_of, expected",
    [
        (date(2021, 3, 30), 0),
        (date(2021, 3, 31), 1),
        (date(2021, 4, 29), 30),
        (date(2021, 4, 30), 31),
        (date(2021, 5, 29), 60),
        (date(2021, 5, 30), 61),
        (date(2021, 6, 28), 90),
        (date(2021, 6, 29), 91),
    ],
)
def test_t_in_1_the_due_date_itself_is_day_one(as_of: date, expected: int) -> None:
    versions = (schedule(due(date(2021, 3, 31))),)
    late = arrears_of(versions, (), as_of=as_of, counting=DayCounting(day_one="due_date"))
    assert late.days_past_due == expected


@pytest.mark.parametrize(
    "day_one, as_of, expected",
    [
        ("due_date", date(2021, 11, 4), 31),
        ("due_date", date(2021, 12, 4), 61),
        ("due_date", date(2022, 1, 3), 91),
        ("day_after_due", date(2021, 11, 4), 30),
        ("day_after_due", date(2021, 11, 5), 31),
        ("day_after_due", date(2021, 12, 4), 60),
        ("day_after_due", date(2022, 1, 3), 90),
    ],
)
def test_t_in_3_two_pages_count_the_same_dues_a_day_apart(
    day_one: DayOne, as_of: date, expected: int
) -> None:
    versions = (schedule(due(date(2021, 10, 5))),)
    assert (
        arrears_of(versions, (), as_of=as_of, counting=DayCounting(day_one=day_one)).days_past_due
        == expected
    )


# ------------------------------------------------------------------------------ the figures

THREE: Final = schedule(
    due(date(2024, 3, 31), "100", "10"),
    due(date(2024, 6, 30), "100", "5"),
    due(date(2024, 9, 30), "100", "5"),
)


@pytest.mark.parametrize(
    "amount, expected",
    [
        ("1", (92, 92, "200", "14", 2, date(2024, 3, 31))),
        ("10", (92, 1, "200", "5", 2, date(2024, 3, 31))),
        ("109.99", (92, 1, "100.01", "5", 2, date(2024, 3, 31))),
        ("110", (1, 1, "100", "5", 1, date(2024, 6, 30))),
        ("115", (1, 0, "100", "0", 1, date(2024, 6, 30))),
        ("215", (0, 0, "0", "0", 0, None)),
        ("320", (0, 0, "0", "0", 0, None)),
    ],
)
def test_payments_clear_the_oldest_instalment_first_and_its_interest_before_its_principal(
    amount: str, expected: tuple[int, int, str, str, int, date | None]
) -> None:
    days_past_due, interest_days, principal, interest, missed, since = expected
    late = arrears_of((THREE,), (paid(date(2024, 3, 1), amount),), as_of=date(2024, 7, 1))
    assert late == Arrears(
        as_of=date(2024, 7, 1),
        counting=DayCounting(day_one="day_after_due"),
        days_past_due=days_past_due,
        delinquent_days=days_past_due,
        interest_days_past_due=interest_days,
        interest_delinquent_days=interest_days,
        overdue_amount=cny(principal) + cny(interest),
        overdue_principal=cny(principal),
        overdue_interest=cny(interest),
        overdue_fees=cny("0"),
        periods_missed=missed,
        since=since,
        next_due_on=date(2024, 9, 30) if amount != "320" else None,
    )


def test_a_payment_counts_on_its_own_day() -> None:
    versions, made = (schedule(due(date(2024, 3, 31))),), (paid(date(2024, 4, 9), "100"),)
    assert arrears_of(versions, made, as_of=date(2024, 4, 8)).days_past_due == 8
    assert arrears_of(versions, made, as_of=date(2024, 4, 9)).days_past_due == 0


def test_what_falls_due_on_the_day_is_overdue_only_where_the_due_date_counts() -> None:
    versions, day = (schedule(due(date(2024, 3, 31))),), date(2024, 3, 31)
    assert arrears_of(versions, (), as_of=day).overdue_amount == cny(0)
    assert arrears_of(
        versions, (), as_of=day, counting=DayCounting(day_one="due_date")
    ).overdue_amount == cny(100)


def test_a_new_version_counts_from_its_day_against_everything_paid() -> None:
    first = schedule(due(date(2024, 3, 31)), due(date(2024, 6, 30)))
    extended = schedule(due(date(2024, 3, 31)), due(date(2024, 9, 30)), on=date(2024, 7, 15))
    made = (paid(date(2024, 3, 31), "100"),)
    assert arrears_of((first, extended), made, as_of=date(2024, 7, 14)).days_past_due == 14
    assert arrears_of((first, extended), made, as_of=date(2024, 7, 15)).days_past_due == 0
    assert arrears_of((first, extended), made, as_of=date(2024, 10, 1)).days_past_due == 1


def test_sums_are_exact_beyond_the_digits_of_the_default_context() -> None:
    versions = (schedule(due(date(2024, 3, 31), "1" + "0" * 30, "0." + "0" * 29 + "1")),)
    late = arrears_of(versions, (), as_of=date(2024, 4, 1))
    assert str(late.overdue_amount) == "1" + "0" * 30 + "." + "0" * 29 + "1 CNY"


@pytest.mark.parametrize(
    "versions, made, reason",
    [
        (None, (), "the schedule is not stated"),
        ((), (), "there is no schedule"),
        ((schedule(due(date(2024, 3, 31)), on=date(2025, 1, 1)),), (), "in force on 2024-12-31"),
        ((schedule(due(date(2024, 3, 31))),), None, "the payments are not stated"),
    ],
)
def test_without_schedule_or_payments_every_figure_is_unknown_and_says_why(
    versions: tuple[Schedule, ...] | None, made: tuple[Payment, ...] | None, reason: str
) -> None:
    late = arrears_of(versions, made, as_of=date(2024, 12, 31))
    assert reason in late.unknown
    given_back = ("as_of", "counting", "unknown")
    figures = attrs.asdict(late, filter=lambda field, _: field.name not in given_back)
    assert len(figures) == 11
    assert set(figures.values()) == {None}


# ------------------------------------------------------------------------------- refusals

DAY: Final = date(2024, 4, 1)
ONE: Final = (schedule(due(date(2024, 3, 31))),)


def test_a_day_that_is_no_date_is_refused() -> None:
    with pytest.raises(InvalidValue, match=r"arrears_of\.as_of must be a date"):
        arrears_of(ONE, (), as_of="2024-04-01")  # type: ignore[arg-type]


def test_an_unknown_way_to_count_is_refused() -> None:
    with pytest.raises(InvalidValue, match=r"day_one must be one of day_after_due, due_date"):
        arrears_of(ONE, (), as_of=DAY, counting=DayCounting(day_one="tomorrow"))  # type: ignore[arg-type]


def test_corrections_are_applied_before_payments_are_counted() -> None:
    made = (paid(DAY, "1"), attrs.evolve(paid(DAY, "2"), replaces="P-1"))
    with pytest.raises(InvalidValue, match=r"payments\[1\]\.replaces .*as_known_on"):
        arrears_of(ONE, made, as_of=DAY)


def test_a_payment_in_another_currency_is_refused() -> None:
    made = (Payment(on=DAY, amount=Money(Decimal(1), "USD")),)
    with pytest.raises(CurrencyMismatch, match=r"CNY and USD .* payments\[0\]\.amount"):
        arrears_of(ONE, made, as_of=DAY)


# ------------------------------------------------------------------------------- the laws


def as_one(version: Schedule) -> Schedule:
    """Return a version that repays the loan as one, each instalment on a day of its own."""
    instalments = tuple(attrs.evolve(i, drawdown=None) for i in version.instalments)
    return attrs.evolve(version, on=START, instalments=instalments)


VERSIONS = schedules().map(lambda version: (as_one(version),))
PAYMENTS = payments().map(lambda payment: attrs.evolve(payment, drawdown=None))
MADE = st.lists(PAYMENTS, max_size=6).map(tuple)
Versions = tuple[Schedule, ...]
COUNTS = st.sampled_from(DAY_ONE)


def known(
    versions: Versions, made: tuple[Payment, ...], as_of: date, day_one: DayOne
) -> tuple[Decimal, ...]:
    """Return days, interest days and amount, each of which must be known."""
    late = arrears_of(versions, made, as_of=as_of, counting=DayCounting(day_one=day_one))
    assert late.days_past_due is not None
    assert late.interest_days_past_due is not None
    assert late.overdue_amount is not None
    counts = Decimal(late.days_past_due), Decimal(late.interest_days_past_due)
    return (*counts, late.overdue_amount.amount)


@given(VERSIONS, MADE, PAYMENTS, days(), COUNTS)
def test_paying_never_worsens(
    versions: Versions,
    made: tuple[Payment, ...],
    more: Payment,
    as_of: date,
    day_one: DayOne,
) -> None:
    before = known(versions, made, as_of, day_one)
    after = known(versions, (*made, more), as_of, day_one)
    assert all(new <= old for new, old in zip(after, before, strict=True))


@given(VERSIONS, MADE, PAYMENTS, days(), COUNTS)
def test_a_payment_split_in_two_on_its_day_changes_nothing(
    versions: Versions,
    made: tuple[Payment, ...],
    whole: Payment,
    as_of: date,
    day_one: DayOne,
) -> None:
    half = attrs.evolve(whole, amount=Money(whole.amount.amount / 2, "CNY"))
    in_one = arrears_of(
        versions, (*made, whole), as_of=as_of, counting=DayCounting(day_one=day_one)
    )
    assert (
        arrears_of(
            versions, (*made, half, half), as_of=as_of, counting=DayCounting(day_one=day_one)
        )
        == in_one
    )


@given(VERSIONS, MADE.flatmap(lambda made: st.tuples(st.just(made), st.permutations(made))), days())
def test_the_order_of_records_does_not_matter(
    versions: Versions,
    orders: tuple[tuple[Payment, ...], list[Payment]],
    as_of: date,
) -> None:
    first, second = orders
    assert arrears_of(versions, first, as_of=as_of) == arrears_of(
        versions, tuple(second), as_of=as_of
    )


@given(VERSIONS, MADE, days(), st.integers(0, 400), COUNTS)
def test_days_never_fall_while_nothing_is_paid(
    versions: Versions,
    made: tuple[Payment, ...],
    as_of: date,
    later: int,
    day_one: DayOne,
) -> None:
    made = tuple(payment for payment in made if payment.on <= as_of)
    now = known(versions, made, as_of, day_one)
    then = known(versions, made, as_of + timedelta(days=later), day_one)
    assert all(new >= old for new, old in zip(then, now, strict=True))


@given(VERSIONS, MADE, days())
def test_days_run_from_the_first_instalment_that_all_payments_do_not_cover(
    versions: Versions,
    made: tuple[Payment, ...],
    as_of: date,
) -> None:
    """Where all is owed at once, and nobody agreed where what is paid ahead goes."""
    made = tuple(attrs.evolve(payment, ahead="next") for payment in made)
    owed = (attrs.evolve(instalment, owed_from=None) for instalment in versions[0].instalments)
    versions = (attrs.evolve(versions[0], instalments=tuple({i.due_on: i for i in owed}.values())),)
    total = sum(payment.amount.amount for payment in made if payment.on <= as_of)
    fallen_due, since = Decimal(0), as_of
    for instalment in versions[0].instalments:
        fallen_due += (instalment.principal + instalment.interest + instalment.fees).amount
        if fallen_due > total:
            since = min(since, instalment.due_on)
    expected = (as_of - since).days
    assert arrears_of(versions, made, as_of=as_of).days_past_due == expected


@given(VERSIONS, MADE, days(), COUNTS)
def test_the_figures_agree_with_each_other(
    versions: Versions,
    made: tuple[Payment, ...],
    as_of: date,
    day_one: DayOne,
) -> None:
    late = arrears_of(versions, made, as_of=as_of, counting=DayCounting(day_one=day_one))
    assert late.overdue_principal is not None
    assert late.overdue_interest is not None
    assert late.overdue_fees is not None
    assert late.overdue_amount == late.overdue_principal + late.overdue_interest + late.overdue_fees
    past_due = late.since is not None
    assert {bool(late.overdue_amount), bool(late.periods_missed), bool(late.days_past_due)} == {
        past_due
    }
    assert bool(late.overdue_interest) == bool(late.interest_days_past_due)
