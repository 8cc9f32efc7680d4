"""The agenda of one loan: every inspection and duty that its policy asks for, dated."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import attrs

from postloan.agenda.anchors import Life
from postloan.agenda.due import Done, NextDue, next_due
from postloan.agenda.item import AgendaItem
from postloan.dates import Period
from postloan.facts.catalogue import TIER, TIER_FELL
from postloan.policy.findings import Applied
from postloan.policy.kinds import DutyRule, InspectionRule
from postloan.policy.wording import Words

__all__ = ["plan_agenda"]

_OUTCOMES = frozenset((TIER.name, TIER_FELL.name))


def plan_agenda(life: Life) -> tuple[AgendaItem, ...]:
    """Return what is due for one loan: the certain first, by date, what is done last."""
    inspections = [_inspection(applied, life) for applied in life.decision.inspections]
    duties = [_duty(applied, life) for applied in life.decision.duties]
    return tuple(sorted((*_governed(inspections), *duties), key=_order))


def _order(item: AgendaItem) -> tuple[bool, bool, bool, date, str]:
    done = item.status == "done"
    return not item.certain, done, item.due is None, item.due or date.max, item.rule


def _inspection(applied: Applied[InspectionRule], life: Life) -> AgendaItem:
    rule = applied.definition
    done = [Done(on=r.on) for r in life.file.inspections if r.kind == rule.kind]
    item = _item(applied, life, _next_due(rule, life, done))
    return attrs.evolve(item, obligation="inspection", mode=rule.mode)


def _duty(applied: Applied[DutyRule], life: Life) -> AgendaItem:
    rule = applied.definition
    done = [Done(on=r.on, due=r.due) for r in life.file.duties if r.duty == rule.id]
    item = _item(applied, life, _next_due(rule, life, done))
    return attrs.evolve(item, level=rule.level)


def _next_due(rule: InspectionRule | DutyRule, life: Life, done: list[Done]) -> NextDue:
    decision, since = life.decision, life.file.loan.disbursed_on
    if any(key.rpartition(".")[2] in _OUTCOMES for key in rule.reads()):
        since = max(since, life.tier_since())
    return next_due(
        rule.timing,
        life,
        done=done,
        since=since,
        periods={k: v for k, v in decision.parameters.items() if isinstance(v, Period)},
        blanks={id: p.blank() for id, p in decision.contents.parameters.items()},
    )


def _item(
    applied: Applied[InspectionRule] | Applied[DutyRule], life: Life, due: NextDue
) -> AgendaItem:
    rule = applied.definition
    return AgendaItem(
        rule=rule.id,
        obligation="duty",
        kind=rule.kind,
        certain=applied.certain,
        due=due.due,
        role=rule.role,
        reason=due.problem or _reason(applied, life, due),
        status=due.status,
        title=rule.title,
        title_zh=rule.title_zh,
        citation=rule.cite,
        anchor_on=due.anchor_on,
        anchor_recorded=due.anchor_recorded,
        done_on=due.done_on,
    )


def _reason(applied: Applied[InspectionRule] | Applied[DutyRule], life: Life, due: NextDue) -> str:
    parts = [str(applied.definition.timing)]
    if due.anchor_on is not None:
        parts[0] += f", counted from {due.anchor_on}"
    if not due.anchor_recorded:
        parts[0] += " (found now, not yet recorded)"
    if applied.because:
        parts.append(Words(life.decision.contents.catalogue).because(applied.because))
    elif not applied.certain:
        parts.append("if what is not known turns out so")
    return "; ".join(parts)


def _governed(items: list[AgendaItem]) -> Iterator[AgendaItem]:
    """Yield the inspections, those that an earlier one of the kind does for marked."""
    earliest: dict[tuple[str, bool], AgendaItem] = {}
    dated = [item for item in items if item.due is not None and item.status != "done"]
    for item in sorted(dated, key=_order):
        earliest.setdefault((item.kind, item.certain), item)
    for item in items:
        first = earliest.get((item.kind, item.certain), item)
        covered = item in dated and item is not first
        yield attrs.evolve(item, covered_by=first.rule) if covered else item
