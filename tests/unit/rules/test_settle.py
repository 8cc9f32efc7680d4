"""Partial evaluation: what is left says the same, and asks no more than is still open."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan.rules.evaluate import Value, evaluate
from postloan.rules.settle import settle
from postloan.rules.tree import Literal
from postloan.testing.conditions import FACTS, checked, conditions, values


@given(conditions(), values(), values(known=True), st.sets(st.sampled_from(FACTS)))
def test_what_is_left_says_the_same_whatever_is_still_unknown(
    text: str, rest: Mapping[str, Value], known: Mapping[str, Value], settled: set[str]
) -> None:
    tree = checked(text)
    some = {key: known[key] for key in settled}
    together = {**rest, **some}
    assert evaluate(settle(tree, some), together) is evaluate(tree, together)


@given(conditions(), values(known=True))
def test_where_all_is_known_true_or_false_is_left(text: str, known: Mapping[str, Value]) -> None:
    tree = checked(text)
    assert settle(tree, known) == Literal(evaluate(tree, known) is True)


@pytest.mark.parametrize(
    "text, left",
    [
        ("lawsuit", "true"),
        ("not lawsuit", "false"),
        ("credit_impaired", "credit_impaired"),
        ("not credit_impaired", "not credit_impaired"),
        ("lawsuit and credit_impaired", "credit_impaired"),
        ("not lawsuit and credit_impaired", "false"),
        ("lawsuit or credit_impaired", "true"),
        ("not lawsuit or credit_impaired", "credit_impaired"),
        ("lawsuit and not (not lawsuit or previous_tier < loss)", "true"),
        (
            "lawsuit and credit_impaired and loss_share > 0.5",
            "credit_impaired and loss_share > 0.5",
        ),
        ("lawsuit == credit_impaired or previous_tier > loss", "lawsuit == credit_impaired"),
        ("true and credit_impaired", "credit_impaired"),
        ("not (lawsuit and credit_impaired)", "not credit_impaired"),
    ],
)
def test_only_what_is_still_open_is_left(text: str, left: str) -> None:
    assert settle(checked(text), {"lawsuit": True, "previous_tier": 4}) == checked(left)


def test_what_reads_all_that_is_known_and_no_more_is_settled() -> None:
    assert settle(checked("lawsuit"), {"lawsuit": True}) == Literal(True)
