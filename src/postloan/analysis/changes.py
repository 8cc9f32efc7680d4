"""What differs between two policies, or two editions of one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

import attrs

from postloan.analysis.amendments import Amendment, amendments_of
from postloan.analysis.box_words import box_words
from postloan.analysis.ground import Ground, both_verdicts, ground_of
from postloan.analysis.pair import pair_of
from postloan.analysis.regions import cover
from postloan.analysis.solver import Solver
from postloan.analysis.telling import blank_lines, name_of, witness_lines
from postloan.analysis.witness import Witness, witness_in
from postloan.policy.decisions.outcomes import Verdict
from postloan.policy.policy import Policy
from postloan.rules.diagrams import Diagram
from postloan.rules.evaluate import Truth
from postloan.rules.steps import TooLarge
from postloan.tiers import Scale

__all__ = ["Change", "Difference", "Region", "difference"]

_REGIONS: Final = 8
"""Regions that are told of one change."""
_UNKNOWN: Final = 4
"""Changes that are told of loans with facts that are not known."""


@attrs.frozen(kw_only=True, eq=False)
class Region:
    """Loans that are alike in all that matters."""

    conditions: tuple[str, ...]
    """What such a loan is like, a fact each, as in `days_past_due 61-90`; () is any loan."""
    example: Witness | None
    """One of them, decided under both; None where it hangs on how facts compare with one
    another and none was found, so that there may be no such loan."""

    def __str__(self) -> str:
        return ", ".join(self.conditions) or "every loan"


@attrs.frozen(kw_only=True, eq=False)
class Change:
    """One verdict in place of another."""

    before: Verdict
    """What the first policy says; tiers on the scale that is compared."""
    after: Verdict
    """What the second says."""
    regions: tuple[Region, ...]
    """For which loans: what lies in one of these regions, and they may overlap."""
    more: int
    """Into how many more parts fall the loans that these regions leave out."""

    def __str__(self) -> str:
        return f"{verdict_words(self.before)} → {verdict_words(self.after)}"


@attrs.frozen(kw_only=True, eq=False)
class Difference:
    """What differs between two policies."""

    before: Policy
    after: Policy
    as_of: date | None
    scale: Scale
    """The scale on which tiers are compared: the coarser of the two."""
    changes: tuple[Change, ...] | None
    """Changes for loans all whose facts are known, from the best tier to the worst; None where
    there are too many cases to look at."""
    unknown_changes: tuple[Change, ...] | None
    """Changes for loans of which something is not known, or was not recorded, and that the two
    decide alike however it turns out: they treat the unknown differently."""
    more_unknown: int
    """How many changes more of that sort there are."""
    amendments: tuple[Amendment, ...]
    """What was added, removed or changed in the documents, rule by rule."""

    @property
    def same(self) -> bool:
        """Whether the two decide every loan alike, for certain."""
        return self.changes == () and self.unknown_changes == ()

    def explain(self) -> str:
        """Return what differs in a person's words, with the rules that decide and their citations.

        Each region comes with a loan as an example, decided under both.
        """
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"{name_of(self.before)} → {name_of(self.after)}, tiers of {self.scale.id}"
        yield from blank_lines(self.before, self.after, as_of=self.as_of)
        yield ""
        if self.same:
            yield "No difference in the tier of any loan"
        else:
            yield from _told("Tier, where all facts are known", self.changes, 0)
            heading = "Tier, where something is not known, and both agree however it turns out"
            yield from _told(heading, self.unknown_changes, self.more_unknown)
        yield ""
        yield "Documents" if self.amendments else "No other difference in the documents"
        yield from (f"  {amendment}" for amendment in self.amendments)


def difference(
    before: Policy,
    after: Policy,
    *,
    as_of: date | None = None,
    solver: Solver | None = None,
) -> Difference:
    """Return what differs between two policies, or two editions of one.

    Every loan there can be is looked at, in the main dimension: where the verdicts differ, and
    for which loans exactly. Where the scales differ, one maps to the other, and the tiers are
    compared on the coarser.

    Args:
        before: a policy, with its parameters; one without a value is unknown.
        after: the other.
        as_of: the day; needed only where either has dated parameters or rules. Neither has to
            be in force on it.
        solver: finds examples where it hangs on how facts compare with one another.

    Raises:
        InvalidValue: the two cannot be compared; says why.

    >>> from postloan import Policy
    >>> text = '''
    ... format = "postloan.policy/1"
    ... [policy]
    ... id = "bank.late"
    ... edition = "1"
    ... title = "Late loans"
    ... [[floor]]
    ... id = "late"
    ... when = "days_past_due > 90"
    ... at_least = "substandard"
    ... '''
    >>> stricter = text.replace("substandard", "doubtful")
    >>> found = difference(Policy.from_text(text), Policy.from_text(stricter))
    >>> for change in found.changes:
    ...     print(change, "for", *change.regions)
    substandard → doubtful for days_past_due from 91
    """
    pair = pair_of(before, after, as_of)
    changes: tuple[Change, ...] | None = None
    unknown: tuple[Change, ...] | None = None
    more = 0
    try:
        changes = tuple(_known(ground_of(pair, unknown=False), solver))
        unknown, more = _unknown(ground_of(pair, unknown=True), solver)
    except TooLarge:
        pass
    return Difference(
        before=before,
        after=after,
        as_of=as_of,
        scale=pair.scale,
        changes=changes,
        unknown_changes=unknown,
        more_unknown=more,
        amendments=tuple(amendments_of(pair)),
    )


def _told(heading: str, changes: tuple[Change, ...] | None, more: int) -> Iterator[str]:
    if changes is None:
        yield f"{heading}: not decided, there are too many cases to look at"
        return
    yield heading if changes else f"{heading}: no difference"
    for change in changes:
        yield f"  {change}"
        for region in change.regions:
            yield f"    {region}"
            if region.example is None:
                yield "      not decided whether there is such a loan"
            else:
                yield from (f"      {line}" for line in witness_lines(region.example))
        if change.more:
            yield f"    and {change.more:,} more"
    if more:
        yield f"  and {more:,} more"


def verdict_words(verdict: Verdict) -> str:
    """Return what a verdict says, in short."""
    if verdict.applies is False:
        return "not applicable"
    words = "undetermined" if verdict.tier is None else str(verdict.tier)
    bounds = []
    if verdict.tier != verdict.at_least:
        bounds.append(f"at least {verdict.at_least}")
    if verdict.tier != verdict.could_be:
        bounds.append(f"could be {verdict.could_be}")
    if verdict.applies is None:
        bounds.append("if it applies")
    return f"{words} ({', '.join(bounds)})" if bounds else words


def _known(ground: Ground, solver: Solver | None) -> Iterator[Change]:
    pairs = ground.forest.merged(both_verdicts, *ground.verdicts)
    for both in sorted((b for b in pairs.values() if b[0] != b[1]), key=_order):
        where = ground.forest.mapped(_Is(both), pairs)
        yield _change(ground, both, where, _REGIONS, solver)


def _unknown(ground: Ground, solver: Solver | None) -> tuple[tuple[Change, ...], int]:
    forest = ground.forest
    pairs = forest.merged(both_verdicts, *ground.verdicts)
    explained = ground.filled(forest.mapped(_differ, pairs))
    left = forest.merged(_unless, pairs, explained)
    found = sorted((both for both in left.values() if both is not None), key=_order)
    changes = (
        _change(ground, both, forest.mapped(_Is(both), left), 1, solver)
        for both in found[:_UNKNOWN]
    )
    return tuple(changes), len(found[_UNKNOWN:])


def _change(
    ground: Ground,
    both: tuple[Verdict, Verdict],
    where: Diagram[Truth],
    most: int,
    solver: Solver | None,
) -> Change:
    boxes, more = cover(where, ground.cost, most)
    regions = (
        Region(
            conditions=tuple(box_words(ground, box)),
            example=witness_in(ground, box, _Is(both), solver),
        )
        for box in boxes
    )
    return Change(before=both[0], after=both[1], regions=tuple(regions), more=more)


@attrs.frozen
class _Is:
    """Tells one pair of verdicts from all others."""

    both: tuple[Verdict, Verdict]

    def __call__(self, both: tuple[Verdict, Verdict] | None) -> Truth:
        return both == self.both


def _differ(both: tuple[Verdict, Verdict]) -> Truth:
    return both[0] != both[1]


def _unless(both: tuple[Verdict, Verdict], explained: Truth) -> tuple[Verdict, Verdict] | None:
    return None if explained or both[0] == both[1] else both


def _order(both: tuple[Verdict, Verdict]) -> tuple[tuple[int, ...], ...]:
    """Return a key that sorts from the best tier to the worst, what does not apply first."""
    return tuple(
        (
            verdict.applies is not False,
            *(-1 if tier is None else tier.rank for tier in verdict[1:4]),
            verdict.applies is True,
            verdict.problem,
        )
        for verdict in both
    )
