"""Contagion under the policies that ship, against their articles written out by hand.

`test_contagion` has the laws of the way it spreads; here it is the packs that are held to the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final

import attrs
from hypothesis import given
from hypothesis import strategies as st

from postloan.model.changes import Merger
from postloan.model.file import LoanFile
from postloan.model.records import EvidenceValue
from postloan.policy.loading import load_policy
from postloan.portfolio.obligors import review_obligor
from tests.obligor_files import AS_OF, claim, due

CHINA: Final = load_policy("cn.asset-classification", edition="2023")
EUROPE: Final = load_policy("eu.npe-forbearance")
INDIA: Final = load_policy("in.iracp")


@attrs.frozen(kw_only=True)
class Lent:
    """A loan of the debtor, all of it known."""

    amount: int
    days: int
    impaired: bool
    retail: bool
    enhanced: bool
    merged: bool
    on_balance_sheet: bool

    def file(self, id: str, facts: dict[str, EvidenceValue], currency: str = "CNY") -> LoanFile:
        late = due(AS_OF - timedelta(days=self.days), currency=currency) if self.days else ()
        file = claim(
            id,
            self.amount,
            facts,
            retail=self.retail,
            currency=currency,
            on_balance_sheet=self.on_balance_sheet,
            disbursed_on=AS_OF - timedelta(days=900),
            dues=late,
        )
        merged = (Merger(on=AS_OF - timedelta(days=30)),) if self.merged else ()
        return attrs.evolve(file, mergers=merged)


AMOUNTS: Final = st.sampled_from((1, 2, 8, 9, 10, 20, 80, 90))
DAYS: Final = st.sampled_from((0, 0, 1, 89, 90, 91, 271, 361))
LENT: Final = st.builds(
    Lent,
    amount=AMOUNTS,
    days=DAYS,
    impaired=st.booleans(),
    retail=st.booleans(),
    enhanced=st.booleans(),
    merged=st.booleans(),
    on_balance_sheet=st.booleans(),
)
DEBTORS: Final = st.lists(LENT, min_size=1, max_size=4)


def share(among: Sequence[Lent], worse: Sequence[Lent]) -> Fraction:
    total = sum(lent.amount for lent in among)
    return Fraction(sum(lent.amount for lent in worse), total) if total else Fraction(0)


def measures_2023(lent: Sequence[Lent], all_banks: Fraction, *, elsewhere: bool) -> list[int]:
    """Return the ranks of the least tiers that Arts. 7, 10 to 13 and 15 leave as they are."""
    ranks = [_alone(one, all_banks, elsewhere=elsewhere) for one in lent]
    while True:
        bad = [one for one, rank in zip(lent, ranks, strict=True) if rank >= 2]
        good = [one for one, rank in zip(lent, ranks, strict=True) if rank < 2]
        counted = [one for one in bad if not one.merged and not one.enhanced]
        infected = share([*good, *counted], counted) > Fraction(1, 10)
        beside_bad = any(not one.merged for one in bad)
        now = [
            rank if one.retail else max(rank, int(beside_bad), 2 * (infected and not one.enhanced))
            for one, rank in zip(lent, ranks, strict=True)
        ]
        if now == ranks:
            return ranks
        ranks = now


def _alone(one: Lent, all_banks: Fraction, *, elsewhere: bool) -> int:
    by_days = (one.days >= 1) + (one.days > 90) + (one.days > 270) + (one.days > 360)
    by_debtor = 0 if one.retail else 2 if all_banks > Fraction(1, 5) else int(elsewhere)
    return max(by_days, 2 * one.impaired, by_debtor)


@given(DEBTORS, st.sampled_from(("0", "0.2", "0.2001")), st.booleans())
def test_china_takes_the_debtors_claims_as_arts_7_10_11_and_15_say(
    lent: list[Lent], all_banks: str, elsewhere: bool
) -> None:
    facts: dict[str, EvidenceValue] = {
        "loss_share": Decimal(0),
        "obligor_nonperforming_elsewhere": elsewhere,
        "obligor_overdue_90_share_all_banks": Decimal(all_banks),
    }
    files = [
        one.file(
            str(n),
            {**facts, "credit_impaired": one.impaired, "enhancement_accepted": one.enhanced},
        )
        for n, one in enumerate(lent)
    ]
    result = review_obligor(files, CHINA, as_of=AS_OF)
    ranks = [found.at_least and found.at_least.rank for found in result.reviews]
    assert ranks == measures_2023(lent, Fraction(all_banks), elsewhere=elsewhere)


@given(DEBTORS, st.booleans())
def test_the_eu_pulls_all_where_a_fifth_on_the_balance_sheet_is_over_90_days(
    lent: list[Lent], at_exactly: bool
) -> None:
    facts: dict[str, EvidenceValue] = {
        "unlikely_to_pay": False,
        "defaulted": False,
        "credit_impaired": False,
    }
    retail = [attrs.evolve(one, retail=True) for one in lent]
    rules = EUROPE.with_parameters({"pulls_at_exactly_a_fifth": at_exactly})
    files = [one.file(str(n), facts, "EUR") for n, one in enumerate(retail)]
    among = [one for one in lent if one.on_balance_sheet]
    late = share(among, [one for one in among if one.days > 90])
    pulled = late >= Fraction(1, 5) if at_exactly else late > Fraction(1, 5)
    for found in review_obligor(files, rules, as_of=AS_OF).reviews:
        assert str(found.tier) == ("non_performing" if pulled else "performing")


@given(DEBTORS)
def test_india_takes_the_borrower_and_not_the_facility(lent: list[Lent]) -> None:
    files = [one.file(str(n), {}) for n, one in enumerate(lent)]
    bad = any(one.days >= 90 for one in lent)  # its day one is the due date
    for found in review_obligor(files, INDIA, as_of=AS_OF).reviews:
        assert (str(found.at_least) == "substandard") is bad
