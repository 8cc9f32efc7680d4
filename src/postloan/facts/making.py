"""How the facts of the catalogue are written down: a line for each of the usual kinds."""

from __future__ import annotations

from functools import partial

from postloan.facts.fact import Direction, Fact, FactValue
from postloan.units import Kind

__all__ = [
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


days = partial(fact, kind="days", minimum=0)
left = partial(fact, kind="days", worse="lower")
count = partial(fact, kind="count", minimum=0)
months = partial(fact, kind="months", minimum=0)
ratio = partial(fact, kind="ratio", minimum=0)
share = partial(ratio, maximum=1)
money = partial(fact, kind="money", minimum=0)
code = partial(fact, kind="code", derived=True)
enum = partial(fact, kind="enum", derived=True)
measured = partial(fact, kind="bool")
event = partial(fact, kind="bool", silence=False)
harm = partial(event, worse="higher")
