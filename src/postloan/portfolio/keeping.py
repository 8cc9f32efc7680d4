"""`compliance_of`: from loan files and a policy to what was kept of it in a period."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

import attrs

from postloan.agenda.anchors import Life
from postloan.agenda.fallen import FallenDue, fallen_due
from postloan.agenda.shown import duties_done, visits_made
from postloan.agenda.since import first_day
from postloan.agenda.stretches import Past, Stretch, stretches_of
from postloan.dates import checked_date
from postloan.errors import InvalidValue, UnknownName
from postloan.model.checks import checked_instance, checked_tuple
from postloan.model.file import LoanFile
from postloan.model.records import DutyRecord
from postloan.policy.clauses.kinds import DutyRule, TimedRule
from postloan.policy.policy import OutsideForce, Policy
from postloan.portfolio.compliance import Compliance, Fulfilment, Kept
from postloan.portfolio.responsible import Responsible, checked_hand_overs, responsible_on
from postloan.portfolio.sampling import Draw
from postloan.reviews.deciding import decide_file, file_on

__all__ = ["compliance_of"]

_NO_UNITS: Final[Mapping[str, str]] = MappingProxyType({})
_NO_OFFICERS: Final[Mapping[str, Sequence[Responsible]]] = MappingProxyType({})
_NO_SAMPLES: Final[Mapping[str, Draw]] = MappingProxyType({})


def compliance_of(
    files: Iterable[LoanFile],
    policy: Policy,
    *,
    since: date,
    until: date,
    as_of: date | None = None,
    known_on: date | None = None,
    units: Mapping[str, str] = _NO_UNITS,
    officers: Mapping[str, Sequence[Responsible]] = _NO_OFFICERS,
    samples: Mapping[str, Draw] = _NO_SAMPLES,
    portfolio: Sequence[DutyRecord] = (),
    outside_force: OutsideForce = "refuse",
) -> Compliance:
    """Return every obligation that fell due in a period, and whether the records show it done.

    An obligation falls due where its rule asked on the day it was due, by what was on record on
    that day: the tier is the last one recorded, the best where there is none. What was owed
    under an earlier tier stays owed. A signal that the facts raised and nobody recorded counts
    from the day on which they did. Rules and parameters are those of the policy as it stands.

    Args:
        files: the loans and their records, each loan once; they are read once, one at a time.
        policy: what was to be kept, in one edition.
        since: first day of the period.
        until: its last day.
        as_of: the day on whose records it stands; None is `until`. What was due in the period
            and done after it counts as done late on a later day.
        known_on: read only what was known on this day; None reads everything on file.
        units: the unit that manages a loan, by the loan's id; those not named have none.
        officers: who answers for a loan and since when, by the loan's id, in any order; the
            empty id is the portfolio. What was due before a hand-over stays with the giver.
        samples: the draw for a rule that asks of a sample, by the rule's id: loans that were not
            drawn do not owe it. Rules without a draw ask of every loan.
        portfolio: what was done of the duties that are owed for the portfolio, which begins
            with its first loan.
        outside_force: "as_if" applies the policy on days on which it is not in force.

    Raises:
        InvalidValue: the days are not in order, a loan stands twice, or two officers take over
            one role of a loan on one day.
        UnknownName: the policy has no such rule as `samples` names.
        PolicyNotYetInForce, PolicyNoLongerInForce: the policy is not in force on `as_of`.
        UnknownFact, InvalidFact: a file holds evidence that does not fit the fact catalogue.

    >>> from postloan import Borrower, Loan, Money, load_policy
    >>> loan = Loan(
    ...     id="L-001",
    ...     borrower=Borrower(id="B-001", kind="corporate"),
    ...     product="working_capital",
    ...     principal=Money(100000, "CNY"),
    ...     disbursed_on=date(2024, 1, 5),
    ...     matures_on=date(2026, 1, 5),
    ... )
    >>> kept = compliance_of(
    ...     [LoanFile(loan=loan, schedules=(), payments=())],
    ...     load_policy("bank.branch-measures"),
    ...     since=date(2024, 1, 1),
    ...     until=date(2024, 3, 31),
    ...     as_of=date(2024, 4, 30),
    ... )
    >>> kept.tallies("rule")["account-monitoring"].missed
    3
    """
    as_of = until if as_of is None else as_of
    _check_days(since, until, as_of)
    timed = {rule.id for rule in (*policy.contents.inspections, *policy.contents.duties)}
    for id in samples:
        if id not in timed:
            raise UnknownName("inspection or duty", id, timed)
    answering = {id: checked_hand_overs(id, stated) for id, stated in officers.items()}
    found: list[Fulfilment] = []
    seen: set[str] = set()
    first: Life | None = None
    for file in files:
        loan = checked_instance("compliance_of", "files", file, LoanFile).loan
        if loan.id in seen:
            raise InvalidValue("compliance_of", "files", loan.id, "each loan once")
        seen.add(loan.id)
        if loan.disbursed_on > until:
            continue
        known = file_on(file, as_of, known_on)
        life = decide_file(known, policy, as_of=as_of, outside_force=outside_force).life
        unit, team = units.get(loan.id, ""), answering.get(loan.id, ())
        found.extend(
            _fulfilment(rule, fell, as_of, loan=loan.id, unit=unit, team=team)
            for rule, fell in _of_loan(life)
            if fell.within(since, until)
            and (rule.id not in samples or loan.id in samples[rule.id].loans)
        )
        if first is None or loan.disbursed_on < first.file.loan.disbursed_on:
            first = life
    done = checked_tuple("compliance_of", "portfolio", portfolio, DutyRecord)
    if first is not None:
        found.extend(
            _fulfilment(rule, fell, as_of, team=answering.get("", ()))
            for rule, fell in _of_portfolio(first, done)
            if fell.within(since, until)
        )
    rows = sorted(found, key=lambda each: (each.due or date.max, each.loan, each.rule))
    return Compliance(
        since=since,
        until=until,
        as_of=as_of,
        fulfilments=tuple(each for each in rows if each.certain),
        possible=tuple(each for each in rows if not each.certain),
    )


def _check_days(since: date, until: date, as_of: date) -> None:
    for field, day in (("since", since), ("until", until), ("as_of", as_of)):
        checked_date("compliance_of", field, day)
    if until < since:
        raise InvalidValue("compliance_of", "until", until, f"not before since, {since}")
    if as_of < until:
        raise InvalidValue("compliance_of", "as_of", as_of, f"not before until, {until}")


def _of_loan(life: Life) -> Iterator[tuple[TimedRule, FallenDue]]:
    past, contents = Past(life=life), life.decision.contents
    for rule in contents.inspections:
        asked, made = stretches_of(rule, past), visits_made(rule, life)
        for fell in fallen_due(rule, past, stretches=asked, records=made, visits=True):
            yield rule, fell
    for duty in contents.duties:
        if duty.level != "portfolio":
            asked, done = stretches_of(duty, past), duties_done(duty, life)
            for fell in fallen_due(duty, past, stretches=asked, records=done, visits=False):
                yield duty, fell


def _of_portfolio(
    first: Life, records: tuple[DutyRecord, ...]
) -> Iterator[tuple[TimedRule, FallenDue]]:
    """Yield what is owed for the portfolio, whose life is that of its first loan."""
    life = attrs.evolve(first, file=attrs.evolve(first.file, duties=records, inspections=()))
    past = Past(life=life)
    for duty in life.decision.contents.duties:
        if duty.level == "portfolio":
            asked = Stretch(start=first_day(duty, life), end=life.as_of, certain=True)
            done = duties_done(duty, life)
            for fell in fallen_due(duty, past, stretches=(asked,), records=done, visits=False):
                yield duty, fell


def _fulfilment(
    rule: TimedRule,
    fell: FallenDue,
    as_of: date,
    *,
    loan: str = "",
    unit: str = "",
    team: Sequence[Responsible] = (),
) -> Fulfilment:
    due, done = fell.due, fell.done
    return Fulfilment(
        loan=loan,
        unit=unit,
        rule=rule.id,
        obligation="duty" if isinstance(rule, DutyRule) else "inspection",
        kind=rule.kind,
        level=rule.level if isinstance(rule, DutyRule) else "loan",
        role=rule.role,
        officer=responsible_on(as_of if due is None else due.day, rule.role, team),
        template=rule.template,
        citation=rule.cite,
        certain=fell.stretch.certain,
        due=None if due is None else due.day,
        rolled_from=None if due is None else due.rolled_from,
        anchor_on=fell.anchor_on,
        kept=_kept(fell, as_of),
        done_on=None if done is None else done.on,
        by=None if done is None else done.by,
        lacks=() if done is None else done.lacks,
        problem=fell.problem,
    )


def _kept(fell: FallenDue, as_of: date) -> Kept:
    if fell.due is None:
        return "undated"
    if fell.done is None:
        return "missed" if fell.due.day < as_of else "open"
    return "in_time" if fell.done.on <= fell.due.day else "late"
