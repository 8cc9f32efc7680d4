"""Each fact that records give, from a loan file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from postloan.arrears.counting import DayCounting
from postloan.dates import DayOne, add_months
from postloan.facts.catalogue import CORE
from postloan.facts.derive import ARREARS_FACTS, DerivedFacts, derive_facts
from postloan.facts.fact import FactValue
from postloan.model.file import LoanFile
from postloan.testing.values import days
from postloan.tiers import FIVE_TIER, Scale
from tests.worked.loans import DISBURSED, cny, loan, loan_file, paid, says, tier

AS_OF = date(2024, 6, 30)
WATCH = Scale("watch", ("off", "on"))


def derived(
    file: LoanFile,
    *,
    as_of: date = AS_OF,
    day_one: DayOne | None = "day_after_due",
    **more: Any,  # noqa: ANN401
) -> DerivedFacts:
    scales = {"classification": FIVE_TIER, "watch": WATCH}
    counting = None if day_one is None else DayCounting(day_one=day_one)
    given: dict[str, Any] = {"counting": counting, "reads": ARREARS_FACTS, **more}
    return derive_facts(file, as_of=as_of, scales=scales, catalogue=CORE, **given)


def test_arrears_facts_come_from_schedule_and_payments() -> None:
    facts = derived(loan_file(payments=(paid(date(2024, 4, 2), "1500"),))).values
    assert {key: facts[key] for key in ARREARS_FACTS} == {
        "days_past_due": 91,
        "interest_days_past_due": 0,
        "contractual_days_past_due": 91,
        "overdue_amount": cny("25000"),
        "periods_missed": 1,
        "cumulative_days_past_due": 91,
        "cumulative_periods_missed": 1,
        "material_days_past_due": None,
        "crop_seasons_overdue": None,
        "paused": False,
    }


def test_arrears_are_counted_as_the_policy_says() -> None:
    found = derived(loan_file(), day_one="due_date")
    assert found.values["days_past_due"] == 92
    assert found.arrears is not None
    assert found.arrears.counting.day_one == "due_date"


def test_a_policy_that_does_not_say_how_to_count_leaves_them_unknown() -> None:
    found = derived(loan_file(), day_one=None)
    for key in set(ARREARS_FACTS) - {"paused"}:
        assert found.values[key] is None
        assert found.reasons[key] == "the policy states no day_one in [conventions]"
    assert found.arrears is None


def test_without_a_schedule_they_are_unknown_for_that_reason() -> None:
    found = derived(loan_file(schedules=None))
    assert found.values["days_past_due"] is None
    assert found.reasons["days_past_due"] == "the schedule is not stated"


@pytest.mark.parametrize(
    "name, stated, expected",
    [
        ("product", {"product": "card"}, "card"),
        ("retail", {"retail": True}, True),
        ("security_kind", {"security_kind": "pledge"}, "pledge"),
        ("principal", {}, cny(100_000)),
        ("payment_mode", {"payment_mode": "entrusted"}, "entrusted"),
        ("industry", {"industry": "C26"}, "C26"),
        ("region", {"region": "310000"}, "310000"),
        ("on_balance_sheet", {"on_balance_sheet": False}, False),
        ("syndicated", {"syndicated_share": Decimal("0.4")}, True),
        ("syndicated", {"syndicated_share": 1}, False),
        ("borrower_kind", {}, "corporate"),
        ("days_to_maturity", {}, 184),
        ("days_to_maturity", {"matures_on": date(2024, 6, 1)}, -29),
    ],
)
def test_a_fact_of_the_terms_is_read_from_the_loan(
    name: str, stated: dict[str, object], expected: FactValue
) -> None:
    assert derived(loan_file(loan=loan(**stated))).values[name] == expected


def test_what_the_loan_does_not_state_is_left_out() -> None:
    bare = derived(loan_file(loan=loan(matures_on=None))).values
    unstated = ("retail", "security_kind", "payment_mode", "industry", "region", "syndicated")
    for name in (*unstated, "on_balance_sheet", "term_months", "days_to_maturity"):
        assert name not in bare


@pytest.mark.parametrize(
    "disbursed, matures, months",
    [
        (date(2024, 1, 5), date(2024, 1, 6), 1),
        (date(2024, 1, 5), date(2024, 2, 5), 1),
        (date(2024, 1, 5), date(2024, 2, 6), 2),
        (date(2024, 1, 31), date(2024, 2, 29), 1),
        (date(2023, 12, 31), date(2024, 12, 30), 12),
    ],
)
def test_a_part_of_a_month_counts_as_one(disbursed: date, matures: date, months: int) -> None:
    file = loan_file(
        loan=loan(disbursed_on=disbursed, matures_on=matures), schedules=None, payments=None
    )
    assert derived(file).values["term_months"] == months


@given(days(min_value=date(2024, 1, 6)))
def test_the_term_is_the_fewest_months_that_reach_maturity(matures: date) -> None:
    months = derived(loan_file(loan=loan(matures_on=matures))).values["term_months"]
    assert isinstance(months, int)
    assert add_months(DISBURSED, months - 1) < matures <= add_months(DISBURSED, months)


def test_past_tiers_are_read_for_each_dimension_on_its_scale() -> None:
    file = loan_file(
        tiers=(
            tier("loss", date(2024, 3, 31)),
            tier("off", date(2024, 3, 31), scale="watch", dimension="watch"),
            tier("on", date(2024, 5, 31), scale="watch", dimension="watch"),
        )
    )
    facts = derived(file).values
    assert (facts["previous_tier"], facts["previous_tier_fell"]) == (FIVE_TIER["loss"], False)
    assert (facts["watch.previous_tier"], facts["watch.previous_tier_fell"]) == (WATCH["on"], True)


def test_evidence_stands_beside_them_with_its_reasons() -> None:
    found = derived(
        loan_file(evidence=(says("lawsuit", True, DISBURSED), says("extended", None, DISBURSED)))
    )
    assert (found.values["lawsuit"], found.values["extended"]) == (True, None)
    assert "lawsuit" not in found.reasons
    assert found.reasons["extended"] == f"recorded on {DISBURSED} as not known"


def test_every_key_is_a_fact_and_every_unknown_has_its_reason() -> None:
    found = derived(loan_file(schedules=None, tiers=(tier("good", DISBURSED, scale="two"),)))
    assert {key.rpartition(".")[2] for key in found.values} <= set(CORE)
    assert set(found.reasons) == {key for key, value in found.values.items() if value is None}
