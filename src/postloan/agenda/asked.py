"""What a rule asks of one loan, and what the records show was done for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

import attrs

from postloan.agenda.anchors import Found, Life
from postloan.agenda.counting import Counting
from postloan.model.ends import CreditEnd
from postloan.policy.clauses.timing import Anchor
from postloan.tiers import Tier

__all__ = ["Asked", "Done", "DueDate", "Lack"]

Lack = Literal["by", "channel", "four_eyes"]
"""What a record leaves unsaid: who did it, how the borrower was met where the rule asks for a
way, or that it was another than who made the inspection before it where four eyes are asked for."""


@attrs.frozen(kw_only=True)
class Done:
    """One record of an obligation being done."""

    on: date
    due: date | None = None
    """The due date that the record says it meets; None where it says nothing."""
    by: str | None = None
    """Id of who did it; None where not stated."""
    lacks: tuple[Lack, ...] = ()
    """What the record does not show, though it counts."""


@attrs.frozen(kw_only=True)
class DueDate:
    """A day by which something is due."""

    day: date
    """Not before the rule asked, nor while the credit had ended, and rolled as the rule says."""
    stated: date
    """As counted, whenever the rule asked."""
    rolled_from: date | None
    """The rest day that it was rolled from; None where it was not."""


@attrs.frozen(kw_only=True)
class Asked:
    """What a rule asks of one loan, whatever its timing."""

    life: Life
    """The loan's records and its decision."""
    counting: Counting
    """How its due dates are counted."""
    done: Sequence[Done]
    """What the records show was done for it, oldest first."""
    visits: bool
    """Whether one record does for all that is open, as a visit does; a notice does for one."""
    since: date
    """The first day on which the rule can have asked for it."""
    dimension: str
    """Of which the rule speaks."""
    tier: Tier | None
    """That the loan has in it, or is taken to have; None is not known."""
    breaks: Sequence[CreditEnd] = ()
    """Ends of the credit in which it asked nothing, to go on where it was reopened."""

    def find(self, anchor: Anchor) -> Found:
        """Return the days of `anchor`."""
        return self.life.find(anchor, since=self.since, dimension=self.dimension, tier=self.tier)

    def due_date(self, stated: date) -> DueDate:
        """Return the due date for what is counted; raises `NoDate` where it cannot be rolled."""
        day = max(stated, self.since)
        for end in self.breaks:
            if end.reopened_on is not None and end.stands_on(day):
                day = end.reopened_on
        due = max(self.counting.rolled(day), self.since)
        return DueDate(day=due, stated=stated, rolled_from=day if due != day else None)
