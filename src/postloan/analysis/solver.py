"""The seam for a solver: what cells alone do not decide."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from postloan.policy.outcomes import PolicyOn
from postloan.rules.cells import Domain
from postloan.rules.evaluate import Truth, Value
from postloan.rules.tree import Node

__all__ = ["Solver"]


class Solver(Protocol):
    """Decides what cells alone do not: conditions that compare facts with one another."""

    def facts_where(
        self, wanted: Sequence[tuple[Node, Truth]], domain: Callable[[str], Domain]
    ) -> Mapping[str, Value] | None:
        """Return facts for which each condition has the stated truth.

        A fact that is None is unknown; None in place of all is that there are none.
        """
        ...

    def laxer(self, candidate: PolicyOn, than: PolicyOn) -> Mapping[str, Value] | None:
        """Return facts for which `candidate` is laxer than `than`; None: proved that none are."""
        ...
