"""Evidence: the latest stands until it expires; what conflicts or does not fit is told apart."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan.calendars.dated import DatedCalendar
from postloan.errors import InvalidFact, UnknownFact
from postloan.facts.catalogue import CORE
from postloan.facts.evidence import evidence_facts
from postloan.facts.fact import Fact, FactValue
from postloan.model.records import Evidence, EvidenceValue
from postloan.money import Money
from postloan.tiers import FIVE_TIER, Scale, Tier
from tests.worked.loans import cny, says

SCALES = {"classification": FIVE_TIER, "watch": Scale("watch", ("off", "on"))}
OUTLOOK = Fact[Tier](
    name="outlook", kind="tier", meaning="The tier that an analyst expects.", dimensional=True
)
CATALOGUE = CORE.extended([OUTLOOK])
JAN, FEB, MAR = date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)


def found(
    *evidence: Evidence, as_of: date = MAR, calendar: DatedCalendar | None = None
) -> dict[str, tuple[FactValue | None, str]]:
    facts = evidence_facts(
        evidence,
        as_of=as_of,
        scales=SCALES,
        catalogue=CATALOGUE,
        currency="CNY",
        calendar=calendar,
    )
    return {key: (value, reason) for key, value, reason in facts}


def test_what_nobody_recorded_is_left_out() -> None:
    assert found() == {}


def test_later_evidence_supersedes_earlier() -> None:
    assert found(says("lawsuit", False, FEB), says("lawsuit", True, JAN)) == {
        "lawsuit": (False, "")
    }


def test_of_one_day_what_became_known_later_stands() -> None:
    first, corrected = says("lawsuit", True, JAN, known_on=JAN), says("lawsuit", False, JAN)
    later = says("lawsuit", False, JAN, known_on=FEB)
    assert found(first, later)["lawsuit"] == (False, "")
    assert found(first, corrected)["lawsuit"] == (None, f"conflicting evidence of {JAN}")


def test_equal_values_of_one_day_do_not_conflict() -> None:
    facts = found(says("loss_share", Decimal("0.50"), JAN), says("loss_share", Decimal("0.5"), JAN))
    assert facts["loss_share"] == (Decimal("0.5"), "")


def test_a_number_never_passes_for_a_truth_beside_it() -> None:
    with pytest.raises(InvalidFact, match="lawsuit must be true or false; got 1"):
        found(says("lawsuit", True, JAN), says("lawsuit", 1, JAN))


def test_not_known_and_known_of_one_day_conflict() -> None:
    assert found(says("lawsuit", None, JAN), says("lawsuit", True, JAN))["lawsuit"][0] is None


def test_a_conflict_ends_with_later_evidence() -> None:
    conflict = says("lawsuit", True, JAN), says("lawsuit", False, JAN)
    assert found(*conflict, says("lawsuit", True, FEB))["lawsuit"] == (True, "")


def test_evidence_holds_on_its_last_day_and_not_on_the_next() -> None:
    search = says("lawsuit", False, JAN, valid_for="1 month")
    assert found(search, as_of=FEB)["lawsuit"] == (False, "")
    assert found(search, as_of=FEB + timedelta(1))["lawsuit"] == (
        None,
        f"evidence of {JAN} expired after 1 month",
    )


def test_working_days_of_validity_are_counted_by_the_calendar_or_leave_a_gap() -> None:
    search = says("lawsuit", False, JAN, valid_for="5 working days")
    leap_day = DatedCalendar(id="bank", first=JAN, last=FEB)
    reasons = [
        found(search, as_of=as_of, calendar=calendar)["lawsuit"][1]
        for as_of, calendar in (
            (date(2024, 2, 7), leap_day),
            (date(2024, 2, 8), leap_day),
            (date(2024, 2, 8), DatedCalendar(id="bank", first=JAN, last=date(2024, 2, 6))),
            (date(2024, 2, 7), None),
        )
    ]
    beyond = (
        "the calendar bank covers 2024-01-31 to 2024-02-06, not 5 working days after 2024-01-31"
    )
    assert reasons == [
        "",
        f"evidence of {JAN} expired after 5 working days",
        f"evidence of {JAN} may have expired: {beyond}",
        f"evidence of {JAN} may have expired: no calendar is at hand to count 5 working days by",
    ]


def test_evidence_that_surely_holds_stands_beside_equal_evidence_that_may_have_expired() -> None:
    doubtful = says("lawsuit", False, JAN, valid_for="5 working days")
    sure = says("lawsuit", False, JAN, valid_for="1 year")
    assert found(doubtful, sure)["lawsuit"] == found(sure, doubtful)["lawsuit"] == (False, "")


def test_expired_evidence_does_not_bring_back_what_it_superseded() -> None:
    facts = found(says("lawsuit", True, JAN), says("lawsuit", False, FEB, valid_for="1 day"))
    assert facts["lawsuit"][0] is None


def test_of_equal_evidence_the_longer_validity_holds() -> None:
    short = says("lawsuit", False, JAN, valid_for="1 day")
    long = says("lawsuit", False, JAN, valid_for="1 year")
    assert found(short, long)["lawsuit"] == found(long, short)["lawsuit"] == (False, "")


def test_evidence_can_say_that_it_is_not_known() -> None:
    assert found(says("lawsuit", None, JAN))["lawsuit"] == (
        None,
        f"recorded on {JAN} as not known",
    )


def test_what_holds_from_a_later_day_is_not_read() -> None:
    later = says("lawsuit", "no truth at all", MAR + timedelta(1))
    assert found(says("lawsuit", True, MAR), later)["lawsuit"] == (True, "")


def test_an_amount_in_another_currency_is_not_known() -> None:
    foreign = Money(Decimal(5), "USD")
    assert found(says("collateral_value", foreign, JAN))["collateral_value"] == (
        None,
        f"recorded on {JAN} in USD; the loan is in CNY",
    )
    assert found(says("collateral_value", cny(5), JAN))["collateral_value"] == (cny(5), "")


def test_a_tier_is_read_on_the_scale_of_its_dimension() -> None:
    facts = found(says("outlook", "loss", JAN), says("watch.outlook", "on", JAN))
    assert facts["outlook"][0] == FIVE_TIER["loss"]
    assert facts["watch.outlook"][0] == SCALES["watch"]["on"]


@pytest.mark.parametrize("name", ["law_suit", "watch.lawsuit", "watch.tears", "other.outlook"])
def test_a_name_that_no_fact_has_is_refused(name: str) -> None:
    with pytest.raises(UnknownFact):
        found(says(name, True, JAN))


@pytest.mark.parametrize(
    "name, value, allowed",
    [
        ("days_past_due", 5, "derived from the loan's records"),
        ("previous_tier", "loss", "derived from the loan's records"),
        ("tier", "loss", "left to the decision"),
        ("days_past_due", None, "derived from the loan's records"),
        ("loss_share", True, "a ratio"),
        ("lawsuit", JAN, "true or false"),
        ("outlook", "off", "one of normal"),
        ("lock_tier", "loss", "derived from the loan's records"),
    ],
)
def test_evidence_that_does_not_fit_its_fact_is_refused(
    name: str, value: EvidenceValue, allowed: str
) -> None:
    with pytest.raises(InvalidFact, match=f"{name} must be {allowed}"):
        found(says(name, value, JAN))


@given(
    st.lists(
        st.builds(
            says,
            st.sampled_from(["lawsuit", "extended"]),
            st.none() | st.booleans(),
            st.sampled_from([JAN, FEB, MAR]),
            known_on=st.sampled_from([JAN, FEB, MAR]),
            valid_for=st.none() | st.sampled_from(["1 day", "1 month"]),
        ),
        max_size=6,
    ).flatmap(lambda records: st.tuples(st.just(records), st.permutations(records)))
)
def test_the_order_of_evidence_does_not_matter(
    orders: tuple[list[Evidence], list[Evidence]],
) -> None:
    one, other = orders
    assert found(*one) == found(*other)
