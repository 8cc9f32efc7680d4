"""From a TOML text to the contents of a policy: every fault is found, then all are raised."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from postloan.errors import InvalidPolicy, PostloanError
from postloan.facts.catalogue import Catalogue
from postloan.policy.clauses.acceptance import ACCEPTABLE, Accepted
from postloan.policy.clauses.contents import Contents
from postloan.policy.clauses.kinds import (
    APPLIES_BY,
    UNKNOWN_MODES,
    AppliesBy,
    Example,
    NotEncoded,
    UnknownMode,
)
from postloan.policy.documents.appendices import Appendices
from postloan.policy.documents.citing import stated_force
from postloan.policy.documents.claims import stated_claims
from postloan.policy.documents.head import Head
from postloan.policy.documents.layers import Layers
from postloan.policy.documents.rules import Clauses
from postloan.policy.documents.table import Faults, Table, read_toml

__all__ = ["EXPECTED", "FORMAT", "MAX_RULES", "Resolver", "build"]

FORMAT: Final = "postloan.policy/1"
"""What the key `format` of a policy file says."""
MAX_RULES: Final = 2000
"""Rules, rows, parameters and examples that one file may state."""
EXPECTED: Final = (
    "applies",
    "at_least",
    "could_be",
    "duties",
    "floors",
    "inspections",
    "possible_signals",
    "provision",
    "provision_least",
    "provision_most",
    "reserves",
    "signals",
    "tier",
)
"""What an example may expect."""
EXPECTED_ELSEWHERE: Final = ("at_least", "could_be", "floors", "tier")
"""What it may expect in a dimension that is not the main one, behind its id and a dot."""

Resolver = Callable[[str], Contents]
"""Gives the contents of what `extends` names; raises `PostloanError`."""


def build(
    text: str, source: str, catalogue: Catalogue, resolve: Resolver, *, provider: str = ""
) -> Contents:
    """Return the contents of the policy that `text` states.

    Args:
        text: the TOML document.
        source: its file or name, for messages.
        catalogue: the facts that its conditions may read.
        resolve: finds what it extends.
        provider: name and version of the plugin that gives it; empty where none does.

    Raises:
        InvalidPolicy: with one syntax fault, or with all semantic faults at once; of a parent,
            where the fault is in its file.
    """
    top, faults = read_toml(text, source)
    _check_format(top, faults)
    _check_size(top, faults)
    table = top.table("policy")
    if table is None:
        if not faults.found:
            top.fault("", "the table [policy] is missing", at_value=False)
        table = Table({}, ("policy",), faults)
        faults.stop()
    layers = Layers(tuple(_parents(table, faults, resolve)), faults)
    contents = _contents(Head(top, table, faults, catalogue, layers), provider)
    table.done()
    top.done()
    faults.stop()
    return contents


def _check_format(top: Table, faults: Faults) -> None:
    stated = top.text("format", required=True)
    if stated and stated != FORMAT:
        top.fault("format", f"format must be {FORMAT!r}; got {stated!r}")
    faults.stop()


def _check_size(top: Table, faults: Faults) -> None:
    stated = 0
    for value in top.data.values():
        entries = value.values() if isinstance(value, dict) else value
        for entry in entries if isinstance(entries, Iterable) else ():
            rows = entry.get("rows") if isinstance(entry, dict) else None
            stated += isinstance(entry, dict) + (len(rows) if isinstance(rows, list) else 0)
    if stated > MAX_RULES:
        top.fault("", f"a policy file states at most {MAX_RULES} rules and rows, not {stated}")
        faults.stop()


def _parents(table: Table, faults: Faults, resolve: Resolver) -> Iterable[Contents]:
    """Yield what the policy extends; without its parents, nothing more is said about it."""
    references = table.texts("extends")
    for index, reference in enumerate(references):
        try:
            yield resolve(reference)
        except InvalidPolicy:
            raise
        except PostloanError as error:
            faults.add(("policy", "extends", index), str(error), at_value=True)
    if len(set(references)) < len(references):
        table.fault("extends", "a policy is extended once")
    faults.stop()


def _contents(head: Head, provider: str) -> Contents:
    table, layers = head.table, head.layers
    applies_to = head.condition(table, "applies_to", head.main)
    clauses = Clauses(head)
    appendices = Appendices(head, clauses.timed)
    mode: UnknownMode | None = layers.settled(
        "unknown", table.choice("unknown", UNKNOWN_MODES), lambda p: p.unknown
    )
    applies_by: AppliesBy | None = layers.settled(
        "applies_by", table.choice("applies_by", APPLIES_BY), _inherited_applies_by
    )
    reclassified_by = table.day("reclassified_by")
    if reclassified_by is not None and applies_by != "reclassification_date":
        table.fault("reclassified_by", 'reclassified_by needs applies_by = "reclassification_date"')
    own_not_encoded = tuple(_not_encoded(t, head) for t in head.top.tables("not_encoded"))
    own_accepted = tuple(_accepted(t, head, clauses.ids) for t in head.top.tables("accepted"))
    return Contents(
        id=head.id,
        edition=head.edition,
        document=head.citing.document,
        in_force=stated_force(table),
        applies_by=applies_by or "evaluation_date",
        reclassified_by=reclassified_by,
        applies_to=applies_to,
        dimensions=head.dimensions,
        scales=head.scales,
        essential=head.essential(),
        unknown=mode or "report",
        conventions=head.conventions,
        parameters=head.parameters,
        codes=head.codes,
        claims=stated_claims(head),
        assumptions=head.assumptions(),
        bases=clauses.bases,
        floors=clauses.floors,
        signals=clauses.signals,
        inspections=clauses.inspections,
        duties=clauses.duties,
        provisions=clauses.provisions,
        roles=appendices.roles,
        authorities=appendices.authorities,
        templates=appendices.templates,
        examples=tuple(_example(t, head) for t in head.top.tables("example")),
        not_encoded=(*layers.not_encoded(), *own_not_encoded),
        accepted=(*layers.accepted(), *own_accepted),
        parents=head.parents,
        digest=_digest(head.top.data, [parent.digest for parent in layers.parents]),
        catalogue=head.catalogue,
        source=head.faults.source,
        provider=provider,
    )


def _inherited_applies_by(parent: Contents) -> AppliesBy:
    """Return by which date a layer goes; how its parent followed an older edition is no matter."""
    by = parent.applies_by
    return "evaluation_date" if by == "reclassification_date" else by


def _not_encoded(table: Table, head: Head) -> NotEncoded:
    id = table.id("id")
    found = NotEncoded(
        id=id,
        reason=table.text("reason", required=True),
        cite=head.citing.cite(table),
        text=table.text("text"),
        covers=table.texts("covers") or (id,),
        origin=head.origin,
    )
    table.done()
    return found


def _accepted(table: Table, head: Head, rules: Collection[str]) -> Accepted:
    """Return a finding that is accepted: of a rule, or of a fact that is not monotone."""
    finding = table.choice("finding", ACCEPTABLE, required=True) or ACCEPTABLE[0]
    about_fact = finding == "not_monotone"
    key = "fact" if about_fact else "rule"
    subject = table.text(key, required=True)
    name, names = (subject.rpartition(".")[2], head.catalogue) if about_fact else (subject, rules)
    if subject and name not in names:
        head.faults.add_unknown((*table.path, key), key, subject, names)
    found = Accepted(
        finding=finding,
        subject=subject,
        reason=table.text("reason", required=True),
        origin=head.origin,
        line=table.line,
    )
    table.done()
    return found


def _example(table: Table, head: Head) -> Example:
    parts: dict[str, tuple[tuple[str, object], ...]] = {}
    for key in ("given", "expect", "parameters"):
        inner = table.table(key)
        parts[key] = tuple(inner.data.items()) if inner else ()
        if not table.has(key) and key != "parameters":
            table.fault("", f"{key} is missing", at_value=False)
    elsewhere = (f"{d.id}.{key}" for d in head.dimensions[1:] for key in EXPECTED_ELSEWHERE)
    expected = (*EXPECTED, *elsewhere)
    for name, _ in parts["expect"]:
        if name not in expected:
            head.faults.add_unknown((*table.path, "expect", name), "expectation", name, expected)
    found = Example(
        id=table.id("id"),
        given=parts["given"],
        expect=parts["expect"],
        parameters=parts["parameters"],
        as_of=table.day("as_of"),
        source=table.text("source"),
        line=table.line,
    )
    table.done()
    return found


def _digest(data: Mapping[str, object], parents: Sequence[str]) -> str:
    """Return SHA-256 over the document as canonical JSON, with its parents' digests."""
    import hashlib
    import json

    document = {"parents": list(parents), "policy": data}
    canonical = json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def _plain(value: object) -> dict[str, str]:
    if not isinstance(value, Decimal):
        return {type(value).__name__: str(value)}
    whole, _, fraction = f"{value:f}".partition(".")
    fraction = fraction.rstrip("0")
    return {"decimal": f"{whole}.{fraction}" if fraction else whole}
