"""The loan file: a loan and every record about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import attrs

from postloan.dates import checked_date
from postloan.errors import InvalidValue
from postloan.model.adjustments import Drawdown, Pause, Reversal, UseOfFunds, Waiver, WriteOff
from postloan.model.changes import Merger, Restructuring
from postloan.model.checks import checked_instance, checked_tuple
from postloan.model.claims import Demand, Extension, Judgment, Obstacle
from postloan.model.ends import CreditEnd
from postloan.model.loan import Loan
from postloan.model.records import (
    DutyRecord,
    Evidence,
    InspectionRecord,
    MoneyRecord,
    Record,
    SignalRecord,
    TierRecord,
)
from postloan.model.schedule import Payment, Schedule
from postloan.model.security import Collateral, Guarantee, GuarantorAct, SecurityRecord, Valuation
from postloan.model.terms import Terms

__all__ = ["RECORD_KINDS", "LoanFile"]

_KINDS: Final[dict[str, type[Record]]] = {
    "schedules": Schedule,
    "payments": Payment,
    "reversals": Reversal,
    "waivers": Waiver,
    "write_offs": WriteOff,
    "drawdowns": Drawdown,
    "uses_of_funds": UseOfFunds,
    "pauses": Pause,
    "terms": Terms,
    "extensions": Extension,
    "ends": CreditEnd,
    "demands": Demand,
    "obstacles": Obstacle,
    "judgments": Judgment,
    "guarantees": Guarantee,
    "guarantor_acts": GuarantorAct,
    "collateral": Collateral,
    "valuations": Valuation,
    "restructurings": Restructuring,
    "mergers": Merger,
    "evidence": Evidence,
    "inspections": InspectionRecord,
    "duties": DutyRecord,
    "signals": SignalRecord,
    "tiers": TierRecord,
}
_MAY_BE_UNSTATED: Final = ("schedules", "payments")
_VERSIONED: Final = ("schedules", "terms", "guarantees", "collateral")
_OF_MONEY: Final = ("payments", "reversals", "waivers", "write_offs", "drawdowns", "uses_of_funds")
RECORD_KINDS: Final = tuple(_KINDS)
"""The fields of a loan file that hold records."""


@attrs.frozen(kw_only=True)
class LoanFile:
    """One loan with all its records, of which the order does not matter.

    `()` says that there are none; None, in `schedules` and `payments`, that it is not stated.
    Neither of those two has a default: what a file says about arrears is said on purpose.

    A correction is a record that names in `replaces` the id of another of its kind, known
    on the same day or before. A record is replaced at most once: the correction of a
    correction replaces the latter, so that at any time one record of such a line stands.

    Raises:
        InvalidValue: an amount is in another currency than the loan, a payment, instalment,
            restructuring, end, pause or other adjustment comes before the disbursement, an id
            stands twice within a kind, `replaces` names none, a later known or an already replaced
            record, two versions of the schedule, of the terms or of one security are of one day
            and not corrections of each other, two pauses that stand at one time share a day, or
            an extension ends before the maturity.
    """

    loan: Loan
    """The loan as agreed."""
    schedules: tuple[Schedule, ...] | None
    """Every version of the instalments; () none exists, None not stated."""
    payments: tuple[Payment, ...] | None
    """Every payment since disbursement; () none was made, None not stated."""
    reversals: tuple[Reversal, ...] = ()
    """Payments taken back after they were made."""
    waivers: tuple[Waiver, ...] = ()
    """What the lender forgave."""
    write_offs: tuple[WriteOff, ...] = ()
    """What the lender wrote off its books; it is owed as before."""
    drawdowns: tuple[Drawdown, ...] = ()
    """The parts in which the loan was paid out; () where it was at once."""
    uses_of_funds: tuple[UseOfFunds, ...] = ()
    """What its money was spent on, item by item; () where nothing is tracked."""
    pauses: tuple[Pause, ...] = ()
    """Days agreed or ordered not to count as days past due."""
    terms: tuple[Terms, ...] = ()
    """Every version of the terms of the contract; () where none is stated."""
    extensions: tuple[Extension, ...] = ()
    """Later maturities agreed."""
    ends: tuple[CreditEnd, ...] = ()
    """Ends of the credit: settled, transferred or lapsed. Where all is paid by schedule and
    payments none has to be recorded."""
    demands: tuple[Demand, ...] = ()
    """Acts on the debt that interrupt limitation."""
    obstacles: tuple[Obstacle, ...] = ()
    """Causes that kept the lender from claiming."""
    judgments: tuple[Judgment, ...] = ()
    """What the claim is enforced by."""
    guarantees: tuple[Guarantee, ...] = ()
    """Every version of every guarantee."""
    guarantor_acts: tuple[GuarantorAct, ...] = ()
    """Acts against guarantors, each for one guarantee."""
    collateral: tuple[Collateral, ...] = ()
    """Every version of every collateral."""
    valuations: tuple[Valuation, ...] = ()
    """What collateral was worth."""
    restructurings: tuple[Restructuring, ...] = ()
    """Changes of the contract in the debtor's favour, and refinancings."""
    mergers: tuple[Merger, ...] = ()
    """Mergers and acquisitions that changed the debtor."""
    evidence: tuple[Evidence, ...] = ()
    """What persons and systems assert about facts."""
    inspections: tuple[InspectionRecord, ...] = ()
    """Inspections made."""
    duties: tuple[DutyRecord, ...] = ()
    """Duties done."""
    signals: tuple[SignalRecord, ...] = ()
    """Signals raised."""
    tiers: tuple[TierRecord, ...] = ()
    """Tiers given, of any dimension."""

    def __attrs_post_init__(self) -> None:
        checked_instance("LoanFile", "loan", self.loan, Loan)
        for field, cls in _KINDS.items():
            given = getattr(self, field)
            if given is None and field in _MAY_BE_UNSTATED:
                continue
            records = checked_tuple("LoanFile", field, given, cls)
            if type(given) is not tuple:
                object.__setattr__(self, field, records)
            _check_lines(field, records)
        self._check_schedules()
        self._check_terms()
        for field in _VERSIONED:
            self._check_versions(field)
        for field in _OF_MONEY:
            self._check_money(field)
        self._check_pauses()
        self._check_extensions()
        for field in ("restructurings", "ends"):
            for index, change in enumerate(getattr(self, field)):
                self._check_date(f"{field}[{index}].on", change.on)

    def _check_schedules(self) -> None:
        for index, schedule in enumerate(self.schedules or ()):
            field = f"schedules[{index}]"
            if schedule.currency != self.loan.currency:
                self._refuse_currency(f"{field}.instalments", schedule.currency)
            due_on = schedule.instalments[0].due_on
            self._check_date(f"{field}.instalments[0].due_on", due_on)

    def _check_terms(self) -> None:
        for index, terms in enumerate(self.terms):
            if terms.limit is not None and terms.limit.currency != self.loan.currency:
                self._refuse_currency(f"terms[{index}].limit", terms.limit.currency)

    def _check_versions(self, field: str) -> None:
        """Refuse two versions of one thing that hold from the same day."""
        first_of: dict[tuple[date, str], int] = {}
        records: tuple[Record, ...] = getattr(self, field) or ()
        for index, record in enumerate(records):
            security = record.security if isinstance(record, SecurityRecord) else ""
            other = first_of.setdefault((record.on, security), index)
            if other != index:
                origins = _check_lines(field, records)
                if origins[other] != origins[index]:
                    allowed = f"another day than {field}[{other}].on, or a correction of it"
                    raise InvalidValue("LoanFile", f"{field}[{index}].on", record.on, allowed)

    def _check_extensions(self) -> None:
        matures = self.loan.matures_on
        for index, extension in enumerate(self.extensions):
            if matures is not None and extension.until <= matures:
                allowed = f"after the loan's maturity on {matures}"
                raise InvalidValue(
                    "LoanFile", f"extensions[{index}].until", extension.until, allowed
                )
            self._check_date(f"extensions[{index}].until", extension.until)

    def _check_money(self, field: str) -> None:
        records: tuple[MoneyRecord | Waiver, ...] = getattr(self, field) or ()
        for index, record in enumerate(records):
            if isinstance(record, MoneyRecord):
                part, currency = "amount", record.amount.currency
            else:
                part, currency = next(iter(record.parts)), record.currency
            if currency != self.loan.currency:
                self._refuse_currency(f"{field}[{index}].{part}", currency)
            self._check_date(f"{field}[{index}].on", record.on)

    def _check_pauses(self) -> None:
        """Refuse two pauses that share a day while the lender knew both."""
        replaced_on = {pause.replaces: pause.known_on for pause in self.pauses if pause.replaces}
        stands = [
            (pause.known_on, replaced_on.get(pause.id or "", date.max)) for pause in self.pauses
        ]
        for index, pause in enumerate(self.pauses):
            self._check_date(f"pauses[{index}].on", pause.on)
            for other in range(index):
                since = max(stands[index][0], stands[other][0])
                until = min(stands[index][1], stands[other][1])
                if since < until and pause.interval.overlaps(self.pauses[other].interval):
                    allowed = f"no day of pauses[{other}], unless a correction of it"
                    raise InvalidValue("LoanFile", f"pauses[{index}].on", pause.on, allowed)

    def _refuse_currency(self, field: str, currency: str) -> None:
        allowed = f"in {self.loan.currency}, as the loan's principal"
        raise InvalidValue("LoanFile", field, currency, allowed)

    def _check_date(self, field: str, day: date) -> None:
        if day < self.loan.disbursed_on:
            allowed = f"not before the disbursement on {self.loan.disbursed_on}"
            raise InvalidValue("LoanFile", field, day, allowed)

    def as_known_on(self, known_on: date | None) -> LoanFile:
        """Return the file as the lender could know it on a day; with None, all that is known.

        Records known later are left out, and so is what a record that stays replaces; those
        that stay no longer name what they replaced, and a payment corrected to zero is gone, as
        is all else that a correction voids.
        Doing it twice changes nothing. A later day adds records; it removes only those that
        another has replaced.
        """
        if known_on is not None:
            checked_date("LoanFile", "known_on", known_on)
        changed: dict[str, Any] = {}
        for field in _KINDS:
            records: tuple[Record, ...] | None = getattr(self, field)
            if records and (standing := _standing(records, known_on)) is not records:
                changed[field] = standing
        return attrs.evolve(self, **changed) if changed else self

    def up_to(self, day: date) -> LoanFile:
        """Return the file without the records that hold from after `day`."""
        changed: dict[str, Any] = {}
        for field in RECORD_KINDS:
            records: tuple[Record, ...] | None = getattr(self, field)
            if records and any(record.on > day for record in records):
                changed[field] = tuple(record for record in records if record.on <= day)
        return attrs.evolve(self, **changed) if changed else self

    @classmethod
    def from_json(cls, text: str) -> LoanFile:
        """Return the file that a JSON document holds; `to_json` writes such documents.

        Raises:
            InvalidDocument: it is no JSON, or not a loan file; with the path of the fault.
        """
        from postloan.model.codec import LOAN_FILE, read_document
        from postloan.model.plans import record_plan

        return read_document(text, record_plan(cls), LOAN_FILE)

    def to_json(self) -> str:
        """Return the file as a JSON document on one line; reading it gives an equal file."""
        from postloan.model.codec import LOAN_FILE, write_document
        from postloan.model.plans import record_plan

        return write_document(self, record_plan(LoanFile), LOAN_FILE)


def _standing(records: tuple[Record, ...], known_on: date | None) -> tuple[Record, ...]:
    if all(r.replaces is None and (known_on is None or r.known_on <= known_on) for r in records):
        return records
    known = [r for r in records if known_on is None or r.known_on <= known_on]
    replaced = {r.replaces for r in known if r.replaces is not None}
    return tuple(
        r if r.replaces is None else attrs.evolve(r, replaces=None)
        for r in known
        if r.id not in replaced and not r.void
    )


def _check_lines(field: str, records: Sequence[Record]) -> dict[int, int]:
    """Return for each record the index of the one that its line of corrections begins with.

    Raises:
        InvalidValue: an id stands twice, or the corrections do not form lines.
    """
    index_of: dict[str, int] = {}
    for index, record in enumerate(records):
        if record.id is not None and index_of.setdefault(record.id, index) != index:
            allowed = f"unique in {field}"
            raise InvalidValue("LoanFile", f"{field}[{index}].id", record.id, allowed)
    replaced_by: dict[str, int] = {}
    for index, record in enumerate(records):
        if record.replaces is None:
            continue
        allowed = ""
        if record.replaces not in index_of:
            allowed = f"the id of a record in {field}"
        elif records[index_of[record.replaces]].known_on > record.known_on:
            allowed = "a record known on the same day or before"
        elif (other := replaced_by.setdefault(record.replaces, index)) != index:
            allowed = f"a record not yet replaced ({field}[{other}] does; replace that one)"
        if allowed:
            raise InvalidValue("LoanFile", f"{field}[{index}].replaces", record.replaces, allowed)
    return _origins(field, records, replaced_by)


def _origins(
    field: str, records: Sequence[Record], replaced_by: Mapping[str, int]
) -> dict[int, int]:
    origins: dict[int, int] = {}
    for index, record in enumerate(records):
        if record.replaces is None:
            at: int | None = index
            while at is not None:
                origins[at] = index
                at = replaced_by.get(records[at].id or "")
    for index, record in enumerate(records):
        if index not in origins:
            allowed = "a record that does not in turn replace this one"
            raise InvalidValue("LoanFile", f"{field}[{index}].replaces", record.replaces, allowed)
    return origins
