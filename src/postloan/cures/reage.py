"""Re-aging: how often the past due status of an open-end account may be set back.

FFIEC, Uniform Retail Credit Classification and Account Management Policy, 65 FR 36903 (2000)
(secondary). That the borrower is willing and able, and has paid three minimum payments in a row,
is for people to say.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import attrs

from postloan.cures.terms import ReAgeTerms
from postloan.dates import add_months

__all__ = ["ReAge", "re_age_of"]


@attrs.frozen(kw_only=True)
class ReAge:
    """Whether an account may be re-aged on a day, by its age and past re-ages alone."""

    as_of: date
    """The day."""
    done_on: tuple[date, ...]
    """The days of past re-ages, oldest first; () none."""
    not_before: date
    """The first day on which it may be re-aged, `as_of` or not."""

    @property
    def barred(self) -> bool:
        """Whether it may not be re-aged on the day."""
        return self.as_of < self.not_before

    def __str__(self) -> str:
        done = ", ".join(map(str, self.done_on)) or "never"
        return f"re-aged {done}; not again before {self.not_before}"


def re_age_of(re_ages: Iterable[date], terms: ReAgeTerms, *, opened_on: date, as_of: date) -> ReAge:
    """Return whether an account may be re-aged on `as_of`.

    Args:
        re_ages: the days on which it was, in any order; later ones do not count.
        terms: what is asked for.
        opened_on: the day on which the account was opened.
        as_of: the day.

    >>> print(
    ...     re_age_of(
    ...         [date(2022, 5, 1), date(2024, 6, 1)],
    ...         ReAgeTerms(months_on_book=9, in_12_months=1, in_5_years=2),
    ...         opened_on=date(2020, 1, 10),
    ...         as_of=date(2026, 1, 10),
    ...     )
    ... )
    re-aged 2022-05-01, 2024-06-01; not again before 2027-05-01
    """
    done = tuple(sorted(day for day in re_ages if day <= as_of))
    not_before = add_months(opened_on, terms.months_on_book)
    for most, months in ((terms.in_12_months, 12), (terms.in_5_years, 60)):
        if len(done) >= most:
            not_before = max(not_before, add_months(done[-most], months))
    return ReAge(as_of=as_of, done_on=done, not_before=not_before)
