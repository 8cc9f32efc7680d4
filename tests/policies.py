"""Small policies for tests, from a few lines of TOML."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import dedent

from postloan.policy.policy import Policy

__all__ = ["policy", "text_of"]


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
