"""Small policies for tests: from a few lines of TOML, and generated with facts to decide on."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from textwrap import dedent

import attrs
from hypothesis import strategies as st

from postloan.facts.fact import FactValue
from postloan.money import Money
from postloan.policy.policy import Policy
from postloan.rules.evaluate import Value
from postloan.tiers import FIVE_TIER
from tests.laws.conditions import FACTS, TERMS, conditions, values

__all__ = ["Draft", "drafts", "facts", "known_facts", "policy", "text_of"]

LEVELS = tuple(tier.id for tier in FIVE_TIER)


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


@attrs.frozen
class Floor:
    """A generated floor."""

    when: str
    at_least: str
    unknown: str | None

    def text(self, id: str) -> str:
        mode = f'unknown = "{self.unknown}"' if self.unknown else ""
        return (
            f"[[floor]]\nid = '{id}'\nwhen = '''{self.when}'''\n"
            f"at_least = '{self.at_least}'\n{mode}\n"
        )


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

    def policy(self) -> Policy:
        head = (
            f"scale = '{self.scale}'\n"
            f"essential = {list(self.essential)}\nunknown = '{self.unknown}'\n"
            f"applies_to = '''{self.applies_to}'''"
        )
        floors = [floor.text(f"floor-{n}") for n, floor in enumerate(self.floors)]
        body = ['[conventions]\ncurrency = "CNY"', self._base(), *floors]
        return policy("\n".join(body), head=head)

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


def known_facts() -> st.SearchStrategy[dict[str, FactValue | None]]:
    """Generate facts that are all known."""
    return values(known=True).map(lambda found: {name: typed(name, found[name]) for name in FACTS})
