"""Controls of a city commercial bank that a date can show to have failed: S12."""

from __future__ import annotations

from datetime import date
from typing import Final

from postloan.model.records import InspectionRecord, SignalRecord
from postloan.policy.loading import load_policy
from postloan.reviews.pipeline import review
from tests.worked.agendas import open_dates
from tests.worked.loans import loan_file, says, tier

POLICY: Final = load_policy("bank.city-tightening").with_parameters(
    {"tracking_every": "1 month", "report_within": "2 days", "collection_within": "5 days"}
)
PERFORMS: Final = says("credit_impaired", False, date(2024, 1, 5))


def test_tracking_that_was_left_out_is_late() -> None:
    tracked = (InspectionRecord(on=date(2024, 1, 31), kind="risk_tracking"),)
    agenda = review(loan_file(inspections=tracked), POLICY, as_of=date(2024, 3, 1)).agenda
    late = [(item.rule, item.due) for item in agenda if item.status == "late"]
    assert late == [("tracking", date(2024, 2, 29))]


def test_a_warning_is_to_be_reported_from_the_day_on_which_it_was_found() -> None:
    found = (SignalRecord(on=date(2024, 2, 10), signal="ownership-changed"),)
    asked = open_dates(POLICY, loan_file(signals=found), date(2024, 2, 11))
    assert asked["report-ownership-changed"] == date(2024, 2, 12)
    assert "report-collateral-value-fell" not in asked


def test_collection_is_stepped_up_once_a_loan_is_substandard() -> None:
    fell = tier("substandard", date(2024, 6, 30))
    before = loan_file(evidence=(PERFORMS,))
    after = loan_file(evidence=(PERFORMS,), tiers=(fell,))
    assert "collection" not in open_dates(POLICY, before, date(2024, 6, 29))
    assert open_dates(POLICY, after, date(2024, 7, 1))["collection"] == date(2024, 7, 5)


def test_claims_lapse_on_the_day_after_their_last_day() -> None:
    file = loan_file(evidence=(says("limitation_days_left", -1, date(2027, 4, 1)),))
    raised = [s.rule for s in review(file, POLICY, as_of=date(2027, 4, 1)).signals if s.certain]
    assert raised == ["claim-lapsed"]
