"""How long arrears have lasted: in a row above both limits, and in total."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan.arrears.counting import DayCounting
from postloan.arrears.figures import arrears_of, open_instalments
from postloan.arrears.spells import Materiality, Spells, spells_of, spells_of_obligor
from postloan.dates import DAY_ONE
from postloan.errors import CurrencyMismatch, InvalidValue
from postloan.model.adjustments import Reversal
from postloan.model.file import LoanFile
from postloan.model.loan import Loan
from postloan.model.parties import Borrower
from postloan.model.schedule import Instalment, Payment, Schedule
from postloan.money import Money
from postloan.testing.payments import payments, reversals, schedules, waivers

CHINA = DayCounting(day_one="day_after_due")


def eur(amount: str | int) -> Money:
    return Money(Decimal(amount), "EUR")


RETAIL = Materiality(amount=eur(100), share=Decimal("0.01"))


def plan(*dues: tuple[date, str], on: date = date(2024, 1, 5)) -> Schedule:
    instalments = (Instalment(due_on=day, principal=eur(amount)) for day, amount in dues)
    return Schedule(on=on, instalments=tuple(instalments))


UNKNOWN = Spells(cumulative_days=None, missed_due_dates=None, material_days=None)


def spells(
    schedule: Schedule,
    *made: Payment,
    as_of: date,
    materiality: Materiality | None = RETAIL,
    **more: Any,  # noqa: ANN401
) -> Spells:
    return spells_of(
        (schedule,), made, as_of=as_of, counting=CHINA, materiality=materiality, **more
    )


def paid(on: date, amount: str) -> Payment:
    return Payment(on=on, amount=eur(amount))


def test_t_x_7_small_arrears_are_not_material_however_long_they_last() -> None:
    schedule = plan((date(2024, 3, 31), "95"), (date(2026, 3, 31), "8905"))
    found = spells(schedule, as_of=date(2024, 3, 31) + timedelta(days=120))
    assert found == Spells(cumulative_days=120, missed_due_dates=1, material_days=0)


@pytest.mark.parametrize(
    "overdue, rest, material",
    [("100", "0", 0), ("100.01", "0", 91), ("101", "9999", 0), ("101", "9998", 91)],
)
def test_arrears_are_material_above_both_limits_and_not_on_them(
    overdue: str, rest: str, material: int
) -> None:
    dues = [(date(2024, 3, 31), overdue), (date(2026, 3, 31), rest)]
    schedule = plan(*(due for due in dues if due[1] != "0"))
    assert spells(schedule, as_of=date(2024, 6, 30)).material_days == material


def test_the_days_in_a_row_begin_anew_where_a_limit_is_met_again() -> None:
    schedule = plan((date(2024, 3, 31), "150"), (date(2024, 5, 31), "150"))
    found = spells(schedule, paid(date(2024, 4, 30), "60"), as_of=date(2024, 6, 30))
    assert found == Spells(cumulative_days=91, missed_due_dates=2, material_days=30)


def test_cumulative_days_are_counted_over_every_spell() -> None:
    schedule = plan((date(2024, 3, 31), "150"), (date(2024, 5, 31), "150"))
    made = paid(date(2024, 4, 11), "150"), paid(date(2024, 6, 21), "150")
    assert spells(schedule, *made, as_of=date(2024, 12, 31)).cumulative_days == 10 + 20


def test_a_due_date_is_missed_once_whether_it_is_paid_late_or_never() -> None:
    dues = [date(2024, month, 28) for month in (1, 2, 3, 4)]
    schedule = plan(*((day, "150") for day in dues))
    made = paid(dues[0], "150"), paid(date(2024, 3, 10), "150"), paid(date(2024, 3, 30), "150")
    found = [
        spells(schedule, *made, as_of=day).missed_due_dates for day in (*dues, date(2024, 5, 1))
    ]
    assert found == [0, 0, 1, 2, 3]


def test_each_day_is_judged_by_the_version_then_in_force() -> None:
    first = plan((date(2024, 3, 31), "150"))
    extended = plan((date(2024, 9, 30), "150"), on=date(2024, 4, 11))
    found = spells_of(
        (first, extended), (), as_of=date(2024, 10, 5), counting=CHINA, materiality=RETAIL
    )
    assert found == Spells(cumulative_days=10 + 5, missed_due_dates=2, material_days=5)


def test_days_before_any_version_is_in_force_do_not_count() -> None:
    schedule = plan((date(2024, 3, 31), "150"), on=date(2024, 4, 11))
    found = spells(schedule, paid(date(2024, 4, 1), "10"), as_of=date(2024, 4, 15))
    assert found == Spells(cumulative_days=5, missed_due_dates=1, material_days=5)


def test_without_limits_only_the_days_in_a_row_are_unknown() -> None:
    schedule = plan((date(2024, 3, 31), "150"))
    found = spells(schedule, as_of=date(2024, 4, 1), materiality=None)
    assert found == Spells(cumulative_days=1, missed_due_dates=1, material_days=None)


@pytest.mark.parametrize("records", [(None, ()), ((), ()), ((plan((date.max, "1")),), None)])
def test_without_schedule_or_payments_they_are_unknown(records: Any) -> None:  # noqa: ANN401
    found = spells_of(*records, as_of=date(2024, 4, 1), counting=CHINA)
    assert found == UNKNOWN


def test_records_that_contradict_each_other_leave_them_unknown() -> None:
    taken = Reversal(on=date(2024, 4, 1), amount=eur(1))
    schedule = plan((date(2024, 3, 31), "150"))
    found = spells(schedule, as_of=date(2024, 4, 1), reversals=(taken,))
    assert found == UNKNOWN


def test_limits_in_another_currency_are_refused() -> None:
    limits = Materiality(amount=Money(100, "CNY"), share=Decimal("0.01"))
    with pytest.raises(CurrencyMismatch, match=r"EUR and CNY .* the materiality limits"):
        spells(plan((date(2024, 3, 31), "150")), as_of=date(2024, 4, 1), materiality=limits)


@pytest.mark.parametrize(
    "given, field",
    [
        ({"amount": eur(-1)}, "amount"),
        ({"retail_amount": eur(-1)}, "retail_amount"),
        ({"share": Decimal("1.1")}, "share"),
    ],
)
def test_limits_that_nothing_could_exceed_or_stay_below_are_refused(
    given: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidValue) as refused:
        Materiality(**{"amount": eur(100), "share": Decimal("0.01"), **given})
    assert (refused.value.owner, refused.value.field) == ("Materiality", field)


NEAR = date(2020, 1, 1) + timedelta(days=60)


def as_loan(version: Schedule, made: list[Payment], records: dict[str, Any]) -> LoanFile:
    loan = Loan(
        id="L",
        borrower=Borrower(id="B", kind="corporate"),
        product="term",
        principal=eur(1),
        disbursed_on=date(2020, 1, 1),
        matures_on=None,
    )
    return LoanFile(
        loan=loan,
        schedules=(attrs.evolve(version, on=date(2020, 1, 1)),),
        payments=tuple(attrs.evolve(payment, drawdown=None) for payment in made),
        **records,
    )


LOANS = st.builds(
    as_loan,
    schedules(currency="EUR", max_due=NEAR, max_size=3),
    st.lists(payments(currency="EUR", max_day=NEAR), max_size=3),
    st.fixed_dictionaries(
        {
            "reversals": st.lists(reversals(currency="EUR"), max_size=1).map(tuple),
            "waivers": st.lists(waivers(currency="EUR"), max_size=1).map(tuple),
        }
    ),
)


@given(st.lists(LOANS, min_size=1, max_size=2), st.integers(0, 80), st.sampled_from(DAY_ONE))
def test_looking_only_at_changes_gives_what_looking_at_every_day_does(
    loans: list[LoanFile],
    days: int,
    day_one: Any,  # noqa: ANN401
) -> None:
    counting = DayCounting(day_one=day_one)
    cumulative = in_a_row = 0
    missed: set[tuple[int, date]] = set()
    as_of = date(2020, 1, 1)
    for as_of in (date(2020, 1, 1) + timedelta(days=k) for k in range(days + 1)):
        overdue = unpaid = Decimal(0)
        for place, loan in enumerate(loans):
            made = loan.schedules, loan.payments
            records: Any = {"reversals": loan.reversals, "waivers": loan.waivers}
            late = arrears_of(*made, as_of=as_of, counting=counting, **records)
            if late.overdue_amount is None:
                return
            opened = open_instalments(*made, as_of=as_of, **records) or ()
            unpaid += sum(i.amount.amount for i in opened)
            missed.update(
                (place, i.due_on) for i in opened if counting.days_past_due(i.due_on, as_of)
            )
            overdue += late.overdue_amount.amount
        cumulative += bool(overdue)
        material = overdue > 100 and overdue > unpaid / 100
        in_a_row = in_a_row + 1 if material else 0
    for files in (loans, loans[::-1]):
        found = spells_of_obligor(files, as_of=as_of, counting=counting, materiality=RETAIL)
        assert found == Spells(
            cumulative_days=cumulative, missed_due_dates=len(missed), material_days=in_a_row
        )


@given(LOANS, st.integers(0, 80))
def test_an_obligor_with_one_loan_is_judged_as_that_loan(loan: LoanFile, days: int) -> None:
    more: Any = {
        "as_of": date(2020, 1, 1) + timedelta(days=days),
        "counting": CHINA,
        "materiality": RETAIL,
    }
    records: Any = {"reversals": loan.reversals, "waivers": loan.waivers}
    alone = spells_of(loan.schedules, loan.payments, **records, **more)
    assert spells_of_obligor([loan], **more) == alone


WHOLESALE = Materiality(amount=eur(500), share=Decimal("0.01"))


def of_obligor(*versions: Schedule, as_of: date) -> Spells:
    loans = [as_loan(version, [], {}) for version in versions]
    return spells_of_obligor(loans, as_of=as_of, counting=CHINA, materiality=WHOLESALE)


def test_t_x_7_of_an_obligor_small_arrears_of_its_loans_are_material_together() -> None:
    one = plan((date(2024, 3, 31), "400"), (date(2026, 3, 31), "4600"))
    other = plan((date(2024, 4, 30), "400"), (date(2026, 3, 31), "4600"))
    as_of = date(2024, 3, 31) + timedelta(days=120)
    for alone in (one, other):
        assert of_obligor(alone, as_of=as_of).material_days == 0
    found = of_obligor(one, other, as_of=as_of)
    assert found == Spells(cumulative_days=120, missed_due_dates=2, material_days=90)


def test_arrears_of_one_loan_are_held_against_all_that_the_obligor_owes() -> None:
    late, sound = plan((date(2024, 3, 31), "501")), plan((date(2026, 3, 31), "49600"))
    assert of_obligor(late, as_of=date(2024, 6, 30)).material_days == 91
    assert of_obligor(late, sound, as_of=date(2024, 6, 30)).material_days == 0


def test_which_limits_hold_is_not_known_where_it_matters_whether_a_loan_is_retail() -> None:
    both = attrs.evolve(WHOLESALE, retail_amount=eur(100))
    assert [both.for_retail(retail) for retail in (True, False, None)] == [RETAIL, WHOLESALE, None]
    same = attrs.evolve(WHOLESALE, retail_amount=eur(500))
    assert same.for_retail(None) == WHOLESALE.for_retail(None) == WHOLESALE


def test_of_an_obligor_nothing_is_known_where_it_is_not_of_one_loan() -> None:
    known = as_loan(plan((date(2024, 3, 31), "501")), [], {})
    unstated = attrs.evolve(known, payments=None)
    found = spells_of_obligor(
        [known, unstated], as_of=date(2024, 6, 30), counting=CHINA, materiality=WHOLESALE
    )
    assert found == UNKNOWN
