"""Regimes side by side: one loan under five of them, and where China's became laxer in 2023."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import pytest

from postloan.analysis.monotonicity import monotone
from postloan.analysis.strictness import no_laxer
from postloan.model.file import LoanFile
from postloan.policy.loading import load_editions, load_policy, policy_ids
from postloan.policy.policy import Policy
from postloan.reviews.pipeline import review
from postloan.reviews.several import review_under, strictest
from postloan.scales import scale_named
from tests.obligor_files import claim, due
from tests.policies import text_of

DUE: Final = date(2024, 3, 31)
REGIMES: Final = {
    "China": load_policy("cn.asset-classification", edition="2023"),
    "India": load_policy("in.iracp"),
    "EU": load_policy("eu.npe-forbearance"),
    "US": load_policy("us.classification"),
    "IFRS 9": load_policy("ifrs9.staging"),
}
EVIDENCE: Final = {"credit_impaired": False, "open_end": True, "secured_by_home": False}


def loan() -> LoanFile:
    """Return a retail loan of EUR 10,000, of which 1,000 fall due on 31 March 2024."""
    dues = (
        *due(DUE, amount=1000, currency="EUR"),
        *due(date(2030, 3, 31), amount=9000, currency="EUR"),
    )
    return claim("1", facts=EVIDENCE, retail=True, currency="EUR", dues=dues)


@pytest.mark.parametrize(
    "regime, tier, first",
    [
        ("China", "special_mention", date(2024, 4, 1)),
        ("China", "substandard", date(2024, 6, 30)),
        ("India", "sma_0", DUE),
        ("India", "sma_1", date(2024, 4, 30)),
        ("India", "sma_2", date(2024, 5, 30)),
        ("India", "substandard", date(2024, 6, 29)),
        ("EU", "non_performing", date(2024, 6, 30)),
        ("US", "substandard", date(2024, 6, 29)),
        ("IFRS 9", "stage_2", date(2024, 5, 1)),
        ("IFRS 9", "stage_3", date(2024, 6, 29)),
    ],
)
def test_t_cmp_each_tier_begins_on_the_day_of_its_regime(
    regime: str, tier: str, first: date
) -> None:
    before, on = (
        review(loan(), REGIMES[regime], as_of=day) for day in (first - timedelta(days=1), first)
    )
    assert [str(found.at_least) == tier for found in (before, on)] == [False, True]


FIVE: Final = {
    tier: "performing" if tier in ("normal", "special_mention") else "non_performing"
    for tier in ("normal", "special_mention", "substandard", "doubtful", "loss")
}
MAPS: Final = {
    "five-tier": FIVE,
    "us-classification": {"passed" if k == "normal" else k: v for k, v in FIVE.items()},
    "sma-npa": {
        level: "non_performing" if level == "npa" else "performing"
        for level in ("standard", "sma_0", "sma_1", "sma_2", "npa")
    },
    "ifrs-stages": {
        "stage_1": "performing", "stage_2": "performing", "stage_3": "non_performing",
    },
}  # fmt: skip


def test_which_regime_governs_is_said_on_a_scale_that_the_caller_names() -> None:
    reviews = review_under(loan(), list(REGIMES.values()), as_of=date(2024, 6, 29))
    found = strictest(reviews, on=scale_named("npe"), maps=MAPS)
    assert str(found.tier) == "non_performing"
    assert {governing.policy.id for governing in found.governs} == {
        "in.iracp", "us.classification", "ifrs9.staging",
    }  # fmt: skip


EDITIONS: Final = [policy for id in policy_ids() for policy in load_editions(id).policies]


@pytest.mark.parametrize("policy", EDITIONS, ids=repr)
def test_more_days_past_due_never_give_a_better_tier_in_any_policy_that_ships(
    policy: Policy,
) -> None:
    assert monotone(policy, "days_past_due", date(2026, 6, 30)).holds


# -- China, 2007 and 2023

LAXER: Final = {
    "restructured": "not restructured and not in_observation",
    "technical": "not technical_overdue",
    "retail": "not retail",
    "unlawful": "not granted_unlawfully",
}
"""Where the Measures of 2023 are laxer than the Guideline of 2007, by what has to hold for them not
to be: a restructured loan is special mention in observation and not substandard, nor doubtful once
overdue, and no tier is locked (Art. 12 of 2007, Arts. 20 to 22 of 2023); up to seven days for a
technical cause are exempt (10(1)); bad debts of a retail debtor do not reach the others (10(4));
a loan made in breach of law is special mention for that alone under Art. 10 of 2007 only."""


def guideline(*scope: str) -> Policy:
    """Return the Guideline of 2007 for the loans of `scope`; interest is accrued for 90 days."""
    applies_to = " and ".join(f"({condition})" for condition in scope)
    head = f'extends = ["cn.asset-classification@2007"]\napplies_to = "{applies_to}"'
    return Policy.from_text(text_of(head=head), parameters={"nonaccrual_days": 90})


def test_china_2023_is_nowhere_laxer_than_2007_but_where_listed() -> None:
    found = no_laxer(REGIMES["China"], than=guideline(*LAXER.values()), common_scope=True)
    assert found.answer == "proved"


@pytest.mark.parametrize("difference", LAXER)
def test_china_2023_is_laxer_than_2007_in_each_of_the_places_listed(difference: str) -> None:
    rest = (condition for name, condition in LAXER.items() if name != difference)
    found = no_laxer(REGIMES["China"], than=guideline(*rest), common_scope=True)
    assert found.answer == "counterexample"
