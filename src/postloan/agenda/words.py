"""Why an obligation stands on the agenda, in a person's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from postloan.agenda.anchors import Life
from postloan.agenda.due import NextDue
from postloan.dates import Period
from postloan.facts.catalogue import OUTCOMES
from postloan.policy.clauses.kinds import DutyRule, InspectionRule
from postloan.policy.clauses.timing import OncePer, Timing, Within
from postloan.policy.decisions.findings import Applied
from postloan.policy.decisions.wording import Words
from postloan.rules.evaluate import Bounded
from postloan.tiers import Tier

__all__ = ["reason_words"]


def reason_words(
    applied: Applied[InspectionRule] | Applied[DutyRule],
    due: NextDue,
    life: Life,
    possible: Mapping[Tier, Mapping[str, Bounded]],
) -> str:
    """Return why it is asked for, or why it has no date.

    Args:
        applied: the rule, and why it holds.
        due: its date.
        life: the loan's records and its decision.
        possible: the tiers with which the rule may hold, and what its conditions then read.
    """
    rule, decision = applied.definition, life.decision
    parts = [due.problem or _when(rule.timing, due, decision.parameters)]
    if due.more_late:
        parts.append(f"later dates that have passed too: {due.more_late}")
    if not applied.certain:
        parts.append(f"depends on {', '.join(_open_points(rule, possible))}")
    elif applied.because and not due.problem:
        parts.append(Words(decision.contents.catalogue).because(applied.because))
    elif rule.conditions and not due.problem:
        parts.append("the signal is on record")
    return "; ".join(parts)


def _when(timing: Timing, due: NextDue, parameters: Mapping[str, object]) -> str:
    text = str(timing)
    length = None if isinstance(timing, OncePer) else timing.length
    period = length and (length.period or parameters.get(length.parameter or ""))
    if isinstance(timing, Within) and isinstance(period, Period) and not period.count:
        text = f"at once after {timing.after}"
    elif length and length.parameter:
        text = text.replace(length.parameter, f"{period} ({length.parameter})", 1)
    if due.anchor_on is not None:
        text += f", counted from {due.anchor_on}"
    if due.rolled_from is not None:
        text += f", rolled from {due.rolled_from}, a rest day"
    return text if due.anchor_recorded else f"{text} (found now, not yet recorded)"


def _open_points(
    rule: InspectionRule | DutyRule, possible: Mapping[Tier, Mapping[str, Bounded]]
) -> Iterator[str]:
    """Yield what has to be known to say whether the rule holds."""
    if rule.reads_outcome:
        yield f"the tier being {' or '.join(map(str, possible))}"
    missing = {
        key
        for values in possible.values()
        for condition in rule.conditions
        for key in condition.missing(values)
    }
    yield from sorted(key for key in missing if key.rpartition(".")[2] not in OUTCOMES)
