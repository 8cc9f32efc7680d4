"""Rolling obligations: a length after the last time."""

from __future__ import annotations

from datetime import date

import pytest

from tests.unit.agenda.agendas import agenda, one, raised, visit_rule, visited
from tests.worked.loans import due, loan, loan_file, says, schedule, tier

MONTHLY = visit_rule('every = "1 month"')
END_OF_JANUARY = loan(disbursed_on=date(2024, 1, 31))


def test_the_first_is_due_a_length_after_the_disbursement() -> None:
    item = one(MONTHLY, date(2024, 1, 20))
    assert (item.due, item.status, item.anchor_on) == (
        date(2024, 2, 5),
        "due",
        date(2024, 1, 5),
    )


def test_the_next_is_due_a_length_after_the_last() -> None:
    item = one(MONTHLY, date(2024, 3, 20), loan_file(inspections=visited(date(2024, 3, 10))))
    assert (item.due, item.anchor_on) == (date(2024, 4, 10), date(2024, 3, 10))


def test_the_day_after_it_is_late() -> None:
    assert one(MONTHLY, date(2024, 2, 5)).status == "due"
    assert one(MONTHLY, date(2024, 2, 6)).status == "late"


@pytest.mark.parametrize(
    "last, next_due",
    [
        (date(2024, 2, 29), date(2024, 3, 31)),
        (date(2024, 3, 31), date(2024, 4, 30)),
        (date(2024, 4, 30), date(2024, 5, 31)),
        (date(2024, 4, 29), date(2024, 5, 29)),
    ],
)
def test_a_series_from_the_end_of_a_month_keeps_to_the_ends_of_months(
    last: date, next_due: date
) -> None:
    file = loan_file(
        loan=END_OF_JANUARY,
        schedules=(schedule(on=date(2024, 1, 31)),),
        inspections=visited(last),
    )
    assert one(MONTHLY, last, file).due == next_due


def test_what_was_done_before_the_anchor_does_not_count() -> None:
    rule = visit_rule('every = "1 month"\nafter = "matures"')
    file = loan_file(inspections=visited(date(2024, 12, 20)))
    assert one(rule, date(2025, 1, 5), file).due == date(2025, 1, 31)


def test_before_the_anchor_the_first_is_due_a_length_after_it() -> None:
    rule = visit_rule('every = "1 month"\nafter = "matures"')
    assert one(rule, date(2024, 6, 30)).due == date(2025, 1, 31)


def test_an_unknown_anchor_does_not_matter_once_it_was_done() -> None:
    rule = visit_rule('every = "1 month"\nafter = "matures"')
    open_end = loan(matures_on=None)
    assert one(rule, date(2024, 6, 30), loan_file(loan=open_end)).reason == (
        "the maturity is not stated"
    )
    file = loan_file(loan=open_end, inspections=visited(date(2024, 6, 1)))
    assert one(rule, date(2024, 6, 30), file).due == date(2024, 7, 1)


def test_of_several_anchors_the_last_that_is_past_counts() -> None:
    rule = visit_rule('every = "10 days"\nafter = "instalment_due"')
    file = loan_file(schedules=(schedule(*(due(date(2024, month, 20)) for month in (2, 3, 4))),))
    assert one(rule, date(2024, 3, 25), file).due == date(2024, 3, 30)


def test_what_has_not_happened_asks_for_nothing() -> None:
    rule = visit_rule('every = "1 month"\nafter = "signal:event"')
    assert agenda(rule, date(2024, 6, 30)) == ()
    item = one(rule, date(2024, 6, 30), loan_file(signals=raised(date(2024, 6, 1))))
    assert (item.due, item.anchor_on) == (date(2024, 7, 1), date(2024, 6, 1))


def test_what_is_counted_from_a_visit_waits_for_the_first() -> None:
    rule = visit_rule('every = "1 month"\nafter = "inspected:first"') + visit_rule(
        'within = "5 days"\nafter = "disbursed"', id="first"
    ).replace("on_site", "first")
    assert [item.rule for item in agenda(rule, date(2024, 6, 30))] == ["first"]
    file = loan_file(inspections=visited(date(2024, 6, 1), kind="first"))
    items = {item.rule: item for item in agenda(rule, date(2024, 6, 30), file)}
    assert items["visit"].due == date(2024, 7, 1)


def test_a_parameter_without_a_value_leaves_it_without_a_date() -> None:
    rule = visit_rule('every = "blank"')
    file = loan_file(inspections=visited(date(2024, 3, 10)))
    for records in (None, file):
        item = one(rule, date(2024, 3, 20), records)
        assert (item.due, item.status) == (None, "undated")
        assert item.reason == "not stated in Art. 9; set blank"
    stated = one(rule, date(2024, 3, 20), file, blank="2 weeks")
    assert stated.due == date(2024, 3, 24)
    assert stated.reason == "every 2 weeks (blank), counted from 2024-03-10"


def test_working_days_leave_it_without_a_date() -> None:
    item = one(visit_rule('every = "15 working days"'), date(2024, 3, 20))
    assert (item.due, item.status) == (None, "undated")
    assert item.reason == "15 working days cannot be counted: no calendar is named or supplied"


@pytest.mark.parametrize("unit", ["days", "months"])
def test_a_length_of_nothing_has_no_end(unit: str) -> None:
    rule = visit_rule('every = "blank"')
    for file in (loan_file(), loan_file(inspections=visited(date(2024, 3, 10)))):
        item = one(rule, date(2024, 3, 10), file, blank=f"0 {unit}")
        assert (item.due, item.status) == (None, "undated")
        assert item.reason == f"every 0 {unit} has no end"


def test_a_length_beyond_the_calendar_ends_with_it() -> None:
    item = one(visit_rule('every = "99999 years"'), date(2024, 3, 20))
    assert (item.due, item.status) == (date.max, "due")


def test_a_rule_for_a_tier_is_not_late_before_the_loan_had_it() -> None:
    rule = visit_rule('every = "1 month"', when="tier >= substandard")
    file = loan_file(
        evidence=(says("lawsuit", True, date(2024, 6, 10)),),
        tiers=(tier("normal", date(2024, 3, 31)), tier("substandard", date(2024, 6, 10))),
    )
    item = one(rule, date(2024, 6, 10), file)
    assert (item.due, item.status) == (date(2024, 6, 10), "due")
