"""The rows of clearance: who may do what, when, and what comes of it; cited row by row."""

from __future__ import annotations

from typing import Final

from postloan.workflow.clearance import acts, changes, guards
from postloan.workflow.clearance.settlement import Settlement
from postloan.workflow.clearance.sources import (
    CLEARING,
    FILING,
    LETTERS,
    RETURNED,
    SUPERVISED,
    THIRTY_DAYS,
)
from postloan.workflow.clearance.states import (
    BACK,
    Accounting,
    Custody,
    Giving,
    Notice,
    Partial,
    Phase,
    Register,
)
from postloan.workflow.table import AnyTransition, Opening, Transition

__all__ = [
    "AFTER",
    "ARCHIVING",
    "DONE",
    "OPENING",
    "PREPARING",
    "RELEASING",
    "SETTLING",
    "VERIFYING",
]

AFTER: Final = (
    Phase.PREPARING,
    Phase.VERIFYING,
    Phase.RELEASING,
    Phase.ARCHIVING,
    Phase.FILING,
    Phase.FILED,
    Phase.CLOSED,
)
DONE: Final = AFTER[3:]
_HELD: Final = (Phase.SETTLING, Phase.PREPARING, Phase.VERIFYING, Phase.RELEASING, Phase.RECOURSE)
_CREDIT: Final = ("credit",)

OPENING: Final = Opening(
    id="open",
    says="The clearance of a loan is opened.",
    act=acts.Open,
    roles=_CREDIT,
    begins=changes.begun,
    cite=CLEARING,
)

SETTLING: Final[tuple[AnyTransition[Settlement], ...]] = (
    Transition(
        id="state_owed",
        says="The ledger states what is owed; also when a payment comes back or a charge is late.",
        act=acts.StateOwed,
        at=(*AFTER, Phase.SETTLING, Phase.RECOURSE),
        roles=("ledger",),
        checks=(guards.one_currency,),
        changes=changes.stated,
        effects=changes.bared,
    ),
    Transition(
        id="settle",
        says="All obligations are found to be met: none is owed, none is left unstated.",
        act=acts.Settle,
        at=(Phase.SETTLING, Phase.RECOURSE),
        to=(Phase.PREPARING, Partial.NONE),
        roles=_CREDIT,
        guards=(guards.all_paid,),
        checks=(guards.not_ahead,),
        changes=changes.started,
        cite=CLEARING,
    ),
    Transition(
        id="request_partial",
        says="The release of some items is asked for while the loan runs.",
        act=acts.RequestPartial,
        at=(Phase.SETTLING, Partial.NONE),
        to=(Partial.ASKED,),
        roles=_CREDIT,
        checks=(guards.partial_sound,),
        changes=changes.asked,
        cite=RETURNED,
    ),
    Transition(
        id="grant_partial",
        says="They are released: what stays still covers all that is owed.",
        act=acts.GrantPartial,
        at=(Phase.SETTLING, Partial.ASKED),
        to=(Partial.NONE,),
        roles=("custody",),
        guards=(guards.still_sound,),
        changes=changes.granted,
        effects=changes.return_asked,
        cite=RETURNED,
    ),
    Transition(
        id="decline_partial",
        says="They stay.",
        act=acts.DeclinePartial,
        at=(Phase.SETTLING, Partial.ASKED),
        to=(Partial.NONE,),
        roles=("custody",),
        changes=changes.started,
    ),
    Transition(
        id="abandon",
        says="The case ends without clearance.",
        act=acts.Abandon,
        at=(Phase.SETTLING, Phase.RECOURSE),
        to=(Phase.ABANDONED,),
        roles=_CREDIT,
    ),
)

PREPARING: Final[tuple[AnyTransition[Settlement], ...]] = (
    Transition(
        id="write_off_entry",
        says="An item is written off the register of mortgages, pledges and warrants.",
        act=acts.WriteOffEntry,
        at=(Phase.PREPARING, Register.STANDING),
        roles=_CREDIT,
        checks=(guards.REGISTERED.among,),
        changes=changes.written_off,
        cite=CLEARING,
    ),
    Transition(
        id="issue_notice",
        says="The notice of transfer-out goes to accounting and to custody.",
        act=acts.IssueNotice,
        at=(Phase.PREPARING, Notice.UNISSUED),
        to=(Notice.ISSUED,),
        roles=_CREDIT,
        effects=changes.ask_to_verify,
        cite=CLEARING,
    ),
    Transition(
        id="undo",
        says="The finding that all is paid is taken back, as long as nothing was given up.",
        act=acts.Undo,
        at=(*AFTER, Giving.NONE),
        to=(Phase.SETTLING, *BACK),
        roles=_CREDIT,
        changes=changes.sent_back,
        effects=changes.restore,
    ),
)

VERIFYING: Final[tuple[AnyTransition[Settlement], ...]] = (
    Transition(
        id="verify_accounting",
        says="Accounting finds the settlement correct.",
        act=acts.VerifyAccounting,
        at=(Phase.VERIFYING, Accounting.AWAITED),
        to=(Accounting.VERIFIED,),
        roles=("accounting",),
        cite=CLEARING,
    ),
    Transition(
        id="verify_custody",
        says="Custody finds that what is to be released is what is held.",
        act=acts.VerifyCustody,
        at=(Phase.VERIFYING, Custody.AWAITED),
        to=(Custody.VERIFIED,),
        roles=("custody",),
        cite=CLEARING,
    ),
    Transition(
        id="object_accounting",
        says="Accounting sends it back, with the reason.",
        act=acts.ObjectAccounting,
        at=(Phase.VERIFYING,),
        to=(Phase.PREPARING, *BACK),
        roles=("accounting",),
        changes=changes.sent_back,
        effects=changes.restore,
        cite=CLEARING,
    ),
    Transition(
        id="object_custody",
        says="Custody sends it back, with the reason.",
        act=acts.ObjectCustody,
        at=(Phase.VERIFYING,),
        to=(Phase.PREPARING, *BACK),
        roles=("custody",),
        changes=changes.sent_back,
        effects=changes.restore,
        cite=CLEARING,
    ),
)

RELEASING: Final[tuple[AnyTransition[Settlement], ...]] = (
    Transition(
        id="release",
        says="An item is handed back.",
        act=acts.Release,
        at=(Phase.RELEASING,),
        to=(Giving.BEGUN,),
        roles=("custody",),
        guards=(guards.HELD.some,),
        checks=(guards.HELD.among, guards.with_papers),
        changes=changes.released,
        effects=changes.give_back,
        cite=SUPERVISED,
    ),
    Transition(
        id="refund",
        says="What was overpaid is paid back.",
        act=acts.Refund,
        at=(Phase.RELEASING,),
        to=(Giving.BEGUN,),
        roles=("accounting",),
        guards=(guards.refundable,),
        checks=(guards.due_in_full,),
        changes=changes.refunded,
        effects=changes.pay_back,
        cite=CLEARING,
    ),
    Transition(
        id="discharge",
        says="A guarantor is discharged.",
        act=acts.Discharge,
        at=(Phase.RELEASING,),
        to=(Giving.BEGUN,),
        roles=_CREDIT,
        guards=(guards.BOUND.some,),
        checks=(guards.BOUND.among,),
        changes=changes.discharged,
        effects=changes.free,
    ),
    Transition(
        id="recover_letter",
        says="The original of a letter of guarantee is taken back.",
        act=acts.RecoverLetter,
        at=(Phase.SETTLING, Phase.PREPARING, Phase.VERIFYING, Phase.RELEASING),
        roles=_CREDIT,
        guards=(guards.OUT.some,),
        checks=(guards.OUT.among,),
        changes=changes.recovered,
        cite=LETTERS,
    ),
    Transition(
        id="report_lost",
        says="The papers of an item cannot be found; the lender replaces them at its own cost.",
        act=acts.ReportLost,
        at=_HELD,
        roles=("custody",),
        guards=(guards.DOCUMENTED.some,),
        checks=(guards.DOCUMENTED.among,),
        changes=changes.papers_lost,
        effects=changes.have_replaced,
        cite=THIRTY_DAYS,
    ),
    Transition(
        id="replace_papers",
        says="Lost papers were found or replaced.",
        act=acts.ReplacePapers,
        at=_HELD,
        roles=("custody",),
        guards=(guards.LOST.some,),
        checks=(guards.LOST.among,),
        changes=changes.papers_replaced,
        cite=THIRTY_DAYS,
    ),
)

ARCHIVING: Final[tuple[AnyTransition[Settlement], ...]] = (
    Transition(
        id="hand_over",
        says="The originals go to the archive, with a record of the hand-over.",
        act=acts.HandOver,
        at=(Phase.ARCHIVING,),
        to=(Phase.FILING,),
        roles=_CREDIT,
        effects=changes.ask_to_file,
        cite=FILING,
    ),
    Transition(
        id="file",
        says="The archive files them formally.",
        act=acts.File,
        at=(Phase.FILING,),
        to=(Phase.FILED,),
        roles=("archive",),
        cite=FILING,
    ),
    Transition(
        id="close",
        says="The case is closed.",
        act=acts.Close,
        at=(Phase.FILED,),
        to=(Phase.CLOSED,),
        roles=_CREDIT,
    ),
)
