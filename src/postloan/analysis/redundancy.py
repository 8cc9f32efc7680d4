"""Floors that decide nothing, and rules that say the same."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from functools import cached_property

import attrs

from postloan.analysis.examined import Examined, blanks, called
from postloan.analysis.loans import KNOWN, POSSIBLE, Loans, Wanted
from postloan.analysis.report import PolicyFinding
from postloan.errors import NotDecided
from postloan.policy.clauses.kinds import (
    DutyRule,
    FixedLevel,
    Floor,
    InspectionRule,
    Level,
    NotchLevel,
    Rule,
    SignalRule,
)
from postloan.policy.clauses.provisions import ProvisionRule
from postloan.rules.tree import facts_in
from postloan.tiers import Scale

__all__ = ["duplicates", "implied"]


def implied(examined: Examined) -> Iterator[PolicyFinding]:
    """Yield each floor without which every loan is decided alike, whatever is known of it.

    That is so where another floor, at a level as bad or worse, holds wherever this one does and
    may hold wherever this one may. Of two that hold alike, the later one is told.
    """
    search = _Search.of(examined)
    for place, floor in enumerate(search.floors):
        if floor.level == FixedLevel(examined.on.dimension.scale.best):
            sentence = f"{called(floor)} asks for no more than {floor.level}, the best level"
            yield examined.finding("implied", sentence, [floor])
        elif (found := _implying(search, floor, place)) is not None:
            yield found


def _implying(search: _Search, floor: Floor, place: int) -> PolicyFinding | None:
    """Return the finding that some floor implies the one at a place, or that this is open."""
    others = [n for n, o in enumerate(search.floors) if n != place and search.related(floor, o)]
    for asked in (search.excludes, search.implies):  # what is proved goes before what is open
        for other_place in others:
            other = search.floors[other_place]
            try:
                found = asked(floor, other)
            except NotDecided as error:
                sentence = f"{called(floor)} decides nothing beside {other.id}"
                return search.examined.finding(
                    "implied", sentence, [floor, other], reason=error.reason
                )
            alike = found and search.alike(floor, other)
            if found and not (alike and other_place > place):
                return _told(search.examined, floor, other, alike=alike)
    return None


def _told(examined: Examined, floor: Floor, other: Floor, *, alike: bool) -> PolicyFinding:
    if alike and _asks(floor) == _asks(other):
        sentence = f"{called(floor)} says the same as {other.id}"
        return examined.finding("duplicate", sentence, [floor, other])
    sentence = (
        f"{called(floor)} ({floor.level}) decides nothing: "
        f"{other.id} ({other.level}) holds wherever it does"
    )
    return examined.finding("implied", sentence, [floor, other])


@attrs.frozen(eq=False)
class _Search:
    """Asks whether one floor implies another."""

    examined: Examined
    floors: tuple[Floor, ...]
    """In the order of their document; those that never hold left out."""
    loans: Loans

    @classmethod
    def of(cls, examined: Examined) -> _Search:
        waiting = [f for f in examined.on.contents.floors if f in examined.on.floors]
        floors = [floor for floor in waiting if not blanks(examined.condition(floor))]
        loans = examined.loans(map(examined.condition, floors), unknown=True)
        kept = (f for f in floors if _may_hold(loans, examined, f))
        return cls(examined, tuple(kept), loans)

    def related(self, floor: Floor, other: Floor) -> bool:
        """Return whether `other` may imply `floor`: it asks for as much, of the same facts."""
        about = self._facts[other.id]
        same = not about or about & self._facts[floor.id]
        return bool(same) and self._covers(other, floor)

    @cached_property
    def _facts(self) -> Mapping[str, frozenset[str]]:
        """The facts that each floor reads."""
        return {floor.id: facts_in(self.examined.condition(floor)) for floor in self.floors}

    def excludes(self, floor: Floor, other: Floor) -> bool:
        """Return whether cells alone prove what `implies` says."""
        return all(self.loans.excluded(*wanted) for wanted in self._contrary(floor, other))

    def implies(self, floor: Floor, other: Floor) -> bool:
        """Return whether `other` holds, and may hold, wherever `floor` does.

        Raises:
            NotDecided: neither that nor the contrary is shown.
        """
        return all(self.loans.where(*wanted) is None for wanted in self._contrary(floor, other))

    def _contrary(self, floor: Floor, other: Floor) -> Iterator[tuple[Wanted, ...]]:
        """Yield what loans would be that show that `other` does not imply `floor`."""
        scope = (self.examined.scope, POSSIBLE)
        one, two = self.examined.condition(floor), self.examined.condition(other)
        prudent = self._prudent(floor) and not self._prudent(other)
        yield scope, (one, KNOWN), (two, (False, None))
        yield scope, (one, (None,)), (two, (False, None) if prudent else (False,))

    def alike(self, floor: Floor, other: Floor) -> bool:
        """Return whether it is shown that `floor` implies `other` too, which it is implied by."""
        try:
            return self._covers(floor, other) and self.implies(other, floor)
        except NotDecided:
            return False

    def _covers(self, other: Floor, floor: Floor) -> bool:
        """Return whether `other` asks for as much as `floor`, where both hold."""
        scale = self.examined.on.dimension.scale
        return other.hard >= floor.hard and _as_bad(other.level, floor.level, scale)

    def _prudent(self, floor: Floor) -> bool:
        return (floor.unknown or self.examined.on.contents.unknown) == "conservative"


def _may_hold(loans: Loans, examined: Examined, floor: Floor) -> bool:
    try:
        return (
            loans.where((examined.scope, POSSIBLE), (examined.condition(floor), KNOWN)) is not None
        )
    except NotDecided:
        return True


def _as_bad(level: Level, other: Level, scale: Scale) -> bool:
    """Return whether a floor at `level` is never better than one at `other`."""
    match level, other:
        case FixedLevel(tier=tier), FixedLevel(tier=second):
            return tier >= second
        case FixedLevel(tier=tier), _:
            return tier == scale.worst
        case NotchLevel(scale=None), NotchLevel(scale=None):
            return level.notches >= other.notches
        case _:
            return level == other


def duplicates(examined: Examined) -> Iterator[PolicyFinding]:
    """Yield each signal, inspection and duty that says what an earlier one says.

    Signals that are raised by records only are left out: each has records of its own.
    """
    alike: dict[Hashable, list[Rule]] = {}
    for rule in examined.others:
        if not blanks(examined.condition(rule)) and (asks := _asks(rule)) is not None:
            alike.setdefault(asks, []).append(rule)
    for rules in alike.values():
        if len(rules) > 1:
            yield from _same(examined, rules)


def _same(examined: Examined, rules: list[Rule]) -> Iterator[PolicyFinding]:
    loans = examined.loans(map(examined.condition, rules), unknown=True)
    first: dict[Hashable, Rule] = {}
    for rule in rules:
        tree, scope = examined.condition(rule), (examined.scope, POSSIBLE)
        try:
            holds = loans.mask(scope, (tree, KNOWN))
            may_hold = loans.mask(scope, (tree, POSSIBLE))
        except NotDecided as error:
            sentence = f"{called(rule)} says the same as another"
            yield examined.finding("duplicate", sentence, [rule], reason=error.reason)
            continue
        if True not in holds.values():
            continue  # told as one that never holds
        other = first.setdefault((holds, may_hold), rule)
        if other is not rule:
            sentence = f"{called(rule)} says the same as {other.id}"
            yield examined.finding("duplicate", sentence, [rule, other])


def _asks(rule: Rule) -> Hashable | None:
    """Return all that a rule asks for beside its condition; None where it is not compared."""
    match rule:
        case Floor():
            return rule.level, rule.hard, rule.unknown
        case SignalRule() if rule.when is not None:
            return rule.severity, rule.respond
        case InspectionRule():
            return "inspection", rule.kind, rule.timing, rule.mode, rule.role
        case DutyRule():
            return "duty", rule.kind, rule.timing, rule.level, rule.role
        case ProvisionRule():
            return "provision", rule.kind, rule.level, rule.of, rule.rate
        case _:
            return None
