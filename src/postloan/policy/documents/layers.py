"""Layering: what a policy takes over from those it extends, and where they disagree."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, TypeVar

import attrs

from postloan.policy.clauses.acceptance import Accepted
from postloan.policy.clauses.contents import Contents
from postloan.policy.clauses.conventions import Conventions
from postloan.policy.clauses.kinds import Dimension, NotEncoded, Rule
from postloan.policy.documents.lifting import lifted
from postloan.policy.documents.table import Faults
from postloan.tiers import Scale

__all__ = ["Layers"]

T = TypeVar("T")
R = TypeVar("R", bound=Rule)

_EXTENDS = ("policy", "extends")


@attrs.frozen
class Layers:
    """The policies that one extends. Where they differ it has to decide; faults say where."""

    parents: tuple[Contents, ...]
    faults: Faults

    def settled(
        self, what: str, own: T | None, stated_by: Callable[[Contents], T | None]
    ) -> T | None:
        """Return what the policy states itself, else what its parents agree on.

        Args:
            what: its name, for the fault.
            own: what the policy states; None is nothing.
            stated_by: gives what a parent states; None is nothing.
        """
        if own is not None:
            return own
        stated = [value for parent in self.parents if (value := stated_by(parent)) is not None]
        if any(value != stated[0] for value in stated):
            self._differ(what)
        return stated[0] if stated else None

    def _differ(self, what: str) -> None:
        parents = " and ".join(parent.origin for parent in self.parents)
        self.faults.add(_EXTENDS, f"{parents} differ in {what}; state it here")

    def conventions(self, own: Conventions) -> Conventions:
        """Return the conventions, merged key by key."""
        stated = {
            name: self.settled(name, getattr(own, name), _convention(name))
            for name in attrs.fields_dict(Conventions)
        }
        return Conventions(**stated)

    def by_name(
        self, what: str, field: Callable[[Contents], Mapping[str, T]], decided: Container[str]
    ) -> dict[str, T]:
        """Return what parents state by name; they may differ in what is `decided` here."""
        merged: dict[str, T] = {}
        for parent in self.parents:
            for name, value in field(parent).items():
                if merged.setdefault(name, value) != value and name not in decided:
                    self._differ(f"{what} {name}")
        return merged

    def scales(self) -> dict[str, Scale]:
        """Return the scales that parents state, by id."""
        found: dict[str, Scale] = {}
        for parent in self.parents:
            for id, scale in parent.scales.items():
                if found.setdefault(id, scale) != scale:
                    message = f"there are two scales {id!r} in what is extended"
                    self.faults.add(_EXTENDS, message)
        return found

    def scales_of(self, dimension: str) -> dict[str, Scale]:
        """Return the scales of a dimension in the parents, by the policy that has it."""
        return {
            parent.origin: found.scale
            for parent in self.parents
            for found in parent.dimensions
            if found.id == dimension
        }

    def dimensions(self, stated: Mapping[str, Scale]) -> list[Dimension]:
        """Return the dimensions, the main one first, in which all parents agree.

        Args:
            stated: the scale that the policy itself states for a dimension, by id.
        """
        found: dict[str, Dimension] = {}
        for parent in self.parents:
            if parent.main.id != self.parents[0].main.id:
                self.faults.add(_EXTENDS, "what is extended together has the same main dimension")
            for dimension in parent.dimensions:
                scale = stated.get(dimension.id, dimension.scale)
                here = Dimension(id=dimension.id, scale=scale)
                if found.setdefault(dimension.id, here) != here:
                    message = (
                        f"the dimension {dimension.id} has two scales in what is extended; "
                        "state here one that maps to both"
                    )
                    self.faults.add(_EXTENDS, message)
        return list(found.values())

    def on(self, dimensions: Iterable[Dimension]) -> Layers:
        """Return the same, each parent's rules lifted to the scales of `dimensions`."""
        scales = {dimension.id: dimension.scale for dimension in dimensions}
        return Layers(tuple(lifted(parent, scales) for parent in self.parents), self.faults)

    @cached_property
    def all_rules(self) -> tuple[Rule, ...]:
        """Every rule of every parent, scoped to what that parent applies to."""
        return tuple(scoped for parent in self.parents for scoped in _scoped(parent))

    def rules(self, replaced: Container[str]) -> dict[str, Rule]:
        """Return the rules that stay, by id; two that differ under one id are a fault."""
        found: dict[str, Rule] = {}
        for rule in self.all_rules:
            if rule.id in replaced:
                continue
            other = found.setdefault(rule.id, rule)
            if other != rule:
                self.faults.add(_EXTENDS, f"{conflict(other, rule)}; state here which replaces it")
        return found

    def essential(self) -> frozenset[str]:
        """Return what any parent calls essential."""
        return frozenset[str]().union(*(parent.essential for parent in self.parents))

    def assumptions(self) -> frozenset[str]:
        """Return the facts whose silence any parent turns into unknown."""
        return frozenset[str]().union(*(parent.assumptions for parent in self.parents))

    def not_encoded(self) -> tuple[NotEncoded, ...]:
        """Return what the parents do not encode."""
        return tuple(dict.fromkeys(entry for p in self.parents for entry in p.not_encoded))

    def accepted(self) -> tuple[Accepted, ...]:
        """Return what the parents accept of what an analysis finds in them."""
        return tuple(dict.fromkeys(entry for p in self.parents for entry in p.accepted))


def _convention(name: str) -> Callable[[Contents], Any]:
    return lambda parent: getattr(parent.conventions, name)


def _scoped(parent: Contents) -> Iterator[Rule]:
    for rule in parent.rules():
        scope = parent.applies_to
        yield rule if scope is None else attrs.evolve(rule, scopes=(*rule.scopes, scope))


def conflict(rule: Rule, other: Rule) -> str:
    """Return the sentence that two rules share an id, with the citations of both."""
    first, second = (f"{r.cite or 'no citation'} ({r.origin})" for r in (rule, other))
    return f"two rules are called {rule.id!r}: {first}; and {second}"
