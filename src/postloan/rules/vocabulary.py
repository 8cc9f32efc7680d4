"""What a condition may talk about: terms with kinds, found by name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, Protocol

import attrs

from postloan.units import Kind

__all__ = ["Term", "Vocabulary"]


@attrs.frozen(kw_only=True)
class Term:
    """What a name in a condition stands for."""

    key: str
    """Under which readers find its value: a fact's or parameter's name, or a level's id."""
    role: Literal["fact", "parameter", "level"]
    """Whether the value comes from the loan, from the policy, or is a level of its scale."""
    kind: Kind
    """Type and unit."""
    values: tuple[str, ...] = ()
    """The words allowed (of an enum; of a code where a policy lists them); empty is open."""
    scale: str = ""
    """Of a tier or level: the id of its scale."""
    rank: int = 0
    """Of a level: its place in the scale, 0 the best."""
    coarser: tuple[tuple[str, tuple[int, ...]], ...] = ()
    """Of a tier: each coarser scale on which it can be read too, by id, with the rank there of
    each level of its own, best first."""
    mapped: tuple[int, ...] = ()
    """Of a tier that is read on the coarser scale `scale`: the rank there of each level of its
    own; empty where it is read as it stands."""


class Vocabulary(Protocol):
    """Finds terms by name. The rules room knows nothing else about facts."""

    @property
    def currency(self) -> str | None:
        """Currency in which plain numbers state money; None where no rule may state one."""
        ...

    def term(self, name: str) -> Term | None:
        """Return what `name` stands for, or None where it stands for nothing."""
        ...

    def names(self) -> Iterable[str]:
        """Return every name there is, to suggest the nearest."""
        ...
