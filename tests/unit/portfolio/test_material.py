"""Arrears of all of an obligor's loans against the limits of materiality together."""

from __future__ import annotations

from datetime import date, timedelta

import attrs
import pytest

from postloan.model.file import LoanFile
from postloan.policy.loading import Editions
from postloan.policy.policy import Policy
from postloan.portfolio.obligors import review_obligor
from tests.obligor_files import claim, due
from tests.policies import policy, text_of

DUE = date(2024, 3, 31)
RULE = """
[[floor]]
id = "obligor"
when = "obligor_material_days_past_due > 90"
at_least = "substandard"
"""
LIMITS = 'day_one = "day_after_due"\ncurrency = "EUR"\nmaterial_amount = 500\nmaterial_share = 0.01'
BOTH = f"{LIMITS}\nmaterial_amount_retail = 100"
FACT = "obligor_material_days_past_due"


def under(conventions: str) -> Policy:
    return policy(f"[conventions]\n{conventions}\n{RULE}")


def late(id: str, amount: int, *, retail: bool | None = False, currency: str = "EUR") -> LoanFile:
    dues = due(DUE, amount=amount, currency=currency)
    return claim(id, dues=dues, retail=retail, currency=currency)


@pytest.mark.parametrize("days, tier", [(90, "normal"), (91, "substandard")])
def test_loans_that_are_not_material_alone_are_together(days: int, tier: str) -> None:
    files = [late("1", 300), late("2", 300)]
    result = review_obligor(files, under(BOTH), as_of=DUE + timedelta(days=days))
    assert result.facts[FACT] == days
    assert [str(found.tier) for found in result.reviews] == [tier, tier]


def test_retail_loans_are_left_out() -> None:
    files = [late("1", 300), late("2", 300, retail=True)]
    assert review_obligor(files, under(BOTH), as_of=date(2024, 7, 31)).facts[FACT] == 0


@pytest.mark.parametrize(
    "technical, days", [((), 122), (("1",), 0), (("1", "2"), 0), (("3",), 122)]
)
def test_arrears_with_a_technical_cause_are_owed_and_not_material(
    technical: tuple[str, ...], days: int
) -> None:
    files = [
        claim(id, facts={"technical_overdue": id in technical}, currency="EUR", dues=dues)
        for id, dues in (
            ("1", due(DUE, amount=300, currency="EUR")),
            ("2", due(DUE, amount=300, currency="EUR")),
            ("3", due(date(2030, 1, 1), amount=59_399, currency="EUR")),
        )
    ]
    result = review_obligor(files, under(BOTH), as_of=date(2024, 7, 31))
    assert result.facts[FACT] == days
    assert {str(found.tier) for found in result.reviews} == {"substandard" if days else "normal"}


@pytest.mark.parametrize(
    "files, conventions, reason",
    [
        ([late("1", 600, retail=None)], BOTH, "not known of all its loans whether they are retail"),
        (
            [late("1", 600)],
            'day_one = "due_date"',
            "states no day_one, or no limits of materiality",
        ),
        ([late("1", 600, currency="CNY")], BOTH, "CNY and EUR cannot be mixed"),
        (
            [late("1", 300), claim("2", facts={"technical_overdue": None}, currency="EUR")],
            BOTH,
            "not known of all its loans whether their arrears have a technical cause",
        ),
        ([attrs.evolve(late("1", 600), payments=None)], BOTH, "of one of its loans are not known"),
    ],
)
def test_where_the_days_cannot_be_counted_the_reason_is_told(
    files: list[LoanFile], conventions: str, reason: str
) -> None:
    result = review_obligor(files, under(conventions), as_of=date(2024, 7, 31))
    assert result.facts[FACT] is None
    assert reason in result.reviews[0].facts.reason(FACT)


def test_editions_that_count_differently_are_not_taken_together() -> None:
    old, new = (
        Policy.from_text(
            text_of(
                f"[conventions]\n{LIMITS}{more}\n{RULE}",
                head=f'applies_by = "contract_date"\nin_force = {{ {force} }}',
                edition=edition,
            )
        )
        for edition, force, more in (
            ("1", "until = 2024-01-31", ""),
            ("2", "from = 2024-02-01", "\ngrace_days = 3"),
        )
    )
    newer = claim("2", dues=due(DUE, currency="EUR"), currency="EUR", disbursed_on=date(2024, 2, 5))
    files = [
        attrs.evolve(file, loan=attrs.evolve(file.loan, signed_on=file.loan.disbursed_on))
        for file in (late("1", 600), newer)
    ]
    result = review_obligor(files, Editions((old, new)), as_of=date(2024, 7, 31))
    assert "editions that differ" in result.reviews[0].facts.reason(FACT)
