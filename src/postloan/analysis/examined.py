"""A policy on a day in one dimension, with what questions about it have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property, partial
from types import MappingProxyType
from typing import Final

import attrs

from postloan.analysis.clean import typed
from postloan.analysis.loans import Loans, Witness, guarded
from postloan.analysis.report import PolicyFinding
from postloan.analysis.solver import Solver
from postloan.errors import NotDecided
from postloan.facts.catalogue import OUTCOMES
from postloan.facts.fact import FactValue
from postloan.policy.clauses.acceptance import FindingKind
from postloan.policy.clauses.kinds import Floor, Rule
from postloan.policy.decisions.decision import Decision
from postloan.policy.decisions.outcomes import PolicyOn, Verdict, space_of, verdicts
from postloan.policy.decisions.wording import value_words
from postloan.policy.judging.judge import active
from postloan.policy.policy import Policy
from postloan.rules.diagrams import Diagram
from postloan.rules.tree import And, Call, Literal, Name, Node, Or, names_in

__all__ = ["Examined", "allows", "blanks", "called", "day_for"]

_ALWAYS: Final = Literal(True)


@attrs.frozen(kw_only=True, eq=False)
class Examined:
    """A policy on a day in one dimension, as it is examined."""

    policy: Policy
    on: PolicyOn
    solver: Solver | None = None
    _conditions: dict[str, Node] = attrs.field(factory=dict, init=False)

    @classmethod
    def of(
        cls, policy: Policy, day: date | None, dimension: str, solver: Solver | None = None
    ) -> Examined:
        """Return a policy on a day; None where it does not depend on the day."""
        on = PolicyOn.of(policy.standing_on(day), policy.contents.dimension(dimension))
        return cls(policy=policy, on=on, solver=solver)

    # -- rules and their conditions

    @cached_property
    def scope(self) -> Node:
        """Which loans the policy is for."""
        scope = self.on.contents.applies_to
        return _ALWAYS if scope is None else self.on.tree(scope)

    @cached_property
    def others(self) -> tuple[Rule, ...]:
        """Signals, inspections, duties and provisions of the dimension that are in force."""
        contents = self.on.contents
        tasks = (*contents.inspections, *contents.duties, *contents.provisions)
        rules = (*contents.signals, *tasks)
        return tuple(r for r in active(rules, self.on.day) if r.dimension == self.on.dimension.id)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule of the dimension that is in force, kind by kind."""
        return (*self.on.bases, *self.on.floors, *self.others)

    def condition(self, rule: Rule) -> Node:
        """Return all that has to hold for a rule, the raised signal of a floor included."""
        if rule.id not in self._conditions:
            trees = list(map(self.on.tree, rule.conditions))
            if isinstance(rule, Floor) and rule.signal is not None:
                trees.append(self._raised(rule.signal))
            self._conditions[rule.id] = _joined(trees)
        return self._conditions[rule.id]

    def _raised(self, id: str) -> Node:
        signal = self.on.contents.signal(id)
        if not any(active((signal,), self.on.day)):
            return Literal(False)
        name = Name(signal.key, term=self.on.term(signal.key))
        recorded = And((Call("known", (name,)), name))
        if signal.when is None:
            return recorded
        return Or((recorded, _joined(list(map(self.on.tree, signal.conditions)))))

    def loans(self, trees: Iterable[Node], *, unknown: bool = False) -> Loans:
        """Return the loans that the scope and some conditions tell apart."""
        return Loans(self.on, (self.scope, *trees), unknown=unknown, solver=self.solver)

    # -- what is decided for every loan whose facts are known

    @cached_property
    def verdict(self) -> tuple[Loans, Diagram[Verdict]] | None:
        """What is decided for every loan whose facts are all known; None: it is too large.

        The rules that read the tier are told apart too.
        """
        readers = [rule for rule in self.others if rule.reads_outcome]
        trees = [self.scope, *(self.condition(rule) for rule in (*self.on.floors, *readers))]
        trees += [tree for base in self.on.bases for tree in self.on.trees(base)]
        try:
            space = guarded(partial(space_of, [self.on], beside=readers, unknown=False))
            found = guarded(partial(verdicts, space, self.on))
        except NotDecided:
            return None
        return Loans(self.on, trees, space=space, solver=self.solver), found

    def decided(self, facts: Mapping[str, FactValue | None]) -> Decision:
        """Return what the policy decides of a loan."""
        return self.policy.decide(facts, self.on.day, outside_force="as_if")

    # -- words

    def facts(self, witness: Witness) -> Mapping[str, FactValue | None]:
        """Return the facts of a loan as `Policy.decide` takes them."""
        given = {k: v for k, v in witness.values.items() if k.rpartition(".")[2] not in OUTCOMES}
        return MappingProxyType(typed(self.on, given))

    def told(self, facts: Mapping[str, FactValue | None], telling: Iterable[str]) -> str:
        """Return a loan by what sets it apart from a clean one."""
        keys = tuple(telling)
        return f"a loan with {self.words(facts, keys)}" if keys else "a clean loan"

    def words(self, facts: Mapping[str, FactValue | None], keys: Iterable[str]) -> str:
        """Return some facts of a loan, each in its unit."""
        return ", ".join(f"{key} {value_words(facts[key], self.on.term(key).kind)}" for key in keys)

    def finding(
        self,
        kind: FindingKind,
        sentence: str,
        rules: Iterable[Rule] = (),
        *,
        fact: str = "",
        reason: str = "",
        examples: Iterable[Mapping[str, FactValue | None]] = (),
    ) -> PolicyFinding:
        """Return a finding.

        Args:
            kind: what was found.
            sentence: it in words.
            rules: the one it is about first.
            fact: the fact or parameter that it is about.
            reason: why it is not decided; empty where it is proved.
            examples: loans that show it.
        """
        rules = tuple(rules)
        contents, first = self.on.contents, next(iter(rules), None)
        source = ""
        if first is not None:
            source = contents.source if first.origin == contents.origin else first.origin
        return PolicyFinding(
            kind=kind,
            sentence=f"whether {sentence} is not decided: {reason}" if reason else sentence,
            certainty="not decided" if reason else "proved",
            rules=tuple(rule.id for rule in rules),
            fact=fact,
            dimension=self.on.dimension.id,
            source=source,
            line=first.line if first is not None else None,
            citations=tuple(dict.fromkeys(rule.cite for rule in rules if rule.cite)),
            examples=tuple(examples),
            since=self.on.day,
        )


def blanks(tree: Node) -> frozenset[str]:
    """Return the parameters without a value that a condition waits for."""
    return frozenset(n.resolved.key for n in names_in(tree) if n.resolved.role == "parameter")


def day_for(owner: str, policy: Policy, as_of: date | None) -> date | None:
    """Return the day to look at; None where the policy does not depend on it.

    Raises:
        InvalidValue: `as_of` is no date, or is missing and needed.
    """
    policy.contents.check_day(owner, as_of)
    return as_of if policy.contents.dated else None


def allows(verdict: Verdict, rank: int) -> bool:
    """Return whether a verdict leaves room for the tier of a rank."""
    if verdict.at_least is None or verdict.could_be is None:
        return False
    return verdict.at_least.rank <= rank <= verdict.could_be.rank


def called(rule: Rule) -> str:
    """Return what a rule is called in a sentence, such as "the floor overdue"."""
    return f"the {rule.part} {rule.id}"


def _joined(trees: list[Node]) -> Node:
    if not trees:
        return _ALWAYS
    return trees[0] if len(trees) == 1 else And(tuple(trees))
