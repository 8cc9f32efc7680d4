"""Partial evaluation: what is left says the same."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from postloan.rules.evaluate import Value, evaluate
from postloan.rules.settle import settle
from postloan.rules.tree import Literal
from tests.laws.conditions import FACTS, checked, conditions, values


@given(conditions(), values(), st.sets(st.sampled_from(FACTS)))
def test_what_is_left_of_a_condition_says_the_same(
    text: str, facts: Mapping[str, Value], settled: set[str]
) -> None:
    known = {key: facts[key] for key in settled if facts.get(key) is not None}
    tree = checked(text)
    left = settle(tree, known)
    assert evaluate(left, facts) is evaluate(tree, facts)
    if all(facts.get(key) is not None for key in FACTS):
        assert settle(tree, dict(facts)) == Literal(evaluate(tree, facts) is True)
