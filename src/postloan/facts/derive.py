"""Working facts out from the records of a loan file.

What nobody recorded is left out, and takes the catalogue's silence later; what is recorded but
conflicting, expired or uncomputable is None, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import attrs
from dateutil.relativedelta import relativedelta

from postloan.arrears import Arrears, arrears_of
from postloan.dates import DayOne
from postloan.errors import InvalidFact
from postloan.facts.catalogue import CLASSIFIED_BEFORE, PREVIOUS_TIER, PREVIOUS_TIER_FELL, Catalogue
from postloan.facts.fact import FactValue
from postloan.model.file import LoanFile
from postloan.model.loan import Loan
from postloan.model.records import Evidence, TierRecord
from postloan.tiers import Scale

__all__ = ["ARREARS_FACTS", "DerivedFacts", "derive_facts", "tier_history"]

ARREARS_FACTS = (
    "days_past_due",
    "interest_days_past_due",
    "overdue_amount",
    "periods_missed",
)
"""Facts that schedule and payments give."""


@attrs.frozen(kw_only=True)
class DerivedFacts:
    """What the records say."""

    values: Mapping[str, FactValue | None]
    """Facts by key; None is recorded but not known. Absent means that nobody recorded it."""
    reasons: Mapping[str, str]
    """For each fact that is None, and some that are absent, why."""
    arrears: Arrears | None
    """How the arrears stand, with amounts; None where the policy does not say how to count."""


def derive_facts(
    file: LoanFile,
    *,
    as_of: date,
    day_one: DayOne | None,
    scales: Mapping[str, Scale],
    catalogue: Catalogue,
) -> DerivedFacts:
    """Return the facts about `file` on `as_of`.

    Args:
        file: the loan file, already as known on some date (see `LoanFile.as_known_on`).
        as_of: the day; records that hold from later days are not read.
        day_one: how days past due are counted; None leaves every arrears fact unknown.
        scales: the scale of each dimension of the policy by id, the main one first. The main
            dimension's facts have plain names, those of another stand behind its id and a dot.
        catalogue: the facts there are.

    Raises:
        UnknownFact: evidence for a fact that is not in the catalogue.
        InvalidFact: evidence of the wrong type, or for a fact that is derived from records.
    """
    values: dict[str, FactValue | None] = {}
    reasons: dict[str, str] = {}
    arrears = None
    if day_one is not None:
        arrears = arrears_of(file.schedules, file.payments, as_of=as_of, day_one=day_one)
    unknown = arrears.unknown if arrears else "the policy states no day_one in [conventions]"
    for key in ARREARS_FACTS:
        values[key] = getattr(arrears, key) if arrears else None
        if unknown:
            reasons[key] = unknown
    for key, value in _loan_facts(file.loan, as_of):
        if value is not None:
            values[key] = value
    for position, (dimension, scale) in enumerate(scales.items()):
        prefix = "" if position == 0 else f"{dimension}."
        found = tier_history(file.tiers, dimension=dimension, before=as_of)
        for key, value, reason in _history_facts(found, scale):
            values[prefix + key] = value
            if reason:
                reasons[prefix + key] = reason
    scale = next(iter(scales.values()))
    for key, value, reason in _evidence_facts(file.evidence, as_of, catalogue, scale):
        values[key] = value
        if reason:
            reasons[key] = reason
    return DerivedFacts(values=values, reasons=reasons, arrears=arrears)


def tier_history(
    records: Iterable[TierRecord], *, dimension: str, before: date
) -> tuple[TierRecord, ...]:
    """Return the tiers of `dimension` on record before a day, oldest first."""
    found = (r for r in records if r.dimension == dimension and r.on < before)
    return tuple(sorted(found, key=lambda record: record.on))


def _loan_facts(loan: Loan, as_of: date) -> tuple[tuple[str, FactValue | None], ...]:
    share = loan.syndicated_share
    matures = loan.matures_on
    return (
        ("product", loan.product),
        ("retail", loan.retail),
        ("borrower_kind", loan.borrower.kind),
        ("security_kind", loan.security_kind),
        ("principal", loan.principal),
        ("payment_mode", loan.payment_mode),
        ("industry", loan.industry),
        ("region", loan.region),
        ("on_balance_sheet", loan.on_balance_sheet),
        ("syndicated", None if share is None else share < 1),
        ("term_months", None if matures is None else _months_begun(loan.disbursed_on, matures)),
        ("days_to_maturity", None if matures is None else (matures - as_of).days),
    )


def _months_begun(start: date, end: date) -> int:
    between = relativedelta(end, start)
    return between.years * 12 + between.months + (between.days > 0)


def _history_facts(
    records: tuple[TierRecord, ...], scale: Scale
) -> Iterator[tuple[str, FactValue | None, str]]:
    yield CLASSIFIED_BEFORE.name, bool(records), ""
    if not records:
        yield PREVIOUS_TIER.name, scale.best, ""
        return
    last = records[-1]
    if any(r.on == last.on and r.tier != last.tier for r in records):
        yield PREVIOUS_TIER.name, None, f"two tiers are on record for {last.on}"
        return
    foreign = sorted({r.scale for r in records if r.scale != scale.id or r.tier not in scale})
    if last.scale != scale.id or last.tier not in scale:
        yield PREVIOUS_TIER.name, None, f"on record as {last.tier} of {last.scale}, not {scale.id}"
        return
    yield PREVIOUS_TIER.name, scale[last.tier], ""
    if foreign:
        return
    tiers = [scale[record.tier] for record in records]
    earlier = next((tier for tier in reversed(tiers) if tier != tiers[-1]), tiers[-1])
    yield PREVIOUS_TIER_FELL.name, tiers[-1] > earlier, ""


def _evidence_facts(
    evidence: Iterable[Evidence], as_of: date, catalogue: Catalogue, scale: Scale
) -> Iterator[tuple[str, FactValue | None, str]]:
    by_fact: dict[str, list[Evidence]] = {}
    for record in evidence:
        fact = catalogue[record.fact]
        if fact.source != "evidence":
            allowed = "derived from the loan's records, not recorded as evidence"
            raise InvalidFact(record.fact, record.value, allowed)
        if record.value is not None:
            fact.checked(record.value, scale)
        if record.on <= as_of:
            by_fact.setdefault(record.fact, []).append(record)
    for name, records in by_fact.items():
        newest = max((record.on, record.known_on) for record in records)
        last = [record for record in records if (record.on, record.known_on) == newest]
        if any(record.value != last[0].value for record in last):
            yield name, None, f"conflicting evidence of {last[0].on}"
        elif last[0].expired_on(as_of):
            yield name, None, f"evidence of {last[0].on} expired after {last[0].valid_for}"
        elif last[0].value is None:
            yield name, None, f"recorded on {last[0].on} as not known"
        else:
            yield name, catalogue[name].checked(last[0].value, scale), ""
