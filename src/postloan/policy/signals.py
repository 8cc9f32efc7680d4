"""The signals of several policies side by side: what each needs, and what it triggers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from postloan.citation import Citation
from postloan.policy.clauses.contents import Contents
from postloan.policy.clauses.kinds import Rule, Severity, SignalRule
from postloan.policy.documents.rules import awaited_signal
from postloan.policy.policy import Policy

__all__ = ["CataloguedSignal", "catalogue_signals"]


@attrs.frozen(kw_only=True)
class CataloguedSignal:
    """An early-warning signal of one policy."""

    policy: str
    """The policy that states it, as `id@edition`."""
    id: str
    title: str
    title_zh: str
    severity: Severity
    """As the policy states it, medium where it states none."""
    needs: tuple[str, ...]
    """The facts and parameters that its condition reads, sorted; () where a record raises it."""
    respond: tuple[str, ...]
    """What is to be done at once, as codes the host understands."""
    floors: tuple[str, ...]
    """Ids of the floors that it raises."""
    tasks: tuple[str, ...]
    """Ids of the inspections and duties that it calls for."""
    citation: Citation | None
    """Where it is written; None where the policy does not say."""


def catalogue_signals(policies: Iterable[Policy]) -> tuple[CataloguedSignal, ...]:
    """Return the signals of policies, in their order, each where it is stated.

    A signal that several of them inherit stands once, with all that any of them hangs on it.

    >>> from postloan import load_policy
    >>> signals = catalogue_signals([load_policy("bank.branch-measures")])
    >>> found = next(signal for signal in signals if signal.id == "misappropriation")
    >>> found.title_zh, found.severity, found.needs
    ('挤占挪用信贷资金', 'high', ('funds_misappropriated', 'use_of_funds_changed'))
    >>> found.tasks
    ('misappropriation-rectified',)
    """
    found: dict[tuple[str, str], CataloguedSignal] = {}
    for policy in policies:
        for rule in policy.contents.signals:
            key = rule.origin, rule.id
            here = _catalogued(rule, policy.contents)
            before = found.get(key, here)
            found[key] = attrs.evolve(
                before,
                floors=_together(before.floors, here.floors),
                tasks=_together(before.tasks, here.tasks),
            )
    return tuple(found.values())


def _together(some: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*some, *more)))


def _catalogued(rule: SignalRule, contents: Contents) -> CataloguedSignal:
    needs = {key for c in rule.conditions for key in (*c.facts, *c.parameters)}
    return CataloguedSignal(
        policy=rule.origin,
        id=rule.id,
        title=rule.title,
        title_zh=rule.title_zh,
        severity=rule.severity,
        needs=tuple(sorted(needs)) if rule.when is not None else (),
        respond=rule.respond,
        floors=tuple(_waiting(rule, contents.floors)),
        tasks=tuple(_waiting(rule, (*contents.inspections, *contents.duties))),
        citation=rule.cite,
    )


def _waiting(signal: SignalRule, rules: Iterable[Rule]) -> Iterator[str]:
    return (rule.id for rule in rules if awaited_signal(rule) == signal.id)
