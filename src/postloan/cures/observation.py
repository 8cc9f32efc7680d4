"""Observation: the time after a restructuring in which a loan must show that it performs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Literal

import attrs

from postloan.cures.ledger import Ledger
from postloan.cures.standing import PastTiers
from postloan.cures.terms import ObservationTerms
from postloan.model.changes import Restructuring

__all__ = ["Observation", "RestartCause", "observation_of"]

RestartCause = Literal["missed", "fell", "unsolved", "restructured"]
"""What started an observation again: a due date not met, a fall to a non-performing tier or a
worse one, difficulty found not solved at its end, another restructuring."""

_BECAUSE: dict[RestartCause, str] = {
    "missed": "what was due was not paid",
    "fell": "the tier fell",
    "unsolved": "the difficulty was not solved",
    "restructured": "restructured again",
}


@attrs.frozen(kw_only=True)
class Observation:
    """Where the observation of a loan stands at the end of a day. Made by `observation_of`."""

    as_of: date
    """The day at whose end it holds."""
    terms: ObservationTerms
    """What was asked for."""
    running: bool | None
    """Whether the loan is in observation; None where what is known does not tell."""
    since: date | None = None
    """The day of the restructuring that it goes back to; None where it is not running."""
    counted_from: date | None = None
    """The day from which its time counts, perhaps still to come; None where it is not running, or
    no due date after the change is known."""
    ends_not_before: date | None = None
    """The first day on which it may be over; None as in `counted_from`."""
    restarted_on: date | None = None
    """The last day on which it started again; None where it never did."""
    restarted_because: RestartCause | None = None
    """What started it again then."""
    again: bool | None = False
    """Whether, while it ran, the loan was restructured again, after a due date was not met or the
    difficulty was not solved; None where that is not known."""
    reason: str = ""
    """Why it is not over, or not known, where the dates alone do not say."""

    def __str__(self) -> str:
        if self.running is None:
            return f"observation not known: {self.reason}"
        if not self.running:
            return "no observation"
        if self.restarted_on is not None and self.restarted_because is not None:
            because = _BECAUSE[self.restarted_because]
            begun = f"observation restarted on {self.restarted_on} ({because})"
        else:
            begun = f"in observation since {self.since}"
            if self.counted_from is not None and self.counted_from != self.since:
                begun += f", counted from {self.counted_from}"
        ends = f", ends not before {self.ends_not_before}" if self.ends_not_before else ""
        reason = f"; {self.reason}" if self.reason else ""
        return f"{begun}{ends}{reason}"


def observation_of(
    restructurings: Iterable[Restructuring],
    ledger: Ledger,
    terms: ObservationTerms,
    *,
    past: PastTiers | None = None,
    solved: Callable[[date, date], bool | None] = lambda _since, _by: None,
    found_on: Iterable[date] = (),
) -> Observation:
    """Return where the observation stands at the end of the ledger's day.

    A restructuring without financial difficulty counts for nothing. Where it is not stated
    whether there was difficulty, the state is unknown if it would matter.

    Args:
        restructurings: as known, in any order; later ones do not count.
        ledger: the schedules and payments.
        terms: what is asked for.
        past: the tiers on record; None is none.
        solved: whether the debtor's difficulty was found solved, by what was found from one day,
            that of the restructuring, to another; None where nothing was found.
        found_on: the days on which something was found.

    Raises:
        Uncountable: the records contradict each other in what is unpaid.

    >>> from postloan.dates import Period
    >>> from postloan.model.schedule import Instalment, Schedule
    >>> from postloan.money import Money
    >>> change = Restructuring(on=date(2024, 1, 10), kind="extension", difficulty=True)
    >>> dues = [date(2024, month, 20) for month in (3, 6, 9, 12)]
    >>> quarters = tuple(Instalment(due_on=day, principal=Money(100, "CNY")) for day in dues)
    >>> ledger = Ledger((Schedule(on=change.on, instalments=quarters),), (), as_of=change.on)
    >>> terms = ObservationTerms(begins="first_new_due", lasts=Period.parse("1 year"))
    >>> print(observation_of([change], ledger, terms))
    in observation since 2024-01-10, counted from 2024-03-20, ends not before 2025-03-20
    """
    past = past or PastTiers()
    told = sorted((r for r in restructurings if r.on <= ledger.as_of), key=_order)
    certain = _Walk(ledger, terms, past, solved)
    certain.follow([r for r in told if r.difficulty], found_on)
    unstated = [r for r in told if r.difficulty is None]
    if unstated and not certain.since:
        possible = _Walk(ledger, terms, past, solved)
        possible.follow([r for r in told if r.difficulty is not False], found_on)
        if possible.since:
            day = unstated[-1].on
            reason = f"whether there was difficulty at the restructuring of {day} is not stated"
            return Observation(
                as_of=ledger.as_of, terms=terms, running=None, again=None, reason=reason
            )
    return certain.state()


def _order(change: Restructuring) -> tuple[date, date]:
    """Return when a restructuring takes its turn; of one day the one with the later due date."""
    return change.on, change.first_due_on or date.min


class _Walk:
    """Follows the records day by day, looking only at days on which something can change."""

    def __init__(
        self,
        ledger: Ledger,
        terms: ObservationTerms,
        past: PastTiers,
        solved: Callable[[date, date], bool | None],
    ) -> None:
        self.ledger = ledger
        self.terms = terms
        self.past = past
        self.solved = solved
        self.misses = frozenset(ledger.misses()) if terms.restarts else frozenset[date]()
        self.falls = frozenset(past.falls())
        self.waiting: date | None = None
        """The day of a restructuring that has no observation until the loan is non-performing."""
        self._clear()

    def _clear(self) -> None:
        self.since: date | None = None
        self.changed_on = date.min
        """The day of the last restructuring; what was found before it says nothing of it."""
        self.start: date | None = None
        self.after_miss = False
        self.missed = False
        self.again: bool | None = False
        self.restarted_on: date | None = None
        self.because: RestartCause | None = None

    # ------------------------------------------------------------------------- the walk

    def follow(self, restructurings: list[Restructuring], found_on: Iterable[date]) -> None:
        if not restructurings:
            return
        by_day = {r.on: r for r in restructurings}
        as_of = self.ledger.as_of
        days = {*by_day, *self.ledger.turns(), *self.misses, *self.falls, *found_on, as_of}
        for day in sorted(d for d in days if restructurings[0].on <= d <= as_of):
            self._end_before(day)
            if day in by_day:
                self._restructured(by_day[day])
            if day in self.falls:
                self._fell(day)
            if day in self.misses and self.start is not None and day >= self.start:
                self.missed = True
                self._restart(day, "missed", after_miss=True)
            self._end_on(day)

    def _end_before(self, day: date) -> None:
        """End, or start again, on ends that fall between two days that are looked at."""
        while (end := self.end()) is not None and end < day:
            if self._end_on(end) or self.end() == end:
                return

    def _end_on(self, day: date) -> bool:
        """End, or start again, where the time is over at the end of `day`; True if it ended."""
        end = self.end()
        if end is None or day < end or (self.terms.restarts and self.ledger.is_behind(day)):
            return False
        solved = self.solved(self.changed_on, day) if self.terms.until_solved else True
        if solved:
            self._clear()
            return True
        if solved is False:
            self._restart(day, "unsolved")
        return False

    def _restructured(self, change: Restructuring) -> None:
        begins = self.terms.begins
        first = change.first_due_on or self.ledger.next_due(change.on)
        start = first if begins == "first_new_due" else change.on
        if self.since:
            self.again = self.again or self._not_performed(change.on)
            self.start = change.on
            self._restart(change.on, "restructured")
            self.start = start
        elif begins == "nonperforming" and not self.past.is_bad_on(change.on):
            self.waiting = change.on
        else:
            self.since, self.start = change.on, start
        self.changed_on = change.on

    def _not_performed(self, day: date) -> bool | None:
        if self.missed:
            return True
        solved = self.solved(self.changed_on, day)
        return None if solved is None else not solved

    def _fell(self, day: date) -> None:
        if self.since and self.terms.restarts:
            self._restart(day, "fell")
        elif self.waiting is not None:
            self.since, self.start, self.waiting = self.waiting, day, None

    def _restart(self, day: date, because: RestartCause, *, after_miss: bool = False) -> None:
        """Start again, unless the time has not begun to count by then."""
        if self.start is not None and day < self.start:
            return
        self.start = day
        self.after_miss = after_miss
        self.restarted_on = day
        self.because = because

    # --------------------------------------------------------------------- what it says

    def end(self) -> date | None:
        """Return the first day on which it may be over; None where none runs or is known."""
        if self.start is None:
            return None
        return max((self.terms.lasts.after(self.start), *self._last_of_periods(self.start)))

    def _last_of_periods(self, start: date) -> Iterator[date]:
        """Yield the due date that ends the periods asked for, or the last that there is."""
        count = self.terms.periods
        if not count:
            return
        starts_in = self.terms.reading == "due_dates" and not self.after_miss
        dues = [day for day in self.ledger.due_days if day > start or (starts_in and day == start)]
        yield from dues[:count][-1:]

    def state(self) -> Observation:
        as_of, terms = self.ledger.as_of, self.terms
        if not self.since:
            return Observation(as_of=as_of, terms=terms, running=False)
        end, reason = self.end(), ""
        running: bool | None = True
        if end is not None and as_of >= end:
            behind = self.terms.restarts and self.ledger.is_behind(as_of)
            reason = "something is unpaid"
            if not behind:
                running = None
                reason = (
                    f"its time was over on {end}; whether the difficulty is solved is not recorded"
                )
        return Observation(
            as_of=as_of,
            terms=terms,
            running=running,
            since=self.since,
            counted_from=self.start,
            ends_not_before=end,
            restarted_on=self.restarted_on,
            restarted_because=self.because,
            again=self.again,
            reason=reason,
        )
