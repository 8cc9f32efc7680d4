"""A policy of a few lines to hang one rule on, and the agenda that it gives a loan file."""

from __future__ import annotations

from datetime import date

from postloan.agenda.item import AgendaItem
from postloan.model.file import LoanFile
from postloan.model.records import DutyRecord, InspectionRecord, SignalRecord
from postloan.policy.policy import Policy
from postloan.reviews.pipeline import review
from tests.worked.loans import loan_file

POLICY = """
format = "postloan.policy/1"

[policy]
id = "tiny"
edition = "1"
title = "A tiny policy"

[conventions]
day_one = "day_after_due"

[parameters.blank]
unit = "period"
required = true
cite = "Art. 9"

[[floor]]
id = "sued"
when = "lawsuit"
at_least = "substandard"

[[floor]]
id = "lost"
when = "contact_lost"
at_least = "doubtful"

[[signal]]
id = "event"
when = "major_event"

[[signal]]
id = "rumour"

"""


def policy(rules: str, **parameters: str) -> Policy:
    return Policy.from_text(POLICY + rules, parameters=parameters)


def visit_rule(timing: str, *, id: str = "visit", when: str = "") -> str:
    condition = f'when = "{when}"\n' if when else ""
    return f'[[inspection]]\nid = "{id}"\nkind = "on_site"\n{condition}{timing}\n'


def duty_rule(timing: str, *, id: str = "duty", when: str = "") -> str:
    condition = f'when = "{when}"\n' if when else ""
    return f'[[duty]]\nid = "{id}"\nkind = "report"\n{condition}{timing}\n'


def agenda(
    rules: str, as_of: date, file: LoanFile | None = None, **parameters: str
) -> tuple[AgendaItem, ...]:
    return review(file or loan_file(), policy(rules, **parameters), as_of=as_of).agenda


def one(rules: str, as_of: date, file: LoanFile | None = None, **parameters: str) -> AgendaItem:
    """Return the only item there is."""
    (item,) = agenda(rules, as_of, file, **parameters)
    return item


def visited(*days: date, kind: str = "on_site") -> tuple[InspectionRecord, ...]:
    return tuple(InspectionRecord(on=day, kind=kind) for day in days)


def done(*days: date, due: date | None = None) -> tuple[DutyRecord, ...]:
    return tuple(DutyRecord(on=day, duty="duty", due=due) for day in days)


def raised(*days: date, signal: str = "event") -> tuple[SignalRecord, ...]:
    return tuple(SignalRecord(on=day, signal=signal) for day in days)
