"""The receipt of a review: what it takes to make it again years later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import attrs

from postloan.policy.clauses.contents import Contents
from postloan.policy.decisions.decision import Decision
from postloan.policy.decisions.wording import value_words
from postloan.policy.policy import Policy
from postloan.version import __version__

__all__ = ["PolicyUsed", "Receipt", "receipt_of"]


@attrs.frozen(kw_only=True)
class PolicyUsed:
    """One policy that took part."""

    id: str
    edition: str
    digest: str
    """SHA-256 over its canonical document and its parents' digests."""


@attrs.frozen(kw_only=True)
class Receipt:
    """Which policy, parameters, assumptions and dates a review stands on.

    With the loan file, it is what it takes to make the review again. Made by `review`.
    """

    policy: PolicyUsed
    parents: tuple[PolicyUsed, ...]
    """The policies that it extends."""
    replacements: tuple[str, ...]
    """A sentence for each inherited rule that another stands in for."""
    library: str
    """Version of the library."""
    plugins: tuple[str, ...]
    """Plugins that took part, each as name and version; () none."""
    parameters: tuple[tuple[str, str], ...]
    """Every parameter with its value; "not stated" where it has none."""
    supplied: tuple[str, ...]
    """Parameters that the user supplied."""
    calendar: str | None
    """Id of the calendar that counts working days, its first and last day and the SHA-256 over
    its days; None where the policy names none."""
    assumptions: tuple[str, ...]
    """Facts that nobody recorded and that were taken as "none recorded"."""
    as_of: date
    known_on: date | None
    """None: everything that the file knows."""
    in_force: bool
    """False where the policy was applied outside its days, as if it were in force."""

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def to_json(self) -> str:
        """Return the receipt as a JSON object on one line, dates in ISO form, None as null."""
        import json

        return json.dumps(attrs.asdict(self), ensure_ascii=False, default=str)

    def _lines(self) -> Iterator[str]:
        for role, used in (("policy", self.policy), *(("extends", p) for p in self.parents)):
            yield f"{role}: {used.id} {used.edition} sha256:{used.digest}"
        as_if = "" if self.in_force else ", outside the policy's days, as if it were in force"
        known = (
            "everything on file" if self.known_on is None else f"what was known on {self.known_on}"
        )
        for replacement in self.replacements:
            yield f"replaced: {replacement}"
        yield f"as of: {self.as_of}, on {known}{as_if}"
        yield f"library: postloan {self.library}; plugins: {', '.join(self.plugins) or 'none'}"
        for name, value in self.parameters:
            by = " (supplied)" if name in self.supplied else ""
            yield f"parameter: {name} = {value}{by}"
        if self.calendar is not None:
            yield f"calendar: {self.calendar}"
        if self.assumptions:
            yield f"taken as none recorded: {', '.join(self.assumptions)}"


def receipt_of(
    policy: Policy, decision: Decision, *, as_of: date, known_on: date | None, in_force: bool
) -> Receipt:
    """Return the receipt of a decision, on a loan file or on bare facts.

    Args:
        policy: the policy, or the edition that governed.
        decision: what it decided.
        as_of: the day.
        known_on: the day on whose knowledge it stands; None is everything that was given.
        in_force: whether the policy was in force.
    """
    used, *parents = _lineage(policy.contents)
    return Receipt(
        policy=used,
        parents=tuple(parents),
        replacements=policy.contents.replacements,
        library=__version__,
        plugins=policy.contents.plugins,
        parameters=tuple(
            (name, "not stated" if value is None else value_words(value))
            for name, value in sorted(decision.parameters.items())
        ),
        supplied=tuple(sorted(policy.supplied)),
        calendar=_calendar(policy),
        assumptions=decision.assumed,
        as_of=as_of,
        known_on=known_on,
        in_force=in_force,
    )


def _calendar(policy: Policy) -> str | None:
    calendar = policy.calendar
    if calendar is None:
        named = policy.contents.conventions.calendar
        return f"{named}, not at hand" if named else None
    by = " (supplied)" if policy.supplied_calendar else ""
    return f"{calendar} sha256:{calendar.digest}{by}"


def _lineage(contents: Contents) -> Iterator[PolicyUsed]:
    yield PolicyUsed(id=contents.id, edition=contents.edition, digest=contents.digest)
    for parent in contents.parents:
        yield from _lineage(parent)
