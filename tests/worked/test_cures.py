"""Upgrades, observation and locks as reviews under the shipped policies see and print them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

import attrs
import pytest

from postloan.facts.fact import FactValue
from postloan.model.changes import Merger, Restructuring
from postloan.model.file import LoanFile
from postloan.model.records import Evidence
from postloan.model.schedule import Payment, Schedule
from postloan.policy.loading import load_editions, load_policy
from postloan.reviews.pipeline import review
from postloan.reviews.result import Review
from tests.policies import policy
from tests.unit.cures.histories import dues, even, punctual
from tests.worked.loans import cny, due, loan, loan_file, paid, says, schedule, tier

MEASURES: Final = load_policy("cn.asset-classification", edition="2023")
GUIDELINE: Final = load_policy(
    "cn.asset-classification", edition="2007", parameters={"nonaccrual_days": 90}
)
QUARTERS: Final = dues(date(2024, 3, 20), 12, 3)
STRAY: Final = (
    "a payment of 2024-03-20 is to the drawdown 'B', of which the schedule has no instalment"
)
LATER: Final = attrs.evolve(due(date(2024, 9, 30)), drawdown="B")
CHANGE: Final = Restructuring(
    on=date(2024, 1, 10), kind="extension", difficulty=True, first_due_on=QUARTERS[0]
)
SOUND: Final = (
    says("credit_impaired", False, date(2024, 1, 5)),
    says("obligor_has_impaired_asset", False, date(2024, 1, 5)),
)


def restructured(
    as_of: date,
    *evidence: Evidence,
    but: Mapping[int, int] | None = None,
    **records: Any,  # noqa: ANN401
) -> Review:
    file = loan_file(
        **{
            "schedules": (even(QUARTERS),),
            "payments": punctual(QUARTERS, but=dict(but or {})),
            "restructurings": (CHANGE,),
            "evidence": (*SOUND, *evidence),
            **records,
        }
    )
    return review(file, MEASURES, as_of=as_of)


# ------------------------------------------------------------------- observation (Arts. 20 to 22)


def test_releasing_collateral_in_difficulty_is_itself_a_restructuring() -> None:
    released = attrs.evolve(CHANGE, kind="collateral_released")
    assert (
        str(restructured(date(2024, 6, 30), restructurings=(released,)).tier) == "special_mention"
    )
    easy = attrs.evolve(released, difficulty=False)
    assert str(restructured(date(2024, 6, 30), restructurings=(easy,)).tier) == "normal"


@pytest.mark.parametrize(
    "as_of, found", [(date(2025, 3, 19), "special_mention"), (date(2025, 3, 20), "normal")]
)
def test_a_restructured_loan_is_special_mention_until_observation_may_end(
    as_of: date, found: str
) -> None:
    """T-R-1."""
    assert str(restructured(as_of, says("difficulty_solved", True, as_of)).tier) == found


def test_what_was_found_before_the_restructuring_says_nothing_of_it() -> None:
    old = says("difficulty_solved", True, CHANGE.on - timedelta(days=1))
    assert str(restructured(date(2025, 3, 20), old).tier) == "special_mention"
    assert restructured(date(2025, 3, 20), old).facts["in_observation"] is None


def test_an_end_that_nobody_has_shown_keeps_it_there_and_is_a_gap() -> None:
    result = restructured(date(2025, 3, 20))
    assert (str(result.tier), str(result.at_least)) == ("special_mention", "normal")
    assert "whether the difficulty is solved is not recorded" in result.explain()


def test_a_review_prints_when_observation_started_again_and_when_it_may_end() -> None:
    printed = restructured(date(2024, 10, 30), but={2: 30}).explain()
    assert (
        "Cure: observation restarted on 2024-09-20 (what was due was not paid), "
        "ends not before 2025-09-20"
    ) in printed


def test_restructured_again_after_a_miss_is_at_least_substandard() -> None:
    """T-R-4."""
    second = Restructuring(on=date(2024, 8, 1), kind="rate_cut", difficulty=True)
    both = (CHANGE, second)
    missed = restructured(date(2024, 8, 15), but={1: 20}, restructurings=both)
    assert str(missed.tier) == "substandard"
    unshown = restructured(date(2024, 8, 15), restructurings=both)
    assert (str(unshown.tier), str(unshown.could_be)) == ("special_mention", "substandard")
    assert unshown.facts["restructured_again"] is None


def test_a_restructuring_without_difficulty_moves_nothing() -> None:
    change = attrs.evolve(CHANGE, difficulty=False)
    result = restructured(date(2024, 6, 1), restructurings=(change,))
    assert (str(result.tier), result.cures) == ("normal", ())
    assert result.facts["in_observation"] is False


def test_without_restructurings_none_is_recorded() -> None:
    result = restructured(date(2024, 6, 1), restructurings=())
    assert "in_observation" in result.assumed


@pytest.mark.parametrize(
    "records, reason",
    [
        ({"payments": None}, "the payments are not stated"),
        ({"schedules": None}, "the schedule is not stated"),
        ({"schedules": ()}, "there is no schedule"),
        (
            {"schedules": (schedule(on=date(2024, 7, 1)),)},
            "there is no schedule",
        ),
        (
            {
                "schedules": (even(QUARTERS), schedule(LATER, on=date(2024, 4, 1))),
                "payments": (Payment(on=QUARTERS[0], amount=cny(1), drawdown="B"),),
            },
            STRAY,
        ),
        (
            {"payments": (Payment(on=QUARTERS[0], amount=cny(1), drawdown="B"),)},
            STRAY,
        ),
    ],
)
def test_where_what_was_paid_is_not_known_nor_is_what_follows(
    records: dict[str, Any], reason: str
) -> None:
    result = restructured(date(2024, 6, 1), **records)
    for fact in ("in_observation", "restructured_again", "months_performing"):
        assert (result.facts[fact], result.facts.reason(fact)) == (None, reason)


# ------------------------------------------------------------------------ the gate (Art. 14)


def cured(as_of: date, *evidence: Evidence, but: Mapping[int, int] | None = None) -> Review:
    file = loan_file(
        schedules=(even(QUARTERS),),
        payments=punctual(QUARTERS, but=dict(but or {0: 100})),
        tiers=(tier("substandard", date(2024, 6, 25)),),
        evidence=(*SOUND, *evidence),
    )
    return review(file, MEASURES, as_of=as_of)


ABLE: Final = says("able_to_perform", True, date(2024, 6, 25))
CLEARED: Final = QUARTERS[0] + timedelta(days=100)


@pytest.mark.parametrize(
    "as_of, evidence, found",
    [
        (date(2024, 12, 27), (ABLE,), "substandard"),
        (date(2024, 12, 28), (ABLE,), "normal"),
        (date(2024, 12, 28), (), "substandard"),
    ],
)
def test_an_upgrade_takes_the_longer_of_two_periods_and_six_months_and_an_assessment(
    as_of: date, evidence: tuple[Evidence, ...], found: str
) -> None:
    assert date(2024, 6, 28) == CLEARED
    assert str(cured(as_of, *evidence).tier) == found


def test_a_review_of_a_bad_loan_prints_for_how_long_it_has_performed() -> None:
    printed = cured(date(2024, 12, 1), ABLE).explain()
    assert "Cure: performing since 2024-06-28: 5 months, 1 period" in printed


# --------------------------------------------------------------------------------- locks


@pytest.mark.parametrize(
    "as_of, found", [(date(2024, 8, 14), "special_mention"), (date(2024, 8, 15), "normal")]
)
def test_no_tier_is_raised_for_six_months_after_a_merger(as_of: date, found: str) -> None:
    file = loan_file(
        schedules=(even(QUARTERS),),
        payments=punctual(QUARTERS),
        mergers=(Merger(on=date(2024, 2, 15)),),
        tiers=(tier("special_mention", date(2024, 2, 1)), tier("normal", date(2024, 7, 1))),
        evidence=SOUND,
    )
    assert str(review(file, MEASURES, as_of=as_of).tier) == found


def test_a_lock_at_a_tier_that_nobody_recorded_is_a_gap() -> None:
    file = loan_file(payments=(paid(date(2024, 3, 1), "26500"),), evidence=SOUND,
                     mergers=(Merger(on=date(2024, 2, 15)),))  # fmt: skip
    result = review(file, MEASURES, as_of=date(2024, 3, 1))
    reason = "no tier is on record for the day on which a lock began"
    assert (result.facts["lock_tier"], result.facts.reason("lock_tier")) == (None, reason)
    assert (str(result.at_least), str(result.could_be)) == ("normal", "loss")


@pytest.mark.parametrize(
    "as_of, found", [(date(2010, 7, 14), "doubtful"), (date(2010, 7, 15), "normal")]
)
def test_under_the_guideline_of_2007_no_tier_is_raised_for_six_months(
    as_of: date, found: str
) -> None:
    """T-R-9."""
    start = date(2009, 1, 5)
    file = LoanFile(
        loan=loan(disbursed_on=start, matures_on=date(2012, 12, 31)),
        schedules=(Schedule(on=start, instalments=schedule().instalments),),
        payments=(),
        restructurings=(Restructuring(on=date(2010, 1, 15), kind="other", difficulty=True),),
        tiers=(tier("doubtful", date(2009, 12, 31)),),
        evidence=(
            says("obligor_nonperforming_share", 0, start),
            says("obligor_nonperforming_elsewhere", False, start),
        ),
    )
    result = review(file, GUIDELINE, as_of=as_of)
    assert str(result.at_least) == found
    if found == "doubtful":
        assert [str(state) for state in result.cures][-1] == (
            "locked at doubtful since 2010-01-15 (restructuring), until 2010-07-15"
        )


@pytest.mark.parametrize(
    "disbursed_on, reclassified_on, as_of, edition",
    [
        (date(2022, 1, 5), None, date(2023, 6, 30), "2007"),
        (date(2022, 1, 5), None, date(2025, 12, 31), "2007"),
        (date(2022, 1, 5), None, date(2026, 1, 1), "2023"),
        (date(2022, 1, 5), date(2024, 3, 31), date(2024, 3, 30), "2007"),
        (date(2022, 1, 5), date(2024, 3, 31), date(2024, 3, 31), "2023"),
        (date(2023, 6, 30), None, date(2023, 7, 1), "2007"),
        (date(2023, 7, 1), None, date(2023, 7, 1), "2023"),
    ],
)
def test_new_loans_go_by_the_measures_at_once_and_the_stock_when_it_is_reclassified(
    disbursed_on: date, reclassified_on: date | None, as_of: date, edition: str
) -> None:
    """Arts. 47 and 48; a tier of the older edition reclassifies nothing."""
    given = {date(2023, 6, 30): "2007"} | ({reclassified_on: "2023"} if reclassified_on else {})
    tiers = tuple(
        attrs.evolve(tier("normal", on), policy="cn.asset-classification", edition=by)
        for on, by in given.items()
    )
    file = loan_file(loan=loan(disbursed_on=disbursed_on), tiers=tiers, schedules=None)
    editions = load_editions("cn.asset-classification")
    assert review(file, editions, as_of=as_of).policy.edition == edition


# --------------------------------------------------------------------------- other regimes

INDIA: Final = """
[conventions]
day_one = "due_date"
nonperforming = "npa"

[[floor]]
id = "npa"
when = "days_past_due > 90"
at_least = "npa"

[[floor]]
id = "arrears-of-all-facilities"
when = "previous_tier == npa and not (arrears_cleared and obligor_arrears_cleared)"
at_least = "npa"
unknown = "conservative"
"""


@pytest.mark.parametrize("others, found", [(False, "npa"), (None, "npa"), (True, "standard")])
def test_where_arrears_of_all_facilities_count_those_of_one_are_not_enough(
    others: bool | None, found: str
) -> None:
    """T-X-10: A's arrears are paid, B's are not."""
    made = policy(INDIA, head='scale = "sma-npa"\n')
    file = loan_file(
        payments=(paid(date(2024, 7, 15), "26500"),),
        tiers=(tier("npa", date(2024, 6, 30), scale="sma-npa"),),
        evidence=(says("obligor_arrears_cleared", others, date(2024, 7, 20)),),
    )
    assert str(review(file, made, as_of=date(2024, 7, 31)).tier) == found


EUROPE: Final = """
[conventions]
day_one = "day_after_due"

[conventions.forbearance]
cure = "1 year"
probation = "2 years"
relapse_after = 30

[conventions.re_age]
months_on_book = 9
in_12_months = 1
in_5_years = 2

[[floor]]
id = "cure"
when = "in_cure"
at_least = "substandard"

[[signal]]
id = "probation"
when = "in_probation or relapsed or re_age_barred"
"""


def facts(as_of: date, **records: Any) -> tuple[Mapping[str, FactValue | None], Review]:  # noqa: ANN401
    file = loan_file(
        **{
            "schedules": (even(QUARTERS),),
            "payments": punctual(QUARTERS),
            "restructurings": (CHANGE,),
            "tiers": (tier("substandard", date(2024, 1, 8)),),
            **records,
        }
    )
    result = review(file, policy(EUROPE), as_of=as_of)
    return result.facts, result


def test_forbearance_and_re_aging_are_facts_and_are_printed() -> None:
    known, result = facts(date(2024, 6, 1))
    held = {name: known[name] for name in ("in_cure", "in_probation", "relapsed", "re_age_barred")}
    assert held == {
        "in_cure": True,
        "in_probation": False,
        "relapsed": False,
        "re_age_barred": True,
    }
    assert "Cure: in cure since 2024-01-10, performing not before 2025-01-10" in result.explain()
    re_aged = attrs.evolve(CHANGE, kind="re_age", difficulty=False)
    assert (
        "Cure: re-aged 2024-01-10; not again before 2025-01-10"
        in facts(date(2024, 12, 1), restructurings=(re_aged,))[1].explain()
    )


@pytest.mark.parametrize(
    "records, reason",
    [
        ({"payments": None}, "the payments are not stated"),
        (
            {"payments": (Payment(on=QUARTERS[0], amount=cny(1), drawdown="B"),)},
            STRAY,
        ),
        (
            {
                "schedules": (even(QUARTERS), schedule(LATER, on=date(2024, 4, 1))),
                "payments": (Payment(on=QUARTERS[0], amount=cny(1), drawdown="B"),),
            },
            STRAY,
        ),
        (
            {"restructurings": (attrs.evolve(CHANGE, difficulty=None),)},
            "whether there was difficulty is not stated",
        ),
    ],
)
def test_forbearance_is_not_known_where_what_it_stands_on_is_not(
    records: dict[str, Any], reason: str
) -> None:
    known, result = facts(date(2024, 6, 1), **records)
    assert known["in_cure"] is None
    assert result.facts.reason("in_cure") == reason


def test_a_policy_that_states_no_observation_or_lock_leaves_them_unknown() -> None:
    made = policy(
        "[conventions]\nday_one = 'day_after_due'\n"
        "[[floor]]\nid = 'a'\nwhen = 'in_observation or in_merger_lock'\nat_least = 'loss'\n"
    )
    file = loan_file(restructurings=(CHANGE,), mergers=(Merger(on=CHANGE.on),))
    result = review(file, made, as_of=date(2024, 2, 1))
    assert result.facts.reason("in_observation") == (
        "the policy states no observation in [conventions]"
    )
    assert result.facts.reason("in_merger_lock") == (
        "the policy states no merger_lock in [conventions]"
    )
