"""Facts that a person judges, as regulators and standards define them."""

from __future__ import annotations

from typing import Final

from postloan.facts.fact import Fact, FactValue

__all__ = ["VERDICTS"]

VERDICTS: Final[tuple[Fact[FactValue], ...]] = ()
