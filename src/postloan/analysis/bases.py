"""Whether exactly one row of a base holds of each loan, parameters and comparisons included."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, islice
from typing import Final

from postloan.analysis.examined import Examined, blanks
from postloan.analysis.loans import KNOWN, TOO_LARGE, Loans, Wanted
from postloan.analysis.report import PolicyFinding
from postloan.errors import NotDecided
from postloan.policy.clauses.kinds import Base
from postloan.rules.tree import Node

__all__ = ["base_faults"]

_MOST_PAIRS: Final = 5000
"""Pairs of rows that are held against each other; a matrix of ten by ten has 4950."""


def base_faults(examined: Examined) -> Iterator[PolicyFinding]:
    """Yield rows that never hold, and loans for which no row holds or more than one.

    A base that waits for a parameter without a value is left out.
    """
    for base in examined.on.bases:
        rows = [examined.on.tree(row.when) for row in base.rows]
        scopes = examined.condition(base)
        if not any(map(blanks, (*rows, scopes))):
            loans = examined.loans((scopes, *rows))
            applies = ((examined.scope, KNOWN), (scopes, KNOWN))
            yield from _idle(examined, base, loans, applies, rows)
            yield from _gap(examined, base, loans, applies, rows)
            yield from _overlap(examined, base, loans, applies, rows)


def _idle(
    examined: Examined, base: Base, loans: Loans, applies: tuple[Wanted, ...], rows: list[Node]
) -> Iterator[PolicyFinding]:
    for row, tree in zip(base.rows, rows, strict=True):
        sentence = f"the row {row.tier} of {base.id} ({row.when.text}) holds of no loan"
        try:
            if loans.where(*applies, (tree, KNOWN)) is None:
                yield examined.finding("never_holds", sentence, [base])
        except NotDecided as error:
            yield examined.finding("never_holds", sentence, [base], reason=error.reason)


def _gap(
    examined: Examined, base: Base, loans: Loans, applies: tuple[Wanted, ...], rows: list[Node]
) -> Iterator[PolicyFinding]:
    sentence = f"no row of {base.id} holds of some loan"
    try:
        loan = loans.where(*applies, *((tree, (False,)) for tree in rows))
    except NotDecided as error:
        yield examined.finding("base_gap", sentence, [base], reason=error.reason)
        return
    if loan is not None:
        facts = examined.facts(loan)
        sentence = f"no row of {base.id} holds of {examined.told(facts, loan.telling)}"
        yield examined.finding("base_gap", sentence, [base], examples=[facts])


def _overlap(
    examined: Examined, base: Base, loans: Loans, applies: tuple[Wanted, ...], rows: list[Node]
) -> Iterator[PolicyFinding]:
    """Yield the first pair of rows that hold together, or else that some pair is not decided."""
    pairs = list(islice(combinations(range(len(rows)), 2), _MOST_PAIRS + 1))
    reason = TOO_LARGE if len(pairs) > _MOST_PAIRS else ""
    for one, two in pairs[:_MOST_PAIRS]:
        try:
            loan = loans.where(*applies, (rows[one], KNOWN), (rows[two], KNOWN))
        except NotDecided as error:
            reason = reason or error.reason
            continue
        if loan is not None:
            tiers = f"{base.rows[one].tier} and {base.rows[two].tier}"
            facts = examined.facts(loan)
            what = examined.told(facts, loan.telling)
            sentence = f"the rows {tiers} of {base.id} hold together of {what}"
            yield examined.finding("base_overlap", sentence, [base], examples=[facts])
            return
    if reason:
        sentence = f"two rows of {base.id} ever hold together"
        yield examined.finding("base_overlap", sentence, [base], reason=reason)
