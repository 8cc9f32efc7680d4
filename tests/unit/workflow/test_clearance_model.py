"""Clearance against a model that knows no tables: plain flags, and one `if` for each act."""

from __future__ import annotations

from datetime import date
from typing import Final

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from postloan.workflow.clearance import acts
from postloan.workflow.clearance.procedure import CLEARANCE
from postloan.workflow.clearance.settlement import Settlement
from postloan.workflow.exploring import actors_of
from postloan.workflow.history import redecide
from postloan.workflow.values import Actor, Case, Command, Moved

OPENING, *ACTS = CLEARANCE.examples
STATED: Final = [act for act in ACTS if isinstance(act, acts.StateOwed)]
PAID: Final = next(act for act in STATED if not act.obligations.owed())
ONWARD: Final = (
    acts.Settle,
    acts.ReplacePapers,
    acts.WriteOffEntry,
    acts.IssueNotice,
    acts.VerifyAccounting,
    acts.VerifyCustody,
    acts.Release,
    acts.Refund,
    acts.Discharge,
    acts.RecoverLetter,
    acts.HandOver,
    acts.File,
    acts.Close,
)
WORTH: Final = {"M1": 100, "P2": 50}
AFTER: Final = ("PREPARING", "VERIFYING", "RELEASING", "ARCHIVING", "FILING", "FILED", "CLOSED")
HOLDING: Final = ("SETTLING", "RECOURSE", *AFTER[:3])
DEPARTMENTS: Final = ("credit", "accounting", "custody")


class Model:
    """What a clerk would keep on a sheet of paper."""

    def __init__(self, opener: str) -> None:
        self.phase = "SETTLING"
        self.owed: int | None = None
        self.over = 0
        self.held = {"M1", "P2"}
        self.off: set[str] = set()
        self.lost: set[str] = set()
        self.asked: set[str] = set()
        self.bound = self.letter = True
        self.notice = self.booked = self.kept = self.given = False
        self.people = {"credit-1": "credit", opener: "credit"}

    def may(self, act: object, by: Actor) -> bool:
        role = {
            "StateOwed": "ledger",
            "File": "archive",
            "VerifyAccounting": "accounting",
            "ObjectAccounting": "accounting",
            "Refund": "accounting",
            **dict.fromkeys(
                (
                    "VerifyCustody",
                    "ObjectCustody",
                    "Release",
                    "ReportLost",
                    "ReplacePapers",
                    "GrantPartial",
                    "DeclinePartial",
                ),
                "custody",
            ),
        }.get(type(act).__name__, "credit")
        if role not in by.roles or not self.now(act):
            return False
        if role in DEPARTMENTS:
            if self.people.get(by.id, role) != role:
                return False
            self.people[by.id] = role
        return True

    def now(self, act: object) -> bool:  # noqa: C901, PLR0912 -- one line for each act
        phase = self.phase
        match act:
            case acts.StateOwed():
                return phase != "ABANDONED"
            case acts.Settle():
                return phase in ("SETTLING", "RECOURSE") and self.owed == 0
            case acts.Abandon():
                return phase in ("SETTLING", "RECOURSE")
            case acts.RequestPartial(items=items):
                whole = set(items) <= self.held - self.lost and not self.asked
                return phase == "SETTLING" and whole and self.covers(set(items))
            case acts.GrantPartial():
                return phase == "SETTLING" and bool(self.asked) and self.covers(self.asked)
            case acts.DeclinePartial():
                return phase == "SETTLING" and bool(self.asked)
            case acts.WriteOffEntry(item=item):
                return phase == "PREPARING" and item in self.held - self.off
            case acts.IssueNotice():
                return phase == "PREPARING" and not self.notice
            case acts.Undo():
                return phase in AFTER and not self.given
            case acts.VerifyAccounting():
                return phase == "VERIFYING" and not self.booked
            case acts.VerifyCustody():
                return phase == "VERIFYING" and not self.kept
            case acts.ObjectAccounting() | acts.ObjectCustody():
                return phase == "VERIFYING"
            case acts.Release(item=item):
                return phase == "RELEASING" and item in self.held - self.lost
            case acts.Refund():
                return phase == "RELEASING" and bool(self.over)
            case acts.Discharge():
                return phase == "RELEASING" and self.bound
            case acts.RecoverLetter():
                return phase in ("SETTLING", *AFTER[:3]) and self.letter
            case acts.ReportLost(item=item):
                return (
                    phase in ("SETTLING", "RECOURSE", *AFTER[:3]) and item in self.held - self.lost
                )
            case acts.ReplacePapers(item=item):
                return phase in HOLDING and item in self.lost
            case acts.HandOver():
                return phase == "ARCHIVING"
            case acts.File():
                return phase == "FILING"
            case _:
                return phase == "FILED"

    def covers(self, leaving: set[str]) -> bool:
        worth = sum(WORTH[item] for item in self.held - leaving)
        return self.owed is not None and worth >= self.owed

    def do(self, act: object) -> None:  # noqa: C901, PLR0912 -- as above
        match act:
            case acts.StateOwed(obligations=obligations):
                total, over = obligations.total("CNY"), obligations.overpaid
                assert total is not None
                assert over is not None
                self.owed, self.over = int(total.amount), int(over.amount)
            case acts.Settle():
                self.phase, self.asked = "PREPARING", set()
            case acts.Abandon():
                self.phase = "ABANDONED"
            case acts.RequestPartial(items=items):
                self.asked = set(items)
            case acts.GrantPartial():
                self.held, self.asked = self.held - self.asked, set()
            case acts.DeclinePartial():
                self.asked = set()
            case acts.WriteOffEntry(item=item):
                self.off.add(item)
            case acts.IssueNotice():
                self.notice = True
            case acts.Undo():
                self.again("SETTLING")
            case acts.VerifyAccounting():
                self.booked = True
            case acts.VerifyCustody():
                self.kept = True
            case acts.ObjectAccounting() | acts.ObjectCustody():
                self.again("PREPARING")
            case acts.Release(item=item):
                self.held.remove(item)
                self.off.discard(item)
                self.given = True
            case acts.Refund():
                self.over, self.given = 0, True
            case acts.Discharge():
                self.bound, self.given = False, True
            case acts.RecoverLetter():
                self.letter = False
            case acts.ReportLost(item=item):
                self.lost.add(item)
            case acts.ReplacePapers(item=item):
                self.lost.remove(item)
            case _:
                self.phase = AFTER[AFTER.index(self.phase) + 1]
        self.follow()

    def again(self, phase: str) -> None:
        self.phase, self.off = phase, set()
        self.notice = self.booked = self.kept = False

    def follow(self) -> None:
        if self.phase in AFTER and self.owed:
            self.again("RECOURSE" if self.given else "SETTLING")
        if self.phase in AFTER[3:] and self.over:
            self.phase = "RELEASING"
        if self.phase == "PREPARING" and self.off == self.held and self.notice:
            self.phase = "VERIFYING"
        if self.phase == "VERIFYING" and self.booked and self.kept:
            self.phase = "RELEASING"
        left = self.held or self.bound or self.letter or self.over
        if self.phase == "RELEASING" and not left:
            self.phase = "ARCHIVING"


class Clearing(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.case: Case[Settlement] | None = None
        self.case = self.decided(OPENING, actors_of(CLEARANCE)[0])
        self.model = Model("credit-1")

    def decided(self, act: object, by: Actor) -> Case[Settlement] | None:
        version = 0 if self.case is None else self.case.version
        command = Command(case="C-1", act=act, by=by, on=date(2026, 3, 2), expected_version=version)
        answer = CLEARANCE.decide(self.case, command)
        return answer.case if isinstance(answer, Moved) else None

    @rule(act=st.sampled_from(ACTS), by=st.sampled_from(actors_of(CLEARANCE)))
    def one(self, act: object, by: Actor) -> None:
        self.attempt(act, by)

    @rule(data=st.data())
    def something_possible(self, data: st.DataObject) -> None:
        possible = [
            act for act in ACTS if self.model.now(act) and not isinstance(act, acts.Abandon)
        ]
        if possible:
            act = data.draw(st.sampled_from(possible))
            self.attempt(act, data.draw(st.sampled_from(actors_of(CLEARANCE))))

    @rule(steps=st.integers(1, 12))
    def onward(self, steps: int) -> None:
        for _ in range(steps):
            if self.model.phase in ("SETTLING", "RECOURSE") and self.model.owed != 0:
                self.attempt(PAID, actors_of(CLEARANCE)[-2])
            onward = [act for act in ACTS if isinstance(act, ONWARD) and self.model.now(act)]
            for by in actors_of(CLEARANCE) if onward else ():
                self.attempt(onward[0], by)

    def attempt(self, act: object, by: Actor) -> None:
        after = self.decided(act, by)
        assert (after is not None) is self.model.may(act, by), (act, by)
        if after is not None:
            self.model.do(act)
            self.case = after

    @invariant()
    def case_and_model_stand_alike(self) -> None:
        assert self.case is not None
        assert self.case.state[0].name == self.model.phase
        assert self.case.data.held == self.model.held
        assert self.case.data.held | self.case.data.released == set(WORTH)

    def teardown(self) -> None:
        assert self.case is not None
        assert redecide(CLEARANCE, self.case.events) == self.case


ClearingTest = Clearing.TestCase
ClearingTest.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
