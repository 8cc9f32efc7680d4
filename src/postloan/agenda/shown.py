"""What the records of a loan show done for a rule, and what they leave unsaid of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from postloan.agenda.anchors import Life
from postloan.agenda.asked import Done, Lack
from postloan.policy.clauses.kinds import DutyRule, InspectionRule, TimedRule

__all__ = ["duties_done", "in_order", "visits_made"]


def in_order(records: Iterable[Done]) -> tuple[Done, ...]:
    """Return what was done, oldest first."""
    return tuple(sorted(records, key=lambda record: (record.on, record.due or date.max)))


def visits_made(rule: InspectionRule, life: Life) -> Iterator[Done]:
    """Yield the inspections that a rule asks for, made as and by whom it says.

    What a record does not say is taken to be as it should; who came from elsewhere is said.
    """
    for record in life.file.inspections:
        if (
            record.kind == rule.kind
            and (not rule.channels or record.channel in (None, *rule.channels))
            and (record.institution is not None or not rule.other_institution)
            and _other_eyes(rule, record.by, record.on, life) is not False
        ):
            unsaid: tuple[Lack, ...] = ()
            if rule.channels and record.channel is None:
                unsaid = ("channel",)
            lacks = (*_lacks(rule, record.by, record.on, life), *unsaid)
            yield Done(on=record.on, by=record.by, lacks=lacks)


def duties_done(rule: DutyRule, life: Life) -> Iterator[Done]:
    """Yield what was done of a duty, by whom the rule says; see `visits_made`."""
    for record in life.file.duties:
        if record.duty == rule.id and _other_eyes(rule, record.by, record.on, life) is not False:
            lacks = _lacks(rule, record.by, record.on, life)
            yield Done(on=record.on, due=record.due, by=record.by, lacks=lacks)


def _lacks(rule: TimedRule, by: str | None, on: date, life: Life) -> tuple[Lack, ...]:
    lacks: list[Lack] = []
    if by is None:
        lacks.append("by")
    if rule.other_than and _other_eyes(rule, by, on, life) is None:
        lacks.append("four_eyes")
    return tuple(lacks)


def _other_eyes(rule: TimedRule, by: str | None, on: date, life: Life) -> bool | None:
    """Return whether another did it than who made the last inspection of the kind it names.

    None where the records do not say: nobody is named, or there is no such inspection.
    """
    made = [r for r in life.file.inspections if r.kind == rule.other_than and r.on <= on]
    if by is None or not made:
        return None
    maker = max(made, key=lambda record: record.on).by
    return None if maker is None else maker != by
