"""`postloan policies list` and `postloan plugins`: what is at hand, and who gives it."""

from __future__ import annotations

from collections.abc import Iterator

from postloan.cli.layout import table
from postloan.cli.problems import fault_lines
from postloan.errors import InvalidPolicy
from postloan.policy.library import Library
from postloan.policy.loading import load_policy, policy_ids
from postloan.policy.plugins import Plugin
from postloan.policy.policy import Policy

__all__ = ["every_edition", "list_plugins", "list_policies"]


def every_edition() -> Iterator[tuple[str, str, Policy | InvalidPolicy]]:
    """Yield id, edition and policy, or why there is none, by id, oldest edition first."""
    for id in policy_ids():
        for edition in Library.installed().editions(id):
            try:
                yield id, edition, load_policy(id, edition=edition)
            except InvalidPolicy as error:
                yield id, edition, error


def list_policies() -> list[str]:
    """Return a line for each edition."""
    rows = []
    for id, edition, policy in every_edition():
        if isinstance(policy, InvalidPolicy):
            rows.append((id, edition, "", "", "has faults: see postloan plugins", ""))
            continue
        rules = sum(1 for _ in policy.contents.rules())
        document = policy.document
        force = str(policy.in_force)
        rows.append((id, edition, force, str(rules), document.title, document.title_zh))
    return table(("id", "edition", "in force", "rules", "title", ""), rows, {3})


def list_plugins() -> tuple[int, list[str]]:
    """Return how many plugins have problems, and lines about each: what it gives and its state."""
    library = Library.installed()
    faulty = 0
    lines: list[str] = []
    for plugin in library.plugins:
        problems = [*library.problems(plugin), *_faults(library, plugin)]
        faulty += bool(problems)
        lines.append(f"{plugin}: {_state(problems)}")
        lines += (f"  policy {id} {edition}" for id, edition in library.policies_of(plugin))
        lines += (f"  fact {f.name} ({f.kind}): {f.meaning}" for f in library.facts_of(plugin))
        lines += (f"  problem: {problem}" for problem in problems)
    return faulty, lines


def _state(problems: list[str]) -> str:
    if not problems:
        return "ok"
    return "1 problem" if len(problems) == 1 else f"{len(problems)} problems"


def _faults(library: Library, plugin: Plugin) -> Iterator[str]:
    """Yield what is wrong with the policies that a plugin gives."""
    for id, edition in library.policies_of(plugin):
        try:
            library.contents(id, edition)
        except InvalidPolicy as error:
            yield from fault_lines(error)
