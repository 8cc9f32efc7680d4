"""From a TOML text to the contents of a policy: every fault is found, then all are raised."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final, Literal, TypeVar, cast

import attrs

from postloan.citation import GRADES, Citation, Document, Grade, weakest
from postloan.dates import CALENDAR_UNITS, DAY_ONE
from postloan.errors import InvalidCondition, InvalidValue, nearest
from postloan.facts.catalogue import Catalogue
from postloan.policy.contents import Contents, Conventions
from postloan.policy.kinds import (
    APPLIES_BY,
    DUTY_LEVELS,
    MODES,
    SEVERITIES,
    UNKNOWN_MODES,
    Base,
    BaseRow,
    Dimension,
    DutyRule,
    Example,
    FactLevel,
    FixedLevel,
    Floor,
    Force,
    InspectionRule,
    Level,
    NotchLevel,
    NotEncoded,
    Rule,
    SignalRule,
)
from postloan.policy.parameters import UNITS, Dated, Parameter, ParameterUnit, read_value
from postloan.policy.table import Faults, Table, read_toml
from postloan.policy.timing import Anchor, Due, Every, Length, OncePer, Timing, Within
from postloan.policy.totality import base_fault
from postloan.policy.vocabulary import PolicyVocabulary
from postloan.rules.condition import Condition
from postloan.rules.tree import Call, Node, children
from postloan.tiers import FIVE_TIER, SCALES, Scale

__all__ = ["FORMAT", "MAX_RULES", "Resolver", "build"]

FORMAT: Final = "postloan.policy/1"
MAX_RULES: Final = 2000
"""Rules, examples and parameters that one file may state."""
MAIN: Final = "classification"
"""Id of the dimension that `scale` in [policy] stands for."""
EXPECTED: Final = (
    "applies",
    "at_least",
    "could_be",
    "duties",
    "floors",
    "inspections",
    "possible_signals",
    "signals",
    "tier",
)
"""What an example may expect."""

Resolver = Callable[[str], Contents]
"""Gives the contents of what `extends` names; raises `PostloanError`."""

R = TypeVar("R", bound=Rule)
_NOTCH = re.compile(r"base \+ ([1-9][0-9]?)")
_PARENT_RULES = ("bases", "floors", "signals", "inspections", "duties")


def build(text: str, source: str, catalogue: Catalogue, resolve: Resolver) -> Contents:
    """Return the contents of the policy that `text` states.

    Args:
        text: the TOML document.
        source: its file or name, for messages.
        catalogue: the facts that its conditions may read.
        resolve: finds what it extends.

    Raises:
        InvalidPolicy: with one syntax fault, or with all semantic faults at once.
        PostloanError: whatever `resolve` raises.
    """
    table, faults = read_toml(text, source)
    _check_format(table, faults)
    head = table.table("policy")
    if head is None:
        if not faults.found:
            table.fault("", "the table [policy] is missing", at_value=False)
        faults.stop()
        raise AssertionError  # pragma: no cover -- stop has raised
    return _Builder(table, head, faults, catalogue, resolve).contents()


def _check_format(table: Table, faults: Faults) -> None:
    stated = table.text("format", required=True)
    if stated and stated != FORMAT:
        table.fault("format", f"format must be {FORMAT!r}; got {stated!r}")
    faults.stop()


class _Builder:
    def __init__(
        self, top: Table, head: Table, faults: Faults, catalogue: Catalogue, resolve: Resolver
    ) -> None:
        self.top = top
        self.head = head
        self.faults = faults
        self.catalogue = catalogue
        self.id = head.id("id")
        self.edition = head.id("edition")
        self.origin = f"{self.id}@{self.edition}"
        self.parent = self.extended(resolve)
        self.document = Document(
            title=head.text("title", required=True),
            title_zh=head.text("title_zh"),
            issuer=head.text("issuer"),
            number=head.text("number"),
            edition=self.edition,
        )
        self.documents = {
            name: Document(
                title=table.text("title", required=True),
                title_zh=table.text("title_zh"),
                issuer=table.text("issuer"),
                number=table.text("number"),
                edition=table.text("edition"),
            )
            for name, table in self.closing(top.entries("documents"))
        }
        self.conventions = self.read_conventions()
        self.dimensions = self.read_dimensions()
        self.codes = self.read_codes()
        self.parameters = self.read_parameters()
        self.taken: dict[str, Rule] = {}
        self.replaced: set[str] = set()

    # -- the head

    def extended(self, resolve: Resolver) -> Contents | None:
        references = self.head.texts("extends")
        if len(references) > 1:
            self.head.fault("extends", "several parents cannot be combined yet; name one")
        self.faults.stop()
        return resolve(references[0]) if references else None

    @staticmethod
    def closing(entries: Iterable[tuple[str, Table]]) -> Iterable[tuple[str, Table]]:
        for name, table in entries:
            yield name, table
            table.done()

    def read_conventions(self) -> Conventions:
        table = self.top.table("conventions")
        own = Conventions()
        if table is not None:
            own = Conventions(
                day_one=table.choice("day_one", DAY_ONE),
                allocation=table.choice("allocation", ("oldest_due_first",)),
                calendar=table.text("calendar") or None,
                currency=table.text("currency") or None,
            )
            if own.currency and not re.fullmatch("[A-Z]{3}", own.currency):
                table.fault("currency", 'currency must be three capital letters such as "CNY"')
            table.done()
        if self.parent is None:
            return own
        stated = {name: value for name, value in attrs.asdict(own).items() if value is not None}
        return attrs.evolve(self.parent.conventions, **stated)

    def read_dimensions(self) -> tuple[Dimension, ...]:
        found = list(self.parent.dimensions if self.parent else ())
        if self.head.has("scale"):
            scale = self.scale(self.head)
            if not found:
                found.append(Dimension(id=MAIN, scale=scale))
            elif scale.id != found[0].scale.id:
                self.head.fault(
                    "scale", f"the scale must be that of the policy it extends, {found[0].scale.id}"
                )
        for table in self.top.tables("dimension"):
            dimension = Dimension(id=table.id("id"), scale=self.scale(table))
            if dimension.id in (other.id for other in found):
                table.fault("id", f"there is a dimension {dimension.id!r} already")
            found.append(dimension)
            table.done()
        return tuple(found) or (Dimension(id=MAIN, scale=FIVE_TIER),)

    @staticmethod
    def scale(table: Table) -> Scale:
        name = table.choice("scale", tuple(SCALES), required=True)
        return SCALES[name] if name else FIVE_TIER

    def read_codes(self) -> Mapping[str, tuple[str, ...]]:
        table = self.top.table("codes")
        found = dict(self.parent.codes if self.parent else {})
        for name in table.data if table else ():
            codes = cast("Table", table).texts(name)
            if name not in self.catalogue or self.catalogue[name].kind != "code":
                self.unknown_name(("codes", name), name, "open fact", self.code_facts())
            found[name] = codes
        return MappingProxyType(found)

    def code_facts(self) -> list[str]:
        return [name for name, fact in self.catalogue.items() if fact.kind == "code"]

    def unknown_name(
        self, path: tuple[str | int, ...], name: str, kind: str, names: Iterable[str]
    ) -> None:
        meant = nearest(name, names)
        hint = f"; did you mean {' or '.join(meant)}?" if meant else ""
        self.faults.add(path, f"there is no {kind} {name!r}{hint}", at_value=True)

    # -- parameters

    def read_parameters(self) -> Mapping[str, Parameter]:
        found = dict(self.parent.parameters if self.parent else {})
        for id, table in self.closing(self.top.entries("parameters")):
            inherited = found.get(id)
            if inherited is None and (id in self.catalogue or id in self.dimensions[0].scale):
                self.faults.add(table.path, f"{id} is the name of a fact or a level already")
            unit = table.choice("unit", UNITS, required=inherited is None)
            if inherited and unit and unit != inherited.unit:
                table.fault("unit", f"its unit in {inherited.origin} is {inherited.unit}")
            unit = unit or (inherited.unit if inherited else "number")
            if not id.isidentifier():
                self.faults.add(table.path, f"a parameter is named by an identifier; got {id!r}")
            parameter = Parameter(
                id=id,
                unit=unit,
                required=table.flag("required") or bool(inherited and inherited.required),
                cite=self.cite(table) or (inherited.cite if inherited else None),
                title=table.text("title") or (inherited.title if inherited else ""),
                title_zh=table.text("title_zh") or (inherited.title_zh if inherited else ""),
                values=self.values(table, id, unit) or (inherited.values if inherited else ()),
                origin=inherited.origin if inherited else self.origin,
            )
            if not parameter.values and not parameter.required:
                self.faults.add(
                    table.path,
                    "a parameter has a value, dated values, or "
                    "required = true where its source leaves it blank",
                )
            found[id] = parameter
        return MappingProxyType(found)

    def values(self, table: Table, id: str, unit: ParameterUnit) -> tuple[Dated, ...]:
        if table.has("value") and table.has("values"):
            table.fault("values", "state value or values, not both")
        if table.has("value"):
            value = self.parameter_value(table, id, unit)
            return () if value is None else (value,)
        dated = []
        for inner in table.tables("values"):
            value = self.parameter_value(inner, id, unit)
            since, until = inner.day("from"), inner.day("until")
            if since is None:
                inner.fault("", "from is missing: a dated value has its first day", at_value=False)
            cite = self.cite(inner)
            inner.done()
            if value is not None and since is not None:
                dated.append(attrs.evolve(value, since=since, until=until, cite=cite))
        dated.sort(key=lambda entry: cast("date", entry.since))
        if len({entry.since for entry in dated}) < len(dated):
            table.fault("values", "two values begin on the same day")
        return tuple(dated)

    def parameter_value(self, table: Table, id: str, unit: ParameterUnit) -> Dated | None:
        value = table.value("value")
        if value is None:
            table.fault("", "value is missing", at_value=False)
            return None
        try:
            scale, currency = self.dimensions[0].scale, self.conventions.currency
            return Dated(value=read_value(id, unit, value, scale, currency))
        except InvalidValue as error:
            table.fault("value", f"{id} must be {error.allowed}; got {error.value}")
            return None

    # -- what every rule has

    def cite(self, table: Table) -> Citation | None:
        grades = table.texts("grade")
        for index, grade in enumerate(grades):
            if grade not in GRADES:
                self.faults.add(
                    (*table.path, "grade", index),
                    f"a grade is one of {', '.join(GRADES)}; got {grade!r}",
                    at_value=True,
                )
                return None
        grade = weakest(cast("Sequence[Grade]", grades))
        if isinstance(table.data.get("cite"), str):
            article = table.text("cite")
            return Citation(document=self.document, article=article, grade=grade)
        inner = table.table("cite")
        if inner is None:
            return None
        document = inner.choice("document", tuple(self.documents), required=True)
        article = inner.text("article", required=True)
        inner.done()
        cited = self.documents[document] if document else self.document
        return Citation(document=cited, article=article, grade=grade)

    def force(self, table: Table) -> Force:
        inner = table.table("in_force")
        if inner is None:
            return Force()
        force = Force(since=inner.day("from"), until=inner.day("until"))
        if force.since and force.until and force.until < force.since:
            inner.fault("until", "until must not be before from")
        inner.done()
        return force

    def line(self, table: Table) -> int | None:
        place = self.faults.places.nearest(table.path)
        return place.line if place else None

    def vocabulary(self, dimension: Dimension) -> PolicyVocabulary:
        main = dimension.id == self.dimensions[0].id
        return PolicyVocabulary(
            catalogue=self.catalogue,
            parameters=self.parameters,
            codes=self.codes,
            dimension=dimension,
            prefix="" if main else f"{dimension.id}.",
            currency=self.conventions.currency,
        )

    def condition(
        self,
        table: Table,
        key: str,
        dimension: Dimension,
        *,
        duty: bool = False,
        signal: bool = False,
    ) -> Condition | None:
        text = table.text(key)
        if not text:
            return None
        path = (*table.path, key)
        try:
            vocabulary = self.vocabulary(dimension)
            condition = Condition.read(text, vocabulary, known_allowed=duty or signal)
        except InvalidCondition as error:
            self.faults.add_condition(path, error)
            return None
        for name in condition.facts:
            fact = self.catalogue[name.rpartition(".")[2]]
            if fact.source == "outcome" and not duty:
                self.faults.add(
                    path,
                    f"{fact.name} is what the policy decides; only inspections "
                    "and duties see it (previous_tier is the last one on record)",
                    at_value=True,
                )
        return condition

    def dimension(self, table: Table) -> Dimension:
        ids = tuple(dimension.id for dimension in self.dimensions)
        id = table.choice("dimension", ids)
        return self.dimensions[ids.index(id) if id else 0]

    def claim(self, rule: R, table: Table, inherited: Sequence[Rule]) -> R:
        """Note `rule` under its id, or a fault where the id is taken."""
        replaces, reason = table.text("replaces"), table.text("reason")
        if replaces:
            old = next((other for other in inherited if other.id == replaces), None)
            if old is None:
                self.unknown_name(
                    (*table.path, "replaces"),
                    replaces,
                    "inherited rule of this kind",
                    (other.id for other in inherited),
                )
            elif not reason:
                table.fault(
                    "replaces", "a rule that replaces another gives its reason", at_value=False
                )
            self.replaced.add(replaces)
        other = self.taken.get(rule.id) or next(
            (o for o in self.inherited_rules() if o.id == rule.id and o.id not in self.replaced),
            None,
        )
        if other is not None:
            here, there = rule.cite or self.origin, other.cite or other.origin
            table.fault(
                "id",
                f"two rules are called {rule.id!r}: {there}; and {here}. Give one "
                "another id, or state replaces and reason",
            )
        self.taken[rule.id] = rule
        table.done(("replaces", "reason"))
        return rule

    def inherited_rules(self) -> Iterable[Rule]:
        return self.parent.rules() if self.parent else ()

    def inherited(self, field: str) -> list[Rule]:
        if self.parent is None:
            return []
        rules = cast("tuple[Rule, ...]", getattr(self.parent, field))
        scope = self.parent.applies_to
        if scope is None:
            return list(rules)
        return [attrs.evolve(rule, scopes=(*rule.scopes, scope)) for rule in rules]

    def layered(self, field: str, key: str, read: Callable[[Table, Dimension], R]) -> tuple[R, ...]:
        """Return the inherited rules of a kind, those replaced left out, then its own."""
        inherited = cast("list[R]", self.inherited(field))
        own = [
            self.claim(read(table, self.dimension(table)), table, inherited)
            for table in self.top.tables(key)
        ]
        return (*(rule for rule in inherited if rule.id not in self.replaced), *own)

    # -- the kinds of rules

    def base(self, table: Table, dimension: Dimension) -> Base:
        rows = []
        for inner in table.tables("rows"):
            when = self.condition(inner, "when", dimension)
            if not inner.has("when"):
                inner.fault("", "when is missing", at_value=False)
            tier = inner.choice("tier", tuple(tier.id for tier in dimension.scale), required=True)
            inner.done()
            if when is not None and tier is not None:
                rows.append(BaseRow(when=when, tier=dimension.scale[tier]))
        if not table.has("rows"):
            table.fault("", "rows is missing: a base has at least one row", at_value=False)
        base = Base(
            id=table.id("id"),
            origin=self.origin,
            dimension=dimension.id,
            cite=self.cite(table),
            title=table.text("title"),
            title_zh=table.text("title_zh"),
            in_force=self.force(table),
            rows=tuple(rows),
            line=self.line(table),
        )
        if not self.faults.found and (fault := base_fault(base, self.catalogue, dimension.scale)):
            table.fault("rows", f"exactly one row must hold, but {fault}", at_value=False)
        return base

    def floor(self, table: Table, dimension: Dimension) -> Floor:
        signal = table.text("signal") or None
        if bool(signal) == table.has("when"):
            table.fault("", "a floor has either when or signal", at_value=False)
        return Floor(
            id=table.id("id"),
            origin=self.origin,
            dimension=dimension.id,
            cite=self.cite(table),
            title=table.text("title"),
            title_zh=table.text("title_zh"),
            in_force=self.force(table),
            when=self.condition(table, "when", dimension),
            level=self.level(table, dimension),
            signal=signal,
            hard=table.flag("hard"),
            unknown=table.choice("unknown", UNKNOWN_MODES),
            line=self.line(table),
        )

    def level(self, table: Table, dimension: Dimension) -> Level:
        scale = dimension.scale
        text = table.text("at_least", required=True)
        if text in scale:
            return FixedLevel(scale[text])
        if match := _NOTCH.fullmatch(text):
            return NotchLevel(int(match[1]))
        term = self.vocabulary(dimension).term(text)
        if term is not None and term.kind == "tier":
            if self.catalogue[text].source == "outcome" if text in self.catalogue else False:
                table.fault("at_least", f"{text} is what the policy decides")
            return FactLevel(term.key)
        if text:
            tiers = [tier.id for tier in scale]
            facts = [name for name, fact in self.catalogue.items() if fact.kind == "tier"]
            meant = nearest(text, (*tiers, *facts))
            hint = f"; did you mean {' or '.join(meant)}?" if meant else ""
            table.fault(
                "at_least",
                f"{text!r} is not a level of {scale.id} ({', '.join(tiers)}), "
                f'a tier fact, or "base + 1"{hint}',
            )
        return FixedLevel(scale.best)

    def signal(self, table: Table, dimension: Dimension) -> SignalRule:
        return SignalRule(
            id=table.id("id"),
            origin=self.origin,
            dimension=dimension.id,
            cite=self.cite(table),
            title=table.text("title"),
            title_zh=table.text("title_zh"),
            in_force=self.force(table),
            when=self.condition(table, "when", dimension, signal=True),
            severity=table.choice("severity", SEVERITIES) or "medium",
            respond=table.texts("respond"),
            line=self.line(table),
        )

    def inspection(self, table: Table, dimension: Dimension) -> InspectionRule:
        return InspectionRule(
            id=table.id("id"),
            origin=self.origin,
            dimension=dimension.id,
            cite=self.cite(table),
            title=table.text("title"),
            title_zh=table.text("title_zh"),
            in_force=self.force(table),
            when=self.condition(table, "when", dimension, duty=True),
            kind=table.id("kind"),
            timing=self.timing(table),
            mode=table.choice("mode", MODES),
            role=table.text("role"),
            line=self.line(table),
        )

    def duty(self, table: Table, dimension: Dimension) -> DutyRule:
        return DutyRule(
            id=table.id("id"),
            origin=self.origin,
            dimension=dimension.id,
            cite=self.cite(table),
            title=table.text("title"),
            title_zh=table.text("title_zh"),
            in_force=self.force(table),
            when=self.condition(table, "when", dimension, duty=True),
            kind=table.id("kind"),
            timing=self.timing(table),
            level=table.choice("level", DUTY_LEVELS) or "loan",
            role=table.text("role"),
            line=self.line(table),
        )

    def timing(self, table: Table) -> Timing:
        stated = [key for key in ("every", "within", "once_per", "due") if table.has(key)]
        if len(stated) != 1:
            table.fault(
                "", "a time is stated by one of every, within, once_per and due", at_value=False
            )
        for key, owners in (("after", ("every", "within")), ("times", ("once_per",))):
            if table.has(key) and not set(stated) & set(owners):
                table.fault(key, f"{key} goes with {' or '.join(owners)} only", at_value=False)
        every, within = self.length(table, "every"), self.length(table, "within")
        after = self.anchor(table, "after") or Anchor(kind="disbursed")
        unit = table.choice("once_per", CALENDAR_UNITS)
        times = table.integer("times", 1, 31, 1)
        due = self.due(table)
        if within is not None and not table.has("after"):
            table.fault(
                "within", "within goes with after, the anchor it counts from", at_value=False
            )
        if every is not None:
            return Every(length=every, after=after)
        if within is not None:
            return Within(length=within, after=after)
        return due or OncePer(unit=unit or "quarter", times=times)

    def length(self, table: Table, key: str) -> Length | None:
        text = table.text(key)
        if not text:
            return None
        try:
            length = Length.parse(text)
        except InvalidValue as error:
            table.fault(key, f"{key} must be {error.allowed}, or a period parameter; got {text!r}")
            return None
        self.check_length(table, key, length)
        return length

    def check_length(self, table: Table, key: str, length: Length | None) -> None:
        if length is None or length.parameter is None:
            return
        periods = [p.id for p in self.parameters.values() if p.unit == "period"]
        if length.parameter not in periods:
            self.unknown_name((*table.path, key), length.parameter, "period parameter", periods)

    def anchor(self, table: Table, key: str) -> Anchor | None:
        text = table.text(key)
        if not text:
            return None
        try:
            return self.checked_anchor(table, key, Anchor.parse(text))
        except InvalidValue as error:
            table.fault(key, f"{key} must be {error.allowed}; got {text!r}")
            return None

    def due(self, table: Table) -> Due | None:
        text = table.text("due")
        if not text:
            return None
        try:
            due = Due.parse(text)
        except InvalidValue as error:
            table.fault("due", f"due must be {error.allowed}; got {text!r}")
            return None
        self.check_length(table, "due", due.length)
        self.checked_anchor(table, "due", due.anchor)
        return due

    def checked_anchor(self, table: Table, key: str, anchor: Anchor) -> Anchor:
        path = (*table.path, key)
        if anchor.kind == "signal" and anchor.name not in (names := self.ids("signal")):
            self.unknown_name(path, anchor.name, "signal", names)
        if anchor.kind == "evidence" and anchor.name not in self.catalogue:
            self.unknown_name(path, anchor.name, "fact", self.catalogue)
        if anchor.kind == "inspected" and anchor.name not in (kinds := self.kinds()):
            self.unknown_name(path, anchor.name, "kind of inspection", kinds)
        return anchor

    def ids(self, kind: Literal["signal"]) -> list[str]:
        inherited = self.parent.signals if self.parent else ()
        stated = self.stated(kind, "id")
        return [*(rule.id for rule in inherited), *stated]

    def kinds(self) -> list[str]:
        inherited = self.parent.inspections if self.parent else ()
        return [*(rule.kind for rule in inherited), *self.stated("inspection", "kind")]

    def stated(self, table: str, key: str) -> list[str]:
        """Return what the tables of a kind state at `key`, faults left to their own reading."""
        tables = self.top.data.get(table)
        entries = tables if isinstance(tables, list) else []
        return [str(entry.get(key)) for entry in entries if isinstance(entry, dict)]

    # -- the rest

    def not_encoded(self, table: Table) -> NotEncoded:
        found = NotEncoded(
            id=table.id("id"),
            reason=table.text("reason", required=True),
            cite=self.cite(table),
            text=table.text("text"),
            origin=self.origin,
        )
        table.done()
        return found

    def example(self, table: Table) -> Example:
        parts: dict[str, tuple[tuple[str, object], ...]] = {}
        for key in ("given", "expect", "parameters"):
            inner = table.table(key)
            parts[key] = tuple(inner.data.items()) if inner else ()
            if inner is None and key != "parameters":
                table.fault("", f"{key} is missing", at_value=False)
        for name, _ in parts["expect"]:
            if name not in EXPECTED:
                self.unknown_name((*table.path, "expect", name), name, "expectation", EXPECTED)
        found = Example(
            id=table.id("id"),
            given=parts["given"],
            expect=parts["expect"],
            parameters=parts["parameters"],
            as_of=table.day("as_of"),
            source=table.text("source"),
            line=self.line(table),
        )
        table.done()
        return found

    def facts_named(self, path: tuple[str | int, ...], names: Iterable[str]) -> frozenset[str]:
        for name in names:
            if name not in self.catalogue:
                self.unknown_name(path, name, "fact", self.catalogue)
        return frozenset(names)

    def read_assumptions(self) -> frozenset[str]:
        table = self.top.table("assumptions")
        names = tuple(table.data) if table else ()
        for name in names:
            if cast("Table", table).text(name) != "unknown":
                cast("Table", table).fault(name, 'an assumption can only be turned into "unknown"')
            self.facts_named(("assumptions", name), (name,))
        return frozenset(names) | (self.parent.assumptions if self.parent else frozenset())

    def check_signal_floors(self, floors: Iterable[Floor], signals: Iterable[SignalRule]) -> None:
        by_id = {signal.id: signal for signal in signals}
        for floor in floors:
            if floor.signal is None or floor.origin != self.origin:
                continue
            path = next(
                (*table.path, "signal")
                for table in self.top.tables("floor")
                if table.data.get("id") == floor.id
            )
            signal = by_id.get(floor.signal)
            if signal is None:
                self.unknown_name(path, floor.signal, "signal", by_id)
            elif any(_asks_known(condition.tree) for condition in signal.conditions):
                self.faults.add(
                    path,
                    f"the signal {signal.id} asks known(), and a tier must not reward ignorance",
                    at_value=True,
                )

    def check_bases(self, bases: Sequence[Base]) -> None:
        for base in bases:
            twins = [other.id for other in bases if other.dimension == base.dimension]
            if len(twins) > 1 and base.id == twins[-1]:
                self.faults.add(
                    ("base",),
                    f"{base.dimension} has {len(twins)} base tables, "
                    f"{', '.join(twins)}; one may stand",
                )

    def contents(self) -> Contents:
        head, parent = self.head, self.parent
        applies_to = self.condition(head, "applies_to", self.dimensions[0])
        signals = self.layered("signals", "signal", self.signal)
        bases = self.layered("bases", "base", self.base)
        floors = self.layered("floors", "floor", self.floor)
        inspections = self.layered("inspections", "inspection", self.inspection)
        duties = self.layered("duties", "duty", self.duty)
        self.check_signal_floors(floors, signals)
        self.check_bases(bases)
        essential = self.facts_named(("policy", "essential"), head.texts("essential"))
        contents = Contents(
            id=self.id,
            edition=self.edition,
            document=self.document,
            in_force=self.force(head),
            applies_by=head.choice("applies_by", APPLIES_BY) or "evaluation_date",
            applies_to=applies_to,
            dimensions=self.dimensions,
            essential=essential | (parent.essential if parent else frozenset()),
            unknown=head.choice("unknown", UNKNOWN_MODES)
            or (parent.unknown if parent else "report"),
            conventions=self.conventions,
            parameters=self.parameters,
            codes=self.codes,
            assumptions=self.read_assumptions(),
            bases=bases,
            floors=floors,
            signals=signals,
            inspections=inspections,
            duties=duties,
            examples=tuple(map(self.example, self.top.tables("example"))),
            not_encoded=(
                *(parent.not_encoded if parent else ()),
                *map(self.not_encoded, self.top.tables("not_encoded")),
            ),
            parents=(parent,) if parent else (),
            digest=_digest(self.top.data, [parent.digest] if parent else []),
            catalogue=self.catalogue,
            source=self.faults.source,
        )
        self.check_size()
        head.done()
        self.top.done()
        self.faults.stop()
        return contents

    def check_size(self) -> None:
        stated = sum(len(value) for value in self.top.data.values() if isinstance(value, list))
        if stated > MAX_RULES:
            self.faults.add((), f"a policy file states at most {MAX_RULES} rules, not {stated}")


def _asks_known(node: Node) -> bool:
    if isinstance(node, Call) and node.function == "known":
        return True
    return any(map(_asks_known, children(node)))


def _digest(data: Mapping[str, object], parents: Sequence[str]) -> str:
    import hashlib
    import json

    document = {"parents": list(parents), "policy": data}
    canonical = json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return {"decimal": str(value.normalize())}
    return {type(value).__name__: str(value)}
