"""The vocabulary of a policy's conditions: facts, parameters, and the levels of a scale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

import attrs

from postloan.facts.catalogue import Catalogue
from postloan.facts.fact import Fact, FactValue
from postloan.policy.kinds import Dimension
from postloan.policy.parameters import Parameter
from postloan.rules.vocabulary import Term
from postloan.units import Kind

__all__ = ["PolicyVocabulary"]


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
            tier = self.main.scale.id if unit == "tier" else ""
            return Term(key=name, role="parameter", kind=cast("Kind", unit), scale=tier)
        if name in scale:
            return Term(key=name, role="level", kind="tier", scale=scale.id, rank=scale[name].rank)
        return None

    def _fact(self, fact: Fact[FactValue]) -> Term:
        dimension = self.dimension if fact.dimensional else self.main
        return Term(
            key=fact.name if dimension == self.main else f"{dimension.id}.{fact.name}",
            role="fact",
            kind=fact.kind,
            values=fact.values or self.codes.get(fact.name, ()),
            scale=dimension.scale.id if fact.kind == "tier" else "",
        )

    def names(self) -> Iterable[str]:
        """Return every name."""
        conditions = (p.id for p in self.parameters.values() if p.unit != "period")
        return [*self.catalogue, *conditions, *(tier.id for tier in self.dimension.scale)]
