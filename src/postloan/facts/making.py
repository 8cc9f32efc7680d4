"""How the facts of the catalogue are written down: a line for each of the usual kinds."""

from __future__ import annotations

from functools import partial
from typing import Final, TypeAlias

from postloan.facts.fact import Direction, Fact, FactValue
from postloan.units import Kind

__all__ = [
    "Maker",
    "code",
    "count",
    "days",
    "enum",
    "event",
    "fact",
    "harm",
    "left",
    "measured",
    "money",
    "months",
    "ratio",
    "share",
]

Maker: TypeAlias = partial[Fact[FactValue]]
"""Makes a fact of its kind, as `fact` does."""


def fact(
    name: str,
    name_zh: str,
    meaning: str,
    *,
    kind: Kind,
    derived: bool = False,
    either: bool = False,
    silence: bool | None = None,
    values: tuple[str, ...] = (),
    minimum: int | None = None,
    maximum: int | None = None,
    worse: Direction | None = None,
) -> Fact[FactValue]:
    """Return a fact of the catalogue; what is left out is as most facts have it."""
    return Fact(
        name=name,
        name_zh=name_zh,
        meaning=meaning,
        kind=kind,
        source="derived" if derived else "either" if either else "evidence",
        silence=silence,
        values=values,
        minimum=minimum,
        maximum=maximum,
        worse=worse,
    )


days: Final[Maker] = partial(fact, kind="days", minimum=0)
left: Final[Maker] = partial(fact, kind="days", worse="lower")
count: Final[Maker] = partial(fact, kind="count", minimum=0)
months: Final[Maker] = partial(fact, kind="months", minimum=0)
ratio: Final[Maker] = partial(fact, kind="ratio", minimum=0)
share: Final[Maker] = partial(ratio, maximum=1)
money: Final[Maker] = partial(fact, kind="money", minimum=0)
code: Final[Maker] = partial(fact, kind="code", derived=True)
enum: Final[Maker] = partial(fact, kind="enum", derived=True)
measured: Final[Maker] = partial(fact, kind="bool")
event: Final[Maker] = partial(fact, kind="bool", silence=False)
harm: Final[Maker] = partial(event, worse="higher")
