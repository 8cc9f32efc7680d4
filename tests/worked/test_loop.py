"""The loop closes: a signal moves the tier, the tier asks for a visit, the visit finds evidence,
and the evidence moves the next review. Bank's branch measures, from end to end."""

from __future__ import annotations

from datetime import date

import attrs

from postloan.model.adjustments import UseOfFunds
from postloan.model.file import LoanFile
from postloan.model.records import DutyRecord, InspectionRecord, SignalRecord, TierRecord
from postloan.policy.loading import load_policy
from postloan.portfolio.keeping import compliance_of
from postloan.reviews.pipeline import review
from postloan.reviews.result import Review
from tests.worked.loans import cny, due, loan_file, says, schedule

MEASURES = load_policy("bank.branch-measures", parameters={"rectify_within": "30 days"})
FOUND, VISIT, CURED = date(2024, 7, 5), date(2024, 7, 8), date(2024, 8, 2)


def recorded(result: Review) -> LoanFile:
    """Return the file with what a review found written down: its tier and its new signals."""
    file, day = result.file, result.as_of
    new = [signal.rule for signal in result.signals if signal.certain and not signal.recorded]
    return attrs.evolve(
        file,
        tiers=(*file.tiers, TierRecord(on=day, tier=str(result.tier))),
        signals=(*file.signals, *(SignalRecord(on=day, signal=rule) for rule in new)),
    )


def look(file: LoanFile, on: date) -> Review:
    return review(file, MEASURES, as_of=on)


def raised_by(result: Review) -> list[str]:
    return [signal.rule for signal in result.signals if signal.certain]


def due_of(result: Review, rule: str) -> tuple[date | None, str]:
    (item,) = [item for item in result.agenda if item.rule == rule and item.certain]
    return item.due, item.status


def test_signal_tier_special_visit_evidence_and_the_next_review() -> None:
    start = loan_file(
        schedules=(schedule(due(date(2024, 12, 31))),),
        evidence=(says("credit_impaired", False, date(2024, 1, 5)),),
    )
    before = look(start, date(2024, 6, 30))
    assert (str(before.tier), raised_by(before)) == ("normal", [])
    file = recorded(before)

    # the tracking of funds finds a payment off purpose: a signal, and a worse tier
    off_purpose = UseOfFunds(on=FOUND, amount=cny(30_000), payee="a broker", agreed=False)
    file = attrs.evolve(file, uses_of_funds=(off_purpose,))
    signalled = look(file, FOUND)
    assert signalled.facts["off_purpose_amount"] == cny(30_000)
    assert raised_by(signalled) == ["misappropriation"]
    assert str(signalled.tier) == "special_mention"
    assert signalled.migration.direction == "downgrade"

    # the fall asks for a visit at once, the signal for its being put right
    assert due_of(signalled, "visit.tier-fell") == (FOUND, "due")
    assert due_of(signalled, "misappropriation-rectified") == (date(2024, 8, 4), "due")
    file = recorded(signalled)
    assert due_of(look(file, date(2024, 7, 7)), "visit.tier-fell") == (FOUND, "late")

    # the visit finds what moves the next review, and what that asks for
    visit = InspectionRecord(on=VISIT, kind="on_site", by="officer-1", channel="on_site")
    impaired = says("credit_impaired", True, VISIT), says("loss_share", cny(0).amount, VISIT)
    file = attrs.evolve(file, inspections=(visit,), evidence=(*file.evidence, *impaired))
    visited = look(file, VISIT)
    assert str(visited.tier) == "substandard"
    file = recorded(visited)
    assert due_of(look(file, date(2024, 8, 15)), "visit.monthly") == (date(2024, 8, 31), "due")

    # cured, the signal is cleared and the account kept: what was asked for is accounted for
    (raised,) = file.signals
    file = attrs.evolve(
        file,
        duties=(DutyRecord(on=CURED, duty="misappropriation-rectified", by="officer-1"),),
        evidence=(*file.evidence, says("use_of_funds_changed", False, date(2024, 8, 5))),
        signals=(attrs.evolve(raised, cleared_on=date(2024, 8, 5)),),
    )
    assert raised_by(look(file, date(2024, 8, 31))) == []
    kept = compliance_of(
        [file], MEASURES, since=date(2024, 7, 1), until=date(2024, 8, 31), as_of=date(2024, 9, 1)
    )
    asked = {each.rule: (each.due, each.kept, each.by) for each in kept.fulfilments}
    assert asked["visit.tier-fell"] == (VISIT, "in_time", "officer-1")  # of the second fall
    first, second = (each for each in kept.fulfilments if each.rule == "visit.tier-fell")
    assert (first.due, first.kept, first.days_late) == (FOUND, "late", 3)
    assert (second.due, second.kept) == (VISIT, "in_time")
    assert asked["misappropriation-rectified"] == (date(2024, 8, 4), "in_time", "officer-1")
    monthly = [each for each in kept.fulfilments if each.rule == "visit.monthly"]
    assert [(each.due, each.kept) for each in monthly] == [
        (date(2024, 7, 31), "in_time"),
        (date(2024, 8, 31), "missed"),
    ]
