"""A condition: what it reads, what decided, what is missing."""

from __future__ import annotations

from decimal import Decimal

import attrs
import pytest

from postloan.errors import InvalidCondition
from postloan.rules.condition import Condition
from postloan.rules.evaluate import Value
from postloan.rules.explain import Reading, deciding
from postloan.rules.parse import parse
from postloan.rules.vocabulary import Term
from postloan.testing.conditions import TERMS, Words

LIMIT = Words({**TERMS, "limit": Term(key="limit", role="parameter", kind="days")})
VALUES: dict[str, Value] = {"days_past_due": 91, "limit": 90, "loss_share": Decimal("0.4")}


def read(text: str) -> Condition:
    return Condition.read(text, LIMIT, known_allowed=True)


def test_it_tells_the_facts_and_parameters_it_reads_in_order() -> None:
    condition = read("lawsuit and days_past_due > limit or previous_tier == loss or lawsuit")
    assert condition.facts == ("lawsuit", "days_past_due", "previous_tier")
    assert condition.parameters == ("limit",)


def test_it_may_ask_what_is_known_only_where_that_is_allowed() -> None:
    with pytest.raises(InvalidCondition, match="a tier must not reward ignorance"):
        Condition.read("known(lawsuit)", LIMIT)
    assert read("known(lawsuit)").facts == ("lawsuit",)


def test_two_that_differ_in_spacing_only_are_equal() -> None:
    assert read("days_past_due>limit") == read("(days_past_due  >  limit)")
    assert str(read("lawsuit  ")) == "lawsuit  "


@pytest.mark.parametrize(
    "text, comparisons",
    [
        ("days_past_due > limit and loss_share < 1", ["days_past_due > limit", "loss_share < 1"]),
        ("days_past_due > limit or loss_share < 1", ["days_past_due > limit", "loss_share < 1"]),
        ("days_past_due > limit and loss_share > 1", ["loss_share > 1"]),
        ("not (days_past_due > limit and loss_share > 1)", ["loss_share > 1"]),
        ("lawsuit and (product == 'card' or loss_share > 1)", ["lawsuit", 'product == "card"']),
        ("lawsuit and not known(limit)", ["known(limit)"]),
        ("true", ["true"]),
    ],
)
def test_the_comparisons_that_decided_are_told(text: str, comparisons: list[str]) -> None:
    assert [reading.comparison for reading in read(text).because(VALUES)] == comparisons


def test_a_reading_carries_what_was_read() -> None:
    assert read("days_past_due > limit").because(VALUES) == (
        Reading(
            comparison="days_past_due > limit",
            truth=True,
            reads=(("days_past_due", 91), ("limit", 90)),
        ),
    )


def test_what_is_missing_stands_in_unknown_comparisons_only() -> None:
    condition = read("days_past_due > limit and lawsuit and max(loss_share, loan_to_value) > 0.5")
    assert condition.missing(VALUES) == ("lawsuit", "loan_to_value")
    assert condition.missing({**VALUES, "lawsuit": False}) == ()


def test_names_that_were_not_resolved_are_not_read() -> None:
    tree = attrs.evolve(read("true").tree)
    assert deciding(tree, {})[0].reads == ()
    assert Condition.of(parse("x"), "x").facts == ()
