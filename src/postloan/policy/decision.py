"""Decisions: what a policy says about one loan's facts.

Every tier decision is a floor. The base gives where to start, each floor that holds says "at
least this tier", the worst wins; a floor that is unknown moves `could_be` only. Outcomes are
worked out at once; findings on signals, gaps and duties when they are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import TypeVar

import attrs

from postloan.errors import UnknownName
from postloan.facts.catalogue import TIER, TIER_FELL
from postloan.facts.fact import FactValue
from postloan.policy.contents import Contents
from postloan.policy.findings import Applied, Because, Finding, Gap, Outcome, SignalFinding
from postloan.policy.gaps import Undecided
from postloan.policy.given import Facts, plain
from postloan.policy.judge import Judged, active, judge, level_key, signal_truth, tier_values
from postloan.policy.kinds import DutyRule, Floor, InspectionRule
from postloan.policy.parameters import ParameterValue
from postloan.policy.wording import Line, Words, printed
from postloan.rules.condition import Condition
from postloan.rules.evaluate import Truth, Value
from postloan.tiers import Tier

__all__ = ["Decision", "decide"]

RuleT = TypeVar("RuleT", InspectionRule, DutyRule)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Decision:
    """What a policy says about one loan's facts. Made by `Policy.decide` and by `review`."""

    contents: Contents
    """The policy."""
    as_of: date | None
    facts: Facts
    """What it was decided on."""
    parameters: Mapping[str, ParameterValue | None]
    """The policy's parameters on that date; None has no value."""
    applies: Truth
    """Whether the policy is for such a loan; None where that is not known, and then it is
    decided as if it were."""
    _judged: tuple[Judged, ...]
    _values: Mapping[str, Value]

    @property
    def tier(self) -> Tier | None:
        """The tier of the main dimension; None is undetermined, or the policy does not apply."""
        return self._judged[0].tier

    @property
    def at_least(self) -> Tier | None:
        """What is certain, in the main dimension; None where the policy does not apply."""
        return self._judged[0].at_least

    @property
    def could_be(self) -> Tier | None:
        """The worst that the unknown facts allow; None where the policy does not apply."""
        return self._judged[0].could_be

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """One a dimension, the main one first."""
        return tuple(self._outcome(judged) for judged in self._judged)

    @property
    def floors(self) -> tuple[Finding, ...]:
        """Floors of the main dimension that hold, worst first."""
        return self.outcomes[0].floors

    @property
    def possible_floors(self) -> tuple[Finding, ...]:
        """Floors of the main dimension that are unknown, worst first."""
        return self.outcomes[0].possible_floors

    @property
    def assumed(self) -> tuple[str, ...]:
        """Facts that nobody recorded and that count as "none recorded"."""
        return self.facts.assumed

    @cached_property
    def signals(self) -> tuple[SignalFinding, ...]:
        """Signals that are raised or possible, the certain and severe first."""
        if self.applies is False:
            return ()
        found = [
            SignalFinding(
                rule=rule.id,
                severity=rule.severity,
                certain=truth is True,
                recorded=self._values.get(rule.key) is True,
                respond=rule.respond,
                citation=rule.cite,
                because=self._because(rule.conditions, truth),
                title=rule.title,
                title_zh=rule.title_zh,
            )
            for rule in active(self.contents.signals, self.as_of)
            if (truth := signal_truth(rule, self._values)) is not False
        ]
        order = ("high", "medium", "low")
        return tuple(sorted(found, key=lambda s: (not s.certain, order.index(s.severity))))

    @cached_property
    def inspections(self) -> tuple[Applied[InspectionRule], ...]:
        """Inspection rules that apply, or may."""
        return tuple(self._applied(self.contents.inspections))

    @cached_property
    def duties(self) -> tuple[Applied[DutyRule], ...]:
        """Duty rules that apply, or may."""
        return tuple(self._applied(self.contents.duties))

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """What is not known and matters: essential facts first, then by the tier at stake."""
        undecided = Undecided(
            contents=self.contents,
            facts=self.facts,
            values=self._values,
            judged=self._judged,
            applies=self.applies,
            as_of=self.as_of,
        )
        return tuple(undecided.gaps())

    def outcome(self, dimension: str) -> Outcome:
        """Return the outcome in `dimension`."""
        for found in self.outcomes:
            if found.dimension == dimension:
                return found
        raise UnknownName("dimension", dimension, [o.dimension for o in self.outcomes])

    def applies_because(self) -> tuple[Because, ...]:
        """Return the comparisons by which the policy applies or does not."""
        scope = self.contents.applies_to
        return () if scope is None else self._because((scope,), self.applies)

    def explain(self) -> str:
        """Return the decision in a person's words, with the citation of each rule."""
        return "\n".join(map(printed, self.lines()))

    def lines(self) -> Iterator[Line]:
        """Yield what `explain` prints, each citation as it is."""
        contents = self.contents
        words = Words(contents.catalogue)
        if self.applies is False:
            why = words.because(self.applies_because())
            yield f"{contents.id} {contents.edition} does not apply: {why}"
            return
        for outcome in self.outcomes:
            name = "" if outcome is self.outcomes[0] else f"{outcome.dimension}: "
            yield f"{name}{words.headline(outcome)} (under {contents.id} {contents.edition})"
            yield from words.floors(outcome)
        yield from words.signals(self.signals)
        yield from words.gaps(self.gaps)
        if self.assumed:
            yield f"Nobody recorded, taken as none: {', '.join(self.assumed)}"

    def __repr__(self) -> str:
        return f"<Decision {self.tier or 'undetermined'} under {self.contents.id}>"

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
        key = "" if floor.signal is None else self.contents.signal(floor.signal).key
        if self._values.get(key) is True:
            recorded = Because(comparison=key, truth=True, read=((key, True),))
            return (*self._because(floor.conditions, truth), recorded)
        return self._because(self.contents.conditions_of(floor), truth)

    def _level_because(self, floor: Floor) -> tuple[Because, ...]:
        key = level_key(floor)
        if key is None:
            return ()
        value = self._values.get(key)
        truth = None if value is None else True
        return (Because(comparison=key, truth=truth, read=((key, self._typed(key, value)),)),)

    def _applied(self, rules: Iterable[RuleT]) -> Iterator[Applied[RuleT]]:
        for rule in active(rules, self.as_of) if self.applies is not False else ():
            tiers = self.tier_values(rule.dimension) if rule.reads_outcome else (self._values,)
            tiered = tuple(tiers)
            truths = [rule.holds(values) for values in tiered]
            if all(truth is False for truth in truths):
                continue
            certain = all(truth is True for truth in truths)
            because = self._because(rule.conditions, True, tiered[0]) if certain else ()
            yield Applied(definition=rule, certain=certain, because=because)

    def tier_values(self, dimension: str) -> Iterator[Mapping[str, Value]]:
        """Yield the facts as conditions read them, with each tier `dimension` may come to."""
        judged = next(j for j in self._judged if j.dimension.id == dimension)
        return tier_values(judged, self._values, self.contents.main)

    def _because(
        self,
        conditions: Iterable[Condition],
        truth: Truth,
        values: Mapping[str, Value] | None = None,
    ) -> tuple[Because, ...]:
        values = self._values if values is None else values
        return because(conditions, truth, values, self._typed)

    def _typed(self, key: str, value: Value) -> FactValue | ParameterValue | None:
        if key in self.parameters:
            return self.parameters[key]
        name = key.rpartition(".")[2]
        if name == TIER.name and isinstance(value, int):
            dimension = key.partition(".")[0] if "." in key else self.contents.main.id
            return self.contents.dimension(dimension).scale.tiers[value]
        if name == TIER_FELL.name:
            return value
        return self.facts[key]


def because(
    conditions: Iterable[Condition],
    truth: Truth,
    values: Mapping[str, Value],
    typed: Callable[[str, Value], FactValue | ParameterValue | None],
) -> tuple[Because, ...]:
    """Return the comparisons that made `conditions` together what they are."""
    return tuple(
        Because(
            comparison=reading.comparison,
            truth=reading.truth,
            read=tuple((key, typed(key, value)) for key, value in reading.reads),
        )
        for condition in conditions
        if condition.holds(values) is truth
        for reading in condition.because(values)
    )


def decide(
    contents: Contents,
    facts: Facts,
    parameters: Mapping[str, ParameterValue | None],
    as_of: date | None,
) -> Decision:
    """Return what `contents` says about `facts`. `Policy.decide` is the face of it."""
    values = dict(facts.plain)
    for id, value in parameters.items():
        values[id] = plain(value)
    applies = True if contents.applies_to is None else contents.applies_to.holds(values)
    if applies is False:
        judged = tuple(
            Judged(dimension=dimension, tier=None, at_least=None, could_be=None)
            for dimension in contents.dimensions
        )
    else:
        judged = tuple(judge(contents, values, as_of, d) for d in contents.dimensions)
    return Decision(
        contents=contents,
        as_of=as_of,
        facts=facts,
        parameters=parameters,
        applies=applies,
        judged=judged,
        values=values,
    )
