"""What a policy's `[conventions]` state of cures: observation, locks, forbearance, re-aging."""

from __future__ import annotations

from postloan.cures.terms import (
    OBSERVATION_BEGINS,
    PERIODS_READING,
    ForbearanceTerms,
    ObservationTerms,
    ReAgeTerms,
)
from postloan.dates import Period
from postloan.errors import InvalidValue
from postloan.policy.documents.table import Table

__all__ = ["stated_forbearance", "stated_length", "stated_observation", "stated_re_age"]

_MOST = 10_000


def stated_length(table: Table, key: str, *, required: bool = False) -> Period | None:
    """Return a length of time above zero without working days, or None where it is not stated."""
    text = table.text(key, required=required)
    if not text:
        return None
    try:
        period = Period.parse(text)
    except InvalidValue as error:
        table.fault(key, f"{key} must be {error.allowed}")
        return None
    if period.needs_calendar or not period.count:
        table.fault(key, f"{key} must be above zero, and without working days")
        return None
    return period


def stated_observation(table: Table | None) -> ObservationTerms | None:
    """Return how restructured loans are observed; None where it is not stated, or with a fault."""
    if table is None:
        return None
    begins = table.choice("begins", OBSERVATION_BEGINS, required=True)
    lasts = stated_length(table, "lasts", required=True)
    periods = table.integer("periods", 0, _MOST, 0)
    reading = table.choice("reading", PERIODS_READING, required=bool(periods))
    flags = {field: table.flag(field) for field in ("restarts", "until_solved", "locks")}
    table.done()
    if begins is None or lasts is None or (periods and reading is None):
        return None
    return ObservationTerms(begins=begins, lasts=lasts, periods=periods, reading=reading, **flags)


def stated_forbearance(table: Table | None) -> ForbearanceTerms | None:
    """Return how forborne loans are cured; None where it is not stated, or with a fault."""
    if table is None:
        return None
    cure = stated_length(table, "cure", required=True)
    probation = stated_length(table, "probation", required=True)
    relapse_after = _count(table, "relapse_after", 0)
    table.done()
    if cure is None or probation is None or relapse_after is None:
        return None
    return ForbearanceTerms(cure=cure, probation=probation, relapse_after=relapse_after)


def stated_re_age(table: Table | None) -> ReAgeTerms | None:
    """Return how often accounts may be re-aged; None where it is not stated, or with a fault."""
    if table is None:
        return None
    months = _count(table, "months_on_book", 0)
    yearly = _count(table, "in_12_months", 1)
    in_five = _count(table, "in_5_years", 1)
    table.done()
    if months is None or yearly is None or in_five is None:
        return None
    return ReAgeTerms(months_on_book=months, in_12_months=yearly, in_5_years=in_five)


def _count(table: Table, key: str, least: int) -> int | None:
    """Return a required count, or None with a fault."""
    if not table.has(key):
        table.fault("", f"{key} is missing; it is an integer of {least} or more", at_value=False)
        return None
    count = table.integer(key, least, _MOST, -1)
    return None if count < least else count
