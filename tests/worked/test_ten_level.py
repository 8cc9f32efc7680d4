"""Ten levels, grades of managers, and inspection by another institution: S21."""

from __future__ import annotations

from datetime import date
from typing import Final

import pytest

from postloan.model.records import InspectionRecord, SignalRecord
from postloan.policy.loading import load_policy
from tests.worked.agendas import open_dates
from tests.worked.loans import cny, loan, loan_file, says

POLICY: Final = load_policy("bank.ten-level").with_parameters(
    {
        "large_loan": cny(5_000_000),
        "visit_every": "6 months",
        "watched_visit_every": "1 quarter",
        "non_performing_visit_every": "1 month",
        "cross_inspection_every": "1 year",
        "problem_visit_every": "10 days",
        "junior_limit": cny(1_000_000),
        "intermediate_limit": cny(5_000_000),
    }
)
PERFORMS: Final = says("credit_impaired", False, date(2024, 1, 5))
VISITED: Final = InspectionRecord(on=date(2024, 3, 1), kind="on_site")


@pytest.mark.parametrize(
    "as_of, rule, due",
    [
        (date(2024, 3, 31), "visit.normal", date(2024, 9, 1)),
        (date(2024, 4, 1), "visit.special-mention", date(2024, 6, 1)),
        (date(2024, 6, 30), "visit.non-performing", date(2024, 6, 30)),
    ],
)
def test_the_worse_the_level_the_sooner_the_next_visit(as_of: date, rule: str, due: date) -> None:
    file = loan_file(loan=loan(retail=True), evidence=(PERFORMS,), inspections=(VISITED,))
    visits = {r: day for r, day in open_dates(POLICY, file, as_of).items() if r.startswith("visit")}
    assert visits == {rule: due}


@pytest.mark.parametrize("by, due", [(None, date(2025, 1, 5)), ("county-2", date(2025, 4, 1))])
def test_only_staff_of_another_institution_make_the_cross_inspection(
    by: str | None, due: date
) -> None:
    made = InspectionRecord(on=date(2024, 4, 1), kind="cross_inspection", institution=by)
    asked = open_dates(POLICY, loan_file(inspections=(made,)), date(2024, 4, 2))
    assert asked["cross-inspection"] == due
    assert asked["annual-review"] == date(2024, 12, 31)


def test_the_borrower_of_a_problem_loan_is_visited_often() -> None:
    found = (SignalRecord(on=date(2024, 4, 1), signal="problem-loan"),)
    asked = open_dates(POLICY, loan_file(signals=found), date(2024, 4, 2))
    assert asked["visit.problem-loan"] == date(2024, 4, 11)


@pytest.mark.parametrize(
    "amount, managers",
    [
        (1_000_000, ("junior_manager", "intermediate_manager", "senior_manager")),
        (1_000_001, ("intermediate_manager", "senior_manager")),
        (5_000_001, ("senior_manager",)),
    ],
)
def test_a_manager_manages_loans_up_to_the_limit_of_the_grade(
    amount: int, managers: tuple[str, ...]
) -> None:
    assert POLICY.who_may("management", cny(amount)).roles == managers
