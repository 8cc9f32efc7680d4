"""Claims: what keeps a claim alive, delays it, settles it in court, or moves its maturity."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, Literal, get_args

import attrs

from postloan.dates import checked_date
from postloan.errors import InvalidValue
from postloan.model.checks import checked_choice, checked_code, checked_codes
from postloan.model.loan import Loan
from postloan.model.records import Record

__all__ = [
    "ACT_KINDS",
    "OBSTACLE_KINDS",
    "PROCEDURES",
    "ActKind",
    "ClaimAct",
    "Demand",
    "Extension",
    "Judgment",
    "Obstacle",
    "ObstacleKind",
    "maturity",
]

ActKind = Literal[
    "demand",
    "message",
    "debit",
    "notice",
    "suit",
    "arbitration",
    "payment_order",
    "bankruptcy_claim",
    "preservation",
    "enforcement",
    "set_off",
    "mediation",
    "police_report",
    "acknowledgement",
    "instalment_plan",
    "part_payment",
    "new_security",
    "deferral_request",
    "assignment_notice",
]
"""An act that interrupts limitation. The creditor's: a demand signed or served, a message that
arrives, a debit of the debtor's account, a public notice to a debtor who is missing; before a
court or another authority, from suit to police report; the debtor's, from acknowledgement to
request for deferral; the notice that the claim was assigned."""
ACT_KINDS: tuple[ActKind, ...] = get_args(ActKind)

PROCEDURES: Final[frozenset[ActKind]] = frozenset(
    (
        "suit",
        "arbitration",
        "payment_order",
        "bankruptcy_claim",
        "preservation",
        "enforcement",
        "mediation",
        "police_report",
    )
)
"""The acts that open a procedure: the period runs anew only from its end."""

ObstacleKind = Literal[
    "force_majeure", "no_legal_agent", "no_heir", "controlled_by_debtor", "other"
]
"""What keeps a creditor from claiming: force majeure, nobody to act for one who cannot act, no
heir or administrator yet, being in the debtor's power, something else."""
OBSTACLE_KINDS: tuple[ObstacleKind, ...] = get_args(ObstacleKind)


@attrs.frozen(kw_only=True)
class ClaimAct(Record):
    """What every act that keeps a claim alive carries.

    `on` is the day it takes effect: when a message arrives, when a suit is filed.
    """

    kind: ActKind
    """One of `ACT_KINDS`."""
    ended_on: date | None = None
    """The day the procedure ended, in one of `PROCEDURES`; None while it goes on."""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        owner = type(self).__name__
        checked_choice(owner, "kind", self.kind, ACT_KINDS)
        ended = self.ended_on
        if ended is None:
            return
        if self.kind not in PROCEDURES:
            allowed = f"None: a {self.kind} is no procedure"
            raise InvalidValue(owner, "ended_on", ended, allowed)
        if checked_date(owner, "ended_on", ended) < self.on:
            raise InvalidValue(owner, "ended_on", ended, f"not before on, {self.on}")

    def again_from(self, as_of: date) -> date | None:
        """Return the day from which a period runs anew; None while the procedure goes on.

        >>> suit = Demand(on=date(2024, 3, 1), kind="suit", ended_on=date(2024, 9, 2))
        >>> suit.again_from(date(2024, 9, 1)), suit.again_from(date(2024, 9, 2))
        (None, datetime.date(2024, 9, 2))
        """
        if self.kind not in PROCEDURES:
            return self.on
        return self.ended_on if self.ended_on is not None and self.ended_on <= as_of else None


@attrs.frozen(kw_only=True)
class Demand(ClaimAct):
    """An act on the debt of the loan that interrupts limitation (诉讼时效中断).

    A demand for a part keeps the whole alive. A payment interrupts only where it is also
    recorded here, as a `part_payment` or a `debit`: a `Payment` does not say who paid.

    >>> Demand(on=date(2024, 3, 1), kind="demand").debtor is None
    True
    """

    debtor: str | None = None
    """Id of the joint debtor that it reaches, which counts against all; None is the borrower."""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if self.debtor is not None:
            checked_code("Demand", "debtor", self.debtor)


@attrs.frozen(kw_only=True)
class Obstacle(Record):
    """A cause that keeps the lender from claiming, from the day `on`."""

    kind: ObstacleKind
    """One of `OBSTACLE_KINDS`."""
    until: date | None = None
    """The day on which the cause is gone, `on` or later; None while it lasts."""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        checked_choice("Obstacle", "kind", self.kind, OBSTACLE_KINDS)
        until = self.until
        if until is not None and checked_date("Obstacle", "until", until) < self.on:
            raise InvalidValue("Obstacle", "until", until, f"not before on, {self.on}")


@attrs.frozen(kw_only=True)
class Judgment(Record):
    """What the claim is enforced by (执行依据), in effect from the day `on`.

    A judgment, an award, a mediation agreement or another instrument.
    """

    perform_by: date | None = None
    """The last day, of the last instalment, that it gives for performance, `on` or later; None
    where it gives none."""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        by = self.perform_by
        if by is not None and checked_date("Judgment", "perform_by", by) < self.on:
            raise InvalidValue("Judgment", "perform_by", by, f"not before on, {self.on}")


def _consents(value: Sequence[str]) -> tuple[str, ...]:
    return checked_codes("Extension", "consents", value)


@attrs.frozen(kw_only=True)
class Extension(Record):
    """A later maturity (展期), agreed on the day `on`. Due dates move by a new `Schedule`."""

    until: date
    """The new maturity."""
    consents: tuple[str, ...] = attrs.field(default=(), converter=_consents)
    """Ids of the guarantors and providers of collateral who agreed in writing."""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        checked_date("Extension", "until", self.until)


def maturity(loan: Loan, extensions: Iterable[Extension], on: date) -> date | None:
    """Return the maturity as agreed up to the day `on`; None where it is not stated.

    >>> from postloan.model.parties import Borrower
    >>> from postloan.money import Money
    >>> loan = Loan(
    ...     id="L-001",
    ...     borrower=Borrower(id="B-001", kind="corporate"),
    ...     product="working_capital",
    ...     principal=Money(100000, "CNY"),
    ...     disbursed_on=date(2024, 1, 5),
    ...     matures_on=date(2024, 12, 31),
    ... )
    >>> extended = [Extension(on=date(2024, 12, 1), until=date(2025, 6, 30))]
    >>> str(maturity(loan, extended, date(2024, 12, 1)))
    '2025-06-30'
    """
    agreed = [(extension.on, extension.until) for extension in extensions if extension.on <= on]
    return max(agreed)[1] if agreed else loan.matures_on
