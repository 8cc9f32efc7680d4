"""Hypothesis strategies for conditions: trees of every shape, well-typed ones, and their values.

Well-typed conditions speak of a few facts of the catalogue, under their own names, so that they
can stand in a policy too. All shrink towards one short comparison.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

import attrs
from hypothesis import strategies as st

from postloan.facts.catalogue import CORE
from postloan.rules.check import check
from postloan.rules.evaluate import Value
from postloan.rules.parse import parse
from postloan.rules.tree import (
    And,
    Arithmetic,
    Call,
    Compare,
    Comparison,
    Literal,
    Member,
    Name,
    Negative,
    Node,
    Not,
    Or,
)
from postloan.rules.vocabulary import Term
from postloan.tiers import FIVE_TIER
from postloan.units import NUMERIC, Kind

__all__ = [
    "FACTS",
    "TERMS",
    "Words",
    "checked",
    "conditions",
    "trees",
    "values",
]

ORDERED: Final[tuple[Comparison, ...]] = ("<", "<=", "==", "!=", ">=", ">")
EQUAL: Final[tuple[Comparison, ...]] = ("==", "!=")

FACTS: Final = (
    "days_past_due",
    "interest_days_past_due",
    "term_months",
    "periods_missed",
    "loss_share",
    "loan_to_value",
    "outstanding",
    "principal",
    "credit_impaired",
    "lawsuit",
    "borrower_kind",
    "product",
    "previous_tier",
)

TERMS: Final[Mapping[str, Term]] = {
    **{
        name: Term(
            key=name,
            role="fact",
            kind=CORE[name].kind,
            values=CORE[name].values,
            scale=FIVE_TIER.id if CORE[name].kind == "tier" else "",
        )
        for name in FACTS
    },
    **{
        tier.id: Term(key=tier.id, role="level", kind="tier", scale=tier.scale, rank=tier.rank)
        for tier in FIVE_TIER
    },
}


@attrs.frozen
class Words:
    """A vocabulary of the facts above, with amounts in yuan."""

    terms: Mapping[str, Term] = TERMS
    currency: str | None = "CNY"

    def term(self, name: str) -> Term | None:
        """Return what a name stands for; None is nothing."""
        return self.terms.get(name)

    def names(self) -> Sequence[str]:
        """Return every name there is."""
        return tuple(self.terms)


def checked(text: str, *, known_allowed: bool = False) -> Node:
    """Return the checked tree of a text."""
    return check(parse(text), text, Words(), known_allowed=known_allowed)


# ------------------------------------------------------------------------ trees of every shape


@cache
def literals() -> st.SearchStrategy[Literal]:
    numbers = st.integers(0, 10**6) | st.decimals(
        min_value=0, max_value=1000, allow_nan=False, allow_infinity=False, places=3
    )
    words = st.text(
        st.characters(codec="utf-8", exclude_characters="\"'\\", categories=["L", "N", "P"])
    )
    return st.builds(Literal, numbers | words.filter(str.isprintable) | st.booleans())


@cache
def trees() -> st.SearchStrategy[Node]:
    """Generate trees such as `parse` gives, ill-typed ones too."""
    names = st.builds(Name, st.sampled_from([*TERMS, "x", "日数"]))
    return st.recursive(literals() | names, _grown, max_leaves=12)


def _grown(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    pairs = st.tuples(st.sampled_from(ORDERED), inner)
    return st.one_of(
        st.builds(Not, inner),
        st.builds(And, several),
        st.builds(Or, several),
        st.builds(Compare, inner, st.lists(pairs, min_size=1, max_size=3).map(tuple)),
        st.builds(Member, inner, st.lists(inner, min_size=1, max_size=3).map(tuple), st.booleans()),
        st.builds(Arithmetic, st.sampled_from("+-*/"), inner, inner),
        st.builds(Negative, inner),
        st.builds(Call, st.sampled_from(("min", "max", "known")), several),
    )


# ------------------------------------------------------------------------- well-typed conditions


def _of_kind(kind: Kind) -> list[str]:
    return [name for name, term in TERMS.items() if term.kind == kind]


@cache
def numbers(kind: Kind, depth: int = 2) -> st.SearchStrategy[str]:
    """Generate texts of quantities of one kind."""
    plain = st.sampled_from(_of_kind(kind))
    if depth == 0:
        return plain
    inner = numbers(kind, depth - 1)
    number = st.sampled_from(["0", "1", "3", "7", "0.5", "90", "12.25", "-2"])
    # a share of a count is a ratio
    share = number if kind == "count" else st.sampled_from(_of_kind("ratio"))
    return st.one_of(
        plain,
        st.tuples(inner, st.sampled_from("+-"), inner).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
        st.tuples(inner, number).map(lambda p: f"({p[0]} * {p[1]})"),
        st.tuples(number, inner).map(lambda p: f"({p[0]} * {p[1]})"),
        st.tuples(inner, share).map(lambda p: f"({p[0]} * {p[1]})"),
        st.tuples(inner, st.sampled_from(["3", "0.7", "12"])).map(lambda p: f"({p[0]} / {p[1]})"),
        inner.map(lambda text: f"-{text}"),
        st.tuples(st.sampled_from(["min", "max"]), inner, inner | number).map(
            lambda p: f"{p[0]}({p[1]}, {p[2]})"
        ),
    )


@cache
def comparisons() -> st.SearchStrategy[str]:
    """Generate texts of one comparison, or of a fact that is true or false."""
    kinds = st.sampled_from(sorted(NUMERIC - {"number"}))
    number = st.sampled_from(["0", "1", "30", "90", "0.5", "1000000", "-3.5"])
    return st.one_of(
        st.tuples(kinds, st.sampled_from(ORDERED), number).flatmap(
            lambda p: numbers(p[0]).map(lambda text: f"{text} {p[1]} {p[2]}")
        ),
        kinds.flatmap(
            lambda kind: st.tuples(numbers(kind), st.sampled_from(ORDERED), numbers(kind))
        ).map(" ".join),
        st.tuples(number, numbers("days", 1), number).map(lambda p: f"{p[0]} <= {p[1]} < {p[2]}"),
        st.tuples(numbers("days", 1), number, number).map(lambda p: f"{p[0]} in ({p[1]}, {p[2]})"),
        st.sampled_from(_of_kind("bool")),
        st.tuples(st.sampled_from(ORDERED), st.sampled_from([t.id for t in FIVE_TIER])).map(
            lambda p: f"previous_tier {p[0]} {p[1]}"
        ),
        st.tuples(st.sampled_from(EQUAL), st.sampled_from(CORE["borrower_kind"].values)).map(
            lambda p: f'borrower_kind {p[0]} "{p[1]}"'
        ),
        st.sampled_from(
            (
                'borrower_kind not in ("corporate", "individual")',
                'product in ("card",)',
                "lawsuit == credit_impaired",
                "lawsuit != true",
                "true",
                "false",
            )
        ),
    )


@cache
def conditions(depth: int = 2) -> st.SearchStrategy[str]:
    """Generate texts of well-typed conditions without `known`; shrinks to one comparison.

    They read facts of the core catalogue, in all the ways in which a condition can, under a
    policy whose scale is the five tiers and whose currency is the yuan.

    Args:
        depth: how deep `and`, `or` and `not` may stand in one another.

    >>> from hypothesis import given, settings
    >>> from postloan import Policy
    >>> start = '''
    ... format = "postloan.policy/1"
    ... [policy]
    ... id = "bank.some"
    ... edition = "1"
    ... title = "Some"
    ... [conventions]
    ... currency = "CNY"
    ... [[floor]]
    ... id = "some"
    ... at_least = "loss"
    ... '''
    >>> @settings(max_examples=5)
    ... @given(conditions())
    ... def test_a_floor_takes_it(text):
    ...     policy = Policy.from_text(f"{start}when = '''{text}'''")
    ...     assert policy.decide({}).at_least is not None
    >>> test_a_floor_takes_it()
    """
    if depth == 0:
        return comparisons()
    inner = conditions(depth - 1)
    return st.one_of(
        comparisons(),
        st.tuples(inner, inner).map(lambda p: f"({p[0]} and {p[1]})"),
        st.tuples(inner, inner).map(lambda p: f"({p[0]} or {p[1]})"),
        inner.map(lambda text: f"not ({text})"),
    )


# ---------------------------------------------------------------------------------------- values


@cache
def _value(kind: Kind, words: tuple[str, ...]) -> st.SearchStrategy[Value]:
    match kind:
        case "bool":
            return st.booleans()
        case "tier":
            return st.integers(0, 4)
        case "enum":
            return st.sampled_from(words)
        case "code":
            return st.sampled_from(["card", "mortgage"])
        case "ratio":
            return st.decimals(0, 1, places=2)
        case "money":
            return st.decimals(0, 2 * 10**6, places=2)
        case _:
            return st.integers(0, 120)


@cache
def values(*, known: bool = False) -> st.SearchStrategy[dict[str, Value]]:
    """Generate values of the facts; None, or absent, is unknown, and stands unless `known`."""
    facts = {
        name: _value(term.kind, term.values) for name, term in TERMS.items() if term.role == "fact"
    }
    if known:
        return st.fixed_dictionaries(facts)
    return st.fixed_dictionaries(
        {}, optional={name: st.none() | strategy for name, strategy in facts.items()}
    )
