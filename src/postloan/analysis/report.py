"""What an analysis found in a policy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

import attrs

from postloan.citation import Citation
from postloan.facts.fact import FactValue
from postloan.policy.clauses.acceptance import NOTES, FindingKind

__all__ = ["Analysis", "Certainty", "PolicyFinding"]

Certainty = Literal["proved", "not decided"]
"""Whether a finding holds, or may hold: then neither it nor its contrary was shown."""


@attrs.frozen(kw_only=True)
class PolicyFinding:
    """One thing found in a policy."""

    kind: FindingKind
    sentence: str
    """What is so, as a person would say it."""
    certainty: Certainty = "proved"
    rules: tuple[str, ...] = ()
    """Ids of the rules: the one that it is about, then those that it is held against."""
    fact: str = ""
    """Key of the fact, or name of the parameter, that it is about; empty where it is a rule."""
    dimension: str = ""
    """Id of the dimension; empty where it is about none."""
    source: str = ""
    """File, or policy as `id@edition`, that states the first rule; empty without rules."""
    line: int | None = None
    """Line of the first rule in its file."""
    citations: tuple[Citation, ...] = ()
    """Those of the rules, in their order, each once."""
    examples: tuple[Mapping[str, FactValue | None], ...] = ()
    """Loans that show it, as facts that `Policy.decide` takes; () where none can. Of a fact that
    is not monotone two, the better one first."""
    since: date | None = None
    """The first day on which it is so; None where the policy does not depend on the day."""
    accepted: str = ""
    """Why the policy accepts it; empty where it does not."""

    @property
    def subject(self) -> str:
        """The rule, fact or parameter that it is about; empty where it is none alone."""
        return self.fact or next(iter(self.rules), "")

    @property
    def stands(self) -> bool:
        """Whether it is to be mended or accepted: it is proved, no mere note, not accepted."""
        return self.certainty == "proved" and self.kind not in NOTES and not self.accepted

    def __str__(self) -> str:
        at = f"{self.source}:{self.line}: " if self.source else ""
        since = f" (from {self.since})" if self.since else ""
        why = f"; accepted: {self.accepted}" if self.accepted else ""
        return f"{at}{self.kind}: {self.sentence}{since}{why}"


@attrs.frozen(kw_only=True)
class Analysis:
    """All that was found in a policy, for every loan there can be. Made by `analyse`."""

    policy: str
    """The policy, as `id@edition`."""
    days: tuple[date | None, ...]
    """The days that were looked at; None where the policy does not depend on the day."""
    findings: tuple[PolicyFinding, ...]
    """By line; those of inherited rules last."""

    @property
    def standing(self) -> tuple[PolicyFinding, ...]:
        """The findings that are to be mended or accepted."""
        return tuple(finding for finding in self.findings if finding.stands)
