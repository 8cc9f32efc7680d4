"""Covenants, warning signals and backlogs as other open systems' own tests and code have them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import attrs
import pytest

from postloan.dates import Period, add_months
from postloan.facts.catalogue import CORE
from postloan.facts.fact import FactValue
from postloan.facts.making import measured, ratio
from postloan.facts.series import Series, series_of
from postloan.model.records import DutyRecord
from postloan.model.security import Collateral
from postloan.policy.policy import Policy
from postloan.portfolio.keeping import compliance_of
from postloan.reviews.pipeline import review
from postloan.reviews.result import Review
from tests.policies import policy, text_of
from tests.worked.loans import loan, loan_file, says

EXTERNAL: Final = Path(__file__).parents[1] / "cases" / "external" / "supervision.json"
CASES: Final = json.loads(EXTERNAL.read_text("utf-8"))["cases"]
Json = Mapping[str, Any]


def of_kind(kind: str, *, having: str = "") -> pytest.MarkDecorator:
    """Run the cases of a kind, or of a part of it: those that give, or expect, so named."""
    cases = [case for case in CASES if case["kind"] == kind and having in json.dumps(case)]
    assert cases
    return pytest.mark.parametrize("case", cases, ids=lambda case: case["id"])


# -- covenants: a breach is a signal


@of_kind("covenant_test")
def test_a_covenant_that_does_not_hold_raises_a_signal_and_one_that_holds_none(case: Json) -> None:
    covenants = case["given"]["covenants"]
    metrics = {covenant["metric"] for covenant in covenants} - set(CORE)
    catalogue = CORE.extended(ratio(metric, "", f"{metric}, of a host.") for metric in metrics)
    rules = "".join(
        f"[[signal]]\nid = 'covenant-{number}'\n"
        f"when = 'not ({c['metric']} {c['op']} {c['threshold']})'\n"
        for number, c in enumerate(covenants)
    )
    watched = Policy.from_text(text_of(rules), catalogue=catalogue)
    decision = watched.decide({c["metric"]: Decimal(c["value"]) for c in covenants})
    results = [
        "breach" if f"covenant-{number}" in decision.raised else "pass"
        for number in range(len(covenants))
    ]
    assert results == case["expect"]["results"]
    assert len(decision.raised) == case["expect"]["alerts"]
    assert set(watched.decide({}).possible) == {f"covenant-{n}" for n in range(len(covenants))}


@of_kind("signal_detection", having='"band"')
def test_a_figure_near_its_threshold_warns_before_it_breaches(case: Json) -> None:
    given = case["given"]
    low, high = (f"(1 {sign} {given['band']}) * {given['threshold']}" for sign in "-+")
    rule = f"[[signal]]\nid = 'near'\nwhen = '{low} <= {given['metric']} <= {high}'"
    watched = policy(rule)
    for row in case["expect"]:
        found = watched.decide({given["metric"]: Decimal(row["value"])})
        assert bool(found.raised) is row["alert"], row
    assert watched.decide({}).possible == ("near",)


# -- a rule on a series: a fact of the host's own, worked out from the evidence

YEAR: Final = Period.parse("1 year")


def off_season(series: Series) -> Decimal | None:
    change = series.change_over(YEAR)
    return None if change is None else abs(change)


RULES: Final[Mapping[str, tuple[Callable[[Series], FactValue | None], str]]] = {
    "standard deviation of the last four > 0.3": (lambda s: s.deviation(4), "watched > 0.3"),
    "change against the same quarter of the year before > 25 %": (off_season, "watched > 0.25"),
    "fell in each of the last three": (lambda s: s.falls(3), "watched"),
}
"""How each rule of the sources is told: what is worked out, and the condition on it."""


@of_kind("signal_detection", having="series")
def test_a_rule_on_a_series_is_a_fact_that_a_host_works_out(case: Json) -> None:
    """What cannot be worked out is possible, and not raised."""
    works_out, when = RULES[case["given"]["rule"]]
    made = measured if when == "watched" else ratio
    fact = attrs.evolve(
        made("watched", "", "What is worked out of the current ratio.", derived=True),
        derive=lambda file, as_of: works_out(series_of(file, "current_ratio", as_of=as_of)),
    )
    rule = f"[[signal]]\nid = 'told'\nwhen = '{when}'"
    watched = Policy.from_text(text_of(rule), catalogue=CORE.extended([fact]))
    figures = [
        says("current_ratio", Decimal(value), add_months(date(2024, 3, 31), 3 * number))
        for number, value in enumerate(case["given"]["series"])
        if value is not None
    ]
    file = loan_file(evidence=tuple(figures))
    found = review(file, watched, as_of=figures[-1].on)
    assert bool(found.decision.raised) is case["expect"]["alert"]
    known = found.facts["watched"] is not None
    assert known or found.decision.possible == ("told",)


# -- a security that ends before the loan

GAPS: Final = (("low", "> 0"), ("medium", ">= 90"), ("high", ">= 180"))
EXPIRY: Final = policy(
    "".join(
        f"[[signal]]\nid = '{severity}'\nseverity = '{severity}'\n"
        f"when = 'collateral_days_short {limit}'\n"
        for severity, limit in GAPS
    )
)
AS_OF: Final = date(2026, 6, 30)


def reviewed(matures: str, *mortgages: Collateral) -> Review:
    file = loan_file(loan=loan(matures_on=date.fromisoformat(matures)), collateral=mortgages)
    return review(file, EXPIRY, as_of=AS_OF)


def severities(found: Review) -> list[str]:
    """Return the severities of the signals raised, or possible, the most severe first."""
    return [f"{'' if s.certain else 'possible '}{s.severity}" for s in found.signals]


def mortgage(expiry: str | None) -> Collateral:
    until = None if expiry is None else date.fromisoformat(expiry)
    return Collateral(on=date(2024, 1, 5), security="C-1", kind="mortgage", until=until)


@of_kind("signal_detection", having='"loan_maturity"')
def test_a_mortgage_that_ends_before_the_loan_is_the_more_severe_the_longer(case: Json) -> None:
    for row in case["expect"]:
        found = reviewed(case["given"]["loan_maturity"], mortgage(row["mortgage_expiry"]))
        assert bool(found.signals) is row.get("flag", True)
        assert severities(found)[:1] == ([row["severity"]] if "severity" in row else [])
        assert found.facts["collateral_days_short"] == row.get("gap", 0)


@of_kind("signal_detection", having='"mortgage_expiry": null')
def test_a_mortgage_whose_end_is_not_known_is_told_and_not_dropped(case: Json) -> None:
    assert case["expect"]["flag"] is True
    for held in ([mortgage(case["given"]["mortgage_expiry"])], []):
        found = reviewed("2026-12-31", *held)
        assert severities(found) == ["possible high", "possible medium", "possible low"]
        assert "collateral_days_short" in {gap.name for gap in found.gaps}


# -- backlogs

TASK: Final = policy("[[duty]]\nid = 'task'\nkind = 'task'\ndue = 'disbursed'")


@of_kind("inspection_backlog")
def test_what_is_not_done_the_day_after_it_was_due_is_in_the_backlog(case: Json) -> None:
    snapshot = date.fromisoformat(case["given"]["snapshot"])
    for row in case["expect"]:
        due = date.fromisoformat(row["due"])
        done = tuple(
            DutyRecord(on=date.fromisoformat(day), duty="task")
            for day in (row["completed"],)
            if day is not None
        )
        file = loan_file(loan=loan(disbursed_on=due, matures_on=None), schedules=(), duties=done)
        found = compliance_of([file], TASK, since=due, until=due, as_of=snapshot)
        assert bool(found.only("missed", "late")) is row["overdue"]  # done late counts there
        assert found.tally.total == 1
