"""The vocabulary of a policy's conditions: facts, parameters, and the levels of a scale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

import attrs

from postloan.facts.catalogue import Catalogue
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
    prefix: str
    """Before the key of a dimensional fact: empty for the main dimension, else `id.`."""
    currency: str | None

    def term(self, name: str) -> Term | None:
        """Return the fact, parameter or level of this name, or None."""
        scale = self.dimension.scale
        if name in self.catalogue:
            fact = self.catalogue[name]
            return Term(
                key=self.prefix + name if fact.dimensional else name,
                role="fact",
                kind=fact.kind,
                values=fact.values or self.codes.get(name, ()),
                scale=scale.id if fact.kind == "tier" else "",
            )
        if name in self.parameters:
            unit = self.parameters[name].unit
            if unit == "period":
                return None
            tier = scale.id if unit == "tier" else ""
            return Term(key=name, role="parameter", kind=cast("Kind", unit), scale=tier)
        if name in scale:
            return Term(key=name, role="level", kind="tier", scale=scale.id, rank=scale[name].rank)
        return None

    def names(self) -> Iterable[str]:
        """Return every name."""
        conditions = (p.id for p in self.parameters.values() if p.unit != "period")
        return [*self.catalogue, *conditions, *(tier.id for tier in self.dimension.scale)]
