"""Hypothesis strategies for the values of the model: valid ones only, of every kind.

Each gives immutable values, takes its options by keyword, and shrinks towards the simplest: the
first day, the least amount, the fewest records, nothing stated.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from operator import attrgetter
from typing import Any, Final, TypeVar

import attrs
from hypothesis import strategies as st

from postloan.dates import DAY_COUNTS, Period
from postloan.intervals import BOUNDS
from postloan.model.adjustments import Drawdown, Pause, Reversal, UseOfFunds, Waiver, WriteOff
from postloan.model.changes import RESTRUCTURING_KINDS, Merger, Restructuring
from postloan.model.file import LoanFile
from postloan.model.loan import PAYMENT_MODES, SECURITY_KINDS, Loan
from postloan.model.parties import BORROWER_KINDS, Borrower
from postloan.model.records import (
    DutyRecord,
    Evidence,
    EvidenceValue,
    InspectionRecord,
    Record,
    SignalRecord,
    TierRecord,
)
from postloan.model.schedule import PAID_AHEAD, Instalment, Payment, Schedule
from postloan.model.terms import ROUNDING_MODES, Rounding, Terms
from postloan.testing.securities import (
    collateral,
    credit_ends,
    demands,
    extensions,
    guarantees,
    guarantor_acts,
    judgments,
    obstacles,
    valuations,
)
from postloan.testing.values import LAST_DAY, amounts, codes, days, money, once, texts
from postloan.tiers import FIVE_TIER

__all__ = [
    "amounts",
    "borrowers",
    "codes",
    "days",
    "drawdowns",
    "duty_records",
    "evidence",
    "evidence_values",
    "inspection_records",
    "instalments",
    "loan_files",
    "loans",
    "mergers",
    "money",
    "pauses",
    "payments",
    "restructurings",
    "reversals",
    "schedules",
    "signal_records",
    "terms",
    "texts",
    "tier_records",
    "uses_of_funds",
    "waivers",
    "write_offs",
]

_PARTS: Final = ("principal", "interest", "fees")
_SINCE_DISBURSED: Final = (
    "payments",
    "reversals",
    "waivers",
    "write_offs",
    "drawdowns",
    "uses_of_funds",
    "pauses",
    "restructurings",
)
_DUE_ON: Final = attrgetter("due_on")
_YES: Final = st.booleans()

R = TypeVar("R", bound=Record)


@once
def borrowers() -> st.SearchStrategy[Borrower]:
    """Generate borrowers of every kind; shrinks to a company without group or name."""
    return st.builds(
        Borrower,
        id=codes(),
        kind=st.sampled_from(BORROWER_KINDS),
        group=st.none() | codes(),
        name=st.none() | texts(),
    )


@once
def loans(*, currency: str = "CNY") -> st.SearchStrategy[Loan]:
    """Generate loans in one currency; shrinks to a loan of 1 of which nothing else is stated."""

    def loan(
        disbursed_on: date,
        signed_before: int | None,
        term: int | None,
        **more: Any,  # noqa: ANN401 -- fields as they are
    ) -> Loan:
        signed_on = None if signed_before is None else disbursed_on - timedelta(signed_before)
        matures_on = None if term is None else disbursed_on + timedelta(term)
        return Loan(disbursed_on=disbursed_on, signed_on=signed_on, matures_on=matures_on, **more)

    return st.builds(
        loan,
        id=codes(),
        borrower=borrowers(),
        product=codes(),
        principal=money(currency=currency, min_value=1),
        disbursed_on=days(max_value=date(2025, 12, 31)),
        signed_before=st.none() | st.integers(0, 365),
        term=st.none() | st.integers(1, 3650),
        retail=st.none() | st.booleans(),
        payment_mode=st.none() | st.sampled_from(PAYMENT_MODES),
        purpose=st.none() | texts(),
        security_kind=st.none() | st.sampled_from(SECURITY_KINDS),
        industry=st.none() | codes(),
        region=st.none() | codes(),
        on_balance_sheet=st.none() | st.booleans(),
        syndicated_share=st.none()
        | st.integers(1, 1000).map(lambda thousandths: Decimal(thousandths) / 1000),
    )


@once
def instalments(
    *, currency: str = "CNY", max_due: date = LAST_DAY
) -> st.SearchStrategy[Instalment]:
    """Generate what falls due on one day; shrinks to a principal of 1 and nothing else."""
    some, perhaps = money(currency=currency, min_value=1), money(currency=currency)

    def instalment(due_on: date, owed_before: int | None, parts: dict[str, Any]) -> Instalment:
        owed_from = None if owed_before is None else due_on - timedelta(days=owed_before)
        return Instalment(due_on=due_on, owed_from=owed_from, **parts)

    parts = {"fees": perhaps, "drawdown": st.none() | st.sampled_from("AB")}
    return st.builds(
        instalment,
        days(max_value=max_due),
        st.none() | st.integers(0, 400),
        st.fixed_dictionaries({"principal": some, "interest": perhaps, **parts})
        | st.fixed_dictionaries({"principal": perhaps, "interest": some, **parts}),
    )


@once
def schedules(
    *, currency: str = "CNY", max_due: date = LAST_DAY, max_size: int = 6
) -> st.SearchStrategy[Schedule]:
    """Generate versions of a schedule, the last due up to a day; shrinks to one instalment.

    Every other one is owed at once.
    """
    due = st.lists(
        instalments(currency=currency, max_due=max_due),
        min_size=1,
        max_size=max_size,
        unique_by=_DUE_ON,
    ).map(lambda found: tuple(sorted(found, key=_DUE_ON)))
    at_once = due.map(lambda found: tuple(attrs.evolve(i, owed_from=None) for i in found))
    return st.builds(Schedule, on=days(), known_on=days(), instalments=at_once | due)


@once
def payments(*, currency: str = "CNY", max_day: date = LAST_DAY) -> st.SearchStrategy[Payment]:
    """Generate payments made up to a day; shrinks to 1 on the first."""
    return st.builds(
        Payment,
        on=days(max_value=max_day),
        known_on=days(),
        amount=money(currency=currency, min_value=1),
        drawdown=st.none() | st.sampled_from("AB"),
        ahead=st.just(PAID_AHEAD[0]) | st.sampled_from(PAID_AHEAD),
    )


@once
def reversals(*, currency: str = "CNY") -> st.SearchStrategy[Reversal]:
    """Generate amounts taken back; shrinks to 1 on the first day."""
    return st.builds(
        Reversal,
        on=days(),
        known_on=days(),
        amount=money(currency=currency, min_value=1),
        payment=st.none() | codes(),
    )


@once
def waivers(*, currency: str = "CNY") -> st.SearchStrategy[Waiver]:
    """Generate what is forgiven: one part, and perhaps others."""
    perhaps = dict.fromkeys(_PARTS, st.none() | money(currency=currency))
    some = money(currency=currency, min_value=1)
    return st.one_of(
        [
            st.builds(Waiver, on=days(), known_on=days(), **{**perhaps, sure: some})
            for sure in _PARTS
        ]
    )


@once
def uses_of_funds(*, currency: str = "CNY") -> st.SearchStrategy[UseOfFunds]:
    """Generate items of the use of funds; shrinks to one of 1 of which nothing else is stated."""
    return st.builds(
        UseOfFunds,
        on=days(),
        known_on=days(),
        amount=money(currency=currency, min_value=1),
        payee=st.none() | texts(),
        purpose=st.none() | texts(),
        agreed=st.none() | st.booleans(),
        drawdown=st.none() | st.sampled_from("AB"),
    )


@once
def write_offs(*, currency: str = "CNY") -> st.SearchStrategy[WriteOff]:
    """Generate amounts written off; shrinks to 1 on the first day."""
    return st.builds(
        WriteOff, on=days(), known_on=days(), amount=money(currency=currency, min_value=1)
    )


@once
def drawdowns(*, currency: str = "CNY") -> st.SearchStrategy[Drawdown]:
    """Generate parts paid out; shrinks to 1 on the first day."""
    return st.builds(
        Drawdown,
        on=days(),
        known_on=days(),
        amount=money(currency=currency, min_value=1),
        drawdown=st.sampled_from("AB"),
    )


@once
def pauses() -> st.SearchStrategy[Pause]:
    """Generate pauses of at least a day; shrinks to one day, its end not in it."""

    def pause(on: date, length: int, **more: Any) -> Pause:  # noqa: ANN401 -- likewise
        return Pause(on=on, until=on + timedelta(days=length), **more)

    return st.builds(
        pause,
        on=days(),
        known_on=days(),
        length=st.integers(1, 400),
        bounds=st.sampled_from(BOUNDS),
    )


@once
def terms(*, currency: str = "CNY") -> st.SearchStrategy[Terms]:
    """Generate terms of a contract, any of them left open; shrinks to a rate of 0 alone."""
    shares = st.integers(0, 1000).map(lambda thousandths: Decimal(thousandths) / 1000)
    roundings = st.builds(Rounding, places=st.integers(0, 4), mode=st.sampled_from(ROUNDING_MODES))
    return st.builds(
        Terms,
        on=days(),
        known_on=days(),
        rate=shares,
        overdue_margin=st.none() | shares,
        misuse_margin=st.none() | shares,
        compound=st.none() | st.booleans(),
        day_count=st.none() | st.sampled_from(DAY_COUNTS),
        rounding=st.none() | roundings,
        limit=st.none() | money(currency=currency, min_value=1),
        officer=st.none() | codes(),
    )


@once
def restructurings() -> st.SearchStrategy[Restructuring]:
    """Generate restructurings, in difficulty or not; shrinks to one whose due date is unstated."""

    def change(on: date, wait: int | None, **more: Any) -> Restructuring:  # noqa: ANN401
        first = None if wait is None else on + timedelta(days=wait)
        return Restructuring(on=on, first_due_on=first, **more)

    return st.builds(
        change,
        on=days(),
        known_on=days(),
        kind=st.sampled_from(RESTRUCTURING_KINDS),
        difficulty=st.sampled_from((True, False, None)),
        wait=st.none() | st.integers(0, 400),
    )


@once
def mergers() -> st.SearchStrategy[Merger]:
    """Generate mergers of the debtor."""
    return st.builds(Merger, on=days(), known_on=days(), party=st.none() | codes())


@once
def tier_records() -> st.SearchStrategy[TierRecord]:
    """Generate tiers given, on the five-tier scale or one of the lender's own."""
    five = {"tier": st.sampled_from([tier.id for tier in FIVE_TIER])}
    own = {"tier": codes(), "scale": codes()}
    more: dict[str, st.SearchStrategy[Any]] = {
        "on": days(),
        "known_on": days(),
        "dimension": st.just("classification") | codes(),
        "policy": st.none() | codes(),
        "edition": st.none() | codes(),
    }
    return st.builds(TierRecord, **five, **more) | st.builds(TierRecord, **own, **more)


@once
def inspection_records() -> st.SearchStrategy[InspectionRecord]:
    """Generate inspections made."""
    return st.builds(
        InspectionRecord,
        on=days(),
        known_on=days(),
        kind=codes(),
        by=st.none() | codes(),
        note=st.none() | texts(),
    )


@once
def duty_records() -> st.SearchStrategy[DutyRecord]:
    """Generate duties done."""
    return st.builds(
        DutyRecord,
        on=days(),
        known_on=days(),
        duty=codes(),
        due=st.none() | days(),
        subject=st.none() | codes(),
        by=st.none() | codes(),
    )


@once
def signal_records() -> st.SearchStrategy[SignalRecord]:
    """Generate signals, standing or cleared."""

    def signal(on: date, stood: int | None, **more: Any) -> SignalRecord:  # noqa: ANN401
        cleared_on = None if stood is None else on + timedelta(days=stood)
        return SignalRecord(on=on, cleared_on=cleared_on, **more)

    return st.builds(
        signal,
        on=days(),
        known_on=days(),
        signal=codes(),
        stood=st.none() | st.integers(0, 1000),
    )


@once
def evidence_values() -> st.SearchStrategy[EvidenceValue]:
    """Generate everything that evidence may say; shrinks to None."""
    return st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**20), 10**20),
        amounts(min_value=-10, places=6),
        texts(),
        money(min_value=-10_000),
        days(),
    )


@once
def evidence() -> st.SearchStrategy[Evidence]:
    """Generate evidence of any value, with and without an end."""
    units = st.sampled_from(("day", "working day", "week", "month", "quarter", "year"))
    return st.builds(
        Evidence,
        on=days(),
        known_on=days(),
        fact=codes(),
        value=evidence_values(),
        by=st.none() | codes(),
        source=st.none() | texts(),
        valid_for=st.none() | st.builds(Period, count=st.integers(0, 400), unit=units),
    )


@once
def _corrected(
    records: st.SearchStrategy[R], max_size: int, *, a_day_each: bool = False
) -> st.SearchStrategy[tuple[R, ...]]:
    """Generate records of one kind, some of them corrected, once or more, and in any order.

    With `a_day_each` no two have one `on`, unless one corrects the other.
    """
    key: Callable[[R], object] = (lambda record: record.on) if a_day_each else id
    originals = st.lists(records, max_size=max_size, unique_by=key)

    @st.composite
    def several(draw: st.DrawFn) -> tuple[R, ...]:
        found: list[R] = []
        for number, first in enumerate(draw(originals)):
            last = attrs.evolve(first, id=f"{number}" if draw(_YES) else None)
            found.append(last)
            while last.id is not None and draw(_YES):
                correction = draw(records)
                last = attrs.evolve(
                    correction,
                    on=first.on if a_day_each else correction.on,
                    known_on=max(last.known_on, correction.known_on),
                    id=f"{last.id}+" if draw(_YES) else None,
                    replaces=last.id,
                )
                found.append(last)
        return tuple(draw(st.permutations(found)) if found[1:] else found)

    return several()


def _claims(max_size: int) -> st.SearchStrategy[dict[str, tuple[Record, ...]]]:
    """Generate records of up to two kinds about claims and security.

    A file with every kind at once is more than Hypothesis draws.
    """
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "extensions": _corrected(extensions(), max_size),
        "ends": _corrected(credit_ends(), max_size),
        "demands": _corrected(demands(), max_size),
        "obstacles": _corrected(obstacles(), max_size),
        "judgments": _corrected(judgments(), max_size),
        "guarantees": _corrected(guarantees(), max_size, a_day_each=True),
        "guarantor_acts": _corrected(guarantor_acts(), max_size),
        "collateral": _corrected(collateral(), max_size, a_day_each=True),
        "valuations": _corrected(valuations(), max_size),
    }
    names = st.lists(st.sampled_from(sorted(kinds)), max_size=2, unique=True)
    return names.flatmap(lambda stated: st.fixed_dictionaries({n: kinds[n] for n in stated}))


def _file(loan: Loan, claims: dict[str, Any], **records: Any) -> LoanFile:  # noqa: ANN401
    """Return a loan with its records, moved back to the first of them where that is earlier."""
    days = [record.on for kind in _SINCE_DISBURSED for record in records[kind] or ()]
    days += [end.on for end in claims.get("ends", ())]
    days += [version.instalments[0].due_on for version in records["schedules"] or ()]
    back = max(loan.disbursed_on - min(days, default=loan.disbursed_on), timedelta())
    moved = attrs.evolve(
        loan,
        disbursed_on=loan.disbursed_on - back,
        signed_on=loan.signed_on and loan.signed_on - back,
        matures_on=loan.matures_on and loan.matures_on - back,
    )
    return LoanFile(loan=moved, **records, **claims)


@once
def loan_files(*, max_size: int = 3) -> st.SearchStrategy[LoanFile]:
    """Generate loan files, with up to `max_size` records a kind and corrections of them.

    Shrinks to a file whose schedules and payments are not stated.

    >>> from hypothesis import given, settings
    >>> from postloan import LoanFile
    >>> @settings(max_examples=5)
    ... @given(loan_files())
    ... def test_a_file_is_read_back_as_it_was_written(file):
    ...     assert LoanFile.from_json(file.to_json()) == file
    >>> test_a_file_is_read_back_as_it_was_written()
    """

    def some(records: st.SearchStrategy[R]) -> st.SearchStrategy[tuple[R, ...]]:
        return _corrected(records, max_size)

    return st.one_of(
        [
            st.builds(
                _file,
                loan=loans(currency=currency),
                schedules=st.none()
                | _corrected(schedules(currency=currency), max_size, a_day_each=True),
                payments=st.none() | some(payments(currency=currency)),
                reversals=some(reversals(currency=currency)),
                waivers=some(waivers(currency=currency)),
                write_offs=some(write_offs(currency=currency)),
                drawdowns=some(drawdowns(currency=currency)),
                uses_of_funds=some(uses_of_funds(currency=currency)),
                pauses=_corrected(pauses(), 1),
                terms=_corrected(terms(currency=currency), max_size, a_day_each=True),
                restructurings=some(restructurings()),
                mergers=some(mergers()),
                evidence=some(evidence()),
                inspections=some(inspection_records()),
                duties=some(duty_records()),
                signals=some(signal_records()),
                tiers=some(tier_records()),
                claims=_claims(max_size),
            )
            for currency in ("CNY", "INR", "EUR")
        ]
    )
