"""Facts that extensions, judgments, collateral, valuations and clocks give."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan.clocks.reading import clocks_of
from postloan.facts.catalogue import CORE
from postloan.facts.derive import DerivedFacts, derive_facts
from postloan.facts.security import CLOCK_FACTS, SECURITY_FACTS
from postloan.model.claims import Extension, Judgment
from postloan.model.file import LoanFile
from postloan.model.security import Valuation
from postloan.money import Money
from postloan.tiers import FIVE_TIER
from tests.unit.clocks.files import CN, SIGNED, called, collateral, demand, due_on, guarantee
from tests.worked.loans import cny, says

DUE = date(2024, 8, 31)
AS_OF = date(2024, 12, 1)
DAY = timedelta(days=1)
SECURED = {"guarantees": (guarantee(),), "collateral": (collateral(),)}


def derived(file: LoanFile, as_of: date = AS_OF, **more: Any) -> DerivedFacts:  # noqa: ANN401
    return derive_facts(
        file,
        as_of=as_of,
        counting=None,
        scales={"classification": FIVE_TIER},
        catalogue=CORE,
        calendar=CN,
        **{"reads": CLOCK_FACTS, **more},
    )


def fact(key: str, **records: Any) -> tuple[object, str | None]:  # noqa: ANN401
    found = derived(due_on(DUE, **records))
    return found.values.get(key, "absent"), found.reasons.get(key)


def test_the_days_left_are_those_of_the_clocks() -> None:
    file = due_on(DUE, judgments=(Judgment(on=date(2024, 10, 8)),), **SECURED)
    facts, clocks = derived(file), clocks_of(file, as_of=AS_OF, calendar=CN)
    assert clocks.enforcement is not None
    assert facts.values["enforcement_days_left"] == clocks.enforcement.days_left == 676
    assert facts.values["guarantee_days_left"] == clocks.guarantees[0].days_left == 89
    assert facts.values["mortgage_days_left"] == clocks.mortgages[0].days_left == 676
    assert facts.values["limitation_days_left"] is None
    assert facts.reasons["limitation_days_left"] == str(clocks.limitation)


def test_they_are_worked_out_only_where_they_are_read() -> None:
    values = derived(due_on(DUE, **SECURED), reads=()).values
    assert not set(CLOCK_FACTS) & set(values)


def test_of_several_guarantees_the_first_to_be_lost_counts() -> None:
    longer = guarantee(security="G-2", period="date", until=date(2024, 12, 8))
    assert fact("guarantee_days_left", guarantees=(guarantee(), longer)) == (7, None)
    saved = called(date(2024, 11, 1), guarantee="G-2")
    both = {"guarantees": (guarantee(), longer), "guarantor_acts": (saved,)}
    assert fact("guarantee_days_left", **both) == (89, None)


def test_one_that_is_not_known_leaves_the_first_unknown() -> None:
    both = (guarantee(), guarantee(security="G-2", period=None))
    value, reason = fact("guarantee_days_left", guarantees=both)
    assert value is None
    assert reason is not None
    assert reason.startswith("guarantee period G-2: it is not stated")


@pytest.mark.parametrize(
    "key", ["guarantee_days_left", "mortgage_days_left", "enforcement_days_left"]
)
def test_without_records_they_are_left_out(key: str) -> None:
    assert fact(key) == ("absent", None)


def test_where_all_was_released_no_time_runs() -> None:
    gone: dict[str, Any] = {"on": AS_OF, "released": True}
    released = {"guarantees": (guarantee(**gone),), "collateral": (collateral(**gone),)}
    for key in ("guarantee_days_left", "mortgage_days_left"):
        assert fact(key, **released) == (None, "none is held whose time runs")


def test_evidence_of_days_left_stands_until_a_record_takes_over() -> None:
    said = (says("limitation_days_left", 5, AS_OF), says("guarantee_days_left", 6, AS_OF))
    assert fact("limitation_days_left", evidence=said) == (5, None)
    assert fact("guarantee_days_left", evidence=said) == (6, None)
    acted = {"demands": (demand(date(2024, 10, 8)),), "guarantees": (guarantee(),)}
    assert fact("limitation_days_left", evidence=said, **acted) == (1041, None)
    assert fact("guarantee_days_left", evidence=said, **acted) == (89, None)
    assert fact("limitation_days_left") == (1003, None)


def test_a_record_takes_over_from_evidence_that_is_not_known() -> None:
    unknown = (says("extended", None, AS_OF),)
    assert fact("extended", evidence=unknown)[0] is None
    longer = (Extension(on=date(2024, 8, 1), until=date(2025, 2, 28)),)
    assert fact("extended", evidence=unknown, extensions=longer) == (True, None)


def test_an_extension_moves_the_maturity_and_leaves_the_term() -> None:
    longer = (Extension(on=date(2024, 8, 1), until=date(2025, 2, 28)),)
    assert fact("days_to_maturity", extensions=longer) == (89, None)
    assert fact("term_months", extensions=longer) == fact("term_months")
    assert fact("extended") == ("absent", None)


def test_extensions_are_counted_in_months_from_the_maturity_of_the_contract() -> None:
    twice = (
        Extension(on=date(2024, 7, 1), until=date(2025, 1, 31)),
        Extension(on=date(2024, 8, 1), until=date(2025, 4, 1)),
    )
    assert fact("extension_months", extensions=twice) == (8, None)
    assert fact("extension_months") == ("absent", None)


def test_a_judgment_is_on_record_or_not() -> None:
    assert fact("judged") == (False, None)
    assert fact("judged", judgments=(Judgment(on=AS_OF),)) == (True, None)


# -- collateral

HOUSE, FLAT = collateral(), collateral(security="C-2")


def valued(on: date, value: Money, collateral: str = "C-1") -> Valuation:
    return Valuation(on=on, collateral=collateral, value=value)


WORTH = (
    valued(date(2023, 12, 1), cny(100)),
    valued(date(2024, 6, 1), cny(80)),
    valued(date(2024, 9, 1), cny(40), "C-2"),
    valued(date(2024, 9, 1), cny(999), "C-3"),
)
OWED = (says("outstanding", cny(30), AS_OF),)


def test_the_last_values_of_all_that_is_held_are_added() -> None:
    held = {"collateral": (HOUSE, FLAT), "valuations": WORTH, "evidence": OWED}
    assert fact("collateral_value", **held) == (cny(120), None)
    assert fact("days_since_valuation", **held) == (183, None)
    assert fact("loan_to_value", **held) == (Decimal("0.25"), None)
    assert fact("collateral_coverage", **held) == (Decimal(4), None)


def test_without_what_is_owed_the_ratios_are_left_out() -> None:
    held = {"collateral": (HOUSE,), "valuations": WORTH}
    assert fact("loan_to_value", **held) == fact("collateral_coverage", **held) == ("absent", None)


@pytest.mark.parametrize(
    "valuations, reason",
    [
        (WORTH[:2], "C-2 was never valued"),
        (
            (*WORTH[:2], valued(AS_OF, Money(1, "USD"), "C-2")),
            "C-2 is valued in USD; the loan is in CNY",
        ),
    ],
)
def test_a_value_that_is_missing_or_foreign_is_never_left_out_of_the_sum(
    valuations: tuple[Valuation, ...], reason: str
) -> None:
    held = {"collateral": (HOUSE, FLAT), "valuations": valuations, "evidence": OWED}
    for key in ("collateral_value", "loan_to_value", "collateral_coverage"):
        assert fact(key, **held) == (None, reason)
    expected = (None, reason) if "never" in reason else (183, None)
    assert fact("days_since_valuation", **held) == expected


def test_where_nothing_is_held_the_value_is_zero_and_its_ratio_unknown() -> None:
    released = collateral(on=AS_OF, released=True)
    held = {"collateral": (HOUSE, released), "valuations": WORTH, "evidence": OWED}
    assert fact("collateral_value", **held) == (cny(0), None)
    assert fact("loan_to_value", **held) == (None, "it would be divided by zero")
    assert fact("collateral_coverage", **held) == (Decimal(0), None)
    assert fact("days_since_valuation", **held) == (None, "no collateral is held")


def test_valuations_without_collateral_on_file_give_nothing() -> None:
    said = (says("collateral_value", cny(7), AS_OF),)
    assert fact("collateral_value", valuations=WORTH) == ("absent", None)
    assert fact("collateral_value", collateral=(HOUSE,), evidence=said) == (cny(7), None)


@pytest.mark.parametrize(
    "registered, expected",
    [
        ((True, True), (True, None)),
        ((True, False), (False, None)),
        ((None, False), (False, None)),
        ((True, None), (None, "it is not stated whether C-2 is registered")),
    ],
)
def test_mortgages_are_registered_if_all_are(
    registered: tuple[bool | None, bool | None], expected: tuple[bool | None, str | None]
) -> None:
    both = zip((HOUSE, FLAT), registered, strict=True)
    held = tuple(attrs.evolve(mortgage, registered=each) for mortgage, each in both)
    pledge = collateral(security="C-3", kind="pledge", registered=False)
    assert fact("mortgage_registered", collateral=(*held, pledge)) == expected
    assert fact("mortgage_registered", collateral=(pledge,)) == ("absent", None)


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(1, 99))
def test_a_rounded_ratio_compares_with_a_threshold_as_the_exact_one_does(
    owed: int, worth: int, percent: int
) -> None:
    found = fact(
        "loan_to_value",
        collateral=(HOUSE,),
        valuations=(valued(AS_OF, cny(worth)),),
        evidence=(says("outstanding", cny(owed), AS_OF),),
    )[0]
    assert isinstance(found, Decimal)
    threshold = Decimal(percent) / 100
    exact = Fraction(owed, worth)
    assert (found > threshold, found == threshold) == (exact > threshold, exact == threshold)


@pytest.mark.parametrize(
    "ends, short",
    [
        ((DUE,), 0),
        ((DUE + DAY, DUE + 9 * DAY), 0),
        ((DUE + DAY, DUE - 9 * DAY), 9),
        ((DUE, None), "it is not stated when the contract of C-2 ends"),
        ((), "no collateral is held"),
    ],
)
def test_collateral_is_short_by_the_contract_that_ends_first(
    ends: tuple[date | None, ...], short: int | str
) -> None:
    gone = collateral(security="C-0", released=True, until=SIGNED)
    held = [collateral(security=f"C-{n}", until=end) for n, end in enumerate(ends, start=1)]
    expected = (None, short) if isinstance(short, str) else (short, None)
    assert fact("collateral_days_short", collateral=(gone, *held)) == expected


def test_an_extension_leaves_collateral_short_and_no_due_date_leaves_that_unknown() -> None:
    held = {"collateral": (collateral(until=DUE),)}
    longer = (Extension(on=AS_OF, until=DUE + 30 * DAY),)
    assert fact("collateral_days_short", **held, extensions=longer) == (30, None)
    endless = due_on(DUE, **held)
    endless = attrs.evolve(endless, loan=attrs.evolve(endless.loan, matures_on=None))
    reason = derived(endless).reasons["collateral_days_short"]
    assert reason == "it is not stated when the loan is due"


def test_each_fact_of_security_is_in_the_catalogue() -> None:
    assert {CORE[key].source for key in SECURITY_FACTS} == {"derived", "either"}


def test_records_of_later_days_are_not_read() -> None:
    later = date(2024, 12, 2)
    file = due_on(
        DUE,
        evidence=(
            says("limitation_days_left", 5, AS_OF),
            says("guarantee_days_left", 5, AS_OF),
        ),
        demands=(demand(later),),
        judgments=(Judgment(on=later),),
        extensions=(Extension(on=later, until=date(2028, 1, 1)),),
        guarantees=(guarantee(on=later),),
        collateral=(collateral(), collateral(on=later, registered=True)),
        valuations=(valued(AS_OF, cny(7)), valued(later, cny(8))),
    )
    facts = derived(file)
    read = {key: facts.values[key] for key in SECURITY_FACTS if key in facts.values}
    assert read == {
        "limitation_days_left": 5,
        "guarantee_days_left": 5,
        "mortgage_days_left": 1003,
        "judged": False,
        "mortgage_registered": None,
        "collateral_days_short": None,
        "collateral_value": cny(7),
        "days_since_valuation": 0,
    }
