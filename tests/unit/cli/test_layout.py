"""Tables of plain text in which Chinese stands under Chinese."""

from __future__ import annotations

import pytest

from postloan.cli.layout import padded, share, table, width


@pytest.mark.parametrize(
    "text, columns",
    [("", 0), ("tier", 4), ("损失", 4), ("e\N{COMBINING ACUTE ACCENT}", 1), ("Ａ", 2)],
)
def test_a_wide_character_takes_two_columns_and_a_combining_one_none(
    text: str, columns: int
) -> None:
    assert width(text) == columns
    assert padded(text, 6) == text + " " * (6 - columns)


def test_cells_of_a_column_begin_or_end_at_the_same_place() -> None:
    lines = table(("name", "loans", "note"), [("贷款", "7", ""), ("x", "1,000", "y")], {1})
    assert lines == ["  name  loans  note", "  贷款      7", "  x     1,000  y"]


def test_shares_are_exact_to_the_decimal_that_is_shown() -> None:
    assert [share(part, 8) for part in (0, 1, 8)] == ["0.0%", "12.5%", "100.0%"]
    assert share(1, 2000) == "0.1%"
    assert share(10**18 - 1, 2 * 10**18) == "50.0%"
