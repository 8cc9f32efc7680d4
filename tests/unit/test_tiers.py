"""Scales and tiers: ordered, best first; tiers of two scales do not compare."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan.errors import InvalidValue, UnknownName
from postloan.tiers import FIVE_TIER, SCALES, Scale, Tier, scale_named

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
    with pytest.raises(UnknownName, match="there are five-tier"):
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
