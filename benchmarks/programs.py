"""How each engine is made to run what is written in its language, as its own guide does it.

They come with the dependency group `engines`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from itertools import pairwise
from typing import Any, Literal, TypeAlias

__all__ = [
    "Json",
    "Program",
    "VariableKind",
    "business_rules",
    "cel",
    "cel_value",
    "json_logic",
    "rule_engine",
    "zen_expression",
    "zen_graph",
    "zen_table",
]

Json: TypeAlias = Mapping[str, object]
Program: TypeAlias = Callable[[Json], Any]
"""Takes facts by name."""
VariableKind = Literal["numeric", "string", "boolean"]


# --------------------------------------------------------------------------- zen-engine


def zen_table(
    id: str,
    *,
    reads: Mapping[str, str],
    gives: Sequence[str],
    rows: Sequence[Mapping[str, str]],
    **settings: object,
) -> dict[str, object]:
    """Return the node of a decision table.

    Args:
        id: of the node.
        reads: the field that each column tests; empty where its cells are conditions.
        gives: the columns that it fills in.
        rows: cells by column.
        settings: further ones of the node's content, such as the hit policy.
    """
    content = {
        "hitPolicy": "first",
        "inputs": [
            {"id": column, "name": column, **({"field": field} if field else {})}
            for column, field in reads.items()
        ],
        "outputs": [{"id": column, "name": column, "field": column} for column in gives],
        "rules": [{"_id": f"{id}-{number}", **row} for number, row in enumerate(rows)],
        **settings,
    }
    return {"id": id, "type": "decisionTableNode", "content": content}


def zen_graph(*nodes: Json, schema: Json | None = None) -> Program:
    """Return a decision graph: input, each node after the one before it, output.

    It comes from a loader, because each call of a graph given by hand takes some twenty times as
    long.
    """
    zen = import_module("zen")
    content = {} if schema is None else {"schema": json.dumps(schema)}
    chain = [
        {"id": "in", "type": "inputNode", "content": content},
        *nodes,
        {"id": "out", "type": "outputNode"},
    ]
    ids = [node["id"] for node in chain]
    edges = [
        {"id": f"{source}-{target}", "type": "edge", "sourceId": source, "targetId": target}
        for source, target in pairwise(ids)
    ]
    placed = [{"name": node["id"], "position": {"x": 0, "y": 0}, **node} for node in chain]
    loader = {"type": "static", "content": {"graph": {"nodes": placed, "edges": edges}}}
    engine = zen.ZenEngine({"loader": loader})
    return lambda facts: engine.evaluate("graph", facts)["result"]


def zen_expression(text: str) -> Program:
    """Return one compiled expression."""
    evaluate: Program = import_module("zen").compile_expression(text).evaluate
    return evaluate


# ---------------------------------------------------------------------------- json-logic


def json_logic(rule: object) -> Program:
    """Return a rule, which is JSON itself."""
    logic = import_module("json_logic")
    return lambda facts: logic.jsonLogic(rule, facts)


# ------------------------------------------------------------------------ business-rules


def business_rules(
    rules: Sequence[tuple[str, Json]],
    variables: Mapping[str, tuple[VariableKind, Program]],
    *,
    first: bool = False,
) -> Callable[[Json], list[str]]:
    """Return rules that say what they stand for, over variables that read the loan.

    Args:
        rules: what each says, with its conditions.
        variables: by name, the kind of each and what reads it.
        first: whether the first rule that holds is the last to be tried.
    """
    run_all = import_module("business_rules").run_all
    kinds: Any = import_module("business_rules.variables")
    actions: Any = import_module("business_rules.actions")
    text = import_module("business_rules.fields").FIELD_TEXT

    def variable(kind: str, read: Program) -> object:
        def value(self: Any) -> object:  # noqa: ANN401 -- the class is made below
            return read(self.loan)

        return getattr(kinds, f"{kind}_rule_variable")(label="")(value)

    class Variables(kinds.BaseVariables):  # type: ignore[misc]
        def __init__(self, loan: Json) -> None:
            self.loan = loan

    for name, (kind, read) in variables.items():
        setattr(Variables, name, variable(kind, read))

    class Actions(actions.BaseActions):  # type: ignore[misc]
        def __init__(self) -> None:
            self.said: list[str] = []

        @actions.rule_action(params={"words": text})  # type: ignore[untyped-decorator]
        def say(self, words: str) -> None:
            self.said.append(words)

    written = [
        {"conditions": conditions, "actions": [{"name": "say", "params": {"words": words}}]}
        for words, conditions in rules
    ]

    def run(facts: Json) -> list[str]:
        done = Actions()
        run_all(written, Variables(facts), done, stop_on_first_trigger=first)
        return done.said

    return run


# --------------------------------------------------------------------------- rule-engine


def rule_engine(text: str, *, numbers: Sequence[str] = ()) -> Program:
    """Return whether a `Rule` matches; `numbers` are symbols whose type is declared."""
    engine = import_module("rule_engine")
    types = dict.fromkeys(numbers, engine.DataType.FLOAT)
    resolver = engine.type_resolver_from_dict(types) if numbers else None
    matches: Program = engine.Rule(text, context=engine.Context(type_resolver=resolver)).matches
    return matches


# ---------------------------------------------------------------------------- cel-python


def cel(text: str) -> Program:
    """Return an expression, over values that `cel_value` made."""
    environment = import_module("celpy").Environment()
    evaluate: Program = environment.program(environment.compile(text)).evaluate
    return evaluate


def cel_value(value: object) -> object:
    """Return facts, or one of them, as CEL reads it."""
    made: object = import_module("celpy").json_to_cel(value)
    return made
