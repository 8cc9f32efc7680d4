"""What holds of every condition, whatever it says."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import assume, given, reject
from hypothesis import strategies as st

from postloan.errors import InvalidCondition
from postloan.money import DIGITS
from postloan.rules.condition import Condition
from postloan.rules.evaluate import Value, evaluate
from postloan.rules.parse import MAX_LENGTH, parse
from postloan.rules.render import render
from postloan.rules.tree import And, Node, Not, Or, children
from postloan.testing.conditions import FACTS, TERMS, Words, checked, conditions, trees, values
from tests.as_python import as_python

Values = Mapping[str, Value]


@given(trees())
def test_a_tree_that_is_written_and_read_again_is_the_same(tree: Node) -> None:
    assert parse(render(tree)) == tree


@given(trees())
def test_what_is_written_is_a_python_expression(tree: Node) -> None:
    ast.parse(f"({render(tree)})", mode="eval")


@given(trees())
def test_every_part_knows_where_it_stands(tree: Node) -> None:
    text = render(tree)

    def spans_hold(node: Node) -> bool:
        start, end = node.span
        return parse(f"({text[start:end]})") == node and all(map(spans_hold, children(node)))

    assert spans_hold(parse(text))


@given(conditions(), values(known=True))
def test_where_everything_is_known_it_means_what_python_means(text: str, known: Values) -> None:
    assert evaluate(checked(text), known) == as_python(text, known)


@given(conditions(), values(), values(known=True))
def test_learning_what_was_unknown_never_overturns_an_answer(
    text: str, some: dict[str, Value], rest: dict[str, Value]
) -> None:
    tree = checked(text)
    before = evaluate(tree, some)
    learnt = rest | {key: value for key, value in some.items() if value is not None}
    assert before is None or evaluate(tree, learnt) is before


@given(conditions(1), conditions(1), values())
def test_negation_turns_and_into_or(left: str, right: str, some: Values) -> None:
    a, b = checked(left), checked(right)
    assert evaluate(Not(And((a, b))), some) is evaluate(Or((Not(a), Not(b))), some)
    assert evaluate(Not(Or((a, b))), some) is evaluate(And((Not(a), Not(b))), some)
    assert evaluate(Not(Not(a)), some) is evaluate(a, some)


@given(conditions(1), conditions(1), values())
def test_the_order_of_operands_does_not_matter(left: str, right: str, some: Values) -> None:
    a, b = checked(left), checked(right)
    assert evaluate(And((a, b)), some) is evaluate(And((b, a)), some)
    assert evaluate(Or((a, b)), some) is evaluate(Or((b, a)), some)


@given(conditions(), values())
def test_an_unknown_answer_says_what_is_missing(text: str, some: Values) -> None:
    condition = Condition.read(text, Words())
    missing = condition.missing(some)
    assert bool(missing) == (condition.holds(some) is None)
    assert set(missing) <= set(condition.facts)
    assert all(some.get(key) is None for key in missing)


@given(conditions(), values())
def test_every_answer_has_its_reasons(text: str, some: Values) -> None:
    condition = Condition.read(text, Words())
    because = condition.because(some)
    assert because
    assert {key for reading in because for key, _ in reading.reads} <= set(condition.facts)
    assert all(value == some.get(key) for reading in because for key, value in reading.reads)


@given(conditions(), st.sampled_from(FACTS), values())
def test_only_the_facts_that_it_names_matter(text: str, name: str, some: dict[str, Value]) -> None:
    condition = Condition.read(text, Words())
    assume(name not in condition.facts)
    assert condition.holds(some) is condition.holds(some | {name: None})


LONGEST = Decimal("9" * DIGITS + "." + "9" * DIGITS)


@st.composite
def arithmetic(draw: st.DrawFn, leaves: int) -> str:
    """Generate sums and products of so many facts and numbers of the most digits."""
    if leaves == 1:
        return draw(st.sampled_from(("loss_share", "loan_to_value", str(LONGEST))))
    left = draw(st.integers(1, leaves - 1))
    one, other = draw(arithmetic(left)), draw(arithmetic(leaves - left))
    shape = draw(st.sampled_from(("{} + {}", "({} - {})", "({}) * ({})", "max({}, {})")))
    return shape.format(one, other) + draw(st.sampled_from(("", f" / {LONGEST}")))


@given(st.integers(1, 9).flatmap(arithmetic), st.integers(1, 9).flatmap(arithmetic))
def test_no_number_within_bounds_is_too_long_to_be_exact(left: str, right: str) -> None:
    text = f"{left} > {right}"
    tree = read(text)
    if isinstance(tree, InvalidCondition):  # because it would be too long
        assert tree.problem == "this arithmetic is too long to be exact; shorten it"
        reject()
    facts = {"loss_share": LONGEST, "loan_to_value": -LONGEST}
    assert evaluate(tree, facts) is as_python(text, facts)


PIECES = (*"abz_09.,()<>=!+-*/\"'\\ \n\t[]{}%&|:#@", *TERMS, " and ", " or ", "not ", " in ")
STRANGE = ("（", "天", "é", "²", "\u0301", "\ud800", "\x00", "\u3000", "\N{PILE OF POO}")
MANY = st.lists(st.sampled_from(PIECES + STRANGE), max_size=20).map("".join)


def read(text: str) -> Node | InvalidCondition:
    try:
        return checked(text)
    except InvalidCondition as error:
        return error


def fits(error: InvalidCondition, text: str) -> bool:
    return error.text == text and 0 <= error.start < error.end <= len(text) + 1


@given(MANY | st.text() | st.binary().map(lambda data: data.decode("latin-1")))
def test_any_text_can_be_read_or_is_refused(text: str) -> None:
    try:
        tree = parse(text)
    except InvalidCondition as error:
        refused = error
    else:
        ast.parse(f"({text}\n)", mode="eval")
        assert parse(render(tree)) == tree
        return
    assert fits(refused, text)


@given(conditions(), st.data())
def test_a_condition_with_a_part_changed_is_read_or_refused(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 3))
    changed = text[:at] + data.draw(MANY) + text[at + length :]
    found = read(changed)
    if isinstance(found, InvalidCondition):
        assert fits(found, changed)
    else:
        assert evaluate(found, {}) in (True, False, None)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 10_000,
        "(" * 39 + "x" + ")" * 39 + "+" + "(" * 41,
        "not " * 900 + "x",
        "-" * 3000 + "1",
        "9" * 3999,
        "x + " * 900 + "x",
        "min(" * 500,
        "x in (" + "1, " * 1200 + ")",
        "x " * (MAX_LENGTH // 2) + "xx",
        "1" * 10**6,
        "0." + "1" * 60,
        "x > 1e999999999",
    ],
    ids=range(12),
)
def test_a_text_that_asks_for_too_much_is_refused(text: str) -> None:
    with pytest.raises(InvalidCondition):
        parse(text)
