"""The measures of a branch (S01), figure by figure and paper by paper."""

from __future__ import annotations

from datetime import date
from typing import Final

import pytest

from postloan.errors import UnknownName
from postloan.model.adjustments import UseOfFunds
from postloan.model.ends import CreditEnd
from postloan.model.records import InspectionRecord, SignalRecord
from postloan.policy.loading import load_policy
from postloan.reviews.pipeline import review
from tests.worked.agendas import open_dates
from tests.worked.loans import cny, loan, loan_file, says, tier

MEASURES: Final = load_policy(
    "bank.branch-measures",
    parameters={
        "report_within": "15 days",
        "track_use_within": "1 month",
        "risk_visit_every": "1 year",
        "recover_original_within": "5 days",
        "payments_reported_every": "1 month",
    },
)
TODAY: Final = date(2024, 1, 10)


def test_s01_06_each_figure_before_maturity_has_its_date() -> None:
    dates = open_dates(MEASURES, loan_file(), TODAY)
    assert dates["maturity-notice"] == date(2024, 11, 30)
    assert dates["maturity-funds"] == date(2024, 12, 28)
    assert dates["interest-funds"] == date(2024, 3, 20)


RECORDED: Final = (
    "interest-funds-short",
    "large-transfer",
    "unusual-movement",
    "funds-wander-in-group",
    "passive-debit",
)
LOANS_ONLY: Final = {"maturity-notice", "maturity-funds", "interest-funds"}


@pytest.mark.parametrize(
    "product, facts, rules",
    [
        ("acceptance_bill", {"margin_share": 0}, {"bill-funds": date(2024, 12, 28)}),
        ("acceptance_bill", {"margin_share": 1}, {}),
        ("letter_of_guarantee", {}, {"guarantee-original": date(2025, 1, 5)}),
    ],
)
def test_s01_06_bills_and_letters_of_guarantee_have_their_own_and_owe_nothing_of_loans(
    product: str, facts: dict[str, int], rules: dict[str, date]
) -> None:
    evidence = tuple(says(name, value, date(2024, 1, 6)) for name, value in facts.items())
    dates = open_dates(MEASURES, loan_file(loan=loan(product=product), evidence=evidence), TODAY)
    own = {"bill-funds", "guarantee-original", *LOANS_ONLY}
    assert {rule: due for rule, due in dates.items() if rule in own} == rules


def test_s01_20_and_23_a_use_on_record_that_was_not_agreed_is_misappropriation() -> None:
    used = UseOfFunds(on=date(2024, 1, 8), amount=cny(5000), payee="a casino", agreed=False)
    found = review(loan_file(uses_of_funds=(used,)), MEASURES, as_of=TODAY)
    assert "misappropriation" in found.decision.raised
    assert "misappropriation-rectified" in {item.rule for item in found.agenda if item.certain}


def test_s01_20_a_borrower_who_pays_unreviewed_reports_the_payments() -> None:
    own = loan_file(loan=loan(payment_mode="self_directed"))
    dates = open_dates(MEASURES, own, TODAY)
    assert dates["payments-reported"] == date(2024, 2, 5)
    assert "payment-review" not in dates


def test_s01_06_the_original_is_recovered_of_a_letter_that_nobody_called_on() -> None:
    lapsed = CreditEnd(on=date(2024, 12, 31), kind="lapsed")
    file = loan_file(loan=loan(product="letter_of_guarantee"), ends=(lapsed,))
    assert open_dates(MEASURES, file, lapsed.on) == {"guarantee-original": date(2025, 1, 5)}


def test_s01_06_an_account_that_does_not_cover_the_loan_three_days_before_is_a_signal() -> None:
    for day, raised in ((date(2024, 12, 27), False), (date(2024, 12, 28), True)):
        evidence = (
            says("funds_on_account", cny(99), date(2024, 12, 1)),
            says("outstanding", cny(100), date(2024, 12, 1)),
        )
        found = review(loan_file(evidence=evidence), MEASURES, as_of=day)
        assert ("maturity-funds-short" in found.decision.raised) is raised


def test_s01_27_and_28_how_often_and_at_once() -> None:
    sound = (says("credit_impaired", False, date(2024, 1, 6)),)
    healthy = loan_file(loan=loan(retail=True), evidence=sound)
    assert open_dates(MEASURES, healthy, TODAY)["visit.quarterly"] == date(2024, 3, 31)
    fallen = (tier("normal", date(2024, 1, 6)), tier("substandard", date(2024, 1, 9)))
    dates = open_dates(MEASURES, loan_file(tiers=fallen), TODAY)
    assert dates["visit.tier-fell"] == date(2024, 1, 9)
    stopped = loan_file(signals=(SignalRecord(on=date(2024, 1, 8), signal="production-stopped"),))
    assert open_dates(MEASURES, stopped, TODAY)["visit.production-stopped"] == date(2024, 1, 8)


def test_s01_33_and_34_the_report_follows_the_visit_and_the_risk_manager_has_a_cycle() -> None:
    visited = loan_file(inspections=(InspectionRecord(on=date(2024, 1, 8), kind="on_site"),))
    dates = open_dates(MEASURES, visited, TODAY)
    assert dates["periodic-report"] == date(2024, 1, 23)
    assert dates["risk-inspection"] == date(2025, 1, 5)
    assert dates["use-tracking"] == date(2024, 2, 5)


def test_s01_03_to_08_two_lines_check_each_other() -> None:
    roles = {role.id: role for role in MEASURES.contents.roles}
    assert roles["risk_manager"].excludes(roles["customer_manager"])
    assert "on_site_inspection" in roles["customer_manager"].tasks
    assert "supervise_rectification" in roles["risk_manager"].tasks
    assert {"department_head", "president", "responsible_executive"} <= set(roles)


def test_s01_22_and_24_what_people_find_on_account_and_contract_is_a_signal_on_record() -> None:
    for id in RECORDED:
        record = SignalRecord(on=date(2024, 1, 8), signal=id)
        found = review(loan_file(signals=(record,)), MEASURES, as_of=TODAY)
        assert id in found.decision.raised


@pytest.mark.parametrize(
    "template, parts",
    [
        ("maturity-notice", 3),
        ("account-control", 2),
        ("inspection-form", 6),
        ("daily-tracking", 1),
        ("periodic-report", 12),
        ("meeting-agenda", 6),
    ],
)
def test_s01_06_to_35_each_paper_has_its_parts(template: str, parts: int) -> None:
    printed = MEASURES.form(template)
    assert printed.count("\n## ") == parts
    assert ("countersigns" in printed) is (template in ("inspection-form", "periodic-report"))
    with pytest.raises(UnknownName):
        MEASURES.form("annex-9")
