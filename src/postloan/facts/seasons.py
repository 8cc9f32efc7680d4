"""How many crop seasons a loan is overdue, by the seasons that the policy states."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import Final

from postloan.arrears.figures import Arrears
from postloan.arrears.running import Uncountable
from postloan.arrears.seasons import CropSeasons

__all__ = ["CROP_SEASONS", "season_facts"]

CROP_SEASONS: Final = "crop_seasons_overdue"
"""The fact that this gives."""


def season_facts(
    product: str, arrears: Arrears | str, stated: Iterable[CropSeasons], reads: Container[str]
) -> Iterator[tuple[str, int | None, str]]:
    """Yield the seasons if they are asked for: name, value, and why it is None.

    Args:
        product: of the loan.
        arrears: of the day, or why they are not counted.
        stated: the seasons of each product.
        reads: the facts that are asked for.
    """
    if CROP_SEASONS not in reads:
        return
    seasons = next((found for found in stated if found.product == product), None)
    if isinstance(arrears, str) or arrears.unknown:
        yield CROP_SEASONS, None, arrears if isinstance(arrears, str) else arrears.unknown
    elif arrears.since is None:
        yield CROP_SEASONS, 0, ""
    elif seasons is None:
        yield CROP_SEASONS, None, f"the policy states no crop_seasons of {product}"
    else:
        since = arrears.counting.first_day(arrears.since)
        try:
            yield CROP_SEASONS, seasons.passed(since, as_of=arrears.as_of), ""
        except Uncountable as error:
            yield CROP_SEASONS, None, str(error)
