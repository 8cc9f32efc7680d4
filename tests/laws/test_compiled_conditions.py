"""What is compiled answers as the reference evaluator does, unknowns included."""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan.rules.compiler import compile_condition
from postloan.rules.condition import Condition
from postloan.rules.emit import Emitter
from postloan.rules.evaluate import Value, evaluate
from postloan.testing.conditions import Words, conditions, values

WORDS = Words()


@given(conditions(), st.lists(values(), min_size=1, max_size=5))
def test_a_compiled_condition_answers_as_the_walk_over_its_tree(
    text: str, cases: list[Mapping[str, Value]]
) -> None:
    condition = Condition.read(text, WORDS, known_allowed=True)
    compiled = compile_condition(condition.tree, condition.facts)
    for case in cases:
        assert compiled(case) is evaluate(condition.tree, case)


@pytest.mark.parametrize(
    "text",
    [
        "known(lawsuit)",
        "true",
        "not false or lawsuit",
        "product in ('card', 'loan')",
        "product not in ('card', 'loan')",
        "days_past_due in (1, 2.5)",
        "borrower_kind == 'corporate' or borrower_kind != 'individual'",
        "max(days_past_due, 5) > 3",
        "min(days_past_due, interest_days_past_due) * 2 > -3",
        "days_past_due / 3 >= interest_days_past_due / 7 + 0.5",
        "days_past_due / 2 > 0.5",
        "0.5 < days_past_due / 2",
        "days_past_due / 2 * (loss_share / 5) > 0.1",
        "loss_share * outstanding > principal - outstanding / 3",
        "lawsuit == credit_impaired",
        "previous_tier >= substandard",
    ],
)
def test_every_form_answers_as_the_walk_over_its_tree(text: str) -> None:
    condition = Condition.read(text, WORDS, known_allowed=True)
    choices: list[list[tuple[str, Value]]] = [
        [(key, value) for value in _some(key)] for key in condition.facts
    ]
    for case in _combinations(choices):
        assert condition.holds(case) is evaluate(condition.tree, case)


def _some(key: str) -> tuple[Value, ...]:
    if key in ("lawsuit", "credit_impaired"):
        return (None, True, False)
    if key in ("product", "borrower_kind"):
        return (None, "card", "individual", "corporate")
    return (None, 0, 1, 4)


def _combinations(choices: list[list[tuple[str, Value]]]) -> list[dict[str, Value]]:
    cases: list[dict[str, Value]] = [{}]
    for options in choices:
        cases = [{**case, key: value} for case in cases for key, value in options]
    return cases


def test_a_traceback_shows_the_condition() -> None:
    condition = Condition.read("days_past_due > 90", WORDS)
    with pytest.raises(TypeError) as caught:
        condition.holds({"days_past_due": "ninety"})
    assert "value_0 > 90" in "".join(traceback.format_tb(caught.value.__traceback__))


def test_the_source_can_be_read_line_by_line() -> None:
    condition = Condition.read("lawsuit or days_past_due > 90", WORDS)
    lines = inspect.getsource(compile_condition(condition.tree, condition.facts)).splitlines()
    assert lines[:4] == [
        "def holds(values):",
        "    get = values.get",
        "    value_0 = get('lawsuit')",
        "    value_1 = get('days_past_due')",
    ]


def test_one_and_true_are_two_constants_though_they_are_equal() -> None:
    emitter = Emitter({})
    one, true = emitter.constant(1), emitter.constant(True)
    assert (emitter.globals[one], emitter.globals[true]) == (1, True)
    assert (emitter.constant(1), emitter.constant(True)) == (one, true)
    assert one != true
