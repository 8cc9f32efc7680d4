"""Forbearance as Basel defines it, beside non-performing."""

from __future__ import annotations

from datetime import date
from typing import Final

import attrs
import pytest

from postloan.model.changes import Restructuring
from postloan.model.schedule import Instalment, Payment, Schedule
from postloan.policy.loading import load_policy
from postloan.reviews.pipeline import review
from tests.worked.loans import cny, loan_file, says

BASEL: Final = load_policy("basel.d403")
GRANTED: Final = date(2024, 1, 10)
DUES: Final = (date(2024, 6, 20), date(2024, 12, 20), date(2025, 6, 20))


@pytest.mark.parametrize(
    "late_on, as_of, solved, tier",
    [
        (None, date(2025, 1, 9), True, "forborne"),
        (None, date(2025, 1, 10), True, "not_forborne"),
        (None, date(2025, 1, 10), False, "forborne"),
        (date(2024, 12, 27), date(2025, 1, 10), True, "forborne"),  # begins anew on 20 December
    ],
)
def test_forbearance_ends_after_a_year_on_time_and_only_once_the_difficulty_is_solved(
    late_on: date | None, as_of: date, solved: bool, tier: str
) -> None:
    paid_on = (DUES[0], late_on or DUES[1])
    file = loan_file(
        schedules=(
            Schedule(
                on=GRANTED,
                instalments=tuple(Instalment(due_on=day, principal=cny(100)) for day in DUES),
            ),
        ),
        payments=tuple(Payment(on=day, amount=cny(100)) for day in paid_on),
        restructurings=(Restructuring(on=GRANTED, kind="extension", difficulty=True),),
        evidence=(says("difficulty_solved", solved, date(2025, 1, 5)),),
    )
    assert str(review(file, BASEL, as_of=as_of).outcomes[1].tier) == tier
    again = attrs.evolve(file, restructurings=(*file.restructurings, Restructuring(
        on=date(2024, 12, 30), kind="extension", difficulty=True)))  # fmt: skip
    assert str(review(again, BASEL, as_of=as_of).outcomes[1].tier) == "forborne"
