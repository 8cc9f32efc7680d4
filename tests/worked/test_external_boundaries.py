"""Classes by days past due, with what hangs on them, as other open systems' own tests have them.

Some of the schemes ship; the others are written here as a lender would write them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest

from postloan.money import Money
from postloan.policy.decisions.decision import Decision
from postloan.policy.loading import load_policy
from postloan.policy.policy import Policy
from tests.policies import policy

EXTERNAL: Final = Path(__file__).parents[1] / "cases" / "external" / "classification.json"
CASES: Final = [
    case
    for case in json.loads(EXTERNAL.read_text("utf-8"))["cases"]
    if case["kind"] == "classification_boundary"
]
Json = Mapping[str, Any]
Given = dict[str, object]
DAY: Final = date(2024, 6, 30)


def buckets(levels: Sequence[tuple[str, int]], more: str = "") -> Policy:
    """Return a policy whose base gives each level from a day count on."""
    firsts = [first for _, first in levels]
    ends = [f" and days_past_due < {first}" for first in firsts[1:]] + [""]
    rows = ", ".join(
        f'{{ when = "days_past_due >= {first}{end}", tier = "{level}" }}'
        for (level, first), end in zip(levels, ends, strict=True)
    )
    scale = "".join(f"{{ id = '{level}' }}," for level, _ in levels)
    base = f"[[base]]\nid = 'days'\nrows = [{rows}]\n"
    return policy(f"[[scale]]\nid = 'own'\nlevels = [{scale}]\n{base}{more}", head="scale = 'own'")


def set_aside(rates: Mapping[str, str], of: str = "outstanding") -> str:
    return "".join(
        f"[[provision]]\nid = 'for-{tier}'\nwhen = 'tier == {tier}'\nkind = 'specific'\n"
        f"of = '{of}'\nrate = {rate}\n"
        for tier, rate in rates.items()
    )


ZAMBIA: Final = buckets(
    [
        ("current", 0),
        ("special_mention", 1),
        ("substandard", 90),
        ("doubtful", 180),
        ("loss", 365),
    ],
    "[[signal]]\nid = 'non-accrual'\nwhen = 'days_past_due >= 90'\n"
    + set_aside({"substandard": "0.2", "doubtful": "0.5", "loss": "1"}),
)
INDONESIA: Final = buckets(
    [
        ("current", 0),
        ("special_mention", 1),
        ("substandard", 91),
        ("doubtful", 121),
        ("loss", 181),
    ],
    "[[floor]]\nid = 'a-loss'\nwhen = 'identified_as_loss'\nat_least = 'loss'\n"
    + set_aside({"current": "0.01", "special_mention": "0.05"})
    + set_aside(
        {"substandard": "0.15", "doubtful": "0.5", "loss": "1"},
        of="max(outstanding - collateral_value, 0)",
    ),
)
CZECH: Final = buckets(
    [("current", 0), ("d1_30", 1), ("d31_60", 31), ("d61_90", 61), ("over_90", 91)],
    """
[[dimension]]
id = 'stage'
scale = 'ifrs-stages'
[[floor]]
id = 'over-30'
dimension = 'stage'
when = 'days_past_due > 30'
at_least = 'stage_2'
[[floor]]
id = 'over-90'
dimension = 'stage'
when = 'days_past_due > 90'
at_least = 'stage_3'
[[signal]]
id = 'default'
when = 'days_past_due > 90'
""",
)
WORDS: Final = {"d1_30": "1-30", "d31_60": "31-60", "d61_90": "61-90", "over_90": "90+"}
"""What the source calls levels whose names are no identifiers."""
BRAZIL: Final = policy(
    """
    [[floor]]
    id = "over-30"
    when = "days_past_due > 30 or significant_credit_risk_increase"
    at_least = "stage_2"
    [[floor]]
    id = "over-90"
    when = "days_past_due > 90 or credit_impaired"
    at_least = "stage_3"
    """,
    head='scale = "ifrs-stages"',
)


def days(row: Json) -> Given:
    return {"days_past_due": row["dpd"]}


def amounts(row: Json) -> Given:
    """Return what is owed and what secures it; nothing is stated where no amount is."""
    if "outstanding" not in row:
        return {}
    collateral = Money(Decimal(row.get("collateral", "0")), "XTS")
    owed = Money(Decimal(row["outstanding"]), "XTS")
    return {"outstanding": owed, "collateral_value": collateral}


def chinese(row: Json) -> Given:
    share = row.get("ecl_ratio")  # the text asks of it only where the asset is impaired
    facts: Given = {
        "days_past_due": row.get("dpd", 0),
        "credit_impaired": share is not None,
        "retail": True,
        "bankruptcy_liquidation": row.get("bankrupt", False),
    }
    return facts if share is None else {**facts, "loss_share": Decimal(share)}


def indonesian(row: Json) -> Given:
    return {**days(row), **amounts(row), "identified_as_loss": row.get("loss", False)}


def staged(row: Json) -> Given:
    return {
        **days(row),
        "significant_credit_risk_increase": row.get("sicr", False),
        "credit_impaired": row.get("impaired", False),
        "overdue_30_rebutted": row.get("rebutted", False),
    }


def indian(row: Json) -> Given:
    """A year non-performing is sub-standard; what follows is doubtful."""
    months = row.get("months_npa", 0)
    secured = "collateral" in row
    facts: Given = {
        "product": "term_loan",
        "interest_days_past_due": 0,
        "obligor_has_nonperforming_asset": False,
        "previous_tier": "substandard" if months else "standard",
        "months_nonperforming": months,
        "months_doubtful": max(months - 12, 0),
        "identified_as_loss": row.get("loss", False),
        "security_kind": "mortgage" if secured else "credit",
        "realisable_share": Decimal(1) if secured else None,
        "collateral_coverage": Decimal(1) if secured else None,
    }
    return {**days(row), **amounts(row), **facts}


SCHEMES: Final[Mapping[str, tuple[Policy, Callable[[Json], Given]]]] = {
    "cn-nfra-2023": (load_policy("cn.asset-classification"), chinese),
    "zm-boz": (ZAMBIA, lambda row: {**days(row), "outstanding": Money(100, "XTS")}),
    "fineract": (CZECH, days),
    "id-ojk": (INDONESIA, indonesian),
    "br-cmn-4966": (BRAZIL, staged),
    "ifrs9": (load_policy("ifrs9.staging"), staged),
    "in-irac": (load_policy("in.iracp"), indian),
}


def tier(found: Decision) -> str:
    return WORDS.get(str(found.tier), str(found.tier))


def amount(found: Decision) -> Decimal | None:
    stated = None if found.provision is None else found.provision.stated
    return None if stated is None else stated.amount


HANGS_ON_IT: Final[Mapping[str, Callable[[Decision, Any], bool]]] = {
    "class": lambda found, wanted: tier(found) == wanted,
    "bucket": lambda found, wanted: tier(found) == wanted,
    "provision": lambda found, wanted: (amount(found) or 0) == 100 * Decimal(wanted),
    "set_aside": lambda found, wanted: amount(found) == Decimal(wanted),
    "non_accrual": lambda found, wanted: ("non-accrual" in found.raised) is wanted,
    "stage": lambda found, wanted: str(found.outcome("stage").tier) == f"stage_{wanted}",
    "default": lambda found, wanted: ("default" in found.raised) is wanted,
}
"""How a decision answers each thing that a row may ask."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_loan_has_the_class_that_its_figures_give_and_what_hangs_on_it(case: Json) -> None:
    stated = case["given"].get("scheme") or case["given"]["convention"]
    scheme, facts = SCHEMES[stated.partition(" ")[0]]
    for row in case["expect"]:
        found = scheme.decide(facts(row["in"]), as_of=DAY)
        wanted = row["class"] if isinstance(row["class"], dict) else {"class": row["class"]}
        for what, value in wanted.items():
            assert HANGS_ON_IT[what](found, value), (row["in"], what, str(found.tier))
