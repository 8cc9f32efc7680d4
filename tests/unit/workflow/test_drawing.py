"""A procedure drawn from its table, for Mermaid and for Graphviz."""

from __future__ import annotations

import pytest

from postloan.errors import InvalidValue
from postloan.workflow.clearance.procedure import CLEARANCE
from postloan.workflow.drawing import diagram
from tests.unit.workflow.payout import PAYOUT


def test_each_region_is_a_box_with_its_ways() -> None:
    lines = [line.strip() for line in diagram(PAYOUT).splitlines()]
    assert lines[:3] == [
        "stateDiagram-v2",
        'state "Phase" as Phase_ {',
        "[*] --> Phase_CHECKING",
    ]
    assert "Phase_CHECKED --> Phase_PAID: pay (officer)" in lines
    assert "Ledger_AWAITED --> Ledger_AGREED: agree (books) when phase checking" in lines
    assert (
        "Phase_CHECKING --> Phase_CHECKED: checked when ledger agreed and contract agreed" in lines
    )
    assert "Phase_PAID --> [*]" in lines


def test_a_way_that_does_not_say_where_it_starts_starts_everywhere_else() -> None:
    ways = [line.strip() for line in diagram(PAYOUT).splitlines() if "check again" in line]
    assert ways == [
        "Phase_CHECKED --> Phase_CHECKING: check again",
        "Ledger_AGREED --> Ledger_AWAITED: check again when phase checked",
        "Contract_AGREED --> Contract_AWAITED: check again when phase checked",
    ]


def test_many_alternatives_are_told_by_the_few_others() -> None:
    assert "when phase not settling or recourse or abandoned and giving none" in diagram(CLEARANCE)


def test_graphviz_tells_the_first_and_the_last_states() -> None:
    drawn = diagram(PAYOUT, "graphviz")
    assert drawn.startswith('digraph "payout/1" {')
    assert 'Phase_CHECKING [label="checking", penwidth=2];' in drawn
    assert 'Phase_PAID [label="paid", peripheries=2];' in drawn
    assert 'Phase_CHECKED -> Phase_PAID [label="pay (officer)"];' in drawn
    assert drawn.count("{") == drawn.count("}")


def test_there_are_two_forms() -> None:
    with pytest.raises(InvalidValue, match="mermaid or graphviz"):
        diagram(PAYOUT, "svg")  # type: ignore[arg-type]
