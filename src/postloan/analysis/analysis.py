"""The analysis of a policy: every question that is asked of it, and what the policy accepts."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator
from datetime import date
from itertools import chain

import attrs

from postloan.analysis.bases import base_faults
from postloan.analysis.examined import Examined, day_for
from postloan.analysis.holding import holding
from postloan.analysis.monotonicity import not_monotone
from postloan.analysis.openings import blank_parameters, unused_levels
from postloan.analysis.redundancy import duplicates, implied
from postloan.analysis.report import Analysis, PolicyFinding
from postloan.analysis.solver import Solver
from postloan.model.checks import checked_instance
from postloan.policy.clauses.acceptance import Accepted
from postloan.policy.clauses.contents import Contents
from postloan.policy.clauses.kinds import Force
from postloan.policy.policy import Policy

__all__ = ["analyse"]


def analyse(policy: Policy, as_of: date | None = None, *, solver: Solver | None = None) -> Analysis:
    """Return what is found in a policy, for every loan there can be.

    Args:
        policy: with its parameters; one without a value is told, and rules that wait for it are
            left out.
        as_of: the day to look at. None looks at every day on which a rule or a parameter of the
            policy changes; what is found on several is told once, with the first.
        solver: is asked where conditions that compare facts with one another leave a question
            open; None says "not decided" there.

    Raises:
        InvalidValue: `as_of` is no date.

    >>> from postloan import Policy, analyse
    >>> policy = Policy.from_text('''
    ... format = "postloan.policy/1"
    ... [policy]
    ... id = "bank.late"
    ... edition = "2026"
    ... title = "Late"
    ... [[floor]]
    ... id = "late"
    ... when = "days_past_due > 30"
    ... at_least = "substandard"
    ... [[floor]]
    ... id = "later"
    ... when = "days_past_due > 60"
    ... at_least = "special_mention"
    ... ''')
    >>> print(analyse(policy).standing[0].sentence)
    the floor later (special_mention) decides nothing: late (substandard) holds wherever it does
    """
    checked_instance("analyse", "policy", policy, Policy)
    contents = policy.contents
    days = _days(contents) if as_of is None else (day_for("analyse", policy, as_of),)
    found: dict[Hashable, PolicyFinding] = {}
    for day in days:
        for dimension in contents.dimensions:
            for finding in _of(Examined.of(policy, day, dimension.id, solver)):
                found.setdefault(_same(finding), _accepted(finding, contents))
    findings = [*found.values(), *_stale(contents, found.values())]
    return Analysis(
        policy=contents.origin,
        days=days,
        findings=tuple(sorted(findings, key=lambda f: (f.source != contents.source, f.line or 0))),
    )


def _of(examined: Examined) -> Iterator[PolicyFinding]:
    return chain(
        holding(examined),
        implied(examined),
        duplicates(examined),
        base_faults(examined),
        not_monotone(examined),
        blank_parameters(examined),
        unused_levels(examined),
    )


def _same(finding: PolicyFinding) -> Hashable:
    """Return what is equal of one finding on two days."""
    return finding.kind, finding.certainty, finding.dimension, finding.sentence


# ------------------------------------------------------------------------------ acceptance


def _accepted(finding: PolicyFinding, contents: Contents) -> PolicyFinding:
    reasons = (one.reason for one in contents.accepted if _is_about(one, finding))
    return attrs.evolve(finding, accepted=next(reasons, ""))


def _stale(contents: Contents, found: Collection[PolicyFinding]) -> Iterator[PolicyFinding]:
    """Yield what the policy itself accepts and was not found; what a parent accepts may be gone."""
    for accepted in contents.accepted:
        used = any(_is_about(accepted, finding) for finding in found)
        if accepted.origin == contents.origin and not used:
            yield PolicyFinding(
                kind="stale_acceptance",
                sentence=f"{accepted.finding} of {accepted.subject} is accepted, and not found",
                source=contents.source,
                line=accepted.line,
            )


def _is_about(accepted: Accepted, finding: PolicyFinding) -> bool:
    return (accepted.finding, accepted.subject) == (finding.kind, finding.subject)


# ------------------------------------------------------------------------------ days


def _days(contents: Contents) -> tuple[date | None, ...]:
    """Return a day of each stretch in which the policy stays the same, in order."""
    if not contents.dated:
        return (None,)
    forces = [
        *(rule.in_force for rule in contents.rules()),
        *(
            Force(since=v.since, until=v.until)
            for p in contents.parameters.values()
            for v in p.values
        ),
    ]
    changes = {force.since.toordinal() for force in forces if force.since}
    changes |= {force.until.toordinal() + 1 for force in forces if force.until}
    since, until = contents.in_force.since or date.min, contents.in_force.until or date.max
    first = max(since.toordinal(), min(changes) - 1)
    inside = (day for day in changes if first < day <= until.toordinal())
    return tuple(date.fromordinal(day) for day in sorted({first, *inside}))
