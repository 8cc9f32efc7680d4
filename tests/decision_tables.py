"""Policies that a decision table has to state, each with facts that try it, and how one reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import product
from typing import Final

import attrs

from postloan.dmn.clauses import TRUTHS, Columns
from postloan.dmn.document import NOT_APPLICABLE
from postloan.dmn.rows import Row, rows_of
from postloan.dmn.table import columns_of
from postloan.facts.fact import FactValue
from postloan.money import Money
from postloan.policy.decisions.decision import Decision
from postloan.policy.decisions.outcomes import PolicyOn
from postloan.policy.judging.given import plain
from postloan.policy.policy import Policy
from postloan.rules.evaluate import Value, evaluate
from tests.policies import policy

__all__ = ["TRIALS", "Reading", "Trial", "answer", "known", "reading_of"]


@attrs.frozen(eq=False)
class Reading:
    """A policy's rows, read as an engine reads them: the first that matches."""

    on: PolicyOn
    columns: Columns
    rows: list[Row]

    def tier(self, values: Mapping[str, Value]) -> str | None:
        """Return the tier of the first row that matches; None where none does."""
        cells = dict(enumerate(self.columns.space.cells(values)))
        for relation in self.columns.relations.values():
            cells[relation.place] = TRUTHS.index(evaluate(relation.leaf, values))
        for row in self.rows:
            if all(cells[place] in wanted for place, wanted in row.clause.items()):
                return NOT_APPLICABLE if row.tier is None else row.tier.id
        return None


def reading_of(made: Policy) -> Reading:
    """Return the rows of a policy in which nothing is dated."""
    on = PolicyOn.of(made.standing_on(None))
    columns = columns_of(on)
    return Reading(on, columns, rows_of(on, columns))


def answer(decision: Decision) -> str | None:
    """Return what a table is to answer for a decision."""
    if decision.applies is False:
        return NOT_APPLICABLE
    return None if decision.tier is None else decision.tier.id


def known(decision: Decision) -> dict[str, Value]:
    """Return the facts of a decision as conditions read them, silence resolved."""
    return {key: plain(value) for key, value in decision.facts.items()}


def yuan(*amounts: int) -> list[Money]:
    return [Money(Decimal(amount), "CNY") for amount in amounts]


@attrs.frozen
class Trial:
    """A policy, and values of its facts of which every combination is tried."""

    policy: Policy
    values: Mapping[str, Sequence[FactValue]]

    def facts(self) -> list[dict[str, FactValue | None]]:
        """Return every combination."""
        return [dict(zip(self.values, row, strict=True)) for row in product(*self.values.values())]

    def may_be_null(self) -> list[str]:
        """Return its facts; a signal is on record or not."""
        return [key for key in self.values if not key.startswith("signal:")]


def _floors(*floors: tuple[str, str], more: str = "", head: str = "") -> Policy:
    body = "\n".join(
        f"[[floor]]\nid = 'floor-{n}'\nwhen = '''{when}'''\nat_least = '{level}'"
        for n, (when, level) in enumerate(floors)
    )
    return policy(f'[conventions]\ncurrency = "CNY"\n{body}\n{more}', head=head)


TRIALS: Final[Mapping[str, Trial]] = {
    "amounts compared with one another": Trial(
        _floors(
            ("outstanding < principal * 0.8", "special_mention"),
            ("not (outstanding <= collateral_value / 3 + 100)", "doubtful"),
            head="essential = ['outstanding']",
        ),
        {
            "outstanding": yuan(0, 99, 100, 101, 799, 800, 801),
            "principal": yuan(1000),
            "collateral_value": yuan(0, 2097, 2100, 2103),
        },
    ),
    "a limit that no decimal is": Trial(
        _floors(("loss_share * 3 > 1", "doubtful"), ("loss_share > 0.4", "loss")),
        {"loss_share": [Decimal(text) for text in ("0", "0.3333", "0.3334", "0.4", "0.41")]},
    ),
    "tiers and truths compared with one another": Trial(
        _floors(
            ("previous_tier >= lock_tier", "previous_tier"),
            ("lawsuit == credit_impaired", "special_mention"),
            head="essential = ['previous_tier']",
        ),
        {
            "previous_tier": ["normal", "special_mention", "doubtful", "loss"],
            "lock_tier": ["special_mention", "doubtful"],
            "lawsuit": [False, True],
            "credit_impaired": [False, True],
        },
    ),
    "a base with notches below it": Trial(
        _floors(
            ("lawsuit", "base + 1"),
            ("debt_evasion", "base + 9"),
            more="""
            [[base]]
            id = "table"
            rows = [
                { when = "days_past_due <= 30", tier = "normal" },
                { when = "30 < days_past_due <= 90", tier = "special_mention" },
                { when = "days_past_due > 90", tier = "doubtful" },
            ]
            """,
        ),
        {
            "days_past_due": [0, 30, 31, 90, 91],
            "lawsuit": [False, True],
            "debt_evasion": [False, True],
        },
    ),
    "a base with a row that is never known to be false": Trial(
        policy(
            """
            [assumptions]
            lawsuit = "unknown"
            [[base]]
            id = "table"
            rows = [
                { when = "days_past_due <= 90 or (lawsuit and not lawsuit)", tier = "normal" },
                { when = "days_past_due > 90", tier = "loss" },
            ]
            """
        ),
        {"days_past_due": [90, 91], "lawsuit": [False]},
    ),
    "bases of two parents, each in its scope": Trial(
        policy(head="extends = ['cn.credit-card', 'cn.asset-classification']"),
        {
            "product": ["card", "working_capital"],
            "days_past_due": [0, 1, 90, 91, 120, 121, 180, 181, 361],
            "credit_impaired": [False],
        },
    ),
    "floors that count though they are not known": Trial(
        _floors(
            ("lawsuit and loan_to_value > 0.7", "substandard"),
            ("production_stopped", "previous_tier"),
            more="[assumptions]\nlawsuit = 'unknown'\nproduction_stopped = 'unknown'",
            head="unknown = 'conservative'\nessential = ['days_past_due']",
        ),
        {
            "days_past_due": [0],
            "lawsuit": [False, True],
            "loan_to_value": [Decimal("0.7"), Decimal("0.71")],
            "production_stopped": [False, True],
            "previous_tier": ["special_mention", "loss"],
        },
    ),
    "signals on record, raised, and never known to be": Trial(
        policy(
            """
            [conventions]
            currency = "CNY"
            [parameters]
            limit = { unit = "money", required = true }
            worst = { unit = "tier", value = "doubtful" }
            blank = { unit = "tier", required = true }
            [[signal]]
            id = "sued"
            when = "lawsuit"
            [[signal]]
            id = "told"
            [[signal]]
            id = "large"
            when = "outstanding > limit or outstanding - principal > limit"
            [[floor]]
            id = "a"
            signal = "sued"
            at_least = "special_mention"
            [[floor]]
            id = "b"
            signal = "told"
            at_least = "worst"
            [[floor]]
            id = "c"
            signal = "large"
            at_least = "loss"
            [[floor]]
            id = "d"
            when = "days_past_due > 300"
            at_least = "blank"
            """,
            head="essential = ['days_past_due']",
        ),
        {
            "days_past_due": [0, 300, 301],
            "lawsuit": [False, True],
            "outstanding": yuan(5),
            "principal": yuan(3),
            "signal:told": [False, True],
            "signal:large": [False, True],
        },
    ),
    "codes of which any other counts": Trial(
        _floors(
            ("industry not in ('steel', 'coal')", "special_mention"),
            ("industry == 'coal'", "doubtful"),
            ("borrower_kind != 'corporate'", "substandard"),
            head="applies_to = \"product != 'card'\"\nessential = ['industry', 'borrower_kind']",
        ),
        {
            "product": ["card", "boat"],
            "industry": ["steel", "coal", "fishing"],
            "borrower_kind": ["corporate", "individual"],
        },
    ),
}
"""By what each is to show."""
