"""Hypothesis strategies for the values of the model: valid ones only, of every kind.

Each gives immutable values, takes its options by keyword, and shrinks towards the simplest: the
first day, the least amount, the fewest records, nothing stated.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, Final, TypeVar, cast

import attrs
from hypothesis import strategies as st

from postloan.dates import Period
from postloan.intervals import BOUNDS
from postloan.model.adjustments import Drawdown, Pause, Reversal, Waiver, WriteOff
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
from postloan.model.schedule import Instalment, Payment, Schedule
from postloan.money import Money
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
    "money",
    "pauses",
    "payments",
    "reversals",
    "schedules",
    "signal_records",
    "texts",
    "tier_records",
    "waivers",
    "write_offs",
]

FIRST_DAY: Final = date(2020, 1, 1)
LAST_DAY: Final = date(2029, 12, 31)

R = TypeVar("R", bound=Record)
F = TypeVar("F", bound=Callable[..., object])


def _once(strategy: F) -> F:
    """Make a strategy once for each set of options: making one costs more than drawing from it."""
    return cast("F", cache(strategy))


@_once
def days(*, min_value: date = FIRST_DAY, max_value: date = LAST_DAY) -> st.SearchStrategy[date]:
    """Generate days of the decade in which everything here happens; shrinks to the first."""
    return st.integers(0, (max_value - min_value).days).map(
        lambda count: min_value + timedelta(days=count)
    )


@_once
def codes() -> st.SearchStrategy[str]:
    """Generate ids and codes, some of them Chinese; shrinks to `0`."""
    return st.text("0123456789-ABxyz_贷款", min_size=1, max_size=8)


@_once
def texts() -> st.SearchStrategy[str]:
    """Generate free text of any characters that UTF-8 can hold, line ends included."""
    return st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


@_once
def amounts(
    *, min_value: int = 0, max_value: int = 10_000, places: int = 2
) -> st.SearchStrategy[Decimal]:
    """Generate decimals of up to `places` places, written with any exponent that shows them.

    Shrinks to `min_value` without a point.
    """

    def scaled(place: int) -> st.SearchStrategy[Decimal]:
        step = 10**place
        return st.integers(min_value * step, max_value * step).map(
            lambda count: Decimal(count).scaleb(-place)
        )

    return st.integers(0, places).flatmap(scaled)


@_once
def money(
    *, currency: str = "CNY", min_value: int = 0, max_value: int = 10_000
) -> st.SearchStrategy[Money]:
    """Generate money in one currency; shrinks to `min_value`."""
    return amounts(min_value=min_value, max_value=max_value).map(
        lambda amount: Money(amount, currency)
    )


@_once
def borrowers() -> st.SearchStrategy[Borrower]:
    """Generate borrowers of every kind; shrinks to a company without group or name."""
    return st.builds(
        Borrower,
        id=codes(),
        kind=st.sampled_from(BORROWER_KINDS),
        group=st.none() | codes(),
        name=st.none() | texts(),
    )


@st.composite
def loans(draw: st.DrawFn, *, currency: str = "CNY") -> Loan:
    """Generate loans in one currency; shrinks to a loan of 1 of which nothing else is stated."""
    disbursed_on = draw(days(max_value=date(2025, 12, 31)))
    later = days(min_value=disbursed_on + timedelta(days=1))
    return Loan(
        id=draw(codes()),
        borrower=draw(borrowers()),
        product=draw(codes()),
        principal=draw(money(currency=currency, min_value=1)),
        disbursed_on=disbursed_on,
        matures_on=draw(st.none() | later),
        retail=draw(st.none() | st.booleans()),
        signed_on=draw(st.none() | days(min_value=date(2019, 1, 1), max_value=disbursed_on)),
        payment_mode=draw(st.none() | st.sampled_from(PAYMENT_MODES)),
        purpose=draw(st.none() | texts()),
        security_kind=draw(st.none() | st.sampled_from(SECURITY_KINDS)),
        industry=draw(st.none() | codes()),
        region=draw(st.none() | codes()),
        on_balance_sheet=draw(st.none() | st.booleans()),
        syndicated_share=draw(
            st.none() | st.integers(1, 1000).map(lambda thousandths: Decimal(thousandths) / 1000)
        ),
    )


@st.composite
def instalments(draw: st.DrawFn, *, due_on: date, currency: str = "CNY") -> Instalment:
    """Generate what falls due on one day; shrinks to a principal of 1 and nothing else."""
    principal = draw(money(currency=currency, min_value=1) | money(currency=currency))
    interest = draw(money(currency=currency, min_value=0 if principal else 1))
    fees = draw(money(currency=currency))
    return Instalment(
        due_on=due_on,
        principal=principal,
        interest=interest,
        fees=fees,
        drawdown=draw(st.none() | st.sampled_from("AB")),
    )


@st.composite
def schedules(
    draw: st.DrawFn,
    *,
    currency: str = "CNY",
    min_due: date = FIRST_DAY,
    max_due: date = LAST_DAY,
    max_size: int = 6,
) -> Schedule:
    """Generate versions of a schedule due between two days; shrinks to one instalment."""
    due = draw(
        st.lists(
            days(min_value=min_due, max_value=max_due), min_size=1, max_size=max_size, unique=True
        )
    )
    return Schedule(
        on=draw(days()),
        known_on=draw(days()),
        instalments=tuple(
            draw(instalments(due_on=due_on, currency=currency)) for due_on in sorted(due)
        ),
    )


@_once
def payments(
    *, currency: str = "CNY", min_day: date = FIRST_DAY, max_day: date = LAST_DAY
) -> st.SearchStrategy[Payment]:
    """Generate payments made between two days; shrinks to 1 on the first."""
    return st.builds(
        Payment,
        on=days(min_value=min_day, max_value=max_day),
        known_on=days(),
        amount=money(currency=currency, min_value=1),
        drawdown=st.none() | st.sampled_from("AB"),
    )


@_once
def reversals(*, currency: str = "CNY", min_day: date = FIRST_DAY) -> st.SearchStrategy[Reversal]:
    """Generate amounts taken back; shrinks to 1 on the first day."""
    return st.builds(
        Reversal,
        on=days(min_value=min_day),
        known_on=days(),
        amount=money(currency=currency, min_value=1),
        payment=st.none() | codes(),
    )


@st.composite
def waivers(draw: st.DrawFn, *, currency: str = "CNY", min_day: date = FIRST_DAY) -> Waiver:
    """Generate what is forgiven: one part, and perhaps others."""
    sure = money(currency=currency, min_value=1)
    parts = [draw(sure), *(draw(st.none() | money(currency=currency)) for _ in range(2))]
    principal, interest, fees = draw(st.permutations(parts))
    return Waiver(
        on=draw(days(min_value=min_day)),
        known_on=draw(days()),
        principal=principal,
        interest=interest,
        fees=fees,
    )


@_once
def write_offs(*, currency: str = "CNY", min_day: date = FIRST_DAY) -> st.SearchStrategy[WriteOff]:
    """Generate amounts written off; shrinks to 1 on the first day."""
    return st.builds(
        WriteOff,
        on=days(min_value=min_day),
        known_on=days(),
        amount=money(currency=currency, min_value=1),
    )


@_once
def drawdowns(*, currency: str = "CNY", min_day: date = FIRST_DAY) -> st.SearchStrategy[Drawdown]:
    """Generate parts paid out; shrinks to 1 on the first day."""
    return st.builds(
        Drawdown,
        on=days(min_value=min_day),
        known_on=days(),
        amount=money(currency=currency, min_value=1),
        drawdown=st.sampled_from("AB"),
    )


@st.composite
def pauses(draw: st.DrawFn, *, min_day: date = FIRST_DAY) -> Pause:
    """Generate pauses of at least a day; shrinks to one day, its end not in it."""
    on = draw(days(min_value=min_day))
    return Pause(
        on=on,
        known_on=draw(days()),
        until=on + timedelta(days=draw(st.integers(1, 400))),
        bounds=draw(st.sampled_from(BOUNDS)),
    )


@_once
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


@_once
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


@_once
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


@st.composite
def signal_records(draw: st.DrawFn) -> SignalRecord:
    """Generate signals, standing or cleared."""
    on = draw(days())
    return SignalRecord(
        on=on,
        known_on=draw(days()),
        signal=draw(codes()),
        cleared_on=draw(st.none() | days(min_value=on)),
    )


@_once
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


@_once
def evidence() -> st.SearchStrategy[Evidence]:
    """Generate evidence of any value, with and without an end."""
    units = st.sampled_from(("day", "week", "month", "quarter", "year"))
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


@st.composite
def _corrected(
    draw: st.DrawFn, records: st.SearchStrategy[R], max_size: int, *, a_day_each: bool = False
) -> tuple[R, ...]:
    """Generate records of one kind, some of them corrected, once or more, and in any order.

    With `a_day_each` no two have one `on`, unless one corrects the other.
    """
    key: Callable[[R], object] = (lambda record: record.on) if a_day_each else id
    found: list[R] = []
    for number, first in enumerate(draw(st.lists(records, max_size=max_size, unique_by=key))):
        last = attrs.evolve(first, id=draw(st.none() | st.just(f"{number}")))
        found.append(last)
        while last.id is not None and draw(st.booleans()):
            correction = draw(records)
            last = attrs.evolve(
                correction,
                on=first.on if a_day_each else correction.on,
                known_on=max(last.known_on, correction.known_on),
                id=draw(st.none() | st.just(f"{last.id}+")),
                replaces=last.id,
            )
            found.append(last)
    return tuple(draw(st.permutations(found)))


@st.composite
def loan_files(draw: st.DrawFn, *, max_size: int = 3) -> LoanFile:
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
    currency = draw(st.sampled_from(("CNY", "INR", "EUR")))
    loan = draw(loans(currency=currency))
    start = loan.disbursed_on

    def some(records: st.SearchStrategy[R]) -> tuple[R, ...]:
        return draw(_corrected(records, max_size))

    versions = schedules(currency=currency, min_due=start)
    paid = payments(currency=currency, min_day=start)
    return LoanFile(
        loan=loan,
        schedules=draw(st.none() | _corrected(versions, max_size, a_day_each=True)),
        payments=draw(st.none() | _corrected(paid, max_size)),
        reversals=some(reversals(currency=currency, min_day=start)),
        waivers=some(waivers(currency=currency, min_day=start)),
        write_offs=some(write_offs(currency=currency, min_day=start)),
        drawdowns=some(drawdowns(currency=currency, min_day=start)),
        pauses=draw(_corrected(pauses(min_day=start), 1)),
        evidence=some(evidence()),
        inspections=some(inspection_records()),
        duties=some(duty_records()),
        signals=some(signal_records()),
        tiers=some(tier_records()),
    )
