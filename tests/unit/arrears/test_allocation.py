"""Who paid what: the lines of an allocation, and what they leave."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from postloan.arrears import running
from postloan.arrears.allocation import Allocation, allocation_of
from postloan.arrears.counting import PARTS, DayCounting, Part
from postloan.arrears.figures import arrears_of, open_instalments
from postloan.errors import InvalidValue
from postloan.model.adjustments import Reversal, Waiver
from postloan.model.schedule import Instalment, Payment, Schedule
from postloan.money import Money
from postloan.testing.values import days
from tests.unit.arrears.histories import histories

ORDERS = st.permutations(PARTS).map(tuple)
LAST = date(2029, 12, 31)


def cny(amount: str) -> Money:
    return Money(Decimal(amount), "CNY")


def apr(day: int) -> date:
    return date(2024, 4, day)


def due(on: date, principal: str, interest: str = "0", fees: str = "0", **more: Any) -> Instalment:  # noqa: ANN401
    return Instalment(
        due_on=on, principal=cny(principal), interest=cny(interest), fees=cny(fees), **more
    )


def plan(*instalments: Instalment) -> tuple[Schedule]:
    return (Schedule(on=date(2024, 1, 5), instalments=instalments),)


def paid(on: date, amount: str, **more: Any) -> Payment:  # noqa: ANN401
    return Payment(on=on, amount=cny(amount), **more)


def shown(found: Allocation) -> list[tuple[int, Part, str]]:
    return [(line.instalment, line.part, f"{line.amount.amount:f}") for line in found.lines or ()]


PLAN = plan(due(apr(10), "100", "10", "2"), due(apr(20), "100", "5"))


def test_costs_are_covered_before_interest_and_interest_before_principal() -> None:
    found = allocation_of(PLAN, (paid(apr(1), "20"),), as_of=apr(1))
    assert shown(found) == [(0, "fees", "2"), (0, "interest", "10"), (0, "principal", "8")]
    assert found.order == ("fees", "interest", "principal")


def test_another_order_is_followed_and_moves_the_interest_that_is_unpaid() -> None:
    order: tuple[Part, ...] = ("principal", "interest", "fees")
    made = (paid(apr(10), "105"),)
    found = allocation_of(PLAN, made, as_of=apr(15), order=order)
    assert shown(found) == [(0, "principal", "100"), (0, "interest", "5")]
    counting = DayCounting(day_one="day_after_due", allocation=order)
    late = arrears_of(PLAN, made, as_of=apr(15), counting=counting)
    assert (late.overdue_interest, late.overdue_principal) == (cny("5"), cny("0"))
    assert late.interest_days_past_due == 5


def test_what_is_paid_beyond_what_is_due_goes_ahead_and_beyond_everything_is_overpaid() -> None:
    found = allocation_of(PLAN, (paid(apr(10), "220"),), as_of=apr(10))
    assert [(line.instalment, line.ahead) for line in found.lines or ()] == [
        (0, False),
        (0, False),
        (0, False),
        (1, True),
        (1, True),
    ]
    assert found.overpaid == cny("3")


def test_a_chargeback_takes_back_what_was_paid_last_and_the_next_payment_covers_it_again() -> None:
    records = (paid(apr(10), "112"), paid(apr(18), "30"))
    taken = (Reversal(on=apr(15), amount=cny("50")),)
    found = allocation_of(PLAN, records, as_of=apr(18), reversals=taken)
    assert shown(found)[3:] == [(0, "principal", "-50"), (0, "principal", "30")]
    assert [line.due_on for line in found.lines or ()][3:] == [apr(10), apr(15)]


def test_what_two_reversals_of_one_day_take_back_of_one_instalment_is_due_as_one() -> None:
    taken = tuple(Reversal(on=apr(15), amount=cny("20")) for _ in range(2))
    left = open_instalments(PLAN, (paid(apr(10), "112"),), as_of=apr(15), reversals=taken) or ()
    assert [(i.index, i.due_on, i.amount) for i in left] == [
        (0, apr(15), cny("40")),
        (1, apr(20), cny("105")),
    ]


BY_DRAWDOWN = plan(due(apr(10), "50", drawdown="A"), due(apr(20), "50", drawdown="B"))


@pytest.mark.parametrize("named, reopened", [("P-A", 0), ("P-B", 1), (None, 1), ("P-9", 1)])
def test_a_reversal_reopens_the_drawdown_that_the_payment_it_names_was_to(
    named: str | None, reopened: int
) -> None:
    records = (
        paid(apr(1), "50", drawdown="A", id="P-A"),
        paid(apr(2), "50", drawdown="B", id="P-B"),
    )
    taken = (Reversal(on=apr(3), amount=cny("50"), payment=named),)
    left = open_instalments(BY_DRAWDOWN, records, as_of=apr(3), reversals=taken) or ()
    assert [i.index for i in left] == [reopened]


def test_lines_of_a_drawdown_carry_its_code() -> None:
    found = allocation_of(BY_DRAWDOWN, (paid(apr(1), "5", drawdown="B"),), as_of=apr(1))
    assert [(line.instalment, line.drawdown) for line in found.lines or ()] == [(1, "B")]


def test_a_waiver_covers_what_it_forgives() -> None:
    forgiven = Waiver(on=apr(12), interest=cny("12"))
    found = allocation_of(PLAN, (), as_of=apr(12), waivers=(forgiven,))
    assert shown(found) == [(0, "interest", "10"), (1, "interest", "2")]
    assert {line.record for line in found.lines or ()} == {forgiven}


def test_an_unknown_schedule_or_a_contradiction_leaves_everything_unknown() -> None:
    assert allocation_of(None, (), as_of=apr(1)).unknown == "the schedule is not stated"
    taken = (Reversal(on=apr(1), amount=cny("1")),)
    found = allocation_of(PLAN, (), as_of=apr(1), reversals=taken)
    assert found.unknown == "on 2024-04-01 more is taken back than was paid"
    assert (found.lines, found.overpaid) == (None, None)


@pytest.mark.parametrize(
    "order", [("fees", "interest"), ("fees", "interest", "interest"), [*PARTS], "fees", None]
)
def test_an_order_names_each_part_once(order: Any) -> None:  # noqa: ANN401
    with pytest.raises(InvalidValue, match=r"order must be .*fees, interest, principal"):
        allocation_of(PLAN, (), as_of=apr(1), order=order)
    with pytest.raises(InvalidValue, match=r"allocation must be .*fees, interest, principal"):
        DayCounting(day_one="due_date", allocation=order)


# ------------------------------------------------------------------------------- the laws


def total(found: Allocation, kind: type) -> Decimal:
    lines = found.lines or ()
    return sum((li.amount.amount for li in lines if isinstance(li.record, kind)), Decimal(0))


@given(histories(), days(), ORDERS)
def test_what_is_allocated_and_what_is_left_over_is_what_was_paid(
    history: dict[str, Any], as_of: date, order: tuple[Part, ...]
) -> None:
    found = allocation_of(**history, as_of=as_of, order=order)
    assume(found.overpaid is not None)
    assert found.overpaid is not None
    made = sum(p.amount.amount for p in history["payments"] if p.on <= as_of)
    taken = sum(r.amount.amount for r in history["reversals"] if r.on <= as_of)
    covered = total(found, Payment) + total(found, Reversal)
    assert covered + found.overpaid.amount == made - taken


@given(histories(), days(), ORDERS)
def test_what_no_line_covers_is_what_is_open_and_the_other_way_round(
    history: dict[str, Any], as_of: date, order: tuple[Part, ...]
) -> None:
    found = allocation_of(**history, as_of=as_of, order=order)
    counting = DayCounting(day_one="day_after_due", allocation=order)
    opened = open_instalments(**history, as_of=as_of, counting=counting)
    assert (found.lines is None) == (opened is None)
    assume(opened is not None)
    unpaid: dict[tuple[int, Part], Decimal] = defaultdict(Decimal)
    for index, instalment in enumerate(history["schedules"][0].instalments):
        if instalment.owed_from is None or instalment.owed_from <= as_of:
            for part in PARTS:
                unpaid[index, part] += getattr(instalment, part).amount
    for line in found.lines or ():
        unpaid[line.instalment, line.part] -= line.amount.amount
    for left in opened or ():
        for part in PARTS:
            unpaid[left.index, part] -= getattr(left, part).amount
    assert not any(unpaid.values())


@given(histories(), days(), ORDERS)
def test_the_order_within_an_instalment_moves_no_day_and_no_amount_overdue(
    history: dict[str, Any], as_of: date, order: tuple[Part, ...]
) -> None:
    history = {**history, "waivers": ()}
    default = arrears_of(**history, as_of=as_of)
    counting = DayCounting(day_one="day_after_due", allocation=order)
    other = arrears_of(**history, as_of=as_of, counting=counting)
    for figure in ("days_past_due", "overdue_amount", "since", "periods_missed", "next_due_on"):
        assert getattr(other, figure) == getattr(default, figure)


@given(histories(), st.integers(1, 10_000), ORDERS)
def test_a_reversal_undoes_exactly_the_payment_it_names(
    history: dict[str, Any], amount: int, order: tuple[Part, ...]
) -> None:
    def covered(**more: Any) -> dict[tuple[int, Part], Decimal]:  # noqa: ANN401
        found = allocation_of(**{**history, **more}, as_of=LAST, order=order)
        assume(found.lines is not None)
        so_far: dict[tuple[int, Part], Decimal] = defaultdict(Decimal)
        for line in found.lines or ():
            so_far[line.instalment, line.part] += line.amount.amount
        return {part: amount for part, amount in so_far.items() if amount}

    money = Money(amount, "CNY")
    made = Payment(on=LAST, amount=money, id="this one")
    taken = Reversal(on=LAST, amount=money, payment="this one")
    history = {**history, "reversals": tuple(r for r in history["reversals"] if r.on < LAST)}
    history = {**history, "payments": tuple(p for p in history["payments"] if p.on < LAST)}
    both = {
        "payments": (*history["payments"], made),
        "reversals": (*history["reversals"], taken),
    }
    assert covered(**both) == covered()


@given(histories(), days())
def test_an_allocation_is_made_of_whole_records_in_their_turn(
    history: dict[str, Any], as_of: date
) -> None:
    lines = allocation_of(**history, as_of=as_of).lines or ()
    instalments = history["schedules"][0].instalments
    on = [max(li.record.on, instalments[li.instalment].owed_from or li.record.on) for li in lines]
    assert on == sorted(on)
    for record in {id(line.record): line.record for line in lines}.values():
        if isinstance(record, Payment):
            mine = [line.amount for line in lines if line.record is record]
            assert Money.total(mine, "CNY") <= record.amount
            assert all(line.amount.amount > 0 for line in lines if line.record is record)


def test_payments_look_no_more_often_than_their_number_and_that_of_the_instalments(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks = 0

    def counted(*amounts: Decimal) -> Decimal:
        nonlocal looks
        looks += 1
        return min(amounts)

    monkeypatch.setattr(running, "min", counted, raising=False)
    instalments = [due(apr(1) + timedelta(days=day), "1") for day in range(300)]
    made = [paid(apr(1), "0.6", id=f"{number}") for number in range(450)]
    found = allocation_of(plan(*instalments), tuple(made), as_of=apr(1))
    assert len(found.lines or ()) > 450
    assert looks <= len(PARTS) * (300 + 450)
