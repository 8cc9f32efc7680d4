"""When the tier next changes if nothing is paid and nothing new is recorded."""

from __future__ import annotations

from datetime import date

import pytest

from postloan.calendars.shipped import CALENDARS
from postloan.dates import Period
from postloan.errors import InvalidValue, UncoveredDay
from postloan.model.ends import CreditEnd
from postloan.model.file import LoanFile
from postloan.policy.loading import Editions, load_policy
from postloan.policy.policy import Policy
from postloan.reviews.outlook import NextChange
from postloan.reviews.pipeline import review
from tests.worked.loans import loan_file, paid, says, tier

POLICY = load_policy("cn.asset-classification")
AS_OF = date(2024, 6, 30)

ENDING = """
format = "postloan.policy/1"

[policy]
id = "tiny"
edition = "EDITION"
title = "A tiny policy"
in_force = FORCE

[conventions]
day_one = "day_after_due"

[[floor]]
id = "overdue"
when = "days_past_due > 100"
at_least = "LEVEL"
"""


def ending(force: str, *, edition: str = "1", level: str = "loss") -> Policy:
    text = ENDING.replace("FORCE", force).replace("EDITION", edition)
    return Policy.from_text(text.replace("LEVEL", level))


def change(file: LoanFile, within: str = "2 years") -> NextChange | None:
    return review(file, POLICY, as_of=AS_OF).next_change(Period.parse(within))


def test_it_names_the_day_the_tiers_and_the_floor() -> None:
    found = change(loan_file())
    assert found is not None
    assert [finding.rule for finding in found.because] == ["over-270-days"]
    assert str(found) == "2024-12-27: substandard -> doubtful by over-270-days"


def test_the_last_day_of_the_horizon_is_looked_at() -> None:
    assert change(loan_file(), "180 days") is not None
    assert change(loan_file(), "179 days") is None


def test_what_nothing_moves_does_not_change() -> None:
    assert change(loan_file(payments=(paid(date(2024, 3, 31), "26500"),))) is None


def test_a_credit_that_has_ended_has_no_outlook() -> None:
    sold = CreditEnd(on=AS_OF, kind="transferred")
    assert change(loan_file()) is not None
    assert change(loan_file(ends=(sold,))) is None


def test_evidence_that_expires_is_followed() -> None:
    file = loan_file(
        payments=(paid(date(2024, 3, 31), "26500"),),
        evidence=(says("debt_evasion", True, date(2024, 6, 1), valid_for="2 months"),),
    )
    found = change(file)
    assert found is not None
    assert str(found) == "2024-08-02: doubtful -> normal"
    assert found.because == ()


def test_a_tier_that_becomes_undetermined_is_a_change() -> None:
    text = ENDING.replace("FORCE", "{}").replace(
        'title = "A', 'essential = ["lawsuit"]\ntitle = "A'
    )
    policy = Policy.from_text(
        text.replace("days_past_due > 100", "lawsuit").replace("LEVEL", "loss")
    )
    file = loan_file(evidence=(says("lawsuit", False, date(2024, 6, 1), valid_for="1 month"),))
    found = review(file, policy, as_of=AS_OF).next_change()
    assert str(found) == "2024-07-02: normal -> undetermined"
    later = review(file, policy, as_of=date(2024, 7, 2))
    assert (later.tier, later.next_change()) == (None, None)


def test_a_tier_recorded_today_is_not_news_tomorrow() -> None:
    assert change(loan_file(tiers=(tier("loss", AS_OF),)), "1 day") is None


def test_it_does_not_look_past_the_end_of_a_policy() -> None:
    day = date(2024, 7, 10)
    for until, seen in ((day, day), (date(2024, 7, 9), None)):
        policy = ending(f"{{ until = {until} }}")
        found = review(loan_file(), policy, as_of=AS_OF).next_change()
        assert (found and found.on) == seen


def test_as_if_in_force_it_goes_on_as_if() -> None:
    policy = ending("{ until = 2024-01-31 }")
    found = review(loan_file(), policy, as_of=AS_OF, outside_force="as_if").next_change()
    assert found is not None
    assert found.on == date(2024, 7, 10)


def test_editions_that_come_into_force_are_followed() -> None:
    old = ending("{ until = 2024-12-31 }", edition="1", level="substandard")
    new = ending("{ from = 2025-01-01 }", edition="2", level="doubtful")
    result = review(loan_file(), Editions((old, new)), as_of=date(2024, 7, 10))
    assert str(result.next_change()) == "2025-01-01: substandard -> doubtful by overdue"


def test_a_horizon_in_working_days_goes_by_the_calendar_of_the_policy() -> None:
    policy = POLICY.with_calendar(CALENDARS["cn"])
    result = review(loan_file(), policy, as_of=AS_OF)
    # 27 December 2024 is the 126th working day after 30 June
    lengths = (Period.parse(f"{count} working days") for count in (125, 126))
    found = [result.next_change(length) for length in lengths]
    assert [change and change.on for change in found] == [None, date(2024, 12, 27)]


def test_a_horizon_in_working_days_needs_a_calendar_that_reaches_so_far() -> None:
    without = load_policy("ifrs9.staging")
    with pytest.raises(InvalidValue, match="the policy has no calendar"):
        review(loan_file(), without, as_of=AS_OF).next_change(Period.parse("5 working days"))
    policy = POLICY.with_calendar(CALENDARS["cn"])
    with pytest.raises(UncoveredDay, match="not 999 working days after 2024-06-30"):
        review(loan_file(), policy, as_of=AS_OF).next_change(Period.parse("999 working days"))
