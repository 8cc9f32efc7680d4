"""The tiers on record: the last one, and whether the last change was a fall."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan.errors import InvalidValue
from postloan.facts.fact import FactValue
from postloan.facts.history import history_facts, tier_history
from postloan.model.records import TierRecord
from postloan.scales import SCALES
from postloan.tiers import FIVE_TIER, Scale
from tests.worked.loans import tier

MAR, JUN, SEP, DEC = date(2024, 3, 31), date(2024, 6, 30), date(2024, 9, 30), date(2024, 12, 31)
YEAR = (MAR, JUN, SEP, DEC)
TODAY = date(2025, 1, 31)


def facts(*records: TierRecord, before: date = TODAY) -> dict[str, FactValue | None]:
    past = tier_history(records, dimension="classification", scale=FIVE_TIER, before=before)
    return {name: value for name, value, _ in history_facts(past, FIVE_TIER)}


def reasons(*records: TierRecord) -> dict[str, str]:
    past = tier_history(records, dimension="classification", scale=FIVE_TIER, before=TODAY)
    return {name: reason for name, _, reason in history_facts(past, FIVE_TIER)}


def history(*levels: str) -> dict[str, FactValue | None]:
    return facts(*(tier(level, on) for level, on in zip(levels, YEAR, strict=False)))


def test_without_history_it_is_the_best_level_never_classified_and_never_fallen() -> None:
    assert facts() == {
        "classified_before": False,
        "previous_tier": FIVE_TIER.best,
        "previous_tier_fell": False,
    }


def test_the_first_tier_on_record_is_no_fall() -> None:
    assert history("loss") == {
        "classified_before": True,
        "previous_tier": FIVE_TIER.worst,
        "previous_tier_fell": False,
    }


@pytest.mark.parametrize(
    "levels, fell",
    [
        (("normal", "loss"), True),
        (("normal", "loss", "loss"), True),
        (("loss", "normal"), False),
        (("normal", "loss", "doubtful"), False),
        (("loss", "normal", "doubtful", "doubtful"), True),
        (("normal", "normal"), False),
    ],
)
def test_the_last_change_says_whether_it_fell(levels: tuple[str, ...], fell: bool) -> None:
    assert history(*levels)["previous_tier_fell"] is fell


def test_a_tier_of_the_day_itself_is_not_of_before() -> None:
    record = tier("loss", MAR)
    assert facts(record, before=MAR)["classified_before"] is False
    assert facts(record, before=MAR + timedelta(1))["classified_before"] is True


def test_another_dimension_has_its_own_history() -> None:
    assert facts(tier("loss", MAR, dimension="watch"))["classified_before"] is False


def test_two_tiers_of_one_day_are_not_known() -> None:
    records = tier("normal", MAR), tier("loss", JUN), tier("doubtful", JUN)
    assert facts(*records) == {
        "classified_before": True,
        "previous_tier": None,
        "previous_tier_fell": None,
    }
    assert reasons(*records)["previous_tier"] == f"two tiers are on record for {JUN}"
    assert reasons(*records)["previous_tier_fell"] == f"two tiers are on record for {JUN}"


def test_one_tier_recorded_twice_on_a_day_is_known() -> None:
    assert facts(tier("loss", MAR), tier("loss", MAR))["previous_tier"] == FIVE_TIER["loss"]


def test_of_one_day_the_tier_that_became_known_last_stands() -> None:
    records = tier("normal", MAR), tier("loss", MAR, known_on=JUN)
    assert facts(*records)["previous_tier"] == FIVE_TIER["loss"]


def test_a_tier_of_another_scale_is_not_known() -> None:
    record = tier("good", MAR, scale="two")
    assert facts(record)["previous_tier"] is None
    assert reasons(record)["previous_tier"] == "on record as good of two, not five-tier"


def test_after_another_scale_a_fall_is_known_once_the_tier_has_changed_on_this_one() -> None:
    foreign = tier("good", MAR, scale="two")
    same = facts(foreign, tier("doubtful", JUN), tier("doubtful", SEP))
    fallen = facts(foreign, tier("doubtful", JUN), tier("loss", SEP))
    assert (same["previous_tier"], same["previous_tier_fell"]) == (FIVE_TIER["doubtful"], None)
    assert fallen["previous_tier_fell"] is True


@given(
    st.lists(
        st.builds(
            tier,
            st.sampled_from([level.id for level in FIVE_TIER]),
            st.sampled_from(YEAR),
            known_on=st.sampled_from(YEAR),
        ),
        max_size=6,
    ).flatmap(lambda records: st.tuples(st.just(records), st.permutations(records)))
)
def test_the_order_of_records_does_not_matter(
    orders: tuple[list[TierRecord], list[TierRecord]],
) -> None:
    one, other = orders
    assert facts(*one) == facts(*other)


# -- records on another scale

TEN = SCALES["ten-level-a"]


def past_on(scale: Scale, *records: TierRecord) -> tuple[object, str]:
    (past,) = tier_history(records, dimension="classification", scale=scale, before=SEP)
    return (None if past.tier is None else past.tier.id), past.problem


def test_a_tier_of_a_finer_scale_is_mapped_down() -> None:
    record = tier("substandard_2", MAR, scale="ten-level-a")
    assert past_on(FIVE_TIER, record) == ("substandard", "")


def test_a_tier_of_a_coarser_scale_is_its_best_level() -> None:
    maps = {f"o{level.rank}": level.id for level in TEN}
    own = Scale("own", maps, coarser=TEN, maps=maps)
    assert past_on(TEN, tier("substandard", MAR)) == ("substandard_1", "")
    assert past_on(own, tier("substandard", MAR)) == ("o5", "")
    assert past_on(own, tier("doubtful_2", MAR, scale="ten-level-a")) == ("o8", "")


def test_a_tier_of_an_unrelated_scale_is_not_known() -> None:
    record = tier("normal_5", MAR, scale="ten-level-b")
    assert past_on(TEN, record) == (None, "on record as normal_5 of ten-level-b, not ten-level-a")


def test_two_records_of_a_day_on_two_scales_agree_where_they_map_to_one_tier() -> None:
    fine = tier("substandard_2", MAR, scale="ten-level-a")
    assert past_on(FIVE_TIER, fine, tier("substandard", MAR)) == ("substandard", "")
    assert past_on(FIVE_TIER, fine, tier("loss", MAR))[1].startswith("two tiers are on record")


def test_a_record_on_a_shipped_scale_has_one_of_its_levels() -> None:
    with pytest.raises(InvalidValue, match="a level of ten-level-a"):
        tier("substandard", MAR, scale="ten-level-a")
