"""Conditions: a text is refused as `InvalidCondition`, or read, printed and evaluated alike."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from postloan.errors import InvalidCondition
from postloan.facts.catalogue import CORE
from postloan.facts.fact import Fact, FactValue
from postloan.policy.clauses.kinds import Dimension
from postloan.policy.clauses.vocabulary import PolicyVocabulary
from postloan.rules.condition import Condition
from postloan.rules.evaluate import Value, evaluate
from postloan.rules.parse import MAX_LENGTH, parse
from postloan.rules.render import render
from postloan.tiers import FIVE_TIER

__all__ = ["LONGEST", "try_one"]

LONGEST: Final = MAX_LENGTH + 96
"""Bytes that an input may have."""

_MAIN: Final = Dimension(id="main", scale=FIVE_TIER)
WORDS: Final = PolicyVocabulary(
    catalogue=CORE, parameters={}, codes={}, dimension=_MAIN, main=_MAIN, currency="CNY"
)


def _values(fact: Fact[FactValue]) -> tuple[Value, Value]:
    """Return a low and a high value of a fact, as conditions read it."""
    match fact.kind:
        case "bool":
            return False, True
        case "enum":
            return fact.values[0], fact.values[-1]
        case "code":
            return "a", "card"
        case "tier":
            return 0, len(FIVE_TIER.tiers) - 1
        case "ratio" | "money":
            return Decimal(0), Decimal("123456789.125")
        case _:
            return 0, 400


_ALL: Final = {fact.name: _values(fact) for fact in CORE.values()}
ROWS: Final[tuple[Mapping[str, Value], ...]] = (
    {},
    {name: low for name, (low, _) in _ALL.items()},
    {name: high for name, (_, high) in _ALL.items()},
    {name: pair[n % 2] for n, (name, pair) in enumerate(_ALL.items()) if n % 3},
)
"""Nothing known; everything low; everything high; a mixture with unknowns."""


def try_one(data: bytes) -> None:
    """Read `data` as a condition; raises whatever may not escape, or does not agree."""
    text = data.decode("utf-8", "surrogateescape")
    try:
        tree = parse(text)
        printed = render(tree)
        assert len(printed) > MAX_LENGTH or parse(printed) == tree, "what is printed reads back"
        condition = Condition.read(text, WORDS, known_allowed=True)
    except InvalidCondition as error:
        assert 0 <= error.start < error.end, "a fault has a place"
        assert str(error), "a fault has words"
        return
    for values in ROWS:
        truth = evaluate(condition.tree, values)
        assert condition.holds(values) is truth, "compiled, it says what the walk says"
        if truth is None:
            assert condition.missing(values), "an unknown has its reason"
        condition.because(values)
