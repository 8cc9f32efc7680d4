"""Facts that warn: what banks' own rules watch in a borrower, a guarantor and a security."""

from __future__ import annotations

from typing import Final

from postloan.facts.fact import Fact, FactValue

__all__ = ["SIGNS"]

SIGNS: Final[tuple[Fact[FactValue], ...]] = ()
