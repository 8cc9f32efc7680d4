"""Samples that banks' own rules ask for, drawn and held against the records (S04-2, S10-2b)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import attrs

from postloan.model.file import LoanFile
from postloan.policy.loading import load_policy
from postloan.portfolio.keeping import compliance_of
from postloan.portfolio.sampling import draw_sample
from tests.worked.loans import loan, loan_file, tier


def lent(id: str, on: date, level: str = "normal") -> LoanFile:
    """Return a loan on whose tier nothing but the record speaks."""
    terms = attrs.evolve(loan(), id=id, retail=True, disbursed_on=on)
    return loan_file(loan=terms, schedules=(), tiers=(tier(level, on),))


def test_of_the_normal_loans_those_drawn_are_inspected_and_of_the_others_all() -> None:
    housing = load_policy(
        "bank.personal-housing",
        parameters={"sample_every": "6 months", "sample_share": Decimal("0.1")},
    )
    start = date(2024, 1, 5)
    normal = [lent(f"N-{n}", start) for n in range(20)]
    late = [lent(f"W-{n}", start, "special_mention") for n in range(3)]
    share = housing.parameters_on(start)["sample_share"]
    assert isinstance(share, Decimal)
    draw = draw_sample(
        {file.loan.id: "" for file in normal}, share=share, seed="2024-H1", at_least=3
    )
    kept = compliance_of(
        [*normal, *late],
        housing,
        since=start,
        until=date(2024, 7, 31),
        samples={"inspection.sample": draw},
    )
    asked = {(each.rule, each.loan) for each in kept.fulfilments if each.kind == "inspection"}
    assert {loan for rule, loan in asked if rule == "inspection.sample"} == draw.loans
    assert {loan for rule, loan in asked if rule == "inspection.monthly"} == {"W-0", "W-1", "W-2"}


def test_of_last_months_new_customers_at_least_the_stated_share_is_visited() -> None:
    retail = load_policy("lender.retail-buckets", parameters={"sample_share": Decimal("0.15")})
    share = retail.parameters_on(date(2024, 6, 1))["sample_share"]
    assert isinstance(share, Decimal)
    files = [lent(f"C-{n}", date(2024, 5 + n % 2, 1 + n)) for n in range(28)]
    may = (date(2024, 5, 1), date(2024, 5, 31))
    new = {file.loan.id: "" for file in files if may[0] <= file.loan.disbursed_on <= may[1]}
    draw = draw_sample(new, share=share, seed="2024-05")
    assert (len(new), len(draw)) == (14, 3)  # 15 % of 14 is 2.1
    assert draw.loans < new.keys()


def test_of_borrowers_who_pay_out_themselves_at_least_the_stated_share_is_called() -> None:
    retail = load_policy("lender.retail-buckets", parameters={"call_back_share": Decimal("0.5")})
    share = retail.parameters_on(date(2024, 6, 1))["call_back_share"]
    assert isinstance(share, Decimal)
    files = [lent(f"C-{n}", date(2024, 5, 1 + n)) for n in range(5)]
    own = [
        attrs.evolve(file, loan=attrs.evolve(file.loan, payment_mode="self_directed"))
        for file in files
    ]
    draw = draw_sample({file.loan.id: "" for file in own}, share=share, seed="2024-05")
    kept = compliance_of(
        own,
        retail,
        since=date(2024, 5, 1),
        until=date(2024, 5, 31),
        samples={"first-call.self-paid": draw},
    )
    asked = [each.loan for each in kept.fulfilments if each.kind == "call_back"]
    assert (len(asked), frozenset(asked)) == (3, draw.loans)
