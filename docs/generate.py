"""Writes the pages of the reference that are made from the library itself.

Run by `python dev.py generate`; a test fails where a page is not what this would write.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from pathlib import Path

from docs import coverage
from postloan.calendars.china_days import DAYS_OFF, DAYS_WORKED
from postloan.calendars.dated import DatedCalendar
from postloan.calendars.shipped import CALENDARS
from postloan.citation import Citation
from postloan.facts.catalogue import CORE
from postloan.model.schema import loan_file_schema
from postloan.policy.clauses.kinds import Base, DutyRule, Floor, InspectionRule, Rule, SignalRule
from postloan.policy.clauses.provisions import ProvisionRule
from postloan.policy.library import Library
from postloan.policy.loading import load_editions, load_policy, policy_ids
from postloan.policy.policy import Policy
from postloan.policy.signals import CataloguedSignal, catalogue_signals
from postloan.scales import SCALES
from postloan.testing import LAWS
from postloan.tiers import Scale
from postloan.workflow.documents import CASE, COMMAND, Documents
from postloan.workflow.drawing import diagram
from postloan.workflow.shipped import WORKFLOWS
from postloan.workflow.workflow import Workflow

REFERENCE = Path(__file__).parent / "reference"


def pages() -> dict[str, str]:
    """Return the text of each page by its name in the reference."""
    schema = json.dumps(loan_file_schema(), indent=2, ensure_ascii=False) + "\n"
    return {
        "calendars.md": "".join(f"{line}\n" for line in _calendars()),
        "coverage.md": "".join(f"{line}\n" for line in coverage.page()),
        "facts.md": "".join(f"{line}\n" for line in _facts()),
        "laws.md": "".join(f"{line}\n" for line in _laws()),
        "policies.md": "".join(f"{line}\n" for line in _policies()),
        "signals.md": "".join(f"{line}\n" for line in _signals()),
        "scales.md": "".join(f"{line}\n" for line in _scales()),
        "workflows.md": "".join(f"{line}\n" for line in _workflows()),
        "schemas/loan-file-1.schema.json": schema,
        **{
            _schema_of(edition, kind.name.partition(".")[2]): (
                json.dumps(Documents(edition).schema(kind), indent=2, ensure_ascii=False) + "\n"
            )
            for workflow in WORKFLOWS.values()
            for edition in workflow.editions.values()
            for kind in (CASE, COMMAND)
        },
    }


def _schema_of(workflow: Workflow[object], kind: str) -> str:
    """Return where the schema of a document of a procedure stands."""
    return f"schemas/{workflow.id}-{workflow.edition}-{kind}.schema.json"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for cells in (head, ("---",) * len(head), *rows):
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _calendars() -> Iterator[str]:
    yield "# Calendars"
    yield ""
    yield (
        "What `calendar` may name in a policy, beside a calendar that the host supplies (see "
        "[Count working days](../how-to/count-working-days.md)). Made from the library."
    )
    yield ""
    yield (
        "A period in working days leaves out the day it is counted from: one working day after a "
        "Friday, a Saturday or a Sunday is Monday, where that is a working day. A calendar covers "
        "the days from its first to its last. What would need another day is an error, "
        "`UncoveredDay`, and on an agenda an item without a date that says so."
    )
    yield ""
    rows = ((f"`{c.id}`", f"{c.first} to {c.last}", c.source) for c in CALENDARS.values())
    yield from _table(("id", "covers", "source"), rows)
    yield ""
    yield "`mon-fri` has every Monday to Friday as a working day and knows no holidays."
    yield ""
    yield "## cn"
    yield ""
    yield (
        "Working days of mainland China (工作日). Days off stand as month-day, as runs from "
        "weekday to weekday, the rest days of weekends between them included."
    )
    yield ""
    head = ("year", "working days", "weekdays off", "Saturdays and Sundays worked (调休上班)")
    china = CALENDARS["cn"]
    years = range(china.first.year, china.last.year + 1)
    yield from _table(head, (_year(year, china) for year in years))


def _year(year: int, china: DatedCalendar) -> tuple[str, str, str, str]:
    first, last = date(year, 1, 1), date(year, 12, 31)
    working = china.working_days_between(first, last) + china.is_working_day(first)
    return f"{year}", f"{working}", DAYS_OFF[year], DAYS_WORKED[year]


def _signals() -> Iterator[str]:
    yield "# Signals"
    yield ""
    yield (
        "The early-warning signals of every shipped policy, in its newest edition: what each needs "
        "to be raised, and what it triggers. One that needs nothing is raised by a record. "
        "A severity is medium where the policy states none. "
        "`catalogue_signals` gives the same of any policies. Made from the policy files."
    )
    head = ("signal", "in words", "中文", "severity", "needs", "responses", "triggers", "where")
    signals = catalogue_signals(load_policy(id) for id in policy_ids())
    by_policy = sorted(signals, key=lambda signal: signal.policy)
    for origin, group in groupby(by_policy, lambda signal: signal.policy):
        yield ""
        yield f"## {origin}"
        yield ""
        yield from _table(head, map(_signal, group))


def _signal(signal: CataloguedSignal) -> tuple[str, ...]:
    triggers = (*signal.floors, *signal.tasks)
    where = "" if signal.citation is None else signal.citation.article
    return (
        f"`{signal.id}`",
        signal.title,
        signal.title_zh,
        signal.severity,
        _codes(signal.needs) or "a record",
        _codes(signal.respond),
        _codes(triggers),
        where,
    )


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _facts() -> Iterator[str]:
    yield "# Facts"
    yield ""
    yield "One name each, everywhere: policies, columns, command line. Made from the catalogue."
    yield ""
    yield (
        "*Silence* is what it means that nobody recorded the fact. *Derived* facts come from a "
        "loan file's records and refuse evidence; in *either* evidence stands until there are "
        "records that give the fact; *outcome* facts are what a policy decides. "
        "*Worse* is the direction in which no sound policy gives a better tier, where the meaning "
        "says so; the analysis of a policy holds it to that."
    )
    yield ""
    rows = []
    for fact in CORE.values():
        silence = "unknown" if fact.silence is None else "none recorded (false)"
        allowed = ", ".join(fact.values)
        if fact.minimum is not None or fact.maximum is not None:
            least = "" if fact.minimum is None else fact.minimum
            allowed = f"{least} … {'' if fact.maximum is None else fact.maximum}".strip()
        name = f"`{fact.name}`"
        worse = fact.worse or ""
        rows.append(
            (name, fact.name_zh, fact.kind, allowed, fact.source, silence, worse, fact.meaning)
        )
    head = ("fact", "中文", "kind", "allowed", "source", "silence", "worse", "meaning")
    yield from _table(head, rows)


def _scales() -> Iterator[str]:
    yield "# Scales"
    yield ""
    yield (
        "What `scale` may name in a policy, beside the scales it states itself (see "
        "[policy files](policy-file.md#scale)). Levels stand best first; conditions, columns and "
        "records use the level's id, people its label. Made from the library."
    )
    yield ""
    yield (
        "No regulator fixes levels finer than the five tiers. A bank may keep its own, with a "
        "stable map to the five (Measures for Risk Classification of Financial Assets, Arts. 27 "
        "to 29, recalled-high), and the schemes in use contradict one another. The grade says how "
        "each is known."
    )
    for scale in SCALES.values():
        yield ""
        yield from _scale(scale)


def _scale(scale: Scale) -> Iterator[str]:
    yield f"## {scale.id}"
    yield ""
    yield f"{scale.title}. Source: {scale.source}. Grade: {scale.grade}."
    yield ""
    maps = () if scale.coarser is None else (f"level of {scale.coarser.id}",)
    rows = (
        (f"`{tier}`", tier.label, tier.label_zh, *(f"`{scale.coarse(tier)}`" for _ in maps))
        for tier in scale
    )
    yield from _table(("level", "label", "中文", *maps), rows)


def _laws() -> Iterator[str]:
    yield "# Laws"
    yield ""
    yield (
        "What is true of every sound policy, as `postloan.testing.LAWS`; "
        "[Run the laws on your policy](../how-to/test-your-policy.md) holds one to them. "
        "Made from the library."
    )
    yield ""
    yield from _table(("law", "sentence"), ((f"`{law.id}`", law.sentence) for law in LAWS))
    yield ""
    yield (
        "A law is *proved* where it holds of every loan there can be, *tested* where it held of "
        "each that was generated, *not decided* where neither can be said, and *broken* where a "
        "loan shows that it does not hold. The first three are what a policy itself can break; "
        "the others hold of every policy that loads, and are run on it so that this need not be "
        "believed."
    )


def _policies() -> Iterator[str]:
    yield "# Shipped policies"
    yield ""
    yield "Made from the policy files. `postloan policies show ID` prints the same on a terminal."
    for id in policy_ids(library=Library.shipped()):
        for policy in load_editions(id, library=Library.shipped()).policies:
            yield ""
            yield from _policy(policy)


def _policy(policy: Policy) -> Iterator[str]:
    contents = policy.contents
    yield f"## {contents.id}, edition {contents.edition}"
    yield ""
    yield f"{contents.document}."
    for parent in contents.parents:
        yield f"Extends `{parent.id}` edition {parent.edition}."
    if contents.applies_to is not None:
        yield f"Applies to `{contents.applies_to.text}`."
    yield f"In force: {contents.in_force}."
    own = [rule for rule in contents.rules() if rule.origin == f"{contents.id}@{contents.edition}"]
    if contents.parameters:
        yield ""
        yield from _table(
            ("parameter", "中文", "unit", "value", "source"),
            (
                (
                    f"`{p.id}`",
                    p.title_zh,
                    p.unit,
                    "blank in the source: required"
                    if not p.values
                    else ", ".join(str(dated.value) for dated in p.values),
                    _article(p.cite),
                )
                for p in contents.parameters.values()
            ),
        )
    yield ""
    yield from _table(
        ("rule", "中文", "says", "article", "grade"),
        ((f"`{r.id}`", r.title_zh, _says(r), _article(r.cite), _grade(r.cite)) for r in own),
    )
    left_out = [n for n in contents.not_encoded if n.origin.startswith(f"{contents.id}@")]
    if left_out:
        yield ""
        yield "Not encoded:"
        yield ""
        yield from _table(
            ("id", "article", "says", "why not"),
            ((n.id, _article(n.cite), n.text, n.reason) for n in left_out),
        )


def _workflows() -> Iterator[str]:
    yield "# Workflows"
    yield ""
    yield (
        "The procedures that ship, as `postloan.WORKFLOWS`; "
        "[Embed clearance](../how-to/embed-clearance.md) and "
        "[Review a payment](../how-to/review-a-payment.md) run two, and "
        "[Procedures as values](../explanation/procedures-as-values.md) says what they are. "
        "Each row is an act; what has no act follows by itself. Made from the library."
    )
    for workflow in WORKFLOWS.values():
        yield ""
        yield from _workflow(workflow)


def _workflow(workflow: Workflow[object]) -> Iterator[str]:
    yield f"## {workflow.title} {workflow.title_zh}".rstrip()
    yield ""
    links = [f"[{kind}]({_schema_of(workflow, kind)})" for kind in _KINDS]
    yield f"`{workflow}`. JSON Schemas: {', '.join(links)}."
    yield ""
    yield from _table(("role", "who"), ((f"`{r}`", who) for r, who in workflow.roles.items()))
    yield ""
    begin = workflow.opening
    begins = (f"`{begin.id}`", begin.act.__name__, ", ".join(begin.roles), begin.says)
    rows = [(*begins, _place(begin.cite))]
    rows += [
        (f"`{one.id}`", one.act.__name__, ", ".join(one.roles), one.says, _place(one.cite))
        for one in workflow.transitions
    ]
    rows += [(f"`{one.id}`", "", "", one.says, _place(one.cite)) for one in workflow.completions]
    yield from _table(("row", "act", "who", "what", "source"), rows)
    yield ""
    laws = [(f"`{one.id}`", one.says, _place(one.cite)) for one in workflow.separations]
    laws += [(f"`{one.id}`", one.says, _place(one.cite)) for one in workflow.invariants]
    laws += [(f"`{one.id}`", one.says, _place(one.cite)) for one in workflow.deadlines]
    yield from _table(("separation, invariant or deadline", "says", "source"), laws)
    yield ""
    yield "```mermaid"
    yield diagram(workflow)
    yield "```"


_KINDS = tuple(kind.name.partition(".")[2] for kind in (CASE, COMMAND))


def _place(cite: Citation | None) -> str:
    return f"{cite.document.title}, {cite.article} [{cite.grade}]" if cite else ""


def _article(cite: Citation | None) -> str:
    return cite.article if cite else ""


def _grade(cite: Citation | None) -> str:
    return (cite.grade or "") if cite else ""


def _says(rule: Rule) -> str:
    when = f"`{rule.when.text}`" if rule.when else "always"
    match rule:
        case Base():
            return "; ".join(f"{row.tier}: `{row.when.text}`" for row in rule.rows)
        case Floor():
            asked = f"signal {rule.signal}" if rule.signal else when
            return f"at least {rule.level}: {asked}"
        case SignalRule():
            respond = f"; respond: {', '.join(rule.respond)}" if rule.respond else ""
            raised = when if rule.when else "raised by a record"
            return f"signal ({rule.severity}): {raised}{respond}"
        case InspectionRule() | DutyRule():
            return f"{rule.kind}, {rule.terms}: {when}"
        case ProvisionRule():
            return f"{rule.kind} provision, {rule.terms}: {when}"
        case _:
            return when


if __name__ == "__main__":
    for name, text in pages().items():
        (REFERENCE / name).write_text(text, encoding="utf-8")
