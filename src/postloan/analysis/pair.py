"""Two policies side by side: on one scale, about the same facts, on one day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType

import attrs

from postloan.analysis.clean import NO_CURRENCY, typed
from postloan.errors import InvalidValue
from postloan.facts.fact import FactValue
from postloan.policy.decisions.decision import Decision
from postloan.policy.decisions.outcomes import PolicyOn, Verdict
from postloan.policy.documents.lifting import lifted
from postloan.policy.judging.given import plain
from postloan.policy.policy import Policy
from postloan.rules.evaluate import Value
from postloan.rules.tree import Node
from postloan.tiers import Scale, Tier

__all__ = ["Pair", "pair_of"]


@attrs.frozen(kw_only=True, eq=False)
class Pair:
    """Two policies, ready to be compared in their main dimension."""

    policies: tuple[Policy, Policy]
    """As they were given."""
    on: tuple[PolicyOn, PolicyOn]
    """The same on the day, both on the finer of their scales."""
    as_of: date | None
    scale: Scale
    """The coarser of their scales, on which tiers are compared."""
    currency: str
    """Of every amount."""

    def trees(self) -> Iterator[Node]:
        """Yield every condition that the tier depends on under either."""
        for on in self.on:
            yield from on.every_tree()

    def given(self, values: Mapping[str, Value], place: int) -> dict[str, FactValue | None]:
        """Return facts as one of the policies takes them, by name.

        Args:
            values: facts as conditions read them, tiers as ranks on the finer scale.
            place: 0 is the first policy, 1 the second.
        """
        contents = self.policies[place].contents
        keys = {signal.key for signal in contents.signals}.union(contents.catalogue)
        known = {key: value for key, value in values.items() if key in keys}
        facts = typed(self.on[place], known, currency=self.currency)
        return {key: self._own(value, place) for key, value in facts.items()}

    def facts(self, values: Mapping[str, Value]) -> dict[str, FactValue | None]:
        """Return all facts by name, tiers on the finer scale."""
        finer = 0 if self.policies[0].scale.refines(self.policies[1].scale) else 1
        return {**self.given(values, 1 - finer), **self.given(values, finer)}

    def decided(self, values: Mapping[str, Value]) -> tuple[Decision, Decision]:
        """Return what each policy decides, rule by rule."""
        first, second = (
            policy.decide(self.given(values, place), self.as_of, outside_force="as_if")
            for place, policy in enumerate(self.policies)
        )
        return first, second

    def verdict(self, decision: Decision) -> Verdict:
        """Return what a decision comes to, on the scale that is compared."""
        problem = bool(decision.outcomes[0].problem)
        tiers = (decision.tier, decision.at_least, decision.could_be)
        return self.common(Verdict(decision.applies, *tiers, problem))

    def common(self, verdict: Verdict) -> Verdict:
        """Return a verdict with its tiers on the scale that is compared."""
        tier, at_least, could_be = map(self._coarse, verdict[1:4])
        return verdict._replace(tier=tier, at_least=at_least, could_be=could_be)

    def _coarse(self, tier: Tier | None) -> Tier | None:
        if tier is None or tier in self.scale.tiers:
            return tier
        return self.on[0].dimension.scale.coarse(tier, self.scale)

    def _own(self, value: FactValue | None, place: int) -> FactValue | None:
        """Return a fact as one of the policies takes it: a tier on its own scale."""
        if isinstance(value, Tier) and value not in self.policies[place].scale.tiers:
            return self._coarse(value)
        return value


def pair_of(first: Policy, second: Policy, as_of: date | None) -> Pair:
    """Return two policies side by side.

    Args:
        first: a policy.
        second: another, or another edition.
        as_of: the day; needed only where a parameter or a rule of either is dated. Neither has
            to be in force on it.

    Raises:
        InvalidValue: their scales are unrelated, they know different facts, count in two
            currencies or share no code of a fact; or `as_of` is needed and missing, or is no date.
    """
    for policy in (first, second):
        policy.contents.check_day("comparison", as_of)
    if first.contents.catalogue != second.contents.catalogue:
        raise _refused(first, second, "loaded with one catalogue of facts")
    fine, coarse = _scales(first, second)
    codes = _codes(first, second)
    return Pair(
        policies=(first, second),
        on=(_on(first, as_of, fine, codes), _on(second, as_of, fine, codes)),
        as_of=as_of,
        scale=coarse,
        currency=_currency(first, second),
    )


def _on(
    policy: Policy,
    as_of: date | None,
    scale: Scale,
    codes: Mapping[str, tuple[str, ...]],
) -> PolicyOn:
    """Return a policy on the day, on a scale, with the codes that both allow."""
    contents = lifted(policy.contents, {policy.contents.main.id: scale})
    parameters = {
        id: plain(scale.lift(value) if isinstance(value, Tier) else value)
        for id, value in policy.parameters_on(as_of).items()
    }
    return PolicyOn(
        contents=attrs.evolve(contents, codes=codes),
        parameters=MappingProxyType(parameters),
        day=as_of,
        dimension=contents.main,
    )


def _scales(first: Policy, second: Policy) -> tuple[Scale, Scale]:
    """Return the finer and the coarser of two scales."""
    one, other = first.scale, second.scale
    if one.refines(other):
        return one, other
    if other.refines(one):
        return other, one
    allowed = f"on scales of which one maps to the other, not {one.id} and {other.id}"
    raise _refused(first, second, allowed)


def _codes(first: Policy, second: Policy) -> dict[str, tuple[str, ...]]:
    """Return the codes that a loan may have under both."""
    one, other = first.contents.codes, second.contents.codes
    codes = {**one, **other}
    for fact in one.keys() & other.keys():
        codes[fact] = tuple(code for code in one[fact] if code in other[fact])
        if not codes[fact]:
            raise _refused(first, second, f"agreed on some code of {fact}")
    return codes


def _currency(first: Policy, second: Policy) -> str:
    stated = {policy.contents.conventions.currency for policy in (first, second)} - {None}
    if len(stated) > 1:
        raise _refused(first, second, "counting in one currency")
    return next(iter(stated), None) or NO_CURRENCY


def _refused(first: Policy, second: Policy, allowed: str) -> InvalidValue:
    names = f"{first.contents.origin} and {second.contents.origin}"
    return InvalidValue("comparison", "policies", names, allowed)
