"""What is not known and matters: the facts and parameters that rules wait for, ranked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import attrs

from postloan.facts.catalogue import PREVIOUS_TIER, PREVIOUS_TIER_FELL, TIER_FELL
from postloan.policy.clauses.contents import Contents
from postloan.policy.clauses.kinds import NotchLevel, Rule
from postloan.policy.clauses.provisions import ProvisionRule, rules_of_portfolio
from postloan.policy.decisions.findings import Gap
from postloan.policy.judging.given import Facts
from postloan.policy.judging.judge import (
    Judged,
    active,
    level_key,
    notched,
    signal_truth,
    tier_values,
)
from postloan.rules.condition import Condition
from postloan.rules.evaluate import Bounded, Truth, is_known
from postloan.tiers import Tier

__all__ = ["Undecided"]


@attrs.frozen(kw_only=True)
class Undecided:
    """A decision, as the search for its gaps sees it."""

    contents: Contents
    facts: Facts
    values: Mapping[str, Bounded]
    """Facts and parameters as conditions read them."""
    judged: tuple[Judged, ...]
    applies: Truth
    as_of: date | None

    def gaps(self) -> Iterator[Gap]:
        """Yield the gaps: bases without an answer, essential facts, then by the tier at stake."""
        if self.applies is False:
            return
        for judged in self.judged:
            if judged.problem and judged.base:
                yield Gap(
                    name=judged.base.id,
                    kind="base",
                    reason=judged.problem,
                    essential=True,
                    worst=judged.could_be,
                    rules=(judged.base.id,),
                )
        yield from sorted(self._unknown(), key=_rank)

    def _unknown(self) -> Iterator[Gap]:
        rules: dict[str, dict[str, None]] = {}
        worst: dict[str, Tier] = {}
        for rule, keys, tier in self._waits():
            for key in keys:
                rules.setdefault(key, {})[rule] = None
                if tier is not None and (key not in worst or worst[key].rank < tier.rank):
                    worst[key] = tier
        essential = self.contents.essential.union(
            *(judged.base.reads() for judged in self.judged if judged.base)
        )
        if any(judged.tier is None for judged in self.judged):
            for key in sorted(essential):
                if not is_known(self.values.get(key)):
                    rules.setdefault(key, {})
        parameters = self.contents.parameters
        for key, waiting in rules.items():
            parameter = parameters.get(key)
            yield Gap(
                name=key,
                kind="parameter" if parameter else "fact",
                reason=parameter.blank(self.as_of) if parameter else self.facts.reason(key),
                essential=key in essential,
                worst=worst.get(key),
                rules=tuple(waiting),
            )

    def _waits(self) -> Iterator[tuple[str, Iterable[str], Tier | None]]:
        """Yield each rule that waits, for which keys, and the tier at stake if there is one."""
        contents, values = self.contents, self.values
        if contents.applies_to is not None:
            yield "applies_to", contents.applies_to.missing(values), None
        for judged in self.judged:
            for rule, keys, tier in self._tier_waits(judged):
                moves = judged.at_least is not None and tier > judged.at_least
                yield rule, keys, tier if moves else None
        for signal in active(contents.signals, self.as_of):
            if signal_truth(signal, values) is None:
                yield signal.id, _missing(signal.conditions, values), None
        yield from self._waits_after()

    def _waits_after(self) -> Iterator[tuple[str, Iterable[str], None]]:
        """Yield the same of the rules that are asked once the tier is decided."""
        contents = self.contents
        for duty in active((*contents.inspections, *contents.duties), self.as_of):
            for tiered in self._tried(duty):
                if duty.holds(tiered) is None:
                    yield duty.id, self._before(_missing(duty.conditions, tiered)), None
        provisions = tuple(active(contents.provisions, self.as_of))
        of_loan = (rule for rule in provisions if rule.level == "loan")
        for rule in (*of_loan, *rules_of_portfolio(provisions, self.values)):
            for tiered in self._tried(rule):
                yield rule.id, self._before(_provision_missing(rule, tiered)), None

    def _tried(self, rule: Rule) -> Iterable[Mapping[str, Bounded]]:
        """Return the values with each tier that may come out, if the rule reads it."""
        if not rule.reads_outcome:
            return (self.values,)
        judged = next(j for j in self.judged if j.dimension.id == rule.dimension)
        return tier_values(judged, self.values, self.contents.main)

    def _tier_waits(self, judged: Judged) -> Iterator[tuple[str, Iterable[str], Tier]]:
        levels = (floor.level for floor, _ in (*judged.holding, *judged.possible))
        notches = [level for level in levels if isinstance(level, NotchLevel)]
        scale = judged.dimension.scale
        for row, truth in judged.rows:
            if truth is None and judged.base is not None:
                conditions = (*judged.base.conditions, row.when)
                tier = max((notched(row.tier, at, scale) for at in notches), default=row.tier)
                yield judged.base.id, _missing(conditions, self.values), tier
        for floor, tier in judged.possible:
            level = level_key(floor)
            keys = _missing(self.contents.conditions_of(floor), self.values)
            if level is not None and self.values.get(level) is None:
                keys = (*keys, level)
            yield floor.id, keys, tier

    def _before(self, keys: Iterable[str]) -> Iterator[str]:
        """Yield the keys, what the decision itself gives traced to the fact it lacks."""
        for key in keys:
            prefix, dot, name = key.rpartition(".")
            if name == TIER_FELL.name:
                before = prefix + dot + PREVIOUS_TIER.name
                known = self.values.get(before) is not None
                yield prefix + dot + PREVIOUS_TIER_FELL.name if known else before
            else:
                yield key


def _rank(gap: Gap) -> tuple[bool, int, str]:
    return not gap.essential, -(gap.worst.rank if gap.worst else -1), gap.name


def _provision_missing(rule: ProvisionRule, values: Mapping[str, Bounded]) -> Iterator[str]:
    applies = rule.holds(values)
    if applies is None:
        yield from _missing(rule.conditions, values)
    if applies is not False:
        yield from (*rule.of.missing(values), *rule.rate.usual.missing(values))


def _missing(conditions: Iterable[Condition], values: Mapping[str, Bounded]) -> tuple[str, ...]:
    return tuple(key for condition in conditions for key in condition.missing(values))
