"""Where it goes what is paid ahead, and what is not covered because it is owed from later on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan.arrears.allocation import Allocation, allocation_of
from postloan.arrears.counting import DayCounting, Part
from postloan.arrears.figures import arrears_of, open_instalments
from postloan.arrears.spells import Materiality, spells_of
from postloan.model.schedule import PAID_AHEAD, Instalment, PaidAhead, Payment, Schedule
from postloan.money import Money


def cny(amount: str) -> Money:
    return Money(Decimal(amount), "CNY")


def apr(day: int) -> date:
    return date(2024, 4, day)


def due(on: date, principal: str, **more: Any) -> Instalment:  # noqa: ANN401
    return Instalment(due_on=on, principal=cny(principal), **more)


def plan(*instalments: Instalment) -> tuple[Schedule]:
    return (Schedule(on=date(2023, 1, 1), instalments=instalments),)


def paid(on: date, amount: str, **more: Any) -> Payment:  # noqa: ANN401
    return Payment(on=on, amount=cny(amount), **more)


def shown(found: Allocation) -> list[tuple[int, Part, str]]:
    return [(line.instalment, line.part, f"{line.amount.amount:f}") for line in found.lines or ()]


FOUR = plan(*(due(apr(day), "100") for day in (1, 10, 20, 30)))


@pytest.mark.parametrize(
    "ahead, amount, left",
    [
        ("next", "150", "0 50 100 100"),
        ("last", "150", "0 100 100 50"),
        ("last", "320", "0 80 0 0"),
        ("each", "150", "0 83.33 83.33 83.34"),
        ("each", "120", "0 93.33 93.33 93.34"),
        ("each", "100.04", "0 99.99 99.99 99.98"),
        ("each", "100.02", "0 99.99 99.99 100.00"),
        ("each", "410", "0 0 0 0"),
    ],
)
def test_what_is_paid_ahead_goes_where_the_parties_agreed(
    ahead: PaidAhead, amount: str, left: str
) -> None:
    found = open_instalments(FOUR, (paid(apr(1), amount, ahead=ahead),), as_of=apr(1)) or ()
    unpaid = {instalment.index: instalment.amount.amount for instalment in found}
    assert [unpaid.get(index, 0) for index in range(4)] == [Decimal(text) for text in left.split()]


def test_what_is_more_than_one_day_could_take_is_shared_among_the_others() -> None:
    uneven = plan(due(apr(10), "10"), due(apr(20), "100"), due(apr(30), "100"))
    found = allocation_of(uneven, (paid(apr(1), "90", ahead="each"),), as_of=apr(1))
    assert shown(found) == [
        *((0, "principal", "10"), (1, "principal", "30.00"), (2, "principal", "30.00")),
        *((1, "principal", "10.00"), (2, "principal", "10.00")),
    ]


def test_what_falls_due_on_one_day_gets_one_share() -> None:
    day = due(apr(10), "0", fees=cny("10"), drawdown="A"), due(apr(10), "100", drawdown="B")
    found = allocation_of(
        plan(*day, due(apr(20), "100")), (paid(apr(1), "60", ahead="each"),), as_of=apr(1)
    )
    assert shown(found) == [(0, "fees", "10"), (1, "principal", "20.00"), (2, "principal", "30.00")]


@pytest.mark.parametrize("currency, share", [("JPY", "33"), ("KWD", "33.333"), ("EUR", "33.33")])
def test_shares_are_of_the_smallest_unit_of_the_currency(currency: str, share: str) -> None:
    def money(amount: str) -> Money:
        return Money(Decimal(amount), currency)

    plan = [Instalment(due_on=apr(day), principal=money("100")) for day in (10, 20, 30)]
    made = Payment(on=apr(1), amount=money("100"), ahead="each")
    schedule = Schedule(on=date(2024, 1, 5), instalments=tuple(plan))
    found = allocation_of((schedule,), (made,), as_of=apr(1))
    assert (found.lines or ())[0].amount == money(share)


# ---------------------------------------------------------------------- what is owed later


CHARGED = due(apr(20), "0", fees=cny("30"), owed_from=apr(15))
WITH_CHARGE = plan(due(apr(10), "100"), CHARGED, due(apr(20), "100"))


def test_what_was_paid_before_a_charge_stays_where_it_went() -> None:
    made = (paid(apr(10), "150"), paid(apr(15), "40"))
    found = allocation_of(WITH_CHARGE, made, as_of=apr(15))
    assert shown(found) == [
        (0, "principal", "100"),
        (2, "principal", "50"),
        (1, "fees", "30"),
        (2, "principal", "10"),
    ]


def test_before_its_day_it_is_not_outstanding_and_what_is_overpaid_covers_it_then() -> None:
    made = (paid(apr(10), "220"),)
    before = allocation_of(WITH_CHARGE, made, as_of=apr(14))
    assert before.overpaid == cny("20")
    left = open_instalments(WITH_CHARGE, (), as_of=apr(14)) or ()
    assert [instalment.index for instalment in left] == [0, 2]
    after = allocation_of(WITH_CHARGE, made, as_of=apr(15))
    assert (shown(after)[-1], after.overpaid) == ((1, "fees", "20"), cny("0"))


def test_a_charge_and_its_instalment_are_one_period() -> None:
    late = arrears_of(WITH_CHARGE, (paid(apr(10), "100"),), as_of=apr(21))
    assert (late.periods_missed, late.overdue_amount) == (1, cny("130"))


def test_a_drawdown_that_is_owed_later_only_may_be_paid_before() -> None:
    later = plan(due(apr(10), "50", drawdown="A", owed_from=apr(5)))
    found = allocation_of(later, (paid(apr(1), "60", drawdown="A"),), as_of=apr(5))
    assert (shown(found), found.overpaid) == ([(0, "principal", "50")], cny("10"))


def test_what_was_refunded_is_owed_where_the_payment_it_came_from_never_was() -> None:
    """Fineract, LoanCBR.feature, "Single repayment reversal", commit 4198b0bc."""
    loan = due(date(2023, 1, 31), "1000")
    refund = due(date(2023, 1, 11), "200", owed_from=date(2023, 1, 11))
    made = (paid(date(2023, 1, 10), "1200"),)
    as_of = date(2023, 1, 11)
    assert open_instalments(plan(refund, loan), made, as_of=as_of) == ()
    left = open_instalments(plan(refund, loan), (), as_of=as_of) or ()
    assert Money.total((instalment.amount for instalment in left), "CNY") == cny("1200")


# ------------------------------------------------------------------------------- day by day


class ByHand:
    """What is left of each instalment, in whole fen, counted day by day."""

    def __init__(self, instalments: list[Instalment], made: list[Payment], as_of: date) -> None:
        self.instalments = instalments
        self.left = {at: int(i.principal.amount * 100) for at, i in enumerate(instalments)}
        overpaid: list[tuple[Payment, int]] = []
        for day in (apr(number) for number in range(1, as_of.day + 1)):
            if any(i.owed_from == day for i in instalments):
                overpaid = [(payment, self.pay(payment, fen, day)) for payment, fen in overpaid]
            of_day = [payment for payment in made if payment.on == day]
            of_day.sort(key=lambda p: (PAID_AHEAD.index(p.ahead), p.amount.amount))
            overpaid += [(p, self.pay(p, int(p.amount.amount * 100), day)) for p in of_day]
        for at, instalment in enumerate(instalments):
            if (instalment.owed_from or as_of) > as_of:
                del self.left[at]

    def cover(self, due_on: date, owed: list[int], amount: int) -> int:
        for at in owed:
            if self.instalments[at].due_on == due_on:
                taken = min(self.left[at], amount)
                self.left[at] -= taken
                amount -= taken
        return amount

    def pay(self, payment: Payment, amount: int, day: date) -> int:
        owed = [at for at, i in enumerate(self.instalments) if (i.owed_from or day) <= day]
        days = sorted({self.instalments[at].due_on for at in owed})
        due = [due_on for due_on in days if due_on <= day]
        later = days[len(due) :]
        for due_on in {"next": days, "last": [*due, *reversed(later)], "each": due}[payment.ahead]:
            amount = self.cover(due_on, owed, amount)
        while amount and any(self.left[at] for at in owed):
            days = sorted({self.instalments[at].due_on for at in owed if self.left[at]})
            share, rest, amount = round(Fraction(amount, len(days))), amount, 0
            for due_on in days:
                part = rest if due_on == days[-1] else min(share, rest)
                rest -= part
                amount += self.cover(due_on, owed, part)
        return amount


DAYS = st.integers(1, 30).map(apr)
AMOUNTS = st.integers(1, 30_000).map(lambda fen: Money(Decimal(fen) / 100, "CNY"))


@st.composite
def schedules(draw: st.DrawFn) -> list[Instalment]:
    found: dict[tuple[date, date | None], Instalment] = {}
    for _ in range(draw(st.integers(1, 6))):
        due_on = draw(DAYS)
        owed_from = draw(st.none() | st.integers(1, due_on.day).map(apr))
        instalment = Instalment(due_on=due_on, principal=draw(AMOUNTS), owed_from=owed_from)
        found[due_on, owed_from] = instalment
    return sorted(found.values(), key=lambda instalment: instalment.due_on)


MADE = st.lists(
    st.builds(Payment, on=DAYS, amount=AMOUNTS, ahead=st.sampled_from(PAID_AHEAD)), max_size=5
)


@given(schedules(), MADE, DAYS)
def test_what_is_left_is_what_a_count_day_by_day_leaves(
    instalments: list[Instalment], made: list[Payment], as_of: date
) -> None:
    found = open_instalments(plan(*instalments), tuple(made), as_of=as_of) or ()
    expected = {at: fen for at, fen in ByHand(instalments, made, as_of).left.items() if fen}
    assert {i.index: int(i.amount.amount * 100) for i in found} == expected


@given(schedules(), MADE, DAYS)
def test_what_goes_to_other_instalments_ahead_makes_no_day_past_due_that_next_would_not(
    instalments: list[Instalment], made: list[Payment], as_of: date
) -> None:
    """What goes to the next instalments first leaves the least past due."""
    agreed = arrears_of(plan(*instalments), tuple(made), as_of=as_of)
    to_next = tuple(attrs.evolve(payment, ahead="next") for payment in made)
    least = arrears_of(plan(*instalments), to_next, as_of=as_of)
    assert agreed.overdue_amount is not None
    assert least.overdue_amount is not None
    assert least.overdue_amount <= agreed.overdue_amount


def test_what_is_owed_later_is_no_share_of_what_is_unpaid_before() -> None:
    limits = Materiality(amount=cny("0"), share=Decimal("0.5"))
    paid_out_later = plan(due(apr(10), "100"), due(apr(30), "200", owed_from=apr(15)))
    spells = spells_of(
        paid_out_later,
        (),
        as_of=apr(14),
        counting=DayCounting(day_one="day_after_due"),
        materiality=limits,
    )
    assert spells.material_days == 4
