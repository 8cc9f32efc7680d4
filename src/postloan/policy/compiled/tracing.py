"""The trace of a decision in Python source: the value of every leaf, the truth of every rule."""

from __future__ import annotations

from postloan.policy.clauses.contents import Contents
from postloan.policy.compiled.outline import Leaf, Outline
from postloan.policy.compiled.source import Source
from postloan.policy.judging.answer import DUE, RESULTS
from postloan.rules.emit import Emitter, Rails
from postloan.rules.tree import Literal, Name

__all__ = ["trace_source"]


def trace_source(contents: Contents, outline: Outline) -> tuple[str, dict[str, object]]:
    """Return the source of `trace(row, figures, recorded)`, and what it refers to by name.

    It returns the truths of the rules and the values of the leaves, and calls `answer` with its
    arguments where a rule reads the outcome.

    Raises:
        SourceTooLong: the policy is too large.
    """
    source = Source(contents, ())
    source.signature("trace", "recorded")
    if any(leaf.task is not None for leaf in outline.leaves):
        source.line(f"due, perhaps = answer(row, figures, recorded)[{DUE}:{RESULTS}]")
    source.twice(lambda: _write_trace(source, outline))
    return source.text, source.emitter.globals


def _write_trace(source: Source, outline: Outline) -> None:
    for key, leaf in zip(outline.keys, outline.leaves, strict=True):
        source.line(f"{key} = {_leaf(source, leaf)}  # {leaf.text!r}")
    over = Emitter({key: key for key in outline.keys}, known=outline.keys if source.known else ())
    truths = []
    for n, formula in enumerate(outline.formulas):
        if isinstance(formula, Name | Literal):
            truths.append(over.rails(formula)[0])
        else:
            source.line(f"rule_{n} = {_truth(source, over.rails(formula))}")
            truths.append(f"rule_{n}")
    rules, leaves = ("".join(f"{name}, " for name in found) for found in (truths, outline.keys))
    source.line(f"return ({rules}), ({leaves})")


def _leaf(source: Source, leaf: Leaf) -> str:
    if leaf.tree is not None:
        return _truth(source, source.emitter.rails(leaf.tree))
    if leaf.signal is not None:
        return f"recorded & {1 << leaf.signal} != 0"
    if leaf.level is not None:
        return f"None if {source.variable(leaf.level)} is None else True"
    bit = 1 << (leaf.task or 0)
    return f"None if perhaps & {bit} else due & {bit} != 0"


def _truth(source: Source, rails: Rails) -> str:
    holds, fails = rails
    return holds if source.known else f"True if {holds} else False if {fails} else None"
