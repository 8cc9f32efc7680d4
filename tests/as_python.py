"""What Python itself makes of a condition: the oracle of the evaluator."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from postloan.rules.evaluate import Value
from postloan.tiers import FIVE_TIER

__all__ = ["as_python"]


def as_python(text: str, known: Mapping[str, Value]) -> object:
    """Return what Python itself makes of a condition, its numbers as exact fractions."""
    source = f"({text}\n)"
    names: dict[str, object] = {"true": True, "false": False, "min": min, "max": max}
    names.update({tier.id: tier.rank for tier in FIVE_TIER})
    for name, value in known.items():
        names[name] = Fraction(value) if isinstance(value, Decimal) else value

    class Exact(ast.NodeTransformer):
        def visit_Constant(self, node: ast.Constant) -> ast.AST:
            if isinstance(node.value, str):
                return node
            name = f"number_{len(names)}"
            names[name] = Fraction(ast.get_source_segment(source, node) or "")
            return ast.copy_location(ast.Name(name, ast.Load()), node)

    tree = Exact().visit(ast.parse(source, mode="eval"))
    return eval(compile(tree, "condition", "eval"), {"__builtins__": {}}, names)  # noqa: S307
