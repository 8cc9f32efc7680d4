"""Agenda items: what is due for one loan, when, by whom and why."""

from __future__ import annotations

from datetime import date
from typing import Literal

import attrs

from postloan.citation import Citation
from postloan.model.records import Channel
from postloan.policy.clauses.kinds import DutyLevel, Mode, Occasion

__all__ = ["AgendaItem", "Obligation", "Status", "lateness"]

Status = Literal["done", "due", "late", "undated"]
"""`done` by the records, `due` today or later, `late` since a day before, or `undated`."""

Obligation = Literal["inspection", "duty"]


def lateness(due: date | None, done_on: date | None) -> int:
    """Return how many days after it was due something was done; 0 in time, and where not done.

    >>> lateness(date(2024, 6, 30), date(2024, 7, 2)), lateness(date(2024, 6, 30), None)
    (2, 0)
    """
    if due is None or done_on is None:
        return 0
    return max((done_on - due).days, 0)


@attrs.frozen(kw_only=True)
class AgendaItem:
    """One obligation under one rule.

    >>> visit = AgendaItem(
    ...     rule="visit.monthly",
    ...     obligation="inspection",
    ...     kind="on_site",
    ...     certain=True,
    ...     due=date(2024, 6, 30),
    ...     role="customer_manager",
    ...     reason="once a calendar month",
    ...     status="due",
    ... )
    >>> print(visit)
    2024-06-30 due visit.monthly
    """

    rule: str
    """Id of the rule."""
    obligation: Obligation
    """Whether an inspection rule or a duty rule asks for it."""
    kind: str
    """Kind of inspection, such as `on_site`, or of duty, such as `notice`."""
    certain: bool
    """Whether it is asked for whatever the unknown facts turn out to be."""
    due: date | None
    """The day by which it is due; None where it has no date, and `reason` says why."""
    role: str
    """Who has to do it; empty where the policy does not say."""
    reason: str
    """Why it is asked for, or why it has no date."""
    status: Status
    title: str = ""
    title_zh: str = ""
    """Its Chinese title; empty where the policy gives none."""
    citation: Citation | None = None
    """Where it is written; None where the policy does not say."""
    anchor_on: date | None = None
    """The date it is counted from; None for periods of the calendar, and where not known."""
    anchor_recorded: bool = True
    """False where the anchor was found only now and nobody has recorded it yet."""
    done_on: date | None = None
    """When it was done; None where it is not."""
    more_late: int = 0
    """How many later dates of the same rule have passed too; this is the oldest."""
    covered_by: str | None = None
    """The rule whose earlier inspection of the same kind does for this one too, being neither
    less full than this one's nor another role's."""
    mode: Mode | None = None
    """How an inspection is made; None where the policy does not say. What is made by `sampling` a
    loan owes only where it is drawn (`draw_sample`); an agenda does not know the draw."""
    occasion: Occasion | None = None
    """Whether an inspection is the first, one of a routine or for a cause; None: not stated."""
    channels: tuple[Channel, ...] = ()
    """How an inspector may meet the borrower; () where the policy does not say."""
    other_institution: bool = False
    """Whether staff of another institution make the inspection."""
    template: str = ""
    """Id of the policy's template that is filled in for it; empty for none."""
    level: DutyLevel = "loan"
    """Whether it is owed for the loan, its obligor or the portfolio."""

    @property
    def days_late(self) -> int:
        """How many days after it was due it was done; 0 in time, and where it is not done."""
        return lateness(self.due, self.done_on)

    def __str__(self) -> str:
        when = "" if self.due is None else f"{self.due} "
        return f"{when}{self.status} {self.rule}"
