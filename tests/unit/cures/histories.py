"""Loans that are due each quarter, with what was paid, and a walk over every day of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from hypothesis import strategies as st

from postloan.cures.ledger import Ledger
from postloan.dates import add_months
from postloan.model.schedule import Payment, Schedule
from tests.worked.loans import cny, due, schedule

START = date(2024, 1, 5)


def dues(first: date, count: int, every: int) -> tuple[date, ...]:
    """Return `count` due dates, `every` so many months, from `first`."""
    return tuple(add_months(first, number * every) for number in range(count))


def even(days: tuple[date, ...]) -> Schedule:
    """Return a schedule of 100 on each day."""
    return schedule(*(due(day, "100", "0") for day in days), on=START)


def punctual(
    days: tuple[date, ...], *, late: int = 0, but: dict[int, int] | None = None
) -> tuple[Payment, ...]:
    """Return payments of 100 for each day, some of them `but` so many days late."""
    delays = but or {}
    return tuple(
        Payment(on=day + timedelta(days=delays.get(number, late)), amount=cny("100"))
        for number, day in enumerate(days)
    )


def every_day(start: date, end: date) -> Iterator[date]:
    for count in range((end - start).days + 1):
        yield start + timedelta(days=count)


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    """Generate two years of quarters or months, each paid on time, late, or not at all."""
    every = draw(st.sampled_from((1, 3, 6)))
    days = dues(date(2024, 3, 20), 24 // every, every)
    delays = [draw(st.sampled_from((0, 0, 0, -5, 1, 40, 100, None))) for _ in days]
    paid = tuple(
        Payment(on=max(day + timedelta(days=delay), START), amount=cny("100"))
        for day, delay in zip(days, delays, strict=True)
        if delay is not None
    )
    as_of = START + timedelta(days=draw(st.integers(0, 1100)))
    return Ledger((even(days),), paid, as_of=as_of)
