"""Facts that the library itself reads by name, typed for those who do as well."""

from __future__ import annotations

from typing import Final

from postloan.facts.fact import Fact
from postloan.tiers import Tier

__all__ = [
    "CLASSIFIED_BEFORE",
    "DAYS_PAST_DUE",
    "PREVIOUS_TIER",
    "PREVIOUS_TIER_FELL",
    "TIER",
    "TIER_FELL",
]

DAYS_PAST_DUE: Final = Fact[int](
    name="days_past_due",
    kind="days",
    name_zh="逾期天数",
    meaning="Days since the oldest unpaid due date, as the policy counts them.",
    source="derived",
    minimum=0,
    worse="higher",
)
PREVIOUS_TIER: Final = Fact[Tier](
    name="previous_tier",
    kind="tier",
    name_zh="上期分类",
    meaning="The last tier on record before this date; the best level where there is no history.",
    source="derived",
    dimensional=True,
    worse="higher",
)
CLASSIFIED_BEFORE: Final = Fact[bool](
    name="classified_before",
    kind="bool",
    name_zh="曾分类",
    meaning="Whether a tier was on record before this date.",
    source="derived",
    dimensional=True,
)
PREVIOUS_TIER_FELL: Final = Fact[bool](
    name="previous_tier_fell",
    kind="bool",
    name_zh="上期下调",
    meaning="Whether the last change of tier on record was to a worse one.",
    source="derived",
    silence=False,
    dimensional=True,
)
TIER: Final = Fact[Tier](
    name="tier",
    kind="tier",
    name_zh="分类",
    meaning="The tier that this decision gives; seen by inspections, duties, "
    "provisions and examples.",
    source="outcome",
    dimensional=True,
)
TIER_FELL: Final = Fact[bool](
    name="tier_fell",
    kind="bool",
    name_zh="分类下调",
    meaning="Whether the tier is worse than the previous one, or is still the one it fell to.",
    source="outcome",
    dimensional=True,
)
