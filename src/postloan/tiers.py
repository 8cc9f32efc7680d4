"""Scales and tiers: ordered classes of loan quality, best first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Final

import attrs

from postloan.errors import InvalidValue, UnknownName

__all__ = [
    "FIVE_TIER",
    "MAX_LEVELS",
    "MAX_LINEAGE",
    "Scale",
    "SchemeFault",
    "Tier",
    "scheme_faults",
]


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


MAX_LEVELS: Final = 100
"""The most levels that a scale has."""
MAX_LINEAGE: Final = 8
"""The most scales that map to one another in a row."""


@attrs.frozen(init=False, repr=False)
class Scale:
    """An ordered set of tiers, best first; a finer one maps each level to a coarser scale.

    Raises:
        InvalidValue: fewer than two levels, one twice, an id that is no identifier, a label for
            a level that is not there, or a map to the coarser scale that is not whole (see
            `scheme_faults`).

    >>> [str(tier) for tier in FIVE_TIER]
    ['normal', 'special_mention', 'substandard', 'doubtful', 'loss']
    """

    id: str
    """Name of the scale, such as `five-tier`."""
    tiers: tuple[Tier, ...]
    """Its levels, best first."""
    coarser: Scale | None
    """The scale that its levels map to; None where it stands alone."""
    _up: tuple[Tier, ...] = attrs.field(repr=False)
    title: str = attrs.field(eq=False)
    """What it is, in words; empty where not stated."""
    source: str = attrs.field(eq=False)
    """Where it comes from; empty where not stated."""
    grade: str = attrs.field(eq=False)
    """How it is known, as the grade of a citation; empty where not stated."""
    _by_id: Mapping[str, Tier] = attrs.field(eq=False)

    def __init__(
        self,
        id: str,
        levels: Iterable[str],
        labels: Mapping[str, str] | None = None,
        labels_zh: Mapping[str, str] | None = None,
        *,
        coarser: Scale | None = None,
        maps: Mapping[str, str] | None = None,
        title: str = "",
        source: str = "",
        grade: str = "",
    ) -> None:
        ids = tuple(_identifier("Scale", "levels", level) for level in levels)
        for level in (*(labels or ()), *(labels_zh or ()), *(maps or ())):
            if level not in ids:
                raise InvalidValue("Scale", "labels", level, f"for one of {', '.join(ids)}")
        if len(ids) < 2 or len(set(ids)) != len(ids):  # noqa: PLR2004
            raise InvalidValue("Scale", "levels", ids, "at least two different levels, best first")
        mapped = [(maps or {}).get(level) for level in ids]
        for fault in scheme_faults(ids, mapped, coarser):
            raise InvalidValue("Scale", fault.field, fault.value, fault.allowed)
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
        up = () if coarser is None else tuple(coarser[str(level)] for level in mapped)
        by_id = MappingProxyType({t.id: t for t in tiers})
        self.__attrs_init__(id, tiers, coarser, up, title, source, grade, by_id)

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

    # -- finer and coarser

    @property
    def lineage(self) -> tuple[Scale, ...]:
        """Itself, then each coarser scale, the coarsest last."""
        return (self,) if self.coarser is None else (self, *self.coarser.lineage)

    def refines(self, other: Scale) -> bool:
        """Return whether this scale is `other`, or maps to it."""
        return other in self.lineage

    def ranks_on(self, other: Scale) -> tuple[int, ...]:
        """Return for each level, best first, the rank of its level on `other`, which it refines.

        Raises:
            InvalidValue: it does not refine `other`.
        """
        if self == other:
            return tuple(range(len(self)))
        if self.coarser is None:
            allowed = f"{self.id!r} or a scale that it maps to"
            raise InvalidValue("Scale", "coarser", other.id, allowed)
        above = self.coarser.ranks_on(other)
        return tuple(above[tier.rank] for tier in self._up)

    def coarse(self, tier: Tier, to: Scale | None = None) -> Tier:
        """Return the level that `tier` maps to.

        Args:
            tier: a tier of this scale.
            to: a scale that this one refines; None is the coarsest.

        >>> FIVE_TIER.coarse(FIVE_TIER["loss"]).id
        'loss'
        """
        to = self.lineage[-1] if to is None else to
        return to.tiers[self.ranks_on(to)[self._own(tier).rank]]

    def sublevels(self, tier: Tier) -> tuple[Tier, ...]:
        """Return the levels that map to `tier`, of this scale or one that it refines."""
        for scale in self.lineage:
            if tier in scale.tiers:
                ranks = self.ranks_on(scale)
                return tuple(own for own in self if ranks[own.rank] == tier.rank)
        return (self._own(tier),)

    def lift(self, tier: Tier) -> Tier:
        """Return the best level that maps to `tier`; a tier of this scale stays.

        "At least special mention" is then at least the best level of special mention.
        """
        return self.sublevels(tier)[0]

    def level(self, name: str) -> Tier:
        """Return the level `name`, or the best one of the coarser level of that name.

        Raises:
            UnknownName: there is neither.
        """
        for scale in self.lineage:
            if name in scale:
                return self.lift(scale[name])
        raise UnknownName(f"tier of {self.id}", name, self.names())

    def names(self) -> tuple[str, ...]:
        """Return the ids of its levels, then those of the coarser scales."""
        return tuple(dict.fromkeys(tier.id for scale in self.lineage for tier in scale))

    def _own(self, tier: Tier) -> Tier:
        if tier not in self.tiers:
            raise InvalidValue("Scale", "tier", tier, f"a tier of {self.id}")
        return tier

    def __reduce__(self) -> tuple[object, ...]:
        made = partial(
            Scale,
            self.id,
            tuple(self._by_id),
            {t.id: t.label for t in self.tiers},
            {t.id: t.label_zh for t in self.tiers},
            coarser=self.coarser,
            maps={t.id: up.id for t, up in zip(self.tiers, self._up, strict=False)},
            title=self.title,
            source=self.source,
            grade=self.grade,
        )
        return made, ()

    def __repr__(self) -> str:
        return f"Scale({self.id!r}, {list(self._by_id)})"


@attrs.frozen(kw_only=True)
class SchemeFault:
    """One thing that is wrong with how the levels of a scale map to a coarser one."""

    index: int | None
    """Position of the level, or None where it concerns them all."""
    field: str
    """`levels`, `tier` or `coarser`."""
    value: object
    """What stands there."""
    allowed: str
    """What may stand there."""


def scheme_faults(
    levels: Sequence[str], tiers: Sequence[str | None], coarser: Scale | None
) -> Iterator[SchemeFault]:
    """Yield what is wrong with a map from `levels`, best first, to `coarser`.

    Each level maps to one of the coarser scale, none to a better one than the level before it,
    and every coarser level is some level's. A level that has a coarser one's name is all there
    is of it, so that the name means the same on both.

    Args:
        levels: ids, best first.
        tiers: for each, the id of the coarser level; None is not stated.
        coarser: the coarser scale, or None: then no level maps to anything.
    """
    if coarser is None:
        for index, tier in enumerate(tiers):
            if tier is not None:
                yield SchemeFault(
                    index=index, field="tier", value=tier, allowed="left out: nothing is coarser"
                )
        return
    if len(coarser.lineage) >= MAX_LINEAGE:
        allowed = f"one of at most {MAX_LINEAGE} scales that map to one another"
        yield SchemeFault(index=None, field="coarser", value=coarser.id, allowed=allowed)
    before: Tier | None = None
    for index, (level, tier) in enumerate(zip(levels, tiers, strict=True)):
        if tier is None or tier not in coarser:
            allowed = (
                f"the level of {coarser.id} that {level} maps to: {', '.join(map(str, coarser))}"
            )
            yield SchemeFault(index=index, field="tier", value=tier, allowed=allowed)
            continue
        if before is not None and coarser[tier] < before:
            allowed = f"no better for {level} than {before}, that of {levels[index - 1]} before it"
            yield SchemeFault(index=index, field="tier", value=tier, allowed=allowed)
        before = coarser[tier]
    for missing in (level for level in coarser if level.id not in tiers):
        allowed = f"at least one for each level of {coarser.id}, and {missing} has none"
        yield SchemeFault(index=None, field="levels", value=tuple(levels), allowed=allowed)
    yield from _names_shared(levels, tiers, coarser)


def _names_shared(
    levels: Sequence[str], tiers: Sequence[str | None], coarser: Scale
) -> Iterator[SchemeFault]:
    for scale in coarser.lineage:
        ranks = coarser.ranks_on(scale)
        above = [
            scale.tiers[ranks[coarser[tier].rank]].id
            if tier is not None and tier in coarser
            else ""
            for tier in tiers
        ]
        for index, level in enumerate(levels):
            if level in scale and (above[index] != level or above.count(level) > 1):
                allowed = f"another name, or the only level that maps to {level} of {scale.id}"
                yield SchemeFault(index=index, field="id", value=level, allowed=allowed)


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
    title="Loan risk classification in five tiers 贷款五级分类",
    source="Guiding Principles of Loan Risk Classification, PBC [2001] 416; CBIRC [2023] 1, Art. 6",
    grade="secondary",
)
"""The five tiers of loan risk classification (China, PBC [2001] 416 and later; others alike)."""
