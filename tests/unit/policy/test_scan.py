"""The scanner: it follows what the TOML reader accepts, and refuses what would hurt it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan.errors import InvalidPolicy
from postloan.policy.documents.scan import Path, Scan, ScanError, scan, spelled
from postloan.policy.documents.table import read_toml
from postloan.policy.policy import Policy
from tests.policies import text_of

# --------------------------------------------------------------- documents that TOML allows

BARE = ["a", "b-1", "C_2", "3"]
KEYS = [*BARE, "'q.q'", '"r r"', '"\\u5b57"', '"字"', "''"]
STRINGS = [
    '"x"',
    '""',
    '"\\" # [\\\\"',
    "'\"'",
    '"""\nx\n"" \\\\ """',
    "'''\n''[ '''",
    '""""x"""""',
    "'字'",
]
SCALARS = [*STRINGS, "1", "-1_000", "0x1f", "1.50", "-2e3", "true", "2026-01-02"]
TIMES = ["2026-01-02T03:04:05Z", "2026-01-02 03:04:05.5", "03:04:05"]
BLANKS = ["", " ", "\n", "\t# ] }\n ", " \n\n"]


@cache
def inline() -> st.SearchStrategy[str]:
    """Generate values, arrays over several lines among them."""
    return st.recursive(st.sampled_from(SCALARS + TIMES), _nested, max_leaves=6)


def _nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    blank = st.sampled_from(BLANKS)
    items = st.lists(st.tuples(blank, inner, blank).map("".join), max_size=3)
    keys = st.lists(st.sampled_from(KEYS), unique=True, max_size=3)
    return st.one_of(
        st.tuples(items, st.sampled_from(["", ",", "\n", " , # ,\n"])).map(
            lambda p: f"[{','.join(p[0])}{p[1] if p[0] else ''}]"
        ),
        keys.flatmap(lambda names: st.fixed_dictionaries(dict.fromkeys(names, inner))).map(
            lambda table: "{ " + ", ".join(f"{key} = {table[key]}" for key in table) + " }"
        ),
    )


HEADERS = ["", "[t{n}]", "[[list]]\n[[list.t{n}]]", "[list.x.y{n}]", "[[ list ]] # {n}"]


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Generate documents: keys plain and dotted, tables, arrays of tables and tables in those."""
    lines = []
    for n in range(draw(st.integers(1, 4))):
        lines.append(draw(st.sampled_from(HEADERS)).format(n=n))
        for m, key in enumerate(draw(st.lists(st.sampled_from(KEYS), max_size=3))):
            dots = draw(st.sampled_from(["", " . sub", ".'s.s'.\"t\""]))
            lines.append(f"k{n}{m}.{key}{dots} ={draw(st.sampled_from(['', ' ']))}{draw(inline())}")
            lines.append(draw(st.sampled_from(["", "  # comment = ["])))
    return "\n".join(lines)


def readable(text: str) -> bool:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True


def paths(value: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """Yield every path of what TOML read, with what stands there."""
    items = value.items() if isinstance(value, dict) else ()
    entries = enumerate(value) if isinstance(value, list) else items
    for key, inner in entries:
        yield (*path, key), inner
        yield from paths(inner, (*path, key))


@given(documents().filter(readable))
def test_everything_that_toml_reads_has_a_place(text: str) -> None:
    found = scan(text)
    lines = text.split("\n")
    assert found.lost_at is None
    for path, value in paths(tomllib.loads(text)):
        place = found.places[path]
        assert lines[place.line - 1][place.column - 1 :]
        if isinstance(value, str) and place.plain:
            assert lines[place.value_line - 1][place.value_column - 1 :].startswith(value)


@given(
    st.text()
    | st.lists(
        st.sampled_from([*KEYS, *SCALARS, *"=[]{}.,#\n \r'\"\\", "\ufeff", "\x00", "\ud800", "[["])
    ).map("".join)
)
def test_any_text_is_a_policy_or_is_refused_as_one(text: str) -> None:
    for tried in (text, text_of(text), text_of(head=text)):
        try:
            Policy.from_text(tried)
        except InvalidPolicy as refused:
            error = refused
        else:
            continue
        assert error.faults
        assert all(fault.message and (fault.line or 0) >= 1 for fault in error.faults)


@given(st.data())
def test_a_policy_with_a_part_changed_is_read_or_refused(data: st.DataObject) -> None:
    text = text_of(WHOLE, head='essential = ["days_past_due"]')
    at = data.draw(st.integers(0, len(text)))
    end = at + data.draw(st.integers(0, 6))
    piece = data.draw(
        st.sampled_from(
            ["", '"', "'", "[", "]", "{", "\n", "=", "1", "é", ".", "#", "true", "a = 1\n"]
        )
    )
    try:
        Policy.from_text(text[:at] + piece + text[end:])
    except InvalidPolicy as error:
        assert error.source == "policy"  # noqa: PT017 -- either way is right


WHOLE = """
conventions = { currency = "CNY" }
[parameters]
limit = { unit = "days", values = [ { from = 2023-07-01, value = 90, cite = "Art. 1" } ] }
[[floor]]
id = "late"
when = "days_past_due > limit or outstanding > 1_000.50"
at_least = "base + 1"
in_force = { from = 2023-01-01, until = 2023-12-31 }
[[duty]]
id = "notice"
kind = "notice"
due = "matures - 1 month"
[[example]]
id = "one"
given = { days_past_due = 1 }
expect = { tier = "normal" }
"""


# ---------------------------------------------------------------------------- what would hurt

TOO_MUCH = {
    "a long file": "#" * 500_001,
    "a long dotted key": "a." * 20_000 + "a = 1",
    "a long dotted table": "[" + "a." * 20_000 + "a]",
    "a long key": "a" * 81 + " = 1",
    "nested arrays": "a = " + "[" * 10_000,
    "nested tables": "a = " + "{a = " * 10_000,
    "nested tables by dots": "a = " + "{a.a.a.a = " * 50,
    "a long integer": "a = " + "1" * 100_000,
    "a long fraction": "a = 0." + "1" * 41,
    "a long integer with underscores": "a = " + "1_" * 30 + "1",
    "a huge exponent": "a = 1e999999999999",
    "a huge negative exponent": "a = 1.5E-100",
    "not a number": "a = nan",
    "infinity": "a = [-inf]",
}


@pytest.mark.parametrize("text", TOO_MUCH.values(), ids=TOO_MUCH)
def test_a_text_that_asks_for_too_much_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(InvalidPolicy) as caught:
        read_toml(f"x = 1\n{text}", "test")
    (fault,) = caught.value.faults
    assert fault.line in (1, 2)
    assert any(word in fault.message for word in ("at most", "finite"))


def test_the_bounds_themselves_are_allowed() -> None:
    text = f"a.b.c.d.e.f.g.h = {'[' * 16}{'9' * 40}{']' * 16}\nb = 1e99\n{'k' * 80} = 1"
    table, _ = read_toml(text, "test")
    assert table.data["b"] == Decimal("1e99")


@pytest.mark.parametrize(
    "text, place",
    [
        ("a = 1\nb = ", (2, 5)),
        ("a = 1 2", (1, 7)),
        ("a = 'x", (1, 7)),
        ('a = """x', (1, 9)),
        ("a = [1 2]", (1, 8)),
        ("a = {b = 1 c = 2}", (1, 12)),
        ("a", (1, 2)),
        ("= 1", (1, 1)),
        ("[a", (1, 3)),
        ("[[a]", (1, 4)),
        ("[a] b = 1", (1, 5)),
        ("a = 1\n[a]", (2, 3)),
        ("a = 1\na = 2", (2, 6)),
        ('"\\q" = 1', (1, 4)),
        ("a = 2026-13-01", (1, 9)),
        ("a = 1\r", (1, 6)),
        ("a = ,", (1, 5)),
        ("# \ud800", (1, 3)),
    ],
)
def test_a_syntax_fault_is_told_alone_with_its_place(text: str, place: tuple[int, int]) -> None:
    with pytest.raises(InvalidPolicy) as caught:
        read_toml(text, "test")
    (fault,) = caught.value.faults
    assert (fault.line, fault.column) == place


def test_what_cannot_be_followed_is_read_no_further_than_its_line() -> None:
    with pytest.raises(InvalidPolicy, match="test:1:5: "):
        read_toml("a = ;" + "b." * 10_000 + "b = 1\n[c]\n", "test")


def test_line_ends_of_windows_count_as_one() -> None:
    table, faults = read_toml("a = 1\r\nb = 'x'\r\n", "test")
    assert table.data == {"a": 1, "b": "x"}
    assert faults.places.places["b",].line == 2


def test_the_nearest_place_is_that_of_what_is_around() -> None:
    found = scan("[a]\nb = 1")
    assert found.nearest(("a", "b", "c")) == found.places["a", "b"]
    assert found.nearest(("x",)) is None
    assert spelled(("a", 0, "b")) == "a[0].b"


def test_a_bound_knows_where_it_was_passed() -> None:
    with pytest.raises(ScanError) as caught:
        scan("a = 1\nb = inf")
    error = caught.value
    assert (error.offset, error.line, error.column) == (10, 2, 5)


def test_what_the_reader_says_without_a_place_is_told_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def loads(*_: object, **__: object) -> None:
        raise ValueError("odd")

    monkeypatch.setattr(tomllib, "loads", loads)
    with pytest.raises(InvalidPolicy, match="test:1:1: odd"):
        read_toml("a = 1", "test")


def test_what_only_the_reader_can_follow_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("postloan.policy.documents.table.scan", lambda _: Scan({}, 2))
    with pytest.raises(InvalidPolicy, match="test:1:3: this cannot be read"):
        read_toml("a = 1", "test")
