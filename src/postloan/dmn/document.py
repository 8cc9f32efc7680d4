"""`to_dmn`: a policy as a DMN 1.3 document, which other engines run."""

from __future__ import annotations

import re
from datetime import date
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from postloan.dmn.clauses import Relation
from postloan.dmn.feel import literal, name
from postloan.dmn.rows import Row
from postloan.dmn.table import Column, Table, table_of
from postloan.dmn.wording import description, meaning
from postloan.model.checks import checked_instance
from postloan.policy.decisions.outcomes import PolicyOn
from postloan.policy.policy import OutsideForce, Policy, checked_outside_force
from postloan.version import __version__

__all__ = ["NOT_APPLICABLE", "to_dmn"]

NOT_APPLICABLE: Final = "not_applicable"
"""What the table gives for a loan that the policy is not for."""

_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>'
_NO_XML: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What may stand in a title, and not in XML, not even escaped."""
_MODEL: Final = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def to_dmn(
    policy: Policy, as_of: date | None = None, *, outside_force: OutsideForce = "refuse"
) -> str:
    """Return the tier of a policy's main dimension as a DMN 1.3 decision table, in XML.

    Its inputs are facts by name, money as plain numbers in the policy's currency, tiers as the
    ids of their levels. The first row that matches gives the tier, the rule and its citation; no
    row means that the tier is undetermined. The table never gives a better tier than the policy
    does. What it cannot say stands in its description.

    Args:
        policy: its parameters are written into the table as they are on `as_of`.
        as_of: the day; needed only where a parameter or a rule of the policy is dated.
        outside_force: what to do where the policy is not in force on `as_of`.

    Raises:
        NotExportable: a rule says what a table cannot, or the base is not proved to give exactly
            one row for every loan.
        InvalidValue: `as_of` is needed and missing, or is no date.
        PolicyNotYetInForce, PolicyNoLongerInForce: unless `outside_force` is "as_if".

    >>> from postloan import Policy
    >>> policy = Policy.from_text('''
    ... format = "postloan.policy/1"
    ... [policy]
    ... id = "bank.late"
    ... edition = "2026"
    ... title = "Late is special mention"
    ... essential = ["days_past_due"]
    ... [[floor]]
    ... id = "late"
    ... when = "days_past_due > 0"
    ... at_least = "special_mention"
    ... ''')
    >>> lines = to_dmn(policy).splitlines()
    >>> [line.strip() for line in lines if "<text" in line][1:5]
    ['<text>&gt;= 1</text>', '<text>"special_mention"</text>', '<text>"late"</text>', '<text />']
    """
    checked_instance("to_dmn", "policy", policy, Policy)
    on = PolicyOn.of(policy.standing_on(as_of))
    if checked_outside_force("to_dmn", outside_force) == "refuse" and as_of is not None:
        policy.contents.check_force(as_of)
    root = _definitions(table_of(on))
    indent(root)
    text = _NO_XML.sub("\N{REPLACEMENT CHARACTER}", tostring(root, encoding="unicode"))
    return f"{_DECLARATION}\n{text}\n"


def _definitions(table: Table) -> Element:
    contents = table.policy.contents
    root = Element("definitions", xmlns=_MODEL, id=f"_{name(contents.id)}")
    root.set("name", f"{contents.id} {contents.edition}")
    root.set("namespace", f"urn:postloan:{contents.id}:{contents.edition}")
    root.set("exporter", "postloan")
    root.set("exporterVersion", __version__)
    _text(root, "description", "\n".join(description(table)))
    for read in table.inputs:
        data = SubElement(root, "inputData", id=f"input_{read.name}", name=read.name)
        _text(data, "description", meaning(table.policy, read))
        _variable(data, read.name, read.type)
    for column in table.columns.values():
        if isinstance(column.of, Relation):
            _comparison(root, column, column.of.text)
    _decision(root, table)
    return root


def _comparison(root: Element, column: Column, text: str) -> None:
    """Add the decision that compares inputs."""
    decision = SubElement(root, "decision", id=f"decision_{column.name}", name=column.name)
    _variable(decision, column.name, column.type)
    for read in column.reads:
        _requires(decision, "requiredInput", f"input_{read.name}")
    _text(SubElement(decision, "literalExpression", typeRef=column.type), "text", text)


def _decision(root: Element, table: Table) -> None:
    """Add the decision that gives the tier."""
    decision = SubElement(root, "decision", id="decision_tier", name="tier")
    _variable(decision, "tier", "string")
    for column in table.columns.values():
        if isinstance(column.of, Relation):
            _requires(decision, "requiredDecision", f"decision_{column.name}")
        else:
            _requires(decision, "requiredInput", f"input_{column.name}")
    element = SubElement(decision, "decisionTable", id="table", hitPolicy="FIRST")
    for column in table.columns.values():
        # without a label: pyDMNrules 1.4 takes one for the name
        asked = SubElement(element, "input", id=f"column_{column.name}")
        _text(SubElement(asked, "inputExpression", typeRef=column.type), "text", column.name)
    for output in ("tier", "rule"):
        SubElement(element, "output", id=f"output_{output}", name=output, typeRef="string")
    SubElement(element, "annotation")  # pyDMNrules 1.4 stumbles over one with a name
    for number, row in enumerate(table.rows, 1):
        rule = SubElement(element, "rule", id=f"row_{number}")
        for test in table.tests(row):
            _text(SubElement(rule, "inputEntry"), "text", test)
        _outcome(rule, row)


def _outcome(rule: Element, row: Row) -> None:
    """Add what a row gives: the tier, the rule and, for its reader, where that comes from."""
    tier = NOT_APPLICABLE if row.tier is None else row.tier.id
    by = row.rule.id if row.rule else "applies_to" if row.tier is None else ""
    for output in (tier, by):
        _text(SubElement(rule, "outputEntry"), "text", literal(output))
    cite = row.rule.cite if row.rule else None
    notes = ["" if row.certain else "counts though it is not known", str(cite or "")]
    _text(SubElement(rule, "annotationEntry"), "text", "; ".join(filter(None, notes)))


def _variable(parent: Element, named: str, kind: str) -> None:
    SubElement(parent, "variable", id=f"{parent.get('id')}_variable", name=named, typeRef=kind)


def _requires(decision: Element, kind: str, id: str) -> None:
    requirement = SubElement(decision, "informationRequirement")
    SubElement(requirement, kind, href=f"#{id}")


def _text(parent: Element, tag: str, text: str) -> None:
    SubElement(parent, tag).text = text
