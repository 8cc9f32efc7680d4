"""How a policy counts the claims on one obligor together."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import attrs

from postloan.policy.clauses.pickling import PicklesMappings
from postloan.rules.condition import Condition
from postloan.tiers import Tier

__all__ = ["AMOUNT", "ClaimCounting"]

AMOUNT = "outstanding"
"""The fact that says how much a claim is, unless the policy names another."""

_NONE: Mapping[str, Condition] = MappingProxyType({})


@attrs.frozen(kw_only=True, getstate_setstate=False)
class ClaimCounting(PicklesMappings):
    """Which claims on an obligor count for the facts about it, and with what weight.

    It is the table `[obligor]` of a policy. What is done about the facts is left to floors.
    """

    nonperforming: Tier | None = None
    """A claim of this tier or a worse one is non-performing; None is not stated, and then nothing
    is said of shares of non-performing claims."""
    amount: str | None = None
    """The amount of money by which claims are weighed; None is `AMOUNT`."""
    among: Mapping[str, Condition] = _NONE
    """For a fact about the obligor, the claims among which it is counted; all unless stated."""
    left_out: Mapping[str, Condition] = _NONE
    """For a fact about the obligor, the claims that are left out of it altogether where they
    would make it worse; none unless stated."""

    @property
    def reads(self) -> frozenset[str]:
        """Keys of the facts of a loan that are read."""
        conditions = (*self.among.values(), *self.left_out.values())
        return frozenset(key for condition in conditions for key in condition.facts).union(
            (self.amount or AMOUNT,)
        )
