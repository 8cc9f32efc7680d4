"""The days on which a rule asked, in stretches, by what was on record on each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Final

import attrs

from postloan.agenda.anchors import Life
from postloan.agenda.since import change_days, end_days, first_day, turning_day
from postloan.agenda.values import past_values
from postloan.facts.derive import ARREARS_FACTS
from postloan.policy.clauses.kinds import Rule, SignalRule, TimedRule
from postloan.policy.clauses.timing import anchor_of
from postloan.rules.condition import Condition
from postloan.rules.evaluate import Bounded, Truth
from postloan.rules.tree import Literal, nodes_in

__all__ = ["Past", "Stretch", "stretches_of"]

_DAY: Final = timedelta(days=1)
_FAR: Final = 10_000
"""Days beyond which no count is followed."""


@attrs.frozen(kw_only=True)
class Stretch:
    """Days in a row on all of which a rule asked, or on all of which it may have."""

    start: date
    end: date
    certain: bool
    """Whether it asked whatever was not known on those days."""
    resumes: bool = False
    """Whether it begins as the credit was reopened: what was open when it ended is so again."""


@attrs.frozen(kw_only=True)
class Past:
    """What was on record about one loan on its earlier days; each day is worked out once."""

    life: Life
    _days: dict[date, Mapping[str, Bounded]] = attrs.field(factory=dict, init=False, eq=False)

    def values(self, day: date) -> Mapping[str, Bounded]:
        """Return what conditions read on a day; see `past_values`."""
        if day not in self._days:
            self._days[day] = past_values(day, self.life)
        return self._days[day]

    def found_signals(self, rule: SignalRule) -> Iterator[date]:
        """Yield the days from which a signal stood, by its condition, that nobody recorded."""
        records = [r for r in self.life.file.signals if r.signal == rule.id]
        for stretch in stretches_of(rule, self) if rule.when is not None else ():
            recorded = any(
                r.on <= stretch.end and (r.cleared_on is None or r.cleared_on > stretch.start)
                for r in records
            )
            if stretch.certain and not recorded:
                yield stretch.start


def stretches_of(rule: Rule, past: Past) -> Iterator[Stretch]:
    """Yield the stretches of days up to now on which `rule` asked or may have, oldest first.

    A rule that answers to a signal on the very condition that raises it asks also while the
    signal is on record. Of a credit that has ended, few rules ask.
    """
    life = past.life
    first = first_day(rule, life)
    days = sorted({first, *(day for day in _turns(rule, life) if first < day <= life.as_of)})
    runs: list[tuple[date, Truth]] = []
    for day, after in zip(days, (*days[1:], life.as_of + _DAY), strict=True):
        runs.append((day, _asks(rule, past, day)))
        last = _asks(rule, past, after - _DAY)
        if last is not runs[-1][1]:
            is_last = partial(_asks_as, rule, past, last)
            runs.append((turning_day(is_last, day, after - _DAY), last))
    turns = [run for at, run in enumerate(runs) if not at or run[1] is not runs[at - 1][1]]
    ends = (*(day - _DAY for day, _ in turns[1:]), life.as_of)
    for (start, truth), end in zip(turns, ends, strict=True):
        if truth is not False:
            resumes = any(each.reopened_on == start for each in life.ends)
            yield Stretch(start=start, end=end, certain=truth is True, resumes=resumes)


def _turns(rule: Rule, life: Life) -> Iterator[date]:
    """Yield the days on which a rule can have begun or ceased to ask."""
    contents = life.decision.contents
    conditions = (*rule.conditions, *([contents.applies_to] if contents.applies_to else ()))
    keys = {key for condition in conditions for key in condition.facts}
    yield from change_days(keys, life)
    yield from _clock_days(keys, conditions, life)
    if isinstance(rule, TimedRule):
        yield from end_days(life)
    if rule.in_force.until is not None and rule.in_force.until < life.as_of:
        yield rule.in_force.until + _DAY
    for record in life.file.signals if _answers_to(rule, life) is not None else ():
        yield record.on
        if record.cleared_on is not None:
            yield record.cleared_on


def _clock_days(keys: Iterable[str], conditions: Sequence[Condition], life: Life) -> Iterator[date]:
    """Yield the days on which a count of days can come to a figure that a condition names."""
    nodes = [node for condition in conditions for node in nodes_in(condition.tree)]
    named: list[object] = [node.value for node in nodes if isinstance(node, Literal)]
    named += [life.decision.parameters[id] for c in conditions for id in c.parameters]
    figures = {value for value in named if isinstance(value, int) and abs(value) < _FAR}
    if "days_to_maturity" in keys:
        agreed = (life.file.loan.matures_on, *(each.until for each in life.file.extensions))
        for matures in (day for day in agreed if day is not None):
            for count in figures:
                yield from _around(matures, -count)
    if any(key in ARREARS_FACTS for key in keys):
        for version in life.file.schedules or ():
            for instalment in version.instalments:
                for count in figures:
                    yield from _around(instalment.due_on, count)


def _around(day: date, count: int) -> Iterator[date]:
    """Yield the day so many days after `day`, and its neighbours, as far as there are such days."""
    middle = day.toordinal() + count
    for ordinal in range(max(middle - 1, 1), min(middle + 1, date.max.toordinal()) + 1):
        yield date.fromordinal(ordinal)


def _asks(rule: Rule, past: Past, day: date) -> Truth:
    life = past.life
    scope = life.decision.contents.applies_to
    applies: Truth = True if scope is None else scope.holds(past.values(day))
    if applies is False or not rule.in_force.covers(day):
        return False
    if isinstance(rule, TimedRule) and not rule.may_ask(ended=life.ended_on(day)):
        return False
    signal = _answers_to(rule, life)
    on_record = signal is not None and any(
        r.signal == signal and r.active_on(day) for r in life.file.signals
    )
    holds = True if on_record or not rule.conditions else rule.holds(past.values(day))
    return holds if applies else holds and None


def _asks_as(rule: Rule, past: Past, truth: Truth, day: date) -> bool:
    return _asks(rule, past, day) is truth


def _answers_to(rule: Rule, life: Life) -> str | None:
    """Return the signal that a rule answers to on the very condition that raises it, if any."""
    anchor = anchor_of(rule.timing) if isinstance(rule, TimedRule) else None
    if anchor is None or anchor.kind != "signal":
        return None
    signal = life.decision.contents.signal(anchor.name)
    return signal.id if signal.conditions == rule.conditions else None
