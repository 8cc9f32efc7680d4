"""The agenda of one loan: every inspection and duty that its policy asks for, dated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TypeAlias, TypeVar

import attrs

from postloan.agenda.anchors import Life
from postloan.agenda.asked import Asked, Done
from postloan.agenda.counting import Counting
from postloan.agenda.due import NextDue, next_due
from postloan.agenda.item import AgendaItem
from postloan.agenda.shown import duties_done, in_order, visits_made
from postloan.agenda.since import asked_since, first_day
from postloan.agenda.values import possible_values
from postloan.agenda.words import reason_words
from postloan.policy.clauses.kinds import DutyRule, InspectionRule
from postloan.policy.clauses.timing import Every, OncePer, anchor_of
from postloan.policy.decisions.findings import Applied

__all__ = ["plan_agenda"]

RuleT = TypeVar("RuleT", InspectionRule, DutyRule)
_Rule: TypeAlias = InspectionRule | DutyRule
_Applied: TypeAlias = Applied[InspectionRule] | Applied[DutyRule]


def plan_agenda(life: Life) -> tuple[AgendaItem, ...]:
    """Return what is due for one loan: the certain first, by date, what is done last.

    What is owed for the portfolio is not: no record of one loan could show it done.
    """
    decision, contents = life.decision, life.decision.contents
    inspections = [
        _inspection(item, applied.definition)
        for applied in _asking(decision.inspections, contents.inspections, life)
        for item in _items(applied, life, visits_made(applied.definition, life), visits=True)
    ]
    duties = [
        attrs.evolve(item, level=applied.definition.level)
        for applied in _asking(decision.duties, contents.duties, life)
        if applied.definition.level != "portfolio"
        for item in _items(applied, life, duties_done(applied.definition, life), visits=False)
    ]
    return tuple(sorted((*_governed(inspections), *duties), key=_order))


def _inspection(item: AgendaItem, rule: InspectionRule) -> AgendaItem:
    return attrs.evolve(
        item,
        obligation="inspection",
        mode=rule.mode,
        occasion=rule.occasion,
        channels=rule.channels,
        other_institution=rule.other_institution,
    )


def _order(item: AgendaItem) -> tuple[bool, bool, bool, date, str]:
    done = item.status == "done"
    return not item.certain, done, item.due is None, item.due or date.max, item.rule


def _asking(
    applied: Iterable[Applied[RuleT]], rules: Iterable[RuleT], life: Life
) -> Iterator[Applied[RuleT]]:
    """Yield the rules that ask, or may; of a credit that has ended few do.

    A rule that answers to a signal, on the very condition that raises it, also asks where the
    signal is on record without the facts that would raise it.
    """
    holding = {found.rule: found for found in applied}
    for rule in rules:
        if not rule.may_ask(ended=life.end is not None):
            continue
        found = holding.get(rule.id)
        if _on_record(rule, life) and (found is None or not found.certain):
            found = Applied(definition=rule, certain=True, because=())
        if found is not None:
            yield found


def _on_record(rule: _Rule, life: Life) -> bool:
    anchor = anchor_of(rule.timing)
    recorded = {signal.rule for signal in life.decision.signals if signal.recorded}
    if anchor is None or anchor.kind != "signal" or anchor.name not in recorded:
        return False
    signal = life.decision.contents.signal(anchor.name)
    return rule.in_force.covers(life.as_of) and rule.conditions == signal.conditions


def _items(
    applied: _Applied, life: Life, records: Iterable[Done], *, visits: bool
) -> Iterator[AgendaItem]:
    rule, decision = applied.definition, life.decision
    conventions = decision.contents.conventions
    possible = dict(possible_values(rule, life))
    tier = decision.outcome(rule.dimension).tier
    done = in_order(records)
    asked = Asked(
        life=life,
        counting=Counting(life=life, roll=rule.roll or conventions.roll or "none"),
        done=done,
        visits=visits,
        since=_since(applied, life, done),
        dimension=rule.dimension,
        tier=tier if tier in possible else next(iter(possible), tier),
        breaks=() if rule.may_ask(ended=True) else life.ends,
    )
    for due in next_due(rule.timing, asked):
        reason = reason_words(applied, due, life, possible)
        yield _item(rule, due, certain=applied.certain, reason=reason)


def _since(applied: _Applied, life: Life, done: Sequence[Done]) -> date:
    """Return the first day on which the rule can have asked for what is asked now."""
    rule = applied.definition
    anchor = anchor_of(rule.timing)
    if anchor is not None and anchor.kind in ("signal", "tier_changed"):
        return first_day(rule, life)  # the event itself says since when
    # What comes again and again is up to date once it was done; the days of a series are not.
    rolling = isinstance(rule.timing, Every | OncePer)
    not_before = done[-1].on if done and rolling else date.min
    # Of what came while the credit had ended nothing is caught up on; what stands once stands.
    if not rule.may_ask(ended=True) and (rolling or (anchor is not None and anchor.series)):
        not_before = max(not_before, life.alive_since)
    return asked_since(rule, life, certain=applied.certain, not_before=not_before)


def _item(rule: _Rule, due: NextDue, *, certain: bool, reason: str) -> AgendaItem:
    return AgendaItem(
        rule=rule.id,
        obligation="duty",
        kind=rule.kind,
        certain=certain,
        due=due.due,
        role=rule.role,
        template=rule.template,
        reason=reason,
        status=due.status,
        title=rule.title,
        title_zh=rule.title_zh,
        citation=rule.cite,
        anchor_on=due.anchor_on,
        anchor_recorded=due.anchor_recorded,
        done_on=due.done_on,
        more_late=due.more_late,
    )


def _governed(items: list[AgendaItem]) -> Iterator[AgendaItem]:
    """Yield the inspections, those that an earlier one of the kind does for marked.

    The earlier one is of the mode and by a channel that the other asks for, if it asks for any,
    and not of another role: a sampling visit does not do for a full one, nor a call for a visit,
    nor the risk manager's for the customer manager's, nor the own staff's for a cross
    inspection. What is itself covered covers nothing.
    """
    governing: list[AgendaItem] = []
    for item in sorted(items, key=_order):
        if item.due is None or item.status == "done":
            yield item
            continue
        first = next((earlier for earlier in governing if _does_for(earlier, item)), None)
        if first is None:
            governing.append(item)
            yield item
        else:
            yield attrs.evolve(item, covered_by=None if first.rule == item.rule else first.rule)


def _does_for(earlier: AgendaItem, item: AgendaItem) -> bool:
    """Return whether the inspection that `earlier` asks for is also the one `item` asks for."""
    return (
        (earlier.kind, earlier.certain) == (item.kind, item.certain)
        and item.mode in (None, earlier.mode)
        and _meets(earlier.channels, item.channels)
        and earlier.other_institution >= item.other_institution
        and (not item.role or not earlier.role or item.role == earlier.role)
    )


def _meets(channels: Sequence[str], asked: Sequence[str]) -> bool:
    """Return whether any way in which the one may be made is one that the other asks for."""
    return not asked or (bool(channels) and set(channels) <= set(asked))
