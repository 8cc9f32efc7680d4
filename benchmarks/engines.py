"""The policy under other engines: each is given the facts as JSON brings them, all of them known.

Each decides in the same three steps: the first floor that holds, worst first; the signals; the
inspections, which read the tier.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import compress
from operator import itemgetter
from typing import Final, NamedTuple, TypeAlias

from benchmarks.answers import BENCH, Answer
from benchmarks.dialects import CEL, TIER, WORDS, BusinessRules, Dialect, json_logic_of, spelled_out
from benchmarks.programs import (
    Json,
    Program,
    business_rules,
    cel,
    cel_value,
    json_logic,
    rule_engine,
    zen_expression,
    zen_graph,
    zen_table,
)
from postloan.policy.clauses.kinds import FixedLevel, Floor, Rule
from postloan.rules.tree import Node

__all__ = ["ENGINES", "Decide", "Engine"]

Decide: TypeAlias = Callable[[Json], Answer]


class Stated(NamedTuple):
    """A rule as every engine can be told it."""

    id: str
    condition: Node


class Engine(NamedTuple):
    """An engine with the policy."""

    package: str
    """Its name on the package index."""
    make: Callable[[], Decide]


def _stated(rules: Iterable[Rule]) -> tuple[Stated, ...]:
    return tuple(Stated(r.id, spelled_out(r.when.tree)) for r in rules if r.when is not None)


def _rank(floor: Floor) -> int:
    assert isinstance(floor.level, FixedLevel), "every floor of the policy is a level"
    return floor.level.tier.rank


_WORST_FIRST: Final = sorted(BENCH.contents.floors, key=_rank, reverse=True)
RANKS: Final[Mapping[str, int]] = {"": 0} | {floor.id: _rank(floor) for floor in _WORST_FIRST}
FLOORS: Final = _stated(_WORST_FIRST)
SIGNALS: Final = _stated(BENCH.contents.signals)
INSPECTIONS: Final = _stated(BENCH.contents.inspections)


def _held(rules: Sequence[Stated], truths: Iterable[object]) -> tuple[str, ...]:
    return tuple(compress((rule.id for rule in rules), truths))


def zen_tables() -> Decide:
    """One graph of three decision tables; the cells of each are conditions."""

    def table(rules: Sequence[Stated], under: str) -> Json:
        rows = [{"when": WORDS.text(rule.condition), "id": f'"{rule.id}"'} for rule in rules]
        return zen_table(
            under,
            reads={"when": ""},
            gives=["id"],
            rows=rows,
            hitPolicy="collect",
            outputPath=under,
            passThrough=True,
        )

    rows = [
        {"when": WORDS.text(rule.condition), "floor": f'"{rule.id}"', TIER: str(RANKS[rule.id])}
        for rule in FLOORS
    ]
    otherwise = {"when": "", "floor": '""', TIER: "0"}
    floors = zen_table(
        "floors",
        reads={"when": ""},
        gives=["floor", TIER],
        rows=[*rows, otherwise],
        passThrough=True,
    )
    decide = zen_graph(floors, table(SIGNALS, "signals"), table(INSPECTIONS, "inspections"))
    the_id = itemgetter("id")

    def answer(facts: Json) -> Answer:
        said = decide(facts)
        signals, inspections = map(the_id, said["signals"]), map(the_id, said["inspections"])
        return Answer(said[TIER], said["floor"], tuple(signals), tuple(inspections))

    return answer


def _in_three_steps(floor_of: Program, signals_of: Program, inspections_of: Program) -> Decide:
    """Return the answer of programs that take the facts as they are."""

    def answer(facts: Json) -> Answer:
        floor = floor_of(facts)
        tier = RANKS[floor]
        inspections = inspections_of({**facts, TIER: tier})
        signals = signals_of(facts)
        return Answer(tier, floor, _held(SIGNALS, signals), _held(INSPECTIONS, inspections))

    return answer


def _choice(dialect: Dialect) -> str:
    """Return the floor as one expression with `? :`."""
    branches = (f'{dialect.text(rule.condition)} ? "{rule.id}" : ' for rule in FLOORS)
    return f'{"".join(branches)}""'


def _truths(dialect: Dialect, rules: Iterable[Stated]) -> str:
    """Return rules as one expression, a list of truths."""
    return f"[{', '.join(dialect.text(rule.condition) for rule in rules)}]"


def zen_expressions() -> Decide:
    """Three compiled expressions in place of tables."""
    floor_of = zen_expression(_choice(WORDS))
    signals_of = zen_expression(_truths(WORDS, SIGNALS))
    inspections_of = zen_expression(_truths(WORDS, INSPECTIONS))
    return _in_three_steps(floor_of, signals_of, inspections_of)


def cel_python() -> Decide:
    """Three expressions, over facts that are made into CEL's values once."""
    floor_of = cel(_choice(CEL))
    signals_of = cel(_truths(CEL, SIGNALS))
    inspections_of = cel(_truths(CEL, INSPECTIONS))

    def answer(facts: Json) -> Answer:
        loan = cel_value(facts)
        floor = str(floor_of({"loan": loan}))
        tier = RANKS[floor]
        signals = signals_of({"loan": loan})
        inspections = inspections_of({"loan": loan, TIER: cel_value(tier)})
        return Answer(tier, floor, _held(SIGNALS, signals), _held(INSPECTIONS, inspections))

    return answer


def panzi_json_logic() -> Decide:
    """One `if` for the floor, and a list of conditions for each other step."""
    branches = [part for rule in FLOORS for part in (json_logic_of(rule.condition), rule.id)]
    floor_of = json_logic({"if": [*branches, ""]})
    signals_of = json_logic([json_logic_of(rule.condition) for rule in SIGNALS])
    inspections_of = json_logic([json_logic_of(rule.condition) for rule in INSPECTIONS])
    return _in_three_steps(floor_of, signals_of, inspections_of)


def venmo_business_rules() -> Decide:
    """Rules over variables; those for the floor stop at the first."""
    told = BusinessRules()

    def rules(stated: Sequence[Stated]) -> list[tuple[str, Json]]:
        return [(rule.id, told.conditions(rule.condition)) for rule in stated]

    floor_of = business_rules(rules(FLOORS), told.variables, first=True)
    signals_of = business_rules(rules(SIGNALS), told.variables)
    inspections_of = business_rules(rules(INSPECTIONS), told.variables)

    def answer(facts: Json) -> Answer:
        floor = next(iter(floor_of(facts)), "")
        tier = RANKS[floor]
        inspections = inspections_of({**facts, TIER: tier})
        return Answer(tier, floor, tuple(signals_of(facts)), tuple(inspections))

    return answer


def python_rule_engine() -> Decide:
    """A `Rule` for each; for the floor, the first that matches."""
    floors, signals, inspections = (
        [(rule.id, rule_engine(WORDS.text(rule.condition))) for rule in stated]
        for stated in (FLOORS, SIGNALS, INSPECTIONS)
    )

    def answer(facts: Json) -> Answer:
        floor = next((id for id, matches in floors if matches(facts)), "")
        tier = RANKS[floor]
        raised = tuple(id for id, matches in signals if matches(facts))
        decided = {**facts, TIER: tier}
        asked = tuple(id for id, matches in inspections if matches(decided))
        return Answer(tier, floor, raised, asked)

    return answer


ENGINES: Final[Mapping[str, Engine]] = {
    "zen tables": Engine("zen-engine", zen_tables),
    "zen expressions": Engine("zen-engine", zen_expressions),
    "CEL": Engine("cel-python", cel_python),
    "json-logic": Engine("panzi-json-logic", panzi_json_logic),
    "business-rules": Engine("business-rules", venmo_business_rules),
    "rule-engine": Engine("rule-engine", python_rule_engine),
}
"""By the name that tables give them."""
