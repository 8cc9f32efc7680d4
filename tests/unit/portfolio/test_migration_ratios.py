"""The migration ratios of the supervisor: T-MIG, and what is not known."""

from __future__ import annotations

from decimal import Decimal

import pytest

from postloan.errors import CurrencyMismatch, InvalidValue
from postloan.money import Money
from postloan.portfolio.migration_ratios import LoanMove, MigrationRatios
from postloan.scales import SCALES
from postloan.tiers import FIVE_TIER, Tier

NORMAL, WATCHED, BAD, DOUBTFUL, LOST = FIVE_TIER


def move(before: Tier, after: Tier | None, opening: int, decrease: int = 0) -> LoanMove:
    return LoanMove(
        before=before,
        after=after,
        opening=Money(opening, "CNY"),
        decrease=Money(decrease, "CNY"),
    )


def test_t_mig_what_got_worse_is_held_against_what_is_left() -> None:
    found = MigrationRatios.of(
        [
            move(NORMAL, NORMAL, 860, 50),
            move(NORMAL, WATCHED, 30),
            move(NORMAL, BAD, 10),
            move(WATCHED, WATCHED, 66, 10),
            move(WATCHED, BAD, 14),
        ]
    )
    assert found.normal is not None
    assert found.normal_loans is not None
    assert round(found.normal * 100, 4) == Decimal("4.7059")
    assert found.special_mention == Decimal("0.2")
    assert round(found.normal_loans * 100, 4) == Decimal("2.6087")
    assert found.substandard is found.doubtful is None


def test_bad_loans_move_among_themselves_and_getting_better_is_no_move() -> None:
    found = MigrationRatios.of(
        [
            move(BAD, NORMAL, 1),
            move(BAD, BAD, 1),
            move(BAD, DOUBTFUL, 1),
            move(BAD, LOST, 1),
            move(DOUBTFUL, BAD, 3),
            move(DOUBTFUL, LOST, 1),
            move(LOST, LOST, 9),
        ]
    )
    assert (found.substandard, found.doubtful) == (Decimal("0.5"), Decimal("0.25"))
    assert found.normal is found.normal_loans is None


def test_an_undetermined_tier_leaves_its_ratios_open_unless_nothing_is_left() -> None:
    moves = [move(NORMAL, None, 10), move(WATCHED, BAD, 1), move(WATCHED, WATCHED, 1)]
    found = MigrationRatios.of(moves)
    assert found.normal is found.normal_loans is None
    assert found.special_mention == Decimal("0.5")
    repaid = MigrationRatios.of([move(NORMAL, None, 10, 10), *moves[1:]])
    assert repaid.normal is None
    assert repaid.normal_loans == Decimal("0.5")


def test_of_no_loans_there_are_no_ratios() -> None:
    assert MigrationRatios.of([]).normal is None


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(InvalidValue, match="decrease"):
        move(NORMAL, BAD, 1, 2)
    with pytest.raises(InvalidValue, match="decrease"):
        move(NORMAL, BAD, 1, -1)
    with pytest.raises(InvalidValue, match="after must be a tier of five-tier"):
        move(NORMAL, SCALES["npe"].worst, 1)
    with pytest.raises(CurrencyMismatch):
        LoanMove(before=BAD, after=BAD, opening=Money(1, "CNY"), decrease=Money(1, "USD"))
    other = LoanMove(before=BAD, after=BAD, opening=Money(1, "USD"), decrease=Money(0, "USD"))
    with pytest.raises(CurrencyMismatch):
        MigrationRatios.of([move(BAD, BAD, 1), other])
