"""Crop seasons: arrears of loans to farmers, counted by harvests instead of days.

RBI, income recognition, asset classification and provisioning: a crop loan is non-performing once
principal or interest is overdue for two crop seasons, or one where the crop takes over a year
(recalled-high). Which days a season has is for the bankers' committee of each state to say, so that
it is data of the lender's policy.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import attrs

from postloan.arrears.running import Uncountable
from postloan.errors import InvalidValue
from postloan.intervals import Interval

__all__ = ["CropSeasons"]


@attrs.frozen(kw_only=True)
class CropSeasons:
    """The seasons of one kind of crop loan, none left out from the first to the last.

    Raises:
        InvalidValue: there is none, one is not closed, or begins before the one before is over.

    >>> def season(start: date, end: date) -> Interval:
    ...     return Interval(start=start, end=end, bounds="closed")
    >>> seasons = CropSeasons(
    ...     product="short_crop_loan",
    ...     seasons=(
    ...         season(date(2023, 11, 1), date(2024, 4, 15)),
    ...         season(date(2024, 6, 15), date(2024, 10, 31)),
    ...         season(date(2024, 11, 1), date(2025, 4, 15)),
    ...     ),
    ... )
    >>> seasons.passed(date(2024, 5, 31), as_of=date(2025, 4, 14))
    1
    >>> seasons.passed(date(2024, 5, 31), as_of=date(2025, 4, 15))
    2
    """

    product: str
    """Product code of the loans."""
    seasons: tuple[Interval, ...]
    """From the first day of each to the last day of its harvest, oldest first."""

    def __attrs_post_init__(self) -> None:
        if not self.seasons:
            raise InvalidValue("CropSeasons", "seasons", (), "at least one season")
        for season in self.seasons:
            if season.bounds != "closed":
                raise InvalidValue("CropSeasons", "seasons", season.bounds, "closed intervals")
        for before, after in pairwise(self.seasons):
            if after.start <= before.end:
                allowed = f"after {before.end}, when the season before is over"
                raise InvalidValue("CropSeasons", "seasons", after.start, allowed)

    def passed(self, since: date, *, as_of: date) -> int:
        """Return how many whole seasons lie from one day to another, both included.

        Args:
            since: the first day past due.
            as_of: the day at whose end it holds.

        Raises:
            Uncountable: a day is before the first season or after the last: how many there were
                is then not stated, and never guessed.
        """
        first, last = self.seasons[0].start, self.seasons[-1].end
        if since < first or as_of > last:
            raise Uncountable(f"crop_seasons of {self.product} are stated from {first} to {last}")
        return sum(since <= season.start and season.end <= as_of for season in self.seasons)
