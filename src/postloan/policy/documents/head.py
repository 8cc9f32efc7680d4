"""The head of a policy document: what it is, its conventions, dimensions, codes, parameters.

It also reads what can stand in any table below it: citations, days in force, conditions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from keyword import iskeyword
from types import MappingProxyType
from typing import Final, cast

import attrs

from postloan.citation import GRADES, Citation, Document, Grade, weakest
from postloan.errors import InvalidCondition, InvalidValue
from postloan.facts.catalogue import Catalogue
from postloan.policy.clauses.contents import Contents
from postloan.policy.clauses.conventions import Conventions
from postloan.policy.clauses.kinds import Dimension, Force
from postloan.policy.clauses.parameters import (
    RANGED,
    UNITS,
    Dated,
    Parameter,
    ParameterUnit,
    read_value,
)
from postloan.policy.clauses.vocabulary import PolicyVocabulary
from postloan.policy.documents.conventions import stated_conventions
from postloan.policy.documents.layers import Layers
from postloan.policy.documents.scan import Path
from postloan.policy.documents.table import Faults, Table
from postloan.rules.condition import Condition
from postloan.scales import SCALES
from postloan.tiers import FIVE_TIER, MAX_LEVELS, Scale, SchemeFault, scheme_faults

__all__ = ["MAIN", "Head"]

MAIN: Final = "classification"
"""Id of the dimension that `scale` in [policy] stands for."""

_WORDS: Final = frozenset(("true", "false", "null", "none", "nan", "min", "max", "known"))
"""Words that mean something else in a condition."""


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
        self.document: Document = _document(table, self.edition)
        self.documents: Mapping[str, Document] = {
            name: _document(inner, inner.text("edition"))
            for name, inner in _closing(top.entries("documents"))
        }
        self.parents: tuple[Contents, ...] = layers.parents
        self.conventions: Conventions = self._conventions()
        self.scales: Mapping[str, Scale] = MappingProxyType(self._scales())
        self.dimensions: tuple[Dimension, ...] = self._dimensions()
        self._check_nonperforming()
        self.layers = layers.on(self.dimensions)
        self.codes: Mapping[str, tuple[str, ...]] = self._codes()
        self.parameters: Mapping[str, Parameter] = self._parameters()

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

    # -- scales

    def _scales(self) -> dict[str, Scale]:
        """Return the scales stated here or in a parent; without one, nothing more is said."""
        before = len(self.faults.found)
        found = self.layers.scales()
        for table in self.top.tables("scale"):
            id = table.id("id")
            if id in SCALES or id in found:
                table.fault("id", f"there is a scale {id!r} already")
            known = {**SCALES, **found}
            name = table.choice("maps_to", tuple(known))
            scale = self._own_scale(table, id, known[name] if name else None)
            if scale is not None:
                found[id] = scale
        if len(self.faults.found) > before:
            self.faults.stop()
        return found

    def _own_scale(self, table: Table, id: str, coarser: Scale | None) -> Scale | None:
        before = len(self.faults.found)
        cite = self.cite(table)
        levels = table.tables("levels")
        ids = [self._level_id(level) for level in levels]
        tiers = [level.text("tier") or None for level in levels]
        labels = {name: level.text("label") for name, level in zip(ids, levels, strict=True)}
        labels_zh = {name: level.text("label_zh") for name, level in zip(ids, levels, strict=True)}
        if not 2 <= len(levels) <= MAX_LEVELS:  # noqa: PLR2004
            table.fault("levels" if levels else "", f"a scale has 2 to {MAX_LEVELS} levels")
        for index, level in enumerate(levels):
            if ids[index] in ids[:index]:
                level.fault("id", f"there is a level {ids[index]!r} already")
            level.done()
        title = table.text("title") or table.text("title_zh")
        table.done()
        if len(self.faults.found) == before:
            self._note_scheme(table, levels, scheme_faults(ids, tiers, coarser))
        if len(self.faults.found) > before:
            return None
        return Scale(
            id,
            ids,
            labels,
            labels_zh,
            coarser=coarser,
            maps={name: tier for name, tier in zip(ids, tiers, strict=True) if tier},
            title=title,
            source="" if cite is None else str(cite),
            grade=cite.grade or "" if cite is not None else "",
        )

    def _level_id(self, level: Table) -> str:
        name = level.text("id", required=True)
        if name and not (name.isidentifier() and name.isascii()):
            level.fault("id", f"a level is named by ASCII letters, digits and _; got {name!r}")
        elif iskeyword(name) or name in _WORDS or name in self.catalogue:
            level.fault("id", f"{name} means something else in a condition")
        return name

    @staticmethod
    def _note_scheme(table: Table, levels: Sequence[Table], faults: Iterable[SchemeFault]) -> None:
        for fault in faults:
            if fault.index is None:
                key = "maps_to" if fault.field == "coarser" else "levels"
                table.fault(key, f"{key} must be {fault.allowed}", at_value=False)
                continue
            level = levels[fault.index]
            key = fault.field if level.has(fault.field) else ""
            level.fault(key, f"{fault.field} must be {fault.allowed}", at_value=bool(key))

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

    # -- parameters

    def _parameters(self) -> Mapping[str, Parameter]:
        entries = self.top.entries("parameters")
        decided = {id for id, table in entries if table.has("value") or table.has("values")}
        found = self.layers.by_name("the parameter", lambda parent: parent.parameters, decided)
        for id in sorted(self._levels().intersection(found)):
            message = f"{id} is a level, and a parameter of {found[id].origin}"
            self.faults.add(("policy", "scale"), message, at_value=True)
        for id, table in _closing(entries):
            found[id] = self._parameter(id, table, found.get(id))
        return MappingProxyType(found)

    def _parameter(self, id: str, table: Table, inherited: Parameter | None) -> Parameter:
        unit = table.choice("unit", UNITS, required=inherited is None)
        if inherited is None:
            self._check_name(id, table)
        elif unit not in (None, inherited.unit):
            table.fault("unit", f"its unit in {inherited.origin} is {inherited.unit}")
        unit = inherited.unit if inherited else unit or "number"
        if unit == "money" and self.conventions.currency is None:
            table.fault("unit", "an amount of money needs a currency in [conventions]")
        least, most = self._range(table, id, unit, inherited)
        own = Parameter(
            id=id,
            unit=unit,
            least=least,
            most=most,
            required=table.flag("required"),
            cite=self.cite(table),
            title=table.text("title"),
            title_zh=table.text("title_zh"),
            covers=table.texts("covers"),
            values=self._values(table, id, unit),
            origin=self.origin,
        )
        self._check_values(table, own)
        if inherited is not None:
            return attrs.evolve(
                inherited,
                required=own.required or inherited.required,
                cite=own.cite or inherited.cite,
                title=own.title or inherited.title,
                title_zh=own.title_zh or inherited.title_zh,
                covers=own.covers or inherited.covers,
                values=own.values or inherited.values,
            )
        if not (table.has("value") or table.has("values") or own.required):
            table.fault(
                "",
                "a parameter has a value, dated values, or "
                "required = true where its source leaves it blank",
                at_value=False,
            )
        return own

    def _range(
        self, table: Table, id: str, unit: ParameterUnit, inherited: Parameter | None
    ) -> tuple[Decimal | None, Decimal | None]:
        """Return the least and the most that a parameter states for itself, or inherits."""
        stated = [key for key in ("least", "most") if table.has(key)]
        if inherited is not None:
            for key in stated:
                table.fault(key, f"its range stands in {inherited.origin}")
            return inherited.least, inherited.most
        ends = {key: self._value(table, id, unit, key) for key in stated}
        if stated and unit not in RANGED:
            table.fault(stated[0], f"{unit} has no {stated[0]}")
            return None, None
        numbers = {k: Decimal(cast("Decimal", end.value)) for k, end in ends.items() if end}
        least, most = numbers.get("least"), numbers.get("most")
        if least is not None and most is not None and least > most:
            table.fault("most", "most must not be below least")
        return least, most

    @staticmethod
    def _check_values(table: Table, own: Parameter) -> None:
        for dated in own.values:
            try:
                own.checked(dated.value)
            except InvalidValue as error:
                key = "value" if table.has("value") else "values"
                table.fault(key, f"{own.id} must be {error.allowed}; got {error.value}")

    def _check_name(self, id: str, table: Table) -> None:
        if not id.isidentifier() or iskeyword(id) or id in _WORDS:
            self.faults.add(table.path, f"a parameter is named by an identifier; got {id!r}")
        if id in self.catalogue or id in self._levels():
            self.faults.add(table.path, f"{id} is the name of a fact or a level already")

    def _levels(self) -> frozenset[str]:
        """Return the names of the levels of every scale, the coarser ones' included."""
        return frozenset(name for d in self.dimensions for name in d.scale.names())

    def _values(self, table: Table, id: str, unit: ParameterUnit) -> tuple[Dated, ...]:
        if table.has("value") and table.has("values"):
            table.fault("values", "state value or values, not both", at_value=False)
        dated = [d for inner in table.tables("values") for d in self._dated(inner, id, unit)]
        if table.has("value"):
            value = self._value(table, id, unit)
            return () if value is None else (value,)
        if len({entry.since for entry in dated}) < len(dated):
            table.fault("values", "two values begin on the same day")
        return tuple(sorted(dated, key=lambda entry: cast("date", entry.since)))

    def _dated(self, table: Table, id: str, unit: ParameterUnit) -> Iterator[Dated]:
        value, cite, days = self._value(table, id, unit), self.cite(table), _days(table)
        if days.since is None:
            table.fault("", "from is missing: a dated value has its first day", at_value=False)
        table.done()
        if value is not None and days.since is not None:
            yield attrs.evolve(value, since=days.since, until=days.until, cite=cite)

    def _value(
        self, table: Table, id: str, unit: ParameterUnit, key: str = "value"
    ) -> Dated | None:
        value = table.value(key)
        if value is None:
            table.fault("", "value is missing", at_value=False)
            return None
        try:
            return Dated(
                value=read_value(id, unit, value, self.main.scale, self.conventions.currency)
            )
        except InvalidValue as error:
            table.fault(key, f"{id} must be {error.allowed}; got {error.value}")
            return None

    # -- what can stand in any table

    def cite(self, table: Table) -> Citation | None:
        """Return the citation of a table with the weakest of its grades, or None."""
        grade = self._grade(table)
        if isinstance(table.data.get("cite"), str):
            return Citation(document=self.document, article=table.text("cite"), grade=grade)
        inner = table.table("cite")
        if inner is None:
            return None
        document = inner.choice("document", tuple(self.documents), required=True)
        article = inner.text("article", required=True)
        inner.done()
        cited = self.documents[document] if document else self.document
        return Citation(document=cited, article=article, grade=grade)

    def _grade(self, table: Table) -> Grade | None:
        grades = table.texts("grade")
        for index, grade in enumerate(grades):
            if grade not in GRADES:
                self.faults.add_unknown((*table.path, "grade", index), "grade", grade, GRADES)
        return weakest(grade for grade in grades if grade in GRADES)

    def force(self, table: Table) -> Force:
        """Return the days in force that a table states."""
        inner = table.table("in_force")
        if inner is None:
            return Force()
        days = _days(inner)
        inner.done()
        return days

    def line(self, table: Table) -> int | None:
        """Return the line on which a table begins."""
        place = self.faults.places.nearest(table.path)
        return place.line if place else None

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


def _document(table: Table, edition: str) -> Document:
    return Document(
        title=table.text("title", required=True),
        title_zh=table.text("title_zh"),
        issuer=table.text("issuer"),
        number=table.text("number"),
        edition=edition,
    )


def _days(table: Table) -> Force:
    days = Force(since=table.day("from"), until=table.day("until"))
    if days.since and days.until and days.until < days.since:
        table.fault("until", "until must not be before from")
    return days


def _closing(entries: Iterable[tuple[str, Table]]) -> Iterator[tuple[str, Table]]:
    for name, table in entries:
        yield name, table
        table.done()
