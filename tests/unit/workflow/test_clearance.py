"""Clearance: nothing goes before all is paid and both departments verified, whatever happens."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final

import attrs
import pytest

from postloan.calendars.shipped import CALENDARS
from postloan.dates import Period
from postloan.errors import InvalidValue
from postloan.money import Money
from postloan.security.cover import Pledged
from postloan.workflow.clearance import acts, effects
from postloan.workflow.clearance.procedure import CLEARANCE, delay_compensation
from postloan.workflow.clearance.settlement import Obligations, Settlement, Terms
from postloan.workflow.clearance.sources import TERMS_CN, TERMS_IN
from postloan.workflow.clearance.states import Accounting, Giving, Partial, Phase, Register
from postloan.workflow.deadlines import deadlines_of
from postloan.workflow.history import timeline
from postloan.workflow.values import Actor, Case, Command, Moved, Refused

FRIDAY: Final = date(2025, 9, 26)
CREDIT: Final = Actor(id="li", roles=("credit",))
ACCOUNTING: Final = Actor(id="zhao", roles=("accounting",))
CUSTODY: Final = Actor(id="qian", roles=("custody",))
ARCHIVE: Final = Actor(id="sun", roles=("archive",))
LEDGER: Final = Actor(id="core-banking", roles=("ledger",))

Step = tuple[object, Actor]


def cny(amount: int) -> Money:
    return Money(amount, "CNY")


MET: Final = Obligations.met("CNY")
HOUSE: Final = Pledged(id="house", kind="mortgage", value=cny(100), ratio=Decimal("0.7"))
BILL: Final = Pledged(id="bill", kind="pledge", value=cny(50), ratio=Decimal(1))
OPENED: Final = acts.Open(
    currency="CNY", officer="wang", pledged=(HOUSE, BILL), guarantors=("G",), letters=("L",)
)


def answer(
    case: Case[Settlement] | None, act: object, by: Actor, on: date = FRIDAY
) -> Moved[Settlement] | Refused:
    version = 0 if case is None else case.version
    return CLEARANCE.decide(
        case, Command(case="C-1", act=act, by=by, on=on, expected_version=version)
    )


def moved(
    case: Case[Settlement] | None, act: object, by: Actor, on: date = FRIDAY
) -> Moved[Settlement]:
    found = answer(case, act, by, on)
    assert isinstance(found, Moved), str(found)
    return found


def after(case: Case[Settlement] | None, *steps: Step, on: date = FRIDAY) -> Case[Settlement]:
    for act, by in steps:
        case = moved(case, act, by, on).case
    assert case is not None
    return case


def refused(case: Case[Settlement], act: object, by: Actor) -> list[str]:
    found = answer(case, act, by)
    assert isinstance(found, Refused)
    return [str(reason) for reason in found.reasons]


def owing(**amounts: int) -> acts.StateOwed:
    changes = {name: cny(amount) for name, amount in amounts.items()}
    return acts.StateOwed(obligations=attrs.evolve(MET, **changes))


PAID: Final = (owing(), LEDGER)
SETTLE: Final = (acts.Settle(repaid_on=FRIDAY), CREDIT)
PREPARE: Final = (
    (acts.WriteOffEntry(item="house"), CREDIT),
    (acts.WriteOffEntry(item="bill"), CREDIT),
    (acts.IssueNotice(), CREDIT),
)
VERIFY: Final = ((acts.VerifyAccounting(), ACCOUNTING), (acts.VerifyCustody(), CUSTODY))
GIVE: Final = (
    (acts.Release(item="house", to="Chen"), CUSTODY),
    (acts.Release(item="bill", to="Chen"), CUSTODY),
    (acts.Discharge(guarantor="G"), CREDIT),
    (acts.RecoverLetter(letter="L"), CREDIT),
)
FILE: Final = (
    (acts.HandOver(), CREDIT),
    (acts.File(), ARCHIVE),
    (acts.Close(), CREDIT),
)
RUNNING: Final = after(None, (OPENED, CREDIT))
SETTLED: Final = after(RUNNING, PAID, SETTLE)
VERIFYING: Final = after(SETTLED, *PREPARE)
RELEASING: Final = after(VERIFYING, *VERIFY)
CLOSED: Final = after(RELEASING, *GIVE, *FILE)


def test_it_goes_from_the_last_payment_to_the_closed_case() -> None:
    phases = [RUNNING, SETTLED, VERIFYING, RELEASING, after(RELEASING, *GIVE), CLOSED]
    assert [case.state[0] for case in phases] == [
        Phase.SETTLING,
        Phase.PREPARING,
        Phase.VERIFYING,
        Phase.RELEASING,
        Phase.ARCHIVING,
        Phase.CLOSED,
    ]
    assert CLOSED.data.released == {"house", "bill"}


# ------------------------------------------------------------------- the full obligation test


@pytest.mark.parametrize(
    "name",
    [field.name for field in attrs.fields(Obligations) if field.name != "overpaid"],
)
def test_one_obligation_that_is_owed_or_not_stated_stops_it(name: str) -> None:
    owed = after(RUNNING, (owing(**{name: 1}), LEDGER))
    words = name.replace("_", " ")
    assert refused(owed, *SETTLE) == [f"{words} of 1 CNY is owed"]
    unstated = attrs.evolve(MET, **{name: None})
    unknown = after(RUNNING, (acts.StateOwed(obligations=unstated), LEDGER))
    assert refused(unknown, *SETTLE) == [f"{words} is not stated"]


@pytest.mark.parametrize(
    "changes, waivable",
    [
        ({}, True),
        ({"principal": cny(3), "fees": cny(2)}, True),
        ({"principal": cny(3), "fees": cny(3)}, False),
        ({"interest": cny(1), "penalty": None}, None),
        ({"interest": cny(6), "penalty": None}, False),
        ({"contingent": None}, None),
        *(
            ({name: cny(1)}, False)
            for name in ("contingent", "maximum_amount", "written_off", "rescheduled")
        ),
    ],
)
def test_a_small_debt_may_be_waived_and_nothing_that_is_no_debt_of_the_loan(
    changes: dict[str, Money | None], waivable: bool | None
) -> None:
    assert attrs.evolve(MET, **changes).waivable(cny(5)) is waivable


def test_every_obligation_is_told_at_once() -> None:
    assert len(refused(RUNNING, *SETTLE)) == 9
    assert refused(after(RUNNING, (owing(interest=3, fees=4), LEDGER)), *SETTLE) == [
        "interest of 3 CNY is owed",
        "fees of 4 CNY is owed",
    ]


@pytest.mark.parametrize("kind", ["written_off", "rescheduled"])
def test_what_left_the_books_unpaid_never_releases_anything(kind: str) -> None:
    case = after(RUNNING, (owing(**{kind: 60}), LEDGER))
    assert not {one.act: one for one in CLEARANCE.allowed(case, CREDIT)}[acts.Settle]


def test_amounts_in_another_currency_are_refused() -> None:
    dollars = acts.StateOwed(obligations=Obligations.met("USD"))
    assert refused(RUNNING, dollars, LEDGER)[0] == "principal is in USD, and the loan in CNY"


def test_the_claim_cannot_end_after_the_day_it_is_found() -> None:
    case = after(RUNNING, PAID)
    late = acts.Settle(repaid_on=date(2025, 9, 27))
    why = "the claim cannot have ended on 2025-09-27, after 2025-09-26"
    assert refused(case, late, CREDIT) == [why]


# ----------------------------------------------------------------------------- verification


@pytest.mark.parametrize("order", [VERIFY, VERIFY[::-1]], ids=["accounting", "custody"])
def test_both_verify_in_either_order_before_anything_goes(order: tuple[Step, Step]) -> None:
    half = after(VERIFYING, order[0])
    assert "this is done at phase releasing" in refused(half, *GIVE[0])[0]
    assert after(half, order[1], GIVE[0]).data.released == {"house"}


@pytest.mark.parametrize("person", ["li", "wang"], ids=["who prepared", "the loan's officer"])
@pytest.mark.parametrize("act", [acts.VerifyAccounting(), acts.VerifyCustody()])
def test_the_credit_officer_verifies_nothing(person: str, act: object) -> None:
    everything = Actor(id=person, roles=("accounting", "custody"))
    (reason,) = refused(VERIFYING, act, everything)
    assert "credit, accounting and custody are different people" in reason


def test_one_person_does_not_verify_for_both_departments() -> None:
    both = Actor(id="zhao", roles=("accounting", "custody"))
    case = after(VERIFYING, (acts.VerifyAccounting(), both))
    (reason,) = refused(case, acts.VerifyCustody(), both)
    assert reason.startswith("zhao has had verify_accounting in this case")


@pytest.mark.parametrize(
    "objection",
    [
        (acts.ObjectAccounting(reason="a fee is open"), ACCOUNTING),
        (acts.ObjectCustody(reason="another item lies here"), CUSTODY),
    ],
)
def test_an_objection_sends_it_back_with_its_reason_and_both_verify_anew(objection: Step) -> None:
    half = after(VERIFYING, VERIFY[0])
    back = moved(half, *objection)
    assert back.events[0].act == objection[0]
    assert back.case.is_in(Phase.PREPARING)
    assert back.case.is_in(Register.STANDING)
    assert back.case.is_in(Accounting.AWAITED)
    assert {type(effect) for effect in back.effects} == {effects.RestoreEntry, effects.SendNotice}
    assert after(back.case, *PREPARE, *VERIFY).is_in(Phase.RELEASING)


# ----------------------------------------------------------------- what happens in between

ARISING = (owing(fees=2), LEDGER)


@pytest.mark.parametrize("case", [SETTLED, VERIFYING, after(VERIFYING, VERIFY[1]), RELEASING])
@pytest.mark.parametrize("cause", acts.CAUSES)
def test_what_is_owed_again_before_anything_went_starts_it_anew(
    case: Case[Settlement], cause: acts.Cause
) -> None:
    again = moved(case, attrs.evolve(ARISING[0], cause=cause), LEDGER)
    assert again.case.is_in(Phase.SETTLING)
    assert again.case.data.held == {"house", "bill"}
    assert effects.RestoreEntry(item="house") in again.effects
    assert after(again.case, PAID, SETTLE, *PREPARE, *VERIFY).is_in(Phase.RELEASING)


def test_a_statement_that_leaves_something_out_is_no_zero() -> None:
    partial = acts.StateOwed(obligations=attrs.evolve(MET, overpaid=None))
    assert after(RELEASING, (partial, LEDGER)).is_in(Phase.SETTLING)
    partial = acts.StateOwed(obligations=attrs.evolve(MET, penalty=None))
    assert after(CLOSED, (partial, LEDGER)).is_in(Phase.RECOURSE)


@pytest.mark.parametrize(
    "case",
    [after(RELEASING, GIVE[0]), after(RELEASING, GIVE[2]), after(RELEASING, *GIVE), CLOSED],
    ids=["an item", "a guarantor", "everything", "closed"],
)
def test_what_is_owed_again_after_something_went_raises_a_recourse_signal(
    case: Case[Settlement],
) -> None:
    again = moved(case, *ARISING)
    assert again.case.is_in(Phase.RECOURSE)
    signal = next(one for one in again.effects if isinstance(one, effects.RaiseSignal))
    assert signal.signal == "recourse"
    assert "fees of 2 CNY is owed" in signal.says


def test_after_recourse_what_is_still_held_is_verified_anew() -> None:
    case = after(RELEASING, GIVE[0], ARISING, PAID, SETTLE)
    assert "the case is at phase preparing" in refused(case, *GIVE[1])[0]
    assert after(case, *PREPARE[1:], *VERIFY, *GIVE[1:]).is_in(Phase.ARCHIVING)


def test_a_finding_is_taken_back_only_as_long_as_nothing_went() -> None:
    undo = (acts.Undo(reason="found too soon"), CREDIT)
    assert after(RELEASING, undo).is_in(Phase.SETTLING)
    assert "giving none" in refused(after(RELEASING, GIVE[0]), *undo)[0]


def test_a_case_is_abandoned_without_releasing_anything() -> None:
    case = after(RUNNING, ARISING, (acts.Abandon(reason="goes to recovery"), CREDIT))
    assert case.is_in(*CLEARANCE.ends)
    assert case.data.released == frozenset()


def test_what_was_overpaid_is_refunded_to_the_cent_before_it_closes() -> None:
    over = acts.StateOwed(obligations=Obligations.met("CNY", overpaid=cny(5)))
    case = after(RUNNING, (over, LEDGER), SETTLE, *PREPARE, *VERIFY, *GIVE)
    assert case.is_in(Phase.RELEASING)
    assert refused(case, acts.Refund(amount=cny(4)), ACCOUNTING) == [
        "5 CNY was overpaid, not 4 CNY"
    ]
    paid = moved(case, acts.Refund(amount=cny(5)), ACCOUNTING)
    assert paid.effects == (effects.TransferRefund(amount=cny(5)),)
    assert paid.case.is_in(Phase.ARCHIVING)
    refund = timeline(CLEARANCE, paid.case).splitlines()[-2]
    assert refund.endswith("refund [5 CNY] by zhao (accounting)")
    assert refused(RELEASING, acts.Refund(amount=cny(5)), ACCOUNTING) == ["nothing was overpaid"]


def test_an_overpayment_found_after_the_end_opens_the_refund_again() -> None:
    over = acts.StateOwed(obligations=Obligations.met("CNY", overpaid=cny(5)))
    assert after(CLOSED, (over, LEDGER)).is_in(Phase.RELEASING)


def test_a_loan_without_security_closes_without_a_release() -> None:
    bare = after(None, (acts.Open(currency="CNY", officer="wang"), CREDIT), PAID, SETTLE)
    done = after(bare, PREPARE[2], *VERIFY, *FILE)
    assert done.is_in(Phase.CLOSED)
    assert done.is_in(Giving.NONE)


# ----------------------------------------------------------------------- items and papers


@pytest.mark.parametrize(
    "case, act, by, why",
    [
        (SETTLED, acts.WriteOffEntry(item="boat"), CREDIT, "on the register, but bill and house"),
        (RELEASING, acts.Release(item="boat", to="Chen"), CUSTODY, "held, but bill and house"),
        (RELEASING, acts.Discharge(guarantor="boat"), CREDIT, "bound, but G"),
        (RELEASING, acts.RecoverLetter(letter="boat"), CREDIT, "out, but L"),
        (
            RELEASING,
            acts.ReportLost(item="boat"),
            CUSTODY,
            "held with its papers, but bill and house",
        ),
        (
            after(RELEASING, (acts.ReportLost(item="bill"), CUSTODY)),
            acts.ReplacePapers(item="boat"),
            CUSTODY,
            "without its papers, but bill",
        ),
    ],
)
def test_only_what_there_is_can_be_dealt_with(
    case: Case[Settlement], act: object, by: Actor, why: str
) -> None:
    assert refused(case, act, by) == [f"boat is not {why}"]


def test_what_there_is_none_of_is_not_allowed_to_begin_with() -> None:
    released = after(RELEASING, *GIVE[:3])
    nothing: dict[Actor, dict[type[object], str]] = {
        CREDIT: {acts.Discharge: "none is bound"},
        CUSTODY: {
            acts.Release: "none is held",
            acts.ReportLost: "none is held with its papers",
            acts.ReplacePapers: "none is without its papers",
        },
        ACCOUNTING: {acts.Refund: "nothing was overpaid"},
    }
    for actor, told in nothing.items():
        blocked = {one.act: one.blockers for one in CLEARANCE.allowed(released, actor)}
        assert {act: "; ".join(map(str, blocked[act])) for act in told} == told


def test_lost_papers_hold_their_item_back_until_they_are_replaced() -> None:
    lost = moved(RELEASING, acts.ReportLost(item="house"), CUSTODY)
    assert lost.effects == (effects.SendNotice(to="credit", says="replace the papers of house"),)
    assert refused(lost.case, *GIVE[0]) == ["the papers of house are lost and not yet replaced"]
    found = after(lost.case, GIVE[1], (acts.ReplacePapers(item="house"), CUSTODY), GIVE[0])
    assert found.data.held == frozenset()


# ------------------------------------------------------------------------- partial release


def partly(*items: str) -> Step:
    return acts.RequestPartial(items=items), CREDIT


GRANT: Final = (acts.GrantPartial(to="Chen"), CUSTODY)


def test_items_go_early_only_while_what_stays_covers_what_is_owed() -> None:
    case = after(RUNNING, (owing(principal=70), LEDGER))
    granted = moved(after(case, partly("bill")), *GRANT)
    assert granted.case.data.held == {"house"}
    assert granted.effects == (
        effects.Deregister(item="bill"),
        effects.ReturnItem(item="bill", to="Chen"),
    )
    assert refused(case, *partly("house")) == ["what stays leaves 20 CNY of what is owed uncovered"]


def test_it_is_looked_at_again_when_it_is_granted() -> None:
    grown = after(RUNNING, (owing(principal=70), LEDGER), partly("bill"), (owing(fees=71), LEDGER))
    assert refused(grown, *GRANT) == ["what stays leaves 1.0 CNY of what is owed uncovered"]
    kept = after(grown, (acts.DeclinePartial(reason="more is owed"), CUSTODY))
    assert kept.is_in(Partial.NONE)
    assert kept.data.held == {"house", "bill"}


def test_an_item_whose_papers_are_lost_after_it_was_asked_for_stays() -> None:
    case = after(RUNNING, PAID, partly("bill"), (acts.ReportLost(item="bill"), CUSTODY))
    assert refused(case, *GRANT) == ["the papers of bill are lost and not yet replaced"]


def test_what_is_owed_beyond_what_stayed_after_a_partial_release_raises_a_recourse_signal() -> None:
    case = after(RUNNING, (owing(principal=70), LEDGER), partly("bill"), GRANT)
    assert moved(case, owing(principal=70), LEDGER).effects == ()
    why = "owed after release: what stays leaves 1.0 CNY of what is owed uncovered; released: bill"
    signal = effects.RaiseSignal(signal="recourse", says=why)
    assert moved(case, owing(principal=71), LEDGER).effects == (signal,)
    settled = after(case, PAID, SETTLE)
    again = moved(settled, owing(principal=71), LEDGER)
    assert again.case.is_in(Phase.SETTLING)
    assert again.effects[0] == signal


def test_nothing_goes_early_on_a_debt_that_is_not_stated_or_an_item_that_is_not_there() -> None:
    assert refused(RUNNING, *partly("bill")) == ["what is owed is not stated in full"]
    owed = after(RUNNING, PAID, (acts.ReportLost(item="bill"), CUSTODY))
    with pytest.raises(InvalidValue, match="items must be at least one"):
        partly()
    assert refused(owed, *partly("boat", "bill")) == [
        "boat is not held",
        "the papers of bill are lost and not yet replaced",
    ]


# ------------------------------------------------------------------------------- deadlines


def due(case: Case[Settlement], deadline: str) -> date | None:
    runs = deadlines_of(CLEARANCE, case, CALENDARS["cn"])
    return next(clock.due for clock in runs if clock.deadline == deadline)


@pytest.mark.parametrize(
    "days, day", [(5, date(2025, 10, 10)), (10, date(2025, 10, 16))], ids=["five", "ten"]
)
def test_working_days_pass_over_the_holidays_and_count_the_days_worked_instead(
    days: int, day: date
) -> None:
    terms = attrs.evolve(TERMS_CN, deregister_within=Period(count=days, unit="working day"))
    opened = attrs.evolve(OPENED, terms=terms)
    assert due(after(None, (opened, CREDIT), PAID, SETTLE), "deregistration") == day


def test_a_registration_is_cancelled_once_the_last_item_is_released() -> None:
    def ended(case: Case[Settlement]) -> date | None:
        runs = deadlines_of(CLEARANCE, case, CALENDARS["cn"])
        return next(run.ended for run in runs if run.deadline == "deregistration")

    assert ended(after(RELEASING, GIVE[0])) is None
    assert ended(after(RELEASING, *GIVE[:2])) == FRIDAY
    bare = after(None, (acts.Open(currency="CNY", officer="wang"), CREDIT), PAID, SETTLE)
    assert ended(bare) == FRIDAY


def indian(*papers: Step) -> Case[Settlement]:
    opened = acts.Open(
        currency="INR",
        officer="wang",
        pledged=(Pledged(id="deed", kind="mortgage"),),
        terms=TERMS_IN,
    )
    paid = acts.StateOwed(obligations=Obligations.met("INR"))
    return after(None, (opened, CREDIT), (paid, LEDGER), SETTLE, *papers)


def test_everything_is_returned_within_thirty_days_and_each_day_later_costs() -> None:
    case = indian()
    assert due(case, "return") == date(2025, 10, 26)
    assert delay_compensation(case, on=date(2025, 10, 26)) == Money(0, "INR")
    assert delay_compensation(case, on=date(2025, 10, 29)) == Money(15_000, "INR")


def test_lost_papers_give_thirty_days_more() -> None:
    assert due(indian((acts.ReportLost(item="deed"), CUSTODY)), "return") == date(2025, 11, 25)


def test_delay_ends_with_the_return() -> None:
    steps: Iterable[Step] = (
        (acts.WriteOffEntry(item="deed"), CREDIT),
        (acts.IssueNotice(), CREDIT),
        *VERIFY,
        (acts.Release(item="deed", to="Rao"), CUSTODY),
    )
    done = after(indian(), *steps, on=date(2025, 10, 28))
    assert delay_compensation(done, on=date(2026, 10, 1)) == Money(10_000, "INR")


def test_delay_is_counted_once_however_often_the_finding_is_taken_back() -> None:
    undone = after(indian(), (acts.Undo(reason="a slip"), CREDIT), on=date(2025, 11, 5))
    case = after(undone, SETTLE, on=date(2025, 11, 5))
    assert delay_compensation(undone, on=date(2025, 11, 5)) == Money(0, "INR")
    assert delay_compensation(case, on=date(2025, 10, 28)) == Money(10_000, "INR")


def test_delay_that_no_calendar_counts_is_not_made_up() -> None:
    terms = Terms(return_within=Period(count=10, unit="working day"), compensation_per_day=cny(100))
    case = after(None, (attrs.evolve(OPENED, terms=terms), CREDIT), PAID, SETTLE)
    day = date(2025, 10, 18)
    assert delay_compensation(case, on=day) is None
    assert delay_compensation(case, on=day, calendar=CALENDARS["cn"]) == cny(200)


def test_where_no_terms_are_stated_nothing_is_due_and_delay_costs_nothing() -> None:
    assert due(SETTLED, "return") is None
    assert delay_compensation(SETTLED, on=FRIDAY) is None


def test_more_time_for_lost_papers_is_in_the_unit_of_the_time_itself() -> None:
    with pytest.raises(InvalidValue, match="lost_adds"):
        Terms(return_within=Period.parse("30 days"), lost_adds=Period.parse("1 month"))


# --------------------------------------------------------------------- values, and the whole


@pytest.mark.parametrize(
    "make, field",
    [
        (lambda: Obligations(principal=cny(-1)), "principal"),
        (lambda: acts.Open(currency="CNY", officer=""), "officer"),
        (lambda: acts.Open(currency="yuan", officer="wang"), "currency"),
        (lambda: acts.Open(currency="CNY", officer="wang", pledged=(BILL, BILL)), "pledged"),
        (lambda: acts.Open(currency="USD", officer="wang", pledged=(BILL,)), "values in USD"),
        (lambda: acts.StateOwed(obligations=MET, cause="joke"), "cause"),  # type: ignore[arg-type]
        (lambda: acts.ObjectCustody(reason=""), "reason"),
        (lambda: acts.Release(item="bill", to=""), "Release"),
        (lambda: acts.GrantPartial(to=""), "GrantPartial"),
    ],
)
def test_particulars_that_make_no_sense_are_refused_by_name(make: object, field: str) -> None:
    assert callable(make)
    with pytest.raises(InvalidValue, match=field):
        make()


@pytest.mark.parametrize(
    "broken, invariant",
    [
        (
            attrs.evolve(SETTLED, state=(Phase.PREPARING, *RELEASING.state[1:])),
            "verified_anew",
        ),
        (
            attrs.evolve(CLOSED, data=attrs.evolve(CLOSED.data, lost=frozenset({"bill"}))),
            "with_its_papers",
        ),
    ],
    ids=["kept verification", "released without papers"],
)
def test_a_case_that_breaks_a_promise_is_seen(broken: Case[Settlement], invariant: str) -> None:
    seen = [one.id for one in CLEARANCE.invariants if not one.holds(broken, broken.events[-1])]
    assert seen == [invariant]


def test_what_clearance_promises_is_declared() -> None:
    assert [one.id for one in CLEARANCE.invariants] == [
        "both_verified_and_nothing_owed",
        "nobody_verifies_own_work",
        "verified_anew",
        "nothing_vanishes",
        "with_its_papers",
        "done_is_clear",
        "covered_while_it_runs",
    ]
