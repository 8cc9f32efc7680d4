"""Reading `[obligor]`: how the claims on one obligor are counted, laid over what parents say."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from postloan.facts.catalogue import COUNTED
from postloan.policy.clauses.claims import ClaimCounting
from postloan.policy.documents.head import Head
from postloan.policy.documents.table import Table
from postloan.rules.condition import Condition
from postloan.tiers import Tier

__all__ = ["stated_claims"]


def stated_claims(head: Head) -> ClaimCounting:
    """Return how a policy counts claims: key by key what it states, else what its parents do."""
    table = head.top.table("obligor") or Table({}, ("obligor",), head.faults)
    found = ClaimCounting(
        nonperforming=head.layers.settled(
            "nonperforming", _tier(table, head), lambda parent: parent.claims.nonperforming
        ),
        amount=head.layers.settled(
            "amount", _amount(table, head), lambda parent: parent.claims.amount
        ),
        among=_conditions(table, "among", head),
        left_out=_conditions(table, "left_out", head),
    )
    table.done()
    return found


def _tier(table: Table, head: Head) -> Tier | None:
    scale = head.main.scale
    name = table.choice("nonperforming", scale.names())
    return scale.level(name) if name else None


def _amount(table: Table, head: Head) -> str | None:
    amounts = [name for name, fact in head.catalogue.items() if fact.kind == "money"]
    return table.choice("amount", amounts)


def _conditions(
    table: Table, key: Literal["among", "left_out"], head: Head
) -> Mapping[str, Condition]:
    """Return the conditions that stand in a table by the fact they are for."""
    inner = table.table(key) or Table({}, (*table.path, key), head.faults)
    found = head.layers.by_name(
        f"[obligor.{key}]", lambda parent: getattr(parent.claims, key), inner.data
    )
    for name in inner.data:
        if name not in COUNTED:
            head.faults.add_unknown((*inner.path, name), "fact counted over claims", name, COUNTED)
        condition = head.condition(inner, name, head.main)
        if condition is not None:
            found[name] = condition
    return MappingProxyType(found)
