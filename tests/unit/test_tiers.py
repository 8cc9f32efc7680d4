"""Scales and tiers: ordered, best first; a finer scale maps to a coarser one as a whole."""

from __future__ import annotations

import pickle
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan.citation import GRADES
from postloan.errors import InvalidValue, UnknownName
from postloan.scales import SCALES, scale_named
from postloan.tiers import FIVE_TIER, MAX_LINEAGE, Scale, Tier, scheme_faults

TEN = Scale("ten", ["a1", "a2", "b"], labels={"a1": "A*"}, labels_zh={"b": "乙"})

tiers = st.sampled_from(FIVE_TIER.tiers)


@given(tiers, tiers)
def test_worse_is_greater(one: Tier, other: Tier) -> None:
    assert (one > other) == (one.rank > other.rank)
    assert (one >= other) == (one.rank >= other.rank)
    assert (one < other) == (one.rank < other.rank)
    assert (one <= other) == (one.rank <= other.rank)
    assert (one == other) == (one.rank == other.rank)


def test_a_tier_compares_with_tiers_of_its_own_scale_only() -> None:
    assert FIVE_TIER.best != TEN.best
    with pytest.raises(InvalidValue, match="as the tier beside"):
        _ = FIVE_TIER.best < TEN.best
    with pytest.raises(TypeError, match="with a tier only, not int"):
        _ = FIVE_TIER.best < 1  # type: ignore[operator]


def test_a_scale_is_a_sequence_of_its_tiers_by_id() -> None:
    assert [str(tier) for tier in TEN] == ["a1", "a2", "b"]
    assert (TEN.best, TEN.worst) == (TEN["a1"], TEN["b"])
    assert "a2" in TEN
    assert "c" not in TEN
    assert len(TEN) == 3
    assert TEN.between(TEN["a2"], TEN["b"]) == (TEN["a2"], TEN["b"])
    assert (TEN["a1"].label, TEN["a1"].label_zh, TEN["b"].label_zh) == ("A*", "", "乙")
    assert repr(TEN) == "Scale('ten', ['a1', 'a2', 'b'])"
    assert repr(TEN["b"]) == "<Tier b of ten>"


def test_an_unknown_level_or_scale_names_those_there_are() -> None:
    with pytest.raises(UnknownName, match="no tier of five-tier 'los'; did you mean loss"):
        FIVE_TIER["los"]
    with pytest.raises(UnknownName, match="no scale 'ten'"):
        scale_named("ten")
    assert scale_named("five-tier") is SCALES["five-tier"] is FIVE_TIER


@pytest.mark.parametrize(
    "levels, allowed",
    [
        (["a"], "at least two different levels"),
        (["a", "a"], "at least two different levels"),
        (["a", "b c"], "an identifier"),
        (["a", "乙"], "an identifier"),
        (["a", 1], "an identifier"),
    ],
)
def test_levels_are_two_or_more_different_identifiers(levels: list[str], allowed: str) -> None:
    with pytest.raises(InvalidValue, match=allowed):
        Scale("x", levels)


def test_a_label_is_for_a_level_that_is_there() -> None:
    with pytest.raises(InvalidValue, match="for one of a, b"):
        Scale("x", ["a", "b"], labels={"c": "C"})


def test_a_scale_survives_pickling_with_its_labels() -> None:
    back = pickle.loads(pickle.dumps(TEN))  # noqa: S301 -- our own
    assert back == TEN
    assert [tier.label for tier in back] == [tier.label for tier in TEN]
    assert [tier.label_zh for tier in back] == [tier.label_zh for tier in TEN]


def refused(make: Callable[[], object]) -> tuple[str, str, str]:
    """Return the owner, the field and the value that the refusal of `make` names."""
    with pytest.raises(InvalidValue) as caught:
        make()
    return caught.value.owner, caught.value.field, caught.value.value


def test_a_refusal_names_the_field_and_what_stood_there() -> None:
    two = Scale("two", ["hi", "lo"])
    assert refused(lambda: FIVE_TIER.best < TEN.best) == ("Tier", "scale", "'ten'")
    assert refused(lambda: Scale("x", ["a", "b c"])) == ("Scale", "levels", "'b c'")
    assert refused(lambda: Scale("x", ["a", "a"])) == ("Scale", "levels", "('a', 'a')")
    assert refused(lambda: Scale("x", ["a", "b"], {"c": "C"})) == ("Scale", "labels", "'c'")
    assert refused(lambda: two.coarse(TEN.best)) == ("Scale", "tier", "<Tier a1 of ten>")
    assert refused(lambda: two.sublevels(TEN.best)) == ("Scale", "tier", "<Tier a1 of ten>")
    assert refused(lambda: two.ranks_on(TEN)) == ("Scale", "coarser", "'ten'")
    maps = {"a": "hi", "b": "low"}
    assert refused(lambda: Scale("x", "ab", coarser=two, maps=maps)) == ("Scale", "tier", "'low'")


def test_what_is_not_stated_of_a_scale_is_empty() -> None:
    bare = Scale("x", ["a", "b"])
    assert (bare.title, bare.source, bare.grade) == ("", "", "")
    assert {(tier.label, tier.label_zh) for tier in bare} == {("", "")}
    assert [(tier.label, tier.label_zh) for tier in TEN] == [("A*", ""), ("", ""), ("", "乙")]


# -- finer scales

FINER = tuple(scale for scale in SCALES.values() if scale.coarser == FIVE_TIER)
TWENTY = Scale(
    "twenty",
    [f"l{number}" for number in range(20)],
    coarser=SCALES["ten-level-a"],
    maps={f"l{n}": SCALES["ten-level-a"].tiers[n // 2].id for n in range(20)},
)

finer = st.sampled_from((FIVE_TIER, *FINER, TWENTY))


def test_the_schemes_in_use_map_to_the_five_tiers_as_their_sources_say() -> None:
    counts = {
        scale.id: [len(scale.sublevels(tier)) for tier in FIVE_TIER]
        for scale in SCALES.values()
        if scale.coarser is not None
    }
    assert counts == {
        "ten-level-a": [3, 2, 2, 2, 1],
        "ten-level-b": [5, 2, 1, 1, 1],
        "ten-level-c": [3, 3, 2, 1, 1],
        "twelve-level-a": [4, 3, 2, 2, 1],
        "twelve-level-b": [5, 3, 2, 1, 1],
    }
    ten = SCALES["ten-level-b"]
    assert [tier.label for tier in ten][:2] == ["01", "02"]
    assert [tier.id for tier in ten][-4:] == [
        "special_mention_2",
        "substandard",
        "doubtful",
        "loss",
    ]
    assert ten["special_mention_2"].label_zh == "关注2"


def test_every_shipped_scale_says_what_it_is_and_how_that_is_known() -> None:
    for scale in SCALES.values():
        assert scale.title
        assert scale.source
        assert scale.grade in GRADES


def test_a_scheme_with_merged_tiers_is_refused() -> None:
    """A ten-level scheme seen in the field: 1-4, 5-6, 7-8, and 9-10 for doubtful and worse."""
    tiers = [*["normal"] * 4, *["special_mention"] * 2, *["substandard"] * 2, *["doubtful"] * 2]
    levels = [f"l{number}" for number in range(1, 11)]
    with pytest.raises(InvalidValue, match="each level of five-tier, and loss has none"):
        Scale("ten-level-d", levels, coarser=FIVE_TIER, maps=dict(zip(levels, tiers, strict=True)))


@pytest.mark.parametrize(
    "tiers, index, allowed",
    [
        (["hi", "lo", "hi"], 2, "no better for c than lo, that of b before it"),
        (["hi", "hi", "hi"], None, "at least one for each level of two, and lo has none"),
        (["hi", "middle", "lo"], 1, "the level of two that b maps to: hi, lo"),
        (["hi", None, "lo"], 1, "the level of two that b maps to: hi, lo"),
    ],
)
def test_a_fault_in_a_scheme_names_the_level(
    tiers: list[str | None], index: int | None, allowed: str
) -> None:
    two = Scale("two", ["hi", "lo"])
    (fault,) = scheme_faults(["a", "b", "c"], tiers, two)
    assert (fault.index, fault.allowed) == (index, allowed)
    expected = ("levels", ("a", "b", "c")) if index is None else ("tier", tiers[index])
    assert (fault.field, fault.value) == expected
    maps = {level: tier for level, tier in zip("abc", tiers, strict=True) if tier}
    with pytest.raises(InvalidValue, match=allowed):
        Scale("three", ["a", "b", "c"], coarser=two, maps=maps)


def test_fewer_levels_than_the_coarser_scale_are_refused() -> None:
    faults = scheme_faults(["a", "b"], ["normal", "loss"], FIVE_TIER)
    assert [fault.allowed.split(", and ")[1] for fault in faults] == [
        "special_mention has none",
        "substandard has none",
        "doubtful has none",
    ]


def test_a_name_means_the_same_on_both_scales() -> None:
    two = Scale("two", ["hi", "lo"])
    for levels, tiers in ((["lo", "b"], ["hi", "lo"]), (["a", "lo", "c"], ["hi", "lo", "lo"])):
        (fault,) = scheme_faults(levels, tiers, two)
        assert fault.allowed == "another name, or the only level that maps to lo of two"
    assert list(scheme_faults(["a", "b", "lo"], ["hi", "hi", "lo"], two)) == []
    far = scheme_faults(
        [f"x{n}" for n in range(19)] + ["normal"], [f"l{n}" for n in range(20)], TWENTY
    )
    assert [fault.value for fault in far] == ["normal"]


def test_every_fault_of_a_scheme_is_told() -> None:
    two = Scale("two", ["hi", "lo"])
    faults = [(f.index, f.field, f.value) for f in scheme_faults("abc", ["?", None, "hi"], two)]
    assert faults == [(0, "tier", "?"), (1, "tier", None), (None, "levels", ("a", "b", "c"))]
    (fault,) = scheme_faults("ab", ["hi", None], None)
    assert (fault.index, fault.field, fault.value) == (0, "tier", "hi")


def test_a_scale_alone_maps_to_nothing() -> None:
    with pytest.raises(InvalidValue, match="left out: nothing is coarser"):
        Scale("x", ["a", "b"], maps={"a": "normal"})
    with pytest.raises(InvalidValue, match="for one of a, b"):
        Scale("x", ["a", "b"], coarser=FIVE_TIER, maps={"c": "normal"})
    with pytest.raises(InvalidValue, match="a scale that it maps to"):
        SCALES["npe"].ranks_on(FIVE_TIER)


def test_a_long_line_of_scales_is_refused() -> None:
    scale = Scale("s0", ["a0", "b0"])
    for number in range(1, MAX_LINEAGE):
        ids = f"a{number}", f"b{number}"
        maps = dict(zip(ids, (tier.id for tier in scale), strict=True))
        scale = Scale(f"s{number}", ids, coarser=scale, maps=maps)
    assert len(scale.lineage) == MAX_LINEAGE
    with pytest.raises(InvalidValue, match="at most 8 scales that map to one another") as caught:
        Scale("more", ["a", "b"], coarser=scale, maps={"a": "a7", "b": "b7"})
    assert (caught.value.field, caught.value.value) == ("coarser", "'s7'")


@given(finer, tiers)
def test_mapping_down_a_lifted_tier_is_the_identity(scale: Scale, tier: Tier) -> None:
    assert scale.coarse(scale.lift(tier)) == tier
    assert scale.lift(tier) == min(scale.sublevels(tier))
    assert {scale.coarse(level) for level in scale.sublevels(tier)} == {tier}


@given(finer, tiers, tiers)
def test_lifting_and_mapping_down_keep_the_order(scale: Scale, one: Tier, other: Tier) -> None:
    assert (scale.lift(one) <= scale.lift(other)) == (one <= other)
    ranks = scale.ranks_on(FIVE_TIER)
    assert list(ranks) == sorted(ranks)
    assert set(ranks) == set(range(5))


def test_a_scale_two_steps_finer_maps_through_the_one_between() -> None:
    ten = SCALES["ten-level-a"]
    assert TWENTY.lineage == (TWENTY, ten, FIVE_TIER)
    assert TWENTY.refines(FIVE_TIER)
    assert not FIVE_TIER.refines(TWENTY)
    assert TWENTY.coarse(TWENTY["l19"], ten) == ten["loss"]
    assert (
        TWENTY.lift(ten["substandard_1"]) == TWENTY["l10"] == TWENTY.lift(FIVE_TIER["substandard"])
    )
    assert TWENTY.lift(TWENTY["l3"]) == TWENTY["l3"]
    with pytest.raises(InvalidValue, match="a tier of ten-level-a"):
        ten.lift(TWENTY["l3"])
    with pytest.raises(InvalidValue, match="a tier of ten-level-a"):
        ten.coarse(TWENTY["l3"])


def test_a_coarser_level_s_name_stands_for_its_best_level() -> None:
    ten = SCALES["ten-level-a"]
    assert ten.level("substandard") == ten["substandard_1"]
    assert ten.level("substandard_2") == ten["substandard_2"]
    assert ten.names()[-5:] == ("loss", "normal", "special_mention", "substandard", "doubtful")
    with pytest.raises(UnknownName, match="no tier of ten-level-a 'substandrad'; did you mean"):
        ten.level("substandrad")


@given(finer)
def test_a_finer_scale_survives_pickling(scale: Scale) -> None:
    back = pickle.loads(pickle.dumps(scale))  # noqa: S301 -- our own
    assert back == scale
    assert hash(back) == hash(scale)
    assert (back.lineage, back.title) == (scale.lineage, scale.title)
    assert (back.source, back.grade) == (scale.source, scale.grade)
