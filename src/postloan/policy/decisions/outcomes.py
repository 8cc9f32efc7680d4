"""What a policy decides for every loan there can be, as diagrams over the cells of its facts.

The diagrams say what `judge` says, for all loans at once: the space is cut at the policy's own
constants, and the tier is a function of the cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, reduce
from typing import NamedTuple, TypeAlias

import attrs

from postloan.facts.fact import Fact, FactValue
from postloan.policy.clauses.contents import Contents
from postloan.policy.clauses.kinds import (
    Base,
    Dimension,
    FactLevel,
    FixedLevel,
    Floor,
    NotchLevel,
    Rule,
)
from postloan.policy.compiled.standing import Standing
from postloan.policy.judging.judge import active, notched
from postloan.rules.cells import Domain, unnamed
from postloan.rules.condition import Condition
from postloan.rules.diagrams import Diagram, conjunction, disjunction
from postloan.rules.evaluate import Truth, Value
from postloan.rules.simplify import stated
from postloan.rules.space import Space
from postloan.rules.tree import Literal, Node, nodes_in
from postloan.rules.vocabulary import Term
from postloan.tiers import Scale, Tier

__all__ = ["PolicyOn", "Verdict", "rule_holds", "space_of", "verdicts"]


class Verdict(NamedTuple):
    """What a policy says of the loans in some cells, in one dimension."""

    applies: Truth
    tier: Tier | None
    """None is undetermined, or the policy does not apply."""
    at_least: Tier | None
    """None where the policy does not apply."""
    could_be: Tier | None
    """None where the policy does not apply."""
    problem: bool
    """Whether the base gives no answer."""


@attrs.frozen(kw_only=True, eq=False)
class PolicyOn:
    """A policy on a day, in one dimension."""

    contents: Contents
    parameters: Mapping[str, Value]
    """The parameters as conditions read them; None has no value."""
    day: date | None
    """None is a policy without dated rules."""
    dimension: Dimension

    @classmethod
    def of(cls, standing: Standing, dimension: Dimension | None = None) -> PolicyOn:
        """Return a policy as it stands on a day; None is its main dimension."""
        return cls(
            contents=standing.contents,
            parameters=standing.plain_parameters,
            day=standing.as_of,
            dimension=dimension or standing.contents.main,
        )

    @property
    def bases(self) -> tuple[Base, ...]:
        """The bases in force, in the order in which they are asked."""
        rules = active(self.contents.bases, self.day)
        return tuple(rule for rule in rules if rule.dimension == self.dimension.id)

    @property
    def floors(self) -> tuple[Floor, ...]:
        """The floors in force, the worst level first."""
        rules = active(self.contents.floors, self.day)
        found = (rule for rule in rules if rule.dimension == self.dimension.id)
        return tuple(sorted(found, key=_worst_first))

    def tree(self, condition: Condition) -> Node:
        """Return a condition with the values of parameters in place of their names."""
        return stated(condition.tree, self.parameters)

    def trees(self, rule: Rule) -> Iterator[Node]:
        """Yield every condition that a rule asks about, its signal's included."""
        yield from map(self.tree, rule.conditions)
        if isinstance(rule, Base):
            yield from (self.tree(row.when) for row in rule.rows)
        if isinstance(rule, Floor) and rule.signal is not None:
            yield from map(self.tree, self.contents.signal(rule.signal).conditions)

    def every_tree(self) -> Iterator[Node]:
        """Yield every condition that the tier depends on."""
        if self.contents.applies_to is not None:
            yield self.tree(self.contents.applies_to)
        for rule in (*self.bases, *self.floors):
            yield from self.trees(rule)

    def term(self, key: str) -> Term:
        """Return what the fact of a key is."""
        if key.startswith("signal:"):
            return Term(key=key, role="fact", kind="bool")
        dimension, name = self._named(key)
        fact = self.contents.catalogue[name]
        scale = dimension.scale.id if fact.kind == "tier" else ""
        return Term(key=key, role="fact", kind=fact.kind, scale=scale)

    def domain(self, key: str) -> Domain:
        """Return what the fact of a key can be."""
        if key.startswith("signal:"):
            return Domain()
        dimension, name = self._named(key)
        fact = self.contents.catalogue[name]
        return Domain(
            minimum=fact.minimum,
            maximum=fact.maximum,
            words=fact.values or self.contents.codes.get(name, ()),
            levels=len(dimension.scale.tiers) if fact.kind == "tier" else 0,
        )

    @cached_property
    def other_word(self) -> str:
        """A word that stands for all those that no condition names."""
        nodes = (node for each in self.contents.conditions() for node in nodes_in(each.tree))
        return unnamed("any_other", {node.value for node in nodes if isinstance(node, Literal)})

    def fact(self, key: str) -> Fact[FactValue]:
        """Return the fact of a key, which is not that of a signal."""
        return self.contents.catalogue[self._named(key)[1]]

    def scale_of(self, key: str) -> Scale:
        """Return the scale on which the tier of a key stands."""
        return self._named(key)[0].scale

    def _named(self, key: str) -> tuple[Dimension, str]:
        prefix, dot, name = key.rpartition(".")
        return (self.contents.dimension(prefix) if dot else self.contents.main), name


def space_of(
    policies: Sequence[PolicyOn],
    *,
    beside: Iterable[Rule] = (),
    apart: Iterable[str] = (),
    unknown: bool = True,
) -> Space:
    """Return the space of everything that the tier depends on under some policies.

    Args:
        policies: all in dimensions of one scale. What a fact can be is what the first says.
        beside: further rules of the first that will be asked about.
        apart: keys of further facts whose every value is told apart.
        unknown: whether facts may be unknown.
    """
    trees: list[Node] = []
    told: dict[str, Term] = {key: policies[0].term(key) for key in apart}
    essential: dict[str, Term] = {}
    for policy in policies:
        contents = policy.contents
        trees.extend(policy.every_tree())
        for floor in policy.floors:
            keys = [contents.signal(floor.signal).key] if floor.signal is not None else []
            if isinstance(floor.level, FactLevel) and floor.level.key not in policy.parameters:
                keys.append(floor.level.key)
            told.update((key, policy.term(key)) for key in keys)
        essential.update((key, policy.term(key)) for key in sorted(contents.essential))
    trees.extend(tree for rule in beside for tree in policies[0].trees(rule))
    return Space(
        trees,
        policies[0].domain,
        apart=told.values(),
        beside=essential.values(),
        unknown=unknown,
    )


def rule_holds(space: Space, policy: PolicyOn, rule: Rule) -> Diagram[Truth]:
    """Return where the conditions of a rule hold, and the signal that it waits for is raised."""
    holds = _all(space, policy, rule)
    if not isinstance(rule, Floor) or rule.signal is None:
        return holds
    signal = policy.contents.signal(rule.signal)
    if not any(active((signal,), policy.day)):
        return space.forest.constant(False)
    recorded = space.forest.mapped(_is_true, space.values(signal.key))
    if signal.when is None:
        return conjunction(holds, recorded)
    return conjunction(holds, disjunction(recorded, _all(space, policy, signal)))


def verdicts(space: Space, policy: PolicyOn) -> Diagram[Verdict]:
    """Return what a policy says in every cell of a space that was made for it."""
    forest = space.forest
    state = _start(space, policy)
    for floor in policy.floors:
        held = forest.merged(_both, rule_holds(space, policy, floor), _level(space, policy, floor))
        state = forest.merged(_Step(policy, floor), state, held)
    lacking: Diagram[tuple[bool, ...]] = forest.constant(())
    for base in (None, *policy.bases):
        lacking = forest.merged(_with, lacking, _lacks(space, policy, base))
    decided = forest.merged(_Verdicts(policy), state, lacking)
    scope = policy.contents.applies_to
    if scope is None:
        return decided
    return forest.merged(_scoped, space.diagram(policy.tree(scope)), decided)


class _State(NamedTuple):
    """What is decided so far; tiers are ranks."""

    base: int
    """Place of the base that applies or may, counted from 1; 0 is none."""
    problem: bool
    start: int
    end: int
    at_least: int
    could_be: int
    raised: int


_Held: TypeAlias = tuple[Truth, int | None]
"""Whether a floor holds, and the rank at which it stands where a fact says so."""


@attrs.frozen
class _Step:
    """What one more floor does to what is decided so far."""

    policy: PolicyOn
    floor: Floor

    def __call__(self, state: _State, held: _Held) -> _State:
        truth, rank = held
        if truth is False:
            return state
        low, high = self._levels(state, rank)
        could_be = max(state.could_be, high)
        if truth and low is not None:
            return state._replace(at_least=max(state.at_least, low), could_be=could_be)
        mode = self.floor.unknown or self.policy.contents.unknown
        raised = max(state.raised, high) if mode == "conservative" else state.raised
        return state._replace(could_be=could_be, raised=raised)

    def _levels(self, state: _State, rank: int | None) -> tuple[int | None, int]:
        """Return the least rank that the floor gives, None where it is unknown, and the most."""
        scale, level = self.policy.dimension.scale, self.floor.level
        if isinstance(level, FixedLevel):
            return level.tier.rank, level.tier.rank
        if isinstance(level, NotchLevel):
            start, end = scale.tiers[state.start], scale.tiers[state.end]
            return notched(start, level, scale).rank, notched(end, level, scale).rank
        return (None, scale.worst.rank) if rank is None else (rank, rank)


@attrs.frozen
class _Verdicts:
    """What is said of what was decided."""

    policy: PolicyOn

    def __call__(self, state: _State, lacking: tuple[bool, ...]) -> Verdict:
        tiers = self.policy.dimension.scale.tiers
        open_ = state.at_least != state.could_be and lacking[state.base]
        tier = None if state.problem or open_ else tiers[max(state.at_least, state.raised)]
        return Verdict(True, tier, tiers[state.at_least], tiers[state.could_be], state.problem)


def _start(space: Space, policy: PolicyOn) -> Diagram[_State]:
    """Return where the bases start."""
    scale, forest = policy.dimension.scale, space.forest
    best = scale.best.rank
    state = forest.constant(_State(0, False, best, best, best, best, best))
    for place, base in reversed(list(enumerate(policy.bases, 1))):
        candidates: Diagram[_Rows] = forest.constant((0, ()))
        for row in base.rows:
            found = space.diagram(policy.tree(row.when))
            candidates = forest.merged(_Row(row.tier.rank), candidates, found)
        scope = _all(space, policy, base)
        own = forest.merged(_Started(place, best, scale.worst.rank), scope, candidates)
        state = forest.merged(_first, own, state)
    return state


_Rows: TypeAlias = tuple[int, tuple[int, ...]]
"""How many rows hold, two standing for more, and the ranks of those that hold or may."""


@attrs.frozen
class _Row:
    """One more row of a base."""

    rank: int

    def __call__(self, rows: _Rows, truth: Truth) -> _Rows:
        count, ranks = rows
        if truth is False:
            return rows
        return min(2, count + (truth is True)), tuple(sorted({*ranks, self.rank}))


@attrs.frozen
class _Started:
    """Where one base starts; None where it does not apply."""

    place: int
    best: int
    worst: int

    def __call__(self, scope: Truth, rows: _Rows) -> _State | None:
        if scope is False:
            return None
        count, ranks = rows
        problem = not ranks or count > 1
        start = min(ranks, default=self.best) if scope else self.best
        end = max(ranks, default=self.worst)
        return _State(self.place, problem, start, end, start, end, start)


def _level(space: Space, policy: PolicyOn, floor: Floor) -> Diagram[int | None]:
    """Return the rank at which a fact or parameter puts a floor; None of every other floor."""
    if not isinstance(floor.level, FactLevel):
        return space.forest.constant(None)
    key = floor.level.key
    if key in policy.parameters:
        return space.forest.constant(_rank(policy.parameters[key]))
    return space.forest.mapped(_rank, space.values(key))


def _lacks(space: Space, policy: PolicyOn, base: Base | None) -> Diagram[bool]:
    """Return where an essential fact, or one that the base reads, is not known."""
    forest = space.forest
    lacks = forest.constant(False)
    for key in sorted(policy.contents.essential | (base.reads() if base else frozenset())):
        lacks = forest.merged(_or_not, lacks, space.known(key))
    return lacks


def _all(space: Space, policy: PolicyOn, rule: Rule) -> Diagram[Truth]:
    always: Diagram[Truth] = space.forest.constant(True)
    return reduce(conjunction, map(space.diagram, map(policy.tree, rule.conditions)), always)


def _worst_first(floor: Floor) -> int:
    return -floor.level.tier.rank if isinstance(floor.level, FixedLevel) else 1


def _is_true(value: Value) -> Truth:
    return value is True


def _rank(value: Value) -> int | None:
    return value if isinstance(value, int) else None


def _both(truth: Truth, rank: int | None) -> _Held:
    return truth, rank


def _first(own: _State | None, other: _State) -> _State:
    return other if own is None else own


def _with(before: tuple[bool, ...], one: bool) -> tuple[bool, ...]:
    return (*before, one)


def _or_not(lacks: bool, known: bool) -> bool:
    return lacks or not known


def _scoped(applies: Truth, verdict: Verdict) -> Verdict:
    if applies is False:
        return Verdict(False, None, None, None, False)
    return verdict._replace(applies=applies)
