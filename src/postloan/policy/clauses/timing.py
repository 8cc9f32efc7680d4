"""When an inspection or a duty falls due: lengths, anchors and the four ways to state a time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal, TypeAlias, assert_never, get_args

import attrs

from postloan.calendars.recurrence import Recurrence
from postloan.dates import Period
from postloan.errors import InvalidValue

__all__ = [
    "ANCHORS",
    "Anchor",
    "AnchorKind",
    "Due",
    "Every",
    "Length",
    "OncePer",
    "Timing",
    "Within",
    "anchor_of",
]

AnchorKind = Literal[
    "disbursed",
    "matures",
    "ended",
    "instalment_due",
    "limitation_ends",
    "enforcement_ends",
    "guarantee_ends",
    "mortgage_ends",
    "inspected",
    "tier_changed",
    "signal",
    "evidence",
    "merged",
    "month_end",
    "quarter_end",
    "year_end",
]
"""What a date is counted from; `inspected`, `signal` and `evidence` name which after a colon."""
ANCHORS: Final[tuple[AnchorKind, ...]] = get_args(AnchorKind)

_NAMING = ("inspected", "signal", "evidence")
_DUE = re.compile(r"(?P<anchor>[a-z_]+(?::[A-Za-z0-9_.-]+)?)(?: (?P<sign>[+-]) (?P<length>.+))?")


@attrs.frozen(kw_only=True)
class Length:
    """A period that is written out, or that a parameter gives."""

    period: Period | None = None
    parameter: str | None = None
    """Name of the parameter; None where the period is written out."""

    @classmethod
    def parse(cls, text: str) -> Length:
        """Return the length of `text`: a period such as "3 months", or a parameter's name."""
        if text.isidentifier():
            return cls(parameter=text)
        return cls(period=Period.parse(text))

    def resolved(self, periods: Mapping[str, Period]) -> Period | None:
        """Return the period, or None where its parameter has no value."""
        return self.period if self.parameter is None else periods.get(self.parameter)

    def __str__(self) -> str:
        return str(self.period) if self.parameter is None else self.parameter


@attrs.frozen(kw_only=True)
class Anchor:
    """A date in the life of the loan, or of the calendar.

    >>> Anchor.parse("signal:misappropriation").name
    'misappropriation'
    """

    kind: AnchorKind
    name: str = ""
    """Which kind of inspection, which signal or which fact; empty for the others."""

    @property
    def series(self) -> bool:
        """Whether it comes again and again on days known ahead."""
        return self.kind in ("instalment_due", "month_end", "quarter_end", "year_end")

    @classmethod
    def parse(cls, text: str) -> Anchor:
        """Return the anchor that `text` names; raises `InvalidValue`."""
        kind, _, name = text.partition(":")
        if kind not in ANCHORS or bool(name) != (kind in _NAMING):
            forms = ", ".join(f"{a}:…" if a in _NAMING else a for a in ANCHORS)
            raise InvalidValue("timing", "anchor", text, f"one of {forms}")
        return cls(kind=kind, name=name)

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}" if self.name else self.kind


@attrs.frozen(kw_only=True)
class Every:
    """Rolling: a length after the last time, or after the anchor when there was none."""

    length: Length
    after: Anchor

    def __str__(self) -> str:
        return f"every {self.length}"


@attrs.frozen(kw_only=True)
class Within:
    """Once, at the latest a length after the anchor."""

    length: Length
    after: Anchor

    def __str__(self) -> str:
        return f"within {self.length} after {self.after}"


@attrs.frozen(kw_only=True)
class OncePer:
    """In each period of the calendar, by its deadline, so many times."""

    recurrence: Recurrence
    times: int = 1

    def __str__(self) -> str:
        unit = self.recurrence.unit
        if self.recurrence != Recurrence.by_last_day(unit):
            return str(self.recurrence)
        times = "once" if self.times == 1 else f"{self.times} times"
        return f"{times} a calendar {unit.replace('_', ' ')}"


@attrs.frozen(kw_only=True)
class Due:
    """On the day of the anchor, or a length before or after it."""

    anchor: Anchor
    length: Length | None = None
    before: bool = False

    @classmethod
    def parse(cls, text: str) -> Due:
        """Return what `text` states, as in "matures - 1 month"; raises `InvalidValue`."""
        match = _DUE.fullmatch(text)
        if match is None:
            allowed = (
                'an anchor, an anchor and a period such as "matures - 1 month", '
                'or a recurrence such as "each quarter by the 20th"'
            )
            raise InvalidValue("timing", "due", text, allowed)
        length = Length.parse(match["length"]) if match["length"] else None
        return cls(anchor=Anchor.parse(match["anchor"]), length=length, before=match["sign"] == "-")

    def __str__(self) -> str:
        if self.length is None:
            return f"on {self.anchor}"
        return f"{self.length} {'before' if self.before else 'after'} {self.anchor}"


Timing: TypeAlias = Every | Within | OncePer | Due


def anchor_of(timing: Timing) -> Anchor | None:
    """Return what `timing` is counted from; None where it goes by periods of the calendar."""
    match timing:
        case OncePer():
            return None
        case Due(anchor=anchor):
            return anchor
        case Every(after=anchor) | Within(after=anchor):
            return anchor
        case _:
            assert_never(timing)
