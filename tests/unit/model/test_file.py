"""The loan file: what fits together, and what the lender knew on a day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given

from postloan.errors import InvalidValue
from postloan.model.adjustments import Pause, Reversal, Waiver, WriteOff
from postloan.model.file import RECORD_KINDS as KINDS
from postloan.model.file import LoanFile
from postloan.model.loan import Loan
from postloan.model.parties import Borrower
from postloan.model.records import InspectionRecord, Record, TierRecord
from postloan.model.schedule import Instalment, Payment, Schedule
from postloan.money import Money
from postloan.testing.files import loan_files
from postloan.testing.values import days


def cny(amount: str) -> Money:
    return Money(Decimal(amount), "CNY")


LOAN = Loan(
    id="L-001",
    borrower=Borrower(id="B-001", kind="corporate"),
    product="working_capital",
    principal=cny("100"),
    disbursed_on=date(2024, 1, 5),
    matures_on=None,
)


def jan(day: int) -> date:
    return date(2024, 1, day)


def version(on: date, **more: Any) -> Schedule:  # noqa: ANN401
    due = Instalment(due_on=date(2024, 3, 31), principal=cny("100"))
    return Schedule(on=on, instalments=(due,), **more)


def paid(on: date, amount: str = "10", **more: Any) -> Payment:  # noqa: ANN401
    return Payment(on=on, amount=cny(amount), **more)


def file(**records: Any) -> LoanFile:  # noqa: ANN401
    return LoanFile(**{"loan": LOAN, "schedules": None, "payments": None, **records})


def records_of(known: LoanFile, kind: str) -> tuple[Record, ...]:
    found: tuple[Record, ...] | None = getattr(known, kind)
    return found or ()


def test_none_is_not_stated_and_stays_apart_from_none_there() -> None:
    assert file().schedules is None
    assert file(schedules=(), payments=()).payments == ()


def test_what_a_file_says_of_arrears_is_said_on_purpose() -> None:
    with pytest.raises(TypeError, match="'schedules' and 'payments'"):
        LoanFile(loan=LOAN)  # type: ignore[call-arg]


def test_lists_of_records_are_kept_as_tuples() -> None:
    assert file(payments=[paid(jan(9))]).payments == (paid(jan(9)),)


def test_a_payment_and_an_instalment_may_come_on_the_day_of_disbursement() -> None:
    upfront = Schedule(on=jan(1), instalments=(Instalment(due_on=jan(5), principal=cny("1")),))
    assert file(schedules=(upfront,), payments=(paid(jan(5)),)).schedules == (upfront,)


def pause(first: int, until: int, **more: Any) -> Pause:  # noqa: ANN401
    return Pause(**{"on": jan(first), "until": jan(until), "bounds": "half_open", **more})


USD = Money(Decimal(1), "USD")
EARLY = Schedule(on=jan(1), instalments=(Instalment(due_on=jan(4), principal=cny("1")),))
FOREIGN = Schedule(on=jan(5), instalments=(Instalment(due_on=jan(9), principal=USD),))


@pytest.mark.parametrize(
    "given, field, allowed",
    [
        ({"loan": None}, "loan", "a Loan"),
        ({"evidence": None}, "evidence", "a tuple of Evidence"),
        ({"payments": "P"}, "payments", "a tuple of Payment"),
        ({"payments": (paid(jan(9)), version(jan(9)))}, "payments[1]", "a Payment"),
        ({"payments": (Payment(on=jan(9), amount=USD),)}, "payments[0].amount", "in CNY"),
        ({"payments": (paid(jan(4)),)}, "payments[0].on", "not before the disbursement"),
        ({"waivers": (Waiver(on=jan(9), fees=USD),)}, "waivers[0].fees", "in CNY"),
        ({"write_offs": (WriteOff(on=jan(9), amount=USD),)}, "write_offs[0].amount", "in CNY"),
        ({"reversals": (Reversal(on=jan(4), amount=cny("1")),)}, "reversals[0].on", "not before"),
        ({"pauses": (pause(4, 9),)}, "pauses[0].on", "not before the disbursement"),
        ({"pauses": (pause(9, 12), pause(11, 15))}, "pauses[1].on", "no day of pauses[0]"),
        ({"schedules": (FOREIGN,)}, "schedules[0].instalments", "in CNY"),
        ({"schedules": (EARLY,)}, "schedules[0].instalments[0].due_on", "not before"),
        (
            {"schedules": (version(jan(5)), version(jan(5)))},
            "schedules[1].on",
            "another day than schedules[0].on, or a correction of it",
        ),
        (
            {"payments": (paid(jan(9), id="P"), paid(jan(8), id="P"))},
            "payments[1].id",
            "unique in payments",
        ),
        (
            {"payments": (paid(jan(9), id="P", replaces="Q"),)},
            "payments[0].replaces",
            "the id of a record in payments",
        ),
        (
            {"payments": (paid(jan(9), id="P"), paid(jan(8), replaces="P"))},
            "payments[1].replaces",
            "a record known on the same day or before",
        ),
        (
            {
                "payments": (
                    paid(jan(9), id="P"),
                    paid(jan(9), replaces="P"),
                    paid(jan(9), known_on=jan(20), replaces="P"),
                )
            },
            "payments[2].replaces",
            "a record not yet replaced (payments[1] does; replace that one)",
        ),
        (
            {
                "payments": (
                    paid(jan(9)),
                    paid(jan(9), id="P", replaces="Q"),
                    paid(jan(9), id="Q", replaces="P"),
                )
            },
            "payments[1].replaces",
            "a record that does not in turn replace this one",
        ),
    ],
)
def test_a_file_refuses_what_does_not_fit_together(
    given: dict[str, Any], field: str, allowed: str
) -> None:
    with pytest.raises(InvalidValue) as refused:
        file(**given)
    assert (refused.value.owner, refused.value.field) == ("LoanFile", field)
    assert allowed in refused.value.allowed


def test_one_id_may_stand_in_two_kinds_of_records() -> None:
    visit = InspectionRecord(on=jan(9), kind="on_site", id="R-1")
    tier = TierRecord(on=jan(9), tier="normal", id="R-1")
    assert file(inspections=(visit,), tiers=(tier,)).tiers == (tier,)


def test_a_version_may_be_corrected_on_its_own_day_and_again() -> None:
    versions = (
        version(jan(5), known_on=jan(8), id="S-2", replaces="S-1"),
        version(jan(5), id="S-1"),
        version(jan(5), known_on=jan(9), replaces="S-2"),
    )
    known = file(schedules=versions).as_known_on(jan(8))
    assert known.schedules == (version(jan(5), known_on=jan(8), id="S-2"),)


def test_pauses_may_touch_and_corrections_may_overlap_what_they_replace() -> None:
    touching = (pause(9, 12, id="P-1"), pause(12, 15))
    assert file(pauses=touching).pauses == touching
    shorter = pause(9, 10, known_on=jan(11), replaces="P-1")
    then = pause(10, 12, known_on=jan(11))
    known = file(pauses=(*touching, shorter, then))
    assert known.as_known_on(jan(9)).pauses == (touching[0],)
    assert known.as_known_on(None).pauses == (
        touching[1],
        attrs.evolve(shorter, replaces=None),
        then,
    )


def test_a_pause_that_was_known_beside_another_shares_no_day_with_it_until_one_is_corrected() -> (
    None
):
    first, second = pause(9, 12, id="P-1"), pause(11, 15, known_on=jan(10))
    late = pause(9, 11, known_on=jan(11), replaces="P-1")
    with pytest.raises(InvalidValue, match=r"pauses\[1\]\.on must be no day of pauses\[0\]"):
        file(pauses=(first, second, late))


CORRECTED = (
    paid(jan(9), "10", id="P-1"),
    paid(jan(9), "12", id="P-2", known_on=jan(15), replaces="P-1"),
    paid(jan(9), "0", known_on=jan(20), replaces="P-2"),
    paid(jan(10), "7"),
)


@pytest.mark.parametrize(
    "known_on, amounts",
    [
        (jan(8), []),
        (jan(9), ["10"]),
        (jan(14), ["10", "7"]),
        (jan(15), ["12", "7"]),
        (jan(19), ["12", "7"]),
        (jan(20), ["7"]),
        (None, ["7"]),
    ],
)
def test_a_correction_counts_from_the_day_it_is_known(
    known_on: date | None, amounts: list[str]
) -> None:
    known = file(payments=CORRECTED).as_known_on(known_on)
    assert [str(payment.amount.amount) for payment in known.payments or ()] == amounts


def test_a_file_without_corrections_is_as_known_as_it_stands() -> None:
    plain = file(payments=(paid(jan(9)),))
    assert plain.as_known_on(None) is plain
    assert plain.as_known_on(jan(9)) is plain


def test_the_day_of_knowledge_is_a_date() -> None:
    with pytest.raises(InvalidValue, match=r"known_on must be a date"):
        file().as_known_on("2024-01-09")  # type: ignore[arg-type]


@given(loan_files(), days())
def test_knowing_twice_changes_nothing(given: LoanFile, day: date) -> None:
    known = given.as_known_on(day)
    assert known.as_known_on(day) == known
    assert known.as_known_on(None) == known


@given(loan_files())
def test_no_record_that_stands_names_what_it_replaced(given: LoanFile) -> None:
    known = given.as_known_on(None)
    assert all(r.replaces is None for kind in KINDS for r in records_of(known, kind))


@given(loan_files(), days(), days())
def test_later_knowledge_removes_only_what_it_replaces(
    given: LoanFile, first: date, second: date
) -> None:
    sooner, later = given.as_known_on(min(first, second)), given.as_known_on(max(first, second))
    for kind in KINDS:
        replaced = {r.replaces for r in records_of(given, kind) if r.known_on <= max(first, second)}
        kept = [r for r in records_of(sooner, kind) if r.id not in replaced]
        there = list(records_of(later, kind))
        assert all(record in there for record in kept)


@given(loan_files())
def test_one_record_stands_for_each_line_of_corrections(given: LoanFile) -> None:
    known = given.as_known_on(None)
    for kind in KINDS:
        lines = [r for r in records_of(given, kind) if r.replaces is None]
        assert len(records_of(known, kind)) == len(lines)


@given(loan_files())
def test_records_may_stand_in_any_order(given: LoanFile) -> None:
    backwards: Any = {kind: records_of(given, kind)[::-1] for kind in KINDS}
    turned = attrs.evolve(given, **backwards)
    known = given.as_known_on(None)
    for kind in KINDS:
        assert records_of(turned.as_known_on(None), kind) == records_of(known, kind)[::-1]
