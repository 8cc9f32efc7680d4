"""A solver that knows the answers it was given, and one that knows none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import attrs

from postloan.errors import NotDecided
from postloan.policy.decisions.outcomes import PolicyOn
from postloan.rules.cells import Domain
from postloan.rules.evaluate import Truth, Value
from postloan.rules.tree import Node

__all__ = ["GivesUp", "Knows"]


@attrs.frozen
class Knows:
    """Answers with the same facts, or with none, whatever it is asked."""

    where: Mapping[str, Value] | None
    """Facts for which conditions hold."""
    laxer_for: Mapping[str, Value] | None = None
    """Facts for which a policy is laxer."""

    def facts_where(
        self, wanted: Sequence[tuple[Node, Truth]], domain: Callable[[str], Domain]
    ) -> Mapping[str, Value] | None:
        assert wanted
        assert domain("lawsuit") == Domain()
        return self.where

    def laxer(self, candidate: PolicyOn, than: PolicyOn) -> Mapping[str, Value] | None:
        assert candidate is not than
        return self.laxer_for


@attrs.frozen
class GivesUp:
    """Finds no answer within its bounds, whatever it is asked."""

    def facts_where(
        self, wanted: Sequence[tuple[Node, Truth]], domain: Callable[[str], Domain]
    ) -> Mapping[str, Value] | None:
        assert wanted
        assert domain("lawsuit") == Domain()
        raise NotDecided("a condition", "it is hard")

    def laxer(self, candidate: PolicyOn, than: PolicyOn) -> Mapping[str, Value] | None:
        assert candidate is not than
        raise NotDecided("laxer", "it is too hard")
