"""What speaks against an act of clearance, and when something follows by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TypeAlias

from postloan.security.cover import shortfall_of
from postloan.workflow.clearance import acts
from postloan.workflow.clearance.settlement import Settlement
from postloan.workflow.values import Case, Command, Reason

__all__ = [
    "all_given",
    "all_off",
    "all_paid",
    "bound",
    "covered",
    "due_in_full",
    "held",
    "lost",
    "not_ahead",
    "on_register",
    "one_currency",
    "out",
    "overpaid",
    "owes",
    "partial_sound",
    "releasable",
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


def covered(case: Case[Kept]) -> Told:
    """Yield why what stays would not cover what is owed, were what is asked for released."""
    return _covered(case.data, case.data.asked)


def partial_sound(case: Case[Kept], command: Command[acts.RequestPartial]) -> Told:
    """Yield why items cannot be released while the loan runs."""
    items = command.act.items
    if not items:
        yield Reason(code="item", says="no item is named")
    for item in items:
        yield from _releasable(case.data, item)
    yield from _covered(case.data, items)


def _covered(data: Kept, leaving: Collection[str]) -> Told:
    owed = data.obligations.total(data.currency)
    if owed is None:
        yield Reason(code="cover", says="what is owed is not stated in full")
        return
    stays = data.held.difference(leaving)
    short = shortfall_of(owed, (one for one in data.pledged if one.id in stays))
    if short:
        yield Reason(code="cover", says=f"what stays leaves {short} of what is owed uncovered")


def _releasable(data: Kept, item: str) -> Told:
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
        yield Reason(code="date", says=f"{command.act.repaid_on} is after {command.on}")


def on_register(case: Case[Kept], command: Command[acts.WriteOffEntry]) -> Told:
    """Yield that an item does not stand on the register, or that its papers are lost."""
    if command.act.item not in case.data.held - case.data.written_off:
        yield Reason(code="item", says=f"{command.act.item} does not stand on the register")


def releasable(case: Case[Kept], command: Command[acts.Release]) -> Told:
    """Yield why an item cannot be handed back."""
    return _releasable(case.data, command.act.item)


def held(case: Case[Kept], command: Command[acts.ReportLost]) -> Told:
    """Yield that an item is not held."""
    if command.act.item not in case.data.held - case.data.lost:
        yield Reason(code="item", says=f"{command.act.item} is not held with its papers")


def lost(case: Case[Kept], command: Command[acts.ReplacePapers]) -> Told:
    """Yield that the papers of an item are not lost."""
    if command.act.item not in case.data.lost:
        yield Reason(code="item", says=f"the papers of {command.act.item} are not lost")


def due_in_full(case: Case[Kept], command: Command[acts.Refund]) -> Told:
    """Yield that a refund is not what was overpaid."""
    due = case.data.refund_due
    if not due:
        yield Reason(code="refund", says="nothing was overpaid")
    elif command.act.amount != due:
        yield Reason(code="refund", says=f"{due} was overpaid, not {command.act.amount}")


def bound(case: Case[Kept], command: Command[acts.Discharge]) -> Told:
    """Yield that a guarantor is not bound."""
    if command.act.guarantor not in case.data.bound:
        yield Reason(code="guarantor", says=f"{command.act.guarantor} is not bound")


def out(case: Case[Kept], command: Command[acts.RecoverLetter]) -> Told:
    """Yield that a letter is not out."""
    if command.act.letter not in case.data.letters:
        yield Reason(code="letter", says=f"{command.act.letter} is not out")


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
