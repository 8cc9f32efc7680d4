"""Which of the shipped policies a test runs over, worked out from all of them once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from postloan.policy.loading import load_policy, policy_ids

__all__ = ["WITH_OWN_TIERS"]


def _with_own_tiers() -> Iterator[str]:
    for id in policy_ids():
        contents = load_policy(id).contents
        rules = (*contents.bases, *contents.floors)
        if any(rule.origin == contents.origin for rule in rules):
            yield id


WITH_OWN_TIERS: Final = tuple(_with_own_tiers())
"""The shipped policies that state a rule on tiers; what others inherit is held there."""
