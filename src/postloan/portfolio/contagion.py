"""Contagion: how the tier of one claim acts on the others, to the least fixed point.

All claims begin as performing. The facts about the obligor are counted, every loan is decided on
them, and what has become non-performing is counted anew, until nothing changes. A claim that is
non-performing stays so, whatever the rules say of the others: each pass but the last settles one
at least, so that it ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import attrs

from postloan.between import Between
from postloan.facts.catalogue import CORE, COUNTED
from postloan.facts.fact import FactValue
from postloan.portfolio.claims import NONPERFORMING, Claim, Counted, counted
from postloan.reviews.deciding import About, Deciding, Derived
from postloan.rules.evaluate import Truth

__all__ = ["Pass", "spread"]

_WORSE: Final[tuple[Truth, ...]] = (False, None, True)
"""Whether a claim is non-performing, in the order in which that can change."""


@attrs.frozen(kw_only=True, eq=False)
class Pass:
    """One deciding of all the loans of an obligor."""

    nonperforming: tuple[Truth, ...]
    """Whether each claim was non-performing before it; None is not known."""
    about: About
    """The facts about the obligor that follow from that."""
    decided: tuple[Deciding, ...]
    """What follows for each loan."""


def spread(loans: Sequence[Derived], claims: Sequence[Claim], known: About) -> tuple[Pass, ...]:
    """Return the passes to the least fixed point; the last one stands there.

    Args:
        loans: the facts of every loan of an obligor.
        claims: the same as claims.
        known: further facts about the obligor.
    """
    before: tuple[Truth, ...] = (False,) * len(loans)
    passes: list[Pass] = []
    while not passes or passes[-1].nonperforming != before:
        about = _about(loans, claims, before, known)
        decided = tuple(loan.decided(about) for loan in loans)
        if passes:
            decided = tuple(map(_worse, passes[-1].decided, decided))
        passes.append(Pass(nonperforming=before, about=about, decided=decided))
        before = tuple(map(_joined, before, map(_nonperforming, decided)))
    return tuple(passes)


def _about(
    loans: Sequence[Derived],
    claims: Sequence[Claim],
    nonperforming: Sequence[Truth],
    known: About,
) -> About:
    """Return the facts about an obligor, where some of its claims are non-performing."""
    recorded = loans[0].derived.values if loans else {}  # the same in all
    stated = all(claim.level is not None for claim in claims)
    facts: dict[str, FactValue | Between | None] = {**known.facts}
    reasons: dict[str, str] = {**known.reasons}
    for fact in COUNTED:
        if fact in NONPERFORMING and not stated:
            continue
        pairs = zip(claims, nonperforming, strict=True)
        parts = [claim.part(fact, state) for claim, state in pairs]
        facts[fact] = _worst(fact, counted(fact, parts), recorded.get(fact))
        if facts[fact] is None or isinstance(facts[fact], Between):
            open_ = [c.loan for c, part in zip(claims, parts, strict=True) if part.open]
            bounds = f"known to be from {facts[fact]}; " if facts[fact] is not None else ""
            reasons[fact] = f"{bounds}not settled for {', '.join(open_)}"
    return About(facts=facts, reasons=reasons)


def _worst(fact: str, found: Counted, recorded: FactValue | None) -> FactValue | Between | None:
    """Return what is found or what is on record, whichever is worse."""
    if isinstance(recorded, bool):
        decisive = CORE[fact].worse == "higher"
        return decisive if decisive in (found, recorded) else found
    if isinstance(recorded, Decimal):
        if isinstance(found, Between):
            low, high = max(Decimal(found.low), recorded), max(Decimal(found.high), recorded)
            return low if low == high else Between(low=low, high=high)
        return max(Decimal(found or 0), recorded)
    return found


def _nonperforming(deciding: Deciding) -> Truth:
    """Return whether a claim is classed as non-performing; None where that is not known."""
    decision, level = deciding.decision, deciding.policy.contents.claims.nonperforming
    tier = decision.tier or decision.at_least
    if level is None or tier is None or decision.could_be is None:
        return None
    return True if tier >= level else None if decision.could_be >= level else False


def _joined(before: Truth, now: Truth) -> Truth:
    return max(before, now, key=_WORSE.index)


def _worse(before: Deciding, now: Deciding) -> Deciding:
    """Return the later decision, unless it is better: what is found out only worsens."""
    old, new = before.decision, now.decision
    better = old.at_least is not None and new.at_least is not None and new.at_least < old.at_least
    lifted = old.tier is not None and new.tier is not None and new.tier < old.tier
    return before if better or lifted else now
