"""Finds the facts of a loan, as few of them as can be off those of a clean one."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Final, cast

import z3

from postloan.errors import NotDecided
from postloan.money import DIGITS
from postloan.rules.evaluate import Value
from postloan.smt.loan import AnyFact, AnyLoan

__all__ = ["found"]

_ROUNDINGS: Final = (0, 2, 6, DIGITS)
"""Digits after the point that are tried; what has too many with the last is no decimal."""
_COURTESY: Final = 100
"""What part of the limit each step towards a clean loan may take: it is only for the reader."""


def found(
    loan: AnyLoan, wanted: Iterable[z3.BoolRef], *, limit: int, question: str
) -> dict[str, Value] | None:
    """Return facts for which all that is wanted holds, pulled towards a clean loan.

    Args:
        loan: whose facts `wanted` speaks of.
        wanted: what must hold.
        limit: resources of z3 for each time that it is asked for an answer.
        question: what is to be decided, for the message.

    Returns:
        A value for each fact that the loan has, None of one that is not known; None where it is
        proved that there are no such facts.

    Raises:
        NotDecided: z3 came to no answer within the limit.
    """
    search = _Search(loan, limit)
    search.solver.add(*wanted, *loan.allowed())
    # among all numbers first: that is easier, and mostly enough where nothing is to be found
    if not search.finds(loan.true) and search.answer == z3.unsat:
        return None
    for rounding in _ROUNDINGS:
        if search.finds(loan.rounded(rounding)):
            search.pull(rounding)
            return search.facts()
    if search.answer == z3.unsat:
        return None
    raise NotDecided(question, f"z3 came to no answer within a limit of {limit}")


class _Search:
    """A solver that holds what is wanted, and the last loan that it found."""

    def __init__(self, loan: AnyLoan, limit: int) -> None:
        self.loan = loan
        self.limit = limit
        self.solver = z3.Solver(ctx=loan.context)
        self.solver.set("rlimit", limit)
        self.answer: z3.CheckSatResult = z3.unknown
        self.model: z3.ModelRef | None = None

    def finds(self, wanted: z3.BoolRef) -> bool:
        """Return whether there is a loan for which `wanted` holds too; if so, keep to that."""
        self.solver.push()
        self.solver.add(wanted)
        self.answer = self.solver.check()
        if self.answer == z3.sat:
            self.model = self.solver.model()
            return True
        self.solver.pop()
        return False

    def facts(self) -> dict[str, Value]:
        """Return the facts of the last loan."""
        return {key: self.loan.read(fact, self.model) for key, fact in self.loan.facts.items()}

    def pull(self, rounding: int) -> None:
        """Make of every fact what it is of a clean loan, or bring it as near as may be."""
        self.solver.set("rlimit", max(1, self.limit // _COURTESY))
        facts = self.loan.facts.values()
        off = [fact for fact in facts if not self.finds(self._is_clean(fact))]
        for fact in off:
            if self.finds(fact.known) and fact.ordered:
                self._near(fact, 10 ** fact.digits(rounding))

    def _is_clean(self, fact: AnyFact) -> z3.BoolRef:
        return z3.And(fact.known, fact.value == self.loan.value(fact.clean))

    def _near(self, fact: AnyFact, steps: int) -> None:
        """Halve the distance from clean, in steps of which a number of 1 has so many."""
        clean = Fraction(cast("int", fact.clean))
        near, far = 0, self._distance(fact, steps)
        while far - near > 1:
            most = self.loan.value(Fraction((near + far) // 2, steps))
            distance = fact.value - self.loan.value(clean)
            if self.finds(z3.And(-most <= distance, distance <= most)):
                far = self._distance(fact, steps)
            else:
                near = (near + far) // 2

    def _distance(self, fact: AnyFact, steps: int) -> int:
        value = Fraction(cast("int", self.loan.read(fact, self.model)))
        return int(abs(value - cast("int", fact.clean)) * steps)
