"""Due dates in working days, rolled off rest days, and with a deadline in each period.

The loan was lent on Friday 5 January 2024 and matures on Tuesday 31 December 2024. New Year's Day
2025 is a Wednesday; of February 2024, 10 to 17 are off and Sundays 4 and 18 are worked.
"""

from __future__ import annotations

from datetime import date, timedelta

import attrs
import pytest

from postloan.agenda.item import AgendaItem
from postloan.calendars.dated import DatedCalendar
from postloan.calendars.shipped import CALENDARS
from postloan.errors import InvalidValue
from postloan.model.file import LoanFile
from postloan.policy.policy import Policy
from postloan.reviews.pipeline import review
from tests.unit.agenda.agendas import POLICY, done, duty_rule, policy, visit_rule, visited
from tests.worked.loans import due, loan, loan_file, schedule

CN = 'calendar = "cn"'
FIRST = visit_rule('within = "15 working days"\nafter = "disbursed"')


def under(rules: str, conventions: str = CN, **parameters: str) -> Policy:
    text = (POLICY + rules).replace("[conventions]", f"[conventions]\n{conventions}")
    return Policy.from_text(text, parameters=parameters)


def items(policy: Policy, as_of: date, file: LoanFile | None = None) -> tuple[AgendaItem, ...]:
    return review(file or loan_file(), policy, as_of=as_of).agenda


def one(policy: Policy, as_of: date, file: LoanFile | None = None) -> AgendaItem:
    (item,) = items(policy, as_of, file)
    return item


# ------------------------------------------------------------------------- working days


@pytest.mark.parametrize(
    "timing, expected",
    [
        ('within = "15 working days"\nafter = "disbursed"', date(2024, 1, 26)),
        ('within = "30 working days"\nafter = "disbursed"', date(2024, 2, 21)),
        ('every = "15 working days"', date(2024, 1, 26)),
        ('due = "disbursed + 10 working days"', date(2024, 1, 19)),
        ('due = "matures - 5 working days"', date(2024, 12, 24)),
        ('due = "matures + 1 working day"', date(2025, 1, 2)),
    ],
)
def test_a_length_in_working_days_is_counted_by_the_policys_calendar(
    timing: str, expected: date
) -> None:
    item = one(under(duty_rule(timing)), date(2024, 1, 10))
    assert (item.due, item.status) == (expected, "due")


def test_s14_8_the_form_follows_the_visit_that_follows_the_payout() -> None:
    form = duty_rule('within = "2 working days"\nafter = "inspected:on_site"')
    file = loan_file(inspections=visited(date(2024, 2, 8)))
    found = {item.rule: item for item in items(under(FIRST + form), date(2024, 2, 9), file)}
    assert (found["visit"].due, found["visit"].days_late) == (date(2024, 1, 26), 13)
    assert found["duty"].due == date(2024, 2, 18)  # a Sunday that is worked
    assert found["duty"].reason == (
        "within 2 working days after inspected:on_site, counted from 2024-02-08"
    )


def test_a_parameter_may_count_working_days() -> None:
    rules = under(visit_rule('within = "blank"\nafter = "disbursed"'), blank="15 working days")
    assert one(rules, date(2024, 1, 10)).due == date(2024, 1, 26)


def test_rolling_working_days_are_counted_from_the_last_time() -> None:
    rules = under(visit_rule('every = "5 working days"'))
    file = loan_file(inspections=visited(date(2024, 2, 7)))
    assert one(rules, date(2024, 2, 8), file).due == date(2024, 2, 20)


# ------------------------------------------------------------- what no calendar can say


def test_past_the_covered_years_there_is_no_date_and_the_reason_is_said() -> None:
    item = one(under(FIRST), date(2026, 12, 20), lent_late())
    assert (item.due, item.status) == (None, "undated")
    assert item.reason == (
        "the calendar cn covers 2004-01-01 to 2026-12-31, not 15 working days after 2026-12-20"
    )


def lent_late() -> LoanFile:
    lent = loan(disbursed_on=date(2026, 12, 20), matures_on=date(2027, 12, 31))
    return loan_file(loan=lent, schedules=None)


def test_of_a_series_only_what_is_not_covered_has_no_date() -> None:
    rules = under(duty_rule('due = "instalment_due + 5 working days"'))
    ends = (date(2026, 12, 15), date(2027, 1, 15))
    file = loan_file(
        loan=loan(disbursed_on=date(2026, 12, 1), matures_on=date(2027, 1, 15)),
        schedules=(schedule(*map(due, ends), on=date(2026, 12, 1)),),
    )
    assert one(rules, date(2026, 12, 16), file).due == date(2026, 12, 22)
    late, undated = items(rules, date(2027, 1, 4), file)
    assert (late.due, late.status) == (date(2026, 12, 22), "late")
    assert (undated.anchor_on, undated.due, undated.status) == (ends[1], None, "undated")
    paid = attrs.evolve(file, duties=done(date(2026, 12, 22), date(2027, 1, 20)))
    last = one(rules, date(2027, 1, 20), paid)
    assert (last.status, last.due, last.done_on) == ("done", None, date(2027, 1, 20))


def test_a_visit_that_cannot_be_counted_ahead_has_no_date() -> None:
    short = DatedCalendar(id="cn", first=date(2024, 12, 1), last=date(2024, 12, 31))
    rules = under(visit_rule('due = "matures - 15 working days"')).with_calendar(short)
    item = one(rules, date(2024, 1, 10))
    assert (item.due, item.status) == (None, "undated")
    assert "15 working days before 2024-12-10" in item.reason


@pytest.mark.parametrize(
    "conventions, why",
    [
        ("", "no calendar is named or supplied"),
        (
            'calendar = "cm"',
            "the calendar cm neither ships nor was supplied; there are cn, mon-fri",
        ),
        (
            'calendar = "mon_fri"',
            "the calendar mon_fri neither ships nor was supplied; did you mean mon-fri?",
        ),
    ],
)
def test_without_a_calendar_there_is_no_date_and_the_reason_is_said(
    conventions: str, why: str
) -> None:
    item = one(under(FIRST, conventions), date(2024, 1, 10))
    assert (item.due, item.reason) == (None, f"15 working days cannot be counted: {why}")
    rolled = duty_rule('due = "month_end"\nroll = "following"')
    item = one(under(rolled, conventions), date(2024, 1, 10))
    assert (item.due, item.reason) == (None, f"the roll of 2024-01-31 cannot be counted: {why}")


# ------------------------------------------------------------------------ a host's own


def test_a_hosts_calendar_goes_before_the_shipped_one_of_its_name() -> None:
    rules = under(FIRST)
    shipped = CALENDARS["cn"]
    longer = attrs.evolve(shipped, last=date(2027, 12, 31), off=(*shipped.off, date(2027, 1, 1)))
    own = rules.with_calendar(longer)
    assert (rules.calendar, own.calendar) == (shipped, longer)
    assert one(own, date(2026, 12, 20), lent_late()).due == date(2027, 1, 11)
    assert own.with_parameters({"blank": "1 day"}).calendar == longer
    assert own != rules


def test_a_policy_that_names_no_calendar_counts_by_the_hosts() -> None:
    own = policy(FIRST).with_calendar(CALENDARS["mon-fri"])
    assert one(own, date(2024, 1, 10)).due == date(2024, 1, 26)
    assert policy(FIRST).calendar is None


def test_a_calendar_of_another_name_is_refused() -> None:
    allowed = "with_calendar.calendar must be the calendar cn, which tiny names"
    with pytest.raises(InvalidValue, match=allowed):
        under(FIRST).with_calendar(CALENDARS["mon-fri"])


# ------------------------------------------------------------------------------ rolling


@pytest.mark.parametrize(
    "roll, expected",
    [
        ("following", date(2024, 4, 1)),
        ("modified_following", date(2024, 3, 29)),
        ("preceding", date(2024, 3, 29)),
        ("none", date(2024, 3, 31)),
    ],
)
def test_a_due_date_on_a_rest_day_is_rolled_as_the_rule_or_the_conventions_say(
    roll: str, expected: date
) -> None:
    timing = 'due = "quarter_end"'
    by_rule = under(duty_rule(f'{timing}\nroll = "{roll}"'), f'{CN}\nroll = "following"')
    by_convention = under(duty_rule(timing), f'{CN}\nroll = "{roll}"')
    for rules in (by_rule, by_convention):
        item = one(rules, date(2024, 3, 20))
        assert (item.due, item.anchor_on) == (expected, date(2024, 3, 31))
        rolled = "" if roll == "none" else ", rolled from 2024-03-31, a rest day"
        assert item.reason == f"on quarter_end, counted from 2024-03-31{rolled}"
    assert one(under(duty_rule(timing)), date(2024, 3, 20)).due == date(2024, 3, 31)


def test_what_is_rolled_is_late_only_after_the_day_it_was_rolled_to() -> None:
    rules = under(visit_rule('once_per = "quarter"\nroll = "following"'))
    assert one(rules, date(2024, 4, 1)).status == "due"
    assert one(rules, date(2024, 4, 2)).status == "late"
    assert "once a calendar quarter, rolled from 2024-03-31" in one(rules, date(2024, 4, 2)).reason


@pytest.mark.parametrize("named", [date(2024, 4, 1), date(2024, 3, 31)])
def test_a_record_may_name_the_day_before_or_after_the_roll(named: date) -> None:
    rules = under(duty_rule('due = "quarter_end"\nroll = "following"'))
    file = loan_file(duties=done(date(2024, 4, 1), due=named))
    (item,) = items(rules, date(2024, 4, 1), file)
    assert item.due == date(2024, 7, 1)


def test_a_series_goes_on_from_the_dates_before_they_were_rolled() -> None:
    rules = under(visit_rule('every = "1 month"\nroll = "following"'))
    lent = loan(disbursed_on=date(2024, 1, 31))
    file = loan_file(loan=lent, inspections=visited(date(2024, 2, 29)), schedules=None)
    item = one(rules, date(2024, 3, 1), file)
    assert item.due == date(2024, 4, 1)  # of Sunday 31 March


def test_nothing_is_rolled_back_to_before_the_rule_asked() -> None:
    rules = under(duty_rule('due = "disbursed"\nroll = "preceding"'))
    file = loan_file(loan=loan(disbursed_on=date(2024, 1, 6)), schedules=None)
    assert one(rules, date(2024, 1, 6), file).due == date(2024, 1, 6)


def test_a_roll_past_the_covered_years_leaves_no_date() -> None:
    rules = under(duty_rule('due = "matures"\nroll = "following"'))
    item = one(rules, date(2027, 1, 4), lent_late())
    assert item.due is None
    assert item.reason == "the calendar cn covers 2004-01-01 to 2026-12-31, not 2027-12-31"


# ------------------------------------------------------------ a deadline in each period

BY_THE_20TH = 'due = "each quarter by the 20th"'


def test_a_deadline_comes_in_each_period() -> None:
    item = one(under(visit_rule(BY_THE_20TH)), date(2024, 1, 10))
    assert (item.due, item.status, item.anchor_on) == (date(2024, 1, 20), "due", None)
    assert item.reason == "each quarter by the 20th"


def test_a_deadline_before_the_rule_asked_is_none() -> None:
    file = loan_file(loan=loan(disbursed_on=date(2024, 1, 21)), schedules=None)
    for day in (date(2024, 1, 21), date(2024, 4, 20)):
        item = one(under(visit_rule(BY_THE_20TH)), day, file)
        assert (item.due, item.status) == (date(2024, 4, 20), "due")


@pytest.mark.parametrize(
    "on, days_late", [(date(2024, 1, 20), 0), (date(2024, 1, 21), 1), (date(2024, 3, 31), 71)]
)
def test_done_in_its_period_it_is_done_and_late_after_the_deadline(
    on: date, days_late: int
) -> None:
    file = loan_file(inspections=visited(on))
    item = one(under(visit_rule(BY_THE_20TH)), date(2024, 3, 31), file)
    assert (item.status, item.due, item.days_late) == ("done", date(2024, 1, 20), days_late)
    item = one(under(visit_rule(BY_THE_20TH)), date(2024, 4, 1), file)
    assert (item.status, item.due) == ("due", date(2024, 4, 20))


def test_the_oldest_missed_deadline_is_the_late_one() -> None:
    file = loan_file(inspections=visited(date(2024, 2, 10)))
    item = one(under(visit_rule(BY_THE_20TH)), date(2024, 12, 1), file)
    assert (item.status, item.due) == ("late", date(2024, 4, 20))


def test_done_again_in_the_period_it_was_done_the_first_time() -> None:
    file = loan_file(inspections=visited(date(2024, 1, 15), date(2024, 3, 1)))
    item = one(under(visit_rule(BY_THE_20TH)), date(2024, 3, 31), file)
    assert (item.done_on, item.days_late) == (date(2024, 1, 15), 0)


def test_a_deadline_is_rolled_like_any_other() -> None:
    rules = under(visit_rule(f'{BY_THE_20TH}\nroll = "following"'))
    item = one(rules, date(2024, 1, 10))
    assert (item.due, item.due and item.due - date(2024, 1, 20)) == (
        date(2024, 1, 22),
        timedelta(days=2),
    )
    assert item.reason == "each quarter by the 20th, rolled from 2024-01-20, a rest day"
