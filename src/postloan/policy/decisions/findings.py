"""What a decision finds: floors, signals, gaps, outcomes. Values, all of them."""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

import attrs

from postloan.between import Between
from postloan.citation import Citation
from postloan.facts.fact import FactValue
from postloan.policy.clauses.kinds import DutyRule, InspectionRule, Severity
from postloan.policy.clauses.parameters import ParameterValue
from postloan.rules.evaluate import Truth
from postloan.tiers import Tier

__all__ = ["Applied", "Because", "Finding", "Gap", "GapKind", "Outcome", "SignalFinding"]

RuleT = TypeVar("RuleT", InspectionRule, DutyRule)

GapKind = Literal["fact", "parameter", "base"]


@attrs.frozen(kw_only=True)
class Because:
    """One comparison that decided, with what it read."""

    comparison: str
    """Its text, as in `days_past_due > 90`."""
    truth: Truth
    """Whether it held; None for unknown."""
    read: tuple[tuple[str, FactValue | ParameterValue | Between | None], ...]
    """Facts and parameters with their values, or the bounds that are known; None is not known."""


@attrs.frozen(kw_only=True)
class Finding:
    """A floor, or the row of a base, that holds or may hold."""

    rule: str
    """Id of the rule."""
    tier: Tier
    """The tier that it gives; for one that may hold, the worst it can give."""
    certain: bool
    """Whether it holds; False where it is unknown."""
    citation: Citation | None
    because: tuple[Because, ...]
    hard: bool = False
    """Whether no person may override it."""
    replaces: str = ""
    """Which inherited rule it stands in for, and why; empty where it replaces none."""
    title: str = ""

    def __str__(self) -> str:
        return f"{self.rule}: {self.tier}"


@attrs.frozen(kw_only=True)
class SignalFinding:
    """A risk signal that is raised, or may be."""

    rule: str
    """Id of the signal."""
    severity: Severity
    certain: bool
    """Whether it is raised; False where it is only possible."""
    recorded: bool
    """Whether it is on record and not cleared."""
    respond: tuple[str, ...]
    """What the policy asks to be done."""
    citation: Citation | None
    because: tuple[Because, ...]
    title: str = ""
    title_zh: str = ""

    @property
    def possible(self) -> bool:
        """Whether unknown facts leave it open."""
        return not self.certain

    def __str__(self) -> str:
        return self.rule if self.certain else f"{self.rule} (possible)"


@attrs.frozen(kw_only=True)
class Gap:
    """Something that is not known and that a rule would need."""

    name: str
    """The fact, the parameter, or the base table that does not answer."""
    kind: GapKind
    reason: str
    """Why it is not known."""
    essential: bool
    """Whether no tier is stated without it."""
    worst: Tier | None
    """The worst tier that it could bring, where that is worse than what is certain."""
    rules: tuple[str, ...]
    """Ids of the rules that wait for it; () where it is only essential."""

    @property
    def moves_tier(self) -> bool:
        """Whether knowing it could change the tier."""
        return self.worst is not None

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}"


@attrs.frozen(kw_only=True)
class Outcome:
    """The answer in one dimension."""

    dimension: str
    scale: str
    tier: Tier | None
    """The tier; None is undetermined, or the policy does not apply."""
    at_least: Tier | None
    """What is certain; None where the policy does not apply."""
    could_be: Tier | None
    """The worst that the unknown facts allow; None where the policy does not apply."""
    floors: tuple[Finding, ...]
    """Floors that hold, worst first."""
    possible_floors: tuple[Finding, ...] = ()
    """Floors that are unknown, worst first."""
    base: tuple[Finding, ...] = ()
    """Rows of the base that hold or may hold."""
    problem: str = ""
    """Why the base gives no answer; empty where it does."""


@attrs.frozen(kw_only=True)
class Applied(Generic[RuleT]):
    """An inspection or duty rule that applies, or may."""

    definition: RuleT
    certain: bool
    """Whether it applies whatever the tier between `at_least` and `could_be` and the unknown
    facts turn out to be."""
    because: tuple[Because, ...]

    @property
    def rule(self) -> str:
        """Id of the rule."""
        return self.definition.id
