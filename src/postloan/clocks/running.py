"""A period that acts interrupt and obstacles suspend, as limitation is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Final

import attrs

from postloan.calendars.dated import DatedCalendar
from postloan.clocks.clock import Move
from postloan.clocks.counting import Ending, ending
from postloan.clocks.law import ACTS, SUSPENDED
from postloan.dates import Period
from postloan.model.claims import ClaimAct, Obstacle

__all__ = ["Run", "run"]

_SIX_MONTHS: Final = Period(count=6, unit="month")


@attrs.frozen(kw_only=True)
class Run:
    """How far a period has run."""

    since: date
    """The day from which it last ran anew."""
    ends: Ending | None
    """Its last day; None where it is stopped."""
    moves: tuple[Move, ...]
    stopped: str = ""


def run(
    since: date,
    *,
    length: Callable[[date], Period],
    acts: Iterable[ClaimAct],
    obstacles: Iterable[Obstacle],
    as_of: date,
    calendar: DatedCalendar | None,
) -> Run:
    """Return the period from `since` as acts and obstacles up to a day have moved it.

    An act up to the last day lets the whole length run anew, from its day or from the end of the
    procedure it opened. One after the last day does nothing. An obstacle counts if it stood
    within the last six months: the period then ends no sooner than six months after it is gone.

    Args:
        since: the day the period first starts on, not counted.
        length: of a period that starts on a day.
        acts: in any order; those after `as_of` are not read.
        obstacles: in any order; those after `as_of` are not read.
        as_of: the day.
        calendar: which days are working days; None where none is given.
    """
    read = sorted((obstacle for obstacle in obstacles if obstacle.on <= as_of), key=_by_day)
    moves: list[Move] = []
    for act in sorted((act for act in acts if act.on <= as_of), key=lambda a: (a.on, a.kind)):
        period = _suspended(since, ending(since, length(since), calendar), read, as_of, calendar)
        if period.ends is not None and act.on > period.ends.day:
            break
        again = act.again_from(as_of)
        if again is None:
            stopped = f"the {_words(act.kind)} of {act.on} is not on record as ended"
            return Run(since=since, ends=None, moves=tuple(moves), stopped=stopped)
        if again > since:
            what = f"{_words(act.kind)} of {act.on}"
            moves += [*period.moves, Move(on=again, what=what, cite=ACTS[act.kind])]
            since = again
    period = _suspended(since, ending(since, length(since), calendar), read, as_of, calendar)
    return attrs.evolve(period, moves=(*moves, *period.moves))


def _by_day(obstacle: Obstacle) -> tuple[date, date]:
    return obstacle.on, obstacle.until or date.max


def _words(kind: str) -> str:
    return kind.replace("_", " ")


def _suspended(
    since: date,
    ends: Ending,
    obstacles: Sequence[Obstacle],
    as_of: date,
    calendar: DatedCalendar | None,
) -> Run:
    """Return the period from `since` as obstacles within its last six months moved its end."""
    moves: list[Move] = []
    for obstacle in obstacles:
        gone = obstacle.until if obstacle.until is not None and obstacle.until <= as_of else None
        if obstacle.on > ends.day or (gone or as_of) < _SIX_MONTHS.before(ends.counted):
            continue
        if gone is None:
            stopped = f"the {_words(obstacle.kind)} since {obstacle.on} lasts"
            return Run(since=since, ends=None, moves=tuple(moves), stopped=stopped)
        later = ending(gone, _SIX_MONTHS, calendar)
        if later.counted > ends.counted:
            ends = later
            what = f"{_words(obstacle.kind)} since {obstacle.on}"
            moves.append(Move(on=gone, what=what, cite=SUSPENDED))
    return Run(since=since, ends=ends, moves=tuple(moves))
