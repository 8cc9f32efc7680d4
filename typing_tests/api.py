"""What a user's type checker sees of the public face. Checked, never run.

Both checkers read this file in strict mode. An expected error stands as an ignore comment,
and an ignore comment that nothing needs is an error itself.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import assert_type

import postloan
from postloan import (
    CLEARANCE,
    WORKFLOWS,
    Actor,
    AgendaItem,
    Alternative,
    Analysis,
    Borrower,
    Calendar,
    Case,
    Command,
    DatedCalendar,
    DeadlineRun,
    Decision,
    Exploration,
    Fact,
    Finding,
    Gap,
    Library,
    Loan,
    LoanFile,
    Money,
    Moved,
    NextChange,
    Permission,
    Plugin,
    Policy,
    PolicyFinding,
    Reason,
    Refused,
    Review,
    SignalFinding,
    Tier,
    Trace,
    Workflow,
    analyse,
    deadlines_of,
    diagram,
    explore,
    load_policy,
    monotone,
    review,
    to_dmn,
)
from postloan.facts.catalogue import DAYS_PAST_DUE
from postloan.workflow.clearance.acts import Open
from postloan.workflow.clearance.settlement import Settlement
from postloan.workflow.table import Transition

assert_type(postloan.__version__, str)

postloan.no_such_name  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]  # noqa: B018

policy = load_policy("cn.asset-classification", as_of=date(2024, 6, 30))
assert_type(policy, Policy)
assert_type(to_dmn(policy, date(2024, 6, 30), outside_force="as_if"), str)

assert_type(policy.decide({"days_past_due": 1}), Decision)
assert_type(policy.decide_many([(1,)], columns=("days_past_due",)), Iterator[Decision])
assert_type(policy.decide({}).rule, str | None)
assert_type(policy.decide({}).trace, Trace)
assert_type(policy.outline().replay(0, 0).truth("overdue"), bool | None)

file = LoanFile(
    loan=Loan(
        id="L-001",
        borrower=Borrower(id="B-001", kind="corporate"),
        product="working_capital",
        principal=Money(Decimal(100000), "CNY"),
        disbursed_on=date(2024, 1, 5),
        matures_on=None,
    ),
    schedules=(),
    payments=None,
)
result = review(file, policy, as_of=date(2024, 6, 30))
assert_type(result, Review)
assert_type(result.tier, Tier | None)
assert_type(result.gaps, tuple[Gap, ...])
assert_type(result.signals, tuple[SignalFinding, ...])
assert_type(result.agenda, tuple[AgendaItem, ...])
assert_type(result.next_change(), NextChange | None)
assert_type(result.facts.get(DAYS_PAST_DUE), int | None)
assert_type(result.explain(), str)
assert_type(result.runner_up, Finding | None)
assert_type(result.what_if().better, Alternative | None)
assert_type(result.what_if("classification").alternatives, tuple[Alternative, ...])


class EveryDay:
    """A host's own calendar."""

    id = "shop"
    first = date(2026, 1, 1)
    last = date(2026, 12, 31)

    def is_working_day(self, day: date) -> bool:
        """Return whether it is covered."""
        return self.first <= day <= self.last


own: Calendar = EveryDay()
assert_type(policy.with_calendar(own), Policy)
assert_type(policy.calendar, DatedCalendar | None)
policy.with_calendar("cn")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

Borrower(id="B-001", kind="company")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

assert_type(analyse(policy), Analysis)
assert_type(analyse(policy).standing, tuple[PolicyFinding, ...])
assert_type(monotone(policy, "days_past_due", worse="higher").holds, bool | None)
monotone(policy, "days_past_due", worse="up")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def payments_made(loan_file: LoanFile, as_of: date) -> int | None:
    """Return a figure of a plugin."""
    return sum(payment.on <= as_of for payment in loan_file.payments or ())


made = Fact[int](
    name="payments_made", kind="count", meaning="…", source="derived", derive=payments_made
)
library = Library.shipped().extended(Plugin(name="ours", facts=[made]))
assert_type(load_policy("cn.asset-classification", library=library), Policy)
assert_type(policy.decide({}).facts.get(made), int | None)
Fact[Decimal](name="x", kind="ratio", meaning="…", source="derived", derive=lambda _f, _d: "words")  # type: ignore[arg-type, return-value]  # pyright: ignore[reportArgumentType]

clerk = Actor(id="li", roles=("credit",))
opening = Open(currency="CNY", officer="wang")
command = Command(case="C-1", act=opening, by=clerk, on=date(2024, 6, 30), expected_version=0)
assert_type(command.act, Open)
answer = CLEARANCE.decide(None, command)
assert_type(answer, Moved[Settlement] | Refused)
if isinstance(answer, Moved):
    assert_type(answer.case.data.held, frozenset[str])
    assert_type(CLEARANCE.evolve(None, answer.events[0]), Case[Settlement])
    assert_type(CLEARANCE.allowed(answer.case, clerk), tuple[Permission, ...])
    assert_type(deadlines_of(CLEARANCE, answer.case, own), tuple[DeadlineRun, ...])
else:
    assert_type(answer.reasons, tuple[Reason, ...])
assert_type(explore(CLEARANCE), Exploration)
assert_type(WORKFLOWS["clearance"], Workflow[object])
diagram(CLEARANCE, "svg")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
Transition[Settlement, Open](
    id="open_again",
    says="",
    act=str,  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    at=(),
)
