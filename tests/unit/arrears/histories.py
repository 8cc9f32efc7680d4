"""Schedules with what counts against them, of every kind."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
from hypothesis import strategies as st

from postloan.testing.files import payments, reversals, schedules, waivers

START = date(2020, 1, 1)
VERSIONS = schedules().map(lambda version: (attrs.evolve(version, on=START),))


@st.composite
def histories(draw: st.DrawFn) -> dict[str, Any]:
    """Generate a schedule and what counts against it; a drawdown named is one it has."""
    versions = draw(VERSIONS)
    there = sorted({i.drawdown for i in versions[0].instalments if i.drawdown is not None})
    named = st.none() | st.sampled_from(there) if there else st.none()
    return {
        "schedules": versions,
        "payments": tuple(
            attrs.evolve(payment, drawdown=draw(named))
            for payment in draw(st.lists(payments(), max_size=4))
        ),
        "reversals": tuple(draw(st.lists(reversals(), max_size=2))),
        "waivers": tuple(draw(st.lists(waivers(), max_size=2))),
    }
