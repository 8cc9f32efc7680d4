"""Loan files as JSON: exact round trips, and refusals that name the place."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan.errors import InvalidDocument
from postloan.model.codec import LOAN_FILE, Format, read_document
from postloan.model.file import LoanFile
from postloan.model.parties import Borrower
from postloan.model.plans import record_plan
from postloan.testing.files import loan_files
from tests.unit.model.documents import GOOD, SENSE, STRUCTURE, Path, changed

BORROWER = {"id": "B-001", "kind": "corporate"}


def as_json(document: object) -> str:
    return json.dumps(document, ensure_ascii=False)


@given(loan_files())
def test_reading_what_was_written_gives_the_same_file_to_the_last_digit(given: LoanFile) -> None:
    text = given.to_json()
    read = LoanFile.from_json(text)
    assert read == given
    assert repr(read) == repr(given)
    assert read.to_json() == text


def test_a_document_is_written_as_it_was_read() -> None:
    assert json.loads(LoanFile.from_json(as_json(GOOD)).to_json()) == GOOD


def test_a_document_stands_on_one_line_and_keeps_its_chinese() -> None:
    text = LoanFile.from_json(as_json(GOOD)).to_json()
    assert "\n" not in text
    assert "示例有限公司" in text


def test_what_is_at_its_default_is_left_out_but_what_was_paid_is_said() -> None:
    stated = {key: GOOD[key] for key in ("format", "loan")} | {"schedules": None, "payments": []}
    assert json.loads(LoanFile.from_json(as_json(stated)).to_json()) == stated


def test_defaults_may_be_spelt_out() -> None:
    plain = changed(("inspections",), [])
    plain["payments"][0]["known_on"] = "2024-03-29"
    plain["loan"]["signed_on"] = None
    assert LoanFile.from_json(as_json(plain)) == LoanFile.from_json(as_json(GOOD))


@pytest.mark.parametrize("where, value, path, problem", [*STRUCTURE, *SENSE])
def test_a_fault_is_refused_with_its_path(
    where: Path, value: object, path: str, problem: str
) -> None:
    with pytest.raises(InvalidDocument) as refused:
        LoanFile.from_json(as_json(changed(where, value)))
    assert refused.value.path == path
    assert problem in refused.value.problem


@pytest.mark.parametrize(
    "text, problem",
    [
        ("", "is no JSON at line 1, column 1"),
        ('{"format": }', "is no JSON at line 1, column 12"),
        ("[]", "must be an object"),
        ("null", "must be an object"),
        ("0.5", "write '0.5' as a string"),
        ("NaN", "must be a value that exists in JSON; NaN does not"),
        ("-Infinity", "-Infinity does not"),
        ("\ufeff{}", "is no JSON"),
        ('{"loan": 1, "loan": 2}', "holds the key 'loan' twice"),
        ("[" * 1_000_000, "is nested too deeply"),
        ("9" * 5_000, "a shorter integer; got one of 5000 characters"),
        (b"{}", "must be text, decoded from UTF-8"),
    ],
    ids=range(12),
)
def test_what_is_no_document_is_refused(text: Any, problem: str) -> None:  # noqa: ANN401
    with pytest.raises(InvalidDocument) as refused:
        LoanFile.from_json(text)
    assert refused.value.path == "$"
    assert problem in refused.value.problem


def test_a_key_that_stands_twice_is_refused_where_it_stands() -> None:
    text = as_json(GOOD).replace('"id": "P-1"', '"id": "P-1", "id": "P-1"')
    with pytest.raises(InvalidDocument, match="holds the key 'id' twice") as refused:
        LoanFile.from_json(text)
    assert refused.value.path == "$.payments[0]"


def test_a_key_with_half_a_character_is_shown_as_one_can_print_it() -> None:
    with pytest.raises(InvalidDocument, match=r"has a key '\\ud800' that LoanFile does not have"):
        LoanFile.from_json(json.dumps({**GOOD, "\ud800": 1}))


def test_a_refusal_survives_pickling() -> None:
    with pytest.raises(InvalidDocument) as refused:
        LoanFile.from_json("{}")
    assert pickle.loads(pickle.dumps(refused.value)).path == "$.format"  # noqa: S301


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


def places(value: object, path: Path = ()) -> Iterator[Path]:
    """Yield the path of everything below `value`."""
    below: Any = value.items() if isinstance(value, dict) else ()
    if isinstance(value, list):
        below = enumerate(value)
    for step, inner in below:
        yield (*path, step)
        yield from places(inner, (*path, step))


@given(st.sampled_from(list(places(GOOD))), JSON)
def test_whatever_stands_anywhere_is_read_or_refused(where: Path, value: object) -> None:
    try:
        read = LoanFile.from_json(as_json(changed(where, value)))
    except InvalidDocument as refused:
        assert refused.path.startswith("$")  # noqa: PT017
    else:
        assert LoanFile.from_json(read.to_json()) == read


# ------------------------------------------------------------------- formats and upgrades


def renamed(document: Mapping[str, object]) -> Mapping[str, object]:
    return {"id": document["number"], "kind": document["kind"]}


def with_kind(document: Mapping[str, object]) -> Mapping[str, object]:
    return {**document, "kind": "corporate"}


BORROWER_3 = Format(name="borrower", major=3, upgrades={1: with_kind, 2: renamed})


def test_an_older_document_is_upgraded_step_by_step() -> None:
    old = as_json({"format": "borrower/1", "number": "B-001"})
    assert read_document(old, record_plan(Borrower), BORROWER_3) == Borrower(
        id="B-001", kind="corporate"
    )


def test_a_document_of_the_version_written_is_not_upgraded() -> None:
    new = as_json({"format": "borrower/3", **BORROWER})
    assert read_document(new, record_plan(Borrower), BORROWER_3).id == "B-001"


@pytest.mark.parametrize(
    "kind, named, problem",
    [
        (BORROWER_3, "borrower/4", r"is newer than what is read here \(borrower/1, 2, 3\)"),
        (Format(name="borrower", major=2), "borrower/1", r"is older than .* \(borrower/2\)"),
        (BORROWER_3, "borrower/0", 'must be "borrower/3"'),
        (BORROWER_3, "borrower/1.1", 'must be "borrower/3"'),
    ],
)
def test_a_version_that_cannot_be_read_says_which_can(
    kind: Format, named: str, problem: str
) -> None:
    with pytest.raises(InvalidDocument, match=problem) as refused:
        read_document(as_json({"format": named, **BORROWER}), record_plan(Borrower), kind)
    assert refused.value.path == "$.format"


def test_only_the_first_version_of_a_loan_file_exists() -> None:
    assert LOAN_FILE.readable == (1,)
