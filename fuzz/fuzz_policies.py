"""Policy files: a text is refused as `InvalidPolicy`, or decides whatever the facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from postloan.errors import InvalidPolicy
from postloan.policy.examples import check_examples
from postloan.policy.policy import Policy

__all__ = ["LONGEST", "try_one"]

LONGEST: Final = 1 << 15
"""Bytes that an input may have."""

DAY: Final = date(2024, 6, 30)
FACTS: Final[tuple[Mapping[str, object], ...]] = (
    {},
    {"days_past_due": 400, "credit_impaired": None, "lawsuit": True},
)


def try_one(data: bytes) -> None:
    """Read `data` as a policy file; raises whatever may not escape."""
    text = data.decode("utf-8", "surrogateescape")
    try:
        policy = Policy.from_text(text)
    except InvalidPolicy as error:
        assert error.faults, "a refusal has its faults"
        assert str(error), "a refusal has words"
        return
    for facts in FACTS:
        decision = policy.decide(facts, DAY, outside_force="as_if")
        assert decision.explain(), "a decision has words"
        assert decision.tier == decision.outcomes[0].tier, "compiled, it decides as it is walked"
        masks = decision.trace.masks
        replayed = policy.outline(DAY).replay(*masks)
        assert replayed.rules == decision.trace.rules, "two integers tell the same"
    for result in check_examples(policy):
        assert str(result), "an example's result has words"
