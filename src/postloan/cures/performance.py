"""How long a loan has performed: since when nothing is behind, for how many months and periods."""

from __future__ import annotations

from datetime import date

import attrs

from postloan.cures.ledger import Ledger
from postloan.dates import add_months

__all__ = ["Performance", "performance_of"]


@attrs.frozen(kw_only=True)
class Performance:
    """What was paid in full and on time up to the end of a day. Made by `performance_of`."""

    as_of: date
    """The day at whose end it holds."""
    since: date | None
    """The day on which the last arrears were cleared, or the start where there never were any;
    None while something is behind."""
    months: int
    """Whole months since then; 0 while something is behind."""
    periods: int
    """Due dates since then, the day itself left out, each met in full; 0 while something is
    behind."""

    def __str__(self) -> str:
        if self.since is None:
            return f"not performing on {self.as_of}: something is unpaid"
        months = f"{self.months} month{'' if self.months == 1 else 's'}"
        periods = f"{self.periods} period{'' if self.periods == 1 else 's'}"
        return f"performing since {self.since}: {months}, {periods}"


def performance_of(ledger: Ledger, *, start: date) -> Performance:
    """Return how long the loan has performed at the end of the ledger's day.

    Args:
        ledger: the schedules and payments.
        start: the day from which a loan that was never behind has performed: its disbursement.

    Raises:
        Uncountable: the records contradict each other in what is unpaid.

    >>> from postloan.model.schedule import Instalment, Payment, Schedule
    >>> from postloan.money import Money
    >>> quarters = [date(2024, 3, 31), date(2024, 6, 30), date(2024, 9, 30)]
    >>> dues = tuple(Instalment(due_on=day, principal=Money(100, "CNY")) for day in quarters)
    >>> schedule = Schedule(on=date(2024, 1, 5), instalments=dues)
    >>> late = [date(2024, 4, 20), date(2024, 6, 30), date(2024, 9, 30)]
    >>> paid = tuple(Payment(on=day, amount=Money(100, "CNY")) for day in late)
    >>> ledger = Ledger((schedule,), paid, as_of=date(2024, 10, 20))
    >>> found = performance_of(ledger, start=date(2024, 1, 5))
    >>> str(found.since), found.months, found.periods
    ('2024-04-20', 6, 2)
    """
    as_of = ledger.as_of
    since: date | None = None
    for day in reversed(ledger.turns()):
        if ledger.is_behind(day):
            break
        since = day
    else:
        since = start
    if since is None:
        return Performance(as_of=as_of, since=None, months=0, periods=0)
    return Performance(
        as_of=as_of,
        since=since,
        months=_whole_months(since, as_of),
        periods=sum(since < day <= as_of for day in ledger.due_days),
    )


def _whole_months(start: date, end: date) -> int:
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - (add_months(start, months) > end)
