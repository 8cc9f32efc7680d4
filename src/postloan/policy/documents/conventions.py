"""Reading `[conventions]`: how a policy counts days and money."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from postloan.arrears.counting import PARTS, PAUSE_COUNTING, Part
from postloan.arrears.seasons import CropSeasons
from postloan.calendars.dated import ROLLS
from postloan.dates import DAY_ONE
from postloan.errors import InvalidValue
from postloan.intervals import Interval
from postloan.money import checked_decimal
from postloan.policy.clauses.conventions import MONEY_ROUNDINGS, Conventions
from postloan.policy.documents.cures import (
    stated_forbearance,
    stated_length,
    stated_observation,
    stated_re_age,
)
from postloan.policy.documents.table import Table

__all__ = ["stated_conventions"]

_MOST_DAYS: Final = 10_000
_MOST_PLACES: Final = 6


def stated_conventions(table: Table) -> Conventions:
    """Return what a `[conventions]` table states."""
    own = Conventions(
        day_one=table.choice("day_one", DAY_ONE),
        grace_days=_days(table, "grace_days"),
        instalment_grace_days=_days(table, "instalment_grace_days"),
        pauses=table.choice("pauses", PAUSE_COUNTING),
        material_amount=_number(table, "material_amount", None),
        material_amount_retail=_number(table, "material_amount_retail", None),
        material_share=_number(table, "material_share", 1),
        allocation=_order(table, "allocation"),
        calendar=table.text("calendar") or None,
        roll=table.choice("roll", ROLLS),
        currency=table.text("currency") or None,
        money_places=table.integer("money_places", 0, _MOST_PLACES, 0)
        if table.has("money_places")
        else None,
        money_rounding=table.choice("money_rounding", MONEY_ROUNDINGS),
        nonperforming=table.text("nonperforming") or None,
        observation=stated_observation(table.table("observation")),
        merger_lock=stated_length(table, "merger_lock"),
        forbearance=stated_forbearance(table.table("forbearance")),
        re_age=stated_re_age(table.table("re_age")),
        crop_seasons=_crop_seasons(table.table("crop_seasons")),
    )
    if (own.money_places is None) != (own.money_rounding is None):
        table.fault("", "money_places and money_rounding are stated together", at_value=False)
    if own.currency and not re.fullmatch("[A-Z]{3}", own.currency):
        table.fault("currency", 'currency must be three capital letters such as "CNY"')
    table.done()
    return own


def _crop_seasons(table: Table | None) -> tuple[CropSeasons, ...] | None:
    if table is None:
        return None
    return tuple(found for product in table.data if (found := _seasons_of(table, product)))


def _seasons_of(table: Table, product: str) -> CropSeasons | None:
    """Return the seasons of one product, or None with a fault."""
    try:
        seasons = tuple(_season(inner) for inner in table.tables(product))
        return CropSeasons(product=product, seasons=seasons)
    except InvalidValue as error:
        table.fault(product, f"{error.field} must be {error.allowed}")
        return None


def _season(table: Table) -> Interval:
    first, last = table.day("from"), table.day("until")
    table.done()
    if first is None or last is None:
        raise InvalidValue("season", "from and until of a season", None, "dates")
    return Interval(start=first, end=last, bounds="closed")


def _days(table: Table, key: str) -> int | None:
    return table.integer(key, 0, _MOST_DAYS, 0) if table.has(key) else None


def _order(table: Table, key: str) -> tuple[Part, ...] | None:
    if not table.has(key):
        return None
    stated = table.texts(key)
    if sorted(stated) != sorted(PARTS):
        table.fault(key, f"{key} must list each of {', '.join(PARTS)} once, in any order")
        return None
    return tuple(sorted(PARTS, key=stated.index))


def _number(table: Table, key: str, most: int | None) -> Decimal | None:
    value = table.value(key)
    if value is None:
        return None
    try:
        number = checked_decimal("conventions", key, value)
    except InvalidValue:
        number = Decimal(-1)
    if number < 0 or (most is not None and number > most):
        allowed = "of zero or more" if most is None else f"from 0 to {most}"
        table.fault(key, f"{key} must be a number {allowed}")
        return None
    return number
