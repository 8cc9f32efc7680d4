"""Hypothesis strategies for money: what falls due, what is paid out and what comes back."""

from __future__ import annotations

from datetime import date, timedelta
from operator import attrgetter
from typing import Any, Final

import attrs
from hypothesis import strategies as st

from postloan.intervals import BOUNDS
from postloan.model.adjustments import Drawdown, Pause, Reversal, UseOfFunds, Waiver, WriteOff
from postloan.model.schedule import PAID_AHEAD, Instalment, Payment, Schedule
from postloan.testing.values import LAST_DAY, codes, days, money, once, texts

__all__ = [
    "drawdowns",
    "instalments",
    "pauses",
    "payments",
    "reversals",
    "schedules",
    "uses_of_funds",
    "waivers",
    "write_offs",
]

_PARTS: Final = ("principal", "interest", "fees")
_DUE_ON: Final = attrgetter("due_on")


@once
def instalments(
    *, currency: str = "CNY", max_due: date = LAST_DAY
) -> st.SearchStrategy[Instalment]:
    """Generate what falls due on one day; shrinks to a principal of 1 and nothing else."""
    some, perhaps = money(currency=currency, min_value=1), money(currency=currency)

    def instalment(due_on: date, owed_before: int | None, parts: dict[str, Any]) -> Instalment:
        owed_from = None if owed_before is None else due_on - timedelta(days=owed_before)
        return Instalment(due_on=due_on, owed_from=owed_from, **parts)

    parts = {"fees": perhaps, "drawdown": st.none() | st.sampled_from("AB")}
    return st.builds(
        instalment,
        days(max_value=max_due),
        st.none() | st.integers(0, 400),
        st.fixed_dictionaries({"principal": some, "interest": perhaps, **parts})
        | st.fixed_dictionaries({"principal": perhaps, "interest": some, **parts}),
    )


@once
def schedules(
    *, currency: str = "CNY", max_due: date = LAST_DAY, max_size: int = 6
) -> st.SearchStrategy[Schedule]:
    """Generate versions of a schedule, the last due up to a day; shrinks to one instalment.

    Every other one is owed at once.
    """
    due = st.lists(
        instalments(currency=currency, max_due=max_due),
        min_size=1,
        max_size=max_size,
        unique_by=_DUE_ON,
    ).map(lambda found: tuple(sorted(found, key=_DUE_ON)))
    at_once = due.map(lambda found: tuple(attrs.evolve(i, owed_from=None) for i in found))
    return st.builds(Schedule, on=days(), known_on=days(), instalments=at_once | due)


@once
def payments(*, currency: str = "CNY", max_day: date = LAST_DAY) -> st.SearchStrategy[Payment]:
    """Generate payments made up to a day; shrinks to 1 on the first."""
    return st.builds(
        Payment,
        on=days(max_value=max_day),
        known_on=days(),
        amount=money(currency=currency, min_value=1),
        drawdown=st.none() | st.sampled_from("AB"),
        ahead=st.just(PAID_AHEAD[0]) | st.sampled_from(PAID_AHEAD),
    )


@once
def reversals(*, currency: str = "CNY") -> st.SearchStrategy[Reversal]:
    """Generate amounts taken back; shrinks to 1 on the first day."""
    return st.builds(
        Reversal,
        on=days(),
        known_on=days(),
        amount=money(currency=currency, min_value=1),
        payment=st.none() | codes(),
    )


@once
def waivers(*, currency: str = "CNY") -> st.SearchStrategy[Waiver]:
    """Generate what is forgiven: one part, and perhaps others."""
    perhaps = dict.fromkeys(_PARTS, st.none() | money(currency=currency))
    some = money(currency=currency, min_value=1)
    return st.one_of(
        [
            st.builds(Waiver, on=days(), known_on=days(), **{**perhaps, sure: some})
            for sure in _PARTS
        ]
    )


@once
def write_offs(*, currency: str = "CNY") -> st.SearchStrategy[WriteOff]:
    """Generate amounts written off; shrinks to 1 on the first day."""
    return st.builds(
        WriteOff, on=days(), known_on=days(), amount=money(currency=currency, min_value=1)
    )


@once
def drawdowns(*, currency: str = "CNY") -> st.SearchStrategy[Drawdown]:
    """Generate parts paid out; shrinks to 1 on the first day."""
    return st.builds(
        Drawdown,
        on=days(),
        known_on=days(),
        amount=money(currency=currency, min_value=1),
        drawdown=st.sampled_from("AB"),
    )


@once
def uses_of_funds(*, currency: str = "CNY") -> st.SearchStrategy[UseOfFunds]:
    """Generate items of the use of funds; shrinks to one of 1 of which nothing else is stated."""
    return st.builds(
        UseOfFunds,
        on=days(),
        known_on=days(),
        amount=money(currency=currency, min_value=1),
        payee=st.none() | texts(),
        purpose=st.none() | texts(),
        agreed=st.none() | st.booleans(),
        drawdown=st.none() | st.sampled_from("AB"),
    )


@once
def pauses() -> st.SearchStrategy[Pause]:
    """Generate pauses of at least a day; shrinks to one day, its end not in it."""

    def pause(on: date, length: int, **more: Any) -> Pause:  # noqa: ANN401 -- likewise
        return Pause(on=on, until=on + timedelta(days=length), **more)

    return st.builds(
        pause,
        on=days(),
        known_on=days(),
        length=st.integers(1, 400),
        bounds=st.sampled_from(BOUNDS),
    )
