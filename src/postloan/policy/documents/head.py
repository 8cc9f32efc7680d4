"""The head of a policy document: what it is, its conventions, scales, codes and parameters.

It also reads what can stand in any table below it: a dimension, conditions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, cast

from postloan.errors import InvalidCondition
from postloan.facts.catalogue import Catalogue
from postloan.policy.clauses.contents import Contents
from postloan.policy.clauses.conventions import Conventions
from postloan.policy.clauses.kinds import Dimension
from postloan.policy.clauses.parameters import Parameter
from postloan.policy.clauses.vocabulary import PolicyVocabulary
from postloan.policy.documents.citing import Citing
from postloan.policy.documents.conventions import stated_conventions
from postloan.policy.documents.layers import Layers
from postloan.policy.documents.parameters import Parameters
from postloan.policy.documents.scales import stated_scales
from postloan.policy.documents.scan import Path
from postloan.policy.documents.table import Faults, Table
from postloan.rules.condition import Condition
from postloan.scales import SCALES
from postloan.tiers import FIVE_TIER, Scale

__all__ = ["MAIN", "Head"]

MAIN: Final = "classification"
"""Id of the dimension that `scale` in [policy] stands for."""


class Head:
    """The head of one document, with what it takes over from its parents."""

    def __init__(
        self, top: Table, table: Table, faults: Faults, catalogue: Catalogue, layers: Layers
    ) -> None:
        self.top: Table = top
        self.table: Table = table
        self.faults: Faults = faults
        self.catalogue: Catalogue = catalogue
        self.layers: Layers = layers
        self.id: str = table.id("id")
        self.edition: str = table.id("edition")
        self.origin: str = f"{self.id}@{self.edition}"
        self.citing: Citing = Citing(top, table, self.edition)
        self.parents: tuple[Contents, ...] = layers.parents
        self.conventions: Conventions = self._conventions()
        self.scales: Mapping[str, Scale] = stated_scales(top, self.citing, catalogue, layers)
        self.dimensions: tuple[Dimension, ...] = self._dimensions()
        self._check_nonperforming()
        self.layers = layers.on(self.dimensions)
        self.codes: Mapping[str, tuple[str, ...]] = self._codes()
        self.parameters: Mapping[str, Parameter] = Parameters(
            top=top,
            citing=self.citing,
            catalogue=catalogue,
            layers=self.layers,
            dimensions=self.dimensions,
            currency=self.conventions.currency,
            origin=self.origin,
        ).all()

    @property
    def main(self) -> Dimension:
        """The dimension that rules speak of unless they name another."""
        return self.dimensions[0]

    # -- what stands in the head itself

    def _conventions(self) -> Conventions:
        table = self.top.table("conventions")
        own = Conventions() if table is None else stated_conventions(table)
        return self.layers.conventions(own)

    def _check_nonperforming(self) -> None:
        conventions, scale = self.conventions, self.main.scale
        level, names = conventions.nonperforming, scale.names()
        if level is not None and level not in names:
            self.faults.add_unknown(("conventions", "nonperforming"), "level", level, names)
        observation = conventions.observation
        needed = observation is not None and observation.begins == "nonperforming"
        if level is None and (needed or conventions.forbearance) and not scale.refines(FIVE_TIER):
            message = f"state nonperforming, the best of the non-performing levels of {scale.id}"
            self.faults.add(("conventions",), message)

    def _dimensions(self) -> tuple[Dimension, ...]:
        stated: dict[str, Scale] = {}
        if self.table.has("scale"):
            main = self.parents[0].main.id if self.parents else MAIN
            stated[main] = self._scale(self.table, main)
        for table in self.top.tables("dimension"):
            id = table.id("id")
            scale = self._scale(table, id)
            if "." in id:
                table.fault("id", "a dimension's id has no dot; facts are named behind one")
            if id in stated or scale in self.layers.scales_of(id).values():
                table.fault("id", f"there is a dimension {id!r} already")
            stated[id] = scale
            table.done()
        found = {dimension.id: dimension for dimension in self.layers.dimensions(stated)}
        own = (Dimension(id=id, scale=scale) for id, scale in stated.items() if id not in found)
        return (*found.values(), *own) or (Dimension(id=MAIN, scale=FIVE_TIER),)

    def _scale(self, table: Table, dimension: str) -> Scale:
        """Return the scale that a table states for a dimension; one inherited may get finer."""
        known = {**SCALES, **self.scales}
        name = table.choice("scale", tuple(known), required=True)
        inherited = self.layers.scales_of(dimension)
        scale = known[name] if name else next(iter(inherited.values()), FIVE_TIER)
        for origin, coarser in inherited.items():
            if name and not scale.refines(coarser):
                table.fault(
                    "scale",
                    f"the scale must be {coarser.id}, that of {origin}, or one that maps to it",
                )
        return scale

    def _codes(self) -> Mapping[str, tuple[str, ...]]:
        table = self.top.table("codes")
        own = () if table is None else tuple(table.data)
        found = self.layers.by_name("the codes of", lambda parent: parent.codes, own)
        open_facts = [name for name, fact in self.catalogue.items() if fact.kind == "code"]
        for name in own:
            found[name] = cast("Table", table).texts(name)
            if name not in open_facts:
                self.faults.add_unknown(("codes", name), "open fact", name, open_facts)
            if cast("Table", table).data[name] == []:
                self.faults.add(("codes", name), "at least one code is listed")
        return MappingProxyType(found)

    # -- what can stand in any table

    def stated(self, table: str, key: str) -> Iterator[str]:
        """Yield what the tables of a kind state at `key`; faults are left to their own reading."""
        tables = self.top.data.get(table)
        for entry in tables if isinstance(tables, list) else ():
            if isinstance(entry, dict) and isinstance(entry.get(key), str):
                yield entry[key]

    def dimension(self, table: Table) -> Dimension:
        """Return the dimension that a rule names, or the main one."""
        ids = tuple(dimension.id for dimension in self.dimensions)
        id = table.choice("dimension", ids)
        return self.dimensions[ids.index(id)] if id else self.main

    def vocabulary(self, dimension: Dimension) -> PolicyVocabulary:
        """Return what the conditions of a dimension may name."""
        return PolicyVocabulary(
            catalogue=self.catalogue,
            parameters=self.parameters,
            codes=self.codes,
            dimension=dimension,
            main=self.main,
            currency=self.conventions.currency,
        )

    def condition(
        self,
        table: Table,
        key: str,
        dimension: Dimension,
        *,
        after: bool = False,
        known: bool = False,
    ) -> Condition | None:
        """Return the condition at `key`, or None where there is none or it has a fault.

        Args:
            table: where it stands.
            key: its key.
            dimension: the dimension it speaks of.
            after: whether it is asked after the tier is decided, and may read it.
            known: whether it may ask whether a fact is known.
        """
        text = table.text(key)
        if not text:
            return None
        path = (*table.path, key)
        try:
            condition = Condition.read(text, self.vocabulary(dimension), known_allowed=known)
        except InvalidCondition as error:
            self.faults.add_condition(path, error)
            return None
        if not after:
            self.check_decided_on(path, condition.facts)
        return condition

    def check_decided_on(self, path: Path, facts: Iterable[str]) -> None:
        """Note a fault for each fact that is an outcome: nothing is decided on those."""
        for key in facts:
            name = key.rpartition(".")[2]
            if self.catalogue[name].source == "outcome":
                self.faults.add(
                    path,
                    f"{name} is what the policy decides; only inspections, duties and "
                    "provisions see it (previous_tier is the last one on record)",
                    at_value=True,
                )

    def essential(self) -> frozenset[str]:
        """Return the facts without which no tier is stated, the parents' included."""
        names = self.table.texts("essential")
        for index, name in enumerate(names):
            path = ("policy", "essential", index)
            if name in self.catalogue:
                self.check_decided_on(path, (name,))
            else:
                self.faults.add_unknown(path, "fact", name, self.catalogue)
        return self.layers.essential().union(names)

    def assumptions(self) -> frozenset[str]:
        """Return the facts whose silence the policy turns into unknown."""
        table = self.top.table("assumptions")
        names: Sequence[str] = () if table is None else tuple(table.data)
        for name in names:
            if cast("Table", table).text(name) != "unknown":
                cast("Table", table).fault(name, 'an assumption can only be turned into "unknown"')
            if name not in self.catalogue:
                self.faults.add_unknown(("assumptions", name), "fact", name, self.catalogue)
        return self.layers.assumptions().union(names)
