"""Obligors as wholes: one claim's tier acting on the others, by worked and external cases."""

from __future__ import annotations

import json
import pickle
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import attrs
import pytest

from postloan.between import Between
from postloan.errors import CurrencyMismatch, InvalidValue, UnknownName
from postloan.model.changes import Merger
from postloan.model.file import LoanFile
from postloan.model.parties import Borrower
from postloan.model.records import Evidence, EvidenceValue
from postloan.policy.loading import load_policy
from postloan.portfolio.obligor import ObligorReview
from postloan.portfolio.obligors import groups_of, review_obligor, review_obligors
from postloan.reviews.pipeline import review
from tests.obligor_files import AS_OF, FIRST, claim, due
from tests.policies import policy

CN = load_policy("cn.asset-classification")
BAD: Mapping[str, EvidenceValue] = {"credit_impaired": True, "loss_share": Decimal(0)}
GOOD: Mapping[str, EvidenceValue] = {
    "credit_impaired": False,
    "obligor_nonperforming_elsewhere": False,
    "obligor_overdue_90_share_all_banks": Decimal(0),
}


def tiers(result: ObligorReview) -> list[str]:
    return [str(review.tier) for review in result.reviews]


def under_cn(*files: LoanFile) -> ObligorReview:
    return review_obligor(files, CN, as_of=AS_OF)


# -- Measures of 2023, Arts. 7, 10(4), 11(4) and 15


def test_exactly_a_tenth_non_performing_makes_the_others_special_mention_only() -> None:
    result = under_cn(claim("1", 100, BAD), claim("2", 800, GOOD), claim("3", 100, GOOD))
    assert tiers(result) == ["substandard", "special_mention", "special_mention"]
    assert result.facts["obligor_nonperforming_share"] == Decimal("0.1")
    assert [review.could_be for review in result.reviews] == [r.tier for r in result.reviews]


def test_more_than_a_tenth_makes_all_claims_non_performing_and_says_by_which() -> None:
    result = under_cn(claim("1", 101, BAD), claim("2", 799, GOOD), claim("3", 100, GOOD))
    assert tiers(result) == ["substandard"] * 3
    assert result.infections_of("1") == ()
    cross, same = result.infections_of("3")
    assert (cross.rule, cross.by, cross.value) == ("cross-default", ("1",), Decimal("0.101"))
    assert cross.citation is not None
    assert cross.citation.article == "Art. 7"
    assert (same.rule, same.by, same.value) == ("same-debtor-nonperforming", ("1",), True)
    assert "by cross-default: obligor_nonperforming_share is 0.101, by 1" in result.explain()


def test_accepted_enhancement_of_the_bad_claim_keeps_it_from_acting_on_the_share() -> None:
    covered = {**BAD, "enhancement_accepted": True}
    result = under_cn(claim("1", 101, covered), claim("2", 799, GOOD), claim("3", 100, GOOD))
    assert tiers(result) == ["substandard", "special_mention", "special_mention"]


def test_a_claim_with_accepted_enhancement_is_not_made_non_performing() -> None:
    covered = {**GOOD, "enhancement_accepted": True}
    result = under_cn(claim("1", 500, BAD), claim("2", 400, GOOD), claim("3", 100, covered))
    assert tiers(result) == ["substandard", "substandard", "special_mention"]


def test_retail_claims_are_classed_one_by_one() -> None:
    files = (claim("1", 101, BAD, retail=True), claim("2", 899, GOOD, retail=True))
    assert tiers(under_cn(*files)) == ["substandard", "normal"]


def test_bad_assets_in_the_lock_after_a_merger_act_on_nothing() -> None:
    locked = attrs.evolve(claim("1", 500, BAD), mergers=(Merger(on=AS_OF),))
    result = under_cn(locked, claim("2", 500, GOOD))
    assert tiers(result) == ["substandard", "normal"]


@pytest.mark.parametrize(
    "share, expected", [(Decimal("0.2"), "special_mention"), (Decimal("0.2001"), "substandard")]
)
def test_more_than_a_fifth_overdue_at_all_banks_is_substandard_for_every_claim(
    share: Decimal, expected: str
) -> None:
    recorded: Mapping[str, EvidenceValue] = {
        "credit_impaired": False,
        "obligor_nonperforming_elsewhere": True,
        "obligor_overdue_90_share_all_banks": share,
    }
    result = under_cn(claim("1", 500, recorded), claim("2", 500, {"credit_impaired": False}))
    assert tiers(result) == [expected, expected]


def test_what_two_files_record_differently_about_the_obligor_on_one_day_is_not_known() -> None:
    other = {**GOOD, "obligor_nonperforming_elsewhere": True}
    result = under_cn(claim("1", 500, GOOD), claim("2", 500, other))
    fact = "obligor_nonperforming_elsewhere"
    for found in result.reviews:
        assert found.facts[fact] is None
        assert f"{fact}: conflicting evidence of {FIRST}" in map(str, found.gaps)
        assert (str(found.at_least), str(found.could_be)) == ("normal", "special_mention")


def test_a_member_of_the_group_is_assessed_and_not_infected() -> None:
    bad, good = (Borrower(id=id, kind="corporate", group="G-1") for id in ("B-1", "B-2"))
    other = Borrower(id="B-3", kind="corporate")
    files = [
        claim("1", 100, BAD, borrower=bad),
        claim("2", 100, GOOD, borrower=good),
        claim("3", 100, GOOD, borrower=other),
    ]
    first = list(review_obligors(files, CN, as_of=AS_OF))
    groups = groups_of(first)
    assert groups == {"G-1": {"B-1": True}}
    second = list(review_obligors(files, CN, as_of=AS_OF, groups=groups))
    assert [tiers(result) for result in second] == [["substandard"], ["normal"], ["normal"]]
    owed = [[item.rule for item in result.reviews[0].agenda] for result in second]
    assert owed == [[], ["group-assessment"], []]
    facts = [result.reviews[0].facts["obligor_group_nonperforming"] for result in second]
    assert facts == [False, True, False]


def test_a_member_that_may_be_bad_leaves_open_whether_the_group_is_assessed() -> None:
    one, two = (Borrower(id=id, kind="corporate", group="G-1") for id in ("B-1", "B-2"))
    first = review_obligor([claim("1", 100, borrower=one)], CN, as_of=AS_OF)
    groups = groups_of([first])
    assert groups == {"G-1": {"B-1": None}}
    result = review_obligor([claim("2", 1, borrower=two)], CN, as_of=AS_OF, groups=groups)
    assert result.reviews[0].facts["obligor_group_nonperforming"] is None


# -- Guideline of 2007, Art. 10


def test_under_the_guideline_of_2007_part_of_the_debt_bad_reaches_the_rest_retail_or_not() -> None:
    old = load_policy("cn.asset-classification@2007", parameters={"nonaccrual_days": 90})
    files = [
        claim("1", 1, dues=due(date(2024, 3, 1)), retail=True),
        claim("2", 99, {"obligor_nonperforming_elsewhere": False}, retail=True),
    ]
    result = review_obligor(files, old, as_of=AS_OF, outside_force="as_if")
    assert tiers(result) == ["substandard", "special_mention"]
    (same,) = result.infections_of("2")
    assert (same.rule, same.by) == ("bad-here", ("1",))


# -- EU: the pulling effect, in the words of the reporting and of the regulation

PULL = """
    [conventions]
    day_one = "day_after_due"
    [obligor]
    nonperforming = "non_performing"
    among.obligor_overdue_90_share = "on_balance_sheet"
    [[floor]]
    id = "overdue"
    when = "days_past_due > 90"
    at_least = "non_performing"
    [[floor]]
    id = "pulled"
    when = "obligor_overdue_90_share {} 0.2"
    at_least = "non_performing"
"""


@pytest.mark.parametrize(
    "comparator, overdue, pulled",
    [(">=", 199, False), (">=", 200, True), (">", 200, False), (">", 201, True)],
)
def test_the_comparator_of_the_pulling_effect_is_the_policys(
    comparator: str, overdue: int, pulled: bool
) -> None:
    eu = policy(PULL.format(comparator), head='scale = "npe"')
    late = due(date(2024, 3, 31))
    files = [
        claim("1", overdue, dues=late, on_balance_sheet=True),
        claim("2", 1000 - overdue, on_balance_sheet=True),
        claim("3", 9000, dues=late, on_balance_sheet=False),
    ]
    second = review_obligor(files, eu, as_of=AS_OF).review_of("2")
    assert (str(second.tier) == "non_performing") is pulled


# -- what is not known


def test_a_claim_of_unknown_tier_leaves_the_share_between_bounds() -> None:
    unknown: Mapping[str, EvidenceValue] = {}
    result = under_cn(claim("1", 100, BAD), claim("2", 300, unknown), claim("3", 600, GOOD))
    share = result.facts["obligor_nonperforming_share"]
    assert share == Between(low=Decimal("0.1"), high=Decimal(1))
    third = result.review_of("3")
    assert (str(third.at_least), str(third.could_be)) == ("special_mention", "substandard")
    (cross,) = (found for found in result.infections_of("3") if not found.certain)
    assert (cross.rule, cross.by) == ("cross-default", ("1", "2"))
    assert str(cross).startswith("possibly substandard by cross-default: ")
    assert "3: special_mention (at least special_mention, could be substandard)" in result.explain()


def test_what_leaves_a_share_open_is_named_in_the_gap() -> None:
    result = under_cn(claim("1", None, BAD), claim("2", 600, GOOD))
    gap = next(g for g in result.review_of("2").gaps if g.name == "obligor_nonperforming_share")
    assert gap.reason == "known to be from 0 to 1; not settled for 1, 2"


def test_a_policy_that_does_not_say_what_is_non_performing_counts_no_bad_claims() -> None:
    silent = policy(
        "[[floor]]\nid = 'a'\nwhen = 'obligor_nonperforming_share > 0'\nat_least = 'loss'"
    )
    result = review_obligor([claim("1", 1, BAD), claim("2", 1)], silent, as_of=AS_OF)
    assert "obligor_nonperforming_share" not in result.facts
    assert result.nonperforming is None
    assert [str(review.could_be) for review in result.reviews] == ["loss", "loss"]


def test_a_rule_without_a_citation_is_told_without_one() -> None:
    silent = policy(
        """
        [obligor]
        nonperforming = "substandard"
        [[floor]]
        id = "impaired"
        when = "credit_impaired"
        at_least = "substandard"
        [[floor]]
        id = "share"
        when = "obligor_nonperforming_share > 0"
        at_least = "special_mention"
        """
    )
    files = [claim("1", 1, BAD), claim("2", 1, {"credit_impaired": False})]
    result = review_obligor(files, silent, as_of=AS_OF)
    assert result.explain().endswith("by share: obligor_nonperforming_share is 0.5, by 1")


def test_a_loan_that_the_policy_is_not_for_leaves_open_whether_it_is_bad() -> None:
    cards = load_policy("cn.credit-card")
    result = review_obligor([claim("1", 1)], cards, as_of=AS_OF)
    assert result.nonperforming is None
    assert "1: not applicable" in result.explain()


@pytest.mark.parametrize(
    "noted, expected",
    [("0.05", Decimal("0.1")), ("0.3", Decimal("0.3"))],
)
def test_of_what_is_counted_and_what_is_on_record_the_worse_stands(
    noted: str, expected: Decimal
) -> None:
    noting = {**GOOD, "obligor_nonperforming_share": Decimal(noted)}
    result = under_cn(claim("1", 100, BAD, retail=True), claim("2", 900, noting, retail=True))
    assert result.facts["obligor_nonperforming_share"] == expected


def test_what_is_on_record_narrows_the_bounds_of_what_is_counted() -> None:
    for noted, expected in (("0.5", Between(low=Decimal("0.5"), high=1)), ("1", Decimal(1))):
        noting = {**GOOD, "obligor_nonperforming_share": Decimal(noted)}
        result = under_cn(claim("1", None, BAD, retail=True), claim("2", 900, noting, retail=True))
        assert result.facts["obligor_nonperforming_share"] == expected


def test_an_impaired_asset_on_record_counts_beside_those_that_are_found() -> None:
    noting = {**GOOD, "obligor_has_impaired_asset": True}
    assert under_cn(claim("1", 1, noting)).facts["obligor_has_impaired_asset"] is True
    noting["obligor_has_impaired_asset"] = False
    assert under_cn(claim("1", 1, noting)).facts["obligor_has_impaired_asset"] is False


# -- amounts


def test_amounts_in_several_currencies_are_weighed_only_by_given_rates() -> None:
    files = [claim("1", 10, BAD, currency="USD"), claim("2", 630, GOOD)]
    with pytest.raises(CurrencyMismatch, match="without rates"):
        review_obligor(files, CN, as_of=AS_OF)
    rates = {"USD": Decimal(7), "CNY": Decimal(1)}
    result = review_obligor(files, CN, as_of=AS_OF, rates=rates)
    assert result.facts["obligor_nonperforming_share"] == Decimal("0.1")
    for wrong in ({"USD": Decimal(7)}, {**rates, "USD": Decimal(0)}):
        with pytest.raises(InvalidValue, match="rates"):
            review_obligor(files, CN, as_of=AS_OF, rates=wrong)


def test_the_policy_names_the_amount_by_which_claims_are_weighed() -> None:
    weighing = policy(
        """
        [obligor]
        amount = "principal"
        nonperforming = "substandard"
        [[floor]]
        id = "bad"
        when = "credit_impaired"
        at_least = "substandard"
        """
    )
    result = review_obligor([claim("1", 1, BAD), claim("2", 9, GOOD)], weighing, as_of=AS_OF)
    assert result.facts["obligor_nonperforming_share"] == Decimal("0.5")


# -- the face


def test_loans_that_are_disbursed_only_later_are_no_claims_yet() -> None:
    later = claim("2", 1, disbursed_on=date(2024, 7, 1))
    result = under_cn(claim("1", 1, GOOD), later)
    assert (tiers(result), result.not_yet) == (["normal"], ("2",))
    assert "2: not yet disbursed" in result.explain()
    none = under_cn(later)
    assert (none.reviews, none.not_yet, none.nonperforming) == ((), ("2",), False)


def test_files_of_other_borrowers_or_of_one_loan_twice_are_refused() -> None:
    other = claim("2", borrower=Borrower(id="B-2", kind="corporate"))
    for files in ([], [claim("1"), claim("1")], [claim("1"), other]):
        with pytest.raises(InvalidValue, match="files"):
            review_obligor(files, CN, as_of=AS_OF)
    with pytest.raises(InvalidValue, match="policy"):
        review_obligor([claim("1")], "cn", as_of=AS_OF)  # type: ignore[arg-type]


def test_a_stream_goes_by_the_order_of_its_borrowers() -> None:
    one, two = (Borrower(id=id, kind="corporate") for id in ("B-1", "B-2"))
    files = [claim(id, 1, GOOD, borrower=by) for id, by in (("1", one), ("2", two), ("3", two))]
    found = review_obligors(files, CN, as_of=AS_OF)
    assert [(result.obligor, len(result.reviews)) for result in found] == [("B-1", 1), ("B-2", 2)]
    with pytest.raises(InvalidValue, match="B-2 came before"):
        list(review_obligors([*files, files[0]], CN, as_of=AS_OF))


def test_a_review_is_found_by_its_loan() -> None:
    result = under_cn(claim("1", 1, GOOD), claim("2", 1, GOOD))
    assert result.review_of("2").file.loan.id == "2"
    assert repr(result) == "<ObligorReview of B-1 on 2024-06-30: 2 claims>"
    with pytest.raises(UnknownName):
        result.review_of("3")


def test_the_outlook_of_a_loan_keeps_what_is_known_of_the_others() -> None:
    result = under_cn(claim("1", 500, BAD), claim("2", 500, GOOD, dues=due(date(2024, 6, 15))))
    change = result.review_of("2").next_change()
    assert change is not None
    assert (str(change.was), str(change.tier)) == ("substandard", "doubtful")


def test_the_result_is_told_in_json() -> None:
    unknown = claim("3", 600)
    found = json.loads(under_cn(claim("1", 100, BAD), claim("2", 300, GOOD), unknown).to_json())
    assert found["format"] == "postloan.obligor-review/1"
    assert found["facts"]["obligor_nonperforming_share"] == {"low": "0.1", "high": "1"}
    assert found["facts"]["obligor_has_nonperforming_asset"] is True
    assert found["loans"][1] == {
        "loan_id": "2",
        "tier": "special_mention",
        "at_least": "special_mention",
        "could_be": "substandard",
        "floors": ["same-debtor-nonperforming"],
    }
    acting = [(one["loan_id"], one["by"], one["certain"]) for one in found["infections"]]
    assert acting[:2] == [("2", ["1"], True), ("2", ["1", "3"], False)]
    assert found["loans"][2]["tier"] == "special_mention"
    exact = json.loads(under_cn(claim("1", 100, BAD), claim("2", 200, GOOD)).to_json())
    assert exact["facts"]["obligor_nonperforming_share"] == "1"


def test_evidence_about_the_obligor_keeps_its_own_dates() -> None:
    first = claim("1", 1, {**GOOD, "obligor_nonperforming_elsewhere": True})
    later = Evidence(on=date(2024, 6, 1), fact="obligor_nonperforming_elsewhere", value=False)
    second = attrs.evolve(claim("2", 1, {"credit_impaired": False}), evidence=(later,))
    for files in ([first, second], [second, first]):
        assert under_cn(*files).review_of("1").facts[later.fact] is False
    before = review_obligor([first, second], CN, as_of=date(2024, 5, 31))
    assert before.review_of("2").facts[later.fact] is True


def test_reviews_go_to_other_processes() -> None:
    alone = review(claim("1", 100, BAD), CN, as_of=AS_OF)
    sent = pickle.loads(pickle.dumps(alone))  # noqa: S301 -- our own bytes
    assert sent.explain() == alone.explain()
    together = under_cn(claim("1", 100, BAD), claim("2", None, GOOD))
    again = pickle.loads(pickle.dumps(together))  # noqa: S301 -- our own bytes
    assert again.to_json() == together.to_json()
