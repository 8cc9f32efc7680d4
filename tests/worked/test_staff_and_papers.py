"""Who checks whom under lenders' own rules, and what their papers ask."""

from __future__ import annotations

import pytest

from postloan.policy.loading import load_policy


@pytest.mark.parametrize(
    "policy, one, other",
    [
        ("lender.legal-led", "legal_officer", "project_staff"),
        ("lender.legal-led", "finance_officer", "project_staff"),
        ("lender.legal-led", "finance_officer", "legal_officer"),
        ("bank.personal-housing", "leader", "managing_officer"),
        ("lender.microloan", "risk_controller", "credit_officer"),
    ],
)
def test_nobody_checks_own_work(policy: str, one: str, other: str) -> None:
    roles = {role.id: role for role in load_policy(policy).contents.roles}
    assert roles[one].excludes(roles[other])


@pytest.mark.parametrize(
    "policy, template, parts",
    [
        (
            "bank.personal-housing",
            "inspection-form",
            "repayment fraud borrower guarantor collateral pre-sale documents risk other",
        ),
        ("bank.personal-housing", "default-checklist", "reason tier proposal records"),
        ("lender.microloan", "first-form", "use clauses"),
        ("bank.post-loan-post", "disposal-plan", "channels measures report"),
        ("bank.general", "review-form", "operation finance solvency risks"),
        ("bank.general", "inspection-system", "object department content frequency"),
        ("bank.post-loan", "borrower-data", "address occupation income"),
    ],
)
def test_a_paper_has_the_parts_that_its_source_names(
    policy: str, template: str, parts: str
) -> None:
    stated = {paper.id: paper for paper in load_policy(policy).contents.templates}
    assert [part.id for part in stated[template].parts] == parts.split()
