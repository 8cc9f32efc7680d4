"""A file that appears only when it is complete."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import TextIO

from postloan.errors import InvalidInput

__all__ = ["is_same_file", "placed"]


@contextmanager
def placed(name: str) -> Iterator[TextIO]:
    """Give a stream to write the file `name`.

    The file is written beside its place and put there at the end. Where anything goes wrong
    nothing is left, and a file that was there stays as it was.

    Raises:
        InvalidInput: it cannot be written.
    """
    path = Path(name)
    if path.is_dir():
        raise InvalidInput(name, ["cannot be written: it is a folder"])
    part = path.with_name(f".{path.name}.{token_hex(4)}.part")
    try:
        stream = part.open("x", encoding="utf-8", newline="")
    except (OSError, ValueError) as error:
        raise _unwritable(name, error) from None
    try:
        with stream:
            yield stream
        part.replace(path)
    except OSError as error:
        raise _unwritable(name, error) from None
    finally:
        part.unlink(missing_ok=True)


def is_same_file(name: str, other: str) -> bool:
    """Return whether two names lead to one file, however they are written."""
    try:
        return Path(name).samefile(other)
    except (OSError, ValueError):  # one of them is no file yet
        return False


def _unwritable(name: str, error: OSError | ValueError) -> InvalidInput:
    reason = error.strerror if isinstance(error, OSError) else error
    return InvalidInput(name, [f"cannot be written: {reason}"])
