"""Citations: which document, edition and article a rule comes from, and how well it is known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

import attrs

__all__ = ["GRADES", "Citation", "Document", "Grade", "weakest"]

Grade = Literal["read", "secondary", "recalled-high", "recalled-med", "recalled-low", "derived"]
"""How the encoding of a rule is known, strongest first.

`read`: the primary text was read. `secondary`: a published copy, quotation or exam item.
`recalled-…`: from memory, with high, medium or low confidence; never to be called verified.
`derived`: worked out here from a rule.
"""
GRADES: tuple[Grade, ...] = get_args(Grade)


def weakest(grades: Iterable[Grade]) -> Grade | None:
    """Return the weakest of `grades`, or None where none is stated.

    >>> weakest(["secondary", "recalled-high"])
    'recalled-high'
    """
    return max(grades, key=GRADES.index, default=None)


@attrs.frozen(kw_only=True)
class Document:
    """A law, guideline or internal policy that rules cite."""

    title: str
    """English title."""
    issuer: str = ""
    """Who issued it; empty where not stated."""
    edition: str = ""
    """Year or version; empty where not stated."""
    title_zh: str = ""
    """Chinese title; empty where there is none."""
    number: str = ""
    """Document number, such as `Order [2023] No. 1`; empty where there is none."""

    def __str__(self) -> str:
        name = self.title + (f" {self.title_zh}" if self.title_zh else "")
        details = [part for part in (self.issuer, self.number) if part]
        if self.edition:
            details.append(f"edition {self.edition}")
        return f"{name} ({', '.join(details)})" if details else name


@attrs.frozen(kw_only=True)
class Citation:
    """A place in a document.

    >>> print(Citation(document=Document(title="Guideline", edition="2004"), article="Art. 40"))
    Guideline (edition 2004), Art. 40
    """

    document: Document
    """The document, with its edition."""
    article: str
    """Article, item or annex, as the document numbers it."""
    grade: Grade | None = None
    """The weakest way in which the encoding is known; None where not stated."""

    def __str__(self) -> str:
        graded = f" [{self.grade}]" if self.grade else ""
        return f"{self.document}, {self.article}{graded}"
