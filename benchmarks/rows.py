"""Loans to decide on: mostly healthy, the same in every run, in each form that a host may keep.

Most are not past due and fall through every rule, which is the dearest case for an ordered list
of rules: whoever stops at the first that holds seldom stops.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Final, TypeAlias, TypeVar

import attrs

from postloan import FIVE_TIER, Money, Tier
from postloan.model.loan import SecurityKind
from postloan.model.parties import BorrowerKind
from postloan.policy.judging.given import plain
from postloan.rules.evaluate import Value

__all__ = [
    "COLUMNS",
    "MONTH",
    "MONTHS_LEFT",
    "NULLABLE",
    "POLICY",
    "FactsByName",
    "Row",
    "facts_of",
    "positional",
    "rows",
    "wire",
    "with_nulls",
]

POLICY: Final = Path(__file__).parent / "policy.toml"
FactsByName: TypeAlias = Mapping[str, bool | int | Decimal | str | Money | Tier | None]
"""What `Policy.decide` takes."""

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class Row:
    """The facts that the policy reads about one loan, all of them known."""

    arrears_cleared: bool
    bankruptcy_liquidation: bool
    borrower_kind: BorrowerKind
    classified_before: bool
    collateral_value: Money
    contact_lost: bool
    credit_impaired: bool
    days_past_due: int
    days_since_valuation: int
    debt_to_assets: Decimal
    extended: bool
    funds_misappropriated: bool
    interest_coverage: Decimal
    interest_days_past_due: int
    lawsuit: bool
    loss_share: Decimal
    months_performing: int
    outstanding: Money
    overdue_amount: Money
    periods_missed: int
    previous_tier: Tier
    previous_tier_fell: bool
    product: str
    production_stopped: bool
    security_kind: SecurityKind


COLUMNS: Final = tuple(field.name for field in attrs.fields(Row))
NULLABLE: Final = (
    "arrears_cleared",
    "collateral_value",
    "credit_impaired",
    "days_since_valuation",
    "debt_to_assets",
    "interest_coverage",
    "interest_days_past_due",
    "loss_share",
    "months_performing",
    "overdue_amount",
    "periods_missed",
    "previous_tier",
    "security_kind",
)
"""Facts that a bank's data often lacks."""

_KINDS: Final[Mapping[BorrowerKind, int]] = {
    "individual": 40,
    "corporate": 25,
    "small_micro": 25,
    "sole_trader": 10,
}
_PRODUCTS: Final = {"working_capital": 5, "fixed_assets": 2, "home": 2, "consumption": 1}
_SECURITY: Final[Mapping[SecurityKind, int]] = {
    "mortgage": 5,
    "guarantee": 2,
    "pledge": 1,
    "credit": 2,
}
_LATE: Final = {(1, 30): 50, (31, 90): 25, (91, 270): 13, (271, 360): 5, (361, 720): 7}
"""Days past due of those that are past due, with their weights."""
_PAST_DUE: Final = 0.12
MONTH: Final = 30
"""Days between two instalments."""
MONTHS_LEFT: Final = 24
"""Instalments over which the rest is repaid; no loan is later than that."""


def rows(count: int, *, seed: int = 1) -> tuple[Row, ...]:
    """Return so many loans, some 88 % of them not past due."""
    random = Random(seed)  # noqa: S311 -- no secrets
    return tuple(_row(random) for _ in range(count))


def facts_of(row: Row) -> FactsByName:
    """Return the facts by name, as `Policy.decide` takes them."""
    return attrs.asdict(row, recurse=False)


def with_nulls(facts: FactsByName, random: Random, *, share: float = 0.1) -> FactsByName:
    """Return the facts with this share of the nullable ones unknown."""
    return {
        name: None if name in NULLABLE and random.random() < share else value
        for name, value in facts.items()
    }


def positional(facts: FactsByName) -> tuple[Value, ...]:
    """Return the plain values in the order of `COLUMNS`: amounts as decimals, tiers as ranks."""
    return tuple(plain(facts[name]) for name in COLUMNS)


def wire(row: Row) -> dict[str, bool | int | float | str]:
    """Return the facts as JSON would bring them, which is what other engines take."""
    plains = zip(COLUMNS, positional(facts_of(row)), strict=True)
    return {
        name: float(value) if isinstance(value, Decimal) else value
        for name, value in plains
        if value is not None
    }


def _row(random: Random) -> Row:
    kind = _one_of(random, _KINDS)
    late = random.randint(*_one_of(random, _LATE)) if random.random() < _PAST_DUE else 0
    missed = -(-late // MONTH)
    instalment = random.randrange(20, 16_000) * 100
    outstanding = instalment * MONTHS_LEFT
    security = _one_of(random, _SECURITY)
    covered = random.randint(90, 250) if security in ("mortgage", "pledge") else 0
    impaired = late > 3 * MONTH or _rarely(random, 0.01)
    worse = 2 if _rarely(random, 0.02) else 0
    level = min(late // 90 + (late > 0) + worse, FIVE_TIER.worst.rank)
    before = FIVE_TIER.tiers[level] if _rarely(random, 0.9) else None
    return Row(
        arrears_cleared=not late,
        bankruptcy_liquidation=_rarely(random, 0.003),
        borrower_kind=kind,
        classified_before=before is not None,
        collateral_value=_yuan(outstanding * covered // 100),
        contact_lost=_rarely(random, 0.02 if late else 0.002),
        credit_impaired=impaired,
        days_past_due=late,
        days_since_valuation=random.randint(0, 420),
        debt_to_assets=_hundredths(random, 10, 90),
        extended=_rarely(random, 0.03),
        funds_misappropriated=_rarely(random, 0.005),
        interest_coverage=_hundredths(random, 90, 900),
        interest_days_past_due=late if _rarely(random, 0.7) else 0,
        lawsuit=_rarely(random, 0.02),
        loss_share=_hundredths(random, 15, 100) if impaired else _hundredths(random, 0, 5),
        months_performing=0 if late else random.randint(0, 36),
        outstanding=_yuan(outstanding),
        overdue_amount=_yuan(instalment * missed),
        periods_missed=missed,
        previous_tier=before or FIVE_TIER.best,
        previous_tier_fell=before not in {None, FIVE_TIER.best} and _rarely(random, 0.3),
        product=_one_of(random, _PRODUCTS),
        production_stopped=_rarely(random, 0.005),
        security_kind=security,
    )


def _one_of(random: Random, weights: Mapping[T, int]) -> T:
    return random.choices(tuple(weights), tuple(weights.values()))[0]


def _rarely(random: Random, share: float) -> bool:
    return random.random() < share


def _yuan(amount: int) -> Money:
    return Money(Decimal(amount), "CNY")


def _hundredths(random: Random, least: int, most: int) -> Decimal:
    return Decimal(random.randint(least, most)).scaleb(-2)
