"""What an act of clearance changes, and what it asks the host to do."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TypeAlias

import attrs

from postloan.workflow.clearance import acts, effects
from postloan.workflow.clearance.guards import all_paid, uncovered
from postloan.workflow.clearance.settlement import Obligations, Settlement
from postloan.workflow.clearance.states import Giving
from postloan.workflow.values import Case, Event

__all__ = [
    "ask_to_file",
    "ask_to_verify",
    "asked",
    "bared",
    "begun",
    "discharged",
    "entered_again",
    "free",
    "give_back",
    "granted",
    "have_replaced",
    "papers_lost",
    "papers_replaced",
    "pay_back",
    "recourse",
    "recovered",
    "refunded",
    "released",
    "restore",
    "return_asked",
    "sent_back",
    "started",
    "stated",
    "written_off",
]

Kept: TypeAlias = Settlement


def begun(event: Event[acts.Open]) -> Kept:
    """Return what a case keeps from its opening."""
    act = event.act
    return Settlement(
        currency=act.currency,
        officer=act.officer,
        terms=act.terms,
        pledged=act.pledged,
        held=frozenset(one.id for one in act.pledged),
        bound=frozenset(act.guarantors),
        letters=frozenset(act.letters),
    )


def stated(data: Kept, event: Event[acts.StateOwed]) -> Kept:
    """Keep what is owed."""
    return attrs.evolve(data, obligations=event.act.obligations)


def started(data: Kept, _: Event[object]) -> Kept:
    """Forget what was asked for before all was paid."""
    return attrs.evolve(data, asked=frozenset())


def written_off(data: Kept, event: Event[acts.WriteOffEntry]) -> Kept:
    """Take an item off the register."""
    return attrs.evolve(data, written_off=data.written_off | {event.act.item})


def entered_again(data: Kept) -> Kept:
    """Enter in the register again what is held."""
    return attrs.evolve(data, written_off=frozenset())


def sent_back(data: Kept, _: Event[object]) -> Kept:
    """Enter in the register again what is held."""
    return entered_again(data)


def released(data: Kept, event: Event[acts.Release]) -> Kept:
    """Hand an item back."""
    return _gone(data, {event.act.item})


def asked(data: Kept, event: Event[acts.RequestPartial]) -> Kept:
    """Keep what is asked for."""
    return attrs.evolve(data, asked=frozenset(event.act.items))


def granted(data: Kept, _: Event[object]) -> Kept:
    """Hand back what was asked for."""
    return attrs.evolve(_gone(data, data.asked), asked=frozenset())


def _gone(data: Kept, items: Collection[str]) -> Kept:
    return attrs.evolve(
        data,
        held=data.held.difference(items),
        released=data.released.union(items),
        written_off=data.written_off.difference(items),
    )


def refunded(data: Kept, _: Event[object]) -> Kept:
    """Owe no refund any more."""
    return attrs.evolve(data, obligations=Obligations.met(data.currency))


def discharged(data: Kept, event: Event[acts.Discharge]) -> Kept:
    """Release a guarantor."""
    return attrs.evolve(data, bound=data.bound - {event.act.guarantor})


def recovered(data: Kept, event: Event[acts.RecoverLetter]) -> Kept:
    """Have a letter back."""
    return attrs.evolve(data, letters=data.letters - {event.act.letter})


def papers_lost(data: Kept, event: Event[acts.ReportLost]) -> Kept:
    """Keep that papers are lost, and were."""
    return attrs.evolve(data, lost=data.lost | {event.act.item}, papers_were_lost=True)


def papers_replaced(data: Kept, event: Event[acts.ReplacePapers]) -> Kept:
    """Have the papers of an item again."""
    return attrs.evolve(data, lost=data.lost - {event.act.item})


# ------------------------------------------------------------------------ what the host does


def ask_to_verify(_: Case[Kept], __: Event[acts.IssueNotice]) -> Iterator[object]:
    """Yield the notice, to both departments."""
    yield effects.SendNotice(to="accounting", says="verify the settlement")
    yield effects.SendNotice(to="custody", says="verify what is to be released")


def give_back(_: Case[Kept], event: Event[acts.Release]) -> Iterator[object]:
    """Yield the end of an item's registration, and its return."""
    yield effects.Deregister(item=event.act.item)
    yield effects.ReturnItem(item=event.act.item, to=event.act.to)


def pay_back(_: Case[Kept], event: Event[acts.Refund]) -> Iterator[object]:
    """Yield the transfer of a refund."""
    yield effects.TransferRefund(amount=event.act.amount)


def free(_: Case[Kept], event: Event[acts.Discharge]) -> Iterator[object]:
    """Yield the discharge of a guarantor."""
    yield effects.ReleaseGuarantor(guarantor=event.act.guarantor)


def have_replaced(_: Case[Kept], event: Event[acts.ReportLost]) -> Iterator[object]:
    """Yield that the papers of an item are to be replaced."""
    yield effects.SendNotice(to="credit", says=f"replace the papers of {event.act.item}")


def ask_to_file(_: Case[Kept], __: Event[acts.HandOver]) -> Iterator[object]:
    """Yield word to the archive."""
    yield effects.SendNotice(to="archive", says="the loan is settled; file it")


def return_asked(case: Case[Kept], event: Event[acts.GrantPartial]) -> Iterator[object]:
    """Yield the return of what was asked for last, and was just released."""
    done = (one.act for one in reversed(case.events))
    for item in next(act.items for act in done if isinstance(act, acts.RequestPartial)):
        yield effects.Deregister(item=item)
        yield effects.ReturnItem(item=item, to=event.act.to)


def restore(case: Case[Kept], _: Event[object]) -> Iterator[object]:
    """Yield the new entry of all that is held, and word that nothing may go out."""
    for item in sorted(case.data.held):
        yield effects.RestoreEntry(item=item)
    for to in ("accounting", "custody"):
        yield effects.SendNotice(to=to, says="the notice of transfer-out is withdrawn")


def bared(case: Case[Kept], _: Event[acts.StateOwed]) -> Iterator[object]:
    """Yield the signal that what stayed after a partial release does not cover what is owed now."""
    if case.data.released and case.is_in(Giving.NONE):
        for reason in uncovered(case):
            yield _signal(case, str(reason))


def recourse(case: Case[Kept], event: Event[object]) -> Iterator[object]:
    """Yield the signal that something is owed after something was given up."""
    yield _signal(case, "; ".join(map(str, all_paid(case))))
    yield from restore(case, event)


def _signal(case: Case[Kept], why: str) -> effects.RaiseSignal:
    given = ", ".join(sorted(case.data.released)) or "no item"
    return effects.RaiseSignal(
        signal="recourse", says=f"owed after release: {why}; released: {given}"
    )
