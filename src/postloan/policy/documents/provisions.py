"""Reading what a provision rule sets aside: the amount it is a share of, and the rate."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, cast

from postloan.errors import InvalidCondition, InvalidValue
from postloan.money import checked_decimal
from postloan.policy.clauses.kinds import Dimension
from postloan.policy.clauses.provisions import Rate
from postloan.policy.documents.head import Head
from postloan.policy.documents.table import Table
from postloan.rules.quantity import Quantity
from postloan.rules.tree import Literal, Name
from postloan.units import Kind

__all__ = ["read_amount", "read_rate"]

_NOTHING: Final = Quantity(text="0", tree=Literal(0))
_NO_RATE: Final = Rate(usual=_NOTHING)
"""What stands in, both, where the document has a fault."""


def read_amount(table: Table, head: Head, dimension: Dimension) -> Quantity:
    """Return the amount of money of which a provision is a share."""
    return _quantity(table, "of", head, dimension, "money")


def read_rate(table: Table, head: Head, dimension: Dimension) -> Rate:
    """Return the rate of a provision: a number, the name of a ratio, or a range."""
    value = table.value("rate")
    if isinstance(value, dict):
        return _range(cast("Table", table.table("rate")))
    if isinstance(value, str):
        return Rate(usual=_named(table, head, dimension))
    if value is None:
        table.fault("", "rate is missing; it is a number, a ratio or a range", at_value=False)
        return _NO_RATE
    number = _number(table, "rate")
    return _NO_RATE if number is None else Rate(usual=_written(number))


def _range(table: Table) -> Rate:
    least, usual, most = (_number(table, key) for key in ("least", "usual", "most"))
    table.done()
    if least is None or usual is None or most is None:
        return _NO_RATE
    if not least <= usual <= most:
        table.fault("", "a range has least, usual and most in this order, none above the next")
    return Rate(usual=_written(usual), least=least, most=most)


def _number(table: Table, key: str) -> Decimal | None:
    """Return a number of at least 0; a fault and None where there is another or none."""
    try:
        number = checked_decimal("rate", key, table.value(key))
    except InvalidValue:
        number = Decimal(-1)
    if number < 0:
        here = key if table.has(key) else ""
        table.fault(here, f"{key} must be a number of at least 0", at_value=bool(here))
        return None
    return number


def _written(number: Decimal) -> Quantity:
    return Quantity(text=f"{number:f}", tree=Literal(number))


def _named(table: Table, head: Head, dimension: Dimension) -> Quantity:
    """Return the ratio that one name stands for: what cannot be below nothing."""
    found = _quantity(table, "rate", head, dimension, "ratio")
    if not isinstance(found.tree, Name):
        table.fault("rate", "a rate is a number, one ratio by its name, or a range")
        return found
    for key in found.parameters:
        least = head.parameters[key].least
        if least is None or least < 0:
            table.fault("rate", f"{key} could be below 0; state its least in [parameters.{key}]")
    for key in found.facts:
        minimum = head.catalogue[key.rpartition(".")[2]].minimum
        if minimum is None or minimum < 0:
            table.fault("rate", f"{key} can be below 0, which no rate is")
    return found


def _quantity(table: Table, key: str, head: Head, dimension: Dimension, kind: Kind) -> Quantity:
    """Return the quantity of a kind at `key`, which is required."""
    text = table.text(key, required=True)
    try:
        return Quantity.read(text, head.vocabulary(dimension), kind) if text else _NOTHING
    except InvalidCondition as error:
        head.faults.add_condition((*table.path, key), error)
        return _NOTHING
