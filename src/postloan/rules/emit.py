"""Condition to Python source: two expressions of two values for one of three.

*T* is true where the condition definitely holds, *F* where it definitely does not; it is unknown
where both are false. Negation swaps the two, so no operator is ever negated around an unknown.
What the fast forms do not cover calls the reference evaluator, which stays the definition.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from decimal import Decimal
from typing import Final, TypeAlias, assert_never

import attrs

from postloan.money import EXACT
from postloan.rules.cost import cheapest_first
from postloan.rules.evaluate import Value, matches
from postloan.rules.tree import (
    And,
    Arithmetic,
    Call,
    Compare,
    Comparison,
    Literal,
    Member,
    Name,
    Negative,
    Node,
    Not,
    Or,
    is_decimal,
    names_in,
)

__all__ = ["ALWAYS", "Emitter", "Rails", "all_of", "any_of"]

Rails: TypeAlias = tuple[str, str]
"""Source of *T* and of *F*."""

ALWAYS: Final[Rails] = ("True", "False")
"""What holds whatever the facts."""
_OPPOSITE: Final[Mapping[Comparison, Comparison]] = {
    "<": ">=",
    "<=": ">",
    "==": "!=",
    "!=": "==",
    ">=": "<",
    ">": "<=",
}
_EXACTLY: Final[Mapping[str, Callable[..., Decimal]]] = {
    "add": EXACT.add,
    "subtract": EXACT.subtract,
    "multiply": EXACT.multiply,
}
_WORDS: Final = {"+": "add", "-": "subtract", "*": "multiply"}


@attrs.define
class Emitter:
    """Turns the conditions of one function into source, and keeps what the source refers to."""

    variables: Mapping[str, str]
    """The local variable in which each fact and parameter stands."""
    known: Container[str] = ()
    """Keys of facts and parameters that are never unknown here."""
    never_negative: Container[str] = ()
    """Keys of facts that are zero at least."""
    shared: Mapping[Node, str] = attrs.field(factory=dict)
    """The local variable in which the truth of a condition stands that is never unknown here."""
    globals: dict[str, object] = attrs.field(factory=dict)
    """Constants and functions that the source names."""
    _names: dict[tuple[type, object], str] = attrs.field(factory=dict, init=False)
    """The name of each constant; 1 and true are two."""

    def rails(self, node: Node) -> Rails:
        """Return the two expressions of a checked condition."""
        if self.shared and node in self.shared:
            return self.shared[node], f"not {self.shared[node]}"
        match node:
            case And(operands=operands) | Or(operands=operands):
                join = all_of if isinstance(node, And) else any_of
                return join([self.rails(operand) for operand in cheapest_first(operands)])
            case Not(operand=operand):
                return _swapped(self.rails(operand))
            case Compare():
                return all_of([self._pair(*pair) for pair in node.pairs()])
            case Member():
                return self._member(node)
            case Literal(value=value):
                return ALWAYS if value else _swapped(ALWAYS)
            case Name():
                variable = self._variable(node)
                fails = f"not {variable}" if self._is_known(node) else f"{variable} is False"
                return variable, fails
            case Call(arguments=(Name() as name,)):
                variable = self._variable(name)
                known = f"{variable} is not None", f"{variable} is None"
                return ALWAYS if self._is_known(name) else known
            case Call() | Arithmetic() | Negative():  # pragma: no cover -- check refuses them
                raise TypeError(f"not a condition: {node}")
            case _:
                assert_never(node)

    def _pair(self, left: Node, operator: Comparison, right: Node) -> Rails:
        if not (_exact(left) and _exact(right)):
            return self._reference(left, operator, right)
        guards = self._guards(left, right)
        first, divisor = self._operand(_in_kind(left, right))
        second, other = self._operand(_in_kind(right, left))
        if other != 1:
            first = self._product(first, other)
        if divisor != 1:
            second = self._product(second, divisor)
        holds = f"{first} {operator} {second}"
        fails = f"{first} {_OPPOSITE[operator]} {second}"
        if not guards:
            holds = self._sparing(left, operator, right, holds)
        return _joined("and", (*guards, holds)), _joined("and", (*guards, fails))

    def _sparing(self, left: Node, operator: Comparison, right: Node, holds: str) -> str:
        """Return `holds` so that zero, as arrears often are, spares the product it is below."""
        larger, smaller = (left, right) if operator == ">" else (right, left)
        if operator not in ("<", ">") or not isinstance(larger, Name):
            return holds
        if not isinstance(smaller, Arithmetic) or not self._is_zero_at_least(smaller):
            return holds
        zero = self.constant(Decimal(0)) if is_decimal(larger) else "0"
        return f"({zero} < {self._variable(larger)} and {holds})"

    def _is_zero_at_least(self, node: Node) -> bool:
        if isinstance(node, Arithmetic) and node.operator == "*":
            return self._is_zero_at_least(node.left) and self._is_zero_at_least(node.right)
        if isinstance(node, Name):
            return node.resolved.key in self.never_negative
        return isinstance(node, Literal)  # a sign is a node of its own

    def _member(self, node: Member) -> Rails:
        words = [c.value for c in node.choices if isinstance(c, Literal) and type(c.value) is str]
        if isinstance(node.operand, Name) and len(words) == len(node.choices):
            variable, listed = self._variable(node.operand), self.constant(frozenset(words))
            outside = (*self._guards(node.operand), f"{variable} not in {listed}")
            inside = (f"{variable} in {listed}", _joined("and", outside))
        else:
            inside = any_of([self._pair(node.operand, "==", choice) for choice in node.choices])
        return _swapped(inside) if node.negated else inside

    def _guards(self, *nodes: Node) -> tuple[str, ...]:
        variables = dict.fromkeys(
            self._variable(name)
            for node in nodes
            for name in names_in(node)
            if name.resolved.role != "level" and not self._is_known(name)
        )
        return tuple(f"{variable} is not None" for variable in variables)

    def _operand(self, node: Node) -> tuple[str, int | Decimal]:
        """Return the source of a numerator, and the number it is divided by."""
        match node:
            case Literal(value=value):
                return self._literal(value), 1
            case Name(resolved=term):
                if term.role == "level":
                    return str(term.rank), 1
                if term.mapped:
                    return f"{self.constant(term.mapped)}[{self._variable(node)}]", 1
                return self._variable(node), 1
            case Negative(operand=operand):
                source, divisor = self._operand(operand)
                return self._call("subtract", "0", source), divisor
            case Arithmetic(operator="/", left=left, right=Literal(value=int() | Decimal() as by)):
                source, divisor = self._operand(left)
                return source, EXACT.multiply(divisor, by)
            case Arithmetic(operator="*", left=left, right=right):
                (first, divisor), (second, other) = self._operand(left), self._operand(right)
                return self._call("multiply", first, second), EXACT.multiply(divisor, other)
            case Arithmetic(operator=operator, left=left, right=right):
                (first, divisor), (second, other) = self._operand(left), self._operand(right)
                crossed = self._product(first, other), self._product(second, divisor)
                return self._call(_WORDS[operator], *crossed), EXACT.multiply(divisor, other)
            case _:  # pragma: no cover -- check refuses a condition here
                raise TypeError(f"not a value: {node}")

    def _product(self, source: str, factor: int | Decimal) -> str:
        return source if factor == 1 else self._call("multiply", source, self._literal(factor))

    def _call(self, word: str, *sources: str) -> str:
        self.globals[word] = _EXACTLY[word]
        return f"{word}({', '.join(sources)})"

    def _literal(self, value: bool | int | Decimal | str) -> str:
        return repr(value) if isinstance(value, bool | int | str) else self.constant(value)

    def constant(self, value: object) -> str:
        """Return the name of a constant."""
        name = self._names.setdefault((type(value), value), f"constant_{len(self.globals)}")
        self.globals[name] = value
        return name

    def _is_known(self, name: Name) -> bool:
        return name.resolved.key in self.known

    def _variable(self, name: Name) -> str:
        return self.variables[name.resolved.key]

    def _reference(self, left: Node, operator: Comparison, right: Node) -> Rails:
        """Return calls of the reference evaluator, for one comparison that needs its bounds."""
        keys = dict.fromkeys(name.resolved.key for node in (left, right) for name in names_in(node))

        def compared(*values: Value) -> bool | None:
            return matches(left, operator, right, dict(zip(keys, values, strict=True)))

        name = f"compared_{len(self.globals)}"
        self.globals[name] = compared
        source = f"{name}({', '.join(self.variables[key] for key in keys)})"
        return f"{source} is True", f"{source} is False"


def all_of(rails: Sequence[Rails]) -> Rails:
    """Return what holds where all of `rails` do; of none, it always holds."""
    if not rails:
        return ALWAYS
    return _joined("and", [t for t, _ in rails]), _joined("or", [f for _, f in rails])


def any_of(rails: Sequence[Rails]) -> Rails:
    """Return what holds where any of `rails`, of which there is one at least, does."""
    return _joined("or", [t for t, _ in rails]), _joined("and", [f for _, f in rails])


def _swapped(rails: Rails) -> Rails:
    return rails[1], rails[0]


def _joined(word: str, sources: Sequence[str]) -> str:
    return sources[0] if len(sources) == 1 else f"({f' {word} '.join(sources)})"


def _in_kind(node: Node, beside: Node) -> Node:
    """Return a whole number as a decimal where it stands beside one: they compare faster."""
    if isinstance(node, Literal) and type(node.value) is int and is_decimal(beside):
        return Literal(Decimal(node.value))
    return node


def _exact(node: Node) -> bool:
    """Return whether a value is known as soon as everything in it is, and only then."""
    match node:
        case Call():
            return False
        case Arithmetic(left=left, right=right):
            return _exact(left) and _exact(right)
        case Negative(operand=operand):
            return _exact(operand)
        case _:
            return True
