"""Series: what was recorded of one fact over time, from which a host works out facts of its own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

import attrs

from postloan.dates import Period, checked_date
from postloan.errors import InvalidValue
from postloan.model.file import LoanFile
from postloan.model.records import Evidence
from postloan.money import EXACT, ROUNDED

__all__ = ["Figure", "Series", "series_of"]


@attrs.frozen(kw_only=True)
class Figure:
    """What a fact was on a day."""

    on: date
    """The day."""
    value: Decimal | None
    """The figure; None where it was recorded as not known, or two records of the day differ."""


@attrs.frozen(kw_only=True)
class Series:
    """The figures of one fact, a day each. Made by `series_of`.

    A question of figures of which one is not known, or which are too few, has the answer None: a
    fact that is derived from it is unknown then, and no signal is silent.
    """

    fact: str
    """Name of the fact."""
    figures: tuple[Figure, ...]
    """Oldest first; () where nothing was recorded."""

    def last(self, count: int) -> tuple[Decimal, ...] | None:
        """Return the last figures, oldest first; None of fewer, or where one is not known.

        Raises:
            InvalidValue: `count` is no int of at least 1.
        """
        if type(count) is not int or count < 1:
            raise InvalidValue("Series.last", "count", count, "an int of at least 1")
        found = self.figures[-count:]
        values = tuple(figure.value for figure in found if figure.value is not None)
        return values if len(values) == count else None

    def falls(self, count: int) -> bool | None:
        """Return whether each of the last figures is less than the one before it.

        Args:
            count: how many figures are looked at, such as 3 of which two fell; at least 1.
        """
        values = self.last(count)
        return None if values is None else all(after < before for before, after in pairwise(values))

    def deviation(self, count: int) -> Decimal | None:
        """Return the standard deviation of the last figures, of them as a whole population.

        Rounded half to even at 28 digits.
        """
        values = self.last(count)
        if values is None:
            return None
        total = Decimal(0)
        squares = Decimal(0)
        for value in values:
            total = EXACT.add(total, value)
            squares = EXACT.add(squares, EXACT.multiply(value, value))
        # count² times the variance, exactly: the mean need not be a decimal fraction
        spread = EXACT.subtract(EXACT.multiply(count, squares), EXACT.multiply(total, total))
        return ROUNDED.divide(ROUNDED.sqrt(spread), Decimal(count))

    def change_over(self, period: Period) -> Decimal | None:
        """Return how far the last figure is from that of a period before, as a share of that.

        A fall is negative; rounded half to even at 28 digits. None where nothing stands on that
        very day, or where it stood at 0.

        Raises:
            InvalidValue: the period counts working days.
        """
        if not self.figures:
            return None
        now = self.figures[-1]
        before = period.before(now.on)
        then = next((f.value for f in self.figures if f.on == before), None)
        if now.value is None or not then:
            return None
        return ROUNDED.divide(EXACT.subtract(now.value, then), abs(then))


def series_of(file: LoanFile, fact: str, *, as_of: date) -> Series:
    """Return what the evidence on file says of a fact over time.

    Of several records for one day the one that became known last stands. Evidence that has expired
    says still what was.

    Args:
        file: the loan file, already as known on some date (see `LoanFile.as_known_on`).
        fact: the name of a fact that is a number.
        as_of: the day; what holds from later days is not read.

    Raises:
        InvalidValue: `as_of` is no date, or evidence of the fact is no number.

    >>> from postloan.model.loan import Loan
    >>> from postloan.model.parties import Borrower
    >>> from postloan.money import Money
    >>> file = LoanFile(
    ...     loan=Loan(
    ...         id="L-001",
    ...         borrower=Borrower(id="B-001", kind="corporate"),
    ...         product="working_capital",
    ...         principal=Money(100000, "CNY"),
    ...         disbursed_on=date(2024, 1, 5),
    ...         matures_on=None,
    ...     ),
    ...     schedules=(),
    ...     payments=(),
    ...     evidence=tuple(
    ...         Evidence(on=date(2024, month, 30), fact="current_ratio", value=Decimal(value))
    ...         for month, value in ((3, "1.4"), (6, "1.3"), (9, "1.1"))
    ...     ),
    ... )
    >>> found = series_of(file, "current_ratio", as_of=date(2024, 12, 31))
    >>> found.falls(3), found.falls(4)
    (True, None)
    """
    checked_date("series_of", "as_of", as_of)
    by_day: dict[date, list[Evidence]] = {}
    for record in file.evidence:
        if record.fact == fact and record.on <= as_of:
            by_day.setdefault(record.on, []).append(record)
    figures = (Figure(on=on, value=_standing(by_day[on])) for on in sorted(by_day))
    return Series(fact=fact, figures=tuple(figures))


def _standing(records: list[Evidence]) -> Decimal | None:
    newest = max(record.known_on for record in records)
    values = {_number(record) for record in records if record.known_on == newest}
    return values.pop() if len(values) == 1 else None


def _number(record: Evidence) -> Decimal | None:
    value = record.value
    if value is None or isinstance(value, Decimal):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    raise InvalidValue("series_of", "fact", value, f"numbers, which {record.fact} is not")
