"""Buckets of days past due: named ranges in which each number of days has one place."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import attrs

from postloan.arrears.figures import OpenInstalment
from postloan.errors import InvalidValue
from postloan.model.checks import checked_code
from postloan.money import Money

__all__ = ["Bucket", "Buckets"]


@attrs.frozen(kw_only=True)
class Bucket:
    """A range of days, first and last included.

    Raises:
        InvalidValue: `first` is no int of at least 0, or `last` is before it.
    """

    id: str
    """What it is called."""
    first: int
    """The fewest days in it, at least 0."""
    last: int | None
    """The most days in it; None where it has no end."""

    def __attrs_post_init__(self) -> None:
        checked_code("Bucket", "id", self.id)
        if type(self.first) is not int or self.first < 0:
            raise InvalidValue("Bucket", "first", self.first, "an int of at least 0")
        if self.last is not None and (type(self.last) is not int or self.last < self.first):
            allowed = f"an int of at least {self.first}, or None"
            raise InvalidValue("Bucket", "last", self.last, allowed)

    def __contains__(self, days: int) -> bool:
        return self.first <= days and (self.last is None or days <= self.last)

    def __str__(self) -> str:
        return f"{self.id}: {self.first} to {'any' if self.last is None else self.last}"


def _in_order(value: Iterable[Bucket]) -> tuple[Bucket, ...]:
    return tuple(sorted(value, key=lambda bucket: bucket.first))


@attrs.frozen(kw_only=True)
class Buckets:
    """Buckets that neither overlap nor leave a gap, such as those of an ageing report 账龄.

    They are given in any order. Days before the first bucket, as 0 where it begins at 1, and after
    a last one that ends, are in none.

    Raises:
        InvalidValue: there is none, two have one name, two overlap, or days between are in none.

    >>> early = Bucket(id="early", first=1, last=30)
    >>> Buckets(buckets=[early, Bucket(id="late", first=32, last=None)])
    Traceback (most recent call last):
    ...
    postloan.errors.InvalidValue: Buckets.buckets must be ... begin at 31, after early: 1 to 30; ...
    """

    buckets: tuple[Bucket, ...] = attrs.field(converter=_in_order)
    """By their days, fewest first."""

    def __attrs_post_init__(self) -> None:
        if not self.buckets:
            raise InvalidValue("Buckets", "buckets", self.buckets, "at least one")
        names = [bucket.id for bucket in self.buckets]
        if len(set(names)) != len(names):
            raise InvalidValue("Buckets", "buckets", names, "of different names")
        for before, after in pairwise(self.buckets):
            if before.last is None:
                allowed = f"such that the last alone has no end, and not {before}"
                raise InvalidValue("Buckets", "buckets", str(after), allowed)
            if after.first != before.last + 1:
                allowed = f"such that the next begin at {before.last + 1}, after {before}"
                raise InvalidValue("Buckets", "buckets", str(after), allowed)

    def of(self, days: int) -> Bucket | None:
        """Return the bucket that so many days are in; None where they are in none.

        >>> two = [Bucket(id="1-30", first=1, last=30), Bucket(id="31+", first=31, last=None)]
        >>> buckets = Buckets(buckets=two)
        >>> print(buckets.of(0), buckets.of(30), buckets.of(31), sep=" | ")
        None | 1-30: 1 to 30 | 31+: 31 to any
        """
        return next((bucket for bucket in self.buckets if days in bucket), None)

    def amounts(self, opened: Iterable[OpenInstalment]) -> dict[str, Money]:
        """Return what is unpaid by the name of the bucket of its delinquent days.

        Buckets with nothing in them are left out, and instalments in no bucket.

        Args:
            opened: the open instalments of a loan (`open_instalments`).
        """
        found: dict[str, Money] = {}
        for instalment in opened:
            bucket = self.of(instalment.delinquent_days)
            if bucket is not None:
                held = found.get(bucket.id, Money.zero(instalment.amount.currency))
                found[bucket.id] = held + instalment.amount
        return found
