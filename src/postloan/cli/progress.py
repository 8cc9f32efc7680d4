"""Progress on standard error: only where somebody watches, and not for what is short."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TextIO

__all__ = ["PATIENCE", "Progress", "shown_progress"]

PATIENCE: Final = 2.0
"""Seconds before anything is told."""
EVERY: Final = 0.4
"""Seconds between two lines on a terminal."""
EVERY_LOGGED: Final = 5.0
"""Seconds between two lines that stay, as in a log."""


class Progress:
    """Counts loans, and tells how many from time to time."""

    def __init__(
        self, stream: TextIO, *, terminal: bool, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Begin to count.

        Args:
            stream: where it is told.
            terminal: whether a line may be written over.
            clock: seconds, from any start.
        """
        self._stream = stream
        self._terminal = terminal
        self._clock = clock
        self._next = clock() + PATIENCE
        self._count = 0
        self._told = False

    def step(self) -> None:
        """Count one loan."""
        self._count += 1
        now = self._clock()
        if now < self._next:
            return
        self._next = now + (EVERY if self._terminal else EVERY_LOGGED)
        text = f"loans read: {self._count:,}"
        self._stream.write(f"\r{text}" if self._terminal else f"{text}\n")
        self._stream.flush()
        self._told = True

    def end(self) -> None:
        """Leave a clean line behind."""
        if self._told and self._terminal:
            self._stream.write("\r" + " " * 30 + "\r")
            self._stream.flush()


@contextmanager
def shown_progress(*, always: bool) -> Iterator[Callable[[], None]]:
    """Give what counts a loan; it tells nothing where standard error is no terminal.

    Args:
        always: tell it there too.
    """
    terminal = sys.stderr.isatty()
    if not (terminal or always):
        yield lambda: None
        return
    progress = Progress(sys.stderr, terminal=terminal)
    try:
        yield progress.step
    finally:
        progress.end()
