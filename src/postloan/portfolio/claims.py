"""The claims on one obligor, and the facts that are counted over them.

What is not known of a claim leaves a fact open: a share is then known within bounds, which are
the least and the most that any settling of it can give.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_05UP, Context, Decimal
from typing import Final, Literal, NamedTuple, TypeAlias

import attrs

from postloan.between import Between
from postloan.facts.catalogue import DAYS_PAST_DUE
from postloan.money import EXACT
from postloan.policy.clauses.claims import AMOUNT
from postloan.policy.judging.given import plain
from postloan.reviews.deciding import Derived
from postloan.rules.evaluate import Truth
from postloan.tiers import Tier

__all__ = ["NONPERFORMING", "Claim", "Counted", "Part", "claim_of", "counted", "share_of"]

Counted: TypeAlias = bool | Decimal | Between | None
"""What is counted: a share, or its bounds; or whether there is such a claim, None not known."""

NONPERFORMING: Final = frozenset(("obligor_nonperforming_share", "obligor_has_nonperforming_asset"))
"""Those of the facts that depend on the tiers of the claims."""

_SHARES: Final = frozenset(("obligor_nonperforming_share", "obligor_overdue_90_share"))
_ANY: Final = Decimal(1)
"""What every claim weighs where only its being there counts."""
_NINETY: Final = 90
_PLACES: Final = Decimal("1e-12")
_STICKY: Final = Context(prec=60, rounding=ROUND_05UP)
"""Rounds so that a share that is cut off never ends in 0: it is then never equal to a limit of
fewer digits, and lies on the same side of it as the share itself."""

_State = Literal["good", "out", "bad"]
_ORDER: Final[tuple[_State, ...]] = ("good", "out", "bad")
"""What a claim can be in a share, the share getting no less from one to the next."""


class Part(NamedTuple):
    """One claim in one share."""

    amount: Decimal | None
    """What it weighs; None is not known, but more than nothing."""
    worse: Truth
    """Whether it makes the share greater."""
    among: Truth = True
    """Whether it is one of the claims that the share is taken of."""
    left_out: Truth = False
    """Whether it is left out altogether where it would make the share greater."""

    @property
    def states(self) -> tuple[_State, ...]:
        """What it can be, the least first."""
        if self.amount is not None and self.amount <= 0:
            return ("out",)
        found = {
            "good": self.among is not False and self.worse is not True,
            "out": self.among is not True
            or (self.worse is not False and self.left_out is not False),
            "bad": self.among is not False
            and self.worse is not False
            and self.left_out is not True,
        }
        return tuple(state for state in _ORDER if found[state])

    @property
    def open(self) -> bool:
        """Whether something about it is not known that the share may depend on."""
        return len(self.states) > 1 or (self.amount is None and self.states != ("out",))


def share_of(parts: Sequence[Part]) -> Decimal | Between:
    """Return which share of the claims is of the worse kind: a fraction of one, or its bounds.

    It is 0 where no claim counts. A share that is no short decimal is cut off after twelve
    places, on the right side of every limit of fewer.

    >>> share_of([Part(Decimal(100), True), Part(Decimal(900), False)])
    Decimal('0.1')
    >>> print(share_of([Part(Decimal(100), True), Part(Decimal(900), None)]))
    0.1 to 1
    """
    low = _share([(part.states[0], part.amount) for part in parts], least=True)
    high = _share([(part.states[-1], part.amount) for part in parts], least=False)
    return low if low == high else Between(low=low, high=high)


def _share(states: Iterable[tuple[_State, Decimal | None]], *, least: bool) -> Decimal:
    """Return the share; an amount that is not known is taken as what makes it least, or most."""
    amounts: dict[_State, list[Decimal | None]] = {"good": [], "out": [], "bad": []}
    for state, amount in states:
        amounts[state].append(amount)
    bad, good = amounts["bad"], amounts["good"]
    if not bad or (least and good and None in good):
        return Decimal(0)
    if not good or (not least and None in bad):
        return Decimal(1)
    worse, better = _total(bad), _total(good)
    if not worse or not better:
        return Decimal(bool(worse))
    share = _STICKY.divide(worse, EXACT.add(worse, better))
    return share.quantize(_PLACES, context=_STICKY).normalize(_STICKY)


def _total(amounts: Iterable[Decimal | None]) -> Decimal:
    total = Decimal(0)
    for amount in amounts:
        total = EXACT.add(total, amount or Decimal(0))
    return total


@attrs.frozen(kw_only=True)
class Claim:
    """One claim on an obligor, as far as it does not depend on what is decided."""

    loan: str
    """Id of the loan."""
    amount: Decimal | None
    """What it weighs; None is not known."""
    level: Tier | None
    """The best tier at which it is non-performing; None where its policy states none."""
    worse: Mapping[str, Truth]
    """For each fact that does not depend on tiers, whether the claim makes it worse."""
    among: Mapping[str, Truth]
    """For each fact that is counted among some claims, whether this is one of them."""
    left_out: Mapping[str, Truth]
    """For each fact that leaves claims out, whether this is one of them."""

    def part(self, fact: str, nonperforming: Truth) -> Part:
        """Return what it is in the counting of a fact."""
        return Part(
            amount=self.amount if fact in _SHARES else _ANY,
            worse=nonperforming if fact in NONPERFORMING else self.worse[fact],
            among=self.among.get(fact, True),
            left_out=self.left_out.get(fact, False),
        )


def claim_of(loan: Derived, worth: Decimal) -> Claim:
    """Return the claim of a loan.

    Args:
        loan: its facts.
        worth: what a unit of its currency is worth in the one in which claims are weighed.
    """
    facts, counting = loan.facts(), loan.policy.contents.claims
    figures = loan.policy.standing_on(loan.as_of).plain_parameters
    days = facts[DAYS_PAST_DUE.name]
    impaired = facts["credit_impaired"]
    amount = plain(facts[counting.amount or AMOUNT])
    values = {key: plain(facts[key]) for key in counting.reads} | dict(figures)
    overdue = days if isinstance(days, int) else None
    return Claim(
        loan=loan.file.loan.id,
        amount=EXACT.multiply(amount, worth) if isinstance(amount, Decimal) else None,
        level=counting.nonperforming,
        worse={
            "obligor_overdue_90_share": None if overdue is None else overdue > _NINETY,
            "obligor_has_impaired_asset": impaired if isinstance(impaired, bool) else None,
            "obligor_arrears_cleared": None if overdue is None else overdue > 0,
        },
        among={fact: when.holds(values) for fact, when in counting.among.items()},
        left_out={fact: when.holds(values) for fact, when in counting.left_out.items()},
    )


def counted(fact: str, parts: Sequence[Part]) -> Counted:
    """Return a fact about an obligor from what each of its claims is in it."""
    if fact in _SHARES:
        return share_of(parts)
    found = [_is_worse(part) for part in parts]
    there_is = True if True in found else None if None in found else False
    if fact != "obligor_arrears_cleared":
        return there_is
    return None if there_is is None else not there_is


def _is_worse(part: Part) -> Truth:
    """Return whether a claim is of the worse kind and counts."""
    states = part.states
    return None if len(states) > 1 and "bad" in states else states == ("bad",)
