"""`review`: what it reads, refuses and answers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from postloan.errors import InvalidValue, PolicyNoLongerInForce, PolicyNotYetInForce
from postloan.model.records import SignalRecord
from postloan.policy.loading import Editions, load_editions, load_policy
from postloan.policy.policy import Policy
from postloan.reviews.pipeline import review
from tests.worked.loans import cny, due, loan, loan_file, paid, says, schedule, tier

POLICY = load_policy("cn.asset-classification")
AS_OF = date(2024, 6, 30)

EDITION = """
format = "postloan.policy/1"

[policy]
id = "tiny"
edition = "EDITION"
title = "A tiny policy"
in_force = { from = FROM, until = UNTIL }
applies_by = "contract_date"

[[floor]]
id = "sued"
when = "lawsuit"
at_least = "TIER"
"""


def edition(name: str, since: str, until: str, tier: str) -> Policy:
    text = EDITION.replace("EDITION", name).replace("FROM", since).replace("UNTIL", until)
    return Policy.from_text(text.replace("TIER", tier))


OLD = edition("old", "2020-01-01", "2023-12-31", "doubtful")
NEW = edition("new", "2024-01-01", "2024-12-31", "substandard")
SUED = (says("lawsuit", True, date(2024, 2, 1)),)


def test_the_face_as_its_users_type_it() -> None:
    from datetime import date
    from decimal import Decimal

    from postloan import (
        Borrower,
        Instalment,
        Loan,
        LoanFile,
        Money,
        Payment,
        Schedule,
        load_policy,
        review,
    )

    def cny(amount: str) -> Money:
        return Money(Decimal(amount), "CNY")

    file = LoanFile(
        loan=Loan(
            id="L-001",
            borrower=Borrower(id="B-001", kind="corporate"),
            product="working_capital",
            principal=cny("100000"),
            disbursed_on=date(2024, 1, 5),
            matures_on=date(2024, 12, 31),
        ),
        schedules=(
            Schedule(
                on=date(2024, 1, 5),
                instalments=(
                    Instalment(
                        due_on=date(2024, 3, 31), principal=cny("25000"), interest=cny("1500")
                    ),
                ),
            ),
        ),
        payments=(),
    )
    policy = load_policy("cn.asset-classification")
    result = review(file, policy, as_of=date(2024, 6, 30))

    assert Payment is not None
    assert str(result.tier) == "substandard"
    assert result.facts["days_past_due"] == 91
    assert [f.rule for f in result.floors] == ["over-90-days", "overdue"]
    assert (str(result.at_least), str(result.could_be)) == ("substandard", "loss")
    assert [gap.name for gap in result.gaps][:2] == ["credit_impaired", "loss_share"]
    assert result.signals == ()
    assert result.agenda == ()
    assert str(result.migration) == "first classification: substandard"
    assert result.receipt.policy.id == "cn.asset-classification"
    assert "Art. 11(1)" in result.explain()
    change = result.next_change()
    assert change is not None
    assert (change.on, str(change.tier)) == (date(2024, 12, 27), "doubtful")

    decision = policy.decide({"days_past_due": 271, "credit_impaired": False})
    assert str(decision.tier) == "doubtful"
    decision = policy.decide({"credit_impaired": False})
    assert decision.tier is None
    assert str(decision.could_be) == "loss"


def test_a_review_hands_on_what_the_decision_says() -> None:
    result = review(loan_file(), POLICY, as_of=AS_OF)
    assert result.decision.tier == result.tier
    assert result.applies is True
    assert result.outcomes == result.decision.outcomes
    assert result.assumed == result.decision.assumed
    assert "technical_overdue" in result.assumed
    assert repr(result) == "<Review of L-001 on 2024-06-30: substandard>"


def test_a_review_shows_the_arrears_with_amounts() -> None:
    arrears = review(loan_file(), POLICY, as_of=AS_OF).arrears
    assert arrears is not None
    assert (arrears.overdue_amount, arrears.since) == (cny(26_500), date(2024, 3, 31))


def test_a_review_without_arrears_says_that_it_is_undetermined() -> None:
    result = review(loan_file(schedules=None), POLICY, as_of=AS_OF)
    assert (result.tier, str(result.could_be)) == (None, "loss")
    assert repr(result) == "<Review of L-001 on 2024-06-30: undetermined>"
    assert next(gap for gap in result.gaps if gap.essential).reason == (
        "the schedule is not stated"
    )


# ------------------------------------------------------------------------------- time


def test_records_of_later_days_are_not_read() -> None:
    later = AS_OF + timedelta(1)
    file = loan_file(
        payments=(paid(later, "26500"),),
        schedules=(schedule(), schedule(due(date(2025, 3, 31)), on=later)),
        evidence=(says("bankruptcy_liquidation", True, later),),
        tiers=(tier("loss", later),),
    )
    assert review(file, POLICY, as_of=AS_OF).explain() == (
        review(loan_file(), POLICY, as_of=AS_OF).explain()
    )


def test_what_became_known_later_is_not_known() -> None:
    found = says("bankruptcy_liquidation", True, date(2024, 5, 1), known_on=date(2024, 7, 15))
    file = loan_file(evidence=(found,))
    assert str(review(file, POLICY, as_of=AS_OF).tier) == "loss"
    then = review(file, POLICY, as_of=AS_OF, known_on=AS_OF)
    assert (str(then.tier), then.known_on) == ("substandard", AS_OF)
    assert then.file is file


def test_a_day_before_the_disbursement_is_refused() -> None:
    assert review(loan_file(), POLICY, as_of=date(2024, 1, 5)).tier is not None
    with pytest.raises(InvalidValue, match=r"review\.as_of must be on or after the disbursement"):
        review(loan_file(), POLICY, as_of=date(2024, 1, 4))


def test_a_day_that_is_no_date_is_refused() -> None:
    with pytest.raises(InvalidValue, match=r"review\.as_of must be a date"):
        review(loan_file(), POLICY, as_of="2024-06-30")  # type: ignore[arg-type]


# ------------------------------------------------------------------------------ force


def test_a_policy_is_not_applied_outside_its_days() -> None:
    early = loan_file(
        loan=loan(disbursed_on=date(2022, 1, 5)), schedules=(schedule(on=date(2022, 1, 5)),)
    )
    with pytest.raises(PolicyNotYetInForce):
        review(early, POLICY, as_of=date(2023, 6, 30))
    as_if = review(early, POLICY, as_of=date(2023, 6, 30), outside_force="as_if")
    assert str(as_if.tier) == "normal"
    assert not as_if.receipt.in_force
    assert review(early, POLICY, as_of=date(2023, 7, 1)).receipt.in_force


def test_a_policy_by_the_date_of_the_contract_goes_by_it() -> None:
    signed = loan_file(loan=loan(signed_on=date(2023, 12, 31)), evidence=SUED)
    assert str(review(signed, OLD, as_of=AS_OF).tier) == "doubtful"
    with pytest.raises(PolicyNotYetInForce):
        review(signed, NEW, as_of=AS_OF)
    with pytest.raises(InvalidValue, match=r"Loan\.signed_on must be stated"):
        review(loan_file(), OLD, as_of=AS_OF)


@pytest.mark.parametrize(
    "signed_on, name, level",
    [(date(2023, 12, 31), "old", "doubtful"), (date(2024, 1, 1), "new", "substandard")],
)
def test_of_all_editions_the_one_that_governs_is_taken(
    signed_on: date, name: str, level: str
) -> None:
    file = loan_file(loan=loan(signed_on=signed_on), evidence=SUED)
    result = review(file, Editions((OLD, NEW)), as_of=AS_OF)
    assert (result.policy.edition, str(result.tier)) == (name, level)


def test_no_edition_in_force_is_refused_unless_as_if() -> None:
    file = loan_file(loan=loan(disbursed_on=date(2025, 1, 5), signed_on=date(2025, 1, 2),
                               matures_on=None), schedules=None, evidence=())  # fmt: skip
    with pytest.raises(PolicyNoLongerInForce):
        review(file, Editions((OLD, NEW)), as_of=date(2025, 6, 30))
    result = review(file, Editions((OLD, NEW)), as_of=date(2025, 6, 30), outside_force="as_if")
    assert (result.policy.edition, result.receipt.in_force) == ("new", False)


def test_shipped_editions_stand_in_place_of_a_policy() -> None:
    editions = load_editions("cn.asset-classification")
    assert review(loan_file(), editions, as_of=AS_OF).policy.edition == "2023"


def test_a_policy_that_does_not_apply_says_so_and_no_more() -> None:
    result = review(loan_file(), load_policy("cn.credit-card"), as_of=AS_OF)
    assert (result.applies, result.tier, result.at_least, result.could_be) == (
        False,
        None,
        None,
        None,
    )
    assert (result.floors, result.signals, result.gaps, result.agenda) == ((), (), (), ())
    assert result.next_change() is None


# ---------------------------------------------------------------------------- signals


def test_a_signal_on_record_is_raised_until_it_is_cleared() -> None:
    policy = load_policy("bank.branch-measures")
    event = SignalRecord(on=date(2024, 6, 1), signal="major-event", cleared_on=date(2024, 7, 1))
    other = SignalRecord(on=date(2024, 6, 1), signal="of another policy")
    file = loan_file(signals=(event, other))
    for as_of, raised in ((AS_OF, ["major-event"]), (date(2024, 7, 1), [])):
        signals = review(file, policy, as_of=as_of).signals
        assert [s.rule for s in signals if s.recorded] == raised
