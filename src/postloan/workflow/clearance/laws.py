"""What follows by itself in clearance, who must differ, by when, and what always holds."""

from __future__ import annotations

from datetime import date
from typing import Final

from postloan.dates import Period
from postloan.workflow.clearance import acts, changes, guards
from postloan.workflow.clearance.rows import AFTER, DONE
from postloan.workflow.clearance.settlement import Settlement
from postloan.workflow.clearance.sources import CANCELLED, CLEARING, RETURNED, THIRTY_DAYS
from postloan.workflow.clearance.states import (
    BACK,
    Accounting,
    Custody,
    Giving,
    Notice,
    Phase,
    Register,
)
from postloan.workflow.table import Completion, Deadline, Invariant, Separation
from postloan.workflow.values import Case, Event

__all__ = ["COMPLETIONS", "DEADLINES", "INVARIANTS", "SEPARATIONS"]

COMPLETIONS: Final[tuple[Completion[Settlement], ...]] = (
    Completion(
        id="reopened",
        says="Something is owed before anything was given up: it is all to be done again.",
        at=(*AFTER, Giving.NONE),
        to=(Phase.SETTLING, *BACK),
        when=guards.owes,
        changes=changes.entered_again,
        effects=changes.restore,
    ),
    Completion(
        id="recourse_arose",
        says="Something is owed after something was given up.",
        at=(*AFTER, Giving.BEGUN),
        to=(Phase.RECOURSE, *BACK),
        when=guards.owes,
        changes=changes.entered_again,
        effects=changes.recourse,
    ),
    Completion(
        id="refund_arose",
        says="More was overpaid after all was given up.",
        at=DONE,
        to=(Phase.RELEASING,),
        when=guards.overpaid,
    ),
    Completion(
        id="register_written_off",
        says="All that is held is written off.",
        at=(Phase.PREPARING, Register.STANDING),
        to=(Register.WRITTEN_OFF,),
        when=guards.all_off,
    ),
    Completion(
        id="prepared",
        says="Register and notice are done: the departments may verify.",
        at=(Phase.PREPARING, Register.WRITTEN_OFF, Notice.ISSUED),
        to=(Phase.VERIFYING,),
        cite=CLEARING,
    ),
    Completion(
        id="verified",
        says="Both departments have verified: what is held may go.",
        at=(Phase.VERIFYING, Accounting.VERIFIED, Custody.VERIFIED),
        to=(Phase.RELEASING,),
        cite=CLEARING,
    ),
    Completion(
        id="all_given",
        says="Everything is released, refunded, discharged and taken back.",
        at=(Phase.RELEASING,),
        to=(Phase.ARCHIVING,),
        when=guards.all_given,
        cite=CLEARING,
    ),
)

SEPARATIONS: Final = (
    Separation(
        id="three_departments",
        says="credit, accounting and custody are different people, and so is the loan's officer",
        duties=(("credit", "officer"), ("accounting",), ("custody",)),
        cite=CLEARING,
    ),
)


def _both_verified(case: Case[Settlement], event: Event[object]) -> bool:
    gives = event.transition in ("release", "refund", "discharge")
    both = case.is_in(Accounting.VERIFIED) and case.is_in(Custody.VERIFIED)
    return not gives or (both and not case.data.obligations.owed())


def _nothing_vanishes(case: Case[Settlement], _: Event[object]) -> bool:
    data = case.data
    pledged = {one.id for one in data.pledged}
    return data.held | data.released == pledged and not data.held & data.released


def _verified_anew(case: Case[Settlement], _: Event[object]) -> bool:
    before = case.is_in(Phase.SETTLING, Phase.PREPARING, Phase.RECOURSE, Phase.ABANDONED)
    return not (before and case.is_in(Accounting.VERIFIED, Custody.VERIFIED))


def _with_its_papers(case: Case[Settlement], _: Event[object]) -> bool:
    return not case.data.lost & case.data.released


def _closed_is_clear(case: Case[Settlement], _: Event[object]) -> bool:
    return not case.is_in(*DONE) or not (
        guards.owes(case.data) or case.data.held or case.data.bound
    )


def _covered_while_it_runs(case: Case[Settlement], event: Event[object]) -> bool:
    return event.transition != "grant_partial" or not tuple(guards.uncovered(case))


def _nobody_alone(case: Case[Settlement], _: Event[object]) -> bool:
    by_role: dict[str, set[str]] = {"credit": {case.data.officer}}
    for event in case.events:
        by_role.setdefault(event.role, set()).add(event.by)
    groups = [by_role.get(role, set()) for role in ("credit", "accounting", "custody")]
    return sum(map(len, groups)) == len(set().union(*groups))


INVARIANTS: Final = (
    Invariant(
        id="both_verified_and_nothing_owed",
        says="Nothing is given up before both departments verified and while anything is owed.",
        holds=_both_verified,
        cite=CLEARING,
    ),
    Invariant(
        id="nobody_verifies_own_work",
        says="Credit, the loan's officer, accounting and custody are different people.",
        holds=_nobody_alone,
        roles=("credit", "accounting", "custody"),
        cite=CLEARING,
    ),
    Invariant(
        id="verified_anew",
        says="What goes back, for whatever reason, both departments verify anew.",
        holds=_verified_anew,
        cite=CLEARING,
    ),
    Invariant(
        id="nothing_vanishes",
        says="What is held and what was released is together what was pledged.",
        holds=_nothing_vanishes,
    ),
    Invariant(
        id="with_its_papers",
        says="Nothing is released whose papers are lost and not yet replaced.",
        holds=_with_its_papers,
        cite=THIRTY_DAYS,
    ),
    Invariant(
        id="done_is_clear",
        says="From the archive on, nothing is owed, nothing is held, nobody is bound.",
        holds=_closed_is_clear,
    ),
    Invariant(
        id="covered_while_it_runs",
        says="What stays after a partial release covers all that is owed.",
        holds=_covered_while_it_runs,
        cite=RETURNED,
    ),
)

_STOPPED: Final = ("reopened", "recourse_arose", "undo", "abandon")


def _claim_ended(event: Event[object]) -> date:
    return event.act.repaid_on if isinstance(event.act, acts.Settle) else event.on


def _return_within(data: Settlement) -> Period | None:
    within, adds = data.terms.return_within, data.terms.lost_adds
    if within is None or adds is None or not data.papers_were_lost:
        return within
    return Period(count=within.count + adds.count, unit=within.unit)


DEADLINES: Final[tuple[Deadline[Settlement], ...]] = (
    Deadline(
        id="deregistration",
        says="The registration is cancelled.",
        starts=("settle",),
        ends=("register_written_off", "release"),
        lapses=_STOPPED,
        within=lambda data: data.terms.deregister_within,
        once=lambda data: not data.held,
        since=_claim_ended,
        cite=CANCELLED,
    ),
    Deadline(
        id="return",
        says="Everything is returned, and the charge is removed.",
        starts=("settle",),
        ends=("all_given",),
        lapses=_STOPPED,
        within=_return_within,
        since=_claim_ended,
        cite=THIRTY_DAYS,
    ),
)
