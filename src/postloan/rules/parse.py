"""Text to tree: a scanner and a recursive-descent parser of our own.

The language is a strict subset of Python expressions: what it accepts, Python reads the same way
between parentheses, `true` and `false` being names there. Length, depth, nodes and digits are
bounded, so no text can hang it or exhaust memory, and every fault names its characters.

    or        and ("or" and)*
    and       not ("and" not)*
    not       "not" not | comparison
    comparison  sum (("<" | "<=" | "==" | "!=" | ">=" | ">") sum)*
              | sum ["not"] "in" "(" choice ("," choice)* [","] ")"
    sum       product (("+" | "-") product)*
    product   factor (("*" | "/") factor)*
    factor    "-" factor | atom
    atom      number | string | name | name "(" or ("," or)* ")" | "(" or ")"
"""

from __future__ import annotations

import re
from decimal import Decimal
from keyword import kwlist
from typing import Final, NoReturn, cast

from postloan.errors import InvalidCondition, nearest
from postloan.money import DIGITS
from postloan.rules.tree import (
    And,
    Arithmetic,
    Call,
    Compare,
    Comparison,
    Function,
    Literal,
    Member,
    Name,
    Negative,
    Node,
    Not,
    Operator,
    Or,
)

__all__ = ["MAX_DEPTH", "MAX_LENGTH", "MAX_NODES", "parse"]

MAX_LENGTH: Final = 4000
"""Characters a condition may have."""
MAX_DEPTH: Final = 40
"""Levels to which parentheses, `not`, `-` and arithmetic may nest."""
MAX_NODES: Final = 1000
"""Names, literals and operations a condition may have."""

_TOKEN = re.compile(
    r"""[ \t\r\n]*(?:
        (?P<number>[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9]+)?\w*)
      | (?P<name>[^\W\d]\w*)
      | (?P<string>"[^"\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]*"
                  |'[^'\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]*')
      | (?P<operator><=|>=|==|!=|[-+*/<>(),])
      | (?P<end>$)
      | (?P<other>.))""",
    re.VERBOSE | re.DOTALL,
)
_NUMBER = re.compile(r"(?:0|[1-9][0-9]*(?:_[0-9]+)*)(?:\.[0-9]+(?:_[0-9]+)*)?")
_COMPARISONS = ("<", "<=", "==", "!=", ">=", ">")
_FUNCTIONS = ("min", "max", "known")
_WORDS = {"true": True, "false": False, "True": True, "False": False}
_RESERVED = frozenset(("and", "or", "not", "in"))
_PYTHON = frozenset(kwlist) - _RESERVED - frozenset(("True", "False", "None"))
_HINTS = {
    "=": 'compare with "=="',
    "&": 'write "and"',
    "|": 'write "or"',
    "!": 'write "not" or "!="',
    ".": "attributes cannot be read; a fact is one name",
    "[": "nothing can be indexed",
    "%": "a percentage is a ratio: write 0.5 for 50 %",
    "＞": 'write ">"',
    "＜": 'write "<"',
    "（": 'write "("',
    "）": 'write ")"',
    "，": 'write ","',
    "“": "write plain quotes",
    "”": "write plain quotes",
}


def parse(text: str) -> Node:
    """Return the tree of the condition `text`, names not yet resolved.

    Raises:
        InvalidCondition: the text is not in the language, or passes a bound.

    >>> parse("days_past_due > 90")
    Compare(first=Name(id='days_past_due'), rest=(('>', Literal(value=90)),))
    """
    if len(text) > MAX_LENGTH:
        shortened = text[:40] + "…"
        raise InvalidCondition(
            shortened, 0, 1, f"a condition has at most {MAX_LENGTH} characters, not {len(text)}"
        )
    try:
        return _Parser(text).whole()
    except RecursionError:  # the bound on depth is met in time, unless the caller is deep itself
        raise InvalidCondition(
            text, 0, 1, "there is no room left on the stack to read it"
        ) from None


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.nodes = 0
        self.depth = 0
        self.ended = 0
        self.position = 0
        self.kind = self.value = ""
        self.start = 0
        self.advance()

    def fail(
        self, problem: str, span: tuple[int, int] | None = None, meant: tuple[str, ...] = ()
    ) -> NoReturn:
        start, end = span or (self.start, self.position)
        raise InvalidCondition(self.text, start, max(end, start + 1), problem, meant)

    def advance(self) -> str:
        """Take the token at hand, read the next, and return the one taken."""
        taken = self.value
        self.ended = self.position
        match = _TOKEN.match(self.text, self.position)
        if match is None or match.lastgroup is None:  # pragma: no cover -- the pattern is total
            self.fail("this cannot be read")
        self.kind = match.lastgroup
        self.value = match[self.kind]
        self.start, self.position = match.span(self.kind)
        if self.kind == "other":
            if self.value in ('"', "'"):
                self.fail("this string has no end")
            self.fail(_HINTS.get(self.value, f"{self.value!r} has no place in a condition"))
        return taken

    def word(self, *words: str) -> bool:
        return self.kind in ("name", "operator") and self.value in words

    def span(self, start: int) -> tuple[int, int]:
        """Return from `start` to the end of what was taken; counts one node."""
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self.fail(f"a condition has at most {MAX_NODES} names, literals and operations")
        return start, self.ended

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.fail(f"a condition nests at most {MAX_DEPTH} levels deep")

    def whole(self) -> Node:
        if self.kind == "end":
            self.fail("a condition is expected; nothing stands here", (0, 1))
        node = self.disjunction()
        if self.kind != "end":
            if self.kind == "name" and self.value in _PYTHON:
                self.fail(f'"{self.value}" is not part of the language')
            self.fail('the condition should end here, or go on with "and", "or" or a comparison')
        return node

    def disjunction(self) -> Node:
        return self.joined("or")

    def joined(self, word: str) -> Node:
        start = self.start
        operands = [self.operand_of(word)]
        while self.word(word):
            self.advance()
            operands.append(self.operand_of(word))
        if len(operands) == 1:
            return operands[0]
        make = Or if word == "or" else And
        return make(tuple(operands), span=self.span(start))

    def operand_of(self, word: str) -> Node:
        return self.joined("and") if word == "or" else self.negation()

    def negation(self) -> Node:
        if not self.word("not"):
            return self.comparison()
        start = self.start
        self.advance()
        self.deeper()
        operand = self.negation()
        self.depth -= 1
        return Not(operand, span=self.span(start))

    def comparison(self) -> Node:
        start = self.start
        first = self.sum()
        if self.word("in", "not"):
            return self.membership(first, start)
        rest: list[tuple[Comparison, Node]] = []
        while self.word(*_COMPARISONS):
            operator = cast("Comparison", self.advance())
            rest.append((operator, self.sum()))
        if not rest:
            return first
        if self.word("in", "not"):
            self.fail('"in" cannot be chained; join two conditions with "and"')
        return Compare(first, tuple(rest), span=self.span(start))

    def membership(self, operand: Node, start: int) -> Node:
        negated = self.word("not")
        if negated:
            self.advance()
            if not self.word("in"):
                self.fail('after "not" here, "in" is expected')
        self.advance()
        if not self.word("("):
            self.fail('after "in", a list such as ("corporate", "small_micro") is expected')
        opened = self.start
        self.advance()
        choices = [self.factor()]
        if self.word(")"):
            self.advance()
            self.fail(
                'a list of one is written (choice,); or compare with "=="', (opened, self.ended)
            )
        while self.word(","):
            self.advance()
            if self.word(")"):
                break
            choices.append(self.factor())
        if not self.word(")"):
            self.fail('"," or ")" is expected')
        self.advance()
        return Member(operand, tuple(choices), negated, span=self.span(start))

    def sum(self) -> Node:
        return self.chain("+", "-")

    def chain(self, *operators: str) -> Node:
        start = self.start
        before = self.depth
        below = self.factor if "*" in operators else self.product
        node = below()
        while self.word(*operators):
            self.deeper()
            operator = cast("Operator", self.advance())
            node = Arithmetic(operator, node, below(), span=self.span(start))
        self.depth = before
        return node

    def product(self) -> Node:
        return self.chain("*", "/")

    def factor(self) -> Node:
        if not self.word("-"):
            return self.atom()
        start = self.start
        self.advance()
        self.deeper()
        operand = self.factor()
        self.depth -= 1
        return Negative(operand, span=self.span(start))

    def atom(self) -> Node:
        start = self.start
        if self.kind == "number":
            number = self.number()
            self.advance()
            return Literal(number, span=self.span(start))
        if self.kind == "string":
            if "\\" in self.value:
                self.fail("a string has no escapes; write it without a backslash")
            value = self.advance()[1:-1]
            return Literal(value, span=self.span(start))
        if self.kind == "name" and self.value not in _RESERVED:
            return self.name()
        if self.word("("):
            self.advance()
            self.deeper()
            node = self.disjunction()
            self.depth -= 1
            if not self.word(")"):
                self.fail('")" is expected')
            self.advance()
            return node
        if self.kind == "end":
            self.fail("something is missing at the end", (self.ended, self.ended))
        return self.fail('a fact, a number, a string or "(" is expected here')

    def number(self) -> int | Decimal:
        text = self.value
        if not _NUMBER.fullmatch(text):
            self.fail("a number is written like 90, 1_000_000 or 0.5")
        whole, _, fraction = text.replace("_", "").partition(".")
        if len(whole) > DIGITS or len(fraction) > DIGITS:
            self.fail(f"a number has at most {DIGITS} digits on each side of the point")
        return Decimal(f"{whole}.{fraction}") if fraction else int(whole)

    def name(self) -> Node:
        start = self.start
        id = self.advance()
        if self.word("("):
            return self.call(id, start)
        if id in _WORDS:
            return Literal(_WORDS[id], span=self.span(start))
        if id in ("None", "null", "none", "nan"):
            self.fail(
                "unknown is not a value to compare with; in signals, inspections and "
                "duties known(fact) asks for it",
                (start, self.ended),
            )
        if id in _PYTHON:
            self.fail(f'"{id}" is not part of the language', (start, self.ended))
        if self.kind == "string":
            self.fail("a string has no prefix", (start, self.position))
        if not id.isidentifier():
            self.fail("a name has letters, digits and _ only", (start, self.ended))
        return Name(id, span=self.span(start))

    def call(self, id: str, start: int) -> Node:
        if id not in _FUNCTIONS:
            self.fail(
                "there are three functions: min, max and known",
                (start, self.ended),
                nearest(id, _FUNCTIONS),
            )
        self.advance()
        self.deeper()
        arguments = [self.disjunction()]
        while self.word(","):
            self.advance()
            arguments.append(self.disjunction())
        self.depth -= 1
        if not self.word(")"):
            self.fail('"," or ")" is expected')
        self.advance()
        return Call(cast("Function", id), tuple(arguments), span=self.span(start))
