"""Laws of reviewing, over any loan file, under each policy that ships."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

import attrs
from hypothesis import given
from hypothesis import strategies as st

from postloan.arrears.figures import Arrears
from postloan.calendars.shipped import CALENDARS
from postloan.dates import Period
from postloan.facts.catalogue import CORE
from postloan.model.file import LoanFile
from postloan.model.records import (
    DutyRecord,
    Evidence,
    EvidenceValue,
    InspectionRecord,
    SignalRecord,
)
from postloan.model.schedule import Payment
from postloan.money import Money
from postloan.policy.loading import load_policy
from postloan.reviews.deciding import file_on
from postloan.reviews.pipeline import review
from postloan.reviews.result import Review
from postloan.testing.files import loan_files
from postloan.testing.values import amounts, days
from postloan.tiers import FIVE_TIER

IN_FORCE: Final = date(2023, 7, 1)
POLICIES: Final = (
    load_policy("cn.asset-classification"),
    load_policy(
        "bank.branch-measures",
        parameters={
            "doubtful_visit_every": "2 weeks",
            "individual_visit_every": "1 year",
            "rectify_within": "15 working days",
        },
    ).with_calendar(CALENDARS["cn"]),  # it ends in the decade of these loans
    load_policy("cn.credit-card"),
)
BLANK: Final = load_policy("bank.branch-measures")
"""The same without the periods that its source leaves blank."""
BRANCH: Final = BLANK.contents
RECORDED: Final = sorted(name for name, fact in CORE.items() if fact.source == "evidence")


def values(name: str) -> st.SearchStrategy[EvidenceValue]:
    """Generate values that a fact allows, None among them; shrinks to None."""
    fact = CORE[name]
    least = fact.minimum if fact.minimum is not None else -3
    match fact.kind:
        case "bool":
            known: st.SearchStrategy[EvidenceValue] = st.booleans()
        case "tier":
            known = st.sampled_from([level.id for level in FIVE_TIER])
        case "enum":
            known = st.sampled_from(fact.values)
        case "money":
            known = st.builds(Money, st.integers(0, 9), st.sampled_from(["CNY", "USD", "INR"]))
        case "ratio":
            known = amounts(min_value=least, max_value=fact.maximum or 9)
        case _:
            known = st.integers(least, 400)
    return st.none() | known


def evidence(name: str) -> st.SearchStrategy[Evidence]:
    periods = st.sampled_from(["1 day", "1 month", "1 year"]).map(Period.parse)
    return st.builds(
        Evidence,
        fact=st.just(name),
        value=values(name),
        on=days(),
        known_on=days(),
        valid_for=st.none() | periods,
    )


def some(records: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(records, max_size=4).map(tuple)


def fitted(
    file: LoanFile,
    *,
    card: bool,
    signals: tuple[Any, ...],
    **records: Any,  # noqa: ANN401 -- as `some` gives them
) -> LoanFile:
    product = "card" if card else file.loan.product
    loan = attrs.evolve(file.loan, product=product)
    return attrs.evolve(file, loan=loan, signals=file.signals + signals, **records)


FILES: Final = st.builds(
    fitted,
    loan_files(),
    card=st.booleans(),
    evidence=some(st.one_of([evidence(name) for name in RECORDED])),
    inspections=some(st.builds(InspectionRecord, on=days(), kind=st.just("on_site"))),
    duties=some(
        st.builds(
            DutyRecord,
            on=days(),
            duty=st.sampled_from([rule.id for rule in BRANCH.duties]),
            due=st.none() | days(),
        )
    ),
    signals=some(
        st.builds(
            SignalRecord, on=days(), signal=st.sampled_from([rule.id for rule in BRANCH.signals])
        )
    ),
)
"""Loan files whose records fit the catalogue and the policies that ship."""


@st.composite
def cases(draw: st.DrawFn) -> tuple[LoanFile, date]:
    """Generate a loan file and a day on which it can be reviewed."""
    file = draw(FILES)
    return file, draw(days(min_value=max(IN_FORCE, file.loan.disbursed_on)))


def said(result: Review) -> tuple[object, ...]:
    """Return everything that a review says."""
    return (
        result.outcomes,
        dict(result.facts),
        result.signals,
        result.gaps,
        result.agenda,
        result.migration,
        result.receipt,
        result.explain(),
    )


@given(case=cases())
def test_a_review_of_a_valid_file_never_raises(case: tuple[LoanFile, date]) -> None:
    file, as_of = case
    for policy in (*POLICIES, BLANK):
        result = review(file, policy, as_of=as_of)
        assert said(result)
        if result.at_least is not None and result.could_be is not None:
            assert result.at_least <= result.could_be
            assert result.tier is None or result.at_least <= result.tier <= result.could_be


@given(case=cases(), data=st.data())
def test_reviewing_again_says_the_same_whatever_the_order_of_records(
    case: tuple[LoanFile, date], data: st.DataObject
) -> None:
    file, as_of = case
    mixed: dict[str, Any] = {}
    for field in attrs.fields(LoanFile):
        records = getattr(file, field.name)
        if isinstance(records, tuple):
            mixed[field.name] = tuple(data.draw(st.permutations(records), field.name))
    shuffled = attrs.evolve(file, **mixed)
    for policy in POLICIES:
        expected = said(review(file, policy, as_of=as_of))
        assert said(review(file, policy, as_of=as_of)) == expected
        assert said(review(shuffled, policy, as_of=as_of)) == expected


@given(case=cases(), amount=st.integers(1, 20_000), data=st.data())
def test_paying_never_worsens(
    case: tuple[LoanFile, date], amount: int, data: st.DataObject
) -> None:
    file, as_of = case
    on = data.draw(days(min_value=file.loan.disbursed_on))
    payments = file.payments or ()
    paid = Payment(on=on, amount=Money(amount, file.loan.currency))
    for policy in POLICIES:
        less, more = (
            review(attrs.evolve(file, payments=made), policy, as_of=as_of)
            for made in (payments, (*payments, paid))
        )
        if less.arrears is not None and less.arrears.unknown:
            continue  # more was taken back than paid: what is paid now can make it countable
        for field in ("days_past_due", "interest_days_past_due", "periods_missed"):
            assert figure(more.arrears, field) <= figure(less.arrears, field)
        for level in ("tier", "at_least", "could_be"):
            worse, better = getattr(less, level), getattr(more, level)
            assert worse is better is None or better <= worse


def figure(arrears: Arrears | None, field: str) -> int:
    number = getattr(arrears, field)
    assert number is None or isinstance(number, int)
    return number or 0


@given(case=cases(), data=st.data())
def test_knowing_more_stays_between_the_bounds(
    case: tuple[LoanFile, date], data: st.DataObject
) -> None:
    file, as_of = case
    name = data.draw(st.sampled_from(sorted({*RECORDED}.intersection(BRANCH.reads))))
    known = Evidence(fact=name, value=data.draw(values(name)), on=as_of, known_on=date.max)
    more = attrs.evolve(file, evidence=(*file.evidence, known))
    for policy in POLICIES:
        before, after = (review(each, policy, as_of=as_of) for each in (file, more))
        was_known = before.facts[name] is not None
        if was_known or before.at_least is None or after.at_least is None:
            continue
        assert before.could_be is not None
        assert after.could_be is not None
        assert before.at_least <= after.at_least <= after.could_be <= before.could_be


@given(case=cases(), horizon=st.integers(0, 20))
def test_the_next_change_is_what_reviewing_day_by_day_finds(
    case: tuple[LoanFile, date], horizon: int
) -> None:
    file, as_of = case
    today = file_on(file, as_of, None)
    for policy in POLICIES:
        result = review(today, policy, as_of=as_of)
        days_ahead = (as_of + timedelta(ahead) for ahead in range(1, horizon + 1))
        later = ((day, review(today, policy, as_of=day).tier) for day in days_ahead)
        expected = next(((day, tier) for day, tier in later if tier != result.tier), None)
        found = result.next_change(Period(count=horizon, unit="day"))
        assert (found and (found.on, found.tier)) == expected


@given(case=cases())
def test_a_later_record_says_nothing_of_an_earlier_day(case: tuple[LoanFile, date]) -> None:
    file, as_of = case
    later = Evidence(fact="debt_evasion", value=True, on=as_of + timedelta(1))
    more = attrs.evolve(file, evidence=(*file.evidence, later))
    policy = POLICIES[1]
    assert said(review(more, policy, as_of=as_of)) == said(review(file, policy, as_of=as_of))


@given(case=cases())
def test_an_agenda_fits_together(case: tuple[LoanFile, date]) -> None:
    file, as_of = case
    for policy in POLICIES:
        agenda = review(file, policy, as_of=as_of).agenda
        for item in agenda:
            assert (item.status == "late") == (item.done_on is None and is_past(item.due, as_of))
            assert (item.status == "done") == (item.done_on is not None)
            assert item.status != "undated" or item.due is None
            governing = [
                (other.kind, other.certain, other.obligation)
                for other in agenda
                if other.rule == item.covered_by and other.covered_by is None
            ]
            expected = (item.kind, item.certain, "inspection")
            assert item.covered_by is None or expected in governing


def is_past(due: date | None, as_of: date) -> bool:
    return due is not None and due < as_of


@given(case=cases())
def test_a_visit_made_today_leaves_no_visit_late(case: tuple[LoanFile, date]) -> None:
    file, as_of = case
    visit = InspectionRecord(on=as_of, kind="on_site")
    visited = attrs.evolve(file, inspections=(*file.inspections, visit))
    for policy in POLICIES:
        agenda = review(visited, policy, as_of=as_of).agenda
        late = [item.rule for item in agenda if item.status == "late"]
        assert not [rule for rule in late if rule.startswith("visit.")]
