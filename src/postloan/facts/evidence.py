"""What evidence says of facts on a day: the latest stands, until it is superseded or expires."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import attrs

from postloan.calendars.dated import DatedCalendar
from postloan.errors import InvalidFact, InvalidValue, UncoveredDay, UnknownFact
from postloan.facts.catalogue import Catalogue
from postloan.facts.fact import Fact, FactValue
from postloan.model.records import Evidence
from postloan.money import Money
from postloan.tiers import Scale

__all__ = ["evidence_facts"]


@attrs.frozen(kw_only=True)
class _Asserted:
    """One piece of evidence, its value checked."""

    record: Evidence
    value: FactValue | None


def evidence_facts(
    evidence: Iterable[Evidence],
    *,
    as_of: date,
    scales: Mapping[str, Scale],
    catalogue: Catalogue,
    currency: str,
    calendar: DatedCalendar | None = None,
) -> Iterator[tuple[str, FactValue | None, str]]:
    """Yield the facts that somebody recorded: key, value, and why it is None.

    Of the evidence about one fact that with the last `on` stands, and of that what became known
    last. Where that differs, or has all expired, the fact is None; so it is where no calendar
    tells whether it has.

    Args:
        evidence: in any order; what holds from after `as_of` is not read.
        as_of: the day.
        scales: the scale of each dimension by id, the main one first. A fact that each
            dimension has for itself stands, for those after the first, behind id and dot.
        catalogue: the facts there are.
        currency: of the loan; an amount in another cannot be compared, and is None.
        calendar: by which evidence that is valid for working days expires; None where there is
            none.

    Raises:
        UnknownFact: a name that the catalogue does not have.
        InvalidFact: a value of the wrong type, or a fact that is not recorded as evidence.

    >>> from postloan.facts.catalogue import CORE
    >>> from postloan.tiers import FIVE_TIER
    >>> search = Evidence(fact="lawsuit", value=False, on=date(2024, 1, 31))
    >>> list(
    ...     evidence_facts(
    ...         [search],
    ...         as_of=date(2024, 6, 30),
    ...         scales={"classification": FIVE_TIER},
    ...         catalogue=CORE,
    ...         currency="CNY",
    ...     )
    ... )
    [('lawsuit', False, '')]
    """
    by_fact: dict[str, list[_Asserted]] = {}
    for record in evidence:
        if record.on <= as_of:
            fact, scale = _fact_of(record.fact, catalogue, scales)
            by_fact.setdefault(record.fact, []).append(_asserted(record, fact, scale))
    for key, asserted in by_fact.items():
        value, reason = _standing(asserted, as_of, currency, calendar)
        yield key, value, reason


def _fact_of(
    key: str, catalogue: Catalogue, scales: Mapping[str, Scale]
) -> tuple[Fact[FactValue], Scale]:
    main, *others = scales
    dimension, dot, name = key.partition(".")
    if not dot:
        return catalogue[key], scales[main]
    if dimension in others and name in catalogue and catalogue[name].dimensional:
        return catalogue[name], scales[dimension]
    raise UnknownFact(key, catalogue)


def _asserted(record: Evidence, fact: Fact[FactValue], scale: Scale) -> _Asserted:
    if fact.source == "derived":
        allowed = "derived from the loan's records, not recorded as evidence"
        raise InvalidFact(record.fact, record.value, allowed)
    if fact.source == "outcome":
        allowed = "left to the decision, not recorded as evidence"
        raise InvalidFact(record.fact, record.value, allowed)
    value = None if record.value is None else fact.checked(record.value, scale)
    return _Asserted(record=record, value=value)


def _standing(
    asserted: list[_Asserted], as_of: date, currency: str, calendar: DatedCalendar | None
) -> tuple[FactValue | None, str]:
    newest = max((a.record.on, a.record.known_on) for a in asserted)
    last = [a for a in asserted if (a.record.on, a.record.known_on) == newest]
    on = newest[0]
    value = min((other.value for other in last), key=str)  # 0.5 and 0.50 are equal: take one
    if any(other.value != value for other in last):
        return None, f"conflicting evidence of {on}"
    ends = {_end(other.record, as_of, calendar) for other in last}
    if "" not in ends:
        return None, f"evidence of {on} {max(ends)}"
    if value is None:
        return None, f"recorded on {on} as not known"
    if isinstance(value, Money) and value.currency != currency:
        return None, f"recorded on {on} in {value.currency}; the loan is in {currency}"
    return value, ""


def _end(record: Evidence, as_of: date, calendar: DatedCalendar | None) -> str:
    """Return how the validity of a record has ended by `as_of`, or may have; "" where it holds."""
    try:
        return f"expired after {record.valid_for}" if record.expired_on(as_of, calendar) else ""
    except UncoveredDay as error:
        return f"may have expired: {error}"
    except InvalidValue:
        return f"may have expired: no calendar is at hand to count {record.valid_for} by"
