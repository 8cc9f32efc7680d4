"""Days past due beside a loop by hand, whether their cost is linear, and what a month costs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final, TypeAlias

from benchmarks.measure import Case, Compare, one_by_one, timed
from postloan import Instalment, Money, Payment, Schedule
from postloan.arrears.figures import Arrears, arrears_of
from postloan.dates import add_months

LENGTHS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
START: Final = date(2020, 1, 31)
BY_HAND: Final = "by hand, the same Decimals"
SMALL: Final = "36 instalments"
MIDDLING: Final = "360 instalments"
BY_INTEGERS: Final = "by hand, in integers"

Loan: TypeAlias = tuple[tuple[Schedule, ...], tuple[Payment, ...], date]


def loan(instalments: int, payments: int) -> Loan:
    """Return a loan of monthly instalments, the first of them paid, and the last due date."""
    principal, interest = Money(Decimal("1000.00"), "CNY"), Money(Decimal("51.25"), "CNY")
    dues = tuple(
        Instalment(due_on=add_months(START, number), principal=principal, interest=interest)
        for number in range(instalments)
    )
    paid = tuple(Payment(on=due.due_on, amount=principal + interest) for due in dues[:payments])
    return (Schedule(on=START, instalments=dues),), paid, dues[-1].due_on


def figures(loan: Loan) -> Arrears:
    """Return all that there is to say."""
    schedules, payments, as_of = loan
    return arrears_of(schedules, payments, as_of=as_of)


def figures_by_hand(loan: Loan) -> tuple[int, Decimal, date | None]:
    """Return days, amount and since when; nothing is checked, and there is one currency."""
    (schedule,), payments, as_of = loan
    paid = overdue = Decimal(0)
    since = None
    for payment in payments:
        if payment.on <= as_of:
            paid += payment.amount.amount
    for instalment in schedule.instalments:
        if instalment.due_on >= as_of:
            break
        due = instalment.principal.amount + instalment.interest.amount + instalment.fees.amount
        if paid >= due:
            paid -= due
            continue
        overdue += due - paid
        paid = Decimal(0)
        if since is None:
            since = instalment.due_on
    return (as_of - since).days if since else 0, overdue, since


def month_by_hand(start: date, months: int) -> date:
    """Return what `add_months` does, without a look at the years that there are."""
    year, month0 = divmod(start.year * 12 + start.month - 1 + months, 12)
    day = start.day
    if day > 28:
        leap = month0 == 1 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        day = min(day, LENGTHS[month0] + leap)
    return date(year, month0 + 1, day)


def test_arrears(compare: Compare) -> None:
    """36 instalments, 20 of them paid; by hand there is neither interest apart nor a next date."""
    loans = [loan(36, 20)] * 200
    compare(
        "one loan",
        Case(BY_HAND, one_by_one(figures_by_hand, loans)),
        Case("arrears_of", one_by_one(figures, loans), of=BY_HAND, bar=3),
    )


def test_growth(compare: Compare) -> None:
    """An instalment more costs the same, however many there are."""

    def sized(instalments: int) -> Callable[[], float]:
        one, times = loan(instalments, instalments * 20 // 36), 7200 // instalments
        return timed(lambda: [figures(one) for _ in range(times)], units=instalments * times)

    compare(
        "one instalment",
        Case(SMALL, sized(36)),
        Case(MIDDLING, sized(360), of=SMALL, bar=1),
        Case("3,600 instalments", sized(3600), of=MIDDLING, bar=1.2),
    )


def test_months(compare: Compare) -> None:
    """A month from the last day of January, and from days that every month has."""
    days = [date(2024, 1, day) for day in (1, 15, 28, 31)] * 500
    compare(
        "one month",
        Case(BY_INTEGERS, one_by_one(lambda day: month_by_hand(day, 1), days)),
        Case("add_months", one_by_one(lambda day: add_months(day, 1), days), of=BY_INTEGERS, bar=2),
    )
