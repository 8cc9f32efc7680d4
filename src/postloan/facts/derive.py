"""Working facts out from the records of a loan file.

What nobody recorded is left out, and takes the catalogue's silence later; what is recorded but
conflicting, expired or uncomputable is None, with the reason.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date
from typing import Final, TypeAlias

import attrs
from dateutil.relativedelta import relativedelta

from postloan.arrears.counting import DayCounting
from postloan.arrears.ending import end_kind, without_rest
from postloan.arrears.figures import Arrears, arrears_of
from postloan.arrears.seasons import CropSeasons
from postloan.arrears.spells import Materiality, spells_of
from postloan.calendars.dated import DatedCalendar
from postloan.cures.terms import CureTerms
from postloan.errors import CurrencyMismatch
from postloan.facts.catalogue import Catalogue
from postloan.facts.cures import CureState, cures_of, findings_in, lock_tiers, past_tiers
from postloan.facts.evidence import evidence_facts
from postloan.facts.fact import FactValue
from postloan.facts.history import PastTier, history_facts, tier_history
from postloan.facts.seasons import CROP_SEASONS, season_facts
from postloan.facts.security import clock_facts, security_facts
from postloan.facts.uses import use_facts
from postloan.model.claims import maturity
from postloan.model.file import LoanFile
from postloan.tiers import Scale

__all__ = ["ARREARS_FACTS", "DerivedFacts", "derive_facts"]

_FIGURES: Final = {
    "days_past_due": "delinquent_days",
    "interest_days_past_due": "interest_delinquent_days",
    "contractual_days_past_due": "days_past_due",
    "overdue_amount": "overdue_amount",
    "periods_missed": "periods_missed",
}
"""Fact and figure of the arrears: a policy's days are those it counts as delinquent."""
_SPELLS: Final = {
    "cumulative_days_past_due": "cumulative_days",
    "cumulative_periods_missed": "missed_due_dates",
    "material_days_past_due": "material_days",
}
"""Fact and figure of the spells of arrears, which are worked out only where they are read."""
ARREARS_FACTS: Final = (*_FIGURES, *_SPELLS, CROP_SEASONS, "paused")
"""Facts that schedule, payments and adjustments give."""
_NO_DAY_ONE: Final = "the policy states no day_one in [conventions]"
_NO_LIMITS: Final = "the policy states no material_amount and material_share in [conventions]"
_RETAIL: Final = "whether the loan is retail is not stated, on which the limits depend"

_NO_TERMS: Final = CureTerms()

_Found: TypeAlias = Iterator[tuple[str, FactValue | None, str]]
"""Key and value of each fact, and why it is None."""


@attrs.frozen(kw_only=True)
class DerivedFacts:
    """What the records of a loan file say on a day."""

    values: Mapping[str, FactValue | None]
    """Facts by key; None is recorded but not known. Absent means that nobody recorded it."""
    reasons: Mapping[str, str]
    """For each fact that is None, why."""
    arrears: Arrears | None
    """How the arrears stand, with amounts; None where the policy does not say how to count."""
    cures: tuple[CureState, ...] = ()
    """Observation, cure, locks and the like that hold on the day, and since when."""


def derive_facts(
    file: LoanFile,
    *,
    as_of: date,
    counting: DayCounting | None,
    scales: Mapping[str, Scale],
    catalogue: Catalogue,
    materiality: Materiality | None = None,
    crop_seasons: Iterable[CropSeasons] = (),
    cure_terms: CureTerms = _NO_TERMS,
    reads: Container[str] = (),
    calendar: DatedCalendar | None = None,
) -> DerivedFacts:
    """Return the facts about `file` on `as_of`.

    Args:
        file: the loan file, already as known on some date (see `LoanFile.as_known_on`).
        as_of: the day; records that hold from later days are not read.
        counting: how days past due are counted; None leaves every arrears fact unknown.
        scales: the scale of each dimension of the policy by id, the main one first. The main
            dimension's facts have plain names, those of another stand behind its id and a dot.
        catalogue: the facts there are.
        materiality: the limits that material arrears exceed; None where the policy has none.
        crop_seasons: the seasons of each product that is counted by them.
        cure_terms: what the policy asks for before a tier may be raised.
        reads: facts that are asked for; those that cost a look at every earlier day, those of
            clocks, and those with a `derive` of their own, are worked out only where they are
            among them.
        calendar: by which evidence that is valid for working days expires, and last days of clocks
            move off rest days; None where there is none.

    Raises:
        UnknownFact: evidence for a fact that is not in the catalogue.
        InvalidFact: evidence of the wrong type, or for a fact that is derived from records.

    >>> from postloan.arrears.counting import DayCounting
    >>> from postloan.facts.catalogue import CORE
    >>> from postloan.model.loan import Loan
    >>> from postloan.model.parties import Borrower
    >>> from postloan.money import Money
    >>> from postloan.tiers import FIVE_TIER
    >>> file = LoanFile(
    ...     loan=Loan(
    ...         id="L-001",
    ...         borrower=Borrower(id="B-001", kind="corporate"),
    ...         product="working_capital",
    ...         principal=Money(100000, "CNY"),
    ...         disbursed_on=date(2024, 1, 5),
    ...         matures_on=date(2024, 12, 31),
    ...     ),
    ...     schedules=(),
    ...     payments=(),
    ... )
    >>> derived = derive_facts(
    ...     file,
    ...     as_of=date(2024, 6, 30),
    ...     counting=DayCounting(day_one="day_after_due"),
    ...     scales={"classification": FIVE_TIER},
    ...     catalogue=CORE,
    ... )
    >>> derived.values["term_months"], derived.values["days_past_due"]
    (12, None)
    >>> derived.reasons["days_past_due"]
    'there is no schedule'
    """
    file = without_rest(file, as_of)
    arrears = None
    if counting is not None:
        arrears = arrears_of(
            file.schedules,
            file.payments,
            as_of=as_of,
            counting=counting,
            reversals=file.reversals,
            waivers=file.waivers,
            pauses=file.pauses,
        )
    pasts = {
        dimension: tier_history(file.tiers, dimension=dimension, scale=scale, before=as_of)
        for dimension, scale in scales.items()
    }
    cures = cures_of(
        file,
        arrears=arrears,
        uncounted=_NO_DAY_ONE,
        as_of=as_of,
        terms=cure_terms,
        past=past_tiers(next(iter(pasts.values())), cure_terms.nonperforming),
        findings=findings_in(file, scales, catalogue, calendar),
        reads=reads,
    )
    asserted = list(
        evidence_facts(
            file.evidence,
            as_of=as_of,
            scales=scales,
            catalogue=catalogue,
            currency=file.loan.currency,
            calendar=calendar,
        )
    )
    said = {key: value for key, value, _ in asserted}
    found = [
        *_arrears_facts(arrears),
        *_spell_facts(file, arrears, materiality, reads),
        *season_facts(file.loan.product, arrears or _NO_DAY_ONE, crop_seasons, reads),
        ("paused", any(as_of in pause.interval for pause in file.pauses), ""),
        *_loan_facts(file, as_of),
        *_end_facts(file, arrears, as_of),
        *_dimensions(pasts, scales),
        *cures.facts,
        *lock_tiers(pasts, cures.states),
        *_own_derivations(file, as_of, catalogue, reads),
        *asserted,
        *use_facts(file, as_of),
        *security_facts(file, as_of=as_of, outstanding=said.get("outstanding")),
        *clock_facts(file, as_of=as_of, calendar=calendar, reads=reads, asserted=said),
    ]
    values = {key: value for key, value, _ in found}  # records over evidence
    return DerivedFacts(
        values=values,
        reasons={key: why for key, _, why in found if why and values[key] is None},
        arrears=arrears,
        cures=cures.states,
    )


def _arrears_facts(arrears: Arrears | None) -> _Found:
    unknown = arrears.unknown if arrears else _NO_DAY_ONE
    for key, figure in _FIGURES.items():
        yield key, getattr(arrears, figure, None), unknown


def _spell_facts(
    file: LoanFile, arrears: Arrears | None, materiality: Materiality | None, reads: Container[str]
) -> _Found:
    asked = [key for key in _SPELLS if key in reads]
    if not asked:
        return
    spells, unknown = None, arrears.unknown if arrears else _NO_DAY_ONE
    limits = None if materiality is None else materiality.for_retail(file.loan.retail)
    if arrears and not unknown:
        try:
            spells = spells_of(
                file.schedules,
                file.payments,
                as_of=arrears.as_of,
                counting=arrears.counting,
                materiality=limits,
                reversals=file.reversals,
                waivers=file.waivers,
            )
            unknown = "" if limits else _RETAIL if materiality else _NO_LIMITS
        except CurrencyMismatch as error:
            unknown = str(error)
    for key in asked:
        value = getattr(spells, _SPELLS[key], None)
        yield key, value, unknown if value is None else ""


def _loan_facts(file: LoanFile, as_of: date) -> _Found:
    loan = file.loan
    share, matures = loan.syndicated_share, loan.matures_on
    ends = maturity(loan, file.extensions, as_of)
    longer = _months_begun(matures, ends) if matures and ends and matures < ends else None
    stated: Iterable[tuple[str, FactValue | None]] = (
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
        ("extension_months", longer),
        ("days_to_maturity", None if ends is None else (ends - as_of).days),
    )
    return ((key, value, "") for key, value in stated if value is not None)


def _end_facts(file: LoanFile, arrears: Arrears | None, as_of: date) -> _Found:
    unpaid = arrears is not None and (arrears.since or arrears.next_due_on)
    kind = None if unpaid and not file.ends else end_kind(file, as_of)
    yield "ended", kind is not None, ""
    yield "settled", kind == "settled", ""
    yield "transferred", kind == "transferred", ""


def _months_begun(start: date, end: date) -> int:
    """Return the months from `start` to `end`, a part of a month counting as one."""
    between = relativedelta(end, start)
    return between.years * 12 + between.months + (between.days > 0)


def _dimensions(pasts: Mapping[str, tuple[PastTier, ...]], scales: Mapping[str, Scale]) -> _Found:
    for position, (dimension, past) in enumerate(pasts.items()):
        prefix = f"{dimension}." if position else ""
        for key, value, reason in history_facts(past, scales[dimension]):
            yield prefix + key, value, reason


def _own_derivations(
    file: LoanFile, as_of: date, catalogue: Catalogue, reads: Container[str]
) -> _Found:
    """Yield the facts that a plugin or a host works out; what goes wrong there is a reason."""
    asked = [(f, f.derive) for f in catalogue.values() if f.derive and f.name in reads]
    seen = file.up_to(as_of) if asked else file
    for fact, derive in asked:
        try:
            value = derive(seen, as_of)
            if value is not None:
                yield fact.name, fact.checked(value), ""
        except Exception as error:  # noqa: BLE001 the fault of whoever wrote the function
            by = catalogue.provider(fact.name)
            said = f"{type(error).__name__}: {error}"
            yield fact.name, None, f"{by + ': ' if by else ''}cannot be worked out: {said}"
