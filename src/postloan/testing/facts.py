"""Facts for a policy: at, next to and between its own thresholds, known and unknown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Final

from hypothesis import strategies as st

from postloan.analysis.clean import typed
from postloan.analysis.loans import guarded
from postloan.facts.fact import FactValue
from postloan.policy.compiled.standing import Standing
from postloan.policy.decisions.outcomes import PolicyOn, space_of
from postloan.policy.judging.given import fact_of, scale_of
from postloan.policy.policy import Policy
from postloan.rules.cells import ANY_OTHER
from postloan.rules.evaluate import Value

__all__ = ["facts_of"]

_MOST: Final = 10_000
"""The greatest number that is generated where neither fact nor policy knows one."""


def facts_of(
    policy: Policy, as_of: date | None = None, *, unknown: bool = True
) -> st.SearchStrategy[dict[str, FactValue | None]]:
    """Generate facts that a policy reads, as `Policy.decide` takes them.

    A fact is as often at or next to a value where a condition of the policy changes as it is
    anywhere else in its range. Signals may be on record. Shrinks to a loan of which no fact is
    given; where all are known, to noughts, false, and the best tier.

    Args:
        policy: with its parameters.
        as_of: the day; needed only where a parameter or a rule of the policy is dated.
        unknown: whether facts may be unknown, or not be given; where not, each is known.

    Raises:
        InvalidValue: `as_of` is needed and missing, or is no date.
        NotDecided: its conditions have too many thresholds.

    >>> from hypothesis import given, settings
    >>> from postloan import load_policy
    >>> policy = load_policy("cn.asset-classification")
    >>> @settings(max_examples=20)
    ... @given(facts_of(policy))
    ... def test_every_loan_is_decided(facts):
    ...     assert policy.decide(facts).at_least is not None
    >>> test_every_loan_is_decided()
    """
    standing = policy.standing_on(as_of)
    points = _points(standing)
    facts = {key: _values(standing, key, points.get(key, ())) for key in standing.contents.reads}
    signals = {signal.key: st.booleans() for signal in standing.contents.signals}
    if not unknown:
        return st.fixed_dictionaries({**facts, **signals})
    perhaps = {key: st.none() | values for key, values in facts.items()}
    return st.fixed_dictionaries({}, optional={**perhaps, **signals})


def _points(standing: Standing) -> Mapping[str, tuple[Value, ...]]:
    """Return the values of each fact at and around the thresholds of all rules.

    Raises:
        NotDecided: they are too many.
    """
    found: dict[str, tuple[Value, ...]] = {}
    for dimension in standing.contents.dimensions:
        on = PolicyOn.of(standing, dimension)
        rules = (rule for rule in on.contents.rules() if rule.dimension == dimension.id)
        space = guarded(partial(space_of, [on], beside=rules, unknown=False))
        for axis in space.axes:
            points = (point for cell in axis.cells for point in cell.points)
            found[axis.key] = tuple(dict.fromkeys((*found.get(axis.key, ()), *points)))
    return found


def _values(
    standing: Standing, key: str, points: tuple[Value, ...]
) -> st.SearchStrategy[FactValue | None]:
    on = PolicyOn.of(standing)
    anywhere = _anywhere(standing, key)
    plain = anywhere | st.sampled_from(points) if points else anywhere
    return plain.map(lambda value: typed(on, {key: value})[key])


def _anywhere(standing: Standing, key: str) -> st.SearchStrategy[Value]:
    fact = fact_of(standing.contents, key)
    least = -_MOST if fact.minimum is None else fact.minimum
    most = max(least, _MOST) if fact.maximum is None else fact.maximum
    match fact.kind:
        case "bool":
            return st.booleans()
        case "tier":
            return st.integers(0, scale_of(standing.contents, key).worst.rank)
        case "enum" | "code":
            words = fact.values or standing.contents.codes.get(key, ())
            return st.sampled_from(words or (ANY_OTHER,))
        case "money" | "ratio":
            cents = st.integers(least * 100, most * 100)
            return cents.map(lambda count: Decimal(count).scaleb(-2))
        case _:
            return st.integers(least, most)
