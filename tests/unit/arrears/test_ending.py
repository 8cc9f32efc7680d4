"""Since when nothing of a credit is owed: by a record, or by schedule and payments."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan.arrears.counting import DayCounting
from postloan.arrears.ending import end_kind, end_of, ends_of
from postloan.arrears.figures import open_instalments
from postloan.facts.catalogue import CORE
from postloan.facts.derive import DerivedFacts, derive_facts
from postloan.model.adjustments import Drawdown, Reversal, Waiver, WriteOff
from postloan.model.claims import Extension
from postloan.model.ends import END_KINDS, CreditEnd, EndKind
from postloan.model.file import LoanFile
from postloan.model.schedule import Payment
from postloan.model.terms import Terms
from postloan.testing.files import loan_files
from postloan.testing.values import days
from postloan.tiers import FIVE_TIER
from tests.worked.loans import cny, due, loan, loan_file, paid, schedule

JUNE, DECEMBER = date(2024, 6, 28), date(2024, 12, 31)
PLAN: Final = schedule(due(date(2024, 6, 30), "60000"), due(DECEMBER, "40000"))
ALL: Final = paid(JUNE, "103000")
DAY: Final = timedelta(days=1)


def file_of(**records: object) -> LoanFile:
    """Return a loan that is repaid in full at the end of June, with records changed."""
    return loan_file(**{"schedules": (PLAN,), "payments": (ALL,), **records})


def on(file: LoanFile, day: date) -> str | None:
    end = end_of(file, as_of=day)
    return None if end is None else str(end)


def test_a_credit_ends_on_the_day_on_which_the_last_of_it_is_paid() -> None:
    assert on(file_of(), JUNE - DAY) is None
    assert on(file_of(), JUNE) == on(file_of(), date(2030, 1, 1)) == "settled on 2024-06-28"


def test_what_is_paid_beyond_that_moves_nothing() -> None:
    more = paid(date(2024, 7, 5), "10")
    assert on(file_of(payments=(more, ALL)), DECEMBER) == "settled on 2024-06-28"


def test_what_is_forgiven_ends_it_and_what_is_written_off_does_not() -> None:
    part, day = paid(JUNE, "61500"), date(2024, 9, 2)
    rest = Waiver(on=day, principal=cny(40000), interest=cny(1500))
    assert on(file_of(payments=(part,), waivers=(rest,)), day) == "settled on 2024-09-02"
    off = WriteOff(on=day, amount=cny(41500))
    assert on(file_of(payments=(part,), write_offs=(off,)), date(2030, 1, 1)) is None


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"schedules": None}, id="the schedule is not stated"),
        pytest.param({"schedules": ()}, id="there is none"),
        pytest.param({"payments": None}, id="payments are not stated"),
        pytest.param({"payments": (paid(JUNE, "102999.99"),)}, id="a cent is not paid"),
        pytest.param({"loan": loan(matures_on=None)}, id="revolving credit"),
        pytest.param({"terms": (Terms(on=JUNE, limit=cny(100000)),)}, id="more can be drawn"),
        pytest.param({"loan": loan(principal=cny(100001))}, id="the plan repays a part"),
        pytest.param(
            {"drawdowns": (Drawdown(on=JUNE, amount=cny(100001), drawdown="A"),)},
            id="more was paid out than the plan repays",
        ),
        pytest.param(
            {"payments": (attrs.evolve(ALL, drawdown="A"),)}, id="records that do not fit"
        ),
    ],
)
def test_what_the_records_do_not_show_has_not_ended_and_a_record_can_say_it(
    changed: dict[str, Any],
) -> None:
    assert on(file_of(**changed), DECEMBER) is None
    end = CreditEnd(on=date(2024, 7, 1), kind="settled")
    assert on(file_of(**changed, ends=(end,)), DECEMBER) == "settled on 2024-07-01"


def test_a_maturity_may_come_from_an_extension_and_terms_without_limit_are_no_matter() -> None:
    later = Extension(on=date(2024, 6, 3), until=date(2025, 6, 30))
    rate = Terms(on=date(2024, 1, 5), officer="li")
    file = file_of(loan=loan(matures_on=None), extensions=(later,), terms=(rate,))
    assert on(file, JUNE) == "settled on 2024-06-28"


def test_a_payment_taken_back_reopens_it_until_it_is_paid_again() -> None:
    back, again = date(2024, 7, 9), date(2024, 8, 1)
    file = file_of(
        payments=(ALL, paid(again, "500")), reversals=(Reversal(on=back, amount=cny(500)),)
    )
    assert on(file, back - DAY) == "settled on 2024-06-28"
    assert on(file, back) is on(file, again - DAY) is None
    assert on(file, again) == "settled on 2024-08-01"
    assert [end.reopened_on for end in ends_of(file, again)] == [back, None]


END: Final = CreditEnd(on=date(2024, 5, 31), kind="transferred")
LATER: Final = date(2024, 6, 10)


@pytest.mark.parametrize("kind", END_KINDS)
def test_a_record_says_how_it_ended_though_the_plan_still_lists_what_is_owed(kind: EndKind) -> None:
    file = file_of(payments=(), ends=(attrs.evolve(END, kind=kind),))
    assert on(file, END.on - DAY) is None
    assert on(file, DECEMBER) == f"{kind} on 2024-05-31"


@pytest.mark.parametrize(
    "life",
    [
        {"ends": (attrs.evolve(END, reopened_on=LATER),)},
        {
            "payments": (paid(date(2024, 5, 2), "9"),),
            "reversals": (Reversal(on=LATER, amount=cny(9)),),
        },
        {"drawdowns": (Drawdown(on=LATER, amount=cny(1), drawdown="A"),)},
        {"schedules": (PLAN, attrs.evolve(PLAN, on=LATER))},
    ],
    ids=max,
)
def test_what_shows_on_a_later_day_that_a_credit_lives_takes_the_word_of_a_record_away(
    life: dict[str, Any],
) -> None:
    file = file_of(**{"payments": (), "ends": (END,), **life})
    assert on(file, LATER - DAY) == "transferred on 2024-05-31"
    assert on(file, LATER) is None


def test_what_is_drawn_on_the_day_of_an_end_came_before_it_and_what_is_taken_back_did_not() -> None:
    drawn = Drawdown(on=END.on, amount=cny(1), drawdown="A")
    restated = attrs.evolve(PLAN, on=END.on)
    file = file_of(payments=(), ends=(END,), drawdowns=(drawn,), schedules=(PLAN, restated))
    assert on(file, DECEMBER) == "transferred on 2024-05-31"
    made, back = paid(date(2024, 5, 2), "9"), Reversal(on=END.on, amount=cny(9))
    assert on(file_of(payments=(made,), reversals=(back,), ends=(END,)), END.on) is None


def test_days_in_a_row_are_one_end_of_the_kind_that_holds_last() -> None:
    sold = CreditEnd(on=date(2024, 7, 5), kind="transferred")
    assert on(file_of(ends=(sold,)), date(2024, 7, 4)) == "settled on 2024-06-28"
    assert on(file_of(ends=(sold,)), date(2024, 7, 5)) == "transferred on 2024-06-28"


def test_it_stands_on_what_was_known() -> None:
    late = attrs.evolve(ALL, known_on=date(2024, 7, 2))
    assert end_of(file_of(payments=(late,)), as_of=JUNE, known_on=JUNE) is None
    assert end_of(file_of(payments=(late,)), as_of=JUNE) == CreditEnd(on=JUNE, kind="settled")


# -- laws


SUMS: Final = st.sampled_from(("1500", "41500", "61500", "103000"))
DAYS: Final = days(min_value=date(2024, 1, 5), max_value=date(2025, 2, 1))
PAYMENTS: Final = st.lists(st.builds(paid, DAYS, SUMS), max_size=4).map(tuple)
REPAID: Final = st.builds(
    file_of,
    payments=PAYMENTS,
    reversals=st.lists(st.builds(Reversal, on=DAYS, amount=SUMS.map(cny)), max_size=2).map(tuple),
    waivers=st.lists(
        st.builds(Waiver, on=DAYS, principal=SUMS.map(cny), interest=st.just(cny(3000))), max_size=1
    ).map(tuple),
    ends=st.lists(st.builds(CreditEnd, on=DAYS, kind=st.sampled_from(END_KINDS)), max_size=1).map(
        tuple
    ),
)
"""Loans that are repaid, more or less: ends that records show come and go."""


@given(file=REPAID | loan_files(), day=DAYS)
def test_ends_of_a_life_are_those_that_each_day_has_by_itself(file: LoanFile, day: date) -> None:
    known = file.as_known_on(None)
    stands = {end.kind for end in ends_of(known, date(2040, 1, 1)) if end.stands_on(day)}
    kind = end_kind(known, day)
    assert bool(stands) is (kind is not None)
    end = end_of(file, as_of=day)
    assert (end and end.kind) == kind
    if kind is not None and not known.ends:
        of = {"reversals": known.reversals, "waivers": known.waivers}
        assert open_instalments(known.schedules, known.payments, as_of=day, **of) == ()  # type: ignore[arg-type]


def facts_on(file: LoanFile, day: date) -> DerivedFacts:
    return derive_facts(
        file,
        as_of=day,
        counting=DayCounting(day_one="day_after_due"),
        scales={"classification": FIVE_TIER},
        catalogue=CORE,
        reads=("cumulative_days_past_due",),
    )


@given(
    kind=st.sampled_from(END_KINDS),
    ended_after=st.integers(0, 400),
    payments=PAYMENTS,
    day=days(min_value=date(2024, 1, 5), max_value=date(2026, 1, 1)),
)
def test_after_an_end_nothing_is_past_due_and_before_it_no_fact_is_another(
    kind: EndKind,
    ended_after: int,
    payments: tuple[Payment, ...],
    day: date,
) -> None:
    living = file_of(payments=payments)
    ended_on = date(2024, 1, 5) + ended_after * DAY
    ended = attrs.evolve(living, ends=(CreditEnd(on=ended_on, kind=kind),))
    found = facts_on(ended, day)
    if day < ended_on:
        assert found == facts_on(living, day)
        return
    assert found.values["ended"] is True
    assert found.values["settled"] is (kind == "settled")
    assert found.values["transferred"] is (kind == "transferred")
    assert found.values["days_past_due"] == found.values["periods_missed"] == 0
    assert found.values["overdue_amount"] == cny(0)
    key = "cumulative_days_past_due"
    assert found.values[key] == facts_on(living, max(ended_on - DAY, date(2024, 1, 5))).values[key]


def test_what_cannot_be_counted_stays_unknown_though_the_credit_has_ended() -> None:
    for changed in ({"schedules": ()}, {"payments": None}):
        found = facts_on(file_of(**changed, ends=(END,)), DECEMBER)
        assert found.values["ended"] is True
        assert found.values["days_past_due"] is None
