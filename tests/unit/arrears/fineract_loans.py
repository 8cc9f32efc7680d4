"""Loans as Fineract's own suite states them, as records of ours.

Its schedules add up to one row what fell due on one day and came to be owed on several: charges,
chargebacks and parts of the loan that were paid out later. Here each is owed from its own day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

import attrs

from postloan.model.adjustments import Reversal, Waiver
from postloan.model.schedule import Instalment, Payment, Schedule
from postloan.money import Money

__all__ = ["PAYMENTS", "RESTATED", "Row", "planned", "records", "rows_of", "usd"]

Json = Mapping[str, Any]
ZERO: Final = Decimal(0)

PAYMENTS: Final = {
    "Repayment",
    "Repayment (at time of disbursement)",
    "Down Payment",
    "Goodwill Credit",
    "Merchant Issued Refund",
    "Payout Refund",
}
RESTATED: Final = {"Chargeback", "Charge-off", "Re-age", "Re-amortize"}
"""What changes nothing beyond the instalments listed: they restate the debt, or, for what is
charged off, leave it as it is."""

FEES_LAST: Final = ("DUE_PENALTY_INTEREST_PRINCIPAL_FEE_IN_ADVANCE_PENALTY_INTEREST_PRINCIPAL_FEE",)
"""Strategies that cover penalties first and fees after principal."""
IN_TURN: Final = "ADVANCED_PAYMENT_ALLOCATION"
"""The strategy to which a charge, a chargeback or a part paid out later is owed from its day. To
the others it is a part of the instalment from the first day."""


def usd(amount: str | Decimal) -> Money:
    return Money(Decimal(amount), "USD")


@attrs.define
class Row:
    """What is left of a row of a schedule while what came to be owed later is taken out."""

    after: date
    due_on: date
    outstanding: str
    parts: dict[str, Decimal]
    later: list[tuple[date, dict[str, Decimal]]] = attrs.Factory(list)

    def take(self, owed_from: date, **parts: Decimal) -> None:
        """Take out what came to be owed on a day, as far as the row holds it."""
        if all(parts[part] <= self.parts[part] for part in parts):
            for part, amount in parts.items():
                self.parts[part] -= amount
            self.later.append((min(owed_from, self.due_on), parts))

    def instalments(self, number: int, strategy: str | None) -> Iterator[Instalment]:
        """Yield its instalments, those to be covered first coming first."""
        pieces: list[tuple[date | None, dict[str, Decimal]]] = [*self.later, (None, self.parts)]
        if strategy in FEES_LAST:
            pieces = [
                (owed_from, {part: parts.get(part, ZERO) for part in some})
                for some in (("penalties",), ("interest", "principal"), ("fees",))
                for owed_from, parts in pieces
            ]
        for place, (owed_from, parts) in enumerate(pieces):
            if any(parts.values()):
                yield Instalment(
                    due_on=self.due_on,
                    owed_from=owed_from,
                    principal=usd(parts.get("principal", ZERO)),
                    interest=usd(parts.get("interest", ZERO)),
                    fees=usd(parts.get("fees", ZERO) + parts.get("penalties", ZERO)),
                    drawdown=f"{number}.{place}",
                )


def rows_of(
    case: Json, seq: int, rows: list[list[str]], transactions: list[list[Any]]
) -> list[Row]:
    """Return the rows of a schedule, each with what came to be owed later taken out of it."""
    found: list[Row] = []
    after = date.min
    for due_on, principal, interest, fees, penalties, outstanding in rows:
        parts = {
            "principal": Decimal(principal),
            "interest": Decimal(interest),
            "fees": Decimal(fees),
            "penalties": Decimal(penalties),
        }
        if any(parts.values()):
            day = date.fromisoformat(due_on)
            found.append(Row(after, day, outstanding, parts))
            after = day
    if found and case["strategy"] == IN_TURN:
        take_charges(case, seq, found)
        take_chargebacks(found, transactions)
        take_drawdowns(case, seq, found)
    return found


def take_charges(case: Json, seq: int, rows: list[Row]) -> None:
    for at, known_on, charged_on, kind, amount in case["charges"]:
        day = date.fromisoformat(charged_on)
        row = next((row for row in rows if day <= row.due_on), None)
        if at > seq or row is None:
            continue
        owed_from = min(day, date.fromisoformat(known_on))
        row.take(owed_from, **{"penalties" if kind == "penalty" else "fees": Decimal(amount)})


def take_chargebacks(rows: list[Row], transactions: list[list[Any]]) -> None:
    for on, kind, amount, *stated in transactions:
        day = date.fromisoformat(on)
        row = next((row for row in rows if day < row.due_on), rows[-1])
        if kind == "Chargeback":
            of = stated if stated[0] is not None else [amount, "0", "0", "0"]
            names = ("principal", "interest", "fees", "penalties")
            row.take(day, **dict(zip(names, map(Decimal, of), strict=True)))


def take_drawdowns(case: Json, seq: int, rows: list[Row]) -> None:
    days = {date.fromisoformat(on) for _, on, _ in case["drawdowns"]}
    for at, on, amount in case["drawdowns"]:
        day, left = date.fromisoformat(on), Decimal(amount)
        to_come = [row for row in rows if row.due_on > day and row.due_on not in days]
        if at > seq or not to_come:
            continue
        for row in rows:
            if row.due_on == day > row.after != date.min and row.parts["principal"] < left:
                left -= row.parts["principal"]
                row.take(day, principal=row.parts["principal"])
        share = (left / len(to_come)).quantize(Decimal("0.01"))
        for row in to_come:
            row.take(day, principal=share)


def planned(case: Json, rows: list[Row]) -> tuple[tuple[Schedule], list[int]]:
    """Return the schedule, and of each of its instalments the row it belongs to."""
    found: list[Instalment] = []
    row_of: list[int] = []
    for number, row in enumerate(rows):
        for instalment in row.instalments(number, case["strategy"]):
            found.append(instalment)
            row_of.append(number)
    return (Schedule(on=date(2000, 1, 1), instalments=tuple(found)),), row_of


def records(case: Json, transactions: list[list[Any]]) -> dict[str, Any]:
    """Return what counts against a schedule, each record with its place as its id."""
    payments: list[Payment] = []
    reversals: list[Reversal] = []
    waivers: list[Waiver] = []
    for number, (text, kind, amount, *parts) in enumerate(transactions):
        on, id, money = date.fromisoformat(text), f"{number}", usd(amount)
        if kind in PAYMENTS:
            ahead = case["ahead"].get(kind, "next")
            payments.append(Payment(on=on, amount=money, id=id, ahead=ahead))
        elif kind == "Credit Balance Refund":
            money -= usd(sum((Decimal(part or 0) for part in parts), ZERO))
            if money:
                reversals.append(Reversal(on=on, amount=money, id=id))
        elif kind == "Waive loan charges":
            waivers.append(Waiver(on=on, fees=money, id=id))
        else:
            assert kind in RESTATED
    return {
        "payments": tuple(payments),
        "reversals": tuple(reversals),
        "waivers": tuple(waivers),
    }
