"""One rule of five lines under published rule engines, each as its own guide writes it.

    over 360 days past due: loss; over 270: doubtful; over 90: substandard;
    over 0: special mention; else normal

They come with the dependency group `engines`; where one is not installed, what needs it is
skipped.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs
import pytest

__all__ = ["ENGINES", "FACT", "GUARDED", "Decide", "Engine", "Make"]

Decide = Callable[[Mapping[str, object]], str]
"""Gives the tier on facts by name, or raises what the engine raises."""
Make = Callable[[str], Decide]
"""Makes the rule on the fact of this name."""

FACT: Final = "days_past_due"
CUTS: Final = ((360, "loss"), (270, "doubtful"), (90, "substandard"), (0, "special_mention"))
ELSE: Final = "normal"
UNDETERMINED: Final = "undetermined"


def ternary(name: str) -> str:
    """Return the rule as one expression, which zen's language and CEL both read."""
    return "".join(f'{name} > {days} ? "{tier}" : ' for days, tier in CUTS) + f'"{ELSE}"'


# --------------------------------------------------------------------------- zen-engine


def zen_graph(name: str, content: Mapping[str, object] | None = None) -> Decide:
    """A decision graph: input, decision table with hit policy "first", output."""
    zen = pytest.importorskip("zen")
    rows = [
        {"_id": str(days), "days": f"> {days}", "tier": json.dumps(tier)} for days, tier in CUTS
    ]
    table = {
        "hitPolicy": "first",
        "inputs": [{"id": "days", "name": "days", "field": name}],
        "outputs": [{"id": "tier", "name": "tier", "field": "tier"}],
        "rules": [*rows, {"_id": "else", "days": "", "tier": json.dumps(ELSE)}],
    }
    nodes: list[dict[str, object]] = [
        {"id": "in", "type": "inputNode", "content": content or {}},
        {"id": "table", "type": "decisionTableNode", "content": table},
        {"id": "out", "type": "outputNode"},
    ]
    edges = [
        {"id": f"{source}-{target}", "type": "edge", "sourceId": source, "targetId": target}
        for source, target in (("in", "table"), ("table", "out"))
    ]
    placed = [{"name": node["id"], "position": {"x": 0, "y": 0}, **node} for node in nodes]
    decision = zen.ZenEngine().create_decision(json.dumps({"nodes": placed, "edges": edges}))
    return lambda facts: str(decision.evaluate(dict(facts))["result"]["tier"])


def zen_graph_with_schema(name: str) -> Decide:
    """The same graph, with a JSON Schema on its input node."""
    schema = {
        "type": "object",
        "properties": {FACT: {"type": "integer", "minimum": 0}},
        "required": [FACT],
        "additionalProperties": False,
    }
    return zen_graph(name, {"schema": json.dumps(schema)})


def zen_expression(name: str) -> Decide:
    zen = pytest.importorskip("zen")
    rule = zen.compile_expression(ternary(name))
    return lambda facts: str(rule.evaluate(dict(facts)))


# ---------------------------------------------------------------------------- json-logic


def json_logic_rule(name: str) -> dict[str, object]:
    branches: list[object] = []
    for days, tier in CUTS:
        branches += [{">": [{"var": name}, days]}, tier]
    return {"if": [*branches, ELSE]}


def json_logic(name: str) -> Decide:
    logic = pytest.importorskip("json_logic")
    rule = json_logic_rule(name)
    return lambda facts: str(logic.jsonLogic(rule, dict(facts)))


def json_logic_with_missing(name: str) -> Decide:
    """Behind the operator `missing`."""
    logic = pytest.importorskip("json_logic")
    rule = {"if": [{"missing": [name]}, UNDETERMINED, json_logic_rule(name)]}
    return lambda facts: str(logic.jsonLogic(rule, dict(facts)))


# ------------------------------------------------------------------------ business-rules


def business_rules(name: str, default: object = None) -> Decide:
    """A variable that reads the loan, an action that sets the tier, which begins as normal."""
    run_all = pytest.importorskip("business_rules").run_all
    variables: Any = pytest.importorskip("business_rules.variables")
    actions: Any = pytest.importorskip("business_rules.actions")
    text = pytest.importorskip("business_rules.fields").FIELD_TEXT

    class Variables(variables.BaseVariables):  # type: ignore[misc]
        def __init__(self, loan: Mapping[str, object]) -> None:
            self.loan = loan

        @variables.numeric_rule_variable  # type: ignore[untyped-decorator]
        def days_past_due(self) -> object:
            return self.loan[FACT] if default is None else self.loan.get(FACT, default)

    class Actions(actions.BaseActions):  # type: ignore[misc]
        tier = ELSE

        @actions.rule_action(params={"tier": text})  # type: ignore[untyped-decorator]
        def classify(self, tier: str) -> None:
            self.tier = tier

    rules = [
        {
            "conditions": {"all": [{"name": name, "operator": "greater_than", "value": days}]},
            "actions": [{"name": "classify", "params": {"tier": tier}}],
        }
        for days, tier in CUTS
    ]

    def decide(facts: Mapping[str, object]) -> str:
        done = Actions()
        run_all(rules, Variables(facts), done, stop_on_first_trigger=True)
        return done.tier

    return decide


def business_rules_with_default(name: str) -> Decide:
    """The variable reads `loan.get(fact, 0)`: no guard, but how many would write it."""
    return business_rules(name, 0)


# --------------------------------------------------------------------------- rule-engine


def rule_engine(name: str, *, typed: bool = False) -> Decide:
    """One `Rule` a line; the first that matches."""
    engine = pytest.importorskip("rule_engine")
    types = {FACT: engine.DataType.FLOAT}
    resolver = engine.type_resolver_from_dict(types) if typed else None
    context = engine.Context(type_resolver=resolver)
    rules = [(engine.Rule(f"{name} > {days}", context=context), tier) for days, tier in CUTS]
    return lambda facts: next((tier for rule, tier in rules if rule.matches(dict(facts))), ELSE)


def rule_engine_with_types(name: str) -> Decide:
    """With a resolver that declares the type of every symbol."""
    return rule_engine(name, typed=True)


# ---------------------------------------------------------------------------- cel-python


def cel(name: str, *, guard: bool = False) -> Decide:
    celpy = pytest.importorskip("celpy")
    environment = celpy.Environment()
    text = ternary(f"loan.{name}")
    if guard:
        typed = f"has(loan.{name}) && type(loan.{name}) == int"
        text = f'{typed} ? ({text}) : "{UNDETERMINED}"'
    program = environment.program(environment.compile(text))
    return lambda facts: str(program.evaluate({"loan": celpy.json_to_cel(dict(facts))}))


def cel_with_type(name: str) -> Decide:
    """Behind `has(…)` and `type(…) == int`."""
    return cel(name, guard=True)


# ---------------------------------------------------------------------------- all of them


@attrs.frozen
class Engine:
    """An engine, or one of its ways to write the rule."""

    package: str
    """Its name on the package index."""
    make: Make


ENGINES: Final[Mapping[str, Engine]] = {
    "zen table": Engine("zen-engine", zen_graph),
    "zen expression": Engine("zen-engine", zen_expression),
    "json-logic": Engine("panzi-json-logic", json_logic),
    "business-rules": Engine("business-rules", business_rules),
    "rule-engine": Engine("rule-engine", rule_engine),
    "CEL": Engine("cel-python", cel),
}
"""By the name that tables give them: as the guide of each writes such a rule."""

GUARDED: Final[Mapping[str, Engine]] = {
    "zen table, schema": Engine("zen-engine", zen_graph_with_schema),
    "json-logic, missing": Engine("panzi-json-logic", json_logic_with_missing),
    "business-rules, get 0": Engine("business-rules", business_rules_with_default),
    "rule-engine, types": Engine("rule-engine", rule_engine_with_types),
    "CEL, has and type": Engine("cel-python", cel_with_type),
}
"""The same with what each offers an author who thinks of it, and one common short cut."""
