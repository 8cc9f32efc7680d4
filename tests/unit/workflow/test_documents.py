"""Cases, commands, events and effects as JSON: exact, and refused where they were tampered with."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postloan.errors import InvalidDocument, InvalidEvent, InvalidWorkflow
from postloan.workflow.clearance.procedure import CLEARANCE
from postloan.workflow.documents import CASE, COMMAND, EFFECT, EVENT, Documents
from postloan.workflow.history import migrate
from postloan.workflow.values import Command, Moved
from postloan.workflow.workflow import Migration
from tests.unit.workflow.payout import (
    BOOKS,
    DAY,
    LAW,
    OFFICER,
    PAYOUT,
    Agree,
    Pay,
    Tell,
    checked,
    do,
    payout,
)

DOCUMENTS = Documents(PAYOUT)
PAID = do(checked(), Pay(amount=5), OFFICER)
COMMANDED = Command(case="P-1", act=Agree(remark="已核对"), by=BOOKS, on=DAY, expected_version=1)


def test_a_case_is_read_back_equal() -> None:
    text = DOCUMENTS.write_case(PAID)
    assert DOCUMENTS.read_case(text) == PAID
    assert DOCUMENTS.write_case(DOCUMENTS.read_case(text)) == text


def test_a_command_an_event_and_an_effect_are_read_back_equal() -> None:
    assert DOCUMENTS.read_command(DOCUMENTS.write_command(COMMANDED)) == COMMANDED
    for event in PAID.events:
        assert DOCUMENTS.read_event(DOCUMENTS.write_event(event)) == event
    effect = Tell(whom="books")
    assert DOCUMENTS.read_effect(DOCUMENTS.write_effect(effect)) == effect


def test_what_is_written_keeps_to_the_schema() -> None:
    written = (
        (CASE, DOCUMENTS.write_case(PAID)),
        (COMMAND, DOCUMENTS.write_command(COMMANDED)),
        (EVENT, DOCUMENTS.write_event(PAID.events[0])),
        (EFFECT, DOCUMENTS.write_effect(Tell(whom="books"))),
    )
    for kind, text in written:
        jsonschema.validate(json.loads(text), DOCUMENTS.schema(kind))
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(json.loads(text) | {"more": 1}, DOCUMENTS.schema(kind))


def test_a_case_of_an_edition_before_is_read_by_its_own_definition() -> None:
    new = attrs.evolve(payout(2), succeeds=Migration(source=PAYOUT, state=lambda place: place))
    documents = Documents(new)
    assert documents.read_case(DOCUMENTS.write_case(PAID)) == PAID
    moved = migrate(checked(), new, by=LAW, on=DAY)
    assert isinstance(moved, Moved)
    assert documents.read_case(documents.write_case(moved.case)) == moved.case


def test_a_log_of_an_edition_before_is_folded_by_its_own_definition() -> None:
    fewer = tuple(one for one in PAYOUT.transitions if one.act is not Pay)
    new = attrs.evolve(
        payout(2),
        transitions=fewer,
        deadlines=(),
        succeeds=Migration(source=PAYOUT, state=lambda place: place),
    )
    documents = Documents(new)
    log = [DOCUMENTS.write_event(event) for event in PAID.events]
    assert documents.read_log(log) == PAID
    moved = migrate(checked(), new, by=LAW, on=DAY)
    assert isinstance(moved, Moved)
    log = [*log[:4], *(documents.write_event(event) for event in moved.events)]
    assert documents.read_log(log) == moved.case
    with pytest.raises(InvalidEvent, match="is missing"):
        documents.read_log(())


def test_an_act_that_changed_has_a_name_of_its_own() -> None:
    other = attrs.make_class("Pay", [])
    rows = tuple(
        attrs.evolve(one, act=other) if one.act is Pay else one for one in PAYOUT.transitions
    )
    new = attrs.evolve(
        payout(2), transitions=rows, succeeds=Migration(source=PAYOUT, state=lambda place: place)
    )
    with pytest.raises(InvalidWorkflow, match="two classes are called Pay"):
        Documents(new)


def _pay_more(document: dict[str, Any]) -> None:
    document["content"][4]["act"]["Pay"]["amount"] = 9


def _one_checks_alone(document: dict[str, Any]) -> None:
    document["content"][2]["by"] = "li"


def _forget_one(document: dict[str, Any]) -> None:
    del document["content"][1]


def _forget_all(document: dict[str, Any]) -> None:
    document["content"] = []


def _another_act(document: dict[str, Any]) -> None:
    document["content"][4]["act"] = {"Sell": {}}


def _another_workflow(document: dict[str, Any]) -> None:
    document["workflow"] = "payout/2"


def _another_format(document: dict[str, Any]) -> None:
    document["format"] = "postloan.case/9"


def _end_too_soon(document: dict[str, Any]) -> None:
    document["content"] = document["content"][:3]


@pytest.mark.parametrize(
    "tamper, path, problem",
    [
        (_pay_more, "$.content[4]", "would be refused: 5 was asked for"),
        (_one_checks_alone, "$.content[2]", "would be refused: li has had agree"),
        (_forget_one, "$.content[1]", "has the version 3"),
        (_forget_all, "$.content", "is missing"),
        (_another_act, "$.content[4].act", "must be one of"),
        (_another_workflow, "$.workflow", "must be payout/1; got 'payout/2'"),
        (_another_format, "$.format", "is newer than what is read here"),
        (_end_too_soon, "$.content[2]", "is not what would come of it"),
    ],
)
def test_a_document_that_was_tampered_with_is_refused_with_the_place(
    tamper: Callable[[dict[str, Any]], None], path: str, problem: str
) -> None:
    document = json.loads(DOCUMENTS.write_case(PAID))
    tamper(document)
    with pytest.raises(InvalidDocument) as caught:
        DOCUMENTS.read_case(json.dumps(document))
    assert caught.value.path == path
    assert problem in caught.value.problem


def test_a_command_of_another_edition_is_refused() -> None:
    text = DOCUMENTS.write_command(COMMANDED).replace("payout/1", "payout/3")
    with pytest.raises(InvalidDocument, match="must be payout/1"):
        DOCUMENTS.read_command(text)


# ------------------------------------------------------------------- whatever was put into it

CLEARED = json.loads(
    (Path(__file__).parents[2] / "cases" / "workflow" / "clearance-1-closed.json").read_text(
        "utf-8"
    )
)["case"]
anything: st.SearchStrategy[object] = st.sampled_from(
    [None, True, -1, 10**30, "", "li", "2026-02-30", "NaN", [], {}, {"Open": {}}, {"Settle": {}}]
)


def places(value: object) -> Iterator[tuple[Any, Any]]:
    """Yield each place in a document, as what holds it and its key."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)  # type: ignore[arg-type]
    for key, inner in list(pairs):
        yield value, key
        if isinstance(inner, dict | list):
            yield from places(inner)


@given(st.data())
@settings(max_examples=150)
def test_a_case_is_read_whole_or_refused_as_a_document(data: st.DataObject) -> None:
    document = copy.deepcopy(CLEARED)
    for _ in range(data.draw(st.integers(1, 2))):
        holder, key = data.draw(st.sampled_from(list(places(document))))
        if data.draw(st.booleans()):
            holder[key] = copy.deepcopy(data.draw(anything))
        else:
            del holder[key]
    documents = Documents(CLEARANCE)
    try:
        case = documents.read_case(json.dumps(document))
    except InvalidDocument:
        return
    assert documents.read_case(documents.write_case(case)) == case
