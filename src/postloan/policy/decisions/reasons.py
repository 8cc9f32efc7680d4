"""What a decision finds, with its reasons: made from the walk over the rules, when asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TypeVar, cast

import attrs

from postloan.between import Between
from postloan.facts.catalogue import TIER, TIER_FELL
from postloan.facts.fact import FactValue
from postloan.policy.clauses.kinds import Dimension, DutyRule, Floor, InspectionRule
from postloan.policy.clauses.parameters import ParameterValue
from postloan.policy.clauses.provisions import rules_of_portfolio
from postloan.policy.compiled.standing import Standing
from postloan.policy.decisions.changes import find_what_if
from postloan.policy.decisions.findings import (
    Applied,
    Because,
    Finding,
    Gap,
    Outcome,
    SignalFinding,
)
from postloan.policy.decisions.gaps import Undecided
from postloan.policy.decisions.outcomes import PolicyOn
from postloan.policy.decisions.provisioning import Case, Provision, Provisioning, ProvisionPart
from postloan.policy.decisions.runnerup import runner_up_of
from postloan.policy.decisions.varying import Varying
from postloan.policy.decisions.whatif import WhatIf
from postloan.policy.judging.answer import judged_in
from postloan.policy.judging.given import Facts
from postloan.policy.judging.judge import Judged, active, level_key, signal_truth, tier_values
from postloan.rules.condition import Condition
from postloan.rules.evaluate import Bounded, Truth
from postloan.tiers import Tier

__all__ = ["Reasons"]

RuleT = TypeVar("RuleT", InspectionRule, DutyRule)


@attrs.frozen(kw_only=True, eq=False)
class Reasons:
    """The walk over the rules of a policy for one loan's facts, and what it finds."""

    standing: Standing
    facts: Facts
    applies: Truth

    @cached_property
    def values(self) -> Mapping[str, Bounded]:
        """Facts and parameters as conditions read them."""
        return {**self.facts.plain, **self.standing.plain_parameters}

    @cached_property
    def judged(self) -> tuple[Judged, ...]:
        """What the walk says in each dimension."""
        standing = self.standing
        return judged_in(standing.contents, self.values, standing.as_of, self.applies)

    def outcomes(self) -> tuple[Outcome, ...]:
        """Return the answer in each dimension, the main one first."""
        return tuple(map(self._outcome, self.judged))

    def signals(self) -> tuple[SignalFinding, ...]:
        """Return the signals that are raised or possible, the certain and severe first."""
        if self.applies is False:
            return ()
        found = [
            SignalFinding(
                rule=rule.id,
                severity=rule.severity,
                certain=truth is True,
                recorded=self.values.get(rule.key) is True,
                respond=rule.respond,
                citation=rule.cite,
                because=self._because(rule.conditions, truth),
                title=rule.title,
                title_zh=rule.title_zh,
            )
            for rule in active(self.standing.contents.signals, self.standing.as_of)
            if (truth := signal_truth(rule, self.values)) is not False
        ]
        order = ("high", "medium", "low")
        return tuple(sorted(found, key=lambda s: (not s.certain, order.index(s.severity))))

    def gaps(self) -> tuple[Gap, ...]:
        """Return what is not known and matters."""
        undecided = Undecided(
            contents=self.standing.contents,
            facts=self.facts,
            values=self.values,
            judged=self.judged,
            applies=self.applies,
            as_of=self.standing.as_of,
        )
        return tuple(undecided.gaps())

    def applied(self, rules: Iterable[RuleT]) -> Iterator[Applied[RuleT]]:
        """Yield the inspection or duty rules that apply, or may."""
        for rule in active(rules, self.standing.as_of) if self.applies is not False else ():
            tiers = self.tier_values(rule.dimension) if rule.reads_outcome else (self.values,)
            tiered = tuple(tiers)
            truths = [rule.holds(values) for values in tiered]
            if all(truth is False for truth in truths):
                continue
            certain = all(truth is True for truth in truths)
            because = self._because(rule.conditions, True, tiered[0]) if certain else ()
            yield Applied(definition=rule, certain=certain, because=because)

    def provision(self) -> Provision | None:
        """Return what is set aside for the loan; None where the policy says nothing of it."""
        contents = self.standing.contents
        every = [rule for rule in contents.provisions if rule.level == "loan"]
        if self.applies is False or not every:
            return None
        standing = tuple(active(every, self.standing.as_of))
        return self._provisioning.provision(
            (
                [rule for rule in standing if rule.dimension == judged.dimension.id],
                self._cases(judged),
            )
            for judged in self.judged
        )

    def reserves(self) -> Iterator[ProvisionPart]:
        """Yield what is asked of a portfolio as a whole."""
        rules = self.standing.contents.provisions if self.applies is not False else ()
        for rule in rules_of_portfolio(active(rules, self.standing.as_of), self.values):
            part = self._provisioning.part(rule, self.values)
            if part is not None:
                yield part

    @property
    def _provisioning(self) -> Provisioning:
        contents = self.standing.contents
        return Provisioning(
            within=contents.ends,
            currency=self.facts.currency,
            conventions=contents.conventions,
        )

    def _cases(self, judged: Judged) -> list[Case]:
        contents = self.standing.contents
        key = contents.prefix(judged.dimension) + TIER.name
        tried = tier_values(judged, self.values, contents.main)
        return [(v, judged.tier is not None and v[key] == judged.tier.rank) for v in tried]

    def tier_values(self, dimension: str) -> Iterator[Mapping[str, Bounded]]:
        """Yield the facts as conditions read them, with each tier `dimension` may come to."""
        judged = next(j for j in self.judged if j.dimension.id == dimension)
        return tier_values(judged, self.values, self.standing.contents.main)

    def applies_because(self) -> tuple[Because, ...]:
        """Return the comparisons by which the policy applies or does not."""
        scope = self.standing.contents.applies_to
        return () if scope is None else self._because((scope,), self.applies)

    def runner_up(self) -> Finding | None:
        """Return the rule that would decide next in the main dimension, and what it lacks."""
        return runner_up_of(self.standing.contents, self.what_if().worse, self._because)

    def what_if(self, dimension: Dimension | None = None) -> WhatIf:
        """Return what would change the outcome in a dimension; None is the main one."""
        policy = PolicyOn.of(self.standing, dimension)
        values = {
            key: None if isinstance(value, Between) else value for key, value in self.values.items()
        }
        varying = Varying(policy=policy, values=values, currency=self.facts.currency)
        return find_what_if(varying)

    def _outcome(self, judged: Judged) -> Outcome:
        base = judged.base
        return Outcome(
            dimension=judged.dimension.id,
            scale=judged.dimension.scale.id,
            tier=judged.tier,
            at_least=judged.at_least,
            could_be=judged.could_be,
            floors=tuple(self._finding(floor, tier, True) for floor, tier in judged.holding),
            possible_floors=tuple(
                self._finding(floor, tier, None) for floor, tier in judged.possible
            ),
            base=tuple(
                Finding(
                    rule=base.id,
                    tier=row.tier,
                    certain=truth is True,
                    citation=base.cite,
                    because=self._because((*base.conditions, row.when), truth),
                    title=base.title,
                )
                for row, truth in judged.rows
                if base is not None
            ),
            problem=judged.problem,
        )

    def _finding(self, floor: Floor, tier: Tier, truth: Truth) -> Finding:
        return Finding(
            rule=floor.id,
            tier=tier,
            certain=truth is True,
            citation=floor.cite,
            because=(*self._floor_because(floor, truth), *self._level_because(floor)),
            hard=floor.hard,
            replaces=f"{floor.replaces}: {floor.reason}" if floor.replaces else "",
            title=floor.title,
        )

    def _floor_because(self, floor: Floor, truth: Truth) -> tuple[Because, ...]:
        key = "" if floor.signal is None else self.standing.contents.signal(floor.signal).key
        if self.values.get(key) is True:
            recorded = Because(comparison=key, truth=True, read=((key, True),))
            return (*self._because(floor.conditions, truth), recorded)
        return self._because(self.standing.contents.conditions_of(floor), truth)

    def _level_because(self, floor: Floor) -> tuple[Because, ...]:
        key = level_key(floor)
        if key is None:
            return ()
        value = self.values.get(key)
        truth = None if value is None else True
        return (Because(comparison=key, truth=truth, read=((key, self._typed(key, value)),)),)

    def _because(
        self,
        conditions: Iterable[Condition],
        truth: Truth,
        values: Mapping[str, Bounded] | None = None,
    ) -> tuple[Because, ...]:
        """Return the comparisons that made `conditions` together what they are."""
        values = self.values if values is None else values
        return tuple(
            Because(
                comparison=reading.comparison,
                truth=reading.truth,
                read=tuple((key, self._typed(key, value)) for key, value in reading.reads),
            )
            for condition in conditions
            if condition.holds(values) is truth
            for reading in condition.because(values)
        )

    def _typed(self, key: str, value: Bounded) -> FactValue | ParameterValue | Between | None:
        if key in self.standing.parameters:
            return self.standing.parameters[key]
        name = key.rpartition(".")[2]
        if name == TIER.name and isinstance(value, int):
            dimension = key.partition(".")[0] if "." in key else self.standing.contents.main.id
            return self.standing.contents.dimension(dimension).scale.tiers[value]
        if name == TIER_FELL.name:
            return cast("Truth", value)
        return value if isinstance(value, Between) else self.facts[key]
