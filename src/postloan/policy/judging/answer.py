"""What a policy answers, in plain values: the cheap result that everything else is made from.

`walked` takes it from the walk over the rules, which is its definition. What is compiled gives the
same, some fifty times as fast.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final, TypeAlias

from postloan.policy.clauses.contents import Contents
from postloan.policy.judging.judge import Judged, active, judge, signal_truth, tier_values
from postloan.rules.evaluate import Bounded, Truth
from postloan.tiers import Tier

__all__ = ["DUE", "RESULTS", "Answer", "judged_in", "span_of", "walked"]

Answer: TypeAlias = tuple[int | None, ...]
"""What a policy answers about one loan, flat, because making it must cost next to nothing.

1. Whether the policy is for such a loan, a `Truth`; where False, all the rest is 0 and None.
2. The signals that are raised: here and below, a bit for the rule at each position.
3. The signals that are unknown.
4. The inspection rules, and behind them the duty rules, that apply whatever turns out.
5. Those of which it is not known.

Then, for each dimension, the main one first, four more: the ranks of `tier`, `at_least` and
`could_be`, and the position among the floors of the worst that gives `at_least`, None where the
base does.
"""

DUE: Final = 3
"""Where the inspection and duty rules stand."""
RESULTS: Final = 5
"""How many stand before the dimensions."""


def span_of(answer: Answer, dimension: int) -> Answer:
    """Return the four numbers of the dimension at a position."""
    start = RESULTS + 4 * dimension
    return answer[start : start + 4]


def judged_in(
    contents: Contents, values: Mapping[str, Bounded], day: date | None, applies: Truth
) -> tuple[Judged, ...]:
    """Return what the walk says in each dimension; nothing where the policy does not apply."""
    if applies is False:
        return tuple(
            Judged(dimension=dimension, tier=None, at_least=None, could_be=None)
            for dimension in contents.dimensions
        )
    return tuple(judge(contents, values, day, dimension) for dimension in contents.dimensions)


def walked(contents: Contents, values: Mapping[str, Bounded], day: date | None) -> Answer:
    """Return the answer that the walk over the rules gives.

    Args:
        contents: the policy.
        values: facts, parameters and signals on record by key, as conditions read them.
        day: decides which rules are in force; None takes all.
    """
    scope = contents.applies_to
    applies = True if scope is None else scope.holds(values)
    judged = judged_in(contents, values, day, applies)
    spans = [rank for found in judged for rank in _span(contents, found)]
    if applies is False:
        return (applies, 0, 0, 0, 0, *spans)
    signals = [
        signal_truth(rule, values) if any(active((rule,), day)) else False
        for rule in contents.signals
    ]
    tasks = list(_tasks(contents, values, day, {found.dimension.id: found for found in judged}))
    masks = [_bits(found, truth) for found in (signals, tasks) for truth in (True, None)]
    return (applies, *masks, *spans)


def _span(contents: Contents, judged: Judged) -> Answer:
    worst = next((floor for floor, tier in judged.holding if tier == judged.at_least), None)
    position = None if worst is None else contents.floors.index(worst)
    return _rank(judged.tier), _rank(judged.at_least), _rank(judged.could_be), position


def _rank(tier: Tier | None) -> int | None:
    return None if tier is None else tier.rank


def _tasks(
    contents: Contents,
    values: Mapping[str, Bounded],
    day: date | None,
    judged: Mapping[str, Judged],
) -> Iterator[Truth]:
    """Yield whether each inspection and duty rule applies, whatever the tier may come to."""
    for rule in (*contents.inspections, *contents.duties):
        found = judged[rule.dimension]
        tried = tier_values(found, values, contents.main) if rule.reads_outcome else (values,)
        truths = {rule.holds(tiered) for tiered in tried if any(active((rule,), day))} or {False}
        yield truths.pop() if len(truths) == 1 else None


def _bits(truths: Iterable[Truth], wanted: Truth) -> int:
    return sum(1 << position for position, truth in enumerate(truths) if truth is wanted)
