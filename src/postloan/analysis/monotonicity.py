"""Whether a loan that is worse in one fact, all else being equal, never gets a better tier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import cast

import attrs

from postloan.analysis.examined import Examined, day_for
from postloan.analysis.loans import COMPARES, TOO_LARGE, Loans, Witness, guarded
from postloan.analysis.report import PolicyFinding
from postloan.errors import InvalidValue, NotDecided, UnknownName
from postloan.facts.fact import DIRECTIONS, Direction, FactValue
from postloan.model.checks import checked_choice, checked_instance
from postloan.policy.decisions.outcomes import Verdict
from postloan.policy.policy import Policy
from postloan.rules.diagrams import Diagram
from postloan.rules.evaluate import Truth
from postloan.tiers import Tier

__all__ = ["Monotonicity", "monotone", "not_monotone"]


@attrs.frozen(kw_only=True)
class Monotonicity:
    """Whether a policy never gives a better tier where one fact is worse. Made by `monotone`.

    Loans are held against each other that differ in that fact alone, whose facts are all known
    and of which the policy gives a tier.
    """

    fact: str
    """Key of the fact."""
    worse: Direction
    """The direction of the fact that was looked at as worse."""
    holds: bool | None
    """Whether it is so; None is not decided."""
    reason: str = ""
    """Why it is not decided; empty where it is."""
    loans: tuple[Mapping[str, FactValue | None], ...] = ()
    """Two loans that show the contrary, as facts that `Policy.decide` takes: the one better in
    the fact, then the other. () where it holds or is not decided."""
    telling: tuple[str, ...] = ()
    """The facts by which the loans differ from a clean one, the fact itself last."""
    tiers: tuple[Tier | None, ...] = ()
    """Their tiers, the second better than the first."""

    def __str__(self) -> str:
        text = f"{self.fact} {self.worse} is never better"
        if self.holds is None:
            return f"{text}: not decided, {self.reason}"
        return f"{text}: {'proved' if self.holds else 'not so'}"


def monotone(
    policy: Policy,
    fact: str,
    as_of: date | None = None,
    *,
    worse: Direction | None = None,
    dimension: str | None = None,
) -> Monotonicity:
    """Return whether a loan that is worse in `fact`, all else equal, never gets a better tier.

    Args:
        policy: with its parameters.
        fact: a number, a tier, or one that is true or false; it need not be read by the policy.
        as_of: the day; needed only where a parameter or a rule of the policy is dated.
        worse: "higher" or "lower". None takes what the fact means, and where that does not say,
            the direction in which it is so, "higher" first.
        dimension: the dimension whose tier is meant; None is the main one.

    Raises:
        UnknownFact: `fact` is none.
        UnknownName: there is no such dimension.
        InvalidValue: the fact has words, or is what a policy decides; `as_of` is needed.

    >>> from postloan import load_policy, monotone
    >>> print(monotone(load_policy("cn.asset-classification"), "days_past_due"))
    days_past_due higher is never better: proved
    """
    checked_instance("monotone", "policy", policy, Policy)
    contents = policy.contents
    prefix, _, name = fact.rpartition(".")
    known = contents.catalogue[name]
    if not known.ordered or known.source == "outcome":
        allowed = "a number, a tier, or true or false, and not what is decided"
        raise InvalidValue("monotone", "fact", fact, allowed)
    if worse is not None:
        checked_choice("monotone", "worse", worse, DIRECTIONS)
    ids = [found.id for found in contents.dimensions]
    for id in (prefix, dimension):
        if id and id not in ids:
            raise UnknownName("dimension", id, ids)
    examined = Examined.of(
        policy, day_for("monotone", policy, as_of), dimension or contents.main.id
    )
    first = worse or known.worse
    found = [_looked_at(examined, fact, one) for one in ((first,) if first else DIRECTIONS)]
    return next((one for one in found if one.holds), found[0])


def not_monotone(examined: Examined) -> Iterator[PolicyFinding]:
    """Yield the facts that get worse, by what they mean, while some loan's tier gets better."""
    if examined.verdict is None:
        sentence = "no fact that gets worse makes a tier better"
        yield examined.finding("not_monotone", sentence, reason=TOO_LARGE)
        return
    for axis in examined.verdict[0].space.axes:
        if axis.term is None or axis.key.startswith("signal:"):
            continue
        fact = examined.on.fact(axis.key)
        if fact.worse is not None and fact.source != "outcome":
            yield from _told(examined, _looked_at(examined, axis.key, fact.worse))


def _told(examined: Examined, found: Monotonicity) -> Iterator[PolicyFinding]:
    key = found.fact
    if found.holds is None:
        sentence = f"no loan gets a better tier for {key} being {found.worse}"
        yield examined.finding("not_monotone", sentence, fact=key, reason=found.reason)
    elif not found.holds:
        first, second = found.loans
        outcome = examined.decided(first).outcome(examined.on.dimension.id)
        said = (*outcome.floors, *outcome.possible_floors, *outcome.base)
        deciding = next(one.rule for one in said if one.tier == found.tiers[0])
        rules = [rule for rule in examined.rules if rule.id == deciding]
        sentence = (
            f"{examined.told(first, found.telling)} is {found.tiers[0]}, "
            f"and with {examined.words(second, (key,))} it is {found.tiers[1]}"
        )
        yield examined.finding("not_monotone", sentence, rules, fact=key, examples=[first, second])


def _looked_at(examined: Examined, key: str, worse: Direction) -> Monotonicity:
    found = Monotonicity(fact=key, worse=worse, holds=True)
    if examined.verdict is None:
        return attrs.evolve(found, holds=None, reason=TOO_LARGE)
    loans, verdict = examined.verdict
    axes, forest = loans.space.axes, loans.space.forest
    places = {place for place, axis in enumerate(axes) if key in axis.facts}
    asked = places & {forest.axis(node) for node in verdict.nodes()}
    if not asked:
        return found
    if any(axes[place].term is None for place in asked):
        return attrs.evolve(found, holds=None, reason=COMPARES)
    try:
        pair = guarded(lambda: _pair(loans, verdict, asked.pop(), worse))
    except NotDecided as error:
        return attrs.evolve(found, holds=None, reason=error.reason)
    if pair is None:
        return found
    facts = tuple(examined.facts(witness) for witness in pair)
    decisions = map(examined.decided, facts)
    return attrs.evolve(
        found,
        holds=False,
        loans=facts,
        tiers=tuple(decision.outcome(examined.on.dimension.id).tier for decision in decisions),
        telling=pair[0].telling,
    )


def _pair(
    loans: Loans, verdict: Diagram[Verdict], place: int, worse: Direction
) -> tuple[Witness, Witness] | None:
    """Return two loans, the second worse in the fact and better in its tier; None: there are none.

    Raises:
        NotDecided: neither is shown.
    """
    axis, forest = loans.space.axes[place], loans.space.forest
    order = list(range(len(axis.cells)))[:: 1 if worse == "higher" else -1]
    ranks = [forest.mapped(_rank_of, forest.fixed(verdict, place, cell)) for cell in order]
    so_far = ranks[0]
    for later in range(1, len(order)):
        if True in forest.merged(_better, so_far, ranks[later]).values():
            break
        so_far = forest.merged(_worst, so_far, ranks[later])
    else:
        return None
    pairs = (
        (before, forest.merged(_better, ranks[before], ranks[later])) for before in range(later)
    )
    before, breach = [pair for pair in pairs if True in pair[1].values()][-1]
    witness = cast("Witness", loans.some(breach))
    ends = (-1, 0) if worse == "higher" else (0, -1)
    first, second = (
        axis.cells[order[n]].points[end] for n, end in zip((before, later), ends, strict=True)
    )
    telling = (*(key for key in witness.telling if key != axis.key), axis.key)
    return (
        Witness({**witness.values, axis.key: first}, telling),
        Witness({**witness.values, axis.key: second}, telling),
    )


def _rank_of(verdict: Verdict) -> int | None:
    """Return the rank of the tier; None where the policy gives none."""
    return None if verdict.tier is None else verdict.tier.rank


def _better(before: int | None, after: int | None) -> Truth:
    """Return whether the tier after is better than the one before, where there are both."""
    return before is not None and after is not None and after < before


def _worst(one: int | None, other: int | None) -> int | None:
    return max((rank for rank in (one, other) if rank is not None), default=None)
