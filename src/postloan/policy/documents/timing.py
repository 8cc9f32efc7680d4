"""Reading when an inspection or a duty falls due: `every`, `within`, `once_per` and `due`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

import attrs

from postloan.calendars.recurrence import Recurrence
from postloan.dates import CALENDAR_UNITS
from postloan.errors import InvalidValue
from postloan.facts.catalogue import Catalogue
from postloan.policy.clauses.parameters import Parameter
from postloan.policy.clauses.timing import Anchor, Due, Every, Length, OncePer, Timing, Within
from postloan.policy.documents.table import Table

__all__ = ["Deadlines"]

P = TypeVar("P", Length, Anchor, Due | OncePer)

_MOST_TIMES = 31
_GOES_WITH = {"after": ("every", "within"), "times": ("once_per",)}


@attrs.frozen(kw_only=True)
class Deadlines:
    """Reads times, and checks that what they name is there."""

    parameters: Mapping[str, Parameter]
    catalogue: Catalogue
    signals: frozenset[str]
    """Ids of the signals there are."""
    kinds: frozenset[str]
    """Kinds of inspection there are."""

    def read(self, table: Table) -> Timing:
        """Return the time that `table` states; a stand-in where it has a fault."""
        stated = [key for key in ("every", "within", "once_per", "due") if table.has(key)]
        if len(stated) != 1:
            table.fault(
                "", "a time is stated by one of every, within, once_per and due", at_value=False
            )
        for key, owners in _GOES_WITH.items():
            if table.has(key) and not set(stated) & set(owners):
                table.fault(key, f"{key} goes with {' or '.join(owners)} only", at_value=False)
        if table.has("within") and not table.has("after"):
            table.fault(
                "within", "within goes with after, the anchor it counts from", at_value=False
            )
        every, within = self._length(table, "every"), self._length(table, "within")
        if every is not None and every.period is not None and not every.period.count:
            table.fault("every", f"every must be longer than nothing; got {every}")
        after = self._anchor(table) or Anchor(kind="disbursed")
        unit = table.choice("once_per", CALENDAR_UNITS)
        times = table.integer("times", 1, _MOST_TIMES, 1)
        due = self._due(table)
        if every is not None:
            return Every(length=every, after=after)
        if within is not None:
            return Within(length=within, after=after)
        if due is not None:
            return due
        return OncePer(recurrence=Recurrence.by_last_day(unit or "quarter"), times=times)

    def _length(self, table: Table, key: str) -> Length | None:
        length = _parsed(table, key, Length.parse)
        self._check_length(table, key, length)
        return length

    def _anchor(self, table: Table) -> Anchor | None:
        anchor = _parsed(table, "after", Anchor.parse)
        self._check_anchor(table, "after", anchor)
        return anchor

    def _due(self, table: Table) -> Due | OncePer | None:
        due = _parsed(table, "due", _due)
        if isinstance(due, Due):
            self._check_length(table, "due", due.length)
            self._check_anchor(table, "due", due.anchor)
        return due

    def _check_length(self, table: Table, key: str, length: Length | None) -> None:
        if length is None or length.parameter is None:
            return
        periods = [p.id for p in self.parameters.values() if p.unit == "period"]
        if length.parameter not in periods:
            path = (*table.path, key)
            table.faults.add_unknown(path, "period parameter", length.parameter, periods)

    def _check_anchor(self, table: Table, key: str, anchor: Anchor | None) -> None:
        if anchor is None or not anchor.name:
            return
        what, names = {
            "signal": ("signal", self.signals),
            "inspected": ("kind of inspection", self.kinds),
            "evidence": (
                "fact that evidence gives",
                frozenset(
                    n for n, fact in self.catalogue.items() if fact.source in ("evidence", "either")
                ),
            ),
        }[anchor.kind]
        if anchor.name not in names:
            table.faults.add_unknown((*table.path, key), what, anchor.name, names)


def _due(text: str) -> Due | OncePer:
    if text.startswith("each "):
        return OncePer(recurrence=Recurrence.parse(text))
    return Due.parse(text)


def _parsed(table: Table, key: str, parse: Callable[[str], P]) -> P | None:
    text = table.text(key)
    if not text:
        return None
    try:
        return parse(text)
    except InvalidValue as error:
        table.fault(key, f"{key} must be {error.allowed}; got {error.value}")
        return None
