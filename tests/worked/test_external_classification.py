"""Ranges and histories as other open systems' own tests assert them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import attrs
import pytest

from postloan.arrears.buckets import Bucket, Buckets
from postloan.errors import InvalidPolicy, InvalidValue
from postloan.model.records import TierRecord
from postloan.policy.loading import load_policy
from postloan.policy.policy import Policy
from postloan.reviews.pipeline import review
from postloan.tiers import FIVE_TIER
from tests.obligor_files import claim, due
from tests.policies import policy

EXTERNAL: Final = Path(__file__).parents[1] / "cases" / "external" / "classification.json"
CASES: Final = json.loads(EXTERNAL.read_text("utf-8"))["cases"]
Json = Mapping[str, Any]


def of_kind(kind: str) -> pytest.MarkDecorator:
    cases = [case for case in CASES if case["kind"] == kind]
    return pytest.mark.parametrize("case", cases, ids=lambda case: case["id"])


CN: Final = load_policy("cn.asset-classification")


@of_kind("range_set_validation")
def test_ranges_that_overlap_or_leave_gaps_and_names_that_stand_twice_are_refused(
    case: Json,
) -> None:
    """In a policy, and as buckets that stand alone."""
    given = case["given"]
    sets = [given[key] for key in ("ranges", "ranges_overlap", "ranges_gap") if key in given]
    for ranges in sets:
        if case["expect"]["accept"]:
            base_of(ranges)
            assert len(buckets_of(ranges).buckets) == len(ranges)
        else:
            with pytest.raises(InvalidPolicy, match="exactly one row must hold"):
                base_of(ranges)
            with pytest.raises(InvalidValue, match="such that the next begin"):
                buckets_of(ranges)
    if names := given.get("names"):
        floors = "".join(
            f"[[floor]]\nid = '{name}'\nwhen = 'days_past_due > 0'\nat_least = 'loss'\n"
            for name in names
        )
        with pytest.raises(InvalidPolicy):
            policy(floors)
        with pytest.raises(InvalidValue, match="different names"):
            Buckets(buckets=[Bucket(id=n, first=k, last=k) for k, n in enumerate(names)])
        assert case["expect"]["accept"] is False
    assert sets or names


def buckets_of(ranges: Sequence[tuple[int, int]]) -> Buckets:
    return Buckets(buckets=[Bucket(id=f"from {a}", first=a, last=b) for a, b in ranges])


def base_of(ranges: Sequence[tuple[int, int]]) -> Policy:
    """Return a policy with these rows, and those before the first and after the last."""
    (first, _), (_, last) = ranges[0], ranges[-1]
    spans = [f"days_past_due >= {low} and days_past_due <= {high}" for low, high in ranges]
    spans += [f"days_past_due > {last}", *([f"days_past_due < {first}"] if first else [])]
    tiers = list(FIVE_TIER)
    rows = ", ".join(
        f'{{ when = "{when}", tier = "{tier}" }}' for when, tier in zip(spans, tiers, strict=False)
    )
    return policy(f"[[base]]\nid = 'days'\nrows = [{rows}]")


@of_kind("classification_history")
def test_a_class_that_stays_as_it_was_adds_nothing_to_the_history(case: Json) -> None:
    start = date(2024, 3, 31)
    file = claim("1", dues=due(start))
    for days in case["given"]["dpd"]:
        as_of = start + timedelta(days=days + len(file.tiers))
        found = review(file, CN, as_of=as_of)
        if found.migration.direction != "unchanged":
            record = TierRecord(on=as_of, tier=str(found.tier))
            file = attrs.evolve(file, tiers=(*file.tiers, record))
    assert len(file.tiers) == case["expect"]["history_rows"]
