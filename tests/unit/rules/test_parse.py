"""What the language refuses, and how it says so."""

from __future__ import annotations

import sys
from collections.abc import Callable
from decimal import Decimal

import pytest

from postloan.errors import InvalidCondition
from postloan.money import DIGITS
from postloan.rules.parse import MAX_DEPTH, MAX_LENGTH, MAX_NODES, parse
from postloan.rules.render import render
from postloan.rules.tree import Literal, Name

REFUSED = [
    ("", "a condition is expected", 0, 1),
    ("   ", "a condition is expected", 0, 1),
    ("a >", "something is missing at the end", 3, 4),
    ("a > > b", "a fact, a number, a string", 4, 5),
    ("a = 1", 'compare with "=="', 2, 3),
    ("a && b", 'write "and"', 2, 3),
    ("a | b", 'write "or"', 2, 3),
    ("!a", 'write "not" or "!="', 0, 1),
    ("a.b", "a fact is one name", 1, 2),
    ("a[0]", "nothing can be indexed", 1, 2),
    ("a > 50%", "write 0.5 for 50 %", 6, 7),
    ("a ＞ 90", 'write ">"', 2, 3),
    ("a == “x”", "write plain quotes", 5, 6),
    ("a ? b", "'?' has no place in a condition", 2, 3),
    ('a == "x', "this string has no end", 5, 6),
    ('a == "x\x00"', "this string has no end", 5, 6),
    ('a == "x\\n"', "a string has no escapes", 5, 10),
    ('a == f"x"', "a string has no prefix", 5, 9),
    ("a b", "the condition should end here", 2, 3),
    ("a if b else c", '"if" is not part of the language', 2, 4),
    ("lambda", '"lambda" is not part of the language', 0, 6),
    ("a > class", '"class" is not part of the language', 4, 9),
    ("a is None", '"is" is not part of the language', 2, 4),
    ("a == None", "known(fact) asks for it", 5, 9),
    ("a == null", "known(fact) asks for it", 5, 9),
    ("a == none", "known(fact) asks for it", 5, 9),
    ("a == nan", "known(fact) asks for it", 5, 8),
    ("a² > 1", "a name has letters, digits and _ only", 0, 2),
    ("a in b", 'after "in", a list such as', 5, 6),
    ("a in (1)", "a list of one is written (choice,)", 5, 8),
    ("a in ()", "a fact, a number, a string", 6, 7),
    ("a in (1, 2", '"," or ")" is expected', 10, 11),
    ("a not b", 'after "not" here, "in" is expected', 6, 7),
    ("a < b in (1,)", '"in" cannot be chained', 6, 8),
    ("a < b not in (1,)", '"in" cannot be chained', 6, 9),
    ("(a", '")" is expected', 2, 3),
    ("max(a, b", '"," or ")" is expected', 8, 9),
    ("mx(a, b)", "three functions: min, max and known; did you mean max", 0, 2),
    ("a > 007", "a number is written like 90, 1_000_000 or 0.5", 4, 7),
    ("a > 1e3", "a number is written like", 4, 7),
    ("a > 1.", "a number is written like", 4, 6),
    ("a > 90days", "a number is written like", 4, 10),
    ("a > 0x5a", "a number is written like", 4, 8),
    ("a > " + "1" * 41, "at most 40 digits on each side", 4, 45),
    ("a > 0." + "1" * 41, "at most 40 digits on each side", 4, 47),
]


@pytest.mark.parametrize("text, problem, start, end", REFUSED, ids=range(len(REFUSED)))
def test_a_fault_is_named_with_its_characters(
    text: str, problem: str, start: int, end: int
) -> None:
    with pytest.raises(InvalidCondition) as caught:
        parse(text)
    assert problem in caught.value.problem
    assert (caught.value.start, caught.value.end) == (start, end)


def test_the_caret_stands_under_the_fault_after_chinese_text() -> None:
    with pytest.raises(InvalidCondition) as caught:
        parse("product == '贷款' ? 1")
    assert str(caught.value).splitlines()[1:] == [
        "product == '贷款' ? 1",
        "            \u3000\u3000  ^",
    ]


def test_a_condition_may_take_several_lines() -> None:
    assert parse("a > 1\n\tand\r\n  b") == parse("a > 1 and b")


@pytest.mark.parametrize(
    "text, written",
    [
        ("((a))", "a"),
        ("a>1_000", "a > 1000"),
        ("not (not a)", "not not a"),
        ("(a or b) and c", "(a or b) and c"),
        ("a or (b and c)", "a or b and c"),
        ("a or b and not c or d and e", "a or b and not c or d and e"),
        ("a - (b - c)", "a - (b - c)"),
        ("(a + b) * c + a * (b - c)", "(a + b) * c + a * (b - c)"),
        ("(a * b) - (b / c) - -a * -b", "a * b - b / c - -a * -b"),
        ("a / (b * c) * a", "a / (b * c) * a"),
        ("(a - b) - c", "a - b - c"),
        ("-(a * b)", "-(a * b)"),
        ("'it' in (x,)", '"it" in (x,)'),
        ("x == 'say \"it\"'", "x == 'say \"it\"'"),
        ("x not in (1, 2,)", "x not in (1, 2)"),
        ("True == false", "true == false"),
        ("a > 0.50", "a > 0.50"),
        ("a > 0.0000001", "a > 0.0000001"),
    ],
)
def test_the_canonical_text_has_no_more_parentheses_than_it_needs(text: str, written: str) -> None:
    assert render(parse(text)) == written


def test_the_digits_of_a_number_are_counted_without_what_groups_them() -> None:
    assert parse("1" + "_1" * (DIGITS - 1)) == Literal(int("1" * DIGITS))


def test_true_is_not_the_number_one() -> None:
    assert parse("true") != parse("1")
    assert Literal(Decimal("1.0")) == Literal(1)


def test_depth_and_nodes_may_reach_their_bounds() -> None:
    parse("(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH)
    parse("<".join("a" * (MAX_NODES - 1)))
    with pytest.raises(InvalidCondition, match="at most 1000 names"):
        parse("<".join("a" * MAX_NODES))


def test_the_length_may_reach_its_bound_and_a_longer_text_is_shown_shortened() -> None:
    text = "a" + " " * (MAX_LENGTH - 1)
    assert parse(text) == Name("a")
    with pytest.raises(InvalidCondition, match="at most 4000 characters, not 4001") as caught:
        parse(text + " ")
    assert (caught.value.text, caught.value.start, caught.value.end) == (f"{text[:40]}…", 0, 1)


@pytest.mark.parametrize(
    "part", ["(a)", "not a", "-a > 0", "a + b > 0", "a * b > 0", "max(a, b) > 0"]
)
def test_the_depth_of_one_part_is_not_the_next_one_s(part: str) -> None:
    text = "(" * (MAX_DEPTH - 1) + f"{part} and {{}}" + ")" * (MAX_DEPTH - 1)
    parse(text.format("(a)"))
    with pytest.raises(InvalidCondition, match="nests at most 40 levels"):
        parse(text.format("((a))"))


@pytest.mark.parametrize("part", ["(a)", "-a", "max(a, b)"])
def test_the_depth_of_one_factor_is_not_the_next_one_s(part: str) -> None:
    text = "(" * (MAX_DEPTH - 2) + f"{part} * {{}}" + ")" * (MAX_DEPTH - 2)
    parse(text.format("(a)"))
    with pytest.raises(InvalidCondition, match="nests at most 40 levels"):
        parse(text.format("((a))"))


def test_a_text_for_which_no_stack_is_left_is_refused_as_a_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(_: object) -> None:
        raise RecursionError

    monkeypatch.setattr("postloan.rules.parse._Parser.whole", full)
    with pytest.raises(InvalidCondition, match="no room left on the stack") as caught:
        parse("a > 1")
    assert (caught.value.text, caught.value.start, caught.value.end) == ("a > 1", 0, 1)


def test_a_caller_that_is_deep_itself_is_told_so() -> None:
    text = "(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH

    def deep(levels: int) -> None:
        parse(text) if levels == 0 else deep(levels - 1)

    room = sys.getrecursionlimit()
    levels = next(n for n in range(room, 0, -1) if not overflows(deep, n))
    with pytest.raises(InvalidCondition, match="no room left on the stack"):
        deep(levels)


def overflows(deep: Callable[[int], None], levels: int) -> bool:
    try:
        deep(levels)
    except RecursionError:
        return True
    except InvalidCondition:
        return False
    return False
