"""Pauses, reversals, waivers, write-offs, drawdowns, uses of funds: what they take and refuse."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from postloan.errors import InvalidValue
from postloan.model.adjustments import Drawdown, Pause, Reversal, UseOfFunds, Waiver, WriteOff
from postloan.model.records import Record
from postloan.money import Money

DAY = date(2024, 3, 1)
OTHER = Money(Decimal(1), "USD")


def cny(amount: str) -> Money:
    return Money(Decimal(amount), "CNY")


GOOD: dict[type[Record], dict[str, Any]] = {
    Pause: {"until": date(2024, 3, 10), "bounds": "half_open"},
    Reversal: {"amount": cny("10")},
    Waiver: {"interest": cny("10")},
    WriteOff: {"amount": cny("10")},
    Drawdown: {"amount": cny("10"), "drawdown": "D-1"},
    UseOfFunds: {"amount": cny("10"), "payee": "mill", "purpose": "yarn", "drawdown": "D-1"},
}


@pytest.mark.parametrize(
    "kind, given, field, allowed",
    [
        (Pause, {"until": "2024-03-10"}, "until", "a date"),
        (Pause, {"bounds": "open"}, "bounds", "one of half_open, closed"),
        (Pause, {"until": date(2024, 2, 29)}, "until", "at least one day from 2024-03-01"),
        (Pause, {"until": DAY}, "until", "at least one day from 2024-03-01"),
        (Reversal, {"amount": cny("0")}, "amount", "more than zero"),
        (Reversal, {"amount": cny("-1")}, "amount", "more than zero"),
        (Reversal, {"amount": 10}, "amount", "a Money"),
        (Reversal, {"payment": ""}, "payment", "printable text"),
        (Waiver, {"interest": None}, "principal", "more than zero, or interest or fees"),
        (Waiver, {"interest": cny("0")}, "principal", "more than zero, or interest or fees"),
        (Waiver, {"interest": 10}, "interest", "a Money"),
        (Waiver, {"fees": cny("-1")}, "fees", "zero or more"),
        (Waiver, {"fees": OTHER}, "fees", "in CNY, as the others"),
        (WriteOff, {"amount": cny("0")}, "amount", "more than zero"),
        (Drawdown, {"amount": cny("0")}, "amount", "more than zero"),
        (Drawdown, {"drawdown": ""}, "drawdown", "printable text"),
        (UseOfFunds, {"amount": cny("0")}, "amount", "more than zero"),
        (UseOfFunds, {"payee": ""}, "payee", "text, not empty"),
        (UseOfFunds, {"purpose": 1}, "purpose", "text, not empty"),
        (UseOfFunds, {"agreed": 1}, "agreed", "True or False"),
        (UseOfFunds, {"drawdown": ""}, "drawdown", "printable text"),
    ],
)
def test_an_adjustment_refuses_what_it_cannot_be(
    kind: type[Record], given: dict[str, Any], field: str, allowed: str
) -> None:
    with pytest.raises(InvalidValue) as refused:
        kind(on=DAY, **{**GOOD[kind], **given})
    assert (refused.value.owner, refused.value.field) == (kind.__name__, field)
    assert allowed in refused.value.allowed


@pytest.mark.parametrize(
    "kind, nothing",
    [
        (Pause, {"until": DAY}),
        (Reversal, {"amount": cny("0")}),
        (Waiver, {"interest": cny("0")}),
        (WriteOff, {"amount": cny("0")}),
        (Drawdown, {"amount": cny("0")}),
    ],
)
def test_one_of_nothing_takes_back_the_one_it_replaces(
    kind: type[Record], nothing: dict[str, Any]
) -> None:
    assert kind(on=DAY, replaces="R-1", **{**GOOD[kind], **nothing}).void
    assert not kind(on=DAY, **GOOD[kind]).void


def test_a_waiver_that_states_no_part_takes_nothing_back() -> None:
    with pytest.raises(InvalidValue, match=r"Waiver\.principal must be more than zero"):
        Waiver(on=DAY, replaces="W-1")


def test_a_closed_pause_may_be_of_one_day() -> None:
    assert len(Pause(on=DAY, until=DAY, bounds="closed").interval) == 1


PAUSE = Pause(on=DAY, until=date(2024, 3, 10), bounds="half_open", id="P-1")


def test_a_pause_ends_early_by_a_record_that_replaces_it() -> None:
    ended = PAUSE.ended(date(2024, 3, 5), known_on=date(2024, 3, 6), id="P-2")
    assert ended == Pause(
        on=DAY,
        until=date(2024, 3, 5),
        bounds="half_open",
        known_on=date(2024, 3, 6),
        id="P-2",
        replaces="P-1",
    )


def test_a_pause_ended_on_its_first_day_never_was() -> None:
    assert PAUSE.ended(DAY, known_on=DAY).void


@pytest.mark.parametrize("until", [date(2024, 2, 29), date(2024, 3, 10)])
def test_a_pause_ends_early_only_within_itself(until: date) -> None:
    with pytest.raises(InvalidValue, match="from 2024-03-01 to the day before 2024-03-10"):
        PAUSE.ended(until, known_on=until)


def test_a_pause_without_an_id_cannot_be_ended_early() -> None:
    with pytest.raises(InvalidValue, match=r"Pause\.id must be given"):
        Pause(on=DAY, until=date(2024, 3, 10), bounds="closed").ended(DAY, known_on=DAY)
