"""Records that the policy knows nothing of: of another policy, or misspelt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final, Literal

import attrs

from postloan.errors import nearest
from postloan.model.file import LoanFile
from postloan.policy.clauses.contents import Contents

__all__ = ["RecordKind", "Unmatched", "unmatched_in", "unmatched_lines"]

RecordKind = Literal["signal", "tier", "inspection", "duty"]

_SOUGHT: Final[Mapping[RecordKind, str]] = {
    "signal": "signal",
    "tier": "dimension of tiers",
    "inspection": "kind of inspection",
    "duty": "duty",
}


@attrs.frozen(kw_only=True)
class Unmatched:
    """A record whose name the policy does not have. Made by `review`.

    >>> print(Unmatched(record="signal", name="evassion", on=date(2024, 5, 1), near=("evasion",)))
    no such signal: evassion on 2024-05-01; did you mean evasion?
    """

    record: RecordKind
    """The kind of record."""
    name: str
    """The signal or duty it names, the dimension of its tier, or its kind of inspection."""
    on: date
    """The day it holds from."""
    near: tuple[str, ...] = ()
    """Names of the policy that may have been meant, best first; () where none is near."""

    def __str__(self) -> str:
        return f"no such {_SOUGHT[self.record]}: {self.name} on {self.on}{self._meant}"

    @property
    def _meant(self) -> str:
        return f"; did you mean {' or '.join(self.near)}?" if self.near else ""


def unmatched_in(file: LoanFile, contents: Contents) -> tuple[Unmatched, ...]:
    """Return the records of a file that `contents` has no rule or dimension for, by day."""
    signals = ((record.signal, record.on) for record in file.signals)
    tiers = ((record.dimension, record.on) for record in file.tiers)
    inspections = ((record.kind, record.on) for record in file.inspections)
    duties = ((record.duty, record.on) for record in file.duties)
    found = (
        *_unknown("signal", signals, {rule.id for rule in contents.signals}),
        *_unknown("tier", tiers, {dimension.id for dimension in contents.dimensions}),
        *_unknown("inspection", inspections, {rule.kind for rule in contents.inspections}),
        *_unknown("duty", duties, {rule.id for rule in contents.duties}),
    )
    return tuple(sorted(found, key=lambda record: (record.on, record.record, record.name)))


def unmatched_lines(found: Iterable[Unmatched]) -> Iterator[str]:
    """Yield a line for each name, on its first day, and how many records have it if several."""
    found = tuple(found)
    counts = Counter((record.record, record.name) for record in found)
    for record in found:
        count = counts.pop((record.record, record.name), 0)
        if count:
            several = f" ({count} records, the first of that day)" if count > 1 else ""
            yield f"On file, and this policy knows {record}{several}"


def _unknown(
    kind: RecordKind, named: Iterable[tuple[str, date]], names: set[str]
) -> Iterator[Unmatched]:
    near: dict[str, tuple[str, ...]] = {}
    for name, on in named:
        if name in names:
            continue
        if name not in near:
            near[name] = nearest(name, names)
        yield Unmatched(record=kind, name=name, on=on, near=near[name])
