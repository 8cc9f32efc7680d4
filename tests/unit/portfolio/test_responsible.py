"""Who answers for a loan: what was missed has a name, and a hand-over takes nothing back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan.errors import InvalidValue
from postloan.model.records import DutyRecord
from postloan.policy.policy import Policy
from postloan.portfolio.compliance import Compliance, Tally
from postloan.portfolio.keeping import compliance_of
from postloan.portfolio.responsible import Responsible, responsible_on
from tests.unit.agenda.agendas import POLICY, done, duty_rule, visit_rule, visited
from tests.worked.loans import loan_file

FIRST, MARCH, LAST = date(2024, 1, 1), date(2024, 3, 1), date(2024, 4, 30)
LI = Responsible(since=FIRST, officer="li")
WANG = Responsible(since=MARCH, officer="wang")
WU = Responsible(since=FIRST, officer="wu", role="risk_manager")

MONTHLY = visit_rule('once_per = "month"')
RISK = duty_rule('once_per = "quarter"\nrole = "risk_manager"')
MEETING = duty_rule('once_per = "quarter"\nlevel = "portfolio"')


def kept(
    rules: str,
    officers: Mapping[str, Sequence[Responsible]],
    *,
    inspections: Sequence[date] = (),
    portfolio: Sequence[DutyRecord] = (),
) -> Compliance:
    return compliance_of(
        [loan_file(inspections=visited(*inspections))],
        Policy.from_text(POLICY + rules),
        since=FIRST,
        until=LAST,
        as_of=date(2024, 5, 10),
        officers=officers,
        portfolio=portfolio,
    )


def test_what_was_due_before_a_hand_over_stays_with_the_giver() -> None:
    found = kept(MONTHLY, {"L-001": [WANG, LI]}, inspections=[date(2024, 2, 9), date(2024, 4, 2)])
    assert found.tallies("officer") == {
        "li": Tally(in_time=1, missed=1),
        "wang": Tally(in_time=1, missed=1),
    }
    assert found.tallies("by").keys() == {""}


def test_who_answers_in_the_role_of_a_rule_goes_before_who_answers_in_none() -> None:
    found = kept(MONTHLY + RISK, {"L-001": [LI, WU]})
    assert {each.rule: each.officer for each in found.fulfilments} == {"visit": "li", "duty": "wu"}


def test_the_empty_id_is_the_portfolio() -> None:
    found = kept(MEETING, {"": [LI], "L-001": [WU]}, portfolio=done(date(2024, 3, 29)))
    assert {each.officer for each in found.fulfilments} == {"li"}


def test_what_has_no_date_is_answered_for_by_who_answers_now_and_before_the_first_by_nobody() -> (
    None
):
    (undated,) = kept(visit_rule('every = "blank"'), {"L-001": [LI, WANG]}).fulfilments
    assert (undated.due, undated.officer) == (None, "wang")
    found = kept(MONTHLY, {"L-001": [WANG], "of-another-book": [LI]})
    assert [each.officer for each in found.fulfilments] == ["", "", "wang", "wang"]


@given(
    before=st.lists(
        st.builds(
            Responsible,
            since=st.dates(FIRST, MARCH),
            officer=st.sampled_from("abc"),
            role=st.sampled_from(["", "r"]),
        ),
        max_size=4,
        unique_by=lambda each: (each.since, each.role),
    ),
    taker=st.builds(
        Responsible,
        since=st.dates(MARCH + timedelta(days=1), LAST),
        officer=st.just("z"),
        role=st.sampled_from(["", "r"]),
    ),
    day=st.dates(FIRST, LAST),
)
def test_who_takes_over_answers_from_that_day_in_that_role_and_changes_nothing_else(
    before: list[Responsible], taker: Responsible, day: date
) -> None:
    stated = sorted(before, key=lambda each: each.since)
    for role in ("", "r"):
        answers = responsible_on(day, role, [*stated, taker])
        covered = role == taker.role or not any(e.role == role and e.since <= day for e in before)
        taken = day >= taker.since and taker.role in ("", role) and covered
        assert answers == ("z" if taken else responsible_on(day, role, stated))


@pytest.mark.parametrize("twice", [[LI, Responsible(since=FIRST, officer="wang")], (LI, "wang")])
def test_two_officers_for_one_role_on_one_day_are_refused(twice: Sequence[Responsible]) -> None:
    with pytest.raises(InvalidValue) as error:
        kept(MONTHLY, {"L-001": twice})
    assert error.value.field.startswith("officers['L-001']")


@pytest.mark.parametrize(
    "field, stated",
    [
        ("since", {"since": "2024-01-01", "officer": "li"}),
        ("officer", {"since": FIRST, "officer": ""}),
        ("role", {"since": FIRST, "officer": "li", "role": " "}),
    ],
)
def test_who_answers_is_an_officer_from_a_day_in_a_role(
    field: str, stated: dict[str, object]
) -> None:
    with pytest.raises(InvalidValue) as error:
        Responsible(**stated)  # type: ignore[arg-type]
    assert error.value.field == field
