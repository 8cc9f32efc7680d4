"""Records: the two axes of time, and what each kind takes and refuses."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import attrs
import pytest

from postloan.calendars.dated import DatedCalendar
from postloan.dates import Period
from postloan.errors import InvalidValue, UncoveredDay
from postloan.model.records import (
    DutyRecord,
    Evidence,
    EvidenceValue,
    InspectionRecord,
    Record,
    SignalRecord,
    TierRecord,
)
from postloan.money import Money

DAY = date(2024, 3, 1)
GOOD: dict[type[Record], dict[str, Any]] = {
    TierRecord: {"tier": "normal"},
    InspectionRecord: {"kind": "on_site"},
    DutyRecord: {"duty": "maturity-notice"},
    SignalRecord: {"signal": "lawsuit"},
    Evidence: {"fact": "lawsuit", "value": True},
}


@pytest.mark.parametrize("kind", GOOD)
def test_a_record_is_known_on_its_day_unless_stated(kind: type[Record]) -> None:
    record = kind(on=DAY, **GOOD[kind])
    assert (record.known_on, record.id, record.replaces) == (DAY, None, None)


@pytest.mark.parametrize("known_on", [date(2024, 2, 1), date(2024, 4, 1)])
def test_a_record_may_be_known_before_or_after_its_day(known_on: date) -> None:
    assert DutyRecord(on=DAY, known_on=known_on, duty="x").known_on == known_on


@pytest.mark.parametrize("kind", GOOD)
@pytest.mark.parametrize(
    "field, value, allowed",
    [
        ("on", None, "a date"),
        ("on", datetime(2024, 3, 1), "without time"),  # noqa: DTZ001
        ("known_on", "2024-03-01", "a date"),
        ("id", "", "printable text"),
        ("replaces", 7, "printable text"),
        ("replaces", "R-1", "the id of another record"),
    ],
)
def test_every_record_refuses_what_no_record_can_be(
    kind: type[Record], field: str, value: object, allowed: str
) -> None:
    common = {"on": DAY, "known_on": DAY, "id": "R-1"}
    with pytest.raises(InvalidValue) as refused:
        kind(**{**common, **GOOD[kind], field: value})
    assert (refused.value.owner, refused.value.field) == (kind.__name__, field)
    assert allowed in refused.value.allowed


@pytest.mark.parametrize(
    "kind, field, value, allowed",
    [
        (TierRecord, "tier", "bad", "a level of five-tier: normal, special_mention"),
        (TierRecord, "tier", "", "printable text"),
        (TierRecord, "scale", None, "printable text"),
        (TierRecord, "dimension", "", "printable text"),
        (TierRecord, "policy", "", "printable text"),
        (TierRecord, "edition", 2023, "printable text"),
        (InspectionRecord, "kind", None, "printable text"),
        (InspectionRecord, "by", "", "printable text"),
        (InspectionRecord, "note", "", "None where not stated"),
        (DutyRecord, "duty", "", "printable text"),
        (DutyRecord, "due", "2024-03-01", "a date"),
        (DutyRecord, "subject", "", "printable text"),
        (DutyRecord, "by", "", "printable text"),
        (SignalRecord, "signal", "", "printable text"),
        (SignalRecord, "cleared_on", "2024-03-01", "a date"),
        (SignalRecord, "cleared_on", date(2024, 2, 29), "not before on, 2024-03-01"),
        (Evidence, "fact", "", "printable text"),
        (Evidence, "by", "", "printable text"),
        (Evidence, "source", "", "None where not stated"),
        (Evidence, "valid_for", "3 months", "a Period"),
        (Evidence, "valid_for", Period.parse("9999 years"), "by the year 9999"),
        (Evidence, "value", 0.5, "a bool, int, Decimal"),
        (Evidence, "value", (), "a bool, int, Decimal"),
        (Evidence, "value", datetime(2024, 3, 1), "date (without time)"),  # noqa: DTZ001
        (Evidence, "value", Decimal("NaN"), "a finite Decimal"),
        (Evidence, "value", 10**40, "at most 40 digits"),
        (Evidence, "value", "", "text, not empty"),
    ],
)
def test_a_record_refuses_what_its_kind_cannot_be(
    kind: type[Record], field: str, value: object, allowed: str
) -> None:
    with pytest.raises(InvalidValue) as refused:
        kind(on=DAY, **{**GOOD[kind], field: value})
    assert (refused.value.owner, refused.value.field) == (kind.__name__, field)
    assert allowed in refused.value.allowed


def test_a_tier_of_a_scale_of_the_lenders_own_is_taken_as_it_is() -> None:
    given = TierRecord(on=DAY, tier="A2", scale="ten-level", policy="bank", edition="2026")
    assert (given.tier, given.policy, given.edition) == ("A2", "bank", "2026")


def test_an_inspection_and_a_duty_may_say_who_and_what() -> None:
    assert InspectionRecord(on=DAY, kind="on_site", by="u7", note="厂房\n空置").note
    assert DutyRecord(on=DAY, duty="x", due=DAY, subject="G-1", by="u7").due == DAY


@pytest.mark.parametrize(
    "day, active",
    [
        (date(2024, 2, 29), False),
        (date(2024, 3, 1), True),
        (date(2024, 3, 31), True),
        (date(2024, 4, 1), False),
    ],
)
def test_a_signal_is_active_from_its_day_until_the_day_it_is_cleared(
    day: date, active: bool
) -> None:
    assert SignalRecord(on=DAY, signal="x", cleared_on=date(2024, 4, 1)).active_on(day) is active


def test_a_signal_that_was_not_cleared_stays_active() -> None:
    assert SignalRecord(on=DAY, signal="x").active_on(date.max)


def test_a_signal_cleared_on_its_day_was_never_active() -> None:
    assert not SignalRecord(on=DAY, signal="x", cleared_on=DAY).active_on(DAY)


class Outlook(StrEnum):
    STABLE = "stable"


@pytest.mark.parametrize(
    "value",
    [None, True, 0, Decimal("0.50"), "low", Outlook.STABLE, Money(Decimal(-1), "CNY"), DAY],
)
def test_evidence_may_say_anything_that_a_fact_can_be(value: EvidenceValue) -> None:
    assert Evidence(on=DAY, fact="x", value=value).value is value


def test_evidence_holds_through_the_last_day_of_its_validity() -> None:
    checked = Evidence(on=date(2023, 11, 30), fact="x", value=1, valid_for=Period.parse("3 months"))
    assert not checked.expired_on(date(2024, 2, 29))
    assert checked.expired_on(date(2024, 3, 1))


TWO_WEEKS = DatedCalendar(id="weeks", first=date(2024, 4, 1), last=date(2024, 4, 12))
"""Two weeks from a Monday, without a holiday."""
CHECKED = Evidence(on=date(2024, 4, 4), fact="x", value=1, valid_for=Period.parse("2 working days"))


def test_working_days_of_validity_are_counted_by_a_calendar() -> None:
    assert CHECKED.last_day(TWO_WEEKS) == date(2024, 4, 8)
    expired = [CHECKED.expired_on(date(2024, 4, day), TWO_WEEKS) for day in (4, 8, 9)]
    assert expired == [False, False, True]


def test_without_a_calendar_it_is_not_guessed_when_evidence_expires() -> None:
    with pytest.raises(InvalidValue, match="countable without a calendar"):
        CHECKED.expired_on(date(2024, 4, 9))


def test_evidence_that_outlasts_the_calendar_holds_on_the_days_that_it_covers() -> None:
    long = attrs.evolve(CHECKED, valid_for=Period.parse("9 working days"))
    assert not long.expired_on(TWO_WEEKS.last, TWO_WEEKS)
    early = attrs.evolve(long, on=date(2024, 3, 29))
    for record, day in ((long, date(2024, 4, 13)), (early, TWO_WEEKS.last)):
        with pytest.raises(UncoveredDay):
            record.expired_on(day, TWO_WEEKS)


def test_evidence_without_a_validity_does_not_expire() -> None:
    assert not Evidence(on=DAY, fact="x", value=1).expired_on(date.max)
