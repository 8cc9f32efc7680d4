"""Who checks whom under lenders' own rules, and what their papers ask."""

from __future__ import annotations

import re

import pytest

from postloan.facts.catalogue import CORE
from postloan.policy.loading import load_policy, policy_ids


@pytest.mark.parametrize(
    "policy, one, other",
    [
        ("lender.legal-led", "legal_officer", "project_staff"),
        ("lender.legal-led", "finance_officer", "project_staff"),
        ("lender.legal-led", "finance_officer", "legal_officer"),
        ("bank.personal-housing", "leader", "managing_officer"),
        ("lender.microloan", "risk_controller", "credit_officer"),
        ("lender.retail-buckets", "post_loan_officer", "business_representative"),
        ("bank.archives-and-care", "granting_officer", "managing_officer"),
        ("lender.interval-inspection", "business_head", "customer_manager"),
        ("lender.interval-inspection", "credit_reviewer", "customer_manager"),
        ("lender.interval-inspection", "post_loan_officer", "customer_manager"),
        ("lender.interval-inspection", "risk_head", "customer_manager"),
        ("bank.small-micro", "payment_reviewer", "customer_manager"),
        ("bank.small-micro", "small_business_centre", "customer_manager"),
        ("bank.differentiated", "post_loan_officer", "account_manager"),
        ("bank.differentiated", "post_loan_officer", "outsourcer"),
        ("bank.ten-level", "credit_management", "junior_manager"),
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
        ("coop.rural-credit", "check-form", "loan company"),
        (
            "bank.archives-and-care",
            "archive",
            "customer investigation review approval payout inspection recovery write-off",
        ),
        ("lender.interval-inspection", "first-tracking-form", "customer loan use other"),
        (
            "lender.interval-inspection",
            "post-loan-report",
            "borrower guarantor collateral credit opinions",
        ),
        ("bank.small-micro", "daily-tracking", "industry market public credit"),
        ("bank.differentiated", "recheck-form", "actions records conclusions signals"),
    ],
)
def test_a_paper_has_the_parts_that_its_source_names(
    policy: str, template: str, parts: str
) -> None:
    stated = {paper.id: paper for paper in load_policy(policy).contents.templates}
    assert [part.id for part in stated[template].parts] == parts.split()


def test_a_paper_asks_for_a_fact_so_that_yes_says_it_holds() -> None:
    asked = [
        (item, CORE[item.fact])
        for id in policy_ids()
        for paper in load_policy(id).contents.templates
        for part in paper.parts
        for item in part.items
        if item.fact and CORE[item.fact].kind == "bool"
    ]
    for item, fact in asked:
        assert item.title.endswith("?"), item
        assert re.search("是否|有无", item.title_zh), item
        if fact.worse == "higher":  # a yes that records harm answers no question about what is well
            assert not re.search("符合|按约定|(?<!不)一致", item.title_zh), item


@pytest.mark.parametrize(
    "policy, post, tasks",
    [
        ("lender.retail-buckets", "post_loan_officer", "litigation write_off disposal"),
        (
            "bank.archives-and-care",
            "managing_officer",
            "warning_and_handling recovery non_performing_loans summary",
        ),
    ],
)
def test_what_no_rule_dates_is_the_task_of_a_post(policy: str, post: str, tasks: str) -> None:
    roles = {role.id: role for role in load_policy(policy).contents.roles}
    assert set(tasks.split()) <= set(roles[post].tasks)
