"""A year in the life of a bank: loans repaid, late, early or never, and what was done about them.

Drawn by a generator of pseudo-random numbers, so that one seed is one bank.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Final

import attrs

from postloan.dates import add_months
from postloan.model.adjustments import Reversal
from postloan.model.ends import CreditEnd
from postloan.model.file import LoanFile
from postloan.model.loan import Loan
from postloan.model.parties import BORROWER_KINDS, Borrower
from postloan.model.records import DutyRecord, Evidence, InspectionRecord, SignalRecord, TierRecord
from postloan.model.schedule import Instalment, Payment, Schedule
from postloan.money import Money
from postloan.policy.loading import load_policy
from postloan.policy.policy import Policy
from postloan.reviews.pipeline import review

__all__ = ["FIRST", "LAST", "MEASURES", "bank"]

FIRST: Final = date(2024, 1, 1)
LAST: Final = date(2024, 12, 31)
MEASURES: Final = load_policy(
    "bank.branch-measures",
    parameters={
        "doubtful_visit_every": "1 month",
        "individual_visit_every": "6 months",
        "rectify_within": "30 days",
        "track_use_within": "15 working days",
        "report_within": "10 days",
        "risk_visit_every": "6 months",
    },
)
"""The measures, their blanks filled in; working days stay without a calendar to count them by."""
_MONTHS: Final = 12


def bank(loans: int, *, seed: int = 1, policy: Policy = MEASURES) -> Iterator[LoanFile]:
    """Yield the files of a bank's loans, each with a year of records."""
    for number in range(loans):
        random = Random(seed * 1_000_003 + number)  # noqa: S311 nothing is secret
        yield _classified(_life(random, number), policy)


def _life(random: Random, number: int) -> LoanFile:
    lent = FIRST - timedelta(days=random.randrange(-200, 400))
    months = random.choice((6, 12, 24))
    sum_due = Money(1000, "CNY")
    dues = tuple(
        Instalment(due_on=add_months(lent, month), principal=sum_due, interest=Money(20, "CNY"))
        for month in range(1, months + 1)
    )
    delays = (0, 0, 0, 0, 3, 35) if random.random() < 0.8 else (0, 20, 100, 400)
    payments = tuple(
        Payment(on=due.due_on + timedelta(days=random.choice(delays)), amount=Money(1020, "CNY"))
        for due in dues
    )
    file = LoanFile(
        loan=Loan(
            id=f"L-{number:04}",
            borrower=Borrower(id=f"B-{number:04}", kind=random.choice(BORROWER_KINDS)),
            product=random.choice(("working_capital", "fixed_assets", "letter_of_guarantee")),
            principal=sum_due * months,
            disbursed_on=lent,
            matures_on=dues[-1].due_on,
            payment_mode="self_directed",
        ),
        schedules=(Schedule(on=lent, instalments=dues),),
        payments=payments,
    )
    return attrs.evolve(
        _repaid_early(random, file) if random.random() < 0.25 else file,
        evidence=tuple(_evidence(random, lent)),
        inspections=tuple(_inspections(random, lent)),
        duties=tuple(_duties(random, lent)),
        signals=tuple(_signals(random, payments, dues)),
    )


def _repaid_early(random: Random, file: LoanFile) -> LoanFile:
    """Return the file with all that is left repaid on a day of the year.

    Some of it is taken back later, and some of that paid again; of a few the claim was sold.
    """
    day = max(file.loan.disbursed_on, FIRST + timedelta(days=random.randrange(366)))
    made = tuple(payment for payment in file.payments or () if payment.on < day)
    rest = Money(1020, "CNY") * (len(file.payments or ()) - len(made))
    if not rest:
        return file
    if random.random() < 0.2:
        return attrs.evolve(file, payments=made, ends=(CreditEnd(on=day, kind="transferred"),))
    back, again = day + timedelta(days=random.randrange(1, 60)), random.randrange(1, 60)
    reversals = (Reversal(on=back, amount=rest),) if random.random() < 0.3 else ()
    paid = [Payment(on=day, amount=rest)]
    if reversals and random.random() < 0.5:
        paid.append(Payment(on=back + timedelta(days=again), amount=rest))
    return attrs.evolve(file, payments=(*made, *paid), reversals=reversals)


def _some_days(random: Random, lent: date, often: int) -> Iterator[date]:
    """Yield days of the year on which the loan is out, about so many."""
    for _ in range(random.randrange(often + 1)):
        day = FIRST + timedelta(days=random.randrange(366))
        if day >= lent:
            yield day


def _evidence(random: Random, lent: date) -> Iterator[Evidence]:
    yield Evidence(on=lent, fact="credit_impaired", value=False)
    for fact in ("funds_misappropriated", "major_event", "production_stopped"):
        if random.random() < 0.1:
            for day in _some_days(random, lent, 2):
                yield Evidence(on=day, fact=fact, value=True, id=f"{fact}-{day}")
                yield Evidence(
                    on=day + timedelta(days=random.randrange(1, 90)), fact=fact, value=False
                )


def _inspections(random: Random, lent: date) -> Iterator[InspectionRecord]:
    for kind, often in (("on_site", 10), ("risk_inspection", 3)):
        for day in _some_days(random, lent, often):
            yield InspectionRecord(on=day, kind=kind, by=random.choice(("a", "b", None)))


def _duties(random: Random, lent: date) -> Iterator[DutyRecord]:
    for duty, often in (("account-monitoring", 14), ("interest-funds", 4), ("periodic-report", 8)):
        for day in _some_days(random, lent, often):
            yield DutyRecord(on=day, duty=duty, by=random.choice(("a", "b", None)))
    if random.random() < 0.5:
        for day in _some_days(random, lent, 1):
            yield DutyRecord(on=day, duty="maturity-notice")


def _signals(
    random: Random, payments: tuple[Payment, ...], dues: tuple[Instalment, ...]
) -> Iterator[SignalRecord]:
    for payment, due in zip(payments, dues, strict=True):
        found = due.due_on + timedelta(days=1 + random.randrange(3))
        if found <= payment.on and random.random() < 0.7:
            yield SignalRecord(on=found, signal="payment-overdue", cleared_on=payment.on)


def _classified(file: LoanFile, policy: Policy) -> LoanFile:
    """Return a file with the tiers that a review at each month's end gave."""
    for month in range(_MONTHS):
        end = add_months(FIRST, month + 1) - timedelta(days=1)
        if end >= file.loan.disbursed_on:
            tier = review(file, policy, as_of=end).at_least
            record = TierRecord(on=end, tier=str(tier))
            file = attrs.evolve(file, tiers=(*file.tiers, record))
    return file
