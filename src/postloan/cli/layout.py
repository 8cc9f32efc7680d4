"""Tables of plain text; wide characters, such as Chinese ones, count as two columns."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Sequence

__all__ = ["padded", "share", "table", "width"]


def width(text: str) -> int:
    """Return how many columns of a terminal `text` takes.

    >>> width("loan"), width("贷款")
    (4, 4)
    """
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def padded(text: str, columns: int, *, right: bool = False) -> str:
    """Return `text` filled with spaces to a width, after it or, with `right`, before it."""
    space = " " * (columns - width(text))
    return space + text if right else text + space


def table(
    header: Sequence[str], rows: Iterable[Sequence[str]], numbers: Collection[int] = ()
) -> list[str]:
    r"""Return the lines of a table.

    Args:
        header: one name a column.
        rows: the cells, as many as the header has.
        numbers: positions of the columns that stand to the right.

    >>> print(*table(("tier", "loans"), [("normal", "12"), ("损失", "3")], {1}), sep="|\n")
      tier    loans|
      normal     12|
      损失        3
    """
    all_rows = [header, *rows]
    widths = [max(map(width, column)) for column in zip(*all_rows, strict=True)]
    return [
        "  "
        + "  ".join(
            padded(cell, columns, right=position in numbers)
            for position, (cell, columns) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in all_rows
    ]


def share(part: int, whole: int) -> str:
    """Return a share in per cent with one decimal, halves rounded up; "-" of nothing.

    >>> share(1, 3), share(0, 0)
    ('33.3%', '-')
    """
    if not whole:
        return "-"
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}%"
