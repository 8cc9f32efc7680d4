"""Schedules with what counts against them, of every kind."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
from hypothesis import strategies as st

from postloan.testing.payments import payments, reversals, schedules, waivers
from postloan.testing.values import days

START = date(2020, 1, 1)
VERSIONS = schedules().map(lambda version: (attrs.evolve(version, on=START),))


@st.composite
def histories(draw: st.DrawFn) -> dict[str, Any]:
    """Generate a schedule and what counts against it, much of it on days on which it falls due.

    A drawdown named is one that the schedule has, a payment named one of those made.
    """
    versions = draw(VERSIONS)
    instalments = versions[0].instalments
    there = sorted({i.drawdown for i in instalments if i.drawdown is not None})
    drawdowns = st.none() | st.sampled_from(there) if there else st.none()
    on = days() | st.sampled_from([i.due_on for i in instalments])
    made = tuple(
        attrs.evolve(payment, id=f"P-{number}", drawdown=draw(drawdowns), on=draw(on))
        for number, payment in enumerate(draw(st.lists(payments(), max_size=4)))
    )
    ids = st.none() | st.sampled_from([payment.id for payment in made]) if made else st.none()
    return {
        "schedules": versions,
        "payments": made,
        "reversals": tuple(
            attrs.evolve(reversal, payment=draw(ids), on=draw(on))
            for reversal in draw(st.lists(reversals(), max_size=2))
        ),
        "waivers": tuple(
            attrs.evolve(waiver, on=draw(on)) for waiver in draw(st.lists(waivers(), max_size=2))
        ),
    }
