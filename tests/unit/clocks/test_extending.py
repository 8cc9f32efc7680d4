"""How far a loan may be extended, under the rules that stand side by side."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan.clocks.extending import LOAN_FAMILIES, ExtensionLimits, LoanFamily, extension_limits
from postloan.errors import InvalidValue

OLD, NEW = date(2024, 6, 30), date(2024, 7, 1)


def limits(
    family: LoanFamily, term: int, signed_on: date | None = NEW, longest: int | None = None
) -> ExtensionLimits:
    return extension_limits(
        family=family, term_months=term, signed_on=signed_on, product_maximum=longest
    )


def months(found: ExtensionLimits) -> list[tuple[object, bool | None]]:
    return [(rule.months, rule.governs) for rule in found.rules]


def test_a_personal_loan_may_be_extended_to_the_longest_term_of_its_product() -> None:
    """T-EXT-4: 24 months, product maximum 60."""
    found = limits("personal", 24, OLD, longest=60)
    assert months(found) == [(12, False), (36, True)]
    assert found.governing is not None
    assert found.governing.cite.document.edition == "2010"
    assert str(found) == (
        "12 months, does not govern: the later and special rule goes before the earlier and "
        "general one; Loan General Rules 贷款通则 (People's Bank of China, [1996] No. 2, edition "
        "1996), Art. 12 [secondary]\n"
        "36 months, governs: the later and special rule goes before the earlier and general one; "
        "Personal Loans Interim Measures 个人贷款管理暂行办法 (CBRC, [2010] No. 2, edition 2010), "
        "on extension [secondary]"
    )


def test_a_fixed_asset_loan_of_ten_years_has_three_years_or_five() -> None:
    assert months(limits("fixed_asset", 120)) == [(36, False), (60, True)]


@pytest.mark.parametrize("family", ["fixed_asset", "working_capital"])
def test_a_contract_before_july_2024_keeps_the_rule_before_it(family: LoanFamily) -> None:
    found = limits(family, 120, OLD)
    assert months(found) == [(36, True), (60, False)]
    assert {rule.reason for rule in found.rules} == {
        "a contract signed before 1 July 2024 may keep the rules before that day"
    }


def test_where_the_day_of_the_contract_is_not_stated_both_may_govern() -> None:
    found = limits("fixed_asset", 120, None)
    assert months(found) == [(36, None), (60, None)]
    assert found.governing is None
    assert str(found).startswith("36 months, may govern: the day of the contract is not stated; ")


@pytest.mark.parametrize(
    "term, most", [(1, 1), (12, 12), (13, "6.5"), (60, 30), (61, 36), (360, 36)]
)
def test_the_general_rule_goes_by_bands(term: int, most: str | int) -> None:
    assert months(limits("other", term)) == [(Decimal(most), True)]


@pytest.mark.parametrize("family", ["fixed_asset", "working_capital"])
@pytest.mark.parametrize("term, most", [(12, 12), (13, "6.5"), (61, "30.5")])
def test_the_rules_of_2024_go_by_the_term_and_by_half_of_it(
    family: LoanFamily, term: int, most: str | int
) -> None:
    assert months(limits(family, term))[1] == (Decimal(most), True)


@pytest.mark.parametrize(
    "term, longest, most",
    [(12, None, 12), (12, 60, 12), (13, 60, 47), (60, 36, 0), (13, None, None)],
)
def test_the_personal_rule_needs_the_product_for_more_than_a_year(
    term: int, longest: int | None, most: int | None
) -> None:
    found = limits("personal", term, longest=longest)
    assert months(found)[1] == (most, True)
    assert found.rules[1].cite.document.edition == "2024"
    if most is None:
        assert str(found.governing).startswith(
            "not known, governs: the longest term of the product is not stated; "
        )


@given(st.sampled_from(LOAN_FAMILIES), st.integers(1, 600), st.sampled_from((OLD, NEW)))
def test_one_rule_governs_and_the_general_one_stands_first(
    family: LoanFamily, term: int, signed_on: date
) -> None:
    found = limits(family, term, signed_on)
    assert sum(rule.governs is True for rule in found.rules) == 1
    assert found.rules[0].cite.document.edition == "1996"


@pytest.mark.parametrize(
    "given, field",
    [
        ({"family": "house"}, "family"),
        ({"term_months": 0}, "term_months"),
        ({"term_months": True}, "term_months"),
        ({"signed_on": "2024"}, "signed_on"),
        ({"product_maximum": 0}, "product_maximum"),
        ({"product_maximum": 60, "family": "other"}, "product_maximum"),
    ],
)
def test_what_is_out_of_range_is_refused(given: dict[str, Any], field: str) -> None:
    good = {"family": "personal", "term_months": 24, "signed_on": OLD}
    with pytest.raises(InvalidValue) as refused:
        extension_limits(**{**good, **given})
    assert (refused.value.owner, refused.value.field) == ("extension_limits", field)
