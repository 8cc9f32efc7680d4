"""What a policy states of cures in [conventions], and what of it is refused."""

from __future__ import annotations

import pytest

from postloan.cures.terms import CureTerms, ForbearanceTerms, ObservationTerms, ReAgeTerms
from postloan.dates import Period
from postloan.errors import InvalidPolicy
from postloan.scales import SCALES
from postloan.tiers import FIVE_TIER
from tests.policies import policy

YEAR = Period.parse("1 year")
STATED = """
[conventions]
nonperforming = "doubtful"
merger_lock = "6 months"

[conventions.observation]
begins = "first_new_due"
lasts = "1 year"
periods = 2
reading = "full_periods"
until_solved = true

[conventions.forbearance]
cure = "1 year"
probation = "2 years"
relapse_after = 30

[conventions.re_age]
months_on_book = 9
in_12_months = 1
in_5_years = 2
"""


def test_everything_that_is_stated_is_read() -> None:
    conventions = policy(STATED).contents.conventions
    assert conventions.cure_terms(FIVE_TIER) == CureTerms(
        observation=ObservationTerms(
            begins="first_new_due",
            lasts=YEAR,
            periods=2,
            reading="full_periods",
            until_solved=True,
        ),
        merger_lock=Period.parse("6 months"),
        forbearance=ForbearanceTerms(
            cure=YEAR, probation=Period.parse("2 years"), relapse_after=30
        ),
        re_age=ReAgeTerms(months_on_book=9, in_12_months=1, in_5_years=2),
        nonperforming=FIVE_TIER["doubtful"],
    )


@pytest.mark.parametrize(
    "scale, level",
    [("five-tier", "substandard"), ("ten-level-a", "substandard_1"), ("sma-npa", None)],
)
def test_the_bad_tiers_are_the_three_of_the_five_where_nothing_else_is_stated(
    scale: str, level: str | None
) -> None:
    terms = policy("").contents.conventions.cure_terms(SCALES[scale])
    assert terms == CureTerms(nonperforming=SCALES[scale][level] if level else None)


OBSERVATION = "[conventions.observation]\n"
FORBEARANCE = "[conventions.forbearance]\n"


@pytest.mark.parametrize(
    "stated, fault",
    [
        (f'{OBSERVATION}lasts = "1 year"', "begins is missing"),
        (f'{OBSERVATION}begins = "restructured"', "lasts is missing"),
        (f'{OBSERVATION}begins = "soon"\nlasts = "1 year"', "begins must be one of first_new_due"),
        (f'{OBSERVATION}begins = "restructured"\nlasts = "a year"', "lasts must be a count and"),
        (f'{OBSERVATION}begins = "restructured"\nlasts = "0 days"', "lasts must be above zero"),
        (
            f'{OBSERVATION}begins = "restructured"\nlasts = "5 working days"',
            "lasts must be above zero, and without working days",
        ),
        (
            f'{OBSERVATION}begins = "restructured"\nlasts = "1 year"\nperiods = 2',
            "reading is missing",
        ),
        (
            f'{OBSERVATION}begins = "restructured"\nlasts = "1 year"\nlock = true',
            "there is no key 'lock' here; did you mean locks",
        ),
        (f'{FORBEARANCE}probation = "1 year"\nrelapse_after = 30', "cure is missing"),
        (f'{FORBEARANCE}cure = "1 year"\nrelapse_after = 30', "probation is missing"),
        (f'{FORBEARANCE}cure = "1 year"\nprobation = "1 year"', "relapse_after is missing"),
        (
            f'{FORBEARANCE}cure = "1 year"\nprobation = "1 year"\nrelapse_after = -1',
            "relapse_after must be an integer from 0",
        ),
        (
            "[conventions.re_age]\nmonths_on_book = 9\nin_12_months = 0\nin_5_years = 2",
            "in_12_months must be an integer from 1",
        ),
        ("[conventions.re_age]\nmonths_on_book = 9\nin_12_months = 1", "in_5_years is missing"),
        (
            "[conventions.re_age]\nin_12_months = 1\nin_5_years = 2",
            "months_on_book is missing; it is an integer of 0 or more",
        ),
        ('[conventions]\nmerger_lock = "half a year"', "merger_lock must be a count and"),
        ('[conventions]\nnonperforming = "bad"', "there is no level 'bad'"),
    ],
)
def test_what_cannot_be_is_a_fault(stated: str, fault: str) -> None:
    with pytest.raises(InvalidPolicy, match=fault):
        policy(stated)


@pytest.mark.parametrize(
    "stated",
    [
        f'{OBSERVATION}begins = "nonperforming"\nlasts = "1 year"',
        f'{FORBEARANCE}cure = "1 year"\nprobation = "1 year"\nrelapse_after = 30',
    ],
)
def test_where_the_scale_does_not_say_which_tiers_are_bad_the_policy_does(stated: str) -> None:
    head = 'scale = "sma-npa"'
    with pytest.raises(InvalidPolicy, match="state nonperforming, the best of the non-performing"):
        policy(stated, head=head)
    named = policy(f'[conventions]\nnonperforming = "npa"\n{stated}', head=head)
    assert named.contents.conventions.nonperforming == "npa"
    assert policy(stated).contents.conventions.nonperforming is None
