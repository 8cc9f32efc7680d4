"""What an analysis can find in a policy, and what of it a policy says to be as it should."""

from __future__ import annotations

from typing import Final, Literal, get_args

import attrs

__all__ = ["ACCEPTABLE", "FINDING_KINDS", "NOTES", "Accepted", "FindingKind"]

FindingKind = Literal[
    "never_holds",
    "always_holds",
    "implied",
    "duplicate",
    "base_gap",
    "base_overlap",
    "not_monotone",
    "stale_acceptance",
    "blank_parameter",
    "unused_level",
]
"""What was found.

`never_holds`: a rule, or a row of a base, holds of no loan. `always_holds`: a condition holds of
every loan. `implied`: a floor decides nothing, another one does wherever it could. `duplicate`: two
rules say the same. `base_gap`, `base_overlap`: no row, or more than one, holds of some loan.
`not_monotone`: a loan that is worse in one fact gets a better tier. `stale_acceptance`: what a
policy accepts is not found. `blank_parameter`: rules wait for a parameter without a value.
`unused_level`: no loan can get that level.
"""
FINDING_KINDS: Final[tuple[FindingKind, ...]] = get_args(FindingKind)

NOTES: Final[frozenset[FindingKind]] = frozenset(("blank_parameter", "unused_level"))
"""Kinds that inform and are no fault."""

ACCEPTABLE: Final = tuple(
    kind for kind in FINDING_KINDS if kind not in NOTES and kind != "stale_acceptance"
)
"""Kinds that a policy may accept with a reason."""


@attrs.frozen(kw_only=True)
class Accepted:
    """A finding that a policy says to be as it should, and why."""

    finding: FindingKind
    subject: str
    """Id of the rule, or key of the fact, that the finding is about."""
    reason: str
    origin: str
    """The policy that accepts it, as `id@edition`."""
    line: int | None = attrs.field(default=None, eq=False)
    """Line in its file."""
