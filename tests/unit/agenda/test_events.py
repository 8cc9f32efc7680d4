"""What answers to an event: a signal, a change of tier."""

from __future__ import annotations

from datetime import date

import pytest

from postloan.model.changes import Merger
from postloan.model.records import SignalRecord
from tests.unit.agenda.agendas import agenda, done, duty_rule, one, raised, visit_rule, visited
from tests.worked.loans import loan_file, says, tier

AT_ONCE = visit_rule('within = "0 days"\nafter = "signal:event"', when="major_event")
TIER_FELL = visit_rule('within = "0 days"\nafter = "tier_changed"', when="tier_fell")
RUMOUR = visit_rule('within = "3 days"\nafter = "signal:rumour"')

FOUND = says("major_event", True, date(2024, 6, 1))
SUED = says("lawsuit", True, date(2024, 6, 10))
NORMAL = tier("normal", date(2024, 3, 31))
FELL = tier("substandard", date(2024, 6, 10))


# ----------------------------------------------------------------------------- mergers


def test_each_merger_asks_for_its_own_and_none_asks_for_nothing() -> None:
    rule = duty_rule('due = "merged + 6 months"')
    today = date(2024, 8, 31)
    assert agenda(rule, today) == ()
    first, second = (Merger(on=day) for day in (date(2024, 2, 29), date(2024, 5, 1)))
    assert one(rule, today, loan_file(mergers=(first,))).due == date(2024, 8, 29)
    both = loan_file(mergers=(second, first), duties=done(date(2024, 8, 29)))
    assert one(rule, today, both).due == date(2024, 11, 1)


# ----------------------------------------------------------------------------- signals


def test_a_signal_found_now_asks_today_and_says_that_nobody_recorded_it() -> None:
    for today in (date(2024, 6, 1), date(2024, 6, 20)):
        item = one(AT_ONCE, today, loan_file(evidence=(FOUND,)))
        assert (item.due, item.status) == (today, "due")
        assert (item.anchor_on, item.anchor_recorded) == (today, False)
        assert item.reason == (
            f"at once after signal:event, counted from {today} "
            "(found now, not yet recorded); major_event is true"
        )


def test_a_signal_on_record_is_counted_from_its_record() -> None:
    file = loan_file(evidence=(FOUND,), signals=raised(date(2024, 6, 3)))
    item = one(AT_ONCE, date(2024, 6, 20), file)
    assert (item.due, item.status) == (date(2024, 6, 3), "late")
    assert (item.anchor_on, item.anchor_recorded) == (date(2024, 6, 3), True)


def test_a_visit_answers_to_the_signals_before_it_and_not_to_later_ones() -> None:
    signals = raised(date(2024, 6, 3), date(2024, 6, 5))
    file = loan_file(
        evidence=(FOUND,), signals=signals, inspections=visited(date(2024, 6, 2), date(2024, 6, 6))
    )
    item = one(AT_ONCE, date(2024, 6, 20), file)
    assert (item.status, item.done_on, item.due) == (
        "done",
        date(2024, 6, 6),
        date(2024, 6, 5),
    )
    again = loan_file(
        evidence=(FOUND,),
        signals=(*signals, *raised(date(2024, 6, 20))),
        inspections=visited(date(2024, 6, 6)),
    )
    assert one(AT_ONCE, date(2024, 6, 20), again).due == date(2024, 6, 20)


def test_a_signal_on_record_asks_even_where_the_facts_do_not_raise_it() -> None:
    file = loan_file(signals=raised(date(2024, 6, 3)))
    item = one(AT_ONCE, date(2024, 6, 20), file)
    assert (item.certain, item.due, item.status) == (True, date(2024, 6, 3), "late")
    assert item.reason.endswith("the signal is on record")


def test_a_signal_on_record_makes_certain_what_the_facts_leave_open() -> None:
    file = loan_file(
        evidence=(says("major_event", None, date(2024, 6, 1)),), signals=raised(date(2024, 6, 3))
    )
    item = one(AT_ONCE, date(2024, 6, 20), file)
    assert (item.certain, item.due) == (True, date(2024, 6, 3))
    assert item.reason.endswith("the signal is on record")


def test_a_rule_with_a_condition_of_its_own_is_asked_by_it_alone() -> None:
    rule = duty_rule('due = "signal:event + 3 days"', when="lawsuit")
    assert agenda(rule, date(2024, 6, 20), loan_file(signals=raised(date(2024, 6, 3)))) == ()


def test_a_signal_that_was_cleared_asks_for_nothing() -> None:
    cleared = SignalRecord(on=date(2024, 6, 3), signal="event", cleared_on=date(2024, 6, 10))
    assert agenda(AT_ONCE, date(2024, 6, 10), loan_file(signals=(cleared,))) == ()
    assert one(AT_ONCE, date(2024, 6, 9), loan_file(signals=(cleared,))).status == "late"


def test_a_possible_signal_asks_possibly() -> None:
    unsure = says("major_event", None, date(2024, 6, 1))
    item = one(AT_ONCE, date(2024, 6, 20), loan_file(evidence=(unsure,)))
    assert (item.certain, item.due, item.anchor_recorded) == (False, date(2024, 6, 20), False)
    assert item.reason.endswith("depends on major_event")


def test_a_rule_without_a_condition_waits_for_its_signal() -> None:
    assert agenda(RUMOUR, date(2024, 6, 20)) == ()
    file = loan_file(signals=raised(date(2024, 6, 18), signal="rumour"))
    assert one(RUMOUR, date(2024, 6, 20), file).due == date(2024, 6, 21)


def test_each_signal_asks_for_its_own_report() -> None:
    rule = duty_rule('due = "signal:event + 5 days"')
    signals = raised(date(2024, 6, 3), date(2024, 6, 18))
    reported = loan_file(signals=signals, duties=done(date(2024, 6, 4)))
    assert [item.due for item in agenda(rule, date(2024, 6, 20), loan_file(signals=signals))] == [
        date(2024, 6, 8),
        date(2024, 6, 23),
    ]
    assert one(rule, date(2024, 6, 20), reported).due == date(2024, 6, 23)


# -------------------------------------------------------------------- changes of tier


def test_a_fall_found_now_asks_today() -> None:
    item = one(TIER_FELL, date(2024, 6, 12), loan_file(evidence=(SUED,), tiers=(NORMAL,)))
    assert (item.due, item.status, item.anchor_recorded) == (date(2024, 6, 12), "due", False)


def test_a_fall_recorded_today_is_recorded() -> None:
    file = loan_file(evidence=(SUED,), tiers=(NORMAL, FELL))
    item = one(TIER_FELL, date(2024, 6, 10), file)
    assert (item.due, item.anchor_recorded) == (date(2024, 6, 10), True)


@pytest.mark.parametrize("later", [(), (tier("substandard", date(2024, 6, 30)),)])
def test_after_the_fall_is_on_record_the_visit_stays_due_until_it_is_made(
    later: tuple[object, ...],
) -> None:
    file = loan_file(evidence=(SUED,), tiers=(NORMAL, FELL, *later))
    item = one(TIER_FELL, date(2024, 7, 15), file)
    assert (item.due, item.status) == (date(2024, 6, 10), "late")
    visit = loan_file(
        evidence=(SUED,), tiers=(NORMAL, FELL, *later), inspections=visited(date(2024, 7, 1))
    )
    item = one(TIER_FELL, date(2024, 7, 15), visit)
    assert (item.status, item.done_on) == ("done", date(2024, 7, 1))


def test_a_second_fall_asks_for_another_visit() -> None:
    lost = says("contact_lost", True, date(2024, 7, 10))
    file = loan_file(
        evidence=(SUED, lost), tiers=(NORMAL, FELL), inspections=visited(date(2024, 7, 1))
    )
    item = one(TIER_FELL, date(2024, 7, 15), file)
    assert (item.due, item.status) == (date(2024, 7, 15), "due")


def test_without_a_tier_before_nothing_has_changed() -> None:
    rule = visit_rule('within = "0 days"\nafter = "tier_changed"')
    item = one(rule, date(2024, 6, 12), loan_file(evidence=(SUED,)))
    assert (item.due, item.reason) == (None, "no tier is on record before")


def test_a_fall_that_is_only_possible_is_counted_from_today() -> None:
    unsure = says("contact_lost", None, date(2024, 6, 1))
    file = loan_file(evidence=(unsure,), tiers=(NORMAL,))
    item = one(TIER_FELL, date(2024, 6, 12), file)
    assert (item.certain, item.due, item.status) == (False, date(2024, 6, 12), "due")
