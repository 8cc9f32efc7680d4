"""Obligors and migration matrices as other open systems' own tests assert them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import attrs
import pytest

from postloan.errors import InvalidValue
from postloan.model.records import EvidenceValue, TierRecord
from postloan.model.schedule import Payment
from postloan.money import Money
from postloan.policy.loading import load_policy
from postloan.portfolio.migration_rates import MigrationRates
from postloan.portfolio.obligors import groups_of, review_obligor, review_obligors
from postloan.tiers import Scale
from tests.obligor_files import AS_OF, claim, due
from tests.policies import policy

EXTERNAL: Final = Path(__file__).parents[2] / "cases" / "external" / "portfolio.json"
CASES: Final = {case["id"]: case for case in json.loads(EXTERNAL.read_text("utf-8"))["cases"]}
Json = Mapping[str, Any]


def of_kind(kind: str, *, having: str = "") -> pytest.MarkDecorator:
    cases = [c for c in CASES.values() if c["kind"] == kind and having in json.dumps(c)]
    assert cases
    return pytest.mark.parametrize("case", cases, ids=lambda case: case["id"])


# -- India: borrower-wise, and no way up before all arrears are paid

BORROWER_WISE: Final = policy(
    """
    [conventions]
    day_one = "due_date"
    [obligor]
    nonperforming = "npa"
    [[floor]]
    id = "overdue"
    when = "days_past_due > 90"
    at_least = "npa"
    [[floor]]
    id = "borrower-wise"
    when = "obligor_has_nonperforming_asset"
    at_least = "npa"
    [[floor]]
    id = "all-arrears"
    when = "previous_tier >= npa and not obligor_arrears_cleared"
    at_least = "npa"
    unknown = "conservative"
    """,
    head='scale = "sma-npa"',
)


@of_kind("borrower_contagion", having="npa_rule")
def test_one_bad_facility_makes_all_bad_and_only_all_arrears_paid_lets_them_up(case: Json) -> None:
    loans = case["given"]["loans"]
    as_of = date.fromisoformat(case["given"]["classified_on"])
    files = {
        name: claim(name, dues=due(date.fromisoformat(loan["first_due"])))
        for name, loan in loans.items()
    }
    for step in case["expect"]:
        if step["step"].startswith("repay "):
            paid = step["step"].split()[1]
            payment = Payment(on=as_of, amount=Money(100, "CNY"))
            files[paid] = attrs.evolve(files[paid], payments=(payment,))
        found = review_obligor(list(files.values()), BORROWER_WISE, as_of=as_of)
        for name, file in files.items():
            seen = found.review_of(name)
            assert ("npa" if str(seen.tier) == "npa" else "performing") == step[name], step
            assert seen.facts["days_past_due"] == step.get(
                f"dpd_{name}", seen.facts["days_past_due"]
            )
            record = TierRecord(on=as_of, tier=str(seen.tier), scale="sma-npa")
            files[name] = attrs.evolve(file, tiers=(*file.tiers, record))
        assert ("npa" if found.nonperforming else "performing") == step["customer"]
        as_of += timedelta(days=1)


# -- China: more than a tenth of the claims

CN: Final = load_policy("cn.asset-classification")
BAD: Final[Mapping[str, EvidenceValue]] = {"credit_impaired": True, "loss_share": Decimal(0)}
GOOD: Final[Mapping[str, EvidenceValue]] = {
    "credit_impaired": False,
    "obligor_nonperforming_elsewhere": False,
    "obligor_overdue_90_share_all_banks": Decimal(0),
}


@of_kind("borrower_contagion", having="npl_share")
def test_more_than_a_tenth_makes_all_claims_bad_and_a_group_only_has_to_be_assessed(
    case: Json,
) -> None:
    for row in case["expect"]:
        elsewhere, bad = "where" in row, int(Decimal(row["npl_share"]) * 10_000)
        one = claim("1", bad, BAD)
        if elsewhere:
            one, two = (
                attrs.evolve(
                    file,
                    loan=attrs.evolve(
                        file.loan, borrower=attrs.evolve(file.loan.borrower, id=id, group="G")
                    ),
                )
                for id, file in (("B-1", one), ("B-2", claim("2", 10_000, GOOD)))
            )
            groups = groups_of([review_obligor([one], CN, as_of=AS_OF)])
            _, second = review_obligors([one, two], CN, as_of=AS_OF, groups=groups)
            assert second.reviews[0].facts["obligor_group_nonperforming"] is row["must_assess"]
            found = second.review_of("2")
        else:
            two = claim("2", 10_000 - bad, GOOD)
            found = review_obligor([one, two], CN, as_of=AS_OF).review_of("2")
        assert (str(found.tier) == "substandard") is row["all_npl"], row
        if "except" in row:
            covered = claim("2", 10_000 - bad, {**GOOD, "enhancement_accepted": True})
            spared = review_obligor([one, covered], CN, as_of=AS_OF).review_of("2")
            assert str(spared.tier) == "special_mention"


# -- migration matrices

REASONS: Final = {
    "not square": "a square",
    "row sum": "shares that sum to 1",
    "negative": "from 0 to 1",
}


@of_kind("migration_matrix_validation")
def test_rates_that_are_no_migration_matrix_are_refused_with_the_reason(case: Json) -> None:
    for row in case["expect"]:
        shares = [[Decimal(share) for share in line] for line in row["matrix"]]
        scale = Scale("own", [f"level_{place}" for place in range(max(2, len(shares)))])
        if row["valid"]:
            rates = MigrationRates(scale=scale, rows=shares)
            assert rates.share(scale.best, scale.worst) == shares[0][-1]
        else:
            with pytest.raises(InvalidValue, match=REASONS[row["reason"]]):
                MigrationRates(scale=scale, rows=shares)
