"""The rules of a policy document, kind by kind, laid over those of its parents."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypedDict, TypeVar

from postloan.calendars.dated import ROLLS
from postloan.citation import Citation
from postloan.errors import meant, shown
from postloan.model.records import CHANNELS, Channel
from postloan.policy.clauses.kinds import (
    DUTY_LEVELS,
    MODES,
    OCCASIONS,
    SEVERITIES,
    UNKNOWN_MODES,
    Base,
    BaseRow,
    Dimension,
    DutyRule,
    FactLevel,
    FixedLevel,
    Floor,
    Force,
    InspectionRule,
    Level,
    NotchLevel,
    Rule,
    SignalRule,
)
from postloan.policy.clauses.provisions import PROVISION_KINDS, PROVISION_LEVELS, ProvisionRule
from postloan.policy.clauses.timing import anchor_of
from postloan.policy.documents.citing import stated_force
from postloan.policy.documents.head import Head
from postloan.policy.documents.layers import conflict
from postloan.policy.documents.provisions import read_amount, read_rate
from postloan.policy.documents.table import Table
from postloan.policy.documents.timing import Deadlines
from postloan.policy.documents.totality import base_fault
from postloan.rules.steps import Steps
from postloan.rules.tree import asks_known

__all__ = ["RULE_TABLES", "Clauses", "awaited_signal"]

R = TypeVar("R", bound=Rule)

RULE_TABLES: Final = ("base", "floor", "signal", "inspection", "duty", "provision")
"""Keys of the arrays of tables that state rules."""

_NOTCH = re.compile(r"base \+ ([1-9][0-9]?)")


class _Common(TypedDict):
    id: str
    origin: str
    dimension: str
    cite: Citation | None
    title: str
    title_zh: str
    in_force: Force
    replaces: str
    reason: str
    covers: tuple[str, ...]
    line: int | None


class Clauses:
    """Reads every rule of a document and lays it over those of its parents."""

    def __init__(self, head: Head) -> None:
        self._head = head
        self._faults = head.faults
        self._steps = Steps()  # shared by all bases: that they are many must not make it long
        self._own: dict[str, Rule] = {}
        self._waiting: list[tuple[str, Table]] = []
        self._replaced = {id for kind in RULE_TABLES for id in head.stated(kind, "replaces")}
        self._inherited = head.layers.rules(self._replaced)
        inherited = self._inherited.values()
        self._kinds = frozenset(r.kind for r in inherited if isinstance(r, InspectionRule)).union(
            head.stated("inspection", "kind")
        )
        self._deadlines = Deadlines(
            parameters=head.parameters,
            catalogue=head.catalogue,
            signals=frozenset(r.id for r in inherited if isinstance(r, SignalRule)).union(
                head.stated("signal", "id")
            ),
            kinds=self._kinds,
        )
        self.signals: tuple[SignalRule, ...] = self._layered("signal", SignalRule, self._signal)
        self.bases: tuple[Base, ...] = self._layered("base", Base, self._base)
        self.floors: tuple[Floor, ...] = self._layered("floor", Floor, self._floor)
        self.inspections: tuple[InspectionRule, ...] = self._layered(
            "inspection", InspectionRule, self._inspection
        )
        self.duties: tuple[DutyRule, ...] = self._layered("duty", DutyRule, self._duty)
        self.provisions: tuple[ProvisionRule, ...] = self._layered(
            "provision", ProvisionRule, self._provision
        )
        self._check_signal_floors()
        self._check_inherited()
        self._check_bases()

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all rules, inherited ones included."""
        return frozenset(self._own).union(self._inherited)

    @property
    def timed(self) -> tuple[InspectionRule | DutyRule, ...]:
        """The rules that ask for something by a day, inherited ones included."""
        return (*self.inspections, *self.duties)

    # -- layering

    def _layered(
        self, key: str, kind: type[R], read: Callable[[Table, Dimension], R]
    ) -> tuple[R, ...]:
        """Return the inherited rules of a kind that stay, then its own."""
        inherited = [rule for rule in self._inherited.values() if isinstance(rule, kind)]
        replaceable = [rule.id for rule in self._head.layers.all_rules if isinstance(rule, kind)]
        own = []
        for table in self._head.top.tables(key):
            rule = read(table, self._head.dimension(table))
            self._claim(rule, table, replaceable)
            own.append(rule)
        return (*inherited, *own)

    def _claim(self, rule: Rule, table: Table, replaceable: Iterable[str]) -> None:
        """Note `rule` under its id; a fault where the id is taken, or it replaces nothing."""
        if rule.replaces and rule.replaces not in replaceable:
            path = (*table.path, "replaces")
            what = "inherited rule of this kind"
            self._faults.add_unknown(path, what, rule.replaces, replaceable)
        elif rule.replaces and not rule.reason:
            table.fault("replaces", "a rule that replaces another gives its reason", at_value=False)
        elif rule.reason and not rule.replaces:
            table.fault("reason", "reason goes with replaces", at_value=False)
        other = self._own.get(rule.id) or self._inherited.get(rule.id)
        if other is not None and rule.id:
            table.fault(
                "id",
                f"{conflict(other, rule)}; give one another id, or state replaces and reason",
            )
        self._own[rule.id] = rule
        table.done()

    def _common(self, table: Table, dimension: Dimension) -> _Common:
        return _Common(
            id=table.id("id"),
            origin=self._head.origin,
            dimension=dimension.id,
            cite=self._head.citing.cite(table),
            title=table.text("title"),
            title_zh=table.text("title_zh"),
            in_force=stated_force(table),
            replaces=table.text("replaces"),
            reason=table.text("reason"),
            covers=table.texts("covers"),
            line=table.line,
        )

    # -- the kinds of rules

    def _base(self, table: Table, dimension: Dimension) -> Base:
        before = len(self._faults.found)
        rows = tuple(row for inner in table.tables("rows") for row in self._row(inner, dimension))
        if not table.data.get("rows"):
            table.fault("", "rows is missing: a base has at least one row", at_value=False)
        base = Base(**self._common(table, dimension), rows=rows)
        if len(self._faults.found) == before and (
            fault := base_fault(base, self._head.catalogue, dimension.scale, self._steps)
        ):
            table.fault("rows", f"exactly one row must hold, but {fault}", at_value=False)
        return base

    def _row(self, table: Table, dimension: Dimension) -> Iterator[BaseRow]:
        when = self._head.condition(table, "when", dimension)
        if not table.has("when"):
            table.fault("", "when is missing", at_value=False)
        tier = table.choice("tier", dimension.scale.names(), required=True)
        table.done()
        if when is not None and tier is not None:
            yield BaseRow(when=when, tier=dimension.scale.level(tier))

    def _floor(self, table: Table, dimension: Dimension) -> Floor:
        if table.has("signal") == table.has("when"):
            table.fault("", "a floor has either when or signal", at_value=False)
        signal = table.text("signal") or None
        if signal is not None:
            self._waiting.append((signal, table))
        return Floor(
            **self._common(table, dimension),
            when=self._head.condition(table, "when", dimension),
            level=self._level(table, dimension),
            signal=signal,
            hard=table.flag("hard"),
            unknown=table.choice("unknown", UNKNOWN_MODES),
        )

    def _level(self, table: Table, dimension: Dimension) -> Level:
        scale = dimension.scale
        text = table.text("at_least", required=True)
        if text in scale.names():
            return FixedLevel(scale.level(text))
        if match := _NOTCH.fullmatch(text):
            return NotchLevel(int(match[1]))
        term = self._head.vocabulary(dimension).term(text)
        if term is not None and term.kind == "tier" and term.scale == scale.id:
            if term.role == "fact":
                self._head.check_decided_on((*table.path, "at_least"), (term.key,))
            return FactLevel(term.key)
        if text:
            tiers = scale.names()
            facts = [n for n, fact in self._head.catalogue.items() if fact.kind == "tier"]
            table.fault(
                "at_least",
                f"{shown(text)} is not a level of {scale.id} ({', '.join(tiers)}), "
                f'a tier fact, or "base + 1"{meant(text, (*tiers, *facts), listed=False)}',
            )
        return FixedLevel(scale.best)

    def _signal(self, table: Table, dimension: Dimension) -> SignalRule:
        return SignalRule(
            **self._common(table, dimension),
            when=self._head.condition(table, "when", dimension, known=True),
            severity=table.choice("severity", SEVERITIES) or "medium",
            respond=table.texts("respond"),
        )

    def _inspection(self, table: Table, dimension: Dimension) -> InspectionRule:
        return InspectionRule(
            **self._common(table, dimension),
            when=self._head.condition(table, "when", dimension, after=True, known=True),
            kind=table.id("kind"),
            timing=self._deadlines.read(table),
            roll=table.choice("roll", ROLLS),
            mode=table.choice("mode", MODES),
            role=table.text("role"),
            template=table.text("template"),
            other_than=self._other_than(table),
            after_end=table.flag("after_end"),
            occasion=table.choice("occasion", OCCASIONS),
            channels=self._channels(table),
            other_institution=table.flag("other_institution"),
            outsourced=table.flag("outsourced"),
        )

    def _duty(self, table: Table, dimension: Dimension) -> DutyRule:
        return DutyRule(
            **self._common(table, dimension),
            when=self._head.condition(table, "when", dimension, after=True, known=True),
            kind=table.id("kind"),
            timing=self._deadlines.read(table),
            roll=table.choice("roll", ROLLS),
            level=table.choice("level", DUTY_LEVELS) or "loan",
            role=table.text("role"),
            template=table.text("template"),
            other_than=self._other_than(table),
            after_end=table.flag("after_end"),
        )

    def _other_than(self, table: Table) -> str:
        kind = table.text("other_than")
        if kind and kind not in self._kinds:
            path = (*table.path, "other_than")
            self._faults.add_unknown(path, "kind of inspection", kind, self._kinds)
        return kind

    def _channels(self, table: Table) -> tuple[Channel, ...]:
        stated = table.texts("channels")
        for index, channel in enumerate(stated):
            if channel not in CHANNELS:
                path = (*table.path, "channels", index)
                self._faults.add_unknown(path, "channel", channel, CHANNELS)
        return tuple(channel for channel in CHANNELS if channel in stated)

    def _provision(self, table: Table, dimension: Dimension) -> ProvisionRule:
        kind = table.choice("kind", PROVISION_KINDS, required=True)
        level = table.choice("level", PROVISION_LEVELS) or "loan"
        if kind == "total" and level == "loan":
            table.fault("kind", "total is asked of a portfolio: a loan's provisions are added up")
        rule = ProvisionRule(
            **self._common(table, dimension),
            when=self._head.condition(table, "when", dimension, after=True),
            kind=kind or "specific",
            of=read_amount(table, self._head, dimension),
            rate=read_rate(table, self._head, dimension),
            level=level,
        )
        if level == "portfolio" and rule.reads_outcome:
            table.fault("when", "a portfolio has no tier")
        return rule

    # -- what can be checked when all are there

    def _check_signal_floors(self) -> None:
        by_id = {signal.id: signal for signal in self.signals}
        for id, table in self._waiting:
            path = (*table.path, "signal")
            signal = by_id.get(id)
            if signal is None:
                self._faults.add_unknown(path, "signal", id, by_id)
            elif any(asks_known(condition.tree) for condition in signal.conditions):
                self._faults.add(
                    path,
                    f"the signal {id} asks known(), and a tier must not reward ignorance",
                    at_value=True,
                )

    def _check_inherited(self) -> None:
        """Note what inherited rules wait for and a replacement has taken away or spoilt."""
        by_id = {signal.id: signal for signal in self.signals}
        for rule in self._inherited.values():
            id = awaited_signal(rule)
            if id and id not in by_id:
                self._faults.add(
                    ("policy", "extends"),
                    f"the inherited rule {rule.id} waits for the signal {id}, which is "
                    "replaced; keep its id, or replace that rule too",
                )
            elif (
                id
                and isinstance(rule, Floor)
                and any(asks_known(condition.tree) for condition in by_id[id].conditions)
            ):
                self._faults.add(
                    ("policy", "extends"),
                    f"the inherited floor {rule.id} waits for the signal {id}, which now asks "
                    "known(), and a tier must not reward ignorance",
                )

    def _check_bases(self) -> None:
        first: dict[str, Base] = {}
        for base in self.bases:
            other = first.setdefault(base.dimension, base)
            if other is not base:
                self._faults.add(
                    ("base",),
                    f"{base.dimension} has two base tables, {other.id} and {base.id}; "
                    "one may stand",
                )


def awaited_signal(rule: Rule) -> str | None:
    """Return the id of the signal that a rule waits for, or None."""
    if isinstance(rule, Floor):
        return rule.signal
    if isinstance(rule, InspectionRule | DutyRule):
        anchor = anchor_of(rule.timing)
        return anchor.name if anchor is not None and anchor.kind == "signal" else None
    return None
