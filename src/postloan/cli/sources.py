"""The input: a file, a compressed file or standard input, as numbered lines of text."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, Literal, TypeAlias, cast, get_args

from postloan.cli.problems import Problems
from postloan.errors import InvalidInput

__all__ = [
    "MAX_LINE",
    "InputFormat",
    "format_of",
    "name_of",
    "numbered_lines",
    "opened",
    "whole_text",
]

InputFormat: TypeAlias = Literal["csv", "jsonl", "json"]
"""A table of facts, loan files one a line, or one loan file."""

MAX_LINE: Final = 50_000_000
"""Bytes that one line, or a file of one document, may have."""

_STANDARD_INPUT: Final = "-"
_FORMATS: Final[tuple[InputFormat, ...]] = get_args(InputFormat)


def name_of(input: str) -> str:
    """Return how messages call an input."""
    return "standard input" if input == _STANDARD_INPUT else input


def format_of(input: str, stated: InputFormat | None) -> InputFormat:
    """Return the format of an input: as stated, else by its name.

    Raises:
        InvalidInput: neither says.
    """
    if stated:
        return stated
    if input == _STANDARD_INPUT:
        raise InvalidInput(name_of(input), ["say what it is with --format csv, jsonl or json"])
    name = input.lower().removesuffix(".gz")
    for format in _FORMATS:
        if name.endswith(f".{format}"):
            return format
    problem = "its name must end in .csv, .jsonl or .json, each also with .gz; or give --format"
    raise InvalidInput(input, [problem])


@contextmanager
def opened(input: str) -> Iterator[BinaryIO]:
    """Open an input for reading.

    Raises:
        InvalidInput: it cannot be opened.
    """
    if input == _STANDARD_INPUT:
        yield sys.stdin.buffer
        return
    try:
        stream = _open(input)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise InvalidInput(input, [f"cannot be opened: {reason}"]) from None
    with stream:
        yield stream


def _open(input: str) -> BinaryIO:
    if not input.lower().endswith(".gz"):
        return Path(input).open("rb")
    import gzip

    return cast("BinaryIO", gzip.open(input, "rb"))


def numbered_lines(stream: BinaryIO, problems: Problems) -> Iterator[tuple[int, str]]:
    """Yield the lines, their ends kept, with their numbers from 1; a byte order mark is dropped.

    Raises:
        InvalidInput: the input cannot be read, or a line is not UTF-8, too long, or holds a NUL.
    """
    number = 0
    while True:
        number += 1
        try:
            data = stream.readline(MAX_LINE + 1)
        except (OSError, EOFError, zlib.error) as error:
            reason = getattr(error, "strerror", None) or error
            problems.fatal(f"line {number} cannot be read: {reason}")
        if not data:
            return
        if len(data) > MAX_LINE:
            problems.fatal(f"line {number} has more than {MAX_LINE} bytes")
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            problems.fatal(
                f"line {number} is not UTF-8 from its byte {error.start + 1} on; "
                "save the file as UTF-8"
            )
        if "\0" in text:
            problems.fatal(f"line {number} holds a NUL byte; this is no text")
        yield number, text.removeprefix("\ufeff") if number == 1 else text


def whole_text(stream: BinaryIO, problems: Problems) -> str:
    """Return an input that is one document.

    Raises:
        InvalidInput: as `numbered_lines`, or it is too long.
    """
    lines = []
    left = MAX_LINE
    for _, text in numbered_lines(stream, problems):
        left -= len(text)
        if left < 0:
            problems.fatal(f"it has more than {MAX_LINE} characters")
        lines.append(text)
    return "".join(lines)
