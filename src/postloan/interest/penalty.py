"""Penalty interest as values: the lines a person can check, and their sum."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

import attrs

from postloan.dates import DayCount, checked_date, interest_days
from postloan.errors import InvalidValue
from postloan.model.checks import checked_instance
from postloan.model.terms import Rounding
from postloan.money import Money

__all__ = ["Misuse", "PenaltyCause", "PenaltyInterest", "PenaltyLine"]

_SHOWN: Final = Rounding(places=4, mode="half_up")

PenaltyCause = Literal["overdue", "misuse", "overdue and misuse"]
"""Why an amount bears penalty interest."""


@attrs.frozen(kw_only=True)
class Misuse:
    """Money that is used against the contract, from the day `on`.

    Raises:
        InvalidValue: it ends before it begins, or the amount is not more than zero.
    """

    on: date
    """The day from which it bears penalty interest."""
    until: date | None = None
    """The day to which it does, after `on`; None while it goes on."""
    amount: Money
    """How much of the principal is so used, more than zero."""

    def __attrs_post_init__(self) -> None:
        checked_date("Misuse", "on", self.on)
        if self.until is not None and checked_date("Misuse", "until", self.until) <= self.on:
            raise InvalidValue("Misuse", "until", self.until, f"after on, {self.on}")
        if checked_instance("Misuse", "amount", self.amount, Money).amount <= 0:
            raise InvalidValue("Misuse", "amount", self.amount, "more than zero")

    def on_day(self, day: date) -> bool:
        """Return whether it goes on at the end of the day."""
        return self.on <= day and (self.until is None or day < self.until)


@attrs.frozen(kw_only=True)
class PenaltyLine:
    """What accrues from the end of one day to the end of another, at one rate on one amount."""

    start: date
    """The day at whose end the amount is there: its due date, or when something changed."""
    end: date
    """The day at whose end the line ends; each day after `start` up to it counts."""
    cause: PenaltyCause
    """Why it accrues."""
    part: Literal["principal", "interest"]
    """What of the loan it accrues on; on interest it is compound interest (复利)."""
    base: Money
    """On how much it accrues."""
    rate: Decimal
    """For a year, as a share of the base."""
    day_count: DayCount
    """How days make a year."""

    @property
    def days(self) -> int:
        """The days, as the day count has them."""
        return interest_days(self.start, self.end, self.day_count)[0]

    @property
    def interest(self) -> Fraction:
        """What accrues, exactly, in major units: base x rate x days / days of a year."""
        days, year = interest_days(self.start, self.end, self.day_count)
        return Fraction(self.base.amount) * Fraction(self.rate) * days / year

    def __str__(self) -> str:
        days, year = interest_days(self.start, self.end, self.day_count)
        sum_ = f"{self.base} x {self.rate:f} x {days}/{year} = {_SHOWN.rounded(self.interest):f}"
        return f"{self.start} to {self.end}: {sum_} ({self.part}, {self.cause})"


@attrs.frozen(kw_only=True)
class PenaltyInterest:
    """The penalty interest that has accrued at the end of a day, or why it is unknown."""

    as_of: date
    """The day at whose end the figures hold."""
    lines: tuple[PenaltyLine, ...] | None
    """By start; a new one wherever the amount or the rate changes. None where unknown."""
    amount: Money | None
    """The sum of the lines, rounded once, as the terms in force on `as_of` state; None where
    unknown."""
    unknown: str = ""
    """Why it is unknown; empty where it is known."""

    @property
    def exact(self) -> Fraction | None:
        """The sum of the lines before it is rounded, in major units; None where unknown."""
        if self.lines is None:
            return None
        return sum((line.interest for line in self.lines), Fraction(0))
