"""Policies, generated as drafts whose parts can be changed, and facts to decide on."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Final

import attrs
from hypothesis import strategies as st

from postloan.facts.fact import FactValue
from postloan.money import Money
from postloan.policy.policy import Policy
from postloan.rules.evaluate import Value
from postloan.testing.conditions import FACTS, TERMS, conditions, values
from postloan.tiers import FIVE_TIER

__all__ = [
    "LAST_DAY",
    "Draft",
    "Floor",
    "Signal",
    "Task",
    "drafts",
    "facts",
    "floors",
    "full_drafts",
    "full_facts",
    "known_facts",
    "policies",
]

_TOP: Final = """
format = "postloan.policy/1"
[policy]
id = "generated"
edition = "1"
title = "Generated"
"""
LEVELS: Final = tuple(tier.id for tier in FIVE_TIER)


@attrs.frozen
class Floor:
    """A generated floor."""

    when: str
    at_least: str
    unknown: str | None
    signal: int | None = None
    """Position of the signal in place of the condition."""
    watch: bool = False
    """Whether it speaks of the second dimension."""
    ends: bool = False
    """Whether it is an overlay, which ends with `LAST_DAY`."""

    def text(self, id: str) -> str:
        """Return its TOML."""
        mode = f'unknown = "{self.unknown}"' if self.unknown else ""
        when = f"when = '''{self.when}'''" if self.signal is None else f"signal = 's{self.signal}'"
        return (
            f"[[floor]]\nid = '{id}'\n{when}\nat_least = '{self.at_least}'\n{mode}\n"
            f"{_common(watch=self.watch, ends=self.ends)}\n"
        )


@attrs.frozen
class Signal:
    """A generated signal."""

    when: str
    """Empty: it is raised by a record only."""
    ends: bool = False

    def text(self, id: str) -> str:
        """Return its TOML."""
        when = f"when = '''{self.when}'''" if self.when else ""
        return f"[[signal]]\nid = '{id}'\n{when}\n{_common(ends=self.ends)}\n"


@attrs.frozen
class Task:
    """A generated inspection or duty."""

    when: str
    duty: bool = False
    watch: bool = False
    ends: bool = False

    def text(self, id: str) -> str:
        """Return its TOML."""
        table, due = (
            ("duty", "due = 'month_end'") if self.duty else ("inspection", "every = '1 month'")
        )
        return (
            f"[[{table}]]\nid = '{id}'\nkind = 'k'\nwhen = '''{self.when}'''\n{due}\n"
            f"{_common(watch=self.watch, ends=self.ends)}\n"
        )


LAST_DAY = date(2025, 12, 31)
"""The last day of generated overlays; the day after, the generated parameter changes."""


def _common(*, watch: bool = False, ends: bool = False) -> str:
    dimension = "dimension = 'watch'\n" if watch else ""
    return f"{dimension}in_force = {{ until = {LAST_DAY} }}" if ends else dimension


@attrs.frozen
class Draft:
    """A generated policy, whose parts can be changed before it is read."""

    floors: tuple[Floor, ...]
    cuts: tuple[int, ...] = ()
    """Days past due at which the base goes one tier down; () is no base."""
    essential: tuple[str, ...] = ()
    applies_to: str = "true"
    unknown: str = "report"
    scale: str = "five-tier"
    signals: tuple[Signal, ...] = ()
    tasks: tuple[Task, ...] = ()
    watch: bool = False
    """Whether there is a second dimension."""
    figures: bool = False
    """Whether there are the parameters `limit`, which changes, and `lowest`, which is blank."""

    def policy(self) -> Policy:
        """Return the policy, read from its text."""
        head = (
            f"scale = '{self.scale}'\n"
            f"essential = {list(self.essential)}\nunknown = '{self.unknown}'\n"
            f"applies_to = '''{self.applies_to}'''"
        )
        floors = [floor.text(f"floor-{n}") for n, floor in enumerate(self.floors)]
        signals = [signal.text(f"s{n}") for n, signal in enumerate(self.signals)]
        tasks = [task.text(f"task-{n}") for n, task in enumerate(self.tasks)]
        watch = ["[[dimension]]\nid = 'watch'\nscale = 'five-tier'"] if self.watch else []
        body = ['[conventions]\ncurrency = "CNY"', FIGURES if self.figures else "", *watch]
        return Policy.from_text(
            "\n".join([_TOP, head, *body, self._base(), *floors, *signals, *tasks])
        )

    def _base(self) -> str:
        if not self.cuts:
            return ""
        lows = ("0", *(str(cut + 1) for cut in self.cuts))
        highs = (*map(str, self.cuts), None)
        rows = [
            f"{{ when = 'days_past_due >= {low}"
            f"{'' if high is None else f' and days_past_due <= {high}'}', tier = '{level}' }}"
            for low, high, level in zip(lows, highs, LEVELS, strict=False)
        ]
        return f"[[base]]\nid = 'base'\nrows = [{', '.join(rows)}]"


FIGURES = f"""
[parameters]
lowest = {{ unit = "tier", required = true }}
limit = {{ unit = "days", values = [
  {{ from = 2020-01-01, value = 30 }}, {{ from = {LAST_DAY + timedelta(days=1)}, value = 60 }},
] }}
"""


@cache
def floors() -> st.SearchStrategy[Floor]:
    """Generate floors at a level, at the previous tier, or some notches below the base."""
    return st.builds(
        Floor,
        when=conditions(1),
        at_least=st.sampled_from((*LEVELS, "previous_tier", "base + 1", "base + 9")),
        unknown=st.sampled_from((None, None, "report", "conservative")),
    )


@cache
def drafts() -> st.SearchStrategy[Draft]:
    """Generate policies; shrinks to one without rules."""
    return st.builds(
        Draft,
        floors=st.lists(floors(), max_size=4).map(tuple),
        cuts=st.just(())
        | st.lists(st.integers(0, 120), min_size=1, max_size=4, unique=True).map(
            lambda cuts: tuple(sorted(cuts))
        ),
        essential=st.sampled_from(((), ("days_past_due",), ("lawsuit", "loss_share"))),
        applies_to=st.just("true") | conditions(0),
        unknown=st.sampled_from(("report", "conservative")),
    )


@st.composite
def full_drafts(draw: st.DrawFn) -> Draft:
    """Generate policies with rules of every kind, dated ones too; shrinks to one without rules."""
    draft = draw(drafts())
    watch = draw(st.booleans())
    level = st.sampled_from((*LEVELS, "previous_tier", "base + 1", "lowest"))
    early = conditions(1) | st.just("days_past_due > limit")
    asked = early | st.sampled_from(("known(loss_share) and lawsuit", "not known(days_past_due)"))
    late = st.sampled_from(
        (
            "tier >= substandard",
            "tier in (special_mention, loss) or lawsuit",
            "tier_fell",
            "tier == normal or tier_fell and not credit_impaired",
            "not (tier < doubtful and days_past_due > 30)",
        )
    )
    signals = draw(st.lists(st.builds(Signal, st.just("") | early, st.booleans()), max_size=3))
    several = st.integers(0, len(signals) - 1) if signals else st.nothing()
    floor = st.builds(
        Floor,
        when=early,
        at_least=level,
        unknown=st.sampled_from((None, "report", "conservative")),
        signal=st.none() | several,
        watch=st.just(value=False) | st.just(watch),
        ends=st.booleans(),
    )
    task = st.builds(
        Task,
        when=asked | late,
        duty=st.booleans(),
        watch=st.just(value=False) | st.just(watch),
        ends=st.booleans(),
    )
    return attrs.evolve(
        draft,
        floors=(*draft.floors, *draw(st.lists(floor, max_size=4))),
        signals=tuple(signals),
        tasks=tuple(draw(st.lists(task, max_size=4))),
        watch=watch,
        figures=True,
    )


def typed(name: str, value: Value) -> FactValue | None:
    """Return a value as facts are given: amounts in yuan, tiers of the scale."""
    if value is not None and TERMS[name].kind == "money":
        return Money(Decimal(value), "CNY")
    if TERMS[name].kind == "tier" and isinstance(value, int):
        return FIVE_TIER.tiers[value]
    return value


def facts() -> st.SearchStrategy[dict[str, FactValue | None]]:
    """Generate facts, some unknown, some not given."""
    return values().map(lambda found: {name: typed(name, found[name]) for name in found})


PAST = ("classified_before", "previous_tier_fell", "previous_tier")
"""Facts of each dimension that tell whether its tier fell."""


@st.composite
def full_facts(draw: st.DrawFn, draft: Draft) -> dict[str, FactValue | None]:
    """Generate facts for a draft, its signals on record and the past of its dimensions too."""
    found = draw(facts())
    tiers = st.none() | st.sampled_from(FIVE_TIER.tiers)
    for prefix in ("", "watch.") if draft.watch else ("",):
        for name in PAST:
            if draw(st.booleans()):
                strategy = tiers if name == "previous_tier" else st.none() | st.booleans()
                found[prefix + name] = draw(strategy)
    for n in range(len(draft.signals)):
        if draw(st.booleans()):
            found[f"signal:s{n}"] = draw(st.booleans())
    return found


def known_facts() -> st.SearchStrategy[dict[str, FactValue | None]]:
    """Generate facts that are all known."""
    return values(known=True).map(lambda found: {name: typed(name, found[name]) for name in FACTS})


@cache
def policies() -> st.SearchStrategy[Policy]:
    """Generate policies with rules of every kind; shrinks to one without rules.

    They read facts of the core catalogue, in all the ways in which a condition can.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(policies())
    ... def test_a_policy_says_what_it_reads(policy):
    ...     assert set(policy.contents.reads) >= policy.contents.essential
    >>> test_a_policy_says_what_it_reads()
    """
    return full_drafts().map(Draft.policy)
