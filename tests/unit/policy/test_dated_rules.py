"""Each kind of rule holds in its time only: the last day is in, the next one is out."""

from __future__ import annotations

from datetime import date

import pytest

from postloan.policy.decisions.decision import Decision
from tests.policies import policy

LAST, NEXT = date(2025, 12, 31), date(2026, 1, 1)
ENDS = "in_force = { until = 2025-12-31 }"
VISIT = "kind = 'visit'\nonce_per = 'month'\n"
RULES = {
    "base": "rows = [{ when = 'retail', tier = 'loss' }, { when = 'not retail', tier = 'loss' }]",
    "floor": "when = 'retail'\nat_least = 'loss'",
    "signal": "when = 'retail'",
    "inspection": f"when = 'retail'\n{VISIT}",
    "duty": "when = 'retail'\nonce_per = 'month'\nkind = 'report'",
}


def found(decision: Decision, kind: str) -> bool:
    """Return whether a rule of this kind left anything in the decision."""
    match kind:
        case "base" | "floor":
            return str(decision.could_be) == "loss"
        case "signal":
            return bool(decision.signals)
        case "inspection":
            return bool(decision.inspections)
        case _:
            return bool(decision.duties)


@pytest.mark.parametrize("kind", RULES)
@pytest.mark.parametrize("retail", [True, None])
def test_a_rule_decides_and_waits_to_its_last_day_and_no_longer(
    kind: str, retail: bool | None
) -> None:
    dated = policy(f"[[{kind}]]\nid = 'x'\n{RULES[kind]}\n{ENDS}")
    on, after = (dated.decide({"retail": retail}, day) for day in (LAST, NEXT))
    assert (found(on, kind), found(after, kind)) == (True, False)
    assert [gap.name for gap in on.gaps] == ([] if retail else ["retail"])
    assert after.gaps == ()
