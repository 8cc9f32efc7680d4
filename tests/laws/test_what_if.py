"""What would change an outcome is what deciding anew says, no more and no less."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from postloan.errors import InvalidFact
from postloan.facts.catalogue import CORE
from postloan.facts.fact import FactValue
from postloan.money import Money
from postloan.policy.decisions.decision import Decision
from postloan.policy.decisions.ranges import FactRange
from postloan.testing.conditions import FACTS
from postloan.testing.drafts import Draft, drafts, facts, known_facts
from postloan.tiers import FIVE_TIER, Tier

Known = Mapping[str, FactValue | None]


def answer(decision: Decision) -> tuple[bool, Tier | None]:
    return decision.applies is not False, decision.tier


def around(values: FactRange) -> Iterator[FactValue]:
    """Yield values that the fact can have: the words of a range, and numbers about its ends."""
    fact = CORE[values.fact]
    yield from (*values.choices, *values.excluded, *fact.values)
    if fact.kind == "tier":
        yield from FIVE_TIER
    numbers = [
        Fraction(end)
        for end in (values.low, values.high)
        if isinstance(end, Fraction | int | Decimal)
    ]
    for number in (*numbers, sum(numbers, Fraction(0)) / 2):
        for step in (-1, 0, 1):
            found = _number(values.fact, number, step)
            try:
                yield fact.checked(found)
            except InvalidFact:
                continue


def _number(fact: str, number: Fraction, step: int) -> object:
    kind = CORE[fact].kind
    if kind not in ("ratio", "money"):
        return int(number) + step
    decimal = Decimal(int(number * 10**6) + step).scaleb(-6)
    return Money(decimal, "CNY") if kind == "money" else decimal


@given(drafts(), facts(), st.sampled_from(FACTS), known_facts())
def test_another_value_of_one_fact_is_told_with_what_deciding_anew_says_and_only_then(
    draft: Draft, some: Known, fact: str, others: Known
) -> None:
    policy = draft.policy()
    decision = policy.decide(some)
    what_if = decision.what_if()
    if fact in what_if.undecided:
        return
    told = [(found.facts[0], (found.applies, found.tier)) for found in what_if.of(fact)]
    tried = [others[fact], *(value for values, _ in told for value in around(values))]
    for value in {value for value in tried if value is not None}:
        then = answer(policy.decide({**some, fact: value}))
        expected = [] if then == answer(decision) else [then]
        assert [claim for values, claim in told if values.holds(value)] == expected


@given(drafts(), facts())
def test_several_facts_give_together_what_deciding_anew_says(draft: Draft, some: Known) -> None:
    policy = draft.policy()
    decision = policy.decide(some)
    for found in decision.what_if().together:
        each = [list(filter(values.holds, around(values))) for values in found.facts]
        for values in product(*each):
            then = policy.decide(
                {**some, **dict(zip([f.fact for f in found.facts], values, strict=True))}
            )
            assert answer(then) == (found.applies, found.tier)


@given(drafts(), facts())
def test_the_runner_up_gives_the_nearest_worse_tier(draft: Draft, some: Known) -> None:
    decision = draft.policy().decide(some)
    worse, runner_up = decision.what_if().worse, decision.runner_up
    assert (worse is None) == (runner_up is None)
    if worse is not None and runner_up is not None:
        assert runner_up.tier == worse.tier
        assert decision.tier is not None
        assert runner_up.tier > decision.tier
        assert runner_up.rule in [rule.id for rule in worse.rules]
