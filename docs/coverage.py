"""Which requirements the shipped policies carry out: `register/*.toml` held against the policies.

A rule, parameter, role, authority or template names in `covers` the rows that it carries out, a
`[[not_encoded]]` those that it speaks of, and an example names in `source` the row that it shows.
`faults` says what does not fit together; `reference/coverage.md` is made of the rest.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import attrs

from postloan.policy.clauses.contents import Contents
from postloan.policy.clauses.kinds import Rule
from postloan.policy.clauses.parameters import Parameter
from postloan.policy.clauses.staff import Authority, Role
from postloan.policy.clauses.templates import Template
from postloan.policy.library import Library
from postloan.policy.loading import load_editions, policy_ids

__all__ = ["Document", "Row", "faults", "page", "register", "shipped"]

ROOT = Path(__file__).parent.parent
_Stated: TypeAlias = Parameter | Rule | Role | Authority | Template
"""What may carry out a requirement."""
DEFERRED = "deferred:"
"""How the reason of a `[[not_encoded]]` begins that later work will take away."""


@attrs.frozen(kw_only=True)
class Row:
    """One requirement, and where it is found."""

    id: str
    what: str
    article: str
    encoded: tuple[str, ...] = ()
    """What carries it out, as `policy@edition#id`."""
    shown: tuple[str, ...] = ()
    """Tests (`unit/x.py::test_y`, below `tests`) and examples (`policy@edition#id`)."""
    reasons: tuple[str, ...] = ()
    """Why it, or a part of it, is not encoded."""

    @property
    def open(self) -> bool:
        """Whether nobody has said yet where it is, or why it is nowhere."""
        settled = any(not reason.startswith(DEFERRED) for reason in self.reasons)
        return not (self.encoded or self.shown or settled)


@attrs.frozen(kw_only=True)
class Document:
    """A law, guideline or system of rules, row by row."""

    title: str
    source: str
    open: int
    """How many rows may be open. It goes down as policies are written, and never up."""
    rows: tuple[Row, ...]


def shipped() -> tuple[Contents, ...]:
    """Return every edition of every policy that ships."""
    return tuple(
        p.contents
        for id in policy_ids(library=Library.shipped())
        for p in load_editions(id, library=Library.shipped()).policies
    )


def register(policies: Iterable[Contents]) -> tuple[Document, ...]:
    """Return the documents of the register, with what `policies` say of their rows."""
    found = _Found.of(policies)
    files = sorted((ROOT / "docs" / "register").glob("*.toml"))
    texts = (file.read_text("utf-8") for file in files)
    return tuple(_document(t, found) for text in texts for t in tomllib.loads(text)["document"])


@attrs.frozen
class _Found:
    """What policies say of rows, by the id of the row."""

    encoded: Mapping[str, list[str]]
    shown: Mapping[str, list[str]]
    reasons: Mapping[str, list[str]]

    @classmethod
    def of(cls, policies: Iterable[Contents]) -> _Found:
        encoded: dict[str, list[str]] = {}
        shown: dict[str, list[str]] = {}
        reasons: dict[str, list[str]] = {}
        for contents in policies:
            for place, rows in _covers(contents):
                for row in rows:
                    encoded.setdefault(row, []).append(place)
            for entry in contents.not_encoded:
                if entry.origin == contents.origin:
                    for row in entry.covers:
                        reasons.setdefault(row, []).append(entry.reason)
            for example in contents.examples:
                for row in _words(example.source):
                    shown.setdefault(row, []).append(f"{contents.origin}#{example.id}")
        return cls(encoded, shown, reasons)


def _covers(contents: Contents) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what a policy itself states, and the rows that it carries out."""
    stated: tuple[_Stated, ...] = (
        *contents.parameters.values(),
        *contents.rules(),
        *contents.roles,
        *contents.authorities,
        *contents.templates,
    )
    for one in stated:
        if one.origin == contents.origin and one.covers:
            yield f"{one.origin}#{one.id}", one.covers


def _words(source: str) -> tuple[str, ...]:
    return tuple(re.split(r"[,;]? ", source))


def _document(table: Mapping[str, Any], found: _Found) -> Document:
    return Document(
        title=table["title"],
        source=table["source"],
        open=table["open"],
        rows=tuple(_row(found, **row) for row in table["rows"]),
    )


def _row(
    found: _Found,
    *,
    id: str,
    what: str,
    article: str = "",
    tests: Iterable[str] = (),
    not_encoded: str = "",
) -> Row:
    return Row(
        id=id,
        what=what,
        article=article,
        encoded=tuple(found.encoded.get(id, ())),
        shown=(*tests, *found.shown.get(id, ())),
        reasons=(*found.reasons.get(id, ()), *filter(None, [not_encoded])),
    )


# ----------------------------------------------------------------------------- the check


def faults(documents: Iterable[Document], policies: Iterable[Contents]) -> Iterator[str]:
    """Yield a sentence for each id that is nowhere, twice or wrong, and each count that is off."""
    documents, policies = tuple(documents), tuple(policies)
    rows = Counter(row.id for document in documents for row in document.rows)
    for id, count in rows.items():
        if count > 1:
            yield f"the row {id} stands {count} times in the register"
    yield from _strays(rows, policies)
    for document in documents:
        yield from _document_faults(document)


def _strays(rows: Mapping[str, int], policies: Iterable[Contents]) -> Iterator[str]:
    """Yield what policies name that is no row."""
    families = {_family(id) for id in rows} - {""}
    for contents in policies:
        named = [(place, row) for place, covers in _covers(contents) for row in covers]
        for entry in contents.not_encoded:
            if entry.origin == contents.origin:
                named += [(f"{entry.origin}#{entry.id}", row) for row in entry.covers]
        for example in contents.examples:
            words = _words(example.source)
            place = f"{contents.origin}#{example.id}"
            named += [(place, word) for word in words if _family(word) in families]
        for place, row in named:
            if row not in rows:
                yield f"{place} names {row}, which is no row of the register"


def _family(id: str) -> str:
    """Return what ids of one kind begin with: `T-` of `T-CN-1`, "" of a word that is none."""
    return "".join(id.partition("-")[:2]) if "-" in id else ""


def _document_faults(document: Document) -> Iterator[str]:
    for row in document.rows:
        for test in row.shown:
            if "::" in test and not _stands(test):
                yield f"{row.id} is said to be shown by {test}, which is no test"
    open = [row.id for row in document.rows if row.open]
    if len(open) != document.open:
        yield (
            f"{document.title}: states open = {document.open}, and {len(open)} rows are open "
            f"({', '.join(open)}); the number may only go down"
        )


def _stands(test: str) -> bool:
    path, _, name = test.partition("::")
    file = ROOT / "tests" / path
    return file.is_file() and f"\ndef {name}(" in file.read_text("utf-8")


# ------------------------------------------------------------------------------ the page


def page() -> Iterator[str]:
    """Yield the lines of the page."""
    documents = register(shipped())
    rows = [row for document in documents for row in document.rows]
    yield "# Coverage"
    yield ""
    yield (
        "What laws, guidelines and lenders' own rules ask, row by row, and where it is found: the "
        "rules of a [shipped policy](policies.md) that carry it out, the tests and worked examples "
        "that show it, or the reason why it is not encoded. The ids are our own; a rule names its "
        "rows in `covers`. Made from the register and the policy files."
    )
    yield ""
    yield f"{len(rows)} rows: {_tally(rows)}."
    for document in documents:
        yield ""
        yield f"## {document.title}"
        yield ""
        yield f"Source: {document.source}. {_tally(document.rows).capitalize()}."
        yield ""
        yield "| id | article | asks | where | shown by |"
        yield "| --- | --- | --- | --- | --- |"
        for row in document.rows:
            cells = (row.id, row.article, row.what, _where(row), _list(row.shown))
            yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _tally(rows: Iterable[Row]) -> str:
    states = Counter(
        "open" if row.open else "encoded" if row.encoded or row.shown else "not encoded"
        for row in rows
    )
    return ", ".join(f"{states[name]} {name}" for name in ("encoded", "not encoded", "open"))


def _where(row: Row) -> str:
    if row.open:
        return "; ".join(["open", *row.reasons])
    reasons = (f"not encoded: {reason}" for reason in row.reasons)
    return "; ".join(filter(None, [_list(row.encoded), *reasons]))


def _list(places: Iterable[str]) -> str:
    """Return places, those in one file or policy together."""
    together: dict[str, list[str]] = {}
    for place in places:
        file, _, name = re.sub("::|#", "#", place).partition("#")
        together.setdefault(file, []).append(f"`{name}`")
    return "; ".join(f"{file}: {', '.join(names)}" for file, names in together.items())
