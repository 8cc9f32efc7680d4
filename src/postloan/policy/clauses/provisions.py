"""The rule that says how much is set aside: a rate of an amount, where a condition holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import ClassVar, Final, Literal, get_args

import attrs

from postloan.policy.clauses.kinds import Rule
from postloan.rules.evaluate import Bounded, Ends
from postloan.rules.quantity import Quantity

__all__ = [
    "PROVISION_KINDS",
    "PROVISION_LEVELS",
    "ProvisionKind",
    "ProvisionLevel",
    "ProvisionRule",
    "Rate",
    "rules_of_portfolio",
]

ProvisionKind = Literal["specific", "general", "special", "total"]
"""What is set aside: for a loan by its tier (专项准备), for losses not yet identified (一般准备),
for a country, region, industry or kind of loan (特种准备), or all of these together."""
ProvisionLevel = Literal["loan", "portfolio"]
"""Whether a rule is asked of each loan, or once of the portfolio as a whole."""

PROVISION_KINDS: Final[tuple[ProvisionKind, ...]] = get_args(ProvisionKind)
PROVISION_LEVELS: Final[tuple[ProvisionLevel, ...]] = get_args(ProvisionLevel)


@attrs.frozen(kw_only=True)
class Rate:
    """The share that is set aside, as a fraction of one, and the range left to the lender."""

    usual: Quantity
    """What is stated: a number, or the ratio parameter or fact that gives it."""
    least: Decimal | None = None
    """The least that the lender may choose; None where nothing is left to it."""
    most: Decimal | None = None
    """The most that the lender may choose; None where nothing is left to it."""

    def stated(self, values: Mapping[str, Bounded]) -> Decimal | None:
        """Return the usual rate; None where it is not known."""
        least, most = self.usual.bounds(values, {})
        return least if least == most else None

    def bounds(self, values: Mapping[str, Bounded], within: Mapping[str, Ends]) -> Ends:
        """Return the least and the most that it can be; None is open."""
        if self.least is not None:
            return self.least, self.most
        return self.usual.bounds(values, within)

    def __str__(self) -> str:
        if self.least is None:
            return str(self.usual)
        return f"{self.usual} (from {self.least:f} to {self.most:f})"


@attrs.frozen(kw_only=True)
class ProvisionRule(Rule):
    """How much is set aside where its condition holds."""

    part: ClassVar[str] = "provision"
    kind: ProvisionKind
    of: Quantity
    """The amount of money of which it is a share."""
    rate: Rate
    level: ProvisionLevel = "loan"

    @property
    def terms(self) -> str:
        """What is set aside, in words."""
        return f"{self.rate} of {self.of}"

    def reads(self) -> frozenset[str]:
        """Return the keys of the facts that its conditions, its amount and its rate read."""
        return Rule.reads(self).union(self.of.facts, self.rate.usual.facts)


def rules_of_portfolio(
    rules: Iterable[ProvisionRule], values: Mapping[str, Bounded]
) -> tuple[ProvisionRule, ...]:
    """Return those that are asked of a portfolio; none where nothing about one is known."""
    found = tuple(rule for rule in rules if rule.level == "portfolio")
    known = any(values.get(key) is not None for rule in found for key in rule.of.facts)
    return found if known else ()
