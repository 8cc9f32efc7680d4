"""The rules of Harbour Bank, as they are found once the plugin is installed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from harbour_postloan.visits import days_since_visit

from postloan import (
    Borrower,
    InspectionRecord,
    Library,
    Loan,
    LoanFile,
    Money,
    analyse,
    load_policy,
    review,
)

LENT = date(2026, 1, 5)


def file(*visits: date) -> LoanFile:
    return LoanFile(
        loan=Loan(
            id="L-001",
            borrower=Borrower(id="B-001", kind="corporate"),
            product="working_capital",
            principal=Money(Decimal(100_000), "CNY"),
            disbursed_on=LENT,
            matures_on=date(2026, 12, 31),
        ),
        schedules=(),
        payments=(),
        inspections=tuple(InspectionRecord(kind="on_site", on=day) for day in visits),
    )


def test_the_plugin_has_no_problems() -> None:
    library = Library.installed()
    (harbour,) = [plugin for plugin in library.plugins if plugin.name == "harbour-postloan"]
    assert library.problems(harbour) == ()
    assert library.policies_of(harbour) == (("harbour.post-loan", "2026"),)


def test_the_analysis_finds_nothing_to_mend() -> None:
    assert analyse(load_policy("harbour.post-loan")).standing == ()


@pytest.mark.parametrize(
    "visits, days", [((), 60), ((date(2026, 2, 4), date(2026, 3, 1)), 5), ((date(2026, 3, 6),), 0)]
)
def test_days_are_counted_from_the_last_visit_or_from_disbursement(
    visits: tuple[date, ...], days: int
) -> None:
    assert days_since_visit(file(*visits), date(2026, 3, 6)) == days


def test_too_long_without_a_visit_asks_for_one() -> None:
    on = date(2026, 5, 6)
    found = review(file(), load_policy("harbour.post-loan"), as_of=on)
    assert [signal.rule for signal in found.signals] == ["not-visited"]
    assert "visit.not-visited" in [item.rule for item in found.agenda]
    assert found.receipt.plugins == ("harbour-postloan 1.0",)
    visited = review(file(on), load_policy("harbour.post-loan"), as_of=on)
    assert visited.signals == ()
