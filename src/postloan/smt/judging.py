"""What a policy says of a loan of which z3 chooses the facts: what `judge` would say of it.

Tiers are ranks. Nothing here goes by cells or diagrams, so that the two can be held to each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, assert_never

import attrs
import z3

from postloan.policy.clauses.kinds import Base, FactLevel, FixedLevel, Floor, Level, NotchLevel
from postloan.policy.decisions.outcomes import PolicyOn, Verdict
from postloan.policy.judging.judge import active, notched
from postloan.rules.condition import Condition
from postloan.smt.conditions import Conditions, Rails
from postloan.smt.loan import AnyLoan
from postloan.tiers import Tier

__all__ = ["AnyVerdict", "any_verdict"]


@attrs.frozen(kw_only=True, eq=False)
class AnyVerdict:
    """What a policy says of the loan, in one dimension."""

    applies: Rails
    at_least: z3.ArithRef
    could_be: z3.ArithRef
    tier: z3.ArithRef
    """Where one is stated."""
    stated: z3.BoolRef
    """Whether a tier is stated."""
    problem: z3.BoolRef
    """Whether the base gives no answer."""

    def be(self, verdict: Verdict) -> z3.BoolRef:
        """Return that it is `verdict`."""
        applies = self.applies.be(verdict.applies)
        if verdict.at_least is None or verdict.could_be is None:
            return applies
        stated = (
            z3.Not(self.stated)
            if verdict.tier is None
            else z3.And(self.stated, self.tier == verdict.tier.rank)
        )
        return z3.And(
            applies,
            self.at_least == verdict.at_least.rank,
            self.could_be == verdict.could_be.rank,
            self.problem == verdict.problem,
            stated,
        )

    def laxer(self, than: AnyVerdict) -> z3.BoolRef:
        """Return that it is laxer than another: `postloan.analysis.strictness.is_laxer`."""
        allowed = z3.If(than.stated, than.tier, than.could_be)
        better = z3.Or(self.at_least < than.at_least, z3.And(self.stated, self.tier < allowed))
        return z3.And(than.applies.holds, z3.Or(self.applies.fails, better))


def any_verdict(loan: AnyLoan, policy: PolicyOn) -> AnyVerdict:
    """Return what a policy says of a loan."""
    return _Judge(loan, policy).verdict()


class _Start(NamedTuple):
    """Where the base starts."""

    start: z3.ArithRef
    end: z3.ArithRef
    problem: z3.BoolRef
    lacks: z3.BoolRef
    """Whether a fact that it reads is not known."""


class _Judge:
    def __init__(self, loan: AnyLoan, policy: PolicyOn) -> None:
        self.loan = loan
        self.policy = policy
        self.contents = policy.contents
        self.scale = policy.dimension.scale
        self.conditions = Conditions(loan, policy.parameters)

    def verdict(self) -> AnyVerdict:
        scope = self.contents.applies_to
        base = self.start()
        at_least, could_be, raised = base.start, base.end, base.start
        for floor in active(self.contents.floors, self.policy.day):
            if floor.dimension != self.policy.dimension.id:
                continue
            truth = self.floor(floor)
            low, high, known = self.levels(floor.level, base)
            holds = z3.And(truth.holds, known)
            could_be = z3.If(truth.fails, could_be, _worse(could_be, high))
            at_least = z3.If(holds, _worse(at_least, low), at_least)
            if (floor.unknown or self.contents.unknown) == "conservative":
                raised = z3.If(z3.Or(holds, truth.fails), raised, _worse(raised, high))
        lacks = z3.Or(base.lacks, self.unknown(self.contents.essential))
        return AnyVerdict(
            applies=self.all(() if scope is None else (scope,)),
            at_least=at_least,
            could_be=could_be,
            tier=_worse(at_least, raised),
            stated=z3.Not(z3.Or(base.problem, z3.And(at_least != could_be, lacks))),
            problem=base.problem,
        )

    # -- conditions

    def all(self, conditions: Iterable[Condition]) -> Rails:
        return self.conditions.all(self.conditions.truth(one.tree) for one in conditions)

    def floor(self, floor: Floor) -> Rails:
        holds = self.all(floor.conditions)
        if floor.signal is None:
            return holds
        signal = self.contents.signal(floor.signal)
        if not any(active((signal,), self.policy.day)):
            return self.conditions.any(())
        recorded = self.loan.fact(self.policy.term(signal.key)).value
        raised = [Rails(recorded, z3.Not(recorded))]
        if signal.when is not None:
            raised.append(self.all(signal.conditions))
        return self.conditions.all((holds, self.conditions.any(raised)))

    def unknown(self, keys: Iterable[str]) -> z3.BoolRef:
        """Return that one of some facts is not known."""
        facts = (self.loan.fact(self.policy.term(key)) for key in sorted(keys))
        return z3.Or([self.loan.false, *(z3.Not(fact.known) for fact in facts)])

    # -- tiers

    def start(self) -> _Start:
        """Return where the first base starts whose scope does not fail."""
        best = self.rank(self.scale.best)
        found = _Start(best, best, self.loan.false, self.loan.false)
        bases = active(self.contents.bases, self.policy.day)
        ours = [base for base in bases if base.dimension == self.policy.dimension.id]
        for base in reversed(ours):
            scope = self.all(base.conditions)
            pairs = zip(self.based(base, scope), found, strict=True)
            found = _Start(*(z3.If(scope.fails, other, own) for own, other in pairs))
        return found

    def based(self, base: Base, scope: Rails) -> _Start:
        rows = [(row.tier, self.conditions.truth(row.when.tree)) for row in base.rows]
        rows.sort(key=lambda row: row[0].rank)
        start, end = self.rank(self.scale.best), self.rank(self.scale.worst)
        for tier, truth in reversed(rows):
            start = z3.If(truth.fails, start, self.rank(tier))
        for tier, truth in rows:
            end = z3.If(truth.fails, end, self.rank(tier))
        none = z3.And([truth.fails for _, truth in rows])
        two = z3.AtLeast(*(truth.holds for _, truth in rows), 2)
        start = z3.If(scope.holds, start, self.rank(self.scale.best))
        return _Start(start, end, z3.Or(none, two), self.unknown(base.reads()))

    def levels(self, level: Level, base: _Start) -> tuple[z3.ArithRef, z3.ArithRef, z3.BoolRef]:
        """Return the best and worst rank that a floor gives, and whether its level is known."""
        match level:
            case FixedLevel(tier=tier):
                return self.rank(tier), self.rank(tier), self.loan.true
            case FactLevel(key=key):
                rank, known = self.named(key)
                best, worst = self.rank(self.scale.best), self.rank(self.scale.worst)
                return z3.If(known, rank, best), z3.If(known, rank, worst), known
            case NotchLevel():
                ranks = [notched(tier, level, self.scale).rank for tier in self.scale]
                at = self.loan.at
                return at(base.start, ranks), at(base.end, ranks), self.loan.true
            case _:
                assert_never(level)

    def named(self, key: str) -> tuple[z3.ArithRef, z3.BoolRef]:
        """Return the rank that a fact or parameter names, and whether it is known."""
        if key not in self.policy.parameters:
            fact = self.loan.fact(self.policy.term(key))
            return fact.value, fact.known
        rank = self.policy.parameters[key]
        if rank is None:
            return self.rank(self.scale.best), self.loan.false
        return self.loan.value(rank), self.loan.true

    def rank(self, tier: Tier) -> z3.ArithRef:
        return self.loan.value(tier.rank)


def _worse(left: z3.ArithRef, right: z3.ArithRef) -> z3.ArithRef:
    return z3.If(left >= right, left, right)
