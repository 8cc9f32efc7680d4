"""Compliance: every obligation that fell due in a period is done in time, done late, or missed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import Final, Literal, get_args

import attrs

from postloan.agenda.asked import Lack
from postloan.agenda.item import Obligation, lateness
from postloan.citation import Citation
from postloan.money import ROUNDED
from postloan.policy.clauses.kinds import DutyLevel

__all__ = ["Compliance", "Fulfilment", "Grouping", "Kept", "Tally"]

Kept = Literal["in_time", "late", "missed", "open", "undated"]
"""Done by the day it was due, done after it, not done though that day is past, not done on that
day itself, or without a date."""
KEPT: Final[tuple[Kept, ...]] = get_args(Kept)

Grouping = Literal["rule", "kind", "role", "officer", "by", "unit", "loan"]
"""What obligations can be counted by."""
GROUPINGS: Final[tuple[Grouping, ...]] = get_args(Grouping)


@attrs.frozen(kw_only=True)
class Fulfilment:
    """One obligation that fell due, and how it was met.

    >>> visit = Fulfilment(
    ...     loan="L-001",
    ...     rule="visit.quarterly",
    ...     obligation="inspection",
    ...     kind="on_site",
    ...     due=date(2024, 3, 31),
    ...     kept="late",
    ...     done_on=date(2024, 4, 2),
    ...     by="officer-1",
    ... )
    >>> print(visit, visit.days_late)
    L-001 2024-03-31 visit.quarterly late 2
    """

    loan: str = ""
    """Id of the loan; empty for what is owed for the portfolio."""
    unit: str = ""
    """The unit that manages the loan; empty where not stated."""
    rule: str
    """Id of the rule."""
    obligation: Obligation
    """Whether an inspection rule or a duty rule asked for it."""
    kind: str
    """Kind of inspection or duty."""
    level: DutyLevel = "loan"
    """Whether it was owed for the loan, its obligor or the portfolio."""
    role: str = ""
    """Who had to do it; empty where the policy does not say."""
    officer: str = ""
    """Id of who answered for it on the day it was due, or where it has none on the day on whose
    records it stands; empty where not stated."""
    template: str = ""
    """Id of the template that is filled in for it; empty for none."""
    citation: Citation | None = None
    """Where it is written; None where the policy does not say."""
    certain: bool = True
    """False where the facts of the time leave open whether it was asked for."""
    due: date | None
    """The day by which it was due; None where it has no date, and `problem` says why."""
    rolled_from: date | None = None
    """The rest day that the due date was rolled from; None where it was not."""
    anchor_on: date | None = None
    """The day it is counted from; None for periods of the calendar, and where not known."""
    kept: Kept
    done_on: date | None = None
    """When it was done; None where it was not."""
    by: str | None = None
    """Id of who did it; None where it was not done, or the record does not say."""
    lacks: tuple[Lack, ...] = ()
    """What the record of its being done does not show."""
    problem: str = ""
    """Why it has no date; empty where it has one."""

    @property
    def days_late(self) -> int:
        """How many days after it was due it was done; 0 in time, and where it was not done."""
        return lateness(self.due, self.done_on)

    @property
    def diligence_shown(self) -> bool:
        """Whether it was done in time, and its record leaves nothing unsaid of how."""
        return self.kept == "in_time" and not self.lacks

    def __str__(self) -> str:
        parts = (self.loan, self.due and str(self.due), self.rule, self.kept)
        return " ".join(part for part in parts if part)


@attrs.frozen(kw_only=True)
class Tally:
    """How many obligations were met how.

    >>> tally = Tally(in_time=2, late=1, missed=1)
    >>> tally.total, tally.share_in_time
    (4, Decimal('0.5'))
    """

    in_time: int = 0
    late: int = 0
    missed: int = 0
    open: int = 0
    undated: int = 0

    @classmethod
    def of(cls, fulfilments: Iterable[Fulfilment]) -> Tally:
        """Return the tally of `fulfilments`."""
        found = Counter(each.kept for each in fulfilments)
        return cls(**{kept: found[kept] for kept in KEPT})

    @property
    def total(self) -> int:
        """How many there are."""
        return self.in_time + self.late + self.missed + self.open + self.undated

    @property
    def share_in_time(self) -> Decimal | None:
        """The share done in time of those done or missed; None where there are none.

        A fraction of one, rounded half to even at 28 digits. What is open or has no date is
        left out.
        """
        judged = self.in_time + self.late + self.missed
        return ROUNDED.divide(Decimal(self.in_time), Decimal(judged)) if judged else None


_KEYS: Final[Mapping[Grouping, Callable[[Fulfilment], str]]] = MappingProxyType(
    {
        "rule": lambda each: each.rule,
        "kind": lambda each: each.kind,
        "role": lambda each: each.role,
        "officer": lambda each: each.officer,
        "by": lambda each: each.by or "",
        "unit": lambda each: each.unit,
        "loan": lambda each: each.loan,
    }
)


@attrs.frozen(kw_only=True)
class Compliance:
    """What fell due in a period under a policy, and how it was met. Made by `compliance_of`."""

    since: date
    """First day of the period."""
    until: date
    """Its last day."""
    as_of: date
    """The day on whose records it stands."""
    fulfilments: tuple[Fulfilment, ...]
    """What was asked for, by day, those without a date last."""
    possible: tuple[Fulfilment, ...] = ()
    """What may have been asked for: that depends on facts that nobody knew. Not counted."""

    @cached_property
    def tally(self) -> Tally:
        """How many were met how."""
        return Tally.of(self.fulfilments)

    def only(self, *kept: Kept) -> tuple[Fulfilment, ...]:
        """Return the obligations that were met so, such as `missed`."""
        return tuple(each for each in self.fulfilments if each.kept in kept)

    def tallies(self, grouping: Grouping) -> Mapping[str, Tally]:
        """Return a tally for each rule, kind, role, officer, unit or loan, in order of name.

        What names none stands under the empty name. `officer` is who answered for it, done or
        not; `by` is who did it, and what was not done stands under the empty name.
        """
        key = _KEYS[grouping]
        groups: dict[str, list[Fulfilment]] = {}
        for each in self.fulfilments:
            groups.setdefault(key(each), []).append(each)
        return {name: Tally.of(groups[name]) for name in sorted(groups)}

    def table(self, grouping: Grouping) -> tuple[tuple[str, ...], ...]:
        """Return rows of text, a head first: the tallies, and the share in time in per cent."""
        rows: Sequence[tuple[str, Tally]] = (*self.tallies(grouping).items(), ("all", self.tally))
        return ((grouping, *KEPT, "% in time"), *(_row(*row) for row in rows))


def _row(name: str, tally: Tally) -> tuple[str, ...]:
    counts = (str(getattr(tally, kept)) for kept in KEPT)
    share = tally.share_in_time
    percent = "-" if share is None else f"{(share * 100).quantize(Decimal('0.1'), context=ROUNDED)}"
    return (name, *counts, percent)
