"""A table of facts: its header, and a row for each loan. Rows are read one by one."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import attrs

from postloan.cli.cells import read_cell
from postloan.cli.problems import Problems
from postloan.errors import InvalidFact, InvalidValue, meant, shown
from postloan.facts.fact import Fact, FactValue
from postloan.model.checks import checked_code
from postloan.policy.clauses.contents import Contents
from postloan.tiers import Scale

__all__ = ["LOAN_ID", "Row", "read_table"]

LOAN_ID: Final = "loan_id"

_SEPARATORS: Final = {";": "semicolons", "\t": "tabs"}
"""What other programs put between cells."""

_ON_RECORD: Final = Fact[bool](name="signal", kind="bool", meaning="Whether it is on record.")


@attrs.frozen
class Row:
    """One loan of a table."""

    line: int
    """Line of the file on which it starts."""
    loan_id: str
    facts: dict[str, FactValue | None]
    """Facts by name; None is a blank cell, which is not known."""
    kept: tuple[str, ...]
    """The columns that are passed through, in the order asked for."""


@attrs.frozen(kw_only=True)
class _Column:
    name: str
    position: int
    fact: Fact[FactValue]
    scale: Scale


def read_table(
    lines: Iterable[tuple[int, str]],
    contents: Contents,
    problems: Problems,
    *,
    currency: str | None,
    keep: Sequence[str],
) -> Iterator[Row]:
    """Yield the rows whose cells can be read; what is wrong with others goes to `problems`.

    Args:
        lines: numbered, their ends kept.
        contents: the policy, for its facts, signals and scales.
        problems: collects what is wrong.
        currency: of amounts; None where none is stated.
        keep: columns that are passed through.

    Raises:
        InvalidInput: the header is wrong, the quotes are, or there are too many problems.
    """
    records = _records(_comma_separated(lines, problems), problems)
    first = next(records, None)
    if first is None:
        problems.fatal("it is empty; the first line names the columns, one of them loan_id")
    names = [name.strip() for name in first[1]]
    _check_names(names, keep, problems)
    columns = list(_columns(names, contents, keep, problems, currency))
    problems.stop()
    at = names.index(LOAN_ID)
    kept_at = [names.index(name) for name in keep]
    for line, cells in records:
        if len(cells) != len(names):
            count = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
            problems.add(f"line {line} has {count}, the header has {len(names)}")
            continue
        loan_id = _loan_id(line, cells[at], problems)
        facts = _facts(line, cells, columns, problems, currency)
        if loan_id is not None and facts is not None:
            yield Row(line, loan_id, facts, tuple(cells[position] for position in kept_at))


def _comma_separated(
    lines: Iterable[tuple[int, str]], problems: Problems
) -> Iterator[tuple[int, str]]:
    """Yield the lines; a header with other separators is told before it is read as one cell."""
    lines = iter(lines)
    for line, text in lines:
        names = [name.strip(' "\r\n') for name in text.split(",")]
        for separator, word in _SEPARATORS.items():
            if LOAN_ID not in names and text.count(separator) >= len(names):
                problems.fatal(f"cells are separated by commas; this looks like {word}")
        yield line, text
        break
    yield from lines


def _records(
    lines: Iterable[tuple[int, str]], problems: Problems
) -> Iterator[tuple[int, list[str]]]:
    """Yield the records that are not blank, each with the line on which it starts."""
    reader = csv.reader((text for _, text in lines), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            problems.fatal(f"line {line} is no record of a table: {error}")
        if cells is None:
            return
        if cells:
            yield line, cells


def _check_names(names: Sequence[str], keep: Sequence[str], problems: Problems) -> None:
    for position, name in enumerate(names):
        if not name:
            problems.add(f"column {position + 1} has no name in the header")
        elif names.index(name) != position:
            problems.add(f"the column {shown(name)} stands twice in the header")
    if LOAN_ID not in names:
        problems.add(f"the header has no column {LOAN_ID}")
    for name in keep:
        if name not in names:
            problems.add(f"there is no column {shown(name)} to keep{meant(name, names)}")


def _columns(
    names: Sequence[str],
    contents: Contents,
    keep: Sequence[str],
    problems: Problems,
    currency: str | None,
) -> Iterator[_Column]:
    for position, name in enumerate(names):
        fact, scale = _fact_of(name, contents)
        if fact is None:
            if name and name != LOAN_ID and name not in keep:
                problems.add(_stranger(name, contents))
        elif fact.source == "outcome":
            if name not in keep:
                problems.add(f"the column {name} is what the policy decides; leave it out")
        elif fact.kind == "money" and currency is None:
            problems.add(f"the column {name} holds amounts; give --currency, such as CNY")
        else:
            yield _Column(name=name, position=position, fact=fact, scale=scale)


def _fact_of(name: str, contents: Contents) -> tuple[Fact[FactValue] | None, Scale]:
    main = contents.main.scale
    catalogue = contents.catalogue
    if name in catalogue:
        return catalogue[name], main
    if name.startswith("signal:") and contents.has_signal(name.removeprefix("signal:")):
        return _ON_RECORD, main
    for dimension in contents.dimensions[1:]:
        plain = name.removeprefix(f"{dimension.id}.")
        if plain != name and plain in catalogue and catalogue[plain].dimensional:
            return catalogue[plain], dimension.scale
    return None, main


def _stranger(name: str, contents: Contents) -> str:
    chinese = [fact.name for fact in contents.catalogue.values() if fact.name_zh == name]
    if chinese:
        return f"the column {shown(name)} is no fact; did you mean {' or '.join(chinese)}?"
    known = (LOAN_ID, *contents.catalogue, *(signal.key for signal in contents.signals))
    hint = meant(name, known) or "; pass it through with --keep"
    return f"the column {shown(name)} is no fact{hint}"


def _loan_id(line: int, cell: str, problems: Problems) -> str | None:
    text = cell.strip()
    if not text:
        problems.add(f"line {line} has no {LOAN_ID}")
        return None
    try:
        return checked_code("row", LOAN_ID, text)
    except InvalidValue as error:
        problems.add(f"line {line}, {LOAN_ID}: must be {error.allowed}; got {shown(text)}")
        return None


def _facts(
    line: int,
    cells: Sequence[str],
    columns: Sequence[_Column],
    problems: Problems,
    currency: str | None,
) -> dict[str, FactValue | None] | None:
    """Return the facts of a row, or None where a cell cannot be read."""
    facts: dict[str, FactValue | None] = {}
    for column in columns:
        cell = cells[column.position]
        try:
            value = read_cell(column.fact, cell, scale=column.scale, currency=currency)
        except InvalidFact as error:
            problem = f"must be {error.allowed}; got {shown(cell.strip())}"
            problems.add(f"line {line}, {column.name}: {problem}")
            continue
        if value is None and column.fact is _ON_RECORD:
            # a record is there or is not: a blank would be read as none
            problems.add(f"line {line}, {column.name}: must be true or false; got a blank")
            continue
        facts[column.name] = value
    return facts if len(facts) == len(columns) else None
