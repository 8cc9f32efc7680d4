"""The core facts: one name each, everywhere.

Silence is declared here, once: measured facts are unknown when nobody recorded them; conduct and
event facts count as "none recorded", which is False.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from postloan.errors import InvalidValue, UnknownFact
from postloan.facts.fact import Fact, FactValue
from postloan.facts.keys import (
    CLASSIFIED_BEFORE,
    DAYS_PAST_DUE,
    PREVIOUS_TIER,
    PREVIOUS_TIER_FELL,
    TIER,
    TIER_FELL,
)
from postloan.facts.lists.arrears import ARREARS
from postloan.facts.lists.conduct import CONDUCT
from postloan.facts.lists.ends import ENDS
from postloan.facts.lists.past import PAST
from postloan.facts.lists.payouts import PAYOUTS
from postloan.facts.lists.portfolio import PORTFOLIO
from postloan.facts.lists.quality import QUALITY
from postloan.facts.lists.reserves import RESERVES
from postloan.facts.lists.secured import SECURITY
from postloan.facts.lists.signs import SIGNS
from postloan.facts.lists.terms import TERMS
from postloan.facts.lists.verdicts import VERDICTS

__all__ = [
    "CLASSIFIED_BEFORE",
    "CORE",
    "COUNTED",
    "DAYS_PAST_DUE",
    "END_FACTS",
    "OUTCOMES",
    "PREVIOUS_TIER",
    "PREVIOUS_TIER_FELL",
    "TIER",
    "TIER_FELL",
    "Catalogue",
]

OUTCOMES: Final = frozenset((TIER.name, TIER_FELL.name))
"""Names of the facts that a policy decides."""


END_FACTS: Final = frozenset(fact.name for fact in ENDS)
"""Names of the facts that say whether and how the credit has ended."""

COUNTED: Final = (
    "obligor_nonperforming_share",
    "obligor_has_nonperforming_asset",
    "obligor_overdue_90_share",
    "obligor_has_impaired_asset",
    "obligor_arrears_cleared",
)
"""Names of the facts about an obligor that are counted over its claims at this bank."""


class Catalogue(Mapping[str, Fact[FactValue]]):
    """Facts by name. Frozen: `extended` makes a new one.

    Args:
        facts: what it holds; one fact per name.
        providers: for each fact that a plugin gives, the plugin's name and version.

    >>> CORE["days_past_due"].kind
    'days'
    """

    def __init__(
        self, facts: Iterable[Fact[FactValue]], providers: Mapping[str, str] | None = None
    ) -> None:
        by_name: dict[str, Fact[FactValue]] = {}
        for fact in facts:
            if fact.name in by_name:
                raise InvalidValue("Catalogue", "facts", fact.name, "one fact per name")
            by_name[fact.name] = fact
        self._by_name = MappingProxyType(by_name)
        self._providers = dict(providers or {})

    def __getitem__(self, name: str) -> Fact[FactValue]:
        try:
            return self._by_name[name]
        except KeyError:
            raise UnknownFact(name, self._by_name) from None

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)

    def __reduce__(
        self,
    ) -> tuple[type[Catalogue], tuple[tuple[Fact[FactValue], ...], dict[str, str]]]:
        return Catalogue, (tuple(self._by_name.values()), self._providers)

    def extended(self, facts: Iterable[Fact[FactValue]], *, provider: str = "") -> Catalogue:
        """Return a catalogue with `facts` added; a name that is taken is refused.

        Args:
            facts: what is added.
            provider: name and version of the plugin that gives them; empty where none does.
        """
        facts = tuple(facts)
        given = {fact.name: provider for fact in facts if provider}
        return Catalogue((*self._by_name.values(), *facts), {**self._providers, **given})

    def provider(self, name: str) -> str:
        """Return name and version of the plugin that gives a fact; empty where none does."""
        return self._providers.get(name, "")


CORE: Final = Catalogue(
    (
        *ARREARS,
        *TERMS,
        *QUALITY,
        *PAST,
        *ENDS,
        *SECURITY,
        *CONDUCT,
        *PAYOUTS,
        *RESERVES,
        *PORTFOLIO,
        *SIGNS,
        *VERDICTS,
        TIER,
        TIER_FELL,
    )
)
"""The facts that ship."""
