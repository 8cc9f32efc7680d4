"""The appendices of a policy document: its roles, their authority, and its templates."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypedDict, TypeVar

from postloan.citation import Citation
from postloan.policy.clauses.contents import Contents
from postloan.policy.clauses.kinds import TimedRule
from postloan.policy.clauses.staff import Authority, Role
from postloan.policy.clauses.templates import TEMPLATE_KINDS, Template, TemplateItem, TemplatePart
from postloan.policy.documents.head import Head
from postloan.policy.documents.scan import Path
from postloan.policy.documents.table import Table
from postloan.rules.condition import Condition

__all__ = ["Appendices"]


class _Named(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def origin(self) -> str: ...
    @property
    def reason(self) -> str: ...


N = TypeVar("N", bound=_Named)


class _Common(TypedDict):
    id: str
    origin: str
    cite: Citation | None
    covers: tuple[str, ...]
    reason: str
    line: int | None


class Appendices:
    """Reads what stands beside the rules, and lays it over what the parents state."""

    def __init__(self, head: Head, rules: Sequence[TimedRule]) -> None:
        self._head = head
        self.roles: tuple[Role, ...] = self._layered("role", lambda p: p.roles, self._role)
        self.authorities: tuple[Authority, ...] = self._layered(
            "authority", lambda p: p.authorities, self._authority
        )
        self.templates: tuple[Template, ...] = self._layered(
            "template", lambda p: p.templates, self._template
        )
        self._check_rules(rules)

    def _layered(
        self,
        key: str,
        inherited: Callable[[Contents], Sequence[N]],
        read: Callable[[Table], N],
    ) -> tuple[N, ...]:
        """Return what the parents state, and what is stated here in its place or beside it."""
        found: dict[str, N] = {}
        for parent in self._head.parents:
            for entry in inherited(parent):
                if found.setdefault(entry.id, entry) != entry:
                    message = f"{found[entry.id].origin} and {entry.origin} differ in the {key} "
                    self._head.faults.add(("policy", "extends"), f"{message}{entry.id}")
        own: dict[str, N] = {}
        for table in self._head.top.tables(key):
            entry = read(table)
            if entry.id in own:
                table.fault("id", f"there is a {key} {entry.id!r} already")
            elif entry.id in found and not entry.reason:
                origin = found[entry.id].origin
                table.fault("id", f"{origin} has a {key} {entry.id!r}; to change it give a reason")
            elif entry.reason and entry.id not in found:
                table.fault("reason", f"a reason goes with a {key} that was inherited")
            own[entry.id] = entry
            table.done()
        return tuple((found | own).values())

    def _common(self, table: Table) -> _Common:
        return _Common(
            id=table.id("id"),
            origin=self._head.origin,
            cite=self._head.citing.cite(table),
            covers=table.texts("covers"),
            reason=table.text("reason"),
            line=table.line,
        )

    # -- who

    def _role(self, table: Table) -> Role:
        return Role(
            **self._common(table),
            title=table.text("title"),
            title_zh=table.text("title_zh"),
            tasks=table.texts("tasks"),
            supervises=self._roles(table, "supervises"),
            apart_from=self._roles(table, "apart_from"),
        )

    def _roles(self, table: Table, key: str) -> tuple[str, ...]:
        """Return the roles that a table names; where roles are stated, they are among them."""
        named = table.texts(key)
        known = self._known_roles
        for index, name in enumerate(named if known else ()):
            if name not in known:
                self._head.faults.add_unknown((*table.path, key, index), "role", name, known)
        return named

    @property
    def _known_roles(self) -> tuple[str, ...]:
        above = (role.id for parent in self._head.parents for role in parent.roles)
        return tuple(dict.fromkeys((*above, *self._head.stated("role", "id"))))

    def _authority(self, table: Table) -> Authority:
        role, known = table.text("role", required=True), self._known_roles
        if role and role not in known:
            self._head.faults.add_unknown((*table.path, "role"), "role", role, known)
        limit = table.text("up_to") or None
        amounts = [id for id, p in self._head.parameters.items() if p.unit == "money"]
        if limit is not None and limit not in amounts:
            path = (*table.path, "up_to")
            self._head.faults.add_unknown(path, "parameter that is an amount", limit, amounts)
        return Authority(
            **self._common(table),
            role=role,
            act=table.id("act"),
            up_to=limit if limit in amounts else None,
            when=self._head.condition(table, "when", self._head.main, known=True),
        )

    # -- templates

    def _template(self, table: Table) -> Template:
        if not table.data.get("parts"):
            table.fault("", "parts is missing: a template has at least one part", at_value=False)
        return Template(
            **self._common(table),
            kind=table.choice("kind", TEMPLATE_KINDS, required=True) or "form",
            title=table.text("title", required=True),
            title_zh=table.text("title_zh"),
            parts=tuple(self._parts(table)),
            signed_by=self._roles(table, "signed_by"),
            countersigned_by=self._roles(table, "countersigned_by"),
        )

    def _parts(self, table: Table) -> Iterator[TemplatePart]:
        seen: set[str] = set()
        for inner in table.tables("parts"):
            part = TemplatePart(
                id=self._apart(inner, seen),
                title=inner.text("title", required=True),
                title_zh=inner.text("title_zh"),
                items=tuple(self._items(inner)),
                when=self._asked_when(inner),
            )
            inner.done()
            yield part

    def _items(self, table: Table) -> Iterator[TemplateItem]:
        seen: set[str] = set()
        for inner in table.tables("items"):
            fact = inner.text("fact") or None
            if fact is not None and fact not in self._head.catalogue:
                path = (*inner.path, "fact")
                self._head.faults.add_unknown(path, "fact", fact, self._head.catalogue)
            item = TemplateItem(
                id=self._apart(inner, seen),
                title=inner.text("title", required=True),
                title_zh=inner.text("title_zh"),
                fact=fact,
                when=self._asked_when(inner),
            )
            inner.done()
            yield item

    @staticmethod
    def _apart(table: Table, seen: set[str]) -> str:
        """Return the id of a part or item, which stands once among its neighbours."""
        id = table.id("id")
        if id in seen:
            table.fault("id", f"there is one called {id!r} already")
        seen.add(id)
        return id

    def _asked_when(self, table: Table) -> Condition | None:
        return self._head.condition(table, "when", self._head.main, after=True, known=True)

    # -- what rules name

    def _check_rules(self, rules: Sequence[TimedRule]) -> None:
        """Note the roles and templates that rules of this document name and nobody states."""
        roles = {role.id for role in self.roles}
        templates = {template.id for template in self.templates}
        for rule in rules:
            if rule.origin != self._head.origin:
                continue
            path = self._path(rule)
            if roles and rule.role and rule.role not in roles:
                self._head.faults.add_unknown((*path, "role"), "role", rule.role, roles)
            if rule.template and rule.template not in templates:
                named = (*path, "template")
                self._head.faults.add_unknown(named, "template", rule.template, templates)

    def _path(self, rule: TimedRule) -> Path:
        return (rule.part, [*self._head.stated(rule.part, "id")].index(rule.id))
