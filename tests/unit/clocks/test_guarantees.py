"""The guarantee period and the limitation that follows it; mortgages and pledges."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postloan.clocks.clock import Clock, soonest
from postloan.clocks.law import REQUESTS, UNCLEAR, UNCLEAR_BEFORE_2021
from postloan.clocks.reading import clocks_of
from postloan.dates import Period
from postloan.errors import InvalidValue
from postloan.model.adjustments import WriteOff
from postloan.model.claims import ACT_KINDS, ActKind, Demand, Extension, Judgment
from postloan.model.file import LoanFile
from postloan.model.schedule import Instalment, Schedule
from postloan.model.security import Guarantee, GuarantorAct, MaximumAmount
from postloan.money import Money
from postloan.testing.securities import demands, extensions, guarantor_acts
from tests.unit.clocks.files import called, collateral, demand, due_on, guarantee, read

DUE = date(2024, 8, 31)
BEFORE = date(2024, 12, 1)


def clock_of(file: LoanFile, as_of: date = BEFORE) -> Clock:
    return read(file, as_of).guarantees[0]


def of(*versions: Guarantee, due: date | None = DUE, **records: Any) -> LoanFile:  # noqa: ANN401
    return due_on(due, guarantees=versions or (guarantee(),), **records)


def ends(as_of: date = BEFORE, **stated: Any) -> date | None:  # noqa: ANN401
    return clock_of(of(guarantee(**stated)), as_of).last_day


def test_without_an_agreed_period_it_is_six_months_to_the_end_of_february() -> None:
    """T-GUA-1: there is no 31 February."""
    clock = clock_of(of())
    assert (clock.kind, clock.subject, clock.since) == ("guarantee_period", "G-1", DUE)
    assert clock.last_day == date(2025, 2, 28)
    assert clock.alive_by == ("a request to the guarantor",)
    assert str(clock) == "guarantee period G-1: 89 days left, last day 2025-02-28"


@pytest.mark.parametrize(
    "given_on, last, cite",
    [
        (date(2021, 1, 1), date(2025, 2, 28), UNCLEAR),
        (date(2020, 12, 31), date(2026, 8, 31), UNCLEAR_BEFORE_2021),
    ],
)
def test_until_paid_in_full_is_six_months_and_was_two_years(
    given_on: date, last: date, cite: object
) -> None:
    """T-GUA-2."""
    clock = clock_of(of(guarantee(on=given_on, period="unclear")))
    assert clock.last_day == last
    assert clock.cites[-1] == cite


@pytest.mark.parametrize(
    "stated, last",
    [
        ({"period": "length", "length": Period.parse("3 years")}, date(2027, 8, 31)),
        ({"period": "length", "length": Period.parse("0 months")}, date(2025, 2, 28)),
        ({"period": "date", "until": date(2024, 12, 28)}, date(2024, 12, 28)),
        ({"period": "date", "until": DUE}, date(2025, 2, 28)),
        ({"period": "date", "until": date(2024, 9, 1)}, date(2024, 9, 1)),
    ],
)
def test_an_agreed_period_counts_if_it_ends_after_the_debt_is_due(
    stated: dict[str, Any], last: date
) -> None:
    assert ends(**stated) == last


def test_what_the_records_do_not_say_is_unknown() -> None:
    assert clock_of(of(guarantee(period=None))).unknown == (
        "it is not stated whether a guarantee period is agreed"
    )
    assert clock_of(of(due=None)).unknown == "neither a schedule nor a maturity is stated"


def test_an_extension_moves_it_only_for_a_guarantor_who_consented() -> None:
    longer = Extension(on=date(2024, 8, 1), until=date(2025, 2, 28), consents=("P-9",))
    assert clock_of(of(extensions=(longer,))).last_day == date(2025, 2, 28)
    agreed = attrs.evolve(longer, consents=("P-9", "P-7"))
    assert clock_of(of(extensions=(agreed,))).last_day == date(2025, 8, 28)
    assert clock_of(of(extensions=(agreed,)), date(2024, 7, 31)).last_day == date(2025, 2, 28)


def test_a_guarantee_given_after_an_extension_is_for_the_longer_term() -> None:
    longer = Extension(on=date(2024, 8, 1), until=date(2025, 2, 28))
    assert clock_of(of(guarantee(on=date(2024, 8, 1)), extensions=(longer,))).since == longer.until


def test_a_new_schedule_does_not_move_it() -> None:
    def version(on: date, due: date) -> Schedule:
        return Schedule(on=on, instalments=[Instalment(due_on=due, principal=Money(1, "CNY"))])

    first, second = version(date(2023, 1, 9), DUE), version(date(2024, 1, 9), date(2025, 8, 31))
    assert clock_of(of(due=None, schedules=(second, first))).since == DUE


@pytest.mark.parametrize("kind", sorted(REQUESTS))
def test_a_request_within_it_starts_the_limitation_of_a_joint_guarantee(kind: ActKind) -> None:
    act = called(date(2025, 2, 28), kind)
    clock = clock_of(of(guarantor_acts=(act,)), date(2025, 3, 31))
    assert clock.kind == "guarantee_limitation"
    if act.again_from(date(2025, 3, 31)) is None:
        assert (
            clock.stopped == f"the {kind.replace('_', ' ')} of 2025-02-28 is not on record as ended"
        )
    else:
        assert clock.last_day == date(2028, 2, 28)
        assert clock.alive_by[0] == "a demand that the guarantor signs or receives"


@pytest.mark.parametrize(
    "act",
    [
        called(DUE),
        called(date(2025, 3, 1)),
        called(date(2025, 1, 1), guarantee="G-2"),
        *(called(date(2025, 1, 1), kind) for kind in ACT_KINDS if kind not in REQUESTS),
    ],
)
def test_no_other_act_uses_it(act: GuarantorAct) -> None:
    clock = clock_of(of(guarantor_acts=(act,)), date(2025, 3, 31))
    assert (clock.kind, clock.last_day, clock.days_left) == (
        "guarantee_period", date(2025, 2, 28), -31
    )  # fmt: skip
    assert clock.alive_by == ()


def test_the_limitation_of_a_guarantee_is_interrupted_by_acts_against_its_guarantor() -> None:
    acts = (
        called(date(2025, 1, 6)),
        called(date(2026, 5, 11)),
        called(date(2027, 1, 4), guarantee="G-2"),
    )
    clock = clock_of(of(guarantor_acts=acts), date(2028, 1, 1))
    assert clock.last_day == date(2029, 5, 11)


GENERAL = guarantee(kind="general")
SUED = demand(date(2025, 1, 6), "suit", date(2025, 6, 2))


def test_a_suit_against_the_debtor_within_it_uses_a_general_guarantee() -> None:
    assert clock_of(of(GENERAL)).alive_by == ("a suit or arbitration against the debtor",)
    asked = clock_of(of(GENERAL, guarantor_acts=(called(date(2025, 1, 6)),)), date(2025, 3, 3))
    assert asked.kind == "guarantee_period"
    sued = clock_of(of(GENERAL, demands=(SUED,)), date(2025, 7, 1))
    assert (sued.kind, sued.last_day) == ("guarantee_limitation", None)
    assert (
        sued.stopped == "the guarantor may refuse until enforcement against the debtor has failed"
    )


def test_its_limitation_starts_when_the_guarantor_may_refuse_no_longer() -> None:
    liable = attrs.evolve(GENERAL, on=date(2025, 9, 1), liable_since=date(2026, 1, 5))
    file = of(GENERAL, liable, demands=(SUED,))
    assert clock_of(file, date(2026, 1, 4)).last_day is None
    clock = clock_of(file, date(2026, 1, 5))
    assert (clock.since, clock.last_day) == (date(2026, 1, 5), date(2029, 1, 5))
    assert clock_of(file, date(2029, 1, 6)).alive_by == ()


@pytest.mark.parametrize(
    "maximum, since, unknown",
    [
        ({}, None, "the debts up to its maximum amount are not fixed"),
        ({"fixed_on": date(2024, 12, 2)}, None, "the debts up to its maximum amount are not fixed"),
        (
            {"fixed_on": date(2024, 6, 1)},
            None,
            "the last due date of the debts up to its maximum amount is not stated",
        ),
        ({"fixed_on": date(2024, 6, 1), "last_due_on": date(2024, 9, 9)}, date(2024, 9, 9), ""),
        ({"fixed_on": date(2024, 6, 1), "last_due_on": date(2024, 1, 1)}, date(2024, 6, 1), ""),
    ],
)
def test_a_maximum_amount_guarantee_runs_once_its_debts_are_fixed_and_due(
    maximum: dict[str, date], since: date | None, unknown: str
) -> None:
    terms = MaximumAmount(limit=Money(500_000, "CNY"), **maximum)
    clock = clock_of(of(guarantee(maximum=terms)))
    assert (clock.since, clock.unknown) == (since, unknown)
    assert [cite.article for cite in clock.cites[4:]] == (["Art. 30"] if since else [])


def test_one_that_is_released_has_no_clock() -> None:
    released = guarantee(on=date(2024, 11, 30), released=True)
    assert read(of(guarantee(), released), BEFORE).guarantees == ()


@settings(max_examples=40)
@given(
    st.lists(demands(), max_size=3),
    st.lists(guarantor_acts(), max_size=3),
    st.lists(extensions(min_day=DUE), max_size=2),
)
def test_acts_against_others_and_extensions_without_consent_never_move_it(
    acts: list[Demand], others: list[GuarantorAct], longer: list[Extension]
) -> None:
    theirs = [attrs.evolve(act, guarantee="G-2") for act in others]
    unconsented = [attrs.evolve(extension, consents=()) for extension in longer]
    given_before = guarantee(on=date(2019, 1, 1))
    alone = clock_of(of(given_before), date(2030, 1, 1))
    moved = of(given_before, demands=acts, guarantor_acts=theirs, extensions=unconsented)
    assert clock_of(moved, date(2030, 1, 1)) == alone


def test_a_write_off_lets_no_guarantor_go() -> None:
    """FIN-GU-05, where the source let every guarantor go."""
    written_off = WriteOff(on=date(2024, 11, 1), amount=Money(100_000, "CNY"))
    assert clock_of(of(write_offs=(written_off,))) == clock_of(of())


# -- mortgages and pledges


def test_a_mortgage_lasts_as_long_as_the_limitation_of_the_claim() -> None:
    clocks = read(due_on(DUE, collateral=(collateral(),)), BEFORE)
    (mortgage,) = clocks.mortgages
    assert (mortgage.kind, mortgage.subject) == ("mortgage", "C-1")
    assert (mortgage.ends, mortgage.alive_by) == (
        clocks.limitation.ends,
        clocks.limitation.alive_by,
    )
    assert [cite.article for cite in mortgage.cites[:2]] == ["Art. 419", "Art. 44"]
    assert list(clocks) == [clocks.limitation, mortgage]


def test_after_a_judgment_it_lasts_as_long_as_that_can_be_enforced() -> None:
    judged = due_on(DUE, collateral=(collateral(),), judgments=(Judgment(on=date(2024, 10, 8)),))
    clocks = read(judged, BEFORE)
    assert clocks.mortgages[0].last_day == date(2026, 10, 8)
    assert [clock.kind for clock in clocks] == ["limitation", "enforcement", "mortgage"]


@pytest.mark.parametrize(
    "kind, effected_by, kept",
    [
        ("mortgage", None, False),
        ("mortgage", "contract", False),
        ("pledge", "registration", False),
        ("pledge", "delivery", True),
        ("margin", None, True),
    ],
)
def test_a_registered_pledge_goes_the_same_way_and_what_was_handed_over_is_kept(
    kind: str, effected_by: str | None, kept: bool
) -> None:
    held = collateral(kind=kind, effected_by=effected_by)
    clocks = read(due_on(DUE, collateral=(held,)), BEFORE)
    assert [clock.ends for clock in clocks.mortgages] == ([] if kept else [clocks.limitation.ends])


def test_a_pledge_of_which_that_is_not_stated_is_unknown() -> None:
    (clock,) = read(due_on(DUE, collateral=(collateral(kind="pledge"),)), BEFORE).mortgages
    assert clock.unknown == "it is not stated what makes the pledge effective"
    assert (clock.ends, clock.alive_by) == (None, ())


# -- together


def test_the_soonest_is_the_one_to_heed_and_an_unknown_one_goes_first() -> None:
    def one(**stated: Any) -> Clock:  # noqa: ANN401
        return clock_of(of(guarantee(**stated)))

    short, long = one(), one(period="length", length=Period.parse("3 years"))
    unknown = one(period=None)
    stopped = clock_of(of(GENERAL, demands=(SUED,)), date(2025, 7, 1))
    assert soonest([stopped, long, short]) == short
    assert soonest([short, unknown]) == unknown
    assert soonest([stopped]) == stopped
    assert soonest([]) is None


def test_clocks_read_what_was_known() -> None:
    late = attrs.evolve(demand(date(2025, 1, 6)), known_on=date(2026, 1, 1))
    file = due_on(DUE, demands=(late,))
    unaware = clocks_of(file, as_of=date(2025, 6, 1), known_on=date(2025, 6, 1))
    assert unaware.limitation.last_day == date(2027, 8, 31)
    assert clocks_of(file, as_of=date(2025, 6, 1)).limitation.last_day == date(2028, 1, 6)


@pytest.mark.parametrize(
    "given, field",
    [({"file": 1}, "file"), ({"as_of": "2024-01-01"}, "as_of"), ({"calendar": "cn"}, "calendar")],
)
def test_what_is_no_file_day_or_calendar_is_refused(given: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        clocks_of(**{"file": due_on(DUE), "as_of": BEFORE, **given})
    assert (refused.value.owner, refused.value.field) == ("clocks_of", field)
