"""The runner-up: the rule that would decide next, and what it lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from postloan.policy.clauses.contents import Contents
from postloan.policy.clauses.kinds import Floor
from postloan.policy.decisions.findings import Because, Finding
from postloan.policy.decisions.whatif import Alternative
from postloan.rules.condition import Condition
from postloan.rules.evaluate import Truth

__all__ = ["runner_up_of"]


def runner_up_of(
    contents: Contents,
    worse: Alternative | None,
    because: Callable[[Iterable[Condition], Truth], tuple[Because, ...]],
) -> Finding | None:
    """Return the rule that would decide in the nearest worse case, None where there is none.

    Args:
        contents: the policy.
        worse: that case.
        because: finds the comparisons by which conditions have a truth now.
    """
    if worse is None or worse.tier is None:
        return None
    rule, tier = worse.rules[0], worse.tier
    if isinstance(rule, Floor):
        conditions = contents.conditions_of(rule)
    else:
        rows = (row.when for row in rule.rows if row.tier == tier)
        conditions = (*rule.conditions, *rows)
    return Finding(
        rule=rule.id,
        tier=tier,
        certain=False,
        citation=rule.cite,
        because=(*because(conditions, False), *because(conditions, None)),
        hard=isinstance(rule, Floor) and rule.hard,
        title=rule.title,
    )
