"""A procedure small enough to read, for the tests of the engine: a payment that two confirm."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import Enum
from typing import Final

import attrs

from postloan.dates import Period
from postloan.workflow.table import Completion, Deadline, Invariant, Opening, Separation, Transition
from postloan.workflow.values import Actor, Case, Command, Event, Moved, Reason
from postloan.workflow.workflow import Workflow

DAY: Final = date(2026, 3, 2)


class Phase(Enum):
    CHECKING = 1
    CHECKED = 2
    PAID = 3


class Ledger(Enum):
    AWAITED = 1
    AGREED = 2


class Contract(Enum):
    AWAITED = 1
    AGREED = 2


@attrs.frozen(kw_only=True)
class Ask:
    amount: int


@attrs.frozen(kw_only=True)
class Agree:
    remark: str = ""


@attrs.frozen(kw_only=True)
class Compare:
    pass


@attrs.frozen(kw_only=True)
class Pay:
    amount: int


@attrs.frozen(kw_only=True)
class Reopen:
    why: str


@attrs.frozen(kw_only=True)
class Tell:
    whom: str


@attrs.frozen(kw_only=True)
class Asked:
    amount: int
    officer: str
    open: bool = True


def _positive(command: Command[Ask]) -> Iterator[Reason]:
    if command.act.amount <= 0:
        yield Reason(code="amount", says="nothing is asked for")


def _not_frozen(case: Case[Asked]) -> Iterator[Reason]:
    if not case.data.open:
        yield Reason(code="frozen", says="payments are frozen")


def _as_asked(case: Case[Asked], command: Command[Pay]) -> Iterator[Reason]:
    if command.act.amount != case.data.amount:
        yield Reason(code="amount", says=f"{case.data.amount} was asked for")


ACT: Final = {
    Phase.CHECKING: "checked",
}


def payout(edition: int = 1) -> Workflow[Asked]:
    return Workflow(
        id="payout",
        edition=edition,
        title="Payment out",
        regions=(Phase, Ledger, Contract),
        roles={"officer": "asks", "books": "keeps the ledger", "law": "keeps the contracts"},
        opening=Opening(
            id="ask",
            says="A payment is asked for.",
            act=Ask,
            roles=("officer",),
            begins=lambda event: Asked(amount=event.act.amount, officer="chen"),
            checks=(_positive,),
            effects=lambda _case, _event: [Tell(whom="books"), Tell(whom="law")],
        ),
        transitions=(
            Transition(
                id="agree",
                says="The ledger agrees.",
                act=Agree,
                at=(Phase.CHECKING, Ledger.AWAITED),
                to=(Ledger.AGREED,),
                roles=("books",),
            ),
            Transition(
                id="compare",
                says="The contract agrees.",
                act=Compare,
                at=(Phase.CHECKING, Contract.AWAITED),
                to=(Contract.AGREED,),
                roles=("law", "officer"),
            ),
            Transition(
                id="pay",
                says="It is paid.",
                act=Pay,
                at=(Phase.CHECKED,),
                to=(Phase.PAID,),
                roles=("officer",),
                guards=(_not_frozen,),
                checks=(_as_asked,),
                effects=lambda _case, event: [Tell(whom=f"{event.act.amount}")],
            ),
            Transition(
                id="check_again",
                says="It is looked at once more.",
                act=Reopen,
                at=(Phase.CHECKED,),
                to=(Phase.CHECKING, Ledger.AWAITED, Contract.AWAITED),
            ),
            Transition(
                id="freeze",
                says="It stays as it is, and is frozen.",
                act=Reopen,
                at=(Phase.PAID,),
                changes=lambda data, _event: attrs.evolve(data, open=False),
            ),
        ),
        completions=(
            Completion(
                id="checked",
                says="Both agree.",
                at=(Phase.CHECKING, Ledger.AGREED, Contract.AGREED),
                to=(Phase.CHECKED,),
                when=lambda data: data.open,
                effects=lambda _case, _event: [Tell(whom="officer")],
            ),
        ),
        ends=(Phase.PAID,),
        separations=(
            Separation(
                id="eyes",
                says="who checks has not asked, and two check",
                duties=(("ask", "chief"), ("books",), ("compare",)),
            ),
        ),
        offices=lambda data: {"chief": data.officer},
        deadlines=(
            Deadline(
                id="pay",
                says="Paid within two working days of the checks.",
                starts=("checked",),
                ends=("pay",),
                lapses=("check_again",),
                within=Period(count=2, unit="working day"),
            ),
        ),
        invariants=(
            Invariant(
                id="both",
                says="Nothing is paid before both agree.",
                holds=lambda case, _: not case.is_in(Phase.PAID) or case.is_in(Ledger.AGREED),
            ),
        ),
        effects=(Tell,),
        examples=(Ask(amount=5), Agree(), Compare(), Pay(amount=5), Reopen(why="an error")),
    )


PAYOUT: Final = payout()
OFFICER: Final = Actor(id="wang", roles=("officer",))
BOOKS: Final = Actor(id="li", roles=("books",))
LAW: Final = Actor(id="zhao", roles=("law",))


def do(
    case: Case[Asked] | None,
    act: object,
    by: Actor,
    *,
    workflow: Workflow[Asked] = PAYOUT,
    on: date = DAY,
) -> Case[Asked]:
    """Return the case after an act that is admitted."""
    version = 0 if case is None else case.version
    command = Command(case="P-1", act=act, by=by, on=on, expected_version=version)
    answer = workflow.decide(case, command)
    assert isinstance(answer, Moved), str(answer)
    return answer.case


def checked() -> Case[Asked]:
    """Return a case whose two checks are done."""
    return do(do(do(None, Ask(amount=5), OFFICER), Agree(), BOOKS), Compare(), LAW)


__all__ = ["BOOKS", "DAY", "LAW", "OFFICER", "PAYOUT", "Event", "checked", "do", "payout"]
