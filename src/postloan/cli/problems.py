"""The problems of one input, collected so that many are told at once."""

from __future__ import annotations

from typing import Final, NoReturn

import attrs

from postloan.errors import InvalidInput, InvalidPolicy

__all__ = ["MOST", "Problems", "fault_lines"]

MOST: Final = 20
"""Problems that are told; of the rest, that there is more."""


@attrs.define
class Problems:
    """What is wrong with one input so far."""

    source: str
    """Name of the input, for messages."""
    found: list[str] = attrs.field(factory=list)

    def add(self, problem: str) -> None:
        """Note a problem, a sentence that names row and field; one too many stops the reading.

        Raises:
            InvalidInput: there are more than are told.
        """
        self.found.append(problem)
        if len(self.found) > MOST:
            raise InvalidInput(self.source, self.found)

    def fatal(self, problem: str) -> NoReturn:
        """Note a problem after which nothing more can be read.

        Raises:
            InvalidInput: always.
        """
        self.add(problem)
        raise InvalidInput(self.source, self.found)

    def stop(self) -> None:
        """Raise if there is any problem.

        Raises:
            InvalidInput: with all of them.
        """
        if self.found:
            raise InvalidInput(self.source, self.found)


def fault_lines(error: InvalidPolicy) -> list[str]:
    """Return a text for each fault of a policy: file, line, column, and what is wrong."""
    return [f"{error.source}:{'' if fault.line else ' '}{fault}" for fault in error.faults]
