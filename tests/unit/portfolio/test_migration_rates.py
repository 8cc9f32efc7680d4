"""Migration rates: shares that are a whole, and what they let expect."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan.errors import InvalidValue
from postloan.portfolio.migration import MigrationMatrix
from postloan.portfolio.migration_rates import MigrationRates
from postloan.tiers import FIVE_TIER, Scale

TWO = Scale("two", ["good", "bad"])
GOOD, BAD = TWO
PERCENT = st.integers(-5, 105).map(lambda percent: Decimal(percent).scaleb(-2))


def rates(*rows: tuple[str, ...], within: str = "0") -> MigrationRates:
    shares = [[Decimal(share) for share in row] for row in rows]
    return MigrationRates(scale=TWO, rows=shares, within=Decimal(within))


@given(st.lists(st.lists(PERCENT, min_size=1, max_size=3), min_size=1, max_size=3), PERCENT)
def test_they_are_taken_just_where_they_are_a_stochastic_matrix(
    rows: list[list[Decimal]], within: Decimal
) -> None:
    sound = (
        0 <= within <= 1
        and [len(row) for row in rows] == [2, 2]
        and all(0 <= share <= 1 for row in rows for share in row)
        and all(abs(sum(row, Decimal(0)) - 1) <= within for row in rows)
    )
    if sound:
        assert MigrationRates(scale=TWO, rows=rows, within=within).share(GOOD, BAD) == rows[0][1]
    else:
        with pytest.raises(InvalidValue, match="MigrationRates"):
            MigrationRates(scale=TWO, rows=rows, within=within)


def test_rates_published_with_few_digits_say_how_far_a_sum_may_be_off() -> None:
    thirds = ("0.33", "0.66"), ("0", "1")
    with pytest.raises(InvalidValue, match=r"rows\[0\].*sum to 1 \(good: 0.99\)"):
        rates(*thirds)
    assert rates(*thirds, within="0.01").share(BAD, BAD) == 1


def test_what_is_expected_is_the_share_of_those_counted_that_were_determined() -> None:
    counted = MigrationMatrix.of([(GOOD, GOOD), (GOOD, BAD), (GOOD, None), (BAD, BAD)], TWO)
    found = rates(("0.9", "0.1"), ("0", "1"))
    assert found.expected(counted, GOOD, BAD) == Decimal("0.2")
    assert found.expected(counted, BAD, BAD) == 1


def test_floats_and_tiers_of_another_scale_are_refused() -> None:
    with pytest.raises(InvalidValue, match=r"rows\[1\]"):
        MigrationRates(scale=TWO, rows=[[1, 0], [0.1, 0.9]])  # type: ignore[list-item]
    with pytest.raises(InvalidValue, match="a tier of two"):
        rates(("1", "0"), ("0", "1")).share(FIVE_TIER.best, BAD)


@pytest.mark.parametrize("counts", [((1, 2),), ((0, 0, 0), (0, -1, 0), (0, 0, 0))])
def test_counts_are_a_square_of_whole_numbers(counts: tuple[tuple[int, ...], ...]) -> None:
    with pytest.raises(InvalidValue, match="counts"):
        MigrationMatrix(scale=TWO, counts=counts)
