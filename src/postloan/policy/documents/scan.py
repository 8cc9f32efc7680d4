"""One pass over a TOML text before the TOML reader: bounds, and where everything stands.

The standard reader takes seconds on a dotted key of 40 KB and raises RecursionError on deep
nesting; and it forgets lines. This scanner refuses such texts, and numbers that are not finite,
and keeps the line and column of every key and value. It is stricter than TOML in nothing else:
what it cannot follow is handed to the reader up to there, so that the reader's own message is
shown.
"""

from __future__ import annotations

import re
import tomllib
from typing import Final, NoReturn, TypeAlias

import attrs

__all__ = ["MAX_LENGTH", "MAX_NESTING", "Path", "Place", "Scan", "ScanError", "scan", "spelled"]

MAX_LENGTH: Final = 500_000
"""Characters a policy file may have."""
MAX_NESTING: Final = 16
"""Levels to which arrays and inline tables may nest."""
MAX_KEY_PARTS: Final = 8
"""Parts a dotted key may have."""
MAX_SCALAR: Final = 80
"""Characters of a number, date or bare word."""
MAX_DIGITS: Final = 40
"""Digits in a row that a number may have."""

Path: TypeAlias = tuple[str | int, ...]
"""Keys and positions from the top of the document."""

_TOO_MANY = re.compile(f"[0-9_]{{{MAX_DIGITS + 1}}}|[0-9.][eE][+-]?[0-9_]{{3}}")
_NOT_FINITE = re.compile(r"[+-]?(?:nan|inf)")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_BLANK = re.compile(r"(?:[ \t\n]++|#[^\n]*+)*+")
_SPACE = re.compile(r"[ \t]*")
_SCALAR = re.compile(r"[^\s,\]}#]+(?: [0-9][^\s,\]}#]*)?")
_QUOTED = {
    '"': re.compile(r'"((?:[^"\\\n]++|\\[^\n])*+)"'),
    "'": re.compile(r"'([^'\n]*+)'"),
    '"""': re.compile(r'"""((?:[^"\\]++|\\.|"(?!""))*+"{0,2})"""', re.DOTALL),
    "'''": re.compile(r"'''((?:[^']++|'(?!''))*+'{0,2})'''", re.DOTALL),
}


@attrs.frozen(kw_only=True)
class Place:
    """Where a key and its value stand; lines and columns from 1."""

    line: int
    column: int
    value_line: int
    value_column: int
    """Of the value's first character; inside the quotes where the value is a plain string."""
    plain: bool
    """Whether the value is a one-line string without escapes, so that characters count."""


class ScanError(Exception):
    """A bound is passed, or the text cannot be followed from `offset` on."""

    def __init__(self, message: str, offset: int, line: int, column: int) -> None:
        self.message: str = message
        self.offset: int = offset
        self.line: int = line
        self.column: int = column
        super().__init__(message)


@attrs.frozen
class Scan:
    """Where everything in a text stands."""

    places: dict[Path, Place]
    """By path."""
    lost_at: int | None
    """Offset from which the text could not be followed, or None."""

    def nearest(self, path: Path) -> Place | None:
        """Return the place of `path`, or of the closest part around it that has one."""
        while path:
            if path in self.places:
                return self.places[path]
            path = path[:-1]
        return None


def spelled(path: Path) -> str:
    """Return a path as a person writes it.

    >>> spelled(("floor", 0, "when"))
    'floor[0].when'
    """
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")


def scan(text: str) -> Scan:
    """Return where everything in `text` stands; newlines are plain line feeds.

    Raises:
        ScanError: the text is too long, nests too deep, or has a key or number too long.
    """
    scanner = _Scanner(text)
    try:
        scanner.document()
    except _LostError as lost:
        return Scan(scanner.places, lost.at)
    return Scan(scanner.places, None)


class _LostError(Exception):
    """The text cannot be followed any further."""

    def __init__(self, at: int) -> None:
        self.at: int = at
        super().__init__(at)


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.places: dict[Path, Place] = {}
        self.counts: dict[Path, int] = {}
        self.starts = [0, *(match.end() for match in re.finditer("\n", text[:MAX_LENGTH]))]
        self.line = 0
        if len(text) > MAX_LENGTH:
            self.refuse(f"a policy file has at most {MAX_LENGTH} characters, not {len(text)}")

    def position(self, offset: int) -> tuple[int, int]:
        while self.line and self.starts[self.line] > offset:
            self.line -= 1
        while self.line + 1 < len(self.starts) and self.starts[self.line + 1] <= offset:
            self.line += 1
        return self.line + 1, offset - self.starts[self.line] + 1

    def refuse(self, message: str) -> NoReturn:
        raise ScanError(message, self.at, *self.position(self.at))

    def lost(self) -> NoReturn:
        raise _LostError(self.at)

    def skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def take(self, literal: str) -> bool:
        taken = self.text.startswith(literal, self.at)
        self.at += len(literal) if taken else 0
        return taken

    def expect(self, literal: str) -> None:
        self.skip(_SPACE)
        if not self.take(literal):
            self.lost()

    def document(self) -> None:
        prefix: Path = ()
        self.skip(_BLANK)
        while self.at < len(self.text):
            if self.take("[["):
                prefix = self.element(self.key(()))
                self.expect("]]")
            elif self.take("["):
                prefix = self.resolved(self.key(()))
                self.expect("]")
            else:
                self.pair(prefix, 0)
            self.skip(_SPACE)
            if self.at < len(self.text) and self.text[self.at] not in "\n#":
                self.lost()
            self.skip(_BLANK)

    def element(self, path: Path) -> Path:
        array = (*self.resolved(path[:-1]), path[-1])
        self.counts[array] = self.counts.get(array, -1) + 1
        latest = (*array, self.counts[array])
        self.places.setdefault(array, self.places[path])
        self.places[latest] = self.places[path]
        return latest

    def resolved(self, path: Path) -> Path:
        """Return `path` with the latest element of each array of tables on the way."""
        result: Path = ()
        for length, part in enumerate(path, 1):
            result = (*result, part)
            self.places.setdefault(result, self.places[path[:length]])
            if result in self.counts:
                result = (*result, self.counts[result])
        return result

    def key(self, prefix: Path) -> Path:
        self.skip(_SPACE)
        start = self.at
        parts: list[str] = []
        while True:
            self.skip(_SPACE)
            parts.append(self.key_part())
            if len(parts) > MAX_KEY_PARTS:
                self.refuse(f"a key has at most {MAX_KEY_PARTS} parts")
            self.skip(_SPACE)
            if not self.take("."):
                break
        path = (*prefix, *parts)
        line, column = self.position(start)
        for length in range(len(prefix) + 1, len(path) + 1):
            place = Place(
                line=line, column=column, value_line=line, value_column=column, plain=False
            )
            if length == len(path):
                self.places[path] = place
            else:
                self.places.setdefault(path[:length], place)
        return path

    def key_part(self) -> str:
        quote = self.text[self.at : self.at + 1]
        match = _QUOTED.get(quote, _BARE).match(self.text, self.at)
        if match is None:
            self.lost()
        if match.end() - self.at > MAX_SCALAR:
            self.refuse(f"a key has at most {MAX_SCALAR} characters in a part")
        self.at = match.end()
        if quote == '"' and "\\" in match[0]:
            return self.unescaped(match[0])
        return match[match.lastindex or 0]

    def unescaped(self, quoted: str) -> str:
        try:
            return next(iter(tomllib.loads(f"{quoted} = 0")))
        except tomllib.TOMLDecodeError:
            self.lost()

    def pair(self, prefix: Path, depth: int) -> None:
        path = self.key(prefix)
        self.expect("=")
        self.skip(_SPACE)
        self.value(path, depth)

    def value(self, path: Path, depth: int) -> None:
        start = self.at
        if depth > MAX_NESTING:
            self.refuse(f"arrays and tables nest at most {MAX_NESTING} levels deep")
        opening = self.text[self.at : self.at + 1]
        if opening == "[":
            self.array(path, depth)
        elif opening == "{":
            self.inline_table(path, depth)
        elif opening in _QUOTED:
            self.string(path, opening)
            return
        else:
            match = _SCALAR.match(self.text, self.at)
            if match is None:
                self.lost()
            if len(match[0]) > MAX_SCALAR or _TOO_MANY.search(match[0]):
                self.refuse(f"a number has at most {MAX_DIGITS} digits, and an exponent at most 99")
            if _NOT_FINITE.fullmatch(match[0]):
                self.refuse(f"a number is finite; got {match[0]}")
            self.at = match.end()
        self.mark(path, start, plain=False)

    def string(self, path: Path, quote: str) -> None:
        long = quote * 3
        used = long if self.text.startswith(long, self.at) else quote
        match = _QUOTED[used].match(self.text, self.at)
        if match is None:
            self.lost()
        plain = used == quote and "\\" not in match[1]
        self.at = match.end()
        self.mark(path, match.start(1) if plain else match.start(), plain=plain)

    def mark(self, path: Path, start: int, *, plain: bool) -> None:
        line, column = self.position(start)
        place = self.places.get(path)
        self.places[path] = Place(
            line=place.line if place else line,
            column=place.column if place else column,
            value_line=line,
            value_column=column,
            plain=plain,
        )

    def array(self, path: Path, depth: int) -> None:
        self.at += 1
        index = 0
        while True:
            self.skip(_BLANK)
            if self.take("]"):
                return
            self.value((*path, index), depth + 1)
            index += 1
            self.skip(_BLANK)
            if not self.take(","):
                if self.take("]"):
                    return
                self.lost()

    def inline_table(self, path: Path, depth: int) -> None:
        self.at += 1
        while True:
            self.skip(_BLANK)
            if self.take("}"):
                return
            self.pair(path, depth + 1)
            self.skip(_BLANK)
            if not self.take(","):
                if self.take("}"):
                    return
                self.lost()
