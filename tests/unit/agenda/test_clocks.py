"""Duties are counted from the last days of clocks, and ask since their facts changed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from postloan.agenda.item import AgendaItem
from postloan.clocks.reading import clocks_of
from postloan.model.claims import Extension, Judgment, Obstacle
from postloan.model.file import LoanFile
from postloan.policy.policy import Policy
from postloan.reviews.pipeline import review
from tests.unit.agenda.agendas import POLICY, duty_rule, visit_rule
from tests.unit.clocks.files import CN, called, collateral, demand, due_on, guarantee

DUE = date(2024, 8, 31)
AS_OF = date(2024, 12, 1)


def items(rule: str, file: LoanFile, as_of: date = AS_OF) -> tuple[AgendaItem, ...]:
    text = (POLICY + rule).replace("[conventions]", '[conventions]\ncalendar = "cn"')
    return review(file, Policy.from_text(text), as_of=as_of).agenda


def due(anchor: str, **records: Any) -> list[date | None]:  # noqa: ANN401
    rule = duty_rule(f'due = "{anchor} - 1 month"')
    return [item.due for item in items(rule, due_on(DUE, **records))]


def test_a_reminder_falls_due_before_the_last_day_of_a_clock() -> None:
    judged = {"judgments": (Judgment(on=date(2024, 10, 8)),), "collateral": (collateral(),)}
    assert due("limitation_ends") == [date(2027, 7, 31)]
    assert due("enforcement_ends", **judged) == due("mortgage_ends", **judged) == [date(2026, 9, 8)]
    assert due("guarantee_ends", guarantees=(guarantee(),)) == [date(2025, 1, 28)]
    saved = {"guarantees": (guarantee(),), "guarantor_acts": (called(date(2024, 11, 4)),)}
    assert due("guarantee_ends", **saved) == [date(2027, 10, 4)]


def test_where_no_time_runs_nothing_is_due() -> None:
    assert due("enforcement_ends") == due("guarantee_ends") == due("mortgage_ends") == []
    assert due("limitation_ends", demands=(demand(date(2024, 11, 4), "suit"),)) == []


def test_a_clock_that_is_unknown_gives_an_item_without_a_date() -> None:
    file = due_on(DUE, guarantees=(guarantee(), guarantee(security="G-2", period=None)))
    (item,) = items(duty_rule('due = "guarantee_ends - 1 month"'), file)
    assert (item.due, item.status) == (None, "undated")
    assert "G-2: it is not stated whether a guarantee period is agreed" in item.reason


def test_the_maturity_that_duties_count_from_is_the_extended_one() -> None:
    longer = (Extension(on=date(2024, 8, 1), until=date(2025, 2, 28)),)
    assert due("matures", extensions=longer) == [date(2025, 1, 28)]


def test_a_review_has_the_clocks_by_the_calendar_of_the_policy() -> None:
    text = POLICY.replace("[conventions]", '[conventions]\ncalendar = "cn"')
    file = due_on(date(2021, 6, 30))
    found = review(file, Policy.from_text(text), as_of=AS_OF).clocks
    assert found == clocks_of(file, as_of=AS_OF, calendar=CN)
    assert found.limitation.last_day == date(2024, 7, 1)
    without = review(file, Policy.from_text(POLICY), as_of=AS_OF).clocks
    assert without.limitation.last_day == date(2024, 6, 30)


# -- since when a condition on them asks


@pytest.mark.parametrize(
    "when, records, since",
    [
        ("limitation_days_left < 1000", {}, date(2024, 12, 5)),
        (
            "limitation_days_left > 500",
            {"demands": (demand(date(2025, 6, 2)), demand(date(2027, 3, 8)))},
            date(2027, 3, 8),
        ),
        (
            "limitation_days_left > 500",
            {"demands": (demand(date(2025, 6, 2), "suit", date(2027, 3, 8)),)},
            date(2027, 3, 8),
        ),
        (
            "limitation_days_left > 50",
            {"obstacles": (Obstacle(on=date(2026, 1, 5), kind="no_heir", until=date(2027, 7, 1)),)},
            date(2027, 7, 1),
        ),
        (
            "guarantee_days_left > 500",
            {
                "guarantees": (guarantee(kind="general", liable_since=date(2026, 9, 7)),),
                "demands": (demand(date(2024, 9, 9), "suit", date(2025, 9, 9)),),
            },
            date(2026, 9, 7),
        ),
        ("judged", {"judgments": (Judgment(on=date(2025, 5, 6)),)}, date(2025, 5, 6)),
        (
            "mortgage_registered",
            {"collateral": (collateral(), collateral(on=date(2025, 5, 6), registered=True))},
            date(2025, 5, 6),
        ),
        (
            "collateral_days_short > 0",
            {
                "collateral": (
                    collateral(until=date(2030, 1, 1)),
                    collateral(on=date(2025, 5, 6), until=date(2024, 8, 1)),
                )
            },
            date(2025, 5, 6),
        ),
        (
            "days_to_maturity > 0",
            {"extensions": (Extension(on=date(2025, 5, 6), until=date(2028, 1, 1)),)},
            date(2025, 5, 6),
        ),
    ],
)
def test_a_rule_asks_since_the_records_made_it(
    when: str, records: dict[str, Any], since: date
) -> None:
    rule = visit_rule('within = "0 days"\nafter = "disbursed"', when=when)
    (item,) = items(rule, due_on(DUE, **records), date(2027, 7, 15))
    assert item.due == since
