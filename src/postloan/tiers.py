"""Scales and tiers: ordered classes of loan quality, best first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

import attrs

from postloan.errors import InvalidValue, UnknownName

__all__ = ["FIVE_TIER", "SCALES", "Scale", "Tier", "scale_named"]


def _identifier(owner: str, field: str, value: object) -> str:
    if not isinstance(value, str) or not value.isidentifier() or not value.isascii():
        raise InvalidValue(owner, field, value, "an identifier of ASCII letters, digits and _")
    return value


@attrs.frozen(kw_only=True, repr=False)
class Tier:
    """One level of a scale. Worse is greater: `tier >= substandard` is *substandard or worse*.

    Made by its `Scale`; tiers of two scales do not compare.

    >>> FIVE_TIER["doubtful"] > FIVE_TIER["substandard"], str(FIVE_TIER["loss"])
    (True, 'loss')
    """

    scale: str
    """Id of the scale it belongs to."""
    id: str
    """Identifier used in conditions and columns."""
    rank: int
    """0 for the best level of the scale, one more for each worse."""
    label: str = attrs.field(default="", eq=False)
    """How a person writes it, such as `A*`; empty where the id serves."""
    label_zh: str = attrs.field(default="", eq=False)
    """Its Chinese name; empty where none is stated."""

    def _rank_of(self, other: object) -> int:
        if not isinstance(other, Tier):
            message = f"a tier compares with a tier only, not {type(other).__name__}"
            raise TypeError(message)
        if other.scale != self.scale:
            raise InvalidValue("Tier", "scale", other.scale, f"{self.scale!r}, as the tier beside")
        return other.rank

    def __lt__(self, other: Tier) -> bool:
        return self.rank < self._rank_of(other)

    def __le__(self, other: Tier) -> bool:
        return self.rank <= self._rank_of(other)

    def __gt__(self, other: Tier) -> bool:
        return self.rank > self._rank_of(other)

    def __ge__(self, other: Tier) -> bool:
        return self.rank >= self._rank_of(other)

    def __str__(self) -> str:
        return self.id

    def __repr__(self) -> str:
        return f"<Tier {self.id} of {self.scale}>"


@attrs.frozen(init=False, repr=False)
class Scale:
    """An ordered set of tiers, best first.

    Raises:
        InvalidValue: fewer than two levels, one twice, an id that is no identifier, or a label
            for a level that is not there.

    >>> [str(tier) for tier in FIVE_TIER]
    ['normal', 'special_mention', 'substandard', 'doubtful', 'loss']
    """

    id: str
    """Name of the scale, such as `five-tier`."""
    tiers: tuple[Tier, ...]
    """Its levels, best first."""
    _by_id: Mapping[str, Tier] = attrs.field(eq=False)

    def __init__(
        self,
        id: str,
        levels: Iterable[str],
        labels: Mapping[str, str] | None = None,
        labels_zh: Mapping[str, str] | None = None,
    ) -> None:
        ids = tuple(_identifier("Scale", "levels", level) for level in levels)
        for level in (*(labels or ()), *(labels_zh or ())):
            if level not in ids:
                raise InvalidValue("Scale", "labels", level, f"for one of {', '.join(ids)}")
        if len(ids) < 2 or len(set(ids)) != len(ids):  # noqa: PLR2004
            raise InvalidValue("Scale", "levels", ids, "at least two different levels, best first")
        tiers = tuple(
            Tier(
                scale=id,
                id=level,
                rank=rank,
                label=(labels or {}).get(level, ""),
                label_zh=(labels_zh or {}).get(level, ""),
            )
            for rank, level in enumerate(ids)
        )
        self.__attrs_init__(id, tiers, MappingProxyType({t.id: t for t in tiers}))

    @property
    def best(self) -> Tier:
        """The best level."""
        return self.tiers[0]

    @property
    def worst(self) -> Tier:
        """The worst level."""
        return self.tiers[-1]

    def __getitem__(self, level: str) -> Tier:
        try:
            return self._by_id[level]
        except KeyError:
            raise UnknownName(f"tier of {self.id}", level, self._by_id) from None

    def __contains__(self, level: object) -> bool:
        return level in self._by_id

    def __iter__(self) -> Iterator[Tier]:
        return iter(self.tiers)

    def __len__(self) -> int:
        return len(self.tiers)

    def between(self, best: Tier, worst: Tier) -> tuple[Tier, ...]:
        """Return the tiers from `best` to `worst`, both included."""
        return self.tiers[best.rank : worst.rank + 1]

    def __reduce__(self) -> tuple[object, ...]:
        return Scale, (
            self.id,
            tuple(self._by_id),
            {t.id: t.label for t in self.tiers},
            {t.id: t.label_zh for t in self.tiers},
        )

    def __repr__(self) -> str:
        return f"Scale({self.id!r}, {list(self._by_id)})"


FIVE_TIER: Final = Scale(
    "five-tier",
    ("normal", "special_mention", "substandard", "doubtful", "loss"),
    labels_zh={
        "normal": "正常",
        "special_mention": "关注",
        "substandard": "次级",
        "doubtful": "可疑",
        "loss": "损失",
    },
)
"""The five tiers of loan risk classification (China, PBC [2001] 416 and later; others alike)."""

SCALES: Final[Mapping[str, Scale]] = MappingProxyType({FIVE_TIER.id: FIVE_TIER})
"""The scales that ship, by id."""


def scale_named(id: str) -> Scale:
    """Return the shipped scale `id`.

    Raises:
        UnknownName: there is no such scale; names those that there are.
    """
    try:
        return SCALES[id]
    except KeyError:
        raise UnknownName("scale", id, SCALES) from None
