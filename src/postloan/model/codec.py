"""JSON documents: the line that names their format, and exact reading and writing.

Decimals are strings, dates are ISO strings, no number has a fraction, no key stands twice and
none is unknown. Reading what was written gives an equal value with every exponent kept:
`25000.00` stays `25000.00`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, TypeVar

import attrs

from postloan.errors import InvalidDocument, shown
from postloan.model.plans import RecordPlan, Refused, Unreadable

__all__ = ["LOAN_FILE", "Format", "Upgrade", "read_document", "write_document"]

T = TypeVar("T")

Upgrade = Callable[[Mapping[str, object]], Mapping[str, object]]
"""Rewrites a parsed document, without its format, from one major version to the next."""

_FORMAT: Final = re.compile(r"([a-z][a-z.-]*)/([1-9][0-9]{0,3})", re.ASCII)
_LONGEST_INTEGER: Final = 100


@attrs.frozen(kw_only=True)
class Format:
    """A kind of document and the major version that is written.

    >>> str(LOAN_FILE)
    'postloan.loan-file/1'
    """

    name: str
    """Name before the stroke."""
    major: int
    """The version written, from 1; a new one only where old documents read otherwise."""
    upgrades: Mapping[int, Upgrade] = MappingProxyType({})
    """For each older major that is still read, the function that gives the next one."""

    def __str__(self) -> str:
        return f"{self.name}/{self.major}"

    @property
    def readable(self) -> tuple[int, ...]:
        """The majors that can be read, oldest first."""
        oldest = self.major
        while oldest - 1 in self.upgrades:
            oldest -= 1
        return tuple(range(oldest, self.major + 1))


LOAN_FILE: Final = Format(name="postloan.loan-file", major=1)
"""The format of a loan file."""


def read_document(text: str, plan: RecordPlan[T], kind: Format) -> T:
    """Return what a JSON document of the format `kind` holds, read by `plan`.

    Raises:
        InvalidDocument: with the path of the first fault, and what is allowed there.
    """
    try:
        document = _upgraded(_parsed(text), kind)
        return plan.read(document)
    except Refused as refused:
        raise InvalidDocument(refused.path, refused.problem) from None


def write_document(value: T, plan: RecordPlan[T], kind: Format) -> str:
    """Return `value` as a JSON document of the format `kind`, on one line, written by `plan`.

    Fields at their default are left out, and Chinese stays readable.
    """
    from json import dumps

    return dumps({"format": str(kind), **plan.write(value)}, ensure_ascii=False)


def _parsed(text: object) -> dict[str, object]:
    from json import JSONDecodeError, loads

    if not isinstance(text, str):
        raise Refused(f"must be text, decoded from UTF-8; got {shown(text)}")
    try:
        document = loads(
            text,
            object_pairs_hook=_object,
            parse_float=_fraction,
            parse_int=_integer,
            parse_constant=_constant,
        )
    except JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Refused(f"is no JSON at {where}: {error.msg}") from None
    except RecursionError:
        raise Refused("is nested too deeply") from None
    if isinstance(document, Unreadable):
        raise Refused(document.problem)
    if not isinstance(document, dict):
        raise Refused(f"must be an object; got {shown(document)}")
    return document


def _object(pairs: list[tuple[str, object]]) -> object:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    keys = [key for key, _ in pairs]
    twice = next(key for key in keys if keys.count(key) > 1)
    return Unreadable(f"holds the key {shown(twice)} twice")


def _fraction(text: str) -> Unreadable:
    return Unreadable(
        f"must be no JSON number with a fraction or exponent; write {shown(text)} as a string"
    )


def _constant(text: str) -> Unreadable:
    return Unreadable(f"must be a value that exists in JSON; {text} does not")


def _integer(text: str) -> object:
    if len(text) <= _LONGEST_INTEGER:
        return int(text)
    return Unreadable(f"must be a shorter integer; got one of {len(text)} characters")


def _upgraded(document: dict[str, object], kind: Format) -> Mapping[str, object]:
    named = document.pop("format", None)
    match = _FORMAT.fullmatch(named) if isinstance(named, str) else None
    if match is None or match[1] != kind.name:
        raise Refused(f'must be "{kind}"; got {shown(named)}', ".format")
    major = int(match[2])
    if major not in kind.readable:
        when = "newer" if major > kind.major else "older"
        majors = ", ".join(map(str, kind.readable))
        raise Refused(f"is {when} than what is read here ({kind.name}/{majors})", ".format")
    upgraded: Mapping[str, object] = document
    for older in range(major, kind.major):
        upgraded = kind.upgrades[older](upgraded)
    return upgraded
