"""Reading a TOML table strictly: every key is asked for by its type, and none may be left over.

All faults are collected, each with path, line and column; nothing is raised until `Faults.stop`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final, TypeVar, cast

import attrs

from postloan.errors import Fault, InvalidCondition, InvalidPolicy, meant, nearest, shown
from postloan.policy.documents.scan import Path, Scan, ScanError, scan, spelled

__all__ = ["MAX_FAULTS", "Faults", "Table", "read_toml"]

W = TypeVar("W", bound=str)

MAX_FAULTS: Final = 100
"""Faults that are told at once; looking for more would let a file cost as much as it likes."""

_REST_OF_LINE = 200
_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")


@attrs.define
class Faults:
    """The faults found so far in one document."""

    source: str
    """File or name of the document, for messages."""
    places: Scan
    """Where everything stands."""
    found: list[Fault] = attrs.field(factory=list)

    def add(self, path: Path, message: str, *, at_value: bool = False) -> None:
        """Note a fault at the key of `path`, or at its value."""
        place = self.places.nearest(path)
        line, column = 1, 1
        if place is not None:
            line, column = (
                (place.value_line, place.value_column) if at_value else (place.line, place.column)
            )
        self._note(Fault(message=message, path=spelled(path), line=line, column=column))

    def add_unknown(self, path: Path, kind: str, name: str, names: Iterable[str]) -> None:
        """Note that the value at `path` names no such thing, and which there are."""
        message = f"there is no {kind} {shown(name)}{meant(name, names)}"
        self.add(path, message, at_value=True)

    def add_condition(self, path: Path, error: InvalidCondition) -> None:
        """Note a condition's fault, its column counted inside the string."""
        place = self.places.nearest(path)
        before, _, excerpt = str(error).partition("\n")
        line = place.value_line if place else None
        column = place.value_column + (error.start if place.plain else 0) if place else None
        self._note(
            Fault(message=before, path=spelled(path), line=line, column=column, excerpt=excerpt)
        )

    def _note(self, fault: Fault) -> None:
        self.found.append(fault)
        if len(self.found) == MAX_FAULTS:
            message = f"and perhaps more: no more than {MAX_FAULTS} faults are told at once"
            self.found.append(Fault(message=message, line=fault.line, column=fault.column))
            self.stop()

    def stop(self) -> None:
        """Raise `InvalidPolicy` with every fault, in file order, if there is any."""
        if self.found:
            order = sorted(self.found, key=lambda f: (f.line or 0, f.column or 0))
            raise InvalidPolicy(self.source, order)


def read_toml(text: str, source: str) -> tuple[Table, Faults]:
    """Return the top table of a TOML text; numbers with a point are Decimal.

    Raises:
        InvalidPolicy: the text passes a bound or has a syntax fault; that one fault is told.
    """
    text = text.replace("\r\n", "\n")
    if (odd := _SURROGATE.search(text)) is not None:
        raise InvalidPolicy(source, [_fault_at(text, odd.start(), "half a character stands here")])
    try:
        places = scan(text)
    except ScanError as error:
        fault = Fault(message=error.message, line=error.line, column=error.column)
        raise InvalidPolicy(source, [fault]) from None
    readable = text
    if places.lost_at is not None:
        rest, _, _ = text[places.lost_at :].partition("\n")
        readable = text[: places.lost_at] + rest[:_REST_OF_LINE]
    try:
        data = tomllib.loads(readable, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, ValueError, ArithmeticError) as error:
        raise InvalidPolicy(source, [_syntax_fault(str(error), readable)]) from None
    if places.lost_at is not None:
        raise InvalidPolicy(source, [_fault_at(text, places.lost_at, "this cannot be read")])
    faults = Faults(source, places)
    return Table(data, (), faults), faults


def _fault_at(text: str, offset: int, message: str) -> Fault:
    before = text[:offset]
    column = offset - before.rfind("\n")
    return Fault(message=message, line=before.count("\n") + 1, column=column)


def _syntax_fault(message: str, text: str) -> Fault:
    match = _AT.search(message)
    if match is None:
        return _fault_at(text, 0, message)
    plain = message[: match.start()]
    if match[1] is None:
        return _fault_at(text, len(text), f"{plain} at the end")
    return Fault(message=plain, line=int(match[1]), column=int(match[2]))


class Table:
    """One table of a document, read key by key."""

    def __init__(self, data: Mapping[str, object], path: Path, faults: Faults) -> None:
        self.data: Mapping[str, object] = data
        self.path: Path = path
        self.faults: Faults = faults
        self._asked: set[str] = set()

    def fault(self, key: str, message: str, *, at_value: bool = True) -> None:
        """Note a fault at one key; an empty key is the table itself."""
        self.faults.add((*self.path, key) if key else self.path, message, at_value=at_value)

    @property
    def line(self) -> int | None:
        """The line on which the table begins; None where it is not known."""
        place = self.faults.places.nearest(self.path)
        return place.line if place else None

    def has(self, key: str) -> bool:
        """Return whether the table states `key`."""
        return key in self.data

    def value(self, key: str) -> object:
        """Return whatever stands at `key`, or None."""
        self._asked.add(key)
        return self.data.get(key)

    def _typed(
        self, key: str, kind: type | tuple[type, ...], allowed: str, required: bool
    ) -> object:
        value = self.value(key)
        if value is None:
            if required:
                self.fault("", f"{key} is missing; it is {allowed}", at_value=False)
            return None
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
            self.fault(key, f"{key} must be {allowed}; got {_as_toml(value)}")
            return None
        return value

    def text(self, key: str, *, required: bool = False, default: str = "") -> str:
        """Return a string that is not empty, or `default`."""
        value = cast("str | None", self._typed(key, str, "a string", required))
        if value is not None and not value.strip():
            self.fault(key, f"{key} must not be empty")
        return default if value is None else value

    def id(self, key: str) -> str:
        """Return a required identifier: letters, digits, `_`, `.` and `-`."""
        value = self.text(key, required=True)
        if value and not _ID.fullmatch(value):
            self.fault(
                key,
                f"{key} must be letters, digits, '_', '.' and '-', at most 80; got {shown(value)}",
            )
        return value

    def choice(self, key: str, choices: Sequence[W], *, required: bool = False) -> W | None:
        """Return one of `choices`, or None where it is not stated."""
        value = self.text(key, required=required)
        if not value:
            return None
        if value not in choices:
            hint = meant(value, choices, listed=False)
            self.fault(key, f"{key} must be one of {', '.join(choices)}; got {shown(value)}{hint}")
            return None
        return cast("W", value)

    def flag(self, key: str) -> bool:
        """Return true or false; false where it is not stated."""
        return bool(self._typed(key, bool, "true or false", required=False))

    def integer(self, key: str, least: int, most: int, default: int) -> int:
        """Return an integer within bounds, or `default`."""
        allowed = f"an integer from {least} to {most}"
        value = cast("int | None", self._typed(key, int, allowed, required=False))
        if value is None:
            return default
        if not least <= value <= most:
            self.fault(key, f"{key} must be {allowed}; got {value}")
            return default
        return value

    def day(self, key: str) -> date | None:
        """Return a date without time, or None where it is not stated."""
        value = self._typed(key, date, "a date such as 2026-01-01", required=False)
        if isinstance(value, datetime):
            self.fault(key, f"{key} must be a date without time")
            return None
        return cast("date | None", value)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of strings; () where it is not stated."""
        value = cast("list[object] | None", self._typed(key, list, "a list of strings", False))
        if value is None:
            return ()
        for index, item in enumerate(value):
            if not isinstance(item, str) or not item:
                self.faults.add(
                    (*self.path, key, index), "a string is expected here", at_value=True
                )
        return tuple(item for item in value if isinstance(item, str))

    def table(self, key: str) -> Table | None:
        """Return the table at `key`, or None where it is not stated."""
        value = cast("dict[str, object] | None", self._typed(key, dict, "a table", False))
        return None if value is None else Table(value, (*self.path, key), self.faults)

    def tables(self, key: str) -> tuple[Table, ...]:
        """Return the array of tables at `key`; () where it is not stated."""
        value = cast(
            "list[object] | None",
            self._typed(key, list, f"an array of tables, written [[{key}]]", False),
        )
        found = []
        for index, item in enumerate(value or ()):
            path = (*self.path, key, index)
            if isinstance(item, dict):
                found.append(Table(item, path, self.faults))
            else:
                self.faults.add(path, f"a table is expected; got {_as_toml(item)}", at_value=True)
        return tuple(found)

    def entries(self, key: str) -> tuple[tuple[str, Table], ...]:
        """Return the tables in the table at `key`, by name."""
        table = self.table(key)
        if table is None:
            return ()
        return tuple((name, inner) for name in table.data if (inner := table.table(name)))

    def done(self) -> None:
        """Note a fault for every key that nobody asked for."""
        for key in self.data:
            if key not in self._asked:
                near = nearest(key, self._asked)
                hint = (
                    f"did you mean {' or '.join(near)}?"
                    if near
                    else f"allowed: {', '.join(sorted(self._asked))}"
                )
                self.fault(key, f"there is no key {shown(key)} here; {hint}", at_value=False)


def _as_toml(value: object) -> str:
    """Return a value as its author wrote it, near enough for a message."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    return shown(value)
