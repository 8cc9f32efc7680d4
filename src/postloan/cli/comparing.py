"""`postloan policies diff` and `postloan policies prove`: two policies side by side."""

from __future__ import annotations

from argparse import Namespace
from datetime import date

from postloan.analysis.changes import difference
from postloan.analysis.strictness import no_laxer
from postloan.cli.choosing import find_policy
from postloan.cli.solving import WhenAsked
from postloan.errors import InvalidInput
from postloan.policy.policy import Policy

__all__ = ["compare_policies", "prove_policy"]


def compare_policies(options: Namespace) -> list[str]:
    """Return the lines that tell what differs between two policies.

    Raises:
        PostloanError: there is no such policy, it has faults, or the two cannot be compared.
    """
    before, after = _both(options.before, options.after, options.as_of)
    found = difference(before, after, as_of=options.as_of, solver=WhenAsked())
    return found.explain().split("\n")


def prove_policy(options: Namespace) -> tuple[bool, list[str]]:
    """Return whether a policy is proved to be nowhere laxer, and the lines that tell why not.

    Raises:
        PostloanError: there is no such policy, it has faults, or the two cannot be compared.
    """
    policy, than = _both(options.policy, options.no_laxer_than, options.as_of)
    found = no_laxer(
        policy,
        than=than,
        as_of=options.as_of,
        common_scope=options.common_scope,
        solver=WhenAsked(),
    )
    return found.proved, found.explain().split("\n")


def _both(first: str, second: str, as_of: date | None) -> tuple[Policy, Policy]:
    policies = find_policy(first, as_of, "as_if"), find_policy(second, as_of, "as_if")
    for policy in policies:
        if as_of is None and policy.contents.dated:
            problem = f"is needed: {policy.id} has dated parameters or rules"
            raise InvalidInput("--as-of", [problem])
    return policies
