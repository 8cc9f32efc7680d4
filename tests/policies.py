"""Small policies for tests, from a few lines of TOML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from textwrap import dedent
from typing import Final

from postloan.policy.loading import load_policy, policy_ids
from postloan.policy.policy import Policy

__all__ = ["WITH_OWN_TIERS", "policy", "text_of"]


def _with_own_tiers() -> Iterator[str]:
    for id in policy_ids():
        contents = load_policy(id).contents
        rules = (*contents.bases, *contents.floors)
        if any(rule.origin == contents.origin for rule in rules):
            yield id


WITH_OWN_TIERS: Final = tuple(_with_own_tiers())
"""The shipped policies that state a rule on tiers; what others inherit is held there."""


def text_of(body: str = "", *, head: str = "", id: str = "test", edition: str = "1") -> str:
    """Return the text of a policy with further lines in [policy], and what stands below it."""
    return (
        'format = "postloan.policy/1"\n'
        f'[policy]\nid = "{id}"\nedition = "{edition}"\ntitle = "Test"\n'
        f"{dedent(head)}\n{dedent(body)}"
    )


def policy(
    body: str = "", *, head: str = "", parameters: Mapping[str, object] | None = None
) -> Policy:
    """Return a policy with further lines in [policy], and what stands below it."""
    return Policy.from_text(text_of(body, head=head), parameters=parameters)
