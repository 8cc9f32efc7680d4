"""How much a policy sets aside for a loan: worked out for every tier that it may come to.

An unknown fact widens a range and never narrows it: where its catalogue or a parameter's document
bounds it, those bounds are used, and else an end of the range cannot be said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final, TypeAlias

import attrs

from postloan.citation import Citation
from postloan.money import EXACT, Money
from postloan.policy.clauses.conventions import Conventions
from postloan.policy.clauses.provisions import ProvisionRule
from postloan.rules.evaluate import Bounded, Ends

__all__ = ["Case", "Provision", "ProvisionPart", "Provisioning", "amounts"]

Case: TypeAlias = tuple[Mapping[str, Bounded], bool]
"""Facts and parameters with a tier that may come out, and whether it is the one decided."""

_NOTHING: Final = Decimal(0)


@attrs.frozen(kw_only=True)
class ProvisionPart:
    """What one rule sets aside."""

    definition: ProvisionRule
    certain: bool
    """Whether it applies whatever the tier and the unknown facts turn out to be."""
    base: Money | None
    """The amount of which it is a share; None where that is not known."""
    rate: Decimal | None
    """The usual rate, as a fraction of one; None where that is not known."""
    least: Money | None
    """The least it can be; None where that cannot be said."""
    stated: Money | None
    """The usual rate of the base, nothing where the rule does not apply to the tier that is
    decided; None where that cannot be said."""
    most: Money | None
    """The most it can be; None where that cannot be said."""

    @property
    def rule(self) -> str:
        """Id of the rule."""
        return self.definition.id

    @property
    def citation(self) -> Citation | None:
        """Where the rule comes from; None where that is not stated."""
        return self.definition.cite

    def __str__(self) -> str:
        return f"{self.rule}: {amounts(self)}"


@attrs.frozen(kw_only=True)
class Provision:
    """What is set aside for a loan.

    `stated` is the sum of what its parts state. The range is that of the sums for each tier that
    may come out: rules for two tiers never add up.

    >>> from postloan import load_policy
    >>> guideline = load_policy("cn.provisions", edition="2002")
    >>> facts = {"days_past_due": 91, "retail": True, "previous_tier": "normal"}
    >>> facts["outstanding"] = Money(1000, "CNY")
    >>> print(guideline.decide({**facts, "credit_impaired": False}).provision)
    250.00 CNY, from 200.00 CNY to 300.00 CNY
    >>> print(guideline.decide({**facts, "credit_impaired": None}).provision)
    250.00 CNY, from 200.00 CNY to 1000 CNY
    """

    least: Money | None
    """The least, over the rates left to the lender, the tiers and the unknown facts; None where
    that cannot be said."""
    stated: Money | None
    """By the usual rates at the tier that is decided, or where every tier that may come out gives
    the same; None where that cannot be said."""
    most: Money | None
    """The most; None where that cannot be said."""
    parts: tuple[ProvisionPart, ...]
    """One for each rule that applies, or may."""

    def __str__(self) -> str:
        return amounts(self)


def amounts(found: Provision | ProvisionPart) -> str:
    """Return what is stated, and the range where there is one, in words."""
    stated = "not known" if found.stated is None else str(found.stated)
    if found.stated is not None and found.least == found.stated == found.most:
        return stated
    least = "an amount not known" if found.least is None else found.least
    most = "an amount not known" if found.most is None else found.most
    return f"{stated}, from {least} to {most}"


@attrs.frozen(kw_only=True)
class _Amount:
    """What a rule sets aside in one case."""

    applies: bool | None
    ends: Ends
    stated: Decimal | None


@attrs.frozen(kw_only=True)
class Provisioning:
    """Works out provisions of one loan, or of one portfolio."""

    within: Mapping[str, Ends]
    """The ends of facts and parameters that are not known."""
    currency: str
    """What amounts are in; empty where no amount is known, and then nothing can be said."""
    conventions: Conventions
    """How amounts are rounded."""

    def provision(
        self, cases: Iterable[tuple[Sequence[ProvisionRule], Sequence[Case]]]
    ) -> Provision:
        """Return the sum of rules that stand beside one another.

        Args:
            cases: for each dimension its rules, and each tier that may come out in it.
        """
        parts: list[ProvisionPart] = []
        ends: Ends = (_NOTHING, _NOTHING)
        for rules, tried in cases:
            table = [[self._amount(rule, values) for rule in rules] for values, _ in tried]
            ends = _plus(ends, _around([_sum(row) for row in table]))
            for rule, column in zip(rules, zip(*table, strict=True), strict=True):
                if any(amount.applies is not False for amount in column):
                    parts.append(self._part(rule, column, tried))
        stated = _total(None if part.stated is None else part.stated.amount for part in parts)
        return Provision(
            least=self._money(ends[0]),
            stated=self._money(stated),
            most=self._money(ends[1]),
            parts=tuple(parts),
        )

    def part(self, rule: ProvisionRule, values: Mapping[str, Bounded]) -> ProvisionPart | None:
        """Return what a rule that reads no tier sets aside; None where it does not apply."""
        amount = self._amount(rule, values)
        return None if amount.applies is False else self._part(rule, [amount], [(values, True)])

    def _part(
        self, rule: ProvisionRule, column: Sequence[_Amount], tried: Sequence[Case]
    ) -> ProvisionPart:
        values, _ = tried[0]
        least, most = _around([amount.ends for amount in column])
        decided = [amount for amount, (_, is_it) in zip(column, tried, strict=True) if is_it]
        stated = {amount.stated for amount in decided or column}
        base = _known(rule.of.bounds(values, self.within))
        return ProvisionPart(
            definition=rule,
            certain=all(amount.applies for amount in column),
            base=self._money(base),
            rate=rule.rate.stated(values),
            least=self._money(least),
            stated=self._money(stated.pop() if len(stated) == 1 else None),
            most=self._money(most),
        )

    def _amount(self, rule: ProvisionRule, values: Mapping[str, Bounded]) -> _Amount:
        applies = rule.holds(values)
        if applies is False:
            return _Amount(applies=False, ends=(_NOTHING, _NOTHING), stated=_NOTHING)
        ends = rule.of.bounds(values, self.within)
        least, most = _times(ends, rule.rate.bounds(values, self.within))
        base, rate, stated = _known(ends), rule.rate.stated(values), None
        if applies and base is not None and rate is not None:
            stated = EXACT.multiply(base, rate)
        if applies is None:
            least, most = _or_nothing(least, min), _or_nothing(most, max)
        return _Amount(
            applies=applies,
            ends=(self._rounded(least), self._rounded(most)),
            stated=self._rounded(stated),
        )

    def _rounded(self, amount: Decimal | None) -> Decimal | None:
        money = self._money(amount)
        return None if money is None else self.conventions.rounded(money).amount

    def _money(self, amount: Decimal | None) -> Money | None:
        return None if amount is None or not self.currency else Money(amount, self.currency)


def _known(ends: Ends) -> Decimal | None:
    return ends[0] if ends[0] == ends[1] else None


def _or_nothing(
    end: Decimal | None, choose: Callable[[Decimal, Decimal], Decimal]
) -> Decimal | None:
    return None if end is None else choose(end, _NOTHING)


def _times(base: Ends, rate: Ends) -> Ends:
    """Return the ends of a share; a rate is never below nothing."""
    (low, high), (least, most) = base, (rate[0] or _NOTHING, rate[1])
    return _product(low, least, most), _product(high, most, least)


def _product(
    end: Decimal | None, outward: Decimal | None, inward: Decimal | None
) -> Decimal | None:
    """Return an end of the base times the rate that leads furthest: below nothing the other."""
    if end is None:
        return None
    rate = outward if end >= 0 else inward
    return None if rate is None else EXACT.multiply(end, rate)


def _sum(amounts: Iterable[_Amount]) -> Ends:
    every = [amount.ends for amount in amounts]
    return _total(low for low, _ in every), _total(high for _, high in every)


def _plus(left: Ends, right: Ends) -> Ends:
    return _total((left[0], right[0])), _total((left[1], right[1]))


def _total(amounts: Iterable[Decimal | None]) -> Decimal | None:
    total = _NOTHING
    for amount in amounts:
        if amount is None:
            return None
        total = EXACT.add(total, amount)
    return total


def _around(every: Sequence[Ends]) -> Ends:
    """Return the ends that hold them all."""
    lows = [low for low, _ in every if low is not None]
    highs = [high for _, high in every if high is not None]
    return (
        min(lows) if len(lows) == len(every) else None,
        max(highs) if len(highs) == len(every) else None,
    )
