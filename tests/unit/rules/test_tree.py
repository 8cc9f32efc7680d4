"""The tree: its names can be found, and what they stand for replaced, wherever they stand."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given

from postloan.rules.check import check
from postloan.rules.parse import parse
from postloan.rules.tree import facts_in, names_in, with_terms
from postloan.rules.vocabulary import Term
from postloan.testing.conditions import TERMS, Words, checked, conditions


def _moved(term: Term) -> Term:
    return attrs.evolve(term, key=f"other.{term.key}")


@given(conditions())
def test_every_name_s_term_is_replaced_and_nothing_else(text: str) -> None:
    tree = checked(text)
    changed = with_terms(tree, _moved)
    assert changed == tree
    assert [name.resolved for name in names_in(changed)] == [
        _moved(name.resolved) for name in names_in(tree)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "not (lawsuit and known(product))",
        "-max(days_past_due, 3 * interest_days_past_due) < days_past_due / 2 <= 90",
        "previous_tier in (doubtful, loss) or credit_impaired",
    ],
)
def test_a_term_is_replaced_in_every_kind_of_node(text: str) -> None:
    tree = checked(text, known_allowed=True)
    terms = [name.resolved for name in names_in(tree)]
    changed = with_terms(tree, _moved)
    assert [name.resolved for name in names_in(changed)] == [_moved(term) for term in terms]
    assert [name.resolved for name in names_in(tree)] == terms


def test_its_facts_are_neither_its_parameters_nor_its_levels() -> None:
    words = Words({**TERMS, "limit": Term(key="limit", role="parameter", kind="days")})
    text = "days_past_due > limit and (lawsuit or previous_tier == loss)"
    assert facts_in(check(parse(text), text, words)) == {
        "days_past_due",
        "lawsuit",
        "previous_tier",
    }
