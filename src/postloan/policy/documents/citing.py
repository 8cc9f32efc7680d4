"""What a document and its tables cite: documents by name, articles, grades, days in force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from postloan.citation import GRADES, Citation, Document, Grade, weakest
from postloan.policy.clauses.kinds import Force
from postloan.policy.documents.table import Table

__all__ = ["Citing", "closing", "stated_days", "stated_force"]


class Citing:
    """The documents that one policy may cite: its own, and those of `[documents]`."""

    def __init__(self, top: Table, table: Table, edition: str) -> None:
        self.document: Document = _document(table, edition)
        self._documents: Mapping[str, Document] = {
            name: _document(inner, inner.text("edition"))
            for name, inner in closing(top.entries("documents"))
        }

    def cite(self, table: Table) -> Citation | None:
        """Return the citation of a table with the weakest of its grades, or None."""
        grade = _grade(table)
        if isinstance(table.data.get("cite"), str):
            return Citation(document=self.document, article=table.text("cite"), grade=grade)
        inner = table.table("cite")
        if inner is None:
            return None
        document = inner.choice("document", tuple(self._documents), required=True)
        article = inner.text("article", required=True)
        inner.done()
        cited = self._documents[document] if document else self.document
        return Citation(document=cited, article=article, grade=grade)


def _grade(table: Table) -> Grade | None:
    grades = table.texts("grade")
    for index, grade in enumerate(grades):
        if grade not in GRADES:
            table.faults.add_unknown((*table.path, "grade", index), "grade", grade, GRADES)
    return weakest(grade for grade in grades if grade in GRADES)


def stated_force(table: Table) -> Force:
    """Return the days in force that a table states at `in_force`."""
    inner = table.table("in_force")
    if inner is None:
        return Force()
    days = stated_days(inner)
    inner.done()
    return days


def stated_days(table: Table) -> Force:
    """Return the days from `from` until `until`, both included."""
    days = Force(since=table.day("from"), until=table.day("until"))
    if days.since and days.until and days.until < days.since:
        table.fault("until", "until must not be before from")
    return days


def closing(entries: Iterable[tuple[str, Table]]) -> Iterator[tuple[str, Table]]:
    """Yield named tables; what each holds and nobody asked for by then is a fault."""
    for name, table in entries:
        yield name, table
        table.done()


def _document(table: Table, edition: str) -> Document:
    return Document(
        title=table.text("title", required=True),
        title_zh=table.text("title_zh"),
        issuer=table.text("issuer"),
        number=table.text("number"),
        edition=edition,
    )
