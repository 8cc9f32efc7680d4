"""The solver of the command line: z3 where the extra `smt` is installed, asked only if need be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from postloan.analysis.solver import Solver
from postloan.errors import MissingExtra, NotDecided
from postloan.policy.decisions.outcomes import PolicyOn
from postloan.rules.cells import Domain
from postloan.rules.evaluate import Truth, Value
from postloan.rules.tree import Node

__all__ = ["WhenAsked"]


class WhenAsked:
    """Loads z3 with the first question; without it, each is left open and says what to install."""

    @cached_property
    def _solver(self) -> Solver:
        try:
            from postloan.smt import Z3
        except MissingExtra as error:
            question = "what hangs on how facts compare with one another"
            raise NotDecided(question, f"{question} is for z3, and {error}") from None
        return Z3()

    def facts_where(
        self, wanted: Sequence[tuple[Node, Truth]], domain: Callable[[str], Domain]
    ) -> Mapping[str, Value] | None:
        """Return facts for which each condition has the stated truth; None: proved, no such."""
        return self._solver.facts_where(wanted, domain)

    def laxer(self, candidate: PolicyOn, than: PolicyOn) -> Mapping[str, Value] | None:
        """Return facts for which `candidate` is laxer than `than`; None: proved, no such."""
        return self._solver.laxer(candidate, than)
