"""One loan decided on bare facts: here, written by hand, and under other engines."""

from __future__ import annotations

from random import Random
from typing import Final

from benchmarks import hand
from benchmarks.answers import BENCH
from benchmarks.engines import ENGINES
from benchmarks.measure import Case, Compare, one_by_one
from benchmarks.rows import facts_of, positional, rows, wire, with_nulls

LOANS: Final = rows(1000)
SOME: Final = LOANS[:100]
"""For engines that take a second for a thousand."""
BY_NAME: Final = "by hand, on a mapping"


def test_one_loan(compare: Compare) -> None:
    """Against plain ifs that trust every value to be there, on the same kind of input."""
    facts = [facts_of(loan) for loan in LOANS]
    random = Random(1)  # noqa: S311 -- no secrets
    gappy = [with_nulls(found, random) for found in facts]
    plain = [positional(found) for found in facts]
    compare(
        "one loan",
        Case("by hand, on a tuple", one_by_one(hand.by_position, plain)),
        Case("by hand, on an object", one_by_one(hand.by_attribute, LOANS)),
        Case(BY_NAME, one_by_one(hand.by_name, facts)),
        Case("Policy.decide", one_by_one(BENCH.decide, facts), of=BY_NAME, bar=2),
        Case("the same, a tenth unknown", one_by_one(BENCH.decide, gappy), of=BY_NAME),
    )


def test_other_engines(compare: Compare) -> None:
    """The same policy, the same answers; each engine is given the facts as it takes them."""
    facts = [facts_of(loan) for loan in SOME]
    wired = [wire(loan) for loan in SOME]
    compare(
        "one loan",
        Case(BY_NAME, one_by_one(hand.by_name, facts * 20)),
        Case("Policy.decide", one_by_one(BENCH.decide, facts * 5), of=BY_NAME),
        *(
            Case(name, one_by_one(engine.make(), wired), of=BY_NAME)
            for name, engine in ENGINES.items()
        ),
    )
