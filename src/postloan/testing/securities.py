"""Hypothesis strategies for claims and security: acts, obstacles, ends, guarantees, collateral."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, TypeVar

from hypothesis import strategies as st

from postloan.dates import Period
from postloan.model.claims import (
    ACT_KINDS,
    OBSTACLE_KINDS,
    PROCEDURES,
    ActKind,
    ClaimAct,
    Demand,
    Extension,
    Judgment,
    Obstacle,
)
from postloan.model.ends import END_KINDS, CreditEnd
from postloan.model.parties import BORROWER_KINDS, Guarantor
from postloan.model.security import (
    COLLATERAL_KINDS,
    EFFECTED_BY,
    GUARANTEE_KINDS,
    PERIOD_TERMS,
    Collateral,
    Guarantee,
    GuarantorAct,
    MaximumAmount,
    Valuation,
)
from postloan.testing.values import codes, days, money, once, texts

__all__ = [
    "collateral",
    "credit_ends",
    "demands",
    "extensions",
    "guarantees",
    "guarantor_acts",
    "judgments",
    "obstacles",
    "valuations",
]

A = TypeVar("A", bound=ClaimAct)

LAST_MATURITY: Final = date(2035, 12, 31)
"""No loan that `loans` gives matures later."""
_DAY: Final = timedelta(days=1)
_RATIOS: Final = st.integers(1, 100).map(lambda percent: Decimal(percent) / 100)
_securities: Final = st.sampled_from(("S-1", "S-2"))


@st.composite
def _acts(
    draw: st.DrawFn, /, cls: type[A], kinds: tuple[ActKind, ...], **more: st.SearchStrategy[Any]
) -> A:
    on, kind = draw(days()), draw(st.sampled_from(kinds))
    ended = st.none() | days(min_value=on) if kind in PROCEDURES else st.none()
    fields = {name: draw(strategy) for name, strategy in more.items()}
    return cls(on=on, known_on=draw(days()), kind=kind, ended_on=draw(ended), **fields)


@once
def demands(*, kinds: tuple[ActKind, ...] = ACT_KINDS) -> st.SearchStrategy[Demand]:
    """Generate acts on the debt; shrinks to a demand on the first day."""
    return _acts(Demand, kinds, debtor=st.none() | codes())


@once
def guarantor_acts(*, kinds: tuple[ActKind, ...] = ACT_KINDS) -> st.SearchStrategy[GuarantorAct]:
    """Generate acts against one of two guarantors; shrinks to a demand on the first day."""
    return _acts(GuarantorAct, kinds, guarantee=_securities)


@st.composite
def obstacles(draw: st.DrawFn) -> Obstacle:
    """Generate causes that keep a creditor from claiming, lasting or gone."""
    on = draw(days())
    return Obstacle(
        on=on,
        known_on=draw(days()),
        kind=draw(st.sampled_from(OBSTACLE_KINDS)),
        until=draw(st.none() | days(min_value=on)),
    )


@st.composite
def judgments(draw: st.DrawFn) -> Judgment:
    """Generate judgments, with and without a day to perform by."""
    on = draw(days())
    by = draw(st.none() | days(min_value=on))
    return Judgment(on=on, known_on=draw(days()), perform_by=by)


@st.composite
def credit_ends(draw: st.DrawFn) -> CreditEnd:
    """Generate ends of a credit, of which some are reopened; shrinks to one that is settled."""
    on = draw(days())
    return CreditEnd(
        on=on,
        known_on=draw(days()),
        kind=draw(st.sampled_from(END_KINDS)),
        reopened_on=draw(st.none() | st.integers(1, 400).map(lambda after: on + after * _DAY)),
    )


@once
def extensions(*, min_day: date = LAST_MATURITY) -> st.SearchStrategy[Extension]:
    """Generate extensions until after `min_day`; shrinks to the day after it."""
    until = days(min_value=min_day + _DAY, max_value=min_day + 999 * _DAY)
    return st.builds(
        Extension,
        on=days(),
        known_on=days(),
        until=until,
        consents=st.lists(codes(), max_size=2, unique=True).map(tuple),
    )


@once
def _maximum_amounts() -> st.SearchStrategy[MaximumAmount]:
    return st.builds(
        MaximumAmount,
        limit=money(min_value=1),
        fixed_on=st.none() | days(),
        last_due_on=st.none() | days(),
    )


@once
def _guarantors() -> st.SearchStrategy[Guarantor]:
    return st.builds(
        Guarantor,
        id=codes(),
        kind=st.none() | st.sampled_from(BORROWER_KINDS),
        group=st.none() | codes(),
        name=st.none() | texts(),
    )


@st.composite
def guarantees(draw: st.DrawFn) -> Guarantee:
    """Generate versions of two guarantees; shrinks to a general one whose period is unknown."""
    kind, period = (
        draw(st.sampled_from(GUARANTEE_KINDS)),
        draw(st.none() | st.sampled_from(PERIOD_TERMS)),
    )
    lengths = st.builds(
        Period, count=st.integers(0, 60), unit=st.sampled_from(("day", "week", "month", "year"))
    )
    return Guarantee(
        on=draw(days()),
        known_on=draw(days()),
        security=draw(_securities),
        guarantor=draw(_guarantors()),
        kind=kind,
        period=period,
        length=draw(lengths) if period == "length" else None,
        until=draw(days()) if period == "date" else None,
        amount=draw(st.none() | money(min_value=1)),
        liable_since=draw(st.none() | days()) if kind == "general" else None,
        maximum=draw(st.none() | _maximum_amounts()),
        released=draw(st.booleans()),
    )


@st.composite
def collateral(draw: st.DrawFn) -> Collateral:
    """Generate versions of two collaterals; shrinks to a mortgage of which no more is stated."""
    kind = draw(st.sampled_from(COLLATERAL_KINDS))
    effects = [effect for effect in EFFECTED_BY if (kind, effect) != ("pledge", "contract")]
    return Collateral(
        on=draw(days()),
        known_on=draw(days()),
        security=draw(_securities),
        kind=kind,
        asset=draw(st.none() | codes()),
        provider=draw(st.none() | codes()),
        effected_by=draw(st.none() | st.sampled_from(effects)),
        registered=draw(st.none() | st.booleans()),
        certificate=draw(st.none() | codes()),
        keeper=draw(st.none() | codes()),
        ratio=draw(st.none() | _RATIOS),
        other_debts=draw(st.lists(codes(), max_size=2, unique=True)),
        until=draw(st.none() | days()),
        maximum=draw(st.none() | _maximum_amounts()),
        released=draw(st.booleans()),
    )


@once
def valuations() -> st.SearchStrategy[Valuation]:
    """Generate what one of two collaterals was worth."""
    return st.builds(
        Valuation,
        on=days(),
        known_on=days(),
        collateral=_securities,
        value=money(),
        by=st.none() | codes(),
        source=st.none() | texts(),
    )
