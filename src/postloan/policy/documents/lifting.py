"""Lifting: what a policy on a finer scale takes over from one on a coarser scale.

A level that is written out becomes the best level that maps to it, so that a floor asks for no
more than it did. A condition reads tiers mapped down to the scale it was written in, so that it
means what it meant. Mapped down, the finer policy decides as the coarser one does.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar

import attrs

from postloan.policy.clauses.claims import ClaimCounting
from postloan.policy.clauses.contents import Contents
from postloan.policy.clauses.kinds import (
    Base,
    Dimension,
    FixedLevel,
    Floor,
    Level,
    NotchLevel,
    Rule,
)
from postloan.policy.clauses.parameters import Parameter
from postloan.rules.condition import Condition
from postloan.rules.tree import with_terms
from postloan.rules.vocabulary import Term
from postloan.tiers import Scale, Tier

__all__ = ["lifted"]

R = TypeVar("R", bound=Rule)


def lifted(contents: Contents, scales: Mapping[str, Scale]) -> Contents:
    """Return `contents` with each dimension on the scale given for it.

    A dimension whose scale is not finer than its own stays as it is.
    """
    finer = {
        dimension.id: scale
        for dimension in contents.dimensions
        if (scale := scales.get(dimension.id, dimension.scale)) != dimension.scale
        and scale.refines(dimension.scale)
    }
    return _Lift(contents, finer).contents() if finer else contents


@attrs.frozen
class _Lift:
    before: Contents
    finer: Mapping[str, Scale]

    def contents(self) -> Contents:
        before = self.before
        return attrs.evolve(
            before,
            applies_to=self._condition(before.applies_to),
            dimensions=tuple(
                Dimension(id=dimension.id, scale=self.finer.get(dimension.id, dimension.scale))
                for dimension in before.dimensions
            ),
            parameters=MappingProxyType(
                {id: self._parameter(parameter) for id, parameter in before.parameters.items()}
            ),
            claims=self._claims(before.claims),
            bases=tuple(self._base(rule) for rule in before.bases),
            floors=tuple(self._floor(rule) for rule in before.floors),
            signals=tuple(map(self._rule, before.signals)),
            inspections=tuple(map(self._rule, before.inspections)),
            duties=tuple(map(self._rule, before.duties)),
            provisions=tuple(map(self._rule, before.provisions)),
        )

    def _tier(self, tier: Tier, dimension: str) -> Tier:
        return self.finer[dimension].lift(tier) if dimension in self.finer else tier

    def _claims(self, claims: ClaimCounting) -> ClaimCounting:
        tier = claims.nonperforming
        return attrs.evolve(
            claims,
            nonperforming=None if tier is None else self._tier(tier, self.before.main.id),
            among=MappingProxyType({k: self._checked(c) for k, c in claims.among.items()}),
            left_out=MappingProxyType({k: self._checked(c) for k, c in claims.left_out.items()}),
        )

    def _parameter(self, parameter: Parameter) -> Parameter:
        values = tuple(
            attrs.evolve(dated, value=self._tier(dated.value, self.before.main.id))
            if isinstance(dated.value, Tier)
            else dated
            for dated in parameter.values
        )
        return attrs.evolve(parameter, values=values)

    def _rule(self, rule: R) -> R:
        scopes = tuple(self._checked(scope) for scope in rule.scopes)
        return attrs.evolve(rule, scopes=scopes, when=self._condition(rule.when))

    def _base(self, rule: Base) -> Base:
        rows = tuple(
            attrs.evolve(
                row, when=self._checked(row.when), tier=self._tier(row.tier, rule.dimension)
            )
            for row in rule.rows
        )
        return attrs.evolve(self._rule(rule), rows=rows)

    def _floor(self, rule: Floor) -> Floor:
        return attrs.evolve(self._rule(rule), level=self._level(rule.level, rule.dimension))

    def _level(self, level: Level, dimension: str) -> Level:
        match level:
            case FixedLevel(tier=tier):
                return FixedLevel(self._tier(tier, dimension))
            case NotchLevel(scale=None) if dimension in self.finer:
                return attrs.evolve(level, scale=self.before.dimension(dimension).scale)
            case _:
                return level

    def _condition(self, condition: Condition | None) -> Condition | None:
        return None if condition is None else self._checked(condition)

    def _checked(self, condition: Condition) -> Condition:
        return Condition.of(with_terms(condition.tree, self._term), condition.text)

    def _term(self, term: Term) -> Term:
        """Return a tier fact or parameter as its condition reads it: on the scale before."""
        prefix, dot, _ = term.key.rpartition(".")
        dimension = prefix if dot else self.before.main.id
        if term.kind != "tier" or term.role == "level" or dimension not in self.finer:
            return term
        ranks = self.finer[dimension].ranks_on(self.before.dimension(dimension).scale)
        mapped = tuple(term.mapped[rank] for rank in ranks) if term.mapped else ranks
        return attrs.evolve(term, coarser=(), mapped=mapped)
