"""Schedules and payments: what they take, what they refuse, and which version is in force."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest

from postloan.errors import InvalidValue
from postloan.model.records import version_in_force
from postloan.model.schedule import Instalment, Payment, Schedule
from postloan.money import Money


def cny(amount: str) -> Money:
    return Money(Decimal(amount), "CNY")


FIRST = Instalment(due_on=date(2024, 3, 31), principal=cny("100"), interest=cny("5"))
SECOND = Instalment(due_on=date(2024, 6, 30), principal=cny("100"))
USD = Instalment(due_on=date(2024, 9, 30), principal=Money(Decimal(1), "USD"))


def test_interest_not_stated_is_none_due() -> None:
    assert SECOND.interest == cny("0")


def test_an_instalment_may_be_of_interest_alone() -> None:
    alone = Instalment(due_on=date(2024, 3, 31), principal=cny("0"), interest=cny("5"))
    assert not alone.principal


@pytest.mark.parametrize(
    "field, value, allowed",
    [
        ("due_on", "2024-03-31", "a date"),
        ("principal", Decimal(1), "a Money"),
        ("principal", cny("-1"), "zero or more"),
        ("principal", cny("0"), "more than zero, or interest"),
        ("interest", 5, "a Money"),
        ("interest", cny("-1"), "zero or more"),
        ("interest", Money(Decimal(5), "USD"), "in CNY, as the principal"),
        ("fees", 5, "a Money"),
        ("fees", cny("-1"), "zero or more"),
        ("fees", Money(Decimal(5), "USD"), "in CNY, as the principal"),
        ("drawdown", "", "printable text"),
        ("owed_from", "2024-03-01", "a date"),
        ("owed_from", date(2024, 4, 1), "not after due_on, 2024-03-31"),
    ],
)
def test_an_instalment_refuses_what_cannot_fall_due(
    field: str, value: object, allowed: str
) -> None:
    good: dict[str, Any] = {
        "due_on": date(2024, 3, 31),
        "principal": cny("100"),
        "interest": cny("0"),
    }
    with pytest.raises(InvalidValue) as refused:
        Instalment(**{**good, field: value})
    assert (refused.value.owner, refused.value.field) == ("Instalment", field)
    assert allowed in refused.value.allowed


def test_a_principal_of_the_wrong_type_is_refused_where_interest_is_not_stated() -> None:
    with pytest.raises(InvalidValue, match=r"Instalment\.principal must be a Money"):
        Instalment(due_on=date(2024, 3, 31), principal="100")  # type: ignore[arg-type]


def test_a_list_of_instalments_is_kept_as_a_tuple() -> None:
    given: Any = [FIRST, SECOND]
    assert Schedule(on=date(2024, 1, 5), instalments=given).instalments == (FIRST, SECOND)


def test_the_currency_of_a_schedule_is_that_of_its_instalments() -> None:
    assert Schedule(on=date(2024, 1, 5), instalments=(USD,)).currency == "USD"


@pytest.mark.parametrize(
    "instalments, field, allowed",
    [
        ((), "instalments", "at least one instalment"),
        (iter([FIRST]), "instalments", "a tuple of Instalment"),
        ({FIRST}, "instalments", "a tuple of Instalment"),
        ("FIRST", "instalments", "a tuple of Instalment"),
        (None, "instalments", "a tuple of Instalment"),
        ((FIRST, "second"), "instalments[1]", "an Instalment"),
        ((SECOND, FIRST), "instalments[1].due_on", "due after 2024-06-30"),
        ((FIRST, FIRST), "instalments[1].due_on", "due after 2024-03-31"),
        ((FIRST, USD), "instalments[1].principal", "in CNY, as the first instalment"),
    ],
)
def test_a_schedule_refuses_instalments_out_of_line(
    instalments: Any,  # noqa: ANN401
    field: str,
    allowed: str,
) -> None:
    with pytest.raises(InvalidValue) as refused:
        Schedule(on=date(2024, 1, 5), instalments=instalments)
    assert (refused.value.owner, refused.value.field) == ("Schedule", field)
    assert allowed in refused.value.allowed


def test_an_instalment_may_fall_due_on_the_first_day_there_is() -> None:
    first = Instalment(due_on=date.min, principal=cny("1"))
    assert Schedule(on=date(2024, 1, 5), instalments=(first,)).instalments == (first,)


def test_instalments_of_different_drawdowns_may_fall_due_on_one_day() -> None:
    there = attrs.evolve(FIRST, drawdown="D-1"), attrs.evolve(FIRST, drawdown="D-2")
    assert Schedule(on=date(2024, 1, 5), instalments=(*there, SECOND)).instalments[:2] == there
    with pytest.raises(InvalidValue, match=r"instalments\[2\]\.due_on must be due after"):
        Schedule(on=date(2024, 1, 5), instalments=(*there, there[0]))


def test_what_is_owed_from_different_days_may_fall_due_on_one_day() -> None:
    charged = attrs.evolve(FIRST, owed_from=date(2024, 2, 1))
    schedule = Schedule(on=date(2024, 1, 5), instalments=(charged, FIRST))
    assert schedule.turns == {date(2024, 2, 1), date(2024, 3, 31)}
    with pytest.raises(InvalidValue, match=r"instalments\[1\]\.due_on must be due after"):
        Schedule(on=date(2024, 1, 5), instalments=(charged, charged))


def test_a_payment_says_where_what_is_ahead_goes() -> None:
    with pytest.raises(InvalidValue, match=r"Payment\.ahead must be one of next, last, each"):
        Payment(on=date(2024, 3, 31), amount=cny("1"), ahead="first")  # type: ignore[arg-type]


def test_a_payment_names_its_drawdown_by_a_code() -> None:
    with pytest.raises(InvalidValue, match=r"Payment\.drawdown must be printable text"):
        Payment(on=date(2024, 3, 31), amount=cny("1"), drawdown="")


def test_a_payment_is_of_more_than_zero() -> None:
    with pytest.raises(InvalidValue, match=r"Payment\.amount must be more than zero"):
        Payment(on=date(2024, 3, 31), amount=cny("0"))
    with pytest.raises(InvalidValue, match=r"Payment\.amount must be a Money"):
        Payment(on=date(2024, 3, 31), amount=100)  # type: ignore[arg-type]


def test_a_payment_of_zero_may_replace_one_that_bounced_and_none_may_be_negative() -> None:
    assert Payment(on=date(2024, 3, 31), replaces="P-1", amount=cny("0")).replaces == "P-1"
    with pytest.raises(InvalidValue, match=r"Payment\.amount must be more than zero"):
        Payment(on=date(2024, 3, 31), replaces="P-1", amount=cny("-1"))


def version(on: date, **more: Any) -> Schedule:  # noqa: ANN401
    return Schedule(on=on, instalments=(FIRST,), **more)


OLD, NEW = version(date(2024, 1, 5)), version(date(2024, 5, 1))


@pytest.mark.parametrize("schedules", [(OLD, NEW), (NEW, OLD)])
@pytest.mark.parametrize(
    "on, expected",
    [
        (date(2024, 1, 4), None),
        (date(2024, 1, 5), OLD),
        (date(2024, 4, 30), OLD),
        (date(2024, 5, 1), NEW),
    ],
)
def test_the_last_version_up_to_the_day_is_in_force(
    schedules: tuple[Schedule, ...], on: date, expected: Schedule | None
) -> None:
    assert version_in_force("schedules", schedules, on) is expected


def test_without_versions_none_is_in_force() -> None:
    assert version_in_force("schedules", (), date(2024, 1, 5)) is None


def test_corrections_are_applied_before_a_version_is_sought() -> None:
    correction = version(date(2024, 6, 1), replaces="S-1")
    with pytest.raises(InvalidValue, match=r"schedules\[1\]\.replaces must be None: .*as_known_on"):
        version_in_force("schedules", (OLD, correction), date(2024, 1, 5))


def test_two_versions_of_one_day_leave_open_which_is_in_force() -> None:
    with pytest.raises(InvalidValue, match=r"schedules\[1\]\.on must be a day of its own"):
        version_in_force("schedules", (OLD, OLD), date(2024, 1, 5))
