"""One loan under several policies: their reviews side by side, and which of them governs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

import attrs

from postloan.errors import InvalidValue
from postloan.model.checks import checked_instance
from postloan.model.file import LoanFile
from postloan.policy.policy import OutsideForce
from postloan.reviews.deciding import Rulebook
from postloan.reviews.pipeline import review
from postloan.reviews.result import Review
from postloan.tiers import Scale, Tier

__all__ = ["OnScale", "Strictest", "review_under", "strictest"]

_NO_MAPS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType({})


def review_under(
    file: LoanFile,
    policies: Iterable[Rulebook],
    *,
    as_of: date,
    known_on: date | None = None,
    outside_force: OutsideForce = "refuse",
) -> tuple[Review, ...]:
    """Return what each of several policies answers about one loan file, in their order. Pure.

    Args:
        file: the loan and its records; each policy counts its days as it says itself.
        policies: policies, or their editions.
        as_of: see `review`, as for what follows.
        known_on: read only what was known on this day.
        outside_force: what to do where a policy is not in force.

    Raises:
        InvalidValue, PolicyNotYetInForce, PolicyNoLongerInForce, UnknownFact, InvalidFact: see
            `review`.
    """
    return tuple(
        review(file, policy, as_of=as_of, known_on=known_on, outside_force=outside_force)
        for policy in policies
    )


@attrs.frozen(kw_only=True)
class OnScale:
    """A review, its tiers read on a scale that several policies share."""

    review: Review
    tier: Tier | None
    """None is undetermined."""
    at_least: Tier
    could_be: Tier

    def __str__(self) -> str:
        policy, tier = self.review.policy, self.tier or "undetermined"
        span = f"at least {self.at_least}, could be {self.could_be}"
        known = self.at_least == self.tier == self.could_be
        return f"{policy.id} {policy.edition}: {tier}{'' if known else f' ({span})'}"


@attrs.frozen(kw_only=True)
class Strictest:
    """The strictest of several reviews of one loan, and whose it is. Made by `strictest`."""

    scale: Scale
    """The scale on which they were compared."""
    tier: Tier | None
    """The worst tier; None where a policy that is undetermined could still give a worse one, or
    none is for such a loan."""
    at_least: Tier | None
    """What is certain; None where no policy is for such a loan."""
    could_be: Tier | None
    """The worst that any of them leaves open; None where no policy is for such a loan."""
    compared: tuple[OnScale, ...]
    """Every review of a policy that is for such a loan, or may be, in their order."""
    not_applicable: tuple[Review, ...]
    """Reviews of policies that are not for such a loan."""

    @property
    def governs(self) -> tuple[Review, ...]:
        """The reviews that give the tier; several are a tie, () where it is undetermined."""
        return tuple(
            found.review for found in self.compared if self.tier and found.tier == self.tier
        )

    @property
    def may_govern(self) -> tuple[Review, ...]:
        """The reviews that could still come to a worse tier, or to one where there is none."""
        worst = self.tier or self.at_least
        return tuple(
            found.review
            for found in self.compared
            if worst is not None
            and (found.could_be > worst or (self.tier is None and found.at_least == worst))
        )

    def explain(self) -> str:
        """Return which policy governs, in a person's words, and what each says."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        governing = " and ".join(found.policy.id for found in self.governs)
        if not self.compared:
            yield "no policy is for such a loan"
        elif self.tier is None:
            yield f"undetermined: at least {self.at_least}, could be {self.could_be}"
        else:
            yield f"{self.tier} under {governing}"
        for found in self.compared:
            yield f"- {found}"
        for left in self.not_applicable:
            yield f"- {left.policy.id} {left.policy.edition}: not applicable"


def strictest(
    reviews: Iterable[Review],
    *,
    on: Scale | None = None,
    maps: Mapping[str, Mapping[str, str]] = _NO_MAPS,
) -> Strictest:
    """Return the strictest of several reviews of one loan on one day, and which policy governs.

    Tiers compare on one scale only. Scales that map to a common one are read on it; of others the
    caller has to say how their levels map, because no text does.

    Args:
        reviews: of one loan on one day, such as those of `review_under`.
        on: the scale to compare on; None is the finest that all their scales map to.
        maps: for scales that do not map to `on` by themselves, by id, the level of `on` for each
            of their levels: none a better one than the level before it.

    Raises:
        InvalidValue: no review; reviews of two loans or days; no common scale; a map that is not
            whole (see `Scale`).

    >>> from postloan import Borrower, Loan, LoanFile, Money, load_policy
    >>> from postloan.scales import SCALES
    >>> loan = Loan(
    ...     id="L-001",
    ...     borrower=Borrower(id="B-001", kind="individual"),
    ...     product="card",
    ...     principal=Money(100, "CNY"),
    ...     disbursed_on=date(2024, 1, 5),
    ...     matures_on=None,
    ...     retail=True,
    ... )
    >>> file = LoanFile(loan=loan, schedules=None, payments=())
    >>> policies = [load_policy("cn.asset-classification"), load_policy("cn.credit-card")]
    >>> found = strictest(review_under(file, policies, as_of=date(2024, 6, 30)))
    >>> found.tier is None, str(found.could_be), len(found.may_govern)
    (True, 'loss', 2)
    """
    given = [checked_instance("strictest", "reviews", found, Review) for found in reviews]
    if not given:
        raise InvalidValue("strictest", "reviews", [], "at least one review")
    for found in given[1:]:
        if (found.file.loan.id, found.as_of) != (given[0].file.loan.id, given[0].as_of):
            allowed = f"of {given[0].file.loan.id} on {given[0].as_of}, as the first"
            raise InvalidValue("strictest", "reviews", found, allowed)
    scale = on or _common([found.policy.scale for found in given])
    compared = tuple(read for found in given if (read := _read(found, scale, maps)) is not None)
    return Strictest(
        scale=scale,
        tier=_worst(compared),
        at_least=max((read.at_least for read in compared), default=None),
        could_be=max((read.could_be for read in compared), default=None),
        compared=compared,
        not_applicable=tuple(found for found in given if found.applies is False),
    )


def _worst(compared: tuple[OnScale, ...]) -> Tier | None:
    """Return the worst tier, or None where one that is undetermined could be worse."""
    known = max((read.tier for read in compared if read.tier is not None), default=None)
    if known is None:
        return None
    outdone = any(read.tier is None and read.could_be > known for read in compared)
    return None if outdone else known


def _common(scales: list[Scale]) -> Scale:
    for scale in scales[0].lineage:
        if all(other.refines(scale) for other in scales):
            return scale
    names = ", ".join(dict.fromkeys(scale.id for scale in scales))
    raise InvalidValue("strictest", "on", None, f"a scale, with maps: {names} map to no common one")


def _read(found: Review, on: Scale, maps: Mapping[str, Mapping[str, str]]) -> OnScale | None:
    """Return the tiers of a review on a scale; None where its policy is not for such a loan."""
    if found.at_least is None or found.could_be is None:
        return None
    scale = found.policy.scale
    if scale.refines(on):
        mapped, known = on, on
    else:
        mapped = next((known for known in scale.lineage if known.id in maps), scale)
        if mapped.id not in maps:
            raise InvalidValue("strictest", "maps", maps, f"a map of {mapped.id} to {on.id}")
        levels = [level.id for level in mapped]
        known = Scale(mapped.id, levels, coarser=on, maps=maps[mapped.id])

    def read(tier: Tier) -> Tier:
        return known.coarse(known[scale.coarse(tier, mapped).id], on)

    return OnScale(
        review=found,
        tier=None if found.tier is None else read(found.tier),
        at_least=read(found.at_least),
        could_be=read(found.could_be),
    )
