"""Who answers for a loan, and since when: hand-overs of responsibility as dated data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import attrs

from postloan.dates import checked_date
from postloan.errors import InvalidValue
from postloan.model.checks import checked_code, checked_tuple

__all__ = ["Responsible", "checked_hand_overs", "responsible_on"]


@attrs.frozen(kw_only=True)
class Responsible:
    """From a day on an officer answers for a loan, until the next one takes over.

    >>> Responsible(since=date(2024, 3, 1), officer="wang", role="customer_manager").officer
    'wang'
    """

    since: date
    """The first day: the hand-over is complete, and the giver answers no longer."""
    officer: str
    """Id of the officer."""
    role: str = ""
    """The role of the policy in which, for what that role has to do; empty for whatever is left
    to no role of these."""

    def __attrs_post_init__(self) -> None:
        checked_date("Responsible", "since", self.since)
        checked_code("Responsible", "officer", self.officer)
        if self.role != "":
            checked_code("Responsible", "role", self.role)


def checked_hand_overs(loan: str, stated: Sequence[Responsible]) -> tuple[Responsible, ...]:
    """Return who answers for a loan, oldest first, if no two take over one role on one day."""
    found = checked_tuple("compliance_of", f"officers[{loan!r}]", stated, Responsible)
    if len({(each.since, each.role) for each in found}) < len(found):
        allowed = "one officer for each role and day"
        raise InvalidValue("compliance_of", f"officers[{loan!r}]", stated, allowed)
    return tuple(sorted(found, key=lambda each: each.since))


def responsible_on(day: date, role: str, stated: Iterable[Responsible]) -> str:
    """Return the id of who answers in a role on a day; empty where nobody is stated.

    Args:
        day: the day.
        role: the role; who answers in it goes before who answers in none.
        stated: as checked, oldest first.

    >>> team = [
    ...     Responsible(since=date(2024, 1, 5), officer="li"),
    ...     Responsible(since=date(2024, 1, 5), officer="wu", role="risk_manager"),
    ...     Responsible(since=date(2024, 3, 1), officer="wang"),
    ... ]
    >>> responsible_on(date(2024, 3, 1), "customer_manager", team)
    'wang'
    >>> responsible_on(date(2024, 3, 1), "risk_manager", team)
    'wu'
    """
    begun = [each for each in stated if each.since <= day]
    own = [each for each in begun if each.role == role] or [each for each in begun if not each.role]
    return own[-1].officer if own else ""
