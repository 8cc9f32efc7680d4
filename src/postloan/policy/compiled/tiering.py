"""The tier of one dimension in Python source: where the base starts, and what the floors raise.

Floors at a level that is written out stand worst first, so that the first that holds decides and
none after it is looked at. The others hang on a fact or on the base, and follow in their order.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import attrs

from postloan.policy.clauses.kinds import Base, Dimension, FactLevel, FixedLevel, Floor, NotchLevel
from postloan.policy.compiled.source import Source
from postloan.policy.judging.judge import notched
from postloan.rules.emit import ALWAYS, Rails, all_of

__all__ = ["write_tier"]

_NEVER: Final[Rails] = (ALWAYS[1], ALWAYS[0])


def write_tier(source: Source, dimension: Dimension) -> None:
    """Write the lines after which the tier of a dimension stands in local variables.

    `low` and `high` are the ranks of `at_least` and `could_be`, `tier` that of the tier, and
    `floor` is the position of the worst floor that gives `low`, or None. Where nothing is left
    open, `low` stands for all three.
    """
    _Tiering(source, dimension).write()


@attrs.frozen
class _Tiering:
    source: Source
    dimension: Dimension

    def write(self) -> None:
        source, contents = self.source, self.source.contents
        own = [(n, f) for n, f in source.rules(contents.floors) if f.dimension == self.dimension.id]
        base = source.base(self.dimension)
        if base is not None:
            self._base(base)
        elif source.known:
            source.line("low = 0")
        else:
            source.line("low = high = lift = 0")
        source.line("floor = None")
        self._fixed([(f.level.tier.rank, n, f) for n, f in own if isinstance(f.level, FixedLevel)])
        for n, floor in own:
            match floor.level:
                case FactLevel():
                    self._at_fact(n, floor, source.variable(floor.level.key))
                case NotchLevel():
                    self._below_base(n, floor, floor.level)
                case _:
                    pass
        if source.leaves_open(self.dimension):
            prudent = any(map(self._is_prudent, (floor for _, floor in own)))
            source.block("if high < low:", "high = low")
            source.line("tier = lift if lift > low else low" if prudent else "tier = low")
            self._undetermined(base)

    # -- the base

    def _base(self, base: Base) -> None:
        """Write where a table starts: at its best candidate, and at worst at its worst one."""
        source = self.source
        holds, fails = source.rails(base.conditions)
        source.names(base)
        source.line("start = end = held = 0")
        source.line(f"asked = not {fails}")
        source.open("if asked:")
        source.line("start = end = -1")
        for n, row in sorted(enumerate(base.rows), key=lambda found: found[1].tier.rank):
            rank = row.tier.rank
            candidate = [f"start = {rank} if start < 0 else start", f"end = {rank}"]
            source.line(f"# row {n} of {base.id!r}")
            source.branches(
                source.rails([row.when]),
                source.unknown(row.when),
                ["held += 1", *candidate],
                candidate,
            )
        source.block("if end < 0:", f"start, end, held = 0, {self.dimension.scale.worst.rank}, 2")
        source.block(f"if not {holds}:", "start = 0")
        source.close()
        source.line("low = lift = start")
        source.line("high = end")

    # -- the floors

    def _rails(self, floor: Floor) -> tuple[Rails, str]:
        """Return when a floor holds and when not, and the test that it may be unknown."""
        source, contents = self.source, self.source.contents
        rails, unknown = source.rails(floor.conditions), source.unknown(*floor.conditions)
        if floor.signal is None:
            return rails, unknown
        signal = contents.signal(floor.signal)
        if signal.id not in source.standing:
            return _NEVER, ""
        bit = 1 << contents.signals.index(signal)
        if source.known:
            return all_of([rails, (f"raised & {bit}", f"not raised & {bit}")]), ""
        raised = (f"raised & {bit}", f"not (raised | possible) & {bit}")
        return all_of([rails, raised]), _either(f"possible & {bit}", unknown)

    def _may(self, floor: Floor, rank: str) -> list[str]:
        """Return the lines for where a floor at `rank` is unknown."""
        names = ("high", "lift") if self._is_prudent(floor) else ("high",)
        return [f"if {name} < {rank}: {name} = {rank}" for name in names]

    def _is_prudent(self, floor: Floor) -> bool:
        return (floor.unknown or self.source.contents.unknown) == "conservative"

    def _fixed(self, floors: Sequence[tuple[int, int, Floor]]) -> None:
        """Write the floors at a level that is written out, each with its rank and position."""
        source = self.source
        if not floors:
            return
        source.open("while True:")
        for rank, n, floor in sorted(floors, key=lambda found: (-found[0], found[1])):
            source.names(floor)
            rails, unknown = self._rails(floor)
            better = f"if low <= {rank}: " if source.base(self.dimension) else ""
            then = [f"{better}low, floor = {rank}, {n}", "break"]
            source.branches(rails, unknown, then, self._may(floor, f"{rank}"))
        source.line("break")
        source.close()

    def _at_fact(self, n: int, floor: Floor, rank: str) -> None:
        """Write a floor at the tier of the fact or parameter in the variable `rank`."""
        (holds, fails), unknown = self._rails(floor)
        worst = f"({self.dimension.scale.worst.rank} if {rank} is None else {rank})"
        self.source.names(floor)
        self.source.branches(
            (f"({rank} is not None and {holds})", fails),
            _either(f"{rank} is None", unknown),
            self._raise(n, rank, rank),
            self._may(floor, worst),
        )

    def _below_base(self, n: int, floor: Floor, level: NotchLevel) -> None:
        """Write a floor some notches below the base."""
        source, scale = self.source, self.dimension.scale
        ranks = tuple(notched(tier, level, scale).rank for tier in scale)
        best = worst = f"{ranks[0]}"
        if source.base(self.dimension) is not None:
            table = source.emitter.constant(ranks)
            best, worst = f"{table}[start]", f"{table}[end]"
        rails, unknown = self._rails(floor)
        source.names(floor)
        source.branches(rails, unknown, self._raise(n, best, worst), self._may(floor, worst))

    def _raise(self, n: int, best: str, worst: str) -> list[str]:
        """Return the lines for where a floor holds, at one rank at best and another at worst."""
        first = f"low < {best} or low == {best} and (floor is None or {n} < floor)"
        lines = [f"if {first}: low, floor = {best}, {n}"]
        if self.source.leaves_open(self.dimension):
            lines.append(f"if high < {worst}: high = {worst}")
        return lines

    # -- no tier

    def _undetermined(self, base: Base | None) -> None:
        """Write when no tier is stated: the base gives no answer, or an essential fact lacks."""
        source = self.source
        lacks = source.missing(sorted(source.contents.essential))
        if base is not None:
            source.block("if held > 1:", "tier = None")
            read = source.missing(sorted(base.reads()))
            lacks = _either(lacks, f"asked and ({read})" if read else "")
        if lacks:
            source.block(f"if low != high and ({lacks}):", "tier = None")


def _either(*tests: str) -> str:
    return " or ".join(filter(None, tests))
