"""`postloan policies check`: faults of policies, their worked examples, and what analysis finds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

import attrs

from postloan.analysis.analysis import analyse
from postloan.cli.choosing import find_policy, is_file
from postloan.cli.problems import fault_lines
from postloan.cli.shelf import every_edition
from postloan.cli.solving import WhenAsked
from postloan.errors import InvalidInput, InvalidPolicy, PostloanError
from postloan.policy.examples import check_examples
from postloan.policy.loading import load_editions
from postloan.policy.policy import Policy

__all__ = ["check_policies"]


@attrs.define
class _Count:
    policies: int = 0
    faults: int = 0
    examples: int = 0
    failed: int = 0
    findings: int = 0
    """Those that stand: proved, not accepted, and no mere note."""


def check_policies(references: Iterable[str], *, every: bool) -> tuple[int, int, list[str]]:
    """Return the number of faults, of what else is to be mended, and the lines that tell of it.

    Args:
        references: names of files, ids (all their editions) or `id@edition`.
        every: check every edition at hand too: those that ship, and those of plugins.

    Raises:
        InvalidInput: there is nothing to check.
    """
    references = list(references)
    if not references and not every:
        raise InvalidInput("policies check", ["name a policy, or give --all"])
    count = _Count()
    lines: list[str] = []
    at_hand = (found for _, _, found in every_edition()) if every else ()
    for found in chain(at_hand, *map(_policies, references)):
        lines += _run(found, count) if isinstance(found, Policy) else _faults(found, count)
    lines.append(
        f"{_many(count.policies, 'policy', 'policies')}: {_many(count.faults, 'fault')}, "
        f"{_many(count.examples, 'example')}, {count.failed:,} failed, "
        f"{_many(count.findings, 'finding')}"
    )
    return count.faults, count.failed + count.findings, lines


def _policies(reference: str) -> Iterator[Policy | PostloanError]:
    """Yield what a reference names, or why that is nothing."""
    try:
        if is_file(reference) or "@" in reference:
            yield find_policy(reference)
        else:
            yield from load_editions(reference).policies
    except PostloanError as error:
        yield error


def _faults(error: PostloanError, count: _Count) -> Iterator[str]:
    lines = fault_lines(error) if isinstance(error, InvalidPolicy) else [f"postloan: {error}"]
    count.policies += 1
    count.faults += len(lines)
    yield from lines


def _run(policy: Policy, count: _Count) -> Iterator[str]:
    results = check_examples(policy)
    failed = [result for result in results if not result.passed]
    count.policies += 1
    count.examples += len(results)
    count.failed += len(failed)
    rules = sum(1 for _ in policy.contents.rules())
    passed = len(results) - len(failed)
    yield (
        f"{policy.id} {policy.edition}: {_many(rules, 'rule')}, "
        f"{len(policy.contents.not_encoded)} not encoded, "
        f"{passed} of {_many(len(results), 'example')} passed"
    )
    for result in failed:
        at = f"{policy.contents.source}:{result.example.line}: "
        yield from (f"  {at}{line}" for line in str(result).split("\n"))
    analysis = analyse(policy, solver=WhenAsked())
    count.findings += len(analysis.standing)
    for finding in analysis.findings:
        yield f"  {finding}"
        yield from (f"      {citation}" for citation in finding.citations)


def _many(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"
