"""The way into the programs of a policy, for facts as a caller gives them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from operator import attrgetter, itemgetter
from typing import Any, Protocol, TypeVar, cast

import attrs

from postloan.policy.clauses.contents import Contents
from postloan.policy.compiled.admitting import entry_source
from postloan.policy.compiled.program import Row, compiled, kept
from postloan.policy.compiled.source import SourceTooLong

__all__ = ["Entering", "Entry", "entry_of"]

T = TypeVar("T")


class Entering(Protocol):
    """Checks values and makes them a row."""

    def __call__(
        self,
        values: Sequence[object],
        run: Callable[[Row, Row, int], T],
        figures: Row,
        recorded: int,
        /,
    ) -> T | None:
        """Return what `run` makes of the row, or None where `given_facts` has to look first.

        Args:
            values: in the order of its columns.
            run: a function of a program.
            figures: the parameters.
            recorded: a bit for each signal on record; those among the columns are added.

        Raises:
            ArithmeticError: `given_facts` has to look first.
        """
        ...


@attrs.frozen(eq=False)
class Entry:
    """The way in for values that stand in columns."""

    contents: Contents
    columns: tuple[str | None, ...]
    """Keys of facts and of signals on record, each once; None is passed over. What the policy
    reads and is not among them was recorded by nobody."""

    @cached_property
    def enter(self) -> Entering:
        """Checks values in the order of the columns."""
        try:
            source, names = entry_source(self.contents, self.columns)
        except SourceTooLong:
            return lambda *_: None
        return cast("Entering", compiled(source, names)["enter"])

    @cached_property
    def by_name(self) -> Callable[[Mapping[str, object]], tuple[object, ...]]:
        """Takes the values out of a mapping; raises `KeyError` where one is missing."""
        return _getter(itemgetter, self.columns)

    @cached_property
    def by_attribute(self) -> Callable[[object], tuple[object, ...]]:
        """Takes the values from an object; raises `AttributeError` where one is missing."""
        return _getter(attrgetter, self.columns)


def entry_of(contents: Contents, columns: tuple[str | None, ...]) -> Entry:
    """Return the way into the programs of a policy for values in the order of `columns`."""
    return kept(contents, columns, lambda: Entry(contents, columns))


def _getter(
    kind: Callable[..., Callable[[Any], Any]], columns: Sequence[object]
) -> Callable[[Any], tuple[object, ...]]:
    if len(columns) > 1:
        return kind(*columns)
    return lambda source: tuple(kind(column)(source) for column in columns)
