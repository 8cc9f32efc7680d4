"""Replay: one date after the other is all at once, and each tier is on record for the next."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postloan.errors import InvalidValue
from postloan.model.file import LoanFile
from postloan.model.schedule import Payment
from postloan.policy.loading import load_policy
from postloan.reviews.pipeline import review
from postloan.reviews.replaying import replay
from tests.policies import policy
from tests.unit.cures.histories import START, dues, even
from tests.worked.loans import cny, loan_file, paid, says, tier

MEASURES = load_policy("cn.asset-classification")
MONTH_ENDS = [date(2024, 3, 31), date(2024, 4, 30), date(2024, 5, 31), date(2024, 6, 30)]
TWO = policy(
    """
    [conventions]
    day_one = "day_after_due"

    [[dimension]]
    id = "stage"
    scale = "ifrs-stages"

    [[floor]]
    id = "late"
    when = "days_past_due > 30"
    at_least = "special_mention"

    [[floor]]
    id = "stays"
    when = "previous_tier >= special_mention"
    at_least = "previous_tier"

    [[floor]]
    id = "stage-2"
    dimension = "stage"
    when = "days_past_due > 30 or previous_tier > stage_1"
    at_least = "stage_2"
    """,
    head='scale = "five-tier"\n',
)


def test_a_tier_found_is_on_record_for_the_dates_that_follow() -> None:
    file = loan_file(payments=(paid(date(2024, 5, 20), "26500"),))
    days = [date(2024, 6, 30), date(2024, 5, 10), date(2024, 5, 10)]
    found = replay(file, TWO, days)
    assert [f"{day} {tier}" for day, tier in found.tiers] == [
        "2024-05-10 special_mention",
        "2024-06-30 special_mention",
    ]
    assert [str(each.outcomes[1].tier) for each in found.reviews] == ["stage_2", "stage_2"]
    assert str(replay(file, TWO, days[:1]).reviews[0].tier) == "normal"


def test_changes_are_the_first_tier_and_every_other_one() -> None:
    found = replay(loan_file(), MEASURES, MONTH_ENDS)
    assert [(str(day), str(tier)) for day, tier in found.changes] == [
        ("2024-03-31", "normal"),
        ("2024-04-30", "special_mention"),
        ("2024-06-30", "substandard"),
    ]


def test_every_tier_is_appended_unless_one_of_that_day_is_on_record() -> None:
    own = tier("loss", MONTH_ENDS[1])
    found = replay(loan_file(tiers=(own,)), MEASURES, MONTH_ENDS)
    assert found.file.tiers[0] == own
    assert [(record.on, record.tier) for record in found.file.tiers[1:]] == [
        (MONTH_ENDS[0], "normal"),
        (MONTH_ENDS[2], "substandard"),
        (MONTH_ENDS[3], "substandard"),
    ]
    assert {(record.policy, record.edition) for record in found.file.tiers[1:]} == {
        ("cn.asset-classification", "2023")
    }


def test_a_tier_that_is_undetermined_is_not_put_on_record() -> None:
    found = replay(loan_file(schedules=None), MEASURES, MONTH_ENDS)
    assert (found.file.tiers, found.changes) == ((), ((MONTH_ENDS[0], None),))


def test_a_tier_that_no_rule_of_the_policy_speaks_of_is_not_put_on_record() -> None:
    assert replay(loan_file(), load_policy("cn.early-warning"), MONTH_ENDS).file.tiers == ()


def test_without_hindsight_each_date_sees_what_was_known_on_it() -> None:
    file = loan_file(evidence=(says("debt_evasion", True, MONTH_ENDS[0], known_on=MONTH_ENDS[3]),))
    seen = [
        [str(tier) for _, tier in replay(file, MEASURES, MONTH_ENDS, hindsight=hindsight).tiers]
        for hindsight in (True, False)
    ]
    assert seen == [
        ["doubtful"] * 4,
        ["normal", "special_mention", "special_mention", "doubtful"],
    ]


def test_a_correction_stands_from_the_day_on_which_it_was_known() -> None:
    met = Payment(on=date(2024, 3, 29), amount=cny("26500"), id="P")
    bounced = Payment(on=met.on, known_on=date(2024, 5, 15), amount=cny("0"), replaces="P")
    file = loan_file(payments=(met, bounced))
    at_once = replay(file, MEASURES, MONTH_ENDS[1:3]).tiers
    in_time = replay(file, MEASURES, MONTH_ENDS[1:3], hindsight=False).tiers
    assert [str(tier) for _, tier in (*at_once, *in_time)] == [
        "special_mention",
        "special_mention",
        "normal",
        "special_mention",
    ]


def test_what_is_no_date_or_no_answer_about_hindsight_is_refused() -> None:
    with pytest.raises(InvalidValue, match=r"review\.as_of must be a date"):
        replay(loan_file(), MEASURES, ["2024-03-31"])  # type: ignore[list-item]
    with pytest.raises(InvalidValue, match=r"replay\.hindsight must be True or False"):
        replay(loan_file(), MEASURES, (), hindsight=1)  # type: ignore[arg-type]


@st.composite
def histories(draw: st.DrawFn) -> tuple[LoanFile, list[date]]:
    """Generate a loan with a few payments, evidence and tiers, and days to review it on."""
    day = st.integers(0, 500).map(lambda count: START + timedelta(days=count))
    levels = st.sampled_from(("normal", "special_mention", "substandard", "loss"))
    file = loan_file(
        schedules=(even(dues(date(2024, 3, 20), 5, 3)),),
        payments=tuple(paid(on, "100") for on in draw(st.lists(day, max_size=4))),
        tiers=tuple(tier(draw(levels), on) for on in draw(st.lists(day, max_size=2))),
        evidence=(says("able_to_perform", True, draw(day)),),
    )
    return file, draw(st.lists(day, max_size=8, unique=True))


def told(found: Any) -> list[tuple[object, ...]]:  # noqa: ANN401
    return [(r.as_of, r.outcomes, dict(r.facts), r.migration) for r in found.reviews]


@settings(max_examples=40)
@given(histories(), st.integers(0, 8))
def test_replaying_up_to_a_day_and_going_on_is_replaying_all_at_once(
    drawn: tuple[LoanFile, list[date]], at: int
) -> None:
    file, days = drawn
    days.sort()
    for made in (MEASURES, TWO):
        whole = replay(file, made, days)
        first = replay(file, made, days[:at])
        rest = replay(first.file, made, days[at:])
        assert rest.file == whole.file
        assert told(first) + told(rest) == told(whole)


@settings(max_examples=20)
@given(histories())
def test_each_review_is_the_one_of_the_file_with_every_tier_before_it(
    drawn: tuple[LoanFile, list[date]],
) -> None:
    file, days = drawn
    whole = replay(file, TWO, days)
    for found in whole.reviews:
        assert review(whole.file, TWO, as_of=found.as_of).outcomes == found.outcomes
