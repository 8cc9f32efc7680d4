"""Once, or more often, in each period of the calendar. The loan was lent on 5 January 2024."""

from __future__ import annotations

from datetime import date

import pytest

from tests.unit.agenda.agendas import done, duty_rule, one, visit_rule, visited
from tests.worked.loans import loan_file

QUARTERLY = visit_rule('once_per = "quarter"')
TWICE_A_MONTH = visit_rule('once_per = "month"\ntimes = 2')


def test_it_is_due_by_the_end_of_the_period() -> None:
    item = one(QUARTERLY, date(2024, 2, 10))
    assert (item.due, item.status, item.anchor_on) == (date(2024, 3, 31), "due", None)
    assert item.reason == "once a calendar quarter"


def test_on_the_last_day_it_is_due_and_on_the_next_it_is_late() -> None:
    assert one(QUARTERLY, date(2024, 3, 31)).status == "due"
    late = one(QUARTERLY, date(2024, 4, 1))
    assert (late.due, late.status) == (date(2024, 3, 31), "late")


def test_done_in_the_period_it_is_done() -> None:
    item = one(QUARTERLY, date(2024, 3, 1), loan_file(inspections=visited(date(2024, 2, 10))))
    assert (item.due, item.status, item.done_on) == (
        date(2024, 3, 31),
        "done",
        date(2024, 2, 10),
    )


def test_the_next_period_asks_again() -> None:
    item = one(QUARTERLY, date(2024, 4, 1), loan_file(inspections=visited(date(2024, 2, 10))))
    assert (item.due, item.status) == (date(2024, 6, 30), "due")


def test_the_first_period_missed_is_the_one_that_is_late() -> None:
    item = one(QUARTERLY, date(2024, 12, 1), loan_file(inspections=visited(date(2024, 2, 10))))
    assert (item.due, item.status) == (date(2024, 6, 30), "late")


def test_doing_it_in_a_later_period_makes_up_for_the_earlier() -> None:
    item = one(QUARTERLY, date(2024, 12, 1), loan_file(inspections=visited(date(2024, 11, 1))))
    assert item.status == "done"


def test_twice_a_period_means_on_two_days() -> None:
    once = loan_file(inspections=visited(date(2024, 2, 1), date(2024, 2, 1)))
    twice = loan_file(inspections=visited(date(2024, 2, 1), date(2024, 2, 20)))
    assert one(TWICE_A_MONTH, date(2024, 2, 20), once).status == "due"
    assert one(TWICE_A_MONTH, date(2024, 2, 20), twice).status == "done"


def test_once_in_a_month_that_asks_for_twice_is_late() -> None:
    once = loan_file(inspections=visited(date(2024, 2, 1)))
    item = one(TWICE_A_MONTH, date(2024, 3, 1), once)
    assert (item.due, item.status) == (date(2024, 2, 29), "late")


def test_an_inspection_of_another_kind_does_not_count() -> None:
    by_phone = loan_file(inspections=visited(date(2024, 2, 1), kind="phone"))
    assert one(QUARTERLY, date(2024, 2, 10), by_phone).status == "due"


@pytest.mark.parametrize(
    "unit, due",
    [
        ("week", date(2024, 2, 11)),
        ("month", date(2024, 2, 29)),
        ("quarter", date(2024, 3, 31)),
        ("half_year", date(2024, 6, 30)),
        ("year", date(2024, 12, 31)),
    ],
)
def test_every_period_of_the_calendar_ends_on_its_last_day(unit: str, due: date) -> None:
    last_done = loan_file(duties=done(date(2024, 2, 4)))
    item = one(duty_rule(f'once_per = "{unit}"\ntimes = 2'), date(2024, 2, 6), last_done)
    assert item.due == (date(2024, 2, 4) if unit == "week" else due)
