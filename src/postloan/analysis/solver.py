"""What a solver can be asked, so that the analysis need not know which one answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from postloan.policy.decisions.outcomes import PolicyOn
from postloan.rules.cells import Domain
from postloan.rules.evaluate import Truth, Value
from postloan.rules.tree import Node

__all__ = ["Solver"]


class Solver(Protocol):
    """Decides what cells alone do not: conditions that compare facts with one another.

    Facts come back as conditions read them, by key: None is unknown, an amount has no currency,
    a tier is its rank. Either question raises `NotDecided` where it finds no answer in bounds.
    """

    def facts_where(
        self, wanted: Sequence[tuple[Node, Truth]], domain: Callable[[str], Domain]
    ) -> Mapping[str, Value] | None:
        """Return facts for which each condition has the stated truth; None: proved, no such."""
        ...

    def laxer(self, candidate: PolicyOn, than: PolicyOn) -> Mapping[str, Value] | None:
        """Return facts for which `candidate` is laxer than `than`; None: proved, no such."""
        ...
