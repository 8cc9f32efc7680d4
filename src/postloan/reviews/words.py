"""A review in a person's words: the decision, the migration and the agenda, with citations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from postloan.agenda.item import AgendaItem
from postloan.citation import Citation
from postloan.policy.decision import Decision
from postloan.reviews.migration import Migration

__all__ = ["review_lines"]


def review_lines(
    decision: Decision, migration: Migration, agenda: Iterable[AgendaItem]
) -> Iterator[str]:
    """Yield the lines of a review, the loan's own line apart.

    A citation names its document in full, unless it is the one named last before.
    """
    agenda = tuple(agenda)
    cited = [
        *(finding.citation for outcome in decision.outcomes for finding in outcome.base),
        *(finding.citation for outcome in decision.outcomes for finding in outcome.floors),
        *(signal.citation for signal in decision.signals),
        *(item.citation for item in agenda),
    ]
    citations = {str(citation): citation for citation in cited if citation is not None}
    named: Citation | None = None
    for line in _full_lines(decision, migration, agenda):
        citation = citations.get(line.strip())
        if citation is None:
            yield line
            continue
        same = named is not None and named.document == citation.document
        grade = f" [{citation.grade}]" if citation.grade else ""
        yield f"  same document, {citation.article}{grade}" if same else line
        named = citation


def _full_lines(
    decision: Decision, migration: Migration, agenda: tuple[AgendaItem, ...]
) -> Iterator[str]:
    yield from decision.explain().split("\n")
    if decision.applies is not False:
        yield f"Migration: {migration}"
    if agenda:
        yield "Agenda:"
    for item in agenda:
        yield f"- {item}{_remarks(item)}"
        yield f"  {item.reason}"
        if item.citation is not None:
            yield f"  {item.citation}"


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
