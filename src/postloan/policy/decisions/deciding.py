"""From facts as a caller gives them to decisions: of one loan, and of many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter

from postloan.errors import InvalidFact, InvalidRow, InvalidValue, PostloanError, UnknownFact
from postloan.policy.clauses.contents import Contents
from postloan.policy.compiled.entry import Entry, entry_of
from postloan.policy.compiled.standing import Given, Standing
from postloan.policy.decisions.decision import Decision, decide
from postloan.policy.judging.given import check_key

__all__ = ["decide_given", "decide_rows", "entry_for"]


def decide_given(standing: Standing, facts: object) -> Decision:
    """Return the decision on facts by name, or on an object that has them as attributes.

    Raises:
        UnknownFact, InvalidFact, CurrencyMismatch, InvalidValue: see `given_facts`.
    """
    if type(facts) is dict or isinstance(facts, Mapping):
        return _decide(standing, dict(facts))  # the caller may change its own
    entry = standing.entry
    try:
        values = entry.by_attribute(facts)
    except AttributeError:
        return _decide(standing, _attributes(standing, facts))
    return _decide(standing, (entry, values) if values else _attributes(standing, facts))


def _attributes(standing: Standing, loan: object) -> dict[str, object]:
    """Return the facts that an object has as attributes, some of those that the policy reads."""
    found: dict[str, object] = {}
    for key in standing.contents.reads:
        try:
            found[key] = attrgetter(key)(loan)
        except AttributeError:
            continue
    if not found:
        allowed = "a mapping from names of facts to values, or an object that has some of them"
        raise InvalidValue("decide", "facts", loan, allowed)
    return found


def _decide(standing: Standing, given: Given) -> Decision:
    answer = standing.run_quickly(standing.answering, given)
    if answer is None:
        return decide(standing, standing.facts(given))
    return Decision((standing, given, answer))


def entry_for(contents: Contents, columns: object) -> Entry:
    """Return the way in for the rows of a table with these columns.

    Raises:
        InvalidValue: they are no sequence of names, or one stands twice.
        UnknownFact: a name that is no fact.
        InvalidFact: an outcome.
    """
    if not isinstance(columns, Sequence) or isinstance(columns, str):
        raise InvalidValue("decide_many", "columns", columns, "a sequence of names of facts")
    named = [column for column in columns if column is not None]
    for column in named:
        if not isinstance(column, str) or named.count(column) > 1:
            allowed = "names of facts, each once; None is a column to pass over"
            raise InvalidValue("decide_many", "columns", column, allowed)
        check_key(contents, column)
    return entry_of(contents, tuple(columns))


def decide_rows(
    standing: Standing, rows: Iterable[object], entry: Entry | None
) -> Iterator[Decision]:
    """Yield the decision on each row, in their order.

    Args:
        standing: the policy.
        rows: facts as `decide_given` takes them, or values in the columns of `entry`.
        entry: the way in for the values; None where rows are no values in columns.

    Raises:
        InvalidRow: once the decisions on the rows before it have been taken.
    """
    for number, row in enumerate(rows, 1):
        try:
            if entry is None:
                decision = decide_given(standing, row)
            else:
                decision = _decide(standing, (entry, _values(row, len(entry.columns))))
        except PostloanError as error:
            raise InvalidRow(number, _fact_of(error), str(error)) from error
        yield decision


def _fact_of(error: PostloanError) -> str | None:
    """Return the fact that an error is about, or None."""
    match error:
        case InvalidFact(fact=name) | UnknownFact(name=name):
            return name
        case _:
            return None


def _values(row: object, count: int) -> tuple[object, ...]:
    if type(row) is not tuple and (not isinstance(row, Sequence) or isinstance(row, str)):
        raise InvalidValue("decide_many", "rows", row, "sequences of values where columns is given")
    values = tuple(row)
    if len(values) != count:
        raise InvalidValue("decide_many", "rows", row, f"of {count} values, as there are columns")
    return values
