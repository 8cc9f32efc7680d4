"""Kinds of quantities: what a fact or a parameter measures, so that only like meets like."""

from __future__ import annotations

from typing import Final, Literal, get_args

__all__ = ["DECIMAL", "KINDS", "NUMERIC", "Kind"]

Kind = Literal[
    "bool", "count", "days", "months", "ratio", "money", "number", "enum", "code", "tier"
]
"""Type and unit of a value.

`number` is a plain literal, which takes the unit it meets; `enum` is one of a closed list of
words, `code` a word from an open list; a `ratio` is a fraction of one (50 % is 0.5).
"""
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

NUMERIC: Final[frozenset[Kind]] = frozenset(("count", "days", "months", "ratio", "money", "number"))
"""Kinds that can be added, compared in order, and taken the minimum of."""

DECIMAL: Final[frozenset[Kind]] = frozenset(("ratio", "money"))
"""Kinds of facts that need not be whole; what else is counted in numbers is."""
