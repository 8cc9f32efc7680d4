"""Classification 风险分类: first class 初分, confirmation 认定, approval 审批, by three people.

Each may go lower freely, and higher than the step before only with a reason; nobody goes above the
hard floor that the rules set.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs

from postloan.citation import Citation
from postloan.workflow.effects import SendNotice
from postloan.workflow.procedures.cases.classification import (
    ApproveTier,
    Confirm,
    Judged,
    Propose,
    ProposeAgain,
    RecordTier,
    Stage,
    StateRules,
    Withdraw,
)
from postloan.workflow.procedures.shapes import SendBack, four_eyes, nobody_twice
from postloan.workflow.procedures.sources import CLASSIFYING, MICROLOAN, read
from postloan.workflow.table import Completion, Deadline, Invariant, Opening, Transition
from postloan.workflow.values import Case, Command, Event, Reason
from postloan.workflow.workflow import Workflow

__all__ = [
    "CLASSIFICATION",
    "ApproveTier",
    "Confirm",
    "Judged",
    "Propose",
    "ProposeAgain",
    "RecordTier",
    "Stage",
    "StateRules",
    "Withdraw",
]

THREE_STEPS: Final = Citation(document=CLASSIFYING, article="Art. 30", grade="secondary")
DETERMINED: Final = read(MICROLOAN, "Art. 6")


_Step = ProposeAgain | Confirm | ApproveTier


def _begun(event: Event[Propose]) -> Judged:
    act = event.act
    return Judged(
        tiers=act.tiers,
        decided=act.decided,
        floor=act.floor,
        tier=act.tier,
        reason=act.reason,
        due=act.due,
    )


def _against(
    tiers: tuple[str, ...], floor: str | None, before: str, act: Propose | _Step
) -> Iterator[Reason]:
    """Yield why a tier cannot follow on the one before."""
    tier = act.tier
    if tier not in tiers:
        yield Reason(code="tier", says=f"{tier} is none of {', '.join(tiers)}")
        return
    if floor is not None and tiers.index(tier) < tiers.index(floor):
        yield Reason(code="floor", says=f"{tier} is above {floor}, the best that the rules allow")
    if tiers.index(tier) < tiers.index(before) and not act.reason:
        yield Reason(code="reason", says=f"{tier} is above {before}, and no reason is given")


def _opened(command: Command[Propose]) -> Iterator[Reason]:
    act = command.act
    return _against(act.tiers, act.floor, act.decided, act)


def _follows_rules(case: Case[Judged], command: Command[ProposeAgain]) -> Iterator[Reason]:
    return _against(case.data.tiers, case.data.floor, case.data.decided, command.act)


def _follows_step(
    case: Case[Judged], command: Command[Confirm] | Command[ApproveTier]
) -> Iterator[Reason]:
    return _against(case.data.tiers, case.data.floor, case.data.tier, command.act)


def _known(case: Case[Judged], command: Command[StateRules]) -> Iterator[Reason]:
    for tier in (command.act.decided, command.act.floor):
        if tier is not None and tier not in case.data.tiers:
            yield Reason(code="tier", says=f"{tier} is none of {', '.join(case.data.tiers)}")


def _kept(data: Judged, event: Event[_Step]) -> Judged:
    return attrs.evolve(data, tier=event.act.tier, reason=event.act.reason or data.reason)


def _stated(data: Judged, event: Event[StateRules]) -> Judged:
    decided = event.act.decided
    lower = data.tiers.index(decided) > data.tiers.index(data.decided)
    reason = "" if lower else data.reason
    return attrs.evolve(data, decided=decided, floor=event.act.floor, reason=reason)


def _above_floor(data: Judged) -> bool:
    order = data.tiers.index
    return data.floor is not None and order(data.tier) < order(data.floor)


def _unreasoned(data: Judged) -> bool:
    order = data.tiers.index
    return order(data.tier) < order(data.decided) and not data.reason


def _overtaken(data: Judged) -> bool:
    return _above_floor(data) or _unreasoned(data)


def _record(case: Case[Judged], event: Event[ApproveTier]) -> Iterator[object]:
    yield RecordTier(tier=case.data.tier, reason=event.act.reason)


def _ask_again(case: Case[Judged], _: Event[object]) -> Iterator[object]:
    yield SendNotice(to="first", says=f"{case.data.tier} stands above what the rules allow now")


SEPARATION: Final = four_eyes(
    ("first",),
    ("confirming",),
    ("approving",),
    says="who classifies, who confirms and who approves are different people",
    cite=THREE_STEPS,
)


def _under_the_floor(case: Case[Judged], _: Event[object]) -> bool:
    return case.is_in(Stage.RETURNED, Stage.WITHDRAWN) or not _above_floor(case.data)


def _higher_has_reason(case: Case[Judged], _: Event[object]) -> bool:
    return case.is_in(Stage.RETURNED, Stage.WITHDRAWN) or not _unreasoned(case.data)


_TIERS: Final = ("normal", "special_mention", "substandard")

CLASSIFICATION: Final[Workflow[Judged]] = Workflow(
    id="classification",
    edition=1,
    title="Classification",
    title_zh="风险分类",
    regions=(Stage,),
    roles={
        "first": "the customer department, which classifies first",
        "confirming": "the risk department, which confirms",
        "approving": "who approves",
        "ledger": "the system that reviews the loan under its policy",
    },
    opening=Opening(
        id="propose",
        says="A first class is given, with what the rules give.",
        act=Propose,
        roles=("first",),
        begins=_begun,
        checks=(_opened,),
        cite=THREE_STEPS,
    ),
    transitions=(
        Transition(
            id="confirm",
            says="A class is confirmed: lower freely, higher with a reason.",
            act=Confirm,
            at=(Stage.PROPOSED,),
            to=(Stage.CONFIRMED,),
            roles=("confirming",),
            checks=(_follows_step,),
            changes=_kept,
            cite=DETERMINED,
        ),
        Transition(
            id="approve_tier",
            says="A class is approved and goes on record: lower freely, higher with a reason.",
            act=ApproveTier,
            at=(Stage.CONFIRMED,),
            to=(Stage.APPROVED,),
            roles=("approving",),
            checks=(_follows_step,),
            changes=_kept,
            effects=_record,
            cite=THREE_STEPS,
        ),
        Transition(
            id="send_back",
            says="It goes back to the first class, with the reason.",
            act=SendBack,
            at=(Stage.PROPOSED, Stage.CONFIRMED),
            to=(Stage.RETURNED,),
            roles=("confirming", "approving"),
            cite=THREE_STEPS,
        ),
        Transition(
            id="propose_again",
            says="Another first class is given.",
            act=ProposeAgain,
            at=(Stage.RETURNED,),
            to=(Stage.PROPOSED,),
            roles=("first",),
            checks=(_follows_rules,),
            changes=_kept,
        ),
        Transition(
            id="state_rules",
            says="The facts have changed, and with them what the rules give.",
            act=StateRules,
            at=(Stage.PROPOSED, Stage.CONFIRMED, Stage.RETURNED),
            roles=("ledger",),
            checks=(_known,),
            changes=_stated,
        ),
        Transition(
            id="withdraw",
            says="The case ends without a class.",
            act=Withdraw,
            at=(Stage.PROPOSED, Stage.CONFIRMED, Stage.RETURNED),
            to=(Stage.WITHDRAWN,),
            roles=("first",),
        ),
    ),
    completions=(
        Completion(
            id="overtaken",
            says="The class stands above what the rules give or allow by now: it goes back.",
            at=(Stage.PROPOSED, Stage.CONFIRMED),
            to=(Stage.RETURNED,),
            when=_overtaken,
            effects=_ask_again,
        ),
    ),
    ends=(Stage.APPROVED, Stage.WITHDRAWN),
    separations=(SEPARATION,),
    deadlines=(
        Deadline(
            id="approval",
            says="The class is approved.",
            starts=("propose",),
            ends=("approve_tier",),
            lapses=("withdraw",),
            within=lambda data: data.due,
        ),
    ),
    invariants=(
        Invariant(
            id="never_above_the_floor",
            says="A class that goes on is never above what the rules allow.",
            holds=_under_the_floor,
        ),
        Invariant(
            id="higher_with_a_reason",
            says="A class that goes on above what the rules give has a reason.",
            holds=_higher_has_reason,
        ),
        nobody_twice(SEPARATION),
    ),
    effects=(SendNotice, RecordTier),
    examples=(
        Propose(tiers=_TIERS, decided="special_mention", tier="special_mention"),
        Propose(tiers=_TIERS, decided="special_mention", tier="normal", reason="paid since"),
        Confirm(tier="normal"),
        Confirm(tier="normal", reason="paid since"),
        Confirm(tier="special_mention"),
        ApproveTier(tier="special_mention"),
        ApproveTier(tier="substandard"),
        ApproveTier(tier="normal", reason="paid since"),
        SendBack(reason="the security was not looked at"),
        ProposeAgain(tier="special_mention"),
        ProposeAgain(tier="substandard"),
        StateRules(decided="special_mention", floor="special_mention"),
        StateRules(decided="substandard", floor="substandard"),
        Withdraw(reason="repaid"),
    ),
    cite=THREE_STEPS,
)
"""The classification of a loan, cited row by row."""
