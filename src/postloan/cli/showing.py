"""`postloan policies show`: all that a policy says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias, assert_never

import attrs

from postloan.citation import Citation
from postloan.cli.choosing import find_policy, lineage
from postloan.cli.layout import table
from postloan.policy.clauses.claims import ClaimCounting
from postloan.policy.clauses.contents import Contents
from postloan.policy.clauses.conventions import Conventions
from postloan.policy.clauses.kinds import (
    Base,
    DutyRule,
    Floor,
    InspectionRule,
    Rule,
    SignalRule,
    TimedRule,
)
from postloan.policy.clauses.parameters import Parameter
from postloan.policy.clauses.provisions import ProvisionRule
from postloan.policy.clauses.staff import Authority, Role
from postloan.policy.clauses.templates import Template
from postloan.policy.decisions.wording import value_words
from postloan.tiers import FIVE_TIER, Scale

__all__ = ["show_form", "show_policy"]

_NO_CONVENTION: Final = "not stated"

_AnyRule: TypeAlias = Base | Floor | SignalRule | InspectionRule | DutyRule | ProvisionRule


def show_policy(reference: str) -> list[str]:
    """Return the lines that show a policy, its parents' rules included.

    Raises:
        PostloanError: there is no such policy, or it has faults.
    """
    return list(_lines(find_policy(reference).contents))


def show_form(reference: str, template: str) -> list[str]:
    """Return the lines of one of a policy's templates, blank.

    Raises:
        PostloanError: there is no such policy, it has faults, or it has no such template.
    """
    return find_policy(reference).form(template).splitlines()


def _lines(contents: Contents) -> Iterator[str]:
    yield f"{contents.id} {contents.edition}"
    yield str(contents.document)
    yield ""
    yield from table(("", ""), _facts_about(contents))[1:]
    scales = dict.fromkeys(dimension.scale for dimension in contents.dimensions)
    yield from _section("Scales", (_scale(scale) for scale in scales if scale != FIVE_TIER))
    yield from _section(
        "Parameters", (_parameter(p, contents) for p in contents.parameters.values())
    )
    for heading, rules in (
        ("Base", contents.bases),
        ("Floors", contents.floors),
        ("Signals", contents.signals),
        ("Inspections", contents.inspections),
        ("Duties", contents.duties),
        ("Provisions", contents.provisions),
    ):
        yield from _section(heading, (_rule(rule, contents) for rule in rules))
    yield from _section("Roles", (_role(role, contents) for role in contents.roles))
    yield from _section("Authority", (_authority(a, contents) for a in contents.authorities))
    yield from _section("Templates", (_template(t, contents) for t in contents.templates))
    yield from _section(
        "Accepted findings",
        ([f"{one.finding}: {one.subject}", f"why: {one.reason}"] for one in contents.accepted),
    )
    yield from _section(
        "Not encoded",
        (
            [rule.id, rule.text, f"why: {rule.reason}", _cite(rule.cite, contents)]
            for rule in contents.not_encoded
        ),
    )


def _facts_about(contents: Contents) -> Iterator[tuple[str, str]]:
    yield "in force", str(contents.in_force)
    last = f", until {contents.reclassified_by}" if contents.reclassified_by else ""
    yield "applies by", contents.applies_by.replace("_", " ") + last
    yield "applies to", "all loans" if contents.applies_to is None else contents.applies_to.text
    for parent in contents.parents:
        yield "extends", f"{parent.id} {parent.edition}"
    for dimension in contents.dimensions:
        levels = ", ".join(tier.id for tier in dimension.scale)
        yield dimension.id, f"{dimension.scale.id}: {levels}"
    yield "unknown floors", _unknown(contents)
    yield "essential", ", ".join(sorted(contents.essential)) or "none but what a base reads"
    yield from _conventions(contents.conventions)
    yield from _claims(contents.claims)
    for fact, codes in contents.codes.items():
        yield f"codes of {fact}", ", ".join(codes)
    if contents.assumptions:
        yield "not assumed", ", ".join(sorted(contents.assumptions))
    yield "examples", str(len(contents.examples))
    yield "sha256", contents.digest


def _scale(scale: Scale) -> list[str]:
    """Return a scale's title, its levels with their labels and coarser level, and its source."""
    lines = [f"{scale.id}: {scale.title}" if scale.title else scale.id]
    for tier in scale:
        coarse = scale.coarse(tier)
        words = [tier.id, tier.label, tier.label_zh, f"= {coarse}" if coarse != tier else ""]
        lines.append(" ".join(filter(None, words)))
    grade = f" [{scale.grade}]" if scale.grade else ""
    return [*lines, f"{scale.source}{grade}" if scale.source else ""]


def _unknown(contents: Contents) -> str:
    return "are reported" if contents.unknown == "report" else "count, out of prudence"


def _conventions(conventions: Conventions) -> Iterator[tuple[str, str]]:
    yield "day one", _words(conventions.day_one)
    for name in ("grace_days", "instalment_grace_days", "material_amount", "material_share"):
        if (value := getattr(conventions, name)) is not None:
            yield name.replace("_", " "), str(value)
    if conventions.pauses is not None:
        yield "pauses", _words(conventions.pauses)
    yield "allocation", ", ".join(conventions.allocation or ()) or _NO_CONVENTION
    yield "calendar", conventions.calendar or _NO_CONVENTION
    yield "roll", _words(conventions.roll)
    yield "currency", _words(conventions.currency)
    if conventions.money_places is not None:
        rounding = _words(conventions.money_rounding)
        yield "provisions", f"rounded {rounding} at {conventions.money_places} decimals"
    for name in ("nonperforming", "merger_lock"):
        if (value := getattr(conventions, name)) is not None:
            yield name.replace("_", " "), str(value)
    for name in ("observation", "forbearance", "re_age"):
        if (terms := getattr(conventions, name)) is not None:
            yield name.replace("_", " "), _terms(attrs.asdict(terms, recurse=False))


def _terms(stated: Mapping[str, object]) -> str:
    """Return the terms that say something, a flag by its name alone."""
    told = ((key, value) for key, value in stated.items() if value)
    words = (key if value is True else f"{key} {value}" for key, value in told)
    return "; ".join(words).replace("_", " ")


def _claims(claims: ClaimCounting) -> Iterator[tuple[str, str]]:
    if claims.nonperforming is not None:
        yield "non-performing", f"{claims.nonperforming} or worse"
    if claims.amount is not None:
        yield "claims weighed by", claims.amount
    for fact, condition in claims.among.items():
        yield f"{fact} among", condition.text
    for fact, condition in claims.left_out.items():
        yield f"{fact} leaves out", condition.text


def _words(convention: str | None) -> str:
    return convention.replace("_", " ") if convention else _NO_CONVENTION


def _section(heading: str, entries: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield a heading and its entries, each a line and what stands below it; nothing of none."""
    for position, (first, *below) in enumerate(entries):
        if position == 0:
            yield from ("", heading)
        yield f"  {first}"
        yield from (f"      {line}" for line in below if line)


def _parameter(parameter: Parameter, contents: Contents) -> list[str]:
    unit = " ".join(filter(None, (parameter.unit, parameter.range)))
    lines = [f"{parameter.id} ({unit}){'' if parameter.values else ': REQUIRED'}"]
    for dated in parameter.values:
        days = f" from {dated.since}" if dated.since else ""
        days += f" until {dated.until}" if dated.until else ""
        cite = f": {_cite(dated.cite, contents)}" if dated.cite else ""
        lines.append(f"{value_words(dated.value, parameter.unit)}{days}{cite}")
    if not parameter.values:
        lines.append(f"its source leaves it blank; give it with --set {parameter.id}=VALUE")
    lines.append(_both(parameter.title, parameter.title_zh))
    if parameter.cite or not any(dated.cite for dated in parameter.values):
        lines.append(_cite(parameter.cite, contents))
    return lines


def _both(english: str, chinese: str) -> str:
    return " | ".join(text for text in (english, chinese) if text)


def _rule(rule: _AnyRule, contents: Contents) -> list[str]:
    lines = [rule.id, _both(rule.title, rule.title_zh), *_said(rule)]
    if rule.dimension != contents.main.id:
        lines.append(f"dimension: {rule.dimension}")
    lines += [f"only where {scope.text}" for scope in rule.scopes]
    if rule.when is not None:
        lines.append(f"when {rule.when.text}")
    if rule.in_force.dated:
        lines.append(f"in force {rule.in_force}")
    if rule.replaces:
        lines.append(f"replaces {_replaced(rule, contents)}: {rule.reason}")
    lines.append(_cite(rule.cite, contents))
    return lines


def _replaced(rule: _AnyRule, contents: Contents) -> str:
    """Return the rule that another stands in for; where parents differ in it, each of theirs."""
    stater = next(found for found in lineage(contents) if found.origin == rule.origin)
    found = {
        other.origin: f"{other.id} of {other.origin}{_hard(other)}"
        for parent in stater.parents
        for other in parent.rules()
        if other.id == rule.replaces
    }
    return " and ".join(found.values())


def _hard(rule: Rule) -> str:
    return " (a hard floor)" if isinstance(rule, Floor) and rule.hard else ""


def _said(rule: _AnyRule) -> list[str]:
    match rule:
        case Base():
            return [f"{row.tier} when {row.when.text}" for row in rule.rows]
        case Floor():
            hard = ", and no person may override it" if rule.hard else ""
            unknown = f"; unknown: {rule.unknown}" if rule.unknown else ""
            by = f"when the signal {rule.signal} is raised" if rule.signal else ""
            return [f"at least {rule.level}{hard}{unknown}", by]
        case SignalRule():
            respond = f"; respond: {', '.join(rule.respond)}" if rule.respond else ""
            return [f"severity {rule.severity}{respond}"]
        case InspectionRule():
            how = [rule.occasion, rule.mode, " or ".join(rule.channels)]
            how += ["by another institution"] if rule.other_institution else []
            how += ["material may be outsourced"] if rule.outsourced else []
            said = "".join(f", {word}" for word in how if word)
            return [f"{rule.kind}{said}: {rule.terms}{_by(rule)}", *_papers(rule)]
        case DutyRule():
            return [f"{rule.kind} for the {rule.level}: {rule.terms}{_by(rule)}", *_papers(rule)]
        case ProvisionRule():
            return [f"{rule.kind} for the {rule.level}: {rule.terms}"]
        case _:
            assert_never(rule)


def _by(rule: TimedRule) -> str:
    other = f", not by who made the {rule.other_than}" if rule.other_than else ""
    return f", by {rule.role}{other}" if rule.role else other


def _papers(rule: TimedRule) -> list[str]:
    return [f"template: {rule.template}"] if rule.template else []


def _role(role: Role, contents: Contents) -> list[str]:
    named = {"does": role.tasks, "supervises": role.supervises, "apart from": role.apart_from}
    lists = [f"{word} {', '.join(codes)}" for word, codes in named.items() if codes]
    return [role.id, _both(role.title, role.title_zh), *lists, _cite(role.cite, contents)]


def _authority(authority: Authority, contents: Contents) -> list[str]:
    limit = f" up to {authority.up_to}" if authority.up_to else ""
    where = f"when {authority.when.text}" if authority.when else ""
    said = f"{authority.role} may {authority.act}{limit}"
    return [authority.id, said, where, _cite(authority.cite, contents)]


def _template(template: Template, contents: Contents) -> list[str]:
    signing = [f"signed by {', '.join(template.signed_by)}"] if template.signed_by else []
    if template.countersigned_by:
        signing.append(f"countersigned by {', '.join(template.countersigned_by)}")
    parts = f"{template.kind}: {'; '.join(part.title for part in template.parts)}"
    titles = _both(template.title, template.title_zh)
    return [template.id, titles, parts, *signing, _cite(template.cite, contents)]


def _cite(cite: Citation | None, contents: Contents) -> str:
    """Return the article, with its document where that is not the policy's own."""
    if cite is None:
        return "no citation"
    if cite.document != contents.document:
        return str(cite)
    return f"{cite.article} [{cite.grade}]" if cite.grade else cite.article
