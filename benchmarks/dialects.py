"""The policy's conditions in the languages of other engines, each printed from the one tree."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from operator import itemgetter
from typing import Final
from zlib import crc32

import attrs

from benchmarks.programs import Json, Program, VariableKind
from postloan.facts.catalogue import CORE
from postloan.rules.parse import parse
from postloan.rules.tree import And, Arithmetic, Compare, Literal, Member, Name, Node, Not, Or
from postloan.tiers import FIVE_TIER

__all__ = ["CEL", "TIER", "WORDS", "BusinessRules", "Dialect", "json_logic_of", "spelled_out"]

TIER: Final = "tier"
"""The fact by which inspections read the tier that was decided."""

TIER_FELL: Final = parse(
    "classified_before and (tier > previous_tier or tier == previous_tier and previous_tier_fell)"
)
RANKS: Final = {tier.id: tier.rank for tier in FIVE_TIER}


def spelled_out(node: Node) -> Node:
    """Return a condition with the fall of the tier, which only we know, in words of all."""
    match node:
        case Name(id="tier_fell"):
            return TIER_FELL
        case And(operands=operands) | Or(operands=operands):
            return attrs.evolve(node, operands=tuple(map(spelled_out, operands)))
        case Not(operand=operand):
            return Not(spelled_out(operand))
        case _:
            return node


def _value(node: Node) -> bool | int | float | str | None:
    """Return the value of a literal or a level, or None for anything else."""
    match node:
        case Literal(value=value):
            return float(value) if isinstance(value, Decimal) else value
        case Name(id=id):
            return RANKS.get(id)
        case _:
            return None


@attrs.frozen
class Dialect:
    """A language in which a condition is one line of text."""

    both: str
    either: str
    negation: str
    truths: tuple[str, str]
    """How it spells false and true."""
    read: Callable[[str], str]
    """How it reads a fact."""

    def text(self, node: Node) -> str:
        """Return the condition, with parentheses around everything."""
        if (value := _value(node)) is not None:
            return self.truths[value] if isinstance(value, bool) else json.dumps(value)
        match node:
            case Name(id=id):
                return self.read(id)
            case And(operands=operands):
                return f"({f' {self.both} '.join(map(self.text, operands))})"
            case Or(operands=operands):
                return f"({f' {self.either} '.join(map(self.text, operands))})"
            case Not(operand=operand):
                return f"({self.negation}({self.text(operand)}))"
            case Compare(first=first, rest=((operator, second),)):
                return f"({self.text(first)} {operator} {self.text(second)})"
            case Member(operand=operand, choices=choices, negated=False):
                return f"({self.text(operand)} in [{', '.join(map(self.text, choices))}])"
            case Arithmetic(operator=operator, left=left, right=right):
                return f"({self.text(left)} {operator} {self.text(right)})"
            case _:
                raise NotImplementedError(f"the policy has no {node}")


_TRUTHS: Final = ("false", "true")
CEL: Final = Dialect(
    "&&", "||", "!", _TRUTHS, lambda name: name if name == TIER else f"loan.{name}"
)
"""A tier that was decided stands beside the loan."""
WORDS: Final = Dialect("and", "or", "not ", _TRUTHS, str)
"""Zen's expressions and rule-engine's spell all of this alike."""
PYTHON: Final = Dialect("and", "or", "not ", ("False", "True"), "loan[{!r}]".format)


def json_logic_of(node: Node) -> object:
    """Return the condition as JSON."""
    if (value := _value(node)) is not None:
        return value
    match node:
        case Name(id=id):
            return {"var": id}
        case And(operands=operands):
            return {"and": [*map(json_logic_of, operands)]}
        case Or(operands=operands):
            return {"or": [*map(json_logic_of, operands)]}
        case Not(operand=operand):
            return {"!": [json_logic_of(operand)]}
        case Compare(first=first, rest=((operator, second),)):
            return {operator: [json_logic_of(first), json_logic_of(second)]}
        case Member(operand=operand, choices=choices, negated=False):
            return {"in": [json_logic_of(operand), [*map(json_logic_of, choices)]]}
        case Arithmetic(operator=operator, left=left, right=right):
            return {operator: [json_logic_of(left), json_logic_of(right)]}
        case _:
            raise NotImplementedError(f"the policy has no {node}")


_OPERATORS: Final = {
    ">": "greater_than",
    ">=": "greater_than_or_equal_to",
    "<": "less_than",
    "<=": "less_than_or_equal_to",
    "==": "equal_to",
}


@attrs.define
class BusinessRules:
    """Conditions as nested dictionaries, and the variables that they name.

    There is no negation, and a comparison is between a variable and a value. Whatever else a
    condition says is a variable of its own: Python, as that library has it.
    """

    variables: dict[str, tuple[VariableKind, Program]] = attrs.field(factory=dict)

    def conditions(self, node: Node, *, wanted: bool = True) -> Json:
        """Return the condition, or with `wanted` false its opposite."""
        match node:
            case And(operands=operands) | Or(operands=operands):
                word = "all" if isinstance(node, And) == wanted else "any"
                return {word: [self.conditions(operand, wanted=wanted) for operand in operands]}
            case Not(operand=operand):
                return self.conditions(operand, wanted=not wanted)
            case Name(id=id):
                return self._truth(id, itemgetter(id), wanted=wanted)
            case Member(operand=operand, choices=choices, negated=False) if wanted:
                return {"any": [self._compared(operand, "==", choice) for choice in choices]}
            case Compare(first=Name() as name, rest=((operator, second),)) if (
                wanted and operator in _OPERATORS and _value(second) is not None
            ):
                return self._compared(name, operator, second)
            case _:
                source = PYTHON.text(node)
                read: Program = eval(f"lambda loan: {source}")  # noqa: S307 -- printed above
                return self._truth(f"holds_{crc32(source.encode()):x}", read, wanted=wanted)

    def _truth(self, name: str, read: Program, *, wanted: bool) -> Json:
        self.variables[name] = ("boolean", read)
        return {"name": name, "operator": "is_true" if wanted else "is_false", "value": True}

    def _compared(self, operand: Node, operator: str, value: Node) -> Json:
        assert isinstance(operand, Name)
        words = CORE[operand.id].kind in ("enum", "code")
        kind: VariableKind = "string" if words else "numeric"
        self.variables[operand.id] = (kind, itemgetter(operand.id))
        return {"name": operand.id, "operator": _OPERATORS[operator], "value": _value(value)}
