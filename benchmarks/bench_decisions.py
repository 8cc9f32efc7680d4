"""One loan decided on bare facts: here, written by hand, and under other engines."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from random import Random
from typing import Final

from benchmarks import hand
from benchmarks.answers import BENCH
from benchmarks.engines import ENGINES
from benchmarks.measure import Case, Compare, one_by_one, timed
from benchmarks.rows import COLUMNS, FactsByName, facts_of, positional, rows, wire, with_nulls
from postloan import Decision
from postloan.policy.compiled.program import Row

LOANS: Final = rows(1000)
SOME: Final = LOANS[:100]
"""For engines that take a second for a thousand."""
BY_POSITION: Final = "by hand, on a tuple"
BY_ATTRIBUTE: Final = "by hand, on an object"
BY_NAME: Final = "by hand, on a mapping"
STANDING: Final = BENCH.standing_on(None)


def _compiled(
    function: Callable[[Row, Row, int], object], loans: Sequence[Row]
) -> Callable[[], float]:
    """Return a sample of a compiled function; the policy has no parameters."""

    def all_of_them() -> None:
        for loan in loans:
            function(loan, (), 0)

    return timed(all_of_them, units=len(loans))


def _wrapped(loans: Sequence[Row]) -> Callable[[], float]:
    """Return a sample of what `Policy.decide` does once the facts are checked."""
    answer, entry = STANDING.answering, STANDING.entry

    def all_of_them() -> None:
        for loan in loans:
            Decision((STANDING, (entry, loan), answer(loan, (), 0)))

    return timed(all_of_them, units=len(loans))


def _streamed(loans: Sequence[object], columns: Sequence[str] | None) -> Callable[[], float]:
    def all_of_them() -> None:
        deque(BENCH.decide_many(loans, columns=columns), maxlen=0)

    return timed(all_of_them, units=len(loans))


def _trace(facts: FactsByName) -> object:
    return BENCH.decide(facts).trace


def test_one_loan(compare: Compare) -> None:
    """Against plain ifs that trust every value to be there, on the same kind of input."""
    facts = [facts_of(loan) for loan in LOANS]
    random = Random(1)  # noqa: S311 -- no secrets
    gappy = [with_nulls(found, random) for found in facts]
    plain = [positional(found) for found in facts]
    gappy_plain = [positional(found) for found in gappy]
    typed = [tuple(found.values()) for found in facts]
    answer, trace, decide = STANDING.answering, STANDING.program.trace, BENCH.decide
    compare(
        "one loan",
        Case(BY_POSITION, one_by_one(hand.by_position, plain)),
        Case("compiled, a tuple", _compiled(answer, plain), of=BY_POSITION, bar=1.3),
        Case("compiled, a Decision", _wrapped(plain), of=BY_POSITION, bar=2),
        Case("compiled, the flat trace", _compiled(trace, plain), of=BY_POSITION, bar=6),
        Case("compiled, a tenth unknown", _compiled(answer, gappy_plain), of=BY_POSITION),
        Case(BY_ATTRIBUTE, one_by_one(hand.by_attribute, LOANS)),
        Case("decide, an object", one_by_one(decide, LOANS), of=BY_ATTRIBUTE),
        Case(BY_NAME, one_by_one(hand.by_name, facts)),
        Case("decide, a mapping", one_by_one(decide, facts), of=BY_NAME),
        Case("decide, a tenth unknown", one_by_one(decide, gappy), of=BY_NAME),
        Case("decide, and its trace", one_by_one(_trace, facts), of=BY_NAME),
        Case("decide_many, mappings", _streamed(facts, None), of=BY_NAME),
        Case("decide_many, rows in columns", _streamed(typed, COLUMNS), of=BY_NAME),
    )


def test_other_engines(compare: Compare) -> None:
    """The same policy, the same answers; each engine is given the facts as it takes them."""
    facts = [facts_of(loan) for loan in SOME]
    wired = [wire(loan) for loan in SOME]
    compare(
        "one loan",
        Case(BY_NAME, one_by_one(hand.by_name, facts * 20)),
        Case("Policy.decide", one_by_one(BENCH.decide, facts * 10), of=BY_NAME),
        *(
            Case(name, one_by_one(engine.make(), wired), of=BY_NAME)
            for name, engine in ENGINES.items()
        ),
    )
