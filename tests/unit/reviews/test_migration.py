"""How the tier moved against the last one on record."""

from __future__ import annotations

from datetime import date

import pytest

from postloan.model.file import LoanFile
from postloan.policy.loading import load_policy
from postloan.reviews.migration import Migration
from postloan.reviews.pipeline import review
from tests.worked.loans import loan_file, tier

POLICY = load_policy("cn.asset-classification")
LAST = date(2024, 5, 31)


def migration(file: LoanFile) -> Migration:
    """Return the migration of a loan that is substandard, or undetermined without a schedule."""
    return review(file, POLICY, as_of=date(2024, 6, 30)).migration


@pytest.mark.parametrize(
    "before, direction, levels, words",
    [
        ("normal", "downgrade", 2, "downgrade from normal to substandard"),
        ("substandard", "unchanged", 0, "unchanged: substandard"),
        ("loss", "upgrade", -2, "upgrade from loss to substandard"),
    ],
)
def test_it_tells_where_the_tier_moved_and_how_far(
    before: str, direction: str, levels: int, words: str
) -> None:
    found = migration(loan_file(tiers=(tier(before, LAST),)))
    assert (found.dimension, found.direction, found.levels) == (
        "classification",
        direction,
        levels,
    )
    assert (str(found.previous), str(found.current)) == (before, "substandard")
    assert str(found) == words


def test_without_a_tier_before_it_is_the_first() -> None:
    found = migration(loan_file())
    assert (found.previous, found.direction, found.levels) == (None, "first", 0)
    assert str(found) == "first classification: substandard"


def test_a_first_tier_may_be_undetermined() -> None:
    assert str(migration(loan_file(schedules=None))) == "first classification: undetermined"


def test_an_undetermined_tier_moved_nobody_knows_where() -> None:
    found = migration(loan_file(schedules=None, tiers=(tier("normal", LAST),)))
    assert (found.direction, found.levels, found.current) == ("undetermined", 0, None)
    assert str(found) == "undetermined: was normal"


def test_two_tiers_on_one_day_leave_it_undetermined() -> None:
    found = migration(loan_file(tiers=(tier("normal", LAST), tier("loss", LAST))))
    assert (found.previous, found.direction, found.levels) == (None, "undetermined", 0)
    assert str(found) == "undetermined: now substandard"


def test_where_neither_is_known_it_says_so() -> None:
    found = migration(loan_file(schedules=None, tiers=(tier("normal", LAST), tier("loss", LAST))))
    assert str(found) == "undetermined"


def test_a_policy_without_a_rule_of_tiers_raises_nobody() -> None:
    bad = loan_file(tiers=(tier("loss", LAST),))
    found = review(bad, load_policy("cn.early-warning"), as_of=date(2024, 6, 30)).migration
    assert (str(found.previous), found.direction, found.levels) == ("loss", "unstated", 0)
    assert str(found) == "none: the policy has no rule of tiers"
