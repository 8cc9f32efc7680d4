"""How far a question may go: counted in steps, so that no answer hangs on the machine."""

from __future__ import annotations

from typing import Final

import attrs

__all__ = ["MOST_STEPS", "Steps", "TooLarge"]

MOST_STEPS: Final = 30_000_000
"""Steps after which a question is given up; some seconds."""


class TooLarge(Exception):
    """A question that would take more steps, or more room, than are left.

    It never leaves the library.
    """


@attrs.define
class Steps:
    """The steps that are left; several questions may share them."""

    left: int = attrs.field(factory=lambda: MOST_STEPS)

    def take(self, count: int) -> None:
        """Take steps.

        Raises:
            TooLarge: fewer are left.
        """
        self.left -= count
        if self.left < 0:
            raise TooLarge
