"""What speaks against an act of clearance, and when something follows by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Final, TypeAlias

from postloan.security.cover import shortfall_of
from postloan.workflow.clearance import acts
from postloan.workflow.clearance.settlement import Settlement
from postloan.workflow.procedures.shapes import Choice
from postloan.workflow.values import Case, Command, Reason

__all__ = [
    "BOUND",
    "DOCUMENTED",
    "HELD",
    "LOST",
    "OUT",
    "REGISTERED",
    "all_given",
    "all_off",
    "all_paid",
    "due_in_full",
    "not_ahead",
    "one_currency",
    "overpaid",
    "owes",
    "partial_sound",
    "refundable",
    "still_sound",
    "uncovered",
    "with_papers",
]

Kept: TypeAlias = Settlement
Told: TypeAlias = Iterator[Reason]


def all_paid(case: Case[Kept]) -> Told:
    """Yield each obligation that is owed, or that nobody stated."""
    for name, amount in case.data.obligations.owed():
        what = name.replace("_", " ")
        says = f"{what} is not stated" if amount is None else f"{what} of {amount} is owed"
        yield Reason(code="obligations", says=says)
    if case.data.obligations.overpaid is None:
        yield Reason(code="obligations", says="it is not stated whether anything was overpaid")


def uncovered(case: Case[Kept]) -> Told:
    """Yield why what is held does not cover what is owed."""
    return _covered(case.data, ())


def partial_sound(case: Case[Kept], command: Command[acts.RequestPartial]) -> Told:
    """Yield why items cannot be released while the loan runs."""
    yield from _releasable(case.data, command.act.items)
    yield from _covered(case.data, command.act.items)


def still_sound(case: Case[Kept]) -> Told:
    """Yield why what is asked for cannot be released any more."""
    yield from _releasable(case.data, sorted(case.data.asked))
    yield from _covered(case.data, case.data.asked)


def _covered(data: Kept, leaving: Collection[str]) -> Told:
    owed = data.obligations.total(data.currency)
    if owed is None:
        yield Reason(code="cover", says="what is owed is not stated in full")
        return
    stays = data.held.difference(leaving)
    short = shortfall_of(owed, (one for one in data.pledged if one.id in stays))
    if short:
        yield Reason(code="cover", says=f"what stays leaves {short} of what is owed uncovered")


def _releasable(data: Kept, items: Iterable[str]) -> Told:
    for item in items:
        if item not in data.held:
            yield Reason(code="item", says=f"{item} is not held")
        if item in data.lost:
            yield Reason(code="item", says=f"the papers of {item} are lost and not yet replaced")


def one_currency(case: Case[Kept], command: Command[acts.StateOwed]) -> Told:
    """Yield each amount that is not in the currency of the loan."""
    for name, amount in command.act.obligations.amounts():
        if amount is not None and amount.currency != case.data.currency:
            says = f"{name} is in {amount.currency}, and the loan in {case.data.currency}"
            yield Reason(code="currency", says=says)


def not_ahead(_: Case[Kept], command: Command[acts.Settle]) -> Told:
    """Yield that the claim cannot have ended after the day of the command."""
    if command.act.repaid_on > command.on:
        says = f"the claim cannot have ended on {command.act.repaid_on}, after {command.on}"
        yield Reason(code="date", says=says)


def with_papers(case: Case[Kept], command: Command[acts.Release]) -> Told:
    """Yield that an item cannot be handed back without its papers."""
    if command.act.item in case.data.held:
        yield from _releasable(case.data, (command.act.item,))


def refundable(case: Case[Kept]) -> Told:
    """Yield that there is nothing to refund."""
    if not case.data.refund_due:
        yield Reason(code="refund", says="nothing was overpaid")


def due_in_full(case: Case[Kept], command: Command[acts.Refund]) -> Told:
    """Yield that a refund is not what was overpaid."""
    due = case.data.refund_due
    if due and command.act.amount != due:
        yield Reason(code="refund", says=f"{due} was overpaid, not {command.act.amount}")


REGISTERED: Final = Choice[Kept, acts.WriteOffEntry](
    code="item",
    what="on the register",
    these=lambda data: data.held - data.written_off,
    picked=lambda act: act.item,
)
HELD: Final = Choice[Kept, acts.Release](
    code="item", what="held", these=lambda data: data.held, picked=lambda act: act.item
)
DOCUMENTED: Final = Choice[Kept, acts.ReportLost](
    code="item",
    what="held with its papers",
    these=lambda data: data.held - data.lost,
    picked=lambda act: act.item,
)
LOST: Final = Choice[Kept, acts.ReplacePapers](
    code="item",
    what="without its papers",
    these=lambda data: data.lost,
    picked=lambda act: act.item,
)
BOUND: Final = Choice[Kept, acts.Discharge](
    code="guarantor", what="bound", these=lambda data: data.bound, picked=lambda act: act.guarantor
)
OUT: Final = Choice[Kept, acts.RecoverLetter](
    code="letter", what="out", these=lambda data: data.letters, picked=lambda act: act.letter
)


# ---------------------------------------------------------------------------- when it goes on


def owes(data: Kept) -> bool:
    """Return whether anything is owed, or not stated, an overpayment included."""
    return data.obligations.overpaid is None or bool(data.obligations.owed())


def overpaid(data: Kept) -> bool:
    """Return whether there is anything to refund."""
    return bool(data.refund_due)


def all_off(data: Kept) -> bool:
    """Return whether nothing that is held stands on the register."""
    return data.held == data.written_off


def all_given(data: Kept) -> bool:
    """Return whether nothing is left to release, refund, discharge or take back."""
    return not (data.held or data.bound or data.letters or overpaid(data))
