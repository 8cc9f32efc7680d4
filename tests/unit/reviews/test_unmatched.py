"""Records that a policy knows nothing of are listed, with what may have been meant."""

from __future__ import annotations

from datetime import date

from postloan.model.records import DutyRecord, InspectionRecord, SignalRecord
from postloan.policy.loading import load_policy
from postloan.reviews.pipeline import review
from postloan.reviews.result import Review
from tests.policies import policy
from tests.worked.loans import loan_file, tier

AS_OF = date(2024, 6, 30)
POLICY = policy("""
[[signal]]
id = "evasion"

[[floor]]
id = "evades"
signal = "evasion"
at_least = "substandard"

[[inspection]]
id = "visit"
kind = "on_site"
once_per = "year"

[[duty]]
id = "maturity-notice"
kind = "notice"
due = "matures - 1 month"
""")


def reviewed(**records: object) -> Review:
    return review(loan_file(**records), POLICY, as_of=AS_OF)


def words(result: Review) -> list[str]:
    return [line for line in result.explain().split("\n") if line.startswith("On file")]


def test_a_record_of_a_known_name_matches() -> None:
    result = reviewed(
        signals=(SignalRecord(on=date(2024, 5, 1), signal="evasion"),),
        tiers=(tier("normal", date(2024, 3, 31)),),
        inspections=(InspectionRecord(on=date(2024, 4, 1), kind="on_site"),),
        duties=(DutyRecord(on=date(2024, 4, 1), duty="maturity-notice"),),
    )
    assert result.unmatched == ()
    assert words(result) == []


def test_a_misspelt_record_is_listed_with_what_was_meant() -> None:
    result = reviewed(
        signals=(SignalRecord(on=date(2024, 5, 1), signal="evassion"),),
        tiers=(tier("loss", date(2024, 3, 31), dimension="clasification"),),
        inspections=(InspectionRecord(on=date(2024, 4, 2), kind="onsite"),),
        duties=(DutyRecord(on=date(2024, 4, 1), duty="maturity-notise"),),
    )
    assert str(result.tier) == "normal"
    assert [(r.record, r.name, r.on, r.near) for r in result.unmatched] == [
        ("tier", "clasification", date(2024, 3, 31), ("classification",)),
        ("duty", "maturity-notise", date(2024, 4, 1), ("maturity-notice",)),
        ("inspection", "onsite", date(2024, 4, 2), ("on_site",)),
        ("signal", "evassion", date(2024, 5, 1), ("evasion",)),
    ]
    assert words(result) == [
        (
            "On file, and this policy knows no such dimension of tiers: clasification "
            "on 2024-03-31; did you mean classification?"
        ),
        (
            "On file, and this policy knows no such duty: maturity-notise on 2024-04-01; "
            "did you mean maturity-notice?"
        ),
        (
            "On file, and this policy knows no such kind of inspection: onsite on 2024-04-02; "
            "did you mean on_site?"
        ),
        (
            "On file, and this policy knows no such signal: evassion on 2024-05-01; "
            "did you mean evasion?"
        ),
    ]


def test_what_is_near_to_nothing_is_listed_all_the_same() -> None:
    result = reviewed(signals=(SignalRecord(on=date(2024, 5, 1), signal="flood"),))
    assert words(result) == ["On file, and this policy knows no such signal: flood on 2024-05-01"]


def test_one_name_takes_one_line_however_often_it_is_on_file() -> None:
    days = [date(2024, month, 10) for month in (5, 3, 4)]
    result = reviewed(inspections=tuple(InspectionRecord(on=day, kind="desk") for day in days))
    assert [record.on for record in result.unmatched] == sorted(days)
    assert words(result) == [
        (
            "On file, and this policy knows no such kind of inspection: desk on 2024-03-10 "
            "(3 records, the first of that day)"
        )
    ]


def test_records_that_the_review_does_not_read_are_not_listed() -> None:
    later = SignalRecord(on=date(2024, 7, 1), signal="evassion")
    assert reviewed(signals=(later,)).unmatched == ()


def test_a_policy_that_does_not_apply_lists_nothing() -> None:
    file = loan_file(signals=(SignalRecord(on=date(2024, 5, 1), signal="evassion"),))
    result = review(file, load_policy("cn.credit-card"), as_of=AS_OF)
    assert result.unmatched == ()
