"""The contents of a policy: what its document says, its parents' rules included."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType

import attrs

from postloan.citation import Document
from postloan.dates import checked_date
from postloan.errors import InvalidValue, PolicyNoLongerInForce, PolicyNotYetInForce
from postloan.facts.catalogue import (
    CLASSIFIED_BEFORE,
    PREVIOUS_TIER,
    PREVIOUS_TIER_FELL,
    TIER_FELL,
    Catalogue,
)
from postloan.facts.fact import Fact, FactValue
from postloan.policy.clauses.acceptance import Accepted
from postloan.policy.clauses.claims import ClaimCounting
from postloan.policy.clauses.conventions import Conventions
from postloan.policy.clauses.kinds import (
    AppliesBy,
    Base,
    Dimension,
    DutyRule,
    Example,
    FactLevel,
    Floor,
    Force,
    InspectionRule,
    NotEncoded,
    Rule,
    SignalRule,
    UnknownMode,
)
from postloan.policy.clauses.parameters import Parameter
from postloan.policy.clauses.pickling import PicklesMappings
from postloan.policy.clauses.provisions import ProvisionRule
from postloan.policy.clauses.staff import Authority, Role
from postloan.policy.clauses.templates import Template
from postloan.rules.condition import Condition
from postloan.rules.evaluate import Ends
from postloan.tiers import Scale

__all__ = ["Contents"]


@attrs.frozen(kw_only=True, eq=False, getstate_setstate=False)
class Contents(PicklesMappings):
    """Everything a policy says. Frozen; made by `build`; `digest` tells two apart."""

    id: str
    edition: str
    document: Document
    """The document that a bare `cite` means."""
    in_force: Force
    applies_by: AppliesBy
    reclassified_by: date | None
    """The last day on which the edition before it may still govern loans made before it; None is no
    last day, or that it does not go by reclassification."""
    applies_to: Condition | None
    """Which loans it is for; None is all."""
    dimensions: tuple[Dimension, ...]
    """The main one first."""
    scales: Mapping[str, Scale]
    """The scales that it or a parent states itself, by id."""
    essential: frozenset[str]
    """Facts without which no tier is stated, beside those a base reads."""
    unknown: UnknownMode
    conventions: Conventions
    parameters: Mapping[str, Parameter]
    codes: Mapping[str, tuple[str, ...]]
    """Allowed codes of open facts, by fact."""
    claims: ClaimCounting
    """How claims on one obligor are counted together."""
    assumptions: frozenset[str]
    """Facts whose silence this policy turns into unknown."""
    bases: tuple[Base, ...]
    """At most one a dimension."""
    floors: tuple[Floor, ...]
    signals: tuple[SignalRule, ...]
    inspections: tuple[InspectionRule, ...]
    duties: tuple[DutyRule, ...]
    provisions: tuple[ProvisionRule, ...]
    roles: tuple[Role, ...]
    """Who does what, inherited ones first; () where the policy states none."""
    authorities: tuple[Authority, ...]
    """Up to which amount each role may act."""
    templates: tuple[Template, ...]
    """Forms, checklists, reports and agendas."""
    examples: tuple[Example, ...]
    not_encoded: tuple[NotEncoded, ...]
    accepted: tuple[Accepted, ...]
    """What an analysis finds and is as it should, the parents' first."""
    parents: tuple[Contents, ...]
    """The policies it extends."""
    digest: str
    """SHA-256 over the canonical document, its parents' digests included."""
    catalogue: Catalogue
    """The facts it may read."""
    source: str
    """File or name it was read from."""
    provider: str
    """Name and version of the plugin that gives it; empty where none does."""

    @property
    def origin(self) -> str:
        """Id and edition, as `id@edition`."""
        return f"{self.id}@{self.edition}"

    @property
    def main(self) -> Dimension:
        """The dimension that the short names speak of."""
        return self.dimensions[0]

    def dimension(self, id: str) -> Dimension:
        """Return the dimension `id`."""
        return next(dimension for dimension in self.dimensions if dimension.id == id)

    def states_tiers(self, dimension: str) -> bool:
        """Return whether a rule speaks of tiers in a dimension; else the best is said of all."""
        return any(rule.dimension == dimension for rule in (*self.bases, *self.floors))

    @cached_property
    def falls(self) -> frozenset[str]:
        """What stands before `tier_fell` wherever a rule reads it; see `prefix`."""
        read = {key for rule in self.rules() for key in rule.reads()}
        return frozenset(
            key.removesuffix(TIER_FELL.name) for key in read if _fact_name(key) == TIER_FELL.name
        )

    @cached_property
    def reads(self) -> tuple[str, ...]:
        """Keys of the facts that its rules and its scope read, sorted.

        Outcomes are left out; where a rule reads `tier_fell`, the past that tells it is in.
        """
        keys = {key for rule in self.rules() for key in rule.reads()}
        keys |= self.essential | set(self.applies_to.facts if self.applies_to else ())
        keys -= set(self.parameters)
        past = (PREVIOUS_TIER.name, CLASSIFIED_BEFORE.name, PREVIOUS_TIER_FELL.name)
        keys |= {prefix + name for prefix in self.falls for name in past if name in self.catalogue}
        return tuple(
            sorted(key for key in keys if self.catalogue[_fact_name(key)].source != "outcome")
        )

    @cached_property
    def plugins(self) -> tuple[str, ...]:
        """Name and version of each plugin that gives it, a policy it extends or a fact it reads."""
        facts = {self.catalogue.provider(_fact_name(key)) for key in self.reads}
        parents = (plugin for parent in self.parents for plugin in parent.plugins)
        return tuple(sorted({self.provider, *facts, *parents} - {""}))

    def rules(self) -> Iterator[Rule]:
        """Yield every rule, kind by kind."""
        yield from self.bases
        yield from self.floors
        yield from self.signals
        yield from self.inspections
        yield from self.duties
        yield from self.provisions

    @cached_property
    def replacements(self) -> tuple[str, ...]:
        """A sentence for each inherited rule that another stands in for, its reason included."""
        inherited = {rule.id: rule for parent in self.parents for rule in parent.rules()}
        own = tuple(
            f"{rule.id} in place of {rule.replaces} of {inherited[rule.replaces].origin}"
            f"{', a hard floor' if getattr(inherited[rule.replaces], 'hard', False) else ''}"
            f": {rule.reason}"
            for rule in self.rules()
            if rule.replaces in inherited and rule.origin == self.origin
        )
        above = (sentence for parent in self.parents for sentence in parent.replacements)
        return (*own, *above)

    def has_signal(self, id: str) -> bool:
        """Return whether the policy has a signal `id`."""
        return any(signal.id == id for signal in self.signals)

    def signal(self, id: str) -> SignalRule:
        """Return the signal `id`."""
        return next(signal for signal in self.signals if signal.id == id)

    def conditions(self) -> Iterator[Condition]:
        """Yield every condition of a rule, of a row and of the scope."""
        yield from (condition for rule in self.rules() for condition in rule.conditions)
        yield from (row.when for base in self.bases for row in base.rows)
        if self.applies_to is not None:
            yield self.applies_to

    def conditions_of(self, floor: Floor) -> tuple[Condition, ...]:
        """Return the conditions of a floor, those of the signal it waits for included."""
        if floor.signal is None:
            return floor.conditions
        return (*floor.conditions, *self.signal(floor.signal).conditions)

    @cached_property
    def figures(self) -> tuple[str, ...]:
        """Ids of the parameters that conditions and levels may read: periods are left out."""
        return tuple(id for id, parameter in self.parameters.items() if parameter.unit != "period")

    def prefix(self, dimension: Dimension) -> str:
        """Return what stands before the names of its own facts: nothing for the main one."""
        return "" if dimension == self.main else f"{dimension.id}."

    @cached_property
    def beside(self) -> frozenset[str]:
        """Keys of the facts and parameters that stand in amounts and rates and nowhere else."""
        decisive = {
            key for c in self.conditions() for key in (*c.facts, *c.parameters)
        } | self.essential
        decisive |= {f.level.key for f in self.floors if isinstance(f.level, FactLevel)}
        quantities = [each for rule in self.provisions for each in (rule.of, rule.rate.usual)]
        read = (key for each in quantities for key in (*each.facts, *each.parameters))
        return frozenset(read) - decisive

    @cached_property
    def ends(self) -> Mapping[str, Ends]:
        """The least and the most that the numbers it reads can be, by fact and parameter."""
        facts = {key: self.catalogue[_fact_name(key)] for key in self.reads}
        found = {key: (_number(f.minimum), _number(f.maximum)) for key, f in facts.items()}
        found |= {id: (each.least, each.most) for id, each in self.parameters.items()}
        return MappingProxyType(found)

    @cached_property
    def never_negative(self) -> frozenset[str]:
        """Keys of the facts it reads that are zero at least."""
        facts = {key: self.catalogue[_fact_name(key)] for key in self.reads}
        return frozenset(
            key for key, f in facts.items() if f.minimum is not None and f.minimum >= 0
        )

    @cached_property
    def silences(self) -> Mapping[str, FactValue | None]:
        """What it means, under this policy, that nobody recorded a fact it reads."""
        facts = {key: self.catalogue[_fact_name(key)] for key in self.reads}
        return MappingProxyType({key: self.silence(fact) for key, fact in facts.items()})

    def silence(self, fact: Fact[FactValue]) -> FactValue | None:
        """Return what it means, under this policy, that nobody recorded `fact`."""
        return None if fact.name in self.assumptions else fact.silence

    @cached_property
    def dated(self) -> bool:
        """Whether a parameter or a rule depends on the date."""
        return any(p.dated for p in self.parameters.values()) or bool(self.dated_rules)

    @cached_property
    def dated_rules(self) -> tuple[Rule, ...]:
        """Rules that are not always in force."""
        return tuple(rule for rule in self.rules() if rule.in_force.dated)

    @cached_property
    def compiled(self) -> dict[Hashable, object]:
        """What has been compiled from it and is kept; see `program`."""
        return {}

    def covers(self, day: date) -> bool:
        """Return whether the policy and what it extends are in force on `day`."""
        return self.in_force.covers(day) and all(p.covers(day) for p in self.parents)

    def check_day(self, owner: str, day: date | None) -> None:
        """Raise unless the policy can be looked at on `day`; `owner` is who is asked.

        Raises:
            InvalidValue: `day` is no date, or is missing and needed.
        """
        if day is not None:
            checked_date(owner, "as_of", day)
        elif self.dated:
            allowed = f"a date: {self.id} has dated parameters or rules"
            raise InvalidValue(owner, "as_of", None, allowed)

    def check_force(self, day: date) -> None:
        """Raise unless the policy and what it extends are in force on `day`.

        Raises:
            PolicyNotYetInForce: `day` is before its first day.
            PolicyNoLongerInForce: `day` is after its last.
        """
        if self.covers(day):
            return
        for parent in self.parents:
            parent.check_force(day)
        error = PolicyNoLongerInForce if self.in_force.over(day) else PolicyNotYetInForce
        raise error(self.id, self.edition, day, self.in_force.since, self.in_force.until)


def _number(end: int | None) -> Decimal | None:
    return None if end is None else Decimal(end)


def _fact_name(key: str) -> str:
    """Return the name of the fact behind a key, which may stand behind a dimension's id."""
    return key.rpartition(".")[2]
