"""A fact takes values of its kind and range, and refuses every other."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan.errors import InvalidFact, InvalidValue
from postloan.facts.fact import Fact, FactValue
from postloan.money import Money
from postloan.tiers import FIVE_TIER, Scale, Tier
from postloan.units import Kind

LOSS = FIVE_TIER["loss"]
TWO = Scale("two", ("good", "loss"))


def fact(kind: Kind, *, minimum: int | None = None, maximum: int | None = None) -> Fact[FactValue]:
    values = ("left", "right") if kind == "enum" else ()
    return Fact(
        name="it", kind=kind, meaning="It.", values=values, minimum=minimum, maximum=maximum
    )


@pytest.mark.parametrize(
    "kind, value",
    [
        ("bool", True),
        ("count", 3),
        ("days", -1),
        ("months", 12),
        ("ratio", Decimal("0.5")),
        ("money", Money(Decimal(1), "CNY")),
        ("enum", "left"),
        ("code", "working_capital"),
        ("tier", LOSS),
    ],
)
def test_a_value_of_its_kind_comes_back_as_it_is(kind: Kind, value: FactValue) -> None:
    assert fact(kind).checked(value, FIVE_TIER) == value


def test_a_whole_number_serves_as_a_ratio_and_becomes_a_decimal() -> None:
    assert type(fact("ratio").checked(2)) is Decimal


def test_the_id_of_a_level_serves_as_a_tier_of_the_scale() -> None:
    assert fact("tier").checked("loss", FIVE_TIER) == LOSS


def test_a_tier_needs_no_scale() -> None:
    assert fact("tier").checked(LOSS) == LOSS


@pytest.mark.parametrize(
    "kind, value, allowed",
    [
        ("bool", 1, "true or false"),
        ("count", True, "a count as an int"),
        ("days", Decimal(1), "days as an int"),
        ("months", 10**13, "months as an int"),
        ("ratio", 0.5, "a ratio as a finite Decimal or an int (never a float)"),
        ("ratio", Decimal("NaN"), "a ratio as a finite Decimal or an int (never a float)"),
        ("money", Decimal(1), "Money, with its currency"),
        ("enum", "up", "one of left, right"),
        ("enum", None, "a word that is not empty"),
        ("code", "", "a word that is not empty"),
        ("tier", TWO["loss"], "a tier of five-tier"),
        ("tier", Tier(scale="five-tier", id="worse", rank=9), "a tier of five-tier"),
        ("tier", "worse", "one of normal, special_mention, substandard, doubtful, loss"),
        ("tier", 4, "one of normal, special_mention, substandard, doubtful, loss"),
    ],
)
def test_another_value_is_refused_with_what_is_allowed(
    kind: Kind, value: object, allowed: str
) -> None:
    with pytest.raises(InvalidFact) as caught:
        fact(kind).checked(value, FIVE_TIER)
    assert (caught.value.fact, caught.value.allowed) == ("it", allowed)


def test_without_a_scale_a_level_is_refused() -> None:
    with pytest.raises(InvalidFact, match="must be a Tier"):
        fact("tier").checked("loss")


@pytest.mark.parametrize(
    "least, most, words",
    [(0, None, " of at least 0"), (None, 1, " of at most 1"), (0, 1, " from 0 to 1")],
)
def test_the_range_is_part_of_what_is_allowed(
    least: int | None, most: int | None, words: str
) -> None:
    with pytest.raises(InvalidFact, match=f"a value{words};"):
        fact("ratio", minimum=least, maximum=most).checked(-1 if least == 0 else 2)
    with pytest.raises(InvalidFact, match=f"days as an int{words};"):
        fact("days", minimum=least, maximum=most).checked("3")


@given(st.integers(-5, 5), st.sampled_from(["count", "ratio", "money"]))
def test_both_ends_of_a_range_are_in_it(number: int, kind: Kind) -> None:
    value = Money(number, "CNY") if kind == "money" else number
    try:
        fact(kind, minimum=-2, maximum=3).checked(value)
    except InvalidFact:
        assert not -2 <= number <= 3
    else:
        assert -2 <= number <= 3


@pytest.mark.parametrize(
    "field, value",
    [
        ("name", "not a name"),
        ("name", 5),
        ("kind", "number"),
        ("kind", "colour"),
        ("source", "guess"),
        ("values", ("left", "right")),
        ("silence", True),
        ("worse", "up"),
    ],
)
def test_a_fact_is_checked_at_birth(field: str, value: object) -> None:
    changes: dict[str, Any] = {field: value}
    with pytest.raises(InvalidValue) as caught:
        attrs.evolve(fact("bool"), **changes)
    assert (caught.value.owner, caught.value.field) == ("Fact", field)


def test_only_a_bool_can_mean_none_when_nobody_recorded_it() -> None:
    with pytest.raises(InvalidValue, match="silence must be None, or False in a bool"):
        Fact[int](name="it", kind="days", meaning="It.", silence=False)


def test_words_get_worse_in_no_direction() -> None:
    with pytest.raises(InvalidValue, match="None for words"):
        Fact[str](name="it", kind="code", meaning="It.", worse="higher")


def test_an_enum_has_words() -> None:
    with pytest.raises(InvalidValue, match="words in an enum"):
        Fact[str](name="it", kind="enum", meaning="It.")
