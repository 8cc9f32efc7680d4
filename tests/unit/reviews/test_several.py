"""One loan under several policies, and which of them governs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan.errors import InvalidValue
from postloan.model.file import LoanFile
from postloan.policy.policy import Policy
from postloan.reviews.result import Review
from postloan.reviews.several import review_under, strictest
from postloan.scales import scale_named
from postloan.tiers import FIVE_TIER
from tests.obligor_files import AS_OF, claim, due
from tests.policies import text_of

NPE = scale_named("npe")
MAPS = {
    "five-tier": {
        tier.id: "non_performing" if tier >= FIVE_TIER["substandard"] else "performing"
        for tier in FIVE_TIER
    }
}


def ruled(id: str, *floors: tuple[str, str], scale: str = "five-tier", more: str = "") -> Policy:
    """Return a policy with a floor for each condition and level."""
    tables = "\n".join(
        f"[[floor]]\nid = 'floor-{n}'\nwhen = '''{when}'''\nat_least = '{level}'"
        for n, (when, level) in enumerate(floors)
    )
    day_one = "[conventions]\nday_one = 'day_after_due'\n"
    return Policy.from_text(text_of(day_one + tables, head=f"scale = '{scale}'\n{more}", id=id))


WATCH = ruled("watch", ("credit_impaired", "special_mention"))
STRICT = ruled("strict", ("credit_impaired", "substandard"))
TEN = ruled("ten", ("credit_impaired", "substandard_2"), scale="ten-level-a")
OTHER = ruled("other", ("lawsuit", "loss"))
CARDS = ruled("cards", more="applies_to = \"product == 'card'\"")
EU = ruled("eu", ("credit_impaired", "non_performing"), scale="npe")
NEEDY = ruled("needy", ("loss_share > 0.5", "loss"), more='essential = ["loss_share"]')
IMPAIRED = claim("1", 100, {"credit_impaired": True})


def under(*policies: Policy, file: LoanFile = IMPAIRED) -> tuple[Review, ...]:
    return review_under(file, policies, as_of=AS_OF)


def ids(reviews: Iterable[Review]) -> list[str]:
    return [found.policy.id for found in reviews]


def test_the_worst_tier_governs() -> None:
    found = strictest(under(WATCH, STRICT, OTHER))
    assert (str(found.tier), ids(found.governs), ids(found.may_govern)) == (
        "substandard",
        ["strict"],
        [],
    )
    assert found.explain().splitlines()[0] == "substandard under strict"


def test_two_that_give_the_same_are_a_tie() -> None:
    assert ids(strictest(under(STRICT, WATCH, STRICT)).governs) == ["strict", "strict"]


def test_a_finer_scale_is_read_on_the_one_that_it_maps_to() -> None:
    found = strictest(under(STRICT, TEN))
    assert (found.scale, ids(found.governs)) == (FIVE_TIER, ["strict", "ten"])
    assert strictest(under(TEN)).tier == TEN.scale["substandard_2"]


def test_scales_that_no_text_maps_are_compared_by_given_maps_only() -> None:
    reviews = under(WATCH, TEN, EU)
    with pytest.raises(InvalidValue, match="map to no common one"):
        strictest(reviews)
    with pytest.raises(InvalidValue, match="a map of five-tier to npe"):
        strictest(reviews, on=NPE)
    found = strictest(reviews, on=NPE, maps=MAPS)
    assert [str(read.tier) for read in found.compared] == [
        "performing",
        "non_performing",
        "non_performing",
    ]
    with pytest.raises(InvalidValue):
        strictest(reviews, on=NPE, maps={"five-tier": {"normal": "performing"}})


def test_a_policy_that_is_not_for_such_a_loan_is_left_out_and_named() -> None:
    found = strictest(under(CARDS, WATCH))
    assert (ids(found.not_applicable), ids(found.governs)) == (["cards"], ["watch"])
    assert found.explain().splitlines()[-1] == "- cards 1: not applicable"
    none = strictest(under(CARDS))
    assert (none.tier, none.at_least, none.could_be, none.governs, none.may_govern) == (
        None,
        None,
        None,
        (),
        (),
    )
    assert none.explain().startswith("no policy is for such a loan")


def test_what_is_undetermined_leaves_the_strictest_open_only_where_it_could_be_worse() -> None:
    found = strictest(under(STRICT, NEEDY))
    assert found.tier is None
    assert (str(found.at_least), str(found.could_be)) == ("substandard", "loss")
    assert (ids(found.governs), ids(found.may_govern)) == ([], ["strict", "needy"])
    assert found.explain().startswith("undetermined: at least substandard, could be loss")
    lost = ruled("lost", ("credit_impaired", "loss"))
    assert ids(strictest(under(lost, NEEDY)).governs) == ["lost"]
    assert strictest(under(NEEDY)).tier is None


def test_one_that_may_still_be_worse_is_named_beside_the_one_that_governs() -> None:
    maybe = ruled("maybe", ("loss_share > 0.5", "loss"))
    found = strictest(under(STRICT, maybe))
    assert (ids(found.governs), ids(found.may_govern)) == (["strict"], ["maybe"])
    assert "- maybe 1: normal (at least normal, could be loss)" in found.explain()


def test_only_reviews_of_one_loan_on_one_day_are_compared() -> None:
    other = attrs.evolve(IMPAIRED, loan=attrs.evolve(IMPAIRED.loan, id="2"))
    later = review_under(IMPAIRED, [WATCH], as_of=AS_OF + timedelta(days=1))
    for reviews in ([], [*under(WATCH), *under(WATCH, file=other)], [*under(WATCH), *later]):
        with pytest.raises(InvalidValue, match="reviews"):
            strictest(reviews)


@given(st.permutations([WATCH, STRICT, TEN, OTHER, CARDS, NEEDY]))
def test_the_order_of_the_policies_does_not_matter(policies: list[Policy]) -> None:
    found = strictest(under(*policies))
    assert (found.tier, str(found.at_least), str(found.could_be)) == (None, "substandard", "loss")
    assert sorted(ids(found.may_govern)) == ["needy", "strict", "ten"]


# -- one due of 31 March under rules that count and bound differently

DUE = due(date(2024, 3, 31))
COUNTED = "[conventions]\nday_one = '{}'\n[[floor]]\nid = 'bad'\nwhen = '{}'\nat_least = '{}'"


@pytest.mark.parametrize(
    "scale, day_one, when, level, on",
    [
        ("sma-npa", "due_date", "days_past_due > 90", "npa", date(2024, 6, 29)),
        ("five-tier", "day_after_due", "days_past_due > 90", "substandard", date(2024, 6, 30)),
        ("npe", "day_after_due", "days_past_due > 90", "non_performing", date(2024, 6, 30)),
        (
            "five-tier",
            "day_after_due",
            "cumulative_days_past_due >= 90",
            "substandard",
            date(2024, 6, 29),
        ),
        ("ifrs-stages", "day_after_due", "days_past_due > 30", "stage_2", date(2024, 5, 1)),
        ("ifrs-stages", "day_after_due", "days_past_due >= 90", "stage_3", date(2024, 6, 29)),
    ],
)
def test_one_due_date_is_bad_on_another_day_under_each_rule(
    scale: str, day_one: str, when: str, level: str, on: date
) -> None:
    """Example T-CMP: the rules of five regulators, each in its own counting."""
    text = text_of(COUNTED.format(day_one, when, level), head=f"scale = '{scale}'")
    policy = Policy.from_text(text)
    file = claim("1", dues=DUE)
    for day, bad in ((on - timedelta(days=1), False), (on, True)):
        (found,) = review_under(file, [policy], as_of=day)
        assert (found.tier == policy.scale[level]) is bad
