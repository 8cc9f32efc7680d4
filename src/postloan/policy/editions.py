"""Choosing among the editions of a policy by the day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol, TypeVar

from postloan.policy.clauses.kinds import Force

__all__ = ["chosen_edition"]


class _Dated(Protocol):
    """An edition of a policy: something with days in force."""

    @property
    def in_force(self) -> Force: ...


E = TypeVar("E", bound=_Dated)


def chosen_edition(editions: Sequence[E], day: date | None) -> E:
    """Return the newest of `editions` in force on `day`, or the nearest to it where none is.

    Args:
        editions: oldest first, at least one.
        day: None takes the newest.
    """
    if day is None:
        return editions[-1]
    covering = [edition for edition in editions if edition.in_force.covers(day)]
    ended = [edition for edition in editions if edition.in_force.over(day)]
    return (covering or ended or editions[:1])[-1]
