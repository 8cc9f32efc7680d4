"""What would change an outcome: other values of one fact or of few, and what they would give."""

from __future__ import annotations

import attrs

from postloan.policy.clauses.kinds import Base, Floor
from postloan.policy.decisions.ranges import FactRange
from postloan.tiers import Tier

__all__ = ["Alternative", "WhatIf"]


@attrs.frozen(kw_only=True)
class Alternative:
    """Another outcome, and the facts that would give it, all others being as they are."""

    tier: Tier | None
    """The tier; None is undetermined, or the policy would not apply."""
    applies: bool
    """False where the policy would not apply."""
    facts: tuple[FactRange, ...]
    """One fact, or several together; whichever of their values they have gives the tier."""
    rules: tuple[Floor | Base, ...]
    """The floors that would decide, or the base; () where none would. Where not the same decide
    throughout, those at the values nearest to the present ones."""

    @property
    def answer(self) -> str:
        """The tier in a word, or what stands in its place."""
        return str(self.tier or "undetermined") if self.applies else "not applicable"

    def __str__(self) -> str:
        by = f" by {', '.join(rule.id for rule in self.rules)}" if self.rules else ""
        return f"{self.answer}{by} if {' and '.join(map(_were, self.facts))}"


@attrs.frozen(kw_only=True)
class WhatIf:
    """What would change an outcome. Made by `Decision.what_if`.

    Facts are taken one by one, all others being as they are, even where in life one draws
    another along. It is no forecast and no advice.
    """

    tier: Tier | None
    """The tier as it is; None is undetermined, or the policy does not apply."""
    alternatives: tuple[Alternative, ...]
    """Every change of one fact alone that gives another tier, the nearest first; complete but
    for `undecided`. A fact that is not known is near to each of its values."""
    together: tuple[Alternative, ...]
    """A better or worse tier by two or three facts together, where no fact alone leads to one;
    () where none was found either."""
    undecided: tuple[str, ...]
    """Facts that a condition multiplies by themselves, or that stand in one that is too large:
    nothing is said of them."""

    @property
    def better(self) -> Alternative | None:
        """The nearest that gives a better tier; None where none was found."""
        return self._nearest(-1)

    @property
    def worse(self) -> Alternative | None:
        """The nearest that gives a worse tier; None where none was found."""
        return self._nearest(1)

    def of(self, fact: str) -> tuple[Alternative, ...]:
        """Return what a fact alone would change, by its name."""
        return tuple(found for found in self.alternatives if found.facts[0].fact == fact)

    def _nearest(self, direction: int) -> Alternative | None:
        for found in (*self.alternatives, *self.together):
            if self.tier and found.tier and (found.tier.rank - self.tier.rank) * direction > 0:
                return found
        return None

    def __str__(self) -> str:
        return "\n".join(map(str, (*self.alternatives, *self.together)))


def _were(values: FactRange) -> str:
    if values.known:
        return f"{values.fact} were {values}"
    words = str(values)
    return f"{values.fact} were known{'' if words == 'anything' else f' to be {words}'}"
