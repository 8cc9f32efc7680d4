"""What the conditions of inspection and duty rules read: now, and on earlier days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import TypeAlias

from postloan.agenda.anchors import Life
from postloan.facts.catalogue import TIER, TIER_FELL
from postloan.facts.derive import derive_facts
from postloan.policy.clauses.kinds import DutyRule, InspectionRule
from postloan.policy.judging.given import given_facts, plain
from postloan.policy.judging.judge import Judged, tier_values
from postloan.rules.evaluate import Bounded
from postloan.tiers import Tier

__all__ = ["past_values", "possible_values"]

_Values: TypeAlias = Mapping[str, Bounded]


def possible_values(rule: InspectionRule | DutyRule, life: Life) -> Iterator[tuple[Tier, _Values]]:
    """Yield each tier that the loan may have and with which `rule` may hold, best first.

    With it stand the facts and parameters of the decision, and what follows from the tier.
    """
    decision = life.decision
    dimension = decision.contents.dimension(rule.dimension)
    outcome = decision.outcome(rule.dimension)
    judged = Judged(
        dimension=dimension,
        tier=outcome.tier,
        at_least=outcome.at_least,
        could_be=outcome.could_be,
    )
    key = _prefix(dimension.id, life) + TIER.name
    plain_values = {**decision.facts.plain, **_parameters(life)}
    for values in tier_values(judged, plain_values, decision.contents.main):
        rank = values.get(key)
        if isinstance(rank, int) and rule.holds(values) is not False:
            yield dimension.scale.tiers[rank], values


def past_values(day: date, life: Life) -> _Values:
    """Return the facts by what was on record on an earlier day, with the parameters of today.

    The tier is the last one then on record, or the best where there was none.
    """
    contents = life.decision.contents
    derived = derive_facts(
        life.file,
        as_of=day,
        counting=contents.conventions.counting,
        materiality=contents.conventions.materiality,
        crop_seasons=contents.conventions.crop_seasons or (),
        reads=contents.reads,
        scales={dimension.id: dimension.scale for dimension in contents.dimensions},
        catalogue=contents.catalogue,
        calendar=life.calendar,
    )
    values = {**given_facts(contents, derived.values).plain, **_parameters(life)}
    for dimension in contents.dimensions:
        prefix = _prefix(dimension.id, life)
        past = life.past_tiers(dimension.id, day + timedelta(days=1))
        values[prefix + TIER.name] = plain(past[-1].tier if past else dimension.scale.best)
        values[prefix + TIER_FELL.name] = past[-1].fell if past else False
    return values


def _prefix(dimension: str, life: Life) -> str:
    """Return what stands before the facts of a dimension: nothing for the main one."""
    return "" if dimension == life.decision.contents.main.id else f"{dimension}."


def _parameters(life: Life) -> _Values:
    return {id: plain(value) for id, value in life.decision.parameters.items()}
