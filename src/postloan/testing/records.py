"""Hypothesis strategies for records of watching: tiers, inspections, duties, signals, evidence."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from postloan.dates import Period
from postloan.model.records import (
    DutyRecord,
    Evidence,
    EvidenceValue,
    InspectionRecord,
    SignalRecord,
    TierRecord,
)
from postloan.testing.values import amounts, codes, days, money, once, texts
from postloan.tiers import FIVE_TIER

__all__ = [
    "duty_records",
    "evidence",
    "evidence_values",
    "inspection_records",
    "signal_records",
    "tier_records",
]


@once
def tier_records() -> st.SearchStrategy[TierRecord]:
    """Generate tiers given, on the five-tier scale or one of the lender's own."""
    five = {"tier": st.sampled_from([tier.id for tier in FIVE_TIER])}
    own = {"tier": codes(), "scale": codes()}
    more: dict[str, st.SearchStrategy[Any]] = {
        "on": days(),
        "known_on": days(),
        "dimension": st.just("classification") | codes(),
        "policy": st.none() | codes(),
        "edition": st.none() | codes(),
    }
    return st.builds(TierRecord, **five, **more) | st.builds(TierRecord, **own, **more)


@once
def inspection_records() -> st.SearchStrategy[InspectionRecord]:
    """Generate inspections made."""
    return st.builds(
        InspectionRecord,
        on=days(),
        known_on=days(),
        kind=codes(),
        by=st.none() | codes(),
        note=st.none() | texts(),
    )


@once
def duty_records() -> st.SearchStrategy[DutyRecord]:
    """Generate duties done."""
    return st.builds(
        DutyRecord,
        on=days(),
        known_on=days(),
        duty=codes(),
        due=st.none() | days(),
        subject=st.none() | codes(),
        by=st.none() | codes(),
    )


@once
def signal_records() -> st.SearchStrategy[SignalRecord]:
    """Generate signals, standing or cleared."""

    def signal(on: date, stood: int | None, **more: Any) -> SignalRecord:  # noqa: ANN401
        cleared_on = None if stood is None else on + timedelta(days=stood)
        return SignalRecord(on=on, cleared_on=cleared_on, **more)

    return st.builds(
        signal,
        on=days(),
        known_on=days(),
        signal=codes(),
        stood=st.none() | st.integers(0, 1000),
    )


@once
def evidence_values() -> st.SearchStrategy[EvidenceValue]:
    """Generate everything that evidence may say; shrinks to None."""
    return st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**20), 10**20),
        amounts(min_value=-10, places=6),
        texts(),
        money(min_value=-10_000),
        days(),
    )


@once
def evidence() -> st.SearchStrategy[Evidence]:
    """Generate evidence of any value, with and without an end."""
    units = st.sampled_from(("day", "working day", "week", "month", "quarter", "year"))
    return st.builds(
        Evidence,
        on=days(),
        known_on=days(),
        fact=codes(),
        value=evidence_values(),
        by=st.none() | codes(),
        source=st.none() | texts(),
        valid_for=st.none() | st.builds(Period, count=st.integers(0, 400), unit=units),
    )
