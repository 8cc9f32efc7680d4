"""The vocabulary of a policy's conditions: facts, parameters, and the levels of a scale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal, cast

import attrs

from postloan.facts.catalogue import Catalogue
from postloan.facts.fact import Fact, FactValue
from postloan.policy.clauses.kinds import Dimension
from postloan.policy.clauses.parameters import Parameter
from postloan.rules.vocabulary import Term
from postloan.tiers import Scale
from postloan.units import Kind

__all__ = ["RESERVED", "PolicyVocabulary"]

RESERVED: Final = frozenset(("true", "false", "null", "none", "nan", "min", "max", "known"))
"""Words that mean something else in a condition, so that no level and no parameter has them."""


@attrs.frozen(kw_only=True)
class PolicyVocabulary:
    """What the conditions of one dimension of a policy may name."""

    catalogue: Catalogue
    parameters: Mapping[str, Parameter]
    codes: Mapping[str, tuple[str, ...]]
    dimension: Dimension
    """The dimension that the conditions speak of."""
    main: Dimension
    """The policy's main dimension, whose facts have plain names."""
    currency: str | None

    def term(self, name: str) -> Term | None:
        """Return the fact, parameter or level of this name, or None."""
        if name in self.catalogue:
            return self._fact(self.catalogue[name])
        scale = self.dimension.scale
        if name in self.parameters:
            unit = self.parameters[name].unit
            if unit == "period":
                return None
            return _term(name, "parameter", cast("Kind", unit), self.main.scale)
        for known in scale.lineage:
            if name in known:
                return _level(name, known)
        return None

    def _fact(self, fact: Fact[FactValue]) -> Term:
        dimension = self.dimension if fact.dimensional else self.main
        key = fact.name if dimension == self.main else f"{dimension.id}.{fact.name}"
        values = fact.values or self.codes.get(fact.name, ())
        return _term(key, "fact", fact.kind, dimension.scale, values)

    def names(self) -> Iterable[str]:
        """Return every name."""
        conditions = (p.id for p in self.parameters.values() if p.unit != "period")
        return [*self.catalogue, *conditions, *self.dimension.scale.names()]


def _level(name: str, scale: Scale) -> Term:
    """Return the term of a level; one that has a coarser level's name is that level too."""
    coarser = tuple(
        (other.id, scale.ranks_on(other)) for other in scale.lineage[1:] if name in other
    )
    rank = scale[name].rank
    return Term(key=name, role="level", kind="tier", scale=scale.id, rank=rank, coarser=coarser)


def _term(
    key: str,
    role: Literal["fact", "parameter"],
    kind: Kind,
    scale: Scale,
    values: tuple[str, ...] = (),
) -> Term:
    if kind != "tier":
        return Term(key=key, role=role, kind=kind, values=values)
    coarser = tuple((other.id, scale.ranks_on(other)) for other in scale.lineage[1:])
    return Term(key=key, role=role, kind=kind, scale=scale.id, coarser=coarser)
