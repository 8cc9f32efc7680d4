"""Reading `[parameters]`: figures with a unit, dated or not, laid over those of the parents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from keyword import iskeyword
from types import MappingProxyType
from typing import cast

import attrs

from postloan.errors import InvalidValue
from postloan.facts.catalogue import Catalogue
from postloan.policy.clauses.kinds import Dimension
from postloan.policy.clauses.parameters import (
    RANGED,
    UNITS,
    Dated,
    Parameter,
    ParameterUnit,
    read_value,
)
from postloan.policy.clauses.vocabulary import RESERVED
from postloan.policy.documents.citing import Citing, closing, stated_days
from postloan.policy.documents.layers import Layers
from postloan.policy.documents.table import Table

__all__ = ["Parameters"]


@attrs.frozen(kw_only=True)
class Parameters:
    """Reads the parameters of one document."""

    top: Table
    citing: Citing
    catalogue: Catalogue
    layers: Layers
    dimensions: tuple[Dimension, ...]
    """Whose levels no parameter is named like; the main one's are values of tier parameters."""
    currency: str | None
    """Of parameters that are money; None allows none."""
    origin: str
    """The policy and edition that state them."""

    def all(self) -> Mapping[str, Parameter]:
        """Return the parameters stated here or in a parent, by id."""
        entries = self.top.entries("parameters")
        decided = {id for id, table in entries if table.has("value") or table.has("values")}
        found = self.layers.by_name("the parameter", lambda parent: parent.parameters, decided)
        for id in sorted(self._levels().intersection(found)):
            message = f"{id} is a level, and a parameter of {found[id].origin}"
            self.layers.faults.add(("policy", "scale"), message, at_value=True)
        for id, table in closing(entries):
            found[id] = self._one(id, table, found.get(id))
        return MappingProxyType(found)

    def _one(self, id: str, table: Table, inherited: Parameter | None) -> Parameter:
        unit = table.choice("unit", UNITS, required=inherited is None)
        if inherited is None:
            self._check_name(id, table)
        elif unit not in (None, inherited.unit):
            table.fault("unit", f"its unit in {inherited.origin} is {inherited.unit}")
        unit = inherited.unit if inherited else unit or "number"
        if unit == "money" and self.currency is None:
            table.fault("unit", "an amount of money needs a currency in [conventions]")
        least, most = self._range(table, id, unit, inherited)
        own = Parameter(
            id=id,
            unit=unit,
            least=least,
            most=most,
            required=table.flag("required"),
            cite=self.citing.cite(table),
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
        if not id.isidentifier() or iskeyword(id) or id in RESERVED:
            self.layers.faults.add(table.path, f"a parameter is named by an identifier; got {id!r}")
        if id in self.catalogue or id in self._levels():
            self.layers.faults.add(table.path, f"{id} is the name of a fact or a level already")

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
        value, cite, days = (
            self._value(table, id, unit),
            self.citing.cite(table),
            stated_days(table),
        )
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
            return Dated(value=read_value(id, unit, value, self.dimensions[0].scale, self.currency))
        except InvalidValue as error:
            table.fault(key, f"{id} must be {error.allowed}; got {error.value}")
            return None
