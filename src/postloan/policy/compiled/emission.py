"""A policy's rules to Python source: one function from a row of plain values to an `Answer`.

It says what the walk in `judge` says, in the order that costs least. It stands there twice: first
for rows in which something is unknown, then, without a question after unknowns, for the others.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from postloan.policy.clauses.contents import Contents
from postloan.policy.clauses.kinds import Dimension
from postloan.policy.compiled.source import Source
from postloan.policy.compiled.tasking import write_outcome_tasks, write_plain_tasks
from postloan.policy.compiled.tiering import write_tier

__all__ = ["answer_source"]


def answer_source(contents: Contents, standing: Collection[str]) -> tuple[str, dict[str, object]]:
    """Return the source of `answer(row, figures, recorded)`, and what it refers to by name.

    Args:
        contents: the policy.
        standing: ids of the rules in force.

    The arguments of the function are the facts in the order of `Contents.reads`, the parameters
    in that of `Contents.figures`, and a bit for each signal on record.

    Raises:
        SourceTooLong: the policy is too large.
    """
    source = Source(contents, standing)
    source.signature("answer", "recorded")
    source.twice(lambda: _write_answer(source))
    return source.text, source.emitter.globals


def _write_answer(source: Source) -> None:
    _write_applies(source)
    _write_signals(source)
    write_plain_tasks(source)
    applies = "True" if source.contents.applies_to is None else "applies"
    possible = "0" if source.known else "possible"
    results = [applies, "raised", possible, "due", "perhaps"]
    *others, last = enumerate(source.contents.dimensions)
    for n, dimension in others:
        kept = [f"{name}_{n}" for name in ("tier", "low", "high", "floor")]
        source.line(f"{', '.join(kept)} = {', '.join(_dimension(source, dimension))}")
        results += kept
    results += _dimension(source, last[1])
    source.line(f"return {', '.join(results)}")


def _dimension(source: Source, dimension: Dimension) -> Sequence[str]:
    """Write what comes out in a dimension, and return the names under which its results stand."""
    write_tier(source, dimension)
    write_outcome_tasks(source, dimension)
    if source.leaves_open(dimension):
        return "tier", "low", "high", "floor"
    return "low", "low", "low", "floor"


def _write_applies(source: Source) -> None:
    scope = source.contents.applies_to
    if scope is None:
        return
    source.line("applies = True")
    holds, fails = source.rails([scope])
    source.line("# applies_to")
    nothing = ", ".join(["None"] * 4 * len(source.contents.dimensions))
    source.block(f"if {fails}:", f"return False, 0, 0, 0, 0, {nothing}")
    if not source.known:
        source.block(f"if not {holds}:", "applies = None")


def _write_signals(source: Source) -> None:
    standing = [(1 << n, rule) for n, rule in source.rules(source.contents.signals)]
    ended = len(standing) < len(source.contents.signals)
    source.line(
        f"raised = recorded & {sum(b for b, _ in standing)}" if ended else "raised = recorded"
    )
    if not source.known:
        source.line("possible = 0")
    for bit, rule in standing:
        if rule.when is None:
            continue
        holds, fails = source.rails(rule.conditions)
        source.names(rule)
        source.branches(
            (holds, f"(raised & {bit} or {fails})"),
            source.unknown(*rule.conditions),
            [f"raised |= {bit}"],
            [f"possible |= {bit}"],
        )
