"""The watch after a restructuring as another loan system's own tests assert it, run day by day."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from postloan.cures.observation import Observation
from postloan.dates import add_months
from postloan.model.changes import Restructuring
from postloan.model.file import LoanFile
from postloan.model.schedule import Payment, Schedule
from postloan.reviews.replaying import replay
from postloan.reviews.result import Review
from tests.policies import policy
from tests.worked.loans import cny, due, loan_file, schedule

EXTERNAL: Final = Path(__file__).parents[1] / "cases" / "external" / "restructure_watch.json"
CASES: Final = json.loads(EXTERNAL.read_text("utf-8"))["cases"]
Json = Mapping[str, Any]
DAY: Final = timedelta(days=1)
WATCH: Final = timedelta(days=365)
WATCHED: Final = policy(
    f"""
    [conventions]
    day_one = "due_date"
    nonperforming = "npa"
    [conventions.observation]
    begins = "nonperforming"
    lasts = "{WATCH.days} days"
    restarts = true
    [[floor]]
    id = "overdue"
    when = "days_past_due > 90"
    at_least = "npa"
    [[floor]]
    id = "watched"
    when = "previous_tier >= npa and in_observation"
    at_least = "npa"
    """,
    head='scale = "sma-npa"',
)


def monthly(first: str, on: date) -> Schedule:
    dues = (add_months(date.fromisoformat(first), months) for months in range(24))
    return schedule(*(due(day, "100", "0") for day in dues), on=on)


def file_of(given: Json) -> LoanFile:
    """Return a loan that pays nothing before it is restructured, and then what is stated."""
    restructured = date.fromisoformat(given["restructured"])
    signed = date.fromisoformat(given["first_due"]) - timedelta(days=31)
    new = monthly(given["new_first_due"], restructured)
    return loan_file(
        schedules=(monthly(given["first_due"], signed), new),
        payments=tuple(
            Payment(on=date.fromisoformat(day), amount=cny("100"))
            for day in given.get("paid", given.get("payments", ()))
        ),
        restructurings=(
            Restructuring(
                on=restructured,
                kind="other",
                difficulty=True,
                first_due_on=new.instalments[0].due_on,
            ),
        ),
    )


def watch_end(found: Review) -> str | None:
    ends = [state.ends_not_before for state in found.cures if isinstance(state, Observation)]
    return f"{ends[0] - WATCH} + W" if ends and ends[0] is not None else None


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_watch_keeps_the_class_and_begins_anew_with_each_miss(case: Json) -> None:
    given = case["given"]
    first = date.fromisoformat(given["restructured"]) - DAY
    last = date.fromisoformat(case["expect"][-1]["as_of"])
    days = [first + DAY * count for count in range((last - first).days + 1)]
    by_day = {r.as_of: r for r in replay(file_of(given), WATCHED, days).reviews}
    for row in case["expect"]:
        found = by_day[date.fromisoformat(row["as_of"])]
        assert found.facts["days_past_due"] == row.get("dpd", found.facts["days_past_due"])
        assert (str(found.tier) == "npa") is row["npa"]
        assert watch_end(found) == row["watch_end"]
