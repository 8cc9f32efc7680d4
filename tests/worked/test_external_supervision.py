"""Covenants, warning signals and backlogs as other open systems' own tests and code have them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import pstdev
from typing import Any, Final

import attrs
import pytest

from postloan.facts.catalogue import CORE
from postloan.facts.making import days, ratio
from postloan.model.file import LoanFile
from postloan.model.records import DutyRecord
from postloan.policy.policy import Policy
from postloan.portfolio.keeping import compliance_of
from postloan.reviews.pipeline import review
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


# -- a rule on a series: a fact of the host's own, worked out from the evidence

RULE: Final = re.compile(r"standard deviation of the last four > ([0-9.]+)")


def volatility(file: LoanFile, as_of: date) -> Decimal | None:
    """Return the deviation of the last four figures; None of fewer."""
    figures = sorted((e for e in file.evidence if e.fact == "current_ratio"), key=lambda e: e.on)
    last = [e.value for e in figures if e.on <= as_of and isinstance(e.value, Decimal)][-4:]
    return pstdev(last) if len(last) == 4 else None


@of_kind("signal_detection", having="series")
def test_a_rule_on_a_series_is_a_fact_that_a_host_works_out(case: Json) -> None:
    (threshold,) = RULE.fullmatch(case["given"]["rule"]).groups()  # type: ignore[union-attr]
    fact = attrs.evolve(
        ratio("ratio_volatility", "", "Deviation of the current ratio.", derived=True),
        derive=volatility,
    )
    rule = f"[[signal]]\nid = 'volatile'\nwhen = 'ratio_volatility > {threshold}'"
    watched = Policy.from_text(text_of(rule), catalogue=CORE.extended([fact]))
    quarters = [date(2024, 3, 31) + timedelta(days=92 * n) for n in range(4)]
    series = [Decimal(figure) for figure in case["given"]["series"]]
    figures = tuple(
        says("current_ratio", figure, on) for figure, on in zip(series, quarters, strict=True)
    )
    found = review(loan_file(evidence=figures), watched, as_of=quarters[-1])
    assert bool(found.decision.raised) is case["expect"]["alert"]
    three = review(loan_file(evidence=figures[:3]), watched, as_of=quarters[-1])
    assert three.decision.possible == ("volatile",)


# -- a security that ends before the loan

LEFT: Final = "mortgage_contract_days_left"
CONTRACTS: Final = CORE.extended(
    [days(LEFT, "", "Days until the mortgage's contract ends; negative after.", minimum=None)]
)
GAPS: Final = (("low", "> 0"), ("medium", ">= 90"), ("high", ">= 180"))
EXPIRY: Final = Policy.from_text(
    text_of(
        "".join(
            f"[[signal]]\nid = '{severity}'\nseverity = '{severity}'\n"
            f"when = 'days_to_maturity - {LEFT} {limit}'\n"
            for severity, limit in GAPS
        )
    ),
    catalogue=CONTRACTS,
)
AS_OF: Final = date(2026, 6, 30)


def gaps(matures: str, expiry: str | None) -> list[str]:
    """Return the severities of the signals raised, or possible, the most severe first."""
    left = None if expiry is None else (date.fromisoformat(expiry) - AS_OF).days
    file = loan_file(
        loan=loan(matures_on=date.fromisoformat(matures)),
        evidence=(says(LEFT, left, AS_OF),),
    )
    found = review(file, EXPIRY, as_of=AS_OF)
    return [f"{'' if s.certain else 'possible '}{s.severity}" for s in found.signals]


@of_kind("signal_detection", having='"loan_maturity"')
def test_a_mortgage_that_ends_before_the_loan_is_the_more_severe_the_longer(case: Json) -> None:
    for row in case["expect"]:
        found = gaps(case["given"]["loan_maturity"], row["mortgage_expiry"])
        assert bool(found) is row.get("flag", True)
        assert found[:1] == ([row["severity"]] if "severity" in row else [])


@of_kind("signal_detection", having='"mortgage_expiry": null')
def test_a_mortgage_whose_end_is_not_known_is_told_and_not_dropped(case: Json) -> None:
    assert case["expect"]["flag"] is True
    assert gaps("2026-12-31", case["given"]["mortgage_expiry"])[0] == "possible high"
    bare = review(loan_file(loan=loan(matures_on=date(2026, 12, 31))), EXPIRY, as_of=AS_OF)
    assert {signal.rule for signal in bare.signals} == {severity for severity, _ in GAPS}
    assert not any(signal.certain for signal in bare.signals)
    assert LEFT in {gap.name for gap in bare.gaps}


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
