"""A review in a person's words: the decision, the migration and the agenda, with citations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from postloan.agenda.item import AgendaItem
from postloan.facts.cures import CureState
from postloan.model.ends import CreditEnd
from postloan.policy.decisions.decision import Decision
from postloan.policy.decisions.wording import Line
from postloan.reviews.migration import Migration

__all__ = ["review_lines"]


def review_lines(
    decision: Decision,
    migration: Migration,
    cures: Iterable[CureState],
    end: CreditEnd | None,
    agenda: Iterable[AgendaItem],
) -> Iterator[Line]:
    """Yield the lines of a review, the loan's own line apart, each citation as it is."""
    yield from decision.lines()
    if decision.applies is not False:
        yield f"Migration: {migration}"
        yield from (f"Cure: {state}" for state in cures)
    if end is not None:
        yield f"Ended: {end}"
    for position, item in enumerate(agenda):
        if position == 0:
            yield "Agenda:"
        yield f"- {item}{_remarks(item)}"
        yield f"  {item.reason}"
        if item.citation is not None:
            yield item.citation


def _remarks(item: AgendaItem) -> str:
    parts = [item.role] if item.role else []
    if not item.certain:
        parts.append("possible")
    if item.done_on:
        parts.append(f"done on {item.done_on}")
    if item.days_late:
        parts.append(f"{item.days_late} day{'' if item.days_late == 1 else 's'} late")
    if item.covered_by:
        parts.append(f"covered by {item.covered_by}")
    return f" ({', '.join(parts)})" if parts else ""
