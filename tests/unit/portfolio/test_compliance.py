"""Compliance: what fell due in a period was done in time, done late, or missed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

import attrs
import pytest

from postloan.calendars.dated import DatedCalendar
from postloan.errors import InvalidValue, UnknownName
from postloan.model.changes import Merger
from postloan.model.file import LoanFile
from postloan.model.records import DutyRecord, InspectionRecord, SignalRecord
from postloan.policy.policy import Policy
from postloan.portfolio.compliance import Compliance, Fulfilment, Tally
from postloan.portfolio.keeping import compliance_of
from postloan.portfolio.sampling import draw_sample
from tests.unit.agenda.agendas import POLICY, done, duty_rule, raised, visit_rule, visited
from tests.worked.loans import DISBURSED, due, loan, loan_file, paid, says, schedule, tier

FIRST, LAST = date(2024, 1, 1), date(2024, 12, 31)
NEXT_YEAR = date(2025, 1, 31)


def day(month: int, of_month: int) -> date:
    return date(2024, month, of_month)


def policy(rules: str, **parameters: str) -> Policy:
    """Return a policy whose loans have the tier on record, whatever their facts."""
    return Policy.from_text(POLICY + rules, parameters=parameters)


def kept(
    rules: str,
    file: LoanFile | None = None,
    *,
    since: date = FIRST,
    until: date = LAST,
    as_of: date = NEXT_YEAR,
    **parameters: str,
) -> Compliance:
    return compliance_of(
        [file or loan_file()], policy(rules, **parameters), since=since, until=until, as_of=as_of
    )


def said(found: Iterable[Fulfilment]) -> list[str]:
    """Return due date and how it was kept, with the day it was done."""
    return [
        " ".join(str(part) for part in (each.due, each.kept, each.done_on) if part)
        for each in found
    ]


QUARTERLY = visit_rule('once_per = "quarter"')
MONTHLY_IF_BAD = visit_rule('once_per = "month"', id="often", when="tier >= substandard")


# -- periods of the calendar


def test_each_period_asks_for_its_own_in_time_late_or_missed() -> None:
    rule = visit_rule('due = "each quarter by the 20th of month 3"')
    file = loan_file(inspections=visited(day(3, 20), day(6, 21), day(10, 1)))
    assert said(kept(rule, file).fulfilments) == [
        "2024-03-20 in_time 2024-03-20",
        "2024-06-20 late 2024-06-21",
        "2024-09-20 missed",
        "2024-12-20 in_time 2024-10-01",
    ]


def test_what_is_asked_twice_a_period_is_done_on_the_second_day() -> None:
    rule = visit_rule('once_per = "half_year"\ntimes = 2')
    file = loan_file(inspections=visited(day(2, 1), day(2, 1), day(4, 1), day(7, 1)))
    assert said(kept(rule, file).fulfilments) == [
        "2024-06-30 in_time 2024-04-01",
        "2024-12-31 missed",
    ]


def test_a_deadline_rolled_out_of_its_period_takes_a_visit_of_the_next_but_only_for_one() -> None:
    rule = visit_rule('once_per = "month"\nroll = "following"')
    weekdays = 'day_one = "day_after_due"\ncalendar = "mon-fri"'
    text = (POLICY + rule).replace('day_one = "day_after_due"', weekdays)
    file = loan_file(inspections=visited(day(1, 31), day(2, 29), day(4, 1)))
    found = compliance_of([file], Policy.from_text(text), since=day(1, 1), until=day(4, 30))
    assert said(found.fulfilments) == [
        "2024-01-31 in_time 2024-01-31",
        "2024-02-29 in_time 2024-02-29",
        "2024-04-01 in_time 2024-04-01",
        "2024-04-30 open",
    ]
    assert found.fulfilments[2].rolled_from == day(3, 31)


def test_a_deadline_before_the_rule_asked_is_not_owed() -> None:
    rule = duty_rule('due = "each quarter by the 3rd"')
    assert said(kept(rule, until=day(7, 31)).fulfilments) == [
        "2024-04-03 missed",
        "2024-07-03 missed",
    ]


def test_what_is_due_on_the_last_day_is_open_until_that_is_past() -> None:
    assert said(kept(QUARTERLY, until=day(3, 31), as_of=day(3, 31)).fulfilments) == [
        "2024-03-31 open"
    ]
    assert said(kept(QUARTERLY, until=day(3, 31), as_of=day(4, 1)).fulfilments) == [
        "2024-03-31 missed"
    ]


def test_what_was_missed_under_an_earlier_tier_stays_missed_under_the_next() -> None:
    tiers = (tier("substandard", day(2, 10)), tier("normal", day(5, 10)))
    found = kept(MONTHLY_IF_BAD, loan_file(tiers=tiers, inspections=visited(day(4, 2))))
    assert said(found.fulfilments) == [
        "2024-02-29 missed",
        "2024-03-31 missed",
        "2024-04-30 in_time 2024-04-02",
    ]


def test_a_rule_asks_on_its_days_of_force_and_for_loans_of_its_policy_only() -> None:
    dated = visit_rule('once_per = "month"\nin_force = { from = 2024-02-01, until = 2024-04-15 }')
    assert said(kept(dated).fulfilments) == ["2024-02-29 missed", "2024-03-31 missed"]
    head = 'title = "A tiny policy"\napplies_to = "product == \'card\'"'
    cards = Policy.from_text((POLICY + QUARTERLY).replace('title = "A tiny policy"', head))
    files = [loan_file(), loan_file(loan=loan(id="C-1", product="card"))]
    found = compliance_of(files, cards, since=FIRST, until=LAST)
    assert found.tallies("loan").keys() == {"C-1"}


# -- rolling


def test_a_rolling_visit_is_counted_from_the_last_one_and_one_is_open_where_none_follows() -> None:
    rule = visit_rule('every = "2 months"')
    file = loan_file(inspections=visited(day(3, 1), day(5, 6)))
    assert said(kept(rule, file).fulfilments) == [
        "2024-03-05 in_time 2024-03-01",
        "2024-05-01 late 2024-05-06",
        "2024-07-06 missed",
    ]


def test_a_rolling_visit_starts_anew_from_its_anchor() -> None:
    rule = visit_rule('every = "2 months"\nafter = "signal:event"')
    file = loan_file(signals=raised(day(2, 1), day(3, 1), day(6, 1)))
    assert said(kept(rule, file).fulfilments) == ["2024-05-01 missed", "2024-08-01 missed"]
    assert kept(rule).fulfilments == ()


def test_a_rolling_visit_after_the_rule_has_ceased_to_ask_is_none_of_its_own() -> None:
    rule = visit_rule('every = "2 months"', when="tier >= substandard")
    tiers = (tier("doubtful", day(2, 10)), tier("normal", day(5, 10)))
    file = loan_file(tiers=tiers, inspections=visited(day(4, 1), day(6, 1), day(9, 1)))
    assert said(kept(rule, file).fulfilments) == ["2024-03-05 late 2024-04-01"]


def test_a_rolling_visit_of_no_length_or_of_a_blank_one_has_no_date() -> None:
    rule = visit_rule('every = "blank"')
    (blank,) = kept(rule).fulfilments
    assert (blank.kept, blank.due, blank.problem) == (
        "undated",
        None,
        "not stated in Art. 9; set blank",
    )
    (endless,) = kept(rule, blank="0 days").fulfilments
    assert endless.problem == "every 0 days has no end"


# -- counted from days


def test_an_instalment_asks_for_its_own_by_the_schedule_in_force_on_it() -> None:
    first = schedule(due(day(3, 31)), due(day(6, 30)), due(day(9, 30)))
    moved = schedule(due(day(3, 31)), due(day(7, 31)), on=day(5, 1))
    duties = done(day(3, 20), day(8, 2))
    rule = duty_rule('due = "instalment_due - 5 days"')
    file = loan_file(schedules=(first, moved), duties=duties)
    assert said(kept(rule, file).fulfilments) == [
        "2024-03-26 in_time 2024-03-20",
        "2024-07-26 late 2024-08-02",
    ]
    assert said(kept(duty_rule('due = "instalment_due"'), file).fulfilments) == [
        "2024-03-31 in_time 2024-03-20",
        "2024-07-31 late 2024-08-02",
    ]
    (unknown,) = kept(rule, loan_file(schedules=())).fulfilments
    assert unknown.problem == "no schedule is in force"


def test_a_signal_that_nobody_recorded_counts_from_the_day_its_facts_raised_it() -> None:
    rule = visit_rule('within = "5 days"\nafter = "signal:event"', when="major_event")
    event = (says("major_event", True, day(3, 1)), says("major_event", False, day(6, 1)))
    assert said(kept(rule, loan_file(evidence=event)).fulfilments) == ["2024-03-06 missed"]
    recorded = loan_file(
        evidence=event,
        signals=(SignalRecord(on=day(3, 3), signal="event", cleared_on=day(6, 1)),),
        inspections=visited(day(3, 8)),
    )
    assert said(kept(rule, recorded).fulfilments) == ["2024-03-08 in_time 2024-03-08"]


def test_what_answers_to_a_signal_on_record_is_asked_until_it_is_cleared() -> None:
    rule = visit_rule('within = "30 days"\nafter = "signal:event"', when="major_event")
    stands = SignalRecord(on=day(3, 1), signal="event")
    assert said(kept(rule, loan_file(signals=(stands,))).fulfilments) == ["2024-03-31 missed"]
    cured = attrs.evolve(stands, cleared_on=day(3, 31))
    assert kept(rule, loan_file(signals=(cured,))).fulfilments == ()


def test_an_event_before_the_rule_asked_is_due_when_it_begins_to_ask_and_only_once() -> None:
    rule = visit_rule('within = "5 days"\nafter = "signal:rumour"', when="lawsuit")
    suits = [says("lawsuit", n % 2 == 0, day(3 + n, 1)) for n in range(4)]
    file = loan_file(evidence=tuple(suits), signals=raised(day(2, 1), signal="rumour"))
    assert said(kept(rule, file).fulfilments) == ["2024-03-01 missed"]


def test_what_is_counted_from_a_merger_falls_due_for_each_while_the_rule_asks() -> None:
    rule = duty_rule('due = "merged + 1 month"', when="lawsuit")
    suits = tuple(says("lawsuit", n % 2 == 0, day(2 + n, 1)) for n in range(4))
    mergers = (Merger(on=day(2, 10)), Merger(on=day(4, 10)))
    assert kept(rule, loan_file(evidence=suits, mergers=mergers)).fulfilments == ()
    asked = loan_file(evidence=suits[:1], mergers=mergers, duties=done(day(3, 9)))
    found = said(kept(rule, asked).fulfilments)
    assert found == ["2024-03-10 in_time 2024-03-09", "2024-05-10 missed"]


def test_what_is_counted_from_payout_is_not_asked_again_by_a_later_stretch() -> None:
    rule = duty_rule('within = "40 days"\nafter = "disbursed"', when="lawsuit")
    suits = [says("lawsuit", n % 2 == 0, day(2 + n, 1)) for n in range(4)]
    assert said(kept(rule, loan_file(evidence=tuple(suits))).fulfilments) == ["2024-02-14 missed"]
    late = (says("lawsuit", True, day(5, 1)),)
    assert said(kept(rule, loan_file(evidence=late)).fulfilments) == ["2024-05-01 missed"]


@pytest.mark.parametrize(
    "timing", ['once_per = "month"\nroll = "following"', 'due = "month_end"\nroll = "following"']
)
def test_days_that_the_calendar_does_not_cover_lose_none_that_it_does(timing: str) -> None:
    known = DatedCalendar(id="half", first=day(3, 1), last=day(5, 1))
    half = policy(duty_rule(timing)).with_calendar(known)
    found = compliance_of([loan_file()], half, since=FIRST, until=LAST)
    assert said(found.fulfilments) == [
        "2024-04-01 missed",
        "2024-04-30 missed",
        "undated",
    ]
    assert "half" in found.fulfilments[-1].problem


def test_a_day_after_the_stretch_leaves_nothing_undated() -> None:
    rule = duty_rule('due = "instalment_due + blank"', when="lawsuit")
    suits = (says("lawsuit", True, day(2, 1)), says("lawsuit", False, day(3, 1)))
    assert kept(rule, loan_file(evidence=suits)).fulfilments == ()


def test_a_change_of_tier_asks_once_for_each_change() -> None:
    rule = visit_rule('within = "0 days"\nafter = "tier_changed"', when="tier_fell")
    tiers = (
        tier("normal", day(1, 31)),
        tier("substandard", day(3, 31)),
        tier("substandard", day(4, 30)),
        tier("normal", day(5, 31)),
        tier("doubtful", day(8, 31)),
    )
    file = loan_file(tiers=tiers, inspections=visited(day(4, 3)))
    assert said(kept(rule, file).fulfilments) == [
        "2024-03-31 late 2024-04-03",
        "2024-08-31 missed",
    ]


def test_newer_evidence_takes_the_place_of_what_was_counted_from_older() -> None:
    rule = duty_rule('due = "evidence:collateral_value + 6 months"')
    values = [
        says("collateral_value", None, day(1, 31)),
        *(
            says("collateral_value", loan().principal, on)
            for on in (day(2, 1), day(5, 1), day(12, 1))
        ),
    ]
    assert said(kept(rule, loan_file(evidence=tuple(values))).fulfilments) == ["2024-11-01 missed"]


def test_a_maturity_that_is_not_stated_leaves_its_notice_without_a_date() -> None:
    rule = duty_rule('due = "matures - 1 month"')
    (found,) = kept(rule, loan_file(loan=loan(matures_on=None))).fulfilments
    assert (found.kept, found.problem) == ("undated", "the maturity is not stated")
    assert said(kept(rule).fulfilments) == ["2024-11-30 missed"]


def test_what_has_no_date_stands_once_for_each_time_it_was_asked() -> None:
    rule = duty_rule('due = "matures - 1 month"', when="lawsuit")
    suits = tuple(says("lawsuit", n % 2 == 0, day(2 + n, 1)) for n in range(4))
    file = loan_file(loan=loan(matures_on=None), evidence=suits)
    assert said(kept(rule, file).fulfilments) == ["undated", "undated"]


def test_a_length_without_a_value_leaves_what_is_counted_by_it_without_a_date() -> None:
    rule = QUARTERLY.replace('"visit"', '"visit"\nin_force = { until = 2023-12-31 }')
    rule += duty_rule('due = "inspected:on_site + blank"')
    assert kept(rule).fulfilments == ()
    file = loan_file(inspections=visited(day(3, 1)))
    (found,) = kept(rule, file).fulfilments
    assert found.problem == "not stated in Art. 9; set blank"
    assert kept(rule, file, until=day(2, 29)).fulfilments == (found,)


# -- counts of days run between the records


@pytest.mark.parametrize(
    "when, expected",
    [
        ("31 <= days_past_due and days_past_due <= 61", ["2024-05-31 missed"]),
        ("days_past_due + days_past_due > 98", ["2024-05-31 missed", "2024-06-30 missed"]),
        ("10 <= days_to_maturity and days_to_maturity <= 40", ["2024-11-30 missed"]),
    ],
)
def test_a_window_of_days_in_which_nothing_is_recorded_is_found(
    when: str, expected: Sequence[str]
) -> None:
    rule = visit_rule('once_per = "month"', when=when)
    file = loan_file(payments=(paid(day(7, 20), "26500"),))
    assert said(kept(rule, file).fulfilments) == expected


def test_days_at_the_end_of_all_dates_are_no_trouble() -> None:
    never = visit_rule(
        'once_per = "year"\nin_force = { until = 9999-12-31 }',
        when="days_past_due < 9999 and days_to_maturity > -9999",
    )
    last = date.max
    file = loan_file(loan=loan(matures_on=last), schedules=(schedule(due(last)),))
    assert said(kept(never, file).fulfilments) == ["2024-12-31 missed"]


# -- what is not known, and who did it


def test_what_unknown_facts_leave_open_is_listed_apart_and_not_counted() -> None:
    rule = visit_rule('once_per = "quarter"', when="current_ratio < 1")
    ratio = says("current_ratio", Decimal("0.9"), day(7, 5))
    found = kept(rule, loan_file(evidence=(ratio,)))
    assert said(found.possible) == ["2024-03-31 missed", "2024-06-30 missed"]
    assert said(found.fulfilments) == ["2024-09-30 missed", "2024-12-31 missed"]
    assert found.tally == Tally(missed=2)


def test_a_scope_that_is_not_known_leaves_all_open() -> None:
    head = 'title = "A tiny policy"\napplies_to = "retail"'
    retail = Policy.from_text((POLICY + QUARTERLY).replace('title = "A tiny policy"', head))
    found = compliance_of([loan_file()], retail, since=FIRST, until=day(3, 31))
    assert (found.fulfilments, said(found.possible)) == ((), ["2024-03-31 open"])


FIRST_VISIT = """
[[inspection]]
id = "first"
kind = "first"
within = "2 years"
after = "disbursed"

"""
FOUR_EYES = FIRST_VISIT + visit_rule(
    'once_per = "year"\nchannels = ["on_site"]\nother_than = "first"\n', id="recheck"
)


@pytest.mark.parametrize(
    "first, second, channel, lacks",
    [
        ("a", "b", "on_site", ()),
        ("a", "b", None, ("channel",)),
        ("a", None, "on_site", ("by", "four_eyes")),
        (None, "b", "on_site", ("four_eyes",)),
    ],
)
def test_due_diligence_is_shown_where_the_record_leaves_nothing_unsaid(
    first: str | None, second: str | None, channel: None, lacks: tuple[str, ...]
) -> None:
    records = (
        InspectionRecord(on=day(3, 1), kind="first", by=first),
        InspectionRecord(on=day(6, 1), kind="on_site", by=second, channel=channel),
    )
    (found,) = kept(FOUR_EYES, loan_file(inspections=records)).fulfilments
    assert (found.kept, found.by, found.lacks) == ("in_time", second, lacks)
    assert found.diligence_shown is not bool(lacks)


def test_the_same_two_eyes_do_not_do_it() -> None:
    records = (
        InspectionRecord(on=day(3, 1), kind="first", by="a"),
        InspectionRecord(on=day(6, 1), kind="on_site", by="a"),
    )
    (found,) = kept(FOUR_EYES, loan_file(inspections=records)).fulfilments
    assert (found.kept, found.diligence_shown, found.days_late) == ("missed", False, 0)


def test_four_eyes_are_not_shown_where_nobody_looked_before() -> None:
    rule = FIRST_VISIT + duty_rule('once_per = "year"\nother_than = "first"')
    record = DutyRecord(on=day(6, 1), duty="duty", by="a")
    (found,) = kept(rule, loan_file(duties=(record,))).fulfilments
    assert found.lacks == ("four_eyes",)


# -- many loans


def loans(*ids: str) -> list[LoanFile]:
    return [loan_file(loan=attrs.evolve(loan(), id=id)) for id in ids]


def test_it_counts_by_officer_role_unit_rule_and_loan() -> None:
    rules = QUARTERLY.replace("kind =", 'role = "manager"\nkind =') + MONTHLY_IF_BAD
    bad = (tier("substandard", day(2, 10)),)
    one, two = loans("L-1", "L-2")
    seen = (
        InspectionRecord(on=day(3, 30), kind="on_site", by="a"),
        InspectionRecord(on=day(5, 2), kind="on_site", by="b"),
    )
    files = [attrs.evolve(one, tiers=bad, inspections=seen), two]
    found = compliance_of(
        files,
        policy(rules),
        since=FIRST,
        until=day(6, 30),
        as_of=day(7, 31),
        units={"L-1": "branch"},
    )
    assert found.tallies("rule") == {
        "often": Tally(in_time=2, missed=3),
        "visit": Tally(in_time=2, missed=2),
    }
    assert found.tallies("by") == {
        "": Tally(missed=5),
        "a": Tally(in_time=2),
        "b": Tally(in_time=2),
    }
    assert found.tallies("role").keys() == {"", "manager"}
    assert found.tallies("unit")[""] == found.tallies("loan")["L-2"] == Tally(missed=2)
    assert found.tallies("kind") == {"on_site": found.tally}
    assert found.table("unit") == (
        ("unit", "in_time", "late", "missed", "open", "undated", "% in time"),
        ("", "0", "0", "2", "0", "0", "0.0"),
        ("branch", "4", "0", "3", "0", "0", "57.1"),
        ("all", "4", "0", "5", "0", "0", "44.4"),
    )
    assert [str(each) for each in found.only("missed")][:2] == [
        "L-1 2024-02-29 often missed",
        "L-2 2024-03-31 visit missed",
    ]


def test_of_nothing_there_is_no_share() -> None:
    found = compliance_of([], policy(QUARTERLY), since=FIRST, until=LAST)
    assert found.tally.share_in_time is None
    assert found.table("rule")[-1] == ("all", "0", "0", "0", "0", "0", "-")


def test_loans_that_were_not_drawn_do_not_owe_what_is_asked_of_a_sample() -> None:
    files = loans(*(f"L-{n}" for n in range(10)))
    draw = draw_sample({each.loan.id: "" for each in files}, share=Decimal("0.2"), seed="s")
    rules, last = policy(QUARTERLY), day(3, 31)
    found = compliance_of(files, rules, since=FIRST, until=last, samples={"visit": draw})
    assert {each.loan for each in found.fulfilments} == draw.loans
    with pytest.raises(UnknownName, match="did you mean visit"):
        compliance_of(files, rules, since=FIRST, until=last, samples={"visti": draw})


def test_what_is_owed_for_the_portfolio_is_owed_once_from_its_first_loan_on() -> None:
    rules = duty_rule('once_per = "quarter"\nlevel = "portfolio"')
    (later, first) = loans("L-1", "L-2")
    later = attrs.evolve(
        later,
        loan=attrs.evolve(later.loan, disbursed_on=day(3, 1)),
        duties=done(day(6, 1)),  # the record of a loan shows nothing of the portfolio
    )
    found = compliance_of(
        [later, first],
        policy(rules),
        since=FIRST,
        until=day(6, 30),
        as_of=day(7, 1),
        portfolio=done(day(4, 2)),
    )
    assert said(found.fulfilments) == ["2024-03-31 missed", "2024-06-30 in_time 2024-04-02"]
    assert {(each.loan, each.level) for each in found.fulfilments} == {("", "portfolio")}


def test_a_loan_lent_after_the_period_owes_nothing_in_it() -> None:
    until = date(2023, 12, 31)
    assert kept(QUARTERLY, since=date(2023, 1, 1), until=until).fulfilments == ()
    assert until < DISBURSED


@pytest.mark.parametrize(
    "field, days",
    [
        ("until", (day(2, 1), day(1, 31), None)),
        ("as_of", (day(2, 1), day(2, 1), day(1, 31))),
        ("since", ("2024", day(1, 31), None)),
    ],
)
def test_days_out_of_order_are_refused(field: str, days: tuple[date, date, date | None]) -> None:
    since, until, as_of = days
    with pytest.raises(InvalidValue) as error:
        compliance_of([], policy(""), since=since, until=until, as_of=as_of)
    assert error.value.field == field


def test_a_loan_that_stands_twice_is_refused() -> None:
    with pytest.raises(InvalidValue, match="each loan once"):
        compliance_of(loans("L-1", "L-1"), policy(""), since=FIRST, until=LAST)
