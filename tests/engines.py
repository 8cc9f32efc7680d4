"""One rule of five lines under published rule engines, each as its own guide writes it.

    over 360 days past due: loss; over 270: doubtful; over 90: substandard;
    over 0: special mention; else normal

They come with the dependency group `engines`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Final

import attrs

from benchmarks import programs

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


def zen_graph(name: str, schema: Mapping[str, object] | None = None) -> Decide:
    """A decision graph with a decision table, hit policy "first"."""
    rows = [{"days": f"> {days}", "tier": json.dumps(tier)} for days, tier in CUTS]
    table = programs.zen_table(
        "table",
        reads={"days": name},
        gives=["tier"],
        rows=[*rows, {"days": "", "tier": json.dumps(ELSE)}],
    )
    decide = programs.zen_graph(table, schema=schema)
    return lambda facts: str(decide(facts)["tier"])


def zen_graph_with_schema(name: str) -> Decide:
    """The same graph, with a JSON Schema on its input node."""
    schema = {
        "type": "object",
        "properties": {FACT: {"type": "integer", "minimum": 0}},
        "required": [FACT],
        "additionalProperties": False,
    }
    return zen_graph(name, schema)


def zen_expression(name: str) -> Decide:
    decide = programs.zen_expression(ternary(name))
    return lambda facts: str(decide(facts))


# ---------------------------------------------------------------------------- json-logic


def json_logic_rule(name: str) -> dict[str, object]:
    branches: list[object] = []
    for days, tier in CUTS:
        branches += [{">": [{"var": name}, days]}, tier]
    return {"if": [*branches, ELSE]}


def json_logic(name: str) -> Decide:
    decide = programs.json_logic(json_logic_rule(name))
    return lambda facts: str(decide(facts))


def json_logic_with_missing(name: str) -> Decide:
    """Behind the operator `missing`."""
    rule = {"if": [{"missing": [name]}, UNDETERMINED, json_logic_rule(name)]}
    decide = programs.json_logic(rule)
    return lambda facts: str(decide(facts))


# ------------------------------------------------------------------------ business-rules


def business_rules(name: str, default: object = None) -> Decide:
    """A variable that reads the loan; the first rule that holds says the tier, or it is normal."""

    def days_past_due(loan: Mapping[str, object]) -> object:
        return loan[FACT] if default is None else loan.get(FACT, default)

    rules = [
        (tier, {"all": [{"name": name, "operator": "greater_than", "value": days}]})
        for days, tier in CUTS
    ]
    decide = programs.business_rules(rules, {FACT: ("numeric", days_past_due)}, first=True)
    return lambda facts: next(iter(decide(facts)), ELSE)


def business_rules_with_default(name: str) -> Decide:
    """The variable reads `loan.get(fact, 0)`: no guard, but how many would write it."""
    return business_rules(name, 0)


# --------------------------------------------------------------------------- rule-engine


def rule_engine(name: str, *, typed: bool = False) -> Decide:
    """One `Rule` a line; the first that matches."""
    numbers = (FACT,) if typed else ()
    rules = [(programs.rule_engine(f"{name} > {d}", numbers=numbers), tier) for d, tier in CUTS]
    return lambda facts: next((tier for matches, tier in rules if matches(facts)), ELSE)


def rule_engine_with_types(name: str) -> Decide:
    """With a resolver that declares the type of every symbol."""
    return rule_engine(name, typed=True)


# ---------------------------------------------------------------------------- cel-python


def cel(name: str, *, guard: bool = False) -> Decide:
    text = ternary(f"loan.{name}")
    if guard:
        typed = f"has(loan.{name}) && type(loan.{name}) == int"
        text = f'{typed} ? ({text}) : "{UNDETERMINED}"'
    decide = programs.cel(text)
    return lambda facts: str(decide({"loan": programs.cel_value(facts)}))


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
