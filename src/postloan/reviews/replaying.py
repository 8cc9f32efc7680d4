"""Replay: a loan reviewed on one date after the other, each tier on record for the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import attrs

from postloan.facts.catalogue import CLASSIFIED_BEFORE, PREVIOUS_TIER
from postloan.model.checks import checked_flag
from postloan.model.file import LoanFile
from postloan.model.records import TierRecord
from postloan.policy.policy import OutsideForce
from postloan.reviews.deciding import Rulebook
from postloan.reviews.pipeline import review
from postloan.reviews.result import Review
from postloan.tiers import Tier

__all__ = ["Replay", "replay"]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Replay:
    """The history of a loan under a policy. Made by `replay`."""

    reviews: tuple[Review, ...]
    """One for each date, oldest first."""
    file: LoanFile
    """The file with every tier that was found appended; going on from it is going on with the
    replay."""

    @property
    def tiers(self) -> tuple[tuple[date, Tier | None], ...]:
        """Each date and its tier; None is undetermined."""
        return tuple((found.as_of, found.tier) for found in self.reviews)

    @property
    def changes(self) -> tuple[tuple[date, Tier | None], ...]:
        """The first date and tier, and those with another tier than the date before."""
        tiers = self.tiers
        return tuple(here for at, here in enumerate(tiers) if not at or here[1] != tiers[at - 1][1])


def replay(
    file: LoanFile,
    policy: Rulebook,
    dates: Iterable[date],
    *,
    hindsight: bool = True,
    outside_force: OutsideForce = "refuse",
) -> Replay:
    """Return what `policy` answers on each of `dates`, as if it had been asked on each in turn.

    A tier that is found is on record for the dates that follow, unless the file has one of that
    day and dimension; one that is undetermined is not recorded, nor one of which the policy has
    no rule.

    Args:
        file: the loan and its records.
        policy: a policy, or its editions, of which the one that governs on each date is taken.
        dates: in any order; one that stands twice counts once.
        hindsight: False reviews each date on what was known on it; True on everything on file.
        outside_force: as in `review`.

    Raises:
        InvalidValue, PolicyNotInForce, UnknownFact, InvalidFact: as `review` does.

    >>> from postloan import Borrower, Instalment, Loan, Money, Schedule, load_policy
    >>> loan = Loan(
    ...     id="L-001",
    ...     borrower=Borrower(id="B-001", kind="corporate"),
    ...     product="working_capital",
    ...     principal=Money(100000, "CNY"),
    ...     disbursed_on=date(2024, 1, 5),
    ...     matures_on=date(2024, 12, 31),
    ... )
    >>> quarter = Instalment(due_on=date(2024, 3, 31), principal=Money(25000, "CNY"))
    >>> schedule = Schedule(on=date(2024, 1, 5), instalments=(quarter,))
    >>> file = LoanFile(loan=loan, schedules=(schedule,), payments=())
    >>> month_ends = [date(2024, 3, 31), date(2024, 4, 30), date(2024, 5, 31), date(2024, 6, 30)]
    >>> found = replay(file, load_policy("cn.asset-classification"), month_ends)
    >>> [f"{day} {tier}" for day, tier in found.changes]
    ['2024-03-31 normal', '2024-04-30 special_mention', '2024-06-30 substandard']
    """
    checked_flag("replay", "hindsight", hindsight)
    recorded = {(record.dimension, record.on) for record in file.tiers}
    reviews: list[Review] = []
    added: list[TierRecord] = []
    working = file
    for day in sorted(set(dates)):
        known_on = None if hindsight else day
        found = review(working, policy, as_of=day, known_on=known_on, outside_force=outside_force)
        reviews.append(found)
        new = [r for r in _records(found) if (r.dimension, r.on) not in recorded]
        added += new
        moved = tuple(record for record in new if not _stands(found, record))
        if moved:
            working = attrs.evolve(working, tiers=(*working.tiers, *moved))
    return Replay(reviews=tuple(reviews), file=attrs.evolve(file, tiers=(*file.tiers, *added)))


def _records(found: Review) -> Iterator[TierRecord]:
    """Yield the tiers of a review as they go on record; none where no rule speaks of them."""
    contents = found.decision.contents
    for outcome in found.outcomes:
        if outcome.tier is not None and contents.states_tiers(outcome.dimension):
            yield TierRecord(
                on=found.as_of,
                tier=outcome.tier.id,
                scale=outcome.scale,
                dimension=outcome.dimension,
                policy=found.policy.id,
                edition=found.policy.edition,
            )


def _stands(found: Review, record: TierRecord) -> bool:
    """Return whether the last tier on record is this one, so that recording it tells nothing new.

    Records of one tier then do not pile up while a long history is replayed.
    """
    main = found.outcomes[0].dimension
    prefix = "" if record.dimension == main else f"{record.dimension}."
    before = found.facts[prefix + PREVIOUS_TIER.name]
    known = found.facts[prefix + CLASSIFIED_BEFORE.name]
    return known is True and isinstance(before, Tier) and before.id == record.tier
