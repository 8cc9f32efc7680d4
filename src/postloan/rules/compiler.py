"""A condition as one Python function, compiled from source text that an auditor can read.

The reference evaluator is the definition; this gives the same answers several times as fast.
"""

from __future__ import annotations

import linecache
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeAlias, cast
from zlib import crc32

from postloan.between import Between
from postloan.rules.emit import Emitter
from postloan.rules.evaluate import Bounded, Truth, evaluate
from postloan.rules.render import render
from postloan.rules.tree import Node, names_in
from postloan.units import NUMERIC

__all__ = ["Compiled", "compile_condition"]

Compiled: TypeAlias = Callable[[Mapping[str, Bounded]], Truth]
"""Takes facts and parameters by key, as `evaluate` does."""


def compile_condition(node: Node, keys: Sequence[str]) -> Compiled:
    """Return a function that answers as `evaluate(node, values)` does.

    Args:
        node: a tree that `check` has passed.
        keys: the facts and parameters that it reads.

    A traceback through the function shows its source.

    >>> from postloan.rules.tree import Literal
    >>> compile_condition(Literal(True), ())({})
    True
    """
    variables = {key: f"value_{position}" for position, key in enumerate(keys)}
    emitter = Emitter(variables)
    holds, fails = emitter.rails(node)
    lines = [f"# {render(node)!r}", "def holds(values):", "    get = values.get"]
    lines += [f"    {variable} = get({key!r})" for key, variable in variables.items()]
    if numbers := [variables[key] for key in keys if key in _numbers(node)]:
        types = "".join(f"type({variable}), " for variable in numbers)
        lines += [f"    if Between in ({types}):", "        return evaluated(values)"]
        emitter.globals |= {"Between": Between, "evaluated": partial(evaluate, node)}
    lines.append(f"    return True if {holds} else False if {fails} else None")
    source = "\n".join(lines) + "\n"
    name = f"<postloan condition {crc32(source.encode()):08x}>"
    code = compile(source, name, "exec")
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    namespace = emitter.globals
    exec(code, namespace)  # noqa: S102 -- source of our own, made from a checked tree
    return cast("Compiled", namespace["holds"])


def _numbers(node: Node) -> frozenset[str]:
    return frozenset(name.resolved.key for name in names_in(node) if name.resolved.kind in NUMERIC)
