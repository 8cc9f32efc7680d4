"""`postloan policies list`: what ships."""

from __future__ import annotations

from collections.abc import Iterator

from postloan.cli.layout import table
from postloan.policy.loading import load_editions, policy_ids
from postloan.policy.policy import Policy

__all__ = ["list_policies", "shipped"]


def shipped() -> Iterator[Policy]:
    """Yield every edition of every policy that ships, by id, oldest first."""
    for id in policy_ids():
        yield from load_editions(id).policies


def list_policies() -> list[str]:
    """Return a line for each edition."""
    rows = []
    for policy in shipped():
        rules = sum(1 for _ in policy.contents.rules())
        document = policy.document
        force = str(policy.in_force)
        rows.append(
            (policy.id, policy.edition, force, str(rules), document.title, document.title_zh)
        )
    return table(("id", "edition", "in force", "rules", "title", ""), rows, {3})
