"""Laws of contagion, against a brute force over every way in which claims could be bad."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, product
from typing import Any, Final

import attrs
from hypothesis import given
from hypothesis import strategies as st

from postloan.between import Between
from postloan.model.file import LoanFile
from postloan.model.records import EvidenceValue
from postloan.policy.policy import Policy
from postloan.portfolio.claims import Part, share_of
from postloan.portfolio.obligor import ObligorReview
from postloan.portfolio.obligors import review_obligor
from postloan.reviews.pipeline import review
from postloan.rules.evaluate import Truth
from tests.obligor_files import AS_OF, claim
from tests.policies import policy

RULES: Final = policy(
    """
    [obligor]
    nonperforming = "substandard"
    left_out.obligor_nonperforming_share = "enhancement_accepted"
    [[floor]]
    id = "impaired"
    when = "credit_impaired"
    at_least = "substandard"
    [[floor]]
    id = "a-tenth"
    when = "not retail and obligor_nonperforming_share > 0.1"
    at_least = "substandard"
    [[floor]]
    id = "a-third"
    when = "lawsuit and obligor_nonperforming_share > 0.3"
    at_least = "doubtful"
    [[floor]]
    id = "any"
    when = "obligor_has_nonperforming_asset"
    at_least = "special_mention"
    [[floor]]
    id = "half"
    when = "contact_lost and obligor_nonperforming_share >= 0.5"
    at_least = "substandard"
    """
)


@attrs.frozen
class Lent:
    """A claim as it is generated."""

    amount: int | None
    impaired: Truth
    retail: Truth
    locked: Truth
    lawsuit: bool
    lost: bool

    @property
    def unknowns(self) -> list[str]:
        names = ("amount", "impaired", "retail", "locked")
        return [name for name in names if getattr(self, name) is None]

    def file(self, id: str) -> LoanFile:
        facts: dict[str, EvidenceValue] = {
            "credit_impaired": self.impaired,
            "enhancement_accepted": self.locked,
            "lawsuit": self.lawsuit,
            "contact_lost": self.lost,
        }
        return claim(id, self.amount, facts, retail=self.retail)


TRUTHS: Final[st.SearchStrategy[Truth]] = st.sampled_from((False, True, None))
AMOUNTS: Final = st.sampled_from((1, 2, 3, 10, 30))


def lent(*, known: bool = False) -> st.SearchStrategy[Lent]:
    truths: st.SearchStrategy[Truth] = st.booleans() if known else TRUTHS
    amounts: st.SearchStrategy[int | None] = AMOUNTS if known else st.none() | AMOUNTS
    return st.builds(Lent, amounts, truths, truths, truths, st.booleans(), st.booleans())


def obligors(*, known: bool = False) -> st.SearchStrategy[list[Lent]]:
    return st.lists(lent(known=known), min_size=1, max_size=4)


def reviewed(claims: list[Lent], rules: Policy = RULES) -> ObligorReview:
    files = [one.file(f"L-{n}") for n, one in enumerate(claims)]
    return review_obligor(files, rules, as_of=AS_OF)


def tier_of(one: Lent, share: Fraction, *, there_is: bool) -> int:
    """Return the rank that the rules above give a claim, written out by hand."""
    if one.lawsuit and share > Fraction(3, 10):
        return 3
    infected = (not one.retail and share > Fraction(1, 10)) or (
        one.lost and share >= Fraction(1, 2)
    )
    if one.impaired or infected:
        return 2
    return int(there_is)


def least_fixed_point(claims: list[Lent]) -> tuple[int, ...]:
    """Return the tiers of the smallest set of bad claims that the rules leave as it is."""
    size = range(len(claims))
    for count in range(len(claims) + 1):
        for bad in map(set, combinations(size, count)):
            counts = [n for n in size if not (n in bad and claims[n].locked)]
            weights = {n: Fraction(claims[n].amount or 0) for n in counts}
            total = sum(weights.values())
            worse = sum(weight for n, weight in weights.items() if n in bad)
            share = worse / total if total else Fraction(0)
            ranks = tuple(tier_of(one, share, there_is=bool(bad)) for one in claims)
            if {n for n in size if ranks[n] >= 2} == bad:
                return ranks
    raise AssertionError(claims)


@given(obligors(known=True))
def test_what_is_known_comes_to_the_least_fixed_point_in_as_many_passes_as_claims_and_one(
    claims: list[Lent],
) -> None:
    result = reviewed(claims)
    ranks = [review.tier and review.tier.rank for review in result.reviews]
    assert tuple(ranks) == least_fixed_point(claims)
    assert result.passes <= len(claims) + 1


@given(obligors())
def test_what_is_not_known_leaves_open_every_way_in_which_it_can_be_settled(
    claims: list[Lent],
) -> None:
    result = reviewed(claims)
    assert result.passes <= 2 * len(claims) + 1
    unknown = [(n, name) for n, one in enumerate(claims) for name in one.unknowns]
    for values in product((False, True), repeat=len(unknown[:5])):
        known: list[Any] = list(claims)
        chosen = dict(zip(unknown, values, strict=False))
        for n, name in unknown:
            value = chosen.get((n, name), False)
            one_of: object = (1, 30)[value] if name == "amount" else value
            known[n] = attrs.evolve(known[n], **{name: one_of})
        for found, rank in zip(result.reviews, least_fixed_point(known), strict=True):
            assert found.at_least is not None
            assert found.could_be is not None
            assert found.at_least.rank <= rank <= found.could_be.rank


@given(obligors())
def test_no_loan_is_better_than_it_is_known_to_be_alone(claims: list[Lent]) -> None:
    for found in reviewed(claims).reviews:
        alone = review(found.file, RULES, as_of=AS_OF)
        assert alone.at_least is not None
        assert found.at_least is not None
        assert alone.at_least <= found.at_least


@given(obligors(), lent())
def test_a_further_bad_claim_makes_no_other_better(claims: list[Lent], more: Lent) -> None:
    bad = attrs.evolve(more, impaired=True)
    before, after = reviewed(claims), reviewed([*claims, bad])
    for old, new in zip(before.reviews, after.reviews, strict=False):
        assert old.at_least is not None
        assert new.at_least is not None
        assert old.at_least <= new.at_least


@given(st.permutations(range(4)), st.lists(lent(), min_size=4, max_size=4))
def test_the_order_of_the_files_does_not_matter(order: list[int], claims: list[Lent]) -> None:
    files = [one.file(f"L-{n}") for n, one in enumerate(claims)]
    told = review_obligor(files, RULES, as_of=AS_OF)
    again = review_obligor([files[n] for n in order], RULES, as_of=AS_OF)
    assert again.to_json() == told.to_json()
    assert again.explain() == told.explain()


@given(obligors())
def test_retail_claims_are_not_infected_by_the_share(claims: list[Lent]) -> None:
    own = attrs.evolve(claims[0], retail=True, impaired=False, lawsuit=False, lost=False)
    first = reviewed([own, *claims[1:]]).review_of("L-0")
    assert first.could_be is not None
    assert first.could_be.id in ("normal", "special_mention")


@given(obligors())
def test_what_acts_on_a_loan_is_bad_by_itself_or_by_others_before_it(claims: list[Lent]) -> None:
    result = reviewed(claims)
    for found in result.infections:
        assert found.loan not in found.by
        if found.certain:
            for id in found.by:
                tier = result.review_of(id).at_least
                assert tier is not None
                assert tier.id in ("substandard", "doubtful")


FALLING: Final = policy(
    """
    [obligor]
    nonperforming = "substandard"
    [[floor]]
    id = "impaired"
    when = "credit_impaired"
    at_least = "substandard"
    [[floor]]
    id = "perverse"
    when = "not obligor_has_nonperforming_asset"
    at_least = "loss"
    """
)


@given(obligors())
def test_a_policy_that_rewards_bad_claims_ends_too_and_only_worsens(claims: list[Lent]) -> None:
    result = reviewed(claims, FALLING)
    assert result.passes <= len(claims) + 2
    assert {str(found.tier) for found in result.reviews} == {"loss"}


# -- shares

WEIGHTS: Final = (Decimal(1), Decimal(1000))
"""Values that an amount is settled to."""


@st.composite
def parts(draw: st.DrawFn, *, weighed: bool = False) -> list[Part]:
    amounts: st.SearchStrategy[Decimal | None] = st.integers(0, 9).map(Decimal)
    amounts = amounts if weighed else st.none() | amounts
    return draw(st.lists(st.builds(Part, amounts, TRUTHS, TRUTHS, TRUTHS), min_size=1, max_size=3))


def settled(parts: list[Part]) -> Iterator[Fraction]:
    """Yield the share in every way in which what is not known can be settled."""
    for ways in product(*(product(*map(_values, part)) for part in parts)):
        counts = [way for way in ways if way[2] and not (way[1] and way[3])]
        total = sum(Fraction(amount) for amount, *_ in counts)
        worse = sum(Fraction(amount) for amount, bad, *_ in counts if bad)
        yield Fraction(worse, 1) / total if total else Fraction(0)


def _values(value: Decimal | Truth) -> tuple[Any, ...]:
    if value is not None:
        return (value,)
    return (False, True)


def ends(share: Decimal | Between) -> tuple[Fraction, Fraction]:
    if isinstance(share, Between):
        return Fraction(share.low), Fraction(share.high)
    return Fraction(share), Fraction(share)


@given(parts(weighed=True))
def test_the_bounds_of_a_share_are_the_least_and_the_most_that_it_can_be(parts: list[Part]) -> None:
    shares = list(settled(parts))
    low, high = ends(share_of(parts))
    assert abs(low - min(shares)) < Fraction(1, 10**11)
    assert abs(high - max(shares)) < Fraction(1, 10**11)
    for limit in (Fraction(1, 10), Fraction(1, 5), Fraction(1, 2)):
        assert (low > limit) is (min(shares) > limit)
        assert (low >= limit) is (min(shares) >= limit)
        assert (high > limit) is (max(shares) > limit)
        assert (high >= limit) is (max(shares) >= limit)


@given(parts(), st.data())
def test_whatever_an_amount_turns_out_to_be_the_share_lies_within_its_bounds(
    parts: list[Part], data: st.DataObject
) -> None:
    low, high = ends(share_of(parts))
    weighed = [
        part._replace(amount=data.draw(st.sampled_from(WEIGHTS))) if part.amount is None else part
        for part in parts
    ]
    for share in settled(weighed):
        assert low <= share + Fraction(1, 10**11)
        assert share <= high + Fraction(1, 10**11)


def test_a_share_next_to_a_limit_stays_on_its_side() -> None:
    tenth = 10**30
    better = Part(Decimal(9 * tenth), False)
    above = share_of([Part(Decimal(tenth + 1), True), better])
    below = share_of([Part(Decimal(tenth - 1), True), better])
    assert isinstance(above, Decimal)
    assert isinstance(below, Decimal)
    assert below < Decimal("0.1") < above
