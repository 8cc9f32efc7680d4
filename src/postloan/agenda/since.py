"""Since when a rule has asked: nothing is late by a rule that did not yet hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from itertools import chain
from typing import Final

from postloan.agenda.anchors import Life
from postloan.agenda.values import past_values
from postloan.errors import InvalidValue, UncoveredDay
from postloan.facts.catalogue import END_FACTS
from postloan.facts.derive import ARREARS_FACTS
from postloan.facts.security import SECURITY_FACTS
from postloan.facts.uses import USE_FACTS
from postloan.policy.clauses.contents import Contents
from postloan.policy.clauses.kinds import Rule

__all__ = ["asked_since", "change_days", "end_days", "first_day", "turning_day"]

_DAY: Final = timedelta(days=1)


def first_day(rule: Rule, life: Life) -> date:
    """Return the first day on which `rule` can have asked anything of the loan.

    Not before it was disbursed, nor before the policy or the rule itself came into force.
    """
    in_force = _in_force_since(life.decision.contents, rule, life.as_of)
    return max(life.file.loan.disbursed_on, *in_force)


def asked_since(rule: Rule, life: Life, *, certain: bool, not_before: date) -> date:
    """Return the first of the days up to now on all of which `rule` asked.

    Earlier days are judged by what was on record on each, a loan without a tier having the
    best. Between two days on which the records changed, a condition is taken to change at most
    once.

    Args:
        rule: asks now, or may.
        life: the loan's records and its decision.
        certain: whether days count only on which it asked for certain, or also those on which
            it may have.
        not_before: where to stop looking, such as the last time it was done.
    """
    first = max(first_day(rule, life), not_before)
    changes = set(change_days(rule.reads(), life))

    def asked(day: date) -> bool:
        truth = rule.holds(past_values(day, life))
        return truth is True if certain else truth is not False

    begin = life.as_of if changes else first
    for day in sorted({first, *changes}, reverse=True):
        if first <= day < begin:
            if not asked(begin - _DAY):
                return begin
            if not asked(day):
                return turning_day(asked, day, begin - _DAY)
            begin = day
    return begin


def _in_force_since(contents: Contents, rule: Rule, as_of: date) -> Iterator[date]:
    yield date.min
    for force in (contents.in_force, rule.in_force):
        if force.since is not None and force.since <= as_of:
            yield force.since
    for parent in contents.parents:
        yield from _in_force_since(parent, rule, as_of)


def change_days(keys: Iterable[str], life: Life) -> Iterator[date]:
    """Yield the days on which facts, by their keys, can have changed; none where they never do.

    Between two of them a condition is taken to change at most once.
    """
    catalogue = life.decision.contents.catalogue
    names = {key.rpartition(".")[2] for key in keys}
    facts = [catalogue[name] for name in names]
    if any(fact.dimensional for fact in facts):
        yield life.as_of
        for record in life.file.tiers:
            yield from (record.on, record.on + _DAY)
    if names.intersection(ARREARS_FACTS):
        yield life.as_of
        yield from _arrears_changes(life)
    if names.intersection(END_FACTS):
        yield life.as_of
        yield from end_days(life)
    if names.intersection(USE_FACTS):
        yield life.as_of
        yield from (r.on for r in (*life.file.uses_of_funds, *life.file.drawdowns))
    if "days_to_maturity" in names:
        yield life.as_of
        yield from (extension.on for extension in life.file.extensions)
    if names.intersection(SECURITY_FACTS):
        yield life.as_of
        yield from _security_changes(life)
    if any(fact.source in ("evidence", "either") for fact in facts):
        yield life.as_of
        yield from _evidence_changes(life)


def end_days(life: Life) -> Iterator[date]:
    """Yield the days on which the credit ended, and those on which it was reopened."""
    for end in life.ends:
        yield end.on
        if end.reopened_on is not None:
            yield end.reopened_on


def _arrears_changes(life: Life) -> Iterator[date]:
    file = life.file
    yield from end_days(life)
    for record in chain(file.payments or (), file.reversals, file.waivers):
        yield record.on
        if record.on < life.as_of:
            yield record.on + _DAY
    for pause in file.pauses:
        yield pause.on
        if pause.until < life.as_of:
            yield from (pause.until, pause.until + _DAY)
    for version in life.file.schedules or ():
        yield version.on
        for instalment in version.instalments:
            if instalment.due_on < life.as_of:
                yield from (instalment.due_on, instalment.due_on + _DAY)


def _security_changes(life: Life) -> Iterator[date]:
    file = life.file
    for record in chain(
        file.schedules or (),
        file.extensions,
        file.judgments,
        file.collateral,
        file.valuations,
    ):
        yield record.on
    for act in chain(file.demands, file.guarantor_acts):
        yield from _days_of(act.on, act.ended_on, life.as_of)
    for obstacle in file.obstacles:
        yield from _days_of(obstacle.on, obstacle.until, life.as_of)
    for guarantee in file.guarantees:
        yield from _days_of(guarantee.on, guarantee.liable_since, life.as_of)


def _days_of(first: date, last: date | None, as_of: date) -> Iterator[date]:
    yield first
    if last is not None and last <= as_of:
        yield last


def _evidence_changes(life: Life) -> Iterator[date]:
    for record in life.file.evidence:
        yield record.on
        try:
            last = record.last_day(life.calendar)
        except (InvalidValue, UncoveredDay):
            continue  # no day is known on which it ends
        if last is not None and last < life.as_of:
            yield last + _DAY


def turning_day(asked: Callable[[date], bool], before: date, after: date) -> date:
    """Return the first day on which it is asked, which it is not `before` and is `after`."""
    while after - before > _DAY:
        middle = before + (after - before) // 2
        if asked(middle):
            after = middle
        else:
            before = middle
    return after
