"""The kinds of rules that stand in a policy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import ClassVar, Final, Literal, TypeAlias, get_args

import attrs

from postloan.calendars.dated import Roll
from postloan.citation import Citation
from postloan.facts.catalogue import END_FACTS, OUTCOMES
from postloan.model.records import Channel
from postloan.policy.clauses.timing import Timing, anchor_of
from postloan.rules.condition import Condition
from postloan.rules.evaluate import Bounded, Truth
from postloan.tiers import Scale, Tier

__all__ = [
    "AppliesBy",
    "Base",
    "BaseRow",
    "Dimension",
    "DutyLevel",
    "DutyRule",
    "Example",
    "FactLevel",
    "FixedLevel",
    "Floor",
    "Force",
    "InspectionRule",
    "Level",
    "Mode",
    "NotEncoded",
    "NotchLevel",
    "Occasion",
    "Rule",
    "Severity",
    "SignalRule",
    "TimedRule",
    "UnknownMode",
]

UnknownMode = Literal["report", "conservative"]
"""What an unknown floor does: it is reported in `could_be`, or it also raises `tier`."""
AppliesBy = Literal["evaluation_date", "contract_date", "reclassification_date"]
"""The date by which an edition is chosen and by which it must be in force. One that goes by
reclassification must be in force on the day itself; among editions it governs a loan made before it
only once a tier of its own is on record, or the time for that is over."""
Severity = Literal["low", "medium", "high"]
Mode = Literal["full", "sampling"]
Occasion = Literal["first", "routine", "special"]
DutyLevel = Literal["loan", "obligor", "portfolio"]

UNKNOWN_MODES: Final[tuple[UnknownMode, ...]] = get_args(UnknownMode)
APPLIES_BY: Final[tuple[AppliesBy, ...]] = get_args(AppliesBy)
SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)
MODES: Final[tuple[Mode, ...]] = get_args(Mode)
OCCASIONS: Final[tuple[Occasion, ...]] = get_args(Occasion)
DUTY_LEVELS: Final[tuple[DutyLevel, ...]] = get_args(DutyLevel)


@attrs.frozen(kw_only=True)
class Force:
    """The days on which something is in force, both ends included; None is open."""

    since: date | None = None
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Return whether it is in force on `day`."""
        return (self.since is None or self.since <= day) and not self.over(day)

    def over(self, day: date) -> bool:
        """Return whether it is no longer in force on `day`."""
        return self.until is not None and day > self.until

    @property
    def dated(self) -> bool:
        """Whether it has an end on either side."""
        return self.since is not None or self.until is not None

    def __str__(self) -> str:
        if not self.dated:
            return "always"
        return f"{self.since or '…'} to {self.until or '…'}"


@attrs.frozen(kw_only=True)
class Rule:
    """What every rule has. A rule holds where all its conditions do."""

    part: ClassVar[str]
    """What a rule of its kind is called: the table of the document in which it stands."""
    id: str
    """Unique within the policy, its parents included."""
    origin: str
    """The policy that states it, as `id@edition`."""
    dimension: str
    """Id of the dimension it speaks of."""
    cite: Citation | None = None
    """Where it comes from; None where not stated."""
    title: str = ""
    title_zh: str = ""
    in_force: Force = Force()
    """Days on which the rule counts; an overlay has an end."""
    replaces: str = ""
    """Id of the inherited rule that it stands in for; empty where it adds one."""
    reason: str = ""
    """Why it replaces that rule; empty where it adds one."""
    covers: tuple[str, ...] = ()
    """Ids of the requirements it carries out, as a register of requirements numbers them."""
    scopes: tuple[Condition, ...] = ()
    """`applies_to` of the policies through which it was inherited."""
    when: Condition | None = None
    """Its own condition; None is always."""
    line: int | None = attrs.field(default=None, eq=False)
    """Line in its file."""

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Scopes first, then its own."""
        return self.scopes if self.when is None else (*self.scopes, self.when)

    def holds(self, values: Mapping[str, Bounded]) -> Truth:
        """Return whether all its conditions hold; None for unknown."""
        result: Truth = True
        for condition in self.conditions:
            truth = condition.holds(values)
            if truth is False:
                return False
            if truth is None:
                result = None
        return result

    def reads(self) -> frozenset[str]:
        """Return the keys of the facts that its conditions read."""
        return frozenset(key for condition in self.conditions for key in condition.facts)

    @cached_property
    def reads_outcome(self) -> bool:
        """Whether it reads what the policy decides, so that each tier has to be tried."""
        return any(key.rpartition(".")[2] in OUTCOMES for key in self.reads())


@attrs.frozen(kw_only=True)
class BaseRow:
    """One row of a base table."""

    when: Condition
    tier: Tier


@attrs.frozen(kw_only=True)
class Base(Rule):
    """The table a dimension starts from: exactly one row must hold."""

    part: ClassVar[str] = "base"
    rows: tuple[BaseRow, ...]

    def reads(self) -> frozenset[str]:
        """Return the keys of the facts that its rows and scopes read."""
        rows = frozenset(key for row in self.rows for key in row.when.facts)
        return Rule.reads(self) | rows


@attrs.frozen
class FixedLevel:
    """A floor at a tier that is written out."""

    tier: Tier

    def __str__(self) -> str:
        return str(self.tier)


@attrs.frozen
class FactLevel:
    """A floor at the tier that a fact names, such as `previous_tier`."""

    key: str

    def __str__(self) -> str:
        return self.key


@attrs.frozen
class NotchLevel:
    """A floor some levels below the base, clamped to the scale."""

    notches: int
    scale: Scale | None = None
    """The coarser scale in which it counts, where it was written; None is the policy's own."""

    def __str__(self) -> str:
        counted = "" if self.scale is None else f" in {self.scale.id}"
        return f"base + {self.notches}{counted}"


Level: TypeAlias = FixedLevel | FactLevel | NotchLevel


@attrs.frozen(kw_only=True)
class Floor(Rule):
    """At least this tier, where the condition holds or the signal is raised."""

    part: ClassVar[str] = "floor"
    level: Level
    signal: str | None = None
    """Id of the signal in place of a condition."""
    hard: bool = False
    """Whether no person may override it."""
    unknown: UnknownMode | None = None
    """What it does when unknown; None is as the policy says."""

    def reads(self) -> frozenset[str]:
        """Return the keys that its conditions and its level read."""
        level = {self.level.key} if isinstance(self.level, FactLevel) else set()
        return Rule.reads(self) | level


@attrs.frozen(kw_only=True)
class SignalRule(Rule):
    """An early-warning signal. Without a condition it is raised by a record only."""

    part: ClassVar[str] = "signal"
    severity: Severity = "medium"
    """How grave it is; medium where the policy does not say."""
    respond: tuple[str, ...] = ()
    """What is to be done, as codes the host understands, such as `suspend_drawdown`."""

    @property
    def key(self) -> str:
        """The key of the pseudo-fact that says that it is on record and not cleared."""
        return f"signal:{self.id}"


@attrs.frozen(kw_only=True)
class TimedRule(Rule):
    """A rule that asks for something by a day."""

    kind: str
    """What it asks for, such as `on_site` or `notice`."""
    timing: Timing
    roll: Roll | None = None
    """Where a due date goes that is no working day; None is as the policy's conventions say."""
    role: str = ""
    """Who has to do it; empty where the policy does not say."""
    template: str = ""
    """Id of the template that is filled in for it; empty for none."""
    other_than: str = ""
    """Kind of inspection whose maker may not do it, as four eyes ask; empty for none."""
    after_end: bool = False
    """Whether it is asked also once the credit has ended."""

    def may_ask(self, *, ended: bool) -> bool:
        """Return whether it can ask anything of a credit that lives, or of one that has ended.

        Of one that has ended asks only what says so: by `after_end`, by being counted from the
        end, which it then waits for, or by reading a fact about it.
        """
        anchor = anchor_of(self.timing)
        if anchor is not None and anchor.kind == "ended":
            return ended
        return not ended or self.after_end or not END_FACTS.isdisjoint(self.reads())

    @property
    def terms(self) -> str:
        """When it is due, in words."""
        rolled = f", roll {self.roll}" if self.roll else ""
        after = ", also after the end of the credit" if self.after_end else ""
        return f"{self.timing}{rolled}{after}"


@attrs.frozen(kw_only=True)
class InspectionRule(TimedRule):
    """When a loan has to be inspected, how and by whom; records of its kind fulfil it."""

    part: ClassVar[str] = "inspection"
    mode: Mode | None = None
    occasion: Occasion | None = None
    """Whether it is the first after payout, one of a routine, or for a cause; None: not stated."""
    channels: tuple[Channel, ...] = ()
    """Any of these will do; () where the policy does not say."""
    other_institution: bool = False
    """Whether staff of another institution make it: a cross inspection."""
    outsourced: bool = False
    """Whether a third party may collect the material that it looks at."""


@attrs.frozen(kw_only=True)
class DutyRule(TimedRule):
    """Something else that is due: a notice, a report, a meeting, a check."""

    part: ClassVar[str] = "duty"
    level: DutyLevel = "loan"


@attrs.frozen(kw_only=True)
class NotEncoded:
    """A rule of the source that the language cannot state, or that later work will."""

    id: str
    reason: str
    cite: Citation | None
    text: str = ""
    """What the rule says, in short."""
    covers: tuple[str, ...] = ()
    """Ids of the requirements it speaks of; its own id where the document states none."""
    origin: str


@attrs.frozen(kw_only=True)
class Example:
    """A worked example that the policy carries."""

    id: str
    given: tuple[tuple[str, object], ...]
    expect: tuple[tuple[str, object], ...]
    parameters: tuple[tuple[str, object], ...] = ()
    as_of: date | None = None
    source: str = ""
    line: int | None = attrs.field(default=None, eq=False)


@attrs.frozen(kw_only=True)
class Dimension:
    """One question that a policy answers, on one scale."""

    id: str
    scale: Scale
