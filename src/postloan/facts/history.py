"""The tiers on record: which stood before a day, and whether the last change was a fall."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import attrs

from postloan.facts.catalogue import CLASSIFIED_BEFORE, PREVIOUS_TIER, PREVIOUS_TIER_FELL
from postloan.facts.fact import FactValue
from postloan.model.records import TierRecord
from postloan.scales import SCALES
from postloan.tiers import Scale, Tier

__all__ = ["PastTier", "history_facts", "tier_history"]


@attrs.frozen(kw_only=True)
class PastTier:
    """The tier that the records of one day give."""

    on: date
    tier: Tier | None
    """None where the day gives two, or one of a scale that neither maps to the policy's nor is
    mapped to by it; `problem` says which."""
    fell: bool | None
    """Whether the last change up to that day was to a worse tier; None where that is not known.
    False where nothing ever changed."""
    problem: str = ""
    """Why there is no tier; empty where there is one."""


def tier_history(
    records: Iterable[TierRecord], *, dimension: str, scale: Scale, before: date
) -> tuple[PastTier, ...]:
    """Return the tiers of `dimension` on record before a day, oldest first, one a day.

    Of the records of one day those that became known last stand; where they differ, the day
    gives no tier. A tier of a finer scale is mapped down, one of a coarser scale is the best
    level that maps to it.

    >>> from postloan.tiers import FIVE_TIER
    >>> past = tier_history(
    ...     [
    ...         TierRecord(on=date(2024, 3, 31), tier="normal"),
    ...         TierRecord(on=date(2024, 6, 30), tier="substandard"),
    ...     ],
    ...     dimension="classification",
    ...     scale=FIVE_TIER,
    ...     before=date(2024, 7, 1),
    ... )
    >>> [(str(day.tier), day.fell) for day in past]
    [('normal', False), ('substandard', True)]
    """
    by_day: dict[date, list[TierRecord]] = {}
    for record in records:
        if record.dimension == dimension and record.on < before:
            by_day.setdefault(record.on, []).append(record)
    past: list[PastTier] = []
    for day in sorted(by_day):
        tier, problem = _tier_of(by_day[day], scale)
        fell = _fell(past[-1] if past else None, tier)
        past.append(PastTier(on=day, tier=tier, fell=fell, problem=problem))
    return tuple(past)


def _tier_of(records: list[TierRecord], scale: Scale) -> tuple[Tier | None, str]:
    """Return the tier that the records of one day give, or why they give none."""
    known_last = max(record.known_on for record in records)
    given = {(r.scale, r.tier) for r in records if r.known_on == known_last}
    read = {_on_scale(scale, *pair) for pair in given}
    tier = read.pop()
    if read:
        return None, f"two tiers are on record for {records[0].on}"
    if tier is None:
        scale_id, level = given.pop()
        return None, f"on record as {level} of {scale_id}, not {scale.id}"
    return tier, ""


def _on_scale(scale: Scale, id: str, level: str) -> Tier | None:
    """Return a recorded level on `scale`, or None where it has none.

    A finer one is mapped down, which is exact; a coarser one is the best level that maps to it.
    """
    for known in (*scale.lineage, *SCALES.values()):
        if known.id == id and level in known:
            if scale.refines(known):
                return scale.lift(known[level])
            if known.refines(scale):
                return known.coarse(known[level], scale)
    return None


def _fell(before: PastTier | None, tier: Tier | None) -> bool | None:
    """Return whether the last change was a fall, once `tier` follows on what was before."""
    if before is None:
        return False if tier is not None else None
    if tier is None or before.tier is None:
        return None
    return before.fell if tier == before.tier else tier > before.tier


def history_facts(
    past: tuple[PastTier, ...], scale: Scale
) -> Iterator[tuple[str, FactValue | None, str]]:
    """Yield the facts that past tiers give: name, value, and why it is None."""
    yield CLASSIFIED_BEFORE.name, bool(past), ""
    if not past:
        yield PREVIOUS_TIER.name, scale.best, ""
        yield PREVIOUS_TIER_FELL.name, False, ""
        return
    last = past[-1]
    yield PREVIOUS_TIER.name, last.tier, last.problem
    why = "" if last.fell is not None else next(day.problem for day in past[::-1] if day.problem)
    yield PREVIOUS_TIER_FELL.name, last.fell, why
