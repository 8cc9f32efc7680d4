"""A procedure drawn from its table, as text for Mermaid or for Graphviz."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeVar

import attrs

from postloan.errors import InvalidValue
from postloan.workflow.table import AnyTransition, Completion, Table
from postloan.workflow.values import State

__all__ = ["diagram"]

D = TypeVar("D")


@attrs.frozen
class _Arrow:
    start: State
    end: State
    label: str


def diagram(workflow: Table[D], form: Literal["mermaid", "graphviz"] = "mermaid") -> str:
    """Return a procedure as a drawing: a box for each region, an arrow for each way in it.

    An arrow names its row, who may take it, and where other regions have to stand. A row that
    moves nothing is not drawn.

    Args:
        workflow: the definition.
        form: `mermaid` for a state diagram in Mermaid, `graphviz` for a digraph in DOT.

    Raises:
        InvalidValue: there is no such form.

    >>> from postloan.workflow.clearance.procedure import CLEARANCE
    >>> print(diagram(CLEARANCE).splitlines()[0])
    stateDiagram-v2
    """
    if form == "mermaid":
        return "\n".join(_mermaid(workflow))
    if form == "graphviz":
        return "\n".join(_graphviz(workflow))
    raise InvalidValue("diagram", "form", form, "mermaid or graphviz")


def _mermaid(workflow: Table[D]) -> Iterator[str]:
    yield "stateDiagram-v2"
    for region in workflow.regions:
        states = list(region)
        yield f'    state "{region.__name__}" as {region.__name__}_ {{'
        yield f"        [*] --> {_id(states[0])}"
        for state in states:
            yield f'        state "{_name(state)}" as {_id(state)}'
        for arrow in _arrows(workflow, region):
            yield f"        {_id(arrow.start)} --> {_id(arrow.end)}: {arrow.label}"
        for state in states:
            if state in workflow.ends:
                yield f"        {_id(state)} --> [*]"
        yield "    }"


def _graphviz(workflow: Table[D]) -> Iterator[str]:
    yield f'digraph "{workflow}" {{'
    yield "    node [shape=box, style=rounded];"
    for region in workflow.regions:
        states = list(region)
        yield f"    subgraph cluster_{region.__name__} {{"
        yield f'        label="{region.__name__}";'
        for state in states:
            line = ", penwidth=2" if state is states[0] else ""
            line += ", peripheries=2" if state in workflow.ends else ""
            yield f'        {_id(state)} [label="{_name(state)}"{line}];'
        yield "    }"
        for arrow in _arrows(workflow, region):
            yield f'    {_id(arrow.start)} -> {_id(arrow.end)} [label="{arrow.label}"];'
    yield "}"


def _arrows(workflow: Table[D], region: type[State]) -> Iterator[_Arrow]:
    rows: tuple[AnyTransition[D] | Completion[D], ...]
    rows = (*workflow.transitions, *workflow.completions)
    for row in rows:
        for end in row.to:
            if type(end) is region:
                label = _label(row, region)
                starts = [state for state in row.at if type(state) is region] or list(region)
                yield from (_Arrow(start, end, label) for start in starts if start is not end)


def _label(row: AnyTransition[D] | Completion[D], region: type[State]) -> str:
    roles = row.roles if isinstance(row, AnyTransition) else ()
    elsewhere = [state for state in row.at if type(state) is not region]
    label = row.id.replace("_", " ")
    if roles:
        label += f" ({' or '.join(roles)})"
    if elsewhere:
        label += f" when {_groups(elsewhere)}"
    return label


def _groups(states: list[State]) -> str:
    """Return states as alternatives within a region, or as all but the few others."""
    groups = []
    for region in dict.fromkeys(type(state) for state in states):
        those = [state for state in states if type(state) is region]
        others = [state for state in region if state not in those]
        few, word = (others, " not") if len(others) < len(those) else (those, "")
        names = " or ".join(_name(state) for state in few)
        groups.append(f"{region.__name__.lower()}{word} {names}")
    return " and ".join(groups)


def _id(state: State) -> str:
    return f"{type(state).__name__}_{state.name}"


def _name(state: State) -> str:
    return state.name.lower().replace("_", " ")
