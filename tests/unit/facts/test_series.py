"""Series of recorded figures: falls, deviation, and change over a period."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from statistics import pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan.dates import Period, add_months
from postloan.errors import InvalidValue
from postloan.facts.series import Series, series_of
from postloan.model.records import Evidence, EvidenceValue
from tests.worked.loans import loan_file

START = date(2024, 3, 31)
QUARTERS = tuple(add_months(START, 3 * number) for number in range(8))
YEAR = Period.parse("1 year")
FIGURES = st.lists(st.decimals(-9, 9, places=2) | st.none(), max_size=6)


def said(value: EvidenceValue, on: date = START, known_on: date | None = None) -> Evidence:
    return Evidence(on=on, known_on=known_on or on, fact="current_ratio", value=value)


def series(*records: Evidence, as_of: date = QUARTERS[-1]) -> Series:
    other = Evidence(on=START, fact="lawsuit", value=False)
    return series_of(loan_file(evidence=(other, *records)), "current_ratio", as_of=as_of)


def quarterly(values: list[Decimal | None]) -> Series:
    records = [said(value, on) for value, on in zip(values, QUARTERS, strict=False)]
    return series(*reversed(records))


@given(FIGURES, st.integers(1, 5))
def test_what_is_asked_of_the_last_figures_is_answered_of_known_ones_alone(
    values: list[Decimal | None], count: int
) -> None:
    found = quarterly(values)
    last = values[-count:]
    known = [value for value in last if value is not None]
    if len(known) < count:
        assert (found.last(count), found.falls(count), found.deviation(count)) == (None,) * 3
        return
    assert found.last(count) == tuple(known)
    assert found.falls(count) is (known == sorted(set(known), reverse=True))
    deviation = found.deviation(count)
    assert deviation is not None
    assert abs(deviation - pstdev(known)) < Decimal("1e-20")


@given(FIGURES)
def test_a_change_is_of_the_figure_of_that_very_day_a_period_before(
    values: list[Decimal | None],
) -> None:
    change = quarterly(values).change_over(YEAR)
    now, then = (values[-1], values[-5]) if len(values) > 4 else (None, None)
    if now is None or not then:
        assert change is None
    else:
        assert change is not None
        assert abs(change * abs(then) - (now - then)) < Decimal("1e-20")


def test_nothing_recorded_has_no_change() -> None:
    assert series().change_over(YEAR) is None
    assert (
        series(said(Decimal(1)), said(Decimal(2), START + timedelta(1))).change_over(YEAR) is None
    )


def test_of_one_day_the_figure_known_last_stands_and_two_that_differ_are_not_known() -> None:
    later = START + timedelta(days=9)
    assert series(said(Decimal(1)), said(Decimal(2), known_on=later)).last(1) == (Decimal(2),)
    assert series(said(Decimal(1)), said(Decimal(2))).last(1) is None
    assert series(said(Decimal("0.5")), said(Decimal("0.50"))).last(1) == (Decimal("0.5"),)


def test_whole_numbers_count_and_later_days_do_not() -> None:
    assert series(said(3), said(4, QUARTERS[1]), as_of=START).last(1) == (Decimal(3),)


@pytest.mark.parametrize("value", [True, "many"])
def test_what_is_no_number_has_no_series(value: EvidenceValue) -> None:
    with pytest.raises(InvalidValue, match="numbers, which current_ratio is not"):
        series(said(value))


def test_at_least_one_figure_is_asked_for() -> None:
    with pytest.raises(InvalidValue, match="count"):
        series().falls(0)
