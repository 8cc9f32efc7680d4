"""The one family of exceptions: plain fields, builtins that fit, safe to send between processes."""

from __future__ import annotations

import pickle
from datetime import date

import pytest

from postloan import errors
from postloan.errors import (
    CountingMismatch,
    CurrencyMismatch,
    Fault,
    InvalidCondition,
    InvalidDocument,
    InvalidEvent,
    InvalidFact,
    InvalidInput,
    InvalidPolicy,
    InvalidRow,
    InvalidValue,
    InvalidWorkflow,
    MissingExtra,
    NotDecided,
    NotExportable,
    PolicyNoLongerInForce,
    PolicyNotInForce,
    PolicyNotYetInForce,
    PostloanError,
    UncoveredDay,
    UnknownFact,
    UnknownName,
    UnknownParameter,
    UnknownPolicy,
    caret,
    meant,
    nearest,
    shown,
)

DAY, LATER = date(2026, 1, 1), date(2026, 12, 31)

EVERY: list[PostloanError] = [
    InvalidValue("Money", "amount", 1.5, "a Decimal"),
    CurrencyMismatch("CNY", "USD"),
    CurrencyMismatch("CNY", "USD", "a total"),
    InvalidFact("days_past_due", -1, "at least 0"),
    UnknownName("scale", "five", ["five-tier"]),
    UnknownFact("dayz", ["days"]),
    UnknownParameter("cn", "limt", ["limit"]),
    UnknownPolicy("cn", ["cn.x"]),
    UnknownPolicy("cn", ["2019", "2023"], edition="2020"),
    PolicyNotInForce("cn", "2023", DAY, None, None),
    PolicyNotYetInForce("cn", "2023", DAY, LATER, None),
    PolicyNoLongerInForce("cn", "2023", LATER, None, DAY),
    InvalidCondition("a >", 3, 4, "something is missing", ("b",)),
    InvalidPolicy("x.toml", [Fault(message="no", line=1, column=2), Fault(message="none")]),
    InvalidDocument("$.payments[2]", "must be a date"),
    InvalidInput("loans.csv", ["row 2: no date"]),
    InvalidRow(2, "lawsuit", "must be true or false"),
    UncoveredDay("cn", date(2027, 1, 1), DAY, LATER),
    NotDecided("whether there is such a loan", "it is too large"),
    MissingExtra("smt", "z3-solver"),
    NotExportable("cn@2023", "over-90-days", "no table says it"),
    CountingMismatch("one", "another"),
    InvalidWorkflow("clearance", ["two rows have the id close", "there is no role king"]),
    InvalidEvent("C-1", 3, "is close, which cannot be at phase open"),
]


def test_every_class_is_shown_here() -> None:
    named = {getattr(errors, name) for name in errors.__all__}
    classes = {kind for kind in named if isinstance(kind, type) and issubclass(kind, Exception)}
    assert {type(error) for error in EVERY} | {PostloanError} == classes


@pytest.mark.parametrize("error", EVERY, ids=range(len(EVERY)))
def test_an_error_survives_pickling_with_its_fields(error: PostloanError) -> None:
    back = pickle.loads(pickle.dumps(error))  # noqa: S301 -- our own
    assert type(back) is type(error)
    assert str(back) == str(error)
    assert vars(back) == vars(error)


@pytest.mark.parametrize("error", EVERY, ids=range(len(EVERY)))
def test_an_error_is_also_a_builtin(error: PostloanError) -> None:
    assert isinstance(error, ValueError | LookupError | ImportError | RuntimeError)


@pytest.mark.parametrize(
    "error, message",
    [
        (EVERY[0], "Money.amount must be a Decimal; got 1.5"),
        (EVERY[1], "CNY and USD cannot be mixed; convert one first"),
        (EVERY[2], "CNY and USD cannot be mixed in a total; convert one first"),
        (EVERY[3], "fact days_past_due must be at least 0; got -1"),
        (EVERY[4], "there is no scale 'five'; did you mean five-tier?"),
        (EVERY[6], "there is no parameter of cn 'limt'; did you mean limit?"),
        (EVERY[7], "there is no policy 'cn'; did you mean cn.x?"),
        (EVERY[8], "policy cn has no edition '2020'; it has 2019, 2023"),
        (EVERY[12], "something is missing; did you mean b?\na >\n   ^"),
        (EVERY[13], "x.toml:1:2: no\nx.toml: none"),
        (EVERY[14], "$.payments[2]: must be a date"),
        (EVERY[15], "loans.csv: row 2: no date"),
        (EVERY[16], "row 2: must be true or false"),
        (EVERY[22], "clearance: two rows have the id close\nclearance: there is no role king"),
        (EVERY[23], "case C-1: event 3 is close, which cannot be at phase open"),
        (EVERY[20], "cn@2023: over-90-days cannot be exported: no table says it"),
    ],
)
def test_a_message_says_what_is_wrong_and_what_is_allowed(
    error: PostloanError, message: str
) -> None:
    assert str(error) == message


def test_not_yet_and_no_longer_in_force_are_told_apart() -> None:
    not_yet, no_longer = str(EVERY[10]), str(EVERY[11])
    assert "comes into force on 2026-12-31 and is not yet in force on 2026-01-01" in not_yet
    assert "was in force until 2026-01-01 and is no longer in force on 2026-12-31" in no_longer
    assert 'outside_force="as_if"' in not_yet


def test_a_fault_is_shown_with_place_path_and_excerpt() -> None:
    fault = Fault(message="no", path="floor[0].when", line=3, column=9, excerpt="a >\n   ^")
    assert str(fault) == "3:9: floor[0].when: no\n    a >\n       ^"
    assert str(Fault(message="no", line=3)) == "3:1: no"


def test_a_long_name_is_cut() -> None:
    assert len(UnknownFact("x" * 10_000, []).name) == 80


def test_a_value_is_shown_short_whatever_it_is() -> None:
    endless: list[object] = []
    endless.append(endless)
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    assert shown("x" * 200) == "'" + "x" * 78 + "…"
    assert shown(10**100_000) == "an int of 332193 bits"
    assert shown([10**100_000]) == "<list>"
    assert shown(endless) == "[[...]]"
    assert shown(deep) == "<list>"


def test_names_are_suggested_or_else_listed_where_they_are_few() -> None:
    assert nearest("days", ["dayz", "day", "months"]) == ("day", "dayz")
    assert meant("x", ["one", "two"]) == "; there are one, two"
    assert meant("x", []) == ""
    assert meant("x", [str(n) for n in range(100, 200)]) == ""


@pytest.mark.parametrize(
    "text, start, end, shown_below",
    [
        ("a > b", 4, 5, "    ^"),
        ("逾期 > b", 0, 2, "＾＾"),
        ("逾期 > b", 5, 6, "\u3000\u3000   ^"),
        ("a\n\tb > c\nd", 7, 8, "\t    ^"),
        ("e\u0301 > b", 5, 6, "    ^"),
        ("a >", 3, 4, "   ^"),
        ("", 0, 1, "^"),
    ],
)
def test_carets_stand_under_the_characters_at_fault(
    text: str, start: int, end: int, shown_below: str
) -> None:
    assert caret(text, start, end).splitlines()[-1] == shown_below
