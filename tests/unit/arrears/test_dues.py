"""What is unpaid after payments, reversals, waivers and payments to one drawdown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan.arrears.counting import DayCounting
from postloan.arrears.figures import Arrears, arrears_of, open_instalments
from postloan.errors import CurrencyMismatch, InvalidValue
from postloan.model.adjustments import Pause, Reversal, Waiver
from postloan.model.schedule import Instalment, Payment, Schedule
from postloan.money import Money
from postloan.testing.values import days
from tests.unit.arrears.histories import histories


def cny(amount: str) -> Money:
    return Money(Decimal(amount), "CNY")


def due(on: date, principal: str, interest: str = "0", fees: str = "0", **more: Any) -> Instalment:  # noqa: ANN401
    return Instalment(
        due_on=on, principal=cny(principal), interest=cny(interest), fees=cny(fees), **more
    )


def mar(day: int) -> date:
    return date(2024, 3, day)


def jun(day: int) -> date:
    return date(2024, 6, day)


PLAN = Schedule(
    on=date(2024, 1, 5),
    instalments=(due(mar(31), "100", "10", "2"), due(jun(30), "100", "5")),
)


def paid(on: date, amount: str, **more: Any) -> Payment:  # noqa: ANN401
    return Payment(on=on, amount=cny(amount), **more)


def late(*made: Payment, as_of: date = date(2024, 7, 10), **more: Any) -> Arrears:  # noqa: ANN401
    return arrears_of((PLAN,), made, as_of=as_of, **more)


def figures(found: Arrears) -> tuple[str, str, str, date | None, int | None]:
    parts = (found.overdue_fees, found.overdue_interest, found.overdue_principal)
    fees, interest, principal = (str(part.amount) for part in parts if part is not None)
    return fees, interest, principal, found.since, found.periods_missed


@pytest.mark.parametrize(
    "amount, fees, interest, principal",
    [
        ("1", "1", "10", "100"),
        ("2", "0", "10", "100"),
        ("5", "0", "7", "100"),
        ("20", "0", "0", "92"),
    ],
)
def test_fees_are_covered_before_interest_and_interest_before_principal(
    amount: str, fees: str, interest: str, principal: str
) -> None:
    found = late(paid(mar(31), amount), as_of=date(2024, 4, 1))
    assert figures(found) == (fees, interest, principal, mar(31), 1)


def test_a_waiver_forgives_the_oldest_unpaid_of_its_kind() -> None:
    forgiven = Waiver(on=date(2024, 7, 1), interest=cny("12"))
    found = late(paid(mar(31), "2"), waivers=(forgiven,))
    assert figures(found) == ("0", "3", "200", mar(31), 2)
    assert figures(late(paid(mar(31), "112"), waivers=(forgiven,)))[1] == "0"


def test_what_is_paid_after_a_waiver_goes_to_what_it_left() -> None:
    forgiven = Waiver(on=date(2024, 4, 1), interest=cny("10"), fees=cny("2"))
    found = late(paid(date(2024, 4, 2), "100"), waivers=(forgiven,))
    assert figures(found) == ("0", "5", "100", jun(30), 1)


def test_what_is_taken_back_is_due_on_that_day_or_on_its_own_date_if_later() -> None:
    taken = Reversal(on=date(2024, 5, 1), amount=cny("60"))
    paid_ahead = late(paid(mar(31), "132"), reversals=(taken,), as_of=date(2024, 5, 31))
    assert figures(paid_ahead) == ("0", "0", "40", date(2024, 5, 1), 1)
    assert paid_ahead.next_due_on == jun(30)
    opened = open_instalments(
        (PLAN,), (paid(mar(31), "132"),), as_of=date(2024, 5, 31), reversals=(taken,)
    )
    assert [(i.due_on, i.index, str(i.amount.amount)) for i in opened or ()] == [
        (date(2024, 5, 1), 0, "40"),
        (jun(30), 1, "105"),
    ]


def test_what_was_paid_beyond_everything_is_taken_back_first() -> None:
    taken = Reversal(on=date(2024, 5, 1), amount=cny("33"))
    assert figures(late(paid(mar(31), "250"), reversals=(taken,)))[3] is None


def test_taking_back_more_than_was_paid_leaves_every_figure_unknown() -> None:
    found = late(paid(mar(31), "10"), reversals=(Reversal(on=jun(1), amount=cny("11")),))
    assert found.unknown == "on 2024-06-01 more is taken back than was paid"
    assert found.overdue_fees is None


TWO_PARTS = Schedule(
    on=date(2024, 1, 5),
    instalments=(due(mar(10), "50", drawdown="A"), due(mar(20), "50", drawdown="B")),
)


def test_a_payment_to_one_drawdown_leaves_the_other_as_it_was() -> None:
    made = (paid(mar(10), "50", drawdown="B"),)
    found = arrears_of((TWO_PARTS,), made, as_of=mar(25))
    assert (found.days_past_due, found.overdue_amount) == (15, cny("50"))
    both = (*made, paid(mar(10), "50"))
    assert arrears_of((TWO_PARTS,), both, as_of=mar(25)).days_past_due == 0


def test_a_payment_to_a_drawdown_that_the_schedule_lacks_leaves_every_figure_unknown() -> None:
    made = (paid(mar(10), "50", drawdown="C"),)
    found = arrears_of((TWO_PARTS,), made, as_of=mar(25))
    assert found.unknown == (
        "a payment of 2024-03-10 is to the drawdown 'C', of which the schedule has no instalment"
    )
    assert open_instalments((TWO_PARTS,), made, as_of=mar(25)) is None


def test_instalments_one_by_one_have_a_grace_of_their_own() -> None:
    counting = DayCounting(day_one="day_after_due", grace_days=30, instalment_grace_days=5)
    opened = open_instalments((PLAN,), (), as_of=date(2024, 7, 10), counting=counting) or ()
    assert [(i.days_past_due, i.delinquent_days) for i in opened] == [(101, 96), (10, 5)]


def test_a_waiver_in_another_currency_is_refused() -> None:
    waived = Waiver(on=jun(1), fees=Money(1, "USD"))
    with pytest.raises(CurrencyMismatch, match=r"CNY and USD .* waivers\[0\]\.fees"):
        late(waivers=(waived,))


def test_corrections_of_what_was_taken_back_are_applied_first() -> None:
    taken = Reversal(on=jun(1), amount=cny("0"), replaces="R-1")
    with pytest.raises(InvalidValue, match=r"reversals\[0\]\.replaces .*as_known_on"):
        late(reversals=(taken,))


def test_corrections_of_pauses_are_applied_first() -> None:
    pause = Pause(on=jun(1), until=jun(9), bounds="closed", replaces="P-1")
    with pytest.raises(InvalidValue, match=r"pauses\[0\]\.replaces .*as_known_on"):
        late(pauses=(pause,))


# ------------------------------------------------------------------------------- the laws


@given(histories(), days(), st.randoms())
def test_records_of_any_kind_may_stand_in_any_order(
    history: dict[str, Any],
    as_of: date,
    chance: Random,
) -> None:
    shuffled: dict[str, Any] = {
        kind: tuple(chance.sample(records, len(records))) for kind, records in history.items()
    }
    assert arrears_of(**shuffled, as_of=as_of) == arrears_of(**history, as_of=as_of)
    assert open_instalments(**shuffled, as_of=as_of) == open_instalments(**history, as_of=as_of)


@given(histories(), days())
def test_a_payment_split_in_two_on_its_day_changes_nothing(
    history: dict[str, Any], as_of: date
) -> None:
    halves = tuple(
        attrs.evolve(payment, amount=Money(payment.amount.amount / 2, "CNY"))
        for payment in history["payments"]
        for _ in range(2)
    )
    split = {**history, "payments": halves}
    assert open_instalments(**split, as_of=as_of) == open_instalments(**history, as_of=as_of)
