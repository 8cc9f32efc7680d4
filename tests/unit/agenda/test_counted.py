"""Obligations counted from days: once after an event, or on, before or after each of a series."""

from __future__ import annotations

from datetime import date

import pytest

from postloan.model.file import LoanFile
from postloan.model.records import DutyRecord
from tests.unit.agenda.agendas import agenda, done, duty_rule, one, visit_rule, visited
from tests.worked.loans import cny, due, loan, loan_file, says, schedule, tier

FIRST = visit_rule('within = "1 month"\nafter = "disbursed"')
NOTICE = duty_rule('due = "matures - 1 month"')
REMINDER = duty_rule('due = "instalment_due - 10 days"')
REPORT = duty_rule('due = "month_end + 5 days"')
ON_MONTH_END = duty_rule('due = "month_end"')

QUARTERS = loan_file(
    schedules=(schedule(*(due(date(2024, month, 20)) for month in (3, 6, 9, 12))),)
)


def with_duties(file: LoanFile, *duties: DutyRecord) -> LoanFile:
    return loan_file(schedules=file.schedules, duties=duties)


# ------------------------------------------------------------------------------ within


def test_within_a_length_is_due_a_length_after_the_anchor() -> None:
    item = one(FIRST, date(2024, 1, 20))
    assert (item.due, item.status, item.anchor_on) == (
        date(2024, 2, 5),
        "due",
        date(2024, 1, 5),
    )
    assert item.reason == "within 1 month after disbursed, counted from 2024-01-05"


def test_within_a_length_it_is_done_once_and_for_all() -> None:
    file = loan_file(inspections=visited(date(2024, 1, 5), date(2024, 3, 1)))
    item = one(FIRST, date(2024, 6, 30), file)
    assert (item.status, item.done_on) == ("done", date(2024, 1, 5))


def test_done_late_is_done() -> None:
    file = loan_file(inspections=visited(date(2024, 3, 1)))
    assert one(FIRST, date(2024, 2, 29), file).status == "late"
    item = one(FIRST, date(2024, 3, 1), file)
    assert (item.status, item.due, item.days_late) == ("done", date(2024, 2, 5), 25)
    early = loan_file(inspections=visited(date(2024, 1, 20)))
    assert one(FIRST, date(2024, 3, 1), early).days_late == 0


def test_what_is_not_done_or_has_no_date_is_not_done_late() -> None:
    assert one(FIRST, date(2024, 6, 30)).days_late == 0
    undated = visit_rule('within = "15 working days"\nafter = "disbursed"')
    file = loan_file(inspections=visited(date(2024, 6, 1)))
    assert one(undated, date(2024, 6, 30), file).days_late == 0


def test_what_was_done_needs_no_calendar() -> None:
    rule = visit_rule('within = "15 working days"\nafter = "disbursed"')
    assert one(rule, date(2024, 1, 20)).status == "undated"
    item = one(rule, date(2024, 1, 20), loan_file(inspections=visited(date(2024, 1, 10))))
    assert (item.due, item.status, item.done_on) == (None, "done", date(2024, 1, 10))


def test_every_inspection_asks_for_its_own_report() -> None:
    rule = duty_rule('within = "5 days"\nafter = "inspected:on_site"') + visit_rule(
        'once_per = "year"'
    )
    file = loan_file(
        inspections=visited(date(2024, 2, 1), date(2024, 3, 1), date(2024, 6, 28)),
        duties=done(date(2024, 3, 2)),
    )
    items = [item for item in agenda(rule, date(2024, 6, 30), file) if item.rule == "duty"]
    assert [(item.anchor_on, item.due, item.status) for item in items] == [
        (date(2024, 3, 1), date(2024, 3, 6), "late"),
        (date(2024, 6, 28), date(2024, 7, 3), "due"),
    ]


def test_before_the_first_inspection_no_report_is_asked_for() -> None:
    rule = duty_rule('within = "5 days"\nafter = "inspected:on_site"') + visit_rule(
        'once_per = "year"'
    )
    assert [item.rule for item in agenda(rule, date(2024, 6, 30))] == ["visit"]


def test_inspections_before_the_rule_asked_need_no_report() -> None:
    rule = duty_rule(
        'within = "5 days"\nafter = "inspected:on_site"', when="tier >= substandard"
    ) + visit_rule('once_per = "year"')
    file = loan_file(
        evidence=(says("lawsuit", True, date(2024, 6, 10)),),
        tiers=(tier("substandard", date(2024, 6, 10)),),
        inspections=visited(date(2024, 2, 1)),
    )
    assert [item.rule for item in agenda(rule, date(2024, 6, 30), file)] == ["visit"]


def test_evidence_is_counted_from_the_last_that_says_something() -> None:
    rule = duty_rule('due = "evidence:collateral_value + 12 months"')
    nothing = says("collateral_value", None, date(2024, 5, 1))
    assert agenda(rule, date(2024, 6, 30)) == ()
    assert agenda(rule, date(2024, 6, 30), loan_file(evidence=(nothing,))) == ()
    file = loan_file(
        evidence=(
            says("collateral_value", cny(5), date(2024, 1, 10)),
            says("collateral_value", cny(6), date(2024, 2, 29)),
            says("collateral_value", None, date(2024, 5, 1)),
            says("income_fell", True, date(2024, 5, 1)),
        )
    )
    item = one(rule, date(2024, 6, 30), file)
    assert (item.due, item.anchor_on) == (date(2025, 2, 28), date(2024, 2, 29))


# ------------------------------------------------------------------------- one day ahead


@pytest.mark.parametrize(
    "matures, expected",
    [
        (date(2024, 12, 31), date(2024, 11, 30)),
        (date(2024, 3, 31), date(2024, 2, 29)),
        (date(2025, 3, 30), date(2025, 2, 28)),
    ],
)
def test_a_month_before_the_end_of_a_month_is_the_end_of_the_month_before(
    matures: date, expected: date
) -> None:
    assert one(NOTICE, date(2024, 1, 20), loan_file(loan=loan(matures_on=matures))).due == expected


def test_a_notice_never_sent_stays_late_after_maturity() -> None:
    item = one(NOTICE, date(2025, 3, 1))
    assert (item.due, item.status) == (date(2024, 11, 30), "late")


@pytest.mark.parametrize("sent", [date(2024, 1, 5), date(2024, 11, 30), date(2025, 2, 1)])
def test_a_notice_is_done_once_sent(sent: date) -> None:
    item = one(NOTICE, date(2025, 3, 1), loan_file(duties=done(sent)))
    assert (item.status, item.done_on, item.anchor_on) == ("done", sent, date(2024, 12, 31))


def test_a_loan_shorter_than_the_notice_is_due_at_once() -> None:
    short = loan_file(loan=loan(matures_on=date(2024, 1, 20)), schedules=None)
    assert one(NOTICE, date(2024, 1, 10), short).due == date(2024, 1, 5)


@pytest.mark.parametrize("named", [date(2023, 12, 20), date(2024, 1, 5)])
def test_a_record_may_name_the_date_as_stated_or_as_shown(named: date) -> None:
    short = loan_file(
        loan=loan(matures_on=date(2024, 1, 20)),
        schedules=None,
        duties=done(date(2024, 1, 6), due=named),
    )
    assert one(NOTICE, date(2024, 1, 10), short).status == "done"


def test_a_record_that_names_another_date_does_not_meet_this_one() -> None:
    file = loan_file(duties=done(date(2024, 11, 20), due=date(2024, 10, 31)))
    assert one(NOTICE, date(2024, 12, 1), file).status == "late"


def test_a_routine_visit_long_before_is_not_the_visit_before_maturity() -> None:
    rule = visit_rule('due = "matures - 1 month"')
    early = loan_file(inspections=visited(date(2024, 10, 29)))
    in_time = loan_file(inspections=visited(date(2024, 10, 30)))
    assert one(rule, date(2024, 11, 1), early).status == "due"
    assert one(rule, date(2024, 11, 1), in_time).status == "done"


def test_a_visit_before_maturity_is_not_the_visit_on_maturity() -> None:
    rule = visit_rule('due = "matures"')
    early = loan_file(inspections=visited(date(2024, 12, 30)))
    in_time = loan_file(inspections=visited(date(2024, 12, 31)))
    assert one(rule, date(2024, 12, 31), early).status == "due"
    assert one(rule, date(2024, 12, 31), in_time).status == "done"


def test_a_duty_on_a_day_may_be_done_ahead() -> None:
    rule = duty_rule('due = "matures"')
    file = loan_file(duties=done(date(2024, 12, 20)))
    assert one(rule, date(2025, 1, 5), file).status == "done"


def test_an_anchor_that_is_not_known_leaves_it_without_a_date() -> None:
    item = one(NOTICE, date(2024, 6, 30), loan_file(loan=loan(matures_on=None)))
    assert (item.due, item.status, item.reason) == (
        None,
        "undated",
        "the maturity is not stated",
    )


def test_a_parameter_without_a_value_leaves_it_without_a_date() -> None:
    rule = duty_rule('due = "matures - blank"')
    item = one(rule, date(2024, 6, 30))
    assert (item.due, item.reason) == (None, "not stated in Art. 9; set blank")
    assert one(rule, date(2024, 6, 30), blank="1 week").due == date(2024, 12, 24)


def test_done_without_a_countable_date_is_done() -> None:
    rule = duty_rule('due = "matures - 5 working days"')
    assert one(rule, date(2024, 6, 30), loan_file(duties=done(date(2024, 6, 1)))).status == "done"
    visit = visit_rule('due = "matures - 5 working days"')
    file = loan_file(inspections=visited(date(2024, 6, 1)))
    assert one(visit, date(2024, 6, 30), file).status == "undated"


@pytest.mark.parametrize("timing", ["matures + 1 month", "matures - 1 month"])
def test_the_end_of_the_calendar_is_the_end(timing: str) -> None:
    item = one(
        duty_rule(f'due = "{timing}"'),
        date(2024, 6, 30),
        loan_file(loan=loan(matures_on=date.max)),
    )
    assert item.due == (date.max if "+" in timing else date(9999, 11, 30))


# ------------------------------------------------------------------------------- series


def test_a_reminder_is_due_before_the_next_instalment() -> None:
    item = one(REMINDER, date(2024, 5, 1), QUARTERS)
    assert (item.due, item.anchor_on) == (date(2024, 6, 10), date(2024, 6, 20))


def test_between_reminder_and_instalment_it_is_late_and_the_next_is_shown() -> None:
    items = agenda(REMINDER, date(2024, 6, 15), QUARTERS)
    assert [(item.due, item.status) for item in items] == [
        (date(2024, 6, 10), "late"),
        (date(2024, 9, 10), "due"),
    ]


def test_nobody_is_reminded_of_an_instalment_that_is_past_unless_it_is_the_last() -> None:
    assert one(REMINDER, date(2024, 6, 21), QUARTERS).due == date(2024, 9, 10)
    item = one(REMINDER, date(2025, 2, 1), QUARTERS)
    assert (item.due, item.status) == (date(2024, 12, 10), "late")


def test_a_reminder_sent_does_for_the_instalment_ahead() -> None:
    file = with_duties(QUARTERS, *done(date(2024, 3, 21)))
    assert one(REMINDER, date(2024, 5, 1), file).due == date(2024, 9, 10)


def test_a_second_reminder_does_not_do_for_the_instalment_after() -> None:
    file = with_duties(QUARTERS, *done(date(2024, 3, 1), date(2024, 3, 2)))
    assert one(REMINDER, date(2024, 3, 3), file).due == date(2024, 6, 10)


def test_a_reminder_may_name_its_date() -> None:
    file = with_duties(QUARTERS, *done(date(2024, 3, 1), due=date(2024, 6, 10)))
    assert one(REMINDER, date(2024, 3, 5), file).due == date(2024, 3, 10)


def test_when_all_are_done_the_last_shows_it() -> None:
    sent = tuple(record for month in (3, 6, 9, 12) for record in done(date(2024, month, 1)))
    item = one(REMINDER, date(2025, 1, 1), with_duties(QUARTERS, *sent))
    assert (item.due, item.status, item.done_on) == (
        date(2024, 12, 10),
        "done",
        date(2024, 12, 1),
    )


def test_without_a_schedule_there_is_no_date() -> None:
    item = one(REMINDER, date(2024, 5, 1), loan_file(schedules=None))
    assert (item.due, item.reason) == (None, "no schedule is in force")


def test_after_the_instalments_nothing_is_asked_of_a_rule_that_began_later() -> None:
    rule = duty_rule('due = "instalment_due - 10 days"', when="tier >= substandard")
    file = loan_file(
        evidence=(says("lawsuit", True, date(2024, 6, 10)),),
        tiers=(tier("substandard", date(2024, 6, 10)),),
    )
    assert agenda(rule, date(2024, 6, 30), file) == ()


def test_a_report_stays_owed_for_every_month_and_the_next_is_shown() -> None:
    oldest, ahead = agenda(REPORT, date(2024, 4, 20))
    assert (oldest.due, oldest.status, oldest.more_late) == (date(2024, 2, 5), "late", 2)
    assert oldest.reason.endswith("later dates that have passed too: 2")
    assert (ahead.due, ahead.status, ahead.more_late) == (date(2024, 5, 5), "due", 0)


def test_each_report_does_for_one_month_the_oldest_first() -> None:
    file = loan_file(duties=done(date(2024, 4, 10), date(2024, 4, 11)))
    oldest, ahead = agenda(REPORT, date(2024, 4, 20), file)
    assert (oldest.due, oldest.more_late) == (date(2024, 4, 5), 0)
    assert ahead.due == date(2024, 5, 5)


def test_a_duty_of_a_series_may_be_done_ahead_once_the_day_before_it_is_past() -> None:
    file = loan_file(duties=done(date(2024, 1, 30), date(2024, 2, 27)))
    assert one(ON_MONTH_END, date(2024, 2, 28), file).due == date(2024, 3, 31)


def test_done_before_its_month_it_does_not_count_for_it() -> None:
    file = loan_file(duties=done(date(2024, 1, 30), date(2024, 1, 31)))
    assert one(ON_MONTH_END, date(2024, 2, 10), file).due == date(2024, 2, 29)


def test_one_visit_does_for_every_month_that_is_open() -> None:
    rule = visit_rule('due = "month_end"')
    assert [item.due for item in agenda(rule, date(2024, 4, 10))] == [
        date(2024, 1, 31),
        date(2024, 4, 30),
    ]
    file = loan_file(inspections=visited(date(2024, 4, 10)))
    assert one(rule, date(2024, 4, 10), file).due == date(2024, 5, 31)


@pytest.mark.parametrize(
    "anchor, first",
    [
        ("month_end", date(2024, 1, 31)),
        ("quarter_end", date(2024, 3, 31)),
        ("year_end", date(2024, 12, 31)),
    ],
)
def test_ends_of_periods_begin_with_the_one_the_loan_was_lent_in(anchor: str, first: date) -> None:
    assert one(duty_rule(f'due = "{anchor}"'), date(2024, 1, 10)).due == first
